package remediate

import (
	"encoding/json"
	"slices"

	"trailproof/policy"
)

// bucketPolicy is an edit of a bucket's policy, for a bucket that may block public ones: S3 takes back no policy there that
// it calls public, though it keeps the one that is there.
func (c Case) bucketPolicy(t Target, change func(raw string) (string, error)) Edit {
	b := c.Start.S3.Buckets[t.Resource]
	block, _ := b.PublicAccessBlock.Get()
	account, _ := c.Start.S3.AccountPublicAccessBlock.Get()
	blocked := block.BlockPublicPolicy || account.BlockPublicPolicy
	e := editBucketPolicy(t, func(raw string) (string, error) {
		text, err := change(raw)
		if err == nil && blocked && slices.ContainsFunc(statementsIn(text), opens) {
			err = refuse("BlockPublicPolicy is on, so that S3 takes no policy that still lets everybody in: that has to be mended first")
		}
		return text, err
	})
	if status, seen := b.PolicyStatus.Get(); blocked && seen && status.IsPublic {
		e.Final = "BlockPublicPolicy is on, so that S3 would not take the public policy back that is there now"
	}
	return e
}

// statementsIn are the statements of a document in their order; nil where it has no single meaning.
func statementsIn(raw string) []policy.Statement {
	doc, _ := policy.Parse(raw)
	if doc == nil {
		return nil
	}
	return doc.Statements
}

// eachStatement edits the statements of a document one after the other. An edit returns the text as it was where it has
// nothing to change, and leaves the number of statements as it is.
func eachStatement(raw string, change func(raw string, i int, s policy.Statement) (string, error)) (string, error) {
	for i := range statementsIn(raw) {
		var err error
		if raw, err = change(raw, i, statementsIn(raw)[i]); err != nil {
			return "", err
		}
	}
	return raw, nil
}

// shutOut puts the account in the place of everybody in a statement's Principal; its other principals stay.
func shutOut(raw string, i int, partition, account string) (string, error) {
	var doc struct{ Statement json.RawMessage }
	if err := json.Unmarshal([]byte(raw), &doc); err != nil {
		return "", err
	}
	type entry struct{ Principal any }
	var list []entry
	if json.Unmarshal(doc.Statement, &list) != nil {
		list = make([]entry, 1)
		if err := json.Unmarshal(doc.Statement, &list[0]); err != nil {
			return "", err
		}
	}
	root := "arn:" + partition + ":iam::" + account + ":root"
	var principal any = map[string]any{"AWS": root}
	if named, ok := list[i].Principal.(map[string]any); ok {
		switch aws := named["AWS"].(type) {
		case string:
			named["AWS"] = root
		case []any:
			for j, id := range aws {
				if id == "*" {
					aws[j] = root
				}
			}
		}
		principal = named
	}
	text, err := json.Marshal(principal)
	if err != nil {
		return "", err
	}
	return policy.SetElement(raw, i, "Principal", string(text))
}
