package logs

import (
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"trailproof/internal/signedlogs"
)

func sample() string {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	return string(signedlogs.Gunzip(tree.Objects[tree.Chains[0].Hours[1].Key].Body))
}

func TestParseDigest(t *testing.T) {
	good := sample()
	d, err := ParseDigest(good)
	if err != nil || len(d.Logs) != 3 || d.Account != "111122223333" || d.Previous.Hash == "" || d.EndText != "2025-06-01T22:01:31Z" {
		t.Fatalf("%+v %v", d, err)
	}
	if _, err := ParseDigest(strings.Replace(good, "{", `{"new": [1, {}],`, 1)); err != nil {
		t.Errorf("a member that nobody knows: %v", err)
	}
	for name, edit := range map[string][2]string{
		"a name twice":            {"{", `{"awsAccountId":"999988887777",`},
		"a name twice in a file":  {`[{`, `[{"s3Bucket":"other",`},
		"no account":              {`"awsAccountId"`, `"account"`},
		"an account that is null": {`"awsAccountId":"111122223333"`, `"awsAccountId":null`},
		"an account of nothing":   {`"awsAccountId":"111122223333"`, `"awsAccountId":""`},
		"no link":                 {`"previousDigestSignature"`, `"previous"`},
		"half a link":             {`"previousDigestS3Bucket":"audit-logs"`, `"previousDigestS3Bucket":null`},
		"a time of no form":       {"2025-06-01T22:01:31Z", "yesterday"},
		"an end before the start": {`"digestEndTime":"2025-`, `"digestEndTime":"2024-`},
		"no list":                 {`"logFiles":[`, `"files":[`},
		"a list of words":         {`"logFiles":[`, `"logFiles":["x",`},
		"a hash too short":        {`"hashValue":"`, `"hashValue":"00","x":"`},
		"text after it":           {"]", "]}{"},
	} {
		edited := strings.Replace(good, edit[0], edit[1], 1)
		if edited == good {
			t.Fatalf("%s: nothing is edited", name)
		}
		if _, err := ParseDigest(edited); err == nil {
			t.Errorf("%s: is read", name)
		}
	}
}

// FuzzParseDigest: a digest or an error, never both; what was read says what it needs to be checked.
func FuzzParseDigest(f *testing.F) {
	f.Add(sample())
	f.Add("{}")
	f.Add(`{"logFiles":[{}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		d, err := ParseDigest(text)
		if (d == nil) == (err == nil) {
			t.Fatalf("%v %v", d, err)
		}
		if err != nil {
			return
		}
		if d.Object == "" || d.Bucket == "" || d.Fingerprint == "" || d.End.Before(d.Start) {
			t.Errorf("%+v", d)
		}
		if (d.Previous.Object == "") != (d.PreviousSignatureText == "null") && d.Previous.Signature != "null" {
			t.Errorf("%+v", d.Previous)
		}
		for _, l := range d.Logs {
			if len(l.Hash) != 2*sha256.Size || l.Object == "" {
				t.Errorf("%+v", l)
			}
		}
	})
}

// FuzzInflate: any bytes end in a fault or in content, and never in more than the limit.
func FuzzInflate(f *testing.F) {
	f.Add(signedlogs.Gzip([]byte("x")))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, body []byte) {
		tree := &signedlogs.Tree{Objects: map[string]*signedlogs.Object{"k": {Body: body}}}
		v := &verifier{source: Bucket{&fakeS3{tree: tree}, "b"}, slots: make(chan struct{}, 1)}
		content := newText()
		_, fault := v.inflate(t.Context(), "k", 1000, content)
		if content.content.Len() > 1001 || content.content.Len() == 1001 && fault == nil {
			t.Errorf("%d bytes, %v", content.content.Len(), fault)
		}
		sum := sha256.Sum256(content.content.Bytes())
		if content.sum() != hex.EncodeToString(sum[:]) {
			t.Error("the hash is that of something else")
		}
	})
}

// FuzzNames: what is taken for a name of CloudTrail is made again from its parts.
func FuzzNames(f *testing.F) {
	l := lane{base: "AWSLogs/", account: "111122223333", region: "us-east-1"}
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	for key := range tree.Objects {
		f.Add(key)
	}
	f.Add(tree.DigestKey(tree.Chains[0], tree.Start, "_backfill"))
	f.Fuzz(func(t *testing.T, key string) {
		if n, ok := l.digestName(key); ok {
			variant := ""
			if n.backfill {
				variant = "_backfill"
			}
			made := &signedlogs.Tree{Options: signedlogs.Options{Trail: n.trail, Home: n.home}}
			if got := made.DigestKey(&signedlogs.Chain{Account: l.account, Region: l.region}, n.stamp, variant); got != key {
				t.Errorf("%q comes from %q", got, key)
			}
		}
		if at, ok := l.slot(key); ok && !strings.Contains(key, at.Format("/2006/01/02/")) {
			t.Errorf("%q is of %v", key, at)
		}
	})
}

func TestStringToSign(t *testing.T) {
	got := StringToSign("2025-06-01T22:01:31Z", "b", "k", "00ff", "null")
	if want := "2025-06-01T22:01:31Z\nb/k\n00ff\nnull"; got != want {
		t.Errorf("%q", got)
	}
}

// TestKeyForms: AWS shows keys in PKCS#1 and in the form with the algorithm; both are read.
func TestKeyForms(t *testing.T) {
	der := signedlogs.PublicKey("us-east-1", signedlogs.CurrentKey)
	k := Key{Fingerprint: signedlogs.Fingerprint("us-east-1", signedlogs.CurrentKey), Value: der}
	if err := k.check(); err != nil {
		t.Error(err)
	}
	key, err := k.rsa()
	if err != nil {
		t.Fatal(err)
	}
	spki, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		t.Fatal(err)
	}
	if other, err := (Key{Value: spki}).rsa(); err != nil || !other.Equal(key) {
		t.Errorf("%v", err)
	}
	if _, err := (Key{Value: der[1:]}).rsa(); err == nil {
		t.Error("something is a key that is none")
	}
}

// TestKeyTimes: a key counts while it is valid, and for what is signed a little later.
func TestKeyTimes(t *testing.T) {
	file, err := DecodeKeyFile(bucket(signedlogs.Options{Regions: []string{"us-east-1"}}).KeyFile())
	if err != nil {
		t.Fatal(err)
	}
	current, expired := file.Fetched[0].Keys[0], file.Fetched[0].Keys[1]
	if current.End.Before(expired.End) {
		current, expired = expired, current
	}
	for name, c := range map[string]struct {
		fingerprint string
		at          time.Time
		want        Kind
	}{
		"valid":         {current.Fingerprint, current.Start.Add(4 * 24 * time.Hour), ""},
		"just expired":  {expired.Fingerprint, expired.End.Add(time.Hour), ""},
		"expired":       {expired.Fingerprint, expired.End.Add(3 * time.Hour), ExpiredKey},
		"nobody's":      {"00", current.Start.Add(4 * 24 * time.Hour), Resigned},
		"another month": {"00", current.Start.Add(400 * 24 * time.Hour), NoKey},
	} {
		ring := &keyring{from: file, spans: map[string]*keySpan{}}
		_, f := ring.find(t.Context(), "us-east-1", c.fingerprint, c.at)
		if (f == nil) != (c.want == "") || f != nil && f.kind != c.want {
			t.Errorf("%s: %v", name, f)
		}
	}
}
