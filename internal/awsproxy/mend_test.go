package awsproxy_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/sns"

	"trailproof/internal/awsproxy"
)

const trailARN = "arn:aws:cloudtrail:us-east-2:111122223333:trail/a-trail"

func TestLoggingIsSwitchedByName(t *testing.T) {
	for _, name := range []string{trailARN, "a-trail"} {
		t.Run(name, func(t *testing.T) {
			p, e, cfg := start(t, map[string]string{"StartLogging": "{}", "StopLogging": "{}"})
			client := cloudtrail.NewFromConfig(cfg)
			if _, err := client.StartLogging(t.Context(), &cloudtrail.StartLoggingInput{Name: &name}); err != nil {
				t.Fatal(err)
			}
			if _, err := client.StopLogging(t.Context(), &cloudtrail.StopLoggingInput{Name: &name}); err != nil {
				t.Fatal(err)
			}
			for _, q := range e.asked {
				if q.body != `{"Name":"a-trail"}` {
					t.Errorf("%s %s", q.what, q.body)
				}
			}
			if c := p.Calls()[0]; c.Resource != name {
				t.Errorf("the log says %s", c)
			}
		})
	}
}

// TestTrails asks a second time about each trail, in its home Region.
func TestTrails(t *testing.T) {
	answers := map[string]string{
		"DescribeTrails": `{"trailList": [{"Name": "a-trail", "TrailARN": "` + trailARN + `", "HasCustomEventSelectors": false},
			{"Name": "other", "TrailARN": "arn:aws:cloudtrail:eu-west-1:111122223333:trail/other"}]}`,
		"GetTrail":            `{"Trail": {"Name": "a-trail", "TrailARN": "` + trailARN + `"}}`,
		"GetEventSelectors":   `{"EventSelectors": [], "AdvancedEventSelectors": [{"FieldSelectors": []}]}`,
		"GetInsightSelectors": `{"InsightSelectors": []}`,
	}
	_, e, cfg := start(t, answers)
	client := cloudtrail.NewFromConfig(cfg)
	for name, names := range map[string][]string{"by name": {"a-trail"}, "by ARN": {trailARN}, "all": nil} {
		t.Run(name, func(t *testing.T) {
			out, err := client.DescribeTrails(t.Context(), &cloudtrail.DescribeTrailsInput{TrailNameList: names})
			if err != nil {
				t.Fatal(err)
			}
			if want := max(1, 2-len(names)); len(out.TrailList) != want {
				t.Fatalf("%d trails, want %d", len(out.TrailList), want)
			}
			trail := out.TrailList[0]
			if aws.ToString(trail.HomeRegion) != "us-east-2" || !aws.ToBool(trail.HasCustomEventSelectors) ||
				aws.ToBool(trail.HasInsightSelectors) {
				t.Errorf("%+v", trail)
			}
		})
	}
	out, err := client.GetTrail(t.Context(), &cloudtrail.GetTrailInput{Name: aws.String("a-trail")})
	if err != nil {
		t.Fatal(err)
	}
	if aws.ToString(out.Trail.HomeRegion) != "us-east-2" || !aws.ToBool(out.Trail.HasCustomEventSelectors) {
		t.Errorf("%+v", out.Trail)
	}
	for _, q := range e.asked {
		if strings.HasPrefix(q.what, "Get") && strings.Contains(q.body, trailARN) && q.region != "us-east-2" {
			t.Errorf("%s of %s was asked in %s", q.what, trailARN, q.region)
		}
	}
}

