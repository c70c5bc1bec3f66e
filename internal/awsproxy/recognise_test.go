package awsproxy_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"trailproof/internal/awsproxy"
)

func TestRecognisesEveryProtocol(t *testing.T) {
	want := map[string]string{
		"account":    "account:ListRegions eu-west-1",
		"cloudtrail": "cloudtrail:GetTrailStatus eu-west-1 a-trail",
		"cloudwatch": "cloudwatch:DescribeAlarms eu-west-1",
		"iam":        "iam:GetUser eu-west-1 adminUser",
		"kms":        "kms:DescribeKey eu-west-1 a-key",
		"logs":       "logs:DescribeMetricFilters eu-west-1 a-group",
		"macie2":     "macie2:GetMacieSession eu-west-1",
		"s3":         "s3:GetBucketPolicy eu-west-1 a-bucket",
		"s3control":  "s3control:GetPublicAccessBlock eu-west-1 111122223333",
		"sns":        "sns:GetTopicAttributes eu-west-1 a-topic",
		"sts":        "sts:GetCallerIdentity eu-west-1",
	}
	for service, ask := range asking {
		t.Run(service, func(t *testing.T) {
			p, e, cfg := start(t, nil)
			p.Accounts = map[string]string{"AKIATEST": "111122223333"}
			_ = ask(t.Context(), cfg)
			calls := p.Calls()
			if len(calls) != 1 || calls[0].String() != want[service] {
				t.Fatalf("%v, want %s", calls, want[service])
			}
			if c := calls[0]; c.Account != "111122223333" || c.Attempt != 1 || c.Input == "" {
				t.Errorf("account %q, attempt %d, input %q", c.Account, c.Attempt, c.Input)
			}
			if len(e.asked) != 1 || e.asked[0].account != "111122223333" {
				t.Errorf("the emulator was asked %+v", e.asked)
			}
		})
	}
}

// TestRecognisesS3 sends requests as they are: what a bucket's request asks for lies in its method and parameters.
func TestRecognisesS3(t *testing.T) {
	for request, want := range map[string]string{
		"GET /?max-buckets=1000&x-id=ListBuckets": "s3:ListBuckets us-east-1",
		"HEAD /b":                                   "s3:HeadBucket us-east-1 b",
		"PUT /b":                                    "s3:CreateBucket us-east-1 b",
		"DELETE /b":                                 "s3:DeleteBucket us-east-1 b",
		"GET /b":                                    "s3:ListObjects us-east-1 b",
		"GET /b?list-type=2&prefix=AWSLogs/":        "s3:ListObjectsV2 us-east-1 b",
		"GET /b?versions":                           "s3:ListObjectVersions us-east-1 b",
		"GET /b?policy":                             "s3:GetBucketPolicy us-east-1 b",
		"GET /b/?policyStatus":                      "s3:GetBucketPolicyStatus us-east-1 b",
		"PUT /b?policy":                             "s3:PutBucketPolicy us-east-1 b",
		"DELETE /b?policy":                          "s3:DeleteBucketPolicy us-east-1 b",
		"DELETE /b?lifecycle":                       "s3:DeleteBucketLifecycle us-east-1 b",
		"GET /b?analytics&id=a":                     "s3:GetBucketAnalyticsConfiguration us-east-1 b",
		"GET /b?inventory":                          "s3:ListBucketInventoryConfigurations us-east-1 b",
		"GET /b?metadataConfiguration":              "s3:GetBucketMetadataConfiguration us-east-1 b",
		"GET /b?object-lock":                        "s3:GetObjectLockConfiguration us-east-1 b",
		"GET /b/AWSLogs/a.json.gz":                  "s3:GetObject us-east-1 b",
		"HEAD /b/AWSLogs/a.json.gz":                 "s3:HeadObject us-east-1 b",
		"GET /b/AWSLogs/a.json.gz?retention":        "s3:GetObjectRetention us-east-1 b",
		"POST /b?delete":                            "s3:POST /b?delete us-east-1 b",
		"GET /v20180820/accesspoint?bucket=b":       "s3control:ListAccessPoints us-east-1",
		"GET /v20180820/accesspoint/p":              "s3control:GetAccessPoint us-east-1 p",
		"PUT /v20180820/accesspoint/p/policy":       "s3control:PutAccessPointPolicy us-east-1 p",
		"GET /v20180820/accesspointforobjectlambda": "s3control:ListAccessPointsForObjectLambda us-east-1",
		"GET /v20180820/accesspointforobjectlambda/p/configuration": "s3control:GetAccessPointConfigurationForObjectLambda us-east-1 p",
		"GET /v20180820/mrap/instances":                             "s3control:ListMultiRegionAccessPoints us-east-1",
		"GET /v20180820/mrap/instances/p/policy":                    "s3control:GetMultiRegionAccessPointPolicy us-east-1 p",
		"GET /v20180820/accessgrantsinstance/grants":                "s3control:ListAccessGrants us-east-1",
		"GET /v20180820/tags/p":                                     "s3control:GET /v20180820/tags/p us-east-1",
	} {
		t.Run(request, func(t *testing.T) {
			p, err := awsproxy.New("http://127.0.0.1:1")
			if err != nil {
				t.Fatal(err)
			}
			method, uri, _ := strings.Cut(request, " ")
			r := httptest.NewRequestWithContext(t.Context(), method, uri, nil)
			r.Header.Set("Authorization",
				"AWS4-HMAC-SHA256 Credential=AKIA/20250315/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0")
			p.ServeHTTP(httptest.NewRecorder(), r)
			if calls := p.Calls(); len(calls) != 1 || calls[0].String() != want {
				t.Errorf("%v, want %s", calls, want)
			}
		})
	}
}

