// Package authz decides whether AWS would allow a request, offline, from the
// policies that apply to it, and says why.
//
// It follows the policy evaluation logic of AWS Identity and Access
// Management,
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html,
// over identity policies, resource policies (role trust policies among them),
// permissions boundaries, session policies, and the service and resource
// control policies of every level of an organisation.
//
// # What is not known
//
// A condition key has values, is absent, or is unknown. What is unknown is
// carried through the whole decision in three-valued logic: the outcome is
// Conditional where it decides, with a Formula that says when the request is
// allowed, and that can be evaluated once more is known. A policy that applies
// and is not at hand (Missing) makes the outcome Unknown, never Allowed.
//
// # Concurrency
//
// Everything that is compiled is immutable. All functions may be called from
// several goroutines.
package authz
