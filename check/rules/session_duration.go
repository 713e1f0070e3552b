package rules

import (
	"fmt"

	"hotline/check"
	"hotline/org"
)

func sessionDuration() check.Rule {
	return check.Rule{
		ID: "SR010", Name: "session-duration", Severity: check.Low,
		Title: "Sessions of the support role are short",
		References: []string{
			"https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-settings.html#id_roles_update-session-duration",
			"https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html",
		},
		Check: func(in *check.Input) []check.Finding {
			return supportRoles(in, func(r *org.Role) check.Finding { return judgeSessionDuration(in, r) })
		},
	}
}

func judgeSessionDuration(in *check.Input, r *org.Role) check.Finding {
	limit := in.Settings.MaxSession
	f := check.Finding{Location: r.Location}
	longest, fix := r.MaxSession, fmt.Sprintf("aws iam update-role %s --max-session-duration %d", flag("--role-name", r.Name), int(limit.Seconds()))
	if name := r.PermissionSet(); name != "" {
		// What IAM shows for such a role is not what the permission set says.
		set := permissionSet(in, r)
		session, known := sessionOf(set)
		if !known {
			f.Outcome = check.NotApplicable
			f.Message = "Identity Center sets how long sessions last, on permission set " + name
			return f
		}
		longest, fix = session, shortenSessions(set, limit)
	}
	switch {
	case longest == 0:
		f.Outcome = check.Unknown
		f.Message = "MaxSessionDuration is not known: get-account-authorization-details does not tell"
		f.Remediation = lines("# save this beside the other files, and audit them together",
			"aws iam list-roles > roles.json")
	case longest <= limit:
		f.Outcome = check.Pass
		f.Message = fmt.Sprintf("sessions end after at most %s", longest)
	default:
		f.Outcome = check.Fail
		f.Message = fmt.Sprintf("sessions may last %s; at most %s is wanted", longest, limit)
		f.Remediation = fix
	}
	return f
}
