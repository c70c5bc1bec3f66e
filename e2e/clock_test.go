//go:build e2e

package e2e

import (
	"strings"
	"testing"

	"trailproof/internal/awsproxy"
)

// TestClockSkew answers every call as AWS answers to a clock that is wrong.
func TestClockSkew(t *testing.T) {
	reset(t)
	a := build(t, "reference", twoRegions)
	p := a.lookAt(t)
	p.Fail("*", awsproxy.Fault{Kind: awsproxy.ClockSkew})
	r := trailproof(t, p, a.credential, "scan", "-f", "json")
	nobody(t, r)
	if !strings.Contains(r.stderr, "Signature expired") || !strings.Contains(r.stderr, "and the clock") {
		t.Errorf("stderr: %s", r.stderr)
	}
	if ops := operations(p); len(ops) != 1 {
		t.Errorf("calls of %q", ops)
	}
}
