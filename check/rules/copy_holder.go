package rules

import (
	"slices"
	"strings"

	"hotline/check"
	"hotline/org"
)

// A holder is a user, group or role, which may hold a policy that does the work
// of AWSSupportAccess.
type holder struct {
	*org.Principal
	kind string // user, group or role: as in the names of commands
	set  string // the permission set that it was made from, if any
}

// eachPrincipal visits the users, groups and roles of the account.
func eachPrincipal(in *check.Input, visit func(*holder)) {
	for _, u := range in.Account.Users {
		visit(&holder{&u.Principal, "user", ""})
	}
	for _, g := range in.Account.Groups {
		visit(&holder{&g.Principal, "group", ""})
	}
	for _, r := range in.Account.Roles {
		visit(&holder{&r.Principal, "role", r.PermissionSet()})
	}
}

// command is one that changes the policies of the holder.
func (h *holder) command(verb string) string {
	return "aws iam " + verb + "-" + h.kind + "-policy " + flag("--"+h.kind+"-name", h.Name)
}

// replaceInline is how an inline policy is replaced.
func (h *holder) replaceInline(policy string) string {
	if h.set != "" {
		return changePermissionSet(h.set)
	}
	return h.command("put") + " " + flag("--policy-name", policy) + " --policy-document file://support.json"
}

// supportUser is the ARN of the policy that AWS keeps for the job function of
// who works with Support. It opens cases; that it opens the console is for its
// document to say.
// https://docs.aws.amazon.com/aws-managed-policy/latest/reference/SupportUser.html
func supportUser(in *check.Input) string {
	return org.AWSManagedPolicy(in.Account.Partition, "job-function/SupportUser")
}

// judgeSupportUser appends the finding about a holder of SupportUser, which does
// not matter to who has AWSSupportAccess beside it.
func (h *holder) judgeSupportUser(in *check.Input, out []check.Finding) []check.Finding {
	i := slices.IndexFunc(h.Attached, func(ref org.PolicyRef) bool { return ref.ARN == supportUser(in) })
	if i < 0 || in.HasSupport(h.Attached) {
		return out
	}
	fix := h.command("attach") + " " + flag("--policy-arn", in.SupportARN())
	if h.set != "" {
		fix = changePermissionSet(h.set)
	}
	return append(out, judgeJobFunction(in, check.Finding{Resource: h.ARN, Location: h.Attached[i].Location, Remediation: fix}))
}

// judgeJobFunction judges the document of SupportUser, for somebody who holds it.
// f holds what there is to do.
func judgeJobFunction(in *check.Input, f check.Finding) check.Finding {
	doc := in.ManagedDocument(supportUser(in))
	if doc == nil || doc.Policy == nil {
		f.Outcome, f.Message = check.Unknown, "the document of SupportUser is not in the snapshot: whether it allows the Support Center console is not known"
		f.Remediation = "aws iam get-account-authorization-details > details.json"
		return f
	}
	missing := missingConsole(doc.Policy)
	if missing == nil {
		f.Outcome, f.Message, f.Remediation = check.Pass, "SupportUser allows what the Support Center console needs", ""
		return f
	}
	f.Outcome = check.Fail
	f.Message = "SupportUser, which AWS keeps for this job, allows support:CreateCase, and not " + strings.Join(missing, ", ") +
		": without AWSSupportAccess the Support Center console stays closed (AccessDenied)"
	f.Remediation = lines("# attach AWSSupportAccess beside SupportUser, or in its place", f.Remediation)
	return f
}

// judgeUnseenSets appends the findings about permission sets that somebody is
// assigned to in the account, and that no role of the snapshot shows: the
// others are judged by their roles, which is what sessions get.
func judgeUnseenSets(in *check.Input, out []check.Finding) []check.Finding {
	if in.Organization == nil || in.Organization.IdentityCenter == nil {
		return out
	}
	for _, set := range in.Organization.IdentityCenter.PermissionSets {
		assigned, _ := in.Organization.IdentityCenter.AssignedTo(set, in.Account.ID)
		if assigned == nil || slices.ContainsFunc(in.Account.Roles, func(r *org.Role) bool { return r.PermissionSet() == set.Name }) {
			continue
		}
		if set.Inline != nil {
			out = judgeCopy(out, set.Inline, check.Finding{Resource: set.ARN, Location: set.Inline.Location,
				Message:     "the inline policy of permission set " + set.Name,
				Remediation: lines(setCommand(set, "put-inline-policy-to-permission-set")+" --inline-policy file://support.json", provision(set))})
		}
		if slices.Contains(set.Managed, supportUser(in)) && !slices.Contains(set.Managed, in.SupportARN()) {
			out = append(out, judgeJobFunction(in, check.Finding{Resource: set.ARN, Location: in.Place(),
				Remediation: lines(setCommand(set, "attach-managed-policy-to-permission-set")+" "+flag("--managed-policy-arn", in.SupportARN()), provision(set))}))
		}
	}
	return out
}
