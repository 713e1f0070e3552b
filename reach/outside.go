package reach

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"hotline/authz"
	"hotline/org"
	"hotline/policy"
)

// outsiders are the actors that are in no account of the snapshot, each once.
type outsiders struct {
	mutex  sync.Mutex
	actors map[string]*Actor
}

// outsider is the actor of a kind and a name, the same each time. complete,
// which may be nil, completes it when it is made.
func (x *Index) outsider(kind ActorKind, arn, account string, complete func(*Actor)) *Actor {
	x.outside.mutex.Lock()
	defer x.outside.mutex.Unlock()
	key := string(kind) + " " + arn
	a := x.outside.actors[key]
	if a == nil {
		a = &Actor{Kind: kind, ARN: arn, Account: account, Name: org.ShortName(arn)}
		if complete != nil {
			complete(a)
		}
		x.outside.actors[key] = a
	}
	return a
}

// foreignAccount is whoever an account lets that is not in the snapshot.
func (x *Index) foreignAccount(id, partition string) *Actor {
	return x.outsider(Foreign, "arn:"+partition+":iam::"+id+":root", id, nil)
}

// anyone is whoever has an AWS account.
func (x *Index) anyone() *Actor { return x.outsider(Anyone, "*", "", nil) }

// permissionSet is the permission set of Identity Center that a role was made
// from, in the account of the role.
func (x *Index) permissionSet(role *Actor) *Actor {
	return x.outsider(PermissionSet, role.Account+"/"+role.PermissionSet, role.Account, func(a *Actor) {
		a.Name, a.PermissionSet = role.PermissionSet, role.PermissionSet
		if x.organization == nil {
			return
		}
		center := x.organization.IdentityCenter
		assigned, known := center.AssignedTo(center.Set(role.PermissionSet), role.Account)
		a.AssignedKnown = known
		for _, s := range assigned {
			a.Assigned = append(a.Assigned, strings.ToLower(s.PrincipalType)+" "+cmp.Or(center.Names[s.Principal], s.Principal))
		}
		slices.Sort(a.Assigned)
	})
}

// nobody is an account id that AWS gives to none: that of somebody of whom it
// is known only that none of the accounts in question is theirs.
const nobody = "000000000000"

// account is the account that decides in which organization an actor is; empty
// where there is none, or it is not known.
func (a *Actor) account() string {
	switch a.Kind {
	case Anyone:
		return nobody
	case Service, Federated:
		return ""
	default:
		return a.Account
	}
}

// foreign is who an actor of another account is to AWS. Their owner decides
// what their policies allow: that they allow everything is presumed, since what
// is asked is what the account of the role lets in. What is not known of them
// is unknown.
func (x *Index) foreign(a, role *Actor, context *authz.Context) (*authz.Principal, *authz.Context) {
	as := *a
	doubted := []string{"aws:PrincipalType", "aws:userid", "aws:username"}
	switch a.Kind {
	case Foreign:
		as.ARN = "arn:" + x.partition(a) + ":iam::" + a.Account + ":role/somebody"
		doubted = append(doubted, "aws:PrincipalArn")
	case Anyone:
		as.ARN, as.Account = "arn:"+x.partition(role)+":iam::"+nobody+":role/somebody", nobody
		if trusteesOf(role.trust.Policy).patterns {
			doubted = append(doubted, "aws:PrincipalArn", "aws:PrincipalAccount")
		}
	default: // what follows from the ARN is known
		doubted = nil
	}
	if doubted != nil {
		context = context.Doubting(doubted...)
	}
	return x.principal(&as), context
}

// everything is what the policies of others are presumed to allow.
func everything() []*authz.Policy {
	text := policy.Text{Value: "*"}
	list := &policy.List{Values: []policy.Text{text}}
	return []*authz.Policy{authz.Compile("policies of another account", &policy.Document{Statements: []policy.Statement{
		{Effect: policy.Text{Value: policy.Allow}, Action: list, Resource: list},
	}})}
}
