// Package term knows the terminal: whether a stream is watched by a person,
// how wide it is, which colours it may carry, and how to ask a question.
//
// Rules of the house: meaning is carried by words and shapes first, colour
// second; only the 16 terminal colours are used, so that the user's theme
// decides; NO_COLOR, TERM=dumb, a pipe or --color never remove them all, and
// CLICOLOR_FORCE or --color always keeps them. --plain also removes symbols,
// box lines and moving parts.
package term
