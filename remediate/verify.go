package remediate

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"trailproof/plan"
	"trailproof/snapshot"
)

// Verify compares what a plan predicted with what is there after it was applied. created maps stand-ins to the names that AWS
// gave. It returns the differences on what the plan changed, and those elsewhere, which somebody else made meanwhile. What the
// plan could not know, and what AWS itself measures by its clock, is left out.
func Verify(p *plan.Plan, predicted, found *snapshot.Snapshot, created map[string]string) (ours, others []snapshot.Difference, err error) {
	if predicted, err = rename(predicted, created); err != nil {
		return nil, nil, err
	}
	touched := map[string]bool{}
	for _, s := range p.Steps {
		touched[s.Resource] = true
		touched[created[s.Resource]] = true
	}
	for _, d := range snapshot.Diff(predicted, found) {
		switch {
		case volatile(d.Path) || unpredicted(predicted, d):
		case touched[d.Resource] || d.Resource == "":
			ours = append(ours, d)
		default:
			others = append(others, d)
		}
	}
	return ours, others, nil
}

// Predict returns a copy of a snapshot in which the steps of a plan are made. Steps that are made already change nothing in it.
func Predict(s *snapshot.Snapshot, p *plan.Plan) (*snapshot.Snapshot, error) {
	then, err := Clone(s)
	if err != nil {
		return nil, err
	}
	for _, step := range p.Steps {
		op := operationOf(step.Operation)
		if op == nil {
			return nil, fmt.Errorf("steps[%d].operation: no operation %q", step.ID-1, step.Operation)
		}
		t := Target{Account: p.Account, Partition: p.Partition, Region: step.Region, Resource: step.Resource}
		if err := op.Predict(then, t, step.After); err != nil {
			return nil, fmt.Errorf("plan step %d: %w", step.ID, err)
		}
	}
	return then, nil
}

func rename(s *snapshot.Snapshot, created map[string]string) (*snapshot.Snapshot, error) {
	var b bytes.Buffer
	if err := s.Encode(&b, true); err != nil {
		return nil, fmt.Errorf("verify: copy the snapshot: %w", err)
	}
	text := b.String()
	for standIn, name := range created {
		text = strings.ReplaceAll(text, standIn, name)
	}
	c, err := snapshot.Decode([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("verify: copy the snapshot: %w", err)
	}
	return c, nil
}

// volatile says whether AWS changes a place by itself.
func volatile(path string) bool {
	if name, ok := strings.CutPrefix(path, "cloudtrail.trails.*.status.*."); ok {
		return name != "is_logging"
	}
	return slices.ContainsFunc([]string{
		"source.caller", "cloudtrail.event_history", "s3.object_samples", "logs.groups.*.last_ingestion", "kms.keys.*.rotations",
		"kms.keys.*.created_at", "iam.simulations",
	}, func(p string) bool { return path == p || strings.HasPrefix(path, p+".") })
}

// unpredicted says whether a gap of the plan covers the place.
func unpredicted(s *snapshot.Snapshot, d snapshot.Difference) bool {
	return slices.ContainsFunc(s.Gaps, func(g snapshot.Gap) bool {
		return g.Kind == snapshot.Predicted && (g.Resource == "" || g.Resource == d.Resource) &&
			(d.Path == g.Path || strings.HasPrefix(d.Path, g.Path+"."))
	})
}
