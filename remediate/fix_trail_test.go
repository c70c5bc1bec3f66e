package remediate_test

import (
	"strings"
	"testing"

	"trailproof/internal/awsfake"
	"trailproof/plan"
	"trailproof/remediate"
	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	"pgregory.net/rapid"
)

const (
	referenceAccount = "124355676326"
	asAdmin          = `{"Sid":"Admin","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::124355676326:user/adminUser"},"Action":"kms:*","Resource":"*"}`
	describing       = `{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":["kms:DescribeKey","kms:GenerateDataKey","kms:Decrypt"],"Resource":"*","Condition":{"StringEquals":{"aws:SourceArn":"` + referenceTrail + `"}}}`
)

// selected sets the selectors of the reference trail.
func selected(basic []types.EventSelector, advanced ...types.AdvancedEventSelector) func(*awsfake.Account) {
	return trailOf(trailName, func(t *awsfake.Trail) { t.EventSelectors, t.AdvancedSelectors = basic, advanced })
}

// selector is an advanced selector of fields that equal values, or with != in front of its name do not.
func selector(fields ...string) types.AdvancedEventSelector {
	s := types.AdvancedEventSelector{Name: aws.String("somebody's")}
	for i := 0; i < len(fields); i += 2 {
		f := types.AdvancedFieldSelector{}
		if name, not := strings.CutPrefix(fields[i], "!="); not {
			f.Field, f.NotEquals = aws.String(name), []string{fields[i+1]}
		} else {
			f.Field, f.Equals = aws.String(name), []string{fields[i+1]}
		}
		s.FieldSelectors = append(s.FieldSelectors, f)
	}
	return s
}

// keyPolicy sets the policy of the reference key, a list of statements.
func keyPolicy(statements ...string) func(*awsfake.Account) {
	return func(a *awsfake.Account) {
		a.Keys[referenceKey].Policy = `{"Version":"2012-10-17","Statement":[` + strings.Join(statements, ",") + `]}`
	}
}

// about is a statement of a key's policy.
func about(principal, action string) string {
	return `{"Effect":"Allow","Principal":` + principal + `,"Action":` + action + `,"Resource":"*"}`
}

const (
	trailName  = "s3-activity-trail"
	reader     = `{"AWS":"arn:aws:iam::124355676326:role/reader"}`
	theService = `{"Service":"cloudtrail.amazonaws.com"}`
)

