package logs

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"trailproof/internal/signedlogs"
)

// sharded verifies a tree in n parts and puts them together, each by way of its JSON.
func sharded(t *testing.T, tree *signedlogs.Tree, n int, o Options) *Report {
	t.Helper()
	r, err := Merge(shards(t, tree, n, o))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func shards(t *testing.T, tree *signedlogs.Tree, n int, o Options) []*Report {
	t.Helper()
	var all []*Report
	for i := n; i > 0; i-- {
		o.Shard = &Shard{i, n}
		text, err := json.Marshal(live(t, tree, o))
		if err != nil {
			t.Fatal(err)
		}
		r := &Report{}
		if err := json.Unmarshal(text, r); err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
	return all
}

func sameReport(t *testing.T, what string, got, want *Report) {
	t.Helper()
	a, err := json.MarshalIndent(got, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.MarshalIndent(want, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Equal(a, b) {
		return
	}
	x, y := strings.Split(string(a), "\n"), strings.Split(string(b), "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			t.Fatalf("%s: line %d\n%s\nwant\n%s", what, i, strings.Join(x[max(0, i-8):min(len(x), i+8)], "\n"),
				strings.Join(y[max(0, i-8):min(len(y), i+8)], "\n"))
		}
	}
	t.Fatalf("%s: %d lines, want %d", what, len(x), len(y))
}

// long is a bucket of three days, with a pause at the beginning.
func long(o signedlogs.Options) *signedlogs.Tree {
	o.Hours, o.Logs = 34, 2
	return bucket(o)
}

func wholeTime(tree *signedlogs.Tree) Options { return Options{Start: &tree.Start, End: end(tree)} }

// TestShards: however many parts the work has, they come to the report of the whole, whatever was done to the bucket.
func TestShards(t *testing.T) {
	tamperings := append(slices.Clone(signedlogs.Tamperings), signedlogs.Tampering{Name: "nothing", Do: func(*signedlogs.Tree) string { return "" }})
	for _, tampering := range tamperings {
		t.Run(tampering.Name, func(t *testing.T) {
			t.Parallel()
			tree := long(signedlogs.Options{})
			tampering.Do(tree)
			tree.AddBackfill(tree.Chains[1], 27)
			whole := live(t, tree, wholeTime(tree))
			for _, n := range []int{4} {
				sameReport(t, fmt.Sprint(n, " shards"), sharded(t, tree, n, wholeTime(tree)), whole)
			}
		})
	}
}

// TestSeams: what is done to a digest or a log file on either side of midnight, where shards meet, is noticed by one of the two.
func TestSeams(t *testing.T) {
	doings := map[string]func(*signedlogs.Tree, *signedlogs.Chain, int) string{
		"digest deleted": func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) string {
			delete(tree.Objects, c.Hours[i].Key)
			return c.Hours[i].Key
		},
		"two digests deleted": func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) string {
			delete(tree.Objects, c.Hours[i].Key)
			delete(tree.Objects, c.Hours[i-1].Key)
			return c.Hours[i].Key
		},
		"digest signed again": func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) string {
			c.Hours[i].JSON["newestEventTime"] = "2025-01-01T00:00:00Z"
			tree.Sign(c, c.Hours[i], signedlogs.CurrentKey)
			return c.Hours[i].Key
		},
		"digest signed with another key": func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) string {
			tree.Sign(c, c.Hours[i], signedlogs.StrangersKey)
			return c.Hours[i].Key
		},
		"signature taken away": func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) string {
			tree.Objects[c.Hours[i].Key].Meta = map[string]string{}
			return c.Hours[i].Key
		},
		"digest cut": func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) string {
			tree.Objects[c.Hours[i].Key].Body = tree.Objects[c.Hours[i].Key].Body[:50]
			return c.Hours[i].Key
		},
		"log file forged": func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) string {
			return tree.AddLog(c, c.Hours[i].Start.Add(25*time.Minute))
		},
		"log file forged later": func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) string {
			key := tree.AddLog(c, c.Hours[i].Start.Add(25*time.Minute))
			tree.Objects[key].Modified = c.Hours[len(c.Hours)-1].End.Add(-time.Hour)
			return key
		},
		"log file forged right before the digest": func(tree *signedlogs.Tree, c *signedlogs.Chain, i int) string {
			return tree.AddLog(c, c.Hours[i].End.Add(-time.Minute))
		},
	}
	clean := long(signedlogs.Options{Regions: []string{"us-east-1"}})
	var seams []int // hours that end on either side of midnight
	for i, h := range clean.Chains[0].Hours {
		if i > 6 && h.End.Hour() < 2 || h.End.Hour() == 23 {
			seams = append(seams, i)
		}
	}
	if len(seams) < 3 {
		t.Fatalf("%v", seams)
	}
	for name, do := range doings {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, i := range seams {
				tree := long(signedlogs.Options{Regions: []string{"us-east-1"}})
				key := do(tree, tree.Chains[0], i)
				whole := live(t, tree, wholeTime(tree))
				found := func(f Finding) bool { return f.Key == key && f.Verdict == Tampered }
				if !slices.ContainsFunc(findings(whole), found) {
					t.Fatalf("hour %d: the whole does not tell of it: %s", i, show(findings(whole)))
				}
				sameReport(t, fmt.Sprint("hour ", i), sharded(t, tree, 4, wholeTime(tree)), whole)
			}
		})
	}
}

