package traildata_test

import (
	"encoding/csv"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"hotline/internal/traildata"
)

// TestTruth counts everything again, by parsing what was written, with the plainest
// code there is.
func TestTruth(t *testing.T) {
	t.Parallel()
	var dups, addenda, engaged, replied int
	for seed := range uint64(10) {
		dir := t.TempDir()
		want, err := traildata.Write(dir, small(seed))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, recount(t, dir, want)); diff != "" {
			t.Fatalf("seed %d: the truth (-) is not what is there (+):\n%s", seed, diff)
		}
		dups, addenda = dups+want.Duplicates, addenda+want.Addenda
		for _, in := range want.Incidents {
			if in.Engaged {
				engaged++
			}
			if in.Replied {
				replied++
			}
		}
	}
	if dups == 0 || addenda == 0 || engaged == 0 || replied == 0 {
		t.Errorf("%d duplicates, %d addenda, %d incidents engaged and %d replied: something never happens", dups, addenda, engaged, replied)
	}
}

func recount(t *testing.T, dir string, known traildata.Truth) traildata.Truth {
	events, files, size := read(t, dir)
	unique := once(events)
	c := &counter{t: t, scope: known.Scope, truth: traildata.Truth{
		Options: known.Options, Scope: known.Scope, Files: files, Bytes: size, Records: len(events), UniqueEvents: len(unique),
		OddFiles: known.OddFiles, CompressedBytes: known.CompressedBytes, Addenda: addenda(events),
		Assumptions: traildata.Assumptions{ByAccount: map[string]*traildata.Outcomes{}, ByMonth: map[string]*traildata.Outcomes{},
			ByTrusted: map[string]int{}, ByFederated: map[string]int{}, ByMFA: map[string]int{}},
		CaseCalls: map[string]int{}, Cases: traildata.Cases{ByOpened: map[string]int{}},
		Tampering: map[string]int{}, TamperingBy: map[string]int{}, Incidents: []traildata.Incident{},
	}, sessions: map[string]bool{}, cases: map[string]*oneCase{}}
	c.truth.Duplicates = c.truth.Records - c.truth.UniqueEvents - c.truth.Addenda
	for _, e := range calls(unique) {
		c.assumption(e)
		c.session(e)
		c.caseCall(e)
		c.tampering(e)
		if e.EventName == "CreateCase" && e.is("security-ir") || e.EventName == "StartIncident" && e.is("ssm-incidents") {
			c.started(e)
		}
	}
	c.truth.Sessions.Count = len(c.sessions)
	c.countCases()
	c.incidents(dir)
	order := map[string]int{}
	for i, in := range known.Incidents {
		order[in.ID] = i
	}
	slices.SortFunc(c.truth.Incidents, func(a, b traildata.Incident) int { return order[a.ID] - order[b.ID] })
	return c.truth
}

func addenda(events []event) int {
	ids := map[string]bool{}
	for _, e := range events {
		if e.Addendum.Reason == "UPDATED_DATA" {
			ids[e.EventID] = true
		}
	}
	return len(ids)
}

type counter struct {
	t        *testing.T
	scope    traildata.Scope
	truth    traildata.Truth
	sessions map[string]bool
	cases    map[string]*oneCase
}

type oneCase struct {
	account, opened, how string
	privileged, resolved bool
}

// matches knows globs whose stars stand for any text.
func matches(globs []string, text string) bool {
	return slices.ContainsFunc(globs, func(glob string) bool {
		parts := strings.Split(glob, "*")
		rest, ok := strings.CutPrefix(text, parts[0])
		for _, p := range parts[1:] {
			_, after, found := strings.Cut(rest, p)
			if p == "" { // the glob ends with a star
				after, found = "", true
			}
			rest, ok = after, ok && found
		}
		return ok && rest == ""
	})
}

func (c *counter) isRole(arn string) bool {
	return strings.Contains(arn, ":role/") && path.Base(arn) == c.scope.Role
}

