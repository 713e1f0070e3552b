package cli

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"hotline/actions"
	"hotline/check"
	"hotline/desired"
	"hotline/internal/app"
	"hotline/internal/configfile"
	"hotline/internal/snapfile"
	"hotline/reach"
)

// initOptions are the flags of hotline init.
type initOptions struct {
	file   string
	force  bool
	people desired.People
}

func initCommand(s Streams) *cobra.Command {
	var o initOptions
	cmd := &cobra.Command{
		Use:   "init [SNAPSHOT]",
		Short: "Write a first hotline.yaml",
		Long: "Init writes a hotline.yaml to go on with, and says in it why each value was chosen. From a snapshot it\n" +
			"takes the organization, and what support roles that are usable today have in common: their name, their\n" +
			"tags, and whom of the organization they let in. Without one it takes what flags say, or asks on a\n" +
			"terminal. Flags go before what the snapshot says.",
		Example: "  hotline init snapshot/\n" +
			"  hotline init --account 111122223333 --role incident-responder --organization o-a1b2c3d4e5\n" +
			"  hotline init -f - snapshot/ | hotline config check -",
		Annotations: map[string]string{exitNote: exitCodes(CodeOK, CodeError, CodeUsage), seeAlso: "hotline config check, hotline collect"},
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 || slices.Contains(args, "") {
				return usagef("init needs one SNAPSHOT at most: a file or a directory")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return o.run(s, args) },
	}
	f := cmd.Flags()
	f.StringVarP(&o.file, "file", "f", "hotline.yaml", "`FILE` to write, - for the standard output")
	f.BoolVar(&o.force, "force", false, "write over a file that is there")
	f.StringVar(&o.people.Account, "account", "", "`ID` of the account of the people who talk to AWS Support")
	f.StringSliceVar(&o.people.Roles, "role", nil, "`NAME` of a role there that may assume the support role")
	f.StringSliceVar(&o.people.Users, "user", nil, "`NAME` of a user there that may, with a second factor")
	f.StringSliceVar(&o.people.PermissionSets, "permission-set", nil, "`NAME` of a permission set of IAM Identity Center there that may")
	f.StringVar(&o.people.Organization, "organization", "", "`ID` of the organization that they must be of")
	return cmd
}

// namesSomebody reports whether flags or answers say who is to be let in.
func namesSomebody(p desired.People) bool {
	return p.Account != "" && len(p.Roles)+len(p.Users)+len(p.PermissionSets) > 0
}

func (o initOptions) run(s Streams, args []string) error {
	if err := o.mayWrite(); err != nil {
		return err
	}
	draft, err := o.draft(s, args)
	if err != nil {
		return err
	}
	text := draft.Text()
	if _, _, err := configfile.Read(text, "hotline.yaml"); err != nil {
		return usagef("the names and ids do not make a hotline.yaml: %w", placeless(err))
	}
	if o.file == "-" {
		return s.write(func(w io.Writer) error {
			_, err := io.WriteString(w, text)
			return err
		})
	}
	if err := o.create(text); err != nil {
		return err
	}
	c := &console{Streams: s}
	c.errf("%s is written: look at it, and then hotline config check %s\n", o.file, o.file)
	return nil
}

// placeless is the first fault of a text that nobody sees.
func placeless(err error) error {
	first, _, _ := strings.Cut(err.Error(), "\n")
	if _, message, found := strings.Cut(first, ": "); found {
		return errors.New(message)
	}
	return errors.New(first)
}

// mayWrite refuses a file that is there, before anything is asked.
func (o initOptions) mayWrite() error {
	if o.file == "" {
		return usagef("found an empty FILE; is a variable not set?")
	}
	if _, err := os.Lstat(o.file); o.file == "-" || o.force || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return usagef("%s is there already; write over it with --force, or elsewhere with --file", o.file)
}

