package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/internal/golden"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const (
	readme        = "../../README.md"
	readmeWaivers = "testdata/waivers.yaml"
)

// TestReadme keeps those parts of README.md that this program can tell for itself: what demo prints, the permissions that a scan
// needs, an example of a waiver file, and every flag of every command.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	waivers, err := os.ReadFile(readmeWaivers)
	if err != nil {
		t.Fatal(err)
	}
	for name, part := range map[string]string{
		"waivers":     "```yaml\n" + string(waivers) + "```\n",
		"demo":        "```console\n$ bin/trailproof demo\n" + printed(t, "demo") + "```\n",
		"permissions": "```json\n" + printed(t, "permissions") + "```\n",
		"flags":       flagTable(),
	} {
		text = replacePart(t, text, name, part)
	}
	golden.Equal(t, readme, text)
}

// replacePart puts part between the comments <!-- name --> and <!-- end -->.
func replacePart(t *testing.T, text []byte, name, part string) []byte {
	t.Helper()
	before, rest, ok := bytes.Cut(text, []byte("<!-- "+name+" -->\n"))
	_, after, ended := bytes.Cut(rest, []byte("<!-- end -->\n"))
	if !ok || !ended {
		t.Fatalf("%s: no part <!-- %s --> … <!-- end -->", readme, name)
	}
	return fmt.Appendf(nil, "%s<!-- %s -->\n%s<!-- end -->\n%s", before, name, part, after)
}

// printed returns what a command prints, which must end well.
func printed(t *testing.T, args ...string) string {
	t.Helper()
	var stdout, stderr bytes.Buffer
	a := &app{
		stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr, now: time.Now,
		getenv: func(string) string { return "" },
	}
	if code := a.run(context.Background(), args); code != exitOK {
		t.Fatalf("%v: exit code %d\n%s", args, code, stderr.String())
	}
	return stdout.String()
}

// flagTable lists the flags of all commands, each once.
func flagTable() string {
	rows := map[string]string{}
	var visit func(c *cobra.Command)
	visit = func(c *cobra.Command) {
		for _, set := range []*pflag.FlagSet{c.PersistentFlags(), c.Flags()} {
			set.VisitAll(func(f *pflag.Flag) {
				meta, usage := pflag.UnquoteUsage(f)
				name := "--" + f.Name
				if f.Shorthand != "" {
					name = "-" + f.Shorthand + ", " + name
				}
				if f.Value.Type() == "bool" {
					meta = ""
				}
				row := strings.TrimSpace("`" + strings.TrimSpace(name+" "+meta) + "` | " + strings.ReplaceAll(usage, "|", `\|`))
				rows[f.Name] = "| " + row + " |\n"
			})
		}
		for _, sub := range c.Commands() {
			visit(sub)
		}
	}
	visit((&app{}).root())
	var b strings.Builder
	b.WriteString("| flag | meaning |\n| --- | --- |\n")
	var names []string
	for name := range rows {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.WriteString(rows[name])
	}
	return b.String()
}
