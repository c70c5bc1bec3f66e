package remediate

import (
	"maps"
	"slices"
	"strings"

	"trailproof/policy"
	"trailproof/snapshot"
)

// delivering is a trail that delivers to a bucket.
type delivering struct {
	arn string
	snapshot.Trail
}

// delivering returns the trails that deliver to the case's bucket, as far as they are seen from here: those of the account,
// and those of others that deliver to a bucket of the account. They are sorted.
func (c Case) delivering() []delivering {
	central := c.Snapshot.S3.CentralBuckets[c.Resource]
	var all []delivering
	for _, arn := range slices.Sorted(maps.Keys(c.Snapshot.CloudTrail.Trails)) {
		t := c.Snapshot.CloudTrail.Trails[arn]
		if t.Bucket == c.Resource && (t.Owner == c.Snapshot.Source.Account || slices.Contains(central.Trails, arn)) {
			all = append(all, delivering{arn, t})
		}
	}
	return all
}

// centralFolders are the folders of the case's bucket in which its policy lets CloudTrail put files of other accounts. One
// that somebody named, and that opens none, is taken to hold files where trails without a prefix put them.
func (c Case) centralFolders() []string {
	central, is := c.Snapshot.S3.CentralBuckets[c.Resource]
	folders, seen := central.Folders.Get()
	if is && seen && len(folders)+len(central.Trails) == 0 {
		return []string{"AWSLogs/"}
	}
	return folders
}

// folder is the ARN of the folder of an account or organization that the trail writes to.
func (t delivering) folder(owner string) string {
	prefix := ""
	if t.S3KeyPrefix != nil && *t.S3KeyPrefix != "" {
		prefix = *t.S3KeyPrefix + "/"
	}
	return t.Bucket + "/" + prefix + "AWSLogs/" + owner
}

// folders are those that the trail writes to. An organization's is among them; where nobody told which that is, whole is
// false.
func (c Case) folders(t delivering) (list []string, whole bool) {
	list = []string{t.folder(t.Owner)}
	if !t.IsOrganizationTrail {
		return list, true
	}
	id := c.organization()
	if id == "" {
		return list, false
	}
	return append(list, t.folder(id)), true
}

// starts are how the ARNs of the trail's files begin.
func (t delivering) starts() []string {
	list := []string{t.folder(t.Owner) + "/CloudTrail"}
	if t.IsOrganizationTrail {
		list = append(list, t.folder("o-"))
	}
	return list
}

func arnsOf(trails []delivering) []string {
	var arns []string
	for _, t := range trails {
		arns = append(arns, t.arn)
	}
	return arns
}

// lettingIn adds to a bucket's policy what the trails need that it does not have: two statements, as the user guide has
// them.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
func (c Case) lettingIn(bucket string, trails []delivering) func(raw string) (string, error) {
	return func(raw string) (string, error) {
		asking := slices.DeleteFunc(slices.Clone(trails), func(t delivering) bool {
			return lets(raw, "s3:GetBucketAcl", bucket, t.arn)
		})
		var err error
		if len(asking) > 0 {
			if raw, err = checkingACL(bucket, arnsOf(asking)).insert(raw); err != nil {
				return "", err
			}
		}
		places := map[string][]delivering{} // by folder
		for _, t := range trails {
			folders, whole := c.folders(t)
			if !whole && !slices.ContainsFunc(statementsIn(raw), func(s policy.Statement) bool {
				return names(s, cloudTrail) && reaches(s, t.folder("o-"))
			}) {
				return "", manual("trail %s is an organization's: the parameter org_id has to tell which", t.Name)
			}
			for _, folder := range folders {
				if !lets(raw, "s3:PutObject", folder+"/*", t.arn) {
					places[folder] = append(places[folder], t)
				}
			}
		}
		for _, folder := range slices.Sorted(maps.Keys(places)) {
			if raw, err = writingLogs(folder, arnsOf(places[folder])).insert(raw); err != nil {
				return "", err
			}
		}
		return raw, nil
	}
}

// lets says whether a policy lets CloudTrail do something on behalf of a trail, by a statement of its own.
func lets(raw, action, resource, trail string) bool {
	return slices.ContainsFunc(statementsIn(raw), func(s policy.Statement) bool {
		return s.Effect == "Allow" && names(s, cloudTrail) && speaksOf(s, action) && covers(s, resource) &&
			!slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool { return !agrees(c, trail) })
	})
}

// agrees says whether a condition holds for what CloudTrail asks for the trail: that its ARN is among those named, and that
// the bucket's owner gets full control of the file.
func agrees(c policy.Condition, trail string) bool {
	if !slices.Contains(positive, c.Operator) {
		return false
	}
	switch c.Key {
	case "aws:sourcearn":
		return slices.ContainsFunc(c.Values, func(v string) bool {
			return v == trail || c.Operator != "StringEquals" && policy.Match(v, trail)
		})
	case "aws:sourceaccount":
		return slices.Contains(c.Values, strings.Split(trail, ":")[4])
	case "s3:x-amz-acl":
		return slices.Contains(c.Values, fullControl)
	}
	return false
}

const fullControl = "bucket-owner-full-control"

func checkingACL(bucket string, trails []string) statement {
	return statement{
		Sid: "AWSCloudTrailAclCheck20150319", Effect: "Allow", Principal: service(cloudTrail), Action: "s3:GetBucketAcl", Resource: bucket,
		Condition: map[string]map[string]any{"StringEquals": {"aws:SourceArn": oneOrMore(trails)}},
	}
}

func writingLogs(folder string, trails []string) statement {
	return statement{
		Sid: "AWSCloudTrailWrite20150319", Effect: "Allow", Principal: service(cloudTrail), Action: "s3:PutObject", Resource: folder + "/*",
		Condition: map[string]map[string]any{"StringEquals": {"aws:SourceArn": oneOrMore(trails), "s3:x-amz-acl": fullControl}},
	}
}

func service(name string) map[string]string { return map[string]string{"Service": name} }

func oneOrMore(values []string) any {
	if len(values) == 1 {
		return values[0]
	}
	return values
}
