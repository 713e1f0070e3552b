package authz

import (
	"encoding/base64"
	"net/netip"
	"strings"
)

// A comparison is the test of one value of a key against one operand. It is a
// number and no function, so that the compiler sees that nothing escapes.
type comparison uint8

const (
	compareLiteral comparison = iota
	compareFolded
	compareWild
	compareARN
	compareBool
	compareBinary
	compareIP
	compareNumber
	compareDate
	comparePlain // of Null, which compares nothing
)

// A relation is what an ordered comparison asks of the order of value and
// operand.
type relation uint8

const (
	equal relation = iota
	less
	lessOrEqual
	greater
	greaterOrEqual
)

// holds reports whether a value that compares so with the operand is as asked.
func (r relation) holds(order int) bool {
	switch r {
	case equal:
		return order == 0
	case less:
		return order < 0
	case lessOrEqual:
		return order <= 0
	case greater:
		return order > 0
	case greaterOrEqual:
	}
	return order >= 0
}

// comparisonOf finds what an operator without qualifier and suffix compares,
// and whether it is the negation of that.
func comparisonOf(name string) (c comparison, r relation, negated, ok bool) {
	switch name {
	case "StringEquals", "StringNotEquals":
		c = compareLiteral
	case "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase":
		c = compareFolded
	case "StringLike", "StringNotLike":
		c = compareWild
	case "ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike":
		c = compareARN
	case "Bool":
		c = compareBool
	case "BinaryEquals":
		c = compareBinary
	case "IpAddress", "NotIpAddress":
		c = compareIP
	default:
		return orderedComparison(name)
	}
	return c, equal, strings.Contains(name, "Not"), true
}

// orderedComparison finds what a Numeric or Date operator compares.
func orderedComparison(name string) (c comparison, r relation, negated, ok bool) {
	c = compareNumber
	order, ok := strings.CutPrefix(name, "Numeric")
	if !ok {
		c = compareDate
		if order, ok = strings.CutPrefix(name, "Date"); !ok {
			return c, r, false, false
		}
	}
	switch order {
	case "Equals":
	case "NotEquals":
		negated = true
	case "LessThan":
		r = less
	case "LessThanEquals":
		r = lessOrEqual
	case "GreaterThan":
		r = greater
	case "GreaterThanEquals":
		r = greaterOrEqual
	default:
		return c, r, false, false
	}
	return c, r, negated, true
}

// operand compiles a value of a policy for the comparison.
func (c comparison) operand(text string, vars bool) operand {
	switch c {
	case compareLiteral:
		return literalOperand(text, vars)
	case compareFolded:
		return foldedOperand(text, vars)
	case compareWild:
		return operand{text: text, pattern: compilePattern(text, true, vars)}
	case compareARN:
		return arnOperand(text, vars)
	case compareBinary:
		return binaryOperand(text)
	case compareIP:
		return ipOperand(text)
	case compareNumber:
		return numberOperand(text)
	case compareDate:
		return dateOperand(text)
	case compareBool, comparePlain:
	}
	return operand{text: text}
}

// holds compares a value of the key with an operand.
func (c *condition) holds(o *operand, value string, l *lookup) tri {
	switch c.comparison {
	case compareLiteral, compareWild:
		return o.pattern.match(value, l)
	case compareFolded:
		return o.pattern.matchFolded(value, l)
	case compareARN:
		return matchesARN(o, value, l)
	case compareBinary:
		return sameBinary(o, value)
	case compareIP:
		return inPrefix(o, value)
	case compareNumber:
		return compareNumbers(o, value, c.relation)
	case compareDate:
		return compareDates(o, value, c.relation)
	case compareBool, comparePlain:
	}
	return triOf(strings.EqualFold(o.text, value))
}

func literalOperand(text string, vars bool) operand {
	return operand{text: text, pattern: compilePattern(text, false, vars)}
}

func foldedOperand(text string, vars bool) operand {
	o := literalOperand(text, vars)
	o.pattern.text = strings.ToLower(o.pattern.text)
	for i := range o.pattern.tokens {
		o.pattern.tokens[i].text = strings.ToLower(o.pattern.tokens[i].text)
	}
	return o
}

// arnOperand compiles an ARN for comparison part by part: no wildcard crosses
// one of the first five colons. "*" alone stands for every ARN.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
func arnOperand(text string, vars bool) operand {
	o := operand{text: text}
	parts := splitARN(text, vars)
	o.isARN = len(parts) == 6
	if text == "*" {
		parts, o.isARN = []string{"*", "*", "*", "*", "*", "*"}, true
	}
	for i := 0; o.isARN && i < 6; i++ {
		o.parts[i] = compilePattern(parts[i], true, vars)
	}
	return o
}

// splitARN splits at the first five colons that are not within a variable.
func splitARN(text string, vars bool) []string {
	var parts []string
	start := 0
	for i := 0; i < len(text) && len(parts) < 5; i++ {
		if vars && strings.HasPrefix(text[i:], "${") {
			if _, n := parseVariable(text[i:]); n > 0 {
				i += n - 1
				continue
			}
		}
		if text[i] == ':' {
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

func matchesARN(o *operand, value string, l *lookup) tri {
	if !o.isARN {
		return no
	}
	t := yes
	for i := range o.parts {
		part := value
		if i < 5 {
			var found bool
			if part, value, found = strings.Cut(value, ":"); !found {
				return no
			}
		}
		if t = min(t, o.parts[i].match(part, l)); t == no {
			return no
		}
	}
	return t
}

func binaryOperand(text string) operand {
	o := operand{text: text}
	if b, err := base64.StdEncoding.DecodeString(text); err == nil {
		o.parsed = string(b)
	}
	return o
}

// sameBinary compares what two base64 texts stand for, byte by byte.
func sameBinary(o *operand, value string) tri {
	b, err := base64.StdEncoding.DecodeString(value)
	return triOf(err == nil && o.parsed == any(string(b)))
}

// ipOperand reads a CIDR range, or one address.
func ipOperand(text string) operand {
	o := operand{text: text}
	if prefix, err := netip.ParsePrefix(text); err == nil {
		o.parsed = prefix.Masked()
	} else if addr, err := netip.ParseAddr(text); err == nil {
		o.parsed = netip.PrefixFrom(addr, addr.BitLen())
	}
	return o
}

func inPrefix(o *operand, value string) tri {
	addr, err := netip.ParseAddr(value)
	prefix, ok := o.parsed.(netip.Prefix)
	return triOf(err == nil && ok && prefix.Contains(addr))
}
