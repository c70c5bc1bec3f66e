package snapshot

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/internal/strictjson"
)

// stories returns the snapshots of testdata/accounts.
func stories(t testing.TB) map[string][]byte {
	t.Helper()
	files, err := filepath.Glob("../testdata/accounts/*/snapshot.json")
	if err != nil || len(files) == 0 {
		t.Fatalf("no stories: %v", err)
	}
	texts := map[string][]byte{}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		texts[filepath.Base(filepath.Dir(name))] = text
	}
	return texts
}

func TestRoundTrip(t *testing.T) {
	for name, text := range stories(t) {
		s, err := Decode(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, compact := range []bool{false, true} {
			var b bytes.Buffer
			if err := s.Encode(&b, compact); err != nil {
				t.Fatal(err)
			}
			if !compact && !bytes.Equal(b.Bytes(), text) {
				t.Errorf("%s: the canonical form changed on the way", name)
			}
			if compact && bytes.Count(b.Bytes(), []byte("\n")) != 1 {
				t.Errorf("%s: the compact form is not one line", name)
			}
			again, err := Decode(b.Bytes())
			if err != nil || !reflect.DeepEqual(s, again) {
				t.Errorf("%s: read back differently (%v)", name, err)
			}
		}
	}
}

func TestField(t *testing.T) {
	type holder struct {
		F Field[[]string] `json:"f,omitzero"`
	}
	for text, check := range map[string]func(Field[[]string]) bool{
		`{}`:          func(f Field[[]string]) bool { _, ok := f.Get(); return f.IsZero() && !f.IsAbsent() && !ok },
		`{"f":null}`:  func(f Field[[]string]) bool { _, ok := f.Get(); return !f.IsZero() && f.IsAbsent() && !ok },
		`{"f":[]}`:    func(f Field[[]string]) bool { v, ok := f.Get(); return !f.IsZero() && !f.IsAbsent() && ok && v != nil },
		`{"f":["x"]}`: func(f Field[[]string]) bool { v, ok := f.Get(); return ok && v[0] == "x" },
	} {
		var h holder
		if err := strictjson.Decode([]byte(text), &h); err != nil || !check(h.F) {
			t.Errorf("%s: %+v %v", text, h, err)
		}
		if out, err := json.Marshal(h); err != nil || string(out) != text {
			t.Errorf("%s: written as %s, %v", text, out, err)
		}
	}
}

// small is a valid snapshot in which everything but one bucket is not collected.
func small() *Snapshot {
	s := &Snapshot{
		Version: Version,
		Source: Source{
			Kind: "aws", Account: "111122223333", Partition: "aws", Caller: "arn:aws:iam::111122223333:user/x",
			Regions: []string{"us-east-1"}, TakenAt: time.Date(2025, 3, 15, 12, 0, 0, 0, time.UTC),
		},
		S3: S3{Buckets: map[string]Bucket{"arn:aws:s3:::b": {Name: "b", Exists: Seen(true), Owner: Seen("111122223333")}}},
	}
	for _, g := range s.Unexplained() {
		s.Gaps = append(s.Gaps, Gap{Path: g.Path, Kind: NotCollected})
	}
	s.SortGaps()
	return s
}

func TestValidate(t *testing.T) {
	if err := small().Validate(); err != nil {
		t.Fatal(err)
	}
	const arn = "arn:aws:s3:::b"
	bucket := func(s *Snapshot, change func(*Bucket)) {
		b := s.S3.Buckets[arn]
		change(&b)
		s.S3.Buckets[arn] = b
	}
	drop := func(s *Snapshot, path string) {
		s.Gaps = slices.DeleteFunc(s.Gaps, func(g Gap) bool { return g.Path == path })
	}
	add := func(s *Snapshot, g Gap) { s.Gaps = append(s.Gaps, g); s.SortGaps() }
	for name, c := range map[string]struct {
		change func(*Snapshot)
		want   string // of the error; empty: none
	}{
		"version":         {func(s *Snapshot) { s.Version = "2.0" }, `version: this program reads snapshots up to version 1.2, not "2.0"`},
		"kind":            {func(s *Snapshot) { s.Source.Kind = "x" }, `source.kind: "x" is not a kind of source (aws)`},
		"account":         {func(s *Snapshot) { s.Source.Account = "1234" }, `source.account: "1234" is not an account number of 12 digits`},
		"partition":       {func(s *Snapshot) { s.Source.Partition = "x" }, `source.partition: "x" is not a partition (aws, aws-cn, aws-us-gov)`},
		"time":            {func(s *Snapshot) { s.Source.TakenAt = time.Time{} }, `source.taken_at: no time is given`},
		"regions":         {func(s *Snapshot) { s.Source.Regions = []string{"b", "a"} }, `source.regions[1]: Regions are not sorted, or one stands twice`},
		"opt-in evidence": {func(s *Snapshot) { s.Source.With = []string{"macie", "objects"} }, ""},
		"opt-in evidence that is none": {
			func(s *Snapshot) { s.Source.With = []string{"maci"} }, `source.with[0]: "maci" is no opt-in evidence (did you mean macie?)`,
		},
		"opt-in evidence, unsorted": {
			func(s *Snapshot) { s.Source.With = []string{"objects", "macie"} },
			`source.with[1]: opt-in evidence is not sorted, or stands twice`,
		},
		"opt-in evidence, twice": {
			func(s *Snapshot) { s.Source.With = []string{"macie", "macie"} },
			`source.with[1]: opt-in evidence is not sorted, or stands twice`,
		},
		"no opt-in evidence, but a list": {
			func(s *Snapshot) { s.Source.With = []string{} }, `source.with: is left out where no opt-in evidence was asked for`,
		},
		"unseen opt-in evidence": {
			func(s *Snapshot) { drop(s, "s3.access_points") }, `s3.access_points: is unseen, and no gap says why`,
		},
		"unseen field": {func(s *Snapshot) { drop(s, "s3.buckets.*.acl") }, `s3.buckets["arn:aws:s3:::b"].acl: is unseen, and no gap says why`},
		"unseen map":   {func(s *Snapshot) { drop(s, "kms.keys") }, `kms.keys: is unseen, and no gap says why`},
		"another's gap": {func(s *Snapshot) {
			drop(s, "s3.buckets.*.acl")
			add(s, Gap{Path: "s3.buckets.*.acl", Resource: "arn:aws:s3:::c", Kind: Denied, Action: "s3:GetBucketAcl"})
		}, `s3.buckets["arn:aws:s3:::b"].acl: is unseen, and no gap says why`},
		"gap of what was seen": {
			func(s *Snapshot) { bucket(s, func(b *Bucket) { b.ACL = Seen(ACL{}) }) },
			`names s3.buckets.*.acl, which was seen or is not there`,
		},
		"gap of an incomplete map": {func(s *Snapshot) { add(s, Gap{Path: "s3.buckets", Kind: Denied, Action: "s3:ListBucket"}) }, ""},
		"gap with a region": {func(s *Snapshot) {
			drop(s, "s3.buckets.*.acl")
			add(s, Gap{Path: "s3.buckets.*.acl", Resource: arn, Region: "us-east-1", Kind: Throttled, Action: "s3:GetBucketAcl"})
		}, ""},
		"gap path":     {func(s *Snapshot) { add(s, Gap{Path: "s3.bucket", Kind: NotCollected}) }, `path s3.bucket: no "bucket" there (did you mean buckets?)`},
		"gap too deep": {func(s *Snapshot) { add(s, Gap{Path: "s3.buckets.*.name", Kind: NotCollected}) }, `path s3.buckets.*.name is never unseen on its own`},
		"gap kind":     {func(s *Snapshot) { add(s, Gap{Path: "regions", Kind: "lost"}) }, `"lost" is not a kind of gap`},
		"gap without resource": {
			func(s *Snapshot) { add(s, Gap{Path: "s3.buckets.*.acl", Kind: Denied, Action: "s3:GetBucketAcl"}) },
			`a denied gap of s3.buckets.*.acl names no resource`,
		},
		"not collected with action": {
			func(s *Snapshot) { add(s, Gap{Path: "regions", Kind: NotCollected, Action: "x"}) },
			`a not_collected gap stands for the whole path, without resource and action`,
		},
		"order of gaps": {func(s *Snapshot) { slices.Reverse(s.Gaps) }, `gaps are not sorted, or one stands twice`},
		"repeated gap":  {func(s *Snapshot) { s.Gaps = append([]Gap{s.Gaps[0]}, s.Gaps...) }, `gaps[1]: gaps are not sorted, or one stands twice`},
		"dangling reference": {func(s *Snapshot) {
			drop(s, "s3.buckets.*.logging")
			bucket(s, func(b *Bucket) { b.Logging = Seen(BucketLogging{Target: "arn:aws:s3:::elsewhere"}) })
		}, `s3.buckets["arn:aws:s3:::b"].logging.target: arn:aws:s3:::elsewhere is not in s3.buckets`},
		"dangling into an incomplete map": {func(s *Snapshot) {
			drop(s, "s3.buckets.*.logging")
			bucket(s, func(b *Bucket) { b.Logging = Seen(BucketLogging{Target: "arn:aws:s3:::elsewhere"}) })
			add(s, Gap{Path: "s3.buckets", Kind: Denied, Action: "s3:ListBucket"})
		}, ""},
		"policy with a foreign document": {func(s *Snapshot) {
			p, _ := NewPolicy(`{"Statement":[]}`)
			p.Raw = `{"Statement":[],"Id":"x"}`
			drop(s, "s3.buckets.*.policy")
			bucket(s, func(b *Bucket) { b.Policy = Seen(p) })
		}, `s3.buckets["arn:aws:s3:::b"].policy.document: is not the normal form of the raw text`},
		"policy that has no document": {func(s *Snapshot) {
			p, _ := NewPolicy(`{"Statement":[]}`)
			p.Raw = `{"Statement":[`
			drop(s, "s3.buckets.*.policy")
			bucket(s, func(b *Bucket) { b.Policy = Seen(p) })
		}, `s3.buckets["arn:aws:s3:::b"].policy.document: the raw text has no normal form: byte 14`},
		"unreadable policy without gap": {func(s *Snapshot) {
			p, _ := NewPolicy(`{`)
			drop(s, "s3.buckets.*.policy")
			bucket(s, func(b *Bucket) { b.Policy = Seen(p) })
		}, `s3.buckets["arn:aws:s3:::b"].policy.document: is unseen, and no gap says why`},
		"unreadable policy with gap": {func(s *Snapshot) {
			p, fault := NewPolicy(`{`)
			drop(s, "s3.buckets.*.policy")
			bucket(s, func(b *Bucket) { b.Policy = Seen(p) })
			add(s, Gap{Path: "s3.buckets.*.policy.document", Resource: arn, Action: "s3:GetBucketPolicy", Kind: Failed, Detail: fault})
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			s := small()
			c.change(s)
			err := s.Validate()
			var fault *Error
			switch {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (!errors.As(err, &fault) || !strings.Contains(err.Error(), c.want)):
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestDecodeFaults(t *testing.T) {
	text := string(stories(t)["reference"])
	for name, c := range map[string]struct{ text, want string }{
		"truncated":       {text[:len(text)/2], "byte "},
		"unknown name":    {strings.Replace(text, `"home_region"`, `"home_regoin"`, 1), `unknown name (did you mean home_region?)`},
		"wrong type":      {strings.Replace(text, `"is_logging": true`, `"is_logging": "true"`, 1), `.status["ap-northeast-1"].is_logging: a string stands where true or false must stand`},
		"newer version":   {strings.Replace(text, `"version": "1.2"`, `"version": "1.3", "new": 1`, 1), `version: this program reads snapshots up to version 1.2, not "1.3"`},
		"not a snapshot":  {`{"resources": []}`, `resources: unknown name`},
		"list":            {`[]`, "an array stands where an object must stand"},
		"invalid UTF-8":   {strings.Replace(text, "s3-activity-trail", "s3-\xff", 1), "invalid UTF-8"},
		"two snapshots":   {text + text, "text after the end"},
		"missing version": {strings.Replace(text, `"version": "1.2",`, "", 1), `"version" is missing`},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Decode([]byte(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestEvidence(t *testing.T) {
	for path, want := range map[string]string{
		"s3.buckets.*.policy":                           "s3.buckets.*.policy",
		"s3.buckets.x.policy.raw":                       "s3.buckets.*.policy",
		"s3.buckets.*.policy.document.statements.*.sid": "s3.buckets.*.policy.document",
		"s3.buckets.*.name":                             "s3.buckets",
		"s3.buckets.*":                                  "s3.buckets.*",
		"s3.buckets":                                    "s3.buckets.*",
		"s3":                                            "s3",
		"cloudtrail.trails.*.status.eu-west-1.is_logging": "cloudtrail.trails.*.status",
		"cloudtrail.trails.*.status":                      "cloudtrail.trails.*.status",
		"regions.*.enabled":                               "regions",
		"source.taken_at":                                 "",
		"gaps":                                            "",
		"":                                                "regions cloudtrail s3 kms iam logs cloudwatch sns macie access",
	} {
		var steps []string
		if path != "" {
			steps = strings.Split(path, ".")
		}
		got, err := Evidence(steps)
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%s: got %v, %v; want %s", path, got, err, want)
		}
	}
	for path, want := range map[string]string{
		"s3.bucket":          "did you mean buckets?",
		"s3.buckets.*.polcy": "did you mean policy?",
		"s3.*":               "walks over all members of an object",
		"source.account.x":   "nothing lies below source.account, it is a string",
	} {
		if _, err := Evidence(strings.Split(path, ".")); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", path, err, want)
		}
	}
}

func TestConcerns(t *testing.T) {
	for _, c := range []struct {
		evidence, place string
		want            bool
	}{
		{"s3.buckets.*.policy", "s3.buckets.*.policy", true},
		{"s3.buckets.*.policy.document", "s3.buckets.*.policy", true},
		{"s3.buckets.*.policy.document", "s3.buckets", true},
		{"s3.buckets.*.policy", "s3.buckets.*.policy.document", true},
		{"s3.buckets", "s3.buckets.*.policy", false},
		{"s3.buckets", "s3.buckets", true},
		{"s3.buckets.*", "s3.buckets.*.policy", true},
		{"s3", "s3.buckets.*.policy", true},
		{"s3.buckets.*.policy", "s3.buckets.*.policy_status", false},
		{"kms.keys", "s3.buckets", false},
	} {
		if got := Concerns(c.evidence, c.place); got != c.want {
			t.Errorf("%s concerns %s: %v", c.evidence, c.place, got)
		}
	}
}

func TestReferences(t *testing.T) {
	s, err := Decode(stories(t)["reference"])
	if err != nil {
		t.Fatal(err)
	}
	refs := s.References()
	trail := "arn:aws:cloudtrail:us-east-2:124355676326:trail/s3-activity-trail"
	for _, want := range []string{"arn:aws:s3:::elly-secure-bucket", "arn:aws:kms:us-east-2:124355676326:key/"} {
		if !slices.ContainsFunc(refs[trail], func(id string) bool { return strings.HasPrefix(id, want) }) {
			t.Errorf("the trail does not refer to %s: %v", want, refs[trail])
		}
	}
}

// jsonBuilder folds into what encoding/json would read.
type jsonBuilder struct{}

func (jsonBuilder) Null() any           { return nil }
func (jsonBuilder) Bool(b bool) any     { return b }
func (jsonBuilder) Int(n int64) any     { return float64(n) }
func (jsonBuilder) String(s string) any { return s }
func (jsonBuilder) List(items []any) any {
	return append([]any{}, items...)
}

func (jsonBuilder) Object(names []string, values []any, _ bool) any {
	o := map[string]any{}
	for i, name := range names {
		o[name] = values[i]
	}
	return o
}

// TestFold says that folding is the same as writing and reading.
func TestFold(t *testing.T) {
	for name, text := range stories(t) {
		s, err := Decode(text)
		if err != nil {
			t.Fatal(err)
		}
		var want any
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		if got := Fold(s, Root(), jsonBuilder{}); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: folded differently", name)
		}
	}
}

func TestHas(t *testing.T) {
	for _, c := range []struct {
		path, key  string
		has, isMap bool
	}{
		{"s3.buckets", "arn:aws:s3:::b", true, true},
		{"s3.buckets", "arn:aws:s3:::c", false, true},
		{"kms.keys", "arn:aws:s3:::b", false, true},
		{"macie.buckets", "arn:aws:s3:::b", false, true},
		{"iam", "users", false, false},
		{"s3.nothing", "arn:aws:s3:::b", false, false},
		{"", "s3", false, false},
	} {
		if has, isMap := small().Has(c.path, c.key); has != c.has || isMap != c.isMap {
			t.Errorf("%s %s: got %v, %v", c.path, c.key, has, isMap)
		}
	}
}

// TestOlder reads a snapshot that an earlier version of this program wrote, byte for byte: what it never asked for is unseen.
func TestOlder(t *testing.T) {
	text, err := os.ReadFile("testdata/reference-1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	s, err := Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if s.Version != Version {
		t.Errorf("the version is %s", s.Version)
	}
	asked := func(path string) bool {
		return !slices.ContainsFunc(s.Gaps, func(g Gap) bool { return g.Path == path && g.Kind == NotCollected && g.Resource == "" })
	}
	if asked("kms.keys.*.rotations") || asked("s3.buckets.*.inventory") || !asked("s3.buckets.*.policy") {
		t.Errorf("the gaps are %+v", s.Gaps)
	}
	second, err := os.ReadFile("testdata/reference-1.1.json")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Decode(second); err != nil {
		t.Errorf("1.1: %v", err)
	}
	for version, want := range map[string]bool{"1.0": true, "1.1": true, Version: false, "1.9": false, "0.9": false, "1.00": false, "1": false, "1.-1": false} {
		if older(version) != want {
			t.Errorf("%s is older: %v", version, !want)
		}
	}
	// What is new may not hide a hole in what is old, nor may a gap of the file be dropped.
	broken := strings.Replace(string(text), `"gaps": []`, `"gaps": [{"path": "s3.buckets.*.nothing", "resource": "", "region": "", "action": "", "kind": "denied", "detail": ""}]`, 1)
	if _, err := Decode([]byte(broken)); err == nil {
		t.Error("a gap of a path that there never was is taken")
	}
}

// FuzzDecode demands of any text an error with a place, or a snapshot whose canonical form reads back as itself.
func FuzzDecode(f *testing.F) {
	// Small seeds: a whole story leaves the fuzzer busy with making it smaller.
	s := small()
	p, _ := NewPolicy(`{"Statement":{"Effect":"Deny","Action":"*"}}`)
	b := s.S3.Buckets["arn:aws:s3:::b"]
	b.Policy, b.Tags, b.ACL = Seen(p), Seen(map[string]string{"k": "v"}), Absent[ACL]()
	s.S3.Buckets["arn:aws:s3:::b"] = b
	s.Regions = map[string]Region{"us-east-1": {OptStatus: "ENABLED_BY_DEFAULT", Enabled: true}}
	s.CloudTrail.Trails = map[string]Trail{"arn:aws:cloudtrail:us-east-1:111122223333:trail/t": {
		Bucket: "arn:aws:s3:::b", Status: map[string]TrailStatus{"us-east-1": {}},
	}}
	for _, s := range []*Snapshot{small(), s} {
		s.Gaps = nil
		for _, g := range s.Unexplained() {
			s.Gaps = append(s.Gaps, Gap{Path: g.Path, Kind: NotCollected})
		}
		s.SortGaps()
		var text bytes.Buffer
		if err := s.Encode(&text, true); err != nil {
			f.Fatal(err)
		}
		if _, err := Decode(text.Bytes()); err != nil {
			f.Fatal(err)
		}
		f.Add(text.Bytes())
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := Decode(text)
		if err != nil {
			var syntax *strictjson.Error
			var broken *Error
			if !errors.As(err, &syntax) && !errors.As(err, &broken) {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		var b, again bytes.Buffer
		if err := s.Encode(&b, true); err != nil {
			t.Fatal(err)
		}
		second, err := Decode(b.Bytes())
		if err != nil {
			t.Fatalf("what was written can't be read: %v", err)
		}
		if err := second.Encode(&again, true); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
			t.Fatalf("the canonical form is not canonical (%v)", err)
		}
	})
}

func TestPart(t *testing.T) {
	places := func(s *Shape) []string {
		var paths []string
		s.walk("", func(path string, s *Shape) {
			if s.Gappable {
				paths = append(paths, path)
			}
		})
		slices.Sort(paths)
		return paths
	}
	for name, c := range map[string]struct{ evidence, want []string }{
		"nothing":    {nil, nil},
		"everything": {Paths(), Paths()},
		"one field":  {[]string{"s3.buckets.*.policy"}, []string{"s3.buckets", "s3.buckets.*.policy", "s3.buckets.*.policy.document"}},
		"a list":     {[]string{"s3.buckets"}, []string{"s3.buckets"}},
	} {
		if got := places(Part(c.evidence)); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v", name, got)
		}
	}
	got, _ := Fold(small(), Part([]string{"s3.buckets"}), jsonBuilder{}).(map[string]any)
	want := map[string]any{"buckets": map[string]any{"arn:aws:s3:::b": map[string]any{"name": "b"}}}
	if !reflect.DeepEqual(got["s3"], want) || got["source"] == nil {
		t.Errorf("got %v", got)
	}
}
