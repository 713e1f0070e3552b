package actions_test

import (
	"slices"
	"strings"
	"testing"

	"hotline/actions"
)

// TestLookup holds what AWS says of some actions.
func TestLookup(t *testing.T) {
	t.Parallel()
	table := load(t)
	for _, c := range []struct{ written, action, access, resources string }{
		{"support:CreateCase", "support:CreateCase", actions.AccessWrite, ""},
		{"SUPPORT:createcase", "support:CreateCase", actions.AccessWrite, ""},
		{"support:DescribeCases", "support:DescribeCases", actions.AccessRead, ""},
		{"support-console:CreateCaseDraft", "support-console:CreateCaseDraft", actions.AccessWrite, ""},
		{"supportplans:StartSupportPlanUpdate", "supportplans:StartSupportPlanUpdate", actions.AccessWrite, ""},
		{"supportauthz:GetSupportPermit", "supportauthz:GetSupportPermit", actions.AccessRead, "supportpermit"},
		{"sts:AssumeRole", "sts:AssumeRole", actions.AccessWrite, "role"},
		{"s3:GetObject", "s3:GetObject", actions.AccessRead, "accesspointobject object"},
		{"s3:ListAllMyBuckets", "s3:ListAllMyBuckets", actions.AccessList, ""},
		{"iam:AttachRolePolicy", "iam:AttachRolePolicy", actions.AccessPermissions, "role"},
		{"iam:TagRole", "iam:TagRole", actions.AccessTagging, "role"},
	} {
		a, ok := table.Lookup(c.written)
		if !ok || a.String() != c.action || a.Access != c.access || strings.Join(a.Resources, " ") != c.resources {
			t.Errorf("%s: found %t, %s, %s, %q", c.written, ok, a, a.Access, a.Resources)
		}
		if a.HasResources() != (c.resources != "") {
			t.Errorf("%s has resources: %t", a, a.HasResources())
		}
	}
	for _, none := range []string{"", ":", "*", "support", "support:", "support:*", ":CreateCase", "support:CreateCas", "support:CreateCases",
		"support:CreateCase ", "suppor:CreateCase", "zzz:Zzz", "a2c", "\xff", "support:CreateCas\u00e9"} {
		if a, ok := table.Lookup(none); ok || a.String() != ":" {
			t.Errorf("%q: found %s", none, a)
		}
	}
}

// TestLookupFindsAll holds that each action is found by its name, and by
// itself only.
func TestLookupFindsAll(t *testing.T) {
	t.Parallel()
	table := load(t)
	for _, a := range table.Expand("*") {
		if got, ok := table.Lookup(strings.ToUpper(a.String())); !ok || got.String() != a.String() {
			t.Errorf("%s: found %s", a, got)
		}
		if got := table.Expand(a.String()); len(got) != 1 || got[0].String() != a.String() {
			t.Errorf("%s covers %s", a, got)
		}
	}
}

func TestService(t *testing.T) {
	t.Parallel()
	table := load(t)
	for _, s := range []string{"support", "Support", "support-console", "supportapp", "supportauthz", "supportplans", "sts", "S3", "trustedadvisor"} {
		if !table.Service(s) {
			t.Errorf("there is no service %s", s)
		}
	}
	for _, s := range []string{"", "*", "suppor", "supports", "support:", "support*", "support:CreateCase"} {
		if table.Service(s) {
			t.Errorf("there is a service %q", s)
		}
	}
}

// TestSupport holds that none of the actions on cases can be limited to a
// resource: what a statement names but "*" has no effect there.
func TestSupport(t *testing.T) {
	t.Parallel()
	table := load(t)
	for _, pattern := range []string{"support:*", "support-console:*", "supportplans:*", "supportapp:*"} {
		list := table.Expand(pattern)
		if len(list) < 10 {
			t.Errorf("%s covers only %d actions", pattern, len(list))
		}
		for _, a := range list {
			if a.HasResources() {
				t.Errorf("%s has the resource types %q", a, a.Resources)
			}
		}
	}
}

func TestExpand(t *testing.T) {
	t.Parallel()
	table := load(t)
	for pattern, want := range map[string]string{
		"support:CreateCase":        "support:CreateCase",
		"support:createcase":        "support:CreateCase",
		"SUPPORT:Resolve*":          "support:ResolveCase support:ResolveInteraction",
		"support:*attachment":       "support:DescribeAttachment support:DownloadAttachment support:UploadAttachment",
		"supp?rt:CreateCase":        "support:CreateCase",
		"support*:create*case*":     "support-console:CreateCaseDraft support:CreateCase",
		"*:AssumeRoleWith*":         "sts:AssumeRoleWithSAML sts:AssumeRoleWithWebIdentity",
		"support:CreateCas?":        "support:CreateCase",
		"**support:**createcase***": "support:CreateCase support:DescribeCreateCaseOptions",
		"support:" + strings.Repeat("*", 1<<20) + "CreateCase": "support:CreateCase",
		"*" + strings.Repeat("a", 1<<20):                       "",
		"support:CreateCase?":                                  "",
		"support":                                              "",
		"support:":                                             "",
		"CreateCase":                                           "",
		"":                                                     "",
		"support:Foo*":                                         "",
		"zzz*":                                                 "",
		"support:CreateCase\u00e9":                             "",
	} {
		if got := strings.Join(names(table.Expand(pattern)), " "); got != want {
			t.Errorf("%.99q covers %q, want %q", pattern, got, want)
		}
	}
	all := names(table.Expand("support:*"))
	if !slices.Contains(all, "support:CreateCase") || !slices.IsSortedFunc(all, lower) {
		t.Errorf("support:* covers %q", all)
	}
	if all := names(table.Expand("*:*")); !slices.IsSortedFunc(all, lower) || len(all) != len(table.Expand("*")) {
		t.Errorf("*:* covers %d actions, or not in order", len(all))
	}
}

func lower(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) }

// TestExpandIsTheCallers holds that the list may be changed.
func TestExpandIsTheCallers(t *testing.T) {
	t.Parallel()
	table := load(t)
	list := table.Expand("support:*")
	clear(list)
	if _, ok := table.Lookup("support:CreateCase"); !ok {
		t.Error("the table changed with the list")
	}
	object, _ := table.Lookup("s3:AbortMultipartUpload")
	_ = append(object.Resources, "more")
	if next, _ := table.Lookup("s3:AllowVendedLogDeliveryForResource"); !slices.Equal(next.Resources, []string{"bucket"}) {
		t.Errorf("resource types appended to one action change the next: %q", next.Resources)
	}
}
