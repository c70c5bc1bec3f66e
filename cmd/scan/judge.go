package main

import (
	"context"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/rego"
	"trailproof/snapshot"

	"github.com/spf13/pflag"
)

// ruleFlags say which rules judge.
type ruleFlags struct{}

func (r *ruleFlags) add(*pflag.FlagSet) {}

func (r *ruleFlags) load(ctx context.Context) (*engine.Engine, error) {
	return engine.Load(ctx, rego.FS, engine.Options{})
}

// judge makes the report of some snapshots.
func judge(ctx context.Context, e *engine.Engine, snapshots []*snapshot.Snapshot) (finding.Report, error) {
	var findings []finding.Finding
	var scopes []finding.Scope
	for _, s := range snapshots {
		found, err := e.Judge(ctx, s)
		if err != nil {
			return finding.Report{}, err
		}
		findings = append(findings, found...)
		scopes = append(scopes, finding.Scope{
			Account: s.Source.Account, Partition: s.Source.Partition, Regions: s.Source.Regions,
			TakenAt: s.Source.TakenAt, Gaps: len(s.Gaps),
		})
	}
	return finding.NewReport(tool(), scopes, e.Rules(), findings), nil
}

// readsOf is what the rules look at.
func readsOf(rules []finding.Rule) []string {
	reads := []string{}
	for _, r := range rules {
		reads = append(reads, r.Reads...)
	}
	return reads
}
