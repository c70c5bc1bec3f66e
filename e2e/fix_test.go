//go:build e2e

package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/finding"
	"trailproof/internal/awsproxy"
	"trailproof/plan"
	"trailproof/remediate"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// fix runs scan --fix with consent to all but the irreversible. The journal lies in dir.
func (a account) fix(t *testing.T, p proxy, dir string, args ...string) result {
	t.Helper()
	return a.scan(t, p, slices.Concat([]string{"--fix", "--yes", "--allow", "costly", "--allow", "access-removing", "--journals", dir}, args)...)
}

// journals are those in a folder.
func journals(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	must(t, err)
	return paths
}

// asBefore demands that an account is what it was, but for what AWS measures and what an undo can't bring back whole.
func asBefore(t *testing.T, before, after *snapshot.Snapshot, steps []plan.Step) {
	t.Helper()
	ours, others, err := remediate.Verify(new(plan.Plan), before, after, nil)
	must(t, err)
	left := map[string]bool{}
	for _, s := range steps {
		i := slices.IndexFunc(remediate.Operations, func(o *remediate.Operation) bool { return o.Name == s.Operation })
		if op := remediate.Operations[i]; op.Lands != nil || op.Find != nil {
			left[s.Resource] = true
		}
	}
	for _, d := range append(ours, others...) {
		if !left[d.Resource] {
			t.Errorf("%s was %s and is %s", d.Place, d.Was, d.Is)
		}
	}
}

// takenBack takes back what a journal holds. A bucket that received access logs is in the way, until a person has emptied
// it.
func (a account) takenBack(t *testing.T, journal string) {
	t.Helper()
	undo := func() result { return trailproof(t, a.lookAt(t), a.credential, "undo", "--yes", journal) }
	r := undo()
	if r.code == 4 && strings.Contains(r.stderr, "BucketNotEmpty") {
		a.empty(t)
		r = undo()
	}
	if r.code != 0 {
		t.Fatalf("undo: %d\n%s", r.code, lines(r))
	}
}

// empty empties the buckets that are none of the story's.
func (a account) empty(t *testing.T) {
	t.Helper()
	p := newProxy(t)
	p.Accounts["AKIA"+a.story.Account] = a.story.Account
	client := s3Client(p.config("AKIA"+a.story.Account, "us-east-1"))
	buckets, err := client.ListBuckets(t.Context(), &s3.ListBucketsInput{})
	must(t, err)
	for _, b := range buckets.Buckets {
		if a.story.Buckets[*b.Name] != nil {
			continue
		}
		objects, err := client.ListObjectsV2(t.Context(), &s3.ListObjectsV2Input{Bucket: b.Name})
		must(t, err)
		for _, o := range objects.Contents {
			_, err := client.DeleteObject(t.Context(), &s3.DeleteObjectInput{Bucket: b.Name, Key: o.Key})
			must(t, err)
		}
	}
}

// TestFix mends accounts through real calls: plan, apply, verify; then nothing is left to do; then undo, and the account is
// what it was, byte for byte.
func TestFix(t *testing.T) {
	for _, story := range []string{"reference"} {
		t.Run(story, func(t *testing.T) {
			reset(t)
			a := build(t, story, nil)
			before := collected(t, a, a.lookAt(t))
			dir := t.TempDir()

			p := a.lookAt(t)
			dry := a.fix(t, p, dir, "--dry-run")
			for _, c := range p.Calls() {
				if !slices.ContainsFunc(reading, func(verb string) bool { return strings.HasPrefix(c.Operation, verb) }) {
					t.Errorf("a dry run calls %s", c)
				}
			}
			if dry.code != 1 || !strings.Contains(dry.stderr, "1. ") {
				t.Fatalf("the dry run: %d\n%s", dry.code, lines(dry))
			}
			r := a.fix(t, a.lookAt(t), dir)
			if r.code != 0 && r.code != 1 || !strings.Contains(r.stderr, "verified: the account is as the plan predicted") {
				t.Fatalf("the fix: %d\n%s", r.code, lines(r))
			}
			paths := journals(t, dir)
			if len(paths) != 1 {
				t.Fatalf("journals: %v", paths)
			}
			j, err := remediate.ReadJournal(paths[0])
			must(t, err)
			kept(t, r.report(t), j.Plan)
			again := a.fix(t, a.lookAt(t), dir)
			if !strings.Contains(again.stderr, "There is nothing to do") || again.code != r.code {
				t.Errorf("again: %d\n%s", again.code, lines(again))
			}
			a.takenBack(t, paths[0])
			asBefore(t, before, collected(t, a, a.lookAt(t)), j.Plan.Steps)
		})
	}
}

// kept demands that what the plan said would pass does.
func kept(t *testing.T, report finding.Report, p *plan.Plan) {
	t.Helper()
	outcomes := outcomes(report)
	for _, v := range p.Verdicts {
		f, ok := outcomes[[2]string{v.Rule, v.Resource}]
		if v.After == "pass" && ok && f.Outcome != finding.Pass {
			t.Errorf("%s %s: %s: %s", v.Rule, v.Resource, f.Outcome, f.Message)
		}
	}
}

// planned is an account in which a plan waits in a file.
type planned struct {
	account
	before *snapshot.Snapshot
	file   string
	plan   *plan.Plan
	dir    string // of the journals
}