// TestInput tells calls apart that differ in anything that is asked.
func TestInput(t *testing.T) {
	p, _, cfg := start(t, nil)
	client := s3Client(cfg)
	for _, owner := range []string{"111122223333", "444455556666", "444455556666"} {
		_, _ = client.GetBucketPolicy(t.Context(), &s3.GetBucketPolicyInput{Bucket: aws.String("b"), ExpectedBucketOwner: &owner})
	}
	var inputs []string
	for _, c := range p.Calls() {
		inputs = append(inputs, c.Input)
	}
	if len(inputs) != 3 || len(slices.Compact(inputs)) != 2 {
		t.Errorf("%q", inputs)
	}
}

func TestRetriesAreCounted(t *testing.T) {
	p, _, cfg := start(t, map[string]string{"GetTrailStatus": `{"IsLogging": true}`})
	p.Fail("cloudtrail:GetTrailStatus", awsproxy.Fault{Kind: awsproxy.Reset, Times: 1})
	cfg.Retryer = nil
	if err := asking["cloudtrail"](t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	calls := p.Calls()
	if len(calls) != 2 || calls[0].Attempt != 1 || calls[1].Attempt != 2 || calls[0].Input != calls[1].Input {
		t.Errorf("%+v", calls)
	}
}

// TestAsHTTPProxy reaches it as a program does that has HTTP_PROXY set: the host is somebody else's.
func TestAsHTTPProxy(t *testing.T) {
	p, e, cfg := start(t, map[string]string{"DescribeKey": `{"KeyMetadata": {"KeyId": "a-key"}}`})
	proxy, err := url.Parse(*cfg.BaseEndpoint)
	if err != nil {
		t.Fatal(err)
	}
	cfg.BaseEndpoint = aws.String("http://kms.example.com")
	cfg.HTTPClient = &http.Client{Transport: &http.Transport{Proxy: http.ProxyURL(proxy)}}
	if err := asking["kms"](t.Context(), cfg); err != nil {
		t.Fatal(err)
	}
	if len(p.Calls()) != 1 || !slices.Equal(e.questions(), []string{"DescribeKey"}) {
		t.Errorf("calls %v, questions %v", p.Calls(), e.questions())
	}
}
