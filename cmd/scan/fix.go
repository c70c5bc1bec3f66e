package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"trailproof/access"
	"trailproof/engine"
	"trailproof/finding"
	"trailproof/internal/nearest"
	"trailproof/plan"
	"trailproof/remediate"
	"trailproof/report"
	"trailproof/snapshot"

	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// fixFlags say what a plan may hold.
type fixFlags struct {
	allow       []string
	evenManaged bool
}

func (x *fixFlags) add(f *pflag.FlagSet) {
	f.StringArrayVar(&x.allow, "allow", nil, "put steps with this `RISK` into the plan, too: "+strings.Join(risks(), ", ")+"; may repeat")
	f.BoolVar(&x.evenManaged, "even-managed", false, "change what Terraform or CloudFormation manages, too")
}

func risks() []string {
	var names []string
	for _, r := range plan.Risks[1:] {
		names = append(names, string(r))
	}
	return names
}

func (x *fixFlags) check() error {
	for _, name := range x.allow {
		if !slices.Contains(risks(), name) {
			return usagef("--allow: no risk %q%s; the risks are %s", name, nearest.Hint(name, risks()), strings.Join(risks(), ", "))
		}
	}
	return nil
}

// applyFlags say how a plan is applied.
type applyFlags struct {
	yes     bool
	journal string
	wait    time.Duration
}

func (y *applyFlags) add(f *pflag.FlagSet) {
	f.BoolVar(&y.yes, "yes", false, "do not ask (a step with a risk still needs its --allow)")
	f.DurationVar(&y.wait, "wait", 0, "wait this `TIME` for each trail to deliver after the change")
	y.addJournal(f)
}

func (y *applyFlags) addJournal(f *pflag.FlagSet) {
	f.StringVar(&y.journal, "journals", "", "`FOLDER` of the journals (default: trailproof in $XDG_STATE_HOME or ~/.local/state)")
}

// folder is where journals lie. It is made if it is missing.
func (y *applyFlags) folder(a *app) (string, error) {
	dir := y.journal
	if dir == "" {
		state := a.getenv("XDG_STATE_HOME")
		if state == "" {
			home := a.getenv("HOME")
			if home == "" {
				return "", usagef("--journals: neither XDG_STATE_HOME nor HOME is set, so it must say where journals lie")
			}
			state = filepath.Join(home, ".local", "state")
		}
		dir = filepath.Join(state, "trailproof")
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("--journals: %w", err)
	}
	return dir, nil
}

// world is an account that can be looked at and changed.
type world struct {
	// look collects what is needed for these reads; nil means everything, an empty list no more than whose account it is.
	look    func(ctx context.Context, reads []string) (*snapshot.Snapshot, error)
	clients remediate.Clients
}

// openWorld is the account that the flags name.
func openWorld(ctx context.Context, a *app, w awsFlags, rules ruleFlags) (world, error) {
	cfg, err := w.load(ctx)
	if err != nil {
		return world{}, err
	}
	k, err := rules.known()
	if err != nil {
		return world{}, err
	}
	return world{
		look: func(ctx context.Context, reads []string) (*snapshot.Snapshot, error) {
			return a.collect(ctx, w, reads, k)
		},
		clients: remediate.NewClients(cfg),
	}, nil
}

// mender plans and applies.
type mender struct {
	app   *app
	world world
	// proof has all rules: none of them may get worse, whichever are to be mended.
	proof  *engine.Engine
	wanted func(rule string) bool
	flags  fixFlags
	params map[string]any
	// waivers name what is never touched.
	waivers []finding.WaiverEntry
}

// newMender compiles the rules.
func (a *app) newMender(ctx context.Context, w world, rules ruleFlags, flags fixFlags, waivers []finding.WaiverEntry) (mender, error) {
	selected, err := rules.load(ctx)
	if err != nil {
		return mender{}, err
	}
	all := selected
	if len(rules.rules)+len(rules.skip)+len(rules.frameworks) > 0 {
		if all, err = (&ruleFlags{policies: rules.policies, data: rules.data}).load(ctx); err != nil {
			return mender{}, err
		}
	}
	params, err := rules.params()
	if err != nil {
		return mender{}, err
	}
	wanted := map[string]bool{}
	for _, r := range selected.Rules() {
		wanted[r.ID] = true
	}
	return mender{
		app: a, world: w, proof: all, flags: flags, params: params, wanted: func(rule string) bool { return wanted[rule] },
		waivers: waivers,
	}, nil
}

