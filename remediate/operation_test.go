package remediate_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"testing"

	"trailproof/internal/awsfake"
	"trailproof/plan"
	"trailproof/remediate"
	"trailproof/snapshot"
)

// use is one use of an operation on a story's account.
type use struct {
	story, operation, region, resource string
	// after makes the new state of the one that is there.
	after func(before plan.State) plan.State
}

func constant(after plan.State) func(plan.State) plan.State {
	return func(plan.State) plan.State { return after }
}

const (
	referenceBucket = "arn:aws:s3:::elly-secure-bucket"
	referenceKey    = "arn:aws:kms:us-east-2:124355676326:key/5c1e9b7a-3d0f-4c65-8f0e-2b7a9d4e6c31"
	referenceTrail  = "arn:aws:cloudtrail:us-east-2:124355676326:trail/s3-activity-trail"
	tlsOnly         = `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":"*"}}`
)

// uses are the uses that every promise about operations is tested with. Each operation is among them, each from none to some,
// from some to other, and where it can, from some to none.
var uses = together(coreUses, s3Uses, cloudTrailUses, kmsUses)

// together is one table of several.
func together(tables ...map[string]use) map[string]use {
	all := map[string]use{}
	for _, table := range tables {
		maps.Copy(all, table)
	}
	return all
}

var coreUses = map[string]use{
	"policy replaced": {"reference", "s3:PutBucketPolicy", "us-east-2", referenceBucket, constant(plan.NewState(tlsOnly))},
	"policy deleted":  {"reference", "s3:PutBucketPolicy", "us-east-2", referenceBucket, constant(plan.None)},
	"rotation on":     {"reference", "kms:EnableKeyRotation", "us-east-2", referenceKey, constant(`{"PeriodInDays":365}`)},
	"logging off":     {"reference", "cloudtrail:StartLogging", "us-east-2", referenceTrail, constant("false")},
	"versioning on":   {"reference", "s3:PutBucketVersioning", "us-east-2", referenceBucket, constant(`{"Status":"Enabled"}`)},
}

func (u use) op(t testing.TB) *remediate.Operation {
	t.Helper()
	i := slices.IndexFunc(remediate.Operations, func(o *remediate.Operation) bool { return o.Name == u.operation })
	if i < 0 {
		t.Fatalf("no operation %s", u.operation)
	}
	return remediate.Operations[i]
}

func (u use) target(s *snapshot.Snapshot) remediate.Target {
	return remediate.Target{Account: s.Source.Account, Partition: s.Source.Partition, Region: u.region, Resource: u.resource}
}

// TestEveryOperationIsUsed keeps the tables whole.
func TestEveryOperationIsUsed(t *testing.T) {
	tested := map[string]bool{}
	for _, u := range uses {
		tested[u.operation] = true
	}
	for _, o := range remediate.Operations {
		if !tested[o.Name] {
			t.Errorf("%s: no use is tested", o.Name)
		}
		if len(o.Reads) == 0 && o.Find == nil || len(o.Writes) == 0 || o.Undo(plan.None) == "" || len(o.Calls(plan.None, "{}")) == 0 {
			t.Errorf("%s: it does not say what it does", o.Name)
		}
		delete(tested, o.Name)
	}
	for name := range maps.Keys(tested) {
		t.Errorf("%s is no operation", name)
	}
}

// TestPredict compares what each operation predicts with what is there once it was written: nothing but what it said that
// it can't know may differ. Writing back what was there must lead back.
func TestPredict(t *testing.T) {
	for name, u := range uses {
		t.Run(name, func(t *testing.T) {
			a := account(t, u.story)
			c, op := a.Writers(), u.op(t)
			start := look(t, a)
			target := u.target(start)
			before, err := op.Read(t.Context(), c, target)
			if err != nil {
				t.Fatal(err)
			}
			after := u.after(before)
			if before == after {
				t.Fatal("it changes nothing")
			}
			predicted := copied(t, start)
			if err := op.Predict(predicted, target, after); err != nil {
				t.Fatal(err)
			}
			if len(snapshot.Diff(start, predicted)) == 0 {
				t.Error("it predicts nothing")
			}
			created, err := op.Write(t.Context(), c, target, before, after)
			if err != nil {
				t.Fatal(err)
			}
			names := map[string]string{}
			var key *string
			if created != "" {
				names[target.Resource], target.Resource = created, created
				// Nobody looks at a key that nothing names.
				a.Trails[0].KmsKeyId, key = &created, a.Trails[0].KmsKeyId
			}
			p := &plan.Plan{Steps: []plan.Step{{Resource: u.resource}}}
			ours, others, err := remediate.Verify(p, predicted, look(t, a), names)
			if key != nil {
				a.Trails[0].KmsKeyId, others = key, nil
			}
			if err != nil || len(ours)+len(others) > 0 {
				t.Errorf("predicted and found differ: %+v %+v %v", ours, others, err)
			}
			if live, err := op.Read(t.Context(), c, target); err != nil || live != after && created == "" {
				t.Errorf("it reads %s %v, and wrote %s", live, err, after)
			}
			if _, err := op.Write(t.Context(), c, target, after, before); err != nil {
				t.Fatal(err)
			}
			live, err := op.Read(t.Context(), c, target)
			if want := landed(op, before); err != nil || live != want {
				t.Errorf("written back it is %s %v, not %s", live, err, want)
			}
			if op.Lands == nil {
				if rest := rest(t, start, a); len(rest) > 0 {
					t.Errorf("written back these differ: %+v", rest)
				}
			}
		})
	}
}

