package trail

import (
	"encoding/hex"
	"net/netip"
)

// assumptions are the attempts to assume a support role. A denied attempt has no
// request parameters: only its error message names the role. The record in the account
// of the role does not say who it was; the one in the caller's account does.
//
// https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html
func (s Scope) assumptions() *Relation {
	role := first(field(RequestRoleARN), extract(field(ErrorMessage), `resource: (arn:[^ ]*:role/[^ ]*)`))
	who := actor()
	return &Relation{
		Name: "role_assumptions",
		Doc:  "Attempts to assume the support role, one row a call.",
		where: all(
			is(Source, "sts.amazonaws.com"),
			is(Name, "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"),
			s.matchesRole(role),
		),
		Columns: []Column{
			{Name: "time", Doc: "when", expr: field(EventTime)},
			{Name: "account", Doc: "the account of the role", expr: accountIn(role)},
			{Name: "role", Doc: "the ARN of the role", expr: role},
			{Name: "caller", Doc: "the ARN of who assumed it; a name for federated users and services; empty where only the copy in the role's account was read", expr: who},
			{Name: "caller_account", Doc: "the account of the caller", expr: field(IdentityAccount)},
			{Name: "session_name", Doc: "the name of the session", expr: field(RequestSessionName)},
			{Name: "source_identity", Doc: "the source identity", expr: first(field(RequestSourceIdentity), field(SessionSourceIdentity))},
			{Name: "ip", Doc: "the address that the call came from, or a service", expr: field(IP)},
			{Name: "network", Doc: "the /24 (IPv4) or /64 (IPv6) of the address", expr: network(field(IP))},
			{Name: "mfa", Doc: "yes, no, or unknown: sessions of Identity Center and other federation do not tell, nor do services and the copy in the role's account", expr: mfa()},
			{Name: "federated", Doc: "yes where the caller signed in elsewhere", expr: choose(text("no"), when{federated(), text("yes")})},
			{Name: "trusted", Doc: "whether the caller is among those that the trust should admit; empty if that is not known", expr: s.trusted()},
			{Name: "outcome", Doc: "ok or denied", expr: outcome()},
			{Name: "error", Doc: "the error", expr: field(ErrorCode)},
			{Name: "access_key", Doc: "the access key of the session", expr: field(ResponseAccessKey)},
			{Name: "call_id", Doc: "the id that the records of the call share, with the action, or the event id of its only record", expr: callID()},
		},
	}
}

// federated holds for callers whose identity is kept outside IAM.
func federated() Cond {
	return anyOf(
		among(field(Name), "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"),
		contains(actor(), ":role/aws-reserved/sso.amazonaws.com/"),
	)
}

// mfa says whether the caller gave a second factor. For federated users the record
// says false whatever they did. Services have none, and the copy in the account of the
// role says nothing of the caller's session.
func mfa() Expr {
	return choose(text("no"),
		when{anyOf(has(field(RequestSerialNumber)), among(field(MFA), "true")), text("yes")},
		when{anyOf(federated(), among(field(IdentityType), "AWSAccount", "AWSService")), text("unknown")},
	)
}

// trusted says whether a caller is among those whom the trust should admit.
func (s Scope) trusted() Expr {
	if len(s.Trusted) == 0 {
		return text("")
	}
	var named, admitted []Cond
	for _, who := range []Expr{actor(), field(RequestPrincipalARN), field(IdentityProvider)} {
		named, admitted = append(named, has(who)), append(admitted, matchesAny(who, s.Trusted))
	}
	return choose(text("no"), when{not(anyOf(named...)), text("")}, when{anyOf(admitted...), text("yes")})
}

// network is the network of an address: neighbours share it. What is no address, such
// as the name of a service, stays as it is; so does an IPv4 address in the form of an
// IPv6 address.
func network(x Expr) Expr {
	address := "try_cast(CASE WHEN regexp_like(" + x.sql + `, '\A[0-9A-Fa-f:.]+\z') THEN ` + x.sql + " END AS ipaddress)"
	v4 := "CASE WHEN " + address + " IS NOT NULL THEN regexp_extract(" + x.sql + `, '\A([0-9]+\.[0-9]+\.[0-9]+)\.[0-9]+\z', 1) END`
	bytes := "to_hex(CAST(" + address + " AS varbinary))" // of IPv4 the sixteen bytes of that form
	v6 := "CASE WHEN " + bytes + " NOT LIKE '00000000000000000000FFFF%' THEN lower(substr(" + bytes + ", 1, 16)) END"
	return Expr{
		eval: func(e *Event) string {
			s := x.eval(e)
			addr, err := netip.ParseAddr(s)
			switch {
			case err != nil || addr.Zone() != "" || addr.Is4In6():
				return s
			case addr.Is4():
				b := addr.As4()
				return netip.AddrFrom4([4]byte{b[0], b[1], b[2]}).String() + "/24"
			}
			b := addr.As16()
			h := hex.EncodeToString(b[:8])
			return h[:4] + ":" + h[4:8] + ":" + h[8:12] + ":" + h[12:] + "::/64"
		},
		sql: "coalesce(" + v4 + " || '.0/24', regexp_replace(" + v6 + `, '\A(.{4})(.{4})(.{4})(.{4})\z', '$1:$2:$3:$4::/64'), ` + x.sql + ")",
	}
}

// assumers are the principals that assumed a support role, or tried to.
func assumers() *Relation {
	return &Relation{
		Name: "assumption_principals", over: "role_assumptions", keys: 3,
		Doc: "Who assumed the support role, one row a principal and account.",
		Columns: append([]Column{
			{Name: "account", Doc: "the account of the role", fold: fold{kind: same, of: "account"}},
			{Name: "caller", Doc: "who", fold: fold{kind: same, of: "caller"}},
			{Name: "trusted", Doc: "as in role_assumptions", fold: fold{kind: same, of: "trusted"}},
		}, uses()...),
	}
}

// networks are the networks that support roles were assumed from.
func networks() *Relation {
	return &Relation{
		Name: "assumption_networks", over: "role_assumptions", keys: 2,
		Doc: "From where the support role was assumed, one row a network and account.",
		Columns: append([]Column{
			{Name: "account", Doc: "the account of the role", fold: fold{kind: same, of: "account"}},
			{Name: "network", Doc: "the network, as in role_assumptions", fold: fold{kind: same, of: "network"}},
		}, uses()...),
	}
}

// uses are columns on how often and when a role was assumed.
func uses() []Column {
	return []Column{
		{Name: "first_seen", Doc: "the first attempt", fold: fold{kind: least, of: "time"}},
		{Name: "last_seen", Doc: "the last attempt", fold: fold{kind: greatest, of: "time"}},
		{Name: "assumed", Doc: "how often it was assumed", fold: fold{kind: count, when: []pick{{"outcome", []string{"ok"}}}}},
		{Name: "denied", Doc: "how often that was denied", fold: fold{kind: count, when: []pick{{"outcome", []string{"denied"}}}}},
	}
}
