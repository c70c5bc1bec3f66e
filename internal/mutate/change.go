package main

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
)

// kinds are the changes that are made, for people.
var kinds = []string{
	"a comparison turned: `==` to `!=` and back; `<`, `<=`, `>` and `>=` to the neighbour at the boundary and to the opposite",
	"`not` dropped",
	"`x in xs` to `not x in xs`",
	"`every` to `some`",
	"an expression of a body dropped, in rules, comprehensions and `every`",
	"a definition of a rule dropped, also `default` and `else`",
	"a text to another; a number to one more and one less; a boolean flipped; `null` to a text; an empty collection filled",
	"`+` to `-` and back, `*` to `/` and back",
	"an operand dropped, of `|`, `&`, `-` (the right one), `array.concat` and `object.union`",
	"`lower(x)` and `upper(x)` to `x`",
	"`startswith` and `endswith` to `contains`; the `^` or `$` of a regular expression dropped",
}

// other is a text that neither rules nor tests know.
const other = "mutant"

// change is a node of a syntax tree with one thing in it changed: at the line, from before to after.
type change[T any] struct {
	node          T
	line          int
	before, after string
}

// lift makes changes of a part changes of the whole.
func lift[P, W any](of []change[P], put func(P) W) []change[W] {
	out := make([]change[W], len(of))
	for i, c := range of {
		out[i] = change[W]{put(c.node), c.line, c.before, c.after}
	}
	return out
}

// replaced is a list with another member at i.
func replaced[S ~[]T, T any](s S, i int, with T) S {
	s = slices.Clone(s)
	s[i] = with
	return s
}

// The trees are never written to: what a change does not touch is shared with the original.

func changeRule(r *ast.Rule) []change[*ast.Rule] {
	with := func(edit func(*ast.Rule)) *ast.Rule {
		cpy, head := *r, *r.Head
		cpy.Head = &head
		edit(&cpy)
		return &cpy
	}
	var out []change[*ast.Rule]
	for i, arg := range r.Head.Args {
		out = append(out, lift(changeTerm(arg), func(t *ast.Term) *ast.Rule {
			return with(func(r *ast.Rule) { r.Head.Args = replaced(r.Head.Args, i, t) })
		})...)
	}
	if r.Head.Key != nil {
		out = append(out, lift(changeTerm(r.Head.Key), func(t *ast.Term) *ast.Rule {
			return with(func(r *ast.Rule) { r.Head.Key = t })
		})...)
	}
	// The value of a rule that states none is true, and stands nowhere.
	if r.Head.Value != nil && r.Head.Value.Location != nil {
		out = append(out, lift(changeTerm(r.Head.Value), func(t *ast.Term) *ast.Rule {
			return with(func(r *ast.Rule) { r.Head.Value = t })
		})...)
	}
	out = append(out, lift(changeBody(r.Body), func(b ast.Body) *ast.Rule {
		return with(func(r *ast.Rule) { r.Body = b })
	})...)
	if r.Else != nil {
		dropped := with(func(r *ast.Rule) { r.Else = nil })
		out = append(out, change[*ast.Rule]{dropped, r.Else.Location.Row, "else", gone})
		out = append(out, lift(changeRule(r.Else), func(e *ast.Rule) *ast.Rule {
			return with(func(r *ast.Rule) { r.Else = e })
		})...)
	}
	return out
}

// gone stands for what comes after where nothing does.
const gone = "(dropped)"

func changeBody(b ast.Body) []change[ast.Body] {
	var out []change[ast.Body]
	for i, e := range b {
		out = append(out, lift(changeExpr(e), func(e *ast.Expr) ast.Body {
			e.Index = i
			return replaced(b, i, e)
		})...)
	}
	return out
}

func changeExpr(e *ast.Expr) []change[*ast.Expr] {
	with := func(edit func(*ast.Expr)) *ast.Expr {
		cpy := *e
		edit(&cpy)
		return &cpy
	}
	var out []change[*ast.Expr]
	add := func(node *ast.Expr, before, after string) {
		out = append(out, change[*ast.Expr]{node, e.Location.Row, before, after})
	}
	if term, ok := e.Terms.(*ast.Term); ok && term.Value.Compare(ast.Boolean(true)) == 0 {
		return nil // the body of a rule that has none
	}
	if !e.IsAssignment() { // without it the variable would not be bound
		add(&ast.Expr{Terms: ast.BooleanTerm(true), Location: e.Location}, text(e), gone)
	}
	if negated := with(func(e *ast.Expr) { e.Negated = !e.Negated }); e.Negated || member(e) {
		add(negated, text(e), text(negated))
	}
	switch terms := e.Terms.(type) {
	case *ast.Term:
		out = append(out, lift(changeTerm(terms), func(t *ast.Term) *ast.Expr {
			return with(func(e *ast.Expr) { e.Terms = t })
		})...)
	case []*ast.Term:
		call := ast.NewTerm(ast.Call(terms)).SetLocation(e.Location)
		out = append(out, lift(changeTerm(call), func(t *ast.Term) *ast.Expr {
			return with(func(e *ast.Expr) {
				if call, ok := t.Value.(ast.Call); ok {
					e.Terms = []*ast.Term(call)
				} else {
					e.Terms = t
				}
			})
		})...)
	case *ast.SomeDecl:
		for i, symbol := range terms.Symbols {
			out = append(out, lift(changeTerm(symbol), func(t *ast.Term) *ast.Expr {
				return with(func(e *ast.Expr) {
					e.Terms = &ast.SomeDecl{Symbols: replaced(terms.Symbols, i, t), Location: terms.Location}
				})
			})...)
		}
	case *ast.Every:
		head, _, _ := strings.Cut(text(e), "{")
		head = strings.TrimSpace(head)
		add(some(e, terms), head, strings.Replace(head, "every", "some", 1))
		out = append(out, lift(changeTerm(terms.Domain), func(t *ast.Term) *ast.Expr {
			return with(func(e *ast.Expr) { every := *terms; every.Domain = t; e.Terms = &every })
		})...)
		out = append(out, lift(changeBody(terms.Body), func(b ast.Body) *ast.Expr {
			return with(func(e *ast.Expr) { every := *terms; every.Body = b; e.Terms = &every })
		})...)
	default:
		panic("no changes for " + text(e))
	}
	return out
}

