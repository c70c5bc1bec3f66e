package access

import (
	"maps"
	"slices"
	"strings"
	"time"

	"trailproof/snapshot"
)

// Fill works out the access facts of a snapshot and puts them into it, in place of those that it has.
func Fill(s *snapshot.Snapshot) {
	s.Gaps = slices.DeleteFunc(s.Gaps, func(g snapshot.Gap) bool { return snapshot.Rests(g.Path) != nil })
	s.Access = snapshot.Access{}
	defer s.SortGaps()
	for _, g := range s.Gaps {
		if g.Path == "cloudtrail.trails" && g.Resource == "" {
			s.Gaps = append(s.Gaps, followsFrom(g, "access.deliveries", ""))
		}
	}
	if s.CloudTrail.Trails == nil {
		return
	}
	s.Access.Deliveries = map[string]snapshot.Delivery{}
	for arn, t := range s.CloudTrail.Trails {
		if t.Owner == s.Source.Account {
			s.Access.Deliveries[arn] = deliver(s, arn, t)
		}
	}
}

// followsFrom is the gap of a fact that a gap leaves open.
func followsFrom(g snapshot.Gap, path, resource string) snapshot.Gap {
	g.Path, g.Resource = path, resource
	return g
}

const (
	writePath   = "access.deliveries.*.write"
	encryptPath = "access.deliveries.*.encrypt"
)

// deliver sends the requests by which CloudTrail delivers the files of a trail.
func deliver(s *snapshot.Snapshot, arn string, t snapshot.Trail) snapshot.Delivery {
	d := delivery{s: s, arn: arn, trail: t, bucket: s.S3.Buckets[t.Bucket]}
	d.owner, _ = d.bucket.Owner.Get()
	var out snapshot.Delivery
	out.Write = d.ask(writePath, d.writes(), []source{
		{"s3.buckets.*.policy", t.Bucket},
		{"s3.buckets.*.policy.document", t.Bucket},
		{"s3.buckets", ""},
		{"regions", ""},
		{"cloudtrail.trails.*.key", arn},
	})
	key, known := t.Key.Get()
	switch {
	case t.Key.IsAbsent():
		out.Encrypt = snapshot.Absent[[]snapshot.Refusal]()
	case !known:
		d.unseen(encryptPath, []source{{"cloudtrail.trails.*.key", arn}}, "")
	default:
		out.Encrypt = d.ask(encryptPath, d.encryptions(key), []source{
			{"kms.keys.*.policy", key},
			{"kms.keys.*.policy.document", key},
			{"kms.keys.*.grants", key},
			{"kms.keys", ""},
			{"s3.buckets.*.encryption", t.Bucket},
		})
	}
	return out
}

type delivery struct {
	s      *snapshot.Snapshot
	arn    string
	trail  snapshot.Trail
	bucket snapshot.Bucket
	owner  string // of the bucket
}

// source is a place in the snapshot that an answer may lack.
type source struct{ path, resource string }

// sent is a request with the policies that decide it.
type sent struct {
	action, resource string
	keys             map[string]Value
	policies         *Policies
	owner            string
	perhaps          bool // whether CloudTrail sends it at all is not known
}

// ask decides the requests. Refused ones are told whatever else is unknown; where none is refused, one of which nobody knows
// leaves the whole unseen.
func (d *delivery) ask(path string, requests []sent, sources []source) snapshot.Field[[]snapshot.Refusal] {
	refused := []snapshot.Refusal{}
	doubt := ""
	unknown := false
	for _, q := range requests {
		r := NewRequest(q.action, q.resource, q.owner)
		r.Principal = Principal{Kind: Service, ARN: cloudTrail}
		r.Context = d.context().With(q.keys)
		decision, why := Explain(&r, q.policies)
		allowed := decision.Allowed
		if q.perhaps {
			allowed = allowed.Or(Unknown)
		}
		if allowed == No {
			refused = append(refused, refusal(q, why))
		}
		if allowed == Unknown {
			unknown = true
			if doubt == "" && len(why) > 0 {
				doubt = q.action + " on " + q.resource + ": " + why[len(why)-1].String()
			}
		}
	}
	if len(refused) == 0 && unknown {
		d.unseen(path, sources, doubt)
		return snapshot.Field[[]snapshot.Refusal]{}
	}
	return snapshot.Seen(refused)
}