// rest is how an account differs from what it was, but for what AWS measures by its clock.
func rest(t testing.TB, start *snapshot.Snapshot, a *awsfake.Account) []snapshot.Difference {
	t.Helper()
	ours, others, err := remediate.Verify(new(plan.Plan), start, look(t, a), nil)
	if err != nil {
		t.Fatal(err)
	}
	all := append(ours, others...)
	return all[:min(3, len(all))]
}

func landed(o *remediate.Operation, before plan.State) plan.State {
	if o.Lands == nil {
		return before
	}
	return o.Lands(before)
}

// onePlan is a plan of one step.
func onePlan(t testing.TB, u use, s *snapshot.Snapshot, before, after plan.State) *plan.Plan {
	t.Helper()
	op := u.op(t)
	p := &plan.Plan{
		Version: plan.Version, Tool: "test", Account: s.Source.Account, Partition: s.Source.Partition, TakenAt: s.Source.TakenAt,
		Steps: []plan.Step{{
			ID: 1, Operation: op.Name, Region: u.region, Resource: u.resource, For: []plan.Reason{}, Risk: plan.Safe,
			Before: before, After: after, Calls: op.Calls(before, after), Undo: op.Undo(before),
		}},
		Verdicts: []plan.Verdict{}, Left: []plan.Left{},
	}
	if err := p.Seal(); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestApplyAndUndo applies each use with a journal, twice, and takes it back, twice.
func TestApplyAndUndo(t *testing.T) {
	for name, u := range uses {
		t.Run(name, func(t *testing.T) {
			a := account(t, u.story)
			c, op, start := a.Writers(), u.op(t), look(t, a)
			before, err := op.Read(t.Context(), c, u.target(start))
			if err != nil {
				t.Fatal(err)
			}
			p := onePlan(t, u, start, before, u.after(before))
			j := journal(t, p)
			for i, want := range []remediate.Outcome{remediate.Applied, remediate.Already} {
				results, err := remediate.Apply(t.Context(), c, j, nil)
				if err != nil || len(results) != 1 || results[0].Outcome != want {
					t.Fatalf("run %d: %+v %v", i, results, err)
				}
			}
			results, err := remediate.Undo(t.Context(), c, j, nil)
			if err != nil || len(results) != 1 || results[0].Outcome != remediate.TakenBack {
				t.Fatalf("undo: %+v %v", results, err)
			}
			results, err = remediate.Undo(t.Context(), c, j, nil)
			if err != nil || len(results) != 0 {
				t.Fatalf("undo again: %+v %v", results, err)
			}
			if op.Lands == nil {
				if rest := rest(t, start, a); len(rest) > 0 {
					t.Errorf("taken back these differ: %+v", rest)
				}
			}
		})
	}
}

// TestKilled ends the process before and behind each call that writes, and after each line of the journal. Whether the plan
// is then applied again or taken back, the account ends as if nothing had happened in between, and no call is made twice
// for nothing.
func TestKilled(t *testing.T) {
	for name, u := range uses {
		for _, when := range []string{"before the call", "behind the call"} {
			for _, then := range []string{"apply", "undo"} {
				t.Run(name+" "+when+" "+then, func(t *testing.T) {
					a := account(t, u.story)
					c, op, start := a.Writers(), u.op(t), look(t, a)
					before, err := op.Read(t.Context(), c, u.target(start))
					if err != nil {
						t.Fatal(err)
					}
					p := onePlan(t, u, start, before, u.after(before))
					j := journal(t, p)
					killed := killing(op, when)
					func() {
						defer func() {
							if recover() == nil {
								t.Fatal("it was not killed")
							}
						}()
						defer killed()
						_, _ = remediate.Apply(t.Context(), c, j, nil)
					}()
					again, err := remediate.ReadJournal(j.Path)
					if err != nil {
						t.Fatal(err)
					}
					if !again.Unfinished() {
						t.Error("the journal does not tell")
					}
					made := len(a.Calls())
					if then == "undo" {
						results, err := remediate.Undo(t.Context(), c, again, nil)
						if err != nil || len(results) != 1 || !results[0].Outcome.Good() {
							t.Fatalf("undo: %+v %v", results, err)
						}
						if op.Lands == nil {
							if rest := rest(t, start, a); len(rest) > 0 {
								t.Errorf("taken back these differ: %+v", rest)
							}
						}
						return
					}
					again, err = remediate.StartJournal(j.Path, p)
					if err != nil {
						t.Fatal(err)
					}
					results, err := remediate.Apply(t.Context(), c, again, nil)
					if err != nil || !results[0].Outcome.Good() {
						t.Fatalf("applied again: %+v %v", results, err)
					}
					writes := slices.ContainsFunc(a.Calls()[made:], func(call string) bool { return slices.Contains(p.Steps[0].Calls, call[:indexOf(call)]) })
					if writes != (when == "before the call") {
						t.Errorf("it wrote again: %v", writes)
					}
					if again.Unfinished() {
						t.Error("the journal is not closed")
					}
				})
			}
		}
	}
}

func indexOf(call string) int {
	if i := slices.Index([]byte(call), ' '); i >= 0 {
		return i
	}
	return len(call)
}

// killing makes an operation's write panic, before or behind the call, until the function that it returns is called.
func killing(op *remediate.Operation, when string) func() {
	write := op.Write
	op.Write = func(ctx context.Context, c remediate.Clients, t remediate.Target, before, after plan.State) (string, error) {
		if when == "behind the call" {
			if _, err := write(ctx, c, t, before, after); err != nil {
				panic(err)
			}
		}
		panic("killed")
	}
	return func() { op.Write = write }
}

// TestFaults refuses the write, or loses its answer.
func TestFaults(t *testing.T) {
	lost := errors.New("connection reset")
	for name, u := range uses {
		for _, made := range []bool{false, true} {
			t.Run(name, func(t *testing.T) {
				a := account(t, u.story)
				c, op, start := a.Writers(), u.op(t), look(t, a)
				before, err := op.Read(t.Context(), c, u.target(start))
				if err != nil {
					t.Fatal(err)
				}
				j := journal(t, onePlan(t, u, start, before, u.after(before)))
				write := op.Write
				op.Write = func(ctx context.Context, c remediate.Clients, t remediate.Target, before, after plan.State) (string, error) {
					if made {
						if _, err := write(ctx, c, t, before, after); err != nil {
							return "", err
						}
					}
					return "", lost
				}
				defer func() { op.Write = write }()
				results, err := remediate.Apply(t.Context(), c, j, nil)
				want := remediate.Refused
				if made {
					want = remediate.Applied
				}
				if err != nil || results[0].Outcome != want || (want == remediate.Refused) != errors.Is(results[0].Err, lost) {
					t.Errorf("got %+v %v", results, err)
				}
				if j.Unfinished() {
					t.Error("the journal does not know how it ended")
				}
			})
		}
	}
}

// TestChanged leaves alone what somebody changed after the plan was made, and after it was applied.
func TestChanged(t *testing.T) {
	u := uses["policy replaced"]
	a := account(t, u.story)
	c, op, start := a.Writers(), u.op(t), look(t, a)
	before, err := op.Read(t.Context(), c, u.target(start))
	if err != nil {
		t.Fatal(err)
	}
	p := onePlan(t, u, start, before, u.after(before))
	theirs := `{"Version":"2012-10-17","Statement":{"Effect":"Deny","Principal":"*","Action":"s3:Put*","Resource":"*"}}`
	set := func(text string) { a.Buckets["elly-secure-bucket"].Policy = text }
	mine := a.Buckets["elly-secure-bucket"].Policy

	set(theirs)
	results, err := remediate.Apply(t.Context(), c, journal(t, p), nil)
	if err != nil || results[0].Outcome != remediate.Changed || a.Buckets["elly-secure-bucket"].Policy != theirs {
		t.Errorf("before: %+v %v", results, err)
	}
	set(mine)
	j := journal(t, p)
	if results, err := remediate.Apply(t.Context(), c, j, nil); err != nil || results[0].Outcome != remediate.Applied {
		t.Fatalf("%+v %v", results, err)
	}
	set(theirs)
	results, err = remediate.Undo(t.Context(), c, j, nil)
	if err != nil || results[0].Outcome != remediate.Changed || a.Buckets["elly-secure-bucket"].Policy != theirs {
		t.Errorf("behind: %+v %v", results, err)
	}
	// What somebody else wrote, though it is what the plan wanted, is not ours to take back.
	set(tlsOnly)
	j = journal(t, p)
	if results, err := remediate.Apply(t.Context(), c, j, nil); err != nil || results[0].Outcome != remediate.Already {
		t.Fatalf("%+v %v", results, err)
	}
	if results, err := remediate.Undo(t.Context(), c, j, nil); err != nil || len(results) != 0 {
		t.Errorf("%+v %v", results, err)
	}
}
