package engine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"trailproof/finding"
	"trailproof/snapshot"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// Judge evaluates every loaded rule on a valid snapshot. It returns exactly one finding for each rule and subject, and for a
// rule without subjects one for the account; sorted by resource and rule. Rules that need opt-in evidence which the snapshot
// was not asked for have none. The error is ctx's: a rule that fails to evaluate is unknown for its subjects.
func (e *Engine) Judge(ctx context.Context, s *snapshot.Snapshot) ([]finding.Finding, error) {
	input := snapshot.Fold(s, e.shape, inputBuilder{})
	subjects, broken := e.evalSubjects(ctx, input.Value)
	denies, failed := e.evalDenies(ctx, input.Value)
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	j := judgement{snapshot: s, holes: newHoles(s)}
	for _, r := range e.rules {
		if !snapshot.Covers(s.Source.With, r.With) && !slices.Contains(e.named, r.ID) {
			continue
		}
		j.rule(r, e.sets[r.Subject], subjects[r.Subject], denies[r.ID], cmp.Or(broken, failed[r.ID]))
	}
	slices.SortFunc(j.findings, finding.Compare)
	return j.findings, nil
}

// denial is what a rule says against one resource: all its messages.
type denials map[string][]string

func (e *Engine) evalSubjects(ctx context.Context, input ast.Value) (map[string][]string, error) {
	results, err := e.subjects.Eval(ctx, rego.EvalParsedInput(input))
	if err != nil {
		return nil, fmt.Errorf("lib.subjects: %w", err)
	}
	sets := map[string][]string{}
	for _, r := range results {
		set, _ := r.Bindings["set"].(string)
		id, ok := r.Bindings["id"].(string)
		if !ok {
			return nil, fmt.Errorf("lib.subjects.%s: %v is not the id of a resource", set, r.Bindings["id"])
		}
		sets[set] = append(sets[set], id)
	}
	return sets, nil
}

// evalDenies runs all rules in one query. When one of them fails, OPA's evaluation ends; then each runs on its own, so that
// the others are still judged.
func (e *Engine) evalDenies(ctx context.Context, input ast.Value) (map[string]denials, map[string]error) {
	denies, failed := map[string]denials{}, map[string]error{}
	results, err := e.denies.Eval(ctx, rego.EvalParsedInput(input))
	if err == nil {
		for _, r := range results {
			id := fmt.Sprint(r.Bindings["service"], ".", r.Bindings["name"])
			if err := collect(denies, id, r.Bindings["deny"]); err != nil {
				failed[id] = err
			}
		}
		return denies, failed
	}
	for _, rule := range e.rules {
		if ctx.Err() != nil {
			return denies, failed
		}
		if err := e.evalRule(ctx, rule.ID, input, denies); err != nil {
			failed[rule.ID] = err
		}
	}
	return denies, failed
}

func (e *Engine) evalRule(ctx context.Context, id string, input ast.Value, denies map[string]denials) error {
	query, err := e.prepare(ctx, "data.rules."+id+".deny[deny]")
	if err != nil {
		return err
	}
	results, err := query.Eval(ctx, rego.EvalParsedInput(input))
	if err != nil {
		return evalError(err)
	}
	for _, r := range results {
		if err := collect(denies, id, r.Bindings["deny"]); err != nil {
			return err
		}
	}
	return nil
}

// evalError drops the module's text from OPA's errors.
func evalError(err error) error {
	var fault *topdown.Error
	if errors.As(err, &fault) && fault.Location != nil {
		return fmt.Errorf("%s:%d: %s", fault.Location.File, fault.Location.Row, fault.Message)
	}
	return err
}

// collect reads one member of a rule's deny set: {"resource": id, "message": text}.
func collect(denies map[string]denials, rule string, v any) error {
	object, ok := v.(map[string]any)
	resource, hasResource := object["resource"].(string)
	message, hasMessage := object["message"].(string)
	if !ok || !hasResource || !hasMessage || len(object) != 2 || message == "" {
		return fmt.Errorf(`deny holds %v, not {"resource": id, "message": text}`, v)
	}
	if denies[rule] == nil {
		denies[rule] = denials{}
	}
	denies[rule][resource] = append(denies[rule][resource], message)
	return nil
}

