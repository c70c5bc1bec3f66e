package logs

import (
	"crypto/sha256"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"sync"
	"testing"

	"trailproof/internal/signedlogs"
)

// toldOf verifies a tree and returns what was told meanwhile, by Region.
func toldOf(t *testing.T, tree *signedlogs.Tree, concurrency int, o Options) (map[Where][]Finding, *Report) {
	t.Helper()
	var mu sync.Mutex
	told := map[Where][]Finding{}
	o.Concurrency = concurrency
	o.Told = func(w Where, f Finding) {
		mu.Lock()
		defer mu.Unlock()
		told[w] = append(told[w], f)
	}
	r, err := Verify(t.Context(), Bucket{&fakeS3{tree: tree}, tree.Bucket}, service(tree), o)
	if err != nil {
		t.Fatal(err)
	}
	return told, r
}

// TestTold: every file once, with the hash of what it holds, in the same order whatever is read at once, and all findings however
// few the report holds.
func TestTold(t *testing.T) {
	tree := bucket(signedlogs.Options{})
	hours := tree.Chains[0].Hours
	deleted := hours[1].Logs
	for _, key := range deleted {
		delete(tree.Objects, key)
	}
	told, r := toldOf(t, tree, 1, Options{End: end(tree), MaxFindings: 1})
	again, _ := toldOf(t, tree, 16, Options{End: end(tree), MaxFindings: 1})
	if !reflect.DeepEqual(told, again) {
		t.Error("another order")
	}
	if len(findings(r)) != 2 || r.Regions[0].Omitted != 3 { // one of each Region
		t.Errorf("%d findings, %d omitted: %s", len(findings(r)), r.Regions[0].Omitted, show(findings(r)))
	}
	var keys []string
	for w, all := range told {
		for _, f := range all {
			if f.Key == "" {
				continue
			}
			keys = append(keys, f.Key)
			if slices.Contains(deleted, f.Key) {
				if f.Kind != Missing || f.SHA256 != "" {
					t.Errorf("%+v", f)
				}
				continue
			}
			want := fmt.Sprintf("%x", sha256.Sum256(signedlogs.Gunzip(tree.Objects[f.Key].Body)))
			if f.Verdict != Valid || f.SHA256 != want {
				t.Errorf("%+v, want the hash %s", f, want)
			}
			if f.Kind == DigestFile && f.PublicKey != signedlogs.Fingerprint(w.Region, signedlogs.CurrentKey) {
				t.Errorf("%s is signed with %q", f.Key, f.PublicKey)
			}
		}
	}
	want := slices.Concat(slices.Collect(maps.Keys(tree.Objects)), deleted)
	slices.Sort(keys)
	slices.Sort(want)
	if !slices.Equal(keys, want) {
		t.Errorf("%d files, want %d", len(keys), len(want))
	}
}

// TestPublicKeys: those by which a signature was verified, and no others.
func TestPublicKeys(t *testing.T) {
	tree := bucket(signedlogs.Options{})
	signedlogs.Tamperings[slices.IndexFunc(signedlogs.Tamperings, func(t signedlogs.Tampering) bool { return t.Kind == "expired-key" })].Do(tree)
	r := live(t, tree, Options{})
	var got []string
	for _, k := range r.PublicKeys {
		got = append(got, k.Region+" "+k.Fingerprint)
		which := signedlogs.PublicKey(k.Region, signedlogs.CurrentKey)
		start, end := signedlogs.Validity(tree.Start, signedlogs.CurrentKey)
		if k.SHA256 != fmt.Sprintf("%x", sha256.Sum256(which)) || !k.Start.Equal(start) || !k.End.Equal(end) {
			t.Errorf("%+v", k)
		}
	}
	want := []string{
		"eu-west-1 " + signedlogs.Fingerprint("eu-west-1", signedlogs.CurrentKey),
		"us-east-1 " + signedlogs.Fingerprint("us-east-1", signedlogs.CurrentKey),
	}
	if !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
