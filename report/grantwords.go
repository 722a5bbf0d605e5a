package report

import (
	"strings"
	"time"

	"clearway/internal/msg"
)

func purposeWords(lang msg.Language, g Grant) string {
	form := map[string]msg.Text{
		"sync-source": msg.GrantForSource, "sync-delete": msg.GrantForDelete, "list": msg.GrantForList, "multipart": msg.GrantForParts,
	}[g.Purpose]
	if form.En == "" {
		form = msg.GrantForDest
	}
	text := form.In(lang, reasonWords(lang, g.Opens))
	if g.Prefix != "" {
		text += msg.GrantUnder.In(lang, g.Prefix)
	}
	return text
}

func notWords(lang msg.Language, g Grant) string {
	var parts []string
	for _, r := range g.OpensNot {
		parts = append(parts, msg.GrantNot.In(lang, reasonWord(lang, r)))
	}
	return strings.Join(parts, msg.GrantComma.In(lang))
}

func reasonWords(lang msg.Language, reasons []string) string {
	var parts []string
	for _, r := range reasons {
		parts = append(parts, reasonWord(lang, r))
	}
	return strings.Join(parts, msg.GrantComma.In(lang))
}

func reasonWord(lang msg.Language, reason string) string {
	word, ok := map[string]msg.Text{
		"list": msg.GrantReasonList, "read": msg.GrantReasonRead, "read-tags": msg.GrantReasonReadTags,
		"write": msg.GrantReasonWrite, "write-tags": msg.GrantReasonWriteTags, "delete": msg.GrantReasonDelete,
		"write-acl": msg.GrantReasonWriteACL, "multipart": msg.GrantReasonMultipart,
	}[reason]
	if !ok {
		return reason
	}
	return word.In(lang)
}

// limitWords says what narrows a grant; "" for nothing.
func limitWords(lang msg.Language, l *GrantLimits) string {
	if l == nil {
		return ""
	}
	var parts []string
	if l.Org != "" {
		parts = append(parts, msg.GrantInOrg.In(lang, l.Org))
	}
	if l.SecureTransport {
		parts = append(parts, msg.GrantOverTLS.In(lang))
	}
	if l.Expires != nil {
		parts = append(parts, msg.GrantUntil.In(lang, l.Expires.UTC().Format(time.RFC3339)))
	}
	return strings.Join(parts, msg.GrantComma.In(lang))
}

// managedWords says what manages a bucket, and what follows.
func managedWords(lang msg.Language, by GrantManager) string {
	form := msg.GrantByMaybe
	if by.Sure {
		form = msg.GrantBySure
	}
	return form.In(lang, by.Tool, by.Detail)
}