// refusal tells of a request that is refused, and what denies it.
func refusal(q sent, why []Match) snapshot.Refusal {
	r := snapshot.Refusal{Action: q.action, Resource: q.resource, Why: []string{}}
	for _, m := range why {
		if m.Deny && m.Truth == Yes {
			r.Why = append(r.Why, m.String())
		}
	}
	return r
}

// unseen notes that a fact could not be worked out: for want of what a gap names, or because it hangs on what nobody knows.
func (d *delivery) unseen(path string, sources []source, doubt string) {
	found := false
	for _, g := range d.s.Gaps {
		if slices.Contains(sources, source{g.Path, g.Resource}) || g.Resource == "" && slices.ContainsFunc(sources, func(src source) bool { return src.path == g.Path }) {
			d.s.Gaps = append(d.s.Gaps, followsFrom(g, path, d.arn))
			found = true
		}
	}
	if !found {
		if doubt == "" {
			doubt = "a policy that decides was not seen"
		}
		d.s.Gaps = append(d.s.Gaps, snapshot.Gap{Path: path, Resource: d.arn, Kind: snapshot.Failed, Detail: doubt})
	}
}

const cloudTrail = "cloudtrail.amazonaws.com"

// context is what CloudTrail sends with each request: as a service that acts for the trail, over TLS, from no network of the
// account and without MFA.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
func (d *delivery) context() Context {
	keys := map[string]Value{
		"aws:SourceArn": Single(d.arn), "aws:SourceAccount": Single(d.trail.Owner), "aws:SecureTransport": Single("true"),
		"s3:TlsVersion": Single("1.2"), "aws:PrincipalIsAWSService": Single("true"), "aws:PrincipalServiceName": Single(cloudTrail),
		"aws:PrincipalServiceNamesList": Multi(cloudTrail), "aws:ViaAWSService": Single("false"),
		"aws:CurrentTime": Single(d.s.Source.TakenAt.Format(time.RFC3339)), "aws:ResourceAccount": Maybe(),
		"aws:SourceOrgID": Maybe(), "aws:SourceOrgPaths": Maybe(), "aws:RequestedRegion": Maybe(), "aws:SourceIp": Maybe(),
		"aws:UserAgent": Maybe(), "aws:ResourceOrgID": Maybe(), "aws:ResourceOrgPaths": Maybe(), "aws:PrincipalType": Maybe(),
		"aws:userid": Maybe(), "aws:EpochTime": Maybe(), "kms:ViaService": Maybe(), "kms:CallerAccount": Maybe(),
		"aws:PrincipalAccount": Maybe(), "s3:authType": Maybe(), "s3:signatureversion": Maybe(), "s3:x-amz-content-sha256": Maybe(),
		"s3:signatureAge": Maybe(),
	}
	if d.owner != "" {
		keys["aws:ResourceAccount"] = Single(d.owner)
	}
	// All other keys, such as aws:PrincipalOrgID, aws:PrincipalArn and aws:SourceVpce, are absent from such a request.
	return NewContext(false, keys)
}

