package awsio

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

// deepest is how many folders may lie above AWSLogs, below the prefix that was
// asked for, for the folders to be looked into one by one.
const deepest = 3

// A tree finds the parts of a bucket that are listed by themselves.
type tree struct {
	b     *Bucket
	group *errgroup.Group
	room  chan struct{} // for requests that run at once

	mu     sync.Mutex
	leaves []leaf
}

// leaves are the parts of the bucket, in the order of their prefixes: a part for
// each account and region, and what is laid out in another way as it is.
func (b *Bucket) leaves(ctx context.Context) ([]leaf, error) {
	t := &tree{b: b, room: make(chan struct{}, b.logs.o.Concurrency)}
	var each context.Context
	t.group, each = errgroup.WithContext(ctx)
	t.group.Go(func() (err error) {
		defer catch(&err)
		return t.walk(each, b.prefix, 0)
	})
	if err := t.group.Wait(); err != nil {
		return nil, err
	}
	slices.SortFunc(t.leaves, func(x, y leaf) int { return cmp.Compare(x.prefix, y.prefix) })
	return t.leaves, nil
}

func (t *tree) add(prefix string, folders bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.leaves = append(t.leaves, leaf{listing{prefix: prefix, folders: folders}, t.b.layout.regionOf(prefix)})
}

// walk finds the parts at a prefix.
func (t *tree) walk(ctx context.Context, prefix string, depth int) error {
	if t.b.layout.account.MatchString(prefix) && !t.b.o.Any {
		prefix += "CloudTrail/" // beside what other services log
	}
	inside := t.b.layout.inside.MatchString(prefix)
	if t.b.layout.regionOf(prefix) != "" || t.b.o.Any && inside || !inside && depth > deepest {
		t.add(prefix, false)
		return nil
	}
	select {
	case t.room <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	folders, files, whole, err := t.look(ctx, prefix, inside)
	<-t.room
	switch {
	case err != nil:
		return err
	case !whole:
		t.add(prefix, false)
		return nil
	case files:
		t.add(prefix, true)
	}
	for _, folder := range folders {
		if isOther(folder) && !t.b.o.Any {
			continue
		}
		t.group.Go(func() (err error) {
			defer catch(&err)
			return t.walk(ctx, folder, depth+1)
		})
	}
	return nil
}

// look finds the folders at a prefix, and whether files are there, too. Outside
// of AWSLogs a prefix of more than a page is no place for trails: then whole is
// false, and it is listed as it is.
func (t *tree) look(ctx context.Context, prefix string, inside bool) (folders []string, files, whole bool, err error) {
	whole = true
	err = t.b.pages(ctx, listing{prefix: prefix, folders: true}, func(l *listed) (bool, error) {
		for _, o := range l.objects {
			files = files || t.b.wants(o.Key)
		}
		folders = append(folders, l.folders...)
		whole = inside || !l.more
		return whole, nil
	})
	return folders, files, whole, err
}
