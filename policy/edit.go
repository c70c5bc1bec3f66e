package policy

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"trailproof/internal/strictjson"
)

// Edits change one statement in the text of a document and leave every other byte as it was: names, order and layout are
// somebody's, and who reviews a change wants to see nothing but the change. A text that Parse refuses is
// refused here with the same words. What is put in follows the layout of what stands there.

// Insert puts a statement, a JSON object, behind the others. Where one of the same content stands already, whatever its Sid,
// the text comes back as it is. An empty text becomes a document with that statement alone.
func Insert(raw, statement string) (string, error) {
	if raw == "" {
		raw = `{"Version":"2012-10-17","Statement":[]}`
	}
	doc, list, err := open(raw)
	if err != nil {
		return "", err
	}
	added, err := single(statement)
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(doc.Statements, func(s Statement) bool { return alike(s, added) }) {
		return raw, nil
	}
	if list.Kind == strictjson.Object {
		l := layoutOf(raw, list)
		text := raw[list.Start:list.End] + l.separator + l.render(statement)
		return check(raw[:list.Start] + "[" + text + "]" + raw[list.End:])
	}
	if len(list.Items) == 0 {
		return check(raw[:list.Start] + "[" + compact(statement) + "]" + raw[list.End:])
	}
	last := list.Items[len(list.Items)-1]
	l := layoutOf(raw, last)
	return check(raw[:last.End] + l.separator + l.render(statement) + raw[last.End:])
}

// Replace puts a statement in the place of the i-th.
func Replace(raw string, i int, statement string) (string, error) {
	old, err := at(raw, i)
	if err != nil {
		return "", err
	}
	return check(raw[:old.Start] + layoutOf(raw, old).render(statement) + raw[old.End:])
}

// Remove takes the i-th statement out. A document without any is none: the text is then empty.
func Remove(raw string, i int) (string, error) {
	_, list, err := open(raw)
	if err != nil {
		return "", err
	}
	old, err := at(raw, i)
	if err != nil {
		return "", err
	}
	if list.Kind == strictjson.Object || len(list.Items) == 1 {
		return "", nil
	}
	if i == 0 {
		return check(raw[:old.Start] + raw[list.Items[1].Start:])
	}
	return check(raw[:list.Items[i-1].End] + raw[old.End:])
}

// SetCondition makes the i-th statement demand that a condition key has one of the values. Values that stand under this operator
// and key are replaced.
func SetCondition(raw string, i int, operator, key string, values ...string) (string, error) {
	statement, err := at(raw, i)
	if err != nil {
		return "", err
	}
	want, ok := newCondition(operator)
	if !ok {
		return "", fmt.Errorf("unknown condition operator %q", operator)
	}
	value := oneOrList(values)
	conditions := statement.Get("Condition")
	if conditions == nil {
		return check(addMember(raw, statement, "Condition", nest(operator, nest(key, value))))
	}
	for _, m := range conditions.Members {
		if have, _ := newCondition(m.Name); have.Operator != want.Operator || have.Qualifier != want.Qualifier || have.IfExists != want.IfExists {
			continue
		}
		for _, k := range m.Value.Members {
			if strings.EqualFold(k.Name, key) {
				return check(raw[:k.Value.Start] + layoutOf(raw, m.Value).inside(value) + raw[k.Value.End:])
			}
		}
		return check(addMember(raw, m.Value, key, value))
	}
	return check(addMember(raw, conditions, operator, nest(key, value)))
}

// SetElement gives the i-th statement an element, such as Resource, in place of the one that it has.
func SetElement(raw string, i int, element, value string) (string, error) {
	statement, err := at(raw, i)
	if err != nil {
		return "", err
	}
	if old := statement.Get(element); old != nil {
		return check(raw[:old.Start] + layoutOf(raw, statement).inside(value) + raw[old.End:])
	}
	return check(addMember(raw, statement, element, value))
}

// open parses a text into its normal form and its list of statements.
func open(raw string) (*Document, *strictjson.Value, error) {
	doc, problems := Parse(raw)
	if doc == nil {
		return nil, nil, errors.New(problems[0].String())
	}
	root, err := strictjson.Parse(raw)
	if err != nil {
		return nil, nil, err
	}
	return doc, root.Get("Statement"), nil
}

