// Package conformance proves that clearway's S3 commands do what aws-cli's do.
//
// Each scenario in testdata is carried out twice, by the real AWS CLI and by
// clearway, each in a directory of its own against a lab of its own that begins
// with the same objects. Exit codes, lines, and what is left in directories and
// buckets have to agree. Where clearway means to differ, the scenario says so,
// and docs/sync.md says why; a difference that is gone fails too.
//
// A scenario file holds lines:
//
//	== TITLE                             begins a scenario
//	object BUCKET KEY [size=N] [age=2h] [type=…] [class=…] [meta.K=V] [tag.K=V] [header.Cache-Control=…]
//	file PATH [size=N] [age=2h] [text=…] [mode=0600]
//	dir PATH                             an empty directory
//	link PATH TARGET
//	many BUCKET COUNT KEY [as object]    numbered objects: KEY has a %d
//	bucket NAME [region=R]               beside src and dst, which are always there
//	config KEY=VALUE                     a line of the profile's "s3 =" block
//	profile KEY=VALUE                    a line of the profile itself
//	env NAME=VALUE
//	run ARG…                             arguments of "aws s3" and of "clearway"
//	input size=N|text=…                  what the run before reads from stdin
//	ordered                              the lines of the run before come in one order
//	refused                              the run before is refused: any message, exit codes by docs/sync.md
//	differs lines|exit|state: REASON     the run before differs, as docs/sync.md says under REASON
//
// Words are parted by spaces; a Go string in double quotes is one word. Ages
// count back from one moment that both worlds share. Contents follow from the
// size alone, unless text says otherwise, so that equal sizes are equal bytes.
package conformance