func newPlanned(t *testing.T) planned {
	t.Helper()
	reset(t)
	d := planned{account: build(t, "reference", twoRegions), dir: t.TempDir()}
	d.before = collected(t, d.account, d.lookAt(t))
	d.file = filepath.Join(t.TempDir(), "plan.json")
	if r := d.run(t, d.lookAt(t), "plan", "--allow", "costly", "--allow", "access-removing", "-o", d.file); r.code != 0 {
		t.Fatalf("plan: %d\n%s", r.code, lines(r))
	}
	text, err := os.ReadFile(d.file)
	must(t, err)
	d.plan, err = plan.Decode(text)
	must(t, err)
	return d
}

func (d planned) run(t *testing.T, p proxy, args ...string) result {
	t.Helper()
	return trailproof(t, p, d.credential, args...)
}

// apply applies the plan, or what its journal holds.
func (d planned) apply() []string { return []string{"apply", "--yes", "--journals", d.dir, d.file} }

// undone takes all back, and demands that the account is what it was.
func (d planned) undone(t *testing.T) {
	t.Helper()
	paths := journals(t, d.dir)
	if len(paths) != 1 {
		t.Fatalf("journals: %v", paths)
	}
	d.takenBack(t, paths[0])
	asBefore(t, d.before, collected(t, d.account, d.lookAt(t)), d.plan.Steps)
}

// TestFixFaults lets each call that writes go wrong. What was made is told, the rest is not begun, no policy is half
// written; without the fault the same command then comes to the end, and undo leads back. Each step goes wrong in one way,
// all ways come in turn.
func TestFixFaults(t *testing.T) {
	kinds := []awsproxy.Kind{awsproxy.AccessDenied, awsproxy.Throttled, awsproxy.Reset, awsproxy.ServerError, awsproxy.Truncated}
	for i, s := range newPlanned(t).plan.Steps {
		kind := kinds[i%len(kinds)]
		t.Run(fmt.Sprintf("%d %s %s", s.ID, s.Operation, kind), func(t *testing.T) {
			d := newPlanned(t)
			look := d.lookAt(t)
			look.Fail(s.Calls[0], awsproxy.Fault{Kind: kind, Resource: bucketIn(s)})
			bad := d.run(t, look, d.apply()...)
			told := strings.Contains(bad.stderr, fmt.Sprintf("%d. %s %s: failed: ", s.ID, s.Operation, d.plan.Steps[i].Resource))
			// Of a truncated answer the call was made, and the look behind it finds that out.
			if wanted := kind != awsproxy.Truncated; wanted != (bad.code == 4) || wanted != told {
				t.Errorf("with the fault: %d\n%s", bad.code, lines(bad))
			}
			if good := d.run(t, d.lookAt(t), d.apply()...); good.code != 0 || !strings.Contains(good.stderr, "verified") {
				t.Errorf("without the fault: %d\n%s", good.code, lines(good))
			}
			d.undone(t)
		})
	}
}

// TestFixKilled kills the program with SIGKILL at each call that writes: before it gets through, and going back then; and
// behind it, going on then. Both come to a good end.
func TestFixKilled(t *testing.T) {
	for _, s := range newPlanned(t).plan.Steps {
		for _, behind := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d %s behind %v", s.ID, s.Operation, behind), func(t *testing.T) {
				d := newPlanned(t)
				killed(t, d.account, s, behind, d.apply()...)
				if other := d.run(t, d.lookAt(t), "scan", "--fix", "--yes", "--journals", d.dir); other.code != 2 ||
					!strings.Contains(other.stderr, "an earlier run was interrupted in the middle of a change") {
					t.Errorf("another plan: %d\n%s", other.code, lines(other))
				}
				if behind {
					args := append(d.apply()[:4:4], journals(t, d.dir)[0])
					if r := d.run(t, d.lookAt(t), args...); r.code != 0 || !strings.Contains(r.stderr, "verified") {
						t.Fatalf("going on: %d\n%s", r.code, lines(r))
					}
				}
				d.undone(t)
			})
		}
	}
}

// lines are those of stderr that the program says itself, without plans and reports.
func lines(r result) string {
	var out []string
	for _, line := range strings.Split(r.stderr, "\n") {
		if strings.HasPrefix(line, "trailproof: ") {
			out = append(out, line)
		}
	}
	return strings.Join(out, "\n")
}

// bucketIn is the bucket that a step is about: several steps may be the same call. It is empty where the call is about none.
func bucketIn(s plan.Step) string {
	if !strings.HasPrefix(s.Operation, "s3:") {
		return ""
	}
	return s.Resource[strings.LastIndexByte(s.Resource, ':')+1:]
}

// killed runs the program, and kills it when it makes the call of a step.
func killed(t *testing.T, a account, s plan.Step, behind bool, args ...string) {
	t.Helper()
	operation := s.Calls[0]
	look := a.lookAt(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := command(ctx, t, look, a.credential, args...)
	reached := make(chan struct{}, 100)
	look.Handle(operation, func(ctx context.Context, c awsproxy.Call, emulator awsproxy.Emulator) (awsproxy.Answer, error) {
		var answer awsproxy.Answer
		var err error
		if bucket := bucketIn(s); bucket != "" && bucket != c.Resource {
			return look.Mended(ctx, c, emulator)
		}
		if behind {
			answer, err = look.Mended(ctx, c, emulator)
		}
		reached <- struct{}{}
		<-ctx.Done() // the program is gone
		return answer, errors.Join(err, ctx.Err())
	})
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	must(t, cmd.Start())
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case <-reached:
		must(t, cmd.Process.Kill())
		if err := <-done; err == nil {
			t.Error("it survived")
		}
	case err := <-done:
		t.Fatalf("it ended before it called %s: %v\n%s", operation, err, stderr.String())
	}
}
