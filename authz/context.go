package authz

import (
	"maps"
	"slices"
	"strings"
)

// A Context is what is known of the condition keys of a request. Make one with
// NewContext.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
type Context struct {
	values  map[string][]string // by both spellings of a keyName
	absent  map[string]bool
	doubted map[string]bool // keys that are stated to be unknown
	unknown bool            // a key that is not stated is unknown, not absent
}

// NewContext returns a context in which the keys of values have these values.
// A key that neither the context nor the request tells is absent.
func NewContext(values map[string][]string) *Context {
	c := &Context{values: make(map[string][]string, len(values))}
	for _, k := range slices.Sorted(maps.Keys(values)) {
		nameKey(k).put(c.values, values[k])
	}
	return c
}

// OpenContext is NewContext, but that a key that neither the context nor the
// request tells is unknown, except for those stated to be absent.
func OpenContext(values map[string][]string, absent ...string) *Context {
	c := NewContext(values)
	c.unknown = true
	c.absent = make(map[string]bool, len(absent))
	for _, k := range absent {
		c.absent[nameKey(k).folded] = true
	}
	return c
}

// Lacking returns c, but that some keys are absent, even such as would follow
// from the request.
func (c *Context) Lacking(keys ...string) *Context {
	out := c.with(nil)
	out.unknown = c != nil && c.unknown
	for _, k := range keys {
		name := nameKey(k)
		out.absent[name.folded] = true
		maps.DeleteFunc(out.values, func(key string, _ []string) bool { return strings.EqualFold(key, name.folded) })
	}
	return out
}

// Doubting returns c, but that some keys are unknown, whatever c and the request
// say of them.
func (c *Context) Doubting(keys ...string) *Context {
	out := c.with(nil)
	out.unknown = c != nil && c.unknown
	for _, k := range keys {
		out.doubted[nameKey(k).folded] = true
	}
	return out
}

// Stating returns c with values of some more keys.
func (c *Context) Stating(values map[string][]string) *Context {
	out := c.with(NewContext(values))
	out.unknown = c != nil && c.unknown
	return out
}

// Presuming returns c with values of keys of which c itself says nothing.
func (c *Context) Presuming(values map[string][]string) *Context {
	out := c.with(nil)
	out.unknown = c != nil && c.unknown
	for _, k := range slices.Sorted(maps.Keys(values)) {
		name := nameKey(k)
		if _, state := c.state(name); state == maybe && !out.doubted[name.folded] {
			name.put(out.values, values[k])
		}
	}
	return out
}

// A keyName is the name of a condition key in the spelling that its others
// share: in lower case, and, for a key that ends in a tag key, also with the
// tag key as it was written. Case does not matter in either part; where two
// tags differ in nothing else, the one that is written alike is meant, as far as
// both are told at once.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
type keyName struct {
	exact, folded string
}

func nameKey(name string) keyName {
	folded := strings.ToLower(name)
	if i := strings.IndexByte(name, '/'); i >= 0 {
		return keyName{folded[:i] + name[i:], folded}
	}
	return keyName{folded, folded}
}

// put adds values under both spellings of a key.
func (k keyName) put(to map[string][]string, values []string) {
	to[k.exact] = values
	if _, taken := to[k.folded]; !taken {
		to[k.folded] = values
	}
}

// with is c with what more states in addition. Both may be nil.
func (c *Context) with(more *Context) *Context {
	out := &Context{values: map[string][]string{}, absent: map[string]bool{}, doubted: map[string]bool{}}
	for _, from := range []*Context{c, more} {
		if from != nil {
			maps.Copy(out.values, from.values)
			maps.Copy(out.absent, from.absent)
			maps.Copy(out.doubted, from.doubted)
		}
	}
	return out
}

// state returns the values of a key that c states, and whether it states it to
// be there or to be absent.
func (c *Context) state(key keyName) ([]string, tri) {
	if c == nil {
		return nil, maybe
	}
	if v, ok := find(c.values, key); ok {
		return v, yes
	}
	if c.absent[key.folded] {
		return nil, no
	}
	return nil, maybe
}

// find looks a key up by its two spellings.
func find(in map[string][]string, key keyName) ([]string, bool) {
	v, ok := in[key.exact]
	if !ok && key.exact != key.folded {
		v, ok = in[key.folded]
	}
	return v, ok
}

// A lookup finds the values of keys: those that the context states, and those
// that follow from the request.
type lookup struct {
	request *Request
	// later is what has become known since the decision; it goes first.
	later *Context
}

// get returns the values of a key and whether it is there.
func (l *lookup) get(key keyName) ([]string, tri) {
	if v, state := l.later.state(key); state != maybe {
		return v, state
	}
	c := l.request.Context
	if c != nil && c.doubted[key.folded] {
		return nil, maybe
	}
	if v, state := c.state(key); state != maybe {
		return v, state
	}
	if v, state := l.request.derived(key); state != maybe {
		return v, state
	}
	if c != nil && c.unknown {
		return nil, maybe
	}
	return nil, no
}

// variable is the text that a variable stands for. It is no where the key is
// absent or has several values, and there is no default.
func (l *lookup) variable(v *variable) (string, tri) {
	values, state := l.get(v.key)
	switch {
	case state == maybe:
		return "", maybe
	case state == yes && len(values) == 1:
		return values[0], yes
	case v.hasDefault:
		return v.fallback, yes
	}
	return "", no
}
