package awsio

import (
	"context"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
)

// fixed gives pages, as many as are asked for.
type fixed[O any] struct {
	pages []*O
	n     int
}

func (f *fixed[O]) HasMorePages() bool { return f.n < len(f.pages) }

func (f *fixed[O]) NextPage(context.Context, ...func(*iam.Options)) (*O, error) {
	f.n++
	return f.pages[f.n-1], nil
}

// TestEachPage holds that a list which contradicts itself is an error, and no
// end.
func TestEachPage(t *testing.T) {
	t.Parallel()
	role := func(more bool, marker *string) *iam.ListRolesOutput {
		return &iam.ListRolesOutput{IsTruncated: more, Marker: marker, Roles: []types.Role{}}
	}
	account := func(token *string) *organizations.ListAccountsOutput {
		return &organizations.ListAccountsOutput{NextToken: token}
	}
	a, b, none := aws.String("a"), aws.String("b"), aws.String("")
	for name, tt := range map[string]struct {
		err   error
		fails bool
	}{
		"one page":                  {every(role(false, nil)), false},
		"no list":                   {every(&iam.ListRolesOutput{}), true},
		"several":                   {every(role(true, a), role(true, b), role(false, nil)), false},
		"a marker that is not used": {every(role(true, a), role(false, a)), false},
		"more, and not where":       {every(role(true, nil)), true},
		"more, at nothing":          {every(role(true, a), role(true, none)), true},
		"itself":                    {every(role(true, a), role(true, a)), true},
		"a ring":                    {every(role(true, a), role(true, b), role(true, a)), true},
		"tokens":                    {every(account(a), account(b), account(nil)), false},
		"tokens, an empty one":      {every(account(a), account(none)), false},
		"tokens, itself":            {every(account(a), account(a)), true},
	} {
		if (tt.err != nil) != tt.fails {
			t.Errorf("%s: %v", name, tt.err)
		}
	}
}

func every[O any](pages ...*O) error {
	return eachPage(context.Background(), &fixed[O]{pages: pages}, func(*O) {})
}

func TestFileName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"aws-support": "aws-support", "a.b+c=d,e@f_1": "a.b+c=d,e@f_1", ".support": "%2Esupport", "../x": "%2E.%2Fx",
		"a/b": "a%2Fb", "a\x00": "a%00", "100%": "100%25", "é": "%C3%A9", "us-east-1": "us-east-1"} {
		if got := fileName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}
