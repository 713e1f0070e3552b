package authz

import (
	"math/big"
	"strconv"
	"strings"
	"time"
)

func numberOperand(text string) operand {
	o := operand{text: text}
	if n, ok := parseNumber(text); ok {
		o.parsed = n
	}
	return o
}

// compareNumbers compares integers and decimal numbers exactly. What is no
// number compares with none.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric
func compareNumbers(o *operand, value string, r relation) tri {
	a, ok := parseNumber(value)
	b, isNumber := o.parsed.(*big.Rat)
	return triOf(ok && isNumber && r.holds(a.Cmp(b)))
}

// parseNumber reads an integer or decimal number. Its length is bounded, so
// that no exponent can make it large.
func parseNumber(text string) (*big.Rat, bool) {
	if len(text) > 64 || text == "" || strings.Trim(text, "+-.0123456789eE") != "" {
		return nil, false
	}
	if _, exponent, ok := strings.Cut(strings.ToLower(text), "e"); ok && len(exponent) > 4 {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

func dateOperand(text string) operand {
	o := operand{text: text}
	if t, ok := parseDate(text); ok {
		o.parsed = t
	}
	return o
}

// compareDates compares points in time. What is no date compares with none.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Date
func compareDates(o *operand, value string, r relation) tri {
	a, ok := parseDate(value)
	b, isDate := o.parsed.(time.Time)
	return triOf(ok && isDate && r.holds(a.Compare(b)))
}

// parseDate reads a date in one of the W3C profiles of ISO 8601, or as seconds
// since 1970 (epoch time). Four digits are a year.
func parseDate(text string) (time.Time, bool) {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	if seconds, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Unix(seconds, 0), true
	}
	return time.Time{}, false
}
