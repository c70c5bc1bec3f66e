package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"

	"trailproof/engine"
)

// suite is all Rego of a folder, by file.
type suite struct {
	modules map[string]*ast.Module
	// needs are the files that a file cannot be compiled without, itself among them.
	needs map[string]map[string]bool
}

func load(source fs.FS) (*suite, error) {
	s := &suite{map[string]*ast.Module{}, map[string]map[string]bool{}}
	for _, dir := range []string{"lib", "rules"} {
		err := fs.WalkDir(source, dir, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || path.Ext(name) != ".rego" {
				return err
			}
			text, err := fs.ReadFile(source, name)
			if err != nil {
				return err
			}
			s.modules[name], err = ast.ParseModule(name, string(text))
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	direct := map[string][]string{}
	for name, m := range s.modules {
		direct[name] = s.mentioned(m)
	}
	for name := range s.modules {
		s.needs[name] = map[string]bool{}
		follow(direct, name, s.needs[name])
	}
	return s, nil
}

// mentioned are the files whose packages a module imports, or refers to in full.
func (s *suite) mentioned(m *ast.Module) []string {
	var files []string
	ast.WalkRefs(m, func(r ast.Ref) bool {
		if !r.HasPrefix(ast.DefaultRootRef) {
			return false
		}
		for name, other := range s.modules {
			if r.HasPrefix(other.Package.Path) {
				files = append(files, name)
			}
		}
		return false
	})
	return files
}

// follow adds a file and all that it leads to.
func follow(direct map[string][]string, file string, to map[string]bool) {
	if to[file] {
		return
	}
	to[file] = true
	for _, next := range direct[file] {
		follow(direct, next, to)
	}
}

func twin(file string) string { return strings.TrimSuffix(file, ".rego") + "_test.rego" }

// judges are the files of tests that can see a file, in groups that are asked one after the other: its own, then those of
// whatever imports it.
func (s *suite) judges(file string) [][]string {
	own := []string{twin(file)}
	var others []string
	for _, name := range slices.Sorted(maps.Keys(s.modules)) {
		if engine.IsTest(name) && name != twin(file) && s.needs[name][file] {
			others = append(others, name)
		}
	}
	if len(others) == 0 {
		return [][]string{own}
	}
	return [][]string{own, others}
}

var errCompile = errors.New("it does not compile")

// failing runs the tests of the files with m in the place of a file, and returns the first that does not pass; "" where
// all pass. The test named first is asked first.
func (s *suite) failing(ctx context.Context, file string, m *ast.Module, tests []string, first string) (string, error) {
	modules := map[string]*ast.Module{file: m}
	var names []string
	for _, test := range tests {
		if s.modules[test] == nil {
			return "", fmt.Errorf("%s: there is no %s", file, test)
		}
		for name := range s.needs[test] {
			if name != file {
				modules[name] = s.modules[name]
			}
		}
		for _, r := range s.modules[test].Rules {
			if name := r.Head.Ref()[0].Value.String(); strings.HasPrefix(name, "test_") {
				names = append(names, s.modules[test].Package.Path.String()+"."+name)
			}
		}
	}
	compiler := ast.NewCompiler().WithCapabilities(capabilities)
	if compiler.Compile(modules); compiler.Failed() {
		return "", fmt.Errorf("%w: %w", errCompile, compiler.Errors)
	}
	if i := slices.Index(names, first); i > 0 {
		names[0], names[i] = names[i], names[0]
	}
	for _, name := range names {
		passed := passes(ctx, compiler, name)
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if !passed {
			return name, nil
		}
	}
	return "", nil
}

// passes says that a test is true; one that ends in an error is not.
func passes(ctx context.Context, compiler *ast.Compiler, test string) bool {
	rs, err := rego.New(rego.Compiler(compiler), rego.Query(test), rego.StrictBuiltinErrors(true)).Eval(ctx)
	return err == nil && rs.Allowed()
}

// green demands that all tests pass on what is not changed.
func (s *suite) green(ctx context.Context) error {
	for _, file := range slices.Sorted(maps.Keys(s.modules)) {
		if !engine.IsTest(file) {
			continue
		}
		by, err := s.failing(ctx, file, s.modules[file], []string{file}, "")
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		if by != "" {
			return fmt.Errorf("%s: %s fails without any change", file, by)
		}
	}
	return nil
}

// run tests one mutant. The test that killed the one before is asked first: it often kills the next one too.
func (s *suite) run(ctx context.Context, m mutant, first string) (by string, err error) {
	for _, tests := range s.judges(m.file) {
		if by, err = s.failing(ctx, m.file, m.module, tests, first); by != "" || err != nil {
			return by, err
		}
	}
	return "", nil
}
