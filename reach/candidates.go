package reach

import (
	"cmp"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/org"
	"hotline/policy"
)

// A candidate is somebody whom a trust policy may let in.
type candidate struct {
	actor *Actor
	// named says that the trust policy names the actor itself, not an account
	// or everybody.
	named bool
	// refused is why what name names is nobody who can be let in; the actor
	// is then nil.
	refused Reason
	name    string
}

// candidates lists whom the trust policy of a role may let in, in order, each
// once.
func (x *Index) candidates(role *Actor) []candidate {
	if role.PermissionSet != "" {
		return []candidate{{actor: x.permissionSet(role), named: true}}
	}
	var out []candidate
	at := map[*Actor]int{}
	for _, c := range x.everyCandidate(role) {
		i, seen := at[c.actor]
		switch {
		case c.actor == nil || c.actor == role || c.actor.of == role:
		case seen:
			out[i].named = out[i].named || c.named
		default:
			at[c.actor] = len(out)
			out = append(out, c)
		}
	}
	slices.SortFunc(out, func(a, b candidate) int { return compareActors(a.actor, b.actor) })
	return out
}

// everyCandidate lists whom a trust policy may let in, with repetitions.
func (x *Index) everyCandidate(role *Actor) []candidate {
	var out []candidate
	t := trusteesOf(role.trust.Policy)
	for _, name := range t.aws {
		out = append(out, x.byName(name, role)...)
	}
	for _, name := range t.services {
		out = append(out, candidate{actor: x.outsider(Service, name, "", nil), named: true})
	}
	for _, name := range t.federated {
		out = append(out, candidate{actor: x.outsider(Federated, name, org.PrincipalAccount(name), nil), named: true})
	}
	if t.everybody {
		out = append(out, x.everybody(role, t)...)
	}
	return out
}

// byName lists whom one name of the kind AWS stands for.
func (x *Index) byName(name string, role *Actor) []candidate {
	account := org.PrincipalAccount(name)
	arn, isARN := org.ParseARN(name)
	known := cmp.Or(x.byARN[name], x.byID[name])
	if known != nil {
		account = known.Account
	}
	refuse := func(why Reason) []candidate { return []candidate{{name: name, refused: why}} }
	switch {
	case account != "" && !x.isOpen(account):
		return refuse(NotOpen)
	case strings.ContainsAny(name, "*?"): // no wildcard stands for a part of a name in a Principal element
		return refuse(Gone)
	case org.IsAccountRoot(name):
		return x.ofAccount(account, cmp.Or(arn.Partition, x.partition(role)))
	case known != nil:
		return []candidate{{actor: known, named: true}}
	case arn.Service == "sts" && strings.HasPrefix(arn.Resource, "assumed-role/") && x.roleOf(arn) != nil:
		return []candidate{{actor: x.session(name, x.roleOf(arn)), named: true}}
	case !isARN || !policy.IsAccountID(account):
		return refuse(Gone)
	}
	if p, err := authz.NewPrincipal(authz.PrincipalSpec{ARN: name}); err == nil {
		switch p.Kind() {
		case authz.FederatedUser:
			return refuse(Unable)
		case authz.User, authz.Role, authz.Session:
			if !x.isWhole(account) {
				return []candidate{{actor: x.outsider(ForeignUser, name, account, nil), named: true}}
			}
		default: // no principal of the kind AWS
		}
	}
	return refuse(Gone)
}

// session is one session of a role.
func (x *Index) session(arn string, role *Actor) *Actor {
	return x.outsider(Session, arn, role.Account, func(s *Actor) {
		s.of, s.id, s.tags, s.held, s.boundary = role, role.id, role.tags, role.held, role.boundary
		s.assumes, s.tagged, s.bare = role.assumes, role.tagged, role.bare
		s.PermissionSet, s.ServiceLinked, s.Location = role.PermissionSet, role.ServiceLinked, role.Location
	})
}

// ofAccount lists whom an account that is trusted as a whole may let in: of one
// that was not read to the end, also those who are not known.
func (x *Index) ofAccount(account, partition string) []candidate {
	var out []candidate
	if x.accounts[account] != nil {
		out = x.assumers(account, false)
	}
	if !x.isWhole(account) {
		out = append(out, candidate{actor: x.foreignAccount(account, partition), named: x.accounts[account] == nil})
	}
	return out
}

// assumers lists the users and roles of an account: all, or those whose own
// policies may allow them to assume a role.
func (x *Index) assumers(account string, all bool) []candidate {
	var out []candidate
	if x.isOpen(account) {
		for _, a := range x.accounts[account].actors {
			if a.Kind != RootUser && (all || a.assumes) {
				out = append(out, candidate{actor: a})
			}
		}
	}
	return out
}

// everybody lists whom "*" may let in: everybody of the account of the role, of
// other accounts those who may assume roles, of accounts that were not read to
// the end whoever else there is, and anyone.
func (x *Index) everybody(role *Actor, t *trustees) []candidate {
	var out []candidate
	strange := slices.Clone(t.accounts)
	for _, d := range x.order {
		if d.account != "" {
			out = append(out, x.assumers(d.account, d.account == role.Account)...)
			strange = append(strange, d.account)
		}
	}
	if x.organization != nil {
		for _, m := range x.organization.Members {
			strange = append(strange, m.ID)
		}
	}
	for _, id := range strange {
		if policy.IsAccountID(id) && !x.isWhole(id) && x.isOpen(id) {
			out = append(out, candidate{actor: x.foreignAccount(id, x.partition(role))})
		}
	}
	return append(out, candidate{actor: x.anyone()})
}
