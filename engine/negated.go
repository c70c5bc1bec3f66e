package engine

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
)

// checkNegations demands that what a negated call takes is defined: where x is undefined, not f(x) does not hold but is
// undefined itself, and the body that it stands in is silent. A rule would pass what it could not see.
func checkNegations(m *ast.Module) error {
	imported, global := map[ast.Var]bool{}, map[ast.Var]bool{"input": true, "data": true}
	for _, i := range m.Imports {
		imported[i.Name()], global[i.Name()] = true, true
	}
	for _, r := range m.Rules {
		if v, ok := r.Head.Ref()[0].Value.(ast.Var); ok {
			global[v] = true
		}
	}
	// A variable is bound, and a name alone or of an import is a rule, which is a set or has a default.
	defined := func(r ast.Ref) bool {
		head, ok := r[0].Value.(ast.Var)
		return !ok || !global[head] || len(r) == 1 || imported[head] && len(r) == 2 || ast.BuiltinMap[r.String()] != nil
	}
	var fault error
	ast.WalkExprs(m, func(e *ast.Expr) bool {
		if !e.Negated || !e.IsCall() || e.Operator().Equal(ast.Equal.Ref()) {
			return false
		}
		for _, operand := range e.Operands() {
			ast.WalkRefs(operand, func(r ast.Ref) bool {
				if fault == nil && !defined(r) {
					fault = fmt.Errorf("rules: %s:%d: not %s: %s may be undefined, and then nothing is denied: bind it to a variable "+
						"before, or ask whether a set contains it", e.Location.File, e.Location.Row, e.Operator(), r)
				}
				return false
			})
		}
		return false
	})
	return fault
}
