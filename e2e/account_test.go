//go:build e2e

package e2e

import (
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"trailproof/internal/awsfake"
)

// account is a story's account, made in the emulator by the calls that a person would make.
type account struct {
	story *awsfake.Account
	// credential is that of the story's caller.
	credential credential
	// told leads from the ids and times in the emulator to those of the story.
	told map[string]string
}

// asTold puts the story's ids and times in place of the emulator's.
func (a account) asTold(text string) string {
	for given, told := range a.told {
		text = strings.ReplaceAll(text, given, told)
	}
	return text
}

// asGiven puts the emulator's ids in place of the story's.
func (a account) asGiven(text string) string {
	for given, told := range a.told {
		text = strings.ReplaceAll(text, told, given)
	}
	return text
}

// builder makes the parts of an account.
type builder struct {
	account
	t *testing.T
	p proxy
}

// build makes the account of testdata/accounts/<story>. What AWS would give a bucket by itself is set like all else. Edit,
// where it is not nil, changes the story first.
func build(t *testing.T, story string, edit func(*awsfake.State)) account {
	t.Helper()
	state, err := awsfake.Load(os.DirFS("../testdata/accounts/"+story), ".")
	must(t, err)
	if edit != nil {
		edit(&state.State)
	}
	b := builder{account{story: state, told: map[string]string{}}, t, newProxy(t)}
	for _, arn := range slices.Sorted(maps.Keys(state.Keys)) {
		b.makeKey(arn, state.Keys[arn])
	}
	for _, arn := range slices.Sorted(maps.Keys(state.Topics)) {
		b.makeTopic(arn, state.Topics[arn])
	}
	b.makeAccountBlock()
	for _, name := range slices.Sorted(maps.Keys(state.Buckets)) {
		b.makeBucket(name, state.Buckets[name])
	}
	for _, g := range state.LogGroups {
		b.makeLogGroup(g)
	}
	for _, a := range state.Alarms {
		b.makeAlarm(a)
	}
	for _, trail := range state.Trails {
		b.makeTrail(trail)
	}
	b.makeIdentities()
	b.credential = b.makeCaller()
	b.setTimes()
	return b.account
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (b builder) must(err error) {
	b.t.Helper()
	must(b.t, err)
}

// in is a configuration for a Region with the keys that set things up.
func (b builder) in(region string) aws.Config { return b.p.config("AKIA"+b.story.Account, region) }

// setTimes moves the story to the present: what is fresh in it is fresh now.
func (b builder) setTimes() {
	shift := time.Now().Truncate(time.Second).Sub(b.story.Now)
	for _, trail := range b.story.Trails {
		for region, s := range trail.Status {
			for _, at := range []**time.Time{
				&s.StartLoggingTime, &s.StopLoggingTime, &s.LatestDeliveryTime, &s.LatestDigestDeliveryTime,
				&s.LatestCloudWatchLogsDeliveryTime, &s.LatestNotificationTime,
			} {
				if *at != nil {
					now := (*at).Add(shift).UTC()
					b.told[now.Format(time.RFC3339)] = (*at).Format(time.RFC3339)
					*at = &now
				}
			}
			trail.Status[region] = s
		}
	}
}

// lookAt is a proxy through which the program looks at the account. What moto can't answer it answers from the story.
func (a account) lookAt(t *testing.T) proxy {
	t.Helper()
	p := newProxy(t)
	p.Accounts[a.credential.key] = a.story.Account
	p.hasRegions(t, a.story.Regions)
	p.hasStores(t, a)
	p.simulates(t, a)
	p.delivers(a)
	return p
}
