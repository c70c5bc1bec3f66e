package policy

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"trailproof/internal/nearest"
	"trailproof/internal/strictjson"
)

// Parse reads a document. It returns the normal form, or the problems, in the order of the text, that leave it without
// one: not JSON, a repeated name, an unknown element, a value of the wrong type, a missing or doubled element. It never
// returns both, and never panics, whatever the text.
func Parse(raw string) (*Document, []Problem) {
	root, err := strictjson.Parse(raw)
	if err != nil {
		var fault *strictjson.Error
		errors.As(err, &fault)
		return nil, []Problem{{Offset: fault.Offset, Path: fault.Path, Message: "not JSON: " + fault.Message}}
	}
	p := &parser{}
	if m, path := root.Duplicate(); m != nil {
		p.problem(m.NameStart, path, "the name "+strconv.Quote(m.Name)+" stands twice")
	}
	doc := p.document(root)
	if len(p.problems) > 0 {
		slices.SortStableFunc(p.problems, func(a, b Problem) int { return a.Offset - b.Offset })
		return nil, p.problems
	}
	return doc, nil
}

type parser struct{ problems []Problem }

func (p *parser) problem(offset int, path, message string) {
	p.problems = append(p.problems, Problem{Offset: offset, Path: path, Message: message})
}

// want reports a value that has another type than the wanted one.
func (p *parser) want(v *strictjson.Value, kind strictjson.Kind, path string) bool {
	if v.Kind == kind {
		return true
	}
	p.problem(v.Start, path, v.Kind.String()+" stands where "+kind.String()+" must stand")
	return false
}

func (p *parser) text(v *strictjson.Value, path string) string {
	if !p.want(v, strictjson.String, path) {
		return ""
	}
	return v.Text
}

var documentElements = []string{"Version", "Id", "Statement"}

func (p *parser) document(root *strictjson.Value) *Document {
	if !p.want(root, strictjson.Object, "") {
		return nil
	}
	doc := &Document{Version: "2008-10-17", Statements: []Statement{}}
	stated := false
	for _, m := range root.Members {
		switch m.Name {
		case "Version":
			doc.Version = p.text(m.Value, m.Name)
			if m.Value.Kind == strictjson.String && doc.Version != "2008-10-17" && doc.Version != "2012-10-17" {
				p.problem(m.Value.Start, m.Name, strconv.Quote(doc.Version)+" is not a version of the policy language")
			}
		case "Id":
			doc.ID = p.text(m.Value, m.Name)
		case "Statement":
			stated = true
			doc.Statements = p.statements(m.Value)
		default:
			p.unknown(m, "", documentElements)
		}
	}
	if !stated {
		p.problem(root.Start, "", `"Statement" is missing`)
	}
	return doc
}

func (p *parser) unknown(m strictjson.Member, path string, known []string) {
	p.problem(m.NameStart, path, "unknown element "+strconv.Quote(m.Name)+nearest.Hint(m.Name, known))
}

func (p *parser) statements(v *strictjson.Value) []Statement {
	list := []Statement{}
	if v.Kind == strictjson.Object {
		return append(list, p.statement(v, "Statement"))
	}
	if !p.want(v, strictjson.Array, "Statement") {
		return list
	}
	for i, item := range v.Items {
		list = append(list, p.statement(item, "Statement["+strconv.Itoa(i)+"]"))
	}
	return list
}

