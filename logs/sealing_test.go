package logs

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/internal/signedlogs"
)

const (
	trailKey   = "arn:aws:kms:us-east-1:111122223333:key/trail"
	anotherKey = "arn:aws:kms:us-east-1:444455556666:key/another"
)

// seals are the ranges of a report as text.
func seals(r *Report) (lines []string) {
	for _, region := range r.Regions {
		for _, s := range region.Encryption {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %s %d %s %s %s %s", s.Of, s.Verdict, s.Files, s.From.Format("02T15:04"),
				s.To.Format("02T15:04"), s.Method, s.KMSKey[strings.LastIndex(s.KMSKey, "/")+1:])))
		}
	}
	return lines
}

// TestEncryption: what S3 says of each file is compared with the trail's key and told in ranges.
func TestEncryption(t *testing.T) {
	others := func(tree *signedlogs.Tree) []string {
		return slices.Concat(tree.Chains[0].Hours[1].Logs, tree.Chains[0].Hours[2].Logs)
	}
	for name, c := range map[string]struct {
		key     string // that everything is encrypted with
		do      func(*signedlogs.Tree)
		keys    []string
		verdict Verdict // of the whole
		of      Verdict // of the encryption
		want    []string
	}{
		"the trail's key": {key: trailKey, keys: []string{trailKey}, verdict: Valid, of: Valid, want: []string{
			"log valid 21 01T20:10 02T06:40 aws:kms trail", "digest valid 8 01T21:01 02T07:01 aws:kms trail",
		}},
		"digests by S3's own key, as they were before": {
			key: trailKey, keys: []string{trailKey}, verdict: Valid, of: Valid,
			do: func(tree *signedlogs.Tree) {
				for _, h := range tree.Chains[0].Hours[:4] {
					tree.Objects[h.Key].KMSKey = ""
				}
			},
			want: []string{
				"log valid 21 01T20:10 02T06:40 aws:kms trail",
				"digest valid 4 01T21:01 02T00:01 AES256", "digest valid 4 02T01:01 02T07:01 aws:kms trail",
			},
		},
		"a digest by another key": {
			key: trailKey, keys: []string{trailKey}, verdict: Valid, of: Valid,
			do: func(tree *signedlogs.Tree) { tree.Objects[tree.Chains[0].Hours[7].Key].KMSKey = anotherKey },
			want: []string{
				"log valid 21 01T20:10 02T06:40 aws:kms trail",
				"digest valid 7 01T21:01 02T06:01 aws:kms trail", "digest noted 1 02T07:01 02T07:01 aws:kms another",
			},
		},
		"another key for some": {
			key: trailKey, keys: []string{trailKey}, verdict: Exposed, of: Exposed,
			do: func(tree *signedlogs.Tree) {
				for _, key := range others(tree) {
					tree.Objects[key].KMSKey = anotherKey
				}
			},
			want: []string{
				"log valid 3 01T20:10 01T20:40 aws:kms trail", "log exposed 6 01T21:10 01T22:40 aws:kms another",
				"log valid 12 01T23:10 02T06:40 aws:kms trail", "digest valid 8 01T21:01 02T07:01 aws:kms trail",
			},
		},
		"another key that the trail had": {
			key: trailKey, keys: []string{trailKey, anotherKey}, verdict: Valid, of: Valid,
			do: func(tree *signedlogs.Tree) {
				for _, key := range others(tree) {
					tree.Objects[key].KMSKey = anotherKey
				}
			},
			want: []string{
				"log valid 3 01T20:10 01T20:40 aws:kms trail", "log valid 6 01T21:10 01T22:40 aws:kms another",
				"log valid 12 01T23:10 02T06:40 aws:kms trail", "digest valid 8 01T21:01 02T07:01 aws:kms trail",
			},
		},
		"S3's own key, though the trail has one": {keys: []string{trailKey}, verdict: Exposed, of: Exposed, want: []string{
			"log exposed 21 01T20:10 02T06:40 AES256", "digest valid 8 01T21:01 02T07:01 AES256",
		}},
		"a trail without a key": {keys: []string{}, verdict: Valid, of: Valid, want: []string{
			"log valid 21 01T20:10 02T06:40 AES256", "digest valid 8 01T21:01 02T07:01 AES256",
		}},
		"a trail of which nothing is said": {verdict: Valid, of: Noted, want: []string{
			"log noted 21 01T20:10 02T06:40 AES256", "digest noted 8 01T21:01 02T07:01 AES256",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}, KMSKey: c.key})
			if c.do != nil {
				c.do(tree)
			}
			r := live(t, tree, Options{KMSKeys: c.keys, End: end(tree)})
			if r.Verdict != c.verdict || r.Encryption.Verdict != c.of || !slices.Equal(seals(r), c.want) {
				t.Errorf("%s, encryption %s\n%s", r.Verdict, r.Encryption.Verdict, strings.Join(seals(r), "\n"))
			}
			if r.Logs != (Counts{Valid: 21}) {
				t.Errorf("got %+v", r.Logs)
			}
			for _, f := range findings(r) {
				if exposed := f.Kind == OtherKMSKey || f.Kind == NoKMS; exposed != (f.Verdict == Exposed) || exposed && (f.Files == 0 || f.From == nil) {
					t.Errorf("got %+v", f)
				}
			}
		})
	}
}

// TestEncryptionOfACopy: nothing beside a copy tells of it, which is said once and says nothing against the files.
func TestEncryptionOfACopy(t *testing.T) {
	tree := bucket(signedlogs.Options{KMSKey: anotherKey})
	hours := tree.Chains[0].Hours
	r := offline(t, tarOf(t, tree, false), tree, Options{KMSKeys: []string{trailKey}, End: &hours[2].End})
	if r.Verdict != Valid || r.Encryption.Verdict != Unknown || r.Encryption.Detail != "nothing beside 24 log files says how S3 encrypted them" {
		t.Errorf("%s %+v", r.Verdict, r.Encryption)
	}
	r = offline(t, tarOf(t, tree, true), tree, Options{KMSKeys: []string{trailKey}, End: &hours[2].End})
	if r.Verdict != Exposed || !has(r, OtherKMSKey) {
		t.Errorf("%s %+v", r.Verdict, r.Encryption)
	}
}

// TestManySealings: files that take turns don't make the report grow without end.
func TestManySealings(t *testing.T) {
	v, r := &verifier{Options: Options{KMSKeys: []string{trailKey}}}, &Region{}
	for i := range 10 * maxSealings {
		at := time.Unix(int64(10*maxSealings-i), 0)
		v.seal(r, DeliveredFile, []sealed{{at, sealOf("aws:kms", []string{trailKey, anotherKey}[i%2])}})
	}
	files := 0
	for _, s := range r.Encryption {
		files += s.Files
	}
	if len(r.Encryption) != maxSealings || files != 10*maxSealings {
		t.Errorf("%d ranges of %d files", len(r.Encryption), files)
	}
}
