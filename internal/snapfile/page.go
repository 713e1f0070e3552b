package snapfile

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hotline/jsonscan"
	"hotline/org"
	"hotline/policy"
)

// A page is one JSON object of a file.
type page struct {
	account   string // the id that its ARNs name; empty where it has none
	partition string
	users     []item[org.User]
	groups    []item[org.Group]
	roles     []item[org.Role]
	policies  []item[org.Policy]
	sessions  map[string]time.Duration // MaxSessionDuration by role ARN
	lists     org.Parts                // the lists it has, be they empty
	truncated bool                     // it says that a further page follows
	gaps      []org.Gap
	notes     []org.Note
}

// An item is one entry of a list, and how it was written, to tell whether two
// entries with the same ARN are the same.
type item[T any] struct {
	value *T
	raw   string
}

const expectedPage = `the JSON that "aws iam get-account-authorization-details" prints`

// pages reads the pages of a file: one object, several one after the other, or
// a list of them.
func (d *decoder) pages() ([]*page, error) {
	var pages []*page
	next := func() error {
		d.page = &page{sessions: map[string]time.Duration{}}
		pages = append(pages, d.page)
		return d.readPage()
	}
	for {
		var err error
		switch d.s.Kind() {
		case jsonscan.End:
			if len(pages) == 0 {
				return nil, d.s.Errorf("found no page; expected %s", expectedPage)
			}
			return pages, nil
		case jsonscan.Array:
			err = d.s.Array(expectedPage, next)
		default:
			err = next()
		}
		if err != nil {
			return pages, err
		}
	}
}

// readPage reads one object: a page of get-account-authorization-details, or
// the output of list-roles or get-role.
func (d *decoder) readPage() error {
	d.s.Kind()
	start := d.s.Position()
	var keys []string
	err := d.s.Object(expectedPage, func(key string, _ jsonscan.Position) error {
		keys = append(keys, key)
		return d.member(key)
	})
	if err != nil {
		return err
	}
	if d.page.lists&(org.Users|org.Groups|org.Roles) == 0 && !slices.Contains(keys, "Roles") && !slices.Contains(keys, "Role") {
		return &jsonscan.Error{Position: start, Message: fmt.Sprintf(
			"expected %s (UserDetailList, GroupDetailList, RoleDetailList, Policies); found an object with %s",
			expectedPage, describeKeys(keys))}
	}
	return nil
}

// describeKeys lists the first few keys of an object.
func describeKeys(keys []string) string {
	if len(keys) == 0 {
		return "no keys"
	}
	more := ""
	if len(keys) > 4 {
		more = fmt.Sprintf(" and %d more", len(keys)-4)
		keys = keys[:4]
	}
	return fmt.Sprintf("the keys %s%s", strings.Join(quoted(keys), ", "), more)
}

func quoted(words []string) []string {
	var out []string
	for _, w := range words {
		out = append(out, fmt.Sprintf("%.40q", w))
	}
	return out
}

// member reads one member of a page.
func (d *decoder) member(key string) error {
	p := d.page
	switch key {
	case "UserDetailList":
		return readList(d, key, org.Users, &p.users, d.user)
	case "GroupDetailList":
		return readList(d, key, org.Groups, &p.groups, d.group)
	case "RoleDetailList":
		return readList(d, key, org.Roles, &p.roles, d.role)
	case "Policies":
		return readList(d, key, org.Policies, &p.policies, d.managedPolicy)
	case "IsTruncated":
		var flag string
		err := d.tolerate(func() error { return d.scalar(&flag, "true or false for "+key) })
		p.truncated = p.truncated || flag == "true"
		return err
	case "NextToken", "Marker":
		var token string
		err := d.tolerate(func() error { return d.text(&token, key) })
		p.truncated = p.truncated || token != ""
		return err
	case "Roles":
		return d.tolerate(func() error { return d.list("a list of roles", func() error { return d.tolerate(d.session) }) })
	case "Role":
		return d.tolerate(d.session)
	}
	return d.s.Skip()
}

// readList reads one of the lists of a page. An entry that cannot be
// understood becomes a gap.
func readList[T any](d *decoder, key string, part org.Parts, to *[]item[T], read func(*T) error) error {
	d.page.lists |= part
	return d.tolerate(func() error {
		return d.list("a list for "+key, func() error {
			return d.tolerate(func() error {
				d.s.Kind()
				start := d.s.Mark()
				value := new(T)
				if err := read(value); err != nil {
					return err
				}
				*to = append(*to, item[T]{value, d.s.Since(start)})
				return nil
			})
		})
	})
}

// own records the account that an ARN of the page names. All must name the
// same.
func (d *decoder) own(arn string, at org.Location) error {
	a, ok := org.ParseARN(arn)
	if !ok || !isIAM(arn) || !policy.IsAccountID(a.Account) {
		return &jsonscan.Error{Position: at.At, Message: fmt.Sprintf("expected the IAM ARN of an account for Arn, found %.80q", arn)}
	}
	p := d.page
	if p.account == "" {
		p.account, p.partition = a.Account, a.Partition
	}
	if p.account != a.Account || p.partition != a.Partition {
		return &jsonscan.Error{Position: at.At, Message: fmt.Sprintf(
			"expected an ARN of account %s in partition %s, as before in this page; found %.80q", p.account, p.partition, arn)}
	}
	return nil
}
