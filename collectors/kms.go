package collectors

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
)

// KMSAPI is what is asked of KMS.
type KMSAPI interface {
	DescribeKey(context.Context, *kms.DescribeKeyInput, ...func(*kms.Options)) (*kms.DescribeKeyOutput, error)
	GetKeyPolicy(context.Context, *kms.GetKeyPolicyInput, ...func(*kms.Options)) (*kms.GetKeyPolicyOutput, error)
	GetKeyRotationStatus(context.Context, *kms.GetKeyRotationStatusInput, ...func(*kms.Options)) (*kms.GetKeyRotationStatusOutput, error)
	ListKeyRotations(context.Context, *kms.ListKeyRotationsInput, ...func(*kms.Options)) (*kms.ListKeyRotationsOutput, error)
	ListGrants(context.Context, *kms.ListGrantsInput, ...func(*kms.Options)) (*kms.ListGrantsOutput, error)
	ListAliases(context.Context, *kms.ListAliasesInput, ...func(*kms.Options)) (*kms.ListAliasesOutput, error)
	ListResourceTags(context.Context, *kms.ListResourceTagsInput, ...func(*kms.Options)) (*kms.ListResourceTagsOutput, error)
}

func keyCall(operation, field string, absent ...string) *Call {
	return &Call{
		Service: "kms", Operation: operation, Actions: []string{"kms:" + operation}, Fills: []string{"kms.keys.*." + field},
		Needs: []string{"kms.keys"}, Absent: absent,
	}
}

var (
	// What names a key by alias needs KMS to tell which key that is; an ARN or id needs no call.
	resolveTrailKey  = resolveCall("cloudtrail.trails.*.key", "cloudtrail.trails")
	resolveBucketKey = resolveCall("s3.buckets.*.encryption_key", "s3.buckets.*.encryption")
	resolveTopicKey  = resolveCall("sns.topics.*.key", "sns.topics.*.attributes")

	describeKey = &Call{
		Service: "kms", Operation: "DescribeKey", Actions: []string{"kms:DescribeKey"},
		Fills: []string{
			"kms.keys", "kms.keys.*.exists", "kms.keys.*.metadata", "kms.keys.*.created_at", "kms.keys.*.primary", "kms.keys.*.replicas",
		},
		Absent: []string{"NotFoundException"},
	}
	getKeyPolicy     = keyCall("GetKeyPolicy", "policy")
	getKeyRotation   = keyCall("GetKeyRotationStatus", "rotation", "UnsupportedOperationException")
	listKeyRotations = keyCall("ListKeyRotations", "rotations", "UnsupportedOperationException")
	listGrants       = keyCall("ListGrants", "grants")
	listAliases      = keyCall("ListAliases", "aliases")
	listKeyTags      = keyCall("ListResourceTags", "tags")
)

func resolveCall(path, need string) *Call {
	return &Call{
		Service: "kms", Operation: "DescribeKey", Actions: []string{"kms:DescribeKey"}, Fills: []string{path},
		Needs: []string{need}, Absent: []string{"NotFoundException"},
	}
}

// kmsCollector reads the keys that what was collected so far names.
var kmsCollector = Collector{
	Name:  "kms",
	Calls: append([]*Call{resolveTrailKey, resolveBucketKey, resolveTopicKey, resolveCentralKeys}, keyCalls()...),
	Collect: func(ctx context.Context, env *Env) error {
		r := &keyResolver{env: env, keys: map[string]*types.KeyMetadata{}}
		err := r.all(ctx)
		if err != nil || env.builder.CloudTrail.Trails == nil || !slices.ContainsFunc(keyCalls(), env.Wants) {
			return err
		}
		env.edit(func(s *snapshot.Snapshot) { s.KMS.Keys = map[string]snapshot.Key{} })
		named := newKeys(sortedKeys(r.keys))
		err = eachEntry(ctx, env, named, func(ctx context.Context, env *Env, arn string, k *snapshot.Key) error {
			return collectKey(ctx, env, arn, r.keys[arn], k)
		})
		if err != nil {
			return err
		}
		env.edit(func(s *snapshot.Snapshot) { maps.Copy(s.KMS.Keys, named) })
		return collectRelated(ctx, env)
	},
}

// keyCalls are the calls that ask about a key itself.
func keyCalls() []*Call {
	return []*Call{describeKey, getKeyPolicy, getKeyRotation, listKeyRotations, listGrants, listAliases, listKeyTags}
}

