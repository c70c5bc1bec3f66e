package remediate_test

import (
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"trailproof/access"
	"trailproof/collectors"
	"trailproof/engine"
	"trailproof/finding"
	"trailproof/internal/awsfake"
	"trailproof/plan"
	"trailproof/rego"
	"trailproof/remediate"
	"trailproof/snapshot"
)

// account loads the fake account of a story.
func account(t testing.TB, story string) *awsfake.Account {
	t.Helper()
	a, err := awsfake.Load(os.DirFS("../testdata/accounts"), story)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// look collects the account, with its access facts.
func look(t testing.TB, a *awsfake.Account) *snapshot.Snapshot {
	t.Helper()
	s, err := collectors.Run(t.Context(), collectors.Config{
		Clients: a.Clients(), DefaultRegion: a.DefaultRegion(), Now: a.Now, With: a.With, Unpaced: true, VerifyLogs: a.VerifyLogs,
	})
	if err != nil {
		t.Fatal(err)
	}
	access.Fill(s)
	return s
}

// copied is a deep copy.
func copied(t testing.TB, s *snapshot.Snapshot) *snapshot.Snapshot {
	t.Helper()
	c, err := remediate.Clone(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// loaded is the engine with all rules, which takes its time to compile them.
var loaded = sync.OnceValues(func() (*engine.Engine, error) {
	return engine.Load(context.Background(), rego.FS, engine.Options{})
})

// judge is engine.Judge with the access facts worked out again.
func judge(t testing.TB) (func(context.Context, *snapshot.Snapshot) ([]finding.Finding, error), []finding.Rule) {
	t.Helper()
	e, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return judging(e)
}

// judgeWith judges with parameters.
func judgeWith(t testing.TB, params map[string]any) (func(context.Context, *snapshot.Snapshot) ([]finding.Finding, error), []finding.Rule) {
	t.Helper()
	e, err := engine.Load(t.Context(), rego.FS, engine.Options{Data: map[string]any{"params": params}})
	if err != nil {
		t.Fatal(err)
	}
	return judging(e)
}

func judging(e *engine.Engine) (func(context.Context, *snapshot.Snapshot) ([]finding.Finding, error), []finding.Rule) {
	return func(ctx context.Context, s *snapshot.Snapshot) ([]finding.Finding, error) {
		access.Fill(s)
		return e.Judge(ctx, s)
	}, e.Rules()
}

// planner plans for all rules of a fake account.
func planner(t testing.TB, a *awsfake.Account, allow ...plan.Risk) remediate.Planner {
	t.Helper()
	j, rules := judge(t)
	return remediate.Planner{
		Judge: j, Rules: rules, Clients: a.Writers(), Allow: allow, Tool: "test", Wanted: func(string) bool { return true },
	}
}

// journal begins the journal of a plan in a folder of the test.
func journal(t testing.TB, p *plan.Plan) *remediate.Journal {
	t.Helper()
	j, err := remediate.StartJournal(filepath.Join(t.TempDir(), "journal.jsonl"), p)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	})
	return j
}
