package snapshot

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"trailproof/internal/nearest"
)

// Any is the step of a path that stands for every key of a map and every index of a list.
const Any = "*"

// Shape is the type of a place in a snapshot: the tree that paths are checked against, schemas are generated from and
// documents are validated with. It is derived from the Go types, once.
type Shape struct {
	// Type is object, map, list, string, boolean, integer or time.
	Type string
	// Members of an object, by name.
	Members map[string]*Shape
	// Elem is the shape of each entry of a map or list.
	Elem *Shape
	// Gappable places may be unseen: they have no key, and a Gap names them. They are what evidence is counted in.
	Gappable bool
	// Nullable places may be null.
	Nullable bool
	// Ref is the path of the map whose entries this string, or each string of this list, is a key of.
	Ref string
	// With is the opt-in evidence that this place begins, and all below it belongs to.
	With string

	optional bool // a member that is left out where it is empty, which says nothing

	holds bool     // something below is gappable, refers, or is a policy
	name  string   // of the Go type of an object
	order []string // member names as declared
	index []int    // field numbers, parallel to order
}

var root = sync.OnceValue(func() *Shape { return shapeOf(reflect.TypeFor[Snapshot]()) })

// Root returns the shape of a whole snapshot. Callers must not change it.
func Root() *Shape { return root() }

var (
	fieldType  = reflect.TypeFor[field]()
	timeType   = reflect.TypeFor[time.Time]()
	policyType = reflect.TypeFor[Policy]()
)

func shapeOf(t reflect.Type) *Shape {
	switch {
	case t.Implements(fieldType):
		held, _ := reflect.Zero(t).Interface().(field).held()
		s := shapeOf(held)
		s.Gappable, s.Nullable = true, true
		return s
	case t == policyType:
		s := structShape(t)
		s.holds = true
		return s
	case t == timeType:
		return &Shape{Type: "time"}
	}
	switch t.Kind() {
	case reflect.String:
		return &Shape{Type: "string"}
	case reflect.Bool:
		return &Shape{Type: "boolean"}
	case reflect.Int, reflect.Int64:
		return &Shape{Type: "integer"}
	case reflect.Pointer:
		s := shapeOf(t.Elem())
		s.Nullable = true
		return s
	case reflect.Slice:
		return withElem("list", shapeOf(t.Elem()))
	case reflect.Map:
		return withElem("map", shapeOf(t.Elem()))
	case reflect.Struct:
		return structShape(t)
	}
	panic("snapshot: no shape for " + t.String())
}

func withElem(kind string, elem *Shape) *Shape {
	return &Shape{Type: kind, Elem: elem, holds: elem.holds || elem.Ref != ""}
}

func structShape(t reflect.Type) *Shape {
	s := &Shape{Type: "object", Members: map[string]*Shape{}, name: t.Name()}
	for i := range t.NumField() {
		f := t.Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" {
			panic(fmt.Sprintf("snapshot: %s.%s has no json name", t, f.Name))
		}
		m := shapeOf(f.Type)
		m.Ref, m.With, m.optional = f.Tag.Get("ref"), f.Tag.Get("with"), opts == "omitempty"
		if opts == "omitzero" {
			m.Gappable = true
		}
		if m.Gappable != (opts == "omitzero") {
			panic(fmt.Sprintf("snapshot: %s.%s is a Field without omitzero", t, f.Name))
		}
		if m.With != "" && (!m.Gappable || !slices.Contains(OptIns, m.With)) {
			panic(fmt.Sprintf("snapshot: %s.%s: %q is no opt-in evidence, or it is always seen", t, f.Name, m.With))
		}
		s.Members[name] = m
		s.holds = s.holds || m.holds || m.Gappable || m.Ref != ""
		s.order = append(s.order, name)
		s.index = append(s.index, i)
	}
	return s
}

// Part returns Root without the places that may be unseen and on which none of the evidence rests: who reads no more than the
// evidence sees the same in a snapshot of either shape.
func Part(evidence []string) *Shape { return Root().part("", evidence) }