var trailAlterations = map[string]altered{
	"a source left out, advanced": {
		story: "reference", rule: "cloudtrail.event_sources", resource: referenceAccount,
		alter: selected(nil, selector("eventCategory", "Management", "!=eventSource", "kms.amazonaws.com")),
		has: []string{
			`{"Field":"eventSource","NotEquals":["kms.amazonaws.com"]}],"Name":"somebody's"}`,
			`{"FieldSelectors":[{"Equals":["Management"],"Field":"eventCategory"}],"Name":"All"}`,
		},
	},
	"a source left out, basic": {
		story: "reference", rule: "cloudtrail.event_sources", resource: referenceAccount,
		alter: selected([]types.EventSelector{{ExcludeManagementEventSources: []string{"kms.amazonaws.com"}}}), lacks: []string{"kms.amazonaws.com"},
	},
	"reads, of a selector of writes": {
		story: "reference", rule: "cloudtrail.management_reads", resource: referenceAccount,
		alter: selected(nil, selector("eventCategory", "Management", "readOnly", "false")), lacks: []string{"readOnly"},
		has: []string{"somebody's"},
	},
	"reads, beside writes of some": {
		story: "reference", rule: "cloudtrail.management_reads", resource: referenceAccount,
		alter: selected(nil, selector("eventCategory", "Data", "resources.type", "AWS::S3::Object"),
			selector("eventCategory", "Management", "readOnly", "false", "eventSource", "iam.amazonaws.com")),
		has: []string{"iam.amazonaws.com", "AWS::S3::Object", `{"Equals":["true"],"Field":"readOnly"}`},
	},
	"writes, beside data": {
		story: "reference", rule: "cloudtrail.management_writes", resource: referenceAccount,
		alter: selected([]types.EventSelector{{
			ReadWriteType: types.ReadWriteTypeReadOnly,
			DataResources: []types.DataResource{{Type: aws.String("AWS::Lambda::Function"), Values: []string{"arn:aws:lambda"}}},
		}}),
		has: []string{`{"DataResources":[{"Type":"AWS::Lambda::Function","Values":["arn:aws:lambda"]}],"ReadWriteType":"ReadOnly"}`, `"ReadWriteType":"WriteOnly"`},
	},
	"no room for another selector": {
		story: "reference", rule: "cloudtrail.management_writes", resource: referenceAccount,
		alter: func(a *awsfake.Account) {
			data := types.EventSelector{
				ReadWriteType: types.ReadWriteTypeReadOnly, IncludeManagementEvents: aws.Bool(false),
				DataResources: []types.DataResource{{Type: aws.String("AWS::S3::Object"), Values: []string{"arn:aws:s3:::b/"}}},
			}
			selected([]types.EventSelector{data, data, data, data, data})(a)
		},
		left: plan.Refused, why: "CloudTrail takes no more",
	},
	"denied at endpoints, of the default": {
		story: "gov", rule: "cloudtrail.network_events", resource: "333344445555",
		params: map[string]any{"endpoint_sources": []any{"s3.amazonaws.com", "kms.amazonaws.com"}},
		has:    []string{`{"Equals":["Management"],"Field":"eventCategory"}`, `{"Equals":["s3.amazonaws.com"],"Field":"eventSource"}`, `{"Equals":["kms.amazonaws.com"],"Field":"eventSource"}`},
	},
	"denied at endpoints, of basic ones": {
		story: "reference", rule: "cloudtrail.network_events", resource: referenceAccount,
		params: map[string]any{"endpoint_sources": []any{"s3.amazonaws.com"}},
		alter:  selected([]types.EventSelector{{ReadWriteType: types.ReadWriteTypeWriteOnly}}),
		left:   plan.Manual, why: "rewrite them as advanced ones first",
	},
	"none logs": {
		story: "reference", rule: "cloudtrail.some_trail_logs", resource: referenceAccount, has: []string{"true"},
		alter: trailOf(trailName, func(t *awsfake.Trail) { t.Status = map[string]awsfake.TrailStatus{"*": {}} }),
	},
	"logging again": {
		story: "reference", rule: "cloudtrail.logging", resource: referenceTrail, has: []string{"true"},
		alter: trailOf(trailName, func(t *awsfake.Trail) {
			s := t.Status["*"]
			s.IsLogging = false
			t.Status = map[string]awsfake.TrailStatus{"*": s}
		}),
	},
	"no key for a trail whose alias is taken": {
		story: "side_doors", rule: "cloudtrail.encrypted_with_key", resource: "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
		alter: func(a *awsfake.Account) {
			const arn = "arn:aws:kms:us-east-1:111122223333:key/0f8fad5b-d9cb-469f-a165-70867728950e"
			a.Keys = map[string]*awsfake.Key{arn: {KeyMetadata: kmstypes.KeyMetadata{Arn: aws.String(arn)}, Aliases: []string{"alias/cloudtrail-audit"}}}
		},
		left: plan.Manual, why: "alias/cloudtrail-audit is the alias of",
	},
	"no approved key": {
		story: "side_doors", rule: "cloudtrail.encrypted_with_key", resource: "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit",
		params: map[string]any{"keys": []any{"arn:aws:kms:us-east-1:111122223333:key/0f8fad5b-d9cb-469f-a165-70867728950e"}},
		left:   plan.Manual, why: "none of the keys that the parameter keys approves",
	},
	"a bucket that keeps CloudTrail out": {
		story: "reference", rule: "cloudtrail.bucket_access", resource: referenceTrail,
		alter: func(a *awsfake.Account) {
			b := a.Buckets["elly-secure-bucket"]
			b.Policy = strings.Replace(b.Policy, `"Statement": [`, `"Statement": [{"Sid":"Ours","Effect":"Deny","Principal":"*","Action":"s3:PutObject",`+
				`"Resource":"arn:aws:s3:::elly-secure-bucket/*","Condition":{"StringNotEquals":{"aws:PrincipalOrgID":"o-aaaaaaaaaa"}}},`, 1)
		},
		left: plan.Manual, why: "Ours",
	},
	"a key that keeps CloudTrail out": {
		story: "reference", rule: "cloudtrail.key_access", resource: referenceTrail,
		alter: keyPolicy(asAdmin, describing, `{"Sid":"Nobody","Effect":"Deny","Principal":"*","Action":"kms:GenerateDataKey*","Resource":"*","Condition":{"Null":{"aws:PrincipalArn":"true"}}}`),
		left:  plan.Manual, why: "Nobody",
	},
	"a key that no statement opens": {
		story: "reference", rule: "cloudtrail.key_access", resource: referenceTrail, alter: keyPolicy(asAdmin),
		has: []string{asAdmin, `"Action":"kms:GenerateDataKey*"`}, lacks: []string{"kms:Decrypt"},
	},
	"deputy of two services": {
		story: "reference", rule: "kms.confused_deputy", resource: referenceKey,
		alter: keyPolicy(asAdmin, about(`{"Service":["cloudtrail.amazonaws.com","logs.amazonaws.com"]}`, `"kms:GenerateDataKey*"`)),
		left:  plan.Manual, why: "shut the others out",
	},
	"deputy of an event data store": {
		story: "reference", rule: "kms.confused_deputy", resource: referenceKey,
		alter: func(a *awsfake.Account) {
			a.EventDataStores = []*awsfake.EventDataStore{{
				EventDataStoreArn: "arn:aws:cloudtrail:us-east-2:124355676326:eventdatastore/2c9e6679-7425-40de-944b-e07fc1f90ae7", Name: "lake", KmsKeyId: referenceKey, Status: "ENABLED",
			}}
		},
		left: plan.Manual, why: "the event data store",
	},
	"deputy of two accounts": {
		story: "reference", rule: "kms.confused_deputy", resource: referenceKey, params: map[string]any{"accounts": []any{"000000000001"}},
		has: []string{`"StringLike": {` + "\n          \"aws:SourceArn\": [\n            \"" + referenceTrail + "\",\n            \"arn:aws:cloudtrail:*:000000000001:trail/*\""},
	},
	"deputy of strangers": {
		story: "reference", rule: "kms.confused_deputy", resource: referenceKey,
		alter: keyPolicy(asAdmin, strings.Replace(about(theService, `"kms:GenerateDataKey*"`), `"Resource"`, `"Condition":{"StringEquals":{"aws:SourceAccount":"000000000009"}},"Resource"`, 1)),
		left:  plan.Manual, why: "each statement says for whom",
	},
	"a stranger among ours": {
		story: "reference", rule: "kms.foreign_principals", resource: referenceKey,
		alter: keyPolicy(asAdmin, describing, about(`{"AWS":["arn:aws:iam::124355676326:role/reader","arn:aws:iam::000000000009:root"]}`, `"kms:DescribeKey"`)),
		has:   []string{asAdmin, describing, `{"AWS":["arn:aws:iam::124355676326:role/reader"]}`}, lacks: []string{"000000000009"},
	},
	"a stranger alone": {
		story: "reference", rule: "kms.foreign_principals", resource: referenceKey,
		alter: keyPolicy(asAdmin, about(`{"AWS":"000000000009"}`, `"kms:Decrypt"`), describing), has: []string{asAdmin + "," + describing}, lacks: []string{"000000000009"},
	},
	"everybody but some": {
		story: "reference", rule: "kms.public_policy", resource: referenceKey,
		alter: keyPolicy(asAdmin, describing, `{"Effect":"Allow","NotPrincipal":{"AWS":"arn:aws:iam::124355676326:root"},"Action":"kms:Decrypt","Resource":"*"}`),
		left:  plan.Manual, why: "NotPrincipal",
	},
	"a reader": {
		story: "reference", rule: "kms.decrypt_context", resource: referenceKey,
		alter: keyPolicy(about(`{"AWS":"arn:aws:iam::124355676326:root"}`, `"kms:*"`), describing, about(reader, `"kms:Decrypt"`)),
		has:   []string{`"Condition":{"Null":{"kms:EncryptionContext:aws:cloudtrail:arn":"false"}}`}, lacks: []string{"ReEncryptFrom"},
	},
	"a reader who describes": {
		story: "reference", rule: "kms.decrypt_context", resource: referenceKey,
		alter: keyPolicy(about(`{"AWS":"arn:aws:iam::124355676326:root"}`, `"kms:*"`), describing, about(reader, `["kms:Decrypt","kms:DescribeKey"]`)),
		has:   []string{about(reader, `["kms:DescribeKey"]`), `"Null":{"kms:EncryptionContext:aws:cloudtrail:arn":"false"}`},
	},
	"an administrator in escapes": {
		story: "reference", rule: "kms.decrypt_context", resource: referenceKey,
		alter: keyPolicy(describing, strings.Replace(asAdmin, `"Action"`, `"\u0041ction"`, 1)), left: plan.Refused, why: "written with escapes",
	},
	"a reader and the account": {
		story: "reference", rule: "kms.decrypt_context", resource: referenceKey,
		alter: keyPolicy(describing, about(`{"AWS":["arn:aws:iam::124355676326:root","arn:aws:iam::124355676326:role/reader"]}`, `"kms:*"`)),
		left:  plan.Manual, why: "together with the account",
	},
	"a replica": {
		story: "tampered", rule: "kms.replicas", resource: disabledKey, alter: func(a *awsfake.Account) { a.Keys[disabledKey].Grants = nil },
		has: []string{"true", `"aws:SourceArn": "arn:aws:cloudtrail:us-east-1:246810121416:trail/audit"`, `arn:aws:iam::246810121416:root`},
	},
	"rotation of a replica": {
		story: "tampered", rule: "kms.rotation", resource: disabledKey, has: []string{"365"},
		alter: func(a *awsfake.Account) {
			a.Trails[0].KmsKeyId, a.Keys[disabledKey].KeyState = aws.String(disabledKey), kmstypes.KeyStateEnabled
			for _, k := range a.Keys {
				k.RotationEnabled, k.RotationPeriod = false, nil
			}
		},
	},
	"a lost key": {
		story: "reference", rule: "kms.usable", resource: referenceKey, alter: func(a *awsfake.Account) { delete(a.Keys, referenceKey) },
		left: plan.Manual, why: "nothing that it encrypted can be read any more",
	},
	"a key without material": {
		story: "reference", rule: "kms.usable", resource: referenceKey,
		alter: func(a *awsfake.Account) { a.Keys[referenceKey].KeyState = kmstypes.KeyStatePendingImport },
		left:  plan.Manual, why: "PendingImport",
	},
}

