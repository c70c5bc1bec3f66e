package logs

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"

	"trailproof/internal/signedlogs"
)

// BenchmarkVerify reports how fast log files are verified, and the most memory that is in use when one is opened: that must not
// grow with the number of days, beyond what the digests of an hour take.
func BenchmarkVerify(b *testing.B) {
	for _, hours := range []int{24, 240} {
		tree := signedlogs.New(signedlogs.Options{Regions: []string{"us-east-1"}, Hours: hours, Logs: 20, Size: 50 << 10})
		var size int64
		for key, o := range tree.Objects {
			if o.Meta == nil && strings.Contains(key, "/CloudTrail/") {
				size += int64(len(signedlogs.Gunzip(o.Body)))
			}
		}
		b.Run(fmt.Sprint(hours*20), func(b *testing.B) {
			runtime.GC()
			var before runtime.MemStats
			runtime.ReadMemStats(&before)
			var most atomic.Uint64
			source := measured{Bucket{&fakeS3{tree: tree, page: 1000}, tree.Bucket}, &most, new(atomic.Int64)}
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				r, err := Verify(b.Context(), source, service(tree), Options{Concurrency: 16})
				if err != nil || r.Verdict != Valid {
					b.Fatalf("%v %v", r, err)
				}
			}
			b.ReportMetric(float64(max(most.Load(), before.HeapAlloc)-before.HeapAlloc)/(1<<20), "peak-MiB")
		})
	}
}

// measured looks at the heap at each 50th object.
type measured struct {
	Source
	most *atomic.Uint64
	n    *atomic.Int64
}

func (m measured) Open(ctx context.Context, key string) (*Object, error) {
	if m.n.Add(1)%50 == 0 {
		runtime.GC()
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		if old := m.most.Load(); now.HeapAlloc > old {
			m.most.CompareAndSwap(old, now.HeapAlloc)
		}
	}
	return m.Source.Open(ctx, key)
}