// newKeys makes an entry for each ARN.
func newKeys(arns []string) map[string]snapshot.Key {
	keys := map[string]snapshot.Key{}
	for _, arn := range arns {
		part := strings.SplitN(arn, ":", 6)
		keys[arn] = snapshot.Key{Region: part[3], Owner: part[4]}
	}
	return keys
}

// keyResolver finds out which keys the snapshot names. What it had to ask KMS for is not asked again.
type keyResolver struct {
	env  *Env
	keys map[string]*types.KeyMetadata // by ARN; nil where nobody asked yet
}

// all fills the fields that hold the ARN of a key, and notes every key that is named.
func (r *keyResolver) all(ctx context.Context) error {
	s := r.env.builder
	if r.env.Wants(resolveTrailKey) {
		err := eachEntry(ctx, r.env, s.CloudTrail.Trails, func(ctx context.Context, _ *Env, arn string, t *snapshot.Trail) error {
			return r.resolve(ctx, resolveTrailKey, arn, t.HomeRegion, t.Owner, t.KMSKeyID, &t.Key)
		})
		if err != nil {
			return err
		}
	}
	if r.env.Wants(resolveBucketKey) {
		err := eachEntry(ctx, r.env, s.S3.Buckets, func(ctx context.Context, _ *Env, arn string, b *snapshot.Bucket) error {
			if b.Encryption.IsZero() {
				return nil
			}
			e, _ := b.Encryption.Get()
			region, ok := b.Region.Get()
			if !ok {
				region = r.env.DefaultRegion // which is where it answered
			}
			owner, ok := b.Owner.Get()
			if !ok {
				owner = r.env.Account
			}
			return r.resolve(ctx, resolveBucketKey, arn, region, owner, e.KMSKeyID, &b.EncryptionKey)
		})
		if err != nil {
			return err
		}
	}
	if r.env.Wants(resolveTopicKey) {
		err := eachEntry(ctx, r.env, s.SNS.Topics, func(ctx context.Context, _ *Env, arn string, t *snapshot.Topic) error {
			if t.Attributes.IsZero() {
				return nil
			}
			a, _ := t.Attributes.Get()
			return r.resolve(ctx, resolveTopicKey, arn, t.Region, t.Owner, a.KMSKeyID, &t.Key)
		})
		if err != nil {
			return err
		}
	}
	if r.env.Wants(resolveCentralKeys) {
		r.centralKeys()
	}
	// Log groups and event data stores name their keys by ARN.
	for _, g := range s.Logs.Groups {
		if settings, ok := g.Settings.Get(); ok && settings.KMSKeyID != nil {
			r.note(*settings.KMSKeyID, nil)
		}
	}
	for _, d := range s.CloudTrail.EventDataStores {
		if detail, ok := d.Detail.Get(); ok && detail.KMSKeyID != nil {
			r.note(*detail.KMSKeyID, nil)
		}
	}
	return nil
}

// note adds a key, unless what names it is no ARN of KMS.
func (r *keyResolver) note(arn string, m *types.KeyMetadata) {
	if kmsRegion(arn) == "" {
		return
	}
	r.env.edit(func(*snapshot.Snapshot) {
		if r.keys[arn] == nil {
			r.keys[arn] = m
		}
	})
}

// kmsRegion is the Region in an ARN of KMS, empty for any other text.
func kmsRegion(arn string) string {
	part := strings.SplitN(arn, ":", 6)
	if len(part) != 6 || part[0] != "arn" || part[2] != "kms" {
		return ""
	}
	return part[3]
}

// resolve fills the ARN of the key that the resource names by ARN, id or alias; no name, no key. Ids and aliases are those
// of the resource's own Region and owner.
func (r *keyResolver) resolve(
	ctx context.Context, c *Call, resource, region, owner string, name *string, field *snapshot.Field[string],
) error {
	if name == nil {
		*field = snapshot.Absent[string]()
		return nil
	}
	full := *name
	if !strings.HasPrefix(full, "arn:") {
		if !strings.HasPrefix(full, "alias/") {
			full = "key/" + full
		}
		full = strings.Join([]string{"arn", r.env.Partition, "kms", region, owner, full}, ":")
	}
	keyRegion := kmsRegion(full)
	switch {
	case keyRegion == "":
		r.env.gap(c, region, resource, snapshot.Failed, strconv.Quote(*name)+" does not name a KMS key")
		return nil
	case strings.Contains(full, ":key/"):
		*field = snapshot.Seen(full)
		r.note(full, nil)
		return nil
	}
	out, how, err := ask(ctx, r.env, c, keyRegion, resource, func(ctx context.Context) (*kms.DescribeKeyOutput, error) {
		return r.env.Clients.KMS(keyRegion).DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &full})
	})
	switch {
	case err != nil:
		return err
	case how == got && out.KeyMetadata != nil:
		full = aws.ToString(out.KeyMetadata.Arn)
		*field = snapshot.Seen(full)
		r.note(full, out.KeyMetadata)
	case how == none:
		*field = snapshot.Seen(full) // an alias of nothing: the key of that name does not exist
		r.note(full, nil)
	}
	return nil
}