// look collects everything: fixes look at more than the rules, tags above all.
func (m mender) look(ctx context.Context) (*snapshot.Snapshot, error) { return m.world.look(ctx, nil) }

// judge is the proof's: facts that follow from the policies are worked out anew, and what is waived is.
func (m mender) judge(ctx context.Context, s *snapshot.Snapshot) ([]finding.Finding, error) {
	access.Fill(s)
	findings, err := m.proof.Judge(ctx, s)
	findings, _ = finding.Waive(findings, m.waivers, s.Source.TakenAt)
	return findings, err
}

func (m mender) plan(ctx context.Context, s *snapshot.Snapshot) (*plan.Plan, *snapshot.Snapshot, error) {
	var allow []plan.Risk
	for _, name := range m.flags.allow {
		allow = append(allow, plan.Risk(name))
	}
	return remediate.Planner{
		Judge: m.judge, Guard: guard(m.params), Clients: m.world.clients, Rules: m.proof.Rules(), Wanted: m.wanted, Allow: allow,
		EvenManaged: m.flags.evenManaged, Params: m.params, Tool: tool().Name + " " + tool().Version,
	}.Plan(ctx, s)
}

// errNotAgreed is somebody who said no.
var errNotAgreed = errors.New("nothing was changed: the answer was not what was asked for")

// agree asks whoever sits there. A plan that takes access away asks for the account's number.
func (a *app) agree(p *plan.Plan, yes bool) error {
	if yes {
		return nil
	}
	word := "yes"
	if plan.Worse(p.Risk(), plan.Costly) != plan.Costly {
		word = p.Account
	}
	a.complain("type %s to make these %d changes to account %s:", word, len(p.Steps), p.Account)
	return a.answered(word)
}

// answered reads one line, which has to be the word.
func (a *app) answered(word string) error {
	answer, err := bufio.NewReader(a.stdin).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if strings.TrimSpace(answer) != word {
		return errNotAgreed
	}
	return nil
}

// asks says whether somebody sits there who can be asked.
func (a *app) asks() bool {
	f, ok := a.stdin.(*os.File)
	return !ok || term.IsTerminal(int(f.Fd()))
}

// mustAsk fails at once where nobody can be asked.
func (a *app) mustAsk(yes bool, doing string) error {
	if yes || a.asks() {
		return nil
	}
	return usagef("%s asks before it changes anything, and nobody sits at the standard input: --yes agrees beforehand", doing)
}

// guard names the accesses that a plan must leave working.
func guard(params map[string]any) func(before, after *snapshot.Snapshot) []string {
	readers, _ := params["readers"].([]any)
	return func(before, after *snapshot.Snapshot) []string {
		var names []string
		for _, r := range readers {
			if name, ok := r.(string); ok {
				names = append(names, name)
			}
		}
		return access.Lost(before, after, names)
	}
}

// apply makes the changes of a plan, compares what came with what was predicted, judges again, and reports. It returns the exit
// code that the changes deserve: exitOK where all is as it should be.
func (m mender) apply(ctx context.Context, p *plan.Plan, predicted *snapshot.Snapshot, flags applyFlags) (*snapshot.Snapshot, int, error) {
	a := m.app
	dir, err := flags.folder(a)
	if err != nil {
		return nil, exitBroken, err
	}
	unlock, err := lockAccount(dir, p.Account)
	if err != nil {
		return nil, exitBroken, err
	}
	defer func() { _ = unlock() }() // the end of the process unlocks as well
	if err := unfinished(dir, p.Account, journalName(p)); err != nil {
		return nil, exitBroken, err
	}
	j, err := remediate.StartJournal(filepath.Join(dir, journalName(p)), p)
	if err != nil {
		return nil, exitBroken, fmt.Errorf("journal: %w", err)
	}
	a.complain("the journal is %s", j.Path)
	began := a.now()
	results, err := remediate.Apply(ctx, m.world.clients, j, a.tellStep)
	if err = errors.Join(err, j.Close()); err != nil {
		return nil, exitFixFailed, err
	}
	bad := slices.ContainsFunc(results, func(r remediate.Result) bool { return !r.Outcome.Good() })
	if bad {
		a.complain("not all changes were made. What was made is in the journal: trailproof undo %s takes it back", j.Path)
		return nil, exitFixFailed, nil
	}
	found, err := m.look(ctx)
	if err != nil {
		return nil, exitFixFailed, fmt.Errorf("the changes were made, but not verified: %w", err)
	}
	ok, err := m.verify(ctx, p, predicted, found, j.Created())
	if err != nil {
		return nil, exitFixFailed, fmt.Errorf("the changes were made, but not verified: %w", err)
	}
	if flags.wait > 0 {
		arrived, err := a.awaitDelivery(ctx, m.world.clients, found, began, flags.wait)
		if err != nil {
			return found, exitFixFailed, err
		}
		ok = ok && arrived
	}
	if !ok {
		a.complain("trailproof undo %s takes the changes back", j.Path)
		return found, exitFixFailed, nil
	}
	a.say("verified: the account is as the plan predicted")
	return found, exitOK, nil
}

