package snapshot

import (
	"reflect"
	"slices"
	"time"
)

// Builder makes values of another kind, such as a rule engine's, from the JSON form of a snapshot.
type Builder[T any] interface {
	Null() T
	Bool(b bool) T
	Int(n int64) T
	String(s string) T
	List(items []T) T
	// Object gets the names in the order of the types, or sorted for a map. fixed says that they are member names, of
	// which there are few, not keys of a map.
	Object(names []string, values []T, fixed bool) T
}

// Fold builds the JSON form of the snapshot bottom up, without going through text: all of it with Root, or what a part of Root
// has. Unseen fields have no name.
func Fold[T any](s *Snapshot, shape *Shape, b Builder[T]) T {
	return fold(reflect.ValueOf(s).Elem(), shape, b)
}

func fold[T any](val reflect.Value, s *Shape, b Builder[T]) T {
	if f, ok := val.Interface().(field); ok {
		if f.IsAbsent() {
			return b.Null()
		}
		_, val = f.held()
	}
	if val.Kind() == reflect.Pointer {
		if val.IsNil() {
			return b.Null()
		}
		val = val.Elem()
	}
	switch s.Type {
	case "string":
		return b.String(val.String())
	case "boolean":
		return b.Bool(val.Bool())
	case "integer":
		return b.Int(val.Int())
	case "time":
		return b.String(val.Interface().(time.Time).Format(time.RFC3339Nano))
	case "list":
		items := make([]T, val.Len())
		for i := range items {
			items[i] = fold(val.Index(i), s.Elem, b)
		}
		return b.List(items)
	case "map":
		return foldMap(val, s, b)
	}
	names := make([]string, 0, len(s.order))
	values := make([]T, 0, len(s.order))
	for i, name := range s.order {
		m := s.Members[name]
		v := val.Field(s.index[i])
		if m.leftOut(v) {
			continue
		}
		names = append(names, name)
		values = append(values, fold(v, m, b))
	}
	return b.Object(names, values, true)
}

// leftOut says whether a member has no place in the JSON form: unseen, or optional and empty. A struct never is empty there.
func (s *Shape) leftOut(v reflect.Value) bool {
	return v.IsZero() && (s.Gappable || s.optional && v.Kind() != reflect.Struct)
}

func foldMap[T any](val reflect.Value, s *Shape, b Builder[T]) T {
	names := make([]string, 0, val.Len())
	for _, k := range val.MapKeys() {
		names = append(names, k.String())
	}
	slices.Sort(names)
	values := make([]T, 0, len(names))
	for _, name := range names {
		values = append(values, fold(val.MapIndex(reflect.ValueOf(name)), s.Elem, b))
	}
	return b.Object(names, values, false)
}
