package report

import (
	"slices"
	"strings"

	"clearway/arn"
	"clearway/authz"
	"clearway/authz/bucket"
	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/need"
)

// notes are what the owner should know before saying yes.
func notes(lang msg.Language, g Grant) []string {
	var out []string
	if g.Trial != nil {
		for _, c := range g.Trial.Calls {
			switch {
			case c.DeniedBy != "" && c.After == string(authz.Shut):
				out = append(out, msg.GrantDenyStays.In(lang, c.Action, c.DeniedBy))
			case c.DeniedBy != "" && c.After == string(authz.NotKnown):
				out = append(out, msg.GrantDenyMay.In(lang, c.Action, c.DeniedBy))
			}
		}
		switch {
		case g.Trial.Restricted:
			out = append(out, msg.GrantRestricted.In(lang))
		case len(g.Trial.PublicBefore) > 0:
			out = append(out, msg.GrantPublicNote.In(lang))
		}
	}
	switch n := len(g.Dropped); {
	case n == 1:
		out = append(out, msg.GrantDroppedOne.In(lang, n))
	case n > 1:
		out = append(out, msg.GrantDroppedNote.In(lang, n))
	}
	if note := keyNote(lang, g); note != "" {
		out = append(out, note)
	}
	if g.Grantee == nil {
		return out
	}
	out = append(out, limitNotes(lang, g)...)
	out = append(out, settingNotes(lang, g)...)
	switch byName := g.Grantee.Match == "name"; {
	case byName && g.Grantee.Asked:
		out = append(out, msg.GrantNameNote.In(lang, fitsWords(lang, g.Grantee.Fits)))
	case byName && g.Grantee.Sure == "derived":
		out = append(out, msg.GrantDerivedNameNote.In(lang))
	case byName && g.Grantee.Sure == "aws-said":
		out = append(out, msg.GrantNameNote.In(lang, msg.GrantNameSeen.In(lang)))
	case byName:
		out = append(out, msg.GrantNameNote.In(lang, msg.GrantNameUnseen.In(lang)))
	case g.Grantee.Sure == "derived":
		out = append(out, msg.GrantDerivedNote.In(lang))
	}
	switch {
	case g.Grantee.Kind != "permission-set":
	case g.Grantee.Match == "exact":
		out = append(out, msg.GrantSuffixNote.In(lang))
	case g.Grantee.Asked: // the roles that it fits are named above
	default:
		out = append(out, msg.GrantNameFits.In(lang, g.Grantee.Name))
	}
	if g.SameOwners {
		out = append(out, msg.GrantSameAccount.In(lang))
	}
	return out
}

// What Grant.KeyNote may say of the key that the objects are under.
const (
	KeyShut    = "shut"    // its policy does not let the grantee in, and is not part of the plan
	KeyHolds   = "holds"   // its policy has the grant that is taken out
	KeyManaged = "managed" // aws/s3, and the grantee reads from another account
	KeyWriter  = "writer"  // aws/s3, and the grantee writes from another account
	KeyNone    = "none"    // there is none, and --with-key was given
)

var (
	keyNotes      = map[string]msg.Text{KeyShut: msg.GrantKeyShut, KeyHolds: msg.GrantKeyHolds}
	plainKeyNotes = map[string]msg.Text{KeyManaged: msg.GrantKeyManaged, KeyWriter: msg.GrantKeyWriter, KeyNone: msg.GrantKeyNone}
)

// keyNote is what KeyNote says; "" for nothing.
func keyNote(lang msg.Language, g Grant) string {
	if form, ok := keyNotes[g.KeyNote]; ok {
		return form.In(lang, keyID(g.KeyARN))
	}
	if form, ok := plainKeyNotes[g.KeyNote]; ok {
		return form.In(lang)
	}
	return ""
}

// GrantNothingText says that nothing was written; where there was nothing to
// write, also what is to be known of the key all the same.
func GrantNothingText(out *term.Stream, lang msg.Language, g Grant, sentence string) error {
	s := newSheet(out)
	s.mark(term.Absent, sentence)
	if note := keyNote(lang, g); note != "" && g.Outcome == GrantNothing {
		s.mark(term.Unknown, note)
	}
	return s.err
}

// limitNotes are about conditions, and about what no condition can limit.
func limitNotes(lang msg.Language, g Grant) []string {
	var out []string
	if g.Prefix != "" && g.Trial != nil {
		for _, c := range g.Trial.Calls {
			if c.Action == need.Action(need.ListMultipartUploads) {
				out = append(out, msg.GrantUploadNote.In(lang))
			}
		}
	}
	l := g.Limits
	if l == nil {
		return out
	}
	switch {
	case l.MovedFrom == "never":
		out = append(out, msg.GrantEndComes.In(lang))
	case l.MovedFrom != "" && l.Expires == nil:
		out = append(out, msg.GrantEndGoes.In(lang, l.MovedFrom))
	case l.MovedFrom != "":
		out = append(out, msg.GrantEndMoves.In(lang, l.MovedFrom))
	}
	if l.Org != "" {
		out = append(out, msg.GrantOrgNote.In(lang, l.Org))
	}
	return out
}

func fitsWords(lang msg.Language, roles []string) string {
	var names []string
	for _, text := range roles {
		role, _ := arn.ParseRole(text)
		names = append(names, role.Name)
	}
	list := strings.Join(names, msg.GrantComma.In(lang))
	if len(names) == 1 {
		return msg.GrantNameOne.In(lang, list)
	}
	return msg.GrantNameMany.In(lang, len(names), list)
}

// settingNotes are about settings of the bucket beside its policy.
func settingNotes(lang msg.Language, g Grant) []string {
	acl := slices.Contains(g.Opens, string(need.ReasonWriteACL))
	writes := slices.Contains(g.Opens, string(need.ReasonWrite))
	switch ownership := bucket.Ownership(g.ACLs); {
	case ownership == "" || !writes:
	case !ownership.ACLs() && acl:
		return []string{msg.GrantACLsOff.In(lang)}
	case ownership.ACLs() && !acl && !g.SameOwners:
		return []string{msg.GrantACLsOn.In(lang, g.ACLs)}
	}
	return nil
}