// journalName is the same for the same plan, so that a second run of apply goes on where the first ended.
func journalName(p *plan.Plan) string { return p.Account + "-" + p.Digest[:16] + ".jsonl" }

// lockAccount keeps a second run off the account.
func lockAccount(dir, account string) (func() error, error) {
	path := filepath.Join(dir, account+".lock")
	unlock, busy, err := remediate.Lock(path)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	if busy {
		return nil, fmt.Errorf("another run is changing account %s (it holds %s)", account, path)
	}
	return unlock, nil
}

// unfinished finds a journal of the account, but for one, that was left in the middle of a step.
func unfinished(dir, account, but string) error {
	paths, err := filepath.Glob(filepath.Join(dir, account+"-*.jsonl"))
	if err != nil {
		return err
	}
	for _, path := range paths {
		if filepath.Base(path) == but {
			continue
		}
		j, err := remediate.ReadJournal(path)
		if err != nil {
			return fmt.Errorf("journal: %w", err)
		}
		if j.Unfinished() {
			return fmt.Errorf("an earlier run was interrupted in the middle of a change: first go on with it (trailproof apply %s) or take it back (trailproof undo %s)",
				path, path)
		}
	}
	return nil
}

// tellStep tells how a step ended.
func (a *app) tellStep(r remediate.Result) {
	text := fmt.Sprintf("%d. %s %s: %s", r.Step.ID, r.Step.Operation, r.Step.Resource, r.Outcome)
	if r.Err != nil {
		text += ": " + r.Err.Error()
	}
	if r.Outcome.Good() {
		a.say("%s", text)
	} else {
		a.complain("%s", text)
	}
}

// verify compares what came with what was predicted, by place and by verdict.
func (m mender) verify(ctx context.Context, p *plan.Plan, predicted, found *snapshot.Snapshot, created map[string]string) (bool, error) {
	a := m.app
	ours, others, err := remediate.Verify(p, predicted, found, created)
	if err != nil {
		return false, err
	}
	for _, d := range others {
		a.say("somebody else changed %s meanwhile: it was %s and is %s", d.Place, shortened(d.Was), shortened(d.Is))
	}
	for _, d := range ours {
		a.complain("%s is not what the plan predicted: %s instead of %s", d.Place, shortened(d.Is), shortened(d.Was))
	}
	findings, err := m.judge(ctx, found)
	if err != nil {
		return false, err
	}
	still := false
	for _, f := range findings {
		for _, v := range p.Verdicts {
			if v.Rule == f.Rule && renamed(v.Resource, created) == f.Resource && v.After == string(finding.Pass) && f.Outcome == finding.Fail {
				still = true
				a.complain("%s fails on %s, and the plan predicted that it would pass: %s", f.Rule, f.Resource, f.Message)
			}
		}
	}
	return len(ours) == 0 && !still, nil
}

func renamed(resource string, created map[string]string) string {
	if name, ok := created[resource]; ok {
		return name
	}
	return resource
}

func shortened(text string) string {
	if text == "" {
		return "nothing"
	}
	if len(text) > 200 {
		return strings.ToValidUTF8(text[:200], "") + "…"
	}
	return text
}

// showPlan writes a plan for people.
func (a *app) showPlan(w io.Writer, p *plan.Plan) error {
	if err := report.WritePlan(w, p); err != nil {
		return fmt.Errorf("write the plan: %w", err)
	}
	return nil
}
