package rules

import (
	"fmt"
	"strings"

	"hotline/check"
	"hotline/org"
)

// unmeasured is the finding of a rule that asks logs, without them.
func unmeasured(in *check.Input) []check.Finding {
	return []check.Finding{{Outcome: check.NotApplicable, Resource: in.Resource(), Location: in.Place(),
		Message: "no CloudTrail measures were given: --kpi"}}
}

// measured runs a rule on what logs tell of each support role.
func measured(in *check.Input, judge func(*org.Role, check.RoleUsage) check.Finding) []check.Finding {
	return supportRoles(in, func(r *org.Role) check.Finding {
		use, looked := in.Settings.Usage.Role(r.ARN)
		if !looked {
			return check.Finding{Outcome: check.Unknown, Location: r.Location,
				Message:     "the state was measured for other roles: " + wanted(in.Settings.Usage.Roles),
				Remediation: measureToo(in.Settings.Usage.Roles, r)}
		}
		f := judge(r, use)
		f.Location = r.Location
		return f
	})
}

// measureToo is how a state comes to have a role beside others: it is for those alone
// that the last run was given.
func measureToo(others []check.MeasuredRole, r *org.Role) string {
	command := "# hotline kpi"
	for _, other := range others {
		command += " " + flag("--role", strings.TrimPrefix(other.Account+"/"+other.Name, "/"))
	}
	return lines("# measure this role beside the others, from the beginning: the state has the events of the others only. It is for what one run is",
		"# given: all roles, and --config, --trusted, --declared, --admin, --policy and --event-rule as before. In doubt use another DIR:",
		command+" "+flag("--role", r.ARN)+" --state DIR --reread PATH")
}

// wanted names the roles that were looked for.
func wanted(roles []check.MeasuredRole) string {
	var names []string
	for _, r := range roles {
		names = append(names, strings.TrimPrefix(r.Account+"/"+r.Name, "/"))
	}
	return listed(names)
}

// uncovered is the finding where nothing was seen, and the logs of the account do not
// cover the days. It is false where they do. every is as in Usage.Uncovered.
func uncovered(in *check.Input, every bool) (check.Finding, bool) {
	u, id := in.Settings.Usage, in.Account.ID
	why := u.Uncovered(id, homeRegion(in.SupportARN()), every)
	return check.Finding{Outcome: check.Unknown, Message: why, Remediation: lines(
		fmt.Sprintf("# have the state read the logs of account %s from %s on, as CloudTrail lays them out in a bucket; it says what cannot be read:",
			id, day(u.Since.UTC().Format("2006-01-02T15:04:05Z"))),
		"# hotline kpi --state DIR s3://BUCKET/PREFIX")}, why != ""
}

// lastDays are the days that were looked at.
func lastDays(in *check.Input) string {
	return fmt.Sprintf("in the last %d days", in.Settings.Usage.Days())
}

// day is the day of a time as CloudTrail writes it.
func day(at string) string { return at[:min(10, len(at))] }

// times says how often something was done.
func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// uses names who did something, how often, and when last.
func uses(list []check.Use, account string) string {
	var names []string
	for _, u := range list {
		names = append(names, fmt.Sprintf("%s (%s, last on %s)", who(u.Who, account), times(u.Times), day(u.Last)))
	}
	return listed(names)
}

// who is what a person of an account calls somebody by whom a log names.
func who(name, account string) string {
	arn, ok := org.ParseARN(name)
	arn.Resource = fmt.Sprintf("%.200s", arn.Resource) // a log may say anything
	switch {
	case !ok:
		return fmt.Sprintf("%.100q", name)
	case arn.Account == account && arn.Resource == "root":
		return "the root user"
	case arn.Account == account:
		return arn.Resource
	}
	return fmt.Sprintf("%s of account %.12s", arn.Resource, arn.Account)
}

// listed lists the first few of some words, and how many more there are.
func listed(words []string) string {
	const most = 5
	if len(words) > most {
		return fmt.Sprintf("%s and %d more", strings.Join(words[:most], ", "), len(words)-most)
	}
	return strings.Join(words, ", ")
}
