package authz

import (
	"strings"
	"unicode/utf8"
)

// A token is a part of a pattern.
type token struct {
	text string    // of tokenText
	v    *variable // of tokenVariable
	kind tokenKind
	// within says that a wildcard does not match a colon.
	within bool
}

type tokenKind uint8

const (
	tokenText tokenKind = iota
	tokenOne            // "?": any one character
	tokenStar           // "*": any characters, or none
	tokenVariable
)

// A pattern is a text with wildcards and, perhaps, policy variables. The zero
// pattern matches the empty text.
type pattern struct {
	source string
	tokens []token
	// star is the place, from 1, of the only thing that is special: a "*" that
	// crosses colons. Such a pattern, the commonest of all, has no tokens.
	star      int
	literal   bool   // only text
	text      string // of a literal
	variables bool
	bounded   bool // some wildcard does not match a colon
}

// compilePattern compiles a text in which wildcards are special if wild is
// set, and variables if vars is.
func compilePattern(source string, wild, vars bool) pattern {
	p := pattern{source: source}
	special := countSpecial(source, wild, vars)
	if special == 0 {
		p.literal, p.text = true, source
		return p
	}
	if star := strings.IndexByte(source, '*'); special == 1 && star >= 0 && wild {
		p.star = star + 1
		return p
	}
	p.tokenize(special, wild, vars)
	return p
}

// tokenize takes the source apart.
func (p *pattern) tokenize(special int, wild, vars bool) {
	source := p.source
	p.tokens = make([]token, 0, min(2*special+1, len(source)))
	closing := strings.LastIndexByte(source, '}') // no variable begins behind it
	start, i := 0, 0
	flush := func(next int) {
		if start < i {
			p.addText(source[start:i])
		}
		start, i = next, next
	}
	for i < len(source) {
		if vars && i < closing && strings.HasPrefix(source[i:], "${") {
			if v, n := parseVariable(source[i:]); n > 0 {
				flush(i + n)
				p.addVariable(v)
				continue
			}
		}
		switch {
		case wild && source[i] == '*':
			flush(i + 1)
			p.addStar()
		case wild && source[i] == '?':
			flush(i + 1)
			p.tokens = append(p.tokens, token{kind: tokenOne})
		default:
			i++
		}
	}
	flush(i)
	if len(p.tokens) == 1 && p.tokens[0].kind == tokenText { // all of it escapes
		p.literal, p.text = true, p.tokens[0].text
	}
}

// countSpecial counts the bytes that may stand for something else.
func countSpecial(s string, wild, vars bool) int {
	n := 0
	for i := range len(s) {
		if isSpecial(s[i], wild, vars) {
			n++
		}
	}
	return n
}

func isSpecial(c byte, wild, vars bool) bool { return wild && isWildcard(c) || vars && c == '$' }

func isWildcard(c byte) bool { return c == '*' || c == '?' }

func (p *pattern) addText(text string) {
	if n := len(p.tokens); n > 0 && p.tokens[n-1].kind == tokenText {
		p.tokens[n-1].text += text
		return
	}
	p.tokens = append(p.tokens, token{kind: tokenText, text: text})
}

func (p *pattern) addStar() {
	if n := len(p.tokens); n > 0 && p.tokens[n-1].kind == tokenStar {
		return
	}
	p.tokens = append(p.tokens, token{kind: tokenStar})
}

func (p *pattern) addVariable(v variable) {
	if v.escaped != "" {
		p.addText(v.escaped)
		return
	}
	p.variables = true
	p.tokens = append(p.tokens, token{kind: tokenVariable, v: &v})
}

// compileResource compiles an element of Resource or NotResource. In the first
// five segments of an ARN a wildcard stays within its segment, unless it is a
// "*" at the segment's end, which "can expand to match beyond the colon
// boundaries".
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
func compileResource(source string, vars bool) pattern {
	p := compilePattern(source, true, vars)
	if !strings.HasPrefix(source, "arn:") || p.literal {
		return p
	}
	if p.star > 0 {
		rest := source[p.star:]
		if rest == "" || rest[0] == ':' || strings.Count(source[:p.star], ":") >= 5 {
			return p
		}
		p.star = 0
		p.tokenize(1, true, vars)
	}
	colons := 0
	for i := range p.tokens {
		t := &p.tokens[i]
		switch t.kind {
		case tokenText:
			colons += strings.Count(t.text, ":")
		case tokenStar:
			last := i+1 == len(p.tokens) || p.tokens[i+1].kind == tokenText && strings.HasPrefix(p.tokens[i+1].text, ":")
			t.within = colons < 5 && !last
		case tokenOne:
			t.within = colons < 5
		case tokenVariable: // its text is not known, and has no colon as a rule
		}
		p.bounded = p.bounded || t.within
	}
	return p
}

// keys are the context keys of the variables in the pattern.
func (p *pattern) keys() []keyName {
	var keys []keyName
	for _, t := range p.tokens {
		if t.kind == tokenVariable {
			keys = append(keys, t.v.key)
		}
	}
	return keys
}

// match compares text with the pattern. It is maybe where a variable is not
// known; ctx resolves them.
func (p *pattern) match(text string, ctx *lookup) tri {
	if p.literal {
		return triOf(p.text == text)
	}
	if !p.variables {
		return triOf(p.matchText(text))
	}
	var room [16]token
	tokens, state := p.resolve(room[:0], ctx, false)
	if state != yes {
		return state
	}
	return triOf(matchTokens(tokens, text, p.bounded))
}

