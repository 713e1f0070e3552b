package snapfile

// keptMember knows what lies in the folder of an account for others, and is
// not read: trails, rules for events, alarms, metric filters, and the answer
// of AWS Support to those who have a plan.
func (d *decoder) keptMember(key string) (bool, error) {
	switch key {
	case "trailList", "Rules", "CompositeAlarms", "MetricAlarms", "metricFilters", "severityLevels":
	default:
		return false, nil
	}
	if d.name.account() == "" {
		return false, nil // whose it is nobody knows
	}
	d.page.ofAccount = true
	return true, d.s.Skip()
}
