package cli

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"clearway/identity"
	"clearway/internal/msg"
	"clearway/report"
	"clearway/s3sync"
	"clearway/store/s3"
)

// patienceOfHead is how long the head of the frame waits for what is only nice to
// know.
const patienceOfHead = time.Second

// header says who does what how. Where somebody watches, AWS is asked for what
// the profiles do not tell: accounts and regions. What it does not tell soon is
// left out.
func (r *syncRun) header(ctx context.Context) report.SyncHeader {
	h := report.SyncHeader{Now: r.env.now(), From: report.SyncPlace{Name: r.plan.Source.String()}, To: report.SyncPlace{Name: r.plan.Dest.String()}, How: r.how()}
	if !r.show.Moves() || r.env.global.noSignRequest {
		h.As = r.actors(make([]identity.Standing, len(r.sides())))
		return h
	}
	ctx, cancel := context.WithTimeout(ctx, patienceOfHead)
	defer cancel()
	standings := r.standings(ctx)
	var accounts []string
	for _, s := range standings {
		if s.Account != "" && !slices.Contains(accounts, s.Account) {
			accounts = append(accounts, s.Account)
		}
	}
	var asking sync.WaitGroup
	for _, end := range []struct {
		of    s3sync.End
		owner string
		to    *report.SyncPlace
	}{{r.plan.Source, r.o.two.sourceOwner, &h.From}, {r.plan.Dest, r.o.two.destOwner, &h.To}} {
		if bucket, ok := end.of.Store.(*s3.Store); ok {
			asking.Go(func() {
				owners := accounts
				if end.owner != "" {
					owners = []string{end.owner}
				}
				place := bucket.Where(ctx, owners...)
				end.to.Account, end.to.Region = place.Account, place.Region
			})
		}
	}
	asking.Wait()
	h.As = r.actors(standings)
	return h
}

// standings are what is known of each side's identity.
func (r *syncRun) standings(ctx context.Context) []identity.Standing {
	sides := r.sides()
	out := make([]identity.Standing, len(sides))
	var group errgroup.Group
	for i, side := range sides {
		group.Go(func() (err error) {
			out[i] = side.who.Standing(ctx)
			if out[i].Account == "" {
				out[i].Account, err = side.who.Account(ctx)
			}
			return err
		})
	}
	group.Wait() //nolint:errcheck // what is not known is left out
	return out
}

// actors are who acts: one line, or one for each side.
func (r *syncRun) actors(standings []identity.Standing) []report.SyncActor {
	sides := r.sides()
	out := make([]report.SyncActor, len(sides))
	for i, side := range sides {
		s := standings[i]
		out[i] = report.SyncActor{Who: r.actor(side, s.Account), SignIn: s.SignIn, Ends: s.Expires, Renewal: string(s.Renewal)}
	}
	if r.two() {
		out[0].Who = msg.SyncReads.In(r.env.lang, out[0].Who)
		out[1].Who = msg.SyncWrites.In(r.env.lang, out[1].Who)
	}
	return out
}

func (r *syncRun) actor(side *syncSide, account string) string {
	lang, p := r.env.lang, side.who.Profile
	switch {
	case r.env.global.noSignRequest:
		return msg.SyncAsNobody.In(lang)
	case side.who.FromEnvironment && account != "":
		return msg.WhoamiInAccount.In(lang, msg.SyncAsEnv.In(lang), account)
	case side.who.FromEnvironment:
		return msg.SyncAsEnv.In(lang)
	case p.PermissionSet() != "" && account != "":
		return msg.SyncAsSet.In(lang, p.PermissionSet(), account, p.Name)
	case p.PermissionSet() != "" && p.AccountID() != "":
		return msg.SyncAsSet.In(lang, p.PermissionSet(), p.AccountID(), p.Name)
	case account != "":
		return msg.WhoamiInAccount.In(lang, msg.SyncAsProfile.In(lang, p.Name), account)
	}
	return msg.SyncAsProfile.In(lang, p.Name)
}
