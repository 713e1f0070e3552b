package traildata

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

type actorKind int

const (
	aUser actorKind = iota
	aRole
	aRoot
	aSAML // no ARN: the assumption itself is the first thing that is known
	aWeb
	aForeign // as the owner of a role sees a caller of another account
	aService
)

// An actor is somebody who makes calls.
type actor struct {
	kind          actorKind
	account, name string
	path          string // of a role, "/" at both ends
	session, key  string
	mfa           string // mfaAuthenticated, "" where it is not said
	sourceID      string
	invokedBy     string
	bare          bool // a role whose session context is not in the record
	how           string
	ip, agent     string
	seed          string // of ids that do not change
}

// sso reports whether the role is one of Identity Center.
func (a actor) sso() bool { return strings.HasPrefix(a.path, "/aws-reserved/sso.amazonaws.com/") }

// arn is who that is across sessions: of a role, the role.
func (a actor) arn() string {
	switch a.kind {
	case aUser:
		return "arn:aws:iam::" + a.account + ":user/" + a.name
	case aRole:
		return "arn:aws:iam::" + a.account + ":role" + a.path + a.name
	case aRoot:
		return "arn:aws:iam::" + a.account + ":root"
	default:
		return ""
	}
}

// calledAs is the ARN that messages name.
func (a actor) calledAs() string {
	if a.kind == aRole {
		return "arn:aws:sts::" + a.account + ":assumed-role/" + a.name + "/" + a.session
	}
	return a.arn()
}

// identity is the userIdentity of a record, as JSON.
func (a actor) identity() string {
	invoked := ""
	if a.invokedBy != "" {
		invoked = `,"invokedBy":"` + a.invokedBy + `"`
	}
	id := "AROA" + a.seed
	switch a.kind {
	case aUser:
		context := ""
		if a.mfa != "" {
			context = `,"sessionContext":{"attributes":{"creationDate":"2026-03-01T06:00:00Z","mfaAuthenticated":"` + a.mfa + `"}}`
		}
		return fmt.Sprintf(`{"type":"IAMUser","principalId":"AIDA%s","arn":"%s","accountId":"%s","accessKeyId":"%s","userName":"%s"%s%s}`,
			a.seed, a.arn(), a.account, a.key, a.name, context, invoked)
	case aRoot:
		return fmt.Sprintf(`{"type":"Root","principalId":"%s","arn":"%s","accountId":"%s","accessKeyId":"%s",`+
			`"sessionContext":{"sessionIssuer":{},"webIdFederationData":{},"attributes":{"creationDate":"2026-03-01T06:00:00Z","mfaAuthenticated":"%s"}}%s}`,
			a.account, a.arn(), a.account, a.key, a.mfa, invoked)
	case aSAML:
		return fmt.Sprintf(`{"type":"SAMLUser","principalId":"%s:%s","userName":"%s","identityProvider":"%s"}`, a.seed, a.session, a.session, a.seed)
	case aWeb:
		return fmt.Sprintf(`{"type":"WebIdentityUser","principalId":"token.example.com:aud:%s","userName":"%s","identityProvider":"token.example.com"}`, a.session, a.session)
	case aForeign:
		return fmt.Sprintf(`{"type":"AWSAccount","principalId":"AIDA%s:%s","accountId":"%s"}`, a.seed, a.session, a.account)
	case aService:
		return `{"type":"AWSService","invokedBy":"` + a.invokedBy + `"}`
	case aRole:
	}
	if a.bare {
		return fmt.Sprintf(`{"type":"AssumedRole","principalId":"%s:%s","arn":"%s","accountId":"%s","accessKeyId":"%s"%s}`,
			id, a.session, a.calledAs(), a.account, a.key, invoked)
	}
	source := ""
	if a.sourceID != "" {
		source = `,"sourceIdentity":"` + a.sourceID + `"`
	}
	return fmt.Sprintf(`{"type":"AssumedRole","principalId":"%s:%s","arn":"%s","accountId":"%s","accessKeyId":"%s","sessionContext":{`+
		`"sessionIssuer":{"type":"Role","principalId":"%s","arn":"%s","accountId":"%s","userName":"%s"},"webIdFederationData":{},`+
		`"attributes":{"creationDate":"2026-03-01T06:00:00Z","mfaAuthenticated":"%s"}%s}%s}`,
		id, a.session, a.calledAs(), a.account, a.key, id, a.arn(), a.account, a.name, a.mfa, source, invoked)
}

func person(r *rand.Rand) string {
	return pick(r, "ada", "berit", "chidi", "dolores", "emre", "fumiko", "goran", "hilda", "ines", "jakub", "kemal", "lotte")
}

// role makes somebody in a session of a role.
func role(r *rand.Rand, account, path, name, how string) actor {
	return actor{kind: aRole, account: account, path: path, name: name, session: person(r) + "@example.com", key: "ASIA" + random(r, upper32, 16),
		mfa: "false", how: how, ip: address(r), agent: agent(r), seed: random(r, upper32, 17)}
}

func user(r *rand.Rand, account, name string) actor {
	return actor{kind: aUser, account: account, name: name, session: person(r), key: "AKIA" + random(r, upper32, 16),
		mfa: pick(r, "", "false", "true"), how: "other", ip: address(r), agent: agent(r), seed: random(r, upper32, 17)}
}

func sso(r *rand.Rand, account, set, how string) actor {
	return role(r, account, pick(r, "/aws-reserved/sso.amazonaws.com/", "/aws-reserved/sso.amazonaws.com/eu-west-1/"),
		"AWSReservedSSO_"+set+"_"+random(r, hexDigits, 16), how)
}

func root(r *rand.Rand, account string) actor {
	return actor{kind: aRoot, account: account, key: "ASIA" + random(r, upper32, 16), mfa: pick(r, "true", "false"), how: "root",
		ip: address(r), agent: "signin.amazonaws.com", seed: random(r, upper32, 17)}
}

func administrator(r *rand.Rand, account string) actor {
	if chance(r, 0.5) {
		return role(r, account, "/", "OrganizationAccountAccessRole", "administrator")
	}
	return sso(r, account, "AdministratorAccess", "administrator")
}
