package awsio

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"hotline/internal/logs"
)

// A leaf is a part of a bucket that is listed by itself.
type leaf struct {
	listing
	region string // the prefix of the account and region it is in; empty for none
}

// List calls visit for every log file, one after another, until visit fails.
// First it looks which accounts and regions there are; these are then listed
// several at once, and visited in their order: in the layout of CloudTrail that
// is the order of keys. An error of AWS is a *CallError.
func (b *Bucket) List(ctx context.Context, visit func(logs.Object) error) error {
	if isOneFile(b.prefix) {
		return b.listFile(ctx, visit)
	}
	err := b.listTree(ctx, visit)
	if ctx.Err() != nil { // whatever failed, failed for this
		return b.logs.failure(ctx, b.logs.calls[listBucket], b.url(b.prefix), context.Cause(ctx))
	}
	return err
}

// listTree lists the parts of the bucket.
func (b *Bucket) listTree(ctx context.Context, visit func(logs.Object) error) error {
	leaves, err := b.leaves(ctx)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	group, each := errgroup.WithContext(ctx)
	group.SetLimit(b.logs.o.Concurrency)
	lists := make([]chan []logs.Object, len(leaves))
	for i := range lists {
		lists[i] = make(chan []logs.Object, 1)
	}
	var starting sync.WaitGroup
	starting.Go(func() {
		for i := range leaves { // in order: the first of those not visited yet always runs
			if each.Err() != nil {
				return
			}
			group.Go(func() (err error) {
				defer catch(&err)
				if err := b.fill(each, leaves[i], lists[i]); err != nil {
					return err
				}
				close(lists[i])
				return nil
			})
		}
	})
	stopped := b.visitAll(each, lists, visit)
	if stopped != nil {
		cancel()
	}
	starting.Wait()
	if err := group.Wait(); err != nil && (stopped == nil || errors.Is(stopped, errEnded)) {
		return err
	}
	return stopped
}

// errEnded says that lists were ended, for a reason that is known elsewhere.
var errEnded = errors.New("the lists were ended")

// visitAll visits what is in some lists, one list after another.
func (b *Bucket) visitAll(ctx context.Context, lists []chan []logs.Object, visit func(logs.Object) error) error {
	for _, list := range lists {
		for {
			var objects []logs.Object
			ok := false
			select {
			case objects, ok = <-list:
			case <-ctx.Done():
				return errEnded
			}
			if !ok {
				break
			}
			for _, o := range objects {
				if err := visit(o); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// listFile visits the one file that the prefix names. It fails where there is
// none.
func (b *Bucket) listFile(ctx context.Context, visit func(logs.Object) error) error {
	found := false
	err := b.pages(ctx, listing{prefix: b.prefix}, func(l *listed) (bool, error) {
		if len(l.objects) == 0 || l.objects[0].Key != b.prefix { // the shortest is the first
			return false, nil
		}
		found = true
		return false, visit(l.objects[0])
	})
	if err == nil && !found {
		return fmt.Errorf("%s: no such object; a folder ends with a slash", b.url(b.prefix))
	}
	return err
}

// fill lists a leaf.
func (b *Bucket) fill(ctx context.Context, l leaf, into chan<- []logs.Object) error {
	if l.region != "" {
		if b.o.After != nil {
			l.after = b.o.After(l.region)
		}
		if !strings.HasPrefix(l.after, l.region) { // a key of elsewhere would leave out all
			l.after = ""
		}
		if b.first != "" {
			l.after = max(l.after, l.region+dayFolder(b.first))
		}
	}
	return b.pages(ctx, l.listing, func(page *listed) (bool, error) {
		past := l.region != "" && b.last != "" && len(page.objects) > 0 &&
			page.objects[len(page.objects)-1].Key > l.region+dayFolder(b.last)+"0" // which follows a slash
		wanted := slices.DeleteFunc(page.objects, func(o logs.Object) bool { return !b.wants(o.Key) })
		if len(wanted) == 0 {
			return !past, nil
		}
		select {
		case into <- wanted:
			return !past, nil
		case <-ctx.Done():
			return false, ctx.Err()
		}
	})
}

// wants reports whether an object is a log file of the days that are wanted. What
// is not named as one has no day.
func (b *Bucket) wants(key string) bool {
	day, ok := b.layout.day(key)
	if !ok {
		return b.o.Any && !strings.HasSuffix(key, "/")
	}
	return (b.first == "" || day >= b.first) && (b.last == "" || day <= b.last)
}
