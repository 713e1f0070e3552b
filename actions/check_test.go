package actions_test

import (
	"testing"

	"hotline/actions"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	table := load(t)
	for pattern, want := range map[string]string{
		"*":                  "",
		"*:*":                "",
		"support:*":          "",
		"support:CreateCase": "",
		"Support:createCASE": "",
		"support:Create????": "",
		"s3:Get*":            "",
		"*Case":              "",

		"supprt:CreateCase":    `no service "supprt"; did you mean "support"?`,
		"Supprt:*":             `no service "Supprt"; did you mean "support"?`,
		"supoprt:CreateCase":   `no service "supoprt"; did you mean "support"?`,
		"suportplan:*":         `no service "suportplan"; did you mean "supportplans"?`,
		"st:AssumeRole":        `no service "st"; did you mean "sts"?`,
		"tss:AssumeRole":       `no service "tss"; did you mean "sts"?`,
		"s:GetObject":          `no service "s"; did you mean "s3"?`,
		"y:GetObject":          `no service "y"`,
		"somethingelse:Do":     `no service "somethingelse"`,
		":CreateCase":          `no service ""`,
		"  support:CreateCase": `no service "  support"; did you mean "support"?`,
		"a\nb\u00e9c:D":        `no service "a\nbéc"`,

		"support:CreatCase":        `service support has no action "CreatCase"; did you mean "CreateCase"?`,
		"support:createcases":      `service support has no action "createcases"; did you mean "CreateCase"?`,
		"SUPPORT:CraeteCase":       `service support has no action "CraeteCase"; did you mean "CreateCase"?`,
		"support:KreateKase":       `service support has no action "KreateKase"; did you mean "CreateCase"?`,
		"support:DescribeServiceX": `service support has no action "DescribeServiceX"; did you mean "DescribeServices"?`,
		"support:Foo":              `service support has no action "Foo"`,
		"support:":                 `service support has no action ""`,
		"support:CreateCase:x":     `service support has no action "CreateCase:x"; did you mean "CreateCase"?`,

		"support:Foo*":  `"support:Foo*" covers no action`,
		"support:?":     `"support:?" covers no action`,
		"supp?rts:*":    `"supp?rts:*" covers no action`,
		"sup*:FooBar":   `"sup*:FooBar" covers no action`,
		"support":       `"support" names no service; expected service:action`,
		"CreateCase":    `"CreateCase" names no service; expected service:action`,
		"":              `"" names no service; expected service:action`,
		"*\x00":         `"*\x00" names no service; expected service:action`,
		"supports:Foo*": `no service "supports"; did you mean "support"?`,
	} {
		if got := table.Check(pattern); got != want {
			t.Errorf("%q: %s, want %s", pattern, got, want)
		}
	}
}

// TestCheckPrefers holds which of equally near services and actions is named:
// a service that has the action, then the first.
func TestCheckPrefers(t *testing.T) {
	t.Parallel()
	table, err := small(t, "p 1 of 2026-01-31: 3 services, 5 actions", "aab", "Do\tR", "aac", "Do\tR", "Eat\tR", "Fat\tR", "aad", "Eat\tR")
	if err != nil {
		t.Fatal(err)
	}
	for pattern, want := range map[string]string{
		"aax:Eat":  `no service "aax"; did you mean "aac"?`,
		"aax:Do":   `no service "aax"; did you mean "aab"?`,
		"aax:None": `no service "aax"; did you mean "aab"?`,
		"aax:F*":   `no service "aax"; did you mean "aac"?`,
		"aadd:Do":  `no service "aadd"; did you mean "aad"?`,
		"aac:Xat":  `service aac has no action "Xat"; did you mean "Eat"?`,
		"aac:Ba":   `service aac has no action "Ba"`,
	} {
		if got := table.Check(pattern); got != want {
			t.Errorf("%q: %s, want %s", pattern, got, want)
		}
	}
}

func TestNearest(t *testing.T) {
	t.Parallel()
	list := []string{"SR003", "SR019", "trust-anyone"}
	for word, want := range map[string]string{"SR091": "SR019", "sr03": "SR003", "trust-anyon": "trust-anyone", "SR777": "", "": ""} {
		if got := actions.Nearest(word, list); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
