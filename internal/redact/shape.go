package redact

import "strings"

// shape redacts what s begins with, if that has a shape that must stay. run is
// the word that s begins with. The length is 0 where there is none.
func (r *Redactor) shape(s, run string) (n int, image string) {
	if n, image := r.id(s, run); n > 0 {
		return n, image
	}
	const linked = "aws-service-role/"
	if hasPrefix(s, linked) { // the host of the service follows
		host := leading(s[len(linked):], isHost)
		return len(linked) + len(host), s[:len(linked)] + r.hostName(host)
	}
	if n := publicPrefix(s, run); n > 0 {
		return n, s[:n]
	}
	if host := r.host(s); host != "" {
		return len(host), r.hostName(host)
	}
	if isUUID(s) {
		return len(uuid), r.words(r.hex, s[:len(uuid)])
	}
	return 0, ""
}

// publicPrefix is the length of what s begins with that is public though its
// words are not, or 0. run is the word that s begins with.
func publicPrefix(s, run string) int {
	// Parts of ARNs, for patterns that begin with a wildcard: *:assumed-role/….
	for _, p := range []string{"iam::", "sts::", "assumed-role/", "federated-user/", "instance-profile/", "oidc-provider/", "saml-provider/"} {
		if strings.HasPrefix(s, p) {
			return len(p)
		}
	}
	for _, p := range []string{"service_control_policy", "resource_control_policy", "p-FullAWSAccess", "p-RCPFullAWSAccess"} {
		if hasPrefix(s, p) && leading(s[len(p):], isWord) == "" {
			return len(p)
		}
	}
	rest := s[len(run):]
	switch run {
	case "http", "https":
		if strings.HasPrefix(rest, "://") {
			return len(run)
		}
	case "o", "ou", "d", "h", "ps", "ssoins", "vpc", "vpce":
		// The ids of Organizations, Identity Center, and VPC.
		if strings.HasPrefix(rest, "-") {
			return len(run)
		}
	}
	return 0
}

// id redacts an id of IAM, VPC or a directory, which keep their form.
func (r *Redactor) id(s, run string) (n int, image string) {
	if isUniqueID(run) {
		return len(run), run[:idPrefix] + r.run(r.names, run[idPrefix:])
	}
	body, found := strings.CutPrefix(s[len(run):], "-")
	body = leading(body, isWord)
	switch run {
	case "vpc", "vpce", "d":
		if found && isHex(body) && (len(body) == 8 || len(body) == 10 || len(body) == 17) {
			return len(run) + 1 + len(body), run + "-" + r.hex.replace(body)
		}
	}
	return 0, ""
}

const idPrefix = 4

// isUniqueID reports whether a word is written like a unique id of IAM.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
func isUniqueID(run string) bool {
	if len(run) < idPrefix || strings.Trim(run, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") != "" {
		return false
	}
	switch run[:idPrefix] {
	case "ABIA", "ACCA", "AGPA", "AIDA", "AIPA", "AKIA", "ANPA", "ANVA", "APKA", "AROA", "ASCA", "ASIA":
		return true
	}
	return false
}

// isHash reports whether a word is hexadecimal digits, not all of them decimal,
// of a length that ids and hashes have: it must stay so.
func isHash(run string) bool {
	switch len(run) {
	case 16, 32, 40, 64:
		return isHex(run) && strings.Trim(run, "0123456789") != ""
	}
	return false
}

func isHex(run string) bool { return strings.Trim(run, "0123456789abcdef") == "" }

const uuid = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"

// isUUID reports whether s begins with a UUID.
func isUUID(s string) bool {
	if len(s) < len(uuid) || leading(s[len(uuid):], isWord) != "" {
		return false
	}
	for i := range len(uuid) {
		switch c := s[i]; {
		case uuid[i] == '-':
			if c != '-' {
				return false
			}
		case !strings.ContainsRune("0123456789abcdefABCDEF", rune(c)):
			return false
		}
	}
	return true
}
