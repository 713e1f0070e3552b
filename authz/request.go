package authz

import (
	"fmt"
	"strings"

	"hotline/policy"
)

// An Action is an action of a service, as sts:AssumeRole. Make one with
// ParseAction.
type Action struct {
	name    string
	lower   string
	service string
	hash    uint32 // of service
}

// ParseAction reads SERVICE:NAME. Case does not matter.
func ParseAction(s string) (Action, error) {
	service, name, ok := strings.Cut(s, ":")
	if !ok || service == "" || name == "" || strings.ContainsAny(s, "*? ") {
		return Action{}, fmt.Errorf("expected an action as SERVICE:NAME, found %q", s)
	}
	name = lowerASCII(s)
	service = name[:len(service)]
	return Action{s, name, service, hashService(service)}, nil
}

// String is the action as it was given.
func (a Action) String() string { return a.name }

// A Request is what is to be decided.
type Request struct {
	Principal *Principal
	Action    Action
	// Resource is the ARN of the resource, or "*" for an action that has none.
	Resource string
	// ResourceAccount is the account that owns the resource. Empty means the
	// one in the ARN of the resource or, where that has none, the principal's.
	ResourceAccount string
	// ResourceInManagement says that the account that owns the resource is the
	// management account of its organisation, where no RCP applies.
	ResourceInManagement bool
	Context              *Context
}

// account is the account that owns the resource.
func (r *Request) account() string {
	if r.ResourceAccount != "" {
		return r.ResourceAccount
	}
	rest := r.Resource
	for i := 0; i < 4 && rest != ""; i++ {
		_, rest, _ = strings.Cut(rest, ":")
	}
	if account, _, _ := strings.Cut(rest, ":"); policy.IsAccountID(account) {
		return account
	}
	return r.Principal.account
}

// derived returns the values of a condition key that follow from the request.
// It is maybe where nothing follows.
func (r *Request) derived(key keyName) ([]string, tri) {
	if v, ok := find(r.Principal.keys, key); ok {
		return v, triOf(v != nil)
	}
	switch {
	case key.folded == "aws:resourceaccount" && r.account() != "":
		return []string{r.account()}, yes
	case r.Principal.spec.TagsKnown && strings.HasPrefix(key.folded, "aws:principaltag/"):
		return nil, no
	}
	return nil, maybe
}

// assumesRole reports whether the action assumes a role.
func (r *Request) assumesRole() bool { return strings.HasPrefix(r.Action.lower, "sts:assumerole") }

// needsResourcePolicy reports whether the policy of the resource must allow the
// action even within one account: the trust policy of a role for all that STS
// does with it, and the key policy of a KMS key.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html
// https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html
func (r *Request) needsResourcePolicy() bool {
	switch r.Action.service {
	case "sts":
		return r.assumesRole() || strings.Contains(r.Resource, ":role/")
	case "kms":
		return strings.Contains(r.Resource, ":key/")
	}
	return false
}

// isAlwaysAllowed reports whether no policy can keep anybody from the action.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_getsessiontoken.html
func (r *Request) isAlwaysAllowed() bool {
	kind := r.Principal.kind
	return r.Action.lower == "sts:getcalleridentity" && r.Principal.hasIdentity() ||
		r.Action.lower == "sts:getsessiontoken" && (kind == User || kind == Root)
}

// callerFits reports whether a principal of its kind can use the action at all,
// whatever policies say.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_sts-comparison.html
func (r *Request) callerFits() bool {
	kind := r.Principal.kind
	switch r.Action.lower {
	case "sts:assumerole":
		return kind == User || kind == Role || kind == Session || kind == Service
	case "sts:assumerolewithsaml", "sts:assumerolewithwebidentity":
		return kind == Federated
	case "sts:getsessiontoken", "sts:getfederationtoken":
		return kind == User || kind == Root
	}
	return kind != FederatedUser || r.Action.service != "sts"
}

// isOwnersRescue reports whether the root user mends the policy of a bucket of
// the account, from which no bucket policy keeps it.
// https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
func (r *Request) isOwnersRescue() bool {
	switch r.Action.lower {
	case "s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy":
		return r.Principal.kind == Root && r.Principal.account == r.account()
	}
	return false
}
