package awsproxy_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/account"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatch"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/macie2"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/sns"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"trailproof/internal/awsproxy"
)

// emulator is a stand-in that answers by operation, or by path and query, and remembers what it was asked.
type emulator struct {
	answers map[string]string
	mu      sync.Mutex
	asked   []question
}

type question struct{ what, body, account, region string }

func (e *emulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	what := r.Method + " " + r.URL.RequestURI()
	if target := r.Header.Get("X-Amz-Target"); target != "" {
		what = target[strings.LastIndex(target, ".")+1:]
	}
	if form, err := url.ParseQuery(string(body)); err == nil && form.Has("Action") {
		what = form.Get("Action")
	}
	region := strings.Split(r.Header.Get("Authorization"), "/")[2]
	e.mu.Lock()
	e.asked = append(e.asked, question{what, string(body), r.Header.Get("X-Moto-Account-Id"), region})
	e.mu.Unlock()
	answer, ok := e.answers[what]
	w.Header().Set("X-Amz-Bucket-Region", e.answers["region"])
	switch {
	case !ok:
		status := http.StatusInternalServerError
		if what == "POST /listRegions" {
			status = http.StatusNotFound
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		answer = "<!doctype html>\n<title>Internal Server Error</title>"
	case strings.HasPrefix(answer, "<Error>"):
		w.WriteHeader(http.StatusNotFound)
	}
	_, _ = io.WriteString(w, answer)
}

// questions returns what the emulator was asked, without bodies.
func (e *emulator) questions() []string {
	e.mu.Lock()
	defer e.mu.Unlock()
	var all []string
	for _, q := range e.asked {
		all = append(all, q.what)
	}
	return all
}

// start puts a proxy in front of an emulator with those answers, and returns a configuration that leads there.
func start(t *testing.T, answers map[string]string) (*awsproxy.Proxy, *emulator, aws.Config) {
	t.Helper()
	e := &emulator{answers: answers}
	upstream := httptest.NewServer(e)
	t.Cleanup(upstream.Close)
	p, err := awsproxy.New(upstream.URL)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	t.Cleanup(p.Close)
	address := server.Listener.Addr().String()
	return p, e, aws.Config{
		Region: "eu-west-1", BaseEndpoint: aws.String(server.URL),
		Credentials: credentials.NewStaticCredentialsProvider("AKIATEST", "secret", ""),
		Retryer:     func() aws.Retryer { return aws.NopRetryer{} },
		// S3 Control puts the account into the host name: every host leads to the proxy.
		HTTPClient: awshttp.NewBuildableClient().WithTransportOptions(func(tr *http.Transport) {
			tr.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, address)
			}
		}),
	}
}

// asking is one question to each service, in its own protocol.
var asking = map[string]func(context.Context, aws.Config) error{
	"account": func(ctx context.Context, cfg aws.Config) error {
		_, err := account.NewFromConfig(cfg).ListRegions(ctx, &account.ListRegionsInput{})
		return err
	},
	"cloudtrail": func(ctx context.Context, cfg aws.Config) error {
		_, err := cloudtrail.NewFromConfig(cfg).GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: aws.String("a-trail")})
		return err
	},
	"cloudwatch": func(ctx context.Context, cfg aws.Config) error {
		_, err := cloudwatch.NewFromConfig(cfg).DescribeAlarms(ctx, &cloudwatch.DescribeAlarmsInput{})
		return err
	},
	"iam": func(ctx context.Context, cfg aws.Config) error {
		_, err := iam.NewFromConfig(cfg).GetUser(ctx, &iam.GetUserInput{UserName: aws.String("adminUser")})
		return err
	},
	"kms": func(ctx context.Context, cfg aws.Config) error {
		_, err := kms.NewFromConfig(cfg).DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: aws.String("a-key")})
		return err
	},
	"logs": func(ctx context.Context, cfg aws.Config) error {
		_, err := cloudwatchlogs.NewFromConfig(cfg).DescribeMetricFilters(ctx,
			&cloudwatchlogs.DescribeMetricFiltersInput{LogGroupName: aws.String("a-group")})
		return err
	},
	"macie2": func(ctx context.Context, cfg aws.Config) error {
		_, err := macie2.NewFromConfig(cfg).GetMacieSession(ctx, &macie2.GetMacieSessionInput{})
		return err
	},
	"s3": func(ctx context.Context, cfg aws.Config) error {
		_, err := s3Client(cfg).GetBucketPolicy(ctx, &s3.GetBucketPolicyInput{Bucket: aws.String("a-bucket")})
		return err
	},
	"s3control": func(ctx context.Context, cfg aws.Config) error {
		_, err := s3control.NewFromConfig(cfg).GetPublicAccessBlock(ctx,
			&s3control.GetPublicAccessBlockInput{AccountId: aws.String("111122223333")})
		return err
	},
	"sns": func(ctx context.Context, cfg aws.Config) error {
		_, err := sns.NewFromConfig(cfg).GetTopicAttributes(ctx, &sns.GetTopicAttributesInput{TopicArn: aws.String("a-topic")})
		return err
	},
	"sts": func(ctx context.Context, cfg aws.Config) error {
		_, err := sts.NewFromConfig(cfg).GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
		return err
	},
}

func s3Client(cfg aws.Config) *s3.Client {
	return s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
}

// code is the error code that the SDK made of an answer.
func code(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}
