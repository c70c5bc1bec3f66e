package logs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"
	"time"
)

// digests of an hour come some minutes after it; a later one is late.
const (
	hour  = time.Hour
	slack = 15 * time.Minute
	// edge is how far the name of a log file may be from when it was delivered, with room.
	edge = 10 * time.Minute
)

// link is a digest in its chain. What it says of log files is read again when its turn comes, so that a chain takes memory for
// its hours and not for its files.
type link struct {
	key  string
	name digestName
	meta Meta
	sum  string
	head *Digest // without its log files; nil where it can't be understood
	// fault is what is wrong with it, nil for nothing. trusted says that its content is proven all the same.
	fault   *fault
	trusted bool
}

func (l *link) start() time.Time {
	if l.head != nil {
		return l.head.Start
	}
	return l.name.stamp.Add(-hour)
}

func (l *link) end() time.Time {
	if l.head != nil {
		return l.head.End
	}
	return l.name.stamp
}

// signer is the fingerprint of the key that signed it, empty where its content can't be trusted.
func (l *link) signer() string {
	if !l.trusted {
		return ""
	}
	return l.head.Fingerprint
}

// text is the content of a digest and its hash.
type text struct {
	content bytes.Buffer // not embedded: its ReadFrom would pass the hash by
	hash    hash.Hash
}

func newText() *text { return &text{hash: sha256.New()} }

func (t *text) Write(p []byte) (int, error) {
	t.hash.Write(p)
	return t.content.Write(p)
}

func (t *text) Reset() {
	t.content.Reset()
	t.hash.Reset()
}

func (t *text) sum() string { return hex.EncodeToString(t.hash.Sum(nil)) }

// readLink reads the head of a digest.
func (v *verifier) readLink(ctx context.Context, l *link) {
	digest := newText()
	l.meta, l.fault = v.inflate(ctx, l.key, maxDigest, digest)
	if l.fault != nil && l.fault.kind != Appended {
		return
	}
	l.sum = digest.sum()
	head, err := ParseDigest(digest.content.String())
	if err != nil {
		l.fault = &fault{Malformed, err.Error()}
		return
	}
	l.head = head.header()
}

// judge goes through the digests of a chain from the newest to the oldest and says of each whether it can be trusted, and of
// the times between them whether something is missing. The links are sorted by time.
func (v *verifier) judge(ctx context.Context, ln lane, chain []*link) (between []Finding) {
	var next *link
	add := func(f ...Finding) {
		if ln.own.has(next.name.stamp) {
			between = append(between, f...)
		}
	}
	for i := len(chain) - 1; i >= 0; i-- {
		l := chain[i]
		names := next != nil && next.head != nil && next.head.Previous.Object == l.key
		v.judgeOne(ctx, ln, l, next, names)
		if next == nil || names {
			next = l
			continue
		}
		if !next.trusted {
			if next.name.stamp.Sub(l.end()) > hour+slack {
				add(during(Unknown, NotCovered, l.end(), next.start(),
					"there are no digests, and the one after it can't be trusted to say why"))
			}
			next = l
			continue
		}
		previous := next.head.Previous.Object
		if previous == "" {
			add(during(Noted, Pause, l.end(), next.start(), "the chain ended and began again: logging or validation was off"))
			next = l
			continue
		}
		named, ok := ln.digestName(previous)
		switch {
		case next.head.Previous.Bucket != next.head.Bucket:
			add(during(Noted, Begins, l.end(), next.start(), movedFrom(next)))
			next = l
		case !ok:
			add(Finding{
				Verdict: Tampered, Kind: Foreign, Key: next.key,
				Detail: fmt.Sprintf("the digest before it is said to be %q, which belongs elsewhere", previous),
			})
			next = l
		case !named.stamp.After(l.name.stamp):
			if l.fault == nil {
				l.fault = &fault{Unlinked, "the digest after it passes it over"}
			}
			l.trusted = false
		default:
			add(v.missing(previous, named.stamp, l.end())...)
			next = l
		}
	}
	return between
}

// missing tells of a digest that is named and not there, and of the hours before it of which nothing is there to name.
func (v *verifier) missing(key string, stamp, before time.Time) []Finding {
	found := []Finding{{Verdict: Tampered, Kind: Missing, Key: key, Detail: "the digest after it names it"}}
	if from := stamp.Add(-hour); from.Sub(before) > slack {
		found = append(found, during(Unknown, Missing, before, from, "no digest is there, and only the missing one after it can say whether any was"))
	}
	return found
}