// create writes the file, which is for everybody to read: nothing in it is
// secret.
func (o initOptions) create(text string) error {
	how := os.O_EXCL
	if o.force {
		how = os.O_TRUNC
	}
	f, err := os.OpenFile(o.file, os.O_WRONLY|os.O_CREATE|how, 0o666)
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// draft is what a snapshot, the flags or the answers say.
func (o initOptions) draft(s Streams, args []string) (*configfile.Draft, error) {
	draft, told := configfile.NewDraft(), false
	switch {
	case len(args) == 1:
		var err error
		if draft, told, err = survey(s, args[0]); err != nil {
			return nil, err
		}
	case !namesSomebody(o.people) && o.isUnset() && s.ErrTerminal && !isRedirected(s.In):
		if err := ask(s, draft); err != nil {
			return nil, err
		}
		told = true
	}
	if !o.isUnset() {
		o.put(draft)
		told = namesSomebody(draft.People)
	}
	if !told {
		where := "without a snapshot and a terminal"
		if len(args) == 1 {
			where = "this snapshot does not tell who talks to AWS Support, and"
		}
		return nil, usagef("%s init needs --account, and --role, --user or --permission-set; --organization is good to have", where)
	}
	return draft, nil
}

// isUnset reports whether no flag says who is to be let in.
func (o initOptions) isUnset() bool {
	p := o.people
	return p.Account == "" && p.Organization == "" && len(p.Roles)+len(p.Users)+len(p.PermissionSets) == 0
}

// put puts what flags say into a draft. Who is in another account is not in
// that of the draft.
func (o initOptions) put(draft *configfile.Draft) {
	p := &draft.People
	if o.people.Organization != "" {
		p.Organization, draft.Why["organization"] = o.people.Organization, "from the command line"
	}
	if o.people.Account != "" || len(o.people.Roles)+len(o.people.Users)+len(o.people.PermissionSets) > 0 {
		organization, account := p.Organization, p.Account
		*p = o.people
		p.Organization, p.MFA = organization, len(p.Users) > 0
		if p.Account == "" {
			p.Account = account
		}
		draft.Why["people"] = "from the command line"
	}
}

// survey reads a snapshot. It reports whether that tells who is to be let in.
func survey(s Streams, path string) (*configfile.Draft, bool, error) {
	source := snapfile.Files{Paths: []string{path}, Stdin: s.In}.Open()
	settings := check.DefaultSettings()
	table, err := actions.Load()
	if err != nil {
		return nil, false, err
	}
	settings.Actions = reach.NewUniverse(table)
	if settings.Now, err = (&moment{}).of(source); err != nil {
		return nil, false, err
	}
	report := app.Audit(source, nil, settings)
	c := &console{Streams: s}
	c.complain(report)
	usable := map[string]bool{}
	for _, a := range report.Accounts {
		for _, h := range a.Usable.Counted {
			usable[h.ARN] = true
		}
	}
	found := configfile.NewSurvey(source.Organization())
	for i := range source.Len() {
		account := source.Account(i)
		for _, r := range account.Roles {
			if usable[r.ARN] {
				found.Add(account.ID, r)
			}
		}
	}
	draft, told := found.Draft()
	if !told && app.AuditStatus(report, check.Critical+1) == app.Broken {
		return nil, false, statusError{CodeError} // complain said why
	}
	return draft, told, nil
}

// isRedirected reports whether the standard input is a file or a pipe, where
// nobody answers.
func isRedirected(in io.Reader) bool {
	f, ok := in.(*os.File)
	return ok && !term.IsTerminal(int(f.Fd()))
}

// ask asks a person for what a draft needs.
func ask(s Streams, draft *configfile.Draft) error {
	c := &console{Streams: s}
	in := bufio.NewReader(io.LimitReader(s.In, 1<<16))
	var failed error
	question := func(text string) string {
		if failed != nil {
			return ""
		}
		c.errf("%s: ", text)
		line, err := in.ReadString('\n')
		if err != nil && line == "" {
			failed = usagef("there was no answer; --account with --role, --user or --permission-set, and --organization say it without questions")
			c.errf("\n")
		}
		return strings.TrimSpace(line)
	}
	list := func(text string) []string {
		var out []string
		for name := range strings.SplitSeq(question(text+", with commas; empty for none"), ",") {
			if name = strings.TrimSpace(name); name != "" {
				out = append(out, name)
			}
		}
		return out
	}
	if name := question("Name of the support role, the same in each account [" + draft.Role.Name + "]"); name != "" {
		draft.Role.Name, draft.Why["name"] = name, "as answered"
	}
	p := &draft.People
	p.Account = question("Account of the people who talk to AWS Support, twelve digits")
	p.Roles = list("Roles there that may assume it")
	p.PermissionSets = list("Permission sets of IAM Identity Center there")
	p.Users = list("Users there, who will need a second factor")
	p.Organization = question("Organization that they must be of, as o-a1b2c3d4e5; empty for any")
	p.MFA = len(p.Users) > 0
	draft.Why["people"], draft.Why["organization"] = "as answered", "as answered"
	return failed
}
