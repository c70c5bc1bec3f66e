package logs

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"trailproof/internal/signedlogs"
)

// counting is a source that knows what was opened, and calls each before.
type counting struct {
	Source
	mu     sync.Mutex
	opened map[string]int
	each   func(n int)
}

func (c *counting) Open(ctx context.Context, key string) (*Object, error) {
	c.mu.Lock()
	c.opened[key]++
	n := 0
	for _, m := range c.opened {
		n += m
	}
	c.mu.Unlock()
	if c.each != nil {
		c.each(n)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return c.Source.Open(ctx, key)
}

// stated verifies with a state, which goes through its saved form, and returns the report, the state after it, and what was opened.
func stated(t *testing.T, tree *signedlogs.Tree, saved []byte, stop int, o Options) (*Report, []byte, map[string]int) {
	t.Helper()
	o.State = &State{}
	if saved != nil {
		var err error
		if o.State, err = DecodeState(saved); err != nil {
			t.Fatal(err)
		}
	}
	o.Concurrency = 4
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	source := &counting{Source: Bucket{&fakeS3{tree: tree, page: 1000}, tree.Bucket}, opened: map[string]int{}}
	if stop > 0 {
		source.each = func(n int) {
			if n >= stop {
				cancel()
			}
		}
	}
	r, err := Verify(ctx, source, service(tree), o)
	if stop > 0 && err != nil {
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	} else if err != nil {
		t.Fatal(err)
	}
	after, err := o.State.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return r, after, source.opened
}

// TestInterrupted: a run that is stopped again and again and goes on each time reports what one that is not stopped does, whatever
// was done to the bucket, and what was verified is not read again.
func TestInterrupted(t *testing.T) {
	doings := append(slices.Clone(signedlogs.Tamperings), signedlogs.Tampering{Name: "nothing", Do: func(*signedlogs.Tree) string { return "" }})
	for i, tampering := range doings {
		t.Run(tampering.Name, func(t *testing.T) {
			t.Parallel()
			tree := long(signedlogs.Options{})
			tampering.Do(tree)
			o := wholeTime(tree)
			if i%2 == 1 {
				o = Options{} // whatever is there
			}
			whole := live(t, tree, o)
			var saved []byte
			opened, stops := 0, 0
			for stop := 150; ; stop += 150 {
				r, after, n := stated(t, tree, saved, stop, o)
				saved = after
				for _, times := range n {
					opened += times
				}
				if r != nil {
					sameReport(t, "after interruptions", r, whole)
					break
				}
				stops++
			}
			if stops == 0 {
				t.Error("it was never stopped")
			}
			r, _, _ := stated(t, tree, saved, 0, o)
			sameReport(t, "once more", r, whole)
		})
	}
}

// TestOnlyWhatIsNew: the next run reads no log file again but those of the newest digest, and reports the whole time.
func TestOnlyWhatIsNew(t *testing.T) {
	tree := long(signedlogs.Options{})
	hours := tree.Chains[0].Hours
	middle := hours[20].End.Add(30 * time.Minute)
	early := Options{Start: &tree.Start, End: &middle}
	late := map[string]*signedlogs.Object{}
	for key, o := range tree.Objects { // what is delivered after the first run
		for _, c := range tree.Chains {
			for _, h := range c.Hours[21:] {
				if key == h.Key || slices.Contains(h.Logs, key) {
					late[key] = o
				}
			}
		}
	}
	for key := range late {
		delete(tree.Objects, key)
	}
	first, saved, _ := stated(t, tree, nil, 0, early)
	if first.Verdict != Valid {
		t.Fatalf("%s", show(findings(first)))
	}
	for key, o := range late {
		tree.Objects[key] = o
	}
	r, again, opened := stated(t, tree, saved, 0, wholeTime(tree))
	sameReport(t, "the whole time", r, live(t, tree, wholeTime(tree)))
	var old []string
	for key := range opened {
		if KindOf(key) == DeliveredFile && late[key] == nil && !slices.ContainsFunc(tree.Chains, func(c *signedlogs.Chain) bool {
			return slices.Contains(c.Hours[20].Logs, key)
		}) {
			old = append(old, key)
		}
	}
	if len(old) > 0 {
		t.Errorf("%d old log files are read again, the first %s", len(old), old[0])
	}
	if _, _, opened = stated(t, tree, again, 0, wholeTime(tree)); len(opened) > 40 {
		t.Errorf("with nothing new, %d files are read", len(opened))
	}
}

// TestChangedPast: what was verified must still be there when the next run goes on from it.
func TestChangedPast(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(tree *signedlogs.Tree, c *signedlogs.Chain, i int)
		want Kind
	}{
		"nothing": {func(*signedlogs.Tree, *signedlogs.Chain, int) {}, ""},
		"deleted": {func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) { delete(tree.Objects, c.Hours[i].Key) }, Missing},
		"all digests deleted": {func(tree *signedlogs.Tree, c *signedlogs.Chain, _ int) {
			for _, h := range c.Hours {
				delete(tree.Objects, h.Key)
			}
		}, Missing},
		"everything deleted": {func(tree *signedlogs.Tree, c *signedlogs.Chain, _ int) {
			for key := range tree.Objects {
				if strings.Contains(key, "/"+c.Region+"/") {
					delete(tree.Objects, key)
				}
			}
		}, Missing},
		"signed again": {func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) {
			c.Hours[i].JSON["newestEventTime"] = "2025-01-01T00:00:00Z"
			tree.Sign(c, c.Hours[i], signedlogs.CurrentKey)
		}, LinkBroken},
		"rewritten with all after it": {func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) {
			c.Hours[i].JSON["newestEventTime"] = "2025-01-01T00:00:00Z"
			for ; i < len(c.Hours); i++ {
				tree.Relink(c, i)
			}
		}, Altered},
		"cut": {func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) {
			o := tree.Objects[c.Hours[i].Key]
			o.Body = o.Body[:40]
		}, Truncated},
	} {
		t.Run(name, func(t *testing.T) {
			tree := long(signedlogs.Options{})
			middle := tree.Chains[0].Hours[20].End.Add(30 * time.Minute)
			_, saved, _ := stated(t, tree, nil, 0, Options{Start: &tree.Start, End: &middle})
			s, err := DecodeState(saved)
			if err != nil || len(s.Parts) != 2 || len(s.Parts[0].Anchors) != 1 {
				t.Fatalf("%v %s", err, saved)
			}
			anchor := s.Parts[0].Anchors[0].Key
			i := slices.IndexFunc(tree.Chains[0].Hours, func(h *signedlogs.Hour) bool { return h.Key == anchor })
			c.do(tree, tree.Chains[0], i)
			r, _, _ := stated(t, tree, saved, 0, wholeTime(tree))
			found := slices.IndexFunc(findings(r), func(f Finding) bool { return f.Key == anchor && f.Verdict == Tampered })
			switch {
			case c.want == "" && r.Verdict != Valid:
				t.Errorf("%s", show(findings(r)))
			case c.want != "" && (found < 0 || findings(r)[found].Kind != c.want || r.Verdict != Tampered):
				t.Errorf("no %s of %s: %s", c.want, anchor, show(findings(r)))
			}
		})
	}
}

