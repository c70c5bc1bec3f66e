package remediate

import (
	"context"
	"slices"
	"strings"

	"trailproof/plan"
	"trailproof/policy"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
)

// maxKeyPolicy is how long a key policy may be, in bytes.
// https://docs.aws.amazon.com/kms/latest/developerguide/resource-limits.html
const maxKeyPolicy = 32 * 1024

// putKeyPolicy is the policy of a key, as text. Every key has one.
var putKeyPolicy = setting[string]{
	read: func(ctx context.Context, c Clients, t Target) (*string, error) {
		out, err := c.KMS(t.Region).GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: &t.Resource, PolicyName: aws.String("default")})
		if err != nil {
			return nil, t.errorf("kms: GetKeyPolicy", err)
		}
		return out.Policy, nil
	},
	write: func(ctx context.Context, c Clients, t Target, _, after *string) error {
		// KMS's check that the caller can still change the policy stays on.
		_, err := c.KMS(t.Region).PutKeyPolicy(ctx, &kms.PutKeyPolicyInput{KeyId: &t.Resource, PolicyName: aws.String("default"), Policy: after})
		return wrap(t, "kms: PutKeyPolicy", err)
	},
	predict: func(s *snapshot.Snapshot, t Target, after *string) error {
		return changeKey(s, t, func(k *snapshot.Key) error {
			p, fault := snapshot.NewPolicy(aws.ToString(after))
			if fault != "" {
				return refuse("the key's policy would not be one: %s", fault)
			}
			k.Policy = snapshot.Seen(p)
			return nil
		})
	},
}.of(Operation{
	Name:   "kms:PutKeyPolicy",
	Reads:  []string{"kms:GetKeyPolicy"},
	Writes: []string{"kms:PutKeyPolicy"},
	Undo:   func(plan.State) string { return "puts the old policy back, byte for byte" },
})

// editKeyPolicy is an edit of a key's policy that keeps to the length that KMS takes, and to everybody who could change it: a key
// whose policy nobody can change is lost.
func editKeyPolicy(t Target, change func(raw string) (string, error)) Edit {
	return edit(putKeyPolicy, t, func(now *string) (*string, error) {
		raw := aws.ToString(now)
		text, err := change(raw)
		switch {
		case err != nil:
			return nil, err
		case len(text) > maxKeyPolicy:
			return nil, refuse("the key's policy would have %d bytes, and KMS takes %d: shorten it first", len(text), maxKeyPolicy)
		}
		kept := administrators(text, t.Account)
		for _, who := range administrators(raw, t.Account) {
			if !slices.Contains(kept, who) {
				return nil, refuse("it would keep %s from changing the key's policy", who)
			}
		}
		return &text, nil
	})
}

// administrators are the principals of an account whom a key's policy lets change it, whatever the circumstances.
func administrators(raw, account string) []string {
	doc, _ := policy.Parse(raw)
	if doc == nil {
		return nil
	}
	const change = "kms:PutKeyPolicy"
	var all []string
	for _, s := range doc.Statements {
		named := slices.ContainsFunc(s.Actions, func(a string) bool { return policy.MatchAction(a, change) }) ||
			len(s.NotActions) > 0 && !slices.ContainsFunc(s.NotActions, func(a string) bool { return policy.MatchAction(a, change) })
		if s.Effect != "Allow" || !named || len(s.Conditions) > 0 {
			continue
		}
		for _, p := range s.Principals {
			if p.Account == account {
				all = append(all, p.ID)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// parsed is a policy in normal form, which is what a fix looks at to know which statement to edit.
func parsed(raw string) (*policy.Document, error) {
	doc, problems := policy.Parse(raw)
	if doc != nil {
		return doc, nil
	}
	words := make([]string, len(problems))
	for i, p := range problems {
		words[i] = p.String()
	}
	return nil, refuse("the policy can be read in more than one way: %s", strings.Join(words, "; "))
}
