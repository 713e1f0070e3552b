package plan

import "errors"

// ErrNotMade says that a change failed and is known not to be made: there is
// nothing to take back.
var ErrNotMade = errors.New("the change was not made")

// ErrThere says that what was to be created is there already, made by somebody
// else. Whatever is it, is ErrNotMade, too.
var ErrThere = errors.New("it was there already")
