package logs

import (
	"regexp"
	"strings"
	"time"
)

// lane is an account in a Region: the digests of all trails that record it, and one set of log files.
type lane struct {
	base                          string // [PREFIX/]AWSLogs/[o-ID/]
	organization, account, region string
	expected                      bool // though nothing of it is there
	// own is the part of its time that is verified, anchors what was verified right before it by an earlier run.
	own     window
	anchors []Anchor
	settled bool // what is found in its window is kept in the state
	beyond  *beyond
}

func (ln lane) where() Where { return Where{ln.organization, ln.account, ln.region} }

func (ln lane) digests() string {
	return ln.base + ln.account + "/CloudTrail-Digest/" + ln.region + "/"
}
func (ln lane) logs() string { return ln.base + ln.account + "/CloudTrail/" + ln.region + "/" }

// digestName is what the name of a digest says. The stamp is the end of its time.
type digestName struct {
	trail, home string
	stamp       time.Time
	backfill    bool
}

const (
	dayLayout   = "2006/01/02"
	stampLayout = "20060102T150405Z"
	slotLayout  = "20060102T1504Z"
	suffix      = ".json.gz"
)

// digestName takes a key apart; ok is false where CloudTrail gives no such name to a digest of the lane.
func (ln lane) digestName(key string) (n digestName, ok bool) {
	rest, ok := strings.CutPrefix(key, ln.digests())
	if !ok || len(rest) < len(dayLayout)+1 || rest[len(dayLayout)] != '/' {
		return n, false
	}
	day, file := rest[:len(dayLayout)], rest[len(dayLayout)+1:]
	if file, ok = strings.CutPrefix(file, ln.account+"_CloudTrail-Digest_"+ln.region+"_"); !ok {
		return n, false
	}
	if file, ok = strings.CutSuffix(file, suffix); !ok {
		return n, false
	}
	file, n.backfill = strings.CutSuffix(file, "_backfill")
	at := strings.LastIndexByte(file, '_')
	if at < 0 {
		return n, false
	}
	stamp, err := time.Parse(stampLayout, file[at+1:])
	if err != nil || stamp.Format(dayLayout) != day {
		return n, false
	}
	n.stamp = stamp
	if n.trail, n.home, ok = cutLast(file[:at], "_"); !ok || n.trail == "" || n.home == "" || strings.Contains(n.trail, "/") {
		return n, false
	}
	return n, true
}

func cutLast(s, sep string) (before, after string, ok bool) {
	at := strings.LastIndex(s, sep)
	if at < 0 {
		return s, "", false
	}
	return s[:at], s[at+len(sep):], true
}

var unique = regexp.MustCompile(`^[0-9A-Za-z]{16}$`)

// slot returns when a log file of the lane was to be delivered, to five minutes.
func (ln lane) slot(key string) (time.Time, bool) {
	rest, ok := strings.CutPrefix(key, ln.logs())
	if !ok || len(rest) < len(dayLayout)+1 || rest[len(dayLayout)] != '/' {
		return time.Time{}, false
	}
	day, file := rest[:len(dayLayout)], rest[len(dayLayout)+1:]
	if file, ok = strings.CutPrefix(file, ln.account+"_CloudTrail_"+ln.region+"_"); !ok {
		return time.Time{}, false
	}
	if file, ok = strings.CutSuffix(file, suffix); !ok {
		return time.Time{}, false
	}
	stamp, id, ok := strings.Cut(file, "_")
	if !ok || !unique.MatchString(id) {
		return time.Time{}, false
	}
	at, err := time.Parse(slotLayout, stamp)
	return at, err == nil && at.Format(dayLayout) == day
}

// owns says whether a digest of the lane may name the key: a file of the account and Region, of whatever CloudTrail delivers.
func (ln lane) owns(key string) bool {
	rest, ok := strings.CutPrefix(key, ln.base+ln.account+"/CloudTrail")
	if !ok {
		return false
	}
	_, rest, ok = strings.Cut(rest, "/")
	return ok && strings.HasPrefix(rest, ln.region+"/") && strings.HasSuffix(rest, suffix)
}

// KindOf says by its key whether a file is a DigestFile or a DeliveredFile.
func KindOf(key string) Kind {
	if strings.Contains(key, "/CloudTrail-Digest/") {
		return DigestFile
	}
	return DeliveredFile
}
