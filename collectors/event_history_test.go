package collectors_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/collectors"
	"trailproof/internal/awsfake"
	"trailproof/snapshot"
)

// history looks at the event history of the reference account, in us-east-2 and eu-west-1.
func history(t *testing.T, change func(*awsfake.Account, *collectors.Config)) *snapshot.Snapshot {
	t.Helper()
	a := story(t, "reference")
	a.Regions = map[string]string{"us-east-2": "ENABLED", "eu-west-1": "ENABLED", "me-south-1": "DISABLED"}
	cfg := config(a)
	cfg.With, cfg.Reads = []string{"event_history"}, []string{"cloudtrail.event_history"}
	change(a, &cfg)
	return look(t, cfg)
}

// event is one in us-east-2, so long before the story's time.
func event(a *awsfake.Account, id, name string, ago time.Duration, readOnly bool, record string) {
	a.Events = append(a.Events, &awsfake.Event{
		Region: "us-east-2", EventID: id, EventName: name, EventSource: "cloudtrail.amazonaws.com", EventTime: a.Now.Add(-ago),
		ReadOnly: readOnly, Record: json.RawMessage(record),
	})
}

// TestNewestEvents takes the newest of each kind that trails had time to deliver.
func TestNewestEvents(t *testing.T) {
	s := history(t, func(a *awsfake.Account, _ *collectors.Config) {
		event(a, "1", "DescribeTrails", 59*time.Minute, true, "{}")
		event(a, "2", "GetTrail", 60*time.Minute, true, "{}")
		event(a, "3", "ListTrails", 61*time.Minute, true, "{}")
		event(a, "4", "AddTags", 30*time.Hour, false, "{}")
	})
	got, err := json.Marshal(s.CloudTrail.EventHistory)
	want := `{"eu-west-1":{"newest_read":null,"newest_write":null,"tampering":[]},"us-east-2":{` +
		`"newest_read":{"time":"2025-03-15T11:00:00Z","source":"cloudtrail.amazonaws.com","name":"GetTrail"},` +
		`"newest_write":{"time":"2025-03-14T06:00:00Z","source":"cloudtrail.amazonaws.com","name":"AddTags"},"tampering":[]}}`
	if err != nil || string(got) != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// TestTampering says who did what to which trail, and keeps nothing else of an event.
func TestTampering(t *testing.T) {
	const trail = "arn:aws:cloudtrail:us-east-2:124355676326:trail/audit"
	for name, c := range map[string]struct{ event, record, want string }{
		"a user": {
			"StopLogging",
			`{"userIdentity":{"type":"IAMUser","arn":"arn:aws:iam::124355676326:user/eve","accessKeyId":"AKIAEXAMPLE"},` +
				`"sourceIPAddress":"192.0.2.7","recipientAccountId":"124355676326","requestParameters":{"name":"` + trail + `"}}`,
			`"principal":"arn:aws:iam::124355676326:user/eve","session":null,"service":null,"target":"` + trail + `","error":null`,
		},
		"a role, the trail by its name": {
			"PutEventSelectors",
			`{"userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::124355676326:assumed-role/Ops/eve@example.org",` +
				`"sessionContext":{"sessionIssuer":{"arn":"arn:aws:iam::124355676326:role/path/Ops"}}},` +
				`"recipientAccountId":"124355676326","requestParameters":{"trailName":"audit","eventSelectors":[{"readWriteType":"ReadOnly"}]}}`,
			`"principal":"arn:aws:iam::124355676326:role/path/Ops","session":"eve@example.org","service":null,"target":"` + trail + `","error":null`,
		},
		"a service": {
			"UpdateTrail", `{"userIdentity":{"type":"AWSService","invokedBy":"cloudtrail.amazonaws.com"},"requestParameters":null}`,
			`"principal":null,"session":null,"service":"cloudtrail.amazonaws.com","target":null,"error":null`,
		},
		"another account, refused": {
			"DeleteTrail", `{"userIdentity":{"type":"AWSAccount","accountId":"999900001111"},"errorCode":"AccessDenied","requestParameters":{"name":"audit"}}`,
			`"principal":"999900001111","session":null,"service":null,"target":"audit","error":"AccessDenied"`,
		},
		"nobody": {
			"DeleteTrail", `{}`, `"principal":"unknown","session":null,"service":null,"target":null,"error":null`,
		},
		"an event data store": {
			"StopEventDataStoreIngestion",
			`{"userIdentity":{"type":"Root","arn":"arn:aws:iam::124355676326:root"},` +
				`"requestParameters":{"eventDataStore":"arn:aws:cloudtrail:us-east-2:124355676326:eventdatastore/e"}}`,
			`"principal":"arn:aws:iam::124355676326:root","session":null,"service":null,` +
				`"target":"arn:aws:cloudtrail:us-east-2:124355676326:eventdatastore/e","error":null`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := history(t, func(a *awsfake.Account, _ *collectors.Config) { event(a, "7", c.event, time.Minute, false, c.record) })
			got, err := json.Marshal(s.CloudTrail.EventHistory["us-east-2"].Tampering)
			want := `[{"id":"7","time":"2025-03-15T11:59:00Z","name":"` + c.event + `",` + c.want + `}]`
			if err != nil || string(got) != want {
				t.Errorf("got %s\nwant %s", got, want)
			}
		})
	}
}

