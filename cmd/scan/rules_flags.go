package main

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/spf13/pflag"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/internal/nearest"
	"trailproof/rego"
)

// ruleFlags say which rules judge, and by what parameters.
type ruleFlags struct {
	rules, skip, frameworks []string
	policies, data          []string
}

func (r *ruleFlags) add(f *pflag.FlagSet) {
	f.StringArrayVar(&r.rules, "rule", nil, "judge by this `RULE` only: an id or a pattern such as 's3.*'; may repeat")
	f.StringArrayVar(&r.skip, "skip-rule", nil, "leave out this `RULE`: an id or a pattern; may repeat")
	f.StringArrayVar(&r.frameworks, "framework", nil, "judge by the rules of this `FRAMEWORK` only, such as cis-aws-5.0.0; may repeat")
	r.addOwn(f)
}

// with is the opt-in evidence that was asked for: by name, or by the exact id of a rule that needs it.
func (r *ruleFlags) with(asked withFlag, selected []finding.Rule) []string {
	with := slices.Clone(asked)
	for _, rule := range selected {
		if slices.Contains(r.rules, rule.ID) {
			with = append(with, rule.With...)
		}
	}
	slices.Sort(with)
	return slices.Compact(with)
}

func (r *ruleFlags) addOwn(f *pflag.FlagSet) {
	f.StringArrayVarP(&r.policies, "policy", "p", nil, "`PATH` of own rules in Rego, a file or a folder; may repeat")
	f.StringArrayVarP(&r.data, "data", "d", nil, "`FILE` of parameters and data for rules, YAML or JSON; may repeat")
}

// load compiles the selected rules.
func (r *ruleFlags) load(ctx context.Context) (*engine.Engine, error) {
	policies, err := readPolicies(r.policies, false)
	if err != nil {
		return nil, err
	}
	data, places, err := readData(r.data)
	if err != nil {
		return nil, err
	}
	opts := engine.Options{Policies: policies, Data: data, Named: r.rules}
	if len(r.rules)+len(r.skip)+len(r.frameworks) > 0 {
		all, err := engine.Catalogue(rego.FS, policies)
		if err != nil {
			return nil, err
		}
		if opts.Select, err = r.selection(all); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(all, opts.Select) {
			return nil, usagef("no rule is left: --rule, --skip-rule and --framework leave out all")
		}
	}
	e, err := engine.Load(ctx, rego.FS, opts)
	return e, places.blame(err)
}

// selection checks the names, and returns what they select.
func (r *ruleFlags) selection(all []finding.Rule) (func(finding.Rule) bool, error) {
	ids := make([]string, len(all))
	frameworks := map[string]bool{}
	for i, rule := range all {
		ids[i] = rule.ID
		for name := range rule.Controls {
			frameworks[name] = true
		}
	}
	for flag, patterns := range map[string][]string{"--rule": r.rules, "--skip-rule": r.skip} {
		for _, pattern := range patterns {
			if _, err := path.Match(pattern, ""); err != nil {
				return nil, usagef("%s: %q is not a pattern", flag, pattern)
			}
			if !slices.ContainsFunc(ids, func(id string) bool { return finding.MatchRule(pattern, id) }) {
				return nil, usagef("%s: no rule %q%s", flag, pattern, nearest.Hint(pattern, ids))
			}
		}
	}
	for _, name := range r.frameworks {
		if !frameworks[name] {
			return nil, usagef("--framework: no framework %q%s", name, nearest.Hint(name, slices.Sorted(maps.Keys(frameworks))))
		}
	}
	return func(rule finding.Rule) bool {
		any := func(patterns []string) bool {
			return slices.ContainsFunc(patterns, func(p string) bool { return finding.MatchRule(p, rule.ID) })
		}
		inFramework := slices.ContainsFunc(r.frameworks, func(name string) bool { return rule.Controls[name] != nil })
		return (len(r.rules) == 0 || any(r.rules)) && !any(r.skip) && (len(r.frameworks) == 0 || inFramework)
	}, nil
}

// readPolicies reads Rego files: those named, and those in folders that are named.
func readPolicies(paths []string, tests bool) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, root := range paths {
		before := len(files)
		err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(name) != ".rego" || engine.IsTest(name) && !tests {
				return err
			}
			files[filepath.ToSlash(name)], err = os.ReadFile(name)
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("--policy: %w", err)
		}
		if len(files) == before {
			return nil, usagef("--policy: %s: no rules there (files that end in .rego)", root)
		}
	}
	return files, nil
}

// params are the parameters of the data files. load has checked them.
func (r *ruleFlags) params() (map[string]any, error) {
	data, _, err := readData(r.data)
	if err != nil {
		return nil, err
	}
	params, _ := data["params"].(map[string]any)
	return params, nil
}

// known is what the parameters say that helps to look: the further accounts that are ours, and the log buckets by name.
type known struct{ accounts, buckets []string }

// known reads the parameters, which load has checked.
func (r *ruleFlags) known() (known, error) {
	params, err := r.params()
	if err != nil {
		return known{}, err
	}
	texts := func(name string) []string {
		list, _ := params[name].([]any)
		values := make([]string, len(list))
		for i, v := range list {
			values[i] = fmt.Sprint(v)
		}
		return values
	}
	return known{texts("accounts"), texts("buckets")}, nil
}
