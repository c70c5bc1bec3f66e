package remediate

import (
	"regexp"
	"slices"
	"strings"

	"trailproof/policy"
	"trailproof/snapshot"
)

// predictCentral works out what a central bucket's policy and default encryption say of it, after a change of either.
func predictCentral(s *snapshot.Snapshot, bucket string) {
	central, is := s.S3.CentralBuckets[bucket]
	if !is {
		return
	}
	b := s.S3.Buckets[bucket]
	p, _ := b.Policy.Get()
	doc, _ := p.Document.Get()
	if !central.Folders.IsZero() {
		folders := []string{}
		for _, st := range doc.Statements {
			if st.Effect == "Allow" && names(st, cloudTrail) && speaksOf(st, "s3:PutObject") && !forOwnTrails(st, s.Source.Account) {
				folders = append(folders, foldersOf(st, bucket, s.Source.Account)...)
			}
		}
		slices.Sort(folders)
		central.Folders = snapshot.Seen(slices.Compact(folders))
	}
	if !central.Keys.IsZero() {
		key, _ := b.EncryptionKey.Get()
		keys := []string{key}
		for _, st := range doc.Statements {
			for _, c := range st.Conditions {
				if c.Key == "s3:x-amz-server-side-encryption-aws-kms-key-id" {
					keys = append(keys, c.Values...)
				}
			}
		}
		for _, trail := range central.Trails {
			key, _ := s.CloudTrail.Trails[trail].Key.Get()
			keys = append(keys, key)
		}
		keys = slices.DeleteFunc(keys, func(arn string) bool {
			part := strings.SplitN(arn, ":", 6)
			return len(part) != 6 || part[0] != "arn" || part[2] != "kms" || part[4] != s.Source.Account ||
				!strings.HasPrefix(part[5], "key/") || strings.ContainsAny(arn, "*?")
		})
		slices.Sort(keys)
		central.Keys = snapshot.Seen(slices.Compact(keys))
	}
	s.S3.CentralBuckets[bucket] = central
}

// forOwnTrails says whether a condition admits trails of the account alone.
func forOwnTrails(s policy.Statement, account string) bool {
	return slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool {
		return slices.Contains(positive, c.Operator) && slices.Contains([]string{"aws:sourceaccount", "aws:sourcearn"}, c.Key) &&
			!slices.ContainsFunc(c.Values, func(v string) bool {
				part := strings.SplitN(v, ":", 6)
				return v != account && (len(part) != 6 || part[4] != account)
			})
	})
}

// logFolder is a folder of log files: that of all accounts, of an organization, of an account, or of one in an organization.
var logFolder = regexp.MustCompile(`^(.*/)?AWSLogs/(o-[a-z0-9]+/)?([0-9]{12}/)?`)

// foldersOf are the folders of log files that a statement speaks of, but for that of the account's own trails. A pattern
// that leaves open where they begin is taken to mean the folder that trails without a prefix write to.
func foldersOf(s policy.Statement, bucket, account string) []string {
	if len(s.NotResources) > 0 {
		return []string{"AWSLogs/"}
	}
	var folders []string
	for _, pattern := range s.Resources {
		if !policy.Overlap(pattern, bucket+"/*AWSLogs/*/CloudTrail*/*") {
			continue
		}
		key, inside := strings.CutPrefix(pattern, bucket+"/")
		key = fixedPart(key)
		key = key[:strings.LastIndexByte(key, '/')+1]
		if !inside {
			key = ""
		}
		folder := logFolder.FindString(key)
		if folder == "" {
			folder = key + "AWSLogs/"
		}
		if !strings.HasSuffix(folder, "AWSLogs/"+account+"/") {
			folders = append(folders, folder)
		}
	}
	return folders
}
