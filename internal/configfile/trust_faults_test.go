package configfile_test

import (
	"fmt"
	"strings"
)

func peopleFaults() map[string]refusal {
	digits := "found a number: digits stand in quotes, since programs take them for a number otherwise, and drop zeros in front"
	var tags strings.Builder
	for i := range 51 {
		fmt.Fprintf(&tags, "\n  - tag-%d", i)
	}
	return map[string]refusal{
		"no list":        {text: withTrust("people: lead"), want: "4:11: expected a list for people, found text"},
		"no mapping":     {text: withTrust("people: [lead]"), want: "4:12: expected a mapping for people 1 with account, roles, users, permission_sets, mfa, organization, source_identity, session_tags, grants, found text"},
		"no account":     {text: withTrust("people: [{roles: [a]}]"), want: "4:12: expected account in people 1"},
		"number":         {text: withTrust("people: [{account: 111122223333, roles: [a]}]"), want: "4:22: expected text for account, " + digits},
		"leading zero":   {text: withTrust("people: [{account: 011122223333, roles: [a]}]"), want: "4:22: expected text for account, " + digits},
		"leading zero 8": {text: withTrust("people: [{account: 018122223333, roles: [a]}]"), want: "4:22: expected text for account, " + digits, beyond: true},
		"float":          {text: withTrust("people: [{account: 1.5, roles: [a]}]"), want: "4:22: expected text for account, " + digits},
		"short":          {text: withTrust("people: [{account: '1111', roles: [a]}]"), want: `4:22: expected an account id of twelve digits, found "1111"`},
		"any account":    {text: withTrust("people: [{account: '*', roles: [a]}]"), want: `4:22: expected each who may assume the role by name, found "*": no * and no ? here`},
		"nobody":         {text: withPeople("roles: []"), want: "5:7: expected somebody in roles, users or permission_sets of people 1"},
		"nothing":        {text: withPeople("roles:"), want: "6:13: expected a list for roles, found nothing"},
		"everybody":      {text: withPeople(`roles: ["*"]`), want: `6:15: expected each who may assume the role by name, found "*": no * and no ? here`},
		"some users":     {text: withPeople("users: [team-?]"), want: `6:15: expected each who may assume the role by name, found "team-?": no * and no ? here`},
		"some sets":      {text: withPeople("permission_sets: [Support*]"), want: `6:25: expected each who may assume the role by name, found "Support*": no * and no ? here`},
		"ARN":            {text: withPeople("roles: [\"arn:aws:iam::111122223333:role/lead\"]"), want: "6:15: expected the name of a role, with its path if it has one, found an ARN; its account is that of account"},
		"space":          {text: withPeople("roles: [a b]"), want: `6:15: expected the name of a role, 1 to 64 letters, digits and _+=,.@-, with its path if it has one, found "a b"`},
		"slash":          {text: withPeople("users: [a/]"), want: `6:15: expected the name of a user, 1 to 64 letters, digits and _+=,.@-, with its path if it has one, found "a/"`},
		"long set":       {text: withPeople("permission_sets: [" + strings.Repeat("x", 33) + "]"), want: `6:25: expected the name of a permission set, 1 to 32 letters, digits and _+=,.@-, found "` + strings.Repeat("x", 33) + `"`},
		"role of a set":  {text: withPeople("roles: [aws-reserved/sso.amazonaws.com/AWSReservedSSO_x_0123456789abcdef]"), want: "6:15: expected the permission set in permission_sets: the name of its role changes when it is assigned anew", beyond: true},
		"service-linked": {text: withPeople("roles: [/aws-service-role/x.amazonaws.com/AWSServiceRoleForX]"), want: "6:15: a service-linked role belongs to its service alone; name the service in automation", beyond: true},
		"twice":          {text: withPeople("roles: [a, a]"), want: `6:18: "a" comes twice`},
		"twice, paths":   {text: withPeople("roles: [a, /team/A]"), want: "6:18: role /team/A of account 111122223333 comes twice: the easier conditions would count", beyond: true},
		"again":          {text: withPeople("users: [b, a]") + "    - {account: \"111122223333\", users: [a], mfa: true}\n", want: "7:41: user a of account 111122223333 comes twice: the easier conditions would count", beyond: true},
		"mfa":            {text: withPeople("roles: [a]\nmfa: true"), want: "7:7: mfa is asked of users, and there are none in people 1: a session of a role or of IAM Identity Center never shows a second factor; ask for it where people sign in", beyond: true},
		"mfa yes":        {text: withPeople("users: [a]\nmfa: yes"), want: "7:12: expected true or false for mfa, found text"},
		"organization":   {text: withPeople("users: [a]\norganization: acme"), want: `7:21: expected the id of an organization as o-a1b2c3d4e5, found "acme"`},
		"identity":       {text: withPeople("users: [a]\nsource_identity: alice"), want: "7:24: expected true or false for source_identity, found text"},
		"tag":            {text: withPeople("users: [a]\nsession_tags: [\"a*\"]"), want: `7:22: expected the key of a tag, 1 to 128 letters, digits, spaces and _.:/=+-@, found "a*"`},
		"tags":           {text: withPeople("users: [a]\nsession_tags:" + tags.String()), want: "8:9: expected at most 50 session tags, found 51"},
	}
}

