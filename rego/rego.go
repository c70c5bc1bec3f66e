// Package rego holds the rules, rules/<service>/<rule>.rego, each with its _test.rego; what they share, in lib/; the schema
// of their input, in schemas/; and the frameworks that their controls belong to. It holds files and no code: stock
// opa eval and opa test run the rules from this folder.
package rego

import "embed"

// FS is this folder.
//
//go:embed lib rules controls.json schemas
var FS embed.FS
