// Package remediate mends an AWS account: it turns findings into a plan that is proven on a copy of the snapshot, applies a
// plan step by step with a journal, checks what came of it, and takes it back.
//
// An operation is one setting of one resource: how it is read, written, and predicted in a snapshot. Undo is writing what
// was there before. A fix is a pure function from a finding to edits of settings. Nothing here writes but Apply and Undo.
package remediate

import (
	"context"
	"fmt"

	"trailproof/plan"
	"trailproof/snapshot"
)

// Target is the resource whose setting an operation reads or writes.
type Target struct {
	Account, Partition string
	// Region where AWS is asked; for a trail its home Region.
	Region string
	// Resource is the ARN.
	Resource string
}

// Operation is one setting of a kind of resource, named by the call that writes it.
type Operation struct {
	// Name is the call: s3:PutBucketPolicy.
	Name string
	// Reads and Writes are the IAM actions of reading the setting, and of writing it, undoing included.
	Reads, Writes []string
	// Risk is that of any use of it; most are Safe, and the fix knows more.
	Risk plan.Risk
	// Calls are the writing calls that lead from one state to another.
	Calls func(before, after plan.State) []string
	// Undo says in words how before comes back.
	Undo func(before plan.State) string

	// Read returns the live setting, plan.None where there is none.
	Read func(ctx context.Context, c Clients, t Target) (plan.State, error)
	// Write replaces the setting before by after. What it creates under a name of AWS's choice it returns.
	Write func(ctx context.Context, c Clients, t Target, before, after plan.State) (created string, err error)
	// Predict writes the setting into a snapshot.
	Predict func(s *snapshot.Snapshot, t Target, after plan.State) error
	// Lands is what is there after before was written back, where that is something else; nil where it is the same.
	Lands func(before plan.State) plan.State
	// Find looks for what an interrupted Write created under a name of AWS's choice; nil where AWS does not choose names.
	Find func(ctx context.Context, c Clients, t Target, after plan.State) (created string, err error)
}

// Operations are all of them, in the order in which a plan makes them: what exists before what uses it, a key's policy
// before the trail that encrypts with it, a bucket's policy before the trail that writes to it and before the block that
// would refuse a public one. An undo goes the other way: buckets come first, since one that has received something can't be
// deleted, and an undo ends there.
var Operations = []*Operation{
	createBucket,
	createKey, createAlias, cancelKeyDeletion, enableKey, putKeyPolicy, enableKeyRotation,
	putBucketPolicy, putOwnershipControls, putBucketEncryption, putBucketVersioning, putLifecycle, putRequestPayment, putBucketLogging,
	updateTrail, putEventSelectors, putInsightSelectors,
	putPublicAccessBlock, putAccountBlock,
	startLogging,
}

// operationOf returns the operation of that name, nil where there is none.
func operationOf(name string) *Operation {
	for _, o := range Operations {
		if o.Name == name {
			return o
		}
	}
	return nil
}

func (o *Operation) rank() int {
	for i, other := range Operations {
		if o == other {
			return i
		}
	}
	return len(Operations)
}

// setting is an operation over a Go type; nil is the setting that is not there.
type setting[T any] struct {
	read    func(ctx context.Context, c Clients, t Target) (*T, error)
	write   func(ctx context.Context, c Clients, t Target, before, after *T) error
	predict func(s *snapshot.Snapshot, t Target, after *T) error
}

// of gives an operation the setting.
func (s setting[T]) of(o Operation) *Operation {
	o.Read = func(ctx context.Context, c Clients, t Target) (plan.State, error) {
		v, err := s.read(ctx, c, t)
		if err != nil {
			return "", err
		}
		return stateOf(v), nil
	}
	o.Write = func(ctx context.Context, c Clients, t Target, before, after plan.State) (string, error) {
		was, err := valueOf[T](before)
		if err != nil {
			return "", err
		}
		will, err := valueOf[T](after)
		if err != nil {
			return "", err
		}
		return "", s.write(ctx, c, t, was, will)
	}
	o.Predict = func(snap *snapshot.Snapshot, t Target, after plan.State) error {
		will, err := valueOf[T](after)
		if err != nil {
			return err
		}
		err = s.predict(snap, t, will)
		snap.SortGaps()
		return err
	}
	if o.Calls == nil {
		o.Calls = func(_, _ plan.State) []string { return []string{o.Name} }
	}
	if o.Undo == nil {
		o.Undo = func(before plan.State) string { return "writes back what was there" }
	}
	if o.Risk == "" {
		o.Risk = plan.Safe
	}
	return &o
}

func stateOf[T any](v *T) plan.State {
	if v == nil {
		return plan.None
	}
	return plan.NewState(v)
}

func valueOf[T any](s plan.State) (*T, error) {
	if s == plan.None || s == "" {
		return nil, nil
	}
	v := new(T)
	return v, s.Into(v)
}

// errorf names service, operation and subject of what AWS refused.
func (t Target) errorf(operation string, err error) error {
	return fmt.Errorf("%s %s: %w", operation, t.Resource, err)
}
