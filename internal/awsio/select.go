package awsio

import (
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// A candidate is an account of the organization that may be read.
type candidate struct {
	ID    string
	State string
	Above []string // the root and the units it is in, from the top
}

func candidateOf(a types.Account) candidate {
	c := candidate{ID: aws.ToString(a.Id), State: string(a.State)}
	if c.State == "" { // what AWS used before State
		c.State = string(a.Status)
	}
	for _, path := range a.Paths {
		for _, id := range strings.Split(path, "/") {
			if strings.HasPrefix(id, "r-") || strings.HasPrefix(id, "ou-") {
				c.Above = append(c.Above, id)
			}
		}
	}
	return c
}

// A selection is the accounts of an organization that are read, and how many
// are not.
type selection struct {
	ids      []string
	inactive int // not ACTIVE: nobody can enter them
	excluded int
}

// choose chooses the accounts that are read.
func (o Options) choose(members []candidate) selection {
	var s selection
	for _, m := range members {
		switch {
		case !o.wants(m):
			s.excluded++
		case m.State != "ACTIVE":
			s.inactive++
		default:
			s.ids = append(s.ids, m.ID)
		}
	}
	slices.Sort(s.ids)
	return s
}

func (o Options) wants(m candidate) bool {
	in := func(list []string) bool {
		return slices.Contains(list, m.ID) || slices.ContainsFunc(m.Above, func(id string) bool { return slices.Contains(list, id) })
	}
	if in(o.Exclude) {
		return false
	}
	if len(o.Accounts) == 0 && len(o.Units) == 0 {
		return true
	}
	return slices.Contains(o.Accounts, m.ID) || in(o.Units)
}
