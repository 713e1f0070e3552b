package redact

import "strings"

// text redacts a text: words by a tree, and what has a shape of its own (ARNs,
// ids, hosts, policy variables) by that.
func (r *Redactor) text(t *tree, s string) string {
	if strings.HasPrefix(s, "arn:") {
		return r.arn(s)
	}
	return r.tokens(t, s, true)
}

// tokens redacts a text token by token. ARNs within it are none where arns is
// not set.
func (r *Redactor) tokens(t *tree, s string, arns bool) string {
	var out strings.Builder
	for s != "" {
		n, image := 0, ""
		if arns && strings.HasPrefix(s, "arn:") {
			arn := leading(s, func(c rune) bool { return c > ' ' && !strings.ContainsRune("\"'<>(),;`", c) })
			n, image = len(arn), r.arn(arn)
		} else {
			n, image = r.token(t, s)
		}
		out.WriteString(image)
		s = s[n:]
	}
	return out.String()
}

// token redacts what s begins with, a word or what is not part of one, and
// returns the length of that in s.
func (r *Redactor) token(t *tree, s string) (n int, image string) {
	switch run := leading(s, isWord); {
	case run != "":
		if n, image := r.shape(s, run); n > 0 {
			return n, image
		}
		return len(run), r.run(t, run)
	case strings.HasPrefix(s, "${"):
		return r.variable(t, s)
	case s[0] == '@':
		return r.domain(s)
	case s[0] == '$':
		return 1, "$"
	}
	other := leading(s, func(c rune) bool { return !isWord(c) && c != '$' && c != '@' })
	return len(other), other
}

// leading is what s begins with of characters of a kind.
func leading(s string, isKind func(rune) bool) string {
	if i := strings.IndexFunc(s, func(c rune) bool { return !isKind(c) }); i >= 0 {
		return s[:i]
	}
	return s
}

// words redacts the words of a text, and nothing else.
func (r *Redactor) words(t *tree, s string) string {
	var out strings.Builder
	for s != "" {
		run := leading(s, isWord)
		other := leading(s[len(run):], func(c rune) bool { return !isWord(c) })
		out.WriteString(r.run(t, run) + other)
		s = s[len(run)+len(other):]
	}
	return out.String()
}

// run redacts a run of letters and digits. It is one word, but that "support"
// is always a word of its own: the convention for the names of support roles
// asks for it wherever it stands.
func (r *Redactor) run(t *tree, run string) string {
	const word = "support"
	if isHash(run) {
		return r.hex.replace(run)
	}
	if hasPrefix(run, "awsservicerolefor") {
		return t.replace(run)
	}
	var out strings.Builder
	for i := 0; i+len(word) <= len(run); {
		if !hasPrefix(run[i:], word) {
			i++
			continue
		}
		out.WriteString(t.replace(run[:i]) + run[i:i+len(word)])
		run, i = run[i+len(word):], 0
	}
	return out.String() + t.replace(run)
}

// hasPrefix reports whether s begins with an ASCII prefix, in any case.
func hasPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// maxVariable bounds where the end of a policy variable is looked for, so that
// a text that only begins them costs little.
const maxVariable = 4096

// variable redacts the policy variable that s begins with: ${key}, or
// ${key, 'default'}. The default is a text.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
func (r *Redactor) variable(t *tree, s string) (n int, image string) {
	end := variableEnd(s[:min(len(s), maxVariable)])
	if end < 0 {
		return 2, s[:2]
	}
	name, fallback, hasDefault := strings.Cut(s[2:end], ",")
	image = "${" + r.conditionKey(name)
	if hasDefault {
		image += "," + r.tokens(t, fallback, true)
	}
	return end + 1, image + "}"
}

// variableEnd is where the brace is that ends the variable that s begins with,
// or -1. A brace in quotes does not.
func variableEnd(s string) int {
	end := strings.IndexByte(s, '}')
	quote := strings.IndexByte(s, '\'')
	if quote < 0 || quote > end {
		return end
	}
	closing := strings.IndexByte(s[quote+1:], '\'')
	if closing < 0 {
		return -1
	}
	after := quote + 1 + closing
	if end = strings.IndexByte(s[after:], '}'); end < 0 {
		return -1
	}
	return after + end
}
