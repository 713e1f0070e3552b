package traildata

import (
	"errors"
	"fmt"
	"time"
)

// Options say what corpus to make. The zero value of a field, but Seed, means the
// default that it names.
type Options struct {
	// Seed determines the corpus: the same options give the same bytes.
	Seed uint64 `json:"seed"`
	// Bytes is about how many there are uncompressed (1,000,000). A corpus with
	// little room for its files (see Files) gets larger.
	Bytes int64 `json:"bytes"`
	// Accounts and Days are how many of each there are (30 and 30).
	Accounts int `json:"accounts"`
	Days     int `json:"days"`
	// Start is the first day, at midnight UTC (2026-03-20).
	Start time.Time `json:"start"`
	// Files is how many log files there are, at least one for each account and day
	// (as many as make files of 385 kB uncompressed on average).
	Files int `json:"files"`
	// HitRate is the share of records that have to do with the support role, cases,
	// incidents and tampering, or look as if they had (0.015).
	HitRate float64 `json:"hit_rate"`
	// Role is the name of the support role (hotline-support).
	Role string `json:"role"`
	// Duplicates is the share of records that are delivered twice, in two files
	// (0.01). Negative for none.
	Duplicates float64 `json:"duplicates"`
	// Odd is the share of files that are valid JSON but not spelled as CloudTrail
	// spells it: spaces, other order of keys, escapes (0.005). Negative for none.
	Odd float64 `json:"odd"`
}

// A Scope is what a corpus is to be measured with, as the command line takes it.
type Scope struct {
	// Role is the name of the support role, in any account.
	Role string `json:"role"`
	// Declared, Admins and Trusted are globs over ARNs of users and roles: other
	// declared ways to cases, administrators, and who may assume the support role.
	Declared []string `json:"declared"`
	Admins   []string `json:"admins"`
	Trusted  []string `json:"trusted"`
	// Policies are globs over ARNs of the policies of the support role.
	Policies []string `json:"policies"`
	// EventRules are globs over names of EventBridge rules.
	EventRules []string `json:"event_rules"`
}

// Scope returns what the corpus of these options is to be measured with.
func (o Options) Scope() Scope {
	o = o.WithDefaults()
	return Scope{
		Role:     o.Role,
		Declared: []string{"arn:aws:iam::*:role/support-automation"},
		Admins: []string{
			"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_AdministratorAccess_*",
			"arn:aws:iam::*:role/OrganizationAccountAccessRole",
		},
		Trusted: []string{
			"arn:aws:iam::*:role/incident-responder",
			"arn:aws:iam::" + accountID(0) + ":user/responder-*",
			"arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*AWSReservedSSO_SupportEngineer_*",
		},
		Policies:   []string{"arn:aws:iam::*:policy/hotline-*"},
		EventRules: []string{"*hotline*"},
	}
}

const (
	meanFile  = 385_000 // bytes, uncompressed
	meanEvent = 1_300
)

var errOptions = errors.New("traildata: options")

// WithDefaults returns the options with the defaults filled in, as truth.json has them.
func (o Options) WithDefaults() Options {
	setDefault(&o.Bytes, 1_000_000)
	setDefault(&o.Accounts, 30)
	setDefault(&o.Days, 30)
	setDefault(&o.HitRate, 0.015)
	setDefault(&o.Role, "hotline-support")
	setDefault(&o.Duplicates, 0.01)
	setDefault(&o.Odd, 0.005)
	setDefault(&o.Start, time.Date(2026, 3, 20, 0, 0, 0, 0, time.UTC))
	setDefault(&o.Files, int(o.Bytes/meanFile))
	o.Files = max(o.Files, o.Accounts*o.Days)
	return o
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

func (o Options) check() error {
	switch {
	case o.Bytes < 0 || o.Accounts < 0 || o.Days < 0 || o.Files < 0:
		return fmt.Errorf("%w: a number is negative", errOptions)
	case o.Accounts < 2 || o.Accounts > 10_000 || o.Days > 3_650:
		return fmt.Errorf("%w: from 2 to 10000 accounts, at most 3650 days", errOptions)
	case o.HitRate < 0 || o.HitRate > 1:
		return fmt.Errorf("%w: the hit rate is from 0 to 1", errOptions)
	}
	return nil
}

// accountID is the id of account i. Account 0 is the one that people of security
// work in.
func accountID(i int) string {
	return fmt.Sprintf("%012d", 210_000_000_000+int64(i)*7_919_000_417%780_000_000_000)
}
