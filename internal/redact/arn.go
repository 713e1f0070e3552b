package redact

import "strings"

// arn redacts an ARN, or a pattern of ARNs, however short. What says where a
// thing is and of what type stays; AWS's own things stay as a whole.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
func (r *Redactor) arn(s string) string {
	parts := splitARN(s)
	if len(parts) == arnParts && parts[4] == "aws" {
		return s
	}
	service := ""
	for i, p := range parts {
		switch i {
		case 1:
			if !r.public.isPartition(p) {
				parts[i] = r.tokens(r.names, p, false)
			}
		case 2:
			service = p
			if !r.public.isService(p) {
				parts[i] = r.tokens(r.names, p, false)
			}
		case 3:
			if !r.public.isRegion(p) {
				parts[i] = r.tokens(r.names, p, false)
			}
		case 4:
			parts[i] = r.tokens(r.names, p, false)
		case 5:
			parts[i] = r.resource(service, p)
		}
	}
	return strings.Join(parts, ":")
}

// resource redacts the resource of an ARN. Its first part, as a rule, is the
// type: role, table, function. Behind a wildcard may be anything.
func (r *Redactor) resource(service, s string) string {
	first := len(leading(s, func(c rune) bool { return !strings.ContainsRune("/:$*?", c) }))
	return r.tokens(r.typeTree(service), s[:first], false) + r.tokens(r.names, s[first:], false)
}

const arnParts = 6

// splitARN splits at the first five colons that are not within a variable.
func splitARN(s string) []string {
	var parts []string
	start := 0
	for i := 0; i < len(s) && len(parts) < arnParts-1; i++ {
		switch {
		case strings.HasPrefix(s[i:], "${"):
			i += max(0, variableEnd(s[i:min(len(s), i+maxVariable)]))
		case s[i] == ':':
			parts = append(parts, s[start:i])
			start = i + 1
		}
	}
	return append(parts, s[start:])
}

// isRegion reports whether s is written like a region: eu-west-1,
// us-gov-east-1.
func isRegion(s string) bool {
	words := strings.Split(s, "-")
	n := len(words) - 1
	if n < 2 || n > 3 || len(words[0]) != 2 || len(words[n]) != 1 || words[n] < "1" || words[n] > "9" {
		return s == "global"
	}
	switch words[n-1] {
	case "north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest":
	default:
		return false
	}
	return n == 2 || words[1] == "gov" || strings.HasPrefix(words[1], "iso") && len(words[1]) <= len("isob")
}
