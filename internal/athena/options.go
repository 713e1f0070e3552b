package athena

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"hotline/trail"
)

// Options say where logs are, and what is to be measured.
type Options struct {
	Definitions *trail.Definitions
	// Database is the database of Athena that everything is made in.
	Database string
	// Bucket has the logs, in AWSLogs/ below Prefix, which may be empty.
	Bucket, Prefix string
	// Organization is the id of the organization whose trail it is; empty for the
	// trail of single accounts, which has no folder for it.
	Organization string
	// Accounts are those whose logs are read. Without any every query names them.
	Accounts []string
	// Regions are those whose logs are read.
	Regions []string
	// Since is the first day that is read, as 2026-01-31; Now is the time by which it
	// must have begun, where it is not zero.
	Since string
	Now   time.Time
	// Found is where the records that matter are kept, as s3://BUCKET/PREFIX. Without
	// it every view reads all logs.
	Found string
	// CaseUpdates and Incidents are where events of EventBridge and incidents are, as
	// s3://BUCKET/PREFIX; empty where there are none.
	CaseUpdates, Incidents string
}

// names is what the names of tables and views begin with.
const names = "hotline_"

// check says what is wrong with the options, by the names of flags, and writes places
// with a slash at their end.
func (o *Options) check() error {
	var fault error
	must := func(name, value, pattern, expected string) {
		if fault == nil && !regexp.MustCompile(pattern).MatchString(value) {
			fault = fmt.Errorf("%s: expected %s, found %q", name, expected, value)
		}
	}
	const bucket = `[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]`
	const key = `(/[A-Za-z0-9!_.*()=+@:-]+)*`
	o.Prefix = strings.Trim(o.Prefix, "/")
	if inside, isThere := strings.CutSuffix("/"+o.Prefix, "/AWSLogs"); isThere { // what is in it was meant
		o.Prefix = strings.Trim(inside, "/")
	}
	must("bucket", strings.TrimSuffix(o.Bucket+"/"+o.Prefix, "/"), `\A`+bucket+key+`\z`, "BUCKET or BUCKET/PREFIX, without quotes or spaces")
	for name, place := range o.places() {
		if *place != "" {
			*place = strings.TrimRight(*place, "/")
			must(name, *place, `\As3://`+bucket+key+`\z`, "s3://BUCKET/PREFIX, without quotes or spaces")
			*place += "/"
		}
	}
	must("database", o.Database, `\A[a-z][a-z0-9_]{0,127}\z`, "small letters, digits and _")
	if o.Organization != "" {
		must("organization", o.Organization, `\Ao-[a-z0-9]{10,32}\z`, "an id like o-a1b2c3d4e5")
	}
	for _, a := range o.Accounts {
		must("accounts", a, `\A[0-9]{12}\z`, "account ids of twelve digits, or injected")
	}
	for _, r := range o.Regions {
		must("regions", r, `\A[a-z]{2,4}(-[a-z]+)+-[0-9]{1,2}\z`, "Regions like us-east-1")
	}
	if fault != nil {
		return fault
	}
	return o.checkMore()
}

// places are the options that are places in a bucket, by the names of flags.
func (o *Options) places() map[string]*string {
	return map[string]*string{"results": &o.Found, "case-updates": &o.CaseUpdates, "incidents": &o.Incidents}
}

// checkMore says what is wrong with options that are texts of the right form.
func (o *Options) checkMore() error {
	since, err := time.Parse(time.DateOnly, o.Since)
	switch {
	case err != nil:
		return fmt.Errorf("since: expected a day like 2026-01-31, found %q", o.Since)
	case !o.Now.IsZero() && since.After(o.Now):
		return fmt.Errorf("since: expected a day that has begun, found %s", o.Since)
	case slices.Contains(reserved(), o.Database):
		return fmt.Errorf("database: %q is a word of SQL, or a name that is taken: expected another", o.Database)
	}
	if len(o.Regions) == 0 {
		return fmt.Errorf("regions: expected the Regions whose logs are read")
	}
	for name, list := range map[string][]string{"accounts": o.Accounts, "regions": o.Regions} {
		sorted := slices.Sorted(slices.Values(list))
		if len(slices.Compact(sorted)) < len(list) {
			return fmt.Errorf("%s: one is named twice", name)
		}
	}
	if o.injected() && o.Found == "" {
		return fmt.Errorf("accounts: injected needs --results: views cannot name the accounts whose logs they read")
	}
	return o.apart()
}

// apart says which two places are one, or lie in each other: a table reads all that lies
// in its place.
func (o *Options) apart() error {
	type place struct{ name, at string }
	all := []place{{"the logs", o.logs()}, {"--results", o.Found}, {"--case-updates", o.CaseUpdates}, {"--incidents", o.Incidents}}
	for i, p := range all {
		for _, other := range all[:i] {
			if p.at != "" && other.at != "" && (strings.HasPrefix(p.at, other.at) || strings.HasPrefix(other.at, p.at)) {
				return fmt.Errorf("%s: expected another place than that of %s, and none in it or around it", strings.TrimPrefix(p.name, "--"), other.name)
			}
		}
	}
	return nil
}

// reserved are the words that cannot be the name of a database as it is written here: those
// that Athena reserves in statements of either kind, and the schema that it has already.
//
// https://docs.aws.amazon.com/athena/latest/ug/reserved-words.html
func reserved() []string {
	return strings.Fields(`all alter and array as authorization between bigint binary boolean both by case cache cast char
		column conf constraint commit create cross cube current current_catalog current_date current_path current_schema
		current_time current_timestamp current_user cursor database date dayofweek deallocate decimal delete describe
		distinct double drop else end escape except exchange execute exists extended external extract false fetch first
		float floor following for foreign from full function grant group grouping having if import in information_schema
		inner insert int integer intersect interval into is join json_array json_exists json_object json_query json_table
		json_value last lateral left less like listagg local localtime localtimestamp macro map more natural none normalize
		not null numeric of on only or order out outer over partialscan partition percent preceding precision prepare
		preserve primary procedure range read reads recursive reduce references regexp revoke right rlike rollback rollup
		row rows select set skip smallint start table tablesample then time timestamp to transform trigger trim true
		truncate unbounded uescape union uniquejoin unnest update user using utc_timestamp values varchar views when where
		window with`)
}

// injected reports whether queries name the accounts themselves.
func (o *Options) injected() bool { return len(o.Accounts) == 0 }

// logs is the folder that has those of accounts.
func (o *Options) logs() string {
	parts := []string{o.Bucket, o.Prefix, "AWSLogs", o.Organization}
	return "s3://" + strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), "/") + "/"
}

// firstDay is the first day, as folders have it.
func (o *Options) firstDay() string { return strings.ReplaceAll(o.Since, "-", "/") }
