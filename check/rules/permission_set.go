package rules

import (
	"regexp"
	"strings"
	"time"

	"hotline/check"
	"hotline/org"
)

// permissionSet is the permission set that Identity Center made a role from;
// nil where it is none of its roles, or the set was not read.
func permissionSet(in *check.Input, r *org.Role) *org.PermissionSet {
	if in.Organization == nil || r.PermissionSet() == "" {
		return nil
	}
	return in.Organization.IdentityCenter.Set(r.PermissionSet())
}

// instanceOf is the ARN of the instance of Identity Center that a permission
// set belongs to: the ARN of the set has its id.
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_PermissionSet.html
func instanceOf(set *org.PermissionSet) string {
	arn, _ := org.ParseARN(set.ARN)
	id := strings.Split(arn.Resource+"//", "/")[1]
	return "arn:" + arn.Partition + ":sso:::instance/" + id
}

// setCommand is a command about a permission set.
func setCommand(set *org.PermissionSet, command string) string {
	return "aws sso-admin " + command + " " + flag("--instance-arn", instanceOf(set)) + " " + flag("--permission-set-arn", set.ARN)
}

// provision is the command that brings a change of a permission set to the
// accounts.
// https://docs.aws.amazon.com/singlesignon/latest/APIReference/API_ProvisionPermissionSet.html
func provision(set *org.PermissionSet) string {
	return setCommand(set, "provision-permission-set") + " --target-type ALL_PROVISIONED_ACCOUNTS"
}

// shortenSessions is the command that sets how long sessions of a permission
// set last.
func shortenSessions(set *org.PermissionSet, limit time.Duration) string {
	return lines(setCommand(set, "update-permission-set")+" --session-duration "+isoDuration(limit), provision(set))
}

// readPermissionSets is how a snapshot gets what Identity Center tells.
func readPermissionSets() string {
	return lines(
		"# in the management account, or the one that administers Identity Center for it",
		"aws sso-admin list-instances",
		"aws sso-admin list-permission-sets --instance-arn INSTANCE",
		"aws sso-admin describe-permission-set --instance-arn INSTANCE --permission-set-arn SET",
		"aws sso-admin list-managed-policies-in-permission-set --instance-arn INSTANCE --permission-set-arn SET",
		"aws sso-admin list-tags-for-resource --instance-arn INSTANCE --resource-arn SET",
		"aws sso-admin list-account-assignments --instance-arn INSTANCE --permission-set-arn SET --account-id ACCOUNT",
	)
}

// sessionOf is how long sessions of a permission set last. It reports false
// where that is not known.
func sessionOf(set *org.PermissionSet) (time.Duration, bool) {
	if set == nil {
		return 0, false
	}
	// ISO 8601, of which hours, minutes and seconds make sense here: PT1H30M.
	m := regexp.MustCompile(`^PT(?:\d+H)?(?:\d+M)?(?:\d+S)?$`).FindString(set.Session)
	d, err := time.ParseDuration(strings.ToLower(strings.TrimPrefix(m, "PT")))
	return d, err == nil
}

// isoDuration writes a duration as Identity Center takes it.
func isoDuration(d time.Duration) string {
	text := strings.ToUpper(d.Truncate(time.Second).String()) // 1H0M0S
	return "PT" + strings.NewReplacer("H0M0S", "H", "M0S", "M").Replace(text)
}
