package snapshot

import (
	"encoding/json"
	"reflect"
	"slices"
)

// Difference is a place at which two snapshots of one account differ.
type Difference struct {
	// Path has Any for every key and index; Place is the path for people; Resource the key of the entry it lies in.
	Path, Place, Resource string
	// Was and Is are compact JSON, without raw policy texts and without secrets: "unseen" where nobody saw it, empty where the
	// entry is not there.
	Was, Is string
}

// Diff returns the deepest places at which two snapshots differ, in the order of the types and sorted keys. When they were taken,
// and their gaps and access facts, which follow from the rest, are left out. Lists count as one place.
func Diff(was, is *Snapshot) []Difference {
	d := differ{}
	d.diff(reflect.ValueOf(was).Elem(), reflect.ValueOf(is).Elem(), Root(), place{})
	return d.found
}

type differ struct{ found []Difference }

func (d *differ) diff(was, is reflect.Value, s *Shape, p place) {
	if p.path == "source.taken_at" || p.path == "gaps" || p.path == "access" {
		return
	}
	if reflect.DeepEqual(was.Interface(), is.Interface()) {
		return
	}
	a, okA := open(was)
	b, okB := open(is)
	if !okA || !okB {
		d.leaf(was, is, s, p)
		return
	}
	switch s.Type {
	case "object":
		for i, name := range s.order {
			d.diff(a.Field(s.index[i]), b.Field(s.index[i]), s.Members[name], p.member(name))
		}
	case "map":
		keys := append(sortedKeys(a), sortedKeys(b)...)
		slices.Sort(keys)
		for _, key := range slices.Compact(keys) {
			k := reflect.ValueOf(key)
			left, right := a.MapIndex(k), b.MapIndex(k)
			if left.IsValid() && right.IsValid() {
				d.diff(left, right, s.Elem, p.entry(key))
			} else {
				d.leaf(left, right, s.Elem, p.entry(key))
			}
		}
	default:
		d.leaf(was, is, s, p)
	}
}

func (d *differ) leaf(was, is reflect.Value, s *Shape, p place) {
	left, right := text(was, s), text(is, s)
	if left != right {
		d.found = append(d.found, Difference{p.path, p.shown, p.resource, left, right})
	}
}

func text(val reflect.Value, s *Shape) string {
	if !val.IsValid() {
		return ""
	}
	if s.Gappable && val.IsZero() {
		return "unseen"
	}
	value, err := plain(val, s, false)
	if err != nil {
		return err.Error()
	}
	out, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(out)
}
