package awsproxy

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
)

// mending is who answers a call that no test answers: what mends the operation here, or the emulator as it is. What moto
// 5.2.1 gets wrong, and how AWS answers, is pinned by the tests of e2e.
func (p *Proxy) mending(c Call) Handler {
	mend, ok := map[string]Handler{
		"cloudtrail:DescribeTrails":             p.describeTrails,
		"cloudtrail:GetTrail":                   p.getTrail,
		"cloudtrail:GetEventSelectors":          defaultEventSelector,
		"cloudtrail:GetInsightSelectors":        noInsights,
		"cloudtrail:StartLogging":               byName,
		"cloudtrail:StopLogging":                byName,
		"kms:GetKeyRotationStatus":              rotationPeriod,
		"s3:CreateBucket":                       p.createBucket,
		"s3:GetBucketRequestPayment":            requestPayment,
		"s3:GetObjectLockConfiguration":         lockRetention,
		"s3:ListBuckets":                        p.listBuckets,
		"s3control:ListAccessPoints":            accessPoints,
		"s3control:ListMultiRegionAccessPoints": accessPoints,
		"sns:GetTopicAttributes":                p.topicAttributes,
	}[c.Name()]
	switch {
	case ok:
		return mend
	case c.Service == "s3" && slices.Contains(fallThrough, c.Operation):
		return fellThrough
	case c.protocol == rpcCBOR:
		return p.speakJSON
	}
	return AsItIs
}

// Mended answers as the proxy does where no test answers.
func (p *Proxy) Mended(ctx context.Context, c Call, emulator Emulator) (Answer, error) {
	return p.mending(c)(ctx, c, emulator)
}

// AsItIs answers as the emulator does, with all that it gets wrong.
func AsItIs(ctx context.Context, _ Call, emulator Emulator) (Answer, error) {
	return emulator(ctx, nil)
}

// object is a JSON object.
type object = map[string]any

// edited changes a JSON answer. Errors stay as they are.
func edited(a Answer, change func(object) error) (Answer, error) {
	if a.Status != http.StatusOK {
		return a, nil
	}
	var o object
	if err := json.Unmarshal(a.Body, &o); err != nil {
		return a, fmt.Errorf("awsproxy: the emulator's answer: %w", err)
	}
	if err := change(o); err != nil {
		return a, err
	}
	body, err := json.Marshal(o)
	a.Body = body
	return a, err
}
