package rehearsal_test

import (
	"testing"

	"hotline/internal/targettest"
)

// TestContract holds a snapshot to what every target is held to, in each way in
// which files of it may be written.
func TestContract(t *testing.T) {
	t.Parallel()
	dir := copyAcme(t)
	before := files(t, dir)
	target := open(t, dir)
	for _, account := range []string{acme, msp} {
		targettest.Run(t, target, account)
	}
	for name, text := range files(t, dir) {
		if text != before[name] {
			t.Errorf("%s is not as it was", name)
		}
	}
}
