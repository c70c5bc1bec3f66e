package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"trailproof/access"
	"trailproof/engine"
	"trailproof/finding"
	"trailproof/snapshot"
)

func (a *app) evalCommand() *cobra.Command {
	var rules ruleFlags
	var waivers waiverFlags
	var out outputFlags
	c := &cobra.Command{
		Use:   "eval FILE...",
		Short: "Judge saved snapshots",
		Long: `eval judges snapshots that collect wrote. A file holds one snapshot or many, one after another (NDJSON); - is the
standard input. With -f jsonl alone, findings are written as they come, and memory stays flat however many there are.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("eval needs a snapshot file, or - for the standard input")
			}
			return nil
		},
		RunE: func(c *cobra.Command, args []string) error {
			return a.eval(c.Context(), args, rules, waivers, out)
		},
	}
	rules.add(c.Flags())
	waivers.add(c.Flags())
	out.add(c.Flags())
	return c
}

// eval judges the snapshots of some files and writes the report.
func (a *app) eval(ctx context.Context, files []string, rules ruleFlags, waivers waiverFlags, flags outputFlags) error {
	out, err := flags.check(a)
	if err != nil {
		return err
	}
	e, err := rules.load(ctx)
	if err != nil {
		return err
	}
	if out.waivers, err = waivers.load(e.All()); err != nil {
		return err
	}
	sink, err := out.start(e, rules.frameworks)
	if err != nil {
		return err
	}
	seen := map[string]string{} // account → where its snapshot stands
	err = a.judgeFiles(ctx, e, files, func(v verdict) error {
		if other, twice := seen[v.scope.Account]; twice {
			return fmt.Errorf("%s and %s: two snapshots of account %s", other, v.place, v.scope.Account)
		}
		seen[v.scope.Account] = v.place
		if a.global.verbose {
			a.say("%s: account %s: %d findings", v.place, v.scope.Account, len(v.findings))
		}
		if age := a.now().Sub(v.scope.TakenAt); age > 24*time.Hour {
			a.say("%s: the snapshot of account %s is %d days old", v.place, v.scope.Account, int(age.Hours()/24))
		}
		return sink.add(v.scope, v.findings)
	})
	if err != nil {
		return errors.Join(err, sink.abort())
	}
	return sink.finish()
}

// verdict is the judgement of one snapshot.
type verdict struct {
	place    string
	snapshot *snapshot.Snapshot
	scope    finding.Scope
	findings []finding.Finding
	err      error // it could not be judged
}

// judgeFiles judges every snapshot in the files, a worker for each processor, and hands the verdicts on in the order of the
// snapshots. No more than a few snapshots are in memory at once.
func (a *app) judgeFiles(ctx context.Context, e *engine.Engine, files []string, each func(verdict) error) error {
	type job struct {
		place string
		text  []byte
		done  chan verdict
	}
	workers := runtime.GOMAXPROCS(0)
	group, ctx := errgroup.WithContext(ctx)
	jobs, order := make(chan job, workers), make(chan chan verdict, 2*workers)
	group.Go(func() error {
		defer close(jobs)
		defer close(order)
		return a.readFiles(files, func(place string, text []byte) error {
			j := job{place, text, make(chan verdict, 1)}
			for _, send := range []func() bool{
				func() bool { return deliver(ctx, order, j.done) }, func() bool { return deliver(ctx, jobs, j) },
			} {
				if !send() {
					return ctx.Err()
				}
			}
			return nil
		})
	})
	for range workers {
		group.Go(func() error {
			for j := range jobs {
				j.done <- judgeText(ctx, e, j.place, j.text)
			}
			return nil
		})
	}
	group.Go(func() error {
		for done := range order {
			select {
			case v := <-done:
				if v.err != nil {
					return v.err
				}
				if err := each(v); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	return group.Wait()
}

func judgeText(ctx context.Context, e *engine.Engine, place string, text []byte) verdict {
	s, err := snapshot.Decode(text)
	if err != nil {
		return verdict{err: fmt.Errorf("%s: %w", place, err)}
	}
	access.Fill(s) // they follow from the rest; what the file says of them is not taken on trust
	findings, err := e.Judge(ctx, s)
	return verdict{place, s, scopeOf(s), findings, err}
}

func deliver[T any](ctx context.Context, c chan<- T, v T) bool {
	select {
	case c <- v:
		return true
	case <-ctx.Done():
		return false
	}
}

// readFiles hands on the text of each snapshot with its place: the file, and its number where the file has many.
func (a *app) readFiles(files []string, each func(place string, text []byte) error) error {
	for _, name := range files {
		f, err := a.open(name)
		if err != nil {
			return err
		}
		docs := newDocuments(f)
		for n := 1; ; n++ {
			text, err := docs.next()
			place := name
			if n > 1 {
				place = fmt.Sprintf("%s: snapshot %d", name, n)
			}
			if errors.Is(err, io.EOF) && n > 1 {
				break
			}
			if errors.Is(err, io.EOF) {
				err = errors.New("there is no snapshot in it")
			}
			if err == nil {
				err = each(place, text)
			} else {
				err = fmt.Errorf("%s: %w", place, err)
			}
			if err != nil {
				return errors.Join(err, f.Close())
			}
		}
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}

func scopeOf(s *snapshot.Snapshot) finding.Scope {
	gaps := 0
	for _, g := range s.Gaps {
		if g.Kind != snapshot.NotCollected {
			gaps++
		}
	}
	return finding.Scope{
		Account: s.Source.Account, Partition: s.Source.Partition, Regions: s.Source.Regions, TakenAt: s.Source.TakenAt,
		With: s.Source.With, Gaps: gaps,
	}
}
