package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/access"
	"trailproof/collectors"
	"trailproof/internal/awsfake"
	"trailproof/plan"
	"trailproof/remediate"
	"trailproof/snapshot"
)

// desk is a person at a terminal with credentials for a fake account.
type desk struct {
	t       *testing.T
	account *awsfake.Account
	dir     string
	stderr  string
	stdout  string
	// change wraps the clients that write.
	change func(remediate.Clients) remediate.Clients
}

func newDesk(t *testing.T, story string) *desk {
	t.Helper()
	a, err := awsfake.Load(os.DirFS("../../testdata/accounts"), story)
	if err != nil {
		t.Fatal(err)
	}
	return &desk{t: t, account: a, dir: t.TempDir(), change: func(c remediate.Clients) remediate.Clients { return c }}
}

// run types a command, and an answer where it asks. $D in an argument stands for the folder of the desk.
func (d *desk) run(answer string, args ...string) int {
	d.t.Helper()
	var stdout, stderr bytes.Buffer
	a := &app{
		stdin: strings.NewReader(answer), stdout: &stdout, stderr: &stderr, now: func() time.Time { return d.account.Now },
		getenv: func(name string) string { return map[string]string{"XDG_STATE_HOME": d.dir}[name] },
		enter: func(context.Context, *app, awsFlags, ruleFlags) (world, error) {
			return world{look: d.look, clients: d.change(d.account.Writers())}, nil
		},
	}
	for i := range args {
		args[i] = strings.ReplaceAll(args[i], "$D", d.dir)
	}
	code := a.run(d.t.Context(), args)
	d.stdout, d.stderr = stdout.String(), stderr.String()
	return code
}

func (d *desk) look(ctx context.Context, reads []string) (*snapshot.Snapshot, error) {
	s, err := collectors.Run(ctx, collectors.Config{
		Clients: d.account.Clients(), DefaultRegion: "us-east-1", Now: d.account.Now, Reads: reads, Unpaced: true,
	})
	if err == nil {
		access.Fill(s)
	}
	return s, err
}

// want runs a command, and demands an exit code and a text on stderr.
func (d *desk) want(code int, text, answer string, args ...string) {
	d.t.Helper()
	if got := d.run(answer, args...); got != code || !strings.Contains(d.stderr, text) {
		d.t.Fatalf("%v: exit code %d, want %d with %q in\n%s", args, got, code, text, d.stderr)
	}
}

// writes are the calls so far that change something.
func (d *desk) writes() []string {
	var all []string
	for _, call := range d.account.Calls() {
		_, operation, _ := strings.Cut(call, ":")
		for _, verb := range []string{"Put", "Delete", "Create", "Update", "Enable", "Disable", "Start", "Stop", "Attach", "Set"} {
			if strings.HasPrefix(operation, verb) {
				all = append(all, call)
			}
		}
	}
	return all
}

func (d *desk) journal() string {
	d.t.Helper()
	paths, err := filepath.Glob(filepath.Join(d.dir, "trailproof", "*.jsonl"))
	if err != nil || len(paths) != 1 {
		d.t.Fatalf("journals: %v %v", paths, err)
	}
	return paths[0]
}

// mendable are rules whose fixes need no consent.
var mendable = []string{"--rule", "s3.tls_only", "--rule", "s3.versioning", "--rule", "kms.rotation"}

// TestPlanApplyUndo goes the long way, through files.
func TestPlanApplyUndo(t *testing.T) {
	d := newDesk(t, "reference")
	before := d.account.Buckets["elly-secure-bucket"].Policy
	d.want(exitOK, "", "", append([]string{"plan", "-o", "$D/plan.json"}, mendable...)...)
	if !strings.Contains(d.stdout, `+      "Sid": "DenyPlainHTTP"`) || len(d.writes()) > 0 {
		t.Fatalf("%v\n%s", d.writes(), d.stdout)
	}
	d.want(exitBroken, "the answer was not what was asked for", "no\n", "apply", "$D/plan.json")
	if len(d.writes()) > 0 {
		t.Fatalf("it wrote: %v", d.writes())
	}
	d.want(exitOK, "verified: the account is as the plan predicted", "yes\n", "apply", "$D/plan.json")
	if n := len(d.writes()); n != 3 {
		t.Fatalf("it made %d calls: %v", n, d.writes())
	}
	info, err := os.Stat(d.journal())
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the journal: %v %v", info, err)
	}
	// Once more changes nothing, by the plan or by its journal.
	d.want(exitOK, "already so", "yes\n", "apply", "$D/plan.json")
	d.want(exitOK, "already so", "yes\n", "apply", d.journal())
	if n := len(d.writes()); n != 3 {
		t.Fatalf("it made further calls: %v", d.writes())
	}
	d.want(exitBroken, "the answer was not", "\n", "undo", d.journal())
	d.want(exitOK, "all 3 changes were taken back", "yes\n", "undo", d.journal())
	if d.account.Buckets["elly-secure-bucket"].Policy != before {
		t.Error("the policy is not what it was")
	}
	d.want(exitOK, "nothing to take back", "", "undo", d.journal())
}

