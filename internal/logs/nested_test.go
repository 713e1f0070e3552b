package logs

import (
	"strings"
	"testing"
)

// nested is a record that does not matter, with something else within its parameters.
func nested(id, value string) string {
	return strings.Replace(reads(id), `"key":"a/b"`, `"key":`+value, 1)
}

// fake is an object that looks like a record, and like one that matters.
const fake = `{"eventVersion":"1.08","eventTime":"2026-03-01T10:00:00Z","eventSource":"support.amazonaws.com","eventName":"CreateCase","eventID":"fake"}`

// TestNestedRecords holds that objects within a record are not taken for records,
// however much they look like them.
func TestNestedRecords(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	const dull = `{"eventVersion":"1.08"}`
	for name, value := range map[string]string{
		"one":                          `[` + fake + `]`,
		"two":                          `[` + fake + `,` + fake + `]`,
		"two and something else":       `[` + fake + `,` + fake + `,1]`,
		"something else, then one":     `[{},` + fake + `]`,
		"last of three":                `[` + dull + `,` + dull + `,` + fake + `]`,
		"first of three":               `[` + fake + `,` + dull + `,` + dull + `]`,
		"three with a member between":  `{"a":[` + fake + `],"eventVersion":[` + fake + `,` + fake + `]}`,
		"not beginning with a version": `[` + dull + `,{"a":1,` + fake[1:] + `,` + dull + `]`,
		"three with space":             `[` + fake + `, ` + fake + `, ` + fake + `]`,
		"three in each other":          `{"eventVersion":{"eventVersion":{"x":` + fake + `}}}`,
		"text":                         `"},{\"eventVersion\":\"1.08\",\"eventSource\":\"support.amazonaws.com\"},{\"eventVersion\":"`,
		"a log":                        log(fake, fake),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, records := range [][]string{
				{nested("1", value)}, {nested("1", value), reads("2")}, {reads("0"), nested("1", value)}, {reads("0"), nested("1", value), reads("2")},
			} {
				both(t, def, log(records...), nil)
				both(t, def, log(append(records, opens("3"))...), []string{"3"})
				both(t, def, log(append([]string{opens("3")}, records...)...), []string{"3"})
			}
		})
	}
}

// TestNestedInRecordsThatMatter holds that a record is found whole whatever is within it.
func TestNestedInRecordsThatMatter(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	for n := range 6 {
		array := `[` + strings.TrimSuffix(strings.Repeat(fake+",", n), ",") + `]`
		for _, key := range []string{`"requestParameters":{`, `"eventID":`, `"eventTime":`} {
			inner := strings.Replace(opens("1"), key, `"x":`+array+`,`+key, 1)
			if key == `"requestParameters":{` {
				inner = strings.Replace(opens("1"), key, key+`"x":`+array+`,`, 1)
			}
			both(t, def, log(inner), []string{"1"})
			both(t, def, log(reads("0"), inner, reads("2")), []string{"1"})
			both(t, def, log(opens("0"), inner, opens("2")), []string{"0", "1", "2"})
		}
	}
}

// TestNestedMiddle holds what the only text is that is read differently: three or more
// objects within an array of a record, each but the first right behind the one before
// and beginning with eventVersion, where what is looked for is in one that is neither
// the first nor the last, and nowhere else in the record around them. The fast way takes
// the object for a record. CloudTrail has no such parameters; and nothing is ever missed.
func TestNestedMiddle(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	const dull = `{"eventVersion":"1.08"}`
	text := log(reads("1"), nested("2", `[`+dull+`,`+fake+`,`+dull+`]`), reads("3"))
	same(t, "every", one(t, def, true, text).found, nil)
	same(t, "fast", one(t, def, false, text).found, []string{"fake"})
	// A place to look at in the record around them is enough to see it.
	both(t, def, log(reads("1"), nested("2", `[`+dull+`,`+fake+`,`+dull+`],"x":"HotlineSupport"`), reads("3")), nil)
	both(t, def, log(reads("1"), strings.Replace(nested("2", `[`+dull+`,`+fake+`,`+dull+`]`), "IAMUser", "HotlineSupport", 1), reads("3")), nil)
}

// TestSourceOfEventBridge holds that no record of a log can claim to be what EventBridge
// tells of a case.
func TestSourceOfEventBridge(t *testing.T) {
	t.Parallel()
	def := define(t, "HotlineSupport")
	claim := strings.Replace(opens("1"), `"support.amazonaws.com"`, `"aws.support"`, 1)
	both(t, def, log(reads("0"), claim, opens("2")), []string{"2"})
	both(t, def, log(reads("0"), claim, reads("2")), nil)
}
