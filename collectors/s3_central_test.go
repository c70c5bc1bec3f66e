package collectors_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"trailproof/collectors"
	"trailproof/internal/awsfake"
	"trailproof/snapshot"
)

const (
	orgLogs    = "org-logs-666677778888"
	memberLogs = "member-logs-666677778888"
	centralAt  = "s3.central_buckets"
)

// centralOf returns a line for each central bucket, with what speaks for it.
func centralOf(s *snapshot.Snapshot) []string {
	var lines []string
	for arn, c := range s.S3.CentralBuckets {
		name := strings.TrimPrefix(arn, "arn:aws:s3:::")
		lines = append(lines, fmt.Sprintf("%s: %d trails, named %v, %s", name, len(c.Trails), c.Named, show(c.Folders)))
	}
	slices.Sort(lines)
	return lines
}

// TestCentralBuckets finds the buckets that trails of other accounts deliver to, and notes where it could not look.
func TestCentralBuckets(t *testing.T) {
	org := orgLogs + ": 1 trails, named false, [AWSLogs/555566667777/ AWSLogs/o-a1b2c3d4e5/]"
	member := memberLogs + ": 0 trails, named false, [members/AWSLogs/111122223333/ members/AWSLogs/444455556666/]"
	const nobodyKnows = " could not be read, so nobody knows whether trails of other accounts deliver there"
	for name, c := range map[string]struct {
		change   func(*awsfake.Account)
		buckets  []string
		want     []string
		gaps     []string // beginnings, of the list and of the folders
		policies int      // calls for them
	}{
		"by a trail, and by a policy": {nil, nil, []string{member, org}, nil, 5},
		"named: no others are searched": {
			nil,
			[]string{"plain-666677778888", "of-somebody-else"},
			[]string{org, "plain-666677778888: 0 trails, named true, []"},
			nil, 2,
		},
		"fed by an own trail": {func(a *awsfake.Account) {
			a.Trails[0].TrailARN = ptr("arn:aws:cloudtrail:us-east-1:666677778888:trail/organization")
		}, nil, []string{member}, nil, 5},
		"list refused": {
			refusing("s3:ListBuckets"), nil, nil,
			[]string{"denied s3:ListAllMyBuckets AccessDenied: "},
			1, // the trail's bucket is looked at as any that a trail names
		},
		"list refused, an own trail's bucket named": {func(a *awsfake.Account) {
			refusing("s3:ListBuckets")(a)
			a.Trails[0].TrailARN = ptr("arn:aws:cloudtrail:us-east-1:666677778888:trail/organization")
		}, []string{orgLogs}, nil, nil, 1},
		"list refused, another bucket named": {func(a *awsfake.Account) {
			refusing("s3:ListBuckets")(a)
			a.Trails[0].TrailARN = ptr("arn:aws:cloudtrail:us-east-1:666677778888:trail/organization")
		}, []string{memberLogs}, nil, []string{"denied s3:ListAllMyBuckets AccessDenied: "}, 1},
		"policies refused": {
			refusing("s3:GetBucketPolicy"), nil,
			[]string{orgLogs + ": 1 trails, named false, unseen"},
			[]string{
				"denied s3:GetBucketPolicy the policies of balancers-666677778888, former-logs-666677778888, " + memberLogs +
					" and 1 more buckets" + nobodyKnows + " (AccessDenied: ",
				"denied s3:GetBucketPolicy AccessDenied: ",
			},
			5,
		},
		"policies refused, named": {
			refusing("s3:GetBucketPolicy"),
			[]string{memberLogs},
			[]string{memberLogs + ": 0 trails, named true, unseen", orgLogs + ": 1 trails, named false, unseen"},
			[]string{"denied s3:GetBucketPolicy AccessDenied: ", "denied s3:GetBucketPolicy AccessDenied: "},
			2,
		},
		"policies refused in a Region": {
			refusing("s3:GetBucketPolicy eu-west-1"), nil,
			[]string{org},
			[]string{"denied s3:GetBucketPolicy the policies of " + memberLogs + nobodyKnows},
			5,
		},
		"a policy that says two things": {func(a *awsfake.Account) {
			a.Buckets[memberLogs].Policy = `{"Statement": [], "Statement": []}`
		}, nil, []string{org}, []string{"failed s3:GetBucketPolicy the policies of " + memberLogs + nobodyKnows}, 5},
		"no buckets": {func(a *awsfake.Account) { a.Buckets, a.Trails = nil, nil }, nil, nil, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "log_archive")
			if c.change != nil {
				c.change(a)
			}
			cfg := config(a)
			cfg.Buckets = c.buckets
			s := look(t, cfg)
			if got := centralOf(s); s.S3.CentralBuckets == nil || !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
			gaps := append(gapsAt(s, centralAt), gapsAt(s, centralAt+".*.folders")...)
			if !slices.EqualFunc(gaps, c.gaps, strings.HasPrefix) {
				t.Errorf("got the gaps %q, want %q", gaps, c.gaps)
			}
			if want := fmt.Sprintf("s3:GetBucketPolicy %d", c.policies); c.policies > 0 && !slices.Contains(a.CallCounts(), want) {
				t.Errorf("got %v, want %s", a.CallCounts(), want)
			}
		})
	}
}

