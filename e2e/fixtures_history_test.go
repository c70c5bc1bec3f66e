//go:build e2e

package e2e

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	macietypes "github.com/aws/aws-sdk-go-v2/service/macie2/types"

	"trailproof/internal/awsproxy"
)

// answersJSON answers with what get makes of the call's body.
func (a account) answersJSON(t *testing.T, p proxy, operation string, get func(c awsproxy.Call, asked json.RawMessage) any) {
	t.Helper()
	p.Handle(operation, func(ctx context.Context, c awsproxy.Call, _ awsproxy.Emulator) (awsproxy.Answer, error) {
		v := get(c, json.RawMessage(c.Body()))
		if answer, ok := v.(awsproxy.Answer); ok {
			return answer, nil
		}
		text, err := json.Marshal(v)
		if err != nil {
			return awsproxy.Answer{}, err
		}
		return awsproxy.Fixture(a.asGiven(string(text)))(ctx, c, nil)
	})
}

// remembers answers cloudtrail:LookupEvents and GetEventConfiguration.
func (p proxy) remembers(t *testing.T, a account) {
	t.Helper()
	type event struct {
		EventId, EventName, EventSource, ReadOnly, CloudTrailEvent string //nolint:staticcheck // as AWS names them
		EventTime                                                  int64
	}
	a.answersJSON(t, p, "cloudtrail:LookupEvents", func(c awsproxy.Call, body json.RawMessage) any {
		var asked struct {
			LookupAttributes []struct {
				AttributeKey   types.LookupAttributeKey
				AttributeValue string
			}
			EndTime float64
		}
		if err := json.Unmarshal(body, &asked); err != nil || len(asked.LookupAttributes) != 1 {
			return awsproxy.ErrorAnswer(c, http.StatusBadRequest, "InvalidLookupAttributesException", "one attribute is asked for")
		}
		answer := struct{ Events []event }{[]event{}}
		by := asked.LookupAttributes[0]
		for _, e := range a.story.Events {
			readOnly := strconv.FormatBool(e.ReadOnly)
			value := map[types.LookupAttributeKey]string{
				types.LookupAttributeKeyEventName: e.EventName, types.LookupAttributeKeyReadOnly: readOnly,
			}[by.AttributeKey]
			late := asked.EndTime != 0 && float64(e.EventTime.Unix()) > asked.EndTime
			if e.Region != c.Region || value != by.AttributeValue || late {
				continue
			}
			answer.Events = append(answer.Events, event{
				e.EventID, e.EventName, e.EventSource, readOnly, string(e.Record), e.EventTime.Unix(),
			})
		}
		// The newest come first.
		for i := range answer.Events {
			for j := range i {
				if answer.Events[j].EventTime < answer.Events[i].EventTime {
					answer.Events[i], answer.Events[j] = answer.Events[j], answer.Events[i]
				}
			}
		}
		return answer
	})
	a.answersJSON(t, p, "cloudtrail:GetEventConfiguration", func(c awsproxy.Call, _ json.RawMessage) any {
		for _, trail := range a.story.Trails {
			if *trail.TrailARN == c.Resource {
				return map[string]any{
					"TrailARN": *trail.TrailARN, "MaxEventSize": trail.MaxEventSize,
					"AggregationConfigurations": trail.Aggregations, "ContextKeySelectors": trail.ContextKeys,
				}
			}
		}
		return map[string]any{"TrailARN": c.Resource}
	})
}

// rotates answers kms:ListKeyRotations: moto rotates no key by itself.
func (p proxy) rotates(t *testing.T, a account) {
	t.Helper()
	type rotation struct {
		KeyID        string `json:"KeyId"`
		RotationDate int64
		RotationType kmstypes.RotationType
	}
	a.answersJSON(t, p, "kms:ListKeyRotations", func(c awsproxy.Call, _ json.RawMessage) any {
		answer := struct {
			Rotations []rotation
			Truncated bool
		}{Rotations: []rotation{}}
		for arn, k := range a.story.Keys {
			if a.asGiven(arn) == c.Resource || a.asGiven(*k.KeyId) == c.Resource && strings.Split(arn, ":")[3] == c.Region {
				for _, r := range k.Rotations {
					answer.Rotations = append(answer.Rotations, rotation{*k.KeyId, r.RotationDate.Unix(), r.RotationType})
				}
			}
		}
		return answer
	})
}

// watches answers macie2:GetMacieSession and DescribeBuckets. moto has Macie on everywhere, and knows no buckets.
func (p proxy) watches(t *testing.T, a account) {
	t.Helper()
	off := func(c awsproxy.Call) awsproxy.Answer {
		return awsproxy.ErrorAnswer(c, http.StatusForbidden, "AccessDeniedException", "Macie is not enabled.")
	}
	a.answersJSON(t, p, "macie2:GetMacieSession", func(c awsproxy.Call, _ json.RawMessage) any {
		m, ok := a.story.Macie[c.Region]
		if !ok {
			return off(c)
		}
		return map[string]string{"status": string(m.Status)}
	})
	a.answersJSON(t, p, "macie2:DescribeBuckets", func(c awsproxy.Call, body json.RawMessage) any {
		m, ok := a.story.Macie[c.Region]
		if !ok {
			return off(c)
		}
		var asked struct {
			Criteria map[string]struct{ Eq []string }
		}
		if err := json.Unmarshal(body, &asked); err != nil {
			return awsproxy.ErrorAnswer(c, http.StatusBadRequest, "ValidationException", err.Error())
		}
		buckets := []map[string]any{}
		for _, name := range asked.Criteria["bucketName"].Eq {
			if b, ok := m.Buckets[name]; ok {
				buckets = append(buckets, bucketMetadata(name, b))
			}
		}
		return map[string]any{"buckets": buckets}
	})
}

func bucketMetadata(name string, b macietypes.BucketMetadata) map[string]any {
	all := map[string]any{"bucketName": name}
	if b.AutomatedDiscoveryMonitoringStatus != "" {
		all["automatedDiscoveryMonitoringStatus"] = b.AutomatedDiscoveryMonitoringStatus
	}
	if b.ErrorCode != "" {
		all["errorCode"] = b.ErrorCode
	}
	if b.JobDetails != nil {
		all["jobDetails"] = map[string]any{
			"isDefinedInJob": b.JobDetails.IsDefinedInJob, "isMonitoredByJob": b.JobDetails.IsMonitoredByJob,
		}
	}
	return all
}

// movedKey is the key of a log file whose time is moved with the story.
func movedKey(key string, shift time.Duration) string {
	part := logFile.FindStringSubmatch(key)
	if part == nil {
		return key
	}
	at, err := time.Parse("20060102T1504Z", part[3])
	if err != nil {
		return key
	}
	at = at.Add(shift)
	return part[1] + at.Format("2006/01/02/") + part[2] + at.Format("20060102T1504Z") + part[4]
}
