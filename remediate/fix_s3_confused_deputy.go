package remediate

import (
	"slices"
	"strings"

	"trailproof/plan"
	"trailproof/policy"
)

// s3ConfusedDeputy binds the statements that let CloudTrail write for anybody: to the trails that deliver here where a
// statement leads to the account's own folder, else to the trails of the accounts that are ours.
var s3ConfusedDeputy = Fix{
	Rule: "s3.confused_deputy",
	Uses: []*Operation{putBucketPolicy},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		p, _ := c.Snapshot.S3.Buckets[t.Resource].Policy.Get()
		doc, _ := p.Document.Get()
		foreign := false
		for _, s := range doc.Statements {
			if s.Effect != "Allow" || !speaksOf(s, "s3:PutObject") {
				continue
			}
			switch {
			case slices.ContainsFunc(s.Principals, legacy):
				return nil, manual("a statement names accounts of CloudTrail itself: that its trails don't need them any more only you can see")
			case !names(s, cloudTrail):
			case bound(s):
				if c.knows(s) {
					continue
				}
				return nil, manual("a statement lets CloudTrail write for accounts that are not known: whose they are only you know")
			case len(s.Principals) > 1:
				return nil, manual("a statement lets in others beside CloudTrail, whom the trails' ARNs would shut out: make two of it")
			default:
				foreign = foreign || !c.own(s)
			}
		}
		e := c.bucketPolicy(t, func(raw string) (string, error) {
			return eachStatement(raw, func(raw string, i int, s policy.Statement) (string, error) {
				if s.Effect != "Allow" || !speaksOf(s, "s3:PutObject") || !names(s, cloudTrail) || bound(s) {
					return raw, nil
				}
				if c.own(s) {
					return policy.SetCondition(raw, i, "StringEquals", "aws:SourceArn", arnsOf(c.ours())...)
				}
				var patterns []string
				for _, account := range c.accounts() {
					patterns = append(patterns, "arn:"+t.Partition+":cloudtrail:*:"+account+":trail/*")
				}
				return policy.SetCondition(raw, i, "ArnLike", "aws:SourceArn", patterns...)
			})
		})
		if foreign {
			e.Risk = plan.AccessRemoving // trails of accounts that nobody told us of
		}
		return []Edit{e}, nil
	},
}

// ours are the account's own trails that deliver here.
func (c Case) ours() []delivering {
	return slices.DeleteFunc(c.delivering(), func(t delivering) bool { return t.Owner != c.Snapshot.Source.Account })
}

// own says whether a statement leads to the account's own folders and nowhere else.
func (c Case) own(s policy.Statement) bool {
	return len(s.NotResources) == 0 && !slices.ContainsFunc(s.Resources, func(resource string) bool {
		return !slices.ContainsFunc(c.ours(), func(t delivering) bool {
			return strings.HasPrefix(fixedPart(resource), t.folder(t.Owner)+"/")
		})
	})
}

// knows says whether a bound statement names none but accounts and organizations that are ours. An organization is
// anybody's guess where none is known.
func (c Case) knows(s policy.Statement) bool {
	known := c.accounts()
	if id := c.organization(); id != "" {
		known = append(known, id)
	}
	for _, condition := range s.Conditions {
		owners := ownersOf(condition)
		if owners != nil && !slices.ContainsFunc(owners, func(owner string) bool {
			told := !strings.HasPrefix(owner, "o-") || c.organization() != ""
			return told && !slices.Contains(known, owner)
		}) {
			return true
		}
	}
	return false
}

// legacy says whether a principal is an account of CloudTrail's from before it had a service principal.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-supported-regions.html
func legacy(p policy.Principal) bool {
	return p.Account != "" && slices.Contains(legacyAccounts, p.Account)
}

var legacyAccounts = []string{
	"034638983726", "035351147821", "069019280451", "086441151436", "113285607260", "119688915426", "187074758985",
	"193415116832", "216624486486", "262312530599", "282025262664", "284668455005", "388731089494", "453052556044",
	"475085895292", "492519147666", "525921808201", "582488909970", "585772288577", "608710470296", "669305197877",
	"681348832753", "683224464357", "757211635381", "765225791966", "814480443879", "819402241893", "829690693026",
	"859597730677", "886388586500", "903692715234", "977081816279",
}
