package cli

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"hotline/desired"
	"hotline/internal/awsio"
	"hotline/plan"
)

// changesOf is what a plan needs to be allowed: sessions in accounts are narrowed
// to that.
func changesOf(p *plan.Plan) awsio.Changes {
	out := awsio.Changes{Purpose: awsio.Apply}
	if p.Purpose == "rollback" {
		out.Purpose = awsio.Rollback
	}
	roles, grants := map[string]bool{}, map[string]bool{}
	for _, a := range p.Accounts {
		for _, c := range a.Changes {
			path := ""
			switch {
			case c.Kind != plan.Role:
				grants[c.Resource().String()] = true
			case c.Field == plan.Itself:
				spec, _ := plan.ParseRoleSpec(*cmp.Or(c.After, c.Before)) // plan.Check has read it
				path, out.Boundary = spec.Path, boundary(out.Boundary, spec.Boundary)
			case c.Field == plan.Boundary:
				out.Boundary = boundary(out.Boundary, *cmp.Or(c.After, c.Before))
			case c.Field == plan.Inline && c.Key == desired.GrantPolicy:
				grants[c.Resource().String()] = true
			case c.Field == plan.Attached && !strings.HasSuffix(c.Key, ":iam::aws:policy/AWSSupportAccess"):
				out.Extras = true
			}
			if c.Kind != plan.Role {
				continue
			}
			if path != "" {
				roles[path+c.Name] = true
				continue
			}
			if _, below, found := strings.Cut(a.Role, ":role/"); found && strings.HasSuffix("/"+below, "/"+c.Name) {
				roles["/"+below] = true
				continue
			}
			roles["/"+c.Name], roles["/*/"+c.Name] = true, true // its path is not in the plan
		}
	}
	out.Support, out.Grants = slices.Sorted(maps.Keys(roles)), slices.Sorted(maps.Keys(grants))
	return out
}

// boundary is a pattern for two boundaries.
func boundary(a, b string) string {
	switch {
	case b == "" || a == b:
		return a
	case a == "":
		return b
	}
	return "arn:{partition}:iam::*:policy/*"
}
