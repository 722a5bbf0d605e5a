// Package scenario writes one request with all its policies down: as a line of
// JSON, which `clearway simulate --jsonl` reads and answers, and as a corpus
// file, which a person can read and a test can run. Both become the same
// authz.Request and authz.Layers.
package scenario
