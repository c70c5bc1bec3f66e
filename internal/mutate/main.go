// Command mutate asks whether the tests of the rules would notice a wrong rule. It changes one thing at a time in the rules
// and what they share, and runs the Rego tests that can see it: those of the changed file, then those of whatever imports
// it. A change that no test notices must have a reason in living.txt. It runs from the root of the repository.
//
//	mutate -o docs/mutation.md     all of them, and the page that tells of it (make mutate)
//	mutate -every 10               each tenth, in seconds (make smoke)
//	mutate s3.tls_only lib.policy  those of some rules, while one writes tests
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

const reasonsFile = "internal/mutate/living.txt"

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "mutate:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("mutate", flag.ContinueOnError)
	page := flags.String("o", "", "write the result to `FILE`, as Markdown")
	every := flags.Int("every", 1, "test each `N`th mutant only")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *every < 1 {
		return errors.New("-every is at least 1")
	}
	if *page != "" && (*every > 1 || flags.NArg() > 0) {
		return errors.New("-o wants all mutants: neither -every nor rules")
	}
	source := os.DirFS("rego")
	text, err := os.ReadFile(reasonsFile)
	if err != nil {
		return err
	}
	reasons, err := parseReasons(text)
	if err != nil {
		return err
	}
	s, err := load(source)
	if err != nil {
		return err
	}
	if err := s.green(ctx); err != nil {
		return err
	}
	known := s.mutants()
	wanted, err := choose(known, *every, flags.Args())
	if err != nil {
		return err
	}
	results, err := test(ctx, source, wanted)
	if err != nil {
		return err
	}
	v := judge(results, reasons, known)
	if *page != "" {
		var b bytes.Buffer
		v.markdown(&b, time.Now().Format(time.DateOnly))
		if err := os.WriteFile(*page, b.Bytes(), 0o644); err != nil {
			return err
		}
	}
	if *every == 1 {
		v.limit()
	}
	if _, err := fmt.Fprintln(out, v.all); err != nil {
		return err
	}
	if len(v.faults) > 0 {
		return errors.New(strings.Join(v.faults, "\n"))
	}
	return nil
}

// choose says which of the known mutants to test, by their index: each nth of those of the packages that are named, as
// lib.policy or, for rules.s3.tls_only, s3.tls_only; of all where none is.
func choose(known []mutant, every int, names []string) ([]int, error) {
	var wanted []int
	found := map[string]bool{}
	for i, m := range known {
		name := strings.TrimPrefix(packageName(m.module), "rules.")
		if len(names) > 0 && !slices.Contains(names, name) {
			continue
		}
		found[name] = true
		wanted = append(wanted, i)
	}
	for _, name := range names {
		if !found[name] {
			return nil, fmt.Errorf("there is no rule or library %s", name)
		}
	}
	nth := wanted[:0]
	for i, w := range wanted {
		if i%every == 0 {
			nth = append(nth, w)
		}
	}
	return nth, nil
}