// TestAlteredTrails mends what no account has, or says why not.
func TestAlteredTrails(t *testing.T) {
	for title, c := range trailAlterations {
		t.Run(title, c.test)
	}
}

// TestKeyPolicyEdits refuses what KMS would not take, and what nobody could take back.
func TestKeyPolicyEdits(t *testing.T) {
	target := remediate.Target{Account: referenceAccount, Partition: "aws", Region: "us-east-2", Resource: referenceKey}
	now := `{"Version":"2012-10-17","Statement":[` + asAdmin + `,` + describing + `]}`
	for name, c := range map[string]struct{ after, want string }{
		"as it was":             {now, ""},
		"the administrator out": {`{"Statement":[` + describing + `]}`, "from changing the key's policy"},
		"under a condition":     {strings.Replace(now, `"kms:*","Resource":"*"`, `"kms:*","Resource":"*","Condition":{"Bool":{"aws:MultiFactorAuthPresent":"true"}}`, 1), "from changing the key's policy"},
		"all but his action":    {strings.Replace(now, `"Action":"kms:*"`, `"NotAction":"kms:Put*"`, 1), "from changing the key's policy"},
		"all but another":       {strings.Replace(now, `"Action":"kms:*"`, `"NotAction":"kms:Decrypt"`, 1), ""},
		"too long":              {strings.Replace(now, `{`, `{`+strings.Repeat(" ", 32*1024), 1), "KMS takes 32768"},
	} {
		t.Run(name, func(t *testing.T) {
			e := remediate.EditKeyPolicy(target, func(string) (string, error) { return c.after, nil })
			after, err := e.Change(plan.NewState(now))
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
			if err == nil && after != plan.NewState(c.after) {
				t.Errorf("it is %s", after)
			}
		})
	}
}

