package remediate

import (
	"regexp"
	"slices"
	"strings"

	"trailproof/plan"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// s3LifecycleNoncurrent keeps noncurrent versions of log files for longer, in the rules that delete them too soon. It never
// shortens a time, and when current files expire stays as it is.
var s3LifecycleNoncurrent = Fix{
	Rule: "s3.lifecycle_noncurrent",
	Uses: []*Operation{putLifecycle},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		days := int32(c.number("noncurrent_days", 30))
		e := edit(putLifecycle, t, func(now *lifecycle) (*lifecycle, error) {
			if now == nil {
				return nil, nil
			}
			for i := range now.Rules {
				r := &now.Rules[i]
				n := r.NoncurrentVersionExpiration
				if r.Status == types.ExpirationStatusEnabled && n != nil && n.NoncurrentDays != nil && *n.NoncurrentDays < days &&
					c.meetsLogs(lifecycleRule(*r).Prefix) {
					n.NoncurrentDays = aws.Int32(days)
				}
			}
			return now, nil
		})
		e.Risk = plan.Costly
		return []Edit{e}, nil
	},
}

// memberFolder ends inside the names of organization and account; inFolder has both, the organization's if there is one.
var (
	memberFolder = regexp.MustCompile(`^(o[^/]*|(o-[^/]*/)?[0-9]*)$`)
	inFolder     = regexp.MustCompile(`^(o-[^/]*/)?[0-9]{12}/`)
)

// meetsLogs says whether the file of a trail that delivers to the bucket can have a key that begins so.
func (c Case) meetsLogs(start string) bool {
	for _, t := range c.delivering() {
		folder := strings.TrimPrefix(t.folder(t.Owner), t.Bucket+"/")
		if fit(start, folder+"/CloudTrail") || t.IsOrganizationTrail && below(start, strings.TrimSuffix(folder, t.Owner)) {
			return true
		}
	}
	return slices.ContainsFunc(c.centralFolders(), func(folder string) bool {
		prefix, _, _ := strings.Cut(folder, "AWSLogs/")
		return fit(start, folder) && below(start, prefix+"AWSLogs/")
	})
}

// fit says whether some text begins with both.
func fit(a, b string) bool { return strings.HasPrefix(a, b) || strings.HasPrefix(b, a) }

// below says whether a file of some account, which may be an organization's, can have a key that begins so, where all their
// folders lie in that one.
func below(start, logs string) bool {
	rest, inside := strings.CutPrefix(start, logs)
	name := inFolder.FindString(rest)
	return strings.HasPrefix(logs, start) || inside && memberFolder.MatchString(rest) ||
		inside && name != "" && fit(rest[len(name):], "CloudTrail")
}
