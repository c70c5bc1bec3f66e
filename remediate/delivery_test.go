package remediate_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"trailproof/internal/awsfake"
	"trailproof/remediate"
)

// TestAwaitDelivery plays scripts of what GetTrailStatus says, a status a look.
func TestAwaitDelivery(t *testing.T) {
	change := time.Date(2025, 3, 15, 12, 0, 0, 0, time.UTC)
	at := func(minutes int) *time.Time {
		when := change.Add(time.Duration(minutes) * time.Minute)
		return &when
	}
	logging := func(minutes int, fault string) awsfake.TrailStatus {
		return awsfake.TrailStatus{IsLogging: true, LatestDeliveryTime: at(minutes), LatestDeliveryError: fault}
	}
	type looks []map[string]awsfake.TrailStatus
	for name, c := range map[string]struct {
		looks looks
		want  string
		asked int
	}{
		"at once":          {looks{{"*": logging(1, "")}}, "", 1},
		"after some looks": {looks{{"*": logging(-5, "")}, {"*": logging(-5, "")}, {"*": logging(3, "")}}, "", 3},
		"in one Region":    {looks{{"*": logging(-5, "")}, {"*": logging(-5, ""), "us-east-2": logging(1, "")}}, "", 2},
		"never":            {looks{{"*": logging(-5, "")}, {"*": logging(-5, "")}}, "nothing was delivered yet", 2},
		"never anything":   {looks{{"*": {IsLogging: true}}}, "nothing was delivered yet", 1},
		"not logging":      {looks{{"*": {LatestDeliveryTime: at(1)}}}, "it is not logging in us-east-1", 1},
		"refused": {
			looks{{"*": logging(1, ""), "us-east-2": logging(-5, "AccessDenied")}}, "CloudTrail can't deliver in us-east-2: AccessDenied", 1,
		},
		"refused before the change": {looks{{"*": logging(1, "AccessDenied")}}, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			a := account(t, "reference")
			a.Trails[0].Status = c.looks[0]
			look := 1
			late, err := remediate.AwaitDelivery(t.Context(), a.Writers(), map[string][]string{referenceTrail: {"us-east-2", "us-east-1"}}, change,
				func(context.Context) bool {
					if look == len(c.looks) {
						return false
					}
					a.Trails[0].Status = c.looks[look]
					look++
					return true
				})
			if err != nil || late[referenceTrail] != c.want || (c.want == "") != (len(late) == 0) || look != c.asked {
				t.Errorf("got %v %v after %d looks", late, err, look)
			}
		})
	}
	t.Run("unread", func(t *testing.T) {
		a := account(t, "reference")
		a.Refuse = map[string]string{"cloudtrail:GetTrailStatus": "AccessDeniedException"}
		late, err := remediate.AwaitDelivery(t.Context(), a.Writers(), map[string][]string{referenceTrail: {"us-east-2"}}, change,
			func(context.Context) bool { return false })
		if err != nil || !strings.Contains(late[referenceTrail], "AccessDeniedException") {
			t.Errorf("got %v %v", late, err)
		}
	})
	t.Run("interrupted", func(t *testing.T) {
		a := account(t, "reference")
		ctx, cancel := context.WithCancel(t.Context())
		_, err := remediate.AwaitDelivery(ctx, a.Writers(), map[string][]string{referenceTrail: {"us-east-2"}}, change,
			func(context.Context) bool { cancel(); return false })
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v", err)
		}
	})
}
