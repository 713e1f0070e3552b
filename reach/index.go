package reach

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"hotline/authz"
	"hotline/org"
)

// An Index answers questions over the accounts of a snapshot and their
// organization. It is safe for use by several goroutines.
type Index struct {
	organization *org.Organization
	tree         *org.Tree
	assume       authz.Action   // sts:AssumeRole
	now          string         // RFC 3339; empty where it is not known
	context      *authz.Context // what is known of every request
	accounts     map[string]*Digest
	order        []*Digest // as they were given: in the order of their ids
	byARN        map[string]*Actor
	byID         map[string]*Actor
	edges        map[*Actor]*edgesOnce // of every role
	outside      outsiders

	mutex    sync.RWMutex
	controls map[string]*controls
	compiled map[*org.ControlPolicy]*authz.Policy
	contexts map[situation]*authz.Context
}

// edgesOnce are the edges to a role once they are asked for.
type edgesOnce struct {
	once sync.Once
	list []Edge
}

// NewIndex joins the digests of the accounts of a snapshot. organization is nil
// where it was not read. now is the time of the requests that are asked about,
// RFC 3339; empty for a time that is not known.
func NewIndex(organization *org.Organization, digests []*Digest, now string) *Index {
	x := &Index{
		organization: organization, tree: org.NewTree(organization), assume: mustAction(assumeRole), now: now, context: requestContext(now), order: digests,
		accounts: map[string]*Digest{}, byARN: map[string]*Actor{}, byID: map[string]*Actor{}, edges: map[*Actor]*edgesOnce{},
		controls: map[string]*controls{}, compiled: map[*org.ControlPolicy]*authz.Policy{}, contexts: map[situation]*authz.Context{},
	}
	x.outside.actors = map[string]*Actor{}
	for _, d := range digests {
		if d.account != "" {
			x.accounts[d.account] = d
		}
		for _, a := range d.actors {
			x.byARN[a.ARN] = a
			if a.id != "" {
				x.byID[a.id] = a
			}
			if a.Kind == Role {
				x.edges[a] = &edgesOnce{}
			}
		}
	}
	return x
}

// requestContext is what holds for every request that a person or a program
// sends to AWS itself, now: no service sends it for them, and it is encrypted,
// since STS and Support listen to nothing else. Every other key that does not
// follow from the principal is unknown.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-viaawsservice
// https://docs.aws.amazon.com/general/latest/gr/awssupport.html
func requestContext(now string) *authz.Context {
	known := map[string][]string{"aws:ViaAWSService": {"false"}, "aws:SecureTransport": {"true"}}
	if at, err := time.Parse(time.RFC3339, now); err == nil {
		known["aws:CurrentTime"] = []string{now}
		known["aws:EpochTime"] = []string{strconv.FormatInt(at.Unix(), 10)}
	}
	return authz.OpenContext(known, "aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast")
}

// Actor finds a user, role or root user by its ARN.
func (x *Index) Actor(arn string) *Actor { return x.byARN[arn] }

// Accounts lists the ids of the accounts of the snapshot whose ids are known.
func (x *Index) Accounts() []string {
	var ids []string
	for _, d := range x.order {
		if d.account != "" {
			ids = append(ids, d.account)
		}
	}
	return ids
}

// Has reports whether an account with that id is in the snapshot.
func (x *Index) Has(account string) bool { return x.accounts[account] != nil }

// Controls lists what policies of a type the organization has over an account:
// see org.Tree.
func (x *Index) Controls(account string, kind org.PolicyType) []org.Level {
	return x.tree.Controls(account, kind)
}

// Role is the role of an account with a name; nil where there is none. In an
// account no two have the same.
func (x *Index) Role(account, name string) *Actor {
	d := x.accounts[account]
	if d == nil {
		return nil
	}
	i := slices.IndexFunc(d.actors, func(a *Actor) bool { return a.Kind == Role && a.Name == name })
	if i < 0 {
		return nil
	}
	return d.actors[i]
}

// Caveats are what the answers do not take into account, in words.
func (x *Index) Caveats() []string {
	if x.organization == nil {
		return []string{"no organization is in the snapshot: service and resource control policies are not taken into account"}
	}
	return nil
}

// isWhole reports whether all principals of an account are known.
func (x *Index) isWhole(account string) bool {
	return x.accounts[account] != nil && x.accounts[account].complete
}

// isOpen reports whether principals of an account can do anything, as far as its
// state tells.
func (x *Index) isOpen(account string) bool {
	return (x.accounts[account] == nil || x.accounts[account].open) && x.tree.Member(account).IsOpen()
}

// controls are the policies of the organization over one account.
type controls struct {
	scps, rcps []authz.Level
}

// over is what stands over an account.
func (x *Index) over(account string) *controls {
	x.mutex.RLock()
	c := x.controls[account]
	x.mutex.RUnlock()
	if c != nil {
		return c
	}
	x.mutex.Lock()
	defer x.mutex.Unlock()
	account = strings.Clone(account) // the key must not keep the text that it was read from
	c = &controls{}
	if x.organization != nil && (x.tree.Member(account) != nil || !x.organization.MembersComplete) {
		c.scps = x.levels(x.tree.Controls(account, org.SCP), "service")
		c.rcps = x.levels(x.tree.Controls(account, org.RCP), "resource")
	}
	x.controls[account] = c
	return c
}

func (x *Index) levels(from []org.Level, kind string) []authz.Level {
	var out []authz.Level
	for _, l := range from {
		name := l.Node
		if l.Name != "" {
			name = l.Name + " (" + l.Node + ")"
		}
		level := authz.Level{Node: name}
		for _, p := range l.Policies {
			level.Policies = append(level.Policies, x.control(p))
		}
		if !l.Known {
			level.Policies = append(level.Policies, authz.Missing("the "+kind+" control policies of "+name))
		}
		out = append(out, level)
	}
	return out
}

// control is a control policy, compiled once.
func (x *Index) control(p *org.ControlPolicy) *authz.Policy {
	c := x.compiled[p]
	if c == nil {
		name := controlName(p)
		if c = authz.Missing(name); p.Document.Policy != nil {
			c = authz.Compile(name, p.Document.Policy)
		}
		x.compiled[p] = c
	}
	return c
}

// controlName is what reasons call a control policy.
func controlName(p *org.ControlPolicy) string {
	if p.Name == "" {
		return p.ID
	}
	return p.Name + " (" + p.ID + ")"
}

// roleOf is the role that the ARN of a session names, which has not its path;
// nil where there is none.
func (x *Index) roleOf(session org.ARN) *Actor {
	name, _, _ := strings.Cut(strings.TrimPrefix(session.Resource, "assumed-role/"), "/")
	d := x.accounts[session.Account]
	if d == nil {
		return nil
	}
	for _, a := range d.actors {
		if a.Kind == Role && a.Name == name {
			return a
		}
	}
	return nil
}
