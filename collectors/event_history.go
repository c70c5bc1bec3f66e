package collectors

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"trailproof/snapshot"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
)

var lookupEvents = &Call{
	Service: "cloudtrail", Operation: "LookupEvents", Pace: "history", Actions: []string{"cloudtrail:LookupEvents"},
	Fills: []string{"cloudtrail.event_history"}, Needs: []string{"regions"},
}

const (
	// settled is how old an event is that trails have surely delivered: it takes them some 5 minutes.
	settled = time.Hour
	// historyPages bounds the pages for one question to one Region. What is asked for is rare, and a page holds 50.
	historyPages = 10
)

// tampering are the calls that stop, narrow or delete what records events.
var tampering = []string{
	"DeleteEventDataStore", "DeleteTrail", "PutEventSelectors", "PutInsightSelectors", "StopEventDataStoreIngestion", "StopLogging",
	"UpdateTrail",
}

// eventHistoryCollector looks up a few events in every Region. CloudTrail answers two questions a second.
var eventHistoryCollector = Collector{
	Name:  "event_history",
	Calls: []*Call{lookupEvents},
	Collect: func(ctx context.Context, env *Env) error {
		env.noteLeftOut("cloudtrail.event_history")
		return each(ctx, env.Regions, func(ctx context.Context, region string) error { return collectHistory(ctx, env, region) })
	},
}

func collectHistory(ctx context.Context, env *Env, region string) error {
	h := snapshot.EventHistory{Tampering: []snapshot.TamperingEvent{}}
	for _, newest := range []struct {
		readOnly string
		event    **snapshot.HistoryEvent
	}{{"true", &h.NewestRead}, {"false", &h.NewestWrite}} {
		event, how, err := ask(ctx, env, lookupEvents, region, "", func(ctx context.Context) (*snapshot.HistoryEvent, error) {
			return newestEvent(ctx, env, region, newest.readOnly)
		})
		if err != nil || how != got {
			return err
		}
		*newest.event = event
	}
	for _, name := range tampering {
		events, how, err := ask(ctx, env, lookupEvents, region, "", func(ctx context.Context) ([]snapshot.TamperingEvent, error) {
			return tamperingEvents(ctx, env, region, name)
		})
		if err != nil || how != got {
			return err
		}
		h.Tampering = append(h.Tampering, events...)
	}
	slices.SortFunc(h.Tampering, func(a, b snapshot.TamperingEvent) int {
		return cmp.Or(b.Time.Compare(a.Time), strings.Compare(a.ID, b.ID))
	})
	env.edit(func(s *snapshot.Snapshot) {
		if s.CloudTrail.EventHistory == nil {
			s.CloudTrail.EventHistory = map[string]snapshot.EventHistory{}
		}
		s.CloudTrail.EventHistory[region] = h
	})
	return nil
}

// lookUp hands the pages of events with the attribute to visit, the newest events first, until it returns false. Where there
// are more than it reads, more is true.
func lookUp(
	ctx context.Context, env *Env, region string, in *cloudtrail.LookupEventsInput, key types.LookupAttributeKey, value string,
	visit func([]types.Event) (bool, error),
) (more bool, err error) {
	in.LookupAttributes = []types.LookupAttribute{{AttributeKey: key, AttributeValue: &value}}
	read := 0
	for page, err := range pagesOf(ctx, env, lookupEvents, region, cloudtrail.NewLookupEventsPaginator(env.Clients.CloudTrail(region), in)) {
		if err != nil {
			return false, err
		}
		if on, err := visit(page.Events); err != nil || !on {
			return false, err
		}
		if read++; read == historyPages {
			return notEmpty(page.NextToken) != nil, nil
		}
	}
	return false, nil
}

