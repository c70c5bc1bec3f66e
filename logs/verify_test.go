package logs

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"trailproof/internal/signedlogs"

	"github.com/aws/smithy-go"
)

func bucket(o signedlogs.Options) *signedlogs.Tree {
	o.Seed += 7
	o.PauseAt, o.PauseOf = 5, 3
	return signedlogs.New(o)
}

// end is when the bucket was looked at: half an hour after the newest digest.
func end(tree *signedlogs.Tree) *time.Time {
	at := tree.Chains[0].Hours[len(tree.Chains[0].Hours)-1].End.Add(30 * time.Minute)
	return &at
}

// TestTamperings: each is told by its own name, on the file that it was done to, and nothing else of the bucket is called
// tampered that a digest vouches for.
func TestTamperings(t *testing.T) {
	for _, tampering := range signedlogs.Tamperings {
		t.Run(tampering.Name, func(t *testing.T) {
			tree := bucket(signedlogs.Options{})
			key := tampering.Do(tree)
			r := live(t, tree, Options{End: end(tree)})
			i := slices.IndexFunc(findings(r), func(f Finding) bool { return string(f.Kind) == tampering.Kind && f.Key == key })
			if i < 0 {
				t.Fatalf("no finding %s %s in %s", tampering.Kind, key, show(findings(r)))
			}
			want := findings(r)[i].Verdict
			if want != (&fault{kind: Kind(tampering.Kind)}).verdict() || r.Verdict != want {
				t.Errorf("the file is %s, the whole %s", want, r.Verdict)
			}
			for _, f := range findings(r) {
				if f.Verdict == Tampered && f.Key != key && f.Kind != Kind(tampering.Kind) {
					t.Errorf("%s %s is called %s: %s", f.Verdict, f.Key, f.Kind, f.Detail)
				}
			}
			if other := r.Regions[len(r.Regions)-1]; other.Verdict != Valid {
				t.Errorf("the other Region is %s", other.Verdict)
			}
		})
	}
}

