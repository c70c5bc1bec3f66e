package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// tally counts what became of mutants. Those that do not compile are not counted, equivalent ones are not mutants.
type tally struct{ killed, survived, equivalent int }

func (t tally) mutants() int { return t.killed + t.survived }

func (t tally) String() string {
	return fmt.Sprintf("%d mutants: %d killed, %d survived; %d changes are equivalent", t.mutants(), t.killed, t.survived,
		t.equivalent)
}

// tolerated is how many in a hundred may survive, of each rule and of all.
const tolerated = 5

func (t tally) tooMany() bool { return t.survived*100 > t.mutants()*tolerated }

// verdict is what a run says.
type verdict struct {
	// packages in the order of their files.
	packages []string
	each     map[string]*tally
	all      tally
	// living are the mutants that no test noticed.
	living  []result
	reasons map[string]reason
	faults  []string
}

// judge counts results. A living mutant without a reason is a fault, and so is a reason without a living mutant; one whose
// mutant was not tested is only asked to name a known one.
func judge(results []result, reasons map[string]reason, known []mutant) *verdict {
	v := &verdict{each: map[string]*tally{}, reasons: reasons}
	idle := map[string]bool{}
	for key := range reasons {
		idle[key] = true
	}
	for _, m := range known {
		delete(idle, m.key)
	}
	for _, r := range results {
		name := packageName(r.module)
		if v.each[name] == nil {
			v.packages = append(v.packages, name)
			v.each[name] = &tally{}
		}
		because, excused := reasons[r.key]
		if r.invalid {
			if excused {
				v.faults = append(v.faults, "living.txt: this does not compile\n\t"+r.key)
			}
			continue
		}
		var one tally
		switch {
		case r.by != "":
			one.killed = 1
		case because.equivalent:
			one.equivalent = 1
		default:
			one.survived = 1
		}
		for _, t := range []*tally{v.each[name], &v.all} {
			t.killed += one.killed
			t.survived += one.survived
			t.equivalent += one.equivalent
		}
		switch {
		case r.by == "":
			v.living = append(v.living, r)
			if !excused {
				v.faults = append(v.faults, fmt.Sprintf("rego/%s:%d: no test notices\n\t%s", r.file, r.line, r.key))
			}
		case excused:
			v.faults = append(v.faults, fmt.Sprintf("living.txt: %s killed\n\t%s", r.by, r.key))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(idle)) {
		v.faults = append(v.faults, "living.txt: there is no such mutant\n\t"+key)
	}
	return v
}

// limit adds a fault for each rule, and for all together, of which too many survive.
func (v *verdict) limit() {
	for _, name := range v.packages {
		if t := v.each[name]; t.tooMany() {
			v.faults = append(v.faults, fmt.Sprintf("%s: more than %d %% survive: %s", name, tolerated, t))
		}
	}
	if v.all.tooMany() {
		v.faults = append(v.faults, fmt.Sprintf("more than %d %% survive: %s", tolerated, v.all))
	}
}

// markdown writes the page of docs.
func (v *verdict) markdown(w *bytes.Buffer, date string) {
	fmt.Fprintf(w, `# Mutation test of the rules

Measured on %s, over all rules and libraries of rego/:

    make mutate

changes one thing at a time in a rule or a library and runs the Rego tests that can see it: those of the changed file, then
those of whatever imports it. A mutant is killed when one of them fails. A change that no longer compiles does not count; one
that makes no difference on any snapshot is equivalent, and no mutant. At most %d %% may survive, of each rule and of all, and
each with a reason in internal/mutate/living.txt. `+"`go run ./internal/mutate s3.tls_only`"+` tests the mutants of one rule,
`+"`make smoke`"+` a few of all.

%s.

## What is changed

`, date, tolerated, v.all)
	for _, kind := range kinds {
		fmt.Fprintf(w, "* %s\n", kind)
	}
	w.WriteString("\n## Result\n\n| | mutants | killed | survived | equivalent |\n| --- | --- | --- | --- | --- |\n")
	for _, name := range v.packages {
		row(w, name, *v.each[name])
	}
	row(w, "all", v.all)
	w.WriteString("\n## What no test notices\n")
	for _, r := range v.living {
		because := v.reasons[r.key]
		kind := "survives"
		if because.equivalent {
			kind = "equivalent"
		}
		fmt.Fprintf(w, "\n* rego/%s:%d, %s: `%s` to `%s`\n", r.file, r.line, r.rule, r.before, r.after)
		if because.text == "" {
			because.text = "no reason is given"
		}
		fmt.Fprintf(w, "  %s: %s\n", kind, because.text)
	}
	if len(v.living) == 0 {
		w.WriteString("\nNothing.\n")
	}
}

func row(w *bytes.Buffer, name string, t tally) {
	fmt.Fprintf(w, "| %s | %d | %d | %d | %d |\n", strings.TrimPrefix(name, "rules."), t.mutants(), t.killed, t.survived,
		t.equivalent)
}
