package configfile

import (
	"fmt"
	"strings"

	"hotline/desired"
	"hotline/internal/strictyaml"
)

// readTrust reads who may assume the role.
func (r *reader) readTrust(n strictyaml.Node) {
	before := r.FaultCount()
	t := &r.config.Trust
	r.mapping(n, "trust",
		field{key: "people", read: func(n strictyaml.Node) { r.list(n, "people", r.readPeople) }},
		field{key: "providers", read: func(n strictyaml.Node) { r.list(n, "providers", r.readProvider) }},
		field{key: "automation", read: func(n strictyaml.Node) { r.list(n, "automation", r.readAutomation) }},
	)
	if len(t.People)+len(t.Providers)+len(t.Automation) == 0 && r.FaultCount() == before {
		r.Fault(n, "expected somebody in people, providers or automation: nobody could assume the role")
	}
}

// readPeople reads those of one account.
func (r *reader) readPeople(i int, n strictyaml.Node) {
	before := r.FaultCount()
	self := fmt.Sprintf("people %d", i+1)
	p := desired.People{}
	r.mapping(n, self,
		field{key: "account", must: true, read: r.set(&p.Account, "account", account)},
		field{key: "roles", read: r.words(&p.Roles, self+"/roles", "roles", principal("role"))},
		field{key: "users", read: r.words(&p.Users, self+"/users", "users", principal("user"))},
		field{key: "permission_sets", read: r.words(&p.PermissionSets, self+"/permission_sets", "permission_sets", name("permission set", 32))},
		field{key: "mfa", read: r.truth(&p.MFA, "mfa")},
		field{key: "organization", read: r.set(&p.Organization, "organization", organization)},
		field{key: "source_identity", read: r.truth(&p.SourceIdentity, "source_identity")},
		field{key: "session_tags", read: r.readSessionTags(&p, self)},
		field{key: "grants", read: r.readGrants(&p, self)},
	)
	if r.FaultCount() > before {
		return
	}
	switch {
	case len(p.Roles)+len(p.Users)+len(p.PermissionSets) == 0:
		r.Fault(n, "expected somebody in roles, users or permission_sets of "+self)
	case p.MFA && len(p.Users) == 0:
		r.FaultAt(r.placeOf(self+"/mfa"), "mfa is asked of users, and there are none in "+self+
			": a session of a role or of IAM Identity Center never shows a second factor; ask for it where people sign in")
	}
	r.checkGrants(p, self)
	r.checkAgain(p, self)
	r.config.Trust.People = append(r.config.Trust.People, p)
}

func (r *reader) readSessionTags(p *desired.People, self string) func(strictyaml.Node) {
	return func(n strictyaml.Node) {
		r.words(&p.SessionTags, self+"/session_tags", "session_tags", tagKey)(n)
		if len(p.SessionTags) > maxTags {
			r.Fault(n, fmt.Sprintf("expected at most %d session tags, found %d", maxTags, len(p.SessionTags)))
		}
	}
}

func (r *reader) readGrants(p *desired.People, self string) func(strictyaml.Node) {
	return func(n strictyaml.Node) {
		r.list(n, "grants", func(i int, n strictyaml.Node) {
			grant := fmt.Sprintf("grant %d of %s", i+1, self)
			before := r.FaultCount()
			var group, role, user string
			r.mapping(n, grant,
				field{key: "group", read: r.set(&group, "group", name("group", 128))},
				field{key: "role", read: r.set(&role, "role", name("role", 64))},
				field{key: "user", read: r.set(&user, "user", name("user", 64))},
			)
			var all []desired.Grantee
			for _, g := range []desired.Grantee{{Kind: "group", Name: group}, {Kind: "role", Name: role}, {Kind: "user", Name: user}} {
				if g.Name != "" {
					all = append(all, g)
				}
			}
			switch {
			case r.FaultCount() > before:
			case len(all) != 1:
				r.Fault(n, "expected one of group, role and user in "+grant)
			case r.isFirst(n, self+"/grants/"+all[0].Kind+"/"+all[0].Name, all[0].Kind+" "+all[0].Name):
				p.Grants = append(p.Grants, all[0])
			}
		})
	}
}

// checkGrants finds who is allowed to assume the role, and not let in by it: it
// takes both.
func (r *reader) checkGrants(p desired.People, self string) {
	for _, g := range p.Grants {
		at := r.placeOf(self + "/grants/" + g.Kind + "/" + g.Name)
		switch {
		case g.Kind == "group" && len(p.Users) == 0:
			r.FaultAt(at, "group "+g.Name+" has users, and the role lets in none of the account: name them in users, too")
		case g.Kind == "role" && !hasName(p.Roles, g.Name), g.Kind == "user" && !hasName(p.Users, g.Name):
			r.FaultAt(at, fmt.Sprintf("the role does not let in %s %s: name it in %ss, too", g.Kind, g.Name, g.Kind))
		}
	}
}

// hasName reports whether a list of names, with paths or without, has a name.
func hasName(list []string, name string) bool {
	for _, s := range list {
		if s[strings.LastIndexByte(s, '/')+1:] == name {
			return true
		}
	}
	return false
}

// checkAgain finds who was let in before, on conditions that may be others: the
// easiest of them would be the one that counts. Names are the same to IAM in any
// case.
func (r *reader) checkAgain(p desired.People, self string) {
	for _, of := range []struct {
		kind, list string
		names      []string
	}{{"role", "roles", p.Roles}, {"user", "users", p.Users}, {"permission set", "permission_sets", p.PermissionSets}} {
		for _, name := range of.names {
			at := r.placeOf(self + "/" + of.list + "/" + name)
			bare := strings.ToLower(name[strings.LastIndexByte(name, '/')+1:])
			key := "who/" + of.kind + "/" + p.Account + "/" + bare
			if _, again := r.places[key]; again {
				r.FaultAt(at, fmt.Sprintf("%s %s of account %s comes twice: the easier conditions would count", of.kind, name, p.Account))
			}
			r.places[key] = at
		}
	}
}
