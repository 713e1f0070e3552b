package snapfile

import (
	"fmt"
	"strings"
	"time"

	"hotline/jsonscan"
	"hotline/org"
)

// principalKeys are the keys under which each kind of principal keeps what
// all kinds have.
type principalKeys struct {
	name, id, inline string
}

// principal reads the members that users, groups and roles share.
func (d *decoder) principal(p *org.Principal, keys principalKeys, key string) (bool, error) {
	switch key {
	case "Arn":
		at := d.here()
		if err := d.text(&p.ARN, key); err != nil {
			return true, err
		}
		return true, d.own(p.ARN, at)
	case "Path":
		return true, d.text(&p.Path, key)
	case "CreateDate":
		return true, d.scalar(&p.Created, "a date for CreateDate")
	case "AttachedManagedPolicies":
		return true, d.attached(&p.Attached)
	case keys.name:
		return true, d.text(&p.Name, key)
	case keys.id:
		return true, d.text(&p.ID, key)
	case keys.inline:
		return true, d.inline(&p.Inline)
	}
	return false, nil
}

// whole fails where a principal lacks what tells it from others, and fills in
// the path, which is in its ARN, too.
func whole(p *org.Principal, nameKey string) error {
	at := p.Location.At
	if p.ARN == "" {
		return &jsonscan.Error{Position: at, Message: "expected an Arn in this object, found none"}
	}
	if !isName(p.Name) {
		return &jsonscan.Error{Position: at, Message: fmt.Sprintf("expected a name of IAM for %s in this object, found %.80q", nameKey, p.Name)}
	}
	if arn, _ := org.ParseARN(p.ARN); p.Path == "" {
		_, path, _ := strings.Cut(arn.Resource, "/")
		p.Path = "/" + strings.TrimSuffix(path, p.Name)
	}
	return nil
}

func (d *decoder) user(u *org.User) error {
	keys := principalKeys{"UserName", "UserId", "UserPolicyList"}
	u.Location = d.here()
	err := d.object("a user", func(key string) (bool, error) {
		switch key {
		case "GroupList":
			return true, d.list("a list of names of groups", func() error {
				name, err := d.s.Text("the name of a group")
				u.Groups = append(u.Groups, name)
				return err
			})
		case "PermissionsBoundary":
			return true, d.boundary(&u.Boundary)
		case "Tags":
			return true, d.tags(&u.Tags)
		}
		return d.principal(&u.Principal, keys, key)
	})
	if err != nil {
		return err
	}
	return whole(&u.Principal, keys.name)
}

func (d *decoder) group(g *org.Group) error {
	keys := principalKeys{"GroupName", "GroupId", "GroupPolicyList"}
	g.Location = d.here()
	err := d.object("a group", func(key string) (bool, error) {
		return d.principal(&g.Principal, keys, key)
	})
	if err != nil {
		return err
	}
	return whole(&g.Principal, keys.name)
}

func (d *decoder) role(r *org.Role) error {
	keys := principalKeys{"RoleName", "RoleId", "RolePolicyList"}
	r.Location = d.here()
	err := d.object("a role", func(key string) (bool, error) {
		switch key {
		case "AssumeRolePolicyDocument":
			return true, d.document(&r.Trust)
		case "PermissionsBoundary":
			return true, d.boundary(&r.Boundary)
		case "Tags":
			return true, d.tags(&r.Tags)
		case "RoleLastUsed":
			return true, d.lastUsed(&r.LastUsed)
		case "InstanceProfileList":
			return true, d.list("a list of instance profiles", func() error { return d.instanceProfile(r) })
		}
		return d.principal(&r.Principal, keys, key)
	})
	if err != nil {
		return err
	}
	return whole(&r.Principal, keys.name)
}

func (d *decoder) boundary(to **org.PolicyRef) error {
	ref := &org.PolicyRef{Location: d.here()}
	err := d.object("a permissions boundary", func(key string) (bool, error) {
		if key == "PermissionsBoundaryArn" {
			return true, d.text(&ref.ARN, key)
		}
		return false, nil
	})
	if ref.ARN != "" {
		*to = ref
	}
	return err
}

func (d *decoder) tags(to *[]org.Tag) error {
	return d.list("a list of tags", func() error {
		var tag org.Tag
		err := d.object("a tag", func(key string) (bool, error) {
			switch key {
			case "Key":
				return true, d.text(&tag.Key, key)
			case "Value":
				return true, d.text(&tag.Value, key)
			}
			return false, nil
		})
		*to = append(*to, tag)
		return err
	})
}

func (d *decoder) lastUsed(to **org.LastUsed) error {
	if null, err := d.null(); null || err != nil {
		return err
	}
	used := new(org.LastUsed)
	*to = used
	return d.object("RoleLastUsed", func(key string) (bool, error) {
		switch key {
		case "LastUsedDate":
			return true, d.scalar(&used.Date, "a date for LastUsedDate")
		case "Region":
			return true, d.text(&used.Region, key)
		}
		return false, nil
	})
}

func (d *decoder) instanceProfile(r *org.Role) error {
	return d.object("an instance profile", func(key string) (bool, error) {
		if key != "InstanceProfileName" {
			return false, nil
		}
		var name string
		err := d.text(&name, key)
		r.InstanceProfiles = append(r.InstanceProfiles, name)
		return true, err
	})
}

// terms are what list-roles and get-role say of a role, and
// get-account-authorization-details does not.
type terms struct {
	session     time.Duration
	description string
}

// session reads the longest session of a role, and its description, from the
// output of list-roles or get-role.
func (d *decoder) session() error {
	var arn string
	var description string
	var seconds int
	var at org.Location
	err := d.object("a role", func(key string) (bool, error) {
		switch key {
		case "Arn":
			place := d.here()
			if err := d.text(&arn, key); err != nil {
				return true, err
			}
			return true, d.own(arn, place)
		case "Description":
			return true, d.text(&description, key)
		case "MaxSessionDuration":
			at = d.here()
			return true, d.count(&seconds, key)
		}
		return false, nil
	})
	if err != nil || seconds == 0 {
		return err
	}
	if seconds < 3600 || seconds > 43200 { // https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html
		return &jsonscan.Error{Position: at.At, Message: fmt.Sprintf("expected 3600 to 43200 seconds for MaxSessionDuration, found %d", seconds)}
	}
	d.page.sessions[arn] = terms{time.Duration(seconds) * time.Second, description}
	return nil
}
