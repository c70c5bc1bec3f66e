package access

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// cases is how many random cases each law is tried on.
const cases = 3_000

// clone copies a case, so that it can be changed.
func (c *testCase) clone(t *testing.T) testCase {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var d testCase
	if err := json.Unmarshal(text, &d); err != nil {
		t.Fatal(err)
	}
	d.who = c.who
	d.Context = c.Context // JSON would make []any of lists
	return d
}

// documents are all policies of a case.
func (c *testCase) documents() []*written {
	var all []*written
	add := func(list []written) {
		for i := range list {
			all = append(all, &list[i])
		}
	}
	add(c.Identity)
	for _, level := range slices.Concat(c.SCPs, c.RCPs) {
		add(level)
	}
	for _, w := range []*written{c.Session, c.Boundary, c.Endpoint, c.ResourcePolicy} {
		if w != nil {
			all = append(all, w)
		}
	}
	return all
}

func statementsOf(w *written) []any {
	list, _ := w.Policy["Statement"].([]any)
	return list
}

// TestLaws changes random cases in ways that must not change the decision, or only in one direction.
func TestLaws(t *testing.T) {
	for name, law := range map[string]struct {
		change func(g generator, c *testCase)
		holds  func(before, after Decision) bool
	}{
		"the order of statements and policies does not matter": {
			func(g generator, c *testCase) {
				for _, w := range c.documents() {
					list := statementsOf(w)
					g.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
				}
				g.Shuffle(len(c.Identity), func(i, j int) { c.Identity[i], c.Identity[j] = c.Identity[j], c.Identity[i] })
			},
			func(a, b Decision) bool { return a == b },
		},
		"x and [x] are the same": {
			func(_ generator, c *testCase) {
				for _, w := range c.documents() {
					for _, s := range statementsOf(w) {
						s := s.(map[string]any)
						for _, name := range []string{"Action", "NotAction", "Resource", "NotResource"} {
							if text, ok := s[name].(string); ok {
								s[name] = []any{text}
							}
						}
					}
				}
			},
			func(a, b Decision) bool { return a == b },
		},
		"a statement's actions may stand in statements of their own": {
			func(_ generator, c *testCase) {
				for _, w := range c.documents() {
					var all []any
					for _, s := range statementsOf(w) {
						s := s.(map[string]any)
						list, ok := s["Action"].([]any)
						if !ok {
							all = append(all, s)
							continue
						}
						for _, a := range list {
							one := map[string]any{}
							for k, v := range s {
								one[k] = v
							}
							one["Action"] = a
							all = append(all, one)
						}
					}
					w.Policy["Statement"] = all
				}
			},
			func(a, b Decision) bool { return a == b },
		},
		"a Deny more never allows": {
			func(g generator, c *testCase) {
				list := c.documents()
				if len(list) == 0 {
					return
				}
				w := list[g.IntN(len(list))]
				s := g.statement(9, *c, w == c.ResourcePolicy || w == c.Endpoint)
				s["Effect"] = "Deny"
				w.Policy["Statement"] = append(statementsOf(w), s)
			},
			func(a, b Decision) bool { return b.Allowed&^a.Allowed == 0 && a.Denied&^b.Denied == 0 },
		},
		"an Allow more never denies": {
			func(g generator, c *testCase) {
				list := c.documents()
				if len(list) == 0 {
					return
				}
				w := list[g.IntN(len(list))]
				s := g.statement(9, *c, w == c.ResourcePolicy || w == c.Endpoint)
				s["Effect"] = "Allow"
				w.Policy["Statement"] = append(statementsOf(w), s)
			},
			func(a, b Decision) bool { return a.Allowed&^b.Allowed == 0 && a.Denied == b.Denied },
		},
		"case of actions and of keys does not matter": {
			func(_ generator, c *testCase) {
				for _, w := range c.documents() {
					for _, s := range statementsOf(w) {
						s := s.(map[string]any)
						if text, ok := s["Action"].(string); ok {
							s["Action"] = strings.ToUpper(text)
						}
						conditions, _ := s["Condition"].(map[string]any)
						for op, block := range conditions {
							upper := map[string]any{}
							for key, v := range block.(map[string]any) {
								upper[strings.ToUpper(key)] = v
							}
							conditions[op] = upper
						}
					}
				}
			},
			func(a, b Decision) bool { return a == b },
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := newGenerator(7)
			changed := 0
			for id := range cases {
				c := g.testCase(id)
				before, _ := c.ask(t)
				d := c.clone(t)
				law.change(g, &d)
				after, why := d.ask(t)
				if !law.holds(before, after) {
					t.Fatalf("%+v became %+v\n%s\n%s\n%+v", before, after, &c, &d, why)
				}
				if c.String() != d.String() {
					changed++
				}
			}
			if changed < cases/10 {
				t.Errorf("only %d of %d cases were changed", changed, cases)
			}
		})
	}
}

// TestUnknowns says that what is unknown bounds what may be: a decision on a request of which some keys are unknown holds
// for every way in which they may turn out.
func TestUnknowns(t *testing.T) {
	g := newGenerator(11)
	narrowed := 0
	for id := range cases {
		c := g.testCase(id)
		r, p := c.build(t)
		whole := Decide(&r, p)
		for name := range c.Context {
			if g.chance(30) {
				r.Context = r.Context.With(map[string]Value{name: pick(g, Maybe(), Present())})
			}
		}
		if g.chance(30) {
			r.Context.open = true
		}
		if g.chance(10) {
			unseen := UnseenPolicy("unseen")
			switch {
			case p.Resource != nil:
				p.Resource = unseen
			case p.Boundary != nil:
				p.Boundary = unseen
			case len(p.Identity) > 0:
				p.Identity[0] = unseen
			}
		}
		part := Decide(&r, p)
		for _, pair := range [][2]Truth{{whole.Allowed, part.Allowed}, {whole.Denied, part.Denied}} {
			if pair[0].May() && !pair[1].May() || pair[1].Must() && !pair[0].Must() {
				t.Fatalf("%v became %v with less known\n%s", whole, part, &c)
			}
		}
		if part != whole {
			narrowed++
		}
	}
	if narrowed < cases/20 {
		t.Errorf("only %d of %d decisions changed", narrowed, cases)
	}
}
