// Command bench measures whole processes side by side: trailproof eval against opa exec, opa eval and conftest on the same
// rules and snapshots, and trailproof alone as snapshots grow in number and in size. It prints Markdown for
// docs/performance.md. With "logs" and the path of an aws-cli it measures logs verify against its validate-logs. Figures differ from machine to machine; the ratios are what counts, and they come from one run in
// which the commands take turns.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

func main() {
	work := run
	switch {
	case len(os.Args) == 3 && os.Args[1] == "logs":
		work = func(ctx context.Context) error { return logs(ctx, os.Args[2]) }
	case len(os.Args) == 3 && os.Args[1] == "serve":
		work = func(context.Context) error { return serve(os.Args[2]) }
	}
	if err := work(context.Background()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "trailproof-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	b := &bed{dir: dir}
	if err := b.build(ctx); err != nil {
		return err
	}
	if err := b.against(ctx); err != nil {
		return err
	}
	return b.growth(ctx)
}

// bed is the folder with the programs, the rules and the snapshots.
type bed struct{ dir string }

func (b *bed) path(name string) string { return filepath.Join(b.dir, name) }

// build makes the programs, and copies of the rules without tests: one as they are, one for conftest, which wants the
// message of a denial to be called msg.
func (b *bed) build(ctx context.Context) error {
	for name, args := range map[string][]string{
		"trailproof": {"build", "-trimpath", "-o", b.path("trailproof"), "./cmd/scan"},
		"opa":        {"build", "-modfile=tools/bench/go.mod", "-o", b.path("opa"), "github.com/open-policy-agent/opa"},
		"conftest":   {"build", "-modfile=tools/bench/go.mod", "-o", b.path("conftest"), "github.com/open-policy-agent/conftest"},
	} {
		if err := command(ctx, "go", args...).Run(); err != nil {
			return fmt.Errorf("build %s: %w", name, err)
		}
	}
	for _, top := range []string{"rego/lib", "rego/rules"} {
		err := filepath.WalkDir(top, func(name string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || strings.HasSuffix(name, "_test.rego") || filepath.Ext(name) != ".rego" {
				return err
			}
			text, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			if err := b.put(filepath.Join("rules", name), text); err != nil {
				return err
			}
			return b.put(filepath.Join("conftest-rules", name), bytes.ReplaceAll(text, []byte(`"message":`), []byte(`"msg":`)))
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bed) put(name string, text []byte) error {
	path := b.path(name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, text, 0o644)
}

// against compares the programs on one and on many snapshots.
func (b *bed) against(ctx context.Context) error {
	reference, err := os.ReadFile("testdata/accounts/reference/snapshot.json")
	if err != nil {
		return err
	}
	if err := b.put("one.json", reference); err != nil {
		return err
	}
	fmt.Printf("One snapshot of %d KB, whole process:\n\n", len(reference)/1024)
	ours := []string{b.path("trailproof"), "eval", "-q", "-f", "jsonl", b.path("one.json")}
	err = compare(ctx, 15, []program{
		{"trailproof eval", ours},
		{"opa eval", []string{b.path("opa"), "eval", "-d", b.path("rules"), "-i", b.path("one.json"), "data.rules"}},
		{"opa exec", []string{b.path("opa"), "exec", "-b", b.path("rules"), "--decision", "rules", b.path("one.json")}},
		{"conftest", []string{b.path("conftest"), "test", "--all-namespaces", "-o", "json", "-p", b.path("conftest-rules"), b.path("one.json")}},
	})
	if err != nil {
		return err
	}
	for _, n := range []int{100, 10_000} {
		folder, err := b.many(reference, n)
		if err != nil {
			return err
		}
		fmt.Printf("\n%d snapshots:\n\n", n)
		programs := []program{
			{"trailproof eval", []string{b.path("trailproof"), "eval", "-q", "-f", "jsonl", folder + ".ndjson"}},
			{"opa exec", []string{b.path("opa"), "exec", "-b", b.path("rules"), "--decision", "rules", folder}},
		}
		runs := 1
		if n <= 100 {
			runs = 3
			programs = append(programs, program{
				"conftest",
				[]string{b.path("conftest"), "test", "--all-namespaces", "-o", "json", "-p", b.path("conftest-rules"), folder},
			})
		}
		if err := compare(ctx, runs, programs); err != nil {
			return err
		}
	}
	return nil
}

// many writes n accounts like the reference, as a folder of files and as one NDJSON file.
func (b *bed) many(reference []byte, n int) (string, error) {
	folder := b.path(fmt.Sprintf("many-%d", n))
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	line, err := compact(reference)
	if err != nil {
		return "", err
	}
	all, err := os.Create(folder + ".ndjson")
	if err != nil {
		return "", err
	}
	// Nothing is kept in memory: the system counts this process's peak as that of the processes which it starts.
	for i := range n {
		text := bytes.ReplaceAll(line, []byte("124355676326"), fmt.Appendf(nil, "%012d", i+1))
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("%d.json", i)), text, 0o644); err != nil {
			return "", err
		}
		if _, err := all.Write(append(text, '\n')); err != nil {
			return "", err
		}
	}
	return folder, all.Close()
}

// growth runs trailproof on more and on larger snapshots.
func (b *bed) growth(ctx context.Context) error {
	reference, err := os.ReadFile("testdata/accounts/reference/snapshot.json")
	if err != nil {
		return err
	}
	fmt.Printf("\nMore snapshots:\n\n| snapshots | snapshots a second | peak MB |\n| --- | --- | --- |\n")
	for _, n := range []int{1, 10, 100, 1000, 10_000} {
		folder, err := b.many(reference, n)
		if err != nil {
			return err
		}
		m, err := measure(ctx, []string{b.path("trailproof"), "eval", "-q", "-f", "jsonl", folder + ".ndjson"})
		if err != nil {
			return err
		}
		fmt.Printf("| %d | %.0f | %.0f |\n", n, float64(n)/m.wall.Seconds(), m.peakMB)
	}
	fmt.Printf("\nOne larger snapshot (trails with a bucket and a key each):\n\n| trails | MB | seconds | seconds a trail, against 10 trails | peak MB |\n| --- | --- | --- | --- | --- |\n")
	base := 0.0
	for _, n := range []int{1, 10, 100, 1000} {
		text, err := larger(reference, n)
		if err != nil {
			return err
		}
		if err := b.put("large.json", text); err != nil {
			return err
		}
		m, err := measure(ctx, []string{b.path("trailproof"), "eval", "-q", "-f", "jsonl", b.path("large.json")})
		if err != nil {
			return err
		}
		each := m.wall.Seconds() / float64(n)
		if n == 10 {
			base = each
		}
		ratio := "–"
		if base > 0 {
			ratio = fmt.Sprintf("%.2f", each/base)
		}
		fmt.Printf("| %d | %.1f | %.3f | %s | %.0f |\n", n, float64(len(text))/1e6, m.wall.Seconds(), ratio, m.peakMB)
	}
	return nil
}
