package benchdata

import (
	"bufio"
	"fmt"
	"io"
)

// AccountID is the account that Account describes.
const AccountID = "123456789012"

// Account writes what "aws iam get-account-authorization-details" would print
// of an account with that many roles and customer managed policies: indented
// by four spaces, documents decoded. About 60 MB come from 5,000 roles and
// 20,000 policies. Every hundredth role has AWSSupportAccess attached.
func Account(w io.Writer, roles, policies int) error {
	out := bufio.NewWriterSize(w, 1<<20)
	var err error
	emit := func(text string) {
		if err == nil {
			_, err = out.WriteString(text)
		}
	}
	emit("{\n    \"UserDetailList\": [],\n    \"GroupDetailList\": [],\n    \"RoleDetailList\": [")
	for i := range roles {
		emit(comma(i) + role(i, policies))
	}
	emit("\n    ],\n    \"Policies\": [")
	for i := range policies {
		emit(comma(i) + managed(i))
	}
	emit("\n    ]\n}\n")
	if err != nil {
		return err
	}
	return out.Flush()
}

func comma(i int) string {
	if i > 0 {
		return ","
	}
	return ""
}

func role(i, policies int) string {
	attached := fmt.Sprintf("arn:aws:iam::%s:policy/app/policy-%05d", AccountID, i%max(policies, 1))
	if i%100 == 0 {
		attached = "arn:aws:iam::aws:policy/AWSSupportAccess"
	}
	return fmt.Sprintf(`
        {
            "Path": "/app/",
            "RoleName": "app-role-%05[1]d",
            "RoleId": "AROA%017[1]d",
            "Arn": "arn:aws:iam::%[2]s:role/app/app-role-%05[1]d",
            "CreateDate": "2025-03-11T10:02:51+00:00",
            "AssumeRolePolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Sid": "Trust",
                        "Effect": "Allow",
                        "Principal": {
                            "AWS": "arn:aws:iam::%[2]s:role/ci/deployer-%05[1]d"
                        },
                        "Action": "sts:AssumeRole",
                        "Condition": {
                            "StringEquals": {
                                "aws:PrincipalOrgID": "o-a1b2c3d4e5"
                            }
                        }
                    }
                ]
            },
            "InstanceProfileList": [],
            "RolePolicyList": [
                {
                    "PolicyName": "inline",
                    "PolicyDocument": %[4]s
                }
            ],
            "AttachedManagedPolicies": [
                {
                    "PolicyName": "policy",
                    "PolicyArn": "%[3]s"
                }
            ],
            "Tags": [
                {
                    "Key": "owner",
                    "Value": "team-%05[1]d"
                }
            ],
            "RoleLastUsed": {}
        }`, i, AccountID, attached, document(i))
}

func managed(i int) string {
	return fmt.Sprintf(`
        {
            "PolicyName": "policy-%05[1]d",
            "PolicyId": "ANPA%017[1]d",
            "Arn": "arn:aws:iam::%[2]s:policy/app/policy-%05[1]d",
            "Path": "/app/",
            "DefaultVersionId": "v1",
            "AttachmentCount": 1,
            "PermissionsBoundaryUsageCount": 0,
            "IsAttachable": true,
            "CreateDate": "2024-05-14T09:12:44+00:00",
            "UpdateDate": "2024-05-14T09:12:44+00:00",
            "PolicyVersionList": [
                {
                    "Document": %[3]s,
                    "VersionId": "v1",
                    "IsDefaultVersion": true,
                    "CreateDate": "2024-05-14T09:12:44+00:00"
                }
            ]
        }`, i, AccountID, document(i))
}

// document is a policy of an ordinary size, different for each i.
func document(i int) string {
	return fmt.Sprintf(`{
                        "Version": "2012-10-17",
                        "Statement": [
                            {
                                "Sid": "Read%[1]d",
                                "Effect": "Allow",
                                "Action": [
                                    "s3:GetObject",
                                    "s3:ListBucket",
                                    "dynamodb:GetItem",
                                    "dynamodb:Query",
                                    "kms:Decrypt"
                                ],
                                "Resource": [
                                    "arn:aws:s3:::bucket-%05[1]d",
                                    "arn:aws:s3:::bucket-%05[1]d/*",
                                    "arn:aws:dynamodb:*:%[2]s:table/table-%05[1]d"
                                ]
                            },
                            {
                                "Sid": "Write%[1]d",
                                "Effect": "Allow",
                                "Action": "sqs:SendMessage",
                                "Resource": "arn:aws:sqs:*:%[2]s:queue-%05[1]d",
                                "Condition": {
                                    "StringLike": {
                                        "aws:PrincipalTag/team": [
                                            "team-%05[1]d",
                                            "platform-*"
                                        ]
                                    },
                                    "Bool": {
                                        "aws:SecureTransport": "true"
                                    }
                                }
                            }
                        ]
                    }`, i, AccountID)
}
