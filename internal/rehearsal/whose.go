package rehearsal

// Organization is the id of the organization of the snapshot; empty where it has
// none.
func (t *Target) Organization() string {
	if o := t.source.Organization(); o != nil {
		return o.ID
	}
	return ""
}
