package awsio

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"
)

// A signature says, in the journal of a whole snapshot, from whose view it was
// read: what another caller sees does not go with it.
type signature struct {
	Schema    string    `json:"schema"`
	Begun     time.Time `json:"begun"`
	Account   string    `json:"account"`
	Partition string    `json:"partition"`
}

// enterDir opens the directory of the snapshot, keeps other runs out of it, and
// refuses one that another caller has begun. Nothing is changed.
func (r *run) enterDir() (leave func(), err error) {
	if err := os.MkdirAll(r.dir, folderMode); err != nil {
		return nil, writeError{err}
	}
	if r.root, err = os.OpenRoot(r.dir); err != nil {
		return nil, writeError{err}
	}
	unlock, err := lock(r.root)
	if err == nil {
		leave = func() {
			unlock()
			_ = r.root.Close()
		}
		err = errors.Join(r.checkSignature(), mend(r.root))
		if err == nil {
			return leave, nil
		}
		unlock()
	}
	_ = r.root.Close()
	return nil, writeError{err}
}

// checkSignature refuses a directory that was begun by another caller.
func (r *run) checkSignature() error {
	text, err := r.root.ReadFile(journalName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var s signature
	if json.Unmarshal(text, &s) != nil || s.Schema != journalSchema {
		return nil // what cannot be read says nothing
	}
	if s.Account != r.hub.Account || s.Partition != r.hub.Partition {
		return fmt.Errorf("%s holds a snapshot that account %s (%s) has read, and these credentials are of account %s (%s); choose another directory",
			r.dir, s.Account, s.Partition, r.hub.Account, r.hub.Partition)
	}
	return nil
}

// change is called before what the directory holds is changed.
func (r *run) change() error {
	if err := r.o.Change(); err != nil {
		return writeError{err}
	}
	r.signed.Do(func() { r.signing = r.sign() })
	return r.signing
}

// sign writes whose view the snapshot is.
func (r *run) sign() error {
	if _, err := r.root.Lstat(journalName); err == nil {
		return nil
	}
	s := signature{journalSchema, r.o.Now().UTC().Truncate(time.Second), r.hub.Account, r.hub.Partition}
	text, err := json.MarshalIndent(s, "", "  ")
	if err == nil {
		err = r.root.WriteFile(journalName, append(text, '\n'), fileMode)
	}
	if err != nil {
		return writeError{err}
	}
	return nil
}
