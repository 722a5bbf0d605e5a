//go:build race

package conformance

// raced: the race detector watches clearway's commands.
const raced = true
