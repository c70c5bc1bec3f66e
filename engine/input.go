package engine

import (
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// inputBuilder makes OPA's values from a snapshot. Member names are shared: a snapshot has some 200 of them, each standing
// in it many times.
type inputBuilder struct{}

var names sync.Map // string → *ast.Term

func (inputBuilder) Null() *ast.Term           { return ast.NullTerm() }
func (inputBuilder) Bool(b bool) *ast.Term     { return ast.InternedTerm(b) }
func (inputBuilder) Int(n int64) *ast.Term     { return ast.InternedTerm(n) }
func (inputBuilder) String(s string) *ast.Term { return ast.StringTerm(s) }

func (inputBuilder) List(items []*ast.Term) *ast.Term { return ast.NewTerm(ast.NewArray(items...)) }

func (inputBuilder) Object(keys []string, values []*ast.Term, fixed bool) *ast.Term {
	pairs := make([][2]*ast.Term, len(keys))
	for i, key := range keys {
		pairs[i] = [2]*ast.Term{keyTerm(key, fixed), values[i]}
	}
	return ast.NewTerm(ast.NewObject(pairs...))
}

func keyTerm(key string, fixed bool) *ast.Term {
	if !fixed {
		return ast.StringTerm(key)
	}
	if t, ok := names.Load(key); ok {
		return t.(*ast.Term)
	}
	t := ast.StringTerm(key)
	names.Store(key, t)
	return t
}
