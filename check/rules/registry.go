package rules

import (
	"embed"
	"strings"

	"hotline/check"
)

//go:embed doc/*.md
var pages embed.FS

// All lists the rules in the order of their ids.
func All() []check.Rule {
	return []check.Rule{
		supportRoleExists(),
		overPermitted(),
		trustAnyone(),
		trustForeignAccount(),
		trustAccountRoot(),
		trustServiceOnly(),
		trustDeletedPrincipal(),
		directAttachment(),
		copyWithoutConsole(),
		sessionDuration(),
		ownerAndPurpose(),
		roleName(),
		usableBySomeone(),
		reachesSupport(),
		organizationLetsSupportThrough(),
		trustMFA(),
		trustMFALockout(),
		trustOIDCSubject(),
		otherWaysToSupport(),
		rootUser(),
		reviewedInTime(),
		roleProtected(),
		managementAccountRole(),
		identityCenterWayIn(),
		roleUnused(),
		exceptionsInOrder(),
		roleNeverAssumed(),
		usedByUndeclared(),
		privilegedIncidents(),
	}
}

// Find is the rule with that id or name, in any case.
func Find(name string) (check.Rule, bool) {
	for _, r := range All() {
		if strings.EqualFold(r.ID, name) || strings.EqualFold(r.Name, name) {
			return r, true
		}
	}
	return check.Rule{}, false
}

// Page is what there is to say about a rule, in Markdown, without its title.
func Page(r check.Rule) string {
	text, err := pages.ReadFile("doc/" + r.Name + ".md")
	if err != nil {
		return ""
	}
	return string(text)
}