// collectKey reads one key. described is what was already learnt of it, or nil.
func collectKey(ctx context.Context, env *Env, arn string, described *types.KeyMetadata, k *snapshot.Key) error {
	api := env.Clients.KMS(k.Region)
	if described == nil && env.Wants(describeKey) {
		out, how, err := ask(ctx, env, describeKey, k.Region, arn, func(ctx context.Context) (*kms.DescribeKeyOutput, error) {
			return api.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &arn})
		})
		switch {
		case err != nil:
			return err
		case how == none:
			*k = noKey(*k)
			return nil
		case how == got:
			described = out.KeyMetadata
		}
	}
	if described != nil {
		m := keyMetadata(described)
		k.Exists, k.Metadata = snapshot.Seen(true), snapshot.Seen(m)
		k.Primary, k.Replicas = relatives(arn, m)
		if made := utc(described.CreationDate); made != nil {
			k.Created = snapshot.Seen(*made)
		} else {
			env.gapAt("kms.keys.*.created_at", describeKey, k.Region, arn, snapshot.Failed, "the answer does not say when the key was made")
		}
	}
	err := fill(ctx, env, getKeyPolicy, k.Region, arn, &k.Policy,
		func(ctx context.Context) (*kms.GetKeyPolicyOutput, error) {
			return api.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: &arn, PolicyName: aws.String("default")})
		},
		func(out *kms.GetKeyPolicyOutput) (snapshot.Policy, bool) {
			return env.document(getKeyPolicy, k.Region, arn, "kms.keys.*.policy.document", aws.ToString(out.Policy)), true
		})
	if err != nil {
		return err
	}
	err = fill(ctx, env, getKeyRotation, k.Region, arn, &k.Rotation,
		func(ctx context.Context) (*kms.GetKeyRotationStatusOutput, error) {
			return api.GetKeyRotationStatus(ctx, &kms.GetKeyRotationStatusInput{KeyId: &arn})
		},
		func(out *kms.GetKeyRotationStatusOutput) (snapshot.KeyRotation, bool) {
			return snapshot.KeyRotation{Enabled: out.KeyRotationEnabled, PeriodDays: number(out.RotationPeriodInDays)}, true
		})
	if err != nil {
		return err
	}
	err = fill(ctx, env, listKeyRotations, k.Region, arn, &k.Rotations,
		func(ctx context.Context) ([]snapshot.KeyRotated, error) { return keyRotations(ctx, env, k.Region, arn) }, yes)
	if err != nil {
		return err
	}
	err = fill(ctx, env, listGrants, k.Region, arn, &k.Grants,
		func(ctx context.Context) ([]snapshot.KeyGrant, error) { return keyGrants(ctx, env, k.Region, arn) }, yes)
	if err != nil {
		return err
	}
	err = fill(ctx, env, listAliases, k.Region, arn, &k.Aliases,
		func(ctx context.Context) ([]string, error) { return keyAliases(ctx, env, k.Region, arn) }, yes)
	if err != nil {
		return err
	}
	return fill(ctx, env, listKeyTags, k.Region, arn, &k.Tags,
		func(ctx context.Context) (map[string]string, error) { return keyTags(ctx, env, k.Region, arn) }, yes)
}

// noKey is a key that does not exist: nothing of it can be there.
func noKey(k snapshot.Key) snapshot.Key {
	return snapshot.Key{
		Region: k.Region, Owner: k.Owner, Exists: snapshot.Seen(false), Metadata: snapshot.Absent[snapshot.KeyMetadata](),
		Created: snapshot.Absent[time.Time](), Primary: snapshot.Absent[string](), Replicas: snapshot.Absent[[]string](),
		Policy: snapshot.Absent[snapshot.Policy](), Rotation: snapshot.Absent[snapshot.KeyRotation](), Rotations: snapshot.Absent[[]snapshot.KeyRotated](),
		Grants: snapshot.Absent[[]snapshot.KeyGrant](), Aliases: snapshot.Absent[[]string](),
		Tags: snapshot.Absent[map[string]string](),
	}
}

