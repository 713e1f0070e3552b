package reach

// Roles lists the roles of the snapshot, in the order of their accounts.
func (x *Index) Roles() []*Actor {
	var out []*Actor
	for _, d := range x.order {
		for _, a := range d.actors {
			if a.Kind == Role {
				out = append(out, a)
			}
		}
	}
	return out
}
