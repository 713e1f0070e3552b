package check

// cisFrameworks are the versions of the CIS benchmark.
// https://docs.aws.amazon.com/securityhub/latest/userguide/cis-aws-foundations-benchmark.html
func cisFrameworks() []Framework {
	recorded := map[string][]string{
		"7.0.0": {byProwler},
		"6.0.0": {byProwler, bySteampipe},
		"5.0.0": {bySecurityHub, byProwler, bySteampipe},
		"4.0.1": {byProwler, bySteampipe},
		"4.0.0": {byProwler, bySteampipe},
		"3.0.0": {bySecurityHub, byProwler, bySteampipe},
		"2.0.0": {byProwler, bySteampipe},
		"1.5.0": {byProwler, bySteampipe},
		"1.4.0": {bySecurityHub, byConfig, byProwler, bySteampipe},
		"1.3.0": {byConfig, bySteampipe},
		"1.2.0": {bySecurityHub, bySteampipe},
		"1.1.0": {byScoutSuite},
	}
	var out []Framework
	for _, v := range CISVersions() {
		out = append(out, Framework{
			"cis-" + v.Version, "CIS Amazon Web Services Foundations Benchmark " + v.Version,
			[]Control{{ID: v.Control, Rules: []string{exists}, RecordedBy: recorded[v.Version]}},
		})
	}
	return out
}

// awsFrameworks are those that AWS publishes, or maps IAM.18 to, besides CIS.
// https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-18
// https://docs.aws.amazon.com/config/latest/developerguide/conformancepack-sample-templates.html
func awsFrameworks() []Framework {
	return []Framework{
		{"security-hub", "AWS Security Hub controls", recordedBy(bySecurityHub, "IAM.18")},
		{"nist-800-171-r2", "NIST SP 800-171 Revision 2", recordedBy(bySecurityHub, "3.1.2")},
		{"pci-dss-4.0.1", "PCI DSS 4.0.1", recordedBy(bySecurityHub, "12.10.3")},
		{
			"aws-config", "AWS Config conformance packs with the rule iam-policy-in-use",
			recordedBy(byConfig, "CIS", "CIS-AWS-v1.3-Level1", "CIS-AWS-v1.3-Level2", "CIS-AWS-v1.4-Level1", "CIS-AWS-v1.4-Level2", "PCI-DSS-v4.0"),
		},
	}
}

// toolFrameworks are those to which other tools map their check of the support
// role: prowler its iam_support_role_created, steampipe its support role query.
func toolFrameworks() []Framework {
	gdpr := recordedBy(byProwler, "Art. 25")
	gdpr[0].RecordedBy = append(gdpr[0].RecordedBy, bySteampipe)
	return []Framework{
		{"aws-account-security-onboarding", "AWS Account Security Onboarding", recordedBy(byProwler, "Predefine IAM Roles")},
		{"aws-well-architected-security", "AWS Well-Architected Framework, security pillar", recordedBy(byProwler, "SEC10-BP01")},
		{
			"c5-2025", "BSI Cloud Computing Compliance Criteria Catalogue C5:2025",
			recordedBy(byProwler, "OIS-02.01B", "OIS-02.02B", "HR-04.01B", "OPS-13.02B", "OPS-13.03AC", "OPS-17.02B", "OPS-24.01B", "OPS-24.02B",
				"IAM-01.01B", "IAM-01.04B", "IAM-06.06B", "DEV-15.01B", "SSO-05.06B", "SIM-01.02B", "SIM-01.03B"),
		},
		{"csa-ccm-4.0", "CSA Cloud Controls Matrix 4.0", recordedBy(byProwler, "IAM-04")},
		{"dora-2022-2554", "Regulation (EU) 2022/2554 (DORA)", recordedBy(byProwler, "DORA-Art5")},
		{"ens-rd2022", "Esquema Nacional de Seguridad, RD 311/2022", recordedBy(byProwler, "op.acc.3.r1.aws.iam.1")},
		{"gdpr", "Regulation (EU) 2016/679 (GDPR)", gdpr},
		{"kisa-isms-p-2023", "KISA ISMS-P 2023", recordedBy(byProwler, "2.5.1", "2.5.5", "2.5.6", "2.10.2", "2.11.1")},
		{"nis2", "Directive (EU) 2022/2555 (NIS2)", recordedBy(byProwler, "2.1.1", "2.1.2.a", "2.2.1", "3.1.2.d", "4.3.2.a", "5.1.7.b")},
		{"nist-csf-2.0", "NIST Cybersecurity Framework 2.0", recordedBy(bySteampipe, "RS.MA-04")},
		{"prowler-threatscore-1.0", "Prowler ThreatScore 1.0", recordedBy(byProwler, "1.2.3")},
	}
}

// recordedBy are controls of which somebody records that they ask for a support
// role.
func recordedBy(who string, ids ...string) []Control {
	var out []Control
	for _, id := range ids {
		out = append(out, Control{ID: id, Rules: []string{exists}, RecordedBy: []string{who}})
	}
	return out
}
