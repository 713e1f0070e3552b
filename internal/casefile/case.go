package casefile

import (
	"hotline/authz"
	"hotline/jsonscan"
)

// A Case is one request and what is expected of it.
type Case struct {
	ID        string
	Family    string
	Reference string // the page of the documentation that it follows
	Certainty Certainty
	Note      string
	Expected  authz.Effect
	Request   *authz.Request
	Policies  *authz.Policies
	Position  jsonscan.Position
}

// Certainty is how sure an expectation is.
type Certainty string

// The certainties.
const (
	Documented Certainty = "documented"
	Inferred   Certainty = "inferred"
	Ambiguous  Certainty = "ambiguous" // the documentation does not settle it
)

// draft is a case on its way in.
type draft struct {
	Case
	principal          authz.PrincipalSpec
	principalAt        jsonscan.Position
	requestAt          jsonscan.Position
	seenPrincipal      bool
	action             string
	actionAt           jsonscan.Position
	resource, owner    string
	context            map[string][]string
	absent, unknown    []string
	open               bool
	orgID, management  string
	seenReq, seenPol   bool
	policies           authz.Policies
	implicitFullAccess bool
}

// build puts the parts of a case together.
func (d *draft) build() (Case, error) {
	c := d.Case
	switch {
	case c.ID == "":
		return c, fault(c.Position, "expected an id in this case, found none")
	case !d.seenReq || !d.seenPol:
		return c, fault(c.Position, "expected a request and policies in this case")
	case c.Expected == "":
		return c, fault(c.Position, "expected what is expected in this case, found none")
	}
	d.principal.OrgID = d.orgID
	d.principal.Management = d.management != "" && d.management == d.account()
	principal, err := authz.NewPrincipal(d.principal)
	if err != nil {
		return c, fault(d.principalAt, err.Error())
	}
	action, err := authz.ParseAction(d.action)
	if err != nil {
		return c, fault(d.actionAt, err.Error())
	}
	if !d.seenPrincipal {
		return c, fault(d.requestAt, "expected a principal in this request, found none")
	}
	if d.resource == "" {
		d.resource = "*"
	}
	context := authz.NewContext(d.context)
	if d.open {
		context = authz.OpenContext(d.context)
	}
	context = context.Lacking(d.absent...).Doubting(d.unknown...)
	d.policies.ExplicitRCPs = !d.implicitFullAccess
	c.Policies = &d.policies
	c.Request = &authz.Request{Principal: principal, Action: action, Resource: d.resource, ResourceAccount: d.owner,
		ResourceInManagement: d.management != "" && d.management == d.owner, Context: context}
	return c, nil
}

// account is the account of the principal.
func (d *draft) account() string {
	if d.principal.Account != "" {
		return d.principal.Account
	}
	if p, err := authz.NewPrincipal(d.principal); err == nil {
		return p.Account()
	}
	return ""
}

func fault(at jsonscan.Position, message string) error {
	return &jsonscan.Error{Position: at, Message: message}
}
