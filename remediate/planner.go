package remediate

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"trailproof/finding"
	"trailproof/plan"
	"trailproof/snapshot"
)

// Planner makes plans. Its functions are those of other packages, which the caller brings together.
type Planner struct {
	// Judge returns the findings of a snapshot by all rules that a plan may not make worse, waivers applied.
	Judge func(ctx context.Context, s *snapshot.Snapshot) ([]finding.Finding, error)
	// Guard names accesses that work in before, must go on working, and do not in after: CloudTrail's own, and those of named
	// readers. nil where there are none.
	Guard func(before, after *snapshot.Snapshot) []string
	// Clients read the live settings.
	Clients Clients
	// Rules are those of Judge.
	Rules []finding.Rule
	// Wanted says which rules are to be mended.
	Wanted func(rule string) bool
	// Allow are the risks that were agreed to.
	Allow []plan.Risk
	// EvenManaged changes what Terraform or CloudFormation owns as well.
	EvenManaged bool
	// Params are the values of the rules' parameters.
	Params map[string]any
	Tool   string
}

// maxRounds bounds the search for the fixpoint. A fix that calls for a fix that calls for a fix is rare; ten of them in a
// row are two that undo each other.
const maxRounds = 10

// Plan searches for the writes after which every rule passes that has a fix. It returns the plan and the snapshot as the
// plan predicts it. It reads the live settings that it would change, and writes nothing.
func (p Planner) Plan(ctx context.Context, s *snapshot.Snapshot) (*plan.Plan, *snapshot.Snapshot, error) {
	before, err := p.Judge(ctx, s)
	if err != nil {
		return nil, nil, err
	}
	barred := map[plan.Reason]plan.Left{}
	for {
		r := run{p: p, start: s, before: verdicts(before), barred: barred, live: map[string]plan.State{}}
		culprit, why, err := r.run(ctx, before)
		if err != nil {
			return nil, nil, err
		}
		if culprit == nil {
			out, err := r.plan(before)
			return out, r.now, err
		}
		f := culprit.finding
		barred[reasonOf(f)] = p.leave(f, plan.Refused, why)
	}
}

// draft is one setting on its way.
type draft struct {
	op            *Operation
	target        Target
	before, after plan.State
	risk          plan.Risk
	final         string // why no call takes it back
	reasons       []plan.Reason
}

// applied is a fix that was tried.
type applied struct{ finding finding.Finding }

// run is one search for the fixpoint.
type run struct {
	p      Planner
	start  *snapshot.Snapshot
	now    *snapshot.Snapshot
	before map[plan.Reason]finding.Finding
	after  []finding.Finding
	barred map[plan.Reason]plan.Left
	live   map[string]plan.State
	drafts []*draft
	left   map[plan.Reason]plan.Left
	tried  map[plan.Reason]int
	// blame has, of what a fix broke and a later fix was to mend, the fix that broke it.
	blame map[plan.Reason]finding.Finding
}

// run applies fixes to a copy of the snapshot until nothing changes any more. It returns the fix after which something
// broke, and what.
func (r *run) run(ctx context.Context, findings []finding.Finding) (*applied, string, error) {
	r.left, r.tried, r.drafts = map[plan.Reason]plan.Left{}, map[plan.Reason]int{}, nil
	r.blame = map[plan.Reason]finding.Finding{}
	var err error
	if r.now, err = Clone(r.start); err != nil {
		return nil, "", err
	}
	for round := 0; ; round++ {
		changed := false
		// What a fix left to a person may be within its reach now that others have changed something.
		r.left = map[plan.Reason]plan.Left{}
		for _, f := range findings {
			did, culprit, why, err := r.mend(ctx, f)
			if err != nil || culprit != nil {
				return culprit, why, err
			}
			changed = changed || did
		}
		if !changed {
			r.after = findings
			for _, f := range findings {
				if cause, ok := r.blame[reasonOf(f)]; ok && f.Outcome == finding.Fail {
					return &applied{cause}, broke(f), nil
				}
			}
			return nil, "", nil
		}
		if findings, err = r.p.Judge(ctx, r.now); err != nil {
			return nil, "", err
		}
		if round == maxRounds {
			return nil, "", fmt.Errorf("plan: the fixes do not come to an end after %d rounds", maxRounds)
		}
	}
}