// TestHistoryPages reads all pages, the newest event first, and says so where there are too many.
func TestHistoryPages(t *testing.T) {
	for n, want := range map[int]string{
		7:  "7 events [e06 e05] []",
		30: "30 events [e29 e28] []",
		31: "30 events [e30 e29] [failed cloudtrail:LookupEvents of the UpdateTrail events only the newest 30 were read]",
	} {
		s := history(t, func(a *awsfake.Account, _ *collectors.Config) {
			for i := range n {
				event(a, fmt.Sprintf("e%02d", i), "UpdateTrail", time.Duration(100-i)*time.Hour, false, "{}")
			}
		})
		found := s.CloudTrail.EventHistory["us-east-2"].Tampering
		got := fmt.Sprint(len(found), " events [", found[0].ID, " ", found[1].ID, "] ", gapsAt(s, "cloudtrail.event_history"))
		if got != want {
			t.Errorf("%d: got %s, want %s", n, got, want)
		}
	}
}

// TestHistoryGaps demands that a Region of which something could not be seen is not there, and has a gap.
func TestHistoryGaps(t *testing.T) {
	const path = "cloudtrail.event_history"
	for name, c := range map[string]struct {
		change  func(*awsfake.Account, *collectors.Config)
		regions []string // seen
		region  string   // of the gap
		gap     string
	}{
		"refused in one Region": {
			func(a *awsfake.Account, _ *collectors.Config) {
				a.Refuse = map[string]string{"cloudtrail:LookupEvents eu-west-1": "AccessDenied"}
			},
			[]string{"us-east-2"},
			"eu-west-1", "denied cloudtrail:LookupEvents AccessDenied: ",
		},
		"an event that can't be read": {
			func(a *awsfake.Account, _ *collectors.Config) {
				event(a, "9", "StopLogging", time.Hour, false, `"none"`)
			},
			[]string{"eu-west-1"},
			"us-east-2", "failed cloudtrail:LookupEvents ",
		},
		"a Region left out": {
			func(_ *awsfake.Account, cfg *collectors.Config) { cfg.Regions = []string{"us-east-2"} },
			[]string{"us-east-2"},
			"eu-west-1", "not_collected  the Region is enabled, but nobody asked about it",
		},
		"Regions unknown": {
			func(a *awsfake.Account, _ *collectors.Config) {
				a.Refuse = map[string]string{"account:ListRegions": "AccessDenied"}
			},
			[]string{"us-east-2"},
			"", "failed account:ListRegions only us-east-2 was looked at",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := history(t, c.change)
			var regions []string
			for region := range s.CloudTrail.EventHistory {
				regions = append(regions, region)
			}
			gaps := gapsAt(s, path)
			if !slices.Equal(regions, c.regions) || len(gaps) != 1 || !strings.HasPrefix(gaps[0], c.gap) {
				t.Errorf("got %v, %q", regions, gaps)
			}
			if !slices.ContainsFunc(s.Gaps, func(g snapshot.Gap) bool { return g.Path == path && g.Region == c.region }) {
				t.Errorf("no gap in %q: %v", c.region, s.Gaps)
			}
		})
	}
}
