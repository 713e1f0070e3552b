package configfile

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"hotline/desired"
	"hotline/org"
	"hotline/policy"
)

// A Survey gathers what support roles that are in order have in common. Make one
// with NewSurvey.
type Survey struct {
	organization *org.Organization
	roles        []*org.Role
	who          map[trustee]map[string]bool // the accounts whose roles let them in
	strangers    map[string]bool             // accounts that are not of the organization
}

// A trustee is somebody whom a role lets in.
type trustee struct {
	account, kind, name string // kind is role, user or permission set
}

// NewSurvey begins one. The organization is nil where it is not known.
func NewSurvey(organization *org.Organization) *Survey {
	return &Survey{organization: organization, who: map[trustee]map[string]bool{}, strangers: map[string]bool{}}
}

// Add adds a support role of an account. One of IAM Identity Center says nothing
// of what a role is to be like.
func (s *Survey) Add(account string, r *org.Role) {
	if r.PermissionSet() != "" || r.IsServiceLinked() {
		return
	}
	s.roles = append(s.roles, r)
	if r.Trust.Policy == nil {
		return
	}
	for i := range r.Trust.Policy.Statements {
		st := &r.Trust.Policy.Statements[i]
		if st.Effect.Value != "Allow" || st.Principal == nil || !st.IsAbout("sts:AssumeRole") {
			continue
		}
		for _, entry := range st.Principal.Entries {
			for _, name := range entry.Names.Values {
				if entry.Kind.Value == policy.PrincipalAWS {
					s.addPrincipal(account, name.Value, st)
				}
			}
		}
	}
}

// addPrincipal adds whom a statement lets in: the principal itself, or those of
// an account that a condition names.
func (s *Survey) addPrincipal(account, principal string, st *policy.Statement) {
	home := org.PrincipalAccount(principal)
	if !policy.IsAccountID(home) {
		return
	}
	if home != account && s.organization.Member(home) == nil {
		s.strangers[home] = true
		return
	}
	named := []string{principal}
	if org.IsAccountRoot(principal) {
		named = principalARNs(st)
	}
	for _, arn := range named {
		if who, ok := trusteeOf(arn); ok && who.account == home {
			if s.who[who] == nil {
				s.who[who] = map[string]bool{}
			}
			s.who[who][account] = true
		}
	}
}

// principalARNs are the patterns of aws:PrincipalArn in a statement.
func principalARNs(st *policy.Statement) []string {
	var out []string
	if st.Condition == nil {
		return nil
	}
	for _, operator := range st.Condition.Operators {
		for _, key := range operator.Keys {
			if !strings.EqualFold(key.Name.Value, "aws:PrincipalArn") || strings.Contains(operator.Name.Value, "Not") {
				continue
			}
			for _, value := range key.Values {
				out = append(out, value.Value)
			}
		}
	}
	return out
}

// trusteeOf is who an ARN names, or the pattern of the role of a permission set.
func trusteeOf(arn string) (trustee, bool) {
	a, ok := org.ParseARN(arn)
	kind, name, found := strings.Cut(a.Resource, "/")
	if !ok || !found || a.Service != "iam" {
		return trustee{}, false
	}
	if i := strings.Index(name, "AWSReservedSSO_"); kind == "role" && i >= 0 {
		set := name[i+len("AWSReservedSSO_"):]
		set = set[:max(0, strings.LastIndexByte(set, '_'))]
		return trustee{a.Account, "permission set", set}, nameOfSet(set) == ""
	}
	return trustee{a.Account, kind, name}, (kind == "role" || kind == "user") && principal(kind)(name) == ""
}

func nameOfSet(s string) string { return name("permission set", 32)(s) }

// Draft is what the roles have in common. It reports false where they do not
// say who is to be let in.
func (s *Survey) Draft() (*Draft, bool) {
	d := NewDraft()
	if s.organization != nil && organization(s.organization.ID) == "" {
		d.People.Organization = s.organization.ID
		d.Why["organization"] = "the organization of the snapshot: nobody of another is let in, should the account leave it"
	}
	s.draftRole(d)
	found := s.draftPeople(d)
	s.draftSeen(d)
	return d, found
}

// draftRole takes over from the roles what most of them have.
func (s *Survey) draftRole(d *Draft) {
	names, sessions := map[string]int{}, map[time.Duration]int{}
	for _, r := range s.roles {
		if roleName(r.Name) == "" && rolePath(cmp.Or(r.Path, "/")) == "" {
			names[cmp.Or(r.Path, "/")+r.Name]++
		}
	}
	whole, count := most(names)
	if count == 0 {
		return
	}
	slash := strings.LastIndexByte(whole, '/') + 1
	d.Role.Path, d.Role.Name = whole[:slash], whole[slash:]
	d.Why["name"] = "what usable support roles are called in " + accounts(count)
	tags := map[string]map[string]int{}
	for _, r := range s.roles {
		if cmp.Or(r.Path, "/")+r.Name != whole {
			continue
		}
		if r.MaxSession >= time.Hour && r.MaxSession <= 12*time.Hour {
			sessions[r.MaxSession]++
		}
		for _, t := range r.Tags {
			if tagKey(t.Key) == "" && tagValue(t.Value) == "" && !strings.EqualFold(t.Key, desired.OwnerTag) {
				if tags[t.Key] == nil {
					tags[t.Key] = map[string]int{}
				}
				tags[t.Key][t.Value]++
			}
		}
	}
	if session, count := most(sessions); count > 0 {
		d.Role.Session, d.Why["session"] = session, "as the roles of that name have it in "+accounts(count)
	}
	seen := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(tags)) {
		if lower := strings.ToLower(key); !seen[lower] && len(d.Role.Tags) < maxTags-1 {
			seen[lower] = true
			value, _ := most(tags[key])
			d.Role.Tags = append(d.Role.Tags, org.Tag{Key: key, Value: value})
		}
	}
	d.Why["tags"] = "the tags of the roles of that name, with the value that most of them have"
}

