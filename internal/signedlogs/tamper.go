package signedlogs

import (
	"bytes"
	"maps"
	"strings"
	"time"
)

// Tampering is something that somebody does to a bucket. Do returns the key of the file that a finding of Kind must name,
// empty where it is about a time or a Region.
type Tampering struct {
	Name string
	Kind string
	Do   func(t *Tree) (key string)
}

// Tamperings are all kinds, on the first chain of a bucket of eight hours with a pause before the sixth (PauseAt: 5).
var Tamperings = []Tampering{
	{"a log file deleted", "missing", logFile(func(t *Tree, key string) { delete(t.Objects, key) })},
	{"a log file edited", "altered", logFile(func(t *Tree, key string) {
		t.content(key, func(b []byte) []byte { return bytes.Replace(b, []byte("1.11"), []byte("1.12"), 1) })
	})},
	{"a log file emptied", "truncated", logFile(func(t *Tree, key string) { t.Objects[key].Body = nil })},
	{"a log file cut", "truncated", logFile(func(t *Tree, key string) { t.cut(key, len(t.Objects[key].Body)/2) })},
	{"the trailer of a log file cut", "truncated", logFile(func(t *Tree, key string) { t.cut(key, len(t.Objects[key].Body)-8) })},
	{"a gzip member appended to a log file", "appended", logFile(func(t *Tree, key string) { t.append(key, Gzip([]byte(`{"Records":[]}`))) })},
	{"bytes appended to a log file", "appended", logFile(func(t *Tree, key string) { t.append(key, []byte("x")) })},
	{"a log file stored plain", "corrupt", logFile(func(t *Tree, key string) { t.Objects[key].Body = Gunzip(t.Objects[key].Body) })},
	{"the check sum of a log file flipped", "corrupt", logFile(func(t *Tree, key string) { t.Objects[key].Body[len(t.Objects[key].Body)-8] ^= 1 })},
	{"two log files swapped", "swapped", func(t *Tree) string {
		a, b := t.Chains[0].Hours[1].Logs[0], t.Chains[0].Hours[3].Logs[1]
		t.Objects[a], t.Objects[b] = t.Objects[b], t.Objects[a]
		return a
	}},
	{"a log file replaced by one of another Region", "swapped", func(t *Tree) string {
		a := t.Chains[0].Hours[1].Logs[0]
		t.Objects[a] = t.Objects[t.Chains[1].Hours[1].Logs[0]]
		return a
	}},
	{"a log file forged", "unnamed", func(t *Tree) string { return t.AddLog(t.Chains[0], t.Chains[0].Hours[2].Start.Add(30*time.Minute)) }},
	{"a log file forged after the newest digest", "late", func(t *Tree) string {
		c := t.Chains[0]
		key := t.AddLog(c, c.Hours[2].Start.Add(30*time.Minute))
		t.Objects[key].Modified = c.Hours[len(c.Hours)-1].End.Add(10 * time.Minute)
		return key
	}},
	{"a file with a strange name among the log files", "foreign", func(t *Tree) string {
		key := strings.Replace(t.Chains[0].Hours[1].Logs[0], "_CloudTrail_", "_Trail_", 1)
		t.Objects[key] = &Object{Body: Gzip(nil)}
		return key
	}},

	{"a digest deleted", "missing", digest(2, func(t *Tree, _ *Chain, h *Hour) { delete(t.Objects, h.Key) })},
	{"two digests in a row deleted", "missing", digest(3, func(t *Tree, c *Chain, h *Hour) {
		delete(t.Objects, h.Key)
		delete(t.Objects, c.Hours[2].Key)
	})},
	{"the newest digest deleted", "not-covered", func(t *Tree) string {
		for _, h := range t.Chains[0].Hours[6:] {
			delete(t.Objects, h.Key)
		}
		return ""
	}},
	{"the last digest before a pause deleted", "unvouched", func(t *Tree) string {
		h := t.Chains[0].Hours[3]
		delete(t.Objects, h.Key)
		delete(t.Objects, t.Chains[0].Hours[4].Key)
		return h.Logs[1]
	}},
	{"all digests deleted", "no-digests", func(t *Tree) string {
		for _, h := range t.Chains[0].Hours {
			delete(t.Objects, h.Key)
		}
		return ""
	}},
	{"a digest edited", "altered", digest(2, func(t *Tree, _ *Chain, h *Hour) {
		t.content(h.Key, func(b []byte) []byte {
			return bytes.Replace(b, []byte(`"oldestEventTime":null`), []byte(`"oldestEventTime":""`), 1)
		})
	})},
	{"a digest edited and signed with another key under the name of the right one", "altered", digest(2, func(t *Tree, c *Chain, h *Hour) {
		h.JSON["logFiles"] = []any{}
		t.SignWith(c, h, StrangersKey, Fingerprint(c.Region, CurrentKey))
	})},
	{"a digest edited and signed with another key", "re-signed", digest(2, func(t *Tree, c *Chain, h *Hour) {
		h.JSON["logFiles"] = []any{}
		t.Sign(c, h, StrangersKey)
	})},
	{"a digest signed with an old key", "expired-key", digest(2, func(t *Tree, c *Chain, h *Hour) { t.Sign(c, h, ExpiredKey) })},
	{"a digest signed again with another content", "link-broken", digest(2, func(t *Tree, c *Chain, h *Hour) {
		h.JSON["logFiles"] = []any{}
		t.Sign(c, h, CurrentKey)
	})},
	{"a digest of no chain put in", "unlinked", func(t *Tree) string {
		c := t.Chains[0]
		h := &Hour{Start: c.Hours[2].Start, End: c.Hours[2].End.Add(10 * time.Minute)}
		h.Key = t.DigestKey(c, h.End, "")
		h.JSON = t.digest(c, h, nil)
		t.Sign(c, h, CurrentKey)
		return h.Key
	}},
	{"the signature of a digest taken away", "unsigned", digest(2, func(t *Tree, _ *Chain, h *Hour) { t.Objects[h.Key].Meta = map[string]string{} })},
	{"the signature of a digest changed", "signature", digest(2, func(t *Tree, _ *Chain, h *Hour) {
		t.Objects[h.Key].Meta["signature"] = "00" + t.Objects[h.Key].Meta["signature"][2:]
	})},
	{"the signature of a digest replaced by words", "signature", digest(2, func(t *Tree, _ *Chain, h *Hour) {
		t.Objects[h.Key].Meta["signature"] = "no signature"
	})},
	{"the algorithm beside a digest changed", "signature", digest(2, func(t *Tree, _ *Chain, h *Hour) {
		t.Objects[h.Key].Meta["signature-algorithm"] = "none"
	})},
	{"a digest cut", "truncated", digest(2, func(t *Tree, _ *Chain, h *Hour) { t.cut(h.Key, 100) })},
	{"a gzip member appended to a digest", "appended", digest(2, func(t *Tree, _ *Chain, h *Hour) { t.append(h.Key, Gzip([]byte("{}"))) })},
	{"a digest stored plain", "corrupt", digest(2, func(t *Tree, _ *Chain, h *Hour) { t.Objects[h.Key].Body = Gunzip(t.Objects[h.Key].Body) })},
	{"a digest that is no JSON", "malformed", digest(2, func(t *Tree, _ *Chain, h *Hour) { t.Objects[h.Key].Body = Gzip([]byte("{")) })},
	{"a digest replaced by that of another hour", "swapped", digest(2, func(t *Tree, c *Chain, h *Hour) { t.Objects[h.Key] = t.Objects[c.Hours[1].Key] })},
	{"a digest of another account", "foreign", digest(2, func(t *Tree, c *Chain, h *Hour) {
		h.JSON["awsAccountId"] = "999988887777"
		t.Sign(c, h, CurrentKey)
	})},
	{"a digest that names a file of another Region", "foreign", func(t *Tree) string {
		c := t.Chains[0]
		last := c.Hours[len(c.Hours)-1]
		of := t.Chains[1].Hours[1]
		own, _ := last.JSON["logFiles"].([]map[string]any)
		others, _ := of.JSON["logFiles"].([]map[string]any)
		last.JSON["logFiles"] = append(own, others[0])
		t.Sign(c, last, CurrentKey)
		return of.Logs[0]
	}},
	{"a digest by an algorithm that is not known", "algorithm", digest(2, func(t *Tree, c *Chain, h *Hour) {
		h.JSON["digestSignatureAlgorithm"] = "SHA512withRSA"
		t.Sign(c, h, CurrentKey)
	})},
	{"a log file hashed by an algorithm that is not known", "algorithm", func(t *Tree) string {
		c := t.Chains[0]
		last := c.Hours[len(c.Hours)-1]
		list, _ := last.JSON["logFiles"].([]map[string]any)
		list[0]["hashAlgorithm"] = "SHA-512"
		t.Sign(c, last, CurrentKey)
		return last.Logs[0]
	}},
	{"a strange file among the digests", "foreign", func(t *Tree) string {
		key := strings.Replace(t.Chains[0].Hours[1].Key, "_CloudTrail-Digest_", "_Digest_", 1)
		t.Objects[key] = &Object{Body: Gzip(nil)}
		return key
	}},
}

func logFile(do func(t *Tree, key string)) func(*Tree) string {
	return func(t *Tree) string {
		key := t.Chains[0].Hours[2].Logs[1]
		do(t, key)
		return key
	}
}

func digest(hour int, do func(t *Tree, c *Chain, h *Hour)) func(*Tree) string {
	return func(t *Tree) string {
		h := t.Chains[0].Hours[hour]
		do(t, t.Chains[0], h)
		return h.Key
	}
}

// content changes what is compressed.
func (t *Tree) content(key string, change func([]byte) []byte) {
	o := t.Objects[key]
	before := Gunzip(o.Body)
	after := change(before)
	if bytes.Equal(before, after) {
		panic("signedlogs: nothing was changed in " + key)
	}
	t.Objects[key] = &Object{Body: Gzip(after), Meta: maps.Clone(o.Meta), KMSKey: o.KMSKey}
}

func (t *Tree) cut(key string, size int) { t.Objects[key].Body = t.Objects[key].Body[:size] }

func (t *Tree) append(key string, more []byte) {
	t.Objects[key].Body = append(bytes.Clone(t.Objects[key].Body), more...)
}