func show(f []Finding) string {
	b, err := json.MarshalIndent(f, "", " ")
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// TestCleanBuckets: no false alarm.
func TestCleanBuckets(t *testing.T) {
	for name, o := range map[string]signedlogs.Options{
		"plain":        {},
		"prefix":       {Prefix: "some/where"},
		"organization": {Organization: "o-exampleorgid", Accounts: []string{"111122223333", "444455556666"}},
		"long":         {Hours: 60, Logs: 2},
	} {
		t.Run(name, func(t *testing.T) {
			tree := bucket(o)
			for _, c := range tree.Chains {
				tree.AddBackfill(c, 2)
			}
			for what, times := range map[string]Options{
				"all": {}, "to the end": {End: end(tree)},
				"from the start": {Start: &tree.Chains[0].Hours[0].Start, End: end(tree)},
				"some hours":     {Start: &tree.Chains[0].Hours[1].End, End: &tree.Chains[0].Hours[3].End},
				"one second":     {Start: &tree.Chains[0].Hours[2].Start, End: &tree.Chains[0].Hours[2].Start},
			} {
				times.Prefix = o.Prefix
				r := live(t, tree, times)
				if r.Verdict != Valid || len(r.Regions) != len(tree.Chains) {
					t.Errorf("%s: %s, %d Regions, %s", what, r.Verdict, len(r.Regions), show(findings(r)))
				}
				if what == "all" {
					n := len(tree.Objects)
					if got := r.Digests.Valid + r.Logs.Valid; got != n || r.Digests.Tampered+r.Logs.Tampered > 0 {
						t.Errorf("%d of %d files are valid", got, n)
					}
				}
			}
		})
	}
}

func TestOnlyTheHoursThatAreAskedFor(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	hours := tree.Chains[0].Hours
	at := hours[2].Start.Add(10 * time.Minute)
	r := live(t, tree, Options{Start: &at, End: &at})
	if r.Digests.Valid != 1 || r.Logs.Valid != len(hours[2].Logs) {
		t.Errorf("%d digests, %d log files", r.Digests.Valid, r.Logs.Valid)
	}
}

func TestTimesThatNoDigestCovers(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	hours := tree.Chains[0].Hours
	before, after := hours[0].Start.Add(-5*time.Hour), hours[7].End.Add(5*time.Hour)
	for name, o := range map[string]Options{"before": {Start: &before}, "after": {End: &after}} {
		r := live(t, tree, o)
		if r.Verdict != Unknown || !has(r, NotCovered) {
			t.Errorf("%s: %s %s", name, r.Verdict, show(findings(r)))
		}
	}
}

func has(r *Report, k Kind) bool {
	return slices.ContainsFunc(findings(r), func(f Finding) bool { return f.Kind == k })
}

func TestNothingThereIsUnknown(t *testing.T) {
	tree := bucket(signedlogs.Options{})
	if r := live(t, tree, Options{Prefix: "wrong"}); r.Verdict != Unknown {
		t.Errorf("%s", r.Verdict)
	}
	if r := live(t, tree, Options{Trail: "another"}); r.Verdict != Unknown || !has(r, NoDigests) {
		t.Errorf("%s", r.Verdict)
	}
}

// TestDeletedHours: two digests in a row are two things that are missing.
func TestDeletedHours(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	hours := tree.Chains[0].Hours
	delete(tree.Objects, hours[2].Key)
	delete(tree.Objects, hours[3].Key)
	r := live(t, tree, Options{})
	var missing []Finding
	for _, f := range findings(r) {
		if f.Kind == Missing {
			missing = append(missing, f)
		}
	}
	if len(missing) != 2 || missing[0].Key != hours[3].Key || !missing[1].From.Equal(hours[1].End) || !missing[1].To.Equal(hours[2].End) {
		t.Errorf("%s", show(missing))
	}
}

// TestOldestDeleted: without a start nobody can tell whether the oldest digests have expired; with one they must be there.
func TestOldestDeleted(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	hours := tree.Chains[0].Hours
	for _, key := range append([]string{hours[0].Key}, hours[0].Logs...) {
		delete(tree.Objects, key)
	}
	if r := live(t, tree, Options{}); r.Verdict != Valid || !has(r, Begins) {
		t.Errorf("%s %s", r.Verdict, show(findings(r)))
	}
	if r := live(t, tree, Options{Start: &hours[0].Start}); r.Verdict != Tampered || !has(r, Missing) {
		t.Errorf("%s %s", r.Verdict, show(findings(r)))
	}
}

// TestTwoTrails: files of a trail that is not asked for are nobody's forgery, and their faults nobody's concern.
func TestTwoTrails(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	other := bucket(signedlogs.Options{Seed: 1, Regions: []string{"us-east-1"}, Trail: "other", Home: "us-east-1", Logs: 2, Size: 300})
	for key, o := range other.Objects {
		tree.Objects[key] = o
	}
	if r := live(t, tree, Options{}); r.Verdict != Valid || len(r.Regions[0].Trails) != 2 {
		t.Errorf("both: %s %s", r.Verdict, show(findings(r)))
	}
	delete(tree.Objects, other.Chains[0].Hours[2].Logs[0])
	if r := live(t, tree, Options{Trail: "main_trail"}); r.Verdict != Valid || len(r.Regions[0].Trails) != 1 {
		t.Errorf("one: %s %s", r.Verdict, show(findings(r)))
	}
}

func TestPending(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	tree.AddLog(tree.Chains[0], end(tree).Add(-10*time.Minute))
	if r := live(t, tree, Options{End: end(tree)}); r.Verdict != Valid || !has(r, Pending) {
		t.Errorf("%s %s", r.Verdict, show(findings(r)))
	}
}

// TestUnreadable: what S3 refuses or breaks off is unknown, never valid and never tampered.
func TestUnreadable(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	h := tree.Chains[0].Hours[2]
	denied := &smithy.GenericAPIError{Code: "AccessDenied", Message: "no"}
	broken := func(b []byte) io.Reader {
		return io.MultiReader(bytes.NewReader(b[:len(b)/2]), iotest.ErrReader(errors.New("connection reset")))
	}
	for _, key := range []string{h.Key, h.Logs[1]} {
		for name, s := range map[string]*fakeS3{
			"denied": {refuse: map[string]error{key: denied}},
			"reset": {body: func(k string, b []byte) io.Reader {
				if k == key {
					return broken(b)
				}
				return bytes.NewReader(b)
			}},
			"short": {body: func(k string, b []byte) io.Reader {
				if k == key {
					return bytes.NewReader(b[:len(b)/2])
				}
				return bytes.NewReader(b)
			}},
		} {
			s.tree = tree
			r, err := Verify(t.Context(), Bucket{s, tree.Bucket}, service(tree), Options{})
			if err != nil {
				t.Fatal(err)
			}
			i := slices.IndexFunc(findings(r), func(f Finding) bool { return f.Kind == Unreadable && f.Key == key })
			if r.Verdict != Unknown || i < 0 {
				t.Errorf("%s %s: %s %s", name, key, r.Verdict, show(findings(r)))
			}
		}
	}
}

// TestUnreadableTheSecondTime: a digest is read twice; where that fails, its log files are not called forged.
func TestUnreadableTheSecondTime(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	key, times := tree.Chains[0].Hours[2].Key, 0
	s := &fakeS3{tree: tree, body: func(k string, b []byte) io.Reader {
		if k != key {
			return bytes.NewReader(b)
		}
		if times++; times > 1 {
			return iotest.ErrReader(errors.New("connection reset"))
		}
		return bytes.NewReader(b)
	}}
	r, err := Verify(t.Context(), Bucket{s, tree.Bucket}, service(tree), Options{})
	if err != nil || r.Verdict != Unknown || !has(r, Unreadable) || !has(r, Unvouched) || has(r, Unnamed) {
		t.Errorf("%v %s", err, show(findings(r)))
	}
}

// TestBrokenOffOnce: a body that breaks off is read again.
func TestBrokenOffOnce(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	key, times := tree.Chains[0].Hours[2].Logs[1], 0
	s := &fakeS3{tree: tree, body: func(k string, b []byte) io.Reader {
		if k != key {
			return bytes.NewReader(b)
		}
		if times++; times < attempts {
			return iotest.ErrReader(errors.New("connection reset"))
		}
		return bytes.NewReader(b)
	}}
	r, err := Verify(t.Context(), Bucket{s, tree.Bucket}, service(tree), Options{})
	if err != nil || r.Verdict != Valid || times != attempts {
		t.Errorf("%v %v, read %d times", r, err, times)
	}
}

// TestListingRefused: where the bucket can't be listed nothing can be said; of an account or a Region that can't be listed
// nothing is known, and the others are verified.
func TestListingRefused(t *testing.T) {
	denied := errors.New("denied")
	two := signedlogs.Options{Accounts: []string{"111122223333", "444455556666"}}
	verify := func(prefix string) (*Report, error) {
		tree := bucket(two)
		s := &fakeS3{tree: tree, refuse: map[string]error{prefix: denied}}
		return Verify(t.Context(), Bucket{s, tree.Bucket}, service(tree), Options{Concurrency: 4})
	}
	if r, err := verify("AWSLogs/"); err == nil {
		t.Errorf("got %s", r.Verdict)
	}
	for prefix, want := range map[string]string{
		"AWSLogs/111122223333/CloudTrail-Digest/":               "111122223333  unknown",
		"AWSLogs/111122223333/CloudTrail-Digest/us-east-1/":     "111122223333 us-east-1 unknown",
		"AWSLogs/111122223333/CloudTrail/us-east-1/":            "111122223333 us-east-1 unknown",
		"AWSLogs/444455556666/CloudTrail/us-east-1/2025/06/01/": "444455556666 us-east-1 unknown",
		"AWSLogs/444455556666/CloudTrail/eu-west-1/2025/06/02/": "444455556666 eu-west-1 unknown",
	} {
		r, err := verify(prefix)
		if err != nil {
			t.Fatal(err)
		}
		var unknown []string
		for _, region := range r.Regions {
			if region.Verdict != Valid {
				unknown = append(unknown, fmt.Sprintf("%s %s %s", region.Account, region.Region, region.Verdict))
			}
			for _, h := range region.Hours {
				if region.Verdict != Valid && h.Verdict == Valid {
					t.Errorf("%s: %+v", prefix, h)
				}
			}
		}
		if !slices.Equal(unknown, []string{want}) || r.Verdict != Unknown || !has(r, Unreadable) || r.Digests.Valid == 0 {
			t.Errorf("%s: %s %v %s", prefix, r.Verdict, unknown, show(findings(r)))
		}
	}
}

// TestExpectedRegions: a Region of which everything was deleted is not forgotten.
func TestExpectedRegions(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	for name, o := range map[string]Options{
		"asked for": {Regions: []string{"us-east-1", "eu-west-1"}},
		"known":     {Known: Known{Account: "111122223333", Regions: []string{"us-east-1", "eu-west-1"}}},
	} {
		r := live(t, tree, o)
		if len(r.Regions) != 2 || r.Regions[0].Region != "eu-west-1" || r.Regions[0].Verdict != Unknown || r.Verdict != Unknown || !has(r, NoDigests) {
			t.Errorf("%s: %s %s", name, r.Verdict, show(findings(r)))
		}
	}
	for name, o := range map[string]Options{
		"known of another account": {Known: Known{Account: "444455556666", Regions: []string{"eu-west-1"}}},
		"known, and not asked for": {Regions: []string{"us-east-1"}, Known: Known{Account: "111122223333", Regions: []string{"eu-west-1"}}},
	} {
		if r := live(t, tree, o); r.Verdict != Valid {
			t.Errorf("%s: %s %s", name, r.Verdict, show(findings(r)))
		}
	}
}

// TestWhatCloudTrailSays: the newest digests are missing where CloudTrail says that it delivered later ones, and there are none
// before logging began.
func TestWhatCloudTrailSays(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	hours := tree.Chains[0].Hours
	before, after := tree.Start.Add(-5*time.Hour), hours[7].End.Add(5*time.Hour)
	said := func(at time.Time) map[string]time.Time { return map[string]time.Time{"us-east-1": at} }
	for name, c := range map[string]struct {
		o    Options
		want Verdict
		kind Kind
	}{
		"a digest was delivered later": {
			Options{End: &after, Known: Known{Account: "111122223333", Delivered: said(after.Add(-time.Minute))}}, Tampered, Missing,
		},
		"the newest is the last that was delivered": {
			Options{End: &after, Known: Known{Account: "111122223333", Delivered: said(hours[7].End.Add(10 * time.Minute))}}, Unknown, NotCovered,
		},
		"delivered after the time that was asked for": {
			Options{End: &after, Known: Known{Account: "111122223333", Delivered: said(after.Add(time.Hour))}}, Unknown, NotCovered,
		},
		"delivered in another account": {
			Options{End: &after, Known: Known{Account: "444455556666", Delivered: said(after.Add(-time.Minute))}}, Unknown, NotCovered,
		},
		"logging began": {
			Options{Start: &before, Known: Known{Account: "111122223333", Began: said(tree.Start)}}, Valid, Begins,
		},
		"logging began earlier": {
			Options{Start: &before, Known: Known{Account: "111122223333", Began: said(tree.Start.Add(-2 * time.Hour))}}, Unknown, NotCovered,
		},
		"logging began again": { // after a pause; the first chain is no answer to it
			Options{Start: &before, Known: Known{Account: "111122223333", Began: said(hours[5].Start)}}, Unknown, NotCovered,
		},
	} {
		if r := live(t, tree, c.o); r.Verdict != c.want || !has(r, c.kind) {
			t.Errorf("%s: %s %s", name, r.Verdict, show(findings(r)))
		}
	}
}

// TestBomb: a file that decompresses to more than CloudTrail writes, and one that is larger, end in a finding.
func TestBomb(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	key := tree.Chains[0].Hours[2].Logs[1]
	tree.Objects[key].Body = signedlogs.Gzip(make([]byte, 1<<20))
	r := live(t, tree, Options{maxLog: 1 << 19})
	if r.Verdict != Unknown || findings(r)[0].Kind != Oversized || findings(r)[0].Key != key {
		t.Errorf("%s", show(findings(r)))
	}

	dir := t.TempDir()
	tree = bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	if err := tree.Write(dir, true); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(filepath.Join(dir, filepath.FromSlash(key)), 10<<30); err != nil { // with a hole: it takes no room
		t.Fatal(err)
	}
	r = offline(t, folder(t, dir), tree, Options{})
	if r.Verdict != Unknown || findings(r)[0].Kind != Oversized || findings(r)[0].Key != key {
		t.Errorf("%s", show(findings(r)))
	}
}

func folder(t *testing.T, dir string) *Folder {
	t.Helper()
	f, err := OpenFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func offline(t *testing.T, s Source, tree *signedlogs.Tree, o Options) *Report {
	t.Helper()
	keys, err := DecodeKeyFile(tree.KeyFile())
	if err != nil {
		t.Fatal(err)
	}
	o.Concurrency = 4
	r, err := Verify(t.Context(), s, keys, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestSources: a folder and a tar with what S3 keeps beside digests give the report that S3 gives, whatever was done.
func TestSources(t *testing.T) {
	tamperings := append(slices.Clone(signedlogs.Tamperings), signedlogs.Tampering{Do: func(*signedlogs.Tree) string { return "" }})
	for _, tampering := range tamperings {
		t.Run(tampering.Name, func(t *testing.T) {
			tree := bucket(signedlogs.Options{})
			tampering.Do(tree)
			want := live(t, tree, Options{End: end(tree), Files: true})
			want.Source = ""
			dir := t.TempDir()
			if err := tree.Write(dir, true); err != nil {
				t.Fatal(err)
			}
			if got := offline(t, folder(t, dir), tree, Options{End: end(tree), Files: true}); !reflect.DeepEqual(got, want) {
				t.Errorf("folder: %s\nS3: %s", show(findings(got)), show(findings(want)))
			}
			if got := offline(t, tarOf(t, tree, true), tree, Options{End: end(tree), Files: true}); !reflect.DeepEqual(got, want) {
				t.Errorf("tar: %s\nS3: %s", show(findings(got)), show(findings(want)))
			}
		})
	}
}

func tarOf(t *testing.T, tree *signedlogs.Tree, sidecars bool) *Tar {
	t.Helper()
	var b bytes.Buffer
	if err := tree.WriteTar(&b, sidecars); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "bucket.tar")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	source, err := OpenTar(name)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := source.Close(); err != nil {
			t.Error(err)
		}
	})
	return source
}

// TestWithoutSidecars: signatures are in the digests after; the newest of each chain has none.
func TestWithoutSidecars(t *testing.T) {
	tree := signedlogs.New(signedlogs.Options{Seed: 7, Regions: []string{"us-east-1"}})
	r := offline(t, tarOf(t, tree, false), tree, Options{})
	hours := tree.Chains[0].Hours
	if r.Verdict != Unknown || r.Digests != (Counts{Valid: 7, Unknown: 1}) || findings(r)[0].Kind != NoSignature || findings(r)[0].Key != hours[7].Key {
		t.Errorf("%v %s", r.Digests, show(findings(r)))
	}
	if r := offline(t, tarOf(t, tree, false), tree, Options{End: &hours[5].End}); r.Verdict != Valid {
		t.Errorf("%s", show(findings(r)))
	}
}

// TestBorrowedSignature: whoever edits a signature in a digest says nothing about the digest that it is of.
func TestBorrowedSignature(t *testing.T) {
	tree := signedlogs.New(signedlogs.Options{Seed: 7, Regions: []string{"us-east-1"}})
	hours := tree.Chains[0].Hours
	next := tree.Objects[hours[3].Key]
	signature := tree.Objects[hours[2].Key].Meta["signature"]
	next.Body = signedlogs.Gzip(bytes.Replace(signedlogs.Gunzip(next.Body), []byte(signature), []byte("00"+signature[2:]), 1))
	r := offline(t, tarOf(t, tree, false), tree, Options{End: &hours[5].End})
	kinds := map[string]Kind{}
	for _, f := range findings(r) {
		kinds[f.Key] = f.Kind
	}
	if r.Verdict != Tampered || kinds[hours[3].Key] != Altered || kinds[hours[2].Key] != NoSignature {
		t.Errorf("%s", show(findings(r)))
	}
}

// TestKeysThatWereNotSaved: a digest of a time or a Region whose keys were not saved is unknown, not re-signed.
func TestKeysThatWereNotSaved(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	for name, change := range map[string]func(*KeyFile){
		"another Region": func(f *KeyFile) { f.Fetched[0].Region = "eu-west-1" },
		"another time": func(f *KeyFile) {
			f.Fetched[0].Keys, f.Fetched[0].End = nil, tree.Start.Add(-time.Hour)
		},
	} {
		keys, err := DecodeKeyFile(tree.KeyFile())
		if err != nil {
			t.Fatal(err)
		}
		change(keys)
		r, err := Verify(t.Context(), Bucket{&fakeS3{tree: tree}, tree.Bucket}, keys, Options{})
		if err != nil || r.Verdict != Unknown || !has(r, NoKey) || has(r, Resigned) {
			t.Errorf("%s: %v %v", name, r, err)
		}
	}
}

func TestManyFindings(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	for _, key := range tree.Chains[0].Hours[1].Logs {
		delete(tree.Objects, key)
	}
	for _, files := range []bool{false, true} { // those that are valid don't push out the others
		r := live(t, tree, Options{MaxFindings: 2, Files: files})
		bad := slices.DeleteFunc(findings(r), func(f Finding) bool { return f.Verdict == Valid })
		if r.Verdict != Tampered || r.Logs.Tampered != 3 || len(bad) != 2 || r.Regions[0].Omitted != 2 {
			t.Errorf("%v %d", r.Logs, r.Regions[0].Omitted)
		}
	}
}

func TestFetchKeys(t *testing.T) {
	tree := bucket(signedlogs.Options{})
	start := tree.Start.Add(-30 * 24 * time.Hour)
	f, err := FetchKeys(t.Context(), service(tree), []string{"us-east-1", "eu-west-1", "us-east-1"}, start, tree.Start)
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	got, err := DecodeKeyFile(text)
	if err != nil || len(got.Fetched) != 2 || got.Fetched[0].Region != "eu-west-1" || len(got.Fetched[1].Keys) != 2 {
		t.Errorf("%v %s", err, text)
	}
	for name, edit := range map[string]func(string) string{
		"another value":    func(s string) string { return strings.Replace(s, "MIIBCgKCAQEA", "MIIBCgKCAQEB", 1) },
		"unknown name":     func(s string) string { return strings.Replace(s, `"version"`, `"vresion"`, 1) },
		"another version":  func(s string) string { return strings.Replace(s, `"version":1`, `"version":2`, 1) },
		"a name twice":     func(s string) string { return strings.Replace(s, `"version":1`, `"version":1,"version":1`, 1) },
		"no Region":        func(s string) string { return strings.Replace(s, `"eu-west-1"`, `""`, 1) },
		"text after it":    func(s string) string { return s + "{}" },
		"nothing":          func(string) string { return "" },
		"no time":          func(s string) string { return strings.Replace(s, `"start":"2025-05-02`, `"start":"2026-05-02`, 1) },
		"no fingerprint":   func(s string) string { return strings.Replace(s, `"fingerprint":"`, `"fingerprint":"0`, 1) },
		"a key of nothing": func(s string) string { return strings.Replace(s, `"value":"`, `"value":"","x":"`, 1) },
	} {
		if _, err := DecodeKeyFile([]byte(edit(string(text)))); err == nil {
			t.Errorf("%s: is read", name)
		}
	}
}
