package faultproxy

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// A Replay is an organization that is made up from a number of accounts: each
// with one support role, and nothing wrong with any.
type Replay struct {
	Accounts int
	Roles    int // further roles in each account
	// Organization is its id; one that is made up where it is empty.
	Organization string
}

// Hub is the account that calls, and the management account.
const Hub = "100000000000"

// The ids of the organization.
const (
	organizationID = "o-a1b2c3d4e5"
	rootID         = "r-ab12"
	unitID         = "ou-ab12-11112222"
)

// ID is the id of an account, from 0, which is Hub.
func (r Replay) ID(i int) string { return strconv.Itoa(100000000000 + i) }

// NewReplay starts a proxy that has all answers itself.
func NewReplay(r Replay) *Proxy {
	p := New("")
	p.Replay(r)
	return p
}

// Replay has the proxy answer from a made-up organization what no fault that
// was set before has a say in.
func (p *Proxy) Replay(r Replay) {
	for call, answer := range map[string]func(*Call) string{
		"sts:GetCallerIdentity": func(*Call) string {
			return query("GetCallerIdentity", "<Arn>arn:aws:sts::"+Hub+":assumed-role/audit/ana</Arn><UserId>AROAEXAMPLE:ana</UserId><Account>"+Hub+"</Account>")
		},
		"sts:AssumeRole": assumeRole,
		"organizations:DescribeOrganization": func(*Call) string {
			return text(map[string]any{"Organization": map[string]any{"Id": cmp.Or(r.Organization, organizationID), "MasterAccountId": Hub, "FeatureSet": "ALL"}})
		},
		"organizations:ListAccounts": r.listAccounts,
		"organizations:ListRoots": func(*Call) string {
			return `{"Roots":[{"Id":"` + rootID + `","Name":"Root","PolicyTypes":[{"Type":"SERVICE_CONTROL_POLICY","Status":"ENABLED"}]}]}`
		},
		"organizations:ListOrganizationalUnitsForParent": func(c *Call) string {
			if strings.Contains(string(c.Body), rootID) && !strings.Contains(string(c.Body), unitID) {
				return `{"OrganizationalUnits":[{"Id":"` + unitID + `","Name":"All"}]}`
			}
			return `{"OrganizationalUnits":[]}`
		},
		"organizations:ListPolicies": func(*Call) string {
			return `{"Policies":[{"Id":"p-FullAWSAccess","Name":"FullAWSAccess","Type":"SERVICE_CONTROL_POLICY","AwsManaged":true}]}`
		},
		"organizations:DescribePolicy": func(*Call) string {
			return `{"Policy":{"PolicySummary":{"Id":"p-FullAWSAccess","Name":"FullAWSAccess","Type":"SERVICE_CONTROL_POLICY","AwsManaged":true},"Content":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"}}`
		},
		"organizations:ListTargetsForPolicy":        r.listTargets,
		"organizations:ListDelegatedAdministrators": func(*Call) string { return `{"DelegatedAdministrators":[]}` },
		"sso:ListInstances":                         func(*Call) string { return `{"Instances":[]}` },
		"iam:ListEntitiesForPolicy":                 func(c *Call) string { return Holder(c, "ListEntitiesForPolicy", "aws-support") },
		"iam:GetRole":                               func(c *Call) string { return Holder(c, "GetRole", "aws-support") },
		"iam:GetAccountAuthorizationDetails":        r.details,
		"iam:ListRoles":                             r.listRoles,
		"iam:GetAccountSummary":                     summary,
		"iam:GetCredentialReport":                   credentials,
		"cloudtrail:DescribeTrails":                 func(*Call) string { return `{"trailList":[]}` },
		"events:ListRules":                          func(*Call) string { return `{"Rules":[]}` },
		"cloudwatch:DescribeAlarms":                 func(*Call) string { return EmptyCBOR },
		"logs:DescribeMetricFilters":                func(*Call) string { return `{"metricFilters":[]}` },
		"support:DescribeSeverityLevels":            func(*Call) string { return `{"severityLevels":[{"code":"low","name":"Low"}]}` },
	} {
		p.On(call, func(c *Call) *Answer { return &Answer{Status: http.StatusOK, Body: answer(c)} })
	}
}

// replayKey is how the access keys of a Replay begin; the account follows.
const replayKey = "ASIAREPLAY"

func assumeRole(c *Call) string {
	account := strings.Split(c.Form.Get("RoleArn")+"::::", ":")[4]
	return query("AssumeRole", "<AssumedRoleUser><AssumedRoleId>AROA:hotline</AssumedRoleId><Arn>arn:aws:sts::"+account+":assumed-role/x/hotline</Arn></AssumedRoleUser>"+
		"<Credentials><AccessKeyId>"+replayKey+account+"</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2999-01-01T00:00:00Z</Expiration></Credentials>")
}

// pageSize is that of AWS Organizations.
// https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html
const pageSize = 20

func (r Replay) listAccounts(c *Call) string {
	return page(c, "Accounts", r.Accounts, func(i int) any {
		id := r.ID(i)
		return map[string]any{"Id": id, "Arn": "arn:aws:organizations::" + Hub + ":account/" + organizationID + "/" + id, "Name": "account " + id,
			"Email": id + "@example.com", "State": "ACTIVE", "Status": "ACTIVE", "Paths": []string{organizationID + "/" + rootID + "/" + unitID + "/" + id}}
	})
}

