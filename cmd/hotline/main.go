// Command hotline keeps an organisation's line to AWS Support open and narrow.
package main

import (
	"os"

	"hotline/internal/cli"
)

func main() {
	os.Exit(int(cli.Run(os.Args[1:], cli.System())))
}
