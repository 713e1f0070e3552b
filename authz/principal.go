package authz

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"hotline/policy"
)

// A Kind is a kind of principal.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
type Kind uint8

// The kinds of principals.
const (
	Anonymous     Kind = iota
	User               // arn:aws:iam::ACCOUNT:user/NAME
	Role               // arn:aws:iam::ACCOUNT:role/NAME: any session of the role
	Session            // arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION
	FederatedUser      // arn:aws:sts::ACCOUNT:federated-user/NAME
	Root               // arn:aws:iam::ACCOUNT:root, or the id of the account
	Service            // support.amazonaws.com
	Federated          // a SAML or OIDC provider: an ARN, or a name like accounts.google.com
)

// PrincipalSpec describes a principal.
type PrincipalSpec struct {
	// ARN is the ARN of the principal, the id of an account, the name of a
	// service, or the ARN or name of an identity provider. Empty or "*" is an
	// anonymous caller.
	ARN string
	// Account is the id of the principal's account, where ARN does not tell.
	Account string
	// RoleARN is the ARN of the role of a session, with its path, which the
	// ARN of a session leaves out.
	RoleARN string
	// ID is the unique id: AIDA… of a user, AROA… of a role.
	ID string
	// Tags are the tags of the principal and of its session.
	Tags map[string]string
	// TagsKnown says that it has no others, so that aws:PrincipalTag of any
	// other key is absent.
	TagsKnown bool
	// OrgID and OrgPath say where in which organisation the account is.
	OrgID, OrgPath string
	// Management says that the account is the management account of its
	// organisation, which no SCP restricts.
	Management bool
	// ServiceLinked says that the role belongs to a service: neither SCPs nor
	// RCPs restrict it. The path of its ARN says so, too.
	ServiceLinked bool
}

// A Principal is who makes a request. Make one with NewPrincipal.
type Principal struct {
	spec    PrincipalSpec
	kind    Kind
	account string
	name    string              // of a user or role, without path
	keys    map[string][]string // condition keys that follow; nil: absent
}

// Kind is the kind of the principal.
func (p *Principal) Kind() Kind { return p.kind }

// Account is the id of the principal's account; empty where it has none.
func (p *Principal) Account() string { return p.account }

// String is the ARN or name of the principal.
func (p *Principal) String() string {
	if p.kind == Anonymous {
		return "anonymous"
	}
	return p.spec.ARN
}

// NewPrincipal takes the description of a principal apart. It fails where ARN
// is none of the forms there are.
func NewPrincipal(spec PrincipalSpec) (*Principal, error) {
	p := &Principal{spec: spec, account: spec.Account}
	if err := p.parse(spec.ARN); err != nil {
		return nil, err
	}
	for _, arn := range []string{spec.ARN, spec.RoleARN} {
		if strings.Contains(arn, ":role/aws-service-role/") {
			p.spec.ServiceLinked = true
		}
	}
	p.keys = p.derive()
	return p, nil
}

// parse finds the kind, account and name in an ARN.
func (p *Principal) parse(arn string) error {
	switch {
	case arn == "" || arn == "*":
		return nil
	case policy.IsAccountID(arn):
		p.kind, p.account = Root, arn
		return nil
	case !strings.HasPrefix(arn, "arn:"):
		p.kind = Federated
		if strings.Contains(arn, ".amazonaws.") && !strings.HasPrefix(arn, "cognito-identity.") {
			p.kind = Service
		}
		return nil
	}
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) != 6 {
		return fmt.Errorf("expected an ARN of six parts for a principal, found %q", arn)
	}
	if parts[4] != "" {
		p.account = parts[4]
	}
	service, resource := parts[2], parts[5]
	sort, path, _ := strings.Cut(resource, "/")
	last := path[strings.LastIndexByte(path, '/')+1:]
	switch service + ":" + sort {
	case "iam:user":
		p.kind, p.name = User, last
	case "iam:role":
		p.kind, p.name = Role, last
	case "iam:root":
		p.kind = Root
	case "iam:saml-provider", "iam:oidc-provider":
		p.kind = Federated
	case "sts:assumed-role":
		p.kind = Session
		p.name, _, _ = strings.Cut(path, "/")
	case "sts:federated-user":
		p.kind, p.name = FederatedUser, last
	default:
		return fmt.Errorf("expected the ARN of a user, role, session, root or identity provider, found %q", arn)
	}
	return nil
}

// hasIdentity reports whether identity policies apply to the principal.
func (p *Principal) hasIdentity() bool {
	switch p.kind {
	case User, Role, Session, FederatedUser, Root:
		return true
	case Anonymous, Service, Federated:
	}
	return false
}

