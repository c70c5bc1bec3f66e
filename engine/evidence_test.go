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
		"everything":            {`count(input) == 0`, "cloudtrail cloudwatch iam kms logs regions s3 sns"},
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
			got, err := readsOf(compiler, ast.MustParseRef("data.rules.a.b.deny"), nil)
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