func refusing(operation string) func(*awsfake.Account) {
	return func(a *awsfake.Account) { a.Refuse = map[string]string{operation: "AccessDenied"} }
}

// TestFolders reads policies: which of them let CloudTrail put files of other accounts, and where.
func TestFolders(t *testing.T) {
	statement := func(elements string) string {
		return `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "cloudtrail.amazonaws.com"}, ` +
			elements + `}]}`
	}
	put := func(resource string) string {
		return statement(`"Action": "s3:PutObject", "Resource": "` + resource + `"`)
	}
	under := func(pattern string) string { return put("arn:aws:s3:::plain-666677778888/" + pattern) }
	bound := func(condition string) string {
		return statement(`"Action": "s3:PutObject", "Resource": "arn:aws:s3:::plain-666677778888/*", "Condition": {` + condition + `}`)
	}
	const resource = `"Resource": "arn:aws:s3:::plain-666677778888/AWSLogs/*"`
	for name, c := range map[string]struct{ policy, want string }{
		"no policy":                     {"", ""},
		"all accounts":                  {under("AWSLogs/*"), "[AWSLogs/]"},
		"an account":                    {under("AWSLogs/111122223333/*"), "[AWSLogs/111122223333/]"},
		"this account":                  {under("AWSLogs/666677778888/*"), ""},
		"this account in an org":        {under("AWSLogs/o-a1b2c3d4e5/666677778888/*"), "[AWSLogs/o-a1b2c3d4e5/666677778888/]"},
		"under a prefix":                {under("a/b/AWSLogs/111122223333/CloudTrail/*"), "[a/b/AWSLogs/111122223333/]"},
		"the whole bucket":              {under("*"), "[AWSLogs/]"},
		"part of a name":                {under("lo*"), "[AWSLogs/]"},
		"a folder":                      {under("logs/*"), "[logs/AWSLogs/]"},
		"any prefix":                    {under("*/AWSLogs/111122223333/*"), "[AWSLogs/]"},
		"any bucket":                    {put("*"), "[AWSLogs/]"},
		"any bucket of a name":          {put("arn:aws:s3:::plain*/AWSLogs/*"), "[AWSLogs/]"},
		"another bucket":                {put("arn:aws:s3:::plainer/AWSLogs/*"), ""},
		"a file":                        {under("AWSLogs/111122223333"), ""},
		"all but some":                  {statement(`"Action": "s3:PutObject", "NotResource": "arn:aws:s3:::plain-666677778888/x/*"`), "[AWSLogs/]"},
		"every action":                  {statement(`"Action": "S3:*", ` + resource), "[AWSLogs/]"},
		"all actions but reading":       {statement(`"NotAction": "s3:Get*", ` + resource), "[AWSLogs/]"},
		"all actions but writing":       {statement(`"NotAction": "s3:Put*", ` + resource), ""},
		"reading":                       {statement(`"Action": "s3:GetBucketAcl", ` + resource), ""},
		"denied":                        {strings.Replace(under("AWSLogs/*"), "Allow", "Deny", 1), ""},
		"another service":               {strings.Replace(under("AWSLogs/*"), "cloudtrail", "config", 1), ""},
		"anybody":                       {strings.Replace(under("AWSLogs/*"), `{"Service": "cloudtrail.amazonaws.com"}`, `"*"`, 1), ""},
		"a canonical user of that name": {strings.Replace(under("AWSLogs/*"), `"Service"`, `"Federated"`, 1), ""},
		"for this account":              {bound(`"StringEquals": {"aws:SourceAccount": "666677778888"}`), ""},
		"for a trail of this account":   {bound(`"ArnLike": {"aws:SourceArn": "arn:aws:cloudtrail:*:666677778888:trail/*"}`), ""},
		"for two accounts":              {bound(`"StringEquals": {"aws:SourceAccount": ["666677778888", "111122223333"]}`), "[AWSLogs/]"},
		"for all but this account":      {bound(`"StringNotEquals": {"aws:SourceAccount": "666677778888"}`), "[AWSLogs/]"},
		"for an organization":           {bound(`"StringEquals": {"aws:SourceOrgID": "o-a1b2c3d4e5"}`), "[AWSLogs/]"},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "log_archive")
			a.Buckets["plain-666677778888"].Policy = c.policy
			s := look(t, collectors.Config{
				Clients: a.Clients(), DefaultRegion: a.DefaultRegion(), Now: a.Now, Unpaced: true, Reads: []string{centralAt + ".*.folders"},
			})
			got := ""
			if entry, ok := s.S3.CentralBuckets["arn:aws:s3:::plain-666677778888"]; ok {
				folders, _ := entry.Folders.Get()
				got = fmt.Sprint(folders)
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// TestManyBuckets reads a bounded number of policies, and says so.
func TestManyBuckets(t *testing.T) {
	const searched = 1000
	for name, c := range map[string]struct {
		more, policies int
		named          []string
		gaps           int
	}{
		"as many as are read": {searched - 4, searched + 1, nil, 0}, // four others, and that of the trail, which does not count
		"one too many":        {searched - 3, searched + 1, nil, 1},
		"named":               {searched, 2, []string{memberLogs}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "log_archive")
			for i := range c.more {
				a.Buckets[fmt.Sprintf("zz-%04d", i)] = &awsfake.Bucket{Region: "us-east-1"}
			}
			cfg := config(a)
			cfg.Buckets, cfg.Reads = c.named, []string{centralAt}
			s := look(t, cfg)
			gaps := gapsAt(s, centralAt)
			if len(gaps) != c.gaps || c.gaps > 0 && !strings.Contains(gaps[0], "has 1001 buckets that no trail names, and the policies of 1000") {
				t.Errorf("got %q", gaps)
			}
			if want := fmt.Sprintf("s3:GetBucketPolicy %d", c.policies); !slices.Contains(a.CallCounts(), want) {
				t.Errorf("got %v, want %s", a.CallCounts(), want)
			}
			if len(s.S3.CentralBuckets) != 2 {
				t.Errorf("got %q", centralOf(s))
			}
		})
	}
}

