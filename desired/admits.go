package desired

import "strings"

// Admits lists ARNs that the trust policy must let in: of the users and roles
// that are named, and of one role as Identity Center makes it for each
// permission set. Services and identity providers are not among them.
func (c *Config) Admits(partition string) []string {
	var out []string
	add := func(list []string) {
		for _, arn := range list {
			if !strings.ContainsAny(arn, "*?") {
				out = append(out, arn)
			}
		}
	}
	for _, p := range c.Trust.People {
		add(arns(partition, p.Account, "user", p.Users))
		add(arns(partition, p.Account, "role", p.Roles))
		for _, set := range p.PermissionSets {
			out = append(out, "arn:"+partition+":iam::"+p.Account+":role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_"+set+"_0123456789abcdef")
		}
	}
	for _, p := range c.Trust.Providers {
		if len(p.Roles) == 0 {
			out = append(out, "arn:"+partition+":iam::"+p.Account+":role/anybody")
		}
		add(arns(partition, p.Account, "role", p.Roles))
	}
	for _, a := range c.Trust.Automation {
		if a.Role != "" {
			out = append(out, a.Role)
		}
	}
	return out
}

// Trusted lists patterns of ARNs, in which * stands for any text, of who should be able
// to assume the role: those that the trust policy lets in, of any partition. An
// identity provider stands for all who come by it.
func (c *Config) Trusted() []string {
	var out []string
	for _, p := range c.Trust.People {
		out = append(out, arns("*", p.Account, "user", p.Users)...)
		out = append(out, arns("*", p.Account, "role", p.Roles)...)
		for _, set := range p.PermissionSets {
			out = append(out, "arn:*:iam::"+p.Account+":role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_"+set+"_*")
		}
	}
	for _, p := range c.Trust.Providers {
		if len(p.Roles) == 0 {
			out = append(out, "arn:*:iam::"+p.Account+":*")
		}
		out = append(out, arns("*", p.Account, "role", p.Roles)...)
	}
	for _, a := range c.Trust.Automation {
		switch {
		case a.Role != "":
			out = append(out, a.Role)
		case a.OIDC != nil:
			out = append(out, "*"+a.OIDC.Provider)
		}
	}
	return out
}

// BoundaryOf is the ARN of the boundary in an account; None, or empty, as in the
// Role.
func (r Role) BoundaryOf(account, partition string) string {
	return strings.NewReplacer("{partition}", partition, "{account}", account).Replace(r.Boundary)
}
