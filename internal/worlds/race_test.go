//go:build race

package worlds

// raced: the race detector watches clearway's commands.
const raced = true
