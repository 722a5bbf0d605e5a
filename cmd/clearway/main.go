// Clearway makes copies between AWS accounts just work.
package main

import (
	"os"

	"clearway/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:])) }
