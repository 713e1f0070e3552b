package plan

import (
	"cmp"
	"maps"
	"slices"
	"strconv"
	"strings"

	"hotline/desired"
	"hotline/org"
	"hotline/policy"
)

// repair plans a role that is there, in place: one that is created again is
// another one to every policy that names it.
func (d *differ) repair(r *org.Role) {
	spec, ok := d.spec(r)
	if !ok {
		return
	}
	at := func(f Field, key string) Property { return Property{Role, r.Name, f, key} }
	if owner(r) != desired.OwnerValue {
		spec.Tags[desired.OwnerTag] = adoptedValue
	}
	for _, key := range slices.Sorted(maps.Keys(spec.Tags)) {
		value, reason := spec.Tags[key], "the role lacks the tag, or has another value"
		if key == desired.OwnerTag {
			reason = "hotline takes the role over"
		}
		d.want(at(Tag, spelling(r, key)), &value, ruleTags, reason)
	}
	d.want(at(Trust, ""), &spec.Trust, "", "its trust policy is not the one that is wanted"+d.hostile(r))
	if r.MaxSession == 0 {
		d.leave("nothing says how long sessions of %s may last, nor what its description is (list-roles)", r.Name)
	} else {
		session := strconv.Itoa(spec.Session)
		d.want(at(Session, ""), &session, ruleSession, "sessions may last longer, or less long, than wanted")
		d.want(at(Description, ""), value(spec.Description), "", "its description is not the one that is wanted")
	}
	switch d.Config.Role.Boundary {
	case "":
	case desired.None:
		d.want(at(Boundary, ""), nil, "", "it is to have no permissions boundary")
	default:
		d.want(at(Boundary, ""), &spec.Boundary, "", "its permissions boundary is not the one that is wanted")
	}
	if !strings.HasSuffix(r.ARN, ":role"+d.Config.Role.Path+d.Config.Role.Name) && !slices.Contains(d.Config.Found.Adopt, r.ARN) && slices.ContainsFunc(d.Config.Trust.People, func(p desired.People) bool { return len(p.Grants) > 0 }) {
		d.leave("the policies that grants write are about %s: they let nobody assume %s, unless found.adopt names it", d.Config.Role.Path+d.Config.Role.Name, cmp.Or(r.Path, "/")+r.Name)
	}
	if cmp.Or(r.Path, "/") != spec.Path {
		d.leave("%s has the path %s, not %s: IAM cannot change that", r.Name, cmp.Or(r.Path, "/"), spec.Path)
	}
	d.permissions(r.Name)
	d.extras(r)
	d.overreach(r)
}

// spelling is a key of a tag as the role has it, in whatever case: IAM holds that
// for the same key.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html#id_tags_rules
func spelling(r *org.Role, key string) string {
	for _, t := range r.Tags {
		if strings.EqualFold(t.Key, key) {
			return t.Key
		}
	}
	return key
}

// overreach refuses to let people into a role of others that is allowed more
// than to talk to AWS Support, and stays so.
func (d *differ) overreach(r *org.Role) {
	changed := func(p Property) bool {
		return slices.ContainsFunc(d.out.Changes, func(c Change) bool { return c.Property == p })
	}
	if owner(r) == desired.OwnerValue || !changed(Property{Role, r.Name, Trust, ""}) {
		return
	}
	for _, p := range d.state.Of(Resource{Role, r.Name}).Properties() {
		var document org.Document
		switch {
		case p.Field == Inline:
			i := slices.IndexFunc(r.Inline, func(i org.InlinePolicy) bool { return i.Name == p.Key })
			document = r.Inline[i].Document
		case p.Field == Attached && p.Key != d.supportAccess():
			for _, known := range d.account.Policies {
				if version := known.DefaultDocument(); known.ARN == p.Key && version != nil {
					document = *version
				}
			}
		default:
			continue
		}
		if !changed(p) && !isSupportOnly(document) {
			d.refuse("%s would let people in who may then do all that its policy %s allows: found.extras: remove takes that away", r.Name, p.Key)
		}
	}
}

// isSupportOnly reports whether a policy is known to allow nothing but actions of
// AWS Support.
func isSupportOnly(d org.Document) bool {
	return d.Policy != nil && all(d.Policy.Statements, func(st policy.Statement) bool {
		return st.Effect.Value == policy.Deny || st.Action != nil && all(st.Action.Values, func(a policy.Text) bool {
			service, _, _ := strings.Cut(strings.ToLower(a.Value), ":")
			return service == "support" || service == "support-console" || service == "supportplans"
		})
	})
}

// value is a text as the value of a property: none where it is empty.
func value(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// extras plans what the role is allowed besides. What hotline gave its own role
// for the other variant goes in any case, and so does what lets it assume roles.
func (d *differ) extras(r *org.Role) {
	least := d.Config.Policy == desired.LeastPrivilege
	for _, p := range r.Attached {
		at := Property{Role, r.Name, Attached, p.ARN}
		switch {
		case p.ARN != d.supportAccess():
			d.extra(r, at)
		case least && owner(r) == desired.OwnerValue:
			d.want(at, nil, ruleExtras, otherVariant)
		case least:
			d.extra(r, at)
		}
	}
	for _, p := range r.Inline {
		at := Property{Role, r.Name, Inline, p.Name}
		switch {
		case p.Name == desired.GrantPolicy: // see grants
		case p.Name != desired.SupportPolicy:
			d.extra(r, at)
		case !least:
			d.want(at, nil, ruleExtras, otherVariant)
		}
	}
}

const otherVariant = "policy in the configuration is the other variant"

func (d *differ) extra(r *org.Role, p Property) {
	if d.Config.Found.Extras == desired.Remove {
		d.want(p, nil, ruleExtras, "the support role is to be allowed nothing else")
		return
	}
	d.leave("%s also has the policy %s; found.extras: remove takes it away", r.Name, p.Key)
}
