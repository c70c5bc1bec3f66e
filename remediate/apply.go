package remediate

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"trailproof/plan"
)

// Outcome is how a step ended.
type Outcome string

// The outcomes.
const (
	Applied       Outcome = "applied"
	Already       Outcome = "already so"      // by an earlier run of the same plan, or by somebody else
	Changed       Outcome = "changed"         // somebody changed the setting since the plan was made: nothing was written
	Unread        Outcome = "unread"          // the setting could not be read: nothing was written
	Refused       Outcome = "failed"          // AWS refused, and the setting is as it was
	Doubtful      Outcome = "unknown"         // the call failed and nobody could see what it did
	TakenBack     Outcome = "undone"          // what was there is there again
	NothingToUndo Outcome = "nothing to undo" // it was there already
	NotReached    Outcome = "not reached"     // a step before it failed, or somebody stopped the run
)

// Good says whether the step is where it should be.
func (o Outcome) Good() bool {
	return o == Applied || o == Already || o == TakenBack || o == NothingToUndo
}

// Result is how one step ended.
type Result struct {
	Step    plan.Step
	Outcome Outcome
	// Err is the reason, where it did not go well.
	Err error
}

// Apply makes the steps of a plan, in order, and stops at the first that does not go well: what comes after may rest on it. Each
// setting must still be what the plan says, or already what it should become, so that applying twice is applying once; all are
// looked at before the first is written. Ctrl-C, as the end of ctx, stops between two steps, never within one. onStep, which may be
// nil, is told of each result as it comes.
//
// The error is that of the journal, or of ctx; how AWS answered is in the results.
func Apply(ctx context.Context, c Clients, j *Journal, onStep func(Result)) ([]Result, error) {
	var results []Result
	stopped := false
	unfit := j.unfit(ctx, c)
	for _, s := range j.Plan.Steps {
		r := Result{Step: s, Outcome: NotReached}
		if len(unfit) > 0 {
			stopped = true
			if u, ok := unfit[s.ID]; ok {
				r = u
			}
		}
		if !stopped && ctx.Err() == nil {
			r = j.apply(context.WithoutCancel(ctx), c, s)
		}
		stopped = stopped || !r.Outcome.Good()
		results = append(results, r)
		if onStep != nil {
			onStep(r)
		}
	}
	return results, errors.Join(j.err, ctx.Err())
}

// step is a step with the names that AWS gave in the place of stand-ins.
type step struct {
	plan.Step
	op     *Operation
	target Target
}

func (j *Journal) step(s plan.Step) (step, error) {
	op := operationOf(s.Operation)
	if op == nil {
		return step{}, fmt.Errorf("no operation %q", s.Operation)
	}
	for standIn, name := range j.Created() {
		s.Resource = strings.ReplaceAll(s.Resource, standIn, name)
		s.Before = plan.State(strings.ReplaceAll(string(s.Before), standIn, name))
		s.After = plan.State(strings.ReplaceAll(string(s.After), standIn, name))
	}
	t := Target{Account: j.Plan.Account, Partition: j.Plan.Partition, Region: s.Region, Resource: s.Resource}
	return step{s, op, t}, nil
}

// unfit are the steps whose setting is neither what the plan found nor what it makes.
func (j *Journal) unfit(ctx context.Context, c Clients) map[int]Result {
	unfit := map[int]Result{}
	for _, planned := range j.Plan.Steps {
		s, err := j.step(planned)
		if err != nil {
			unfit[planned.ID] = Result{planned, Changed, err}
			continue
		}
		event, _ := j.last(s.ID)
		live, err := s.live(ctx, c, j, event)
		switch {
		case ctx.Err() != nil:
			return unfit
		case err != nil:
			unfit[s.ID] = Result{s.Step, Unread, err}
		case live.state != s.Before && live.state != s.After:
			unfit[s.ID] = Result{s.Step, Changed, errStale(s)}
		}
	}
	return unfit
}

func errStale(s step) error {
	return fmt.Errorf("%s %s is no longer what the plan says: make a new plan", s.Operation, s.Resource)
}

func (j *Journal) apply(ctx context.Context, c Clients, planned plan.Step) Result {
	s, err := j.step(planned)
	if err != nil {
		return Result{planned, Changed, err}
	}
	event, _ := j.last(s.ID)
	live, err := s.live(ctx, c, j, event)
	switch {
	case err != nil:
		return Result{s.Step, Unread, err}
	case live.state == s.After && (event == Begun || event == Undoing):
		j.note(Entry{Step: s.ID, Event: Done, Created: live.created})
		return Result{s.Step, Already, nil}
	case live.state == s.After:
		// Where the journal has nothing of it somebody else was faster. What they wrote is theirs, and no undo takes it back.
		return Result{s.Step, Already, nil}
	case live.state != s.Before:
		return Result{s.Step, Changed, errStale(s)}
	}
	if !j.note(Entry{Step: s.ID, Event: Begun, Before: s.Before}) {
		return Result{s.Step, NotReached, j.err}
	}
	created, err := s.op.Write(ctx, c, s.target, s.Before, s.After)
	if err == nil {
		j.note(Entry{Step: s.ID, Event: Done, Created: created})
		return Result{s.Step, Applied, nil}
	}
	// A call that timed out may have been made all the same.
	live, look := s.live(ctx, c, j, Begun)
	switch {
	case look == nil && live.state == s.After:
		j.note(Entry{Step: s.ID, Event: Done, Created: live.created})
		return Result{s.Step, Applied, nil}
	case look == nil && live.state == s.Before:
		j.note(Entry{Step: s.ID, Event: Failed, Error: err.Error()})
		return Result{s.Step, Refused, err}
	}
	return Result{s.Step, Doubtful, errors.Join(err, look)}
}

// seen is a setting as it is now.
type seen struct {
	state   plan.State
	created string // the name of what the step created, where AWS chose it
}

// live reads the setting of a step. Of what AWS names when it is created, the journal knows the name; and where a run ended before
// it could be noted, the resource itself tells what made it.
func (s step) live(ctx context.Context, c Clients, j *Journal, event Event) (seen, error) {
	if s.op.Find == nil {
		state, err := s.op.Read(ctx, c, s.target)
		return seen{state: state}, err
	}
	planned := j.Plan.Steps[s.ID-1].Resource
	name, ok := j.Created()[planned]
	if !ok && event == Begun {
		var err error
		if name, err = s.op.Find(ctx, c, s.target, s.After); err != nil {
			return seen{}, err
		}
		if ok = name != ""; ok {
			// The write had got through: what it made is what was asked for.
			return seen{s.After, name}, nil
		}
	}
	if !ok {
		return seen{state: plan.None}, nil
	}
	t := s.target
	t.Resource = name
	state, err := s.op.Read(ctx, c, t)
	return seen{state, name}, err
}
