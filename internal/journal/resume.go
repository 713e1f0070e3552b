package journal

import (
	"errors"
	"fmt"
	"os"
	"time"
)

// Resume goes on with a run that was not ended. What is torn at its end is cut
// off: Record.Note says so. The Record is what there was before. Whoever resumes
// a run holds the Lock.
func Resume(dir, name string, by By, now func() time.Time) (*Run, *Record, error) {
	path, err := fileOf(dir, name)
	if err != nil {
		return nil, nil, err
	}
	if err := checkFolder(dir); err != nil {
		return nil, nil, err
	}
	// Asked before it is opened for writing: a pipe would wait.
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		return nil, nil, &DamagedError{File: path, Problem: "expected a file, found something else"}
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_APPEND, 0)
	if err != nil {
		return nil, nil, err
	}
	p, err := read(f, path, name, maxFile)
	if err == nil {
		err = p.record.check(path)
	}
	if err == nil && p.record.Ended() {
		err = fmt.Errorf("%s: %w", name, ErrEnded)
	}
	if err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	r := p.resume(f, now)
	if err := r.goOn(p.record.Torn, by); err != nil {
		return nil, nil, errors.Join(err, f.Close())
	}
	return r, p.record, nil
}

// goOn cuts off what is torn, and says who goes on.
func (r *Run) goOn(torn int, by By) error {
	if torn > 0 {
		if err := r.file.Truncate(r.size); err != nil {
			return err
		}
	}
	return r.append(typeResume, resumeData{by, torn})
}
