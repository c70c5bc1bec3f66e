//go:build e2e

package e2e

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"

	"trailproof/internal/awsfake"
)

// account is a story's account, made in the emulator by the calls that a person would make.
type account struct {
	story *awsfake.Account
	// credential is that of the story's caller.
	credential credential
	// told leads from the ids and times in the emulator to those of the story.
	told map[string]string
	// params are the story's parameters, as a file has them; empty where it has none.
	params string
}

// evidence are the arguments that ask for the story's opt-in evidence.
func (a account) evidence() []string {
	var args []string
	for _, name := range a.story.With {
		args = append(args, "--with", name)
	}
	return args
}

// parameters are the arguments that give these parameters, if there are any.
func parameters(t *testing.T, text string) []string {
	t.Helper()
	if text == "" {
		return nil
	}
	file := filepath.Join(t.TempDir(), "params.json")
	must(t, os.WriteFile(file, []byte(text), 0o600))
	return []string{"-d", file}
}

// scan scans the account as the story wants it, with these further arguments.
func (a account) scan(t *testing.T, p proxy, args ...string) result {
	t.Helper()
	return trailproof(t, p, a.credential,
		slices.Concat([]string{"scan", "-f", "json"}, a.evidence(), parameters(t, a.asGiven(a.params)), args)...)
}

// collect collects all that the story wants to be looked at, with these further arguments.
func (a account) collect(t *testing.T, p proxy, args ...string) result {
	t.Helper()
	return trailproof(t, p, a.credential, slices.Concat([]string{"collect"}, a.evidence(), args)...)
}

// eval judges a snapshot by these parameters.
func (a account) eval(t *testing.T, snapshot, params string) result {
	t.Helper()
	return trailproof(t, newProxy(t), a.credential,
		slices.Concat([]string{"eval", snapshot, "-f", "json"}, parameters(t, params))...)
}

// without is the account looked at without this opt-in evidence.
func (a account) without(evidence string) account {
	story := &awsfake.Account{State: a.story.State}
	story.With = slices.DeleteFunc(slices.Clone(story.With), func(name string) bool { return name == evidence })
	a.story = story
	return a
}

// asTold puts the story's ids and times in place of the emulator's.
func (a account) asTold(text string) string { return replaced(text, a.told) }

// asGiven puts the emulator's ids in place of the story's.
func (a account) asGiven(text string) string {
	given := map[string]string{}
	for id, told := range a.told {
		given[told] = id
	}
	return replaced(text, given)
}

// replaced puts the values in place of the keys, the longest first, and looks at nothing twice: one may stand in another.
func replaced(text string, by map[string]string) string {
	var pairs []string
	for _, old := range slices.SortedFunc(maps.Keys(by), func(x, y string) int {
		return cmp.Or(cmp.Compare(len(y), len(x)), cmp.Compare(x, y))
	}) {
		pairs = append(pairs, old, by[old])
	}
	return strings.NewReplacer(pairs...).Replace(text)
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
	return buildFrom(t, os.DirFS("../testdata/accounts/"+story), edit)
}

func buildFrom(t *testing.T, story fs.FS, edit func(*awsfake.State)) account {
	t.Helper()
	state, err := awsfake.Load(story, ".")
	must(t, err)
	state.With = slices.DeleteFunc(state.With, func(name string) bool { return name == logFiles })
	if edit != nil {
		edit(&state.State)
	}
	params, err := fs.ReadFile(story, "params.json")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	b := builder{account{story: state, told: map[string]string{}, params: string(params)}, t, newProxy(t)}
	b.p.Accounts["AKIA"+state.Account] = state.Account
	// Primaries come before their replicas.
	for _, arn := range slices.SortedFunc(maps.Keys(state.Keys), func(x, y string) int {
		return cmp.Or(cmp.Compare(isReplica(state.Keys[x]), isReplica(state.Keys[y])), cmp.Compare(x, y))
	}) {
		b.makeKey(arn, state.Keys[arn])
	}
	for _, arn := range slices.Sorted(maps.Keys(state.Topics)) {
		b.makeTopic(arn, state.Topics[arn])
	}
	b.makeAccountBlock()
	for _, name := range slices.Sorted(maps.Keys(state.Buckets)) {
		b.makeBucket(name, state.Buckets[name])
	}
	b.makeAccessPoints()
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

// isReplica is 1 for a replica, else 0.
func isReplica(k *awsfake.Key) int {
	if c := k.MultiRegionConfiguration; c != nil && c.MultiRegionKeyType == kmstypes.MultiRegionKeyTypeReplica {
		return 1
	}
	return 0
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
	move := func(at *time.Time) *time.Time {
		if at == nil {
			return nil
		}
		now := at.Add(shift).UTC()
		b.told[now.Format(time.RFC3339)] = at.Format(time.RFC3339)
		return &now
	}
	for _, trail := range b.story.Trails {
		for region, s := range trail.Status {
			for _, at := range []**time.Time{
				&s.StartLoggingTime, &s.StopLoggingTime, &s.LatestDeliveryTime, &s.LatestDigestDeliveryTime,
				&s.LatestCloudWatchLogsDeliveryTime, &s.LatestNotificationTime,
			} {
				*at = move(*at)
			}
			trail.Status[region] = s
		}
	}
	if root := b.story.Root; root != nil {
		for _, at := range []**time.Time{&root.PasswordLastUsed, &root.AccessKey1Used, &root.AccessKey2Used} {
			*at = move(*at)
		}
	}
	for _, e := range b.story.Events {
		e.EventTime = *move(&e.EventTime)
	}
	for _, k := range b.story.Keys {
		for i := range k.Rotations {
			k.Rotations[i].RotationDate = move(k.Rotations[i].RotationDate)
		}
	}
	for _, bucket := range b.story.Buckets {
		moved := map[string]*awsfake.Object{}
		for key, o := range bucket.Objects {
			o.LastModified = *move(&o.LastModified)
			now := movedKey(key, shift)
			b.told[now] = key
			moved[now] = o
		}
		bucket.Objects = moved
	}
}

var logFile = regexp.MustCompile(`^(.*/)\d{4}/\d{2}/\d{2}/(.*_)(\d{8}T\d{4}Z)(_.*)$`)

// lookAt is a proxy through which the program looks at the account. What moto can't answer it answers from the story.
func (a account) lookAt(t *testing.T) proxy {
	t.Helper()
	p := newProxy(t)
	p.ModernBuckets = true
	p.Accounts[a.credential.key] = a.story.Account
	p.hasRegions(t, a.story.Regions)
	p.hasStores(t, a)
	p.simulates(t, a)
	p.delivers(a)
	p.callsPublic(a)
	p.chargesRequesters(a)
	p.blocksEncryption(a)
	p.exportsBuckets(a)
	p.holdsObjects(a)
	p.hasSideDoors(a)
	p.madeForOthers(a)
	p.remembers(t, a)
	p.rotates(t, a)
	p.watches(t, a)
	p.hasRoot(a)
	p.attachesPoliciesOfAWS(a)
	return p
}
