package snapfile

// OpenAtMost opens files as Open does, with another bound for their number.
func (f Files) OpenAtMost(most int) *Source { return f.open(most) }
