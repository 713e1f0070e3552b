package athena_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"hotline/trail"
)

// record is a record of CloudTrail, or a part of one.
type record map[string]any

// with is a record with other values in it; nil takes one away.
func (r record) with(more record) record {
	out := maps.Clone(r)
	for k, v := range more {
		if out[k] = v; v == nil {
			delete(out, k)
		}
	}
	return out
}

const (
	home   = "111122223333"
	away   = "999900001111"
	opened = "case-111122223333-muen-2026-"
)

// cornerScope has patterns that SQL and regular expressions could take amiss.
func cornerScope() trail.Scope {
	return trail.Scope{
		Roles:      []trail.Role{{Name: "hotline-support"}, {Account: home, Name: "AWSReservedSSO_Support_*"}, {Account: away, Name: "a+b=c,d.e@f_g"}},
		Declared:   []string{"arn:aws:iam::*:role/o'brien-*", `arn:aws:iam::*:role/it\E.(x)[y]{2}$|*`, "?", "-- ';"},
		Admins:     []string{"arn:aws:iam::*:role/admin", "*:user/chef-ü"},
		Trusted:    []string{"arn:aws:iam::999900001111:*", "*:saml-provider/corp's"},
		Policies:   []string{"arn:aws:iam::*:policy/hotline-*", "arn:aws:iam::*:policy/it's"},
		EventRules: []string{"*hotline*", "'"},
		Near:       time.Hour, Window: 2 * time.Hour,
	}
}

func at(clock string) string { return "2026-03-20T" + clock + "Z" }

func user(arn string) record {
	return record{"type": "IAMUser", "arn": arn, "accountId": away, "accessKeyId": "AKIA1", "userName": "u"}
}

// session is an identity of a session of a role.
func session(role, name, key string) record {
	return record{"type": "AssumedRole", "arn": "arn:aws:sts::" + home + ":assumed-role/" + role + "/" + name, "accountId": home, "accessKeyId": key,
		"sessionContext": record{"sessionIssuer": record{"arn": "arn:aws:iam::" + home + ":role/path/" + role}, "attributes": record{"mfaAuthenticated": "true"}, "sourceIdentity": "ana"}}
}

func call(source, name string, more record) record {
	return record{"eventVersion": "1.11", "eventTime": at("12:00:00"), "eventSource": source + ".amazonaws.com", "eventName": name, "awsRegion": "us-east-1",
		"sourceIPAddress": "203.0.113.9", "userIdentity": user("arn:aws:iam::999900001111:user/ana"), "requestParameters": nil, "responseElements": nil,
		"eventType": "AwsApiCall", "recipientAccountId": home}.with(more)
}

func assumes(more record) record {
	return call("sts", "AssumeRole", record{
		"requestParameters": record{"roleArn": "arn:aws:iam::" + home + ":role/hotline-support", "roleSessionName": "ana"},
		"responseElements":  record{"credentials": record{"accessKeyId": "ASIA1"}},
	}.with(more))
}

func handles(name, id, clock string, more record) record {
	return call("support", name, record{"eventTime": at(clock), "responseElements": record{"caseId": opened + id}, "userIdentity": session("hotline-support", "ana", "ASIA1")}.with(more))
}

// corners writes a small corpus of what is rare.
func corners(t *testing.T, dir string) corpus {
	t.Helper()
	var records []record
	add := func(all ...record) { records = append(records, all...) }
	add(addressRecords()...)
	add(identityRecords()...)
	add(repeatedRecords()...)
	add(caseRecords()...)
	add(tamperingRecords()...)
	add(brokenRecords()...)
	for i, r := range records {
		if _, there := r["eventID"]; !there {
			r["eventID"] = fmt.Sprintf("id-%03d", i)
		}
		folder := filepath.Join(dir, "AWSLogs", "o-a1b2c3d4e5", []string{home, away}[i%2], "CloudTrail", []string{"us-east-1", "eu-west-1"}[i/2%2], "2026/03", []string{"20", "21", "22"}[i%3])
		must(t, os.MkdirAll(folder, 0o700))
		text, err := json.Marshal(map[string]any{"Records": []record{r}})
		must(t, err)
		if i%5 == 0 { // not as CloudTrail spells it
			text = []byte(strings.NewReplacer(`{"`, `{ "`, `:`, `:`, `/`, `\/`, `","`, `" , "`).Replace(string(text)))
		}
		must(t, os.WriteFile(filepath.Join(folder, fmt.Sprintf("%03d.json", i)), text, 0o600))
	}
	cornerFiles(t, dir)
	return corpus{name: "corners", scope: cornerScope(), first: "2026-03-20", last: "2026-03-22", keep: true}
}

