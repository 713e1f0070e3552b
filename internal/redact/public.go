package redact

import (
	_ "embed" // for the lists
	"slices"
	"strings"

	"hotline/actions"
)

//go:embed public.txt
var publicText string

//go:embed keys.txt
var keysText string

// A public holds what is public: lists, and what AWS says of its services.
type public struct {
	sections map[string][]string
	keys     map[string]bool
	enums    map[string]bool
	services []string            // in order
	actions  map[string]bool     // names, in lower case
	types    map[string][]string // of resources, by service
}

func newPublic() *public {
	p := &public{sections: map[string][]string{}, actions: map[string]bool{}, types: map[string][]string{}}
	section := ""
	for line := range strings.Lines(publicText) {
		line = strings.TrimSpace(line)
		switch name, isName := strings.CutPrefix(line, "["); {
		case isName:
			section = strings.TrimSuffix(name, "]")
		case !strings.HasPrefix(line, "#"):
			p.sections[section] = append(p.sections[section], strings.Fields(line)...)
		}
	}
	p.keys, p.enums = map[string]bool{}, set(p.sections["enums"])
	for line := range strings.Lines(keysText) {
		if !strings.HasPrefix(line, "#") {
			for _, key := range strings.Fields(line) {
				p.keys[key] = true
			}
		}
	}
	p.learn()
	for _, words := range p.sections {
		slices.Sort(words)
	}
	slices.Sort(p.services)
	return p
}

// learn takes the names of services, actions and types of resources from the
// table of actions. Without it, which would be a fault of the build, less stays
// readable.
func (p *public) learn() {
	if table, err := actions.Load(); err == nil {
		for _, a := range table.Expand("*") {
			if n := len(p.services); n == 0 || p.services[n-1] != a.Service {
				p.services = append(p.services, a.Service)
			}
			p.actions[strings.ToLower(a.Name)] = true
			for _, r := range a.Resources {
				if !slices.Contains(p.types[a.Service], r) {
					p.types[a.Service] = append(p.types[a.Service], r)
				}
			}
		}
	}
}

func set(words []string) map[string]bool {
	out := make(map[string]bool, len(words))
	for _, w := range words {
		out[w] = true
	}
	return out
}

// has reports whether a section lists a word.
func (p *public) has(section, word string) bool {
	_, found := slices.BinarySearch(p.sections[section], word)
	return found
}

// isService reports whether s is the name of a service, or a pattern that covers
// one.
func (p *public) isService(s string) bool { return begins(p.services, s) }

// isPartition reports whether s is a partition, or a pattern that covers one.
func (p *public) isPartition(s string) bool { return begins(p.sections["partitions"], s) }

// isLabel reports whether s is a label of the name of a host that AWS gives, or
// a pattern that covers one.
func (p *public) isLabel(s string) bool {
	return p.isService(s) || p.isRegion(s) || begins(p.sections["labels"], s)
}

// isRegion reports whether s is written like a region, or is a pattern of their
// words.
func (p *public) isRegion(s string) bool {
	if isRegion(s) {
		return true
	}
	if !strings.ContainsAny(s, "*?") {
		return false
	}
	for _, w := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune("-*?", c) }) {
		if !begins(p.sections["region words"], w+"*") {
			return false
		}
	}
	return true
}

// begins reports whether s is one of some sorted words or, with nothing but
// wildcards behind it, the beginning of one.
func begins(words []string, s string) bool {
	base := strings.TrimRight(strings.ToLower(s), "*?")
	i, found := slices.BinarySearch(words, base)
	return found || len(base) < len(s) && i < len(words) && strings.HasPrefix(words[i], base)
}

// tree is the tree of the public words of names and of further sections.
func (p *public) tree(sections ...string) *node {
	n := new(node)
	for _, s := range append([]string{"words"}, sections...) {
		for _, w := range p.sections[s] {
			n.add(w)
		}
	}
	// No number that begins with another digit becomes one that begins with
	// zero, which JSON does not have.
	n.add("0")
	return n
}

// typed is the tree of the public words of names, and of those that types of
// resources of a service are called by.
func (p *public) typed(service string) *node {
	n := p.tree("types")
	for _, t := range p.types[service] {
		for _, w := range strings.FieldsFunc(strings.ToLower(t), func(c rune) bool { return !isWord(c) }) {
			n.add(w)
		}
	}
	return n
}
