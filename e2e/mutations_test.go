//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"trailproof/finding"
	"trailproof/internal/awsfake"
)

// mutation breaks one setting of the account of the story clean.
type mutation struct {
	// after are mutations that are made before this one, by name: what is guarded twice must lose one guard first. What comes
	// of them is expected, too, where want does not say otherwise.
	after []string
	// call is the API call that does it.
	call func(hand) error
	// answers changes what the proxy answers from the story afterwards, where moto can't be told or can't tell.
	answers func(*awsfake.State)
	// want is what comes of it: the rules whose findings change, and to what. A rule with several findings says of what,
	// as "rule of resource", with the ids of the story, and "gone" is a finding that is no more, "new fail" one that was
	// not. A rule whose one finding is of something else than it was says "fail of resource".
	want map[string]string
	// gone are subjects, as patterns, of which there are none afterwards: each of their rules that want does not name is not
	// applicable.
	gone []string
	// moved are subjects that are another resource afterwards: each of their rules that want does not name passes there.
	moved map[string]string
	// added are resources that are subjects, too, afterwards: each of their rules that want does not name passes there.
	added map[string]string
	// history says that the event history changes, of which most scans here ask nothing: AWS lets it be asked so slowly.
	history bool
	// says stands in the message, or among the reasons, of one of the findings that changed.
	says string
}

// mutations are all of them, by name.
var mutations = together(trailMutations, bucketMutations, policyMutations, keyMutations, watcherMutations, identityMutations)

// together are the tables in one. A name in two of them ends the tests.
func together(tables ...map[string]mutation) map[string]mutation {
	all := map[string]mutation{}
	for _, table := range tables {
		for name, m := range table {
			if _, ok := all[name]; ok {
				panic("two mutations are named " + name)
			}
			all[name] = m
		}
	}
	return all
}

// unbroken are the rules that no mutation here makes fail, with the reason.
var unbroken = map[string]string{
	"cloudtrail.log_files_encrypted": unsigned,
	"cloudtrail.log_files_intact":    unsigned,
	"s3.bucket_owner":                "here all buckets are of one account; TestForeignBucket makes it fail",
	"kms.policy_defined":             "only a template can leave a key without a policy; a key that is there has one",
}

const unsigned = "moto delivers no log files and signs none; TestTampering has a bucket of signed ones"

// hand is what a mutation has at hand: an account, its clients in us-east-1, and calls of the test.
type hand struct {
	account
	clients
	t *testing.T
	p proxy
}

// TestMutationsWithFixtures breaks one setting at a time, each in an account of its own that is otherwise the good one, and
// scans it: the rules that look at the setting say so, and no other finding changes.
func TestMutationsWithFixtures(t *testing.T) {
	reset(t)
	before, rules := copyOfClean(t, 0).scanned(t)
	each(t, rules)
	for id, f := range before {
		if f.Outcome != finding.Pass && f.Outcome != finding.NotApplicable {
			t.Fatalf("%s is %s before anything is broken: %s", id, f.Outcome, f.Message)
		}
	}
	for n := range len(mutations) {
		touch(t, n+1)
	}
	for i, name := range slices.Sorted(maps.Keys(mutations)) {
		m := mutations[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := copyOfClean(t, i+1)
			// Nobody asks for log files, of which moto has none.
			want, before := withoutRules(m.made(t, a, rules), rules, logFiles), before
			if !m.history {
				a, before = a.without(eventHistory), withoutRules(before, rules, eventHistory)
				want = withoutRules(want, rules, eventHistory)
			}
			after, _ := a.scanned(t)
			got, said := changes(before, after)
			for what := range union(got, want) {
				if got[what] != want[what] {
					t.Errorf("%s: %q, want %q\n%s", what, got[what], want[what], said[what])
				}
			}
			if !strings.Contains(fmt.Sprint(said), m.says) {
				t.Errorf("nothing says %q: %v", m.says, said)
			}
		})
	}
}