// judgement turns denials and holes into findings.
type judgement struct {
	snapshot *snapshot.Snapshot
	holes    *holes
	findings []finding.Finding
}

// rule decides one rule for all subjects of its set.
func (j *judgement) rule(r Record, set Set, subjects []string, denied denials, err error) {
	account := j.snapshot.Source.Account
	members := make(map[string]bool, len(subjects))
	for _, id := range subjects {
		members[id] = true
	}
	for resource := range denied {
		if err == nil && !members[resource] {
			err = fmt.Errorf("it denies %s, which is not in lib.subjects.%s", resource, r.Subject)
		}
	}
	if err != nil {
		if len(subjects) == 0 {
			subjects = []string{account}
		}
		for _, id := range subjects {
			j.add(r, id, finding.Unknown, "the rule could not be evaluated", []string{err.Error()})
		}
		return
	}
	before := len(j.findings)
	v := view{
		snapshot: j.snapshot, set: set, account: account, own: j.holes.meeting(r.Own), members: j.holes.meeting(set.Reads),
		joined: r.Joined, follows: follower(r.Reads),
	}
	for _, id := range subjects {
		touching, lists := v.of(id, j.holes)
		j.subject(r, id, denied[id], touching, lists)
	}
	strangers := v.strangers()
	for _, id := range strangers {
		j.unknown(r, id, nil, v.members.of[id])
	}
	switch {
	case len(v.members.whole) > 0 && !undecided(j.findings[before:]):
		j.unknown(r, account, nil, v.members.whole) // there may be more subjects, and nothing said so yet
	case len(subjects) == 0 && set.Of == "" && len(v.members.of) > 0:
		j.unknown(r, account, nil, v.members.all()) // the account may be a subject
	case len(subjects)+len(strangers) == 0:
		j.add(r, account, finding.NotApplicable, "nothing to judge: "+set.Title, nil)
	}
}

func undecided(findings []finding.Finding) bool {
	return slices.ContainsFunc(findings, func(f finding.Finding) bool { return f.Outcome == finding.Unknown })
}

// view is what could not be seen, as far as one rule is concerned: own are the gaps in what the rule itself reads, members
// those in who its subjects are.
type view struct {
	snapshot     *snapshot.Snapshot
	set          Set
	account      string
	own, members met
	joined       []string
	follows      func(snapshot.Link) bool
}

// of returns the gaps that a verdict about the subject may rest on, and those of lists that may hide further subjects.
func (v view) of(id string, h *holes) (touching, lists []snapshot.Gap) {
	if v.set.Of == "" {
		return append(v.own.all(), v.members.all()...), nil
	}
	lists = slices.Clip(v.members.whole)
	for _, g := range v.own.whole {
		// Where the subject is in the list of its kind, that others may be missing from it does not touch the subject.
		if g.Path == v.set.Of && g.Kind != snapshot.NotCollected && v.listed(id) {
			lists = append(lists, g)
		} else {
			touching = append(touching, g)
		}
	}
	if len(v.own.of) > 0 {
		for _, near := range h.around(id, v.follows) {
			for _, g := range v.own.of[near] {
				if near == id || concerns(v.joined, g.Path) {
					touching = append(touching, g)
				}
			}
		}
	}
	return append(touching, v.members.of[id]...), lists
}

// listed says whether the subject is in the list of its kind, as far as one list has all of them: what names a subject may be
// another resource.
func (v view) listed(id string) bool {
	has, isMap := v.snapshot.Has(v.set.Of, id)
	return has || !isMap
}

