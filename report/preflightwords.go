package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"clearway/arn"
	"clearway/explain"
	"clearway/internal/msg"
	"clearway/internal/term"
	"clearway/shell"
)

// reasons says below the table why gates are shut, each once, and what is not
// known.
func (w *foretelling) reasons() {
	var said []string
	say := func(label, text string) {
		if slices.Contains(said, label+text) {
			return
		}
		if said = append(said, label+text); len(said) == 1 {
			w.b.WriteByte('\n')
		}
		w.labelled(label, text)
	}
	for _, o := range w.p.Open {
		say(cmp.Or(o.Code, w.out.Mark(term.No)), w.why(o))
	}
	for _, text := range w.unknowns() {
		say(w.out.Mark(term.Unknown), text)
	}
}

// unknowns says of each gate that is not known why; gates that could not be
// read for one and the same reason share a sentence. What AWS itself has let
// through is settled.
func (w *foretelling) unknowns() (texts []string) {
	places := map[string][]string{} // by the detail of what could not be read
	var order []PreflightOpening
	for _, r := range w.p.Rows {
		if r.Probe != nil && r.Probe.Answer == "yes" {
			continue
		}
		for _, g := range r.Gates {
			if g.State != "not known" {
				continue
			}
			o := PreflightOpening{Gate: g.Gate, Reason: g.Reason, Detail: g.Detail, Key: r.Key, Caller: r.Caller, Actions: []string{r.Action}}
			o.Bucket, o.Account = r.Bucket, w.accountOf(r, g.Gate)
			order = append(order, o)
			if place := w.place(o); o.Reason == "unread" && !slices.Contains(places[o.Detail], place) {
				places[o.Detail] = append(places[o.Detail], place)
			}
		}
	}
	for _, o := range order {
		text := w.why(o)
		if o.Reason == "unread" && o.Detail != "" {
			text = w.in(msg.GateSaysUnread, strings.Join(places[o.Detail], w.in(msg.CheckAnd)), o.Detail)
		}
		if !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return texts
}

// accountOf is the account in which a gate of a row stands.
func (w *foretelling) accountOf(r PreflightRow, gate string) string {
	switch gate {
	case "identity", "boundary", "session", "scp":
		return w.caller(r.Caller).Account
	}
	side := w.side(r.Source)
	if side == nil {
		return ""
	}
	if key, err := arn.Parse(side.Key); err == nil && r.Key != "" {
		return key.Account
	}
	return side.Account
}

func (w *foretelling) side(source bool) *PreflightSide {
	if source {
		return w.p.Source
	}
	return w.p.Dest
}

// labelColumn is the width of the labels below the table.
const labelColumn = 9

// labelled writes a label and a text beside it, wrapped but with names whole.
func (w *foretelling) labelled(label, text string) {
	for _, line := range term.Wrap(text, min(w.out.Columns, 100)-labelColumn-2) {
		fmt.Fprintf(&w.b, "  %s%s\n", label, pad(label, labelColumn)+line)
		label = ""
	}
}

// place names a gate with whose it is.
func (w *foretelling) place(o PreflightOpening) string {
	caller := w.shortName(w.caller(o.Caller))
	switch o.Gate {
	case "identity":
		return w.in(msg.PlaceIdentity, caller)
	case "boundary":
		return w.in(msg.PlaceBoundary, caller)
	case "session":
		return w.in(msg.PlaceSession)
	case "scp":
		return w.in(msg.PlaceSCP, o.Account)
	case "rcp":
		if o.Account == "" {
			return w.in(msg.PlaceRCPOver, o.Bucket)
		}
		return w.in(msg.PlaceRCPOf, o.Account)
	case "vpce":
		return w.in(msg.PlaceVPCE)
	case "bpa":
		return w.in(msg.PlaceBlockOf, o.Bucket)
	case "ownership", "owner":
		return w.in(msg.PlaceOwnership, o.Bucket)
	case "key":
		if o.Key == "" {
			return w.in(msg.PreflightKeyOf, o.Bucket)
		}
		return w.in(msg.PlaceKeyOf, o.Key)
	}
	if o.Bucket == "" {
		return w.in(msg.GateResource)
	}
	return w.in(msg.PlaceBucket, o.Bucket)
}

// why is the sentence for a gate that is shut or not known.
func (w *foretelling) why(o PreflightOpening) string {
	place, actions := w.place(o), strings.Join(o.Actions, ", ")
	switch o.Reason {
	case "deny":
		return w.in(msg.GateSaysDeny, place, actions)
	case "said":
		return w.in(msg.GateSaysSaid, w.in(msg.GateSaysNoAllow, place, actions))
	case "said-deny":
		if o.Gate == "bpa" {
			return w.in(msg.GateSaysSaid, w.in(msg.GateSaysBlocks, place, actions))
		}
		return w.in(msg.GateSaysSaid, w.in(msg.GateSaysDeny, place, actions))
	case "level":
		return w.in(msg.GateSaysLevel, place, o.Detail, actions)
	case "older-role":
		return w.in(msg.GateSaysOlderRole, place, lastPart(o.Detail))
	case "dead-id":
		return w.in(msg.GateSaysDeadID, place, o.Detail)
	case "near":
		if hint, ok := hintText(o.Detail); ok {
			return w.in(msg.GateSaysNear, place, actions, hint.In(w.lang))
		}
	case "public-policy":
		return w.in(msg.GateSaysPublic, place)
	case "maybe-public":
		return w.in(msg.GateSaysMaybePublic, place)
	case "public-acl":
		return w.in(msg.GateSaysPublicACL, place, o.Detail)
	case "no-acls":
		return w.in(msg.GateSaysNoACLs, place, o.Detail)
	case "others-own":
		return w.in(msg.GateSaysOthersOwn, place)
	case "other-owner":
		return w.in(msg.GateSaysOtherOwner, place, o.Detail)
	case "managed-key":
		return w.in(msg.GateSaysManagedKey, w.in(msg.PreflightKey, o.Key), o.Detail)
	case "key-state":
		return w.in(msg.GateSaysKeyState, w.in(msg.PreflightKey, o.Key), o.Detail)
	case "key-region":
		return w.in(msg.GateSaysKeyRegion, w.in(msg.PreflightKey, o.Key), o.Detail)
	case "no-owner":
		return w.in(msg.GateSaysNoOwner, w.in(msg.PlaceOwnership, o.Bucket), o.Detail)
	case "key-grant-alone":
		return w.in(msg.GateSaysGrantAlone, place, actions)
	case "open-keys":
		if o.Detail != "" {
			return w.in(msg.GateSaysOpenKeys, place, o.Detail)
		}
		return w.in(msg.GateSaysOpen, place)
	case "unread":
		if o.Detail == "" {
			return w.in(msg.GateSaysUnreadNoWord, place)
		}
		return w.in(msg.GateSaysUnread, place, o.Detail)
	}
	return w.in(msg.GateSaysNoAllow, place, actions)
}

// lastPart is the name at the end of an ARN.
func lastPart(text string) string { return text[strings.LastIndexByte(text, '/')+1:] }

// ways writes which identity can copy inside S3.
func (w *foretelling) ways() {
	for i, text := range w.wayLines() {
		if i == 0 {
			w.b.WriteByte('\n')
		}
		for _, line := range term.Wrap(text, w.out.Columns-2) {
			fmt.Fprintf(&w.b, "  %s\n", line)
		}
	}
}

// wayLines say, where two identities could share the work, which can copy
// inside S3.
func (w *foretelling) wayLines() (lines []string) {
	if len(w.p.Ways) < 2 {
		return nil
	}
	best := w.p.Ways[0]
	switch name := w.shortName(w.caller(best.Writer)); {
	case best.How == "inside" && best.Answer == "yes":
		lines = append(lines, w.in(msg.PreflightInside, name))
	case best.How == "through" && best.Answer == "yes":
		lines = append(lines, w.in(msg.PreflightThrough, w.shortName(w.caller(best.Reader)), name))
	}
	for _, way := range w.p.Ways {
		name := w.shortName(w.caller(way.Writer))
		switch {
		case way.How != "inside":
		case way.Answer == "no":
			lines = append(lines, w.in(msg.PreflightInsideNo, name, way.Refused))
		case way.Answer == "not known":
			lines = append(lines, w.in(msg.PreflightInsideDoubt, name))
		}
	}
	return lines
}

// notes writes what is let through and yet bites later, and what is assumed.
func (w *foretelling) notes() {
	for i, text := range w.noteLines() {
		if i == 0 {
			w.b.WriteByte('\n')
		}
		w.labelled(w.in(msg.PreflightNote), text)
	}
}

func (w *foretelling) noteLines() (lines []string) {
	for _, n := range w.p.Notes {
		lines = append(lines, w.note(n))
	}
	for _, code := range w.p.Assumed {
		if text, ok := assumptionText(code); ok {
			lines = append(lines, w.in(msg.SimulateAssumed, w.in(text)))
		}
	}
	return lines
}

func (w *foretelling) note(n PreflightNote) string {
	switch n.Kind {
	case "own-key":
		return w.in(msg.NoteOwnKey, n.Bucket, n.Detail)
	case "versions":
		return w.in(msg.NoteVersions, n.Bucket)
	case "lock":
		return w.in(msg.NoteLock, n.Bucket, n.Detail)
	}
	return w.in(msg.NoteWriterOwns, n.Bucket, n.Detail)
}

// verdict counts the calls.
func (w *foretelling) verdict() {
	w.b.WriteByte('\n')
	for _, v := range w.verdicts() {
		text := w.painted(v.answer, v.text)
		if v.answer == "yes" {
			text = w.out.Ok(text)
		}
		fmt.Fprintf(&w.b, "  %s\n", text)
	}
	if w.p.Expected != "" {
		fmt.Fprintf(&w.b, "  %s\n", expectedText(w.out, w.lang, w.p.Expected, decisionWord(w.p.Answer)))
	}
}

// verdicts are how many calls are refused, and of how many it is not known.
func (w *foretelling) verdicts() (out []struct{ answer, text string }) {
	s := w.p.Summary
	if s.Refused > 0 {
		out = append(out, struct{ answer, text string }{"no", w.in(msg.PreflightRefused, s.Refused, s.Calls)})
	}
	if s.NotKnown > 0 {
		out = append(out, struct{ answer, text string }{"not known", w.in(msg.PreflightUnknown, s.NotKnown, s.Calls)})
	}
	if len(out) == 0 {
		out = append(out, struct{ answer, text string }{"yes", w.in(msg.PreflightAll, s.Calls)})
	}
	return out
}

// decisionWord is an answer in the words of --expect.
func decisionWord(answer string) string {
	switch answer {
	case "yes":
		return "allow"
	case "no":
		return "deny"
	}
	return "unknown"
}

// remedy says who can open the shut gates, and with which command.
func (w *foretelling) remedy() {
	if w.oneCommand() {
		return
	}
	type way struct {
		id, who string
		codes   []string // what it opens
		command []string
	}
	var ways []*way
	for _, o := range w.p.Open {
		next := &way{id: w.who(o), who: w.who(o)}
		if o.Grant != nil {
			next.command = w.command(o, labelColumn+2)
			next.id = strings.Join(next.command, "")
		}
		at := slices.IndexFunc(ways, func(known *way) bool { return known.id == next.id })
		if at < 0 {
			at, ways = len(ways), append(ways, next)
		}
		if o.Code != "" && !slices.Contains(ways[at].codes, o.Code) {
			ways[at].codes = append(ways[at].codes, o.Code)
		}
	}
	for _, one := range ways {
		who := one.who
		if len(one.codes) > 0 && len(ways) > 1 {
			who = strings.Join(one.codes, ", ") + ": " + who
		}
		w.labelled(w.in(msg.PreflightOpens), who)
		for _, text := range one.command {
			w.b.WriteString(text + "\n")
		}
	}
}

// oneCommand is the end of a check where one grant opens every shut gate.
func (w *foretelling) oneCommand() bool {
	open := w.p.Open
	if w.check == nil || len(open) == 0 || open[0].Grant == nil || slices.ContainsFunc(open, func(o PreflightOpening) bool { return !slices.Equal(o.Grant, open[0].Grant) }) {
		return false
	}
	at := strings.TrimPrefix(open[0].Grant[1], "s3://")
	at, _, _ = strings.Cut(at, "/")
	fmt.Fprintf(&w.b, "  %s\n", w.in(msg.CheckOneCommand, at))
	for _, line := range w.command(open[0], 4) {
		w.b.WriteString(line + "\n")
	}
	return true
}

// who can open a gate.
func (w *foretelling) who(o PreflightOpening) string {
	text, ok := map[explain.Who]msg.Text{
		explain.SetOwner: msg.WhoSetOwner, explain.AccountAdmin: msg.WhoAccountAdmin, explain.Owner: msg.WhoOwner,
		explain.OrgAdmin: msg.WhoOrgAdmin, explain.NetworkOwner: msg.WhoNetworkOwner, explain.SessionMaker: msg.WhoSessionMaker,
		explain.KeyOwner: msg.PreflightKeyOwner, explain.You: msg.PreflightSelf,
	}[explain.Who(o.Who)]
	if !ok {
		text = msg.WhoElse
	}
	if o.Account == "" || explain.Who(o.Who) == explain.You {
		return w.in(text)
	}
	return w.in(msg.PreflightBy, w.in(text), o.Account)
}

// command is the grant that opens a bucket policy, with a backslash at the end
// of its lines where it does not fit one, so that it can be pasted.
func (w *foretelling) command(o PreflightOpening, margin int) []string {
	indent := strings.Repeat(" ", margin)
	owner := w.ownerFlag(o)
	line := Command(o.Grant) + " " + owner
	if term.Cells(indent+line) <= w.out.Columns {
		return []string{indent + w.out.Key(line)}
	}
	lines := foldGrant(line, owner, w.out.Columns-margin)
	for i := range lines {
		lines[i] = indent + w.out.Key(lines[i])
	}
	return lines
}

// ownerFlag leaves the profile of a gate's owner to the reader, unless one is
// known.
func (w *foretelling) ownerFlag(o PreflightOpening) string {
	if o.OwnerProfile != "" {
		return "--owner-profile " + shell.Word(o.OwnerProfile)
	}
	if o.Account == "" {
		return "--owner-profile '<" + w.in(msg.ExplainOwnProfile) + ">'"
	}
	return "--owner-profile " + "'" + w.in(msg.PreflightProfile, o.Account) + "'"
}