// TestCentralKeys finds the keys of this account that the default encryption, the policy and the trails name.
func TestCentralKeys(t *testing.T) {
	const keys = centralAt + ".*.keys"
	const first, second = "3f2504e0-4f89-41d3-9a0c-0305e82c3301", "9b1deb4d-3b7d-4bad-9bdd-2b0d7b3dcb6d"
	plain := func(a *awsfake.Account) { // neither bucket has a default key
		a.Buckets[orgLogs].Encryption, a.Buckets[memberLogs].Encryption = nil, nil
	}
	naming := func(values string) func(*awsfake.Account) {
		return func(a *awsfake.Account) {
			b := a.Buckets[memberLogs]
			b.Encryption = nil
			b.Policy = strings.ReplaceAll(b.Policy, `"arn:aws:kms:eu-west-1:666677778888:key/`+second+`"`, values)
		}
	}
	for name, c := range map[string]struct {
		change      func(*awsfake.Account)
		org, member string
		gaps        []string
	}{
		"default, trail and policy": {func(*awsfake.Account) {}, first, second, nil},
		"trail and policy":          {plain, first, second, nil},
		"default alone": {func(a *awsfake.Account) {
			a.Trails[0].KmsKeyId, a.Buckets[memberLogs].Policy = nil, strings.Replace(a.Buckets[memberLogs].Policy, "aws-kms-key-id", "x", 1)
		}, first, second, nil},
		"none": {func(a *awsfake.Account) {
			plain(a)
			a.Trails[0].KmsKeyId, a.Buckets[memberLogs].Policy = nil, strings.Replace(a.Buckets[memberLogs].Policy, "aws-kms-key-id", "x", 1)
		}, "", "", nil},
		"of another account": {func(a *awsfake.Account) {
			plain(a)
			a.Trails[0].KmsKeyId = ptr("arn:aws:kms:us-east-1:555566667777:key/" + first)
		}, "", second, nil},
		"patterns, aliases and other texts in the policy": {naming(
			`["*", "alias/member-logs", "arn:aws:kms:eu-west-1:666677778888:alias/member-logs", "arn:aws:kms:eu-west-1:666677778888:key/*"]`,
		), first, "", nil},
		"encryption refused": {
			refusing("s3:GetBucketEncryption"), "unseen", "unseen",
			[]string{"denied s3:GetEncryptionConfiguration AccessDenied: ", "denied s3:GetEncryptionConfiguration AccessDenied: "},
		},
		"alias refused": {refusing("kms:DescribeKey"), first, "unseen", []string{"denied kms:DescribeKey AccessDenied: "}},
		"policies refused": {func(a *awsfake.Account) {
			refusing("s3:GetBucketPolicy")(a)
		}, "unseen", "", []string{"denied s3:GetBucketPolicy AccessDenied: "}},
		"the trail's alias refused": {func(a *awsfake.Account) {
			a.Trails[0].KmsKeyId = ptr("arn:aws:kms:us-east-1:555566667777:alias/organization")
			a.Refuse = map[string]string{"kms:DescribeKey us-east-1": "AccessDenied"}
		}, "unseen", second, []string{"denied kms:DescribeKey AccessDenied: "}},
	} {
		t.Run(name, func(t *testing.T) {
			a := story(t, "log_archive")
			c.change(a)
			s := look(t, config(a))
			of := func(bucket string) string {
				entry := s.S3.CentralBuckets["arn:aws:s3:::"+bucket]
				list, ok := entry.Keys.Get()
				if !ok && bucket == memberLogs && c.member == "" {
					return "" // not a central bucket, for all that is known
				}
				if !ok {
					return "unseen"
				}
				for _, arn := range list {
					if _, ok := s.KMS.Keys[arn]; !ok {
						t.Errorf("nobody looked at %s", arn)
					}
				}
				_, id, _ := strings.Cut(strings.Join(list, " "), "/")
				return id
			}
			if org, member := of(orgLogs), of(memberLogs); org != c.org || member != c.member {
				t.Errorf("got %q and %q, want %q and %q", org, member, c.org, c.member)
			}
			if gaps := gapsAt(s, keys); !slices.EqualFunc(gaps, c.gaps, strings.HasPrefix) {
				t.Errorf("got the gaps %q", gaps)
			}
		})
	}
}

