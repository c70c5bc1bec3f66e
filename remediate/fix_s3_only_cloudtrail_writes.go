package remediate

import (
	"slices"

	"trailproof/plan"
	"trailproof/policy"
)

// s3OnlyCloudTrailWrites denies everybody but AWS services to put objects where the bucket's trails write. The statements
// that let them stay, for what else they allow.
var s3OnlyCloudTrailWrites = Fix{
	Rule: "s3.only_cloudtrail_writes",
	Uses: []*Operation{putBucketPolicy},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		if len(c.texts("writers")) > 0 {
			return nil, manual("the parameter writers names roles that write here, whom a denial has to spare: write it by hand")
		}
		b := c.Snapshot.S3.Buckets[t.Resource]
		acl, _ := b.ACL.Get()
		for _, g := range acl.Grants {
			if g.Grantee != acl.Owner && (g.Permission == "WRITE" || g.Permission == "FULL_CONTROL") {
				return nil, manual("the bucket's ACL grants %s to %s: aws s3api put-bucket-acl --bucket %s --acl private",
					g.Permission, g.Grantee, *t.bucket())
			}
		}
		p, _ := b.Policy.Get()
		doc, _ := p.Document.Get()
		if slices.ContainsFunc(doc.Statements, func(s policy.Statement) bool {
			return s.Effect == "Allow" && slices.ContainsFunc(s.Principals, legacy)
		}) {
			return nil, manual("a statement names accounts of CloudTrail itself, which a denial might shut out: mend s3.confused_deputy first")
		}
		var places []string
		for _, trail := range c.delivering() {
			for _, start := range trail.starts() {
				places = append(places, start+"*")
			}
		}
		for _, folder := range c.centralFolders() {
			places = append(places, t.Resource+"/"+folder+"*")
		}
		if len(places) == 0 {
			return nil, &leftError{plan.Unseen, "where trails of other accounts write was not seen"}
		}
		slices.Sort(places)
		e := c.bucketPolicy(t, statement{
			Sid: "DenyOthersWriting", Effect: "Deny", Principal: "*", Action: []string{"s3:PutObject", "s3:ReplicateObject"},
			Resource:  oneOrMore(slices.Compact(places)),
			Condition: map[string]map[string]any{"BoolIfExists": {"aws:PrincipalIsAWSService": "false"}},
		}.insert)
		e.Risk = plan.AccessRemoving
		return []Edit{e}, nil
	},
}
