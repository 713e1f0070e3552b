package configfile

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"hotline/desired"
	"hotline/internal/strictyaml"
)

// readProvider reads one managed service provider.
func (r *reader) readProvider(i int, n strictyaml.Node) {
	self := fmt.Sprintf("provider %d", i+1)
	p := desired.Provider{}
	r.mapping(n, self,
		field{key: "account", must: true, read: func(n strictyaml.Node) {
			if id, ok := r.word(n, "account", account); ok && r.isFirst(n, "provider/"+id, id) {
				p.Account = id
			}
		}},
		field{key: "roles", read: r.words(&p.Roles, self+"/roles", "roles", principal("role"))},
		field{key: "external_ids", must: true, read: r.readIDs(&p)},
	)
	if p.Account != "" {
		r.config.Trust.Providers = append(r.config.Trust.Providers, p)
	}
}

// readIDs reads the file of external ids that a provider has.
func (r *reader) readIDs(p *desired.Provider) func(strictyaml.Node) {
	return func(n strictyaml.Node) {
		name, ok := r.word(n, "external_ids", func(s string) string {
			if !filepath.IsLocal(filepath.FromSlash(s)) {
				return fmt.Sprintf("expected a file in the directory of this one, or below, for external_ids, found %q", s)
			}
			return ""
		})
		if !ok || !r.isFirst(n, "ids/"+filepath.Clean(name), name) {
			return
		}
		p.File = filepath.Join(r.dir, filepath.FromSlash(name))
		ids, err := ReadExternalIDs(p.File)
		var path *os.PathError
		switch {
		case errors.Is(err, fs.ErrNotExist):
			r.notes = append(r.notes, r.note(n.At(), "there is no file "+name+" yet, and no account has an external id"))
		case errors.As(err, &path):
			r.Fault(n, name+": "+path.Err.Error())
		case err != nil:
			r.Fault(n, name+":"+err.Error())
		}
		p.ExternalIDs = ids
	}
}

// readAutomation reads a service, a role or an identity provider.
func (r *reader) readAutomation(i int, n strictyaml.Node) {
	before := r.FaultCount()
	self := fmt.Sprintf("automation %d", i+1)
	a := desired.Automation{}
	r.mapping(n, self,
		field{key: "service", read: r.set(&a.Service, "service", service)},
		field{key: "source_account", read: r.truth(&a.SourceAccount, "source_account")},
		field{key: "role", read: r.set(&a.Role, "role", roleARN)},
		field{key: "oidc", read: r.readOIDC(&a, self)},
	)
	if r.FaultCount() > before {
		return
	}
	kinds := 0
	for _, is := range []bool{a.Service != "", a.Role != "", a.OIDC != nil} {
		if is {
			kinds++
		}
	}
	switch {
	case kinds != 1:
		r.Fault(n, "expected one of service, role and oidc in "+self)
	case a.SourceAccount && a.Service == "":
		r.FaultAt(r.placeOf(self+"/source_account"), "source_account is asked of a service alone: it says for which account the service acts")
	case a.OIDC == nil && !r.isFirst(n, "automation/"+a.Service+a.Role, a.Service+a.Role):
	default:
		r.config.Trust.Automation = append(r.config.Trust.Automation, a)
	}
}

// service is what the name of a service must be. AWS Support has a role of its
// own in each account, and assumes no other: a role that trusts it lets in
// nobody.
// https://docs.aws.amazon.com/awssupport/latest/user/using-service-linked-roles-sup.html
func service(s string) string {
	switch {
	case strings.HasPrefix(s, "support.amazonaws.com"):
		return s + " never assumes a role of yours: people at AWS Support use AWSServiceRoleForSupport, and those who talk to them are to be named in people"
	case strings.ContainsAny(s, "*?"):
		return nobodyAtAll(s)
	case !regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$`).MatchString(s):
		return fmt.Sprintf("expected the name of a service as ssm.amazonaws.com, found %q", s)
	}
	return ""
}

func (r *reader) readOIDC(a *desired.Automation, self string) func(strictyaml.Node) {
	return func(n strictyaml.Node) {
		before := r.FaultCount()
		o := &desired.OIDC{}
		own := "oidc of " + self
		r.mapping(n, own,
			field{key: "provider", must: true, read: r.set(&o.Provider, "provider", oidcProvider)},
			field{key: "audiences", must: true, read: r.words(&o.Audiences, own+"/audiences", "audiences", audience)},
			field{key: "subjects", must: true, read: r.words(&o.Subjects, own+"/subjects", "subjects", subject)},
		)
		if r.FaultCount() > before {
			return
		}
		for _, of := range []struct {
			key  string
			list []string
		}{{"audiences", o.Audiences}, {"subjects", o.Subjects}} {
			if len(of.list) == 0 {
				r.FaultAt(r.placeOf(own+"/"+of.key), "expected at least one of "+of.key+": without, the role lets in whoever has a token of the provider")
			}
		}
		for _, s := range o.Subjects {
			at, key := r.placeOf(own+"/subjects/"+s), "oidc/"+o.Provider+"/"+s
			if message := isWide(o.Provider, s); message != "" {
				r.FaultAt(at, message)
			} else if _, again := r.places[key]; again {
				r.FaultAt(at, fmt.Sprintf("subject %q of %s comes twice", s, o.Provider))
			}
			r.places[key] = at
		}
		a.OIDC = o
	}
}

// oidcProvider is what the name of an identity provider must be. Some IAM knows
// without one in the account, and anybody can have tokens of those.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-federated-web-identity
func oidcProvider(s string) string {
	switch s {
	case "accounts.google.com", "cognito-identity.amazonaws.com", "graph.facebook.com", "www.amazon.com":
		return s + " is for the users of an app, and not for those who may talk to AWS Support"
	}
	if !regexp.MustCompile(`^[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9_.~-]+)*$`).MatchString(s) {
		return fmt.Sprintf("expected the host of an identity provider, with its path if it has one, as token.actions.githubusercontent.com, found %q", s)
	}
	return ""
}

func audience(s string) string {
	if strings.ContainsAny(s, "*?") || strings.Contains(s, "${") {
		return fmt.Sprintf("expected an audience as sts.amazonaws.com, found %q: no pattern and no variable here", s)
	}
	return ""
}

func subject(s string) string {
	switch {
	case s[0] == '*' || s[0] == '?':
		return fmt.Sprintf("expected a subject that begins with whose the token is, found %q", s)
	case strings.Contains(s, "${"):
		return fmt.Sprintf("expected a subject without variables, found %q", s)
	}
	return ""
}

// isWide says what is wrong with a subject that leaves open whose the token is,
// where many customers share an identity provider.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc_secure-by-default.html
func isWide(provider, subject string) string {
	shared := map[string]struct{ pattern, example string }{
		"token.actions.githubusercontent.com": {`^repo:[^*?/:]+/[^*?/:]+:`, "repo:OWNER/REPO:*"},
		"gitlab.com":                          {`^project_path:[^*?/:]+/[^*?:]+:`, "project_path:GROUP/PROJECT:*"},
		"app.terraform.io":                    {`^organization:[^*?:]+:`, "organization:NAME:*"},
		"agent.buildkite.com":                 {`^organization:[^*?:]+:`, "organization:NAME:*"},
	}
	s, known := shared[provider]
	if known && strings.ContainsAny(subject, "*?") && !regexp.MustCompile(s.pattern).MatchString(subject) {
		return fmt.Sprintf("expected a subject that says whose the token is, as %s, found %q: tokens of others would do", s.example, subject)
	}
	return ""
}
