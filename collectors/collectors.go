// Package collectors looks at an AWS account and writes down what it sees as a snapshot. It only reads; all that it has made is
// IAM's credential report. An error while looking becomes a gap that names the IAM action, never "nothing there": the only way
// to write an absent field is an error code that the call lists as meaning absence.
package collectors

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"trailproof/snapshot"

	"golang.org/x/sync/errgroup"
)

// Collector is one service: the calls that it can make, and how it makes them.
type Collector struct {
	Name    string
	Calls   []*Call
	Collect func(ctx context.Context, env *Env) error
}

// Call is one AWS operation.
type Call struct {
	// Service and Operation as in the SDK: s3, GetBucketPolicy.
	Service, Operation string
	// Actions are the IAM actions that it needs, the one that a gap names first.
	Actions []string
	// Fills are the evidence paths that its answer fills.
	Fills []string
	// Needs are the evidence paths that say what to ask for.
	Needs []string
	// Absent are the error codes that mean "there is none".
	Absent []string
	// AbsentMessage is what AWS's message says where that is all that tells "there is none" from a refusal.
	AbsentMessage string
	// Pace names the rate that it goes by, where that is not its service's.
	Pace string
}

// All are the collectors in the order in which they run: each finds in the snapshot what those before it named. Regions tell
// where to look, trails name buckets and log groups, buckets have access points and objects, metric filters name alarms, alarms name
// topics, all of these name keys, trails with their keys have files to verify, and IAM is asked about the lot.
var All = []Collector{
	regionsCollector, cloudTrailCollector, eventHistoryCollector, s3Collector, accessPointsCollector, objectsCollector,
	macieCollector, logsCollector,
	cloudWatchCollector, snsCollector, kmsCollector, logFilesCollector, iamCollector, rootCollector, simulatorCollector,
}

// Config says how to look.
type Config struct {
	Clients Clients
	// Regions to look at; empty means all that are enabled.
	Regions []string
	// DefaultRegion is where global questions are asked, and where to look when the list of Regions can't be read.
	DefaultRegion string
	// Reads are the evidence paths that are wanted; nil means all. Opt-in evidence among them needs With, too.
	Reads []string
	// With is the opt-in evidence that is wanted, of snapshot.OptIns.
	With []string
	// Accounts, beside the caller's own, whose buckets are known ones.
	Accounts []string
	// Buckets are the names of the log buckets, as whoever looks knows them. Where there are any, no others are searched for
	// that trails of other accounts deliver to.
	Buckets []string
	// Principals are ARNs of users and roles to put to IAM's simulator; empty means those whose policies reach the audit
	// trail, at most 20.
	Principals []string
	// VerifyLogs verifies what a trail delivered, as far as it can: what a Field of its facts leaves unseen is unknown, and why.
	// nil leaves log files out.
	VerifyLogs func(ctx context.Context, d Delivered) (facts snapshot.LogFiles, unknown []string, err error)
	// Now is when the looking begins.
	Now time.Time
	// Concurrency bounds the calls under way at once, MaxRate those started a second for each service and Region.
	Concurrency int
	MaxRate     float64
	// Unpaced drops all rates, for an account in memory.
	Unpaced bool
	// OnCall is told of each call, each further page too, before it is made; it may be nil. It is called from many
	// goroutines.
	OnCall func(c *Call, region string)
}