var statementElements = []string{
	"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}

func (p *parser) statement(v *strictjson.Value, path string) Statement {
	s := Statement{
		Principals: []Principal{}, NotPrincipals: []Principal{}, Actions: []string{}, NotActions: []string{},
		Resources: []string{}, NotResources: []string{}, Conditions: []Condition{}, Offset: v.Start,
	}
	if !p.want(v, strictjson.Object, path) {
		return s
	}
	for _, m := range v.Members {
		at := path + "." + m.Name
		switch m.Name {
		case "Sid":
			s.Sid = p.text(m.Value, at)
		case "Effect":
			s.Effect = p.text(m.Value, at)
			if m.Value.Kind == strictjson.String && s.Effect != "Allow" && s.Effect != "Deny" {
				p.problem(m.Value.Start, at, strconv.Quote(s.Effect)+" is neither Allow nor Deny")
			}
		case "Principal":
			s.Principals = p.principals(m.Value, at)
		case "NotPrincipal":
			s.NotPrincipals = p.principals(m.Value, at)
		case "Action":
			s.Actions = p.actions(m.Value, at)
		case "NotAction":
			s.NotActions = p.actions(m.Value, at)
		case "Resource":
			s.Resources = p.list(m.Value, at)
		case "NotResource":
			s.NotResources = p.list(m.Value, at)
		case "Condition":
			s.Conditions = p.conditions(m.Value, at)
		default:
			p.unknown(m, path, statementElements)
		}
	}
	if v.Get("Effect") == nil {
		p.problem(v.Start, path, `"Effect" is missing`)
	}
	p.either(v, path, "Action", true)
	// Neither kind of resource nor principal is demanded: trust policies have no Resource, identity policies no
	// Principal, and which sort of policy this is stands outside the text.
	p.either(v, path, "Resource", false)
	p.either(v, path, "Principal", false)
	return s
}

// either reports a statement with both X and NotX, or, where one is required, with neither.
func (p *parser) either(v *strictjson.Value, path, name string, required bool) {
	plain, not := v.Get(name), v.Get("Not"+name)
	switch {
	case plain != nil && not != nil:
		p.problem(not.Start, path, `"`+name+`" and "Not`+name+`" stand together`)
	case required && plain == nil && not == nil:
		p.problem(v.Start, path, `"`+name+`" and "Not`+name+`" are both missing`)
	}
}

// list reads a string or a list of strings.
func (p *parser) list(v *strictjson.Value, path string) []string {
	if v.Kind == strictjson.String {
		return []string{v.Text}
	}
	texts := []string{}
	if v.Kind != strictjson.Array {
		p.problem(v.Start, path, v.Kind.String()+" stands where a string or a list of strings must stand")
		return texts
	}
	if len(v.Items) == 0 {
		p.problem(v.Start, path, "the list is empty")
	}
	for i, item := range v.Items {
		at := path + "[" + strconv.Itoa(i) + "]"
		if p.want(item, strictjson.String, at) {
			texts = append(texts, item.Text)
		}
	}
	return texts
}

// actions reads a list of action patterns: "*", or service:name with wildcards.
func (p *parser) actions(v *strictjson.Value, path string) []string {
	list := p.list(v, path)
	for _, a := range list {
		if service, name, ok := strings.Cut(a, ":"); a != "*" && (!ok || service == "" || name == "") {
			p.problem(v.Start, path, strconv.Quote(a)+" is not an action (service:name)")
		}
	}
	return list
}

var principalTypes = []string{"AWS", "Service", "Federated", "CanonicalUser"}

func (p *parser) principals(v *strictjson.Value, path string) []Principal {
	list := []Principal{}
	if v.Kind == strictjson.String {
		if v.Text != "*" {
			p.problem(v.Start, path, strconv.Quote(v.Text)+` is not a principal ("*" or an object)`)
		}
		return append(list, Principal{Type: "*", ID: "*"})
	}
	if !p.want(v, strictjson.Object, path) {
		return list
	}
	if len(v.Members) == 0 {
		p.problem(v.Start, path, "the object is empty")
	}
	for _, m := range v.Members {
		switch m.Name {
		case "AWS", "Service", "Federated", "CanonicalUser":
		default:
			p.unknown(m, path, principalTypes)
		}
		for _, id := range p.list(m.Value, path+"."+m.Name) {
			list = append(list, newPrincipal(m.Name, id))
		}
	}
	return list
}

func newPrincipal(kind, id string) Principal {
	pr := Principal{Type: kind, ID: id}
	if kind != "AWS" {
		return pr
	}
	if isAccount(id) {
		pr.Account = id
		return pr
	}
	if part := strings.SplitN(id, ":", 6); len(part) == 6 && part[0] == "arn" && isAccount(part[4]) {
		pr.Account = part[4]
		if part[2] == "iam" && part[5] == "root" {
			pr.ID = part[4]
		}
	}
	return pr
}

func isAccount(s string) bool {
	if len(s) != 12 {
		return false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}

// operators maps the lower-case name of each condition operator to AWS's spelling:
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
var operators = func() map[string]string {
	m := map[string]string{}
	for _, o := range []string{
		"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase", "StringLike",
		"StringNotLike", "NumericEquals", "NumericNotEquals", "NumericLessThan", "NumericLessThanEquals",
		"NumericGreaterThan", "NumericGreaterThanEquals", "DateEquals", "DateNotEquals", "DateLessThan",
		"DateLessThanEquals", "DateGreaterThan", "DateGreaterThanEquals", "Bool", "BinaryEquals", "IpAddress",
		"NotIpAddress", "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "Null",
	} {
		m[strings.ToLower(o)] = o
	}
	return m
}()

func (p *parser) conditions(v *strictjson.Value, path string) []Condition {
	list := []Condition{}
	if !p.want(v, strictjson.Object, path) {
		return list
	}
	for _, m := range v.Members {
		at := path + "." + m.Name
		c, ok := newCondition(m.Name)
		if !ok {
			p.problem(m.NameStart, path, "unknown condition operator "+strconv.Quote(m.Name))
		}
		if !p.want(m.Value, strictjson.Object, at) {
			continue
		}
		for _, key := range m.Value.Members {
			c.Key = strings.ToLower(key.Name)
			c.Values = p.values(key.Value, at+"."+key.Name)
			list = append(list, c)
		}
	}
	return list
}

// newCondition splits an operator name, such as ForAnyValue:StringLikeIfExists, into its parts. Case is forgiven.
func newCondition(name string) (Condition, bool) {
	var c Condition
	base := strings.ToLower(name)
	for _, q := range []string{"ForAllValues", "ForAnyValue"} {
		if rest, ok := strings.CutPrefix(base, strings.ToLower(q)+":"); ok {
			c.Qualifier, base = q, rest
		}
	}
	base, c.IfExists = strings.CutSuffix(base, "ifexists")
	operator, ok := operators[base]
	if !ok || operator == "Null" && c.IfExists {
		return c, false
	}
	c.Operator = operator
	return c, true
}

// values reads what a condition key is compared with: strings, booleans or numbers, one or a list. An empty list is
// legal and matches nothing.
func (p *parser) values(v *strictjson.Value, path string) []string {
	items := []*strictjson.Value{v}
	if v.Kind == strictjson.Array {
		items = v.Items
	}
	texts := []string{}
	for _, item := range items {
		switch item.Kind {
		case strictjson.String, strictjson.Bool, strictjson.Number:
			texts = append(texts, item.Text)
		case strictjson.Null, strictjson.Array, strictjson.Object:
			p.problem(item.Start, path, item.Kind.String()+" stands where a string, a boolean or a number must stand")
		}
	}
	return texts
}