// someKeyStatement draws a statement of a key's policy.
var someKeyStatement = rapid.Custom(func(t *rapid.T) string {
	pick := func(label string, from ...string) string { return rapid.SampledFrom(from).Draw(t, label) }
	s := `{` + pick("sid", ``, `"Sid":"DecryptLogFiles",`, `"Sid": "of somebody's",`) + `"Effect":` + pick("effect", `"Allow"`, `"Allow"`, `"Deny"`) + `,`
	s += pick("principal", `"Principal":"*"`, `"Principal":{"AWS":["*","arn:aws:iam::124355676326:role/r"]}`, `"Principal": {"Service": "cloudtrail.amazonaws.com"}`,
		`"Principal":{"AWS":["arn:aws:iam::000000000009:root","arn:aws:iam::124355676326:user/u"]}`, `"Principal":`+reader, `"Principal":{"AWS":"AROAEXAMPLEDELETED001"}`,
		`"Principal":{"Service":["logs.amazonaws.com"]}`) + `,`
	s += pick("action", `"Action":"kms:*"`, `"Action": ["kms:Decrypt", "kms:DescribeKey"]`, `"Action":"kms:Decrypt"`, `"NotAction":"kms:Encrypt"`, `"Action":"kms:GenerateDataKey*"`)
	return s + `,"Resource":"*"` + pick("condition", ``, ``, `,"Condition":{"StringEquals":{"kms:CallerAccount":"124355676326"}}`,
		`,"Condition":{"StringEquals":{"kms:ViaService":"s3.us-east-2.amazonaws.com"}}`) + `}`
})

