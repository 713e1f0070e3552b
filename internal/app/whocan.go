package app

import (
	"fmt"
	"slices"
	"strings"

	"hotline/authz"
	"hotline/org"
	"hotline/reach"
)

// A Survey is the answers of hotline who-can.
type Survey struct {
	Organization *org.Organization // nil where it was not read
	Ability      reach.Ability     // of Answers
	Answers      []*reach.Answer   // one an account, in the order of the ids
	Assumptions  []*reach.Assumption
	Names        map[string]string // of accounts, by their ids, where they are known
	Caveats      []string
	// Gaps are the faults of the organization and of all accounts: with any,
	// there may be more who can.
	Gaps []org.Gap

	partial []string // the ids of accounts that were not read to the end
}

// WhoCan says who can do something in some accounts of a source; in all, where
// none are named.
func WhoCan(source Source, ability reach.Ability, accounts []string, now string) (*Survey, error) {
	index, s := survey(source, ability, now)
	s.Ability = ability
	if accounts == nil {
		accounts = index.Accounts()
	}
	for _, id := range accounts {
		if !index.Has(id) {
			return s, fmt.Errorf("account %s is not in the snapshot", id)
		}
	}
	s.Answers = make([]*reach.Answer, len(accounts))
	parallel(len(accounts), func(i int) { s.Answers[i] = index.WhoCan(ability, accounts[i]) })
	return s, nil
}

// WhoCanAssume says who can become a role, given by its ARN, or by its name,
// with or without its path, in some accounts; in all, where none are named.
func WhoCanAssume(source Source, role string, accounts []string, now string) (*Survey, error) {
	index, s := survey(source, reach.Ability{}, now)
	for _, a := range index.Roles() {
		if isNamed(a, role) && (accounts == nil || slices.Contains(accounts, a.Account)) {
			s.Assumptions = append(s.Assumptions, index.WhoCanAssume(a))
		}
	}
	if s.Assumptions == nil {
		return s, fmt.Errorf("no role %s is in the snapshot", role)
	}
	return s, nil
}

// isNamed reports whether a text names a role: its ARN, its name, or its path
// and name.
func isNamed(a *reach.Actor, text string) bool {
	return a.ARN == text || a.Name == text || strings.HasSuffix(a.ARN, ":role/"+strings.TrimPrefix(text, "role/"))
}

// survey reads a source for questions about an ability.
func survey(source Source, ability reach.Ability, now string) (*reach.Index, *Survey) {
	s := &Survey{Organization: source.Organization(), Names: map[string]string{}}
	type read struct {
		digest  *reach.Digest
		gaps    []org.Gap
		partial bool
	}
	actions := append(reach.AssumeActions(), ability.Actions...)
	accounts := each(source, func(a *org.Account) read { return read{reach.NewDigest(a, actions), a.Gaps, isPartial(a)} })
	var digests []*reach.Digest
	if s.Organization != nil {
		s.Gaps = slices.Clone(s.Organization.Gaps)
		for _, m := range s.Organization.Members {
			s.Names[m.ID] = m.Name
		}
	}
	for _, r := range accounts {
		digests, s.Gaps = append(digests, r.digest), append(s.Gaps, r.gaps...)
		if r.partial {
			s.partial = append(s.partial, r.digest.Account()) // "" for one whose id is not known
		}
	}
	index := reach.NewIndex(s.Organization, digests, now)
	s.Caveats = index.Caveats()
	return index, s
}

// SurveyStatus sums a survey up: whatever could not be read may hide somebody,
// and an answer that is Unknown is none.
func SurveyStatus(s *Survey) Status {
	status := gapStatus(s.Gaps)
	for _, a := range s.Answers {
		status = max(status, entriesStatus(a.Can))
	}
	for _, a := range s.Assumptions {
		status = max(status, entriesStatus(a.Can))
	}
	return status
}

func entriesStatus(entries []reach.Entry) Status {
	if slices.ContainsFunc(entries, func(e reach.Entry) bool { return e.Effect == authz.Unknown }) {
		return Incomplete
	}
	return Clean
}

// gapStatus is how bad some gaps are. What was not asked for is missing, too.
func gapStatus(gaps []org.Gap) Status {
	status := Clean
	for _, g := range gaps {
		status = max(status, map[org.GapKind]Status{org.Damaged: Broken, org.Incomplete: Incomplete, org.Unasked: Incomplete}[g.Kind])
	}
	return status
}
