package collectors

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aws/smithy-go"
	"golang.org/x/time/rate"

	"trailproof/snapshot"
)

func TestClassify(t *testing.T) {
	api := func(code, message string) error {
		return fmt.Errorf("operation error S3: GetBucketPolicy, https response error StatusCode: 403, RequestID: 4711, %w",
			&smithy.GenericAPIError{Code: code, Message: message})
	}
	for name, c := range map[string]struct {
		err    error
		kind   snapshot.GapKind
		detail string
	}{
		"S3 denies":         {api("AccessDenied", "Access Denied"), snapshot.Denied, "AccessDenied: Access Denied"},
		"JSON denies":       {api("AccessDeniedException", "User: x"), snapshot.Denied, "AccessDeniedException: User: x"},
		"a head is refused": {api("Forbidden", "Forbidden"), snapshot.Denied, "Forbidden: Forbidden"},
		"SNS denies":        {api("AuthorizationError", "no"), snapshot.Denied, "AuthorizationError: no"},
		"throttled":         {api("ThrottlingException", "Rate exceeded"), snapshot.Throttled, "ThrottlingException: Rate exceeded"},
		"S3 throttles":      {api("SlowDown", "Please reduce"), snapshot.Throttled, "SlowDown: Please reduce"},
		"unknown operation": {api("UnknownOperationException", ""), snapshot.Unsupported, "UnknownOperationException"},
		"unknown code":      {api("NewError", "what"), snapshot.Failed, "NewError: what"},
		"expired":           {api("ExpiredToken", "The provided token has expired."), snapshot.Failed, "ExpiredToken: The provided token has expired."},
		"signature with headers": {
			api("SignatureDoesNotMatch", "The signature is wrong.\nThe Canonical String was\nx-amz-security-token:SECRET"),
			snapshot.Failed, "SignatureDoesNotMatch: The signature is wrong.",
		},
		"timeout": {
			fmt.Errorf("request send failed, Get https://s3.amazonaws.com: %w", os.ErrDeadlineExceeded), snapshot.Failed, "i/o timeout",
		},
		"refused connection": {
			fmt.Errorf("request send failed: %w", &net.OpError{Op: "dial", Net: "tcp", Err: errors.New("connection refused")}),
			snapshot.Failed, "connection refused",
		},
		"a service that the Region does not have": {
			fmt.Errorf("request send failed: %w", &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{
				Err: "no such host", Name: "macie2.eu-x-1.amazonaws.com", Server: "10.0.0.2:53", IsNotFound: true,
			}}),
			snapshot.Unsupported, "there is no endpoint macie2.eu-x-1.amazonaws.com",
		},
		"a resolver that is down": {
			fmt.Errorf("request send failed: %w", &net.DNSError{Err: "server misbehaving", Name: "macie2.eu-x-1.amazonaws.com"}),
			snapshot.Failed, "lookup macie2.eu-x-1.amazonaws.com: server misbehaving",
		},
		"own context's end": {fmt.Errorf("x: %w", context.DeadlineExceeded), snapshot.Failed, "context deadline exceeded"},
	} {
		t.Run(name, func(t *testing.T) {
			if kind, detail := classify(c.err); kind != c.kind || detail != c.detail {
				t.Errorf("got %s %q, want %s %q", kind, detail, c.kind, c.detail)
			}
		})
	}
	_, long := classify(api("X", strings.Repeat("é", 1000)))
	if len(long) > 310 || !utf8.ValidString(long) || !strings.HasSuffix(long, "…") {
		t.Errorf("a long message becomes %q", long)
	}
}

// TestRates says that every call goes by a rate, and the simulator by at most 3 a second, whatever MaxRate allows.
func TestRates(t *testing.T) {
	for _, c := range Calls(nil, snapshot.OptIns...) {
		if pace := cmp.Or(c.Pace, c.Service); rates[pace] <= 0 {
			t.Errorf("%s:%s: no rate %q", c.Service, c.Operation, pace)
		}
	}
	for _, c := range []struct {
		maxRate float64
		pace    string
		limit   rate.Limit
		burst   int
	}{
		{0, "kms", 20, 20},
		{2.5, "kms", 2.5, 2},
		{100, "kms", 20, 20},
		{0, simulate.Pace, 3, 1},
		{100, simulate.Pace, 3, 1},
		{100, lookupEvents.Pace, 1.5, 1},
		{0.5, simulate.Pace, 0.5, 1},
	} {
		b := newLimits(c.maxRate, false).bucket(c.pace, "us-east-1")
		if b.Limit() != c.limit || b.Burst() != c.burst {
			t.Errorf("max rate %v: %s goes by %v, at most %d at once", c.maxRate, c.pace, b.Limit(), b.Burst())
		}
	}
}