// withoutRules are the entries by rule, or by "rule of resource", but for those of rules that need this evidence.
func withoutRules[V any](all map[string]V, rules []finding.Rule, evidence string) map[string]V {
	left := maps.Clone(all)
	for _, r := range rules {
		if slices.Contains(r.With, evidence) {
			maps.DeleteFunc(left, func(what string, _ V) bool { return what == r.ID || strings.HasPrefix(what, r.ID+" of ") })
		}
	}
	return left
}

// made makes the mutation, and returns what must come of it.
func (m mutation) made(t *testing.T, a account, rules []finding.Rule) map[string]string {
	t.Helper()
	want := map[string]string{}
	for _, name := range m.after {
		maps.Copy(want, mutations[name].made(t, a, rules))
	}
	if m.call != nil {
		p := newProxy(t)
		p.Accounts["AKIA"+a.story.Account] = a.story.Account
		must(t, m.call(hand{a, clientsOf(p.config("AKIA"+a.story.Account, "us-east-1")), t, p}))
	}
	if m.answers != nil {
		m.answers(&a.story.State)
	}
	for _, r := range rules {
		for _, pattern := range m.gone {
			if ok, err := path.Match(pattern, r.Subject); err != nil || ok {
				must(t, err)
				want[r.ID] = string(finding.NotApplicable)
			}
		}
		if resource, ok := m.moved[r.Subject]; ok {
			want[r.ID] = "pass of " + resource
		}
		if resource, ok := m.added[r.Subject]; ok {
			want[r.ID+" of "+resource] = "new pass"
		}
	}
	maps.Copy(want, m.want)
	return want
}

// each demands of each rule that some mutation makes it fail, or that there is a reason why none can.
func each(t *testing.T, rules []finding.Rule) {
	t.Helper()
	broken := map[string]string{}
	for name, m := range mutations {
		for what, outcome := range m.want {
			if strings.Contains(outcome, string(finding.Fail)) {
				rule, _, _ := strings.Cut(what, " of ")
				broken[rule] = name
			}
		}
	}
	ids := map[string]bool{}
	for _, r := range rules {
		ids[r.ID] = true
		switch reason := unbroken[r.ID]; {
		case broken[r.ID] == "" && reason == "":
			t.Errorf("no mutation makes %s fail, and nothing says why none can", r.ID)
		case broken[r.ID] != "" && reason != "":
			t.Errorf("%q makes %s fail; that none can is not so: %s", broken[r.ID], r.ID, reason)
		}
	}
	for rule := range union(broken, unbroken) {
		if !ids[rule] {
			t.Errorf("no rule %s", rule)
		}
	}
}

// numberOf is the number of the n-th copy.
func numberOf(n int) string { return fmt.Sprintf("4%011d", n) }

// touch makes moto know the account of the n-th copy. It does that at the first call, and crashes where it is just then
// looking through its accounts for the bucket of a Multi-Region Access Point.
func touch(t *testing.T, n int) {
	t.Helper()
	p := newProxy(t)
	p.Accounts["AKIA"+numberOf(n)] = numberOf(n)
	_, err := s3Client(p.config("AKIA"+numberOf(n), "us-east-1")).ListBuckets(t.Context(), &s3.ListBucketsInput{})
	must(t, err)
}

// copyOfClean makes the account of the story clean under a number of its own, the n-th, with names of its own where those of
// two accounts must differ.
func copyOfClean(t *testing.T, n int) account {
	t.Helper()
	number := numberOf(n)
	renamed := strings.NewReplacer(clean, number, "unrelated-", "unrelated-"+number+"-")
	story := os.DirFS("../testdata/accounts/clean")
	files := fstest.MapFS{}
	names, err := fs.Glob(story, "*.json")
	must(t, err)
	for _, name := range names {
		text, err := fs.ReadFile(story, name)
		must(t, err)
		files[name] = &fstest.MapFile{Data: []byte(renamed.Replace(string(text)))}
	}
	a := buildFrom(t, files, twoRegions)
	for given, told := range a.told {
		a.told[given] = strings.ReplaceAll(told, number, clean)
	}
	a.told[number] = clean
	return a
}

