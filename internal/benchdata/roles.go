package benchdata

import (
	"fmt"
	"strings"
)

// RolePolicies is the policies of one role of many: five documents of four
// statements each, with some seven actions a statement, a NotAction and
// conditions among them. 1,000 roles make 6 MB.
func RolePolicies(role int) []string {
	services := []string{"s3", "ec2", "dynamodb", "sqs", "sns", "lambda", "kms", "logs", "iam", "sts", "rds", "ecs", "cloudwatch", "events", "ssm"}
	verbs := []string{"Get*", "List*", "Describe*", "PutItem", "CreateThing", "Delete?bject", "UpdateThing*", "BatchGet*"}
	var out []string
	for p := range 5 {
		var statements []string
		for s := range 4 {
			n := role*20 + p*4 + s
			statements = append(statements, roleStatement(n, services[n%len(services)], verbs))
		}
		out = append(out, `{"Version":"2012-10-17","Statement":[`+strings.Join(statements, ",")+`]}`)
	}
	return out
}

func roleStatement(n int, service string, verbs []string) string {
	var actions []string
	for i := range 5 + n%5 {
		actions = append(actions, fmt.Sprintf("%q", service+":"+verbs[(n+i)%len(verbs)]))
	}
	element, resource := "Action", fmt.Sprintf(`["arn:aws:%s:*:%s:thing/%d","arn:aws:%s:*:%s:thing/%d/*"]`, service, AccountID, n, service, AccountID, n)
	condition := ""
	switch n % 10 {
	case 3:
		element, resource = "NotAction", `"*"`
		actions = []string{`"iam:*"`, `"support:*"`, `"organizations:*"`}
	case 5:
		condition = fmt.Sprintf(`,"Condition":{"StringEquals":{"aws:RequestedRegion":["eu-west-1","us-east-1"]},"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:role/r%d"}}`, n)
	case 7:
		if n%50 == 7 {
			actions = append(actions, `"support:CreateCase"`)
			resource = `"*"`
		}
	}
	return fmt.Sprintf(`{"Sid":"S%d","Effect":"Allow",%q:[%s],"Resource":%s%s}`, n, element, strings.Join(actions, ","), resource, condition)
}
