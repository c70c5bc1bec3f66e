package access

import "strings"

// Value is what is known of a condition key in a request.
type Value struct {
	known  knowledge
	values []string
	multi  bool
}

type knowledge uint8

const (
	unknown knowledge = iota // the zero Value: the request may have the key or not
	absent
	present // with a value that is not known
	known
)

// Absent is a key that the request does not have.
func Absent() Value { return Value{known: absent} }

// Present is a key that the request has, with a value that nobody knows.
func Present() Value { return Value{known: present} }

// Maybe is a key of which nothing is known.
func Maybe() Value { return Value{} }

// Single is a key with one value, as most have.
func Single(value string) Value { return Value{known: known, values: []string{value}} }

// Multi is a key that holds a set of values, such as aws:PrincipalOrgPaths or aws:TagKeys; the set may be empty.
func Multi(values ...string) Value { return Value{known: known, values: values, multi: true} }

// Context is the condition keys of a request. A key that it does not hold is absent, or, in an open one, unknown.
type Context struct {
	keys map[string]Value
	open bool
}

// NewContext returns a context; open says that keys which are not in it are unknown rather than absent. Names of keys are
// compared without case, as IAM compares them.
func NewContext(open bool, keys map[string]Value) Context {
	c := Context{keys: make(map[string]Value, len(keys)), open: open}
	for name, v := range keys {
		c.keys[strings.ToLower(name)] = v
	}
	return c
}

// With returns the context with further keys in it.
func (c Context) With(keys map[string]Value) Context {
	all := make(map[string]Value, len(c.keys)+len(keys))
	for name, v := range c.keys {
		all[name] = v
	}
	for name, v := range keys {
		all[strings.ToLower(name)] = v
	}
	return Context{keys: all, open: c.open}
}

// get returns what is known of a key, whose name is in lower case.
func (c *Context) get(key string) Value {
	v, ok := c.keys[key]
	if !ok && !c.open {
		return Value{known: absent}
	}
	return v
}