func TestApplyRefuses(t *testing.T) {
	d := newDesk(t, "reference")
	d.want(exitOK, "", "", append([]string{"plan", "-o", "$D/plan.json"}, mendable...)...)
	path := filepath.Join(d.dir, "plan.json")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	altered := filepath.Join(d.dir, "altered.json")
	if err := os.WriteFile(altered, bytes.Replace(text, []byte("us-east-2"), []byte("us-east-1"), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	d.want(exitBroken, "the plan was altered after it was made", "yes\n", "apply", altered)
	d.want(exitBroken, "no such file", "yes\n", "apply", "$D/none.json")

	other := newDesk(t, "clean")
	other.want(exitBroken, "the plan is for account 124355676326, and the credentials are of account", "yes\n", "apply", path)

	// Somebody changed the policy: what comes before that step is made, what comes behind it is not.
	d.account.Buckets["elly-secure-bucket"].Policy = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"}}`
	d.want(exitFixFailed, "is no longer what the plan says", "yes\n", "apply", path)
	if len(d.writes()) > 0 {
		t.Errorf("it wrote before it looked: %v", d.writes())
	}
}

// TestLock keeps a second run off, and finds what an interrupted one left.
func TestLock(t *testing.T) {
	d := newDesk(t, "reference")
	d.want(exitOK, "", "", append([]string{"plan", "-o", "$D/plan.json"}, mendable...)...)
	if err := os.MkdirAll(filepath.Join(d.dir, "trailproof"), 0o700); err != nil {
		t.Fatal(err)
	}
	unlock, busy, err := remediate.Lock(filepath.Join(d.dir, "trailproof", "124355676326.lock"))
	if err != nil || busy {
		t.Fatal(busy, err)
	}
	d.want(exitBroken, "another run is changing account 124355676326", "yes\n", "apply", "$D/plan.json")
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	d.want(exitOK, "verified", "yes\n", "apply", "$D/plan.json")
	// A journal that ends in the middle of a step.
	text, err := os.ReadFile(d.journal())
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	if err := os.WriteFile(d.journal(), bytes.Join(lines[:2], nil), 0o600); err != nil {
		t.Fatal(err)
	}
	d.want(exitBroken, "an earlier run was interrupted", "yes\n", "scan", "--fix", "--allow", "costly", "--rule", "s3.*")
	d.want(exitOK, "already so", "yes\n", "apply", d.journal())
}

// TestScanFix mends in one go, and reports the state after.
func TestScanFix(t *testing.T) {
	d := newDesk(t, "reference")
	args := append([]string{"scan", "--fix", "--yes"}, mendable...)
	d.want(exitFindings, "Plan for account", "", append(slices.Clone(args), "--dry-run")...)
	if len(d.writes()) > 0 {
		t.Fatalf("a dry run wrote: %v", d.writes())
	}
	d.want(exitBroken, "the answer was not", "y\n", append([]string{"scan", "--fix"}, mendable...)...)
	d.want(exitOK, "verified", "", args...)
	if !strings.Contains(d.stdout, "0 failed") {
		t.Errorf("%s", d.stdout)
	}
	d.want(exitOK, "There is nothing to do", "", args...)
}

// TestFixFails ends with 4 when AWS refuses, and says how far it came.
func TestFixFails(t *testing.T) {
	d := newDesk(t, "reference")
	d.account.Refuse = map[string]string{"s3:PutBucketPolicy": "AccessDenied"}
	d.want(exitFixFailed, "s3:PutBucketPolicy arn:aws:s3:::elly-secure-bucket: failed: s3: PutBucketPolicy", "", append([]string{"scan", "--fix", "--yes"}, mendable...)...)
	for _, text := range []string{"kms:EnableKeyRotation", ": applied", "s3:PutBucketVersioning arn:aws:s3:::elly-secure-bucket: not reached", "takes it back"} {
		if !strings.Contains(d.stderr, text) {
			t.Errorf("%q is not in\n%s", text, d.stderr)
		}
	}
	if !strings.Contains(d.stdout, "s3.tls_only") {
		t.Error("the report is missing")
	}
	d.account.Refuse = nil
	d.want(exitOK, "all 1 changes were taken back", "", "undo", "--yes", d.journal())
}

// TestFixVerifies ends with 4 when what came is not what was predicted.
func TestFixVerifies(t *testing.T) {
	d := newDesk(t, "reference")
	d.change = func(c remediate.Clients) remediate.Clients {
		inner := c.KMS
		c.KMS = func(region string) remediate.KMSAPI { return forgetful{inner(region)} }
		return c
	}
	d.want(exitFixFailed, "is not what the plan predicted", "", append([]string{"scan", "--fix", "--yes"}, mendable...)...)
	if !strings.Contains(d.stderr, "kms.rotation fails on") || !strings.Contains(d.stderr, "takes the changes back") {
		t.Errorf("%s", d.stderr)
	}
}

func TestConsent(t *testing.T) {
	p := &plan.Plan{Account: "111122223333", Steps: []plan.Step{{Risk: plan.AccessRemoving}}}
	for answer, want := range map[string]error{"yes\n": errNotAgreed, "111122223333\n": nil, "111122223333": nil, "": errNotAgreed} {
		a := &app{stdin: strings.NewReader(answer), stderr: new(bytes.Buffer)}
		if err := a.agree(p, false); !errors.Is(err, want) {
			t.Errorf("%q: %v", answer, err)
		}
	}
}

// TestWaivedIsLeft touches nothing that is waived, and says so.
func TestWaivedIsLeft(t *testing.T) {
	d := newDesk(t, "reference")
	file := filepath.Join(d.dir, "waivers.yaml")
	text := "waivers:\n- rule: s3.versioning\n  resource: \"*\"\n  reason: it is a copy\n  owner: me\n  expires: 2030-01-01\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	d.want(exitOK, "", "", append([]string{"plan", "--waivers", file}, mendable...)...)
	if !strings.Contains(d.stdout, "s3.versioning arn:aws:s3:::elly-secure-bucket (medium): is waived\n   it is a copy") || strings.Contains(d.stdout, "PutBucketVersioning") {
		t.Errorf("%s", d.stdout)
	}
	d.want(exitOK, "verified", "", append([]string{"scan", "--fix", "--yes", "--waivers", file}, mendable...)...)
	if d.account.Buckets["elly-secure-bucket"].Versioning != "" {
		t.Error("it was touched")
	}
}
