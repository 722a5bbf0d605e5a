// Package stream is a Store of one object that is read or written once, in its
// order: standard input or output. Its size is not known before its end.
package stream
