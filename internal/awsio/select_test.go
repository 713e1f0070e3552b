package awsio

import (
	"slices"
	"testing"
)

func TestChoose(t *testing.T) {
	t.Parallel()
	members := []candidate{
		{ID: "111111111111", State: "ACTIVE", Above: []string{"r-ab12"}},
		{ID: "222222222222", State: "ACTIVE", Above: []string{"r-ab12", "ou-ab12-11111111"}},
		{ID: "333333333333", State: "ACTIVE", Above: []string{"r-ab12", "ou-ab12-11111111", "ou-ab12-22222222"}},
		{ID: "444444444444", State: "SUSPENDED", Above: []string{"r-ab12"}},
		{ID: "555555555555", State: "PENDING_CLOSURE", Above: []string{"r-ab12"}},
	}
	for name, tt := range map[string]struct {
		o                  Options
		want               []string
		inactive, excluded int
	}{
		"all":              {Options{}, []string{"111111111111", "222222222222", "333333333333"}, 2, 0},
		"a unit and below": {Options{Units: []string{"ou-ab12-11111111"}}, []string{"222222222222", "333333333333"}, 0, 3},
		"the root":         {Options{Units: []string{"r-ab12"}}, []string{"111111111111", "222222222222", "333333333333"}, 2, 0},
		"some":             {Options{Accounts: []string{"333333333333"}}, []string{"333333333333"}, 0, 4},
		"some and a unit":  {Options{Accounts: []string{"111111111111"}, Units: []string{"ou-ab12-22222222"}}, []string{"111111111111", "333333333333"}, 0, 3},
		"without one":      {Options{Exclude: []string{"111111111111"}}, []string{"222222222222", "333333333333"}, 2, 1},
		"without a unit":   {Options{Exclude: []string{"ou-ab12-22222222"}}, []string{"111111111111", "222222222222"}, 2, 1},
		"named, excluded":  {Options{Accounts: []string{"333333333333"}, Exclude: []string{"ou-ab12-11111111"}}, nil, 0, 5},
		"one that is gone": {Options{Accounts: []string{"999999999999"}}, nil, 0, 5},
		"a closed account": {Options{Accounts: []string{"444444444444"}}, nil, 1, 4},
	} {
		got := tt.o.choose(members)
		if !slices.Equal(got.ids, tt.want) || got.inactive != tt.inactive || got.excluded != tt.excluded {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
