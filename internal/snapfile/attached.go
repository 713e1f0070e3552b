package snapfile

import (
	"slices"

	"hotline/org"
)

// resolveEmpty decides whether an empty list of policies is one of the
// organization. Its content does not tell: the name of the file must.
func (d *decoder) resolveEmpty() {
	p := d.page
	if !p.noPolicies || p.ofAccount || p.lists&^org.Policies != 0 {
		return
	}
	asked := d.ids["TargetId"] != "" || d.name.kind() != "" || d.name.says("for-target") || d.name.unit() != ""
	if !asked {
		return
	}
	p.needFacts()
	p.facts.related.policies = true
	if !p.facts.related.at.At.IsValid() {
		p.facts.related.at = p.at
	}
}

// resolvePolicies finds out what a list of policies was asked for: a target,
// or all, of one type or of several.
func (d *decoder) resolvePolicies(f *facts) {
	d.resolveTargets(f)
	if !f.related.policies {
		return
	}
	target := d.related("TargetId", d.name.target)
	named := d.name.kind()
	var kinds []org.PolicyType
	for i := range f.policies {
		p := &f.policies[i]
		if !p.listed {
			continue
		}
		if p.Type == "" {
			p.Type = named
		}
		if !slices.Contains(kinds, p.Type) {
			kinds = append(kinds, p.Type)
		}
		if target != "" {
			f.attached = append(f.attached, org.Attachment{Policy: p.ID, Target: target})
		}
	}
	if kinds == nil && named != "" {
		kinds = append(kinds, named)
	}
	f.readPolicies(target, kinds)
}

// readPolicies notes that lists were read. A list for a target that is empty,
// and says no type, is taken for one of service control policies: these are
// what was asked for before there were others.
func (f *facts) readPolicies(target string, kinds []org.PolicyType) {
	f.related.target, f.related.untyped = target, kinds == nil
	if kinds == nil && target != "" {
		kinds = []org.PolicyType{org.SCP}
	}
	for _, kind := range kinds {
		call := "organizations:ListPolicies"
		if target != "" {
			call = "organizations:ListPoliciesForTarget"
		}
		f.read(call, target, kind, f.related.at)
	}
}

// continueTypes gives a page that lists no policies, and says no type, the
// types of the page that it continues.
func continueTypes(pages []*page) {
	for i := 1; i < len(pages); i++ {
		f, before := pages[i].facts, pages[i-1].facts
		if f == nil || before == nil || !pages[i-1].truncated || !f.related.untyped ||
			!before.related.policies || before.related.target != f.related.target {
			continue
		}
		f.lists = slices.DeleteFunc(f.lists, func(l list) bool { return l.kind != "" })
		for _, l := range before.lists {
			if l.kind != "" {
				l.truncated = pages[i].truncated
				f.lists = append(f.lists, l)
			}
		}
		f.related.untyped = false
	}
}

// resolveTargets joins targets with the policy that they were asked for.
func (d *decoder) resolveTargets(f *facts) {
	if f.related.targets == nil {
		return
	}
	id := d.related("PolicyId", d.name.policy)
	if id == "" {
		f.damaged(f.related.at, "neither PolicyId nor the name of the file says to which policy these targets belong")
		return
	}
	for _, target := range f.related.targets {
		f.attached = append(f.attached, org.Attachment{Policy: id, Target: target})
	}
	f.read("organizations:ListTargetsForPolicy", id, "", f.related.at)
}
