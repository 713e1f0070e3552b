package snapfile

import (
	"path/filepath"
	"slices"
	"strings"

	"hotline/org"
	"hotline/policy"
)

// A place is what the name of a file tells of what is in it: AWS does not
// repeat in an answer what it was asked for.
type place struct {
	base    string   // its name, without the extension
	folders []string // the names of the directories it lies in, nearest first
}

func placeOf(path string) place {
	path = filepath.ToSlash(path)
	base := path[strings.LastIndexByte(path, '/')+1:]
	folders := strings.Split(strings.TrimSuffix(strings.TrimSuffix(path, base), "/"), "/")
	slices.Reverse(folders)
	return place{strings.TrimSuffix(base, filepath.Ext(base)), folders}
}

// find is the first id in the name of the file, or the nearest directory whose
// name is one.
func (p place) find(first func(name string) string) string {
	if id := first(p.base); id != "" {
		return id
	}
	for _, f := range p.folders {
		if id := first(f); id == f && id != "" {
			return id
		}
	}
	return ""
}

// unit is the root or the unit that the file is about.
func (p place) unit() string {
	return p.find(func(name string) string { return firstID(name, isUnitID) })
}

// account is the account that the file is about.
func (p place) account() string {
	return p.find(func(name string) string { return firstID(name, p.isAccount) })
}

// target is the root, unit or account that the file is about. A list of all
// policies is about none, whatever directory it lies in.
func (p place) target() string {
	if p.says("list-policies") && !p.says("for-target") {
		p.folders = p.folders[:0]
	}
	return p.find(func(name string) string {
		return firstID(name, func(id string) bool { return isUnitID(id) || p.isAccount(id) })
	})
}

// policy is the control policy that the file is about.
func (p place) policy() string {
	return p.find(func(name string) string { return firstID(name, isPolicyID) })
}

// set is the permission set that the file is about: ps-….
func (p place) set() string {
	return p.find(func(name string) string { return firstID(name, isSetID) })
}

// isAccount reports whether a word of the name is an account id. One that may
// be a time must be all that stands before the first full stop.
func (p place) isAccount(id string) bool {
	first, _, _ := strings.Cut(p.base, ".")
	return policy.IsAccountID(id) && (!isTime(id) || id == first || slices.Contains(p.folders, id))
}

// says reports whether the name of the file, or of the directory it lies in,
// has a part.
func (p place) says(part string) bool {
	return strings.Contains(p.base, part) || strings.Contains(p.folders[0], part)
}

// kind is the type of policies that the file is about; empty where its name
// tells none.
func (p place) kind() org.PolicyType {
	for _, name := range append([]string{p.base}, p.folders...) {
		if k := kindIn(name); k != "" {
			return k
		}
	}
	return ""
}

// kindIn finds a type of policies in a name: as AWS spells it, or short.
func kindIn(name string) org.PolicyType {
	for _, word := range wordsOf(name, "_") {
		word = strings.ToUpper(word)
		for _, kind := range []org.PolicyType{org.SCP, org.RCP} {
			if strings.Contains(word, string(kind)) {
				return kind
			}
		}
		if strings.Contains(word, "_POLICY") { // TAG_POLICY and others
			return org.PolicyType(word)
		}
	}
	for _, word := range wordsOf(name, "") {
		switch strings.ToLower(word) {
		case "scp":
			return org.SCP
		case "rcp":
			return org.RCP
		}
	}
	return ""
}

// firstID is the first id in a name. Ids have up to two hyphens, and what
// stands around them may have more: list-accounts-for-parent-ou-ab12-cdef3456.
func firstID(name string, valid func(id string) bool) string {
	for _, run := range wordsOf(name, "-_") {
		parts := strings.Split(run, "-")
		for i := range parts {
			for n := 1; n <= 3 && i+n <= len(parts); n++ {
				if id := strings.Join(parts[i:i+n], "-"); valid(id) {
					return id
				}
			}
		}
	}
	for _, word := range wordsOf(name, "") { // 111122223333_scp
		if valid(word) {
			return word
		}
	}
	return ""
}

// wordsOf splits a name at all that is no letter or digit of ASCII, nor in
// also.
func wordsOf(name, also string) []string {
	return strings.FieldsFunc(name, func(r rune) bool {
		return !strings.ContainsRune(lower+upper+digits+also, r)
	})
}