// Run looks at the account that the credentials belong to. It fails when it can't learn which account that is, and when ctx
// ends; every other failure is a gap.
func Run(ctx context.Context, cfg Config) (*snapshot.Snapshot, error) {
	env, err := newEnv(ctx, cfg)
	if err != nil {
		return nil, err
	}
	for _, c := range All {
		if !slices.ContainsFunc(c.Calls, env.Wants) {
			continue
		}
		if err := c.Collect(ctx, env); err != nil {
			return nil, err
		}
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return env.finish(), nil
}

// Env is what collectors share during a run.
type Env struct {
	Config
	Account, Partition string

	wanted []string
	limits *limits
	// policies of buckets, by name, that were asked for before it was known which buckets matter.
	policies map[string]policyAnswer
	slots    chan struct{}
	mu       sync.Mutex
	builder  *snapshot.Snapshot
}

func newEnv(ctx context.Context, cfg Config) (*Env, error) {
	if cfg.Concurrency <= 0 {
		cfg.Concurrency = 16
	}
	env := &Env{
		Config: cfg, limits: newLimits(cfg.MaxRate, cfg.Unpaced), slots: make(chan struct{}, cfg.Concurrency),
		policies: map[string]policyAnswer{},
	}
	source, err := identify(ctx, env)
	if err != nil {
		return nil, err
	}
	env.Account, env.Partition = source.Account, source.Partition
	env.builder = &snapshot.Snapshot{Version: snapshot.Version, Source: source, Gaps: []snapshot.Gap{}}
	if len(cfg.With) > 0 {
		env.builder.Source.With = slices.Compact(sorted(cfg.With))
	}
	env.wanted = Needed(cfg.Reads, cfg.With...)
	return env, nil
}

// Needed adds to the wanted paths those that tell which resources to ask about; nil stays nil, which means all. with is the
// opt-in evidence that is wanted.
func Needed(reads []string, with ...string) []string {
	if reads == nil {
		return nil
	}
	all := slices.Clone(reads)
	for _, path := range reads {
		all = append(all, snapshot.Rests(path)...)
	}
	for {
		before := len(all)
		for _, c := range All {
			for _, call := range c.Calls {
				if fills(call, all, with) {
					for _, need := range call.Needs {
						if !slices.Contains(all, need) {
							all = append(all, need)
						}
					}
				}
			}
		}
		if len(all) == before {
			slices.Sort(all)
			return all
		}
	}
}

// Calls returns the calls that a run for these paths can make, with this opt-in evidence.
func Calls(reads []string, with ...string) []*Call {
	wanted := Needed(reads, with...)
	var calls []*Call
	for _, c := range All {
		for _, call := range c.Calls {
			if fills(call, wanted, with) {
				calls = append(calls, call)
			}
		}
	}
	return calls
}

// fills says whether the call fills something wanted: all where wanted is nil, but opt-in evidence that is not in with.
func fills(c *Call, wanted, with []string) bool {
	return slices.ContainsFunc(c.Fills, func(fill string) bool { return wants(fill, wanted, with) })
}

func wants(path string, wanted, with []string) bool {
	if name := snapshot.OptIn(path); name != "" && !slices.Contains(with, name) {
		return false
	}
	return wanted == nil || slices.ContainsFunc(wanted, func(w string) bool { return snapshot.Concerns(w, path) })
}

// Wants says whether somebody wants what the call fills.
func (env *Env) Wants(c *Call) bool { return fills(c, env.wanted, env.With) }

// finish explains what is still unseen, and sorts.
func (env *Env) finish() *snapshot.Snapshot {
	s := env.builder
	for _, g := range s.Unexplained() {
		if wants(g.Path, env.wanted, env.With) && snapshot.Rests(g.Path) == nil {
			g.Kind, g.Detail = snapshot.Failed, "no call could be made: what it needs to know was not seen"
		} else {
			g = snapshot.Gap{Path: g.Path, Kind: snapshot.NotCollected}
		}
		s.Gaps = append(s.Gaps, g)
	}
	s.SortGaps()
	return s
}

// gap notes that what the call fills is unseen.
func (env *Env) gap(c *Call, region, resource string, kind snapshot.GapKind, detail string) {
	for _, path := range c.Fills {
		// The list of the resources that others name is not the call's to lose.
		if resource == "" || strings.Contains(path, snapshot.Any) {
			env.gapAt(path, c, region, resource, kind, detail)
		}
	}
}

// pass notes at another path of a resource, if something is unseen, the gaps that say why.
func (env *Env) pass(unseen bool, path, of, to, resource string) bool {
	if unseen {
		env.edit(func(s *snapshot.Snapshot) {
			for _, g := range slices.Clone(s.Gaps) {
				if g.Path == path && g.Resource == of {
					g.Path, g.Resource = to, resource
					s.Gaps = append(s.Gaps, g)
				}
			}
		})
	}
	return unseen
}

// gapAt notes that one path that the call fills is unseen.
func (env *Env) gapAt(path string, c *Call, region, resource string, kind snapshot.GapKind, detail string) {
	env.edit(func(s *snapshot.Snapshot) {
		s.Gaps = append(s.Gaps, snapshot.Gap{
			Path: path, Resource: resource, Region: region, Action: c.Actions[0], Kind: kind, Detail: detail,
		})
	})
}

// notAsked notes that wanted calls about a stranger's resource were not made, and why.
func (env *Env) notAsked(calls []*Call, resource, why string) {
	env.unasked(calls, resource, snapshot.Denied, why)
}

// unasked notes that wanted calls about a resource were not made, and why.
func (env *Env) unasked(calls []*Call, resource string, kind snapshot.GapKind, why string) {
	for _, c := range calls {
		if !env.Wants(c) {
			continue
		}
		for _, path := range c.Fills {
			if strings.Contains(path, snapshot.Any) {
				env.gapAt(path, c, "", resource, kind, why)
			}
		}
	}
}

// edit changes the snapshot; one goroutine at a time.
func (env *Env) edit(change func(s *snapshot.Snapshot)) {
	env.mu.Lock()
	defer env.mu.Unlock()
	change(env.builder)
}

// each runs do for all items at once; the calls they make are what Concurrency bounds.
func each[T any](ctx context.Context, items []T, do func(ctx context.Context, item T) error) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, item := range items {
		group.Go(func() error { return do(ctx, item) })
	}
	return group.Wait()
}

