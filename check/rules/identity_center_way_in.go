package rules

import (
	"fmt"
	"slices"
	"strings"

	"hotline/check"
	"hotline/org"
)

func identityCenterWayIn() check.Rule {
	return check.Rule{
		ID: "SR024", Name: "identity-center-way-in", Severity: check.Medium,
		Title: "A support role of Identity Center has a sound permission set, which somebody is assigned to",
		References: []string{
			"https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetsconcept.html",
			"https://docs.aws.amazon.com/singlesignon/latest/userguide/howtosessionduration.html",
			"https://docs.aws.amazon.com/singlesignon/latest/userguide/assignusers.html",
		},
		Check: checkIdentityCenterWayIn,
	}
}

func checkIdentityCenterWayIn(in *check.Input) []check.Finding {
	var out []check.Finding
	for _, r := range in.SupportRoles() {
		if r.PermissionSet() != "" {
			f := judgeWayIn(in, r)
			f.Resource, f.Location = r.ARN, r.Location
			out = append(out, f)
		}
	}
	if out == nil {
		return in.Nothing(org.Roles, "no support role of the account belongs to Identity Center")
	}
	return out
}

// A wayIn gathers what is to say of a permission set.
type wayIn struct {
	facts, faults, doubts, fix []string
}

func (w *wayIn) fault(message string, fix ...string) {
	w.faults, w.fix = append(w.faults, message), append(w.fix, fix...)
}

func judgeWayIn(in *check.Input, r *org.Role) check.Finding {
	name := r.PermissionSet()
	set := permissionSet(in, r)
	if set == nil {
		return check.Finding{Outcome: check.Unknown, Remediation: readPermissionSets(),
			Message: "permission set " + name + ", which Identity Center made the role from, is not in the snapshot"}
	}
	w := &wayIn{}
	w.assigned(in, set)
	w.policies(in, set)
	w.session(in, set)
	subject := fmt.Sprintf("permission set %s (%s) ", name, set.ARN)
	switch {
	case w.faults != nil:
		return check.Finding{Outcome: check.Fail, Message: subject + strings.Join(w.faults, "; it "), Remediation: lines(w.fix...)}
	case w.doubts != nil:
		return check.Finding{Outcome: check.Unknown, Message: "of " + subject + "it is not known " + strings.Join(w.doubts, ", and "), Remediation: readPermissionSets()}
	}
	return check.Finding{Outcome: check.Pass, Message: subject + strings.Join(w.facts, "; it ")}
}

// assigned asks whether somebody can come in. With the last assignment goes the
// role.
func (w *wayIn) assigned(in *check.Input, set *org.PermissionSet) {
	center := in.Organization.IdentityCenter
	list, known := center.AssignedTo(set, in.Account.ID)
	var who []string
	for _, a := range list {
		label := center.Names[a.Principal]
		if label == "" {
			label = a.Principal
		}
		who = append(who, strings.ToLower(a.PrincipalType)+" "+label)
	}
	switch {
	case who != nil:
		w.facts = append(w.facts, "is assigned to "+strings.Join(who, ", "))
	case known:
		w.fault("is assigned to nobody in this account: nobody can come in, and Identity Center removes the role with the last assignment",
			setCommand(set, "create-account-assignment")+" --target-type AWS_ACCOUNT "+flag("--target-id", in.Account.ID)+
				" --principal-type GROUP --principal-id GROUP-ID")
	default:
		w.doubts = append(w.doubts, "who is assigned to it in this account")
	}
}

// policies asks whether the permission set has AWSSupportAccess itself: what
// only the role has is gone when Identity Center provisions it next. A set of
// which no policy is known was not read, rather than empty.
func (w *wayIn) policies(in *check.Input, set *org.PermissionSet) {
	switch {
	case slices.Contains(set.Managed, in.SupportARN()):
		w.facts = append(w.facts, "has AWSSupportAccess")
	case set.Managed == nil && set.Customer == nil && set.Inline == nil:
		w.doubts = append(w.doubts, "which policies it has")
	default:
		w.fault("does not have AWSSupportAccess, which the role has: when it is provisioned next, the role loses that",
			setCommand(set, "attach-managed-policy-to-permission-set")+" "+flag("--managed-policy-arn", in.SupportARN()), provision(set))
	}
}

func (w *wayIn) session(in *check.Input, set *org.PermissionSet) {
	limit := in.Settings.MaxSession
	switch session, known := sessionOf(set); {
	case !known:
		w.doubts = append(w.doubts, "how long its sessions last")
	case session <= limit:
		w.facts = append(w.facts, fmt.Sprintf("has sessions of %s", session))
	default:
		w.fault(fmt.Sprintf("has sessions of %s, where at most %s is wanted", session, limit), shortenSessions(set, limit))
	}
}
