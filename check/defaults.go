package check

import (
	"regexp"
	"time"
)

// DefaultSettings are what an audit goes by where the user says nothing: all
// but Actions, Exceptions and Now, which are not for this package to find.
func DefaultSettings() Settings {
	return Settings{
		CIS:          CISVersions()[0],
		RoleName:     regexp.MustCompile("(?i)support"),
		RequiredTags: []string{"owner", "purpose"},
		MaxSession:   time.Hour,
		// What AWS itself makes in the accounts of an organization, and what its
		// services own.
		// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html
		// https://docs.aws.amazon.com/controltower/latest/userguide/roles-how.html
		// https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/stacksets-orgs-enable-trusted-access.html
		// https://docs.aws.amazon.com/IAM/latest/UserGuide/using-service-linked-roles.html
		Guardians: []string{
			"arn:*:iam::*:role/OrganizationAccountAccessRole", "arn:*:iam::*:role/AWSControlTowerExecution",
			"arn:*:iam::*:role/stacksets-exec-*", "arn:*:iam::*:role/aws-service-role/*",
		},
		Unused:    90 * 24 * time.Hour,
		ReviewTag: "review-date",
	}
}
