package logs

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"trailproof/internal/signedlogs"
)

func hoursOf(r *Region) (lines []string) {
	for _, h := range r.Hours {
		lines = append(lines, fmt.Sprintf("%s %s %s", h.From.Format("02T15:04"), h.To.Format("02T15:04"), h.Verdict))
	}
	return lines
}

// TestHours: each hour has the worst verdict of what is known of it, and none is valid of which something is not known.
func TestHours(t *testing.T) {
	at := func(day, hour, minute int) *time.Time {
		at := time.Date(2025, 6, day, hour, minute, 0, 0, time.UTC)
		return &at
	}
	valid := func(with ...string) []string { // the hours of bucket, with these in place of 21:00 to 24:00
		if with == nil {
			with = []string{"01T21:00 02T01:00 valid"}
		}
		return slices.Concat([]string{"01T20:00 01T21:00 noted"}, with,
			[]string{"02T01:00 02T05:00 noted", "02T05:00 02T07:00 valid", "02T07:00 02T08:00 noted"})
	}
	for name, c := range map[string]struct {
		do   func(*signedlogs.Tree, *fakeS3)
		o    Options
		want []string
	}{
		"all that is there": {want: valid()},
		"some hours":        {o: Options{Start: at(1, 21, 10), End: at(1, 22, 50)}, want: []string{"01T21:00 01T23:00 valid"}},
		"whole hours":       {o: Options{Start: at(1, 21, 0), End: at(1, 23, 0)}, want: []string{"01T21:00 01T23:00 valid"}},
		"before the digests": {
			o:    Options{Start: at(1, 18, 0), End: at(1, 22, 30)},
			want: []string{"01T18:00 01T21:00 unknown", "01T21:00 01T23:00 valid"},
		},
		"after the digests": {
			o:    Options{Start: at(2, 5, 30), End: at(2, 9, 30)},
			want: []string{"02T05:00 02T07:00 valid", "02T07:00 02T10:00 unknown"},
		},
		"a log file deleted": {
			do:   func(tree *signedlogs.Tree, _ *fakeS3) { delete(tree.Objects, tree.Chains[0].Hours[2].Logs[1]) },
			want: valid("01T21:00 01T22:00 valid", "01T22:00 01T23:00 tampered", "01T23:00 02T01:00 valid"),
		},
		"a log file that can't be read": {
			do: func(tree *signedlogs.Tree, s *fakeS3) {
				s.refuse = map[string]error{tree.Chains[0].Hours[2].Logs[1]: errors.New("denied")}
			},
			want: valid("01T21:00 01T22:00 valid", "01T22:00 01T23:00 unknown", "01T23:00 02T01:00 valid"),
		},
		"a forged log file": {
			do: func(tree *signedlogs.Tree, _ *fakeS3) {
				tree.AddLog(tree.Chains[0], tree.Chains[0].Hours[2].Start.Add(30*time.Minute))
			},
			want: valid("01T21:00 01T22:00 valid", "01T22:00 01T23:00 tampered", "01T23:00 02T01:00 valid"),
		},
		"a digest deleted": { // from 22:01:31 to 23:01:31
			do:   func(tree *signedlogs.Tree, _ *fakeS3) { delete(tree.Objects, tree.Chains[0].Hours[2].Key) },
			want: valid("01T21:00 01T22:00 valid", "01T22:00 02T00:00 tampered", "02T00:00 02T01:00 valid"),
		},
		"a digest that can't be read": {
			do: func(tree *signedlogs.Tree, s *fakeS3) {
				s.refuse = map[string]error{tree.Chains[0].Hours[2].Key: errors.New("denied")}
			},
			want: valid("01T21:00 01T22:00 valid", "01T22:00 02T00:00 unknown", "02T00:00 02T01:00 valid"),
		},
		"a digest that can't be read the second time": {
			do: func(tree *signedlogs.Tree, s *fakeS3) {
				times := 0
				s.body = func(k string, b []byte) io.Reader {
					if k == tree.Chains[0].Hours[2].Key {
						if times++; times > 1 {
							return iotest.ErrReader(errors.New("reset"))
						}
					}
					return bytes.NewReader(b)
				}
			},
			want: valid("01T21:00 01T22:00 valid", "01T22:00 02T00:00 unknown", "02T00:00 02T01:00 valid"),
		},
		"files of another key": {
			do: func(tree *signedlogs.Tree, _ *fakeS3) {
				for key, o := range tree.Objects {
					if slices.Contains(tree.Chains[0].Hours[2].Logs, key) {
						o.KMSKey = anotherKey
					} else {
						o.KMSKey = trailKey
					}
				}
			},
			o:    Options{KMSKeys: []string{trailKey}},
			want: valid("01T21:00 01T22:00 valid", "01T22:00 01T23:00 exposed", "01T23:00 02T01:00 valid"),
		},
		"no digests": {
			do: func(tree *signedlogs.Tree, _ *fakeS3) {
				for _, h := range tree.Chains[0].Hours {
					delete(tree.Objects, h.Key)
				}
			},
			o:    Options{Start: at(1, 21, 10), End: at(1, 22, 50)},
			want: []string{"01T21:00 01T23:00 unknown"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
			s := &fakeS3{tree: tree}
			if c.do != nil {
				c.do(tree, s)
			}
			c.o.Concurrency = 1
			r, err := Verify(t.Context(), Bucket{s, tree.Bucket}, service(tree), c.o)
			if err != nil {
				t.Fatal(err)
			}
			if got := hoursOf(&r.Regions[0]); !slices.Equal(got, c.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}

// TestAccounts: an account is as its worst Region, and the whole as its worst account.
func TestAccounts(t *testing.T) {
	tree := bucket(signedlogs.Options{Organization: "o-exampleorgid", Accounts: []string{"111122223333", "444455556666"}})
	delete(tree.Objects, tree.Chains[1].Hours[2].Logs[0])
	r := live(t, tree, Options{})
	if len(r.Accounts) != 2 || r.Accounts[0].Verdict != Tampered || r.Accounts[1].Verdict != Valid || r.Accounts[0].Regions != 2 ||
		r.Accounts[0].Logs != (Counts{Valid: 41, Tampered: 1}) || r.Accounts[1].Digests != (Counts{Valid: 16}) {
		t.Errorf("got %+v", r.Accounts)
	}
	if want := "tampered: 32 digests and 84 log files of 2 accounts in 4 Regions"; r.Line() != want {
		t.Errorf("got %q", r.Line())
	}
}
