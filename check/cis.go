package check

import (
	"fmt"
	"strings"
)

// A CISVersion is one version of the CIS Amazon Web Services Foundations
// Benchmark, and its control "Ensure a support role has been created to manage
// incidents with AWS Support".
type CISVersion struct {
	Version string // as published: 4.0.1
	Control string // the number of the control: 1.17
	// AnyPrincipal says that an attachment to a user or a group counts, too.
	// The text of versions 1.1 and 1.2 says "attached to any IAM user, group
	// or role"; later ones want a role.
	AnyPrincipal bool
}

// CISVersions lists the versions, newest first. The benchmark is not public:
// the numbers are those that AWS Security Hub publishes for 1.2.0, 1.4.0, 3.0.0
// and 5.0.0, and that open-source scanners record for the others.
// https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-18
func CISVersions() []CISVersion {
	return []CISVersion{
		{"7.0.0", "2.15", false},
		{"6.0.0", "2.16", false},
		{"5.0.0", "1.16", false},
		{"4.0.1", "1.17", false},
		{"4.0.0", "1.17", false},
		{"3.0.0", "1.17", false},
		{"2.0.0", "1.17", false},
		{"1.5.0", "1.17", false},
		{"1.4.0", "1.17", false},
		{"1.3.0", "1.17", false},
		{"1.2.0", "1.20", true},
		{"1.1.0", "1.22", true},
	}
}

// ParseCISVersion finds a version by its number, of which trailing parts may
// be left out ("1.2", "7"; the newest that fits is taken), with or without a
// "v" before it.
func ParseCISVersion(s string) (CISVersion, error) {
	number := strings.TrimPrefix(strings.ToLower(s), "v")
	var known []string
	for _, v := range CISVersions() {
		if number != "" && strings.HasPrefix(v.Version+".", number+".") {
			return v, nil
		}
		known = append(known, v.Version)
	}
	return CISVersion{}, fmt.Errorf("no CIS AWS Foundations Benchmark version %q; expected one of %s", s, strings.Join(known, ", "))
}

// judgeCIS is the verdict of a CIS version.
func judgeCIS(in *Input, v CISVersion) Verdict {
	j := attached(in)
	for _, h := range in.holders() {
		switch {
		case h.exclusion != "":
			j.exclude(h, h.exclusion)
		case h.Type == RoleType || v.AnyPrincipal:
			j.count(h)
		default:
			j.exclude(h, "only roles count")
		}
	}
	if v.AnyPrincipal {
		return j.verdict(anyPrincipal, "no user, group or role")
	}
	return j.verdict(roleOnly, "no role")
}