func (r Replay) listTargets(c *Call) string {
	return page(c, "Targets", r.Accounts+2, func(i int) any {
		switch i {
		case 0:
			return map[string]any{"TargetId": rootID, "Type": "ROOT", "Name": "Root"}
		case 1:
			return map[string]any{"TargetId": unitID, "Type": "ORGANIZATIONAL_UNIT", "Name": "All"}
		}
		return map[string]any{"TargetId": r.ID(i - 2), "Type": "ACCOUNT", "Name": "x"}
	})
}

// page is a page of a list of n.
func page(c *Call, key string, n int, item func(i int) any) string {
	var in struct{ NextToken string }
	_ = json.Unmarshal(c.Body, &in) // that of the first page has no token
	from, _ := strconv.Atoi(in.NextToken)
	list := []any{}
	for i := from; i < min(n, from+pageSize); i++ {
		list = append(list, item(i))
	}
	out := map[string]any{key: list}
	if from+pageSize < n {
		out["NextToken"] = strconv.Itoa(from + pageSize)
	}
	return text(out)
}

func text(v any) string {
	out, _ := json.Marshal(v) // maps and strings: always encodable
	return string(out)
}

// query is an answer of the Query protocol.
func query(operation, result string) string {
	return fmt.Sprintf(`<%[1]sResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><%[1]sResult>%[2]s</%[1]sResult><ResponseMetadata><RequestId>%[3]s</RequestId></ResponseMetadata></%[1]sResponse>`,
		operation, result, RequestID)
}

func accountOf(c *Call) string {
	if c.Account == "" {
		return Hub
	}
	return c.Account
}

// role is a role that the account's own responders can assume.
func role(c *Call, name string, session bool) string {
	id := accountOf(c)
	out := "<Path>/</Path><RoleName>" + name + "</RoleName><RoleId>AROAEXAMPLE</RoleId><Arn>arn:aws:iam::" + id + ":role/" + name + "</Arn><CreateDate>2026-01-01T00:00:00Z</CreateDate>" +
		"<AssumeRolePolicyDocument>%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22AWS%22%3A%22arn%3Aaws%3Aiam%3A%3A" + id +
		"%3Arole%2Fresponders%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D</AssumeRolePolicyDocument>"
	if session {
		out += "<MaxSessionDuration>3600</MaxSessionDuration>"
	}
	return out
}

func (r Replay) names() []string {
	names := []string{"aws-support", "responders"}
	for i := range r.Roles {
		names = append(names, fmt.Sprintf("service-%03d", i))
	}
	return names
}

// rolePage is the names of the roles of a page as long as was asked for, and
// what the page says of what follows.
func (r Replay) rolePage(c *Call) (names []string, rest string) {
	names = r.names()
	from, _ := strconv.Atoi(c.Form.Get("Marker")) // that of the first page has none
	most, err := strconv.Atoi(c.Form.Get("MaxItems"))
	if err != nil {
		most = 100
	}
	if end := from + most; end < len(names) {
		return names[from:end], fmt.Sprintf("<IsTruncated>true</IsTruncated><Marker>%d</Marker>", end)
	}
	return names[from:], "<IsTruncated>false</IsTruncated>"
}

func (r Replay) details(c *Call) string {
	var out strings.Builder
	names, rest := r.rolePage(c)
	for _, name := range names {
		attached := "<AttachedManagedPolicies/>"
		if name == "aws-support" {
			attached = "<AttachedManagedPolicies><member><PolicyName>AWSSupportAccess</PolicyName><PolicyArn>arn:aws:iam::aws:policy/AWSSupportAccess</PolicyArn></member></AttachedManagedPolicies>"
		}
		out.WriteString("<member>" + role(c, name, false) + attached + "<RolePolicyList/><InstanceProfileList/></member>")
	}
	return query("GetAccountAuthorizationDetails", rest+"<UserDetailList/><GroupDetailList/><RoleDetailList>"+out.String()+"</RoleDetailList><Policies/>")
}

func (r Replay) listRoles(c *Call) string {
	var out strings.Builder
	names, rest := r.rolePage(c)
	for _, name := range names {
		out.WriteString("<member>" + role(c, name, true) + "</member>")
	}
	return query("ListRoles", rest+"<Roles>"+out.String()+"</Roles>")
}

func summary(*Call) string {
	return query("GetAccountSummary", "<SummaryMap><entry><key>AccountMFAEnabled</key><value>1</value></entry><entry><key>AccountAccessKeysPresent</key><value>0</value></entry></SummaryMap>")
}

func credentials(c *Call) string {
	csv := "user,arn,user_creation_time,password_last_used,mfa_active,access_key_1_active,access_key_1_last_used_date,access_key_2_active,access_key_2_last_used_date\n" +
		"<root_account>,arn:aws:iam::" + accountOf(c) + ":root,2020-01-01T00:00:00+00:00,no_information,true,false,N/A,false,N/A\n"
	return query("GetCredentialReport", "<Content>"+base64.StdEncoding.EncodeToString([]byte(csv))+"</Content><ReportFormat>text/csv</ReportFormat><GeneratedTime>2026-11-22T00:00:00Z</GeneratedTime>")
}

// Holder is the answer of ListEntitiesForPolicy or GetRole where one role has
// the policy, by its name.
func Holder(c *Call, operation, name string) string {
	if operation == "GetRole" {
		return query(operation, "<Role>"+role(c, name, true)+"</Role>")
	}
	return query(operation, "<IsTruncated>false</IsTruncated><PolicyGroups/><PolicyUsers/><PolicyRoles><member><RoleName>"+name+"</RoleName><RoleId>AROAEXAMPLE</RoleId></member></PolicyRoles>")
}
