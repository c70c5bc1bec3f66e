package remediate_test

import (
	"encoding/json"

	"trailproof/plan"
)

const (
	// There is no such trail in the account.
	otherTrail   = "arn:aws:cloudtrail:us-east-1:777788889999:trail/another"
	stoppedTrail = "arn:aws:cloudtrail:us-east-1:777788889999:trail/stopped"
	cleanTrail   = "arn:aws:cloudtrail:us-east-1:111122223333:trail/audit"
	govTrail     = "arn:aws-us-gov:cloudtrail:us-gov-west-1:333344445555:trail/gov-audit"
	strangeTrail = "arn:aws:cloudtrail:eu-west-1:777788889999:trail/strange"
)

// with returns the state with some members changed.
func with(members map[string]any) func(plan.State) plan.State {
	return func(before plan.State) plan.State {
		all := map[string]any{}
		if err := json.Unmarshal([]byte(before), &all); err != nil {
			panic(err)
		}
		for name, v := range members {
			all[name] = v
		}
		return plan.NewState(all)
	}
}

// anotherTrail delivers to a bucket that takes the files of any trail, and is encrypted with the key given.
func anotherTrail(key string) plan.State {
	return plan.NewState(map[string]any{
		"S3BucketName": "open-logs", "IncludeGlobalServiceEvents": true, "IsMultiRegionTrail": true, "IsOrganizationTrail": false,
		"EnableLogFileValidation": true, "KmsKeyId": key,
	})
}

var cloudTrailUses = map[string]use{
	"trail made":             {"broken", "cloudtrail:UpdateTrail", "us-east-1", otherTrail, constant(anotherTrail(""))},
	"trail validates":        {"broken", "cloudtrail:UpdateTrail", "us-east-1", stoppedTrail, with(map[string]any{"EnableLogFileValidation": true})},
	"trail covers all":       {"broken", "cloudtrail:UpdateTrail", "eu-west-1", strangeTrail, with(map[string]any{"IsMultiRegionTrail": true, "IncludeGlobalServiceEvents": true})},
	"trail covers home only": {"reference", "cloudtrail:UpdateTrail", "us-east-2", referenceTrail, with(map[string]any{"IsMultiRegionTrail": false})},
	"selectors of data": {"reference", "cloudtrail:PutEventSelectors", "us-east-2", referenceTrail, constant(plan.NewState(map[string]any{
		"AdvancedEventSelectors": []any{
			advanced("management", "eventCategory", "Management"), advanced("objects", "eventCategory", "Data", "resources.type", "AWS::S3::Object"),
		},
	}))},
	"selectors at first": {"gov", "cloudtrail:PutEventSelectors", "us-gov-west-1", govTrail, constant(plan.NewState(map[string]any{
		"EventSelectors": []any{map[string]any{"ReadWriteType": "WriteOnly", "IncludeManagementEvents": true, "ExcludeManagementEventSources": []string{"kms.amazonaws.com"}}},
	}))},
	"insights on":         {"reference", "cloudtrail:PutInsightSelectors", "us-east-2", referenceTrail, constant(`[{"EventCategories":["Management"],"InsightType":"ApiCallRateInsight"}]`)},
	"insights off":        {"clean", "cloudtrail:PutInsightSelectors", "us-east-1", cleanTrail, constant(plan.None)},
	"trail loses its key": {"reference", "cloudtrail:UpdateTrail", "us-east-2", referenceTrail, with(map[string]any{"KmsKeyId": ""})},
}

// advanced is an advanced selector in which each field equals a value.
func advanced(name string, fields ...string) map[string]any {
	var list []any
	for i := 0; i < len(fields); i += 2 {
		list = append(list, map[string]any{"Field": fields[i], "Equals": []string{fields[i+1]}})
	}
	return map[string]any{"Name": name, "FieldSelectors": list}
}
