// Package signedlogs makes buckets with log and digest files as CloudTrail delivers and signs them, for tests: the same seed
// gives the same bytes. It shares no code with the package that verifies them.
package signedlogs

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Options say how large a bucket is. Zero values are small ones.
type Options struct {
	Seed             uint64
	Bucket, Prefix   string
	Organization     string
	Accounts         []string
	Regions          []string
	Trail, Home      string
	Start            time.Time
	Hours, Logs      int // hours of each account and Region, log files of each hour
	Size             int // of a log file in bytes, about, before it is compressed
	PauseAt, PauseOf int // before which hour there is a pause, and of how many hours
	// KMSKey is the ARN of the key that encrypts everything; empty for S3's own.
	KMSKey string
}

// Object is an object with the metadata that S3 keeps beside it. Without a KMSKey S3 encrypts it with its own.
type Object struct {
	Body   []byte
	Meta   map[string]string
	KMSKey string
	// Modified is when it was put there, where that says more than its name; zero where not.
	Modified time.Time
}

// Encryption is what S3 says of the object's encryption.
func (o *Object) Encryption() string {
	if o.KMSKey != "" {
		return "aws:kms"
	}
	return "AES256"
}

// Tree is a bucket.
type Tree struct {
	Options
	Objects map[string]*Object
	Chains  []*Chain

	random *rand.Rand
}

// Chain is the digests of an account in a Region, from the oldest.
type Chain struct {
	Account, Region string
	Hours           []*Hour
}

// Hour is a digest and its log files.
type Hour struct {
	Key        string
	Start, End time.Time
	Logs       []string // keys
	JSON       map[string]any
}

// New makes a bucket.
func New(o Options) *Tree {
	if o.Bucket == "" {
		o.Bucket = "audit-logs"
	}
	if o.Accounts == nil {
		o.Accounts = []string{"111122223333"}
	}
	if o.Regions == nil {
		o.Regions = []string{"eu-west-1", "us-east-1"}
	}
	if o.Trail == "" {
		o.Trail, o.Home = "main_trail", "us-east-1"
	}
	if o.Start.IsZero() {
		o.Start = time.Date(2025, 6, 1, 20, 1, 31, 0, time.UTC)
	}
	if o.Hours == 0 {
		o.Hours = 8
	}
	if o.Logs == 0 {
		o.Logs = 3
	}
	if o.Size == 0 {
		o.Size = 400
	}
	t := &Tree{Options: o, Objects: map[string]*Object{}, random: rand.New(rand.NewPCG(o.Seed, 1))}
	for _, account := range o.Accounts {
		for _, region := range o.Regions {
			t.chain(account, region)
		}
	}
	return t
}

func (t *Tree) base(account string) string {
	base := "AWSLogs/"
	if t.Prefix != "" {
		base = t.Prefix + "/" + base
	}
	if t.Organization != "" {
		base += t.Organization + "/"
	}
	return base + account + "/"
}

func (t *Tree) chain(account, region string) {
	c := &Chain{Account: account, Region: region}
	t.Chains = append(t.Chains, c)
	at := t.Start
	for i := range t.Hours {
		if i > 0 && i == t.PauseAt {
			at = at.Add(time.Duration(t.PauseOf) * time.Hour)
		}
		h := &Hour{Start: at, End: at.Add(time.Hour), Key: t.DigestKey(c, at.Add(time.Hour), "")}
		if i%5 != 4 { // each fifth hour is empty
			for j := range t.Logs {
				h.Logs = append(h.Logs, t.AddLog(c, at.Add(time.Duration(j)*50*time.Minute/time.Duration(t.Logs)+10*time.Minute)))
			}
		}
		var previous *Hour
		if i > 0 && i != t.PauseAt {
			previous = c.Hours[i-1]
		}
		h.JSON = t.digest(c, h, previous)
		t.Sign(c, h, CurrentKey)
		c.Hours = append(c.Hours, h)
		at = h.End
	}
}

// DigestKey is the key of the digest that ends at a time; variant is empty or "_backfill".
func (t *Tree) DigestKey(c *Chain, end time.Time, variant string) string {
	return fmt.Sprintf("%sCloudTrail-Digest/%s/%s/%s_CloudTrail-Digest_%s_%s_%s_%s%s.json.gz", t.base(c.Account), c.Region,
		end.Format("2006/01/02"), c.Account, c.Region, t.Trail, t.Home, end.Format("20060102T150405Z"), variant)
}