func keyMetadata(m *types.KeyMetadata) snapshot.KeyMetadata {
	out := snapshot.KeyMetadata{
		Manager: string(m.KeyManager), State: string(m.KeyState), Spec: string(m.KeySpec), Usage: string(m.KeyUsage),
		Origin: string(m.Origin), ExpirationModel: notEmpty(aws.String(string(m.ExpirationModel))), ValidTo: utc(m.ValidTo),
		DeletionDate: utc(m.DeletionDate), MultiRegion: aws.ToBool(m.MultiRegion), Replicas: []string{},
	}
	if c := m.MultiRegionConfiguration; c != nil {
		out.MultiRegionType = notEmpty(aws.String(string(c.MultiRegionKeyType)))
		if c.PrimaryKey != nil {
			out.Primary = notEmpty(c.PrimaryKey.Arn)
		}
		for _, r := range c.ReplicaKeys {
			out.Replicas = append(out.Replicas, aws.ToString(r.Arn))
		}
		slices.Sort(out.Replicas)
	}
	return out
}

func keyGrants(ctx context.Context, env *Env, region, arn string) ([]snapshot.KeyGrant, error) {
	grants := []snapshot.KeyGrant{}
	pages := pagesOf(ctx, env, listGrants, region,
		kms.NewListGrantsPaginator(env.Clients.KMS(region), &kms.ListGrantsInput{KeyId: &arn}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		for _, g := range page.Grants {
			grant := snapshot.KeyGrant{
				ID: aws.ToString(g.GrantId), Name: notEmpty(g.Name), Grantee: notEmpty(g.GranteePrincipal),
				GranteeService: notEmpty(g.GranteeServicePrincipal), Retiring: notEmpty(g.RetiringPrincipal),
				RetiringService: notEmpty(g.RetiringServicePrincipal), IssuingAccount: notEmpty(g.IssuingAccount),
				CreatedAt: utc(g.CreationDate), Operations: texts(g.Operations),
				EncryptionContextEquals: map[string]string{}, EncryptionContextSubset: map[string]string{},
			}
			if c := g.Constraints; c != nil {
				maps.Copy(grant.EncryptionContextEquals, c.EncryptionContextEquals)
				maps.Copy(grant.EncryptionContextSubset, c.EncryptionContextSubset)
				grant.SourceARN = notEmpty(c.SourceArn)
			}
			grants = append(grants, grant)
		}
	}
	slices.SortFunc(grants, func(a, b snapshot.KeyGrant) int { return strings.Compare(a.ID, b.ID) })
	return grants, nil
}

func keyRotations(ctx context.Context, env *Env, region, arn string) ([]snapshot.KeyRotated, error) {
	rotations := []snapshot.KeyRotated{}
	pages := pagesOf(ctx, env, listKeyRotations, region,
		kms.NewListKeyRotationsPaginator(env.Clients.KMS(region), &kms.ListKeyRotationsInput{KeyId: &arn}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		for _, r := range page.Rotations {
			if at := utc(r.RotationDate); at != nil { // none for material that waits for its rotation
				rotations = append(rotations, snapshot.KeyRotated{At: *at, Type: string(r.RotationType)})
			}
		}
	}
	slices.SortFunc(rotations, func(a, b snapshot.KeyRotated) int {
		return cmp.Or(b.At.Compare(a.At), strings.Compare(a.Type, b.Type))
	})
	return rotations, nil
}

func keyAliases(ctx context.Context, env *Env, region, arn string) ([]string, error) {
	var names []string
	pages := pagesOf(ctx, env, listAliases, region,
		kms.NewListAliasesPaginator(env.Clients.KMS(region), &kms.ListAliasesInput{KeyId: &arn}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		for _, a := range page.Aliases {
			names = append(names, aws.ToString(a.AliasName))
		}
	}
	return sorted(names), nil
}

func keyTags(ctx context.Context, env *Env, region, arn string) (map[string]string, error) {
	tags := map[string]string{}
	pages := pagesOf(ctx, env, listKeyTags, region,
		kms.NewListResourceTagsPaginator(env.Clients.KMS(region), &kms.ListResourceTagsInput{KeyId: &arn}))
	for page, err := range pages {
		if err != nil {
			return nil, err
		}
		for _, t := range page.Tags {
			tags[aws.ToString(t.TagKey)] = aws.ToString(t.TagValue)
		}
	}
	return tags, nil
}
