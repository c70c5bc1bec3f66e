package engine

import (
	"slices"
	"strings"

	"trailproof/snapshot"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/dependencies"
)

// reads is what a rule looks at: evidence paths of the snapshot, those that it may read of other resources than the one that
// it denies, parameters, and keys of the user's data.
type reads struct {
	paths  []string
	joined []string
	params []string
	data   []string
}

// readsOf follows the references of the rules at ref, and of all rules that they reach, down to the input. OPA's analysis
// errs towards more: where it can't know which field is read, it names the whole resource. A field that the snapshot does
// not have is an error. The rules at except are not followed. of is the path of the map that has the denied resources.
func readsOf(c *ast.Compiler, ref, except ast.Ref, of string) (reads, error) {
	var out reads
	seen := map[*ast.Rule]bool{}
	todo := c.GetRulesWithPrefix(ref)
	denies := slices.Clone(todo)
	for len(todo) > 0 {
		rule := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[rule] {
			continue
		}
		seen[rule] = true
		refs, err := dependencies.All(rule)
		if err != nil {
			return out, err
		}
		joined, err := joins(rule, slices.Contains(denies, rule), of)
		if err != nil {
			return out, err
		}
		out.joined = append(out.joined, joined...)
		for _, ref := range refs {
			switch {
			case ref.HasPrefix(ast.InputRootRef):
				paths, err := snapshot.Evidence(steps(ref[1:]))
				if err != nil {
					return out, err
				}
				out.paths = append(out.paths, paths...)
			case ref.HasPrefix(ast.DefaultRootRef):
				if name, ok := param(ref); ok {
					out.params = append(out.params, name)
				}
				if except != nil && ref.HasPrefix(except) {
					continue
				}
				rules := c.GetRules(ref.ConstantPrefix())
				todo = append(todo, rules...)
				if len(rules) == 0 && len(ref) > 1 {
					if key, ok := ref[1].Value.(ast.String); ok {
						out.data = append(out.data, string(key))
					}
				}
			}
		}
	}
	out.paths, out.joined = union(out.paths), union(out.joined)
	out.params, out.data = union(out.params), union(out.data)
	return out, nil
}

// joins returns what the rule may read of other resources than the one that it denies: all that it reads of the input,
// but for references which the denied resource's own variable leads into. Only the body of a denial has such a variable.
func joins(rule *ast.Rule, denies bool, of string) ([]string, error) {
	subject, known := deniedVar(rule)
	entry := ast.InputRootRef.Copy()
	for _, step := range strings.Split(of, ".") {
		entry = entry.Append(ast.StringTerm(step))
	}
	var paths []string
	var fault error
	ast.WalkRefs(rule, func(ref ast.Ref) bool {
		own := denies && known && ref.HasPrefix(entry) && len(ref) > len(entry) && ref[len(entry)].Value.Compare(subject) == 0
		if !ref.HasPrefix(ast.InputRootRef) || own {
			return false
		}
		read, err := snapshot.Evidence(steps(ref[1:]))
		if err != nil && fault == nil {
			fault = err
		}
		paths = append(paths, read...)
		return false
	})
	return paths, fault
}

// deniedVar is the variable that names the resource in the head of a denial.
func deniedVar(rule *ast.Rule) (ast.Var, bool) {
	if rule.Head.Key == nil {
		return "", false
	}
	denial, ok := rule.Head.Key.Value.(ast.Object)
	if !ok {
		return "", false
	}
	resource := denial.Get(ast.StringTerm("resource"))
	if resource == nil {
		return "", false
	}
	v, ok := resource.Value.(ast.Var)
	return v, ok
}

// steps turns the part of a reference behind input into a path; what is not a constant becomes snapshot.Any.
func steps(ref ast.Ref) []string {
	path := make([]string, len(ref))
	for i, term := range ref {
		if s, ok := term.Value.(ast.String); ok {
			path[i] = string(s)
		} else {
			path[i] = snapshot.Any
		}
	}
	return path
}

var paramsRef = ast.MustParseRef("data.lib.params")

func param(ref ast.Ref) (string, bool) {
	if len(ref) <= len(paramsRef) || !ref.HasPrefix(paramsRef) {
		return "", false
	}
	name, ok := ref[len(paramsRef)].Value.(ast.String)
	return string(name), ok && !strings.HasPrefix(string(name), "_")
}
