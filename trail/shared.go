package trail

// What several measures have in common.

// actor is the ARN of who made a call. Of a session it is the role, with its path
// where the record names it: the ARN of a session does not. Federated users that
// assume a role have a name only, and so have services.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
func actor() Expr {
	arn := field(IdentityARN)
	role := join(
		text("arn:"), extract(arn, `\Aarn:([^:]*):sts::`),
		text(":iam::"), extract(arn, `\Aarn:[^:]*:sts::([^:]*):`),
		text(":role/"), extract(arn, `\Aarn:[^:]*:sts::[^:]*:assumed-role/([^/]+)`),
	)
	return first(
		field(IssuerARN),
		choose(arn, when{contains(arn, ":assumed-role/"), role}),
		choose(field(IdentityUser), when{among(field(IdentityType), "AWSService"), field(InvokedBy)}),
	)
}

// outcome is what became of a call: ok, or denied for any error.
func outcome() Expr {
	return choose(text("ok"), when{has(field(ErrorCode)), text("denied")})
}

// The ways by which somebody comes to AWS Support.
const (
	ByRole          = "role"          // the support role
	ByDeclared      = "declared"      // another way that was declared
	ByAdministrator = "administrator" // a principal that may do everything
	ByRoot          = "root"          // the root user
	ByService       = "service"       // a service of AWS, on its own behalf
	ByOther         = "other"         // anybody else
)

// Ways are all ways.
func Ways() []string {
	return []string{ByRole, ByDeclared, ByAdministrator, ByRoot, ByOther, ByService}
}

// how is the way of a call. A service that acts on behalf of a principal (a forward
// access session) is named as who invoked the call, but it is the principal that counts:
// what a service does for root, root does. So it is in the console, where the sign-in
// service is named.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_forward_access_sessions.html
func (s Scope) how() Expr {
	who := actor()
	service := anyOf(
		among(field(EventType), "AwsServiceEvent"),
		among(field(IdentityType), "AWSService"),
		all(among(field(IdentityType), ""), has(field(InvokedBy))),
		contains(who, ":role/aws-service-role/"),
	)
	return choose(text(ByOther),
		when{service, text(ByService)},
		when{among(field(IdentityType), "Root"), text(ByRoot)},
		when{s.matchesRole(who), text(ByRole)},
		when{matchesAny(who, s.Declared), text(ByDeclared)},
		when{matchesAny(who, s.Admins), text(ByAdministrator)},
	)
}

// caseID is the case that a call is about.
func caseID() Expr { return first(field(ResponseCaseID), field(RequestCaseID)) }

// caseAccount is the account that a case belongs to: ids of cases name it.
func caseAccount() Expr {
	return first(extract(caseID(), `\Acase-([0-9]{12})-`), field(IdentityAccount), field(Recipient))
}

// SupportSources are the services that make up AWS Support.
//
// https://docs.aws.amazon.com/awssupport/latest/user/logging-using-cloudtrail.html
func SupportSources() []string {
	return []string{
		"support.amazonaws.com", "support-console.amazonaws.com", "supportapp.amazonaws.com",
		"supportplans.amazonaws.com", "support-subscription.amazonaws.com",
		"supportauthz.amazonaws.com", "trustedadvisor.amazonaws.com",
	}
}

// callID names the call, so that a row can be referred to.
func callID() Expr { return Expr{(*Event).Call, "call_id", false} }