// derive lists the condition keys that follow from the principal. The
// organization is that of a principal with an account: no other request has it.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-principalorgid
func (p *Principal) derive() map[string][]string {
	keys := map[string][]string{
		"aws:principalisawsservice":     {"false"},
		"aws:principalservicename":      nil,
		"aws:principalservicenameslist": nil,
		"aws:username":                  nil,
	}
	set := func(key, value string) {
		if value != "" {
			keys[key] = []string{value}
		}
	}
	if p.hasIdentity() {
		set("aws:principalaccount", p.account)
		set("aws:principalorgid", p.spec.OrgID)
		set("aws:principalorgpaths", p.spec.OrgPath)
	} else {
		keys["aws:principalorgid"], keys["aws:principalorgpaths"] = nil, nil
	}
	for _, k := range slices.Sorted(maps.Keys(p.spec.Tags)) {
		nameKey("aws:PrincipalTag/"+k).put(keys, []string{p.spec.Tags[k]})
	}
	switch p.kind {
	case User:
		set("aws:principalarn", p.spec.ARN)
		set("aws:username", p.name)
		set("aws:userid", p.spec.ID)
		set("aws:principaltype", "User")
	case Role:
		set("aws:principalarn", p.spec.ARN)
		set("aws:principaltype", "AssumedRole")
	case Session:
		p.deriveSession(set)
	case FederatedUser:
		set("aws:principalarn", p.spec.ARN)
		set("aws:userid", p.account+":"+p.name)
		set("aws:principaltype", "FederatedUser")
	case Root:
		set("aws:principalarn", p.rootARN())
		set("aws:userid", p.account)
		set("aws:principaltype", "Account")
	case Service:
		set("aws:principalisawsservice", "true")
		set("aws:principalservicename", p.spec.ARN)
		set("aws:principalservicenameslist", p.spec.ARN)
	case Anonymous:
		set("aws:principaltype", "Anonymous")
		set("aws:principalaccount", "anonymous")
		set("aws:userid", "anonymous")
		keys["aws:principalisawsservice"] = nil // requests without a signature have none
	case Federated:
		keys["aws:principalisawsservice"] = nil
	}
	return keys
}

// deriveSession sets the keys of a role session. aws:PrincipalArn of a session
// is the ARN of the role, with its path.
func (p *Principal) deriveSession(set func(key, value string)) {
	parts := strings.SplitN(p.spec.ARN, ":", 6)
	role := p.spec.RoleARN
	if role == "" {
		role = parts[0] + ":" + parts[1] + ":iam::" + parts[4] + ":role/" + p.name
	}
	set("aws:principalarn", role)
	set("aws:principaltype", "AssumedRole")
	if p.spec.ID != "" {
		set("aws:userid", p.spec.ID+":"+parts[5][strings.LastIndexByte(parts[5], '/')+1:])
	}
}

func (p *Principal) rootARN() string {
	if strings.HasPrefix(p.spec.ARN, "arn:") {
		return p.spec.ARN
	}
	return "arn:aws:iam::" + p.account + ":root"
}

// A class is how a Principal element names a principal. It decides which other
// policies still restrict what the element's policy grants.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-basics-res-iden.html
type class uint8

const (
	unnamed   class = iota
	byAccount       // as one of its account: the account decides on
	byRole          // by the ARN of its role, or as one of everybody
	byName          // by its own ARN
)

// classOf is how one name of a Principal element names p.
func (p *Principal) classOf(kind, name string) class {
	switch kind {
	case policy.PrincipalService:
		return p.exactly(Service, name)
	case policy.PrincipalFederated:
		return p.exactly(Federated, name)
	case policy.PrincipalAWS:
		return p.classOfAWS(name)
	}
	return unnamed
}

func (p *Principal) exactly(kind Kind, name string) class {
	if p.kind == kind && p.spec.ARN == name {
		return byName
	}
	return unnamed
}

func (p *Principal) classOfAWS(name string) class {
	if name == "*" {
		return p.classOfStar()
	}
	if !p.hasIdentity() {
		return unnamed
	}
	account, isRoot := accountOf(name)
	switch {
	case isRoot && account == p.account && p.kind == Root:
		return byName
	case isRoot && account == p.account:
		return byAccount
	case name == p.spec.ARN && p.kind == Role, p.spec.ID != "" && name == p.spec.ID && p.kind != User, p.isSessionOf(name):
		return byRole
	case name == p.spec.ARN, p.spec.ID != "" && name == p.spec.ID:
		return byName
	}
	return unnamed
}

// classOfStar is how "*" names p. It is a grant to the role or user of a
// session, not to the session itself.
func (p *Principal) classOfStar() class {
	if p.kind == Role || p.kind == Session || p.kind == FederatedUser {
		return byRole
	}
	return byName
}

// isSessionOf reports whether p is a session of the role with that ARN. The
// ARN of a session has no path, and the names of roles are unique without it.
func (p *Principal) isSessionOf(role string) bool {
	if p.kind != Session {
		return false
	}
	if p.spec.RoleARN != "" {
		return role == p.spec.RoleARN
	}
	parts := strings.SplitN(role, ":", 6)
	return len(parts) == 6 && parts[2] == "iam" && parts[4] == p.account && strings.HasPrefix(parts[5], "role/") &&
		parts[5][strings.LastIndexByte(parts[5], '/')+1:] == p.name
}

// accountOf is the account that a name stands for as a whole: its id, or the
// ARN of its root.
func accountOf(name string) (account string, isRoot bool) {
	if policy.IsAccountID(name) {
		return name, true
	}
	rest, ok := strings.CutSuffix(name, ":root")
	if !ok || !strings.HasPrefix(rest, "arn:") {
		return "", false
	}
	return rest[strings.LastIndexByte(rest, ':')+1:], true
}
