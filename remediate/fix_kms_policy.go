package remediate

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"trailproof/internal/strictjson"
	"trailproof/plan"
	"trailproof/policy"
)

// keyEdit is an edit of the key that a case is about, statement by statement.
func (c Case) keyEdit(t Target, risk plan.Risk, change func(raw string, i int, s policy.Statement) (string, error)) Edit {
	e := editKeyPolicy(t, func(raw string) (string, error) {
		if _, err := parsed(raw); err != nil {
			return "", err
		}
		return eachStatement(raw, change)
	})
	e.Risk = risk
	return e
}

// keyPolicyFix is a fix that edits the statements of a key's policy.
func keyPolicyFix(rule string, risk plan.Risk, change func(c Case, t Target) (func(raw string, i int, s policy.Statement) (string, error), error)) Fix {
	return Fix{
		Rule: rule,
		Uses: []*Operation{putKeyPolicy},
		Plan: func(c Case) ([]Edit, error) {
			t, err := c.key()
			if err != nil {
				return nil, err
			}
			edit, err := change(c, t)
			if err != nil {
				return nil, err
			}
			return []Edit{c.keyEdit(t, risk, edit)}, nil
		},
	}
}

// kmsConfusedDeputy binds what lets CloudTrail use the key to the trails that use it. Whose others are that a statement names, only
// the owner knows.
var kmsConfusedDeputy = keyPolicyFix("kms.confused_deputy", plan.Safe, func(c Case, t Target) (func(string, int, policy.Statement) (string, error), error) {
	p, _ := c.Snapshot.KMS.Keys[t.Resource].Policy.Get()
	open := slices.ContainsFunc(statementsIn(p.Raw), func(s policy.Statement) bool { return forTrails(s) && !bound(s) })
	if !open {
		return nil, manual("each statement says for whom CloudTrail may use the key: take out whoever is none of ours, or name the account in the parameter accounts")
	}
	return bindingCloudTrail(c, t)
})

// forTrails says whether a statement lets CloudTrail use a key.
func forTrails(s policy.Statement) bool {
	return s.Effect == "Allow" && names(s, cloudTrail) && usesKey(s)
}

func bindingCloudTrail(c Case, t Target) (func(string, int, policy.Statement) (string, error), error) {
	if err := c.onlyTrails(t.Resource); err != nil {
		return nil, err
	}
	trails := c.trailsWith(c.family(t.Resource)...)
	for _, account := range c.texts("accounts") {
		if account != t.Account {
			trails = append(trails, "arn:"+t.Partition+":cloudtrail:*:"+account+":trail/*")
		}
	}
	return func(raw string, i int, s policy.Statement) (string, error) {
		switch {
		case !forTrails(s) || bound(s):
			return raw, nil
		case len(trails) == 0:
			return "", manual("no trail that was seen uses the key: whose trails are to use it only you know")
		case len(s.Principals) > 1:
			return "", manual("a statement lets in CloudTrail and others: a condition on the trail would shut the others out")
		}
		operator := "StringEquals"
		if slices.ContainsFunc(trails, func(v string) bool { return strings.Contains(v, "*") }) {
			operator = "StringLike"
		}
		return policy.SetCondition(raw, i, operator, "aws:SourceArn", trails...)
	}, nil
}

// family are a key and the primary and replicas that it shares its material with.
func (c Case) family(key string) []string {
	primary := key
	if p, ok := c.Snapshot.KMS.Keys[key].Primary.Get(); ok {
		primary = p
	}
	replicas, _ := c.Snapshot.KMS.Keys[primary].Replicas.Get()
	return slices.Compact(ordered(append(slices.Clone(replicas), key, primary)))
}

// onlyTrails refuses where CloudTrail uses the key for more than log files, and sends no trail's ARN with that.
func (c Case) onlyTrails(key string) error {
	for arn, d := range c.Snapshot.CloudTrail.EventDataStores {
		detail, seen := d.Detail.Get()
		if !seen || detail.KMSKeyID != nil && *detail.KMSKeyID == key {
			return manual("the event data store %s may be encrypted with the key, and CloudTrail sends no aws:SourceArn for it: bind the statement by hand", arn)
		}
	}
	for arn, topic := range c.Snapshot.SNS.Topics {
		if k, ok := topic.Key.Get(); ok && k == key {
			return manual("the topic %s is encrypted with the key, and what CloudTrail sends when it publishes AWS does not say: bind the statement by hand", arn)
		}
	}
	return nil
}

func usesKey(s policy.Statement) bool {
	return slices.ContainsFunc([]string{"kms:GenerateDataKey", "kms:Decrypt", "kms:Encrypt", "kms:ReEncryptFrom", "kms:CreateGrant"},
		func(action string) bool { return speaksOf(s, action) })
}

// kmsPublicPolicy puts the account in the place of everybody; what the statements allow, and under which conditions, stays.
var kmsPublicPolicy = keyPolicyFix("kms.public_policy", plan.AccessRemoving, closingKey)