// TestCentralObjects takes a sample of the log files that trails put into central buckets, seen from here or not.
func TestCentralObjects(t *testing.T) {
	const key = "AWSLogs/555566667777/CloudTrail/us-east-1/2026/03/02/555566667777_CloudTrail_us-east-1_20260302T0755Z_a.json.gz"
	a := story(t, "log_archive")
	a.Buckets[orgLogs].Objects = map[string]*awsfake.Object{key: {LastModified: a.Now}, "elsewhere/x": {LastModified: a.Now}}
	s := look(t, config(a))
	for bucket, want := range map[string]string{orgLogs: key, memberLogs: "members/AWSLogs/444455556666/CloudTrail/us-east-1/2026/03/01/" +
		"444455556666_CloudTrail_us-east-1_20260301T0000Z_a.json.gz"} {
		objects, _ := s.S3.ObjectSamples["arn:aws:s3:::"+bucket].Objects.Get()
		if _, ok := objects[want]; !ok || len(objects) != 1 {
			t.Errorf("%s: got %v", bucket, objects)
		}
	}
	a = story(t, "log_archive")
	refusing("s3:GetBucketPolicy")(a)
	s = look(t, config(a))
	if o := s.S3.ObjectSamples["arn:aws:s3:::"+orgLogs].Objects; show(o) != "unseen" {
		t.Errorf("got %v where nobody knows the folders", o)
	}
	if gaps := gapsAt(s, "s3.object_samples.*.objects"); len(gaps) != 1 || !strings.HasPrefix(gaps[0], "denied s3:GetBucketPolicy") {
		t.Errorf("got %q", gaps)
	}
}
