package main

import (
	"slices"
	"strings"
	"testing"

	"trailproof/collectors"
)

// TestCommands pins one command of each kind.
func TestCommands(t *testing.T) {
	for name, want := range map[string]string{
		"account ListRegions":                "aws account list-regions",
		"cloudtrail DescribeTrails":          "aws cloudtrail describe-trails --region REGION",
		"cloudtrail GetTrailStatus":          "aws cloudtrail get-trail-status --name TRAIL_ARN --region REGION",
		"cloudtrail GetEventConfiguration":   "aws cloudtrail get-event-configuration --trail-name TRAIL_ARN --region REGION",
		"cloudtrail GetInsightSelectors":     "aws cloudtrail get-insight-selectors --trail-name TRAIL_ARN --region REGION",
		"cloudtrail ListTags":                "aws cloudtrail list-tags --resource-id-list TRAIL_ARN --region REGION",
		"kms GetKeyPolicy":                   "aws kms get-key-policy --key-id KEY_ARN --policy-name default --region REGION",
		"s3 GetBucketPolicy":                 "aws s3api get-bucket-policy --bucket BUCKET",
		"s3 GetPublicAccessBlock":            "aws s3api get-public-access-block --bucket BUCKET",
		"s3control GetPublicAccessBlock":     "aws s3control get-public-access-block --account-id ACCOUNT_ID",
		"s3control ListAccessPoints":         "aws s3control list-access-points --account-id ACCOUNT_ID --bucket BUCKET --region REGION",
		"sns GetTopicAttributes":             "aws sns get-topic-attributes --topic-arn TOPIC_ARN --region REGION",
		"iam GetAccountAuthorizationDetails": "aws iam get-account-authorization-details",
		"logs DescribeMetricFilters":         "aws logs describe-metric-filters --log-group-name LOG_GROUP_NAME --region REGION",
	} {
		service, operation, _ := strings.Cut(name, " ")
		got, err := command(&collectors.Call{Service: service, Operation: operation})
		if err != nil || got != want {
			t.Errorf("%s: got %s, %v, want %s", name, got, err, want)
		}
	}
	for name, want := range map[string]string{
		"x DescribeTrails":    "collectors.Clients has no client for x",
		"sns DescribeTrails":  "the client of sns has no DescribeTrails",
		"cloudtrail describe": "the client of cloudtrail has no describe",
	} {
		service, operation, _ := strings.Cut(name, " ")
		if _, err := command(&collectors.Call{Service: service, Operation: operation}); err == nil || err.Error() != want {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestArguments pins that no addition is left from a call that nobody makes any more, and that none names what AWS demands.
func TestArguments(t *testing.T) {
	var operations []string
	for _, c := range collectors.All {
		for _, call := range c.Calls {
			text, err := command(call)
			if err != nil {
				t.Fatal(err)
			}
			words := strings.Fields(text)
			operations = append(operations, words[1]+" "+words[2])
			options := slices.DeleteFunc(words, func(w string) bool { return !strings.HasPrefix(w, "--") })
			slices.Sort(options)
			if len(slices.Compact(slices.Clone(options))) != len(options) {
				t.Errorf("an option stands twice in %s", text)
			}
		}
	}
	for operation := range arguments {
		if !slices.Contains(operations, operation) {
			t.Errorf("no call is %s", operation)
		}
	}
}

func TestKebab(t *testing.T) {
	for in, want := range map[string]string{
		"GetBucketAcl": "get-bucket-acl", "ListMFADevices": "list-mfa-devices", "KeyId": "key-id", "GetBucketCORS": "get-bucket-cors",
		"ListAttachedRolePolicies": "list-attached-role-policies",
	} {
		if got := kebab(in); got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}
