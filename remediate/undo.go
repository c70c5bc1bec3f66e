package remediate

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"trailproof/plan"
)

// Undo takes back what a journal says was done, the last step first, and stops at the first that does not go well. A setting that
// somebody changed since is left alone: what they wrote is theirs.
//
// The error is that of the journal, or of ctx; how AWS answered is in the results.
func Undo(ctx context.Context, c Clients, j *Journal, onStep func(Result)) ([]Result, error) {
	if j.file == nil {
		if err := j.open(); err != nil {
			return nil, err
		}
	}
	var results []Result
	stopped := false
	for _, s := range j.Open() {
		event, before := j.last(s.ID)
		r := Result{Step: s, Outcome: NotReached}
		if !stopped && ctx.Err() == nil {
			r = j.undo(context.WithoutCancel(ctx), c, s, event, before)
		}
		stopped = stopped || !r.Outcome.Good()
		results = append(results, r)
		if onStep != nil {
			onStep(r)
		}
	}
	return results, errors.Join(j.err, ctx.Err())
}

func (j *Journal) undo(ctx context.Context, c Clients, planned plan.Step, event Event, before plan.State) Result {
	s, err := j.step(planned)
	if err != nil {
		return Result{planned, Changed, err}
	}
	for standIn, name := range j.Created() {
		before = plan.State(strings.ReplaceAll(string(before), standIn, name))
	}
	back := before
	if s.op.Lands != nil {
		back = s.op.Lands(before)
	}
	live, err := s.live(ctx, c, j, event)
	switch {
	case err != nil:
		return Result{s.Step, Unread, err}
	case live.state == before || live.state == back:
		j.note(Entry{Step: s.ID, Event: Undone})
		return Result{s.Step, NothingToUndo, nil}
	case live.state != s.After:
		return Result{s.Step, Changed, fmt.Errorf("%s %s is not what the plan made it: somebody changed it since", s.Operation, s.Resource)}
	}
	t := s.target
	if live.created != "" {
		t.Resource = live.created
	}
	if !j.note(Entry{Step: s.ID, Event: Undoing}) {
		return Result{s.Step, NotReached, j.err}
	}
	if _, err := s.op.Write(ctx, c, t, s.After, before); err != nil {
		live, look := s.live(ctx, c, j, event)
		switch {
		case look == nil && live.state == s.After:
			return Result{s.Step, Refused, err}
		case look != nil || live.state != before && live.state != back:
			return Result{s.Step, Doubtful, errors.Join(err, look)}
		}
	}
	j.note(Entry{Step: s.ID, Event: Undone})
	return Result{s.Step, TakenBack, nil}
}