// cornerFiles writes what EventBridge tells, and incidents.
func cornerFiles(t *testing.T, dir string) {
	t.Helper()
	tell := func(id, name, caseID, time, origin string) string {
		return fmt.Sprintf(`{"version":"0","id":%q,"detail-type":"Support Case Update","source":"aws.support","account":%q,"time":%q,"region":"us-east-1","resources":[],"detail":{"case-id":%q,"display-id":"1","communication-id":"","event-name":%q,"origin":%q}}`, id, home, time, caseID, name, origin)
	}
	updates := []string{
		tell("u1", "CreateCase", opened+"1", at("10:00:02"), "CUSTOMER"), tell("u1", "CreateCase", opened+"1", at("10:00:02"), "CUSTOMER"),
		tell("u2", "AddCommunicationToCase", opened+"1", at("10:30:00"), "AWS"), tell("u3", "AddCommunicationToCase", opened+"1", at("10:20:00"), "AWS"),
		tell("u4", "AddCommunicationToCase", opened+"1", at("10:10:00"), "CUSTOMER"), tell("u5", "CreateCase", opened+"only", at("15:00:00"), ""),
		tell("u6", "CreateCase", "", at("15:00:01"), "AWS"), tell("", "CreateCase", opened+"noid", at("15:00:02"), "AWS"),
		tell("u7", "CreateCase", opened+"late", "tomorrow", "AWS"), tell("u8", "AddCommunicationToCase", opened+"only", "2026-02-30T00:00:00Z", "AWS"),
		strings.Replace(tell("u9", "CreateCase", opened+"other", at("15:00:03"), "AWS"), "Support Case Update", "Something Else", 1),
		"\t " + strings.ReplaceAll(tell("u10", "CreateCase", opened+"it's é \U0001F600", at("16:00:00"), "AWS"), `":`, `" : `) + " ",
	}
	must(t, os.MkdirAll(filepath.Join(dir, "case-updates", "2026"), 0o700))
	must(t, os.MkdirAll(filepath.Join(dir, "incidents"), 0o700))
	must(t, os.WriteFile(filepath.Join(dir, "case-updates", "2026", "all.jsonl"), []byte(strings.Join(updates, "\n")+"\n"), 0o600))
	must(t, os.WriteFile(filepath.Join(dir, "incidents", "incidents.csv"), []byte("id,start,accounts,severity\n"+
		"edge,2026-03-20T10:00:00Z,"+home+",high\n"+ // a case in that second
		"before,2026-03-20T08:00:00Z,"+home+",high\n"+ // the window ends as the case is opened
		"just,2026-03-20T08:00:01Z,"+home+" "+away+",low\n"+ // in its last second
		"after,2026-03-20T10:00:01Z,"+home+",low\n"+
		"\"any, where\",2026-03-20T11:59:00+02:00,,\"it's \"\"bad\"\"\"\n"+
		"elsewhere,2026-03-20 09:30Z,444455556666;555566667777,\n"+
		"é,2026-03-20T14:00:00.5Z,"+home+",ü\n"), 0o600))
}

// addressRecords come from all kinds of places.
func addressRecords() []record {
	var out []record
	for _, ip := range []string{
		"10.1.2.3", "010.1.1.1", "999.1.1.1", "1.2.3", "1.2.3.4.5", "127.1", "", "2001:DB8:1:2:3:4:5:6", "2001:db8:1:2::9", "::1", "::", "::ffff:1.2.3.4",
		"::ffff:0102:0304", "::1.2.3.4", "fe80::1%eth0", "1:2:3:4:5:6:7::", "1::2::3", "12345::", "support.amazonaws.com", "AWS Internal", "10.1.2.3 ", "1:2:3:4:5:6:1.2.3.4", "64:ff9b::1.2.3.4", ":1:2", "cafe",
	} {
		out = append(out, assumes(record{"sourceIPAddress": ip}))
	}
	return append(out, assumes(record{"sourceIPAddress": nil}))
}