func (s *Shape) part(path string, evidence []string) *Shape {
	out := *s
	if s.Elem != nil {
		out.Elem = s.Elem.part(below(path, Any), evidence)
	}
	if s.Members == nil {
		return &out
	}
	out.Members, out.order, out.index = map[string]*Shape{}, nil, nil
	for i, name := range s.order {
		m, place := s.Members[name], below(path, name)
		if m.Gappable && !slices.ContainsFunc(evidence, func(e string) bool { return Concerns(e, place) }) {
			continue
		}
		out.Members[name] = m.part(place, evidence)
		out.order, out.index = append(out.order, name), append(out.index, s.index[i])
	}
	return &out
}

func below(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// At walks down from s. It fails on a step that the shape does not have, naming those it has.
func (s *Shape) At(path []string) (*Shape, error) {
	here := s
	for i, step := range path {
		switch here.Type {
		case "object":
			next, ok := here.Members[step]
			if !ok && step != Any {
				return nil, fmt.Errorf("%s: no %q there%s", strings.Join(path, "."), step, nearest.Hint(step, here.order))
			}
			if !ok {
				return nil, fmt.Errorf("%s: step %d walks over all members of an object", strings.Join(path, "."), i+1)
			}
			here = next
		case "map", "list":
			here = here.Elem
		default:
			return nil, fmt.Errorf("%s: nothing lies below %s, it is a %s", strings.Join(path, "."),
				strings.Join(path[:i], "."), here.Type)
		}
	}
	return here, nil
}

// Evidence cuts a path down to the deepest place on it that can be unseen, which is what a Gap or a collector can name.
// Keys of maps and indexes become Any. A path that ends above such places stands for all of them and is returned as it is;
// one that can't be unseen, such as source.taken_at, has no evidence; the empty path is every path.
func Evidence(path []string) ([]string, error) {
	if _, err := Root().At(path); err != nil {
		return nil, err
	}
	if len(path) == 0 {
		return slices.DeleteFunc(slices.Clone(Root().order), func(name string) bool {
			m := Root().Members[name]
			return !m.Gappable && !m.holdsGappable()
		}), nil
	}
	here, cut := Root(), 0
	steps := slices.Clone(path)
	for i, step := range path {
		if here.Type == "object" {
			here = here.Members[step]
		} else {
			steps[i], here = Any, here.Elem
		}
		if here.Gappable {
			cut = i + 1
		}
	}
	switch {
	case !here.holdsGappable():
		steps = steps[:cut]
	case here.Type == "map":
		steps = append(steps, Any)
	}
	if len(steps) == 0 {
		return nil, nil
	}
	return []string{strings.Join(steps, ".")}, nil
}

// holdsGappable says whether something below s can be unseen on its own.
func (s *Shape) holdsGappable() bool {
	if s.Elem != nil && (s.Elem.Gappable || s.Elem.holdsGappable()) {
		return true
	}
	for _, m := range s.Members {
		if m.Gappable || m.holdsGappable() {
			return true
		}
	}
	return false
}

// Paths returns every gappable path, sorted.
func Paths() []string {
	var paths []string
	Root().walk("", func(path string, s *Shape) {
		if s.Gappable {
			paths = append(paths, path)
		}
	})
	slices.Sort(paths)
	return paths
}

func (s *Shape) walk(path string, visit func(string, *Shape)) {
	visit(path, s)
	for _, name := range s.order {
		s.Members[name].walk(below(path, name), visit)
	}
	if s.Elem != nil {
		s.Elem.walk(below(path, Any), visit)
	}
}

// Words returns every member name of the snapshot. Rules' functions may mention no other field.
func Words() map[string]bool {
	words := map[string]bool{}
	Root().walk("", func(_ string, s *Shape) {
		for name := range s.Members {
			words[name] = true
		}
	})
	return words
}

// Concerns says whether evidence rests on what may be unseen at a place: the place is on the evidence path, or lies below
// its end. The path of a map stands for who is in it; the fields of its entries lie below its Any.
func Concerns(evidence, place string) bool {
	if evidence == place || strings.HasPrefix(evidence, place+".") {
		return true
	}
	if !strings.HasPrefix(place, evidence+".") {
		return false
	}
	s, err := Root().At(strings.Split(evidence, "."))
	return err == nil && s.Type != "map"
}
