package awsio

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"hotline/desired"
)

// Changes say what is changed in accounts, and how long that may take.
type Changes struct {
	Purpose Purpose
	// Support are the roles that may be changed, by path and name, as
	// /aws-support; * stands for any text. All roles, where there are none.
	Support []string
	// Grants are who is given leave to assume them: group/helpdesk. Their paths
	// do not matter, and * stands for any.
	Grants []string
	// Boundary is the ARN of the permissions boundary that the roles get, with
	// {partition} and {account}; none for none at all, and empty where no
	// boundary is touched.
	Boundary string
	// Extras says that policies other than AWSSupportAccess are attached to the
	// roles, and taken away.
	Extras bool
	// Settle is how long to wait for what was changed a moment ago to be known
	// everywhere; DefaultSettle otherwise.
	Settle time.Duration
	// Sleep waits; until the time is over, or the run ends, where it is nil.
	Sleep func(context.Context, time.Duration) error
}

// DefaultSettle is how long a change of IAM is waited for. AWS says that it
// takes time, and not how much; half a minute has been seen.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
const DefaultSettle = 2 * time.Minute

func (c Changes) check() error {
	role := regexp.MustCompile(`^/([!-~]{1,510}/)?[\w+=,.@*-]{1,64}$`)
	for _, name := range c.Support {
		if !role.MatchString(name) {
			return fmt.Errorf("--support-role: expected a path and the name of a role, as /aws-support, found %q", name)
		}
	}
	grantee := regexp.MustCompile(`^(user|group|role)/([\w+=,.@-]{1,128}|\*)$`)
	for _, name := range c.Grants {
		if !grantee.MatchString(name) {
			return fmt.Errorf("--grants: expected user/NAME, group/NAME or role/NAME, found %q", name)
		}
	}
	if c.Boundary != "" && c.Boundary != desired.None && !strings.HasPrefix(c.Boundary, "arn:") {
		return fmt.Errorf("--boundary: expected the ARN of a policy, or none, found %q", c.Boundary)
	}
	return nil
}

// leavesOut reports whether a call is not made though it serves the purpose.
func (c Changes) leavesOut(call *Call) bool {
	if c.Purpose != Apply {
		return false
	}
	switch call.Name {
	case "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary":
		return c.Boundary == ""
	}
	return false
}

// The resources of calls that change roles.
const (
	supportRole = "arn:{partition}:iam::{account}:role{support}"
	anyProfile  = "arn:{partition}:iam::{account}:instance-profile/*"
	passRole    = "iam:PassRole" // which nobody calls
)

// resources fills in the pattern of a resource.
func (o Options) resources(pattern, partition string) []string {
	if pattern == "" {
		return []string{"*"}
	}
	filled := o.fill(pattern, partition)
	if !strings.Contains(filled, "{support}") {
		return []string{filled}
	}
	roles := o.Support
	if len(roles) == 0 {
		roles = []string{"/*"}
	}
	var out []string
	for _, role := range roles {
		out = append(out, strings.ReplaceAll(filled, "{support}", role))
	}
	return out
}

// grantees are the ARNs of those of a kind who get leave to assume the support
// role. A path may be before a name.
func (o Options) grantees(kind, partition string) []string {
	var out []string
	for _, grantee := range o.Grants {
		of, name, _ := strings.Cut(grantee, "/")
		if of != kind {
			continue
		}
		prefix := o.fill("arn:{partition}:iam::{account}:"+kind+"/", partition)
		if out = append(out, prefix+name); name != "*" {
			out = append(out, prefix+"*/"+name)
		}
	}
	return slices.Compact(out)
}

// asOwner lets roles be created only as those of hotline, and with the boundary
// that they are to have. What is put back may be of others.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_iam-tags.html
func asOwner(o Options, partition string) Conditions {
	if o.Purpose != Apply {
		return nil
	}
	c := Conditions{"StringEquals": {"aws:RequestTag/" + desired.OwnerTag: desired.OwnerValue}}
	if b := withBoundary(o, partition); b != nil {
		c["StringLike"] = b["StringLike"]
	}
	return c
}

// withBoundary lets no boundary be set but the one that was chosen.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
func withBoundary(o Options, partition string) Conditions {
	if o.Purpose != Apply || o.Boundary == "" || o.Boundary == desired.None {
		return nil
	}
	return Conditions{"StringLike": {"iam:PermissionsBoundary": o.fill(o.Boundary, partition)}}
}

// onlySupport lets nothing be attached or detached but AWSSupportAccess.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html
func onlySupport(_ Options, partition string) Conditions {
	return Conditions{"ArnEquals": {"iam:PolicyARN": supportPolicy(partition)}}
}

func onlySupportOnRoles(o Options, partition string) Conditions {
	if o.Extras {
		return nil
	}
	return onlySupport(o, partition)
}
