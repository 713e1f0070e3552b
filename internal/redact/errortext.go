package redact

import (
	"regexp"
	"strings"
)

// ErrorText redacts what the AWS CLI printed to the standard error stream. The
// error code, the operation, actions and the plain words of such messages stay.
func (r *Redactor) ErrorText(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	// An error occurred (AccessDenied) when calling the ListRoles operation: ...
	head := regexp.MustCompile(`\([A-Za-z0-9_.:-]{1,100}\) when calling the [A-Za-z0-9]{1,100} operation`)
	var out strings.Builder
	for {
		at := head.FindStringIndex(text)
		if at == nil {
			break
		}
		out.WriteString(r.message(text[:at[0]]) + text[at[0]:at[1]])
		text = text[at[1]:]
	}
	return out.String() + r.message(text)
}

// message redacts a message, piece by piece as spaces and brackets part them.
func (r *Redactor) message(text string) string {
	var out strings.Builder
	for text != "" {
		piece := leading(text, func(c rune) bool { return !parts(c) })
		space := leading(text[len(piece):], parts)
		out.WriteString(r.piece(piece) + space)
		text = text[len(piece)+len(space):]
	}
	return out.String()
}

// parts reports whether a character parts the pieces of a message. An
// apostrophe does not: it is part of doesn't.
func parts(c rune) bool { return c <= ' ' || strings.ContainsRune(`()[]{}<>"`, c) }

// piece keeps a plain word of a message, an action, a short number or a
// region, whatever punctuation follows.
func (r *Redactor) piece(s string) string {
	core := strings.TrimRight(s, ".,:;!?")
	lower := strings.ToLower(core)
	_, name, isAction := strings.Cut(lower, ":")
	switch {
	case r.public.has("error words", lower), isRegion(lower):
		return s
	case isAction && r.public.actions[name] && r.action(core) == core:
		return s
	case len(core) <= 3 && strings.Trim(core, "0123456789") == "":
		return s
	}
	return r.text(r.names, s)
}
