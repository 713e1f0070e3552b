package redact

import (
	"strings"
	"time"
)

// Path redacts a path of a snapshot, with slashes, below its directory. The
// names of calls, of types of policies and of hotline's own directories stay,
// and so do endings and the numbers of pages.
func (r *Redactor) Path(rel string) string {
	segments := strings.Split(strings.ToValidUTF8(rel, "\ufffd"), "/")
	for i, s := range segments {
		if isAccount(s) && i > 0 && segments[i-1] == "accounts" {
			segments[i] = r.names.replace(s)
			continue
		}
		stem, ending := s, ""
		if dot := strings.LastIndexByte(s, '.'); dot > 0 && isEnding(s[dot:]) {
			stem, ending = s[:dot], s[dot:]
		}
		segments[i] = r.segment(stem) + ending
	}
	return strings.Join(segments, "/")
}

func isEnding(s string) bool { return strings.EqualFold(s, ".json") || strings.EqualFold(s, ".error") }

// segment redacts the name of a file or directory, without its ending.
func (r *Redactor) segment(s string) string {
	var out strings.Builder
	for s != "" {
		n := r.pathWord(s)
		image := s[:n]
		if n == 0 {
			n, image = r.token(r.names, s)
		}
		out.WriteString(image)
		s = s[n:]
	}
	return out.String()
}

// pathWord is the length of the longest public word of paths that s begins
// with: get-account-authorization-details, SERVICE_CONTROL_POLICY, accounts, 2.
func (r *Redactor) pathWord(s string) int {
	const longest, page = 80, 3
	for end := min(len(s), longest); end > 0; end-- {
		if end < len(s) && isWord(rune(s[end])) {
			continue
		}
		switch w := s[:end]; {
		case r.public.enums[w], r.public.has("path words", strings.ToLower(w)):
			return end
		case strings.Contains(w, "-") && r.public.actions[strings.ReplaceAll(w, "-", "")]:
			return end
		case strings.Trim(w, "0123456789") == "" && (len(w) <= page || isTime(w)):
			return end
		}
	}
	return 0
}

// isTime reports whether twelve digits can be a minute of this century, as
// backups are named by: they are no account then.
func isTime(digits string) bool {
	t, err := time.Parse("200601021504", digits)
	return err == nil && t.Year() >= 2000 && t.Year() < 2100
}
