package plan

import (
	"bytes"
	"encoding/json"
	"fmt"

	"trailproof/internal/strictjson"
)

// State is what a setting of a resource is: compact JSON as the AWS CLI would show it, without what is empty, its names sorted.
// AWS's answer goes into it and comes out of it without loss. Two states are the same when their texts are.
type State string

// None is the state of what is not there.
const None State = "null"

// NewState writes a value as a state; nil is None. It panics on what JSON can't hold, which no operation's type is.
func NewState(v any) State {
	text, err := encode(v)
	if err != nil {
		panic(err)
	}
	var tree any
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.UseNumber()
	if err := dec.Decode(&tree); err != nil {
		panic(err)
	}
	if text, err = encode(prune(tree)); err != nil {
		panic(err)
	}
	return State(text)
}

// encode leaves <, > and & as they are: people read ARNs and policies here.
func encode(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// prune takes out of objects what is null or empty: the SDK's types have a member for everything that might be set.
func prune(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			member = prune(member)
			v[name] = member
			if empty(member) {
				delete(v, name)
			}
		}
	case []any:
		for i := range v {
			v[i] = prune(v[i])
		}
	}
	return v
}

func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case []any:
		return len(v) == 0
	}
	return false
}

// Into reads the state into a value. A member that the value's type does not have is an error.
func (s State) Into(v any) error {
	dec := json.NewDecoder(bytes.NewReader([]byte(s)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return fmt.Errorf("read a state: %w", err)
	}
	return nil
}

// MarshalJSON writes the state as it is.
func (s State) MarshalJSON() ([]byte, error) {
	if s == "" {
		return []byte(None), nil
	}
	return []byte(s), nil
}

// UnmarshalStrict reads any JSON.
func (s *State) UnmarshalStrict(d *strictjson.Decoder) error {
	text, err := d.Raw()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := json.Compact(&b, []byte(text)); err != nil {
		return d.Errorf("%v", err)
	}
	*s = State(b.String())
	return nil
}
