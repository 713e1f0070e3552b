package rehearsal

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"hotline/internal/snapfile"
	"hotline/org"
	"hotline/plan"
)

// maxFile is the size of the largest file that is taken: that of the reader.
const maxFile = 1 << 30

// A Target is a snapshot in which changes are made. Its methods may be called
// from several goroutines; those about one account wait for each other.
type Target struct {
	// Now tells when a role is created; time.Now unless it is set.
	Now func() time.Time

	dir     string
	root    *os.Root
	source  *snapfile.Source
	index   map[string]int // of accounts in the source
	most    int64          // bytes of a file
	changed atomic.Bool

	mu       sync.Mutex // of accounts
	accounts map[string]*account
}

// An account is what is known of an account of the snapshot.
type account struct {
	mu        sync.Mutex // of all else, and of the files
	id        string
	partition string
	files     []string // from the directory, with slashes, in the order in which they are read; nil before they were looked for
	made      int      // roles, by this Target
}

// Open opens the snapshot in a directory. Nothing is changed before Make is
// called; Close ends it.
func Open(dir string) (*Target, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	t := &Target{Now: time.Now, dir: dir, root: root, most: maxFile, index: map[string]int{}, accounts: map[string]*account{}}
	t.source = snapfile.Files{Paths: []string{dir}}.Open()
	for i := range t.source.Len() {
		if id := t.source.ID(i); id != "" {
			t.index[id] = i
		}
	}
	m := t.source.Manifest()
	switch {
	case m != nil && m.Schema != snapfile.Schema:
		err = fmt.Errorf("%s: a snapshot of the schema %.80q; expected %q", dir, m.Schema, snapfile.Schema)
	case len(t.index) == 0:
		err = fmt.Errorf("%s: no account was found in this directory; expected a snapshot", dir)
	}
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	return t, nil
}

// Close ends the changes. Where there is a manifest, and something was changed,
// the files are sealed with it again, as of the moment that it says.
func (t *Target) Close() error {
	var err error
	if m := t.source.Manifest(); m != nil && t.changed.Swap(false) {
		err = snapfile.WriteManifest(t.dir, *m)
	}
	return errors.Join(err, t.root.Close())
}

// State reads all properties of a user, group or role; none where it does not
// exist. Documents are as they are written. A description is told even where
// nothing says how long sessions are; readers of snapshots leave it out then.
func (t *Target) State(ctx context.Context, account string, r plan.Resource) (plan.State, error) {
	var out plan.State
	err := t.with(ctx, account, func(w *work) (err error) {
		out, err = w.state(r)
		return err
	})
	return out, err
}

// Make makes one change. Its error is a *RefusedError where IAM would have said no:
// then nothing was changed.
func (t *Target) Make(ctx context.Context, account string, c plan.Change) error {
	return t.with(ctx, account, func(w *work) error {
		if err := w.make(c); err != nil {
			return fmt.Errorf("%s: %w", c.Property, err)
		}
		return w.save(c.Field == plan.Itself && c.After == nil)
	})
}

// with opens the files of an account, as they are now.
func (t *Target) with(ctx context.Context, id string, do func(w *work) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, known := t.index[id]; !known {
		return fmt.Errorf("account %s is not in %s", id, t.dir)
	}
	t.mu.Lock()
	a := t.accounts[id]
	if a == nil {
		a = &account{id: id}
		t.accounts[id] = a
	}
	t.mu.Unlock()
	a.mu.Lock()
	defer a.mu.Unlock()
	w := &work{account: a, target: t}
	err := w.open()
	if err == nil {
		err = do(w)
	}
	if err != nil {
		return fmt.Errorf("account %s: %w", id, err)
	}
	return nil
}

// A work is the files of an account while they are looked at or edited.
type work struct {
	*account
	target *Target
	docs   []*document
}

func (w *work) open() error {
	if w.files == nil {
		return w.look()
	}
	for _, name := range w.files {
		d, err := w.target.read(name)
		if err != nil {
			return err
		}
		w.docs = append(w.docs, d)
	}
	return nil
}

// look finds the files of an account. One that the reader cannot read, or of
// which it knows a part, is not touched: what is not seen might be meant.
func (w *work) look() error {
	a := w.target.source.Account(w.target.index[w.id])
	for _, gap := range a.Gaps {
		if gap.Kind == org.Damaged || gap.Missing&org.AllParts != 0 {
			return fmt.Errorf("it cannot be changed as it was not read whole: %s: %s", gap.Location, gap.Message)
		}
	}
	w.partition = a.Partition
	var files []string
	for _, source := range a.Sources {
		name, err := filepath.Rel(w.target.dir, source)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if !strings.EqualFold(path.Ext(name), ".json") {
			continue
		}
		d, err := w.target.read(name)
		if err != nil {
			return err
		}
		if !d.isOfRoles() {
			continue
		}
		if other := d.otherOwner(w.id); other != "" {
			return fmt.Errorf("%s is about account %s, too; expected a file for each account", name, other)
		}
		files, w.docs = append(files, name), append(w.docs, d)
	}
	if len(w.pages("RoleDetailList")) == 0 {
		return errors.New("it has no file with what get-account-authorization-details prints")
	}
	w.files = files
	return nil
}

// isOfRoles reports whether a file has something that may be changed.
func (d *document) isOfRoles() bool {
	return slices.ContainsFunc(d.pages(), func(p *node) bool {
		return slices.ContainsFunc(p.keys, func(key string) bool {
			return key == "Role" || key == "SummaryMap" || slices.Contains(lists(), key)
		})
	})
}

// lists are the keys of the lists with what may be changed.
func lists() []string {
	return []string{"UserDetailList", "GroupDetailList", "RoleDetailList", "Policies", "Roles"}
}

// otherOwner is another account that a file is about, too; empty where there
// is none.
func (d *document) otherOwner(id string) string {
	for _, p := range d.pages() {
		for _, key := range lists() {
			for _, e := range p.list(key) {
				if arn, _ := org.ParseARN(e.str("Arn")); arn.Account != id && arn.Account != "aws" && arn.Account != "" {
					return arn.Account
				}
			}
		}
	}
	return ""
}
