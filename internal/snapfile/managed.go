package snapfile

import (
	"fmt"
	"strconv"

	"hotline/jsonscan"
	"hotline/org"
)

func (d *decoder) attached(to *[]org.PolicyRef) error {
	return d.list("a list of attached policies", func() error {
		ref := org.PolicyRef{Location: d.here()}
		err := d.object("an attached policy", func(key string) (bool, error) {
			switch key {
			case "PolicyName":
				return true, d.text(&ref.Name, key)
			case "PolicyArn":
				return true, d.text(&ref.ARN, key)
			}
			return false, nil
		})
		if err == nil && !isIAM(ref.ARN) {
			err = &jsonscan.Error{Position: ref.Location.At, Message: fmt.Sprintf("expected an IAM ARN for PolicyArn in this object, found %.80q", ref.ARN)}
		}
		*to = append(*to, ref)
		return err
	})
}

func (d *decoder) inline(to *[]org.InlinePolicy) error {
	return d.list("a list of inline policies", func() error {
		p := org.InlinePolicy{Location: d.here()}
		err := d.object("an inline policy", func(key string) (bool, error) {
			switch key {
			case "PolicyName":
				return true, d.text(&p.Name, key)
			case "PolicyDocument":
				return true, d.document(&p.Document)
			}
			return false, nil
		})
		if err == nil && !isName(p.Name) {
			err = &jsonscan.Error{Position: p.Location.At, Message: fmt.Sprintf("expected a name of IAM for PolicyName in this object, found %.80q", p.Name)}
		}
		*to = append(*to, p)
		return err
	})
}

func (d *decoder) managedPolicy(p *org.Policy) error {
	p.Location = d.here()
	var arnAt org.Location
	err := d.object("a managed policy", func(key string) (bool, error) {
		switch key {
		case "Arn":
			arnAt = d.here()
			return true, d.text(&p.ARN, key)
		case "PolicyName":
			return true, d.text(&p.Name, key)
		case "PolicyId":
			return true, d.text(&p.ID, key)
		case "Path":
			return true, d.text(&p.Path, key)
		case "DefaultVersionId":
			return true, d.text(&p.DefaultVersion, key)
		case "AttachmentCount":
			return true, d.count(&p.Attachments, key)
		case "PermissionsBoundaryUsageCount":
			return true, d.count(&p.BoundaryUses, key)
		case "PolicyVersionList":
			return true, d.versions(&p.Versions)
		}
		return false, nil
	})
	if err != nil {
		return err
	}
	if !isIAM(p.ARN) {
		return &jsonscan.Error{Position: p.Location.At, Message: fmt.Sprintf("expected an IAM ARN for Arn in this object, found %.80q", p.ARN)}
	}
	if arn, ok := org.ParseARN(p.ARN); ok && arn.Account == "aws" {
		return nil // AWS's own policies name no account
	}
	return d.own(p.ARN, arnAt)
}

func (d *decoder) versions(to *[]org.PolicyVersion) error {
	return d.list("a list of policy versions", func() error {
		var v org.PolicyVersion
		err := d.object("a policy version", func(key string) (bool, error) {
			switch key {
			case "VersionId":
				return true, d.text(&v.ID, key)
			case "CreateDate":
				return true, d.scalar(&v.Created, "a date for CreateDate")
			case "IsDefaultVersion":
				var flag string
				err := d.scalar(&flag, "true or false for IsDefaultVersion")
				v.Default = flag == "true"
				return true, err
			case "Document":
				return true, d.document(&v.Document)
			}
			return false, nil
		})
		*to = append(*to, v)
		return err
	})
}

// count reads a number of things.
func (d *decoder) count(to *int, what string) error {
	at := d.here()
	var text string
	if err := d.scalar(&text, "a count for "+what); err != nil || text == "" {
		return err
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 {
		return &jsonscan.Error{Position: at.At, Message: fmt.Sprintf("expected a count for %s, found %.40q", what, text)}
	}
	*to = n
	return nil
}
