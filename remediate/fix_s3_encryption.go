package remediate

import (
	"slices"
	"strings"

	"trailproof/plan"
	"trailproof/policy"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

// s3DefaultEncryption has S3 encrypt with its own keys, as it does by itself since 2023.
var s3DefaultEncryption = Fix{
	Rule: "s3.default_encryption",
	Uses: []*Operation{putBucketEncryption},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		return []Edit{editEncryption(t, func(r *types.ServerSideEncryptionRule) {
			d := r.ApplyServerSideEncryptionByDefault
			if !slices.Contains(d.SSEAlgorithm.Values(), d.SSEAlgorithm) {
				*d = types.ServerSideEncryptionByDefault{SSEAlgorithm: types.ServerSideEncryptionAes256}
			}
		})}, nil
	},
}

// s3KMSDefault, s3DefaultKey and s3ManagedKey name the key of the bucket's trails as its default key. CloudTrail names that
// key with each file already, so that nothing changes for it or for readers of its files.
var (
	s3KMSDefault = Fix{Rule: "s3.kms_default", Uses: []*Operation{putBucketEncryption}, Plan: defaultToTrailKey(plan.Costly)}
	s3ManagedKey = Fix{Rule: "s3.managed_key", Uses: []*Operation{putBucketEncryption}, Plan: defaultToTrailKey(plan.Costly)}
	// Whoever reads other files of the bucket by the old key may have no right to the new one.
	s3DefaultKey = Fix{Rule: "s3.default_key", Uses: []*Operation{putBucketEncryption}, Plan: defaultToTrailKey(plan.AccessRemoving)}
)

func defaultToTrailKey(risk plan.Risk) func(Case) ([]Edit, error) {
	return func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		bucket := c.Snapshot.S3.Buckets[t.Resource]
		if exists, _ := c.Start.S3.Buckets[t.Resource].Exists.Get(); !exists {
			return nil, manual("this plan creates the bucket: make another plan once it is there")
		}
		key, decrypts, err := c.trailKey(t.Region)
		if err != nil {
			return nil, err
		}
		writers, err := c.otherWriters(bucket)
		if err != nil {
			return nil, err
		}
		e := editEncryption(t, func(r *types.ServerSideEncryptionRule) {
			d := r.ApplyServerSideEncryptionByDefault
			if d.SSEAlgorithm != types.ServerSideEncryptionAwsKmsDsse {
				d.SSEAlgorithm = types.ServerSideEncryptionAwsKms
			}
			d.KMSMasterKeyID = &key
			// With a bucket key S3 decrypts on behalf of CloudTrail.
			r.BucketKeyEnabled = aws.Bool(aws.ToBool(r.BucketKeyEnabled) && decrypts)
		})
		if e.Risk = risk; writers {
			e.Risk = plan.AccessRemoving
		}
		return []Edit{e}, nil
	}
}

// editEncryption changes what S3 does by default, and leaves what is blocked as it is.
func editEncryption(t Target, change func(r *types.ServerSideEncryptionRule)) Edit {
	return edit(putBucketEncryption, t, func(now *types.ServerSideEncryptionConfiguration) (*types.ServerSideEncryptionConfiguration, error) {
		if now == nil {
			now = new(types.ServerSideEncryptionConfiguration)
		}
		if len(now.Rules) == 0 {
			now.Rules = []types.ServerSideEncryptionRule{{BucketKeyEnabled: aws.Bool(false)}}
		}
		if now.Rules[0].ApplyServerSideEncryptionByDefault == nil {
			now.Rules[0].ApplyServerSideEncryptionByDefault = new(types.ServerSideEncryptionByDefault)
		}
		change(&now.Rules[0])
		return now, nil
	})
}

// trailKey is the key that all trails of the bucket encrypt with, where its policy lets CloudTrail encrypt; decrypts says
// whether it lets it decrypt as well.
func (c Case) trailKey(region string) (key string, decrypts bool, err error) {
	trails := c.delivering()
	if len(trails) == 0 {
		return "", false, manual("the trails that deliver here are other accounts', and their keys are not seen from here")
	}
	for _, t := range trails {
		name, has := t.Key.Get()
		switch {
		case !has:
			return "", false, manual("trail %s writes here without a key of its own: give it one first (cloudtrail.encrypted_with_key)", t.Name)
		case key != "" && key != name:
			return "", false, manual("the trails that deliver here have different keys: which of them is the default is for you to say")
		}
		key = name
	}
	k := c.Snapshot.KMS.Keys[key]
	m, described := k.Metadata.Get()
	p, _ := k.Policy.Get()
	doc, seen := p.Document.Get()
	may := func(action string) bool {
		return slices.ContainsFunc(doc.Statements, func(s policy.Statement) bool {
			return s.Effect == "Allow" && speaksOf(s, action) && (names(s, cloudTrail) || everybody(s))
		})
	}
	switch {
	case !described || !seen:
		return "", false, &leftError{plan.Unseen, "the trails' key " + key + " or its policy was not seen"}
	case m.State != "Enabled":
		return "", false, manual("the trails' key %s is %s", key, m.State)
	case k.Region != region:
		return "", false, manual("the trails' key %s is in %s, and S3 takes keys of the bucket's Region only", key, k.Region)
	case !may("kms:GenerateDataKey"):
		return "", false, manual("the policy of the trails' key %s does not let CloudTrail encrypt with it", key)
	}
	return key, may("kms:Decrypt"), nil
}

