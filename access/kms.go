package access

import "strings"

// Grant is a grant on a KMS key.
// https://docs.aws.amazon.com/kms/latest/developerguide/grants.html
type Grant struct {
	ID string
	// Grantee is the ARN of a user, role, session or account, or the name of a service.
	Grantee string
	// Operations such as Decrypt, GenerateDataKey.
	Operations []string
	// Equals and Subset are encryption contexts: the request's must be the same, or hold all of it. Nil for no constraint.
	Equals, Subset map[string]string
}

// grants says whether a grant on the key allows the request.
func (e *evaluation) grants() Truth {
	if e.r.service() != "kms" {
		return No
	}
	granted := No
	if e.p.GrantsUnseen {
		granted = Unknown
	}
	for i := range e.p.Grants {
		g := &e.p.Grants[i]
		t := g.allows(e.r, e.p.CanonicalIDs)
		if t == No {
			continue
		}
		granted = granted.Or(t)
		if e.why != nil {
			*e.why = append(*e.why, Match{Kind: "grant", Policy: g.ID, Index: -1, Truth: t})
		}
	}
	return granted
}

func (g *Grant) allows(r *Request, ids map[string]string) Truth {
	operation := false
	for _, o := range g.Operations {
		operation = operation || strings.EqualFold(o, strings.TrimPrefix(r.action, "kms:"))
	}
	if !operation {
		return No
	}
	entry := newPrincipal(principalOf(g.Grantee))
	_, t := entry.match(&r.Principal, ids)
	for key, want := range g.Equals {
		t = t.And(contextHas(r, key, want))
	}
	if g.Equals != nil && t == Yes && len(g.Equals) < countContext(r) {
		return No
	}
	for key, want := range g.Subset {
		t = t.And(contextHas(r, key, want))
	}
	return t
}

const encryptionContext = "kms:encryptioncontext:"

// contextHas says whether the request's encryption context holds a pair.
func contextHas(r *Request, key, want string) Truth {
	v := r.Context.get(encryptionContext + strings.ToLower(key))
	switch v.known {
	case known:
		return truth(!v.multi && v.values[0] == want)
	case absent:
		return No
	case unknown, present:
	}
	return Unknown
}

func countContext(r *Request) int {
	n := 0
	for key := range r.Context.keys {
		if strings.HasPrefix(key, encryptionContext) {
			n++
		}
	}
	return n
}
