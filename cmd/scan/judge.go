package main

import (
	"context"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/snapshot"
)

// judge makes the report of one snapshot and writes it.
func (a *app) judge(ctx context.Context, e *engine.Engine, s *snapshot.Snapshot, frameworks []string, out output) error {
	findings, err := e.Judge(ctx, s)
	if err != nil {
		return err
	}
	sink, err := out.start(e, frameworks)
	if err != nil {
		return err
	}
	if err := sink.add(scopeOf(s), findings); err != nil {
		return err
	}
	return sink.finish()
}

// readsOf is what the rules look at.
func readsOf(rules []finding.Rule) []string {
	reads := []string{}
	for _, r := range rules {
		reads = append(reads, r.Reads...)
	}
	return reads
}
