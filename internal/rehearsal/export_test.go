package rehearsal

// SetMost bounds the size of files, so that a test needs no large one.
func (t *Target) SetMost(bytes int64) { t.most = bytes }
