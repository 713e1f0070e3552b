package plan

import (
	"fmt"
	"strings"

	"hotline/org"
)

// Ourselves is who makes changes: whose role must stay as it is while they are
// made.
type Ourselves struct {
	// Caller is the ARN of the identity that runs hotline; empty where it is not
	// known.
	Caller string
	// Entry is the ARN of the role by which an account is entered; nil for none.
	Entry func(account, partition string) string
}

// Is reports whether a role of an account, by its name, is one of ours.
func (o Ourselves) Is(account, partition, name string) bool {
	if o.Entry != nil && strings.HasSuffix(o.Entry(account, partition), "/"+name) {
		return true
	}
	if org.PrincipalAccount(o.Caller) != account {
		return false
	}
	// arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION leaves the path out.
	// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns
	if _, session, found := strings.Cut(o.Caller, ":assumed-role/"); found {
		role, _, _ := strings.Cut(session, "/")
		return role == name
	}
	return strings.Contains(o.Caller, ":role/") && strings.HasSuffix(o.Caller, "/"+name)
}

// Check refuses a plan that changes a role of ours: it may end in the middle, with
// nobody left who could go on.
func (o Ourselves) Check(p *Plan) error {
	for _, a := range p.Accounts {
		for _, c := range a.Changes {
			if c.Kind == Role && o.Is(a.ID, a.Partition, c.Name) {
				return fmt.Errorf("account %s: %s is the role by which the account is entered, or which runs this: it must not be changed by itself", a.ID, c.Resource())
			}
		}
	}
	return nil
}
