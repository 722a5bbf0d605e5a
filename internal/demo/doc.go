// Package demo tells clearway's story in a running lab: the refused copy, three
// mends that do not work, the one that does. Each step is a real command run in
// a process of its own, with its real output; a step that turns out otherwise
// than told ends the demo with an error.
package demo