func (c *counter) how(e event) string {
	by, kind := e.UserIdentity.InvokedBy, e.UserIdentity.Type
	switch actor := e.actor(); {
	case e.EventType == "AwsServiceEvent" || kind == "AWSService" || kind == "" && by != "" || strings.Contains(actor, ":role/aws-service-role/"):
		return "service"
	case kind == "Root":
		return "root"
	case c.isRole(actor):
		return "role"
	case matches(c.scope.Declared, actor):
		return "declared"
	case matches(c.scope.Admins, actor):
		return "administrator"
	}
	return "other"
}

func (c *counter) assumption(e event) {
	arn := e.roleARN()
	if !e.is("sts") || !strings.HasPrefix(e.EventName, "AssumeRole") || !c.isRole(arn) {
		return
	}
	a := &c.truth.Assumptions
	for _, to := range []*traildata.Outcomes{&a.Outcomes, at(a.ByAccount, strings.Split(arn, ":")[4]), at(a.ByMonth, e.EventTime[:7])} {
		count(to, e)
	}
	actor := e.actor()
	trusted := ""
	if actor != "" {
		trusted = map[bool]string{true: "yes", false: "no"}[matches(c.scope.Trusted, actor)]
	}
	a.ByTrusted[trusted]++
	federated := e.EventName != "AssumeRole" || strings.Contains(actor, ":role/aws-reserved/sso.amazonaws.com/")
	a.ByFederated[map[bool]string{true: "yes", false: "no"}[federated]]++
	switch {
	case e.param("serialNumber") != "" || e.UserIdentity.SessionContext.Attributes.MfaAuthenticated == "true":
		a.ByMFA["yes"]++
	case federated || e.UserIdentity.Type == "AWSAccount" || e.UserIdentity.Type == "AWSService":
		a.ByMFA["unknown"]++
	default:
		a.ByMFA["no"]++
	}
}

func at(m map[string]*traildata.Outcomes, key string) *traildata.Outcomes {
	if m[key] == nil {
		m[key] = &traildata.Outcomes{}
	}
	return m[key]
}

func count(o *traildata.Outcomes, e event) {
	if e.ErrorCode != "" {
		o.Denied++
	} else {
		o.OK++
	}
}

func (c *counter) session(e event) {
	if !c.isRole(e.actor()) || e.UserIdentity.AccessKeyID == "" {
		return
	}
	c.sessions[e.UserIdentity.AccessKeyID] = true
	support := []string{"support", "support-console", "supportapp", "supportplans", "support-subscription", "supportauthz", "trustedadvisor"}
	if slices.ContainsFunc(support, e.is) {
		count(&c.truth.Sessions.Support, e)
	} else {
		count(&c.truth.Sessions.Other, e)
	}
}

func (c *counter) caseCall(e event) {
	deed := map[string]string{"CreateCase": "opened", "AddCommunicationToCase": "answered", "InitiateChatForCase": "answered",
		"InitiateCallForCase": "answered", "ResolveCase": "resolved"}[e.EventName]
	if !e.is("support") || deed == "" {
		return
	}
	how := c.how(e)
	c.truth.CaseCalls[deed+" "+how+" "+e.outcome()]++
	id, _ := e.ResponseElements["caseId"].(string)
	if id == "" {
		id = e.param("caseId")
	}
	if e.ErrorCode != "" || id == "" {
		return
	}
	k := c.cases[id]
	if k == nil {
		k = &oneCase{account: id[5:17]}
		c.cases[id] = k
	}
	if deed == "opened" {
		k.opened, k.how = e.EventTime, how
	}
	k.resolved = k.resolved || deed == "resolved"
	if how == "root" || how == "administrator" {
		k.privileged = true
		c.truth.Cases.PrivilegedCalls++
	}
}

func (c *counter) countCases() {
	for _, k := range c.cases {
		c.truth.Cases.Count++
		c.truth.Cases.ByOpened[k.how]++
		if k.privileged {
			c.truth.Cases.Privileged++
		}
		if k.resolved {
			c.truth.Cases.Resolved++
		}
	}
}

