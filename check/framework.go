package check

import (
	"slices"
	"strings"
)

// A Framework is a benchmark, standard or law, and what of it the rules answer.
type Framework struct {
	Key      string // cis-7.0.0
	Title    string
	Controls []Control
}

// A Control is a control of a framework, and who says that rules answer it.
type Control struct {
	ID    string   // as published: 2.15
	Rules []string // ids
	// RecordedBy are those who publish that the control asks for what the rules
	// check, or nobody but hotline.
	RecordedBy []string
	// Why is the reason of a reading that is hotline's own; empty otherwise.
	Why string
}

// Who records that a control asks for what a rule checks.
const (
	bySecurityHub = "AWS Security Hub"
	byConfig      = "AWS Config"
	byProwler     = "prowler"
	bySteampipe   = "steampipe"
	byScoutSuite  = "ScoutSuite"
	// ByHotline marks a reading of ours: neither AWS nor another tool records
	// it.
	ByHotline = "hotline"
)

// exists is the rule that is what everybody else checks: that there is a
// support role.
const exists = "SR001"

// Frameworks lists the frameworks: first the benchmarks, newest first, then
// what AWS, other tools and hotline record, by their keys.
func Frameworks() []Framework {
	list := slices.Concat(cisFrameworks(), awsFrameworks(), toolFrameworks())
	for _, own := range ownReadings() {
		i := slices.IndexFunc(list, func(f Framework) bool { return f.Key == own.Key })
		if i < 0 {
			list = append(list, own)
			continue
		}
		list[i].Controls = append(list[i].Controls, own.Controls...)
	}
	benchmarks := len(CISVersions())
	slices.SortFunc(list[benchmarks:], func(a, b Framework) int { return strings.Compare(a.Key, b.Key) })
	return list
}

// Rules lists the ids of the rules that answer a control of the framework, each
// once and in order.
func (f Framework) Rules() []string {
	var ids []string
	for _, c := range f.Controls {
		ids = append(ids, c.Rules...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// RecordedBy lists those who record a control of the framework, each once.
func (f Framework) RecordedBy() []string {
	var who []string
	for _, c := range f.Controls {
		for _, by := range c.RecordedBy {
			if !slices.Contains(who, by) {
				who = append(who, by)
			}
		}
	}
	return who
}

// Of is what of the framework a rule answers.
func (f Framework) Of(rule string) []Control {
	var out []Control
	for _, c := range f.Controls {
		if slices.Contains(c.Rules, rule) {
			out = append(out, c)
		}
	}
	return out
}
