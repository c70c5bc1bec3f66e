package engine_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/rego"
	"trailproof/snapshot"
)

// TestOptIn says that a rule which needs opt-in evidence judges what was looked at with it, or what it was named for.
func TestOptIn(t *testing.T) {
	const points = `deny contains {"resource": id, "message": "open"} if {
	some id in subjects.account
	some point in input.s3.access_points
	point.network_origin == "Internet"
}`
	const whole = `deny contains {"resource": id, "message": "open"} if {
	some id in subjects.account
	some point in _points(input.s3)
	point.network_origin == "Internet"
}

_points(s3) := s3.access_points`
	seen := func(with ...string) func(*snapshot.Snapshot) {
		return func(s *snapshot.Snapshot) {
			s.Source.With = with
			s.S3.AccessPoints = map[string]snapshot.AccessPoint{
				"arn:aws:s3:us-east-2:124355676326:accesspoint/x": {Name: "x", NetworkOrigin: "Internet"},
			}
			s.Gaps = slices.DeleteFunc(s.Gaps, func(g snapshot.Gap) bool { return g.Path == "s3.access_points" })
		}
	}
	for name, c := range map[string]struct {
		body   string
		named  []string
		change func(*snapshot.Snapshot)
		want   string // outcome and message; empty for no finding
	}{
		"not asked for":           {points, nil, nil, ""},
		"other evidence":          {points, nil, func(s *snapshot.Snapshot) { s.Source.With = []string{"macie"} }, ""},
		"asked for":               {points, nil, seen("access_points"), "fail open"},
		"asked for among others":  {points, nil, seen("access_points", "macie"), "fail open"},
		"there, but not as asked": {points, nil, seen(), ""},
		"asked for, not collected": {
			points, nil, func(s *snapshot.Snapshot) { s.Source.With = []string{"access_points"} },
			"unknown s3.access_points was not collected (opt-in evidence: access_points)",
		},
		"named": {
			points, []string{"test.x"}, nil, "unknown s3.access_points was not collected (opt-in evidence: access_points)",
		},
		"another is named": {points, []string{"test.y"}, nil, ""},
		"a rule that reads all there is of S3": {
			whole, nil, nil,
			"unknown s3.access_grants_locations was not collected (opt-in evidence: access_points) (and 2 more)",
		},
	} {
		t.Run(name, func(t *testing.T) {
			e, err := engine.Load(t.Context(), rego.FS, engine.Options{
				Policies: map[string][]byte{"x.rego": []byte(testRule("x", "account", c.body))}, Named: c.named,
				Select: func(r finding.Rule) bool { return r.ID == "test.x" },
			})
			if err != nil {
				t.Fatal(err)
			}
			if with := e.Rules()[0].With; c.body == points && !slices.Equal(with, []string{"access_points"}) {
				t.Errorf("the rule needs %v", with)
			}
			s := storySnapshot(t, filepath.Join("..", "testdata/accounts/reference"))
			if c.change != nil {
				c.change(s)
			}
			findings, err := e.Judge(t.Context(), s)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range findings {
				got = append(got, string(f.Outcome)+" "+f.Message)
			}
			if strings.Join(got, "; ") != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
