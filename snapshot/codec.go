package snapshot

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"

	"trailproof/internal/strictjson"
	"trailproof/policy"
)

// Decode reads one snapshot and validates it. Errors name the byte and path of a fault in the text (*strictjson.Error) or
// the place that breaks a promise (*Error).
func Decode(data []byte) (*Snapshot, error) {
	s := new(Snapshot)
	if err := strictjson.Decode(data, s); err != nil {
		// Another version fails on whatever is new in it; that it is another version is what helps.
		if version, ok := versionIn(data); ok && checkVersion(version) != nil {
			return nil, &Error{"version", checkVersion(version).Error()}
		}
		return nil, err
	}
	if older(s.Version) {
		s.upgrade()
	}
	if err := s.Validate(); err != nil {
		return nil, err
	}
	return s, nil
}

// older says whether the version is an earlier one of the same major.
func older(version string) bool {
	major, minor, _ := strings.Cut(Version, ".")
	theirs, ok := strings.CutPrefix(version, major+".")
	n, err := strconv.Atoi(theirs)
	m, _ := strconv.Atoi(minor)
	return ok && err == nil && strconv.Itoa(n) == theirs && n >= 0 && n < m
}

// upgrade makes a snapshot of an older version one of this: what its version did not know nobody asked for.
func (s *Snapshot) upgrade() {
	s.Version = Version
	for _, hole := range s.Unexplained() {
		s.Gaps = append(s.Gaps, Gap{
			Path: hole.Path, Kind: NotCollected, Detail: "a snapshot of an older version does not hold it",
		})
	}
	s.SortGaps()
}

func versionIn(data []byte) (string, bool) {
	var head struct {
		Version *string `json:"version"`
	}
	if json.Unmarshal(data, &head) != nil || head.Version == nil {
		return "", false
	}
	return *head.Version, true
}

// Encode writes the snapshot in its canonical form: members in the order of the types, map keys sorted, two spaces of
// indentation, a closing newline. With compact it is one line, as NDJSON wants it.
func (s *Snapshot) Encode(w io.Writer, compact bool) error {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if !compact {
		enc.SetIndent("", "  ")
	}
	if err := enc.Encode(s); err != nil {
		return err
	}
	_, err := w.Write(buf.Bytes())
	return err
}

// SortGaps brings the gaps into canonical order and drops repetitions.
func (s *Snapshot) SortGaps() {
	if s.Gaps == nil {
		s.Gaps = []Gap{}
	}
	slices.SortFunc(s.Gaps, compareGaps)
	s.Gaps = slices.Compact(s.Gaps)
}

// NewPolicy reads a raw policy text. Where the text has no single meaning the document stays unseen, and fault says what
// is wrong with it and at which byte; the caller owes it a gap.
func NewPolicy(raw string) (p Policy, fault string) {
	p.Raw = raw
	doc, problems := policy.Parse(raw)
	if doc == nil {
		return p, problems[0].String()
	}
	p.Document = Seen(*doc)
	return p, ""
}
