package snapfile

import (
	"fmt"
	"strings"

	"hotline/jsonscan"
	"hotline/org"
	"hotline/policy"
)

// A page is one JSON object of a file.
type page struct {
	findings
	at        org.Location // where it begins
	account   string       // the id that its ARNs name; empty where it has none
	ownedAt   org.Location // of the first of these ARNs
	partition string
	users     []item[org.User]
	groups    []item[org.Group]
	roles     []item[org.Role]
	policies  []item[org.Policy]
	sessions  map[string]terms // by role ARN
	oneRoles  []item[org.Role] // as get-role prints them
	holders   *holders         // who has AWSSupportAccess, where that alone was asked
	lists     org.Parts        // the lists it has, be they empty
	truncated bool             // it says that a further page follows
	summary   *org.AccountSummary
	rootUser  *org.RootUser
	report    *report // a credential report, as it is written
	ofAccount bool    // it says something of an account, however little
	// noPolicies says that it has an empty list of policies, of whatever kind.
	noPolicies bool
	manifest   bool   // it is the manifest of a snapshot
	facts      *facts // what it says of the organization; nil where nothing
	unknown    error  // says that nothing in it is known, and what was expected
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
		d.page = &page{sessions: map[string]terms{}}
		d.to = &d.page.findings
		d.ids, d.idsAt, d.later = map[string]string{}, map[string]org.Location{}, map[string]jsonscan.Mark{}
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
			continueTypes(pages)
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

// readPage reads one object: the output of a call, or of several together.
func (d *decoder) readPage() error {
	d.page.at = d.here()
	start := d.s.Mark()
	if err := d.s.Expect(jsonscan.Object, expectedPage); err != nil {
		if d.s.Skip() != nil {
			return err
		}
		d.page.unknown = err
		return nil
	}
	d.s.Reset(start)
	var keys []string
	err := d.s.Object(expectedPage, func(key string, _ jsonscan.Position) error {
		keys = append(keys, key)
		return d.member(key)
	})
	if err != nil {
		return err
	}
	if err := d.finishPage(); err != nil {
		d.damaged(err)
	}
	if !d.page.ofAccount && d.page.facts == nil {
		d.page.unknown = &jsonscan.Error{Position: d.page.at.At, Message: fmt.Sprintf(
			"expected %s (UserDetailList, GroupDetailList, RoleDetailList, Policies); found an object with %s",
			expectedPage, describeKeys(keys))}
	}
	return nil
}

// finishPage understands what depends on several keys of the object.
func (d *decoder) finishPage() error {
	p := d.page
	p.ofAccount = p.ofAccount || p.lists&(org.Users|org.Groups|org.Roles) != 0
	d.readPostponed()
	d.resolve()
	if p.facts != nil && !p.ofAccount {
		// Policies of IAM among what is said of the organization are not lost;
		// an empty list was that of the organization.
		p.ofAccount = len(p.policies) > 0
	}
	if p.facts != nil && !p.ofAccount {
		p.lists = 0
		p.facts.gaps = append(p.facts.gaps, p.gaps...)
	}
	return d.readReport()
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
	for _, read := range []func(string) (bool, error){d.detailMember, d.quickMember, d.rootMember, d.organizationMember, d.centerMember, d.relatedMember, d.keptMember} {
		if known, err := read(key); known || err != nil {
			return err
		}
	}
	return d.s.Skip()
}

// detailMember reads what get-account-authorization-details, list-roles and
// get-role print.
func (d *decoder) detailMember(key string) (bool, error) {
	p := d.page
	switch key {
	case "UserDetailList":
		return true, readList(d, key, org.Users, &p.users, d.user)
	case "GroupDetailList":
		return true, readList(d, key, org.Groups, &p.groups, d.group)
	case "RoleDetailList":
		return true, readList(d, key, org.Roles, &p.roles, d.role)
	case "Policies":
		return true, d.bothPolicies()
	case "IsTruncated":
		var flag string
		err := d.tolerate(func() error { return d.scalar(&flag, "true or false for "+key) })
		p.truncated = p.truncated || flag == "true"
		return true, err
	case "NextToken", "Marker":
		var token string
		err := d.tolerate(func() error { return d.text(&token, key) })
		p.truncated = p.truncated || token != ""
		return true, err
	case "Roles":
		p.ofAccount = true
		return true, d.tolerate(func() error { return d.list("a list of roles", func() error { return d.tolerate(d.session) }) })
	case "Role":
		p.ofAccount = true
		return true, d.oneRole()
	}
	return false, nil
}

// readList reads one of the lists of a page. An entry that cannot be
// understood becomes a gap.
func readList[T any](d *decoder, key string, part org.Parts, to *[]item[T], read func(*T) error) error {
	d.page.lists |= part
	return d.tolerate(func() error {
		return d.list("a list for "+key, func() error { return readItem(d, to, read) })
	})
}

// readItem reads one entry of a list.
func readItem[T any](d *decoder, to *[]item[T], read func(*T) error) error {
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
		p.account, p.partition, p.ownedAt = a.Account, a.Partition, at
	}
	if p.account != a.Account || p.partition != a.Partition {
		return &jsonscan.Error{Position: at.At, Message: fmt.Sprintf(
			"expected an ARN of account %s in partition %s, as before in this page; found %.80q", p.account, p.partition, arn)}
	}
	return nil
}
