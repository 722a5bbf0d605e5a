// Package msg holds the short sentences and labels that clearway shows, in
// English and Japanese side by side, so that neither can be forgotten.
//
// A sentence is a package variable of type Text in the file of its topic:
//
//	var GrantWritten = Text{En: "written to %s", Ja: "%s に書き込みました"}
//
// and is used as msg.GrantWritten.In(lang, bucket). Both forms take the same
// arguments; a test of this package compares their verbs. AWS words, ARNs and
// JSON are never translated. Long texts stand beside the cause or rule that
// they explain, not here.
package msg