// answer is how a call ended.
type answer int

const (
	gone answer = iota // a gap was noted
	none               // AWS said that there is none
	got                // there is an answer
)

// ask makes one call, waiting for its turn. Only the end of ctx is an error.
func ask[T any](
	ctx context.Context, env *Env, c *Call, region, resource string, do func(context.Context) (T, error),
) (T, answer, error) {
	var zero T
	if err := env.turn(ctx, c, region); err != nil {
		return zero, gone, err
	}
	out, err := do(ctx)
	<-env.slots
	return settle(ctx, env, c, region, resource, out, err)
}

// settle says how a call ended that was answered with out and err. Only the end of ctx is an error.
func settle[T any](ctx context.Context, env *Env, c *Call, region, resource string, out T, err error) (T, answer, error) {
	var zero T
	switch {
	case err == nil:
		return out, got, nil
	case ctx.Err() != nil:
		return zero, gone, ctx.Err()
	case slices.Contains(c.Absent, errorCode(err)), c.AbsentMessage != "" && strings.Contains(detail(err), c.AbsentMessage):
		return zero, none, nil
	}
	kind, detail := classify(err)
	env.gap(c, region, resource, kind, detail)
	return zero, gone, nil
}

// turn waits for the rate and for a free slot, which the caller gives back.
func (env *Env) turn(ctx context.Context, c *Call, region string) error {
	if err := env.wait(ctx, c, region); err != nil {
		return err
	}
	select {
	case env.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	env.tell(c, region)
	return nil
}

// wait waits for the call's rate.
func (env *Env) wait(ctx context.Context, c *Call, region string) error {
	if err := env.limits.wait(ctx, cmp.Or(c.Pace, c.Service), region); err != nil {
		return errors.Join(ctx.Err(), err)
	}
	return nil
}

func (env *Env) tell(c *Call, region string) {
	if env.OnCall != nil {
		env.OnCall(c, region)
	}
}

// fill asks for one field of a resource, if somebody wants it. get reads the value from the answer; false means absent.
func fill[T, V any](
	ctx context.Context, env *Env, c *Call, region, resource string, field *snapshot.Field[V],
	do func(context.Context) (T, error), get func(T) (V, bool),
) error {
	if !env.Wants(c) {
		return nil
	}
	out, how, err := ask(ctx, env, c, region, resource, do)
	keep(field, out, how, get)
	return err
}

// keep fills a field from how its call ended.
func keep[T, V any](field *snapshot.Field[V], out T, how answer, get func(T) (V, bool)) {
	if how == gone {
		return
	}
	*field = snapshot.Absent[V]()
	if how == got {
		if v, ok := get(out); ok {
			*field = snapshot.Seen(v)
		}
	}
}
