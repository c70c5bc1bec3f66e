// Package logs verifies the files that CloudTrail delivered. In come the digest and log files of a bucket, from S3, a folder or
// a tar, and the public keys of CloudTrail; out goes a Report with a verdict for each file, Region and the whole. It never
// calls valid what it could not read to the last byte, and it writes nothing.
package logs

import (
	"cmp"
	"slices"
	"time"
)

// Verdict is what is known of a file, a Region or the whole.
type Verdict string

// The verdicts, from the worst. Noted is what a reader should know and what says nothing against the files.
const (
	Tampered Verdict = "tampered"
	Unknown  Verdict = "unknown"
	Noted    Verdict = "noted"
	Valid    Verdict = "valid"
)

// Kind names what was found.
type Kind string

// The kinds of files that are valid.
const (
	DigestFile    Kind = "digest"
	DeliveredFile Kind = "log"
)

// The kinds of digest and log files.
const (
	// Missing is named by a verified digest, or by time, and is not there.
	Missing Kind = "missing"
	// Altered has not the content that was signed or hashed.
	Altered Kind = "altered"
	// Truncated ends before its gzip stream does.
	Truncated Kind = "truncated"
	// Appended has bytes after the one gzip stream that CloudTrail writes; zcat shows them, a hash of the first does not.
	Appended Kind = "appended"
	// Corrupt is no gzip stream, or one whose check sum is wrong.
	Corrupt Kind = "corrupt"
	// Oversized is larger than what CloudTrail writes; it was not read to its end.
	Oversized Kind = "oversized"
	// Unreadable could not be read; the detail says why.
	Unreadable Kind = "unreadable"
	// Swapped is a genuine file that belongs elsewhere in the bucket, or in another.
	Swapped Kind = "swapped"
	// Foreign belongs to another account or Region than its place says, or has a name that CloudTrail does not give.
	Foreign Kind = "foreign"
	// Algorithm is not the one that CloudTrail is known to use.
	Algorithm Kind = "algorithm"
	// Malformed is no digest that can be understood.
	Malformed Kind = "malformed"
)

// The kinds of digests alone.
const (
	// Unsigned has no signature to check.
	Unsigned Kind = "unsigned"
	// NoSignature is a copy whose signature was not kept with it.
	NoSignature Kind = "no-signature"
	// Signature is of no use, while the content is what the digest after it says.
	Signature Kind = "signature"
	// Resigned is signed with a key that CloudTrail did not list for its Region and time.
	Resigned Kind = "re-signed"
	// ExpiredKey is signed with a key of CloudTrail that was not valid at the time.
	ExpiredKey Kind = "expired-key"
	// NoKey is signed with a key that is not at hand.
	NoKey Kind = "no-key"
	// LinkBroken is signed, but the digest after it names another content or signature.
	LinkBroken Kind = "link-broken"
	// Unlinked is passed over by the digest after it.
	Unlinked Kind = "unlinked"
)

// The kinds of log files that no verified digest names, and of times.
const (
	// Unnamed lies in a time that verified digests cover, and none names it.
	Unnamed Kind = "unnamed"
	// Unvouched lies in a time that no verified digest covers.
	Unvouched Kind = "unvouched"
	// Pending is younger than the newest digest; the next one should name it.
	Pending Kind = "pending"
	// Pause is a time without logging or validation: the chain ended and began again.
	Pause Kind = "pause"
	// Begins is where the digests begin though the oldest names one before it.
	Begins Kind = "begins"
	// NotCovered is a time that was asked for and that no digest covers.
	NotCovered Kind = "not-covered"
	// NoDigests is a Region, or a bucket, without digests.
	NoDigests Kind = "no-digests"
)

// Finding is one thing to know about a file or a time. Key is empty where there is no file.
type Finding struct {
	Verdict Verdict    `json:"verdict"`
	Kind    Kind       `json:"kind"`
	Key     string     `json:"key,omitempty"`
	From    *time.Time `json:"from,omitempty"`
	To      *time.Time `json:"to,omitempty"`
	Detail  string     `json:"detail,omitempty"`
}

// Counts are numbers of files by verdict.
type Counts struct {
	Valid    int `json:"valid"`
	Tampered int `json:"tampered"`
	Unknown  int `json:"unknown"`
	Noted    int `json:"noted"`
}

func (c *Counts) add(v Verdict) {
	switch v {
	case Valid:
		c.Valid++
	case Tampered:
		c.Tampered++
	case Unknown:
		c.Unknown++
	case Noted:
		c.Noted++
	}
}

// Trail is a trail whose digests lie in a Region. From and To are what its verified digests span, null where there is none.
type Trail struct {
	Name string     `json:"name"`
	Home string     `json:"home"`
	From *time.Time `json:"from"`
	To   *time.Time `json:"to"`
}

// Region is what was found of an account in a Region. Findings are sorted by verdict, key and kind; Omitted is how many more
// there are than Options.MaxFindings.
type Region struct {
	Organization string    `json:"organization,omitempty"`
	Account      string    `json:"account"`
	Region       string    `json:"region"`
	Verdict      Verdict   `json:"verdict"`
	Trails       []Trail   `json:"trails"`
	Digests      Counts    `json:"digests"`
	Logs         Counts    `json:"logs"`
	Findings     []Finding `json:"findings"`
	Omitted      int       `json:"omitted"`

	worst  Verdict // of all findings, the omitted ones too
	listed int     // findings that are not about valid files
}

// Report is the whole. Regions are sorted by organization, account and Region. Start and End are what was asked for, null for
// whatever is there.
type Report struct {
	Version int        `json:"version"`
	Source  string     `json:"source"`
	Start   *time.Time `json:"start"`
	End     *time.Time `json:"end"`
	Verdict Verdict    `json:"verdict"`
	Digests Counts     `json:"digests"`
	Logs    Counts     `json:"logs"`
	Regions []Region   `json:"regions"`
}

// ReportVersion is the version of Report's JSON form; it changes when a reader of the old one would misread the new.
const ReportVersion = 1

// worse orders verdicts, the worst first.
func worse(v Verdict) int { return slices.Index([]Verdict{Tampered, Unknown, Noted, Valid}, v) }

func sortFindings(f []Finding) {
	slices.SortStableFunc(f, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(worse(a.Verdict), worse(b.Verdict)), cmp.Compare(a.Key, b.Key), cmp.Compare(a.Kind, b.Kind),
			compareTimes(a.From, b.From))
	})
}

func compareTimes(a, b *time.Time) int {
	if a == nil || b == nil {
		return 0
	}
	return a.Compare(*b)
}
