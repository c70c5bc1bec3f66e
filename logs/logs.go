// Package logs verifies the files that CloudTrail delivered. In come the digest and log files of a bucket, from S3, a folder or
// a tar, and the public keys of CloudTrail; out goes a Report with a verdict for each file, Region and the whole. It never
// calls valid what it could not read to the last byte, and it writes nothing.
package logs

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Verdict is what is known of a file, a Region or the whole.
type Verdict string

// The verdicts, from the worst. Exposed is what CloudTrail delivered, but encrypted so that others than those whom the trail's
// key lets may read it. Noted is what a reader should know and what says nothing against the files.
const (
	Tampered Verdict = "tampered"
	Exposed  Verdict = "exposed"
	Unknown  Verdict = "unknown"
	Noted    Verdict = "noted"
	Valid    Verdict = "valid"
)

// Verdicts are all verdicts, from the worst.
var Verdicts = []Verdict{Tampered, Exposed, Unknown, Noted, Valid}

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
	// Late was written after the digests that were read, though its name is older; those of the time when it was may name it.
	Late Kind = "late"
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

// The kinds of encryption that the trail does not ask for.
const (
	// OtherKMSKey is encrypted with another key of KMS than the trail's.
	OtherKMSKey Kind = "other-kms-key"
	// NoKMS is encrypted with S3's own key, or not at all, while the trail has one of KMS.
	NoKMS Kind = "no-kms"
)

// Kinds are all kinds of findings, in the order of their groups above; those of valid files are none.
var Kinds = []Kind{
	Missing, Altered, Truncated, Appended, Corrupt, Oversized, Unreadable, Swapped, Foreign, Algorithm, Malformed,
	Unsigned, NoSignature, Signature, Resigned, ExpiredKey, NoKey, LinkBroken, Unlinked,
	Unnamed, Unvouched, Late, Pending, Pause, Begins, NotCovered, NoDigests,
	OtherKMSKey, NoKMS,
}

// Finding is one thing to know about a file, a time, or some files of a time. Key is empty where it is not about one file;
// Files is how many it is about, zero where it is about one or none.
type Finding struct {
	Verdict Verdict    `json:"verdict"`
	Kind    Kind       `json:"kind"`
	Key     string     `json:"key,omitempty"`
	From    *time.Time `json:"from,omitempty"`
	To      *time.Time `json:"to,omitempty"`
	Files   int        `json:"files,omitempty"`
	Detail  string     `json:"detail,omitempty"`
	// SHA256 is of what a file holds when decompressed, which is what CloudTrail hashes; empty where it was not read to its end.
	SHA256 string `json:"sha256,omitempty"`
	// PublicKey is the fingerprint of the key that a digest which can be trusted says it is signed with.
	PublicKey string `json:"public_key,omitempty"`
}

// Where is an account in a Region.
type Where struct {
	Organization string `json:"organization"`
	Account      string `json:"account"`
	Region       string `json:"region"`
}

// PublicKey is a key of CloudTrail by which a signature was verified; SHA256 is of its DER. It is one because the KeySource says
// so.
type PublicKey struct {
	Region      string    `json:"region"`
	Fingerprint string    `json:"fingerprint"`
	SHA256      string    `json:"sha256"`
	Start       time.Time `json:"start"`
	End         time.Time `json:"end"`
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
	case Exposed: // the file itself is valid
		c.Valid++
	}
}

// Hours are hours in a row that have one verdict, the worst of what is known of the files and digests of each. Each begins on
// the hour, UTC. An hour of which nothing is known is in none.
type Hours struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Verdict Verdict   `json:"verdict"`
}

