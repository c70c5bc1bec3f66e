package logs

import (
	"strings"
	"testing"
	"time"

	"trailproof/internal/signedlogs"
	"trailproof/snapshot"

	"github.com/aws/smithy-go"
)

// TestFeed: what is worse than unknown is decided, and what is not is unseen as long as something is unknown.
func TestFeed(t *testing.T) {
	const us = "111122223333 us-east-1: "
	for name, c := range map[string]struct {
		do                func(*signedlogs.Tree, *fakeS3, *snapshot.Trail)
		tampered, exposed int // how many, negative where it is unseen
		unknown           string
	}{
		"valid": {tampered: 0, exposed: 0},
		"a log file deleted": {
			do: func(tree *signedlogs.Tree, _ *fakeS3, _ *snapshot.Trail) {
				delete(tree.Objects, tree.Chains[0].Hours[6].Logs[0])
			},
			tampered: 1, exposed: 0,
		},
		"a log file refused": {
			do: func(tree *signedlogs.Tree, s *fakeS3, _ *snapshot.Trail) {
				s.refuse = map[string]error{tree.Chains[0].Hours[6].Logs[0]: &smithy.GenericAPIError{Code: "AccessDenied"}}
			},
			tampered: -1, exposed: -1, unknown: us + "unreadable AWSLogs/",
		},
		"a log file deleted, and one refused": {
			do: func(tree *signedlogs.Tree, s *fakeS3, _ *snapshot.Trail) {
				delete(tree.Objects, tree.Chains[0].Hours[6].Logs[0])
				s.refuse = map[string]error{tree.Chains[0].Hours[6].Logs[1]: &smithy.GenericAPIError{Code: "AccessDenied"}}
			},
			tampered: 1, exposed: -1, unknown: us + "unreadable AWSLogs/",
		},
		"another key, and a log file refused": {
			do: func(tree *signedlogs.Tree, s *fakeS3, _ *snapshot.Trail) {
				tree.Objects[tree.Chains[0].Hours[6].Logs[0]].KMSKey = anotherKey
				s.refuse = map[string]error{tree.Chains[0].Hours[6].Logs[1]: &smithy.GenericAPIError{Code: "AccessDenied"}}
			},
			tampered: -1, exposed: 1, unknown: us + "unreadable AWSLogs/",
		},
		"a key that nobody could resolve": {
			do: func(_ *signedlogs.Tree, _ *fakeS3, t *snapshot.Trail) {
				alias := "alias/trail"
				t.KMSKeyID, t.Key = &alias, snapshot.Field[string]{}
			},
			tampered: 0, exposed: -1,
		},
		"no key": {
			do: func(_ *signedlogs.Tree, _ *fakeS3, t *snapshot.Trail) {
				t.KMSKeyID, t.Key = nil, snapshot.Absent[string]()
			},
			tampered: 0, exposed: 0,
		},
		"a Region that is gone": {
			do: func(_ *signedlogs.Tree, _ *fakeS3, t *snapshot.Trail) {
				t.Status = map[string]snapshot.TrailStatus{}
			},
			tampered: -1, exposed: -1, unknown: "111122223333 eu-west-1: no-digests: there are neither log files nor digests",
		},
		"a Region that is gone, though CloudTrail delivered": {tampered: 1, exposed: 0, do: func(tree *signedlogs.Tree, _ *fakeS3, t *snapshot.Trail) {
			at := tree.Chains[0].Hours[7].End
			t.Status["eu-west-1"] = snapshot.TrailStatus{LatestDigestDeliveryTime: &at}
		}},
		"another prefix": {
			do: func(_ *signedlogs.Tree, _ *fakeS3, t *snapshot.Trail) {
				other := "other"
				t.S3KeyPrefix = &other
			},
			tampered: -1, exposed: -1, unknown: "there are no digests, and no log files",
		},
	} {
		t.Run(name, func(t *testing.T) {
			tree := bucket(signedlogs.Options{Regions: []string{"us-east-1"}, KMSKey: trailKey})
			s := &fakeS3{tree: tree}
			id, start := trailKey, tree.Start
			trail := snapshot.Trail{
				Name: tree.Trail, Owner: "111122223333", KMSKeyID: &id, Key: snapshot.Seen(trailKey),
				Status: map[string]snapshot.TrailStatus{"us-east-1": {StartLoggingTime: &start}},
			}
			if c.do != nil {
				c.do(tree, s, &trail)
			}
			regions := []string{"us-east-1"}
			if strings.HasPrefix(name, "a Region") {
				regions = []string{"eu-west-1", "us-east-1"}
			}
			feed := Feed{Start: tree.Chains[0].Hours[5].Start.Add(time.Minute), End: *end(tree), Concurrency: 2}
			f, unknown, err := feed.Verify(t.Context(), trail, regions, Bucket{s, tree.Bucket}, service(tree))
			if err != nil {
				t.Fatal(err)
			}
			tampered, exposed := -1, -1
			if list, ok := f.Tampered.Get(); ok {
				tampered = len(list)
			}
			if list, ok := f.Exposed.Get(); ok {
				exposed = len(list)
			}
			if tampered != c.tampered || exposed != c.exposed || !strings.Contains(strings.Join(unknown, "\n"), c.unknown) || (c.unknown == "") != (len(unknown) == 0) {
				t.Errorf("tampered %d, exposed %d, unknown %q, %+v", tampered, exposed, unknown, f.Regions)
			}
		})
	}
}
