#!/usr/bin/env bash
# Makes AWS accounts with the AWS CLI and saves what it prints about them:
# ACCOUNT.json from "aws iam get-account-authorization-details" of each, and
# beside it for some ACCOUNT-roles.json, ACCOUNT-role.json, ACCOUNT-summary.json
# or ACCOUNT-credentials.json. Each scenario is a function with an account of its
# own; moto_test.go says what an audit finds there.
#
# Endpoint and credentials come from the environment, which has the Python of
# moto in MOTO_PYTHON.
#
# usage: scenarios.sh DIRECTORY [SCENARIO]   (default: all)
set -euo pipefail

out=$1
scenarios="right group-with-user group-without-users lookalike boundary-only service-only anyone
foreign-root-and-admin govcloud china many-roles near-misses conditions"

# Several at a time: it is the start of the CLI that takes the time.
if [ $# = 1 ]; then
	# shellcheck disable=SC2086 # one word each
	printf '%s\n' $scenarios | xargs -P 4 -n 1 "$BASH" "$0" "$out"
	exit
fi

# account ID [PARTITION REGION] makes what follows happen in that account. moto
# lets anybody assume any role, and makes the account.
account() {
	id=$1 partition=${2:-aws}
	export AWS_DEFAULT_REGION=${3:-us-east-1}
	support=arn:$partition:iam::aws:policy/AWSSupportAccess
	local credentials
	credentials=$(aws sts assume-role --role-arn "arn:$partition:iam::$id:role/maker" --role-session-name test \
		--query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]' --output text)
	read -r AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN <<<"$credentials"
	export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
}

# iam calls the CLI, which prints what it made: nobody wants to see that.
iam() { aws iam "$@" >/dev/null; }

# save saves the account.
save() { aws iam get-account-authorization-details >"$out/$id.json"; }

# trust PRINCIPAL [CONDITION] is a trust policy.
trust() {
	echo '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": '"$1"', "Action": "sts:AssumeRole"' \
		"${2:+, \"Condition\": $2}" '}]}'
}

# responders is the trust policy of a good support role.
responders() { trust '{"AWS": "arn:'"$partition"':iam::'"$id"':role/responders"}'; }

# role NAME TRUST [OPTION…] makes a role.
role() { iam create-role --role-name "$1" --assume-role-policy-document "$2" "${@:3}"; }

# team makes a user, and the role that the user becomes to respond.
team() {
	iam create-user --user-name oncall
	role responders "$(trust '{"AWS": "arn:'"$partition"':iam::'"$id"':user/oncall"}')"
}

# may_assume USER ROLE lets a user assume a role, as far as it is for the user's
# own policies to say.
may_assume() {
	iam put-user-policy --user-name "$1" --policy-name "$(basename "$2")" --policy-document '{"Version": "2012-10-17",
		"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "arn:'"$partition:iam::$id:role/$2"'"}]}'
}

# credentials saves the credential report. moto leaves out the root user: it is
# put in, with a second factor and never used.
credentials() {
	iam generate-credential-report
	aws iam get-credential-report | "$MOTO_PYTHON" -c '
import base64, json, sys

out = json.load(sys.stdin)
header, *users = base64.b64decode(out["Content"]).decode().splitlines()
root = dict.fromkeys(header.split(","), "N/A") | {
    "user": "<root_account>", "arn": sys.argv[1], "password_enabled": "not_supported", "password_last_used": "no_information",
    "mfa_active": "true", "access_key_1_active": "false", "access_key_2_active": "false"}
out["Content"] = base64.b64encode("\n".join([header, ",".join(root.values()), *users]).encode()).decode()
json.dump(out, sys.stdout, indent=4)
' "arn:$partition:iam::$id:root" >"$out/$id-credentials.json"
}

# support_role NAME TRUST [OPTION…] makes a role with AWSSupportAccess, and
# with the tags that it should have.
support_role() {
	role "$@" --tags Key=owner,Value=sre Key=purpose,Value=incidents Key=review-date,Value=2999-12-31
	iam attach-role-policy --role-name "$1" --policy-arn "$support"
}

# The responders are whoever the account lets be one.
right() {
	account 100000000001
	iam create-user --user-name oncall
	may_assume oncall responders
	role responders "$(trust '{"AWS": "arn:aws:iam::100000000001:root"}')"
	support_role aws-support "$(responders)" --max-session-duration 3600
	save
	aws iam list-roles >"$out/$id-roles.json"
	credentials
}

# With the service-linked role that every account has; and saved a second time
# in two pages.
group-with-user() {
	account 100000000002
	iam create-service-linked-role --aws-service-name support.amazonaws.com
	iam attach-role-policy --role-name AWSServiceRoleForsupport \
		--policy-arn arn:aws:iam::aws:policy/aws-service-role/AWSSupportServiceRolePolicy
	iam create-group --group-name helpdesk
	iam attach-group-policy --group-name helpdesk --policy-arn "$support"
	iam create-user --user-name ana
	iam create-user --user-name ben
	iam add-user-to-group --group-name helpdesk --user-name ben
	save
	mkdir "$out/pages"
	aws iam get-account-authorization-details --max-items 1 >"$out/pages/1.json"
	local token
	token=$("$MOTO_PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["NextToken"])' <"$out/pages/1.json")
	aws iam get-account-authorization-details --starting-token "$token" >"$out/pages/2.json"
}

group-without-users() {
	account 100000000003
	iam create-group --group-name helpdesk --path /ops/
	iam attach-group-policy --group-name helpdesk --policy-arn "$support"
	iam create-user --user-name ana # a user, but not of the group
	save
	aws iam get-account-summary >"$out/$id-summary.json"
}

lookalike() {
	account 100000000004
	team
	iam create-policy --policy-name AWSSupportAccess \
		--policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "support:*", "Resource": "*"}]}'
	role aws-support "$(responders)"
	iam attach-role-policy --role-name aws-support --policy-arn "arn:aws:iam::$id:policy/AWSSupportAccess"
	save
}

