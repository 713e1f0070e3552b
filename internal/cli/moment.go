package cli

import (
	"time"

	"github.com/spf13/cobra"

	"hotline/internal/snapfile"
)

// A moment is the flag --at: the time that everything is judged at. Without it,
// that is when the snapshot was made, so that the same snapshot always gives the
// same answer; and now, where the snapshot does not say.
type moment struct{ text string }

func momentFlag(cmd *cobra.Command) *moment {
	m := &moment{}
	cmd.Flags().StringVar(&m.text, "at", "", "`TIME` to judge at, RFC 3339, or now; by default when the snapshot was made, or now")
	return m
}

// of is the moment for a snapshot, or for one that is about to be made.
func (m *moment) of(source *snapfile.Source) (time.Time, error) {
	switch {
	case m.text == "now":
		return time.Now(), nil
	case m.text != "":
		t, err := time.Parse(time.RFC3339, m.text)
		if err != nil {
			return t, usagef("--at: expected a time like 2026-11-22T08:00:00Z, or now, found %q", m.text)
		}
		return t, nil
	}
	if source == nil {
		return time.Now(), nil
	}
	if manifest := source.Manifest(); manifest != nil && !manifest.Created.IsZero() {
		return manifest.Created, nil
	}
	return time.Now(), nil
}

// ofEach is the moment for each of two snapshots, as the core takes it.
func (m *moment) ofEach(before, after *snapfile.Source) (out [2]string, err error) {
	for i, source := range []*snapfile.Source{before, after} {
		at, err := m.of(source)
		if err != nil {
			return out, err
		}
		out[i] = at.UTC().Format(time.RFC3339)
	}
	return out, nil
}
