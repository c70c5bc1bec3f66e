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

// BenchmarkVerify reports how fast log files are verified, and how much memory lives meanwhile, on average: it must not grow
// with their number, beyond the kilobyte or two that each digest of the chain takes.
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
			source := measured{Bucket{&fakeS3{tree: tree, page: 1000}, tree.Bucket}, new(atomic.Uint64), new(atomic.Uint64), new(atomic.Uint64)}
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				r, err := Verify(b.Context(), source, service(tree), Options{Concurrency: 16})
				if err != nil || r.Verdict != Valid {
					b.Fatalf("%v %v", r, err)
				}
			}
			b.ReportMetric((float64(source.sum.Load())/float64(source.samples.Load())-float64(before.HeapAlloc))/(1<<20), "live-MiB")
		})
	}
}

// measured looks at the heap at each 50th object, and adds up what lives.
type measured struct {
	Source
	n, samples, sum *atomic.Uint64
}

func (m measured) Open(ctx context.Context, key string) (*Object, error) {
	if m.n.Add(1)%50 == 0 {
		runtime.GC()
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		m.samples.Add(1)
		m.sum.Add(now.HeapAlloc)
	}
	return m.Source.Open(ctx, key)
}
