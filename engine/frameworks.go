package engine

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"trailproof/finding"
)

// Framework is what controls.json says of a framework.
type Framework struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Version string `json:"version"`
	// Scope says which of its sections are about the audit trail: their controls are listed, and no others.
	Scope string `json:"scope"`
	// Link is a public page about it, empty where there is none.
	Link string `json:"link"`
	// ControlLink makes the page of a control, see LinkTo.
	ControlLink string `json:"control_link"`
	// Controls are titles by id.
	Controls map[string]string `json:"controls"`
}

const controlsFile = "controls.json"

// Frameworks returns the frameworks that there is a list of, sorted by id.
func Frameworks(source fs.FS) ([]Framework, error) {
	text, err := fs.ReadFile(source, controlsFile)
	if err != nil {
		return nil, fmt.Errorf("rules: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	var file struct {
		Frameworks []Framework `json:"frameworks"`
	}
	if err := dec.Decode(&file); err != nil {
		return nil, fmt.Errorf("rules: %s: %w", controlsFile, err)
	}
	slices.SortFunc(file.Frameworks, func(a, b Framework) int { return finding.CompareIDs(a.ID, b.ID) })
	return file.Frameworks, nil
}

// LinkTo is a public page about a control: its own where the framework has a page for each, else the framework's; empty
// where there is none.
func (f Framework) LinkTo(control string) string {
	if f.ControlLink == "" {
		return f.Link
	}
	service, number, _ := strings.Cut(strings.ToLower(control), ".")
	return strings.NewReplacer("{id}", control, "{service}", service, "{number}", number).Replace(f.ControlLink)
}

// Coverage says of each of the frameworks which of all the rules tests which of its controls, and so which controls nobody
// tests. What rules name beyond the lists of controls.json, such as a framework of the user's own, has no title.
func Coverage(source fs.FS, all []finding.Rule, ids []string) ([]finding.Framework, error) {
	known, err := Frameworks(source)
	if err != nil {
		return nil, err
	}
	covered := make([]finding.Framework, 0, len(ids))
	for _, id := range union(ids) {
		f := finding.Framework{ID: id}
		titles := map[string]string{}
		if i := slices.IndexFunc(known, func(k Framework) bool { return k.ID == id }); i >= 0 {
			f.Title, f.Version, f.Scope, titles = known[i].Title, known[i].Version, known[i].Scope, known[i].Controls
		}
		rules := map[string][]string{}
		for control := range titles {
			rules[control] = nil
		}
		for _, r := range all {
			for _, control := range r.Controls[id] {
				rules[control] = append(rules[control], r.ID)
			}
		}
		f.Controls = make([]finding.Control, 0, len(rules))
		for control, by := range rules {
			f.Controls = append(f.Controls, finding.Control{ID: control, Title: titles[control], Rules: union(by)})
		}
		slices.SortFunc(f.Controls, func(a, b finding.Control) int { return finding.CompareIDs(a.ID, b.ID) })
		covered = append(covered, f)
	}
	slices.SortFunc(covered, func(a, b finding.Framework) int { return finding.CompareIDs(a.ID, b.ID) })
	return covered, nil
}
