package check_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"hotline/check"
)

// TestFrameworks holds that the table is whole, and that readings of our own are
// told apart and give a reason.
func TestFrameworks(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, f := range check.Frameworks() {
		if seen[f.Key] || f.Title == "" || len(f.Controls) == 0 || !regexp.MustCompile(`^[a-z0-9]+([.-][a-z0-9]+)*$`).MatchString(f.Key) {
			t.Errorf("%+v", f)
		}
		seen[f.Key] = true
		for _, c := range f.Controls {
			own := slices.Contains(c.RecordedBy, check.ByHotline)
			if c.ID == "" || len(c.Rules) == 0 || len(c.RecordedBy) == 0 || own != (c.Why != "") || own && len(c.RecordedBy) > 1 || !slices.IsSorted(c.Rules) {
				t.Errorf("%s: %+v", f.Key, c)
			}
			if !own && !slices.Equal(c.Rules, []string{"SR001"}) {
				t.Errorf("%s %s: nobody but hotline maps %v", f.Key, c.ID, c.Rules)
			}
		}
	}
}

// TestFrameworksOfCIS holds that the table has what the verdicts are judged by,
// in the same order.
func TestFrameworksOfCIS(t *testing.T) {
	t.Parallel()
	list := check.Frameworks()
	for i, v := range check.CISVersions() {
		if f := list[i]; f.Key != "cis-"+v.Version || f.Controls[0].ID != v.Control {
			t.Errorf("%+v, want %+v", f, v)
		}
	}
	if !slices.IsSortedFunc(list[len(check.CISVersions()):], func(a, b check.Framework) int { return strings.Compare(a.Key, b.Key) }) {
		t.Error("the others are not in order")
	}
}

// TestSecurityHubMappings holds the mappings of IAM.18 to those that AWS
// publishes.
// https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#iam-18
func TestSecurityHubMappings(t *testing.T) {
	t.Parallel()
	got := map[string]string{}
	for _, f := range check.Frameworks() {
		for _, c := range f.Controls {
			if slices.Contains(c.RecordedBy, "AWS Security Hub") {
				got[f.Key] += c.ID
			}
		}
	}
	want := map[string]string{
		"cis-5.0.0": "1.16", "cis-3.0.0": "1.17", "cis-1.4.0": "1.17", "cis-1.2.0": "1.20",
		"nist-800-171-r2": "3.1.2", "pci-dss-4.0.1": "12.10.3", "security-hub": "IAM.18",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestFrameworkOf(t *testing.T) {
	t.Parallel()
	f, err := check.FindFramework("pci-dss-4.0.1")
	if err != nil {
		t.Fatal(err)
	}
	if got := f.Rules(); !slices.Equal(got, []string{"SR001", "SR002", "SR013", "SR014"}) {
		t.Errorf("rules %v", got)
	}
	if got := f.RecordedBy(); !slices.Equal(got, []string{"AWS Security Hub", "hotline"}) {
		t.Errorf("recorded by %v", got)
	}
	if got := f.Of("SR013"); len(got) != 1 || got[0].ID != "12.10.3" || got[0].Why == "" {
		t.Errorf("%+v", got)
	}
	if got := f.Of("SR026"); got != nil {
		t.Errorf("%+v", got)
	}
}
