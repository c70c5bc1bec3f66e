package main

import (
	"context"
	"maps"
	"slices"
	"time"

	"trailproof/remediate"
	"trailproof/snapshot"
)

// askAgain is how long to wait between two looks at the trails.
const askAgain = 20 * time.Second

// awaitDelivery waits for each trail of the account that logs to deliver something newer than since. It says which did not.
func (a *app) awaitDelivery(ctx context.Context, c remediate.Clients, s *snapshot.Snapshot, since time.Time, most time.Duration) (bool, error) {
	trails := map[string][]string{}
	for arn, t := range s.CloudTrail.Trails {
		for region, status := range t.Status {
			if t.Owner == s.Source.Account && status.IsLogging {
				trails[arn] = append(trails[arn], region)
			}
		}
	}
	a.say("waiting up to %s for the trails to deliver", most)
	end := a.now().Add(most)
	late, err := remediate.AwaitDelivery(ctx, c, trails, since, func(ctx context.Context) bool {
		pause := min(askAgain, end.Sub(a.now()))
		if pause <= 0 {
			return false
		}
		timer := time.NewTimer(pause)
		defer timer.Stop()
		select {
		case <-timer.C:
			return true
		case <-ctx.Done():
			return false
		}
	})
	if err != nil {
		return false, err
	}
	for _, arn := range slices.Sorted(maps.Keys(late)) {
		a.complain("%s has not proven that it delivers: %s", arn, late[arn])
	}
	return len(late) == 0, nil
}
