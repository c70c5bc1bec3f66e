package access

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Match is one thing that had a say in a decision.
type Match struct {
	// Kind is where it stands: "identity policy", "permissions boundary", "session policy", "SCP", "RCP", "endpoint
	// policy", "resource policy", "ACL", "grant" or "Block Public Access".
	Kind string `json:"kind"`
	// Policy is the name of the policy, the id of a grant, or the grantee of an ACL.
	Policy string `json:"policy"`
	// Sid and Index of the statement; Index is -1 where there is none.
	Sid   string `json:"sid"`
	Index int    `json:"index"`
	Deny  bool   `json:"deny"`
	// Truth is whether it matched. Unknown carries the keys whose values decide, sorted.
	Truth Truth    `json:"matched"`
	Keys  []string `json:"keys,omitempty"`
}

// String says it in a line: "bucket policy of logs: statement "Write" denies, if aws:SourceArn".
func (m Match) String() string {
	does := "allows"
	if m.Deny {
		does = "denies"
	}
	what := strings.TrimSpace(m.Kind + " " + m.Policy)
	if m.Kind == resourcePolicy {
		what = m.Policy
	}
	switch {
	case m.Index < 0 && m.Truth == Unknown && m.Kind != "ACL" && m.Kind != "grant" && !m.Deny:
		return what + " was not seen"
	case m.Sid != "":
		what += " " + strconv.Quote(m.Sid)
	case m.Index >= 0:
		what += " statement " + strconv.Itoa(m.Index+1)
	}
	switch {
	case m.Truth != Unknown:
		return what + " " + does
	case len(m.Keys) > 0:
		return what + " " + does + ", as " + strings.Join(m.Keys, ", ") + " may be"
	default:
		return what + " perhaps " + does
	}
}

const resourcePolicy = "resource policy"

// Explain decides as Decide does, and tells what had a say, in the order in which it was asked.
func Explain(r *Request, p *Policies) (Decision, []Match) {
	why := []Match{}
	e := evaluation{r: r, p: p, why: &why}
	return e.decide(), why
}

// matched writes down a statement that matched, or may match.
func (e *evaluation) matched(kind string, p *Policy, s *statement, t Truth) {
	if e.why == nil {
		return
	}
	m := Match{Kind: kind, Policy: p.Name, Sid: s.sid, Index: s.index, Deny: s.deny, Truth: t}
	if t == Unknown {
		m.Keys = s.undecided(&e.r.Context)
	}
	*e.why = append(*e.why, m)
}

func (e *evaluation) unseen(kind string, p *Policy) {
	if e.why != nil {
		*e.why = append(*e.why, Match{Kind: kind, Policy: p.Name, Index: -1, Truth: Unknown})
	}
}

// undecided names the keys of conditions that nobody can decide, sorted.
func (s *statement) undecided(c *Context) []string {
	keys := map[string]bool{}
	for i := range s.conditions {
		if s.conditions[i].holds(c) == Unknown {
			keys[s.conditions[i].key] = true
		}
	}
	return sorted(keys)
}

func sorted(set map[string]bool) []string {
	list := slices.Collect(maps.Keys(set))
	slices.Sort(list)
	return list
}
