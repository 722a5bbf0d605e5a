// Package arch holds the house to its rules: who may import whom, and that
// rules of AWS cite AWS. It has tests only; each failure names the sentence of
// docs/architecture.md that was broken.
package arch
