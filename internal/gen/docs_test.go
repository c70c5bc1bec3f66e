package main

import (
	"bytes"
	"io/fs"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trailproof/engine"
	"trailproof/finding"
	"trailproof/rego"
)

func pages(t *testing.T) map[string][]byte {
	t.Helper()
	t.Chdir("../..")
	made, err := rulePages()
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// TestPages demands a page for each rule, framework and parameter, and each in the index.
func TestPages(t *testing.T) {
	made := pages(t)
	rules, err := engine.Catalogue(rego.FS, nil)
	if err != nil {
		t.Fatal(err)
	}
	index := string(made["index.md"])
	for _, r := range rules {
		page := string(made[rulePage(r.ID)])
		for _, want := range []string{
			"\n# " + mdText(r.Title) + "\n", mdCode(r.ID), "**" + string(r.Severity) + "**", "\n## Why\n", "\n## How to check by hand\n",
			"\naws ", "\n## How to fix\n", "\n## Controls\n", "\n## What it reads\n", "\nIAM actions that this needs:\n",
		} {
			if !strings.Contains(page, want) {
				t.Errorf("%s: no %q", rulePage(r.ID), want)
			}
		}
		for _, reads := range r.Reads {
			if !strings.Contains(page, "\n* "+mdCode(reads)+"\n") {
				t.Errorf("%s: %s is not told", rulePage(r.ID), reads)
			}
		}
		for _, p := range r.Params {
			if !strings.Contains(page, "\n| "+mdCode(p)+" |") || !strings.Contains(string(made["parameters.md"]), "\n## "+mdText(p)+"\n") {
				t.Errorf("%s: %s is not told", rulePage(r.ID), p)
			}
		}
		if strings.Count(index, "]("+rulePage(r.ID)+")") != 2 {
			t.Errorf("index.md: %s is not there by service and by severity", r.ID)
		}
	}
	for _, id := range finding.FrameworksOf(rules) {
		if made[frameworkPage(id)] == nil || !strings.Contains(index, "]("+frameworkPage(id)+")") {
			t.Errorf("index.md: there is no page of %s", id)
		}
	}
}

// TestPageLinks follows the links within the repository.
func TestPageLinks(t *testing.T) {
	made := pages(t)
	link := regexp.MustCompile(`\]\(([^)]+)\)`)
	for name, text := range made {
		for _, match := range link.FindAllSubmatch(text, -1) {
			to := string(match[1])
			if strings.HasPrefix(to, "https://") {
				continue
			}
			file, anchor, _ := strings.Cut(to, "#")
			if file == "" {
				if !bytes.Contains(text, []byte("\n## "+strings.ReplaceAll(strings.ToUpper(anchor[:1])+anchor[1:], "-", " ")+"\n")) {
					t.Errorf("%s: no heading for %s", name, to)
				}
				continue
			}
			target := path.Join("docs/rules", path.Dir(name), file)
			within, isPage := strings.CutPrefix(target, "docs/rules/")
			if _, err := os.Stat(target); err != nil && (!isPage || made[within] == nil) {
				t.Errorf("%s: nothing is at %s", name, to)
			}
		}
	}
}

// TestPageText renders a rule of nasty texts: nothing in it becomes structure of the page.
func TestPageText(t *testing.T) {
	nasty := "# x | `y` <script>*z*</script> [l](https://x)\n- item"
	d := docs{sets: map[string]engine.Set{"s": {Title: nasty}}, params: []engine.Param{
		{Name: "p", Title: nasty, Description: nasty, Default: "`|`", Schema: map[string]any{"pattern": "a|b`"}},
	}}
	page, err := d.rule(engine.Record{Rule: finding.Rule{
		ID: "x.y", Title: nasty, Description: nasty, Severity: finding.Low, Subject: "s", Remediation: nasty,
		Controls: map[string][]string{"f|<b>": {"1|2", "<b>"}}, References: []string{"https://x/(a|b)", nasty},
		Reads: []string{"s3.buckets.*.policy"}, Params: []string{"p"}, With: []string{"macie"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	d.rules = []engine.Record{{Rule: finding.Rule{ID: "x.y", Title: nasty, Severity: finding.Low}}}
	for _, text := range [][]byte{page, d.index(), d.parameters()} {
		code := regexp.MustCompile("(?s)```.*?```|`` .*? ``|`[^`\n]*`")
		plain := strings.NewReplacer(`\<`, "", `\*`, "", `\|`, "", "\\`", "", `\[`, "", `\]`, "").Replace(string(text))
		plain = code.ReplaceAllString(plain, "")
		if at := strings.Index(plain, "<script"); at >= 0 {
			t.Errorf("a tag is left: %.80s", plain[at:])
		}
		columns := 0
		for i, line := range strings.Split(plain, "\n") {
			n := strings.Count(line, "|")
			if n > 0 && columns > 0 && n != columns {
				t.Errorf("line %d has %d bars, the table has %d: %s", i+1, n, columns, line)
			}
			columns = n
			if strings.HasPrefix(line, "- ") {
				t.Errorf("line %d became an item: %s", i+1, line)
			}
		}
	}
	if !bytes.Contains(page, []byte("needs opt-in evidence, and says nothing without: `--with macie`")) {
		t.Error("the opt-in evidence is not told")
	}
}

// TestFolder writes pages, removes those that are none any more, and notices each difference.
func TestFolder(t *testing.T) {
	made := map[string][]byte{"a.md": []byte("a"), "b/c.md": []byte("c")}
	f := folder{t.TempDir() + "/docs", func() (map[string][]byte, error) { return maps.Clone(made), nil }}
	stale := func(want ...string) {
		t.Helper()
		got, err := f.stale()
		for i := range want {
			want[i] = path.Join(f.path, want[i])
		}
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("stale: %v, %v, want %v", got, err, want)
		}
	}
	if err := f.write(); err != nil {
		t.Fatal(err)
	}
	stale()
	made["a.md"] = []byte("A")
	made["d.md"] = []byte("d")
	delete(made, "b/c.md")
	stale("a.md", "b/c.md", "d.md")
	if err := f.write(); err != nil {
		t.Fatal(err)
	}
	stale()
	if _, err := fs.Stat(os.DirFS(f.path), "b/c.md"); err == nil {
		t.Error("a page that is none any more was left")
	}
}
