package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"

	"trailproof/collectors"
)

// command returns the command of the AWS CLI that asks what a call asks. Its arguments are those that AWS demands, which the
// SDK tells, and those that the list below adds.
func command(c *collectors.Call) (string, error) {
	required, err := requiredMembers(c)
	if err != nil {
		return "", err
	}
	service := c.Service
	if renamed, ok := cliServices[service]; ok {
		service = renamed
	}
	operation := service + " " + kebab(c.Operation)
	parts := []string{"aws", operation}
	for _, member := range required {
		value := strings.ToUpper(strings.ReplaceAll(kebab(member), "-", "_"))
		for _, name := range []string{c.Service + "." + member, member} {
			if known, ok := placeholders[name]; ok {
				value = known
				break
			}
		}
		parts = append(parts, "--"+kebab(member), value)
	}
	if more := arguments[operation]; more != "" {
		parts = append(parts, more)
	}
	if !slices.Contains(global, c.Service) {
		parts = append(parts, "--region REGION")
	}
	return strings.Join(parts, " "), nil
}

// cliServices are the services that the CLI calls otherwise.
var cliServices = map[string]string{"s3": "s3api"}

// global are the services that are asked anywhere.
var global = []string{"account", "iam", "organizations", "s3", "s3control"}

// placeholders stand for what is asked about where the name of the member does not say it.
var placeholders = map[string]string{
	"cloudtrail.Name": "TRAIL_ARN", "cloudtrail.TrailName": "TRAIL_ARN", "cloudtrail.ResourceIdList": "TRAIL_ARN",
	"cloudtrail.EventDataStore": "EVENT_DATA_STORE_ARN", "KeyId": "KEY_ARN", "PolicySourceArn": "PRINCIPAL_ARN",
	"ActionNames": "ACTION",
}

// arguments are what an operation can do without, but nobody who asks by hand.
var arguments = map[string]string{
	"cloudtrail get-event-configuration": "--trail-name TRAIL_ARN",
	"cloudtrail get-insight-selectors":   "--trail-name TRAIL_ARN",
	"kms get-key-policy":                 "--policy-name default",
	"logs describe-log-groups":           "--log-group-name-prefix LOG_GROUP_NAME",
	"logs describe-log-streams":          "--log-group-name LOG_GROUP_NAME --order-by LastEventTime --descending --max-items 1",
	"logs describe-metric-filters":       "--log-group-name LOG_GROUP_NAME",
	"macie2 describe-buckets":            `--criteria '{"bucketName": {"eq": ["BUCKET"]}}'`,
	"s3api list-objects-v2":              "--prefix AWSLogs/ACCOUNT_ID/CloudTrail/REGION/ --max-items 20",
	// Of S3 Control only the settings of the account are the same everywhere.
	"s3control get-access-point":                                 "--region REGION",
	"s3control get-access-point-configuration-for-object-lambda": "--region REGION",
	"s3control get-access-point-for-object-lambda":               "--region REGION",
	"s3control get-access-point-policy":                          "--region REGION",
	"s3control get-access-point-policy-for-object-lambda":        "--region REGION",
	"s3control get-multi-region-access-point-policy":             "--region us-west-2",
	"s3control list-access-grants":                               "--region REGION",
	"s3control list-access-grants-locations":                     "--region REGION",
	"s3control list-access-points":                               "--bucket BUCKET --region REGION",
	"s3control list-access-points-for-object-lambda":             "--region REGION",
	"s3control list-multi-region-access-points":                  "--region us-west-2",
}

// requiredMembers returns the members of a call's input that AWS demands, in the SDK's order. The SDK checks an input before it
// does anything else; here it is given an empty one, and nobody to send a request to.
func requiredMembers(c *collectors.Call) ([]string, error) {
	clients := reflect.ValueOf(collectors.NewClients(aws.Config{
		Region:      "us-east-1",
		HTTPClient:  nobody{},
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
		Credentials: aws.AnonymousCredentials{},
	}))
	name := func(field string) bool { return strings.EqualFold(field, c.Service) }
	client := clients.FieldByNameFunc(name)
	if !client.IsValid() {
		return nil, fmt.Errorf("collectors.Clients has no client for %s", c.Service)
	}
	method := client.Call([]reflect.Value{reflect.ValueOf("us-east-1")})[0].MethodByName(c.Operation)
	if !method.IsValid() {
		return nil, fmt.Errorf("the client of %s has no %s", c.Service, c.Operation)
	}
	input := reflect.New(method.Type().In(1).Elem())
	out := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), input})
	err, _ := out[1].Interface().(error)
	var invalid smithy.InvalidParamsError
	if !errors.As(err, &invalid) {
		return nil, nil
	}
	var members []string
	for _, fault := range invalid.Errs() {
		var param smithy.InvalidParamError
		if errors.As(fault, &param) {
			_, member, _ := strings.Cut(param.Field(), ".")
			members = append(members, member)
		}
	}
	return members, nil
}

// nobody answers no request.
type nobody struct{}

func (nobody) Do(*http.Request) (*http.Response, error) { return nil, errors.New("nobody is asked") }

var (
	wordEnd    = regexp.MustCompile(`([a-z0-9])([A-Z])`)
	acronymEnd = regexp.MustCompile(`([A-Z])([A-Z][a-z])`)
)

// kebab is how the CLI spells a name of the API: GetBucketPolicy is get-bucket-policy.
func kebab(name string) string {
	name = acronymEnd.ReplaceAllString(wordEnd.ReplaceAllString(name, "$1-$2"), "$1-$2")
	return strings.ToLower(name)
}