// AddLog adds a log file that is delivered at a time and returns its key. No digest names it yet.
func (t *Tree) AddLog(c *Chain, at time.Time) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	id := make([]byte, 16)
	for i := range id {
		id[i] = letters[t.random.IntN(len(letters))]
	}
	at = at.Truncate(5 * time.Minute)
	key := fmt.Sprintf("%sCloudTrail/%s/%s/%s_CloudTrail_%s_%s_%s.json.gz", t.base(c.Account), c.Region, at.Format("2006/01/02"),
		c.Account, c.Region, at.Format("20060102T1504Z"), id)
	var text bytes.Buffer
	text.WriteString(`{"Records":[`)
	for i := 0; text.Len() < t.Size; i++ {
		if i > 0 {
			text.WriteByte(',')
		}
		fmt.Fprintf(&text, `{"eventVersion":"1.11","awsRegion":%q,"eventTime":%q,"eventID":"%016x%016x","recipientAccountId":%q}`,
			c.Region, at.Format(time.RFC3339), t.random.Uint64(), t.random.Uint64(), c.Account)
	}
	text.WriteString("]}")
	t.Objects[key] = &Object{Body: Gzip(text.Bytes()), KMSKey: t.KMSKey}
	return key
}

func (t *Tree) digest(c *Chain, h *Hour, previous *Hour) map[string]any {
	d := map[string]any{
		"awsAccountId": c.Account, "digestStartTime": h.Start.Format(time.RFC3339), "digestEndTime": h.End.Format(time.RFC3339),
		"digestS3Bucket": t.Bucket, "digestS3Object": h.Key, "digestSignatureAlgorithm": "SHA256withRSA",
		"newestEventTime": nil, "oldestEventTime": nil,
		"previousDigestS3Bucket": nil, "previousDigestS3Object": nil, "previousDigestHashValue": nil,
		"previousDigestHashAlgorithm": nil, "previousDigestSignature": nil,
	}
	if previous != nil {
		o := t.Objects[previous.Key]
		d["previousDigestS3Bucket"], d["previousDigestS3Object"] = t.Bucket, previous.Key
		d["previousDigestHashValue"], d["previousDigestHashAlgorithm"] = hashOf(Gunzip(o.Body)), "SHA-256"
		d["previousDigestSignature"] = o.Meta["signature"]
	}
	list := []map[string]any{}
	for _, key := range h.Logs {
		list = append(list, map[string]any{
			"s3Bucket": t.Bucket, "s3Object": key, "hashValue": hashOf(Gunzip(t.Objects[key].Body)), "hashAlgorithm": "SHA-256",
			"newestEventTime": h.Start.Format(time.RFC3339), "oldestEventTime": h.Start.Format(time.RFC3339),
		})
	}
	d["logFiles"] = list
	return d
}

// Sign writes the digest of an hour as its JSON says, signed with one of the keys of the Region.
func (t *Tree) Sign(c *Chain, h *Hour, which int) {
	t.SignWith(c, h, which, Fingerprint(c.Region, which))
}

// SignWith signs with one key and names another.
func (t *Tree) SignWith(c *Chain, h *Hour, which int, fingerprint string) {
	h.JSON["digestPublicKeyFingerprint"] = fingerprint
	body := must(json.Marshal(h.JSON))
	previous, ok := h.JSON["previousDigestSignature"].(string)
	if !ok {
		previous = "null"
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%s/%s\n%s\n%s", h.JSON["digestEndTime"], h.JSON["digestS3Bucket"],
		h.JSON["digestS3Object"], hashOf(body), previous))
	signature := must(rsa.SignPKCS1v15(nil, keyOf(c.Region, which), crypto.SHA256, sum[:]))
	t.Objects[h.Key] = &Object{Body: Gzip(body), KMSKey: t.KMSKey, Meta: map[string]string{
		"signature": hex.EncodeToString(signature), "signature-algorithm": "SHA256withRSA",
	}}
}