// at is the i-th statement.
func at(raw string, i int) (*strictjson.Value, error) {
	_, list, err := open(raw)
	if err != nil {
		return nil, err
	}
	statements := list.Items
	if list.Kind == strictjson.Object {
		statements = []*strictjson.Value{list}
	}
	if i < 0 || i >= len(statements) {
		return nil, fmt.Errorf("there is no statement %d, only %d of them", i, len(statements))
	}
	return statements[i], nil
}

// single reads the text of one statement.
func single(statement string) (Statement, error) {
	doc, problems := Parse(`{"Statement":[` + statement + `]}`)
	if doc == nil {
		return Statement{}, errors.New(problems[0].String())
	}
	if len(doc.Statements) != 1 {
		return Statement{}, fmt.Errorf("%d statements stand where one must stand", len(doc.Statements))
	}
	return doc.Statements[0], nil
}

// alike says whether two statements are the same but for their names and places.
func alike(a, b Statement) bool {
	a.Sid, a.Offset, b.Sid, b.Offset = "", 0, "", 0
	return reflect.DeepEqual(a, b)
}

// check refuses to return what Parse refuses to read.
func check(raw string) (string, error) {
	if doc, problems := Parse(raw); doc == nil {
		return "", errors.New(problems[0].String())
	}
	return raw, nil
}

// layout is how the text around a value is laid out.
type layout struct {
	lines     bool   // whether members stand on lines of their own
	indent    string // of the value
	unit      string // one step more
	separator string // between the value and the next of its kind
}

// layoutOf finds the layout of an object from where it and its first member stand.
func layoutOf(raw string, v *strictjson.Value) layout {
	indent, own := indentAt(raw, v.Start)
	l := layout{indent: indent, unit: "  ", separator: ","}
	if own {
		l.separator = ",\n" + indent
	} else if strings.Contains(raw, ", ") {
		l.separator = ", "
	}
	if len(v.Members) > 0 {
		var inner string
		if inner, l.lines = indentAt(raw, v.Members[0].NameStart); l.lines {
			if unit, ok := strings.CutPrefix(inner, indent); ok && unit != "" {
				l.unit = unit
			}
		}
	}
	return l
}

// indentAt is the white space that begins the line of a byte, and whether nothing but it stands between.
func indentAt(raw string, i int) (string, bool) {
	line := raw[strings.LastIndexByte(raw[:i], '\n')+1 : i]
	blank := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	return blank, blank == line && strings.Contains(raw[:i], "\n")
}

// render lays out JSON as a value that stands where the layout was found; inside as a member's value one step further in.
func (l layout) render(text string) string { return l.put(text, l.indent) }

func (l layout) inside(text string) string { return l.put(text, l.indent+l.unit) }

func (l layout) put(text, indent string) string {
	if !l.lines {
		return compact(text)
	}
	var b bytes.Buffer
	if json.Indent(&b, []byte(text), indent, l.unit) != nil {
		return text // check refuses it
	}
	return b.String()
}

func compact(text string) string {
	var b bytes.Buffer
	if json.Compact(&b, []byte(text)) != nil {
		return text // check refuses it
	}
	return b.String()
}

// addMember puts a member behind those of an object.
func addMember(raw string, object *strictjson.Value, name, value string) string {
	l := layoutOf(raw, object)
	if len(object.Members) == 0 {
		return raw[:object.Start] + nest(name, compact(value)) + raw[object.End:]
	}
	last := object.Members[len(object.Members)-1]
	colon := ":"
	if between := raw[last.NameStart:last.Value.Start]; strings.HasSuffix(between, " ") {
		colon = ": "
	}
	separator := ","
	switch {
	case l.lines:
		separator = ",\n" + l.indent + l.unit
	case colon == ": ":
		separator = ", "
	}
	return raw[:last.Value.End] + separator + quote(name) + colon + l.inside(value) + raw[last.Value.End:]
}

func nest(name, value string) string { return "{" + quote(name) + ":" + value + "}" }

func oneOrList(values []string) string {
	if len(values) == 1 {
		return quote(values[0])
	}
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = quote(v)
	}
	return "[" + strings.Join(texts, ",") + "]"
}

// quote writes a string as JSON, without the escapes for HTML that would make an ARN unreadable.
func quote(text string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		return `""` // strings never fail to encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}