// newestEvent returns the newest event that is settled, nil where there is none.
func newestEvent(ctx context.Context, env *Env, region, readOnly string) (*snapshot.HistoryEvent, error) {
	var newest *snapshot.HistoryEvent
	in := &cloudtrail.LookupEventsInput{EndTime: aws.Time(env.Now.Add(-settled)), MaxResults: aws.Int32(1)}
	more, err := lookUp(ctx, env, region, in, types.LookupAttributeKeyReadOnly, readOnly, func(events []types.Event) (bool, error) {
		if len(events) == 0 {
			return true, nil // AWS may answer a page without events before one with some
		}
		e := events[0]
		if e.EventTime == nil {
			return false, errors.New("an event has no time")
		}
		newest = &snapshot.HistoryEvent{Time: e.EventTime.UTC(), Source: aws.ToString(e.EventSource), Name: aws.ToString(e.EventName)}
		return false, nil
	})
	if more {
		err = fmt.Errorf("%d pages hold no event, and there are more", historyPages)
	}
	return newest, err
}

// tamperingEvents returns the events of the name; a gap says where there are too many to read all.
func tamperingEvents(ctx context.Context, env *Env, region, name string) ([]snapshot.TamperingEvent, error) {
	var found []snapshot.TamperingEvent
	in := &cloudtrail.LookupEventsInput{MaxResults: aws.Int32(50)}
	more, err := lookUp(ctx, env, region, in, types.LookupAttributeKeyEventName, name, func(events []types.Event) (bool, error) {
		for _, e := range events {
			event, err := tamperingEvent(e, env.Partition, region)
			if err != nil {
				return false, err
			}
			found = append(found, event)
		}
		return true, nil
	})
	if more {
		env.gapAt(lookupEvents.Fills[0], lookupEvents, region, "", snapshot.Failed,
			fmt.Sprintf("of the %s events only the newest %d were read", name, len(found)))
	}
	return found, err
}

// record is what is read of an event's record. Nothing else of it is kept.
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
type record struct {
	UserIdentity struct {
		Type, ARN, AccountID, InvokedBy string
		SessionContext                  struct{ SessionIssuer struct{ ARN string } }
	}
	ErrorCode, RecipientAccountID string
	RequestParameters             struct{ Name, TrailName, EventDataStore string }
}

func tamperingEvent(e types.Event, partition, region string) (snapshot.TamperingEvent, error) {
	var r record
	if err := json.Unmarshal([]byte(aws.ToString(e.CloudTrailEvent)), &r); err != nil {
		return snapshot.TamperingEvent{}, fmt.Errorf("event %s: %w", aws.ToString(e.EventId), err)
	}
	if e.EventTime == nil {
		return snapshot.TamperingEvent{}, fmt.Errorf("event %s has no time", aws.ToString(e.EventId))
	}
	event := snapshot.TamperingEvent{
		ID: aws.ToString(e.EventId), Time: e.EventTime.UTC(), Name: aws.ToString(e.EventName), Error: notEmpty(&r.ErrorCode),
	}
	who := r.UserIdentity
	switch issuer := who.SessionContext.SessionIssuer.ARN; {
	case who.Type == "AWSService":
		event.Service = notEmpty(&who.InvokedBy)
	case issuer != "":
		event.Principal, event.Session = &issuer, sessionOf(who.ARN)
	default:
		event.Principal = aws.String(cmp.Or(who.ARN, who.AccountID, "unknown"))
	}
	target := cmp.Or(r.RequestParameters.Name, r.RequestParameters.TrailName)
	if target != "" && r.RecipientAccountID != "" && !strings.HasPrefix(target, "arn:") {
		target = strings.Join([]string{"arn", partition, "cloudtrail", region, r.RecipientAccountID, "trail/" + target}, ":")
	}
	event.Target = notEmpty(aws.String(cmp.Or(target, r.RequestParameters.EventDataStore)))
	return event, nil
}

// sessionOf is the last part of the ARN of an assumed role.
func sessionOf(arn string) *string {
	if parts := strings.Split(arn, "/"); len(parts) > 1 {
		return notEmpty(&parts[len(parts)-1])
	}
	return nil
}
