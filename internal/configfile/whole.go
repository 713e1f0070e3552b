package configfile

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"hotline/desired"
	"hotline/internal/strictyaml"
)

// readScope reads which accounts have the role.
func (r *reader) readScope(n strictyaml.Node) {
	s := &r.config.Scope
	r.mapping(n, "scope",
		field{key: "accounts", read: r.words(&s.Accounts, "scope/accounts", "accounts", account)},
		field{key: "units", read: r.words(&s.Units, "scope/units", "units", unit)},
		field{key: "exclude", read: r.words(&s.Exclude, "scope/exclude", "exclude", accountOrUnit)},
	)
	for _, id := range s.Exclude {
		at := r.placeOf("scope/exclude/" + id)
		if strings.HasPrefix(id, "r-") {
			r.FaultAt(at, "the root has all accounts in it: without it no account is left")
		}
		if slices.Contains(s.Accounts, id) || slices.Contains(s.Units, id) {
			r.FaultAt(at, id+" is in scope and excluded from it")
		}
	}
}

// readFound reads what becomes of what is there.
func (r *reader) readFound(n strictyaml.Node) {
	f := &r.config.Found
	r.mapping(n, "found",
		field{key: "roles", read: choice(r, &f.Roles, "roles", desired.Leave, desired.Adopt, desired.Remove)},
		field{key: "adopt", read: r.words(&f.Adopt, "found/adopt", "adopt", adoptable)},
		field{key: "attachments", read: choice(r, &f.Attachments, "attachments", desired.Leave, desired.Remove)},
		field{key: "extras", read: choice(r, &f.Extras, "extras", desired.Leave, desired.Remove)},
	)
}

// checkAccounts finds accounts that are two things at once.
func (r *reader) checkAccounts() {
	c := r.config
	ours := map[string]string{}
	for _, p := range c.Trust.People {
		ours[p.Account] = "people"
	}
	for _, a := range c.Trust.Automation {
		if a.Role == "" {
			continue
		}
		if parts := strings.Split(a.Role, ":"); parts[1] != r.partition() {
			r.FaultAt(r.placeOf("automation/"+a.Role), "role "+a.Role+" is of another partition than other ARNs here: roles are not assumed across partitions")
		}
		home := strings.Split(a.Role, ":")[4]
		ours[home] = "automation"
		bare := strings.ToLower(a.Role[strings.LastIndexByte(a.Role, '/')+1:])
		if _, again := r.places["who/role/"+home+"/"+bare]; again {
			r.FaultAt(r.placeOf("automation/"+a.Role), "role "+a.Role+" is in people, too: the easier conditions would count")
		}
	}
	r.checkItself()
	for _, p := range c.Trust.Providers {
		if where := ours[p.Account]; where != "" {
			r.FaultAt(r.placeOf("provider/"+p.Account), "account "+p.Account+" is in "+where+", too: there it needs no external id")
		}
	}
	for _, arn := range c.Found.Adopt {
		if id := strings.Split(arn, ":")[4]; slices.Contains(c.Scope.Exclude, id) {
			r.FaultAt(r.placeOf("found/adopt/"+arn), "account "+id+" is excluded from scope: nothing is adopted there")
		}
	}
	parts := strings.Split(c.Role.Boundary, ":")
	if len(parts) == 6 && parts[4] != "{account}" && parts[4] != "aws" && (len(c.Scope.Units) > 0 || !slices.Equal(c.Scope.Accounts, []string{parts[4]})) {
		r.FaultAt(r.placeOf("role/boundary"), "the boundary is a policy of account "+parts[4]+
			", and a role has one of its own account: write {account}, or have only that account in scope")
	}
}

// The length of trust policies in characters: what IAM takes unless the quota is
// raised, and what it takes then.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-entities
const (
	usualTrust = 2048
	maxTrust   = 4096
)

// idLength is how long external ids will be that are still to be made.
const idLength = 26

// checkItself notes people who would be the support role: a role of its name, in
// an account that may have it.
func (r *reader) checkItself() {
	c := r.config
	for i, p := range c.Trust.People {
		if len(c.Scope.Units) == 0 && !c.Scope.Includes(p.Account, nil) || slices.Contains(c.Scope.Exclude, p.Account) {
			continue
		}
		for _, name := range p.Roles {
			if strings.EqualFold(name[strings.LastIndexByte(name, '/')+1:], c.Role.Name) {
				r.notes = append(r.notes, r.note(r.placeOf(fmt.Sprintf("people %d/roles/%s", i+1, name)),
					"role "+name+" has the name of the support role: in account "+p.Account+" it is that role, and not who assumes it"))
			}
		}
	}
}

// checkSizes holds the trust policy to the length that IAM takes, with the
// longest external ids that there are.
func (r *reader) checkSizes() {
	const anyAccount = "000000000000"
	config := *r.config
	config.Trust.Providers = nil
	for _, p := range r.config.Trust.Providers {
		id := strings.Repeat("x", idLength)
		for _, known := range p.ExternalIDs {
			if len(known) > len(id) {
				id = known
			}
		}
		p.ExternalIDs = map[string]string{anyAccount: id}
		config.Trust.Providers = append(config.Trust.Providers, p)
	}
	text, _ := config.TrustPolicy(anyAccount, r.partition()) // fails without external ids alone
	longest := utf8.RuneCountInString(text)
	switch {
	case longest > maxTrust:
		r.FaultAt(r.placeOf("hotline.yaml/trust"), fmt.Sprintf("the trust policy would have %d characters, and IAM takes %d at most: name groups of people by one role or permission set", longest, maxTrust))
	case longest > usualTrust:
		r.notes = append(r.notes, r.note(r.placeOf("hotline.yaml/trust"), fmt.Sprintf("the trust policy will have %d characters: IAM takes %d, unless the quota \"Role trust policy length\" is raised in each account", longest, usualTrust)))
	}
}

// partition is the one that ARNs in the file tell of.
func (r *reader) partition() string {
	arns := append([]string{r.config.Role.Boundary}, r.config.Found.Adopt...)
	for _, a := range r.config.Trust.Automation {
		arns = append(arns, a.Role)
	}
	for _, arn := range arns {
		if parts := strings.Split(arn, ":"); len(parts) > 1 && !strings.HasPrefix(parts[1], "{") {
			return parts[1]
		}
	}
	return "aws"
}
