package rehearsal

import (
	"slices"
	"strings"

	"hotline/jsonscan"
)

// A document is one file while it is edited.
type document struct {
	name   string // from the directory of the snapshot, with slashes
	mark   string // the byte order mark that it begins with, if any
	before string // what the file held; empty of one that was not there
	text   string
	roots  []*node
	gone   bool  // the file is to be removed
	err    error // why an edit could not be made
	style  style
}

const byteOrderMark = "\xef\xbb\xbf"

func newDocument(name, text string) (*document, error) {
	d := &document{name: name, before: text}
	if strings.HasPrefix(text, byteOrderMark) {
		d.mark = byteOrderMark
	}
	d.text = strings.TrimPrefix(text, byteOrderMark)
	var err error
	if d.roots, err = parse(d.text); err != nil {
		return nil, err
	}
	d.style = d.lookStyle()
	return d, nil
}

// content is what the file is to hold.
func (d *document) content() string { return d.mark + d.text }

// pages are the objects of a file: one, several, or a list of them.
func (d *document) pages() []*node {
	var out []*node
	for _, n := range d.roots {
		switch n.kind {
		case jsonscan.Object:
			out = append(out, n)
		default:
			out = append(out, n.items...) // none of what is no list
		}
	}
	return out
}

// raw is a value as it is written.
func (d *document) raw(n *node) string { return d.text[n.start:n.end] }

// replace puts text in place of other text. Every value is read anew then:
// those from before stand where they stood. Where a reader would not take the
// result, the document keeps what it had, and cannot be saved.
func (d *document) replace(start, end int, text string) {
	edited := d.text[:start] + text + d.text[end:]
	roots, err := parse(edited)
	if err != nil {
		d.err = err
		return
	}
	d.text, d.roots = edited, roots
}

// lookStyle finds out how the file is laid out, from its first object that is
// not empty.
func (d *document) lookStyle() style {
	s := style{newline: "\n", unit: "    ", colon: ": ", comma: ", "} // as the AWS CLI prints
	for _, page := range d.pages() {
		if len(page.items) == 0 {
			continue
		}
		before := d.text[page.start+1 : page.keyAt[0]]
		_, after, _ := strings.Cut(d.text[page.keyAt[0]+len(d.rawKey(page, 0)):page.items[0].start], ":")
		s.colon, s.comma = ":"+after, ","+after
		newline, _, found := cutLine(before)
		if s.newline = newline; found {
			s.unit = strings.TrimPrefix(d.indentAt(page.keyAt[0]), d.indentAt(page.start))
		}
		break
	}
	if n := d.firstDocument(d.roots); n != nil {
		s.form = formOf(n)
	}
	return s
}

// rawKey is a key as it is written.
func (d *document) rawKey(n *node, i int) string {
	between := d.text[n.keyAt[i]:n.items[i].start]
	return between[:strings.LastIndexByte(between, '"')+1]
}

// cutLine finds what ends the first line of white space, and what follows.
func cutLine(space string) (newline, rest string, found bool) {
	before, rest, found := strings.Cut(space, "\n")
	switch {
	case !found:
		return "", space, false
	case strings.HasSuffix(before, "\r"):
		return "\r\n", rest, true
	}
	return "\n", rest, true
}

// indentAt is the white space that the line of an offset begins with.
func (d *document) indentAt(offset int) string {
	line := d.text[strings.LastIndexByte(d.text[:offset], '\n')+1 : offset]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

// insert puts a value into a list, before the i-th, or at the end. A null is an
// empty list.
func (d *document) insert(l *node, i int, value piece) { d.put(l, i, "[]", "", value) }

// put puts a value, with the key that belongs to it, into an object or a list.
func (d *document) put(n *node, i int, pair, key string, value piece) {
	s := d.style
	if key != "" {
		key = quote(key) + s.colon
	}
	if len(n.items) == 0 {
		indent := d.indentAt(n.start)
		var out strings.Builder
		s.brackets(&out, pair, 1, indent, func(int) { out.WriteString(key + text(value, s, indent+s.unit)) })
		d.replace(n.start, n.end, out.String())
		return
	}
	first := d.begin(n, 0)
	gap := d.text[n.start+1 : first] // what stands before the first: a line, or nothing
	between := "," + gap
	indent := d.indentAt(first)
	if !strings.Contains(gap, "\n") {
		s.newline, between = "", s.comma
		if len(n.items) > 1 {
			between = d.text[n.items[0].end:d.begin(n, 1)]
		}
	}
	written := key + text(value, s, indent)
	if i >= len(n.items) {
		end := n.items[len(n.items)-1].end
		d.replace(end, end, between+written)
		return
	}
	at := d.begin(n, i)
	d.replace(at, at, written+between)
}

// begin is where the i-th thing in an object or list begins.
func (d *document) begin(n *node, i int) int {
	if n.kind == jsonscan.Object {
		return n.keyAt[i]
	}
	return n.items[i].start
}

// remove takes the i-th thing out of an object or list.
func (d *document) remove(n *node, i int) {
	switch {
	case len(n.items) == 1:
		d.replace(n.start+1, n.end-1, "")
	case i == 0:
		d.replace(d.begin(n, 0), d.begin(n, 1), "")
	default:
		d.replace(n.items[i-1].end, n.items[i].end, "")
	}
}

// set gives a key of an object a value. One that is new goes to where IAM
// prints it.
func (d *document) set(n *node, key string, value piece) {
	if old := n.get(key); old != nil {
		d.replace(old.start, old.end, text(value, d.style, d.indentAt(old.start)))
		return
	}
	order := keyOrder()
	rank, at := slices.Index(order, key), 0
	for i, k := range n.keys {
		if r := slices.Index(order, k); r >= 0 && r < rank {
			at = i + 1
		}
	}
	d.put(n, at, "{}", key, value)
}

// unset takes a key out of an object.
func (d *document) unset(n *node, key string) {
	if i := slices.Index(n.keys, key); i >= 0 {
		d.remove(n, i)
	}
}

// keyOrder is the order in which IAM prints what there is of a role, user or
// group.
func keyOrder() []string {
	return []string{"Path", "RoleName", "RoleId", "UserName", "UserId", "GroupName", "GroupId", "Arn", "CreateDate",
		"AssumeRolePolicyDocument", "Description", "MaxSessionDuration", "InstanceProfileList", "RolePolicyList",
		"UserPolicyList", "GroupPolicyList", "GroupList", "AttachedManagedPolicies", "PermissionsBoundary", "Tags", "RoleLastUsed"}
}

// place is where a name goes in a list: into a list that is in order by it, so
// that the order stays, and else to the end.
func place(entries []*node, key, name string) int {
	var names []string
	for _, e := range entries {
		names = append(names, e.str(key))
	}
	if !slices.IsSorted(names) {
		return len(names)
	}
	at, _ := slices.BinarySearch(names, name)
	return at
}
