package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"hotline/plan"
)

// ask asks whether to go on: with the id of the organization, or of the accounts,
// where roles go or are put back.
func (o *changeOptions) ask(ctx context.Context, c *console, p *plan.Plan) error {
	question := fmt.Sprintf("Accounts that are changed: %d. Go on?", p.Count(plan.Changes))
	removes := slices.ContainsFunc(p.Accounts, func(a plan.Account) bool {
		return slices.ContainsFunc(a.Changes, func(c plan.Change) bool { return c.Field == plan.Itself && c.After == nil })
	})
	if !removes && p.Purpose != "rollback" {
		return o.agree(ctx, c, question)
	}
	return o.agreeSeverely(ctx, c, question+" Roles are removed, or put back as they were.", cmp.Or(p.Organization, first(p)))
}

// first is the first account that is changed.
func first(p *plan.Plan) string {
	for _, a := range p.Accounts {
		if a.Outcome == plan.Changes {
			return a.ID
		}
	}
	return ""
}

// canAsk reports whether there is somebody to ask, and a way to: JSON on the
// standard error stream leaves no place for a question.
func (o *changeOptions) canAsk(c *console) bool { return !o.noInput && c.InTerminal && !c.json }

// agree asks whether to go on. It is said what before.
func (o *changeOptions) agree(ctx context.Context, c *console, question string) error {
	switch {
	case o.yes:
		return nil
	case !o.canAsk(c):
		return usagef("nothing is changed without a yes, and there is nobody to ask; expected --yes")
	}
	c.errf("%s\nOnly 'yes' will be accepted: ", question)
	return answered(ctx, c.In, "yes")
}

// agreeSeverely has the id typed of what is changed.
func (o *changeOptions) agreeSeverely(ctx context.Context, c *console, question, id string) error {
	switch {
	case o.confirm == id:
		return nil
	case o.confirm != "":
		return usagef("--confirm: expected %s, found %q", id, o.confirm)
	case !o.canAsk(c):
		return usagef("this is not done without its id, and there is nobody to ask; expected --confirm=%s", id)
	}
	c.errf("%s\nType %s to go on: ", question, id)
	return answered(ctx, c.In, id)
}

// answered waits for one answer, or until somebody interrupts.
func answered(ctx context.Context, in io.Reader, want string) error {
	typed := make(chan string, 1)
	go func() {
		line, _ := bufio.NewReader(io.LimitReader(in, 4096)).ReadString('\n') // what there is of it
		typed <- strings.TrimSpace(line)
	}()
	select {
	case <-ctx.Done():
		return statusError{CodeInterrupt}
	case line := <-typed:
		if line != want {
			return errors.New("not agreed: nothing was changed")
		}
		return nil
	}
}
