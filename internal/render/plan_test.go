package render_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"hotline/internal/render"
	"hotline/plan"
)

func value(text string) *string { return &text }

// planned is a plan in which the same is done in some accounts, and something else
// in one.
func planned(accounts int) *plan.Plan {
	p := &plan.Plan{Schema: plan.Schema, Purpose: "apply", Mode: plan.Full, Organization: "o-example0000", Snapshot: "2026-11-22T03:15:00Z"}
	for i := range accounts {
		id := fmt.Sprintf("%012d", 111111111111+i)
		spec := plan.RoleSpec{Path: "/", Session: 3600, Tags: map[string]string{"owner": "sre"},
			Trust: `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"arn:aws:iam::` + id + `:oidc-provider/example.com"},"Action":"sts:AssumeRoleWithWebIdentity"}]}`}
		p.Accounts = append(p.Accounts, plan.Account{ID: id, Name: fmt.Sprintf("shop-%d", i), Partition: "aws", Outcome: plan.Changes, Changes: []plan.Change{
			{Property: plan.Property{Kind: plan.Role, Name: "aws-support", Field: plan.Itself}, After: value(spec.Text()), Reason: "there is none", Rule: "SR001",
				Gains: []string{"example.com: assume aws-support"}, Undo: "delete the role"},
		}})
	}
	p.Accounts = append(p.Accounts,
		plan.Account{ID: "999999999999", Partition: "aws", Outcome: plan.Changes, Left: []string{"user/ana has AWSSupportAccess"}, Changes: []plan.Change{
			{Property: plan.Property{Kind: plan.Role, Name: "aws-support", Field: plan.Tag, Key: "owner"}, Before: value("a\x1b[2J"), After: value("b"), Reason: "it is another", Undo: "put it back"},
			{Property: plan.Property{Kind: plan.Role, Name: "old", Field: plan.Itself}, Before: value(plan.RoleSpec{Path: "/"}.Text()), Reason: "it is not wanted",
				Loses: []string{"ana: open cases"}, Risk: "narrows access for 1", Undo: "create it again"}}},
		plan.Account{ID: "999999999990", Outcome: plan.Unknown, Reason: "iam:ListRoles: denied"}, plan.Account{ID: "999999999991", Outcome: plan.Outside, Reason: "scope does not include it"})
	return p
}

// TestPlanText holds that accounts in which the same is done are shown once, that
// all others are shown, and that nothing of an account reaches the terminal as it
// is.
func TestPlanText(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := render.PlanText(&out, planned(3), render.Options{}); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{
		"Organization o-example0000 · 6 accounts · snapshot of 2026-11-22T03:15:00Z · mode full\n",
		"In each of these 3 accounts (ACCOUNT is its id):\n    111111111111 (shop-0), 111111111112 (shop-1), 111111111113 (shop-2)\n  # ACCOUNT role/aws-support will be created\n  #   because there is none (SR001)\n",
		`"Federated": "arn:aws:iam::ACCOUNT:oidc-provider/example.com"`,
		"  # 999999999999 role/aws-support tag owner will be changed in place\n", "  - a\\u001b[2J\n  + b\n",
		"  # 999999999999 role/old will be deleted   [RISK: narrows access for 1]\n", "  loses: - ana: open cases\n", "  undo: create it again\n",
		"  · left 999999999999: user/ana has AWSSupportAccess\n", "  ? unknown 999999999990: iam:ListRoles: denied\n",
		"Plan: 3 to add, 1 to change, 1 to remove in 4 accounts; 0 unchanged. 0 refused, 1 unknown, 1 outside.\n",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "999999999991") || strings.Count(text, "will be created") != 1 || strings.Contains(text, "\x1b") {
		t.Errorf("what does not matter, or what is not to be shown:\n%s", text)
	}
	out.Reset()
	if err := render.PlanText(&out, planned(1), render.Options{All: true, Color: true}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"999999999991", "  # 111111111111 (shop-0) role/aws-support", "\x1b[32m+ tag owner = sre\x1b[0m"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}

// TestPlanLongDocument holds that a document which nobody can read is not compared
// line by line.
func TestPlanLongDocument(t *testing.T) {
	t.Parallel()
	p := planned(0)
	long := `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":[` + strings.Repeat(`"sts:AssumeRole",`, 5000) + `"sts:TagSession"]}]}`
	p.Accounts[0].Changes = []plan.Change{{Property: plan.Property{Kind: plan.Role, Name: "x", Field: plan.Trust}, Before: &long, After: value(`{"Statement":[]}`)}}
	var out bytes.Buffer
	if err := render.PlanText(&out, p, render.Options{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "  - 5010 lines\n") && !strings.Contains(out.String(), " lines\n") {
		t.Errorf("%.500s", out.String())
	}
}
