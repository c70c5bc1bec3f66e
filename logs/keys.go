package logs

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"trailproof/internal/strictjson"
)

// KeySource finds public keys.
type KeySource interface {
	// Keys returns the keys that CloudTrail had in the Region at any time between start and end. Complete is false where there
	// may be others.
	Keys(ctx context.Context, region string, start, end time.Time) (keys []Key, complete bool, err error)
}

// KeyFile is the keys that were saved for later: which Regions and times were asked for, and what came.
type KeyFile struct {
	Version int       `json:"version"`
	Fetched []Fetched `json:"fetched"`
}

// Fetched is the keys of a Region that were listed for a time.
type Fetched struct {
	Region string     `json:"region"`
	Start  time.Time  `json:"start"`
	End    time.Time  `json:"end"`
	Keys   []SavedKey `json:"keys"`
}

// SavedKey is a key as it is saved: the value is DER, in base64.
type SavedKey struct {
	Fingerprint string    `json:"fingerprint"`
	Start       time.Time `json:"start"`
	End         time.Time `json:"end"`
	Value       []byte    `json:"value"`
}

// KeyFileVersion is the version of KeyFile's JSON form.
const KeyFileVersion = 1

// FetchKeys asks for the keys of each Region, sorted.
func FetchKeys(ctx context.Context, from KeySource, regions []string, start, end time.Time) (*KeyFile, error) {
	f := &KeyFile{Version: KeyFileVersion, Fetched: []Fetched{}}
	for _, region := range slices.Compact(slices.Sorted(slices.Values(regions))) {
		keys, _, err := from.Keys(ctx, region, start, end)
		if err != nil {
			return nil, err
		}
		got := Fetched{Region: region, Start: start, End: end, Keys: []SavedKey{}}
		for _, k := range keys {
			if err := k.check(); err != nil {
				return nil, fmt.Errorf("cloudtrail: list public keys %s: %w", region, err)
			}
			got.Keys = append(got.Keys, SavedKey{Fingerprint: k.Fingerprint, Start: k.Start, End: k.End, Value: k.Value})
		}
		slices.SortFunc(got.Keys, func(a, b SavedKey) int { return strings.Compare(a.Fingerprint, b.Fingerprint) })
		f.Fetched = append(f.Fetched, got)
	}
	return f, nil
}

// DecodeKeyFile reads a KeyFile. A key whose value has not its fingerprint is an error.
func DecodeKeyFile(text []byte) (*KeyFile, error) {
	if root, err := strictjson.Parse(string(text)); err != nil {
		return nil, err
	} else if m, path := root.Duplicate(); m != nil {
		return nil, fmt.Errorf("%q stands twice in %q", m.Name, path)
	}
	f := &KeyFile{}
	d := json.NewDecoder(strings.NewReader(string(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(f); err != nil {
		return nil, err
	}
	if f.Version != KeyFileVersion {
		return nil, fmt.Errorf("version: this program reads key files of version %d, not %d", KeyFileVersion, f.Version)
	}
	for _, got := range f.Fetched {
		if got.Region == "" || got.Start.IsZero() || got.End.Before(got.Start) {
			return nil, errors.New("fetched: each has a region, a start and an end after it")
		}
		for _, k := range got.Keys {
			if err := (Key{Fingerprint: k.Fingerprint, Value: k.Value}).check(); err != nil {
				return nil, err
			}
		}
	}
	return f, nil
}

// Keys implements KeySource.
func (f *KeyFile) Keys(_ context.Context, region string, start, end time.Time) ([]Key, bool, error) {
	var keys []Key
	complete := false
	for _, got := range f.Fetched {
		if got.Region != region {
			continue
		}
		complete = complete || !got.Start.After(start) && !got.End.Before(end)
		for _, k := range got.Keys {
			if !k.Start.After(end) && !k.End.Before(start) {
				keys = append(keys, Key{Region: region, Fingerprint: k.Fingerprint, Value: k.Value, Start: k.Start, End: k.End})
			}
		}
	}
	return keys, complete, nil
}

// keyring asks once for the keys of a Region in a span of time.
type keyring struct {
	from  KeySource
	mu    sync.Mutex
	spans map[string]*keySpan
}

type keySpan struct {
	once     sync.Once
	keys     []Key
	complete bool
	err      error
}

// span is for how long keys are asked for at once, and around how much more is looked where a fingerprint is not among them.
// A key is valid for a month.
const (
	span   = 10 * 24 * time.Hour
	around = 90 * 24 * time.Hour
)

func (r *keyring) keys(ctx context.Context, region string, start, end time.Time) *keySpan {
	r.mu.Lock()
	name := region + stampOf(start) + stampOf(end)
	s, ok := r.spans[name]
	if !ok {
		s = &keySpan{}
		r.spans[name] = s
	}
	r.mu.Unlock()
	s.once.Do(func() { s.keys, s.complete, s.err = r.from.Keys(ctx, region, start, end) })
	return s
}

// late is how long after its hour a digest may be signed.
const late = 2 * time.Hour

func (r *keyring) find(ctx context.Context, region, fingerprint string, at time.Time) (Key, *fault) {
	from := at.Truncate(span)
	near := r.keys(ctx, region, from, from.Add(span+late))
	if near.err != nil {
		return Key{}, &fault{NoKey, near.err.Error()}
	}
	for _, k := range near.keys {
		if k.Fingerprint == fingerprint && !at.Add(late).Before(k.Start) && !at.After(k.End.Add(late)) {
			return k, nil
		}
	}
	far := r.keys(ctx, region, from.Add(-around), from.Add(span+around))
	for _, k := range far.keys {
		if k.Fingerprint == fingerprint {
			return Key{}, &fault{ExpiredKey, fmt.Sprintf("key %s was valid from %s to %s", fingerprint, stampOf(k.Start), stampOf(k.End))}
		}
	}
	if !near.complete && !r.covers(ctx, region, at) {
		return Key{}, &fault{NoKey, fmt.Sprintf("no key %s of %s is at hand", fingerprint, region)}
	}
	return Key{}, &fault{Resigned, fmt.Sprintf("CloudTrail lists no key %s in %s for that time", fingerprint, region)}
}

// covers says whether all keys of that moment are at hand, though those of the whole span are not.
func (r *keyring) covers(ctx context.Context, region string, at time.Time) bool {
	_, complete, err := r.from.Keys(ctx, region, at, at)
	return err == nil && complete
}

// use notes that a key verified a signature.
func (v *verifier) use(k Key) {
	v.mu.Lock()
	defer v.mu.Unlock()
	name := k.Region + " " + k.Fingerprint
	if _, ok := v.used[name]; !ok {
		v.used[name] = PublicKey{k.Region, k.Fingerprint, fmt.Sprintf("%x", sha256.Sum256(k.Value)), k.Start.UTC(), k.End.UTC()}
	}
}

func (v *verifier) publicKeys() []PublicKey {
	all := make([]PublicKey, 0, len(v.used))
	for _, name := range slices.Sorted(maps.Keys(v.used)) {
		all = append(all, v.used[name])
	}
	return all
}

func stampOf(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