// member says that an expression is x in xs.
func member(e *ast.Expr) bool {
	return e.IsCall() && (e.Operator().Equal(ast.Member.Ref()) || e.Operator().Equal(ast.MemberWithKey.Ref()))
}

// some is {true | some x in xs; body} != set() for every x in xs { body }.
func some(e *ast.Expr, every *ast.Every) *ast.Expr {
	in := ast.Member.Call(every.Value, every.Domain)
	if every.Key != nil {
		in = ast.MemberWithKey.Call(every.Key, every.Value, every.Domain)
	}
	decl := ast.NewExpr(&ast.SomeDecl{Symbols: []*ast.Term{in}, Location: e.Location})
	body := ast.Body{decl}
	for _, e := range every.Body {
		cpy := *e
		body.Append(&cpy)
	}
	out := ast.NotEqual.Expr(ast.SetComprehensionTerm(ast.BooleanTerm(true), body), ast.SetTerm())
	return locate(out, e.Location)
}

// locate gives a location to everything below a new expression that has none: the compiler wants one.
func locate(e *ast.Expr, at *ast.Location) *ast.Expr {
	ast.WalkNodes(e, func(n ast.Node) bool {
		if n.Loc() == nil {
			n.SetLoc(at)
		}
		return false
	})
	return e
}

func changeTerm(t *ast.Term) []change[*ast.Term] {
	put := func(v ast.Value) *ast.Term { return &ast.Term{Value: v, Location: t.Location} }
	values := func(vs ...ast.Value) []change[*ast.Term] {
		var out []change[*ast.Term]
		for _, v := range vs {
			out = append(out, change[*ast.Term]{put(v), t.Location.Row, text(t), text(put(v))})
		}
		return out
	}
	var out []change[*ast.Term]
	switch v := t.Value.(type) {
	case ast.Var:
	case ast.String, ast.Null:
		return values(ast.String(other))
	case ast.Boolean:
		return values(!v)
	case ast.Number:
		n, ok := v.Int()
		if !ok {
			panic("no changes for the number " + v.String())
		}
		return values(ast.Number(strconv.Itoa(n+1)), ast.Number(strconv.Itoa(n-1)))
	case *ast.Array:
		if v.Len() == 0 {
			return values(ast.NewArray(ast.StringTerm(other)))
		}
		items := slices.Collect(each(v.Foreach))
		return changeItems(items, func(items []*ast.Term) *ast.Term { return put(ast.NewArray(items...)) })
	case ast.Set:
		if v.Len() == 0 {
			return values(ast.NewSet(ast.StringTerm(other)))
		}
		return changeItems(v.Slice(), func(items []*ast.Term) *ast.Term { return put(ast.NewSet(items...)) })
	case ast.Object:
		if v.Len() == 0 {
			return values(ast.NewObject(ast.Item(ast.StringTerm(other), ast.StringTerm(other))))
		}
		return changeObject(v, func(o ast.Object) *ast.Term { return put(o) })
	case ast.Ref:
		for i, item := range v {
			if _, field := item.Value.(ast.String); !field {
				out = append(out, lift(changeTerm(item), func(item *ast.Term) *ast.Term { return put(replaced(v, i, item)) })...)
			}
		}
	case ast.Call:
		return changeCall(t, v)
	case *ast.ArrayComprehension:
		out = lift(changeTerm(v.Term), func(t *ast.Term) *ast.Term {
			return put(&ast.ArrayComprehension{Term: t, Body: v.Body})
		})
		return append(out, lift(changeBody(v.Body), func(b ast.Body) *ast.Term {
			return put(&ast.ArrayComprehension{Term: v.Term, Body: b})
		})...)
	case *ast.SetComprehension:
		out = lift(changeTerm(v.Term), func(t *ast.Term) *ast.Term {
			return put(&ast.SetComprehension{Term: t, Body: v.Body})
		})
		return append(out, lift(changeBody(v.Body), func(b ast.Body) *ast.Term {
			return put(&ast.SetComprehension{Term: v.Term, Body: b})
		})...)
	case *ast.ObjectComprehension:
		out = lift(changeTerm(v.Key), func(t *ast.Term) *ast.Term {
			return put(&ast.ObjectComprehension{Key: t, Value: v.Value, Body: v.Body})
		})
		out = append(out, lift(changeTerm(v.Value), func(t *ast.Term) *ast.Term {
			return put(&ast.ObjectComprehension{Key: v.Key, Value: t, Body: v.Body})
		})...)
		return append(out, lift(changeBody(v.Body), func(b ast.Body) *ast.Term {
			return put(&ast.ObjectComprehension{Key: v.Key, Value: v.Value, Body: b})
		})...)
	default:
		panic("no changes for " + text(t))
	}
	return out
}

