package logs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"trailproof/internal/strictjson"
)

// State is what earlier runs verified: Verify goes on from there, and adds to it what it verifies. Of each Region it holds what was
// found in the times that are settled. A time of which something is unknown is verified again, and so is the newest digest, until
// there is one after it.
type State struct {
	Version int `json:"version"`
	// Of is what is verified; a state goes with that alone.
	Of         Scope       `json:"of"`
	Parts      []Part      `json:"parts"`
	PublicKeys []PublicKey `json:"public_keys"`

	mu sync.Mutex
}

// Scope is what a run is asked to verify, but for its end.
type Scope struct {
	Source  string     `json:"source"`
	Prefix  string     `json:"prefix"`
	Trail   string     `json:"trail"`
	Only    []string   `json:"only_regions"`
	Start   *time.Time `json:"start"`
	KMSKeys []string   `json:"kms_keys"`
	Shard   *Shard     `json:"shard"`
}

// Part is what was found in a part of the time of a Region, by the stamps of digests, From to before To.
type Part struct {
	// From is null where the part has all that is older.
	From *time.Time `json:"from"`
	To   time.Time  `json:"to"`
	// Anchors are the newest verified digest of each trail.
	Anchors []Anchor `json:"anchors"`
	Result  Region   `json:"result"`
}

// Anchor is a digest that was verified.
type Anchor struct {
	Key       string `json:"key"`
	SHA256    string `json:"sha256"`
	Signature string `json:"signature"`
	// Fault is what was found of it all the same, empty for nothing.
	Fault Kind `json:"fault"`
}

func anchorOf(l *link) Anchor {
	a := Anchor{Key: l.key, SHA256: l.sum, Signature: l.meta.Signature}
	if l.fault != nil {
		a.Fault = l.fault.kind
	}
	return a
}

// StateVersion is the version of State's JSON form.
const StateVersion = 1

// stateFile is a state with its own hash, by which one that was cut or edited is noticed. Whoever can write the file can write the
// hash as well: keep it where those who can write log files can't.
type stateFile struct {
	SHA256 string          `json:"sha256"`
	State  json.RawMessage `json:"state"`
}

// Encode is the state as it is saved.
func (s *State) Encode() ([]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Version = StateVersion
	text, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(text)
	return append(fmt.Appendf(nil, "{\"sha256\":%q,\"state\":", hex.EncodeToString(sum[:])), append(text, '}', '\n')...), nil
}

// DecodeState reads what Encode wrote. Any other byte in it is an error.
func DecodeState(text []byte) (*State, error) {
	var f stateFile
	if err := strictDecode(text, &f); err != nil {
		return nil, fmt.Errorf("it is no state, or not whole: %w", err)
	}
	if sum := sha256.Sum256(f.State); hex.EncodeToString(sum[:]) != f.SHA256 {
		return nil, errors.New("it was changed since it was written: it has not the SHA-256 that it says")
	}
	s := &State{}
	if err := strictDecode(f.State, s); err != nil {
		return nil, err
	}
	if s.Version != StateVersion {
		return nil, fmt.Errorf("this program reads states of version %d, not %d", StateVersion, s.Version)
	}
	for i := range s.Parts {
		s.Parts[i].Result.worst = s.Parts[i].Result.Verdict
	}
	if again, err := s.Encode(); err != nil || !bytes.Equal(again, text) {
		return nil, errors.Join(errors.New("it is not as this program writes it"), err)
	}
	return s, nil
}

