package casefile

import (
	"fmt"

	"hotline/authz"
	"hotline/jsonscan"
	"hotline/policy"
)

// missing is what stands in place of a policy that applies and is not at hand.
const missing = "missing"

func (r reader) policies(d *draft) error {
	p := &d.policies
	return r.members("policies", func(key string) (bool, error) {
		switch key {
		case "identity":
			return true, r.list(&p.Identity, key)
		case "boundary":
			return true, r.policy(&p.Boundary, key)
		case "session":
			return true, r.session(&p.Session)
		case "resource":
			return true, r.policy(&p.Resource, key)
		case "scps":
			return true, r.levels(&p.SCPs, "SCP", nil)
		case "rcps":
			return true, r.levels(&p.RCPs, "RCP", &d.implicitFullAccess)
		case "implicitFullAccess":
			return true, r.flag(&d.implicitFullAccess)
		}
		return false, nil
	})
}

func (r reader) flag(to *bool) error {
	if err := r.s.Expect(jsonscan.Bool, "true or false"); err != nil {
		return err
	}
	_, text, err := r.s.Scalar("true or false")
	*to = text == "true"
	return err
}

// policy reads one document, null for none, or "missing".
func (r reader) policy(to **authz.Policy, name string) error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	if r.s.Kind() == jsonscan.String {
		var word string
		if err := r.word(&word, name, missing); err != nil {
			return err
		}
		*to = authz.Missing(name)
		return nil
	}
	d, err := policy.Read(r.s)
	if err == nil {
		*to = authz.Compile(name, d)
	}
	return err
}

// list reads a list of documents, null for none.
func (r reader) list(to *[]*authz.Policy, name string) error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	*to = []*authz.Policy{}
	return r.s.Array("a list of policies", func() error {
		if r.s.Kind() == jsonscan.Null {
			return r.s.Errorf("expected a policy in the list, found null")
		}
		var p *authz.Policy
		err := r.policy(&p, fmt.Sprintf("%s %d", name, len(*to)+1))
		*to = append(*to, p)
		return err
	})
}

// session reads one session policy, or a list of them.
func (r reader) session(to *[]*authz.Policy) error {
	if r.s.Kind() == jsonscan.Array {
		return r.list(to, "session")
	}
	var p *authz.Policy
	err := r.policy(&p, "session")
	if p != nil {
		*to = []*authz.Policy{p}
	}
	return err
}

// levels reads the levels of an organisation, from the root down.
func (r reader) levels(to *[]authz.Level, name string, implied *bool) error {
	if null, err := r.null(); null || err != nil {
		return err
	}
	return r.s.Array("a list of levels", func() error {
		if err := r.s.Expect(jsonscan.Object, "a level"); err != nil {
			return err
		}
		var l authz.Level
		err := r.members("a level", func(key string) (bool, error) {
			switch key {
			case "node":
				return true, r.text(&l.Node, key)
			case "policies":
				return true, r.list(&l.Policies, name)
			case "implicitFullAccess": // of RCPs: false at one level is meant for all
				flag := true
				err := r.flag(&flag)
				if implied != nil {
					*implied = *implied && flag
				}
				return implied != nil, err
			}
			return false, nil
		})
		*to = append(*to, l)
		return err
	})
}