// Sealing is files in a row, by the times in their names, that are encrypted alike.
type Sealing struct {
	// Of is DigestFile or DeliveredFile.
	Of Kind `json:"of"`
	// Verdict is Valid, Exposed, or Noted where nothing says how the trail encrypts.
	Verdict Verdict `json:"verdict"`
	// Method is S3's: AES256, aws:kms, aws:kms:dsse; none where S3 says nothing, unknown where the source can't say.
	Method string `json:"method"`
	// KMSKey is the ARN of the key, empty where the method has none.
	KMSKey string    `json:"kms_key,omitempty"`
	From   time.Time `json:"from"`
	To     time.Time `json:"to"`
	Files  int       `json:"files"`
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
	// Hours are sorted by time, Encryption by what it is of and by time.
	Hours      []Hours   `json:"hours"`
	Encryption []Sealing `json:"encryption"`
	// Unsealed is how many log files nothing says of how S3 encrypted them.
	Unsealed int `json:"unsealed"`

	worst  Verdict // of all findings, the omitted ones too
	listed int     // findings that are not about valid files

	asked int    // log files of which it was asked when they were put there
	marks []mark // what is known of times
}

// Account is what was found of an account in all its Regions.
type Account struct {
	Organization string  `json:"organization,omitempty"`
	Account      string  `json:"account"`
	Verdict      Verdict `json:"verdict"`
	Regions      int     `json:"regions"`
	Digests      Counts  `json:"digests"`
	Logs         Counts  `json:"logs"`
}

// Encryption is what is known of the encryption of all log files that were read. That of a copy is Unknown where nothing beside
// the files tells it, which is no part of the verdict of the whole.
type Encryption struct {
	Verdict Verdict `json:"verdict"`
	// KMSKeys are those that the trail has or had; empty for none, null where that is not known.
	KMSKeys []string `json:"kms_keys"`
	Detail  string   `json:"detail"`
}

// Report is the whole. Accounts and Regions are sorted by organization, account and Region. Start and End are what was asked
// for, null for whatever is there.
type Report struct {
	Version int    `json:"version"`
	Source  string `json:"source"`
	// Prefix, Trail and Only are what was asked for: Options.Prefix, Trail and Regions, empty for all.
	Prefix string     `json:"prefix"`
	Trail  string     `json:"trail"`
	Only   []string   `json:"only_regions"`
	Start  *time.Time `json:"start"`
	End    *time.Time `json:"end"`
	// Shard is which part of the work this is, null for the whole.
	Shard   *Shard  `json:"shard"`
	Verdict Verdict `json:"verdict"`
	Digests Counts  `json:"digests"`
	Logs    Counts  `json:"logs"`
	// Encryption has its ranges of files in Regions.
	Encryption Encryption `json:"encryption"`
	// PublicKeys are sorted by Region and fingerprint.
	PublicKeys []PublicKey `json:"public_keys"`
	Accounts   []Account   `json:"accounts"`
	Regions    []Region    `json:"regions"`
}

// ReportVersion is the version of Report's JSON form; it changes when a reader of the old one would misread the new.
const ReportVersion = 1

func compareWhere(a, b Where) int {
	return cmp.Or(cmp.Compare(a.Organization, b.Organization), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Region, b.Region))
}

// Where is what the Region is about.
func (r *Region) Where() Where { return Where{r.Organization, r.Account, r.Region} }

// worse orders verdicts, the worst first.
func worse(v Verdict) int {
	return slices.Index(Verdicts, v)
}

func worst(a, b Verdict) Verdict {
	if worse(b) < worse(a) {
		return b
	}
	return a
}

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

// Line is the whole in one line, for people.
func (r *Report) Line() string {
	return fmt.Sprintf("%s: %s and %s of %s in %s", r.Verdict, number(r.Digests.total(), "digest"), number(r.Logs.total(), "log file"),
		number(len(r.Accounts), "account"), number(len(r.Regions), "Region"))
}

func (c Counts) total() int { return c.Valid + c.Tampered + c.Unknown + c.Noted }

func number(n int, of string) string {
	if n == 1 {
		return "1 " + of
	}
	return fmt.Sprintf("%d %ss", n, of)
}
