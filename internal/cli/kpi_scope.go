package cli

import (
	"errors"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/configfile"
	"hotline/trail"
)

// scopeOptions are the flags that say whose doings are measured.
type scopeOptions struct {
	cmd        *cobra.Command
	roles      []string
	config     string
	declared   []string
	admins     []string
	trusted    []string
	policies   []string
	eventRules []string
	near       time.Duration
	window     time.Duration
}

func (o *scopeOptions) flags(cmd *cobra.Command) {
	o.cmd = cmd
	f := cmd.Flags()
	f.StringArrayVar(&o.roles, "role", nil, "`ROLE` that is a support role: NAME, ACCOUNT/NAME or ARN; a * may end the name")
	f.StringVarP(&o.config, "config", "f", "hotline.yaml", "`FILE` that says what the role is called and whom it trusts; not needed with --role")
	f.StringArrayVar(&o.declared, "declared", nil, "`ARN` of who may reach AWS Support in another way; * stands for any text")
	f.StringArrayVar(&o.admins, "admin", administrators(), "`ARN` of administrators; * stands for any text")
	f.StringArrayVar(&o.trusted, "trusted", nil, "`ARN` of who should be able to assume the role; * stands for any text")
	f.StringArrayVar(&o.policies, "policy", nil, "`ARN` of a customer managed policy of the role; * stands for any text")
	f.StringArrayVar(&o.eventRules, "event-rule", []string{"*hotline*"}, "`NAME` of EventBridge rules that watch the role; * stands for any text")
	f.DurationVar(&o.near, "near", 24*time.Hour, "how far a case may be from the use of the role that belongs to it, as `DURATION`")
	f.DurationVar(&o.window, "window", 72*time.Hour, "how long after the start of an incident a case is about it, as `DURATION`")
}

// administrators are the roles of administrators that AWS makes by itself.
//
// https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html
// https://docs.aws.amazon.com/controltower/latest/userguide/roles-how.html
// https://docs.aws.amazon.com/singlesignon/latest/userguide/permissionsetpredefined.html
func administrators() []string {
	return []string{
		"arn:*:iam::*:role/OrganizationAccountAccessRole",
		"arn:*:iam::*:role/AWSControlTowerExecution",
		"arn:*:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_AdministratorAccess_*",
		"arn:*:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_AWSAdministratorAccess_*",
		// Where a record does not name the role of a session, its path is not known.
		"arn:*:iam::*:role/AWSReservedSSO_AdministratorAccess_*",
		"arn:*:iam::*:role/AWSReservedSSO_AWSAdministratorAccess_*",
	}
}

// checkPatterns refuses patterns that nothing can match.
func (o *scopeOptions) checkPatterns() error {
	for _, l := range []struct {
		flag     string
		patterns []string
	}{{"declared", o.declared}, {"admin", o.admins}, {"trusted", o.trusted}, {"policy", o.policies}} {
		for _, p := range l.patterns {
			switch {
			case !strings.HasPrefix(p, "arn:") && !strings.HasPrefix(p, "*"):
				return usagef("--%s: expected an ARN, or a pattern that begins with *, found %q", l.flag, p)
			case strings.Contains(p, ":assumed-role/"):
				return usagef("--%s: sessions are known by their role: expected arn:…:iam::ACCOUNT:role/NAME, found %q", l.flag, p)
			}
		}
	}
	if slices.Contains(o.eventRules, "") {
		return usagef("--event-rule: found an empty NAME; is a variable not set?")
	}
	return nil
}

// scope is what the flags and the configuration say.
func (o *scopeOptions) scope(s Streams) (trail.Scope, error) {
	out := trail.Scope{
		Declared: o.declared, Admins: o.admins, Trusted: o.trusted, Policies: o.policies,
		EventRules: o.eventRules, Near: o.near, Window: o.window,
	}
	if o.near < time.Second || o.window < time.Second {
		return out, usagef("--near and --window: expected a second or more")
	}
	if err := o.checkPatterns(); err != nil {
		return out, err
	}
	for _, text := range o.roles {
		role, err := trail.ParseRole(text)
		if err != nil {
			return out, usagef("--role: %w", err)
		}
		out.Roles = append(out.Roles, role)
	}
	if len(out.Roles) > 0 && !o.cmd.Flags().Changed("config") {
		return out, nil
	}
	cfg, _, err := configfile.Load(o.config)
	if errors.Is(err, fs.ErrNotExist) && !o.cmd.Flags().Changed("config") {
		return out, usagef("which role is it? expected --role NAME, or a configuration with --config FILE")
	}
	if err != nil {
		c := &console{Streams: s}
		c.complainAbout(o.config, err)
		return out, statusError{CodeError}
	}
	out.Roles = append(out.Roles, trail.Role{Name: cfg.Role.Name})
	out.Trusted = append(out.Trusted, cfg.Trusted()...)
	return out, nil
}
