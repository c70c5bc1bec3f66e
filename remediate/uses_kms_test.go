package remediate_test

import "trailproof/plan"

const (
	standIn     = "arn:aws:kms:us-east-2:124355676326:key/00000000-1234-5678-9abc-def012345678"
	pendingKey  = "arn:aws:kms:us-east-1:777788889999:key/11111111-2222-3333-4444-555555555555"
	disabledKey = "arn:aws:kms:eu-west-1:246810121416:key/mrk-9f1c2b7d4e5a4c3f8b6a7d8e9f0a1b2c"
	adminOnly   = `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::124355676326:user/adminUser"},"Action":"kms:*","Resource":"*"}}`
)

var kmsUses = map[string]use{
	"key made": {"reference", "kms:CreateKey", "us-east-2", standIn, constant(plan.NewState(map[string]any{
		"Description": "logs", "Policy": adminOnly, "Mark": "00000000-1234-5678-9abc-def012345678",
	}))},
	"alias made":         {"reference", "kms:CreateAlias", "us-east-2", "arn:aws:kms:us-east-2:124355676326:alias/logs", constant(`{"TargetKeyId":"` + referenceKey + `"}`)},
	"key policy":         {"reference", "kms:PutKeyPolicy", "us-east-2", referenceKey, constant(plan.NewState(adminOnly))},
	"deletion cancelled": {"broken", "kms:CancelKeyDeletion", "us-east-1", pendingKey, constant("false")},
	"key enabled":        {"tampered", "kms:EnableKey", "eu-west-1", disabledKey, constant("true")},
	"key disabled":       {"reference", "kms:EnableKey", "us-east-2", referenceKey, constant("false")},
}
