package snapshot

import (
	"encoding/json"
	"reflect"

	"trailproof/internal/strictjson"
)

// Field is a value that AWS was asked for on its own, so that the answer may be missing. It is unseen (the zero Field:
// no key in JSON, and a Gap says why), absent (null: AWS said that there is none) or seen. Nothing turns unseen into
// absent: that would make a refused call look like "nothing there".
//
// Declare it with omitzero.
type Field[T any] struct {
	state state
	value T
}

type state uint8

const (
	unseen state = iota
	absent
	seen
)

// Seen returns a field that holds v.
func Seen[T any](v T) Field[T] { return Field[T]{state: seen, value: v} }

// Absent returns a field of which AWS said that it is not there.
func Absent[T any]() Field[T] { return Field[T]{state: absent} }

// Get returns the value, and whether one was seen.
func (f Field[T]) Get() (T, bool) { return f.value, f.state == seen }

// IsAbsent says whether AWS answered that there is nothing.
func (f Field[T]) IsAbsent() bool { return f.state == absent }

// IsZero says whether the field is unseen; encoding/json leaves such a field out.
func (f Field[T]) IsZero() bool { return f.state == unseen }

// MarshalJSON writes null or the value.
func (f Field[T]) MarshalJSON() ([]byte, error) {
	if f.state != seen {
		return []byte("null"), nil
	}
	return json.Marshal(f.value)
}

// UnmarshalStrict reads null or a value.
func (f *Field[T]) UnmarshalStrict(d *strictjson.Decoder) error {
	if d.Null() {
		f.state = absent
		return nil
	}
	f.state = seen
	return d.Value(&f.value)
}

// field is what reflection sees of a Field.
type field interface {
	IsZero() bool
	IsAbsent() bool
	// held returns the value's type, and the value where the field is seen.
	held() (reflect.Type, reflect.Value)
}

func (f Field[T]) held() (reflect.Type, reflect.Value) {
	t := reflect.TypeFor[T]()
	if f.state != seen {
		return t, reflect.Value{}
	}
	return t, reflect.ValueOf(&f.value).Elem()
}
