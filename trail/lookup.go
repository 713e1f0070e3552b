package trail

// A Lookup is a question to the event history of CloudTrail, which takes one attribute
// at a time.
//
// https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupAttribute.html
type Lookup struct {
	Key, Value string
	// Global says that the events are in one Region of a partition only, whatever
	// Region the call was made to.
	Global bool
}

// SessionKeys are the access keys of sessions of a support role that an event tells of:
// of the session that it begins, and of the one that made the call.
func (d *Definitions) SessionKeys(e *Event) []string {
	var keys []string
	for _, k := range []struct {
		relation string
		field    Field
	}{{"role_assumptions", ResponseAccessKey}, {"session_calls", AccessKey}} {
		if key := e.Get(k.field); key != "" && d.find(k.relation).where.holds(e) {
			keys = append(keys, key)
		}
	}
	return keys
}

// Lookups are the questions that give all events that matter, but for what sessions
// of the role did: that is asked for by their access keys.
func Lookups() []Lookup {
	var out []Lookup
	add := func(key string, global bool, values ...string) {
		for _, v := range values {
			out = append(out, Lookup{key, v, global})
		}
	}
	// A denied attempt names no resource, so that it is not found by the role.
	add("EventName", false, "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")
	// Those besides AWS Support itself tell of sessions whose beginning is in a Region that
	// is not asked.
	add("EventSource", false, SupportSources()...)
	add("EventSource", false, "security-ir.amazonaws.com", "ssm-incidents.amazonaws.com")
	add("EventSource", true, "organizations.amazonaws.com")
	s := Scope{}
	for _, k := range s.tampered() {
		if k.name != "scp" { // asked for by its source
			add("EventName", k.global, k.events...)
		}
	}
	return out
}
