package rehearsal

import (
	"fmt"
	"strings"

	"hotline/plan"
)

// RefusedError says that IAM would not have made a change.
type RefusedError struct {
	Code    string // as IAM names it: NoSuchEntity, DeleteConflict, …
	Message string
}

func (r *RefusedError) Error() string { return r.Code + ": " + r.Message }

// ErrorCode is the code, under the name by which errors of AWS tell theirs.
func (r *RefusedError) ErrorCode() string { return r.Code }

// Is tells errors.Is that nothing was made, and whether that is because there is
// a role already.
func (r *RefusedError) Is(target error) bool {
	return target == plan.ErrNotMade || target == plan.ErrThere && r.Code == exists
}

// exists is the code of IAM for a role that is there already.
const exists = "EntityAlreadyExists"

func refuse(code, format string, args ...any) error {
	return &RefusedError{code, fmt.Sprintf(format, args...)}
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// checkName refuses what is no name of IAM.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html#reference_iam-quotas-names
func checkName(what, name string, most int) error {
	if name == "" || len(name) > most || strings.Trim(name, letters+"_+=,.@-") != "" {
		return refuse("ValidationError", "%.80q is no name of a %s", name, what)
	}
	return nil
}

// checkPath refuses what is no path of IAM.
func checkPath(path string) error {
	visible := strings.IndexFunc(path, func(r rune) bool { return r <= ' ' || r > '~' }) < 0
	if !visible || len(path) > 512 || !strings.HasPrefix(path, "/") || !strings.HasSuffix(path, "/") {
		return refuse("ValidationError", "%.80q is no path", path)
	}
	return nil
}

// checkSession refuses what is no longest session of a role, in seconds.
func checkSession(seconds int) error {
	if seconds < 3600 || seconds > 43200 {
		return refuse("ValidationError", "a session of %d seconds; expected 3600 to 43200", seconds)
	}
	return nil
}

// checkTag refuses what is no tag of a role.
func checkTag(key, value string) error {
	if n := len([]rune(key)); n == 0 || n > 128 || len([]rune(value)) > 256 || strings.HasPrefix(strings.ToLower(key), "aws:") {
		return refuse("ValidationError", "%.80q with the value %.80q is no tag", key, value)
	}
	return nil
}

// checkDescription refuses a description that is too long.
func checkDescription(text string) error {
	if len([]rune(text)) > 1000 {
		return refuse("ValidationError", "a description of more than 1000 characters")
	}
	return nil
}