func TestSelectors(t *testing.T) {
	for name, test := range map[string]struct {
		selectors, insights string
		basic, advanced     int
		code                string
	}{
		"fresh trail": {
			`{"EventSelectors": [], "AdvancedEventSelectors": []}`, `{"InsightSelectors": []}`, 1, 0, "InsightNotEnabledException",
		},
		"advanced": {
			`{"AdvancedEventSelectors": [{"FieldSelectors": []}]}`,
			`{"InsightSelectors": [{"InsightType": "ApiErrorRateInsight"}]}`, 0, 1, "",
		},
		"basic": {`{"EventSelectors": [{}, {}]}`, `{"InsightSelectors": [{}]}`, 2, 0, ""},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, cfg := start(t, map[string]string{"GetEventSelectors": test.selectors, "GetInsightSelectors": test.insights})
			client := cloudtrail.NewFromConfig(cfg)
			out, err := client.GetEventSelectors(t.Context(), &cloudtrail.GetEventSelectorsInput{TrailName: aws.String("a-trail")})
			if err != nil {
				t.Fatal(err)
			}
			if len(out.EventSelectors) != test.basic || len(out.AdvancedEventSelectors) != test.advanced {
				t.Errorf("%d basic, %d advanced", len(out.EventSelectors), len(out.AdvancedEventSelectors))
			}
			if name == "fresh trail" {
				if s := out.EventSelectors[0]; s.ReadWriteType != "All" || !aws.ToBool(s.IncludeManagementEvents) {
					t.Errorf("%+v", s)
				}
			}
			_, err = client.GetInsightSelectors(t.Context(), &cloudtrail.GetInsightSelectorsInput{TrailName: aws.String("a-trail")})
			if code(err) != test.code {
				t.Errorf("code %q, want %q: %v", code(err), test.code, err)
			}
		})
	}
}

func TestTrailStatusByRegion(t *testing.T) {
	p, _, cfg := start(t, map[string]string{"GetTrailStatus": `{"IsLogging": true, "LatestDeliveryTime": 1742040000}`})
	p.TrailStatus(map[string]map[string]any{
		"eu-west-1": {"LatestDigestDeliveryTime": 1742036400, "LatestDeliveryError": "AccessDenied", "LatestDeliveryTime": nil},
	})
	for region, want := range map[string]struct {
		delivery, digest bool
		fault            string
	}{"eu-west-1": {false, true, "AccessDenied"}, "us-east-1": {true, false, ""}} {
		cfg.Region = region
		in := &cloudtrail.GetTrailStatusInput{Name: aws.String("a-trail")}
		out, err := cloudtrail.NewFromConfig(cfg).GetTrailStatus(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		if (out.LatestDeliveryTime != nil) != want.delivery || (out.LatestDigestDeliveryTime != nil) != want.digest ||
			aws.ToString(out.LatestDeliveryError) != want.fault {
			t.Errorf("%s: %+v", region, out)
		}
		if want.digest && !out.LatestDigestDeliveryTime.Equal(time.Unix(1742036400, 0)) {
			t.Errorf("%s: digest at %s", region, out.LatestDigestDeliveryTime)
		}
	}
}

// TestQuestionsThatFallThrough are not taken for their answer.
func TestQuestionsThatFallThrough(t *testing.T) {
	listing, gone := "<ListBucketResult><Name>b</Name></ListBucketResult>", "<Error><Code>NoSuchBucket</Code></Error>"
	_, _, cfg := start(t, map[string]string{
		"GET /b?policyStatus=": listing, "GET /gone?policyStatus=": gone,
		"GET /b?requestPayment=": listing, "GET /gone?requestPayment=": gone,
		"GET /b?analytics=&id=a&x-id=GetBucketAnalyticsConfiguration": listing,
	})
	client := s3Client(cfg)
	for name, test := range map[string]struct {
		bucket, want string
		ask          func(ctx context.Context, bucket *string) (string, error)
	}{
		"policy status":                     {"b", "NotImplemented", policyStatus(client)},
		"policy status of no bucket":        {"gone", "NoSuchBucket", policyStatus(client)},
		"request payment":                   {"b", "BucketOwner", requestPayer(client)},
		"request payment of no bucket":      {"gone", "NoSuchBucket", requestPayer(client)},
		"analytics, which nobody cares for": {"b", "NotImplemented", analytics(client)},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := test.ask(t.Context(), &test.bucket)
			if err != nil {
				got = code(err)
			}
			if got != test.want {
				t.Errorf("%q, want %q (%v)", got, test.want, err)
			}
		})
	}
}

func policyStatus(client *s3.Client) func(context.Context, *string) (string, error) {
	return func(ctx context.Context, bucket *string) (string, error) {
		out, err := client.GetBucketPolicyStatus(ctx, &s3.GetBucketPolicyStatusInput{Bucket: bucket})
		if err != nil {
			return "", err
		}
		return strconv.FormatBool(aws.ToBool(out.PolicyStatus.IsPublic)), nil
	}
}

