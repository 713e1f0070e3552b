package redact

import "strings"

// maxHost is the length of the longest name of a host.
const maxHost = 253

// isHost reports whether a character can be part of the name of a host, or of
// a pattern of such.
func isHost(c rune) bool { return c < 0x80 && isWord(c) || strings.ContainsRune(".-*?", c) }

// host is the name of a host that s begins with and that is public, all of it
// or its end, or "". A few have a path.
func (r *Redactor) host(s string) string {
	for _, h := range r.public.sections["hosts"] {
		if strings.Contains(h, "/") && hasPrefix(s, h) && leading(s[len(h):], isWord) == "" {
			return s[:len(h)]
		}
	}
	name := strings.TrimRight(leading(s[:min(len(s), maxHost+1)], isHost), ".-*?")
	if !strings.Contains(name, ".") || len(name) > maxHost {
		return ""
	}
	if lower := strings.ToLower(name); r.public.has("hosts", lower) || ofAWS(lower) {
		return name
	}
	return ""
}

// ofAWS reports whether a name in lower case is one of AWS's hosts.
func ofAWS(name string) bool {
	name = strings.TrimSuffix(name, ".cn")
	return name == "amazonaws.com" || strings.HasSuffix(name, ".amazonaws.com")
}

// hostName redacts what is not public of a host: buckets have names of hosts
// in Amazon's domain.
func (r *Redactor) hostName(name string) string {
	if r.public.has("hosts", strings.ToLower(name)) {
		return name
	}
	labels := strings.Split(name, ".")
	for i, label := range labels {
		if !r.public.isLabel(label) {
			labels[i] = r.words(r.names, label)
		}
	}
	return strings.Join(labels, ".")
}

// service redacts what is not public of the name of a service as principals
// have it, or of a pattern of such, for places where AWS takes nothing else.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
func (r *Redactor) service(s string) string {
	lower := strings.ToLower(s)
	if leading(lower, isHost) == lower {
		for _, end := range []string{".amazonaws.com", ".amazonaws.com.cn", ".amazon.com", ".aws.internal", ".aws", "*"} {
			if strings.HasSuffix(lower, end) {
				return r.hostName(s)
			}
		}
	}
	return r.text(r.names, s)
}

// domain redacts an at sign and, where it is one, the domain that follows, or a
// pattern of such: it becomes one below example.com.
func (r *Redactor) domain(s string) (n int, image string) {
	const example = "example.com"
	name := leading(s[1:min(len(s), maxHost+1)], isHost)
	if !strings.ContainsAny(name, ".*?") || !isWord(rune(name[len(name)-1])) {
		return 1, s[:1]
	}
	private, found := strings.CutSuffix(name, example)
	image = s[:1] + r.words(r.names, private)
	if !found {
		image += "."
	}
	return 1 + len(name), image + example
}
