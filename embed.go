// Package trailproof embeds what the demo runs on: the reference system, an AWS account with its real policy documents.
package trailproof

import "embed"

// Accounts holds testdata/accounts/reference.
//
//go:embed testdata/accounts/reference
var Accounts embed.FS
