package strictjson

import (
	"encoding"
	"fmt"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"sync"

	"trailproof/internal/nearest"
)

// Unmarshaler is a type that reads itself from a Decoder, such as a field that tells null from a missing key.
type Unmarshaler interface{ UnmarshalStrict(d *Decoder) error }

// Decode fills dst, a non-nil pointer, from one JSON value and nothing after it. Struct fields follow their json tag; a
// field without omitzero or omitempty must be present, an unknown or repeated name is refused, and null is accepted by
// pointers only. The error is an *Error.
func Decode(data []byte, dst any) error {
	d := &Decoder{scanner: scanner{data: data}}
	if err := d.Value(dst); err != nil {
		return err
	}
	if err := d.end(); err != nil {
		return err
	}
	return nil
}

// Decoder is the state of one Decode, handed to Unmarshaler.
type Decoder struct {
	scanner
	path []step
}

type step struct {
	name  string
	index int // -1: name counts
}

// Null reads a null if one comes next, and says whether it did.
func (d *Decoder) Null() bool {
	return d.peek() == 'n' && d.literal("null") == nil
}

// Value fills dst, a non-nil pointer, with the next value.
func (d *Decoder) Value(dst any) error {
	v := reflect.ValueOf(dst).Elem()
	return codecOf(v.Type())(d, v)
}

// Raw reads the next value, of any kind, and returns its text. Repeated names in it are refused.
func (d *Decoder) Raw() (string, error) {
	p := &parser{scanner: d.scanner}
	v, err := p.value(len(d.path))
	if err != nil {
		return "", d.at(err)
	}
	d.scanner = p.scanner
	if m, path := v.Duplicate(); m != nil {
		return "", d.at(d.errorf(m.NameStart, "the name %q stands twice in %q", m.Name, path))
	}
	return string(d.data[v.Start:v.End]), nil
}

// Errorf makes an error at the value that was read last.
func (d *Decoder) Errorf(format string, args ...any) error {
	return d.at(d.errorf(d.pos, format, args...))
}

func (d *Decoder) at(err *Error) error {
	if err.Path == "" {
		err.Path = d.where()
	}
	return err
}

func (d *Decoder) where() string {
	path := ""
	for _, s := range d.path {
		if s.index >= 0 {
			path += "[" + strconv.Itoa(s.index) + "]"
		} else {
			path = join(path, s.name)
		}
	}
	return path
}

// join appends a member name to a path: .name, or ["name"] where the name is not a plain word.
func join(path, name string) string {
	for i, r := range name {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && r != '_' && (i == 0 || r < '0' || r > '9') {
			return path + "[" + strconv.Quote(name) + "]"
		}
	}
	if path == "" || name == "" {
		return path + name
	}
	return path + "." + name
}

type codec func(d *Decoder, v reflect.Value) error

var (
	codecs          sync.Map // reflect.Type → codec
	unmarshalerType = reflect.TypeFor[Unmarshaler]()
	textType        = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func codecOf(t reflect.Type) codec {
	if c, ok := codecs.Load(t); ok {
		return c.(codec)
	}
	c := newCodec(t)
	codecs.Store(t, c)
	return c
}

func newCodec(t reflect.Type) codec {
	if reflect.PointerTo(t).Implements(unmarshalerType) {
		return func(d *Decoder, v reflect.Value) error { return v.Addr().Interface().(Unmarshaler).UnmarshalStrict(d) }
	}
	if reflect.PointerTo(t).Implements(textType) {
		return decodeText
	}
	switch t.Kind() {
	case reflect.String:
		return decodeString
	case reflect.Bool:
		return decodeBool
	case reflect.Int, reflect.Int32, reflect.Int64:
		return decodeInt
	case reflect.Float64:
		return decodeFloat
	case reflect.Pointer:
		return decodePointer
	case reflect.Slice:
		return decodeSlice
	case reflect.Map:
		return decodeMap
	case reflect.Struct:
		return newStruct(t)
	}
	panic("strictjson: no rule for " + t.String())
}

func decodeText(d *Decoder, v reflect.Value) error {
	if d.peek() != '"' {
		return d.wrong("a string")
	}
	start := d.pos
	text, err := d.str()
	if err != nil {
		return d.at(err)
	}
	if err := v.Addr().Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text)); err != nil {
		return d.at(d.errorf(start, "%v", err))
	}
	return nil
}

func decodeString(d *Decoder, v reflect.Value) error {
	if d.peek() != '"' {
		return d.wrong("a string")
	}
	text, err := d.str()
	if err != nil {
		return d.at(err)
	}
	v.SetString(text)
	return nil
}

func decodeBool(d *Decoder, v reflect.Value) error {
	switch d.peek() {
	case 't':
		v.SetBool(true)
		if err := d.literal("true"); err != nil {
			return d.at(err)
		}
		return nil
	case 'f':
		v.SetBool(false)
		if err := d.literal("false"); err != nil {
			return d.at(err)
		}
		return nil
	}
	return d.wrong("true or false")
}

func (d *Decoder) numeral() (string, int, error) {
	c := d.peek()
	if c != '-' && (c < '0' || c > '9') {
		return "", 0, d.wrong("a number")
	}
	start := d.pos
	text, err := d.number()
	if err != nil {
		return "", 0, d.at(err)
	}
	return text, start, nil
}

func decodeInt(d *Decoder, v reflect.Value) error {
	text, start, err := d.numeral()
	if err != nil {
		return err
	}
	n, convErr := strconv.ParseInt(text, 10, v.Type().Bits())
	if convErr != nil {
		return d.at(d.errorf(start, "%s is not a whole number of at most %d bits", text, v.Type().Bits()))
	}
	v.SetInt(n)
	return nil
}

