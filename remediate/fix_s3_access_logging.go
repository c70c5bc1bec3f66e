package remediate

import (
	"slices"

	"trailproof/plan"
	"trailproof/policy"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

var accessLogUses = []*Operation{createBucket, putBucketPolicy, putBucketLogging, putPublicAccessBlock}

// s3AccessLogging has a bucket's accesses logged, in a bucket of their own that is made for it.
var s3AccessLogging = Fix{
	Rule: "s3.access_logging", Uses: accessLogUses,
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		return c.logAccesses(t)
	},
}

// s3AccessLogPlace and s3AccessLogTarget send the access logs to such a bucket where they can't arrive. What lies in the
// old target stays there; a statement that is missing in its policy is added.
var (
	s3AccessLogPlace  = Fix{Rule: "s3.access_log_place", Uses: accessLogUses, Plan: s3AccessLogging.Plan}
	s3AccessLogTarget = Fix{
		Rule: "s3.access_log_target", Uses: accessLogUses,
		Plan: func(c Case) ([]Edit, error) {
			t, err := c.bucket()
			if err != nil {
				return nil, err
			}
			l, _ := c.Snapshot.S3.Buckets[t.Resource].Logging.Get()
			if !c.takesLogs(t, l.Target) {
				return c.logAccesses(t)
			}
			return []Edit{c.letLogsIn(t, c.target(t.Region, l.Target), l.Prefix)}, nil
		},
	}
)

// s3AccessLogExposed closes the bucket of the access logs to the public.
var s3AccessLogExposed = Fix{
	Rule: "s3.access_log_exposed", Uses: accessLogUses,
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		l, _ := c.Snapshot.S3.Buckets[t.Resource].Logging.Get()
		if !c.takesLogs(t, l.Target) {
			return c.logAccesses(t)
		}
		return []Edit{c.block(c.target(t.Region, l.Target))}, nil
	},
}

// logAccesses sends the access logs of a bucket to the bucket of its name with "-access-logs" behind it, which is made
// where it is not there.
func (c Case) logAccesses(t Target) ([]Edit, error) {
	name := *t.bucket() + "-access-logs"
	if len(name) > 63 {
		return nil, manual("%s would be too long a name for the bucket of the access logs: name another", name)
	}
	to := c.target(t.Region, bucketARN(t.Partition, name))
	prefix := *t.bucket() + "/"
	was, logged := c.Snapshot.S3.Buckets[t.Resource].Logging.Get()
	if was.Target == to.Resource {
		prefix = was.Prefix
	}
	var edits, then []Edit
	held, ok := c.Snapshot.S3.Buckets[to.Resource]
	exists, _ := held.Exists.Get()
	switch {
	case !ok || !exists && !held.Exists.IsZero():
		edits = []Edit{edit(createBucket, to, func(now *newBucket) (*newBucket, error) {
			if now != nil {
				return nil, manual("bucket %s exists, and nothing of it was seen: send the access logs there by hand, or to another", name)
			}
			return &newBucket{t.Region}, nil
		})}
		then = []Edit{c.bucketPolicy(to, denyPlainHTTP(to.Resource).insert)}
	case !c.takesLogs(t, to.Resource):
		return nil, manual("%s is there, and access logs can't arrive in it: name another bucket", name)
	}
	edits = append(append(edits, c.letLogsIn(t, to, prefix)), then...)
	logging := edit(putBucketLogging, t, func(now *types.LoggingEnabled) (*types.LoggingEnabled, error) {
		if now == nil {
			now = new(types.LoggingEnabled)
		}
		if aws.ToString(now.TargetBucket) == name {
			return now, nil
		}
		// Grants are those of the old target's ACL. The form of the names stays.
		return &types.LoggingEnabled{TargetBucket: &name, TargetPrefix: &prefix, TargetObjectKeyFormat: now.TargetObjectKeyFormat}, nil
	})
	if logging.Risk = plan.Costly; logged && !c.reachable(t, was.Target) {
		logging.Final = "S3 would not take " + was.Target + " as a target again, to which nothing arrives"
	}
	return append(edits, logging), nil
}

// reachable says whether a bucket is in the account and Region of the one whose accesses are logged, which S3 insists on.
func (c Case) reachable(t Target, target string) bool {
	b := c.Snapshot.S3.Buckets[target]
	exists, _ := b.Exists.Get()
	owner, _ := b.Owner.Get()
	region, _ := b.Region.Get()
	return exists && owner == t.Account && region == t.Region
}

// takesLogs says whether access logs of the bucket can arrive in the target, once its policy lets them.
func (c Case) takesLogs(t Target, target string) bool {
	b := c.Snapshot.S3.Buckets[target]
	lock, _ := b.ObjectLock.Get()
	encryption, _ := b.Encryption.Get()
	payer, _ := b.RequestPayer.Get()
	return target != t.Resource && c.reachable(t, target) && lock.Mode == nil && payer == string(types.PayerBucketOwner) &&
		(b.Encryption.IsAbsent() || encryption.Algorithm == string(types.ServerSideEncryptionAes256))
}

// letLogsIn lets S3 put the access logs of a bucket into the target.
func (c Case) letLogsIn(t, target Target, prefix string) Edit {
	place := target.Resource + "/" + prefix + "*"
	return c.bucketPolicy(target, func(raw string) (string, error) {
		if slices.ContainsFunc(statementsIn(raw), func(s policy.Statement) bool {
			return s.Effect == "Allow" && names(s, accessLogs) && speaksOf(s, "s3:PutObject") && covers(s, place) &&
				!slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool { return !comesFrom(c, t) })
		}) {
			return raw, nil
		}
		return statement{
			Sid: "S3ServerAccessLogs", Effect: "Allow", Principal: service(accessLogs), Action: "s3:PutObject", Resource: place,
			Condition: map[string]map[string]any{
				"StringEquals": {"aws:SourceAccount": t.Account}, "ArnLike": {"aws:SourceArn": t.Resource},
			},
		}.insert(raw)
	})
}

// comesFrom says whether a condition holds for the access logs of a bucket.
func comesFrom(c policy.Condition, t Target) bool {
	if !slices.Contains(positive, c.Operator) {
		return false
	}
	is := map[string]string{"aws:sourceaccount": t.Account, "aws:sourcearn": t.Resource}[c.Key]
	return slices.ContainsFunc(c.Values, func(v string) bool {
		return v == is || (c.Operator == "StringLike" || c.Operator[0] == 'A') && policy.Match(v, is)
	})
}
