package awsio

import (
	"context"
	"errors"
	"fmt"
	"reflect"
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
	seen := tokens{}
	for p.HasMorePages() {
		page, err := p.NextPage(ctx)
		if err == nil {
			err = seen.check(page)
		}
		if err != nil {
			return err
		}
		take(page)
	}
	return nil
}

// hasList reports whether a page has a list. IAM writes those that are empty;
// of what is not there the SDK makes none.
func hasList(page reflect.Value) bool {
	for _, f := range page.Fields() {
		if f.Kind() == reflect.Slice && !f.IsNil() {
			return true
		}
	}
	return false
}

// tokens are those by which pages of a list were asked for.
type tokens map[string]bool

// check holds a page to its word. The SDK takes one that says that more
// follows, and not where, for the last; and asks for ever for one that says
// that it follows itself.
func (t tokens) check(page any) error {
	v := reflect.Indirect(reflect.ValueOf(page))
	token := ""
	for _, name := range []string{"Marker", "NextToken"} {
		if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.Pointer && !f.IsNil() {
			token = f.Elem().String()
		}
	}
	truncated := v.FieldByName("IsTruncated")
	isIAM := truncated.IsValid() && truncated.Kind() == reflect.Bool
	switch {
	case isIAM && !hasList(v):
		return errors.New("a page has no list, be it an empty one")
	case isIAM && truncated.Bool() && token == "":
		return errors.New("a page says that more follows, and not where (IsTruncated without Marker)")
	case token == "", isIAM && !truncated.Bool():
		return nil
	}
	return t.next(token)
}

// next holds a list of pages to its word: what follows must be another page than
// those before.
func (t tokens) next(token string) error {
	switch {
	case t[token]:
		return errors.New("the list does not end: a page says that one follows which was there before")
	case len(t) == maxPages:
		return fmt.Errorf("a list of more than %d pages", maxPages)
	}
	t[token] = true
	return nil
}
