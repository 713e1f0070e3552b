package awsio

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"
)

// account reads one account, unless that was done before.
func (r *run) account(ctx context.Context, id string) (err error) {
	name := accountsFolder + "/" + id
	before := readJournal(r.root, name)
	if r.isFresh(before) {
		r.add(before.failures(id))
		r.done(true)
		return nil
	}
	f, err := newFolder(r.root, name)
	if err != nil {
		return writeError{err}
	}
	defer func() {
		if err != nil {
			_ = f.drop() // the next run does it otherwise
		}
	}()
	v := &visit{run: r, session: r.hub, folder: f, account: id, o: r.o}
	in, err := r.hub.enter(ctx, id, r.o, r.meter)
	if err == nil {
		v.session = in
		err = v.read(ctx)
	} else {
		err = v.fail(ctx, r.calls[assumeRole], err, nil)
	}
	if err != nil {
		return err
	}
	if r.o.Resume && before.hasAnswers() && v.isLull() {
		return r.keep(v, before)
	}
	if err = v.finish(r.journal(v.session.ARN)); err != nil {
		return err
	}
	if in == nil {
		r.count(func(sum *Result) { sum.Unentered++ })
	}
	r.done(false)
	return nil
}

// isLull reports whether nothing at all was answered, for reasons that may be
// gone the next time.
func (v *visit) isLull() bool {
	return len(v.failed) > 0 && len(v.failed) >= v.made && !slices.ContainsFunc(v.failed, func(e *CallError) bool {
		return e.Class != Throttled && e.Class != Network && e.Class != Failed
	})
}

// keep leaves what an earlier run read of an account where it is, though it is
// not what was wanted: nothing better was to be had.
func (r *run) keep(v *visit, before *journal) error {
	if err := v.folder.drop(); err != nil {
		return writeError{err}
	}
	r.add(v.failed)
	r.add(before.failures(v.account))
	r.count(func(sum *Result) { sum.Stale++ })
	r.done(true)
	return nil
}

// read asks an account for all there is at the depth.
func (v *visit) read(ctx context.Context) error {
	if v.o.Depth == Quick {
		return v.quick(ctx)
	}
	for _, c := range Calls() {
		var err error
		switch {
		case c.Scope != Account || !v.o.makes(c):
		case c.Name == "iam:GetAccountAuthorizationDetails":
			err = v.details(ctx)
		case c.Name == "iam:GetPolicy", c.Name == "iam:GetPolicyVersion": // details asks them
		case c.isRegional():
			for _, region := range v.session.regions {
				if _, err = v.ask(ctx, c.Name, []string{region}, region); err != nil {
					return err
				}
			}
		default:
			_, err = v.ask(ctx, c.Name, nil)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// quick asks who has AWSSupportAccess, and for each role who can assume it.
func (v *visit) quick(ctx context.Context) error {
	answer, err := v.ask(ctx, "iam:ListEntitiesForPolicy", nil)
	if answer == nil || err != nil {
		return err
	}
	for _, role := range answer.(*entities).PolicyRoles {
		name := aws.ToString(role.RoleName)
		if _, err := v.ask(ctx, "iam:GetRole", []string{name}, name); err != nil {
			return err
		}
	}
	return nil
}

// details asks for everything in IAM, and for the policies that are the
// boundary of somebody and come with no document: those of AWS that are
// attached to nobody.
func (v *visit) details(ctx context.Context) error {
	d, err := ask[details](ctx, v, "iam:GetAccountAuthorizationDetails", nil)
	if d == nil || err != nil {
		return err
	}
	var more details
	for _, arn := range missingBoundaries(d) {
		p, err := v.policy(ctx, arn)
		if err != nil {
			return err
		}
		if p != nil {
			more.Policies = append(more.Policies, *p)
		}
	}
	if more.Policies == nil {
		return nil
	}
	// A further page of the same call, which IAM would have given, had the
	// policies been attached.
	return v.write("get-account-authorization-details.boundaries", &more, false)
}

// missingBoundaries lists the policies that are boundaries and are not
// described.
func missingBoundaries(d *details) []string {
	var missing []string
	seen := map[string]bool{}
	for _, p := range d.Policies {
		seen[aws.ToString(p.Arn)] = true
	}
	add := func(b *types.AttachedPermissionsBoundary) {
		if b == nil {
			return
		}
		if arn := aws.ToString(b.PermissionsBoundaryArn); arn != "" && !seen[arn] {
			seen[arn] = true
			missing = append(missing, arn)
		}
	}
	for _, u := range d.UserDetailList {
		add(u.PermissionsBoundary)
	}
	for _, r := range d.RoleDetailList {
		add(r.PermissionsBoundary)
	}
	return missing
}

// policy asks for a managed policy with the version in force; nil where that
// failed.
func (v *visit) policy(ctx context.Context, arn string) (*types.ManagedPolicyDetail, error) {
	answer, err := v.try(ctx, "iam:GetPolicy", []string{arn}, lastPart(arn))
	if answer == nil || err != nil {
		return nil, err
	}
	p := answer.(*iam.GetPolicyOutput).Policy
	answer, err = v.try(ctx, "iam:GetPolicyVersion", []string{arn, aws.ToString(p.DefaultVersionId)}, lastPart(arn))
	if answer == nil || err != nil {
		return nil, err
	}
	version := answer.(*iam.GetPolicyVersionOutput).PolicyVersion
	return &types.ManagedPolicyDetail{
		Arn: p.Arn, PolicyName: p.PolicyName, PolicyId: p.PolicyId, Path: p.Path, DefaultVersionId: p.DefaultVersionId,
		AttachmentCount: p.AttachmentCount, PermissionsBoundaryUsageCount: p.PermissionsBoundaryUsageCount,
		IsAttachable: p.IsAttachable, CreateDate: p.CreateDate, UpdateDate: p.UpdateDate,
		PolicyVersionList: []types.PolicyVersion{*version},
	}, nil
}
