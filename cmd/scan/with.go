package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"trailproof/internal/nearest"
	"trailproof/snapshot"
)

// withFlag is the opt-in evidence that is asked for by name.
type withFlag []string

func (w *withFlag) add(f *pflag.FlagSet) {
	f.StringArrayVar((*[]string)(w), "with", nil,
		fmt.Sprintf("look at this opt-in `EVIDENCE`, too: %s; may repeat", strings.Join(snapshot.OptIns, ", ")))
}

func (w withFlag) check() error {
	for _, name := range w {
		if !slices.Contains(snapshot.OptIns, name) {
			return usagef("--with: no evidence %q%s", name, nearest.Hint(name, snapshot.OptIns))
		}
	}
	return nil
}
