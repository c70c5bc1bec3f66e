package report

import (
	"bytes"
	"errors"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"trailproof/finding"
	"trailproof/internal/golden"
)

// checks read a rendering as the format's consumers do, each in the format's own test file.
var checks = map[string]func(rapid.TB, finding.Report, []byte){
	"table": checkTable, "json": checkJSON, "jsonl": checkJSONL, "sarif": checkSARIF, "junit": checkJUnit,
	"markdown": checkMarkdown, "csv": checkCSV,
}

func render(t rapid.TB, f Format, r finding.Report, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := f.Write(&b, r, o); err != nil {
		t.Fatalf("%s: %v", f.Name, err)
	}
	return b.Bytes()
}

// TestFormats renders each report in each format and checks it as its consumers read it.
func TestFormats(t *testing.T) {
	for _, f := range Formats {
		for name, r := range reports() {
			t.Run(f.Name+"/"+name, func(t *testing.T) {
				text := render(t, f, r, Options{})
				golden.Equal(t, filepath.Join("testdata", name+"."+f.Extension), text)
				check(t, f, r, text)
				for _, grouping := range Groupings[1:] {
					if f.Grouped {
						text := render(t, f, r, Options{GroupBy: grouping})
						golden.Equal(t, filepath.Join("testdata", name+"-"+string(grouping)+"."+f.Extension), text)
					}
				}
			})
		}
	}
}

// check does what holds for every format, and the format's own check.
func check(t rapid.TB, f Format, r finding.Report, text []byte) {
	t.Helper()
	if !bytes.Equal(text, render(t, f, r, Options{})) {
		t.Fatalf("%s: the same report gives other bytes", f.Name)
	}
	if !utf8.Valid(text) {
		t.Fatalf("%s: not UTF-8", f.Name)
	}
	plain := string(text)
	if f.Name == "csv" {
		plain = strings.ReplaceAll(plain, "\r\n", "\n")
	}
	for i, c := range plain {
		if c != '\n' && !unicode.IsGraphic(c) {
			t.Fatalf("%s: %U at byte %d: %q", f.Name, c, i, around(plain, i))
		}
	}
	own, ok := checks[f.Name]
	if !ok {
		t.Fatalf("%s: nobody checks this format", f.Name)
	}
	own(t, r, text)
}

func around(s string, i int) string { return s[max(0, i-30):min(len(s), i+30)] }

// TestInputIsLeftAlone renders everything and expects the report as it was.
func TestInputIsLeftAlone(t *testing.T) {
	for name := range reports() {
		r := reports()[name]
		for _, f := range Formats {
			for _, grouping := range Groupings {
				render(t, f, r, Options{GroupBy: grouping})
			}
		}
		var before, after bytes.Buffer
		if err := errors.Join(reports()[name].Encode(&before), r.Encode(&after)); err != nil {
			t.Fatal(err)
		}
		if before.String() != after.String() {
			t.Errorf("%s: a format changed the report", name)
		}
	}
}

var errFull = errors.New("no space left")

// full takes some bytes and then no more.
type full struct{ left int }

func (w *full) Write(p []byte) (int, error) {
	if len(p) > w.left {
		n := w.left
		w.left = 0
		return n, errFull
	}
	w.left -= len(p)
	return len(p), nil
}

// TestWriteErrors lets each format's writer fail at the first byte, in the middle and at the last byte.
func TestWriteErrors(t *testing.T) {
	for _, f := range Formats {
		for name, r := range reports() {
			size := len(render(t, f, r, Options{}))
			if size == 0 {
				continue // jsonl of nothing
			}
			for _, left := range []int{0, size / 2, size - 1} {
				if err := f.Write(&full{left}, r, Options{}); !errors.Is(err, errFull) {
					t.Errorf("%s of %s, writer with room for %d of %d bytes: %v", f.Name, name, left, size, err)
				}
			}
		}
	}
}

func TestFind(t *testing.T) {
	for _, f := range Formats {
		if got, err := Find(f.Name); err != nil || got.Name != f.Name {
			t.Errorf("%s: got %q, %v", f.Name, got.Name, err)
		}
	}
	for name, want := range map[string]string{
		"sarf":  `no format "sarf" (did you mean sarif?)`,
		"JUnit": `no format "JUnit" (did you mean junit?)`,
		"html5": `no format "html5" (one of table, json, jsonl, sarif, junit, markdown, csv)`,
	} {
		if _, err := Find(name); err == nil || err.Error() != want {
			t.Errorf("%s: got %v, want %s", name, err, want)
		}
	}
}

// TestFormatNames pins that files of different formats can stand side by side.
func TestFormatNames(t *testing.T) {
	names, extensions := map[string]bool{}, map[string]bool{}
	for _, f := range Formats {
		names[f.Name], extensions[f.Extension] = true, true
	}
	if len(names) != len(Formats) || len(extensions) != len(Formats) {
		t.Errorf("names %v, extensions %v", slices.Sorted(maps.Keys(names)), slices.Sorted(maps.Keys(extensions)))
	}
}

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"plain text":          "plain text",
		"名前 é\u00a0":          "名前 é\u00a0",
		"a\nb\r\tc":           `a\u000ab\u000d\u0009c`,
		"\x1b[31m\x00\x7f":    `\u001b[31m\u0000\u007f`,
		"\u009b\u202e\u2066x": `\u009b\u202e\u2066x`,
		"\u200b\ufeff\u2028":  `\u200b\ufeff\u2028`,
		"\U000e0041\uffff":    `\U000e0041\uffff`,
		"\xff\xfe":            "\ufffd\ufffd",
	} {
		if got := oneLine(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for name, c := range map[string]struct{ in, want string }{
		"short":   {strings.Repeat("x", 60), strings.Repeat("x", 60)},
		"long":    {strings.Repeat("x", 61), strings.Repeat("x", 20) + "... (41 more bytes)"},
		"letters": {strings.Repeat("名", 30), strings.Repeat("名", 6) + "... (72 more bytes)"},
		"bytes":   {strings.Repeat("\x80", 100), "... (100 more bytes)"},
	} {
		if got := cut(c.in, 60); got != c.want || len(got) > 60 {
			t.Errorf("%s: got %q, want %q", name, got, c.want)
		}
	}
}
