package collectors_test

import (
	"slices"
	"strings"
	"testing"

	"trailproof/collectors"
	"trailproof/snapshot"
)

// TestOptIn says that the calls for opt-in evidence are made where it was asked for by name, and nowhere else.
func TestOptIn(t *testing.T) {
	made := func(with, reads []string) (operations []string, s *snapshot.Snapshot) {
		a := story(t, "clean")
		cfg := config(a)
		cfg.With, cfg.Reads = with, reads
		s = look(t, cfg)
		for _, line := range a.CallCounts() {
			operation, _, _ := strings.Cut(line, " ")
			operations = append(operations, operation)
		}
		return operations, s
	}
	ordinary := collectors.Calls(nil)
	for name, reads := range map[string][]string{"all": nil, "these": {"s3.access_points", "s3.buckets.*.policy"}} {
		operations, s := made(nil, reads)
		for _, c := range collectors.Calls(nil, snapshot.OptIns...) {
			if !slices.Contains(ordinary, c) && slices.Contains(operations, c.Service+":"+c.Operation) {
				t.Errorf("%s: %s:%s was called", name, c.Service, c.Operation)
			}
		}
		if s.Source.With != nil {
			t.Errorf("%s: asked for %v", name, s.Source.With)
		}
		if want := (snapshot.Gap{Path: "s3.access_points", Kind: snapshot.NotCollected}); !slices.Contains(s.Gaps, want) {
			t.Errorf("%s: got the gaps %v", name, s.Gaps)
		}
	}
	for _, name := range snapshot.OptIns {
		operations, s := made([]string{name, name}, nil)
		if !slices.Equal(s.Source.With, []string{name}) {
			t.Errorf("asked for %v", s.Source.With)
		}
		for _, c := range collectors.Calls(nil, snapshot.OptIns...) {
			called := slices.Contains(operations, c.Service+":"+c.Operation)
			meant := slices.ContainsFunc(collectors.Calls(nil, name), func(o *collectors.Call) bool { return o.Service == c.Service && o.Operation == c.Operation })
			if !slices.Contains(ordinary, c) && called != meant {
				t.Errorf("--with %s: %s:%s was called: %v", name, c.Service, c.Operation, called)
			}
		}
		for _, g := range s.Gaps {
			if snapshot.OptIn(g.Path) == name || snapshot.OptIn(g.Path) == "" {
				t.Errorf("--with %s: got %+v", name, g)
			}
		}
	}
	if operations, _ := made(snapshot.OptIns, []string{"s3.buckets.*.policy"}); slices.Contains(operations, "s3control:ListAccessPoints") {
		t.Error("access points were asked about, and nobody reads them")
	}
}