func decodeFloat(d *Decoder, v reflect.Value) error {
	text, start, err := d.numeral()
	if err != nil {
		return err
	}
	f, convErr := strconv.ParseFloat(text, 64)
	if convErr != nil {
		return d.at(d.errorf(start, "%s is out of range", text))
	}
	v.SetFloat(f)
	return nil
}

func decodePointer(d *Decoder, v reflect.Value) error {
	if d.Null() {
		v.SetZero()
		return nil
	}
	p := reflect.New(v.Type().Elem())
	if err := codecOf(v.Type().Elem())(d, p.Elem()); err != nil {
		return err
	}
	v.Set(p)
	return nil
}

func decodeSlice(d *Decoder, v reflect.Value) error {
	if d.peek() != '[' {
		return d.wrong("an array")
	}
	if err := d.enter(); err != nil {
		return err
	}
	d.pos++
	elem := codecOf(v.Type().Elem())
	list := reflect.MakeSlice(v.Type(), 0, 0)
	d.path = append(d.path, step{})
	top := len(d.path) - 1
	for i := 0; ; i++ {
		c := d.peek()
		if c == ']' && i == 0 {
			break
		}
		if i > 0 {
			if c == ']' {
				break
			}
			if c != ',' {
				return d.at(d.unexpected(`"," or "]"`))
			}
			d.pos++
		}
		d.path[top].index = i
		item := reflect.New(v.Type().Elem()).Elem()
		if err := elem(d, item); err != nil {
			return err
		}
		list = reflect.Append(list, item)
	}
	d.pos++
	d.path = d.path[:top]
	v.Set(list)
	return nil
}

func decodeMap(d *Decoder, v reflect.Value) error {
	t := v.Type()
	elem := codecOf(t.Elem())
	m := reflect.MakeMap(t)
	err := d.object(func(name string, at int) error {
		key := reflect.ValueOf(name).Convert(t.Key())
		if m.MapIndex(key).IsValid() {
			return d.at(d.errorf(at, "the name %q stands twice", name))
		}
		item := reflect.New(t.Elem()).Elem()
		if err := elem(d, item); err != nil {
			return err
		}
		m.SetMapIndex(key, item)
		return nil
	})
	if err == nil {
		v.Set(m)
	}
	return err
}

// object reads { … }, calling member with pos at each value.
func (d *Decoder) object(member func(name string, at int) error) error {
	if d.peek() != '{' {
		return d.wrong("an object")
	}
	if err := d.enter(); err != nil {
		return err
	}
	d.pos++
	if d.peek() == '}' {
		d.pos++
		return nil
	}
	d.path = append(d.path, step{index: -1})
	top := len(d.path) - 1
	for {
		d.space()
		at := d.pos
		name, err := d.str()
		if err != nil {
			return d.at(err)
		}
		d.path[top].name = name
		if d.peek() != ':' {
			return d.at(d.unexpected(`":"`))
		}
		d.pos++
		if err := member(name, at); err != nil {
			return err
		}
		switch d.peek() {
		case ',':
			d.pos++
		case '}':
			d.pos++
			d.path = d.path[:top]
			return nil
		default:
			return d.at(d.unexpected(`"," or "}"`))
		}
	}
}

type structField struct {
	name     string
	index    int
	required bool
	codec    codec
}

type structPlan struct {
	fields []structField
	byName map[string]int
}

func newStruct(t reflect.Type) codec {
	var once sync.Once // built on first use, so that a type may hold itself
	var plan structPlan
	return func(d *Decoder, v reflect.Value) error {
		once.Do(func() { plan = planOf(t) })
		seen := make([]bool, len(plan.fields))
		start := d.pos
		err := d.object(func(name string, at int) error {
			i, ok := plan.byName[name]
			if !ok {
				return d.at(d.errorf(at, "unknown name%s", nearest.Hint(name, plan.names())))
			}
			if seen[i] {
				return d.at(d.errorf(at, "the name %q stands twice", name))
			}
			seen[i] = true
			return plan.fields[i].codec(d, v.Field(plan.fields[i].index))
		})
		if err != nil {
			return err
		}
		for i, f := range plan.fields {
			if f.required && !seen[i] {
				return d.at(d.errorf(start, "%q is missing", f.name))
			}
		}
		return nil
	}
}

func planOf(t reflect.Type) structPlan {
	plan := structPlan{byName: map[string]int{}}
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "-" {
			continue
		}
		if name == "" {
			panic(fmt.Sprintf("strictjson: %s.%s has no json name", t, f.Name))
		}
		plan.byName[name] = len(plan.fields)
		plan.fields = append(plan.fields, structField{
			name: name, index: i, codec: codecOf(f.Type),
			required: opts != "omitzero" && opts != "omitempty",
		})
	}
	return plan
}

func (p structPlan) names() []string {
	names := make([]string, 0, len(p.fields))
	for _, f := range p.fields {
		names = append(names, f.name)
	}
	sort.Strings(names)
	return names
}

func (d *Decoder) enter() error {
	if len(d.path) > MaxDepth {
		return d.at(d.errorf(d.pos, "nested more than %d deep", MaxDepth))
	}
	return nil
}

// wrong reports a value of another type than the one wanted, or a broken one.
func (d *Decoder) wrong(want string) error {
	kinds := map[byte]string{'{': "an object", '[': "an array", '"': "a string", 't': "true", 'f': "false", 'n': "null"}
	c := d.peek()
	got, ok := kinds[c]
	if c == '-' || c >= '0' && c <= '9' {
		got, ok = "a number", true
	}
	if !ok {
		return d.at(d.unexpected(want))
	}
	return d.at(d.errorf(d.pos, "%s stands where %s must stand", got, want))
}