func movedFrom(l *link) string {
	return fmt.Sprintf("the chain comes from another bucket, %q; it is not looked at", l.head.Previous.Bucket)
}

func during(v Verdict, k Kind, from, to time.Time, detail string) Finding {
	from, to = from.UTC(), to.UTC()
	return Finding{Verdict: v, Kind: k, From: &from, To: &to, Detail: detail}
}

// judgeOne checks the place, the key, the signature and the link of a digest. next is the one after it, if any, and named says
// whether that one names it.
func (v *verifier) judgeOne(ctx context.Context, ln lane, l, next *link, named bool) {
	vouched := named && next.trusted && strings.EqualFold(next.head.Previous.Hash, l.sum)
	if l.head == nil {
		if l.fault.kind == Malformed && vouched {
			l.fault = &fault{Algorithm, "it is genuine, but has a form that is not known: " + l.fault.detail}
		}
		return
	}
	d := l.head
	appended := l.fault // nil or Appended: the content before is complete
	f := v.checkSignature(ctx, ln, l, next, named)
	switch {
	case f != nil && f.kind == Altered && vouched:
		// The digest after it proves the content; only what lies beside it is wrong.
		l.trusted = true
		f = &fault{Signature, "its signature does not fit, while the digest after it proves its content"}
	case f != nil:
	case d.Object != l.key || v.source.Bucket() != "" && d.Bucket != v.source.Bucket():
		f = &fault{Swapped, fmt.Sprintf("it is genuine and belongs to s3://%s/%s", d.Bucket, d.Object)}
	case d.Account != ln.account:
		f = &fault{Foreign, fmt.Sprintf("it is of account %q", d.Account)}
	case d.SignatureAlgorithm != SignatureAlgorithm:
		f = &fault{Algorithm, fmt.Sprintf("it says that it is signed by %q", d.SignatureAlgorithm)}
	case d.Previous.Object != "" && d.Previous.HashAlgorithm != HashAlgorithm:
		f = &fault{Algorithm, fmt.Sprintf("it names the digest before it by %q", d.Previous.HashAlgorithm)}
	case named && next.trusted && !vouched:
		f = &fault{LinkBroken, "the digest after it names another content"}
	case named && next.trusted && l.meta.Signature != "" && !strings.EqualFold(next.head.Previous.Signature, l.meta.Signature):
		f = &fault{LinkBroken, "the digest after it names another signature"}
	default:
		l.trusted = true
		switch {
		case l.meta.Known && l.meta.Signature == "":
			f = &fault{Unsigned, "there is no signature beside it, while one that fits is in the digest after it"}
		case l.meta.Known && l.meta.Algorithm != SignatureAlgorithm:
			f = &fault{Signature, fmt.Sprintf("the algorithm beside it is %q, while its signature fits", l.meta.Algorithm)}
		}
	}
	if l.fault = f; f == nil {
		l.fault = appended
	}
}

// checkSignature looks for the signature beside the digest, or in the one after it, where a copy without metadata has it.
func (v *verifier) checkSignature(ctx context.Context, ln lane, l, next *link, named bool) *fault {
	signature, d := l.meta.Signature, l.head
	borrowed := signature == "" && named
	if borrowed {
		signature = next.head.Previous.Signature
	}
	if signature == "" {
		f := &fault{Unsigned, "there is no signature beside it"}
		if !l.meta.Known {
			f = &fault{NoSignature, "this copy has no signature of it: no digest after it names it, and nothing lies beside it"}
		}
		return f
	}
	at := d.End
	if l.name.backfill && !l.meta.Backfill.IsZero() {
		at = l.meta.Backfill
	}
	key, f := v.keys.find(ctx, ln.region, d.Fingerprint, at)
	if f != nil {
		return f
	}
	if err := verifySignature(key, StringToSign(d.EndText, d.Bucket, d.Object, l.sum, d.PreviousSignatureText), signature); err != nil {
		if borrowed && !next.trusted {
			return &fault{NoSignature, "its signature is in the digest after it, which can't be trusted"}
		}
		return &fault{Altered, err.Error()}
	}
	v.use(key)
	return nil
}