// strangers are the resources of another kind that may hide a subject which they would have named: unknown under their own
// name. Resources of the set's own kind are none: sets keep a resource that can't be told from a subject. Nor are those of
// other accounts, which name no subject of this account. Where the account is the subject nothing else is.
func (v view) strangers() []string {
	if v.set.Of == "" {
		return nil
	}
	var ids []string
	for id, gaps := range v.members.of {
		ofKind := slices.ContainsFunc(gaps, func(g snapshot.Gap) bool { return strings.HasPrefix(g.Path, v.set.Of+".") })
		if part := strings.SplitN(id, ":", 6); !ofKind && (len(part) != 6 || part[4] == "" || part[4] == v.account) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// subject decides one rule for one subject. A denial stands when everything that it may rest on was seen.
func (j *judgement) subject(r Record, id string, messages []string, touching, lists []snapshot.Gap) {
	slices.Sort(messages)
	switch {
	case len(messages) > 0 && len(touching) == 0:
		j.add(r, id, finding.Fail, summary(messages), messages)
	case len(touching) > 0 || len(lists) > 0:
		j.unknown(r, id, messages, append(touching, lists...))
	default:
		j.add(r, id, finding.Pass, r.Title, nil)
	}
}

func summary(messages []string) string {
	if len(messages) == 1 {
		return messages[0]
	}
	return fmt.Sprintf("%s (and %d more)", messages[0], len(messages)-1)
}

// unknown adds an undecided finding. A denial that rests on holes is told, so that a real violation is not hidden.
func (j *judgement) unknown(r Record, id string, messages []string, gaps []snapshot.Gap) {
	var holes, why, missing []string
	for _, g := range gaps {
		hole := describe(g, id)
		why = append(why, withDetail(hole, g))
		// AWS's text of a refusal repeats what is known: who, and which action.
		if !strings.HasPrefix(g.Detail, "AccessDenied") {
			hole = withDetail(hole, g)
		}
		holes = append(holes, hole)
		if g.Action != "" {
			missing = append(missing, g.Action)
		}
	}
	holes, why, missing = union(holes), union(why), union(missing)
	message := summary(holes)
	if len(messages) > 0 {
		message += "; might fail: " + summary(messages)
		why = append(why, messages...)
	}
	j.add(r, id, finding.Unknown, message, why)
	j.findings[len(j.findings)-1].Missing = missing
}

// describe says what a gap is, for people who look at a resource.
func describe(g snapshot.Gap, resource string) string {
	verb := map[snapshot.GapKind]string{
		snapshot.Denied: "was denied", snapshot.Throttled: "was throttled", snapshot.Unsupported: "is not supported",
		snapshot.Failed: "failed", snapshot.Predicted: "can be seen only after the change",
	}[g.Kind]
	what := g.Action
	if g.Kind == snapshot.NotCollected || what == "" {
		what, verb = g.Path, cmp.Or(verb, "was not collected")
	}
	text := what + " " + verb
	if name := snapshot.OptIn(g.Path); name != "" && g.Kind == snapshot.NotCollected {
		text += " (opt-in evidence: " + name + ")"
	}
	if g.Region != "" {
		text += " in " + g.Region
	}
	if g.Resource != "" && g.Resource != resource {
		text += " for " + g.Resource
	}
	return text
}

func withDetail(hole string, g snapshot.Gap) string {
	if g.Detail == "" {
		return hole
	}
	return hole + ": " + g.Detail
}

func (j *judgement) add(r Record, id string, outcome finding.Outcome, message string, why []string) {
	if why == nil {
		why = []string{}
	}
	j.findings = append(j.findings, finding.Finding{
		Rule: r.ID, Outcome: outcome, Severity: r.Severity, Account: j.snapshot.Source.Account,
		Region: j.region(id), Resource: id, Message: message, Why: why, Missing: []string{},
	})
}

// region is that of the ARN, or of the bucket, whose ARN has none.
func (j *judgement) region(id string) string {
	if bucket, ok := j.snapshot.S3.Buckets[id]; ok {
		region, _ := bucket.Region.Get()
		return region
	}
	if part := strings.SplitN(id, ":", 5); len(part) == 5 {
		return part[3]
	}
	return ""
}
