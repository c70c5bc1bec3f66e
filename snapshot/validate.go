package snapshot

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"trailproof/internal/nearest"
	"trailproof/policy"
)

// Error is a rule of the document that a snapshot breaks; Path is the place, with map keys in brackets.
type Error struct {
	Path    string
	Message string
}

func (e *Error) Error() string { return e.Path + ": " + e.Message }

// Validate checks the promises that rules rely on, and names the first place that breaks one:
//
//   - whatever is unseen has a gap that names it, and a gap names something that is unseen or a map that is incomplete;
//   - a reference leads to an entry, unless the map that it leads to is unseen or incomplete;
//   - a policy's normal form is that of its raw text;
//   - gaps, Regions and opt-in evidence are sorted, without repetition.
func (s *Snapshot) Validate() error {
	if err := s.validateHead(); err != nil {
		return err
	}
	for i, g := range s.Gaps {
		at := fmt.Sprintf("gaps[%d]", i)
		if i > 0 && compareGaps(s.Gaps[i-1], g) >= 0 {
			return &Error{at, "gaps are not sorted, or one stands twice"}
		}
		if err := checkGap(g); err != nil {
			return &Error{at, err.Error()}
		}
	}
	v := newValidator(s)
	if err := s.walk(v.visit); err != nil {
		return err
	}
	for i := range s.Gaps {
		if !v.used[&s.Gaps[i]] {
			return &Error{fmt.Sprintf("gaps[%d]", i), "names " + s.Gaps[i].where() + ", which was seen or is not there"}
		}
	}
	return nil
}

func (s *Snapshot) validateHead() error {
	if err := checkVersion(s.Version); err != nil {
		return &Error{"version", err.Error()}
	}
	switch {
	case s.Source.Kind != "aws":
		return &Error{"source.kind", fmt.Sprintf("%q is not a kind of source (aws)", s.Source.Kind)}
	case len(s.Source.Account) != 12 || strings.Trim(s.Source.Account, "0123456789") != "":
		return &Error{"source.account", fmt.Sprintf("%q is not an account number of 12 digits", s.Source.Account)}
	case !slices.Contains([]string{"aws", "aws-cn", "aws-us-gov"}, s.Source.Partition):
		return &Error{"source.partition", fmt.Sprintf("%q is not a partition (aws, aws-cn, aws-us-gov)", s.Source.Partition)}
	case s.Source.TakenAt.IsZero():
		return &Error{"source.taken_at", "no time is given"}
	}
	for i, r := range s.Source.Regions {
		if i > 0 && s.Source.Regions[i-1] >= r {
			return &Error{fmt.Sprintf("source.regions[%d]", i), "Regions are not sorted, or one stands twice"}
		}
	}
	if s.Source.With != nil && len(s.Source.With) == 0 {
		return &Error{"source.with", "is left out where no opt-in evidence was asked for"}
	}
	for i, name := range s.Source.With {
		switch {
		case !slices.Contains(OptIns, name):
			return &Error{fmt.Sprintf("source.with[%d]", i), fmt.Sprintf("%q is no opt-in evidence%s", name, nearest.Hint(name, OptIns))}
		case i > 0 && s.Source.With[i-1] >= name:
			return &Error{fmt.Sprintf("source.with[%d]", i), "opt-in evidence is not sorted, or stands twice"}
		}
	}
	return nil
}

func checkVersion(version string) error {
	if version == Version || older(version) {
		return nil
	}
	return fmt.Errorf("this program reads snapshots up to version %s, not %q", Version, version)
}

func checkGap(g Gap) error {
	shape, err := Root().At(strings.Split(g.Path, "."))
	if err != nil {
		return fmt.Errorf("path %w", err)
	}
	if !shape.Gappable {
		return fmt.Errorf("path %s is never unseen on its own", g.Path)
	}
	switch g.Kind {
	case Denied, Throttled, Unsupported, Failed, Predicted:
		if strings.Contains(g.Path, Any) && g.Resource == "" {
			return fmt.Errorf("a %s gap of %s names no resource", g.Kind, g.Path)
		}
	case NotCollected:
		if g.Resource != "" || g.Action != "" {
			return fmt.Errorf("a %s gap stands for the whole path, without resource and action", g.Kind)
		}
	default:
		return fmt.Errorf("%q is not a kind of gap", g.Kind)
	}
	return nil
}

func (g Gap) where() string {
	if g.Resource == "" {
		return g.Path
	}
	return g.Path + " of " + g.Resource
}

func compareGaps(a, b Gap) int {
	return cmp.Or(
		cmp.Compare(a.Path, b.Path), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.Region, b.Region),
		cmp.Compare(a.Action, b.Action), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Detail, b.Detail))
}

type validator struct {
	snapshot reflect.Value
	gaps     map[string][]*Gap
	used     map[*Gap]bool
}

func newValidator(s *Snapshot) *validator {
	v := &validator{gaps: map[string][]*Gap{}, used: map[*Gap]bool{}, snapshot: reflect.ValueOf(s).Elem()}
	for i := range s.Gaps {
		v.gaps[s.Gaps[i].Path] = append(v.gaps[s.Gaps[i].Path], &s.Gaps[i])
	}
	return v
}

// named marks the gaps that name the place, and says whether there is one. With above, gaps of places above it count.
func (v *validator) named(p place, above bool) bool {
	found := false
	for path := p.path; ; {
		for _, g := range v.gaps[path] {
			if g.Resource == "" || g.Resource == p.resource {
				v.used[g] = true
				found = true
			}
		}
		cut := strings.LastIndexByte(path, '.')
		if !above || cut < 0 {
			return found
		}
		path = path[:cut]
	}
}

func (v *validator) visit(p place, s *Shape, val reflect.Value) (bool, error) {
	if s.Gappable && val.IsZero() {
		if !v.named(p, true) {
			return false, &Error{p.shown, "is unseen, and no gap says why"}
		}
		return false, nil
	}
	if s.Gappable && s.Type == "map" {
		v.named(p, false)
	}
	if s.Ref != "" {
		for _, id := range idsAt(val) {
			if err := v.ref(id, s.Ref, p); err != nil {
				return false, err
			}
		}
		return false, nil
	}
	if val, ok := open(val); ok {
		if pol, ok := val.Interface().(Policy); ok {
			return true, checkPolicy(pol, p)
		}
	}
	return true, nil
}

// ref demands that the map at target has the id, unless that map is unseen or incomplete.
func (v *validator) ref(id, target string, p place) error {
	entries, s := v.snapshot, Root()
	for _, name := range strings.Split(target, ".") {
		entries = entries.Field(s.index[slices.Index(s.order, name)])
		s = s.Members[name]
	}
	if !refersTo(id, target) || entries.IsNil() || entries.MapIndex(reflect.ValueOf(id)).IsValid() || len(v.gaps[target]) > 0 {
		return nil
	}
	return &Error{p.shown, fmt.Sprintf("%s is not in %s", id, target)}
}

func checkPolicy(pol Policy, p place) error {
	doc, problems := policy.Parse(pol.Raw)
	got, isSeen := pol.Document.Get()
	switch {
	case isSeen && doc == nil:
		return &Error{p.shown + ".document", "the raw text has no normal form: " + problems[0].String()}
	case isSeen && !reflect.DeepEqual(got, *doc):
		return &Error{p.shown + ".document", "is not the normal form of the raw text"}
	case pol.Document.IsAbsent():
		return &Error{p.shown + ".document", "a policy has a document"}
	}
	return nil
}
