package authz

import "strings"

// A variable is a policy variable: ${key}, ${key, 'default'}, or one of the
// escapes ${*}, ${?} and ${$}.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
type variable struct {
	escaped    string // of an escape, the character
	key        keyName
	fallback   string
	hasDefault bool
}

// parseVariable reads the variable that text begins with, and its length. The
// length is 0 where text begins with none: it then stands for itself.
func parseVariable(text string) (variable, int) {
	end := strings.IndexByte(text, '}')
	if quote := strings.IndexByte(text, '\''); quote >= 0 && quote < end {
		closing := strings.IndexByte(text[quote+1:], '\'')
		if closing < 0 {
			return variable{}, 0
		}
		after := quote + 1 + closing
		end = strings.IndexByte(text[after:], '}')
		if end >= 0 {
			end += after
		}
	}
	if end < 0 {
		return variable{}, 0
	}
	name, fallback, hasDefault := strings.Cut(text[len("${"):end], ",")
	name = strings.TrimSpace(name)
	if name == "*" || name == "?" || name == "$" {
		return variable{escaped: name}, end + 1
	}
	v := variable{key: nameKey(name), hasDefault: hasDefault}
	if hasDefault {
		fallback = strings.TrimSpace(fallback)
		if len(fallback) < 2 || fallback[0] != '\'' || fallback[len(fallback)-1] != '\'' {
			return variable{}, 0
		}
		v.fallback = fallback[1 : len(fallback)-1]
	}
	return v, end + 1
}