func requestPayer(client *s3.Client) func(context.Context, *string) (string, error) {
	return func(ctx context.Context, bucket *string) (string, error) {
		out, err := client.GetBucketRequestPayment(ctx, &s3.GetBucketRequestPaymentInput{Bucket: bucket})
		if err != nil {
			return "", err
		}
		return string(out.Payer), nil
	}
}

func analytics(client *s3.Client) func(context.Context, *string) (string, error) {
	return func(ctx context.Context, bucket *string) (string, error) {
		in := &s3.GetBucketAnalyticsConfigurationInput{Bucket: bucket, Id: aws.String("a")}
		_, err := client.GetBucketAnalyticsConfiguration(ctx, in)
		return "", err
	}
}

func TestLockRetention(t *testing.T) {
	_, _, cfg := start(t, map[string]string{
		"GET /b?object-lock=": "<ObjectLockConfiguration><Rule><DefaultRetention><Mode>COMPLIANCE</Mode>" +
			"<Days>30</Days><Years>0</Years></DefaultRetention></Rule></ObjectLockConfiguration>",
	})
	out, err := s3Client(cfg).GetObjectLockConfiguration(t.Context(), &s3.GetObjectLockConfigurationInput{Bucket: aws.String("b")})
	if err != nil {
		t.Fatal(err)
	}
	if r := out.ObjectLockConfiguration.Rule.DefaultRetention; aws.ToInt32(r.Days) != 30 || r.Years != nil {
		t.Errorf("%+v", r)
	}
}

func TestAccessPoints(t *testing.T) {
	point := "<AccessPoint><Name>p</Name><Bucket>b</Bucket></AccessPoint>"
	p, _, cfg := start(t, map[string]string{
		"GET /v20180820/accesspoint?bucket=b": "<ListAccessPointsResult><AccessPointList>" + point + point +
			"</AccessPointList></ListAccessPointsResult>",
	})
	p.Accounts = map[string]string{"AKIATEST": "111122223333"}
	out, err := s3control.NewFromConfig(cfg).ListAccessPoints(t.Context(), &s3control.ListAccessPointsInput{
		AccountId: aws.String("111122223333"), Bucket: aws.String("b"),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.AccessPointList) != 2 {
		t.Fatalf("%+v", out.AccessPointList)
	}
	for _, p := range out.AccessPointList {
		if aws.ToString(p.BucketAccountId) != "111122223333" || aws.ToString(p.Bucket) != "b" {
			t.Errorf("%+v", p)
		}
	}
}

func TestPolicyStatus(t *testing.T) {
	p, _, cfg := start(t, map[string]string{
		"GET /open?policy": "{}", "GET /shut?policy": "{}", "GET /bare?policy": "<Error><Code>NoSuchBucketPolicy</Code></Error>",
	})
	p.PolicyStatus(map[string]bool{"open": true})
	for bucket, want := range map[string]string{"open": "true", "shut": "false", "bare": "NoSuchBucketPolicy"} {
		got, err := policyStatus(s3Client(cfg))(t.Context(), &bucket)
		if err != nil {
			got = code(err)
		}
		if got != want {
			t.Errorf("%s: %s, want %s (%v)", bucket, got, want, err)
		}
	}
}

func TestListedBucketsHaveARegion(t *testing.T) {
	_, _, cfg := start(t, map[string]string{
		"GET /?max-buckets=10&x-id=ListBuckets": "<ListAllMyBucketsResult><Buckets><Bucket><Name>b</Name></Bucket></Buckets>" +
			"</ListAllMyBucketsResult>",
		"HEAD /b": "", "region": "eu-west-1",
	})
	out, err := s3Client(cfg).ListBuckets(t.Context(), &s3.ListBucketsInput{MaxBuckets: aws.Int32(10)})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Buckets) != 1 {
		t.Fatalf("%d buckets", len(out.Buckets))
	}
	if b := out.Buckets[0]; aws.ToString(b.Name) != "b" || aws.ToString(b.BucketRegion) != "eu-west-1" {
		t.Errorf("%+v", b)
	}
}

