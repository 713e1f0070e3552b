package awsio

import (
	"cmp"
	"fmt"
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

// A selection is the accounts of an organization that are read, and those that
// are not.
type selection struct {
	members  []candidate // all
	ids      []string
	left     []string // active, and not wanted
	inactive int      // not ACTIVE: nobody can enter them
	excluded int
}

// choose chooses the accounts that are read.
func (o Options) choose(members []candidate) selection {
	s := selection{members: members}
	for _, m := range members {
		switch {
		case !o.wants(m):
			if s.excluded++; m.State == active {
				s.left = append(s.left, m.ID)
			}
		case m.State != active:
			s.inactive++
		default:
			s.ids = append(s.ids, m.ID)
		}
	}
	slices.Sort(s.ids)
	slices.Sort(s.left)
	return s
}

// active is the state of accounts that can be entered.
const active = string(types.AccountStateActive)

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

// A SelectionError says that what was named on the command line is not in the
// organization, or that there is nothing to read.
type SelectionError struct{ Message string }

func (e *SelectionError) Error() string { return e.Message }

// settle chooses the accounts that are read, and refuses to guess: which units
// an account is in must be known where units are named, and what is named must
// be there.
func (o Options) settle(w *walked) (selection, error) {
	s := o.choose(w.members)
	isUnit := func(id string) bool { return !isAccountID(id) }
	if slices.ContainsFunc(slices.Concat(o.Units, o.Exclude), isUnit) {
		for _, m := range w.members {
			if len(m.Above) == 0 {
				return s, cmp.Or[error](w.failure(), &SelectionError{fmt.Sprintf("nothing says which units account %s is in; expected --ou and --exclude without units", m.ID)})
			}
		}
	}
	for flag, ids := range map[string][]string{"--accounts": o.Accounts, "--ou": o.Units, "--exclude": o.Exclude} {
		for _, id := range ids {
			if !w.has(id) {
				return s, cmp.Or[error](w.failure(), &SelectionError{fmt.Sprintf("%s: %s is not in the organization", flag, id)})
			}
		}
	}
	if len(s.ids) == 0 {
		return s, &SelectionError{fmt.Sprintf("no account is left to read: %d are not chosen, %d not active", s.excluded, s.inactive)}
	}
	return s, nil
}
