package remediate

import (
	"maps"
	"slices"
	"strings"

	"trailproof/plan"
	"trailproof/snapshot"
)

// cloudTrailEncryptedWithKey encrypts the log files of a trail: with a key that other trails of the account use, or with a new one.
var cloudTrailEncryptedWithKey = Fix{
	Rule: "cloudtrail.encrypted_with_key",
	Uses: []*Operation{createKey, createAlias, putKeyPolicy, enableKeyRotation, updateTrail},
	Plan: func(c Case) ([]Edit, error) {
		target, err := c.trail()
		if err != nil {
			return nil, err
		}
		t := c.Snapshot.CloudTrail.Trails[c.Resource]
		if t.IsOrganizationTrail {
			return nil, manual("the trail is that of the organization: whoever reads its log files, in any account, needs the key too")
		}
		return c.encrypting(target, t)
	},
}

// encrypting gives a trail a key. It has to lie in the Region of the bucket. Whoever reads the log files has to be let decrypt them:
// the key's policy leaves that to the account's IAM policies.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
func (c Case) encrypting(target Target, t snapshot.Trail) ([]Edit, error) {
	of := c
	of.Resource = t.Bucket
	bucket, err := of.bucket()
	if err != nil {
		return nil, err
	}
	needs := []string{"kms:GenerateDataKey", "kms:DescribeKey"}
	e, seen := c.Snapshot.S3.Buckets[t.Bucket].Encryption.Get()
	if e.BucketKey || !seen && !c.Snapshot.S3.Buckets[t.Bucket].Encryption.IsAbsent() {
		needs = append(needs, "kms:Decrypt")
	}
	using := func(key string) Edit {
		e := edit(updateTrail, target, func(now *trailConfig) (*trailConfig, error) {
			now.KmsKeyId = key
			return now, nil
		})
		e.Risk = plan.Costly
		return e
	}
	approved := c.texts("keys")
	for _, key := range slices.Sorted(maps.Keys(c.Start.KMS.Keys)) {
		if k := c.Snapshot.KMS.Keys[key]; c.shareable(key, k, bucket.Region) && (len(approved) == 0 || slices.Contains(approved, key)) {
			return []Edit{editKeyPolicy(c.target(k.Region, key), serving(target, needs)), using(key)}, nil
		}
	}
	if len(approved) > 0 {
		return nil, manual("none of the keys that the parameter keys approves is a key of this account in %s that a trail uses already", bucket.Region)
	}
	key := c.target(bucket.Region, "")
	key.Resource = standInKey(key, target.Resource)
	policy, err := serving(target, needs)(ownKeyPolicy(key))
	if err != nil {
		return nil, err
	}
	name := key
	name.Resource = strings.Join([]string{"arn", key.Partition, "kms", key.Region, key.Account, "alias/cloudtrail-" + strings.ReplaceAll(t.Name, ".", "_")}, ":")
	return []Edit{
		edit(createKey, key, func(*newKey) (*newKey, error) {
			return &newKey{"Log files of the trail " + t.Name, policy, mark(key.Resource)}, nil
		}),
		edit(createAlias, name, func(now *alias) (*alias, error) {
			if now != nil && now.TargetKeyId != key.Resource {
				return nil, manual("%s is the alias of %s: name that key in the trail, or delete the alias", name.alias(), now.TargetKeyId)
			}
			return &alias{key.Resource}, nil
		}),
		edit(enableKeyRotation, key, rotating),
		using(key.Resource),
	}, nil
}

// shareable says whether a trail may be encrypted with a key that other trails of the account use.
func (c Case) shareable(arn string, k snapshot.Key, region string) bool {
	m, seen := k.Metadata.Get()
	return seen && k.Owner == c.Snapshot.Source.Account && k.Region == region && m.State == "Enabled" && m.Manager == "CUSTOMER" &&
		m.Spec == "SYMMETRIC_DEFAULT" && m.Origin == "AWS_KMS" && len(c.trailsWith(arn)) > 0
}

