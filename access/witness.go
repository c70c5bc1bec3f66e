package access

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Witness is a request that a claim says nobody can have allowed, and that Decide allows.
type Witness struct {
	Request  Request
	Policies *Policies
	// Before are the policies of a comparison by which it is not allowed; nil where nothing was compared.
	Before *Policies
	// Action in the spelling of the question.
	Action string
	// Why is what had a say.
	Why []Match
}

// Sender is who sends it: anonymous, an ARN, with the session where there is one, or the name of a service.
func (w *Witness) Sender() string {
	if p := &w.Request.Principal; p.Session != "" {
		return p.ARN + " in session " + p.Session
	}
	return w.name()
}

// Keys are the condition keys that the request has and that a policy asks for, by name, in lower case. A key that holds a set
// has any number of values.
func (w *Witness) Keys() map[string][]string {
	asked := w.Policies.keys()
	if w.Before != nil {
		maps.Copy(asked, w.Before.keys())
	}
	keys := map[string][]string{}
	for name, v := range w.Request.Context.keys {
		if v.known == known && asked[name] {
			keys[name] = v.values
		}
	}
	return keys
}

// keys are the condition keys that policies ask for or have in variables.
func (p *Policies) keys() map[string]bool {
	keys := map[string]bool{}
	p.policies(func(q *Policy, _ bool) {
		if q == nil {
			return
		}
		for i := range q.statements {
			st := &q.statements[i]
			for j := range st.conditions {
				keys[st.conditions[j].key] = true
				for _, v := range st.conditions[j].variables() {
					keys[v] = true
				}
			}
			for _, r := range slices.Concat(st.resources, st.notResources) {
				for _, v := range r.whole.variables() {
					keys[v] = true
				}
			}
		}
	})
	for _, g := range p.Grants {
		for _, constraint := range []map[string]string{g.Equals, g.Subset} {
			for key := range constraint {
				keys[encryptionContext+strings.ToLower(key)] = true
			}
		}
	}
	return keys
}

// String says it in a line.
func (w *Witness) String() string {
	parts := []string{w.Sender(), w.Action, w.Request.resource}
	keys := w.Keys()
	for _, name := range slices.Sorted(maps.Keys(keys)) {
		parts = append(parts, name+"="+strings.Join(keys[name], ","))
	}
	return strings.Join(parts, " ")
}

// Resource is the ARN that it is about.
func (w *Witness) Resource() string { return w.Request.resource }

// MarshalJSON writes what a reader needs to send it.
func (w *Witness) MarshalJSON() ([]byte, error) {
	p := &w.Request.Principal
	return json.Marshal(struct {
		Principal string              `json:"principal"`
		Account   string              `json:"account"`
		Session   string              `json:"session"`
		Action    string              `json:"action"`
		Resource  string              `json:"resource"`
		Keys      map[string][]string `json:"keys"`
		Why       []Match             `json:"why"`
	}{w.name(), p.Account, p.Session, w.Action, w.Request.resource, w.Keys(), w.Why})
}

func (w *Witness) name() string {
	if w.Request.Principal.Kind == Anonymous {
		return "anonymous"
	}
	return w.Request.Principal.ARN
}