// tamperings says of each kind which calls are of it, as SOURCE:NAME.
func tamperings() map[string]string {
	return map[string]string{
		"role": "iam:CreateRole iam:DeleteRole iam:UpdateRole iam:UpdateRoleDescription iam:TagRole iam:UntagRole", "trust": "iam:UpdateAssumeRolePolicy",
		"boundary":   "iam:PutRolePermissionsBoundary iam:DeleteRolePermissionsBoundary",
		"policy":     "iam:AttachRolePolicy iam:DetachRolePolicy iam:PutRolePolicy iam:DeleteRolePolicy iam:CreatePolicyVersion iam:SetDefaultPolicyVersion iam:DeletePolicyVersion iam:DeletePolicy",
		"trail":      "cloudtrail:StopLogging cloudtrail:DeleteTrail cloudtrail:UpdateTrail cloudtrail:PutEventSelectors",
		"event rule": "events:DeleteRule events:DisableRule events:PutRule events:RemoveTargets events:PutTargets",
		"scp": "organizations:AttachPolicy organizations:DetachPolicy organizations:CreatePolicy organizations:UpdatePolicy " +
			"organizations:DeletePolicy organizations:DisablePolicyType organizations:EnablePolicyType organizations:MoveAccount",
	}
}

func (c *counter) tampering(e event) {
	call := strings.TrimSuffix(e.EventSource, ".amazonaws.com") + ":" + e.EventName
	for kind, of := range tamperings() {
		hit := slices.Contains(strings.Fields(of), call)
		switch kind {
		case "role", "trust", "boundary", "policy":
			ofPolicy := e.param("roleName") == "" && matches(c.scope.Policies, e.param("policyArn"))
			hit = hit && (e.param("roleName") == c.scope.Role || ofPolicy)
		case "event rule":
			hit = hit && matches(c.scope.EventRules, e.param("name")+e.param("rule"))
		}
		if hit {
			c.truth.Tampering[kind+" "+e.outcome()]++
			c.truth.TamperingBy[kind+" "+c.how(e)+" "+e.outcome()]++
		}
	}
}

func (c *counter) started(e event) {
	if e.ErrorCode == "" {
		source := strings.TrimSuffix(e.EventSource, ".amazonaws.com")
		c.truth.Incidents = append(c.truth.Incidents, traildata.Incident{ID: e.EventID, Source: source,
			Start: time.Unix(e.seconds(c.t), 0).UTC(), Accounts: []string{e.RecipientAccountID}})
	}
}

// incidents reads those of the file, and finds for each the first case.
func (c *counter) incidents(dir string) {
	f, err := os.Open(filepath.Join(dir, "incidents.csv"))
	if err != nil {
		c.t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // only read
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		c.t.Fatal(err)
	}
	for _, row := range rows[1:] {
		c.truth.Incidents = append(c.truth.Incidents, traildata.Incident{ID: row[0], Source: "file", Start: instant(c.t, row[1]),
			Accounts: strings.Fields(row[2]), Severity: row[3]})
	}
	replies := map[string]string{}
	for _, u := range updates(c.t, dir) {
		k := c.cases[u.Detail.Case]
		switch {
		case u.Detail.Event == "CreateCase" && (k == nil || k.opened == ""):
			c.cases[u.Detail.Case] = &oneCase{account: u.Account, opened: u.Time}
		case u.Detail.Event == "AddCommunicationToCase" && u.Detail.Origin == "AWS" && replies[u.Detail.Case] == "":
			replies[u.Detail.Case] = u.Time
		}
	}
	for i := range c.truth.Incidents {
		c.engage(&c.truth.Incidents[i], replies)
	}
}

func (c *counter) engage(in *traildata.Incident, replies map[string]string) {
	for id, k := range c.cases {
		if k.opened == "" || !slices.Contains(in.Accounts, k.account) {
			continue
		}
		wait := instant(c.t, k.opened).Sub(in.Start)
		if wait < 0 || wait >= 72*time.Hour || in.Engaged && int64(wait.Seconds()) >= in.EngageSeconds {
			continue
		}
		in.Engaged, in.EngageSeconds, in.Case = true, int64(wait.Seconds()), id
		in.Replied, in.ReplySeconds = false, 0
		if reply := replies[id]; reply != "" {
			in.Replied, in.ReplySeconds = true, int64(instant(c.t, reply).Sub(in.Start).Seconds())
		}
	}
}

func instant(t *testing.T, text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t.Fatal(err)
	}
	return at
}
