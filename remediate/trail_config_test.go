package remediate_test

import (
	"context"
	"encoding/json"
	"testing"

	"trailproof/plan"
	"trailproof/remediate"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
)

// sent keeps what UpdateTrail was asked.
type sent struct {
	remediate.CloudTrailAPI
	in *cloudtrail.UpdateTrailInput
}

func (s *sent) UpdateTrail(_ context.Context, in *cloudtrail.UpdateTrailInput, _ ...func(*cloudtrail.Options)) (*cloudtrail.UpdateTrailOutput, error) {
	s.in = in
	return &cloudtrail.UpdateTrailOutput{}, nil
}

// TestUpdateTrailSends nothing but what changes: what is sent false or empty would weaken the trail.
func TestUpdateTrailSends(t *testing.T) {
	before := map[string]any{
		"S3BucketName": "b", "S3KeyPrefix": "p", "SnsTopicName": "t", "CloudWatchLogsLogGroupArn": "g:*", "CloudWatchLogsRoleArn": "r",
		"KmsKeyId": "k", "IncludeGlobalServiceEvents": false, "IsMultiRegionTrail": false, "IsOrganizationTrail": false,
		"EnableLogFileValidation": true,
	}
	for name, c := range map[string]struct {
		change map[string]any
		want   string
	}{
		"validation": {map[string]any{"EnableLogFileValidation": false}, `{"EnableLogFileValidation":false,"Name":"` + referenceTrail + `"}`},
		"key":        {map[string]any{"KmsKeyId": "k2"}, `{"KmsKeyId":"k2","Name":"` + referenceTrail + `"}`},
		"no key":     {map[string]any{"KmsKeyId": ""}, `{"KmsKeyId":"","Name":"` + referenceTrail + `"}`},
		"role": {
			map[string]any{"CloudWatchLogsRoleArn": "r2"},
			`{"CloudWatchLogsLogGroupArn":"g:*","CloudWatchLogsRoleArn":"r2","Name":"` + referenceTrail + `"}`,
		},
		"all Regions": {
			map[string]any{"IsMultiRegionTrail": true, "IncludeGlobalServiceEvents": true},
			`{"IncludeGlobalServiceEvents":true,"IsMultiRegionTrail":true,"Name":"` + referenceTrail + `"}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			api := &sent{}
			clients := remediate.Clients{CloudTrail: func(string) remediate.CloudTrailAPI { return api }}
			op := use{operation: "cloudtrail:UpdateTrail"}.op(t)
			state := plan.NewState(before)
			_, err := op.Write(t.Context(), clients, remediate.Target{Region: "us-east-2", Resource: referenceTrail}, state, with(c.change)(state))
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(api.in)
			if err != nil {
				t.Fatal(err)
			}
			members := map[string]any{}
			if err := json.Unmarshal(text, &members); err != nil {
				t.Fatal(err)
			}
			for name, v := range members {
				if v == nil {
					delete(members, name)
				}
			}
			if text, err = json.Marshal(members); err != nil || string(text) != c.want {
				t.Errorf("it sends %s, not %s %v", text, c.want, err)
			}
		})
	}
}
