package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trailproof/engine"
)

// TestFresh fails when a generated file is not what its sources give.
func TestFresh(t *testing.T) {
	t.Chdir("../..")
	for _, f := range files {
		want, err := f.make()
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(f.path)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s is stale: make gen", f.path)
		}
	}
	for _, f := range folders {
		stale, err := f.stale()
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range stale {
			t.Errorf("%s is stale: make gen", name)
		}
	}
}

// TestNewRule writes a rule that compiles, into a copy of the rules.
func TestNewRule(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("../../rego")); err != nil {
		t.Fatal(err)
	}
	if err := newRule(dir, "s3.no_website"); err != nil {
		t.Fatal(err)
	}
	rules, _, err := engine.Derive(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, r := range rules {
		found = found || r.ID == "s3.no_website"
	}
	if !found {
		t.Error("the rule is not found by its path")
	}
	if err := newRule(dir, "s3.no_website"); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("a second rule of that name: %v", err)
	}
	for _, id := range []string{"s3", "s3.x.y", "S3.x", "s3.x-y", "../x.y", ""} {
		if err := newRule(dir, id); err == nil {
			t.Errorf("%q was taken for an id", id)
		}
	}
}

func TestFormatRego(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.rego")
	if err := os.WriteFile(name, []byte("package x\na  :=   1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := formatRego(filepath.Dir(name)); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(name); err != nil || string(text) != "package x\n\na := 1\n" {
		t.Errorf("got %q, %v", text, err)
	}
}
