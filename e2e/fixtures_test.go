//go:build e2e

package e2e

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"trailproof/internal/awsfake"
	"trailproof/internal/awsproxy"
)

// Here is what moto can't answer, and what the proxy therefore answers from the story. None of it is worked out by what is
// tested.

// hasRegions answers account:ListRegions with these Regions and their RegionOptStatus.
func (p proxy) hasRegions(t *testing.T, status map[string]string) {
	t.Helper()
	type region struct{ RegionName, RegionOptStatus string }
	var answer struct{ Regions []region }
	for name, s := range status {
		answer.Regions = append(answer.Regions, region{name, s})
	}
	p.Handle("account:ListRegions", awsproxy.Fixture(asJSON(t, answer)))
}

// hasStores answers cloudtrail:ListEventDataStores and GetEventDataStore.
func (p proxy) hasStores(t *testing.T, a account) {
	t.Helper()
	p.Handle("cloudtrail:ListEventDataStores", func(
		ctx context.Context, c awsproxy.Call, _ awsproxy.Emulator,
	) (awsproxy.Answer, error) {
		answer := struct{ EventDataStores []*awsfake.EventDataStore }{}
		for _, d := range a.story.EventDataStores {
			if strings.Split(d.EventDataStoreArn, ":")[3] == c.Region {
				answer.EventDataStores = append(answer.EventDataStores, d)
			}
		}
		return awsproxy.Fixture(asJSON(t, answer))(ctx, c, nil)
	})
	p.Handle("cloudtrail:GetEventDataStore", func(
		ctx context.Context, c awsproxy.Call, _ awsproxy.Emulator,
	) (awsproxy.Answer, error) {
		for _, d := range a.story.EventDataStores {
			if d.EventDataStoreArn == c.Resource {
				return awsproxy.Fixture(a.asGiven(asJSON(t, d)))(ctx, c, nil)
			}
		}
		return awsproxy.ErrorAnswer(c, http.StatusBadRequest, "EventDataStoreNotFoundException", "no such event data store"), nil
	})
}

// simulates answers iam:SimulatePrincipalPolicy with what the story says that IAM decides.
func (p proxy) simulates(t *testing.T, a account) {
	t.Helper()
	type statement struct {
		SourcePolicyID string `xml:"SourcePolicyId"`
	}
	type on struct {
		EvalResourceName, EvalResourceDecision string
		Matched                                []statement `xml:"MatchedStatements>member"`
	}
	type evaluation struct {
		EvalActionName, EvalResourceName, EvalDecision string
		On                                             []on `xml:"ResourceSpecificResults>member"`
	}
	type response struct {
		XMLName xml.Name     `xml:"SimulatePrincipalPolicyResponse"`
		Results []evaluation `xml:"SimulatePrincipalPolicyResult>EvaluationResults>member"`
	}
	p.Handle("iam:SimulatePrincipalPolicy", func(
		ctx context.Context, c awsproxy.Call, _ awsproxy.Emulator,
	) (awsproxy.Answer, error) {
		form, err := url.ParseQuery(c.Body())
		if err != nil {
			return awsproxy.Answer{}, err
		}
		var answer response
		for i := 1; form.Has(fmt.Sprint("ActionNames.member.", i)); i++ {
			action := form.Get(fmt.Sprint("ActionNames.member.", i))
			decision := cmp.Or(a.story.Simulated[c.Resource][action], "implicitDeny")
			e := evaluation{EvalActionName: action, EvalResourceName: "*", EvalDecision: decision}
			for j := 1; form.Has(fmt.Sprint("ResourceArns.member.", j)); j++ {
				one := on{EvalResourceName: form.Get(fmt.Sprint("ResourceArns.member.", j)), EvalResourceDecision: decision}
				if decision != "implicitDeny" {
					one.Matched = []statement{{"policy-of-" + lastPart(c.Resource)}}
				}
				e.On = append(e.On, one)
			}
			answer.Results = append(answer.Results, e)
		}
		text, err := xml.Marshal(answer)
		if err != nil {
			return awsproxy.Answer{}, err
		}
		return awsproxy.Fixture(string(text))(ctx, c, nil)
	})
}

