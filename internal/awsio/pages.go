package awsio

import (
	"context"
	"fmt"
)

// A pager gives the pages of a list, as the paginators of the SDK do.
type pager[O, F any] interface {
	HasMorePages() bool
	NextPage(ctx context.Context, options ...func(*F)) (*O, error)
}

// maxPages ends a list that does not end: 100 times that of the largest
// organization.
const maxPages = 50_000

// eachPage takes all pages of a list. One that is empty and says that more
// follows is not the end.
func eachPage[O, F any](ctx context.Context, p pager[O, F], take func(*O)) error {
	for n := 0; p.HasMorePages(); n++ {
		if n == maxPages {
			return fmt.Errorf("a list of more than %d pages", maxPages)
		}
		page, err := p.NextPage(ctx)
		if err != nil {
			return err
		}
		take(page)
	}
	return nil
}
