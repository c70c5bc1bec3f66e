package access

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"trailproof/internal/golden"
	"trailproof/snapshot"
)

// story reads the snapshot of testdata/accounts/<name>.
func story(t testing.TB, name string) *snapshot.Snapshot {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("../testdata/accounts", name, "snapshot.json"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := snapshot.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestStories says who can do what in each story: access.txt has a line an answer but for no, and what had a say below it.
func TestStories(t *testing.T) {
	for name, dir := range golden.Stories(t, "..") {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			for _, r := range NewMatrix(story(t, name)).Rows {
				fmt.Fprintln(&b, r.Principal)
				for _, q := range Questions {
					a := r.Answers[q]
					if a.Can == "no" {
						continue
					}
					fmt.Fprintf(&b, "\t%s %s: %s on %s\n", q, a.Can, a.Action, a.Resource)
					for _, m := range a.Why {
						fmt.Fprintf(&b, "\t\t%s\n", m)
					}
				}
			}
			golden.Equal(t, filepath.Join(dir, "access.txt"), b.Bytes())
		})
	}
}

// TestReference says what matters of the reference system: IAM has no say over its key, and its one administrator is the only
// one who can decrypt, blind and change the key's policy.
func TestReference(t *testing.T) {
	s := story(t, "reference")
	const admin = "arn:aws:iam::124355676326:user/adminUser"
	for _, r := range NewMatrix(s).Rows {
		want := map[string]string{admin: "yes"}[r.Principal]
		if want == "" {
			want = "no"
		}
		if got := r.Answers[Decrypt].Can; got != want {
			t.Errorf("%s can decrypt: %s, want %s", r.Principal, got, want)
		}
	}
	// A user whose IAM policy allows all of KMS still can't.
	s.IAM.Users["arn:aws:iam::124355676326:user/other"] = snapshot.IAMUser{
		Name: "other", Inline: map[string]snapshot.Policy{"all": seen(t, statementText("Allow", "kms:*", "*", ""))},
	}
	if got, _ := NewAccount(s).Ask("arn:aws:iam::124355676326:user/other", Decrypt); got.Can != "no" {
		t.Errorf("a user with kms:* can decrypt: %+v", got)
	}
}

func seen(t *testing.T, raw string) snapshot.Policy {
	t.Helper()
	doc := mustDocument(raw)
	return snapshot.Policy{Raw: raw, Document: snapshot.Seen(*doc)}
}

// TestUnseenAccess takes what answers rest on out of a snapshot, piece by piece: an answer may become unknown, and never more
// certain.
func TestUnseenAccess(t *testing.T) {
	const user = "arn:aws:iam::124355676326:user/adminUser"
	for name, c := range map[string]struct {
		change func(*snapshot.Snapshot)
		q      Question
		want   string
	}{
		"nothing":         {func(*snapshot.Snapshot) {}, Decrypt, "yes"},
		"the key policy":  {eachKey(func(k *snapshot.Key) { k.Policy = snapshot.Field[snapshot.Policy]{} }), Decrypt, "unknown"},
		"the grants":      {eachKey(func(k *snapshot.Key) { k.Grants = snapshot.Field[[]snapshot.KeyGrant]{} }), Decrypt, "yes"},
		"its document":    {eachKey(func(k *snapshot.Key) { k.Policy = snapshot.Seen(snapshot.Policy{Raw: "{"}) }), Decrypt, "unknown"},
		"the key":         {eachTrail(func(t *snapshot.Trail) { t.Key = snapshot.Field[string]{} }), Decrypt, "unknown"},
		"that has no key": {eachTrail(func(t *snapshot.Trail) { t.Key = snapshot.Absent[string]() }), Decrypt, "no"},
		"a managed policy": {
			func(s *snapshot.Snapshot) { clear(s.IAM.Policies) }, Read, "unknown",
		},
		"a group": {
			func(s *snapshot.Snapshot) {
				u := s.IAM.Users[user]
				u.Attached, u.Groups = nil, []string{"gone"}
				s.IAM.Users[user] = u
			}, Read, "unknown",
		},
		"a boundary": {
			func(s *snapshot.Snapshot) {
				u, arn := s.IAM.Users[user], "arn:aws:iam::124355676326:policy/gone"
				u.Boundary = &arn
				s.IAM.Users[user] = u
			}, Read, "unknown",
		},
		"the bucket policy": {
			func(s *snapshot.Snapshot) {
				for arn, b := range s.S3.Buckets {
					b.Policy = snapshot.Field[snapshot.Policy]{}
					s.S3.Buckets[arn] = b
				}
			}, Read, "unknown",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := story(t, "reference")
			c.change(s)
			if got, ok := NewAccount(s).Ask(user, c.q); !ok || got.Can != c.want {
				t.Errorf("got %+v, want %s", got, c.want)
			}
		})
	}
}

func eachKey(change func(*snapshot.Key)) func(*snapshot.Snapshot) {
	return func(s *snapshot.Snapshot) {
		for arn, k := range s.KMS.Keys {
			change(&k)
			s.KMS.Keys[arn] = k
		}
	}
}

func eachTrail(change func(*snapshot.Trail)) func(*snapshot.Snapshot) {
	return func(s *snapshot.Snapshot) {
		for arn, trail := range s.CloudTrail.Trails {
			change(&trail)
			s.CloudTrail.Trails[arn] = trail
		}
	}
}

// TestForeigners asks about those of other accounts whom the policies name.
func TestForeigners(t *testing.T) {
	s := story(t, "reference")
	text := `{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:GetObject","Resource":"*","Principal":{"AWS":[` +
		`"444455556666","arn:aws:iam::444455556666:user/bob","arn:aws:sts::444455556666:assumed-role/Reader/s","AIDAEXAMPLE",` +
		`"arn:aws:iam::124355676326:user/adminUser"]}}}`
	for arn, b := range s.S3.Buckets {
		b.Policy = snapshot.Seen(seen(t, text))
		s.S3.Buckets[arn] = b
	}
	a := NewAccount(s)
	want := []string{"444455556666", "arn:aws:iam::444455556666:user/bob", "arn:aws:sts::444455556666:assumed-role/Reader/s"}
	all := a.Principals()
	if got := all[len(all)-3:]; !slices.Equal(got, want) {
		t.Fatalf("got %q", all)
	}
	for arn, can := range map[string]string{want[0]: "yes", want[1]: "unknown", want[2]: "unknown"} {
		if got, ok := a.Ask(arn, Read); !ok || got.Can != can {
			t.Errorf("%s reads: %+v, want %s", arn, got, can)
		}
	}
	if _, ok := a.Ask("arn:aws:iam::999999999999:user/x", Read); ok {
		t.Error("somebody whom no policy names was asked about")
	}
}