func closingKey(_ Case, t Target) (func(string, int, policy.Statement) (string, error), error) {
	return func(raw string, i int, s policy.Statement) (string, error) {
		switch {
		case !opens(s) || !grants(s, "kms:"):
			return raw, nil
		case len(s.NotPrincipals) > 0:
			return "", manual("a statement lets in everybody but some (NotPrincipal): whom it is meant to let in only you know")
		case len(s.NotActions) > 0:
			return "", manual("a statement lets everybody do all but some things (NotAction): what it is meant to allow only you know")
		}
		return shutOut(raw, i, t.Partition, t.Account)
	}, nil
}

// kmsForeignPrincipals takes accounts and principals out of a key's policy that are none of ours. Everybody is kms.public_policy's.
var kmsForeignPrincipals = Fix{
	Rule: "kms.foreign_principals",
	Uses: []*Operation{putKeyPolicy},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.key()
		if err != nil {
			return nil, err
		}
		return []Edit{c.strangersOut(t)}, nil
	},
}

func (c Case) strangersOut(t Target) Edit {
	readers := c.texts("readers")
	stranger := func(p policy.Principal) bool {
		return p.Type == "AWS" && p.Account != "" && !slices.Contains(c.accounts(), p.Account) && !slices.Contains(readers, p.ID) &&
			!slices.Contains(readers, p.Account)
	}
	e := editKeyPolicy(t, func(raw string) (string, error) {
		doc, err := parsed(raw)
		if err != nil {
			return "", err
		}
		for i, s := range slices.Backward(doc.Statements) {
			switch {
			case s.Effect != "Allow" || !slices.ContainsFunc(s.Principals, stranger):
				continue
			case !slices.ContainsFunc(s.Principals, func(p policy.Principal) bool { return !stranger(p) }):
				raw, err = policy.Remove(raw, i)
			default:
				raw, err = keepPrincipals(raw, i, func(id string) bool {
					return !slices.ContainsFunc(s.Principals, func(p policy.Principal) bool {
						return stranger(p) && (id == p.ID || strings.HasSuffix(id, "::"+p.ID+":root"))
					})
				})
			}
			if err != nil {
				return "", err
			}
		}
		if raw == "" {
			return "", refuse("nobody would be left in the key's policy")
		}
		return raw, nil
	})
	e.Risk = plan.AccessRemoving
	return e
}

// keepPrincipals leaves in the Principal of a statement the AWS entries that keep holds of.
func keepPrincipals(raw string, i int, keep func(id string) bool) (string, error) {
	var all map[string]any
	if err := json.Unmarshal([]byte(element(raw, i, "Principal")), &all); err != nil {
		return "", err
	}
	var kept []any
	list, ok := all["AWS"].([]any)
	if !ok {
		list = []any{all["AWS"]}
	}
	for _, id := range list {
		if text, _ := id.(string); keep(text) {
			kept = append(kept, id)
		}
	}
	delete(all, "AWS")
	if len(kept) > 0 {
		all["AWS"] = kept
	}
	text, err := json.Marshal(all)
	if err != nil {
		return "", err
	}
	return policy.SetElement(raw, i, "Principal", string(text))
}

// kmsDecryptContext lets those who may decrypt do so with what CloudTrail encrypted. What else they may do stays.
var kmsDecryptContext = keyPolicyFix("kms.decrypt_context", plan.AccessRemoving, inContext)

const contextKey = "kms:EncryptionContext:aws:cloudtrail:arn"

var opening = []string{"kms:Decrypt", "kms:ReEncryptFrom"}

func inContext(_ Case, t Target) (func(string, int, policy.Statement) (string, error), error) {
	return func(raw string, i int, s policy.Statement) (string, error) {
		reader := func(p policy.Principal) bool { return p.Type == "AWS" && p.Account != "" && p.ID != t.Account }
		switch {
		case s.Effect != "Allow" || !speaksOf(s, opening[0]) && !speaksOf(s, opening[1]) || asksForContext(s):
			return raw, nil
		case anybody(s):
			return "", manual("a statement lets in everybody: that has to be mended first")
		case !slices.ContainsFunc(s.Principals, reader):
			return raw, nil
		case slices.ContainsFunc(s.Principals, func(p policy.Principal) bool { return !reader(p) && p.Type != "AWS" || p.ID == t.Account }):
			return "", manual("a statement lets in readers together with the account or a service: those would lose what they need")
		case len(s.NotActions) > 0:
			return "", manual("a statement lets readers do all but some things (NotAction): what it is meant to allow only you know")
		}
		return readInContext(raw, i, s)
	}, nil
}

func asksForContext(s policy.Statement) bool {
	return slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool {
		asks := slices.Contains(positive, c.Operator) && !c.IfExists && c.Qualifier != "ForAllValues" ||
			c.Operator == "Null" && slices.Equal(c.Values, []string{"false"})
		return asks && c.Key == strings.ToLower(contextKey)
	})
}