// TestUnknownIsVerifiedAgain: what could not be read is no part of the state.
func TestUnknownIsVerifiedAgain(t *testing.T) {
	tree := long(signedlogs.Options{Regions: []string{"us-east-1"}})
	key := tree.Chains[0].Hours[10].Logs[0]
	state := &State{}
	fake := &fakeS3{tree: tree, refuse: map[string]error{key: errors.New("denied")}}
	o := wholeTime(tree)
	o.State = state
	r, err := Verify(t.Context(), Bucket{fake, tree.Bucket}, service(tree), o)
	if err != nil || r.Verdict != Unknown {
		t.Fatalf("%v %v", r, err)
	}
	fake.refuse = nil
	r, err = Verify(t.Context(), Bucket{fake, tree.Bucket}, service(tree), o)
	if err != nil {
		t.Fatal(err)
	}
	sameReport(t, "readable now", r, live(t, tree, wholeTime(tree)))
}

// TestStateIsOfOneThing: a state goes on with what it was begun with, and nothing else.
func TestStateIsOfOneThing(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	_, saved, _ := stated(t, tree, nil, 0, wholeTime(tree))
	later := tree.Start.Add(time.Hour)
	for want, change := range map[string]func(*Options){
		"prefix":             func(o *Options) { o.Prefix = "other" },
		"trail":              func(o *Options) { o.Trail = "other" },
		"choice of Regions":  func(o *Options) { o.Regions = []string{"us-east-1"} },
		"start":              func(o *Options) { o.Start = &later },
		"set of keys of KMS": func(o *Options) { o.KMSKeys = []string{"k"} },
		"shard":              func(o *Options) { o.Shard = &Shard{1, 2} },
	} {
		o := wholeTime(tree)
		var err error
		if o.State, err = DecodeState(saved); err != nil {
			t.Fatal(err)
		}
		change(&o)
		if _, err := Verify(t.Context(), Bucket{&fakeS3{tree: tree}, tree.Bucket}, service(tree), o); err == nil ||
			err.Error() != fmt.Sprintf("the state is of another %s than what is asked for", want) {
			t.Errorf("%s: %v", want, err)
		}
	}
}