// delivers says of deliveries what the story says of its first trail: moto delivers nothing.
func (p proxy) delivers(a account) {
	members := map[string]map[string]any{}
	for region := range a.story.Regions {
		if len(a.story.Trails) == 0 {
			break
		}
		s, ok := a.story.Trails[0].Status[region]
		if !ok {
			s = a.story.Trails[0].Status["*"]
		}
		m := map[string]any{}
		for name, at := range map[string]*time.Time{
			"StartLoggingTime":   s.StartLoggingTime,
			"LatestDeliveryTime": s.LatestDeliveryTime, "LatestDigestDeliveryTime": s.LatestDigestDeliveryTime,
			"LatestCloudWatchLogsDeliveryTime": s.LatestCloudWatchLogsDeliveryTime,
			"LatestNotificationTime":           s.LatestNotificationTime,
		} {
			m[name] = nil
			if at != nil {
				m[name] = at.Unix()
			}
		}
		if s.StopLoggingTime != nil { // else moto says when somebody stopped it
			m["StopLoggingTime"] = s.StopLoggingTime.Unix()
		}
		for name, fault := range map[string]string{
			"LatestDeliveryError": s.LatestDeliveryError, "LatestDigestDeliveryError": s.LatestDigestDeliveryError,
			"LatestCloudWatchLogsDeliveryError": s.LatestCloudWatchLogsDeliveryError,
			"LatestNotificationError":           s.LatestNotificationError,
		} {
			if fault != "" {
				m[name] = fault
			}
		}
		members[region] = m
	}
	p.TrailStatus(members)
}

// callsPublic answers s3:GetBucketPolicyStatus.
func (p proxy) callsPublic(a account) {
	public := map[string]bool{}
	for name, b := range a.story.Buckets {
		public[name] = b.PolicyIsPublic
	}
	p.PolicyStatus(public)
}

// chargesRequesters answers s3:GetBucketRequestPayment where the story says that requesters pay.
func (p proxy) chargesRequesters(a account) {
	for _, b := range a.story.Buckets {
		if b.RequestPayer != "" {
			p.Handle("s3:GetBucketRequestPayment", func(
				ctx context.Context, c awsproxy.Call, _ awsproxy.Emulator,
			) (awsproxy.Answer, error) {
				payer := cmp.Or(a.story.Buckets[c.Resource].RequestPayer, s3types.PayerBucketOwner)
				return awsproxy.Fixture(
					"<RequestPaymentConfiguration><Payer>"+string(payer)+"</Payer></RequestPaymentConfiguration>")(ctx, c, nil)
			})
		}
	}
}

// blocksEncryption adds to s3:GetBucketEncryption which types of encryption a bucket blocks. One that is none of the
// story's was made since, and blocks what AWS has new buckets block since April 2026.
func (p proxy) blocksEncryption(a account) {
	blocked := map[string]string{}
	for name, b := range a.story.Buckets {
		if b.Encryption != nil && b.Encryption.Rules[0].BlockedEncryptionTypes != nil {
			for _, kind := range b.Encryption.Rules[0].BlockedEncryptionTypes.EncryptionType {
				blocked[name] += "<EncryptionType>" + string(kind) + "</EncryptionType>"
			}
		}
	}
	p.Handle("s3:GetBucketEncryption", func(
		ctx context.Context, c awsproxy.Call, emulator awsproxy.Emulator,
	) (awsproxy.Answer, error) {
		answer, err := emulator(ctx, nil)
		kinds := blocked[c.Resource]
		if _, old := a.story.Buckets[c.Resource]; !old {
			kinds = "<EncryptionType>SSE-C</EncryptionType>"
		}
		if kinds != "" {
			answer.Body = bytes.Replace(answer.Body, []byte("</Rule>"),
				[]byte("<BlockedEncryptionTypes>"+kinds+"</BlockedEncryptionTypes></Rule>"), 1)
		}
		return answer, err
	})
}

func asJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	must(t, err)
	return string(text)
}