func TestSubscriptionsAreCounted(t *testing.T) {
	_, _, cfg := start(t, map[string]string{
		"GetTopicAttributes": `<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>
			<entry><key>SubscriptionsConfirmed</key><value>0</value></entry>
			<entry><key>SubscriptionsPending</key><value>0</value></entry>
			</Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`,
		"ListSubscriptionsByTopic": `<Subscriptions><member><SubscriptionArn>a</SubscriptionArn></member>
			<member><SubscriptionArn>b</SubscriptionArn></member></Subscriptions>`,
	})
	in := &sns.GetTopicAttributesInput{TopicArn: aws.String("a-topic")}
	out, err := sns.NewFromConfig(cfg).GetTopicAttributes(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if a := out.Attributes; a["SubscriptionsConfirmed"] != "2" || a["SubscriptionsPending"] != "0" {
		t.Errorf("%v", a)
	}
}

func TestModernBuckets(t *testing.T) {
	settings := []string{"PUT /b?encryption", "PUT /b?ownershipControls", "PUT /b?publicAccessBlock"}
	answers := map[string]string{"PUT /b": ""}
	for _, s := range settings {
		answers[s] = ""
	}
	for name, modern := range map[string]bool{"old": false, "modern": true} {
		t.Run(name, func(t *testing.T) {
			p, e, cfg := start(t, answers)
			p.ModernBuckets = modern
			if _, err := s3Client(cfg).CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: aws.String("b")}); err != nil {
				t.Fatal(err)
			}
			var want []string
			if modern {
				want = settings
			}
			got := e.questions()[1:]
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%q, want %q", got, want)
			}
		})
	}
}

// TestWhatTheEmulatorLacks is said in words that an SDK does not take for a passing trouble.
func TestWhatTheEmulatorLacks(t *testing.T) {
	for service, ask := range asking {
		t.Run(service, func(t *testing.T) {
			want := "UnknownOperationException"
			if service == "s3" || service == "s3control" {
				want = "NotImplemented"
			}
			p, _, cfg := start(t, nil)
			if err := ask(t.Context(), cfg); code(err) != want {
				t.Errorf("code %q, want %q: %v", code(err), want, err)
			}
			if n := len(p.Calls()); n != 1 {
				t.Errorf("%d calls", n)
			}
		})
	}
}

func TestFixture(t *testing.T) {
	p, e, cfg := start(t, nil)
	p.Handle("account:ListRegions", awsproxy.Fixture(`{"Regions": []}`))
	if err := asking["account"](t.Context(), cfg); err != nil || len(e.asked) > 0 {
		t.Error(err, e.asked)
	}
}

// TestCBOR asks CloudWatch in CBOR, which the emulator is asked in JSON.
func TestCBOR(t *testing.T) {
	_, e, cfg := start(t, map[string]string{"DescribeAlarms": `{"MetricAlarms": [{
		"AlarmName": "root-login", "Threshold": 1, "Period": 300, "ActionsEnabled": true,
		"AlarmActions": ["arn:aws:sns:eu-west-1:111122223333:t"],
		"StateUpdatedTimestamp": 1742040000.5, "EvaluationPeriods": -1, "Statistic": null, "DatapointsToAlarm": 2}]}`})
	out, err := cloudwatch.NewFromConfig(cfg).DescribeAlarms(t.Context(), &cloudwatch.DescribeAlarmsInput{
		AlarmNames: []string{"root-login"}, MaxRecords: aws.Int32(100),
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(out.MetricAlarms) != 1 {
		t.Fatalf("%+v", out)
	}
	a := out.MetricAlarms[0]
	if aws.ToString(a.AlarmName) != "root-login" || aws.ToFloat64(a.Threshold) != 1 || aws.ToInt32(a.Period) != 300 ||
		!aws.ToBool(a.ActionsEnabled) || len(a.AlarmActions) != 1 || aws.ToInt32(a.EvaluationPeriods) != -1 ||
		!a.StateUpdatedTimestamp.Equal(time.UnixMilli(1742040000500)) {
		t.Errorf("%+v", a)
	}
	if got := e.asked[0]; got.what != "DescribeAlarms" || got.body != `{"AlarmNames":["root-login"],"MaxRecords":100}` {
		t.Errorf("%+v", got)
	}
}
