package snapfile

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"hotline/org"
	"hotline/policy"
)

// A control is an org.ControlPolicy in the making.
type control struct {
	org.ControlPolicy
	at        org.Location
	described bool // its content was given, be it broken
}

// isInForce reports whether authorization knows a type of policies. Tag
// policies and others have no say in it.
func isInForce(kind org.PolicyType) bool { return kind == org.SCP || kind == org.RCP }

func (o *organizer) addPolicy(fact policyFact) {
	p := o.policies[fact.ID]
	if p == nil {
		p = &control{ControlPolicy: org.ControlPolicy{ID: fact.ID}, at: fact.at}
		o.policies[fact.ID] = p
	}
	of, at := "policy "+fact.ID, fact.at
	kind := string(p.Type)
	o.set(&kind, string(fact.Type), of, "Type", at)
	p.Type = org.PolicyType(kind)
	o.set(&p.ARN, fact.ARN, of, "Arn", at)
	o.set(&p.Name, fact.Name, of, "Name", at)
	p.AWSManaged = p.AWSManaged || fact.AWSManaged
	switch content := fact.Document; {
	case content.Location.File == "":
	case !p.described || p.Document.Policy == nil:
		p.described = true
		p.Document = content
	case content.Policy != nil && !sameDocument(p.Document.Policy, content.Policy):
		o.contradiction(at, "%s has %s that differs from that in another place; expected files that were made at the same time", of, "a Content")
	}
}

// sameDocument reports whether two documents were written alike, but for white
// space.
func sameDocument(a, b *policy.Document) bool {
	return bytes.Equal(marshal(a), marshal(b))
}

func marshal(d *policy.Document) []byte {
	text, _ := d.MarshalJSON() // fails never
	return text
}

// finishPolicies takes the policies that are in force, and the attachments of
// these.
func (o *organizer) finishPolicies() {
	for _, id := range slices.Sorted(maps.Keys(o.attachedPolicies())) {
		o.addKnown(id)
		if p := o.policies[id]; p == nil || p.Type == "" {
			o.incomplete(o.firstAttachment(id), "organizations:DescribePolicy", "nothing says what policy %s is, which is attached to %s", id, o.targetsOf(id)[0])
		}
	}
	for _, id := range slices.Sorted(maps.Keys(o.policies)) {
		p := o.policies[id]
		if !isInForce(p.Type) {
			continue
		}
		if !p.described {
			p.Document = fullAccess(p.ID, p.at)
		}
		if !p.described && p.Document.Policy == nil && !hasFailed(o.failed, "organizations:DescribePolicy", id) {
			o.incomplete(p.at, "organizations:DescribePolicy", "nothing says what is in policy %s %.80q (organizations:DescribePolicy)", id, p.Name)
		}
		o.out.Policies = append(o.out.Policies, &p.ControlPolicy)
	}
	for _, a := range slices.SortedFunc(maps.Keys(o.attached), func(a, b org.Attachment) int {
		return cmp.Or(cmp.Compare(a.Target, b.Target), cmp.Compare(a.Policy, b.Policy))
	}) {
		if p := o.policies[a.Policy]; p != nil && isInForce(p.Type) {
			o.out.Attachments = append(o.out.Attachments, a)
		}
	}
}

// The ids that the policies of AWS have in every organization.
const (
	fullSCP = "p-FullAWSAccess"
	fullRCP = "p-RCPFullAWSAccess"
)

// addKnown adds one of AWS's own policies that is attached and not described.
func (o *organizer) addKnown(id string) {
	kinds := map[string]org.PolicyType{fullSCP: org.SCP, fullRCP: org.RCP}
	if kind := kinds[id]; kind != "" && o.policies[id] == nil {
		o.policies[id] = &control{ControlPolicy: org.ControlPolicy{ID: id, Name: id[len("p-"):], Type: kind, AWSManaged: true}}
	}
}

// fullAccess is the content of the policies that AWS attaches to every node of
// the tree until someone detaches them: they allow all, and cannot be changed.
// Of other policies it is empty.
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
func fullAccess(id string, at org.Location) org.Document {
	text := ""
	switch id {
	case fullSCP:
		text = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`
	case fullRCP:
		text = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}`
	default:
		return org.Document{}
	}
	doc, _ := policy.Parse(text) // is a policy
	return org.Document{Policy: doc, Location: at, Encoded: true}
}

func (o *organizer) attachedPolicies() map[string]bool {
	ids := map[string]bool{}
	for a := range o.attached {
		ids[a.Policy] = true
	}
	return ids
}

// targetsOf are the targets that a policy is attached to, in order.
func (o *organizer) targetsOf(id string) []string {
	var targets []string
	for a := range o.attached {
		if a.Policy == id {
			targets = append(targets, a.Target)
		}
	}
	slices.Sort(targets)
	return targets
}

// firstAttachment is where the targets of a policy were read.
func (o *organizer) firstAttachment(id string) org.Location {
	if p := o.lists[listKey{call: "organizations:ListTargetsForPolicy", about: id}]; p != nil {
		return p.at
	}
	return org.Location{File: o.out.Sources[0]}
}

// readLists are the lists of attachments that were read to the end: by target,
// or by policy for all of a type.
func (o *organizer) readLists() map[org.AttachmentList]bool {
	read := map[org.AttachmentList]bool{}
	for k, p := range o.lists {
		switch {
		case p.final == 0 || !isInForce(k.kind):
		case k.call == "organizations:ListPoliciesForTarget":
			read[org.AttachmentList{Target: k.about, Type: k.kind}] = true
		case k.call == "organizations:ListPolicies" && o.allTargets(k.kind):
			read[org.AttachmentList{Type: k.kind}] = true
		}
	}
	return read
}

// allTargets reports whether the targets of every policy of a type were read.
func (o *organizer) allTargets(kind org.PolicyType) bool {
	for id, p := range o.policies {
		if p.Type == kind && !o.complete("organizations:ListTargetsForPolicy", id) {
			return false
		}
	}
	return true
}
