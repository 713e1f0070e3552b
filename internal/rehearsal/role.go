package rehearsal

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"hotline/plan"
)

// getRole is the call, and the folder with what it printed of each role.
const getRole = "get-role"

// defaultSession is how long sessions of a role may last that was created
// without a say on it.
const defaultSession = 3600

// create makes a role.
func (w *work) create(name, value string) error {
	spec, err := plan.ParseRoleSpec(value)
	if err != nil {
		return fmt.Errorf("no role can be created from %.80q: %w", value, err)
	}
	if spec.Session == 0 {
		spec.Session = defaultSession
	}
	if err := w.checkSpec(name, spec); err != nil {
		return err
	}
	arn := "arn:" + w.partition + ":iam::" + w.id + ":role" + spec.Path + name
	w.dropListed(arn) // what a run that was broken off left
	about := object{
		{"Path", str(spec.Path)}, {"RoleName", str(name)}, {"RoleId", str(w.newID("AROA", name))},
		{"Arn", str(arn)}, {"CreateDate", str(w.now())},
	}
	pages := w.pages("RoleDetailList")
	p := pages[len(pages)-1] // where IAM would go on
	role := append(slices.Clone(about),
		member{"AssumeRolePolicyDocument", policyPiece(spec.Trust, p.doc.style.form)},
		member{"InstanceProfileList", list{}}, member{"RolePolicyList", list{}}, member{"AttachedManagedPolicies", list{}})
	if spec.Boundary != "" {
		role = append(role, member{"PermissionsBoundary", boundaryPiece(spec.Boundary)})
	}
	tags := list{}
	for _, key := range slices.Sorted(maps.Keys(spec.Tags)) {
		tags = append(tags, tagPiece(key, spec.Tags[key]))
	}
	if len(tags) > 0 || tellsEmpty(p.list("RoleDetailList"), "Tags") {
		role = append(role, member{"Tags", tags})
	}
	entries := p.list("RoleDetailList")
	p.doc.insert(p.get("RoleDetailList"), place(entries, "RoleName", name), role)
	w.addListed(about, name, spec)
	w.countRoles(1)
	if spec.Boundary == "" {
		return nil
	}
	if err := w.needPolicy(spec.Boundary, false); err != nil {
		return err
	}
	w.count(&spec.Boundary, uses, 1)
	return nil
}

