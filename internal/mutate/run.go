package main

import (
	"context"
	"errors"
	"io/fs"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// result is what became of a mutant.
type result struct {
	mutant
	// invalid mutants do not compile, and are not counted.
	invalid bool
	// by is the test that killed it; "" for one that lives.
	by string
}

// test runs the mutants with these indices on all processors, and returns their results in that order. Each worker reads
// the sources for itself, because syntax trees sort their members when they are first looked at.
func test(ctx context.Context, source fs.FS, wanted []int) ([]result, error) {
	results := make([]result, len(wanted))
	var next atomic.Int64
	group, ctx := errgroup.WithContext(ctx)
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			s, err := load(source)
			if err != nil {
				return err
			}
			known := s.mutants()
			first := ""
			for i := next.Add(1) - 1; i < int64(len(wanted)); i = next.Add(1) - 1 {
				m := known[wanted[i]]
				by, err := s.run(ctx, m, first)
				if err != nil && !errors.Is(err, errCompile) {
					return err
				}
				first = by
				results[i] = result{m, err != nil, by}
			}
			return nil
		})
	}
	return results, group.Wait()
}
