package awsproxy_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"trailproof/internal/awsproxy"
)

// TestFaultsAsAWSSpellsThem asks every service, and reads with its SDK what went wrong.
func TestFaultsAsAWSSpellsThem(t *testing.T) {
	inJSON := map[awsproxy.Kind]string{
		awsproxy.AccessDenied: "AccessDeniedException", awsproxy.Throttled: "ThrottlingException",
		awsproxy.ExpiredToken: "ExpiredTokenException", awsproxy.ClockSkew: "InvalidSignatureException",
		awsproxy.ServerError: "InternalFailure",
	}
	inQuery := map[awsproxy.Kind]string{
		awsproxy.AccessDenied: "AccessDenied", awsproxy.Throttled: "Throttling", awsproxy.ExpiredToken: "ExpiredToken",
		awsproxy.ClockSkew: "SignatureDoesNotMatch", awsproxy.ServerError: "InternalFailure",
	}
	inXML := map[awsproxy.Kind]string{
		awsproxy.AccessDenied: "AccessDenied", awsproxy.Throttled: "SlowDown", awsproxy.ExpiredToken: "ExpiredToken",
		awsproxy.ClockSkew: "RequestTimeTooSkewed", awsproxy.ServerError: "InternalError",
	}
	with := func(codes map[awsproxy.Kind]string, kind awsproxy.Kind, code string) map[awsproxy.Kind]string {
		other := map[awsproxy.Kind]string{kind: code}
		for k, c := range codes {
			if k != kind {
				other[k] = c
			}
		}
		return other
	}
	for service, codes := range map[string]map[awsproxy.Kind]string{
		"account": with(inJSON, awsproxy.Throttled, "TooManyRequestsException"), "cloudtrail": inJSON, "cloudwatch": inJSON,
		"iam": inQuery, "kms": inJSON, "logs": inJSON, "s3": inXML, "s3control": inXML,
		"sns": with(inQuery, awsproxy.AccessDenied, "AuthorizationError"), "sts": inQuery,
	} {
		for kind, want := range codes {
			t.Run(service+" "+kind.String(), func(t *testing.T) {
				p, e, cfg := start(t, nil)
				p.Fail("*", awsproxy.Fault{Kind: kind})
				if err := asking[service](t.Context(), cfg); code(err) != want {
					t.Errorf("code %q, want %q: %v", code(err), want, err)
				}
				if len(e.asked) > 0 {
					t.Errorf("the emulator was asked: %+v", e.asked)
				}
			})
		}
	}
}

func TestBrokenConnections(t *testing.T) {
	answers := map[string]string{"GetTrailStatus": `{"IsLogging": true, "LatestDeliveryTime": 1742040000}`}
	for name, test := range map[string]struct {
		fault awsproxy.Fault
		want  string
	}{
		"reset":     {awsproxy.Fault{Kind: awsproxy.Reset}, "connection reset by peer"},
		"truncated": {awsproxy.Fault{Kind: awsproxy.Truncated}, "unexpected EOF"},
		"delay":     {awsproxy.Fault{Delay: time.Hour}, "deadline exceeded"},
	} {
		t.Run(name, func(t *testing.T) {
			p, _, cfg := start(t, answers)
			p.Fail("cloudtrail:GetTrailStatus", test.fault)
			ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
			defer cancel()
			if name != "delay" {
				ctx = t.Context()
			}
			err := asking["cloudtrail"](ctx, cfg)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %s", err, test.want)
			}
		})
	}
}

// TestHeadHasNoBody refuses HeadBucket as S3 does: there is no room for a code.
func TestHeadHasNoBody(t *testing.T) {
	p, _, cfg := start(t, nil)
	p.Fail("s3:HeadBucket", awsproxy.Fault{Kind: awsproxy.AccessDenied})
	_, err := s3Client(cfg).HeadBucket(t.Context(), &s3.HeadBucketInput{Bucket: aws.String("b")})
	if code(err) != "Forbidden" {
		t.Errorf("%v", err)
	}
}

// TestFaultsHitAsOftenAsTheySay and only where they say; one after the other.
func TestFaultsHitAsOftenAsTheySay(t *testing.T) {
	p, _, cfg := start(t, map[string]string{"GetTrailStatus": `{"IsLogging": true}`})
	p.Fail("cloudtrail:GetTrail", awsproxy.Fault{Kind: awsproxy.Reset})
	p.Fail("cloudtrail:GetTrailStatus", awsproxy.Fault{Kind: awsproxy.Reset, Region: "us-east-1"})
	p.Fail("cloudtrail:GetTrailStatus", awsproxy.Fault{Kind: awsproxy.AccessDenied, Times: 2})
	p.Fail("*", awsproxy.Fault{Kind: awsproxy.Throttled, Times: 1})
	var codes []string
	for range 4 {
		codes = append(codes, code(asking["cloudtrail"](t.Context(), cfg)))
	}
	if got := strings.Join(codes, " "); got != "AccessDeniedException AccessDeniedException ThrottlingException " {
		t.Errorf("%q", got)
	}
}

func TestDelayEndsInAnAnswer(t *testing.T) {
	p, _, cfg := start(t, map[string]string{"GetTrailStatus": `{"IsLogging": true}`})
	p.Fail("cloudtrail:GetTrailStatus", awsproxy.Fault{Delay: time.Millisecond})
	in := &cloudtrail.GetTrailStatusInput{Name: aws.String("a-trail")}
	out, err := cloudtrail.NewFromConfig(cfg).GetTrailStatus(t.Context(), in)
	if err != nil || !aws.ToBool(out.IsLogging) {
		t.Error(out, err)
	}
}

// TestUnreachableEmulator is not mistaken for a fault of AWS's.
func TestUnreachableEmulator(t *testing.T) {
	p, _, cfg := start(t, nil)
	p.Handle("kms:DescribeKey", func(context.Context, awsproxy.Call, awsproxy.Emulator) (awsproxy.Answer, error) {
		return awsproxy.Answer{}, errors.New("the emulator is gone")
	})
	if err := asking["kms"](t.Context(), cfg); err == nil || !strings.Contains(err.Error(), "StatusCode: 502") {
		t.Error(err)
	}
}