func grantFaults() map[string]refusal {
	return map[string]refusal{
		"text":       {text: withPeople("users: [a]\ngrants: [a]"), want: "7:16: expected a mapping for grant 1 of people 1 with group, role, user, found text"},
		"none":       {text: withPeople("users: [a]\ngrants: [{}]"), want: "7:16: expected one of group, role and user in grant 1 of people 1"},
		"two":        {text: withPeople("users: [a]\ngrants: [{group: g, user: a}]"), want: "7:16: expected one of group, role and user in grant 1 of people 1"},
		"unknown":    {text: withPeople("users: [a]\ngrants: [{grp: g}]"), want: `7:17: unknown key "grp" in grant 1 of people 1; expected group, role, user`},
		"twice":      {text: withPeople("users: [a]\ngrants: [{group: g}, {group: g}]"), want: `7:28: "group g" comes twice`},
		"no users":   {text: withPeople("roles: [a]\ngrants: [{group: g}]"), want: "7:16: group g has users, and the role lets in none of the account: name them in users, too", beyond: true},
		"other role": {text: withPeople("roles: [team/a]\ngrants: [{role: a}, {role: b}]"), want: "7:27: the role does not let in role b: name it in roles, too", beyond: true},
		"other user": {text: withPeople("users: [a]\ngrants:\n  - user: b"), want: "8:11: the role does not let in user b: name it in users, too", beyond: true},
	}
}

func otherFaults() map[string]refusal {
	provider := func(rest string) string { return withTrust("providers: [{account: \"999900001111\"" + rest + "}]") }
	ids := ", external_ids: ids.json"
	return map[string]refusal{
		"no ids":         {text: provider(""), want: "4:15: expected external_ids in provider 1"},
		"no account":     {text: withTrust("providers: [{external_ids: i.json}]"), want: "4:15: expected account in provider 1"},
		"any account":    {text: withTrust("providers: [{account: \"*\", external_ids: i.json}]"), want: `4:25: expected each who may assume the role by name, found "*": no * and no ? here`},
		"roles":          {text: provider(ids + ", roles: [\"*\"]"), want: `4:73: expected each who may assume the role by name, found "*": no * and no ? here`},
		"outside":        {text: provider(", external_ids: ../ids.json"), want: `4:55: expected a file in the directory of this one, or below, for external_ids, found "../ids.json"`, beyond: true},
		"rooted":         {text: provider(", external_ids: /ids.json"), want: `4:55: expected a file in the directory of this one, or below, for external_ids, found "/ids.json"`, beyond: true},
		"directory":      {text: provider(", external_ids: ."), want: "4:55: .: is a directory", beyond: true},
		"twice":          {text: withTrust("providers:\n  - {account: \"999900001111\"" + ids + "}\n  - {account: \"999900001111\", external_ids: b.json}"), want: `6:17: "999900001111" comes twice`, beyond: true},
		"one file":       {text: withTrust("providers:\n  - {account: \"999900001111\"" + ids + "}\n  - {account: \"999900002222\", external_ids: ./ids.json}"), want: `6:47: "./ids.json" comes twice`, beyond: true},
		"in people":      {text: withPeople("users: [a]") + "  providers: [{account: \"111122223333\"" + ids + "}]\n", want: "7:25: account 111122223333 is in people, too: there it needs no external id", beyond: true},
		"in automation":  {text: withTrust("providers: [{account: \"999900001111\"" + ids + "}]\nautomation: [{role: \"arn:aws:iam::999900001111:role/x\"}]"), want: "4:25: account 999900001111 is in automation, too: there it needs no external id", beyond: true},
		"nothing":        {text: withTrust("automation: [{}]"), want: "4:16: expected one of service, role and oidc in automation 1"},
		"two":            {text: withTrust("automation: [{service: ssm.amazonaws.com, role: \"arn:aws:iam::999900001111:role/x\"}]"), want: "4:16: expected one of service, role and oidc in automation 1"},
		"Support":        {text: withTrust("automation: [{service: support.amazonaws.com}]"), want: "4:26: support.amazonaws.com never assumes a role of yours: people at AWS Support use AWSServiceRoleForSupport, and those who talk to them are to be named in people"},
		"any service":    {text: withTrust("automation: [{service: \"*.amazonaws.com\"}]"), want: `4:26: expected each who may assume the role by name, found "*.amazonaws.com": no * and no ? here`},
		"no service":     {text: withTrust("automation: [{service: ssm}]"), want: `4:26: expected the name of a service as ssm.amazonaws.com, found "ssm"`},
		"service twice":  {text: withTrust("automation:\n  - service: ssm.amazonaws.com\n  - service: ssm.amazonaws.com\n    source_account: true"), want: `6:7: "ssm.amazonaws.com" comes twice`, beyond: true},
		"source account": {text: withTrust("automation: [{role: \"arn:aws:iam::999900001111:role/x\", source_account: true}]"), want: "4:59: source_account is asked of a service alone: it says for which account the service acts", beyond: true},
		"any role":       {text: withTrust("automation: [{role: \"arn:aws:iam::999900001111:role/*\"}]"), want: `4:23: expected each who may assume the role by name, found "arn:aws:iam::999900001111:role/*": no * and no ? here`},
		"session":        {text: withTrust("automation: [{role: \"arn:aws:sts::999900001111:assumed-role/x/y\"}]"), want: `4:23: expected the ARN of a role as arn:aws:iam::111122223333:role/NAME, found "arn:aws:sts::999900001111:assumed-role/x/y"`},
		"role again":     {text: withPeople("roles: [Lead]") + "  automation:\n    - role: arn:aws:iam::111122223333:role/lead\n", want: "8:7: role arn:aws:iam::111122223333:role/lead is in people, too: the easier conditions would count", beyond: true},
	}
}

