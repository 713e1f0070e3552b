package awsio

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Options say what is read, and how.
type Options struct {
	Profile, Region string
	Depth           Depth
	Org             bool   // the whole organization, not only the caller's account
	RoleName        string // of the role that accounts are entered by
	RolePath        string // begins and ends with a slash
	ExternalID      string
	Accounts        []string // only these; all, where there are none
	Units           []string // only accounts in these units, or below them
	Exclude         []string // not these accounts, nor those in these units
	Skip            []string // calls that are not made, by their names
	Regions         []string // in which regional services are asked; the home of the partition otherwise
	CenterRegion    string   // of Identity Center; that of the credentials otherwise
	Concurrency     int      // how many accounts are read at once
	MaxAttempts     int      // of one call; what the SDK is set to, or the default, otherwise
	MaxBackoff      time.Duration
	Patience        time.Duration // with one attempt of a call; the default otherwise
	Unlimited       bool          // do not hold calls to the rates of AWS: for an AWS of one's own
	Resume          bool          // do not ask again what is there already
	MaxAge          time.Duration // unless it is older; zero for any age
	Now             func() time.Time
	// Buckets are those with logs of CloudTrail that are read, as NAME or
	// NAME/PREFIX; Keys are the ARNs of the KMS keys that encrypt what is in them.
	Buckets, Keys []string
	Changes
	// Progress is told how far the run is, whenever that changes; by one
	// goroutine at a time. It may be nil.
	Progress func(Progress)
	// Change is called once, before the first change of what the directory held;
	// what it was, it is until then. Its error ends the run. It may be nil.
	Change func() error
}

// The defaults.
const (
	DefaultRole        = "OrganizationAccountAccessRole"
	DefaultConcurrency = 16
)

// complete fills in the defaults.
func (o Options) complete() Options {
	if o.RoleName == "" {
		o.RoleName = DefaultRole
	}
	if o.RolePath == "" {
		o.RolePath = "/"
	}
	if o.Concurrency < 1 {
		o.Concurrency = DefaultConcurrency
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Change == nil {
		o.Change = func() error { return nil }
	}
	return o
}

// Check says what is wrong with the options: an error of the command line.
func (o Options) Check() error {
	o = o.complete()
	account, unit := regexp.MustCompile(`^[0-9]{12}$`), regexp.MustCompile(`^(r-[a-z0-9]{4,32}|ou-[a-z0-9]{4,32}-[a-z0-9]{8,32})$`)
	switch {
	case !regexp.MustCompile(`^[\w+=,.@-]{1,64}$`).MatchString(o.RoleName):
		return fmt.Errorf("--role-name: expected the name of a role, found %q", o.RoleName)
	case !regexp.MustCompile(`^/([!-~]{1,510}/)?$`).MatchString(o.RolePath):
		return fmt.Errorf("--role-path: expected a path that begins and ends with a slash, found %q", o.RolePath)
	case !o.Org && (len(o.Accounts)+len(o.Units)+len(o.Exclude) > 0):
		return fmt.Errorf("--accounts, --ou and --exclude choose from an organization; expected --org beside them")
	}
	for _, id := range o.Accounts {
		if !account.MatchString(id) {
			return fmt.Errorf("--accounts: expected an account id of twelve digits, found %q", id)
		}
	}
	for _, id := range o.Units {
		if !unit.MatchString(id) {
			return fmt.Errorf("--ou: expected the id of a unit (ou-…) or of a root (r-…), found %q", id)
		}
	}
	for _, id := range o.Exclude {
		if !account.MatchString(id) && !unit.MatchString(id) {
			return fmt.Errorf("--exclude: expected the id of an account or of a unit, found %q", id)
		}
	}
	if err := o.checkSkip(); err != nil {
		return err
	}
	for _, name := range o.Skip {
		if c := find(Calls(), name); c == nil || len(c.Depths) == 0 {
			return fmt.Errorf("--skip: no call %q; hotline permissions lists them", name)
		}
	}
	if err := o.checkBuckets(); err != nil {
		return err
	}
	return o.check()
}

// checkSkip refuses to leave out calls without which nothing can be read.
func (o Options) checkSkip() error {
	switch {
	case !o.Org:
		return nil
	case slices.Contains(o.Skip, assumeRole):
		return fmt.Errorf("--skip: accounts are entered by sts:AssumeRole; leave --org out to read the caller's account alone")
	case slices.Contains(o.Skip, "organizations:ListAccounts") && len(o.Accounts) == 0:
		return fmt.Errorf("--skip: without organizations:ListAccounts nobody knows which accounts there are; expected --accounts beside it")
	}
	return nil
}

// RoleARN is the role by which an account is entered.
func (o Options) RoleARN(account, partition string) string {
	return "arn:" + partition + ":iam::" + account + ":role" + o.complete().role()
}

func (o Options) role() string { return o.RolePath + o.RoleName }

// makes reports whether a call is made with these options.
func (o Options) makes(c *Call) bool {
	return o.needs(c) && !slices.Contains(o.Skip, c.Name) && (o.Org || c.Scope == Account)
}

// needs reports whether a call is of the depth or the purpose.
func (o Options) needs(c *Call) bool {
	if o.Purpose != Reading {
		return c.serves(o.Purpose) && !o.leavesOut(c) && !o.isUnread(c)
	}
	return c.at(o.Depth)
}

// fill puts what is known into the pattern of a resource.
func (o Options) fill(pattern, partition string) string {
	return strings.NewReplacer("{partition}", partition, "{role}", o.role(), "{account}", "*").Replace(pattern)
}