// otherWriters says whether the bucket's policy lets others write than CloudTrail, who may have no right to its key.
// Services that can't use a key are an error.
func (c Case) otherWriters(b snapshot.Bucket) (bool, error) {
	for _, other := range c.Snapshot.S3.Buckets {
		if l, ok := other.Logging.Get(); ok && l.Target == c.Resource {
			return false, manual("access logs of %s arrive here, which need SSE-S3", other.Name)
		}
	}
	p, _ := b.Policy.Get()
	doc, seen := p.Document.Get()
	if !seen {
		return !b.Policy.IsAbsent(), nil
	}
	others := false
	for _, s := range doc.Statements {
		if s.Effect != "Allow" || !speaksOf(s, "s3:PutObject") {
			continue
		}
		others = others || len(s.NotPrincipals) > 0
		for _, who := range s.Principals {
			if who.Type == "Service" && who.ID != cloudTrail {
				return false, manual("%s writes here too, and may not be able to use the key", who.ID)
			}
			others = others || who.ID != cloudTrail
		}
	}
	return others, nil
}

// s3BlockedEncryption lets in the encryption that the bucket's trails ask for.
var s3BlockedEncryption = Fix{
	Rule: "s3.blocked_encryption",
	Uses: []*Operation{putBucketEncryption},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		var sent []string
		for _, t := range c.delivering() {
			if t.KMSKeyID == nil {
				sent = append(sent, "SSE-S3", "AES256")
			} else {
				sent = append(sent, "SSE-KMS", "aws:kms")
			}
		}
		return []Edit{edit(putBucketEncryption, t, func(now *types.ServerSideEncryptionConfiguration) (*types.ServerSideEncryptionConfiguration, error) {
			if now == nil {
				return nil, nil
			}
			for _, r := range now.Rules {
				if r.BlockedEncryptionTypes == nil {
					continue
				}
				kept := slices.DeleteFunc(r.BlockedEncryptionTypes.EncryptionType, func(name types.EncryptionType) bool {
					return slices.Contains(sent, string(name))
				})
				if len(kept) == 0 {
					kept = []types.EncryptionType{types.EncryptionTypeNone}
				}
				r.BlockedEncryptionTypes.EncryptionType = kept
			}
			return now, nil
		})}, nil
	},
}

// s3EncryptionAllowed adds what CloudTrail sends to the encryption that a denial spares: log files come by the trail's key,
// and some of its files by S3's own keys.
var s3EncryptionAllowed = Fix{
	Rule: "s3.encryption_allowed",
	Uses: []*Operation{putBucketPolicy},
	Plan: func(c Case) ([]Edit, error) {
		t, err := c.bucket()
		if err != nil {
			return nil, err
		}
		return []Edit{c.bucketPolicy(t, func(raw string) (string, error) {
			return eachStatement(raw, func(raw string, i int, s policy.Statement) (string, error) {
				for _, used := range c.encryptionDenied(s) {
					var err error
					if raw, err = sparing(raw, i, statementsIn(raw)[i], used); err != nil {
						return "", err
					}
				}
				return raw, nil
			})
		})}, nil
	},
}

const sseHeader = "s3:x-amz-server-side-encryption"

// encryptionDenied are the kinds of encryption that trails of the bucket use and that a statement denies them for it.
func (c Case) encryptionDenied(s policy.Statement) []string {
	spares := len(s.NotPrincipals) > 0 && !names(policy.Statement{Principals: s.NotPrincipals}, cloudTrail)
	if s.Effect != "Deny" || !speaksOf(s, "s3:PutObject") || !everybody(s) && !names(s, cloudTrail) && !spares {
		return nil
	}
	if len(s.Conditions) == 0 || slices.ContainsFunc(s.Conditions, func(c policy.Condition) bool { return c.Key != sseHeader }) {
		return nil
	}
	var kinds []string
	for _, t := range c.delivering() {
		if !slices.ContainsFunc(t.starts(), func(start string) bool { return reaches(s, start) }) {
			continue
		}
		kinds = append(kinds, string(types.ServerSideEncryptionAes256))
		if !t.Key.IsAbsent() {
			kinds = append(kinds, string(types.ServerSideEncryptionAwsKms))
		}
	}
	slices.Sort(kinds)
	return slices.Compact(kinds)
}

// sparing makes a denial spare a kind of encryption, by one more value of a condition that names what it spares.
func sparing(raw string, i int, s policy.Statement, kind string) (string, error) {
	var spare *policy.Condition
	for _, c := range s.Conditions {
		same := func(v string) bool { return sameKind(c.Operator, v, kind) }
		denied := slices.Contains(negative, c.Operator) && !slices.ContainsFunc(c.Values, same) ||
			slices.Contains(positive, c.Operator) && slices.ContainsFunc(c.Values, same) ||
			c.Operator == "Null" && slices.Contains(c.Values, "false")
		if !denied {
			return raw, nil // one condition that does not hold is enough
		}
		if slices.Contains(negative, c.Operator) {
			spare = &c
		}
	}
	if spare == nil {
		return "", manual("a statement denies uploads with %s outright: what else it is for only you know", kind)
	}
	return policy.SetCondition(raw, i, operatorOf(*spare), spare.Key, append(slices.Clone(spare.Values), kind)...)
}

func sameKind(operator, value, kind string) bool {
	switch {
	case strings.HasSuffix(operator, "IgnoreCase"):
		return strings.EqualFold(value, kind)
	case strings.HasSuffix(operator, "Like"):
		return policy.Match(value, kind)
	}
	return value == kind
}