boundary-only() {
	account 100000000005
	team
	role aws-support "$(responders)" --permissions-boundary "$support"
	save
}

service-only() {
	account 100000000006
	support_role aws-support "$(trust '{"Service": "support.amazonaws.com"}')"
	save
}

anyone() {
	account 100000000007
	support_role aws-support "$(trust '"*"')"
	save
}

foreign-root-and-admin() {
	account 100000000008
	support_role aws-support "$(trust '{"AWS": "arn:aws:iam::999999999999:root"}')"
	iam attach-role-policy --role-name aws-support --policy-arn arn:aws:iam::aws:policy/AdministratorAccess
	iam put-role-policy --role-name aws-support --policy-name buckets \
		--policy-document '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}'
	save
}

# The session is longer than an hour, as get-role says.
govcloud() {
	account 100000000009 aws-us-gov us-gov-west-1
	team
	support_role aws-support "$(responders)" --max-session-duration 7200
	save
	aws iam get-role --role-name aws-support >"$out/$id-role.json"
}

china() {
	account 100000000010 aws-cn cn-north-1
	team
	support_role aws-support "$(responders)"
	save
}

# 150 roles, of which three have AWSSupportAccess: the first that is listed, one
# in the middle and the last. A user assumes them, with a second factor. Made
# without the CLI, which would start 300 times.
many-roles() {
	account 100000000011
	iam create-user --user-name oncall
	"$MOTO_PYTHON" - "$(trust '{"AWS": "arn:aws:iam::100000000011:user/oncall"}' \
		'{"Bool": {"aws:MultiFactorAuthPresent": "true"}}')" "$support" <<-'PYTHON'
		import sys
		import boto3

		iam = boto3.client("iam")
		for i in range(150):
		    name = f"support-{i:03}"
		    tags = [{"Key": key, "Value": "2999-12-31"} for key in ("owner", "purpose", "review-date")]
		    iam.create_role(RoleName=name, Path="/made/", AssumeRolePolicyDocument=sys.argv[1], Tags=tags)
		    policy = sys.argv[2] if i in (0, 74, 149) else "arn:aws:iam::aws:policy/ReadOnlyAccess"
		    iam.attach_role_policy(RoleName=name, PolicyArn=policy)
	PYTHON
	save
}

# A user holds the policy; roles have one of AWS that sounds like it, and a role
# had the right one once.
near-misses() {
	account 100000000012
	team
	iam create-user --user-name ana --path /staff/
	iam attach-user-policy --user-name ana --policy-arn "$support"
	role job "$(responders)"
	iam attach-role-policy --role-name job --policy-arn arn:aws:iam::aws:policy/job-function/SupportUser
	support_role former-support "$(responders)"
	iam detach-role-policy --role-name former-support --policy-arn "$support"
	save
}

# Trust policies with conditions, and text that the API has to encode. break-glass
# lacks tags, and the word support in its name.
conditions() {
	account 100000000013
	team
	support_role partner-support "$(trust '{"AWS": "999999999999"}' '{"StringEquals": {"sts:ExternalId": "Zoë + Co & Sons"}}')"
	support_role own-support "$(trust '{"AWS": "arn:aws:iam::100000000013:root"}' '{"Bool": {"aws:MultiFactorAuthPresent": "true"}}')" \
		--path /ops/ --description 'Søren & Zoë: "100 %" <incidents>'
	may_assume oncall ops/own-support
	role break-glass "$(responders)" --tags Key=Owner,Value='Zoë + Co'
	iam attach-role-policy --role-name break-glass --policy-arn "$support"
	save
}

"$2"