// matchText is match for a pattern without variables that is not literal.
func (p *pattern) matchText(text string) bool {
	if p.star > 0 {
		before, after := p.source[:p.star-1], p.source[p.star:]
		return len(text) >= len(before)+len(after) && strings.HasPrefix(text, before) && strings.HasSuffix(text, after)
	}
	return matchTokens(p.tokens, text, p.bounded)
}

// matchFolded is match without regard to case, for a pattern whose own text is
// in lower case.
func (p *pattern) matchFolded(text string, ctx *lookup) tri {
	if p.literal {
		return triOf(p.text == strings.ToLower(text))
	}
	var room [16]token
	tokens, state := p.resolve(room[:0], ctx, true)
	if state != yes {
		return state
	}
	return triOf(matchTokens(tokens, strings.ToLower(text), p.bounded))
}

// resolve appends the tokens of p to out, with the texts of variables in their
// place. It is maybe where one is not known, and no where one has no value:
// such a pattern matches nothing.
func (p *pattern) resolve(out []token, ctx *lookup, fold bool) ([]token, tri) {
	for _, t := range p.tokens {
		if t.kind == tokenVariable {
			resolved, state := ctx.variable(t.v)
			if state != yes {
				return nil, state
			}
			if fold {
				resolved = strings.ToLower(resolved)
			}
			t = token{kind: tokenText, text: resolved}
		}
		out = append(out, t)
	}
	return out, yes
}

// matchTokens compares text with tokens without variables. Between two stars
// the leftmost place is always as good as any later one, so that no star is
// tried twice.
func matchTokens(tokens []token, text string, bounded bool) bool {
	if bounded {
		return matchBounded(tokens, text)
	}
	for len(tokens) > 0 && tokens[0].kind != tokenStar {
		n := tokens[0].matchPrefix(text)
		if n < 0 {
			return false
		}
		tokens, text = tokens[1:], text[n:]
	}
	if len(tokens) == 0 {
		return text == ""
	}
	for {
		tokens = tokens[1:] // the star
		run := 0
		for run < len(tokens) && tokens[run].kind != tokenStar {
			run++
		}
		if run == len(tokens) {
			return matchEnd(tokens, text)
		}
		end := findRun(tokens[:run], text)
		if end < 0 {
			return false
		}
		tokens, text = tokens[run:], text[end:]
	}
}

// matchPrefix is how many bytes at the start of text a token other than a star
// takes, or -1.
func (t token) matchPrefix(text string) int {
	if t.kind == tokenText {
		if strings.HasPrefix(text, t.text) {
			return len(t.text)
		}
		return -1
	}
	if text == "" || t.within && text[0] == ':' {
		return -1
	}
	_, n := utf8.DecodeRuneInString(text)
	return n
}

// matchRun is how many bytes at the start of text a run of tokens without
// stars takes, or -1.
func matchRun(run []token, text string) int {
	total := 0
	for _, t := range run {
		n := t.matchPrefix(text[total:])
		if n < 0 {
			return -1
		}
		total += n
	}
	return total
}

// findRun is where the leftmost match of a run ends, or -1.
func findRun(run []token, text string) int {
	if len(run) == 1 && run[0].kind == tokenText {
		i := strings.Index(text, run[0].text)
		if i < 0 {
			return -1
		}
		return i + len(run[0].text)
	}
	if s, ok := newShiftAnd(run, text); ok {
		if end, sure := s.find(text); sure {
			return end
		}
	}
	for at := 0; ; {
		if run[0].kind == tokenText {
			i := strings.Index(text[at:], run[0].text)
			if i < 0 {
				return -1
			}
			at += i
		}
		if n := matchRun(run, text[at:]); n >= 0 {
			return at + n
		}
		if at >= len(text) {
			return -1
		}
		_, n := utf8.DecodeRuneInString(text[at:])
		at += n
	}
}

// matchEnd reports whether a run matches the end of text.
func matchEnd(run []token, text string) bool {
	if len(run) == 0 {
		return true
	}
	// From the end backwards, token by token: each takes a known part.
	for i := len(run) - 1; i >= 0; i-- {
		t := run[i]
		if t.kind == tokenText {
			if !strings.HasSuffix(text, t.text) {
				return false
			}
			text = text[:len(text)-len(t.text)]
			continue
		}
		if text == "" {
			return false
		}
		_, n := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-n]
	}
	return true
}

// matchBounded compares text with tokens some of whose wildcards stay within a
// segment. It keeps the set of places in text that the tokens so far can end
// at.
func matchBounded(tokens []token, text string) bool {
	ends, next := make([]bool, len(text)+1), make([]bool, len(text)+1)
	ends[0] = true
	for _, t := range tokens {
		clear(next)
		carried := false
		for at := 0; ; {
			size := 0
			if at < len(text) {
				_, size = utf8.DecodeRuneInString(text[at:])
			}
			if t.kind == tokenStar {
				next[at] = ends[at] || carried
				carried = next[at] && (size == 0 || !t.within || text[at] != ':')
			} else if ends[at] {
				if n := t.matchPrefix(text[at:]); n >= 0 {
					next[at+n] = true
				}
			}
			if size == 0 {
				break
			}
			at += size
		}
		ends, next = next, ends
	}
	return ends[len(text)]
}
