package rehearsal

import (
	"encoding/json"
	"slices"
	"strconv"

	"hotline/jsonscan"
	"hotline/org"
	"hotline/plan"
)

// The counts of a managed policy.
const (
	attachments = "AttachmentCount"
	uses        = "PermissionsBoundaryUsageCount"
)

// attach attaches the policy that the property names, or detaches it.
func (p principal) attach(wanted bool) error {
	arn := p.property.Key
	_, has := p.state[p.property]
	switch {
	case wanted && has:
		return nil
	case wanted:
		if err := p.needPolicy(arn, true); err != nil {
			return err
		}
	case !has:
		return refuse("NoSuchEntity", "the policy %s is not attached", arn)
	}
	const key = "AttachedManagedPolicies"
	if !wanted {
		p.drop(key, "PolicyArn")
		p.count(&arn, attachments, -1)
		return nil
	}
	name := p.policies(arn)[0].str("PolicyName")
	p.add(key, "PolicyArn", object{{"PolicyName", str(name)}, {"PolicyArn", str(arn)}})
	p.count(&arn, attachments, 1)
	return nil
}

// inline gives it an inline policy, changes that, or takes it away.
func (p principal) inline(document *string) error {
	name := p.property.Key
	_, has := p.state[p.property]
	if document == nil {
		if !has {
			return refuse("NoSuchEntity", "there is no inline policy %s", name)
		}
		p.drop(p.keys.inline, "PolicyName")
		return nil
	}
	for _, err := range []error{checkName("policy", name, 128), checkPolicy(*document)} {
		if err != nil {
			return err
		}
	}
	const key = "PolicyDocument"
	each(p.found, func(e entry) {
		if i := e.index(p.keys.inline, "PolicyName", name); i >= 0 {
			policy := entry{node: e.list(p.keys.inline)[i], doc: e.doc}
			e.doc.set(policy.node, key, policyPiece(*document, policy.formOf(key)))
			return
		}
		e.add(p.keys.inline, "PolicyName", name, object{{"PolicyName", str(name)}, {key, policyPiece(*document, e.doc.style.form)}})
	})
	return nil
}

// tag gives a role a tag, changes that, or takes it away.
func (p principal) tag(value *string) error {
	key := p.property.Key
	if value != nil {
		if err := checkTag(key, *value); err != nil {
			return err
		}
		if _, has := p.state[p.property]; !has && p.tags() == 50 {
			return refuse("LimitExceeded", "the role has 50 tags")
		}
	}
	each(p.everywhere(), func(e entry) {
		i := e.index("Tags", "Key", key)
		switch {
		case e.isListed && e.get("Tags") == nil: // list-roles does not tell them
		case value == nil:
			e.drop(p.keys.list, "Tags", i)
		case i < 0:
			e.add("Tags", "Key", key, tagPiece(key, *value))
		default:
			e.doc.set(e.list("Tags")[i], "Value", str(*value))
		}
	})
	return nil
}

func (p principal) tags() int {
	n := 0
	for property := range p.state {
		if property.Field == plan.Tag {
			n++
		}
	}
	return n
}

func tagPiece(key, value string) piece { return object{{"Key", str(key)}, {"Value", str(value)}} }

// profile puts the role into an instance profile, or takes it out. A profile
// without a role is in no file: that there is one is believed, and what it is
// like made up.
func (p principal) profile(wanted bool) error {
	const key = "InstanceProfileList"
	name := p.property.Key
	_, has := p.state[p.property]
	switch {
	case !wanted && !has:
		return refuse("NoSuchEntity", "the role is not in the instance profile %s", name)
	case !wanted:
		p.drop(key, "InstanceProfileName")
		return nil
	}
	if err := checkName("instance profile", name, 128); err != nil {
		return err
	}
	for _, page := range p.pages("RoleDetailList") {
		for _, r := range page.list("RoleDetailList") {
			if (entry{node: r}).index(key, "InstanceProfileName", name) >= 0 {
				return refuse("LimitExceeded", "the instance profile %s has the role %s", name, r.str("RoleName"))
			}
		}
	}
	e := p.found()[0]
	trust, _ := e.doc.policyText(e.get("AssumeRolePolicyDocument")) // the state was read from it
	role := object{}
	for _, k := range []string{"Path", "RoleName", "RoleId", "Arn", "CreateDate"} {
		role = append(role, member{k, str(e.str(k))})
	}
	p.add(key, "InstanceProfileName", object{
		{"Path", str("/")}, {"InstanceProfileName", str(name)}, {"InstanceProfileId", str(p.newID("AIPA", name))},
		{"Arn", str("arn:" + p.partition + ":iam::" + p.id + ":instance-profile/" + name)}, {"CreateDate", str(p.now())},
		{"Roles", list{append(role, member{"AssumeRolePolicyDocument", copyPiece(trust, e.doc.style.form)})}},
	})
	return nil
}

