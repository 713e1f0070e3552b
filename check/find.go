package check

import (
	"fmt"
	"strings"

	"hotline/actions"
)

// FindRule is the rule with an id or a name, in any case.
func FindRule(rules []Rule, name string) (Rule, error) {
	var words []string
	for _, r := range rules {
		if strings.EqualFold(r.ID, name) || strings.EqualFold(r.Name, name) {
			return r, nil
		}
		words = append(words, r.ID, r.Name)
	}
	return Rule{}, fmt.Errorf("no rule %q (see hotline rules list)%s", name, Suggest(name, words))
}

// FindFramework is the framework with a key, in any case.
func FindFramework(key string) (Framework, error) {
	var words []string
	for _, f := range Frameworks() {
		if strings.EqualFold(f.Key, key) {
			return f, nil
		}
		words = append(words, f.Key)
	}
	return Framework{}, fmt.Errorf("no framework %q (see hotline frameworks)%s", key, Suggest(key, words))
}

// Suggest is the end of a sentence about a word that is none of a list, naming
// the one that was perhaps meant: the first that it is the beginning of, or the
// nearest. It is empty where none is near.
func Suggest(word string, list []string) string {
	near := actions.Nearest(word, list)
	for _, w := range list {
		if len(word) > 2 && len(w) > len(word) && strings.EqualFold(w[:len(word)], word) {
			near = w
			break
		}
	}
	if near == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %s?", near)
}
