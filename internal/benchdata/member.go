package benchdata

import (
	"fmt"
	"strings"
)

// member is an account of the organization, as get-account-authorization-details
// prints it.
func member(i, roles int) string {
	id := MemberID(i)
	var out, users []string
	for n := range roles {
		out = append(out, memberRole(id, n))
	}
	for n := range 5 {
		users = append(users, fmt.Sprintf(`
        {"Path": "/", "UserName": "user-%[2]d", "UserId": "AIDA%[1]s%05[2]d", "Arn": "arn:aws:iam::%[1]s:user/user-%[2]d", "GroupList": ["readers"],
            "AttachedManagedPolicies": [], "Tags": []}`, id, n))
	}
	group := fmt.Sprintf(`
        {"Path": "/", "GroupName": "readers", "GroupId": "AGPA%[1]sREADERS", "Arn": "arn:aws:iam::%[1]s:group/readers", "GroupPolicyList": [],
            "AttachedManagedPolicies": [{"PolicyName": "ReadOnlyAccess", "PolicyArn": "arn:aws:iam::aws:policy/ReadOnlyAccess"}]}`, id)
	policies := []string{
		awsPolicy("AWSSupportAccess", `["support:*", "support-console:*"]`), awsPolicy("AdministratorAccess", `"*"`),
		awsPolicy("ReadOnlyAccess", `["s3:Get*", "s3:List*", "ec2:Describe*", "iam:Get*", "iam:List*", "support:Describe*"]`),
	}
	for n := range 10 {
		policies = append(policies, strings.ReplaceAll(managed(n), AccountID, id))
	}
	return fmt.Sprintf("{\n    \"UserDetailList\": [%s\n    ],\n    \"GroupDetailList\": [%s\n    ],\n    \"RoleDetailList\": [%s\n    ],\n    \"Policies\": [%s\n    ]\n}\n",
		strings.Join(users, ","), group, strings.Join(out, ","), strings.Join(policies, ","))
}

func awsPolicy(name, actions string) string {
	return fmt.Sprintf(`
        {
            "PolicyName": %[1]q,
            "Arn": "arn:aws:iam::aws:policy/%[1]s",
            "Path": "/",
            "DefaultVersionId": "v1",
            "AttachmentCount": 1,
            "PolicyVersionList": [{"VersionId": "v1", "IsDefaultVersion": true,
                "Document": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": %[2]s, "Resource": "*"}]}}]
        }`, name, actions)
}

// memberRole is role n of an account.
func memberRole(id string, n int) string {
	path, name := "/app/", fmt.Sprintf("app-%03d", n)
	trust := `"Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"`
	attached, inline := fmt.Sprintf("arn:aws:iam::%s:policy/app/policy-%05d", id, n%10), document(n)
	switch {
	case n == 0:
		path, name, attached, inline = "/", "aws-support", "arn:aws:iam::aws:policy/AWSSupportAccess", ""
		trust = fmt.Sprintf(`"Principal": {"AWS": "arn:aws:iam::%s:role/responder"}, "Action": "sts:AssumeRole", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}`, MemberID(1))
	case n == 1:
		path, name, attached, inline = "/", "admin", "arn:aws:iam::aws:policy/AdministratorAccess", ""
		trust = fmt.Sprintf(`"Principal": {"AWS": "arn:aws:iam::%s:root"}, "Action": "sts:AssumeRole"`, id)
	case n == 2:
		path, name = "/", "responder"
		trust = fmt.Sprintf(`"Principal": {"AWS": "arn:aws:iam::%s:user/user-1"}, "Action": "sts:AssumeRole"`, id)
		inline = `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:aws:iam::*:role/aws-support"}]}`
	case n < 13:
		path, name = "/aws-reserved/sso.amazonaws.com/eu-west-1/", fmt.Sprintf("AWSReservedSSO_Set%d_%016x", n, n)
		trust = fmt.Sprintf(`"Principal": {"Federated": "arn:aws:iam::%s:saml-provider/AWSSSO_0123456789abcdef_DO_NOT_DELETE"}, "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession"]`, id)
	case n < 33:
		trust = fmt.Sprintf(`"Principal": {"AWS": "arn:aws:iam::%s:role/app/app-%03d"}, "Action": "sts:AssumeRole"`, MemberID(1), n)
	}
	policies := ""
	if inline != "" {
		policies = fmt.Sprintf(`{"PolicyName": "inline", "PolicyDocument": %s}`, inline)
	}
	return fmt.Sprintf(`
        {
            "Path": %[1]q,
            "RoleName": %[2]q,
            "RoleId": "AROA%[3]s%05[4]d",
            "Arn": "arn:aws:iam::%[3]s:role%[1]s%[2]s",
            "CreateDate": "2025-03-11T10:02:51+00:00",
            "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", %[5]s}]},
            "InstanceProfileList": [],
            "RolePolicyList": [%[6]s],
            "AttachedManagedPolicies": [{"PolicyName": "policy", "PolicyArn": %[7]q}],
            "Tags": [{"Key": "owner", "Value": "team"}, {"Key": "purpose", "Value": "work"}],
            "RoleLastUsed": {"LastUsedDate": "2026-11-11T10:02:51+00:00", "Region": "eu-west-1"}
        }`, path, name, id, n, trust, policies, attached)
}