// add adds what the property names to a list of each description.
func (p principal) add(key, by string, value piece) {
	each(p.found, func(e entry) { e.add(key, by, p.property.Key, value) })
}

// drop takes what the property names out of a list of each description.
func (p principal) drop(key, by string) {
	each(p.found, func(e entry) { e.drop(p.keys.list, key, e.index(key, by, p.property.Key)) })
}

// index is the place of an entry in a list, by the value of a key; negative
// where there is none.
func (e entry) index(key, by, value string) int {
	return slices.IndexFunc(e.list(key), func(n *node) bool { return n.str(by) == value })
}

func (e entry) add(key, by, name string, value piece) {
	if l := e.get(key); l != nil {
		e.doc.insert(l, place(l.items, by, name), value)
		return
	}
	e.doc.set(e.node, key, list{value})
}

// drop takes the i-th, if there is one, out of a list of an entry, which itself
// is in the list among. A list of tags, or of the policies of a user, is not printed where
// it is empty, unless the file shows otherwise.
func (e entry) drop(among, key string, i int) {
	optional := key == "Tags" || key == "UserPolicyList"
	shown := slices.ContainsFunc(e.doc.pages(), func(p *node) bool { return tellsEmpty(p.list(among), key) })
	switch {
	case i < 0:
	case optional && !shown && len(e.list(key)) == 1:
		e.doc.unset(e.node, key)
	default:
		e.doc.remove(e.get(key), i)
	}
}

// tellsEmpty reports whether an entry has a list that is empty.
func tellsEmpty(entries []*node, key string) bool {
	return slices.ContainsFunc(entries, func(n *node) bool { return n.isEmpty(key) })
}

// policies are the descriptions of a managed policy.
func (w *work) policies(arn string) []entry { return w.all("Policies", "Arn", arn) }

// needPolicy refuses a policy that is in no file: nobody could tell what it
// allows. AWSSupportAccess is known, and added as IAM lists those of its own
// policies that somebody has.
func (w *work) needPolicy(arn string, attach bool) error {
	if known := w.policies(arn); len(known) > 0 {
		if attach && known[0].str("IsAttachable") == "false" {
			return refuse("PolicyNotAttachable", "%s cannot be attached", arn)
		}
		return nil
	}
	pages := w.pages("Policies")
	if arn != org.AWSManagedPolicy(w.partition, supportAccess) || len(pages) == 0 {
		return refuse("NoSuchEntity", "the snapshot does not describe the policy %.200q in account %s", arn, w.id)
	}
	p := pages[len(pages)-1]
	p.doc.insert(p.get("Policies"), len(p.list("Policies")), supportPiece(arn, p.doc.style.form))
	return nil
}

// count changes how often a policy is used, if there is one. AWSSupportAccess
// as it was added above goes with the last use.
func (w *work) count(arn *string, key string, by int) {
	if arn == nil {
		return
	}
	policies := func() []entry { return w.policies(*arn) }
	each(policies, func(e entry) { e.doc.add(e.get(key), by) })
	if *arn != org.AWSManagedPolicy(w.partition, supportAccess) {
		return
	}
	for _, e := range policies() {
		if own := text(supportPiece(*arn, e.doc.style.form), style{colon: ":", comma: ","}, ""); compact(e.doc.raw(e.node)) == own {
			w.dropEntries("Policies", *arn)
			return
		}
	}
}

// add changes a number, if it is one.
func (d *document) add(n *node, by int) {
	if n == nil {
		return
	}
	if was, err := strconv.Atoi(n.text); err == nil && n.kind == jsonscan.Number {
		d.replace(n.start, n.end, strconv.Itoa(max(was+by, 0)))
	}
}

// compact is JSON without white space.
func compact(text string) string {
	out, _ := json.Marshal(json.RawMessage(text)) // it was read before
	return string(out)
}

const supportAccess = "AWSSupportAccess"

// supportPiece is AWSSupportAccess as AWS had it last (version 4, of February
// 2026), used by nobody. Its id is left out: it differs between partitions.
func supportPiece(arn string, f form) piece {
	const created, updated, version = "2015-02-06T18:41:11+00:00", "2026-02-12T17:59:31+00:00", "v4"
	const document = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["support:*","support-console:*"],"Resource":"*"}]}`
	return object{
		{"PolicyName", str(supportAccess)}, {"Arn", str(arn)}, {"Path", str("/")}, {"DefaultVersionId", str(version)},
		{attachments, raw("0")}, {uses, raw("0")}, {"IsAttachable", raw("true")},
		{"CreateDate", str(created)}, {"UpdateDate", str(updated)},
		{"PolicyVersionList", list{object{
			{"Document", copyPiece(document, f)}, {"VersionId", str(version)}, {"IsDefaultVersion", raw("true")}, {"CreateDate", str(updated)},
		}}},
	}
}
