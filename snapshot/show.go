package snapshot

import (
	"encoding/json"
	"reflect"
)

// Sight is one value that was seen, for people: Place as in error messages, Value in its JSON form.
type Sight struct {
	Place string
	Value any
}

// Show returns what the snapshot holds at an evidence path for these resources. For the path of a map of resources it shows
// the entries without the fields that have paths of their own. Policies are shown in their normal form, and condition
// values that are shared secrets are hidden.
func (s *Snapshot) Show(evidence string, resources map[string]bool) ([]Sight, error) {
	var sights []Sight
	err := s.walk(func(p place, shape *Shape, val reflect.Value) (bool, error) {
		entry := evidence+"."+Any == p.path && shape.Type == "object"
		if p.path != evidence && !entry {
			return true, nil
		}
		if p.path == evidence && shape.Type == "map" && shape.Elem.Type == "object" && p.resource == "" {
			return true, nil // its entries come one by one
		}
		if p.resource != "" && !resources[p.resource] || shape.Gappable && val.IsZero() {
			return false, nil
		}
		value, err := plain(val, shape, entry)
		sights = append(sights, Sight{p.shown, value})
		return false, err
	})
	return sights, err
}

// plain is the JSON form of a value, without gappable members where bare is set.
func plain(val reflect.Value, s *Shape, bare bool) (any, error) {
	text, err := json.Marshal(val.Interface())
	if err != nil {
		return nil, err
	}
	var v any
	if err := json.Unmarshal(text, &v); err != nil {
		return nil, err
	}
	if object, ok := v.(map[string]any); ok && bare {
		for name := range object {
			if s.Members[name].Gappable {
				delete(object, name)
			}
		}
	}
	hide(v)
	return v, nil
}

// secretKeys are condition keys whose values work as passwords between two parties.
var secretKeys = map[string]bool{"sts:externalid": true, "aws:referer": true}

// hide drops raw policy texts, and the values of conditions that are secrets.
func hide(v any) {
	switch v := v.(type) {
	case map[string]any:
		delete(v, "raw")
		if key, ok := v["key"].(string); ok && secretKeys[key] && v["values"] != nil {
			v["values"] = []any{"(hidden)"}
		}
		for _, member := range v {
			hide(member)
		}
	case []any:
		for _, item := range v {
			hide(item)
		}
	}
}