// readInContext splits decryption off a statement, unless the statement is about nothing else.
func readInContext(raw string, i int, s policy.Statement) (string, error) {
	var rest []string
	all := false
	for _, action := range s.Actions {
		switch {
		case action == "*" || strings.EqualFold(action, "kms:*"):
			all = true
		case slices.ContainsFunc(opening, func(o string) bool { return strings.EqualFold(action, o) }):
		case slices.ContainsFunc([]string{"kms:Encrypt", "kms:GenerateDataKey"}, func(o string) bool { return policy.MatchAction(action, o) }):
			return "", manual("a statement lets a principal encrypt and decrypt: it has data of its own under the key, which it could not read any more")
		case slices.ContainsFunc(opening, func(o string) bool { return policy.MatchAction(action, o) }):
			return "", manual("a statement allows %s: which of these actions are meant only you know", action)
		default:
			rest = append(rest, action)
		}
	}
	if !all && len(rest) == 0 {
		return policy.SetCondition(raw, i, "Null", contextKey, "false")
	}
	reading := statement{Sid: "DecryptLogFiles", Effect: "Allow", Action: opening, Resource: "*", Condition: map[string]map[string]any{}}
	if err := json.Unmarshal([]byte(element(raw, i, "Principal")), &reading.Principal); err != nil {
		return "", err
	}
	if text := element(raw, i, "Condition"); text != "" {
		if err := json.Unmarshal([]byte(text), &reading.Condition); err != nil {
			return "", err
		}
	}
	asked := maps.Clone(reading.Condition["Null"])
	if asked == nil {
		asked = map[string]any{}
	}
	asked[contextKey] = "false"
	reading.Condition["Null"] = asked
	var err error
	if all {
		raw, err = allBut(raw, i, opening)
	} else {
		var text []byte
		if text, err = json.Marshal(rest); err == nil {
			raw, err = policy.SetElement(raw, i, "Action", string(text))
		}
	}
	if err != nil {
		return "", err
	}
	return reading.insert(raw)
}

// allBut turns a statement about all actions into one about all but some.
func allBut(raw string, i int, actions []string) (string, error) {
	m := member(raw, i, "Action")
	if m == nil || !strings.HasPrefix(raw[m.NameStart:], `"Action"`) {
		return "", refuse("the name of a statement's Action is written with escapes: write it plainly first")
	}
	text, err := json.Marshal(actions)
	if err != nil {
		return "", err
	}
	return raw[:m.NameStart+1] + "Not" + raw[m.NameStart+1:m.Value.Start] + string(text) + raw[m.Value.End:], nil
}

// element is the text of an element of a statement, empty where it has none.
func element(raw string, i int, name string) string {
	m := member(raw, i, name)
	if m == nil {
		return ""
	}
	return raw[m.Value.Start:m.Value.End]
}

func member(raw string, i int, name string) *strictjson.Member {
	root, err := strictjson.Parse(raw)
	if err != nil {
		return nil
	}
	v := root.Get("Statement")
	if v != nil && v.Kind == strictjson.Array {
		v = v.Items[i]
	}
	if v == nil {
		return nil
	}
	for j := range v.Members {
		if v.Members[j].Name == name {
			return &v.Members[j]
		}
	}
	return nil
}

// kmsReplicas guards the other keys of a multi-Region key as the key itself. Grants are for a person to look at.
var kmsReplicas = Fix{
	Rule: "kms.replicas",
	Uses: []*Operation{enableKey, putKeyPolicy},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.key()
		if err != nil {
			return nil, err
		}
		if err := c.grantsOnly(); err != nil {
			return nil, err
		}
		m, _ := c.Snapshot.KMS.Keys[c.Resource].Metadata.Get()
		var edits []Edit
		if m.State != "Enabled" {
			if edits, err = c.reviving(); err != nil {
				return nil, err
			}
		}
		closing, _ := closingKey(c, t)
		edits = append(edits, c.keyEdit(t, plan.AccessRemoving, closing), c.strangersOut(t))
		binding, err := bindingCloudTrail(c, t)
		if err != nil {
			return nil, err
		}
		return append(edits, c.keyEdit(t, plan.Safe, binding)), nil
	},
}

// grantsOnly refuses a key with a grant that lets strangers in, or decrypt anything: who revokes it may stop somebody's work.
func (c Case) grantsOnly() error {
	grants, _ := c.Snapshot.KMS.Keys[c.Resource].Grants.Get()
	known := append(c.accounts(), c.texts("readers")...)
	for _, g := range grants {
		for _, who := range []*string{g.Grantee, g.Retiring} {
			if who == nil || slices.Contains(known, *who) {
				continue
			}
			if part := strings.SplitN(*who, ":", 6); len(part) == 6 && part[4] != "" && !slices.Contains(known, part[4]) {
				return manual("grant %s is for %s, who is none of ours: look what it is for, and revoke it first", g.ID, *who)
			}
		}
		if len(g.EncryptionContextEquals)+len(g.EncryptionContextSubset) == 0 && g.SourceARN == nil && slices.ContainsFunc(g.Operations, func(o string) bool {
			return o == "CreateGrant" || o == "Decrypt" || o == "ReEncryptFrom" || strings.HasPrefix(o, "GenerateDataKey")
		}) {
			return manual("grant %s is bound to no encryption context or source: look what it is for, and revoke it first", g.ID)
		}
	}
	return nil
}
