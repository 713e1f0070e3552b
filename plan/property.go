package plan

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"strings"
)

// A Kind is what a property belongs to.
type Kind string

// The kinds.
const (
	Role  Kind = "role"
	User  Kind = "user"
	Group Kind = "group"
)

// A Field is what a property is.
type Field string

// The fields. Those after Boundary have a Key: that of the tag, the ARN of the
// policy, the name of the policy or of the instance profile.
const (
	Itself          Field = "itself" // of a role: that it is there, as a RoleSpec
	Trust           Field = "trust"
	Description     Field = "description"
	Session         Field = "session" // seconds
	Boundary        Field = "boundary"
	Tag             Field = "tag"
	Attached        Field = "attached" // its value is the ARN
	Inline          Field = "inline"
	InstanceProfile Field = "instance-profile" // its value is the name
)

// A Property is something of a user, group or role that can be changed.
type Property struct {
	Kind  Kind   `json:"kind"`
	Name  string `json:"name"`
	Field Field  `json:"field"`
	Key   string `json:"key,omitempty"`
}

// String names a property: role/aws-support tag owner.
func (p Property) String() string {
	if p.Field == Itself {
		return p.Resource().String()
	}
	return strings.TrimSpace(p.Resource().String() + " " + string(p.Field) + " " + p.Key)
}

// Resource is what the property belongs to.
func (p Property) Resource() Resource { return Resource{p.Kind, p.Name} }

// A Resource is a user, group or role of an account.
type Resource struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
}

// String names a resource: role/aws-support.
func (r Resource) String() string { return string(r.Kind) + "/" + r.Name }

func compareProperties(a, b Property) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Field, b.Field), cmp.Compare(a.Key, b.Key))
}

// A RoleSpec is what a role is created with.
// https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
type RoleSpec struct {
	Path        string            `json:"path"`
	Trust       string            `json:"trust"` // the document
	Description string            `json:"description,omitempty"`
	Session     int               `json:"session"` // seconds
	Tags        map[string]string `json:"tags,omitempty"`
	Boundary    string            `json:"boundary,omitempty"`
}

// Text is the spec as the value of a property.
func (s RoleSpec) Text() string {
	text, _ := json.Marshal(s) // text and numbers: always encodable
	return string(text)
}

// ParseRoleSpec reads the value of a property Itself.
func ParseRoleSpec(text string) (RoleSpec, error) {
	var s RoleSpec
	d := json.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&s); err != nil {
		return RoleSpec{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return RoleSpec{}, errors.New("something follows the role")
	}
	return s, nil
}
