package snapshot

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// place is where a walk stands: the path for gaps, the path for people, and the key of the resource.
type place struct{ path, shown, resource string }

func (p place) member(name string) place {
	if p.path == "" {
		return place{name, name, ""}
	}
	return place{p.path + "." + name, p.shown + "." + name, p.resource}
}

func (p place) entry(key string) place {
	if p.resource == "" {
		p.resource = key
	}
	return place{p.path + "." + Any, fmt.Sprintf("%s[%q]", p.shown, key), p.resource}
}

func (p place) item(i int) place {
	return place{p.path + "." + Any, fmt.Sprintf("%s[%d]", p.shown, i), p.resource}
}

// visit is called for the places of a snapshot, each before what is below it, in the order of the types and sorted keys. val
// is the Go value: a Field is not opened yet. Returning false leaves out what is below; so does a place below which nothing
// is gappable, refers to a resource, or is a policy.
type visit func(p place, s *Shape, val reflect.Value) (bool, error)

func (s *Snapshot) walk(v visit) error {
	return walk(reflect.ValueOf(s).Elem(), Root(), place{}, v)
}

func walk(val reflect.Value, s *Shape, p place, v visit) error {
	if down, err := v(p, s, val); err != nil || !down || !s.holds {
		return err
	}
	val, ok := open(val)
	if !ok {
		return nil
	}
	switch s.Type {
	case "object":
		for i, name := range s.order {
			if err := walk(val.Field(s.index[i]), s.Members[name], p.member(name), v); err != nil {
				return err
			}
		}
	case "list":
		for i := range val.Len() {
			if err := walk(val.Index(i), s.Elem, p.item(i), v); err != nil {
				return err
			}
		}
	case "map":
		for _, key := range sortedKeys(val) {
			if err := walk(val.MapIndex(reflect.ValueOf(key)), s.Elem, p.entry(key), v); err != nil {
				return err
			}
		}
	}
	return nil
}

// open returns what a Field or pointer holds; false where it holds nothing.
func open(val reflect.Value) (reflect.Value, bool) {
	if f, ok := val.Interface().(field); ok {
		_, val = f.held()
		if !val.IsValid() {
			return val, false
		}
	}
	if val.Kind() == reflect.Pointer {
		return val.Elem(), !val.IsNil()
	}
	return val, true
}

func sortedKeys(val reflect.Value) []string {
	keys := make([]string, 0, val.Len())
	for _, k := range val.MapKeys() {
		keys = append(keys, k.String())
	}
	slices.Sort(keys)
	return keys
}

// Unexplained returns a gap, without kind and reason, for each place that is unseen and that no gap names yet.
func (s *Snapshot) Unexplained() []Gap {
	v := newValidator(s)
	var gaps []Gap
	_ = s.walk(func(p place, shape *Shape, val reflect.Value) (bool, error) {
		if !shape.Gappable || !val.IsZero() {
			return true, nil
		}
		if !v.named(p, true) {
			gaps = append(gaps, Gap{Path: p.path, Resource: p.resource})
		}
		return false, nil
	})
	return gaps
}

// References returns for each resource the ids that it refers to: trail → bucket, key, topic, log group; and so on. Ids that
// have no entry in the snapshot are among them.
func (s *Snapshot) References() map[string][]string {
	refs := map[string][]string{}
	for _, l := range s.Links() {
		refs[l.From] = append(refs[l.From], l.To)
	}
	return refs
}

// Has says whether the map at path has the key, and whether there is a map at path: of its own members, not below others.
func (s *Snapshot) Has(path, key string) (has, isMap bool) {
	val, shape := reflect.ValueOf(s).Elem(), Root()
	for _, name := range strings.Split(path, ".") {
		i := slices.Index(shape.order, name)
		if i < 0 {
			return false, false
		}
		val, shape = val.Field(shape.index[i]), shape.Members[name]
	}
	if shape.Type != "map" {
		return false, false
	}
	return val.MapIndex(reflect.ValueOf(key)).IsValid(), true
}

// Link is one reference.
type Link struct {
	// Path is that of the field which refers, with Any for every key and index.
	Path string
	// From and To are the ids of resources.
	From, To string
}

// Links returns all references, as References does, with the fields that make them.
func (s *Snapshot) Links() []Link {
	var links []Link
	_ = s.walk(func(p place, shape *Shape, val reflect.Value) (bool, error) {
		if shape.Ref == "" {
			return true, nil
		}
		for _, id := range idsAt(val) {
			if refersTo(id, shape.Ref) {
				links = append(links, Link{p.path, p.resource, id})
			}
		}
		return false, nil
	})
	return links
}

// idsAt returns the string, or the strings of the list, that a place with a Ref holds.
func idsAt(val reflect.Value) []string {
	val, ok := open(val)
	if !ok {
		return nil
	}
	if val.Kind() == reflect.String {
		return []string{val.String()}
	}
	return val.Interface().([]string)
}

// refersTo says whether id is an ARN of the service whose map is at target: an alarm's action may also be a scaling policy.
func refersTo(id, target string) bool {
	part := strings.SplitN(id, ":", 4)
	return len(part) == 4 && part[0] == "arn" && strings.HasPrefix(target, part[2]+".")
}
