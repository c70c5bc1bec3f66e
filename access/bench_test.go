package access

import "testing"

// BenchmarkDecide decides the cases of the random world, policies read.
func BenchmarkDecide(b *testing.B) {
	type ready struct {
		r Request
		p *Policies
	}
	g := newGenerator(3)
	all := make([]ready, 1000)
	for i := range all {
		c := g.testCase(i)
		all[i].r, all[i].p = c.build(b)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		c := &all[i%len(all)]
		Decide(&c.r, c.p)
		i++
	}
}
