// Package golden compares what a test made with the file that says what it should have made. UPDATE=1 go test rewrites the
// files; then read the diff.
package golden

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Equal fails the test where got is not what the file at path holds, showing the first line that differs.
func Equal(t *testing.T, path string, got []byte) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v\nmake golden writes it", err)
	}
	if bytes.Equal(want, got) {
		return
	}
	wantLines, gotLines := strings.SplitAfter(string(want), "\n"), strings.SplitAfter(string(got), "\n")
	for i := range max(len(wantLines), len(gotLines)) {
		w, g := line(wantLines, i), line(gotLines, i)
		if w != g {
			t.Fatalf("%s:%d: want\n\t%q\ngot\n\t%q\nmake golden accepts it", path, i+1, w, g)
		}
	}
}

func line(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(end of file)"
}

// Stories returns the folders of testdata/accounts, by name.
func Stories(t *testing.T, root string) map[string]string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join(root, "testdata/accounts"))
	if err != nil {
		t.Fatal(err)
	}
	stories := map[string]string{}
	for _, e := range entries {
		stories[e.Name()] = filepath.Join(root, "testdata/accounts", e.Name())
	}
	if len(stories) == 0 {
		t.Fatal("no stories in testdata/accounts")
	}
	return stories
}

// Data returns what the owner of the story's account says: the data of its params.json, which scan and eval take by
// --data; nil where the story has none.
func Data(t *testing.T, dir string) map[string]any {
	t.Helper()
	path := filepath.Join(dir, "params.json")
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var data map[string]any
	if err == nil {
		err = json.Unmarshal(text, &data)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return data
}

// Names returns the texts that a parameter of the story's params.json lists.
func Names(t *testing.T, dir, param string) []string {
	t.Helper()
	params, _ := Data(t, dir)["params"].(map[string]any)
	list, _ := params[param].([]any)
	var names []string
	for _, name := range list {
		text, ok := name.(string)
		if !ok {
			t.Fatalf("%s/params.json: %v among the %s is no text", dir, name, param)
		}
		names = append(names, text)
	}
	return names
}
