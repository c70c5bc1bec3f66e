package plan_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"trailproof/plan"
)

func small(t *testing.T) *plan.Plan {
	t.Helper()
	p := &plan.Plan{
		Version: plan.Version, Tool: "test", Account: "111122223333", Partition: "aws", TakenAt: time.Unix(0, 0).UTC(),
		Steps: []plan.Step{{
			ID: 1, Operation: "s3:PutBucketPolicy", Region: "us-east-1", Resource: "arn:aws:s3:::b",
			For: []plan.Reason{{Rule: "s3.tls_only", Resource: "arn:aws:s3:::b"}}, Risk: plan.Costly,
			Before: plan.None, After: plan.NewState("<{}>"), Calls: []string{"s3:PutBucketPolicy"}, Undo: "deletes it",
		}},
		Verdicts: []plan.Verdict{}, Left: []plan.Left{},
	}
	if err := p.Seal(); err != nil {
		t.Fatal(err)
	}
	return p
}

func encode(t *testing.T, p *plan.Plan) string {
	t.Helper()
	var b bytes.Buffer
	if err := p.Encode(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestDecode(t *testing.T) {
	text := encode(t, small(t))
	p, err := plan.Decode([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	if again := encode(t, p); again != text || p.Steps[0].Before != plan.None || p.Steps[0].After != `"<{}>"` {
		t.Errorf("got\n%s\nwant\n%s", again, text)
	}
	if p.Risk() != plan.Costly {
		t.Errorf("the risk is %s", p.Risk())
	}
}

func TestDecodeRefuses(t *testing.T) {
	reseal := func(change func(*plan.Plan)) string {
		p := small(t)
		change(p)
		if err := p.Seal(); err != nil {
			t.Fatal(err)
		}
		return encode(t, p)
	}
	text := encode(t, small(t))
	for name, c := range map[string]struct{ text, want string }{
		"altered":  {strings.Replace(text, "s3:::b", "s3:::c", 1), "digest: the plan was altered after it was made"},
		"version":  {strings.Replace(text, `"version": "1.0"`, `"version": "2.0", "new": 1`, 1), `plans of version 1.0, not "2.0"`},
		"unknown":  {strings.Replace(text, `"tool"`, `"toll"`, 1), "toll: unknown name"},
		"twice":    {strings.Replace(text, `"after": "<{}>"`, `"after": {"a": 1, "a": 2}`, 1), `the name "a" stands twice`},
		"order":    {reseal(func(p *plan.Plan) { p.Steps[0].ID = 2 }), "steps[0].id: 2 stands where 1 must stand"},
		"risk":     {reseal(func(p *plan.Plan) { p.Steps[0].Risk = "none" }), `steps[0].risk: "none" is none of`},
		"not JSON": {"{", "byte 1"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := plan.Decode([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

// TestState drops what is empty, so that a state reads as the AWS CLI shows it.
func TestState(t *testing.T) {
	type inner struct {
		B *string
		C []string
	}
	type outer struct {
		Z     inner
		A     string
		Off   bool
		Count int
		List  []inner
	}
	x := "<&>"
	s := plan.NewState(outer{Z: inner{B: &x}, List: []inner{{}}})
	if want := plan.State(`{"Count":0,"List":[{}],"Off":false,"Z":{"B":"<&>"}}`); s != want {
		t.Errorf("got %s, want %s", s, want)
	}
	var back outer
	if err := s.Into(&back); err != nil || back.Z.B == nil || *back.Z.B != x {
		t.Errorf("got %+v %v", back, err)
	}
	if err := plan.State(`{"Other":1}`).Into(&back); err == nil {
		t.Error("a member that nobody knows is taken")
	}
	if plan.NewState(nil) != plan.None {
		t.Error("nil is something")
	}
}

// FuzzDecode demands an error or a plan that reads back as itself.
func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"version":"1.0"}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		p, err := plan.Decode(text)
		if err != nil {
			return
		}
		if again, err := plan.Decode([]byte(encode(t, p))); err != nil || again.Digest != p.Digest {
			t.Fatalf("it does not read back: %v", err)
		}
	})
}
