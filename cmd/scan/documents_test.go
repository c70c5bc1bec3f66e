package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func readAll(t *testing.T, r io.Reader, limit int) ([]string, error) {
	t.Helper()
	d := newDocuments(r)
	if limit > 0 {
		d.max = limit
	}
	var texts []string
	for {
		text, err := d.next()
		if errors.Is(err, io.EOF) {
			return texts, nil
		}
		if err != nil {
			return texts, err
		}
		texts = append(texts, string(text))
	}
}

func TestDocuments(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"nothing":       {"", nil},
		"space":         {" \n\t\r\n", nil},
		"one":           {`{"a":1}`, []string{`{"a":1}`}},
		"lines":         {"{}\n{}\n", []string{"{}", "{}"}},
		"no space":      {`{}[]{"a":[{}]}`, []string{"{}", "[]", `{"a":[{}]}`}},
		"pretty":        {"{\n  \"a\": {\n  }\n}\n\n{ }", []string{"{\n  \"a\": {\n  }\n}", "{ }"}},
		"braces inside": {`{"a":"}{\"}]\\"} {}`, []string{`{"a":"}{\"}]\\"}`, "{}"}},
		"truncated":     {`{} {"a":[1,`, []string{"{}", `{"a":[1,`}},
		"open string":   {`{"a":"{}`, []string{`{"a":"{}`}},
		"not JSON":      {"hello\n{}", []string{"hello\n", "{}"}},
		"closed twice":  {"}\n]", []string{"}", "]"}},
	} {
		for kind, r := range map[string]io.Reader{
			"at once": strings.NewReader(c.text), "byte by byte": iotest.OneByteReader(strings.NewReader(c.text)),
		} {
			if got, err := readAll(t, r, 0); err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%s, %s: got %q, %v", name, kind, got, err)
			}
		}
	}
	// Values that are larger than the reader's buffer.
	large := `{"a":"` + strings.Repeat("{", 1<<18) + `"}`
	if got, err := readAll(t, strings.NewReader(large+large), 0); err != nil || len(got) != 2 || got[0] != large || got[1] != large {
		t.Errorf("large values: %d, %v", len(got), err)
	}
	if got, err := readAll(t, strings.NewReader("{}"+large), 1<<17); err == nil || len(got) != 1 {
		t.Errorf("a value above the limit: %d, %v", len(got), err)
	}
	if _, err := readAll(t, iotest.ErrReader(io.ErrUnexpectedEOF), 0); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("got %v", err)
	}
}

// FuzzDocuments says that nothing but space between values is lost, however the bytes come.
func FuzzDocuments(f *testing.F) {
	f.Add([]byte(`{"a":"}"} [1] x`))
	f.Fuzz(func(t *testing.T, text []byte) {
		whole, err := readAll(t, bytes.NewReader(text), 0)
		if err != nil {
			t.Fatal(err)
		}
		bytewise, err := readAll(t, iotest.OneByteReader(bytes.NewReader(text)), 0)
		if err != nil || !slices.Equal(whole, bytewise) {
			t.Fatalf("%q at once, %q byte by byte, %v", whole, bytewise, err)
		}
		rest := text
		for _, doc := range whole {
			rest = bytes.TrimLeft(rest, " \t\r\n")
			if !bytes.HasPrefix(rest, []byte(doc)) {
				t.Fatalf("%q does not stand next in %q", doc, rest)
			}
			rest = rest[len(doc):]
		}
		if len(bytes.TrimLeft(rest, " \t\r\n")) > 0 {
			t.Fatalf("%q was lost", rest)
		}
	})
}

func TestKnown(t *testing.T) {
	file := filepath.Join(t.TempDir(), "params.yaml")
	if err := os.WriteFile(file, []byte("params:\n  accounts: ['111122223333', \"444455556666\"]\n  buckets: [logs]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := ruleFlags{data: []string{file}}
	k, err := r.known()
	if err != nil || !slices.Equal(k.accounts, []string{"111122223333", "444455556666"}) || !slices.Equal(k.buckets, []string{"logs"}) {
		t.Errorf("got %v, %v", k, err)
	}
}
