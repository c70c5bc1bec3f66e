package remediate

import (
	"bytes"
	"encoding/json"
	"strings"

	"trailproof/policy"
)

// statement is a statement that a fix puts into a policy, its elements in the order of AWS's examples.
type statement struct {
	Sid       string
	Effect    string
	Principal any
	Action    any
	Resource  any                       `json:",omitempty"`
	Condition map[string]map[string]any `json:",omitempty"`
}

func (s statement) text() string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		panic(err) // strings and lists of them
	}
	return strings.TrimSpace(b.String())
}

// insert puts the statement into a policy, under a Sid that no other statement has: Sids are somebody's handle on a statement.
func (s statement) insert(raw string) (string, error) {
	s.Sid = freeSid(raw, s.Sid)
	return policy.Insert(raw, s.text())
}

func freeSid(raw, sid string) string {
	doc, _ := policy.Parse(raw)
	if doc == nil {
		return sid
	}
	for taken := true; taken; {
		taken = false
		for _, s := range doc.Statements {
			if strings.EqualFold(s.Sid, sid) {
				sid, taken = sid+"2", true
			}
		}
	}
	return sid
}