// TestStateFile: what was saved is read, and nothing that was changed since.
func TestStateFile(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	_, saved, _ := stated(t, tree, nil, 0, wholeTime(tree))
	s, err := DecodeState(saved)
	if err != nil || len(s.Parts) != 1 || s.Parts[0].Result.Digests.Valid == 0 {
		t.Fatalf("%v %s", err, saved)
	}
	for i := range saved {
		changed := bytes.Clone(saved)
		changed[i] ^= 1
		if _, err := DecodeState(changed); err == nil {
			t.Fatalf("byte %d is changed, and it is read", i)
		}
	}
	for _, size := range []int{0, 1, len(saved) / 2, len(saved) - 2} {
		if _, err := DecodeState(saved[:size]); err == nil {
			t.Errorf("%d bytes of it are read", size)
		}
	}
	if _, err := DecodeState(append(bytes.Clone(saved), ' ')); err == nil {
		t.Error("it is read with something behind it")
	}
}

// TestMinus cuts windows.
func TestMinus(t *testing.T) {
	at := func(h int) time.Time {
		if h < 0 {
			return time.Time{}
		}
		return time.Date(2025, 1, 1, h, 0, 0, 0, time.UTC)
	}
	w := func(from, to int) window { return window{at(from), at(to)} }
	for _, c := range []struct {
		of, by window
		want   []window
	}{
		{w(-1, -1), w(-1, 5), []window{w(5, -1)}},
		{w(-1, -1), w(3, 5), []window{w(-1, 3), w(5, -1)}},
		{w(1, 9), w(3, 5), []window{w(1, 3), w(5, 9)}},
		{w(1, 9), w(-1, 1), []window{w(1, 9)}},
		{w(1, 9), w(9, 10), []window{w(1, 9)}},
		{w(1, 9), w(1, 9), nil},
		{w(1, 9), w(-1, 20), nil},
		{w(1, 9), w(0, 3), []window{w(3, 9)}},
		{w(1, 9), w(5, 20), []window{w(1, 5)}},
	} {
		if got := c.of.minus(c.by); !slices.Equal(got, c.want) {
			t.Errorf("%v minus %v: %v", c.of, c.by, got)
		}
	}
}