// each turns a Foreach of OPA into an iterator.
func each(foreach func(func(*ast.Term))) func(func(*ast.Term) bool) {
	return func(yield func(*ast.Term) bool) { foreach(func(t *ast.Term) { yield(t) }) }
}

func changeItems(items []*ast.Term, put func([]*ast.Term) *ast.Term) []change[*ast.Term] {
	var out []change[*ast.Term]
	for i, item := range items {
		out = append(out, lift(changeTerm(item), func(item *ast.Term) *ast.Term { return put(replaced(items, i, item)) })...)
	}
	return out
}

// changeObject changes keys and values, but not the two keys of a denial: the engine demands them.
func changeObject(o ast.Object, put func(ast.Object) *ast.Term) []change[*ast.Term] {
	var items [][2]*ast.Term
	o.Foreach(func(key, value *ast.Term) { items = append(items, ast.Item(key, value)) })
	var out []change[*ast.Term]
	for i, item := range items {
		if key := item[0].Value; key.Compare(ast.String("resource")) != 0 && key.Compare(ast.String("message")) != 0 {
			out = append(out, lift(changeTerm(item[0]), func(key *ast.Term) *ast.Term {
				return put(ast.NewObject(replaced(items, i, ast.Item(key, item[1]))...))
			})...)
		}
		out = append(out, lift(changeTerm(item[1]), func(value *ast.Term) *ast.Term {
			return put(ast.NewObject(replaced(items, i, ast.Item(item[0], value))...))
		})...)
	}
	return out
}

// instead are the functions that take the place of another.
var instead = map[string][]*ast.Builtin{
	"equal":      {ast.NotEqual},
	"neq":        {ast.Equal},
	"lt":         {ast.LessThanEq, ast.GreaterThanEq},
	"lte":        {ast.LessThan, ast.GreaterThan},
	"gt":         {ast.GreaterThanEq, ast.LessThanEq},
	"gte":        {ast.GreaterThan, ast.LessThan},
	"plus":       {ast.Minus},
	"minus":      {ast.Plus},
	"mul":        {ast.Divide},
	"div":        {ast.Multiply},
	"startswith": {ast.Contains},
	"endswith":   {ast.Contains},
}

// alone are the operands that stay where the others are dropped.
var alone = map[string][]int{
	"or": {1, 2}, "and": {1, 2}, "array.concat": {1, 2}, "object.union": {1, 2}, "minus": {1}, "lower": {1}, "upper": {1},
}

func changeCall(t *ast.Term, call ast.Call) []change[*ast.Term] {
	put := func(v ast.Value) *ast.Term { return &ast.Term{Value: v, Location: t.Location} }
	var out []change[*ast.Term]
	add := func(to *ast.Term) { out = append(out, change[*ast.Term]{to, t.Location.Row, text(t), text(to)}) }
	name := call.Operator().String()
	for _, b := range instead[name] {
		add(put(replaced(call, 0, ast.NewTerm(b.Ref()).SetLocation(call[0].Location))))
	}
	for _, i := range alone[name] {
		add(call[i])
	}
	if name == "regex.match" {
		for _, pattern := range unanchored(call[1]) {
			add(put(replaced(call, 1, pattern)))
		}
	}
	for i, operand := range call[1:] {
		if name == "assign" && i == 0 {
			continue
		}
		out = append(out, lift(changeTerm(operand), func(operand *ast.Term) *ast.Term {
			return put(replaced(call, i+1, operand))
		})...)
	}
	return out
}

var anchors = regexp.MustCompile(`^\^|\$$`)

// unanchored is a pattern without its first ^, and without its last $.
func unanchored(pattern *ast.Term) []*ast.Term {
	s, ok := pattern.Value.(ast.String)
	if !ok {
		return nil
	}
	var out []*ast.Term
	for _, at := range anchors.FindAllStringIndex(string(s), -1) {
		out = append(out, ast.StringTerm(string(s)[:at[0]]+string(s)[at[1]:]).SetLocation(pattern.Location))
	}
	return out
}