// NameLog lets the digest of an hour name one more log file, and links and signs those after it again.
func (t *Tree) NameLog(c *Chain, hour int, key string) {
	list, _ := c.Hours[hour].JSON["logFiles"].([]map[string]any)
	c.Hours[hour].JSON["logFiles"] = append(list, map[string]any{
		"s3Bucket": t.Bucket, "s3Object": key, "hashValue": hashOf(Gunzip(t.Objects[key].Body)), "hashAlgorithm": "SHA-256",
	})
	for ; hour < len(c.Hours); hour++ {
		t.Relink(c, hour)
	}
}

// Relink signs the digest of an hour again, naming the one before as that now is.
func (t *Tree) Relink(c *Chain, hour int) {
	h := c.Hours[hour]
	if previous, ok := h.JSON["previousDigestS3Object"].(string); ok {
		o := t.Objects[previous]
		h.JSON["previousDigestHashValue"], h.JSON["previousDigestSignature"] = hashOf(Gunzip(o.Body)), o.Meta["signature"]
	}
	t.Sign(c, h, CurrentKey)
}

// AddBackfill adds a backfill digest of an hour that names a log file of its own, and returns it.
func (t *Tree) AddBackfill(c *Chain, hour int) *Hour {
	of := c.Hours[hour]
	h := &Hour{Start: of.Start, End: of.End, Key: t.DigestKey(c, of.End, "_backfill")}
	h.Logs = []string{t.AddLog(c, of.Start.Add(30*time.Minute))}
	h.JSON = t.digest(c, h, nil)
	t.Sign(c, h, CurrentKey)
	t.Objects[h.Key].Meta["backfill-generation-timestamp"] = of.End.Add(5 * time.Hour).Format(time.RFC3339)
	return h
}

// Write puts the bucket into a folder, with what head-object says of each object beside it if sidecars are wanted.
func (t *Tree) Write(dir string, sidecars bool) error {
	for name, body := range t.files(sidecars) {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, body, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// WriteTar writes the bucket as a tar.
func (t *Tree) WriteTar(w io.Writer, sidecars bool) error {
	files := t.files(sidecars)
	out := tar.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := out.WriteHeader(&tar.Header{Name: "./" + name, Mode: 0o644, Size: int64(len(files[name]))}); err != nil {
			return err
		}
		if _, err := out.Write(files[name]); err != nil {
			return err
		}
	}
	return out.Close()
}

func (t *Tree) files(sidecars bool) map[string][]byte {
	files := map[string][]byte{}
	for key, o := range t.Objects {
		files[key] = o.Body
		if sidecars {
			head := map[string]any{"ContentLength": len(o.Body), "Metadata": o.Meta, "ServerSideEncryption": o.Encryption()}
			if !o.Modified.IsZero() {
				head["LastModified"] = o.Modified
			}
			if o.KMSKey != "" {
				head["SSEKMSKeyId"] = o.KMSKey
			}
			files[key+".head.json"] = must(json.Marshal(head))
		}
	}
	return files
}

// KeyFile is the keys of the Regions as trailproof logs fetch-keys saves them, as if those of a week around were asked for.
func (t *Tree) KeyFile() []byte {
	type object = map[string]any
	fetched := []object{}
	for _, region := range t.Regions {
		keys := []object{}
		for _, which := range []int{CurrentKey, ExpiredKey} {
			start, end := Validity(t.Start, which)
			keys = append(keys, object{
				"fingerprint": Fingerprint(region, which), "start": start, "end": end,
				"value": base64.StdEncoding.EncodeToString(PublicKey(region, which)),
			})
		}
		fetched = append(fetched, object{
			"region": region, "start": t.Start.Add(-7 * 24 * time.Hour), "end": t.Start.Add(30 * 24 * time.Hour), "keys": keys,
		})
	}
	return must(json.MarshalIndent(object{"version": 1, "fetched": fetched}, "", "  "))
}

// Gzip compresses as one member.
func Gzip(content []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	must(w.Write(content))
	if err := w.Close(); err != nil {
		panic(err) // a buffer takes everything
	}
	return b.Bytes()
}

// Gunzip is the content of what Gzip made.
func Gunzip(body []byte) []byte {
	return must(io.ReadAll(must(gzip.NewReader(bytes.NewReader(body)))))
}

func hashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// must is for what can't go wrong with bytes made here.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
