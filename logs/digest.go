package logs

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"trailproof/internal/strictjson"
)

// Digest is a digest file. Members that are not here are ignored, since CloudTrail may add some.
type Digest struct {
	Account               string
	Start, End            time.Time
	EndText               string // as written, which is what is signed
	Bucket, Object        string
	Fingerprint           string // of the key that signed it
	SignatureAlgorithm    string
	Previous              Link
	Logs                  []LogFile
	PreviousSignatureText string // what is signed: the signature as written, or null
}

// Link names the digest before; all of it is empty in the first of a chain.
type Link struct {
	Bucket, Object, Hash, HashAlgorithm, Signature string
}

// LogFile is an entry of a digest.
type LogFile struct {
	Bucket, Object, Hash, HashAlgorithm string
}

// ParseDigest reads the JSON of a digest. A repeated name, a missing member and a value of the wrong type are errors.
func ParseDigest(text string) (*Digest, error) {
	root, err := strictjson.Parse(text)
	if err != nil {
		return nil, err
	}
	if root.Kind != strictjson.Object {
		return nil, fmt.Errorf("a digest is an object, not %s", root.Kind)
	}
	if m, path := root.Duplicate(); m != nil {
		return nil, fmt.Errorf("%q stands twice in %q", m.Name, path)
	}
	d := &Digest{}
	r := members{of: root}
	d.Account = r.text("awsAccountId")
	startText := r.text("digestStartTime")
	d.EndText = r.text("digestEndTime")
	d.Bucket, d.Object = r.text("digestS3Bucket"), r.text("digestS3Object")
	d.Fingerprint = r.text("digestPublicKeyFingerprint")
	d.SignatureAlgorithm = r.text("digestSignatureAlgorithm")
	d.Previous = Link{
		Bucket: r.textOrNull("previousDigestS3Bucket"), Object: r.textOrNull("previousDigestS3Object"),
		Hash: r.textOrNull("previousDigestHashValue"), HashAlgorithm: r.textOrNull("previousDigestHashAlgorithm"),
		Signature: r.textOrNull("previousDigestSignature"),
	}
	d.PreviousSignatureText = "null"
	if d.Previous.Signature != "" {
		d.PreviousSignatureText = d.Previous.Signature
	}
	list := r.value("logFiles", strictjson.Array)
	if r.err != nil {
		return nil, r.err
	}
	if d.Start, err = time.Parse(time.RFC3339, startText); err != nil {
		return nil, fmt.Errorf("digestStartTime: %w", err)
	}
	if d.End, err = time.Parse(time.RFC3339, d.EndText); err != nil {
		return nil, fmt.Errorf("digestEndTime: %w", err)
	}
	if d.End.Before(d.Start) {
		return nil, errors.New("digestEndTime: is before digestStartTime")
	}
	if l := d.Previous; (l.Object == "") != (l.Bucket == "") || (l.Object == "") != (l.Hash == "") || (l.Object == "") != (l.Signature == "") {
		return nil, errors.New("previousDigest: is null in part")
	}
	for _, item := range list.Items {
		if item.Kind != strictjson.Object {
			return nil, fmt.Errorf("logFiles: an entry is %s", item.Kind)
		}
		e := members{of: item}
		f := LogFile{Bucket: e.text("s3Bucket"), Object: e.text("s3Object"), Hash: e.text("hashValue"), HashAlgorithm: e.text("hashAlgorithm")}
		if e.err != nil {
			return nil, fmt.Errorf("logFiles: %w", e.err)
		}
		if b, err := hex.DecodeString(f.Hash); err != nil || len(b) != 32 {
			return nil, fmt.Errorf("logFiles: %q is no SHA-256 in hexadecimal", f.Hash)
		}
		d.Logs = append(d.Logs, f)
	}
	return d, nil
}

// header is the digest without its log files, and without holding on to the text that it was read from.
func (d *Digest) header() *Digest {
	h := *d
	h.Logs = nil
	for _, s := range []*string{
		&h.Account, &h.EndText, &h.Bucket, &h.Object, &h.Fingerprint, &h.SignatureAlgorithm, &h.PreviousSignatureText,
		&h.Previous.Bucket, &h.Previous.Object, &h.Previous.Hash, &h.Previous.HashAlgorithm, &h.Previous.Signature,
	} {
		*s = strings.Clone(*s)
	}
	return &h
}

// members reads the members of an object and keeps the first error.
type members struct {
	of  *strictjson.Value
	err error
}

func (m *members) value(name string, kind strictjson.Kind) *strictjson.Value {
	v := m.of.Get(name)
	switch {
	case m.err != nil:
	case v == nil:
		m.err = fmt.Errorf("%s: is missing", name)
	case v.Kind != kind:
		m.err = fmt.Errorf("%s: is %s, not %s", name, v.Kind, kind)
	default:
		return v
	}
	return &strictjson.Value{}
}

func (m *members) text(name string) string {
	v := m.value(name, strictjson.String)
	if m.err == nil && v.Text == "" {
		m.err = fmt.Errorf("%s: is empty", name)
	}
	return v.Text
}

func (m *members) textOrNull(name string) string {
	if v := m.of.Get(name); v != nil && v.Kind == strictjson.Null {
		return ""
	}
	return m.text(name)
}