// mend applies the fix of one finding, if it has one.
func (r *run) mend(ctx context.Context, f finding.Finding) (changed bool, culprit *applied, why string, err error) {
	reason := reasonOf(f)
	if f.Outcome != finding.Fail || !r.p.Wanted(f.Rule) {
		return false, nil, "", nil
	}
	if _, done := r.left[reason]; done {
		return false, nil, "", nil
	}
	if l, ok := r.barred[reason]; ok {
		r.left[reason] = l
		return false, nil, "", nil
	}
	give := func(kind plan.LeftKind, why string) (bool, *applied, string, error) {
		r.left[reason] = r.p.leave(f, kind, why)
		return false, nil, "", nil
	}
	if f.Waiver != nil {
		return give(plan.Waived, f.Waiver.Reason)
	}
	fix, ok := fixOf(f.Rule)
	if !ok {
		return give(plan.Manual, "")
	}
	if r.tried[reason] > 0 {
		return false, &applied{f}, "the rule still fails after its fix, or another fix takes it back", nil
	}
	edits, err := fix.Plan(Case{Snapshot: r.now, Start: r.start, Resource: f.Resource, Params: r.p.Params})
	if kind, why, ok := left(err); ok {
		return give(kind, why)
	}
	if err != nil {
		return false, nil, "", fmt.Errorf("plan %s for %s: %w", f.Rule, f.Resource, err)
	}
	err = r.edit(ctx, f, edits)
	if kind, why, ok := left(err); ok {
		return give(kind, why)
	}
	if err != nil {
		return false, nil, "", fmt.Errorf("plan %s for %s: %w", f.Rule, f.Resource, err)
	}
	r.tried[reason]++
	if why, err := r.broken(ctx, f); err != nil || why != "" {
		return false, &applied{f}, why, err
	}
	return true, nil, "", nil
}

// edit makes the edits of one fix, all or none.
func (r *run) edit(ctx context.Context, f finding.Finding, edits []Edit) error {
	next, err := Clone(r.now)
	if err != nil {
		return err
	}
	type change struct {
		after plan.State
		risk  plan.Risk
		final string
	}
	changes := map[*draft]change{}
	var touched, shared []*draft // in their order
	for _, e := range edits {
		d, err := r.draft(ctx, e, touched)
		if err != nil {
			return err
		}
		now := d.after
		if c, ok := changes[d]; ok {
			now = c.after
		}
		after, err := e.Change(now)
		if err != nil {
			return err
		}
		if after == now {
			if slices.Contains(r.drafts, d) && !slices.Contains(shared, d) {
				shared = append(shared, d)
			}
			continue
		}
		risk := plan.Worse(e.Risk, e.Operation.Risk)
		if e.Final != "" {
			risk = plan.Irreversible
		}
		if risk != plan.Safe && !slices.Contains(r.p.Allow, risk) {
			return &leftError{plan.NotAllowed, fmt.Sprintf("%s is %s: --allow %s puts it into the plan", e.Operation.Name, risk, risk)}
		}
		if err := e.Operation.Predict(next, e.Target, after); err != nil {
			return err
		}
		changes[d] = change{after, plan.Worse(risk, changes[d].risk), cmp.Or(changes[d].final, e.Final)}
		if !slices.Contains(touched, d) {
			touched = append(touched, d)
		}
	}
	if len(touched)+len(shared) == 0 {
		return refuse("its fix finds nothing to change")
	}
	for _, d := range touched {
		d.after, d.risk, d.final = changes[d].after, plan.Worse(d.risk, changes[d].risk), cmp.Or(d.final, changes[d].final)
	}
	// What another fix has changed already, this one would have.
	for _, d := range append(touched, shared...) {
		if reason := reasonOf(f); !slices.Contains(d.reasons, reason) {
			d.reasons = append(d.reasons, reason)
		}
		if !slices.Contains(r.drafts, d) {
			r.drafts = append(r.drafts, d)
		}
	}
	r.now = next
	return nil
}

// draft is the setting of an edit: one that is on its way already, or the live one.
func (r *run) draft(ctx context.Context, e Edit, touched []*draft) (*draft, error) {
	for _, d := range slices.Concat(r.drafts, touched) {
		if d.op == e.Operation && d.target == e.Target {
			return d, nil
		}
	}
	if !r.p.EvenManaged {
		if err := r.owned(e); err != nil {
			return nil, err
		}
	}
	key := e.Operation.Name + " " + e.Target.Region + " " + e.Target.Resource
	state, ok := r.live[key]
	if !ok {
		var err error
		if state, err = e.Operation.Read(ctx, r.p.Clients, e.Target); err != nil {
			return nil, &leftError{plan.Unseen, err.Error()}
		}
		r.live[key] = state
	}
	return &draft{op: e.Operation, target: e.Target, before: state, after: state, risk: plan.Safe}, nil
}

// broken judges the copy, and says what passed at the start and fails now, or what access is lost.
func (r *run) broken(ctx context.Context, by finding.Finding) (string, error) {
	if r.p.Guard != nil {
		if lost := r.p.Guard(r.start, r.now); len(lost) > 0 {
			return "it would take away what must go on working: " + strings.Join(lost, "; "), nil
		}
	}
	findings, err := r.p.Judge(ctx, r.now)
	if err != nil {
		return "", err
	}
	for _, f := range findings {
		if was, ok := r.before[reasonOf(f)]; !ok || was.Outcome != finding.Pass || f.Outcome != finding.Fail {
			continue
		}
		if !r.mendable(f) {
			return broke(f), nil
		}
		if _, known := r.blame[reasonOf(f)]; !known {
			r.blame[reasonOf(f)] = by
		}
	}
	return "", nil
}

