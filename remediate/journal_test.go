package remediate_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trailproof/plan"
	"trailproof/remediate"
)

// written is the text of a journal of one step that was made.
func written(t testing.TB) ([]byte, *plan.Plan) {
	t.Helper()
	u := uses["policy replaced"]
	a := account(t, u.story)
	start := look(t, a)
	before, err := u.op(t).Read(t.Context(), a.Writers(), u.target(start))
	if err != nil {
		t.Fatal(err)
	}
	p := onePlan(t, u, start, before, u.after(before))
	j := journal(t, p)
	if _, err := remediate.Apply(t.Context(), a.Writers(), j, nil); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(j.Path)
	if err != nil {
		t.Fatal(err)
	}
	return text, p
}

// TestTornJournal cuts a journal off at each byte: what is left is no journal, or one that a run can go on with.
func TestTornJournal(t *testing.T) {
	text, p := written(t)
	head := bytes.IndexByte(text, '\n') + 1
	path := filepath.Join(t.TempDir(), "journal.jsonl")
	for n := range len(text) {
		if n < head && n > 40 && n < head-40 {
			continue // much of the same
		}
		if err := os.WriteFile(path, text[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := remediate.StartJournal(path, p)
		if (err == nil) != (n >= head) {
			t.Fatalf("cut off at byte %d of %d, behind the plan at %d: %v", n, len(text), head, err)
		}
		if err != nil {
			continue
		}
		rows := bytes.Count(text[:n], []byte("\n"))
		if unfinished := rows == 2; j.Unfinished() != unfinished {
			t.Errorf("cut off at byte %d of %d it is unfinished: %v", n, len(text), j.Unfinished())
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		kept, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(kept, text[:bytes.LastIndexByte(text[:n], '\n')+1]) {
			t.Errorf("cut off at byte %d it was left as %d bytes %v", n, len(kept), err)
		}
	}
}

func TestJournalRefuses(t *testing.T) {
	text, p := written(t)
	other := *p
	other.Tool = "another"
	if err := other.Seal(); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		text []byte
		want string
	}{
		"another plan": {text, "it is the journal of another plan"},
		"altered":      {bytes.Replace(text, []byte("us-east-2"), []byte("us-east-1"), 1), ":1: digest: the plan was altered"},
		"version":      {bytes.Replace(text, []byte(`"journal":"1.0"`), []byte(`"journal":"2.0"`), 1), `journals of version 1.0, not "2.0"`},
		"no such step": {bytes.Replace(text, []byte(`{"step":1,"event":"done"`), []byte(`{"step":2,"event":"done"`), 1), ":3: the plan has no step 2"},
		"no plan":      {nil, "it is no journal"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "journal.jsonl")
			if err := os.WriteFile(path, c.text, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := remediate.StartJournal(path, &other); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			kept, err := os.ReadFile(path)
			if err != nil || !bytes.Equal(kept, c.text) {
				t.Errorf("it was changed: %v", err)
			}
		})
	}
}

// TestFullDisk makes no call whose journal could not be written.
func TestFullDisk(t *testing.T) {
	u := uses["policy replaced"]
	a := account(t, u.story)
	start := look(t, a)
	before, err := u.op(t).Read(t.Context(), a.Writers(), u.target(start))
	if err != nil {
		t.Fatal(err)
	}
	j, err := remediate.StartJournal(filepath.Join(t.TempDir(), "journal.jsonl"), onePlan(t, u, start, before, u.after(before)))
	if err != nil {
		t.Fatal(err)
	}
	remediate.BreakFile(j)
	results, err := remediate.Apply(t.Context(), a.Writers(), j, nil)
	if err == nil || len(results) != 1 || results[0].Outcome.Good() {
		t.Errorf("%+v %v", results, err)
	}
	if rest := rest(t, start, a); len(rest) > 0 {
		t.Errorf("it wrote: %+v", rest)
	}
}

// FuzzJournal demands an error or a journal, of any text.
func FuzzJournal(f *testing.F) {
	text, _ := written(f)
	f.Add(text)
	f.Add([]byte("{\n"))
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text []byte) {
		path := filepath.Join(dir, "journal.jsonl")
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		j, err := remediate.ReadJournal(path)
		if err == nil {
			j.Unfinished()
			j.Open()
		}
	})
}
