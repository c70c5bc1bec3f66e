package collectors

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/smithy-go"
	"golang.org/x/time/rate"
)

// deniedCodes, unsupportedCodes: how the services spell it. What is in no list is a failure.
var (
	deniedCodes = []string{
		"AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException", "Forbidden",
		"InsufficientPermissionsException", "NotAuthorized", "UnauthorizedOperation",
	}
	unsupportedCodes = []string{
		"InvalidAction", "MethodNotAllowed", "NotImplemented", "OperationNotSupportedException", "UnknownOperationException",
		"UnsupportedOperation", "UnsupportedOperationException",
	}
)

// errorCode returns AWS's code for the error, empty when AWS gave none.
func errorCode(err error) string {
	var api smithy.APIError
	if errors.As(err, &api) {
		return api.ErrorCode()
	}
	return ""
}

// classify says what kind of gap an error leaves. It never answers "absent": only a call's own list does.
func classify(err error) (snapshot.GapKind, string) {
	code := errorCode(err)
	kind := snapshot.Failed
	// AWS has answered by then: it is this service that has no endpoint in this Region.
	var lookup *net.DNSError
	if errors.As(err, &lookup) && lookup.IsNotFound {
		return snapshot.Unsupported, "there is no endpoint " + lookup.Name
	}
	switch {
	case slices.Contains(deniedCodes, code):
		kind = snapshot.Denied
	case slices.Contains(unsupportedCodes, code):
		kind = snapshot.Unsupported
	default:
		if _, ok := retry.DefaultThrottleErrorCodes[code]; ok {
			kind = snapshot.Throttled
		}
	}
	return kind, detail(err)
}

// detail is the code and message without what changes from call to call (request ids) and without what must not be kept:
// messages about signatures go on, behind their first line, with the request's headers and session token.
func detail(err error) string {
	var api smithy.APIError
	text := ""
	if errors.As(err, &api) {
		text = api.ErrorCode()
		if m := api.ErrorMessage(); m != "" {
			text += ": " + m
		}
	} else {
		text = innermost(err).Error()
	}
	text, _, _ = strings.Cut(text, "\n")
	if len(text) > 300 {
		text = strings.ToValidUTF8(text[:300], "") + "…"
	}
	return text
}

func innermost(err error) error {
	for {
		next := errors.Unwrap(err)
		if next == nil {
			return err
		}
		err = next
	}
}

// rates are calls a second that one scanner may start for each service and Region. They stay well below AWS's limits,
// which are shared by everybody in the account; GetTrailStatus and IAM are the tight ones.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
//
// log_files is for the files themselves, of which S3 takes 5,500 a second for each prefix.
//
// history is LookupEvents, of which AWS takes 2 a second; simulator is SimulatePrincipalPolicy, for which AWS publishes no limit
// and which throttles early; report is how often to ask whether the credential report is ready.
var rates = map[string]float64{
	"account": 2, "cloudtrail": 8, "cloudwatch": 5, "history": 1.5, "iam": 5, "kms": 20, "log_files": 1000, "logs": 5, "macie2": 5,
	"report": 1, "s3": 50, "s3control": 5, "simulator": 3, "sns": 15,
}

// limits are token buckets, one for each service and Region.
type limits struct {
	max     float64
	unpaced bool
	mu      sync.Mutex
	buckets map[string]*rate.Limiter
}

func newLimits(maxRate float64, unpaced bool) *limits {
	return &limits{max: maxRate, unpaced: unpaced, buckets: map[string]*rate.Limiter{}}
}

func (l *limits) wait(ctx context.Context, pace, region string) error {
	if l.unpaced {
		return ctx.Err()
	}
	if err := l.bucket(pace, region).Wait(ctx); err != nil {
		return fmt.Errorf("%s: wait for the rate limit: %w", pace, err)
	}
	return nil
}

func (l *limits) bucket(pace, region string) *rate.Limiter {
	l.mu.Lock()
	defer l.mu.Unlock()
	key := pace + "/" + region
	b, ok := l.buckets[key]
	if !ok {
		perSecond := rates[pace]
		if l.max > 0 {
			perSecond = min(perSecond, l.max)
		}
		burst := max(1, int(perSecond))
		if pace == simulate.Pace {
			burst = 1 // a full bucket would let twice as many through in its first second
		}
		b = rate.NewLimiter(rate.Limit(perSecond), burst)
		l.buckets[key] = b
	}
	return b
}