func oidcFaults() map[string]refusal {
	oidc := func(provider, audiences, subjects string) string {
		return withTrust("automation:\n  - oidc:\n      provider: " + provider + "\n      audiences: " + audiences + "\n      subjects: " + subjects)
	}
	github := func(subject string) string {
		return oidc("token.actions.githubusercontent.com", "[sts.amazonaws.com]", "[\""+subject+"\"]")
	}
	const wide = "8:20: expected a subject that says whose the token is, as repo:OWNER/REPO:*, found "
	return map[string]refusal{
		"text":           {text: withTrust("automation: [{oidc: github}]"), want: "4:23: expected a mapping for oidc of automation 1 with provider, audiences, subjects, found text"},
		"no audiences":   {text: withTrust("automation: [{oidc: {provider: gitlab.com, subjects: [a]}}]"), want: "4:23: expected audiences in oidc of automation 1"},
		"empty audience": {text: oidc("gitlab.com", "[]", "[a]"), want: "7:9: expected at least one of audiences: without, the role lets in whoever has a token of the provider"},
		"no subject":     {text: oidc("gitlab.com", "[a]", "[]"), want: "8:9: expected at least one of subjects: without, the role lets in whoever has a token of the provider"},
		"URL":            {text: oidc("https://gitlab.com", "[a]", "[b]"), want: `6:19: expected the host of an identity provider, with its path if it has one, as token.actions.githubusercontent.com, found "https://gitlab.com"`},
		"Google":         {text: oidc("accounts.google.com", "[a]", "[b]"), want: "6:19: accounts.google.com is for the users of an app, and not for those who may talk to AWS Support", beyond: true},
		"any audience":   {text: oidc("gitlab.com", "[\"*\"]", "[b]"), want: `7:21: expected an audience as sts.amazonaws.com, found "*": no pattern and no variable here`},
		"variable":       {text: oidc("gitlab.com", "[\"${a}\"]", "[b]"), want: `7:21: expected an audience as sts.amazonaws.com, found "${a}": no pattern and no variable here`, beyond: true},
		"any":            {text: github("*"), want: `8:20: expected a subject that begins with whose the token is, found "*"`},
		"any begin":      {text: github("?epo:acme/x:*"), want: `8:20: expected a subject that begins with whose the token is, found "?epo:acme/x:*"`},
		"subject var":    {text: github("repo:acme/${x}:*"), want: `8:20: expected a subject without variables, found "repo:acme/${x}:*"`, beyond: true},
		"any repo":       {text: github("repo:*"), want: wide + `"repo:*": tokens of others would do`, beyond: true},
		"repo of owner":  {text: github("repo:acme/*"), want: wide + `"repo:acme/*": tokens of others would do`, beyond: true},
		"begin of owner": {text: github("repo:acme*/x:*"), want: wide + `"repo:acme*/x:*": tokens of others would do`, beyond: true},
		"begin of repo":  {text: github("repo:acme/x*"), want: wide + `"repo:acme/x*": tokens of others would do`, beyond: true},
		"owner's id":     {text: github("repository_owner:*"), want: wide + `"repository_owner:*": tokens of others would do`, beyond: true},
		"any project":    {text: oidc("gitlab.com", "[a]", "[\"project_path:*\"]"), want: `8:20: expected a subject that says whose the token is, as project_path:GROUP/PROJECT:*, found "project_path:*": tokens of others would do`, beyond: true},
		"any workspace":  {text: oidc("app.terraform.io", "[a]", "[\"organization:*:project:x\"]"), want: `8:20: expected a subject that says whose the token is, as organization:NAME:*, found "organization:*:project:x": tokens of others would do`, beyond: true},
		"twice": {text: withTrust("automation:\n  - oidc: {provider: gitlab.com, audiences: [a], subjects: [b]}\n  - oidc: {provider: gitlab.com, audiences: [c], subjects: [b]}"),
			want: `6:63: subject "b" of gitlab.com comes twice`, beyond: true},
	}
}
