package collectors

import (
	"context"
	"iter"
)

// pager is what the SDK's paginators have in common.
type pager[P, O any] interface {
	HasMorePages() bool
	NextPage(ctx context.Context, options ...func(*O)) (P, error)
}

// pagesOf yields the pages of an answer until one fails. The turn for the first was taken by whoever asks; each further one
// is a call of its own and waits for the rate again.
func pagesOf[P, O any](ctx context.Context, env *Env, c *Call, region string, pages pager[P, O]) iter.Seq2[P, error] {
	return func(yield func(P, error) bool) {
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if !yield(page, err) || err != nil || !pages.HasMorePages() {
				return
			}
			if err := env.wait(ctx, c, region); err != nil {
				yield(*new(P), err)
				return
			}
			env.tell(c, region)
		}
	}
}