// TestMergeKey holds the fixes that edit a key's policy against random ones: who denies goes on denying, the administrator and other
// services stay to the byte, and a second time nothing changes.
func TestMergeKey(t *testing.T) {
	base := look(t, account(t, "reference"))
	rapid.Check(t, func(t *rapid.T) {
		raw := `{"Id":"somebody's","Version":"2012-10-17","Statement":[` + about(`{"AWS":"arn:aws:iam::124355676326:root"}`, `"kms:*"`) + `, ` +
			strings.Join(rapid.SliceOfN(someKeyStatement, 1, 5).Draw(t, "statements"), ", ") + `]}`
		p, fault := snapshot.NewPolicy(raw)
		if fault != "" {
			t.Fatalf("%s: %s", fault, raw)
		}
		s := *base
		k := base.KMS.Keys[referenceKey]
		k.Policy = snapshot.Seen(p)
		s.KMS.Keys = map[string]snapshot.Key{referenceKey: k}
		for _, f := range remediate.Fixes {
			resource := referenceKey
			if strings.HasPrefix(f.Rule, "cloudtrail.key_") {
				resource = referenceTrail
			}
			edits, err := f.Plan(remediate.Case{Snapshot: &s, Start: &s, Resource: resource})
			if err != nil || !strings.HasPrefix(f.Rule, "kms.") && resource == referenceKey {
				continue // it is for a person, or of something else
			}
			for _, e := range edits {
				if e.Operation.Name == "kms:PutKeyPolicy" {
					mergesKey(t, f.Rule, raw, e)
				}
			}
		}
	})
}

func mergesKey(t *rapid.T, rule, raw string, e remediate.Edit) {
	after, err := e.Change(plan.NewState(raw))
	if err != nil {
		return // for a person
	}
	var text string
	if err := after.Into(&text); err != nil {
		t.Fatal(err)
	}
	if again, err := e.Change(after); err != nil || again != after {
		t.Errorf("%s: a second time it is %s (%v), and was %s", rule, again, err, after)
	}
	now := map[string]bool{}
	for _, s := range rawStatements(t, text) {
		now[s] = true
	}
	for _, s := range rawStatements(t, raw) {
		kept := strings.Contains(s, `"Deny"`) || strings.Contains(s, ":root\"},") || strings.Contains(s, "logs.amazonaws.com")
		if kept && !now[s] {
			t.Errorf("%s: %s is gone from %s", rule, s, text)
		}
	}
}