// TestLateLogFile: a log file that CloudTrail delivered half a day late is named by the digest of then, which another shard has.
func TestLateLogFile(t *testing.T) {
	tree := long(signedlogs.Options{Regions: []string{"us-east-1"}})
	c := tree.Chains[0]
	key := tree.AddLog(c, c.Hours[10].Start.Add(25*time.Minute))
	tree.Objects[key].Modified = c.Hours[30].Start.Add(30 * time.Minute)
	tree.NameLog(c, 30, key)
	whole := live(t, tree, wholeTime(tree))
	if whole.Verdict != Valid {
		t.Fatalf("%s", show(findings(whole)))
	}
	sameReport(t, "3 shards", sharded(t, tree, 3, wholeTime(tree)), whole)
	r, _, _ := stated(t, tree, nil, 0, wholeTime(tree))
	sameReport(t, "with a state", r, whole)
}

// TestManyShards: more shards than days, several accounts; some have nothing to do, and none is wrong about that.
func TestManyShards(t *testing.T) {
	tree := long(signedlogs.Options{Organization: "o-exampleorgid", Accounts: []string{"111122223333", "444455556666"}})
	delete(tree.Objects, tree.Chains[2].Hours[30].Logs[0])
	whole := live(t, tree, wholeTime(tree))
	parts := shards(t, tree, 23, wholeTime(tree))
	idle, digests := 0, 0
	for _, p := range parts {
		if len(p.Regions) == 0 {
			idle++
			if p.Verdict != Valid {
				t.Errorf("a shard with nothing to do is %s", p.Verdict)
			}
		}
		digests += p.Digests.total()
	}
	if idle == 0 || digests != whole.Digests.total() {
		t.Errorf("%d shards have nothing to do; %d digests, want %d", idle, digests, whole.Digests.total())
	}
	got, err := Merge(parts)
	if err != nil {
		t.Fatal(err)
	}
	sameReport(t, "23 shards", got, whole)
	if r := sharded(t, tree, 2, Options{Start: &tree.Start, End: end(tree), Prefix: "wrong"}); r.Verdict != Unknown {
		t.Errorf("shards of nothing come to %s", r.Verdict)
	}
}

// TestShardWindows: each moment of each lane is in exactly one shard, and the shards share the work.
func TestShardWindows(t *testing.T) {
	start := time.Date(2025, 1, 1, 5, 0, 0, 0, time.UTC)
	for _, days := range []int{1, 2, 30, 365} {
		last := start.Add(time.Duration(days-1) * day)
		for _, n := range []int{1, 2, 7, 40, 400} {
			load := make([]int, n+1)
			for account := range 20 {
				l := lane{account: fmt.Sprintf("%012d", account), region: "us-east-1"}
				for d := -1; d <= days; d++ {
					owners := 0
					for i := 1; i <= n; i++ {
						if w, ok := (Shard{i, n}).window(l, start, last); ok && w.has(start.Add(time.Duration(d)*day)) {
							owners++
							load[i]++
						}
					}
					if owners != 1 {
						t.Fatalf("%d days, %d shards, day %d: %d have it", days, n, d, owners)
					}
				}
			}
			if n <= 7 && days >= 30 {
				if least, most := slices.Min(load[1:]), slices.Max(load[1:]); most > 2*least {
					t.Errorf("%d days, %d shards: %v", days, n, load[1:])
				}
			}
		}
	}
}

// TestMergeRefuses what is not exactly the shards of one verification.
func TestMergeRefuses(t *testing.T) {
	tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}})
	for name, c := range map[string]struct {
		change func([]*Report) []*Report
		want   string
	}{
		"none":    {func([]*Report) []*Report { return nil }, "there are no reports"},
		"missing": {func(r []*Report) []*Report { return slices.Delete(r, 1, 2) }, "shard 2 of 3 is missing"},
		"twice":   {func(r []*Report) []*Report { return append(r, r[1]) }, "shard 2 of 3 is there twice"},
		"whole":   {func(r []*Report) []*Report { r[1].Shard = nil; return r }, "report 2 is not one of a shard"},
		"index":   {func(r []*Report) []*Report { r[0].Shard.Index = 4; return r }, "there is no shard 4 of 3"},
		"count":   {func(r []*Report) []*Report { r[1].Shard.Count = 4; return r }, "another number of shards"},
		"trail":   {func(r []*Report) []*Report { r[1].Trail = "other"; return r }, "another trail"},
		"bucket":  {func(r []*Report) []*Report { r[1].Source = "other"; return r }, "another bucket or copy"},
		"Regions": {func(r []*Report) []*Report { r[1].Only = []string{"us-east-1"}; return r }, "another choice of Regions"},
		"keys":    {func(r []*Report) []*Report { r[1].Encryption.KMSKeys = []string{"k"}; return r }, "another set of keys of KMS"},
		"period": {func(r []*Report) []*Report {
			later := r[1].End.Add(time.Second)
			r[1].End = &later
			return r
		}, "another period"},
	} {
		_, err := Merge(c.change(shards(t, tree, 3, wholeTime(tree))))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
