package awsio

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/organizations"
	"github.com/aws/aws-sdk-go-v2/service/organizations/types"
)

// The folders of a snapshot.
const (
	organizationFolder = "organization"
	centerFolder       = "identity-center"
	accountsFolder     = "accounts"
)

// above reads the organization and Identity Center, and chooses among the
// accounts of the former. They are asked each time: only they tell which
// accounts are new, and which have left.
func (r *run) above(ctx context.Context) (chosen selection, err error) {
	before := readJournal(r.root, organizationFolder)
	v := &visit{run: r, session: r.hub, o: r.o}
	if r.o.Resume && before != nil && before.Depth == Full.String() {
		v.o.Depth = Full // a quick run does not throw away what is known
	}
	if v.folder, err = newFolder(r.root, organizationFolder); err != nil {
		return chosen, writeError{err}
	}
	defer func() {
		if err != nil {
			_ = v.folder.drop() // the next run does it otherwise
			r.add(slices.DeleteFunc(v.failed, func(e *CallError) bool { return errors.Is(err, e) }))
		}
	}()
	w, err := v.organization(ctx)
	if err != nil {
		return chosen, err
	}
	if before != nil && before.Organization != "" && w.id != "" && before.Organization != w.id {
		return chosen, fmt.Errorf("%s holds a snapshot of the organization %s, and these credentials are of %s; choose another directory",
			r.dir, before.Organization, w.id)
	}
	if chosen, err = r.o.settle(w); err != nil {
		return chosen, err
	}
	if len(chosen.left) > 0 {
		if err = v.write("accounts-not-asked", notAsked{chosen.left}, false); err != nil {
			return chosen, err
		}
	}
	if err = r.identityCenter(ctx, v.o); err != nil {
		return chosen, err
	}
	j := r.journal(r.hub.ARN)
	j.Organization, j.Depth = w.id, v.o.Depth.String()
	return chosen, v.finish(j)
}

// organization walks the organization.
func (v *visit) organization(ctx context.Context) (*walked, error) {
	described, err := ask[organizations.DescribeOrganizationOutput](ctx, v, "organizations:DescribeOrganization", nil)
	if err != nil {
		return nil, err
	}
	listed, err := ask[accounts](ctx, v, "organizations:ListAccounts", nil)
	if err != nil {
		return nil, err
	}
	if listed == nil && len(v.o.Accounts) == 0 {
		return nil, v.failed[len(v.failed)-1] // nobody knows what to read
	}
	w := &walked{listed: listed != nil, units: map[string]bool{}}
	if listed != nil {
		for _, a := range listed.Accounts {
			w.members = append(w.members, candidateOf(a))
		}
	} else {
		for _, id := range v.o.Accounts {
			w.members = append(w.members, candidate{ID: id, State: active})
		}
	}
	known := len(v.failed)
	root, err := v.tree(ctx, w)
	if err != nil {
		return nil, err
	}
	if len(v.failed) > known {
		w.missing = v.failed[known]
	}
	var set types.OrganizationFeatureSet
	if described != nil {
		set, w.id = described.Organization.FeatureSet, aws.ToString(described.Organization.Id)
	}
	if set != types.OrganizationFeatureSetConsolidatedBilling { // which has no control policies
		if err := v.controls(ctx, root); err != nil {
			return nil, err
		}
	}
	return w, v.delegated(ctx)
}

// tree walks the units from the root down, and fills in where accounts are.
// Where AWS says that of each account itself, the accounts of the units need
// not be listed.
func (v *visit) tree(ctx context.Context, w *walked) (*types.Root, error) {
	found, err := ask[roots](ctx, v, "organizations:ListRoots", nil)
	if found == nil || err != nil {
		return nil, err
	}
	placed := !slices.ContainsFunc(w.members, func(m candidate) bool { return len(m.Above) == 0 })
	byID := map[string]*candidate{}
	for i := range w.members {
		byID[w.members[i].ID] = &w.members[i]
	}
	queue := [][]string{{aws.ToString(found.Roots[0].Id)}}
	for len(queue) > 0 {
		path := queue[0]
		queue = queue[1:]
		id := path[len(path)-1:]
		if w.units[id[0]] {
			continue // a unit is in one place
		}
		w.units[id[0]] = true
		below, err := ask[units](ctx, v, "organizations:ListOrganizationalUnitsForParent", id, id...)
		if err != nil {
			return nil, err
		}
		if below != nil {
			for _, u := range below.OrganizationalUnits {
				queue = append(queue, append(slices.Clone(path), aws.ToString(u.Id)))
			}
		}
		if placed {
			continue
		}
		in, err := ask[accounts](ctx, v, "organizations:ListAccountsForParent", id, id...)
		if err != nil {
			return nil, err
		}
		if in != nil {
			for _, a := range in.Accounts {
				if m := byID[aws.ToString(a.Id)]; m != nil {
					m.Above = path
				}
			}
		}
	}
	return &found.Roots[0], nil
}

// controls reads the policies that are in force, and what each is attached to.
// There are far fewer policies than accounts: to ask each account would take
// a call for each of them and each type.
func (v *visit) controls(ctx context.Context, root *types.Root) error {
	for _, kind := range enabled(root) {
		listed, err := ask[policies](ctx, v, "organizations:ListPolicies", []string{kind}, kind)
		if err != nil {
			return err
		}
		if listed == nil {
			continue
		}
		for _, p := range listed.Policies {
			id := []string{aws.ToString(p.Id)}
			if _, err := v.ask(ctx, "organizations:DescribePolicy", id, id...); err != nil {
				return err
			}
			if _, err := v.ask(ctx, "organizations:ListTargetsForPolicy", id, id...); err != nil {
				return err
			}
		}
	}
	return nil
}

// enabled lists the types of policies that decide who can do what, as far as
// they are in force; both, where that is not known.
func enabled(root *types.Root) []string {
	kinds := []string{string(types.PolicyTypeServiceControlPolicy), string(types.PolicyTypeResourceControlPolicy)}
	if root == nil {
		return kinds
	}
	return slices.DeleteFunc(kinds, func(kind string) bool {
		return !slices.ContainsFunc(root.PolicyTypes, func(t types.PolicyTypeSummary) bool {
			return string(t.Type) == kind && t.Status == types.PolicyTypeStatusEnabled
		})
	})
}

// delegated reads which accounts administer which services.
func (v *visit) delegated(ctx context.Context) error {
	found, err := ask[delegated](ctx, v, "organizations:ListDelegatedAdministrators", nil)
	if found == nil || err != nil {
		return err
	}
	for _, d := range found.DelegatedAdministrators {
		id := []string{aws.ToString(d.Id)}
		if _, err := v.ask(ctx, "organizations:ListDelegatedServicesForAccount", id, id...); err != nil {
			return err
		}
	}
	return nil
}

// lastPart is what follows the last slash of an ARN.
func lastPart(arn string) string { return arn[strings.LastIndexByte(arn, '/')+1:] }
