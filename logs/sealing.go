package logs

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Seal is how S3 encrypts an object. The zero Seal is that the source does not say.
type Seal struct {
	Method string // AES256, aws:kms, aws:kms:dsse, or none
	KMSKey string // the ARN of the key
}

// sealOf reads what S3 answers, where it answers at all.
func sealOf(method, key string) Seal { return Seal{Method: cmp.Or(method, "none"), KMSKey: key} }

// sealed is a file, the time in its name, and its seal.
type sealed struct {
	at   time.Time
	seal Seal
}

// maxSealings is how many ranges of a Region are kept apart; beyond that, ranges that are alike become one.
const maxSealings = 1000

// seal adds files of one kind to the ranges of a Region, in the order of their times.
func (v *verifier) seal(r *Region, of Kind, files []sealed) {
	for _, f := range files {
		if f.seal.Method == "" {
			if of == DeliveredFile {
				r.Unsealed++
			}
			continue
		}
		verdict, _ := v.judgeSeal(of, f.seal)
		alike := func(s Sealing) bool { return s.Of == of && s.Method == f.seal.Method && s.KMSKey == f.seal.KMSKey }
		i := len(r.Encryption) - 1
		if i >= 0 && !alike(r.Encryption[i]) && len(r.Encryption) >= maxSealings {
			i = slices.IndexFunc(r.Encryption, alike)
		}
		if i < 0 || !alike(r.Encryption[i]) {
			r.Encryption = append(r.Encryption, Sealing{
				Of: of, Verdict: verdict, Method: f.seal.Method, KMSKey: strings.Clone(f.seal.KMSKey), From: f.at, To: f.at,
			})
			i = len(r.Encryption) - 1
		}
		s := &r.Encryption[i]
		s.Files++
		if f.at.Before(s.From) {
			s.From = f.at
		}
		if f.at.After(s.To) {
			s.To = f.at
		}
	}
}

// judgeSeal compares a seal with the keys of the trail. Digests were encrypted with S3's own key before they took the trail's,
// and hold nothing that is not in the names and hashes of log files: only another key than both is noted.
func (v *verifier) judgeSeal(of Kind, s Seal) (Verdict, Kind) {
	kms := strings.HasPrefix(s.Method, "aws:kms")
	switch {
	case v.KMSKeys == nil:
		return Noted, ""
	case len(v.KMSKeys) == 0, kms && slices.Contains(v.KMSKeys, s.KMSKey):
		return Valid, ""
	case of == DigestFile && s.Method == "AES256":
		return Valid, ""
	case of == DigestFile:
		return Noted, ""
	case kms:
		return Exposed, OtherKMSKey
	}
	return Exposed, NoKMS
}

// tellSeals sorts the ranges and adds a finding for each that the trail does not ask for.
func (v *verifier) tellSeals(r *Region) {
	slices.SortStableFunc(r.Encryption, func(a, b Sealing) int {
		return cmp.Or(cmp.Compare(b.Of, a.Of), a.From.Compare(b.From), a.To.Compare(b.To), cmp.Compare(a.KMSKey, b.KMSKey))
	})
	// Ranges of two trails, or of two windows, come one after another here, as if they had been read in this order.
	ranges := []Sealing{}
	for _, s := range r.Encryption {
		if n := len(ranges); n > 0 && ranges[n-1].Of == s.Of && ranges[n-1].Method == s.Method && ranges[n-1].KMSKey == s.KMSKey {
			last := &ranges[n-1]
			last.Files += s.Files
			if s.To.After(last.To) {
				last.To = s.To
			}
			continue
		}
		ranges = append(ranges, s)
	}
	r.Encryption = ranges
	for _, s := range r.Encryption {
		verdict, kind := v.judgeSeal(s.Of, Seal{s.Method, s.KMSKey})
		if kind == "" {
			continue
		}
		f := during(verdict, kind, s.From, s.To, sealText(s))
		f.Files = s.Files
		v.find(r, f)
		r.mark(s.From, s.To, verdict)
	}
}

func sealText(s Sealing) string {
	if s.KMSKey != "" {
		return fmt.Sprintf("%s encrypted with %s, which is not the trail's key", number(s.Files, "log file"), s.KMSKey)
	}
	if s.Method == "none" {
		return fmt.Sprintf("%s not encrypted, while the trail has a key", number(s.Files, "log file"))
	}
	return fmt.Sprintf("%s encrypted by S3 alone (%s), while the trail has a key", number(s.Files, "log file"), s.Method)
}

// encryption sums up the log files of all Regions.
func (v *verifier) encryption(regions []*Region) Encryption {
	e := Encryption{Verdict: Valid, KMSKeys: v.KMSKeys}
	unsealed, files := 0, 0
	for _, r := range regions {
		unsealed += r.Unsealed
		for _, s := range r.Encryption {
			if s.Of == DeliveredFile {
				e.Verdict = worst(e.Verdict, s.Verdict)
				files += s.Files
			}
		}
	}
	switch {
	case e.Verdict == Exposed:
		e.Detail = "some log files are not encrypted with the trail's key"
	case unsealed > 0:
		e.Verdict, e.Detail = Unknown, fmt.Sprintf("nothing beside %s says how S3 encrypted them", number(unsealed, "log file"))
	case files == 0:
		e.Verdict, e.Detail = Unknown, "no log file was read"
	case v.KMSKeys == nil:
		e.Detail = "nobody said which key the trail encrypts with"
	case len(v.KMSKeys) == 0:
		e.Detail = "the trail has no key of KMS"
	}
	return e
}
