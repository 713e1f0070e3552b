package awsio_test

import (
	"testing"

	"hotline/internal/awsio"
	"hotline/internal/targettest"
)

// TestTargetContract holds live accounts to what every target is held to: the
// caller's own, and one that is entered.
func TestTargetContract(t *testing.T) {
	a := startAWS(t)
	a.account(t, memberAccount)
	for _, account := range []string{hubAccount, memberAccount} {
		targettest.Run(t, connected(t, awsio.Rollback), account)
	}
}
