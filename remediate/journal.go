package remediate

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"trailproof/internal/strictjson"
	"trailproof/plan"

	"github.com/gofrs/flock"
)

// JournalVersion is the version of the journals that this package reads and writes.
const JournalVersion = "1.0"

// Journal is the write-ahead log of one plan: a line of JSON for the plan, and lines for each step before and after its call. Each
// is on disk before anything else happens, so that whatever ends the process, the journal knows what may have been done and what
// was there before. Only its owner may read it: it holds policies.
type Journal struct {
	// Path is where it lies.
	Path string
	// Plan is what is applied.
	Plan *plan.Plan

	file    *os.File
	entries []Entry
	err     error // the first of note
}

// Entry is one line about a step.
type Entry struct {
	Step  int   `json:"step"`
	Event Event `json:"event"`
	// Before is what was there just before the call; with begin only.
	Before plan.State `json:"before,omitempty"`
	// Created is the ARN of what AWS named; with done.
	Created string `json:"created,omitempty"`
	// Error is why a call failed; with failed.
	Error string `json:"error,omitempty"`
}

// Event is what happened to a step.
type Event string

// The events. A step that has begun and has no other entry behind it may or may not have been made.
const (
	Begun   Event = "begin"
	Done    Event = "done"
	Failed  Event = "failed"  // and the setting is as it was
	Undoing Event = "undoing" // it is being taken back; as Begun, nobody knows how far that came
	Undone  Event = "undone"
)

type journalHead struct {
	Journal string     `json:"journal"`
	Plan    *plan.Plan `json:"plan"`
}

// StartJournal begins the journal of a plan, or goes on with the one that lies there.
func StartJournal(path string, p *plan.Plan) (*Journal, error) {
	j, err := ReadJournal(path)
	if errors.Is(err, os.ErrNotExist) {
		return createJournal(path, p)
	}
	if err != nil {
		return nil, err
	}
	if j.Plan.Digest != p.Digest {
		return nil, fmt.Errorf("%s: it is the journal of another plan (%s)", path, j.Plan.Digest)
	}
	return j, j.open()
}

func createJournal(path string, p *plan.Plan) (*Journal, error) {
	// The first line appears with the file or not at all: a journal without a plan would undo nothing.
	f, err := os.CreateTemp(filepath.Dir(path), ".trailproof-*") // mode 0600
	if err != nil {
		return nil, err
	}
	head, err := line(journalHead{JournalVersion, p})
	if err == nil {
		_, err = f.Write(head)
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		return nil, errors.Join(err, os.Remove(f.Name()))
	}
	j := &Journal{Path: path, Plan: p}
	return j, j.open()
}

// syncFolder makes a new name in a folder last. Some systems have no such thing, and the name lasts there by itself.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	if err := d.Sync(); err != nil && !errors.Is(err, os.ErrInvalid) {
		return errors.Join(err, d.Close())
	}
	return d.Close()
}

// ReadJournal reads a journal. A last line that was cut off is left out: what it would have said had not happened yet.
func ReadJournal(path string) (*Journal, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	j := &Journal{Path: path}
	for n := 1; len(text) > 0; n++ {
		row, rest, whole := bytes.Cut(text, []byte("\n"))
		if !whole {
			break
		}
		text = rest
		if n == 1 {
			if j.Plan, err = readHead(row); err != nil {
				return nil, fmt.Errorf("%s:1: %w", path, err)
			}
			continue
		}
		var e Entry
		if err := strictjson.Decode(row, &e); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", path, n, err)
		}
		if e.Step < 1 || e.Step > len(j.Plan.Steps) {
			return nil, fmt.Errorf("%s:%d: the plan has no step %d", path, n, e.Step)
		}
		j.entries = append(j.entries, e)
	}
	if j.Plan == nil {
		return nil, fmt.Errorf("%s: it is no journal: the plan is missing", path)
	}
	return j, nil
}

func readHead(row []byte) (*plan.Plan, error) {
	var head struct {
		Journal string     `json:"journal"`
		Plan    plan.State `json:"plan"`
	}
	if err := strictjson.Decode(row, &head); err != nil {
		return nil, err
	}
	if head.Journal != JournalVersion {
		return nil, fmt.Errorf("journal: this program reads journals of version %s, not %q", JournalVersion, head.Journal)
	}
	return plan.Decode([]byte(head.Plan))
}

// open opens the file for further lines, behind the last whole one.
func (j *Journal) open() error {
	f, err := os.OpenFile(j.Path, os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	end, err := lastLine(f)
	if err == nil {
		err = f.Truncate(end)
	}
	if err == nil {
		_, err = f.Seek(end, io.SeekStart)
	}
	if err != nil {
		return errors.Join(err, f.Close())
	}
	j.file = f
	return nil
}

// lastLine is where the last whole line ends.
func lastLine(f *os.File) (int64, error) {
	text, err := io.ReadAll(f)
	return int64(bytes.LastIndexByte(text, '\n') + 1), err
}

// note writes an entry and waits until it is on disk. It says whether it is: nothing else may happen where it is not.
func (j *Journal) note(e Entry) bool {
	row, err := line(e)
	if err == nil {
		_, err = j.file.Write(row)
	}
	if err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		j.err = errors.Join(j.err, fmt.Errorf("journal %s: %w", j.Path, err))
		return false
	}
	j.entries = append(j.entries, e)
	return true
}

// Close closes the file.
func (j *Journal) Close() error {
	if j.file == nil {
		return nil
	}
	err := j.file.Close()
	j.file = nil
	return err
}

func line(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.Bytes(), err
}

// last is the last event of a step, and what was there before its first call that was not undone.
func (j *Journal) last(step int) (event Event, before plan.State) {
	for _, e := range j.entries {
		if e.Step != step {
			continue
		}
		if e.Event == Begun && (event == "" || event == Undone || event == Failed) {
			before = e.Before
		}
		event = e.Event
	}
	return event, before
}

// Created maps the stand-ins of a plan to the ARNs that AWS gave.
func (j *Journal) Created() map[string]string {
	names := map[string]string{}
	for _, e := range j.entries {
		if e.Event == Done && e.Created != "" {
			names[j.Plan.Steps[e.Step-1].Resource] = e.Created
		}
	}
	return names
}

// Open returns the steps that were made, or may have been, and were not taken back: the last first.
func (j *Journal) Open() []plan.Step {
	var open []plan.Step
	for _, s := range slices.Backward(j.Plan.Steps) {
		switch event, _ := j.last(s.ID); event {
		case Begun, Done, Undoing:
			open = append(open, s)
		case Failed, Undone, "":
		}
	}
	return open
}

// Unfinished says whether a step was begun, forth or back, of which nobody knows how it ended.
func (j *Journal) Unfinished() bool {
	for _, s := range j.Plan.Steps {
		if event, _ := j.last(s.ID); event == Begun || event == Undoing {
			return true
		}
	}
	return false
}

// Lock keeps a second run off the same account until the process ends or unlocks. busy is true where another has it.
func Lock(path string) (unlock func() error, busy bool, err error) {
	l := flock.New(path, flock.SetPermissions(0o600))
	ok, err := l.TryLock()
	if err != nil || !ok {
		return nil, err == nil, err
	}
	return l.Unlock, false, nil
}