func strictDecode(text []byte, to any) error {
	if root, err := strictjson.Parse(string(text)); err != nil {
		return err
	} else if m, path := root.Duplicate(); m != nil {
		return fmt.Errorf("%q stands twice in %q", m.Name, path)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	return d.Decode(to)
}

// Begun says whether anything was asked for with the state yet.
func (s *State) Begun() bool { return s.Of.Only != nil }

// begin compares what is asked for with what the state is of.
func (s *State) begin(of Scope) error {
	if !s.Begun() {
		s.Of, s.Parts, s.PublicKeys = of, []Part{}, []PublicKey{}
		return nil
	}
	for _, c := range []struct {
		what string
		same bool
	}{
		{"bucket or copy", s.Of.Source == of.Source},
		{"prefix", s.Of.Prefix == of.Prefix},
		{"trail", s.Of.Trail == of.Trail},
		{"choice of Regions", slices.Equal(s.Of.Only, of.Only)},
		{"start", sameTime(s.Of.Start, of.Start)},
		{"set of keys of KMS", reflect.DeepEqual(s.Of.KMSKeys, of.KMSKeys)},
		{"shard", reflect.DeepEqual(s.Of.Shard, of.Shard)},
	} {
		if !c.same {
			return fmt.Errorf("the state is of another %s than what is asked for", c.what)
		}
	}
	return nil
}

// of returns the parts of a lane, sorted by time.
func (s *State) of(w Where) []Part {
	var parts []Part
	for _, p := range s.Parts {
		if p.Result.Where() == w {
			parts = append(parts, p)
		}
	}
	return parts
}

func (p Part) window() window {
	w := window{to: p.To}
	if p.From != nil {
		w.from = *p.From
	}
	return w
}

// add keeps what was found in the window of a lane, where nothing of it is unknown.
func (s *State) add(ln lane, r *Region, trusted []*link) {
	if r == nil || hasUnknown(r) {
		return
	}
	p := Part{To: ln.own.to, Anchors: []Anchor{}, Result: *r}
	if !ln.own.from.IsZero() {
		p.From = &ln.own.from
	}
	p.Result.Verdict, p.Result.Findings = r.worst, slices.Clone(r.Findings)
	sortFindings(p.Result.Findings)
	seen := map[digestName]bool{}
	for _, l := range trusted { // from the newest
		name := digestName{trail: l.name.trail, home: l.name.home}
		if !l.name.backfill && ln.own.has(l.name.stamp) && !seen[name] {
			seen[name] = true
			p.Anchors = append(p.Anchors, anchorOf(l))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Parts = append(s.Parts, p)
}

func hasUnknown(r *Region) bool {
	return r.Digests.Unknown+r.Logs.Unknown+r.Omitted > 0 ||
		slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Verdict == Unknown })
}

// settleState sorts the parts and makes one of those that follow each other.
func (v *verifier) settleState() {
	s := v.State
	s.mu.Lock()
	defer s.mu.Unlock()
	slices.SortFunc(s.Parts, func(a, b Part) int {
		if c := compareWhere(a.Result.Where(), b.Result.Where()); c != 0 {
			return c
		}
		return a.To.Compare(b.To)
	})
	parts := []Part{}
	for i := 0; i < len(s.Parts); {
		p := s.Parts[i]
		run := []*Region{&s.Parts[i].Result}
		for i++; i < len(s.Parts) && s.Parts[i].Result.Where() == p.Result.Where() && s.Parts[i].From != nil && s.Parts[i].From.Equal(p.To); i++ {
			next := s.Parts[i]
			run = append(run, &s.Parts[i].Result)
			p.To, p.Anchors = next.To, newest(p.Anchors, next.Anchors)
		}
		p.Result = *v.join(run)
		p.Result.Verdict = p.Result.worst
		parts = append(parts, p)
	}
	s.Parts, s.PublicKeys = parts, v.publicKeys()
}

// newest takes of each trail the later anchor; keys of one trail differ behind the day only.
func newest(before, after []Anchor) []Anchor {
	all := slices.Clone(after)
	for _, b := range before {
		if !slices.ContainsFunc(after, func(a Anchor) bool { return sameTrail(a.Key, b.Key) }) {
			all = append(all, b)
		}
	}
	return all
}

func sameTrail(a, b string) bool {
	of := func(key string) string {
		_, file, _ := cutLast(key, "/")
		trail, _, _ := cutLast(file, "_")
		return trail
	}
	return of(a) == of(b)
}

// rest cuts what is left to do of a lane into windows, the newest first. Those that are settled once they are verified are of a day
// at most, so that an interruption loses no more.
func (ln lane) rest(done []Part, oldest, settled time.Time) (rest []lane) {
	left := []window{ln.own}
	for _, p := range done {
		var after []window
		for _, w := range left {
			after = append(after, w.minus(p.window())...)
		}
		left = after
	}
	slices.Reverse(left)
	add := func(w window, settled bool) {
		part := ln
		part.own, part.settled = w, settled
		for _, p := range done {
			if p.To.Equal(w.from) {
				part.anchors = p.Anchors
			}
		}
		rest = append(rest, part)
	}
	days := func(w window) {
		first := w.from
		if first.IsZero() {
			first = oldest
		}
		for _, w := range w.days(first, w.to) {
			add(w, true)
		}
	}
	for _, w := range left {
		switch {
		case settled.IsZero() || !w.from.IsZero() && !w.from.Before(settled):
			add(w, false)
		case !w.to.IsZero() && !settled.Before(w.to):
			days(w)
		default:
			add(window{settled, w.to}, false)
			days(window{w.from, settled})
		}
	}
	return rest
}

// minus is what a window has beside another, which ends.
func (w window) minus(o window) (left []window) {
	if !w.to.IsZero() && !o.from.IsZero() && !o.from.Before(w.to) || !w.from.IsZero() && !o.to.After(w.from) {
		return []window{w}
	}
	if !o.from.IsZero() && (w.from.IsZero() || w.from.Before(o.from)) {
		left = append(left, window{w.from, o.from})
	}
	if w.to.IsZero() || o.to.Before(w.to) {
		left = append(left, window{o.to, w.to})
	}
	return left
}

// settledOf is until when what can be found of a lane stays as it is, however many digests come after: until before the newest
// digest of each trail that delivers. It is zero where there is none. Oldest is when the lane begins.
func (v *verifier) settledOf(ctx context.Context, ln lane) (oldest, settled time.Time, err error) {
	newest := map[digestName]time.Time{}
	note := func(key string) {
		name, ok := ln.digestName(key)
		if !ok || name.backfill || v.Start != nil && name.stamp.Before(*v.Start) || v.End != nil && name.stamp.After(v.End.Add(2*hour+slack)) {
			return
		}
		if oldest.IsZero() || name.stamp.Before(oldest) {
			oldest = name.stamp
		}
		trail := digestName{trail: name.trail, home: name.home}
		if name.stamp.After(newest[trail]) {
			newest[trail] = name.stamp
		}
	}
	for _, prefix := range slices.Backward(v.prefixes(ln.digests(), 2*hour+slack)) {
		found := len(newest) > 0
		if err := v.source.List(ctx, prefix, func(key string) error { note(key); return nil }); err != nil {
			return oldest, settled, err
		}
		if found { // and the day before
			break
		}
	}
	if v.Start != nil {
		oldest = *v.Start
	}
	var last time.Time
	for _, at := range newest {
		if at.After(last) {
			last = at
		}
	}
	for _, at := range newest {
		if at = at.Add(-slack); last.Sub(at) < 3*hour && (settled.IsZero() || at.Before(settled)) {
			settled = at
		}
	}
	if v.End != nil && settled.After(*v.End) {
		settled = *v.End
	}
	return oldest, settled, nil
}

// resume cuts lanes down to what the state does not have, and adds those that are gone since.
func (v *verifier) resume(ctx context.Context, lanes []lane) []lane {
	there := map[Where]bool{}
	for _, l := range lanes {
		there[l.where()] = true
	}
	for _, p := range v.State.Parts {
		if w := p.Result.Where(); !there[w] && w.Region != "" {
			there[w] = true
			base := v.base()
			if w.Organization != "" {
				base += w.Organization + "/"
			}
			lanes = append(lanes, v.mine([]lane{{
				base: base, organization: w.Organization, account: w.Account, region: w.Region, expected: true,
			}})...)
		}
	}
	rest := make([][]lane, len(lanes))
	each(lanesAtOnce, len(lanes), func(i int) {
		done := v.State.of(lanes[i].where())
		oldest, settled, err := v.settledOf(ctx, lanes[i])
		if err != nil {
			settled = time.Time{} // whoever verifies it tells of it
		}
		rest[i] = lanes[i].rest(done, oldest, settled)
	})
	return slices.Concat(rest...)
}

// results are what the state has of what was found before.
func (s *State) results() []*Region {
	var all []*Region
	for i := range s.Parts {
		all = append(all, &s.Parts[i].Result)
	}
	return all
}

// hold compares the digests right before a window with what was verified there before.
func (v *verifier) hold(r *Region, ln lane, chains [][]*link) {
	for _, a := range ln.anchors {
		var l *link
		for _, chain := range chains {
			if i := slices.IndexFunc(chain, func(l *link) bool { return l.key == a.Key }); i >= 0 {
				l = chain[i]
			}
		}
		f := Finding{Verdict: Tampered, Key: a.Key}
		switch {
		case l == nil && slices.ContainsFunc(r.Findings, func(f Finding) bool { return f.Key == a.Key }):
			continue // the digest after it names it
		case l == nil:
			f.Kind, f.Detail = Missing, "it was verified before, and is not there any more"
		case l.fault != nil && l.fault.kind != a.Fault:
			f = Finding{Verdict: l.fault.verdict(), Kind: l.fault.kind, Key: a.Key, Detail: "it was verified before: " + l.fault.detail, SHA256: l.sum}
		case l.sum != a.SHA256:
			f.Kind, f.Detail, f.SHA256 = Altered, "it was verified before with another content", l.sum
		case a.Signature != "" && l.meta.Signature != "" && !strings.EqualFold(l.meta.Signature, a.Signature):
			f.Kind, f.Detail, f.SHA256 = Signature, "it was verified before with another signature beside it", l.sum
		default:
			continue
		}
		if name, ok := ln.digestName(a.Key); ok {
			r.mark(name.stamp.Add(-hour), name.stamp, f.Verdict)
		}
		v.find(r, f)
	}
}
