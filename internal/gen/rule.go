package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/open-policy-agent/opa/v1/format"
)

var ruleID = regexp.MustCompile(`^([a-z0-9]+)\.([a-z][a-z0-9_]*)$`)

// newRule writes a rule and its test below dir. They compile, and the test fails until somebody has written the rule.
func newRule(dir, id string) error {
	match := ruleID.FindStringSubmatch(id)
	if match == nil {
		return fmt.Errorf("%q is not the id of a rule: service.name, such as s3.no_website", id)
	}
	base := filepath.Join(dir, "rules", match[1], match[2])
	texts := map[string]string{base + ".rego": ruleText, base + "_test.rego": testText}
	for name := range texts {
		if _, err := os.Stat(name); err == nil {
			return fmt.Errorf("%s: is there already", name)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	if err := os.MkdirAll(filepath.Dir(base), 0o755); err != nil {
		return err
	}
	for name, text := range texts {
		text = strings.NewReplacer("SERVICE", match[1], "NAME", match[2]).Replace(text)
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

const ruleText = `# METADATA
# title: What must hold
# description: >-
#   Why it matters, in a sentence or two.
# schemas:
#   - input: schema.snapshot
# related_resources:
#   - https://docs.aws.amazon.com/
# custom:
#   severity: medium
#   subject: log_buckets
#   controls:
#     trailproof: [BKT-00]
#   remediation: |
#     What to do, with the command:
#     aws s3api get-bucket-website --bucket BUCKET
package rules.SERVICE.NAME

import data.lib.subjects

deny contains {"resource": id, "message": "what was seen"} if {
	some id in subjects.log_buckets
	input.s3.buckets[id].exists == false
}
`

const testText = `package rules.SERVICE.NAME_test

import data.lib.fixtures
import data.rules.SERVICE.NAME

test_denies_what_is_wrong if {
	fixtures.denied(NAME.deny) == {fixtures.bucket} with input as fixtures.with_bucket({})
}

test_allows_what_is_right if {
	count(NAME.deny) == 0 with input as fixtures.with_bucket({})
}
`

// formatRego formats every Rego file below dir.
func formatRego(dir string) error {
	return filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(name) != ".rego" {
			return err
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		formatted, err := format.SourceWithOpts(name, text, format.Opts{})
		if err != nil || string(formatted) == string(text) {
			return err
		}
		return os.WriteFile(name, formatted, 0o644)
	})
}