// trailsWith are the trails that are encrypted with one of the keys, by ARN, whoever owns them.
func (c Case) trailsWith(keys ...string) []string {
	var arns []string
	for arn, t := range c.Snapshot.CloudTrail.Trails {
		if k, ok := t.Key.Get(); ok && slices.Contains(keys, k) {
			arns = append(arns, arn)
		}
	}
	slices.Sort(arns)
	return arns
}

// ownKeyPolicy leaves a key to the IAM policies of its account, as KMS does by default.
func ownKeyPolicy(key Target) string {
	return `{"Version":"2012-10-17","Statement":[` + statement{
		Sid: "EnableIAMPolicies", Effect: "Allow", Principal: map[string]string{"AWS": "arn:" + key.Partition + ":iam::" + key.Account + ":root"},
		Action: "kms:*", Resource: "*",
	}.text() + `]}`
}

// serving adds to a key's policy what CloudTrail needs to do for a trail, as the user guide has it.
func serving(trail Target, actions []string) func(raw string) (string, error) {
	return func(raw string) (string, error) {
		if _, err := parsed(raw); raw != "" && err != nil {
			return "", err
		}
		for _, action := range actions {
			s := statement{
				Effect: "Allow", Principal: service(cloudTrail), Action: action, Resource: "*",
				Condition: map[string]map[string]any{"StringEquals": {"aws:SourceArn": trail.Resource}},
			}
			context := map[string]any{
				"kms:EncryptionContext:aws:cloudtrail:arn": "arn:" + trail.Partition + ":cloudtrail:*:" + trail.Account + ":trail/*",
			}
			switch action {
			case "kms:GenerateDataKey":
				s.Sid, s.Action, s.Condition["StringLike"] = "AllowCloudTrailToEncrypt", "kms:GenerateDataKey*", context
			case "kms:Decrypt":
				s.Sid, s.Condition["StringLike"] = "AllowCloudTrailToUseBucketKey", context
			default:
				s.Sid = "AllowCloudTrailToDescribeKey"
			}
			var err error
			if raw, err = s.insert(raw); err != nil {
				return "", err
			}
		}
		return raw, nil
	}
}

// cloudTrailKeyAccess lets CloudTrail encrypt, cloudTrailKeyForChanges what it needs besides, where no statement does.
var (
	cloudTrailKeyAccess     = keyAccess("cloudtrail.key_access", func(action string) bool { return action == "kms:GenerateDataKey" })
	cloudTrailKeyForChanges = keyAccess("cloudtrail.key_for_changes", func(action string) bool { return action != "kms:GenerateDataKey" })
)

func keyAccess(rule string, about func(action string) bool) Fix {
	return Fix{
		Rule: rule,
		Uses: []*Operation{putKeyPolicy},
		Plan: func(c Case) ([]Edit, error) {
			trail, err := c.trail()
			if err != nil {
				return nil, err
			}
			refused, _ := c.Snapshot.Access.Deliveries[c.Resource].Encrypt.Get()
			refused = slices.DeleteFunc(slices.Clone(refused), func(r snapshot.Refusal) bool { return !about(r.Action) })
			if err := denied(refused); err != nil {
				return nil, err
			}
			of := c
			if key, ok := c.Snapshot.CloudTrail.Trails[c.Resource].Key.Get(); ok {
				of.Resource = key
			}
			key, err := of.key()
			if err != nil {
				return nil, err
			}
			k := c.Snapshot.KMS.Keys[key.Resource]
			if exists, seen := k.Exists.Get(); seen && !exists {
				return nil, manual("the key does not exist: give the trail another one")
			}
			var actions []string
			for _, r := range refused {
				actions = append(actions, r.Action)
			}
			return []Edit{editKeyPolicy(key, serving(trail, actions))}, nil
		},
	}
}

// denied leaves requests to a person that a statement denies.
func denied(refused []snapshot.Refusal) error {
	for _, r := range refused {
		if len(r.Why) > 0 {
			return manual("%s is denied by %s: whom that is to keep out, and that CloudTrail is to be spared, a person has to write", r.Action, r.Why[0])
		}
	}
	return nil
}