// identityRecords are made by all kinds of callers.
func identityRecords() []record {
	var out []record
	for _, who := range []any{
		nil, record{}, record{"type": "Root", "arn": "arn:aws:iam::" + home + ":root", "accountId": home, "invokedBy": "signin.amazonaws.com"},
		record{"type": "AWSService", "invokedBy": "x.amazonaws.com"}, record{"type": "SAMLUser", "userName": "o'brien", "identityProvider": "x:saml-provider/corp's"},
		user("arn:aws:iam::" + away + ":user/chef-ü"), user("arn:aws:iam::" + home + ":role/o'brien-1"), user(`arn:aws:iam::1:role/it\E.(x)[y]{2}$|z`),
		user("?"), user("-- ';"), user("arn:aws:iam::" + home + ":role/admin\n"), user("arn:aws:sts::" + home + ":assumed-role/o'brien-x/s"),
		user("arn:aws:sts::" + home + ":assumed-role/"), user("arn:aws:sts:eu:" + home + ":assumed-role/a/b/c"), session("admin", "x", "ASIAadmin"),
		session("AWSReservedSSO_Support_0", "it's me@x", "ASIAsso"), session("AWSReservedSSO_Support_", "", ""), session("hotline-support", "a/b", "ASIA'"),
		record{"type": "AssumedRole", "arn": "arn:aws:sts::" + away + ":assumed-role/a+b=c,d.e@f_g/s", "accessKeyId": "ASIAplus"},
		record{"type": "AssumedRole", "arn": "arn:aws:sts::" + away + ":assumed-role/aab=c,dxe@f_g/s", "accessKeyId": "ASIAdot"},
		record{"type": "AssumedRole", "sessionContext": record{"sessionIssuer": record{"arn": "arn:aws-us-gov:iam::" + home + ":role/aws-reserved/sso.amazonaws.com/eu/AWSReservedSSO_Support_9"}}, "accessKeyId": "ASIAgov"},
		record{"type": "AssumedRole", "sessionContext": record{"sessionIssuer": nil, "attributes": record{}}, "arn": "", "userName": ""},
	} {
		out = append(out, assumes(record{"userIdentity": who}), handles("CreateCase", "who"+fmt.Sprint(len(out)), "13:00:00", record{"userIdentity": who}),
			call("ec2", "DescribeInstances", record{"userIdentity": who, "errorCode": "Client.X"}))
	}
	return append(out,
		assumes(record{"eventName": "AssumeRoleWithSAML", "requestParameters": record{"roleArn": "arn:aws:iam::" + home + ":role/x/hotline-support", "principalArn": "y:saml-provider/corp's"}}),
		assumes(record{"requestParameters": nil, "responseElements": nil, "errorCode": "AccessDenied", "errorMessage": "User: u is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::" + home + ":role/hotline-support"}),
		assumes(record{"requestParameters": nil, "errorCode": "AccessDenied", "errorMessage": "resource: arn:aws:iam::" + home + ":role/hotline-support with an explicit deny resource: arn:aws:iam::1:role/x"}),
		assumes(record{"requestParameters": record{"roleArn": "arn:aws:iam::" + home + ":role/AWSReservedSSO_Support_a b", "serialNumber": "s"}}),
		assumes(record{"requestParameters": record{"roleArn": "arn:aws:iam::" + away + ":role/AWSReservedSSO_Support_a"}}),
		assumes(record{"requestParameters": record{"roleArn": "arn:aws:iam::" + home + ":role/AWSReservedSSO_Support_é", "serialNumber": 5, "sourceIdentity": true}}),
		assumes(record{"requestParameters": record{"roleArn": []string{"arn:aws:iam::" + home + ":role/hotline-support"}}}),
		assumes(record{"requestParameters": record{"roleArn": "ARN:aws:iam::" + home + ":role/hotline-support"}}),
		assumes(record{"eventType": "AwsServiceEvent", "eventTime": "2026-02-30T00:00:00Z"}),
	)
}