// checkSpec refuses a role that IAM would not have created.
func (w *work) checkSpec(name string, spec plan.RoleSpec) error {
	for _, p := range w.pages("RoleDetailList") {
		for _, e := range p.list("RoleDetailList") {
			if strings.EqualFold(e.str("RoleName"), name) {
				return refuse(exists, "there is a role %s", e.str("RoleName"))
			}
		}
	}
	for key, value := range spec.Tags {
		if err := checkTag(key, value); err != nil {
			return err
		}
	}
	for _, err := range []error{
		checkName("role", name, 64), checkPath(spec.Path), checkSession(spec.Session), checkPolicy(spec.Trust),
		checkDescription(spec.Description), unmodifiable(name, spec.Path),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// now is the moment of a change, as the AWS CLI prints it.
func (w *work) now() string { return w.target.Now().UTC().Format("2006-01-02T15:04:05+00:00") }

// newID makes up an id that nothing in the account has, or had: the moment and
// a count are in it.
func (w *work) newID(prefix, name string) string {
	for {
		w.made++
		sum := sha256.Sum256([]byte(strings.Join([]string{w.id, name, w.now(), strconv.Itoa(w.made)}, "\n")))
		id := prefix + base32.StdEncoding.EncodeToString(sum[:])[:17]
		if !slices.ContainsFunc(w.docs, func(d *document) bool { return strings.Contains(d.text, id) }) {
			return id
		}
	}
}

// addListed adds to what list-roles printed, or, where that was not asked, to
// what get-role would have: nothing else tells of the session.
func (w *work) addListed(about object, name string, spec plan.RoleSpec) {
	details := w.pages("RoleDetailList")
	d := details[len(details)-1].doc
	pages := w.pages("Roles")
	if len(pages) > 0 {
		d = pages[len(pages)-1].doc
	}
	role := append(slices.Clone(about), member{"AssumeRolePolicyDocument", copyPiece(spec.Trust, d.style.form)})
	if spec.Description != "" {
		role = append(role, member{"Description", str(spec.Description)})
	}
	if spec.Session > 0 {
		role = append(role, member{"MaxSessionDuration", raw(strconv.Itoa(spec.Session))})
	}
	if len(pages) > 0 {
		p := pages[len(pages)-1]
		d.insert(p.get("Roles"), place(p.list("Roles"), "RoleName", name), role)
		return
	}
	if spec.Boundary != "" {
		role = append(role, member{"PermissionsBoundary", boundaryPiece(spec.Boundary)})
	}
	if len(spec.Tags) > 0 {
		tags := list{}
		for _, key := range slices.Sorted(maps.Keys(spec.Tags)) {
			tags = append(tags, tagPiece(key, spec.Tags[key]))
		}
		role = append(role, member{"Tags", tags})
	}
	fresh := &document{name: w.getRoleFile(d, name), style: d.style}
	fresh.replace(0, 0, text(object{{"Role", role}}, d.style, "")+"\n")
	w.docs = append(w.docs, fresh)
}

// getRoleFile is where what get-role prints of a role goes: beside the details
// of the account. Names with a leading dot are passed over by readers, and one
// folder may hold the files of several accounts.
func (w *work) getRoleFile(d *document, name string) string {
	folder := path.Dir(d.name)
	if path.Base(folder) != w.id || strings.HasPrefix(name, ".") {
		name = w.id + "." + name
	}
	return path.Join(folder, getRole, name+".json")
}

// needListing has the role described by list-roles or get-role.
func (p principal) needListing() {
	if len(p.ofListing()()) > 0 {
		return
	}
	e := p.found()[0]
	about := object{}
	for _, key := range []string{"Path", "RoleName", "RoleId", "Arn", "CreateDate"} {
		about = append(about, member{key, str(e.str(key))})
	}
	spec, _ := plan.ParseRoleSpec(*p.has(plan.Itself)) // that was made a moment ago
	spec.Description, spec.Session = "", 0             // what is wanted comes next
	p.addListed(about, p.property.Name, spec)
}

// delete deletes a role that has nothing any more.
func (p principal) delete() error {
	for property := range p.state {
		switch property.Field {
		case plan.Attached, plan.Inline, plan.InstanceProfile:
			return refuse("DeleteConflict", "the role has the %s %s", property.Field, property.Key)
		default:
		}
	}
	arn := p.arnOf(p.property.Name)
	p.count(p.has(plan.Boundary), uses, -1)
	p.dropEntries("RoleDetailList", arn)
	p.dropListed(arn)
	p.countRoles(-1)
	return nil
}

// dropEntries takes what is described as an ARN out of the lists of all files.
func (w *work) dropEntries(key, arn string) {
	for _, d := range w.docs {
		for l, i := d.lookup(key, arn); l != nil; l, i = d.lookup(key, arn) {
			d.remove(l, i) // to leave something out cannot fail
		}
	}
}

// lookup finds an entry in a list of a file; nil where there is none.
func (d *document) lookup(key, arn string) (*node, int) {
	for _, p := range d.pages() {
		i := slices.IndexFunc(p.list(key), func(e *node) bool { return e.str("Arn") == arn })
		if i >= 0 {
			return p.get(key), i
		}
	}
	return nil, 0
}

// dropListed takes away what list-roles and get-role printed of a role.
func (w *work) dropListed(arn string) {
	w.dropGetRole(arn)
	w.dropEntries("Roles", arn)
}

// dropGetRole takes away the files in which get-role describes a role, and
// nothing else stands.
func (w *work) dropGetRole(arn string) {
	for _, d := range w.docs {
		if pages := d.pages(); len(pages) == 1 && len(pages[0].keys) == 1 && pages[0].get("Role").str("Arn") == arn {
			d.gone, d.roots = true, nil
		}
	}
}

// countRoles keeps right how many roles there are by get-account-summary.
func (w *work) countRoles(by int) {
	each(func() []entry { return w.pages("SummaryMap") }, func(e entry) { e.doc.add(e.get("SummaryMap").get("Roles"), by) })
}
