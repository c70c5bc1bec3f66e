package strictjson

import "strconv"

// Kind is the JSON type of a Value.
type Kind uint8

// The six JSON types.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

func (k Kind) String() string {
	return [...]string{"null", "a boolean", "a number", "a string", "an array", "an object"}[k]
}

// Value is a JSON value with its place: text[Start:End]. Text is the decoded string, or the literal of a number or
// boolean as written (numbers are never converted). Members are in source order and may repeat a name: whether that is
// an error is for the caller, who can say what the repeated name means (Duplicate finds it).
type Value struct {
	Kind       Kind
	Start, End int
	Text       string
	Items      []*Value
	Members    []Member
}

// Member is one name and value of an object; NameStart is the offset of the name's opening quote.
type Member struct {
	Name      string
	NameStart int
	Value     *Value
}

// Get returns the first member of that name, nil when there is none.
func (v *Value) Get(name string) *Value {
	for i := range v.Members {
		if v.Members[i].Name == name {
			return v.Members[i].Value
		}
	}
	return nil
}

// Duplicate returns the first member that repeats an earlier name of the same object, anywhere in the tree, and the
// path of its object; nil when there is none.
func (v *Value) Duplicate() (*Member, string) {
	return v.duplicate("")
}

func (v *Value) duplicate(path string) (*Member, string) {
	seen := make(map[string]bool, len(v.Members))
	for i := range v.Members {
		m := &v.Members[i]
		if seen[m.Name] {
			return m, path
		}
		seen[m.Name] = true
		if d, p := m.Value.duplicate(join(path, m.Name)); d != nil {
			return d, p
		}
	}
	for i, item := range v.Items {
		if d, p := item.duplicate(path + "[" + strconv.Itoa(i) + "]"); d != nil {
			return d, p
		}
	}
	return nil, ""
}

// Parse reads one JSON value and nothing after it. The error is always an *Error.
func Parse(text string) (*Value, error) {
	p := &parser{scanner: scanner{data: []byte(text)}}
	v, err := p.value(0)
	if err == nil {
		err = p.end()
	}
	if err != nil {
		return nil, err
	}
	return v, nil
}

type parser struct{ scanner }

func (p *parser) value(depth int) (*Value, *Error) {
	c := p.peek()
	v := &Value{Start: p.pos}
	if depth > MaxDepth {
		return nil, p.errorf(p.pos, "nested more than %d deep", MaxDepth)
	}
	var err *Error
	switch {
	case c == '{':
		v.Kind = Object
		v.Members, err = p.members(depth)
	case c == '[':
		v.Kind = Array
		v.Items, err = p.items(depth)
	case c == '"':
		v.Kind = String
		v.Text, err = p.str()
	case c == 't':
		v.Kind, v.Text, err = Bool, "true", p.literal("true")
	case c == 'f':
		v.Kind, v.Text, err = Bool, "false", p.literal("false")
	case c == 'n':
		v.Kind, err = Null, p.literal("null")
	case c == '-' || c >= '0' && c <= '9':
		v.Kind = Number
		v.Text, err = p.number()
	default:
		return nil, p.unexpected("a value")
	}
	if err != nil {
		return nil, err
	}
	v.End = p.pos
	return v, nil
}

func (p *parser) members(depth int) ([]Member, *Error) {
	p.pos++
	members := []Member{}
	if p.peek() == '}' {
		p.pos++
		return members, nil
	}
	for {
		p.space()
		m := Member{NameStart: p.pos}
		var err *Error
		if m.Name, err = p.str(); err != nil {
			return nil, err
		}
		if p.peek() != ':' {
			return nil, p.unexpected(`":"`)
		}
		p.pos++
		if m.Value, err = p.value(depth + 1); err != nil {
			return nil, err
		}
		members = append(members, m)
		switch p.peek() {
		case ',':
			p.pos++
		case '}':
			p.pos++
			return members, nil
		default:
			return nil, p.unexpected(`"," or "}"`)
		}
	}
}

func (p *parser) items(depth int) ([]*Value, *Error) {
	p.pos++
	items := []*Value{}
	if p.peek() == ']' {
		p.pos++
		return items, nil
	}
	for {
		item, err := p.value(depth + 1)
		if err != nil {
			return nil, err
		}
		items = append(items, item)
		switch p.peek() {
		case ',':
			p.pos++
		case ']':
			p.pos++
			return items, nil
		default:
			return nil, p.unexpected(`"," or "]"`)
		}
	}
}