func broke(f finding.Finding) string {
	return fmt.Sprintf("%s passes on %s and would fail: %s", f.Rule, f.Resource, f.Message)
}

// mendable says whether a fix of a later round may mend what a fix of this one broke.
func (r *run) mendable(f finding.Finding) bool {
	_, ok := fixOf(f.Rule)
	_, given := r.left[reasonOf(f)]
	_, barred := r.barred[reasonOf(f)]
	return ok && !given && !barred && r.tried[reasonOf(f)] == 0 && r.p.Wanted(f.Rule)
}

func reasonOf(f finding.Finding) plan.Reason { return plan.Reason{Rule: f.Rule, Resource: f.Resource} }

func verdicts(findings []finding.Finding) map[plan.Reason]finding.Finding {
	all := make(map[plan.Reason]finding.Finding, len(findings))
	for _, f := range findings {
		all[reasonOf(f)] = f
	}
	return all
}

// leave says why a finding is left, and what a person can do.
func (p Planner) leave(f finding.Finding, kind plan.LeftKind, why string) plan.Left {
	l := plan.Left{Rule: f.Rule, Resource: f.Resource, Severity: string(f.Severity), Kind: kind, Why: why}
	for _, rule := range p.Rules {
		if rule.ID == f.Rule && kind != plan.Waived {
			l.ByHand = ByHand(rule.Remediation, f)
		}
	}
	return l
}

// plan puts the drafts in order.
func (r *run) plan(before []finding.Finding) (*plan.Plan, error) {
	s := r.start
	out := &plan.Plan{
		Version: plan.Version, Tool: r.p.Tool, Account: s.Source.Account, Partition: s.Source.Partition, TakenAt: s.Source.TakenAt,
		Steps: []plan.Step{}, Verdicts: []plan.Verdict{}, Left: []plan.Left{},
	}
	slices.SortStableFunc(r.drafts, func(a, b *draft) int {
		return cmp.Or(cmp.Compare(a.op.rank(), b.op.rank()), cmp.Compare(a.target.Resource, b.target.Resource), cmp.Compare(a.target.Region, b.target.Region))
	})
	for _, d := range r.drafts {
		if d.before == d.after {
			continue
		}
		slices.SortFunc(d.reasons, func(a, b plan.Reason) int {
			return cmp.Or(cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Resource, b.Resource))
		})
		undo := d.op.Undo(d.before)
		if d.final != "" {
			undo = "none: " + d.final
		}
		out.Steps = append(out.Steps, plan.Step{
			ID: len(out.Steps) + 1, Operation: d.op.Name, Region: d.target.Region, Resource: d.target.Resource, For: d.reasons,
			Risk: d.risk, Before: d.before, After: d.after, Calls: d.op.Calls(d.before, d.after), Undo: undo,
		})
	}
	for _, f := range r.after {
		was, ok := r.before[reasonOf(f)]
		v := plan.Verdict{Rule: f.Rule, Resource: f.Resource, Severity: string(f.Severity), Before: "none", After: word(f)}
		if ok {
			v.Before = word(was)
		}
		if f.Outcome == finding.Unknown && (!ok || was.Outcome != finding.Unknown) {
			v.After = "after apply"
		}
		out.Verdicts = append(out.Verdicts, v)
	}
	for _, f := range before {
		if !slices.ContainsFunc(r.after, func(g finding.Finding) bool { return reasonOf(f) == reasonOf(g) }) {
			out.Verdicts = append(out.Verdicts, plan.Verdict{
				Rule: f.Rule, Resource: f.Resource, Severity: string(f.Severity), Before: word(f), After: "none",
			})
		}
	}
	slices.SortFunc(out.Verdicts, func(a, b plan.Verdict) int {
		return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Rule, b.Rule))
	})
	for _, l := range r.left {
		out.Left = append(out.Left, l)
	}
	slices.SortFunc(out.Left, func(a, b plan.Left) int {
		return cmp.Or(cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Rule, b.Rule))
	})
	return out, out.Seal()
}

func word(f finding.Finding) string {
	if f.Waiver != nil {
		return "waived"
	}
	return string(f.Outcome)
}

// Clone copies a snapshot, its access facts too.
func Clone(s *snapshot.Snapshot) (*snapshot.Snapshot, error) {
	var b bytes.Buffer
	if err := s.Encode(&b, true); err != nil {
		return nil, fmt.Errorf("plan: copy the snapshot: %w", err)
	}
	c, err := snapshot.Decode(b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("plan: copy the snapshot: %w", err)
	}
	return c, nil
}