// scanned are the findings of a scan of the account by "rule of resource", with the ids of the story.
func (a account) scanned(t *testing.T) (map[string]finding.Finding, []finding.Rule) {
	t.Helper()
	all := map[string]finding.Finding{}
	r := a.scan(t, a.lookAt(t), "-q")
	if r.stderr != "" {
		t.Errorf("stderr: %s", r.stderr)
	}
	r.stdout = a.asTold(r.stdout)
	report := r.report(t)
	for _, f := range report.Findings {
		all[f.Rule+" of "+f.Resource] = f
	}
	return all, report.Rules
}

// changes are the findings that are not what they were, as mutation.want has them, and what they say now.
func changes(before, after map[string]finding.Finding) (outcomes, said map[string]string) {
	outcomes, said = map[string]string{}, map[string]string{}
	was, is := byRule(before), byRule(after)
	for rule := range union(was, is) {
		if left, ok := one(is[rule]); ok && left.Outcome == finding.NotApplicable {
			if old, ok := one(was[rule]); !ok || old.Outcome != finding.NotApplicable {
				outcomes[rule], said[rule] = string(finding.NotApplicable), saying(left)
			}
			continue
		}
		if len(was[rule]) == 1 && len(is[rule]) == 1 {
			for old := range was[rule] {
				for now, f := range is[rule] {
					outcome := string(f.Outcome)
					if now != old {
						outcome += " of " + now
					}
					if outcome != string(was[rule][old].Outcome) {
						outcomes[rule], said[rule] = outcome, saying(f)
					}
				}
			}
			continue
		}
		for resource := range union(was[rule], is[rule]) {
			what := rule + " of " + resource
			old, isOld := was[rule][resource]
			switch now, isNew := is[rule][resource]; {
			case !isNew:
				outcomes[what] = "gone"
			case !isOld:
				outcomes[what], said[what] = "new "+string(now.Outcome), saying(now)
			case now.Outcome != old.Outcome:
				outcomes[what], said[what] = string(now.Outcome), saying(now)
			}
		}
	}
	return outcomes, said
}

// one is the only entry.
func one(all map[string]finding.Finding) (finding.Finding, bool) {
	for _, f := range all {
		return f, len(all) == 1
	}
	return finding.Finding{}, false
}

// byRule are findings by rule and resource.
func byRule(all map[string]finding.Finding) map[string]map[string]finding.Finding {
	rules := map[string]map[string]finding.Finding{}
	for _, f := range all {
		if rules[f.Rule] == nil {
			rules[f.Rule] = map[string]finding.Finding{}
		}
		rules[f.Rule][f.Resource] = f
	}
	return rules
}

func saying(f finding.Finding) string { return f.Message + " " + strings.Join(f.Why, " ") }

// done is the error of a call whose answer says nothing more.
func done[T any](_ T, err error) error { return err }

// statement is a statement of a policy, as JSON has it.
type statement = map[string]any

// edited is the policy with a change to its statements, with the ids of the account.
func (h hand) edited(policy string, change func([]statement) []statement) *string {
	h.t.Helper()
	var document map[string]any
	must(h.t, json.Unmarshal([]byte(policy), &document))
	var statements []statement
	must(h.t, json.Unmarshal([]byte(asJSON(h.t, document["Statement"])), &statements))
	before := asJSON(h.t, statements)
	document["Statement"] = change(statements)
	if asJSON(h.t, document["Statement"]) == before {
		h.t.Fatal("the policy is as it was")
	}
	text := h.asGiven(asJSON(h.t, document))
	return &text
}

// with adds a statement.
func with(text string) func([]statement) []statement {
	return func(all []statement) []statement {
		var s statement
		if err := json.Unmarshal([]byte(text), &s); err != nil {
			panic(err)
		}
		return append(all, s)
	}
}

// without takes the statement of that Sid out.
func without(sid string) func([]statement) []statement {
	return func(all []statement) []statement {
		return slices.DeleteFunc(all, func(s statement) bool { return s["Sid"] == sid })
	}
}

// where gives the statement of that Sid these members; a nil takes a member out.
func where(sid string, members statement) func([]statement) []statement {
	return func(all []statement) []statement {
		for _, s := range all {
			if s["Sid"] == sid {
				maps.Copy(s, members)
				maps.DeleteFunc(s, func(_ string, v any) bool { return v == nil })
			}
		}
		return all
	}
}
