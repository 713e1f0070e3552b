package check

// ownReadings are mappings that nobody records but hotline: each is a reading
// that one can argue with, and says why it was made. They are few on purpose.
func ownReadings() []Framework {
	const (
		reach = "who is to respond can reach AWS Support only by a role that lets them in, and that Support answers to"
		least = "the role is for one purpose: whatever else it allows, and whoever else it lets in, is more than that needs"
	)
	return []Framework{
		{"cis-7.0.0", "", []Control{
			own("2.7", "the control wants the root user out of daily use; keys, and no second factor, are how it gets into it", "SR020"),
		}},
		{"iso-27001-2022", "ISO/IEC 27001:2022, Annex A", []Control{
			own("A.5.24", "the way to AWS Support is a part of being prepared for incidents", "SR001"),
			own("A.5.26", reach, "SR013", "SR014"),
			own("A.8.2", least, "SR002", "SR003", "SR005"),
		}},
		{"nist-800-53-r5", "NIST SP 800-53 Revision 5", []Control{
			own("AC-6", least, "SR002", "SR003", "SR005"),
			own("AC-6(7)", "the control wants privileges reviewed at intervals", "SR021"),
			own("IR-3", "the control wants the response to incidents tested: a role that nobody uses was not", "SR025"),
			own("IR-4", reach, "SR013", "SR014"),
			own("IR-7", "AWS Support is what offers assistance with incidents that happen in AWS", "SR001", "SR013", "SR014", "SR015"),
		}},
		{"nist-csf-2.0", "", []Control{own("RS.MA-04", "an incident is escalated to AWS only by a role that works", "SR013", "SR014")}},
		{"pci-dss-4.0.1", "", []Control{
			own("12.10.3", "those who are on duty to respond need a role that works", "SR013", "SR014"),
			own("7.2.2", least, "SR002"),
		}},
		{"soc-2", "SOC 2, trust services criteria of 2017", []Control{
			own("CC6.3", least, "SR002", "SR003", "SR005"),
			own("CC7.4", reach, "SR001", "SR013", "SR014"),
		}},
	}
}

// own is a reading of hotline's.
func own(id, why string, rules ...string) Control {
	return Control{ID: id, Rules: rules, RecordedBy: []string{ByHotline}, Why: why}
}