// draftPeople takes over the people of the account whose people most roles let
// in; or those of the permission sets that have AWSSupportAccess.
func (s *Survey) draftPeople(d *Draft) bool {
	homes, lets := map[string]int{}, map[string]map[string]bool{}
	for who, where := range s.who {
		if lets[who.account] == nil {
			lets[who.account] = map[string]bool{}
		}
		maps.Copy(lets[who.account], where)
		homes[who.account] = len(lets[who.account])
	}
	home, count := most(homes)
	if count == 0 {
		return s.draftSets(d)
	}
	p := &d.People
	p.Account = home
	for who := range s.who {
		if who.account != home {
			continue
		}
		list := map[string]*[]string{"role": &p.Roles, "user": &p.Users, "permission set": &p.PermissionSets}[who.kind]
		*list = append(*list, who.name)
	}
	for _, list := range []*[]string{&p.Roles, &p.Users, &p.PermissionSets} {
		slices.Sort(*list)
		seen := map[string]bool{}
		*list = slices.DeleteFunc(*list, func(name string) bool { // the same to IAM, whatever the path and the case
			bare := strings.ToLower(name[strings.LastIndexByte(name, '/')+1:])
			again := seen[bare]
			seen[bare] = true
			return again
		})
	}
	p.MFA = len(p.Users) > 0
	d.Why["people"] = "whom usable support roles let in today, in " + accounts(count)
	return true
}

// draftSets takes over the permission sets with AWSSupportAccess, of the account
// in which most of them are assigned.
func (s *Survey) draftSets(d *Draft) bool {
	sets := s.supportSets()
	count := map[string]int{}
	for _, accounts := range sets {
		for account := range accounts {
			count[account]++
		}
	}
	home, n := most(count)
	if n == 0 {
		return false
	}
	d.People.Account = home
	for _, name := range slices.Sorted(maps.Keys(sets)) {
		if sets[name][home] {
			d.People.PermissionSets = append(d.People.PermissionSets, name)
		}
	}
	d.Why["people"] = "permission sets with AWSSupportAccess that are assigned in this account: no role says who is to be let in"
	return true
}

// supportSets are the accounts in which permission sets with AWSSupportAccess
// are assigned, by the names of the sets.
func (s *Survey) supportSets() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	if s.organization == nil || s.organization.IdentityCenter == nil {
		return out
	}
	for _, set := range s.organization.IdentityCenter.PermissionSets {
		has := slices.ContainsFunc(set.Managed, func(arn string) bool { return strings.HasSuffix(arn, ":iam::aws:policy/AWSSupportAccess") })
		for _, a := range s.organization.IdentityCenter.Assignments {
			if has && a.PermissionSet == set.ARN && nameOfSet(set.Name) == "" && policy.IsAccountID(a.Account) {
				if out[set.Name] == nil {
					out[set.Name] = map[string]bool{}
				}
				out[set.Name][a.Account] = true
			}
		}
	}
	return out
}

// draftSeen says what was seen and not taken over.
func (s *Survey) draftSeen(d *Draft) {
	for who, where := range s.who {
		if who.account != d.People.Account {
			d.Seen = append(d.Seen, fmt.Sprintf("Left out: %s %s of account %s, which support roles of %s let in.", who.kind, who.name, who.account, accounts(len(where))))
		}
	}
	for account := range s.strangers {
		d.Seen = append(d.Seen, "Left out: account "+account+", which is not of the organization. A provider belongs in providers, with external ids.")
	}
	for name, where := range s.supportSets() {
		if !slices.Contains(d.People.PermissionSets, name) {
			d.Seen = append(d.Seen, fmt.Sprintf("Left out: permission set %s, which has AWSSupportAccess itself, in %s.", name, accounts(len(where))))
		}
	}
	slices.Sort(d.Seen)
}

// most is the key that is counted most often, and the least of several.
func most[K cmp.Ordered](counts map[K]int) (key K, count int) {
	for _, k := range slices.Sorted(maps.Keys(counts)) {
		if counts[k] > count {
			key, count = k, counts[k]
		}
	}
	return key, count
}

func accounts(n int) string {
	if n == 1 {
		return "1 account"
	}
	return fmt.Sprintf("%d accounts", n)
}
