// Package report renders what the engines found: one renderer per form, all
// fed from the same value, so that text and JSON cannot disagree. It decides
// nothing and reads nothing; words come from internal/msg, widths and colours
// from internal/term.
//
// Each thing has a value type whose JSON form carries "schema":
// "clearway/<thing>/v1" with field names that stay, and a function that writes
// it as text:
//
//	report.WhoamiText(stream, msg.English, report.Whoami{Account: "111111111111", …})
package report