// writes are the requests to the bucket: the check of its ACL, and a log file, and a digest where there are any, from every
// Region whose events the trail delivers.
func (d *delivery) writes() []sent {
	policies := &Policies{Resource: fieldPolicy("bucket policy of "+d.trail.S3BucketName, d.bucket.Policy)}
	if exists, ok := d.bucket.Exists.Get(); ok && !exists {
		policies.Resource = nil
	}
	all := []sent{{action: "s3:GetBucketAcl", resource: d.trail.Bucket, policies: policies, owner: d.owner}}
	keys := map[string]Value{
		"s3:x-amz-acl": Single("bucket-owner-full-control"), "s3:x-amz-storage-class": Maybe(),
		"s3:x-amz-server-side-encryption":                Single("AES256"),
		"s3:x-amz-server-side-encryption-aws-kms-key-id": Absent(),
	}
	switch key, ok := d.trail.Key.Get(); {
	case ok:
		keys["s3:x-amz-server-side-encryption"] = Single("aws:kms")
		keys["s3:x-amz-server-side-encryption-aws-kms-key-id"] = Single(key)
	case !d.trail.Key.IsAbsent():
		keys["s3:x-amz-server-side-encryption"], keys["s3:x-amz-server-side-encryption-aws-kms-key-id"] = Maybe(), Maybe()
	}
	regions, complete := d.regions()
	for _, region := range regions {
		kinds := []string{"CloudTrail"}
		if d.trail.LogFileValidationEnabled {
			kinds = append(kinds, "CloudTrail-Digest")
		}
		for _, kind := range kinds {
			all = append(all, sent{action: "s3:PutObject", resource: d.file(kind, region), keys: keys, policies: policies, owner: d.owner})
		}
	}
	if !complete {
		// From Regions that nobody knows of it sends requests that nobody can decide.
		all = append(all, sent{action: "s3:PutObject", resource: d.trail.Bucket + "/*", policies: &Policies{Resource: UnseenPolicy("the list of Regions")}})
	}
	return all
}

// file is the ARN of a file of the trail's owner.
func (d *delivery) file(kind, region string) string {
	prefix := d.trail.Bucket + "/"
	if d.trail.S3KeyPrefix != nil {
		prefix += *d.trail.S3KeyPrefix + "/"
	}
	return strings.Join([]string{prefix + "AWSLogs", d.trail.Owner, kind, region, "2025/01/01", d.trail.Owner + "_" + kind + "_" + region + ".json.gz"}, "/")
}

// regions are those whose events the trail delivers, as far as they are known.
func (d *delivery) regions() (names []string, complete bool) {
	if !d.trail.IsMultiRegionTrail {
		return []string{d.trail.HomeRegion}, true
	}
	if d.s.Regions == nil {
		return []string{d.trail.HomeRegion}, false
	}
	var enabled []string
	for _, name := range slices.Sorted(maps.Keys(d.s.Regions)) {
		if d.s.Regions[name].Enabled {
			enabled = append(enabled, name)
		}
	}
	return enabled, true
}

// encryptions are the requests to the key. Decrypt is needed where the bucket has an S3 Bucket Key.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
func (d *delivery) encryptions(key string) []sent {
	k := d.s.KMS.Keys[key]
	policies := &Policies{Resource: fieldPolicy("key policy", k.Policy)}
	if grants, ok := k.Grants.Get(); ok {
		for _, g := range grants {
			policies.Grants = append(policies.Grants, grantOf(g))
		}
	} else {
		policies.GrantsUnseen = true
	}
	if exists, ok := k.Exists.Get(); ok && !exists {
		policies = &Policies{}
	}
	bound := map[string]Value{
		"kms:EncryptionContext:aws:cloudtrail:arn": Single(d.arn),
		"kms:EncryptionContext:aws:s3:arn":         Single(d.file("CloudTrail", d.trail.HomeRegion)),
		"kms:EncryptionContextKeys":                Multi("aws:cloudtrail:arn", "aws:s3:arn"),
	}
	owner := arnPart(key, 4)
	all := []sent{
		{action: "kms:GenerateDataKey", resource: key, keys: bound, policies: policies, owner: owner},
		{action: "kms:DescribeKey", resource: key, policies: policies, owner: owner},
	}
	e, ok := d.bucket.Encryption.Get()
	unseen := !ok && !d.bucket.Encryption.IsAbsent()
	if e.BucketKey || unseen {
		all = append(all, sent{
			action: "kms:Decrypt", resource: key, keys: bound, policies: policies, owner: owner, perhaps: unseen,
		})
	}
	return all
}
