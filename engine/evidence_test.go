package engine

import (
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// TestReadsOf pins what the derived evidence rests on: for each way to write a rule, OPA's analysis names the field that is
// read or, where it can't know, something above it. Less would be a pass from a hole; an OPA that says less fails here.
func TestReadsOf(t *testing.T) {
	lib := `package lib.help
size(bucket) := count(bucket.acl.grants)
plain(document) if document.version == "x"
shared contains id if input.s3.buckets[id].exists
`
	for name, c := range map[string]struct{ body, want string }{
		"lookup by key":         {`input.s3.buckets[_].acl.owner == "x"`, "s3.buckets.*.acl"},
		"some value":            {`some b in input.s3.buckets; b.acl.owner == "x"`, "s3.buckets.*.acl"},
		"some key and value":    {`some id, b in input.s3.buckets; b.acl.owner == id`, "s3.buckets.*.acl"},
		"assigned step by step": {`b := input.s3.buckets[_]; a := b.acl; a.owner == "x"`, "s3.buckets.*.acl"},
		"negation":              {`some b in input.s3.buckets; not b.acl.owner`, "s3.buckets.*.acl"},
		"negated comparison":    {`not input.s3.account_public_access_block.block_public_acls == true`, "s3.account_public_access_block"},
		"null":                  {`some b in input.s3.buckets; b.policy == null`, "s3.buckets.*.policy"},
		"every":                 {`some b in input.s3.buckets; every g in b.acl.grants { g.type == "x" }`, "s3.buckets.*.acl"},
		"every over the map":    {`every b in input.s3.buckets { b.acl.owner == "x" }`, "s3.buckets.*"},
		"comprehension":         {`count([g | some g in input.s3.buckets[_].acl.grants]) == 0`, "s3.buckets.*.acl"},
		"set comprehension":     {`"x" in {b.acl.owner | some b in input.s3.buckets}`, "s3.buckets.*"},
		"object.get":            {`object.get(input.s3.buckets["x"], ["acl", "owner"], "") == ""`, "s3.buckets.*"},
		"walk":                  {`walk(input.s3, [_, v]); v == "x"`, "s3"},
		"dynamic field":         {`some f in ["acl", "tags"]; input.s3.buckets[_][f] == "x"`, "error"},
		"local function":        {`_owner(input.s3.buckets[_]) == "x"`, "s3.buckets.*"},
		"library function":      {`help.size(input.s3.buckets[_]) == 0`, "s3.buckets.*"},
		"function of a field":   {`help.plain(input.s3.buckets[_].policy.document)`, "s3.buckets.*.policy.document"},
		"library set":           {`some id in help.shared; input.s3.buckets[id].acl.owner == "x"`, "s3.buckets.*.acl s3.buckets.*.exists"},
		"another rule":          {`_public`, "s3.buckets.*.policy_status"},
		"else":                  {`_else == 1`, "s3.buckets.*.acl s3.buckets.*.tags"},
		"join":                  {`some t in input.cloudtrail.trails; input.s3.buckets[t.bucket].acl.owner == t.name`, "cloudtrail.trails s3.buckets.*.acl"},
		"nested reference":      {`input.s3.buckets[input.cloudtrail.trails[_].bucket].acl.owner == "x"`, "cloudtrail.trails s3.buckets.*.acl"},
		"unused value":          {`some id, _ in input.s3.buckets; id == "x"`, "s3.buckets.*"},
		"plain member":          {`some b in input.s3.buckets; b.name == "x"`, "s3.buckets"},
		"what is always seen":   {`input.source.account == "x"`, ""},
		"everything":            {`count(input) == 0`, "access cloudtrail cloudwatch iam kms logs macie regions s3 sns"},
		"through with":          {`input.s3.buckets[_].acl.owner == "x" with input.s3.buckets.y.acl.owner as "x"`, "s3.buckets.*.acl"},
		"reference of a call":   {`startswith(input.s3.buckets[_].acl.owner, "x")`, "s3.buckets.*.acl"},
		"head":                  {`x := input.s3.buckets[_].acl.owner; startswith(x, "")`, "s3.buckets.*.acl"},
	} {
		t.Run(name, func(t *testing.T) {
			c.want = strings.Join(union(strings.Fields(c.want)), " ")
			module := "package rules.a.b\nimport data.lib.help\ndeny contains \"x\" if { " + c.body + " }\n" +
				"_owner(b) := b.acl.owner\n_public if input.s3.buckets[_].policy_status.is_public\n" +
				"_else := 1 if { input.s3.buckets[_].acl.owner == \"x\" } else := 2 if { input.s3.buckets[_].tags.x == \"y\" }\n"
			compiler := ast.MustCompileModules(map[string]string{"lib.rego": lib, "rule.rego": module})
			got, err := readsOf(compiler, ast.MustParseRef("data.rules.a.b.deny"), nil, "s3.buckets")
			if c.want == "error" {
				if err == nil {
					t.Errorf("got %v, want an error", got.paths)
				}
				return
			}
			if err != nil || strings.Join(got.paths, " ") != c.want {
				t.Errorf("got %v, %v, want %s", got.paths, err, c.want)
			}
		})
	}
}

// TestJoined says which part of the evidence a rule may read of other resources than the one that it denies. What is not
// plainly read of that one, by the variable that stands in the denial, is read of any.
func TestJoined(t *testing.T) {
	for name, c := range map[string]struct{ body, want string }{
		"the denied one":      {`input.s3.buckets[id].acl.owner == "x"`, ""},
		"its field":           {`a := input.s3.buckets[id].acl; a.owner == "x"`, ""},
		"its field negated":   {`not input.s3.buckets[id].acl.owner == "x"`, ""},
		"below every":         {`every g in input.s3.buckets[id].acl.grants { g.type == "x" }`, ""},
		"all of it":           {`b := input.s3.buckets[id]; b.acl.owner == "x"`, ""},
		"one that it names":   {`t := input.s3.buckets[id].logging.target; input.s3.buckets[t].acl.owner == "x"`, "s3.buckets.*.acl"},
		"one nested":          {`input.s3.buckets[input.s3.buckets[id].logging.target].acl.owner == "x"`, "s3.buckets.*.acl"},
		"any":                 {`input.s3.buckets[_].acl.owner == id`, "s3.buckets.*.acl"},
		"some value":          {`some b in input.s3.buckets; b.acl.owner == id`, "s3.buckets.*"},
		"another map":         {`input.kms.keys[id].rotation.enabled`, "kms.keys.*.rotation"},
		"both":                {`input.s3.buckets[id].acl.owner == input.s3.buckets["x"].acl.owner`, "s3.buckets.*.acl"},
		"a function of it":    {`_owner(input.s3.buckets[id].acl) == "x"`, ""},
		"another rule":        {`id in _public`, "s3.buckets.*.policy_status"},
		"a field of the list": {`input.s3.buckets[id].name == "x"`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			module := "package rules.a.b\ndeny contains {\"resource\": id, \"message\": \"m\"} if { some id in data.lib.s.all; " + c.body +
				" }\n_owner(acl) := acl.owner\n_public contains id if input.s3.buckets[id].policy_status.is_public\n"
			compiler := ast.MustCompileModules(map[string]string{"rule.rego": module, "lib.rego": "package lib.s\nall := {\"a\"}\n"})
			got, err := readsOf(compiler, ast.MustParseRef("data.rules.a.b.deny"), ast.MustParseRef("data.lib.s.all"), "s3.buckets")
			if err != nil || strings.Join(got.joined, " ") != c.want {
				t.Errorf("got %v, %v, want %q", got.joined, err, c.want)
			}
		})
	}
}
