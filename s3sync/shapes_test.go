package s3sync

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"sort"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
	"unicode/utf8"

	"clearway/store"
)

// shapes make n keys each, as buckets have them.
var shapes = map[string]func(n int) []string{
	"logs":  logKeys,
	"uuid":  uuidKeys,
	"tree":  treeKeys,
	"hot":   hotKeys,
	"seq":   seqKeys,
	"odd":   oddKeys,
	"words": wordKeys,
	"deep":  deepKeys,
	"runes": runeKeys,
	"mixed": func(n int) []string {
		var all []string
		for _, part := range []struct {
			under string
			make  func(int) []string
		}{{"backup/", treeKeys}, {"events/", hotKeys}, {"images/", uuidKeys}, {"logs/", logKeys}, {"warehouse/", seqKeys}} {
			for _, key := range part.make(n / 5) {
				all = append(all, part.under+key)
			}
		}
		return all
	},
}

func chance() *rand.Rand { return rand.New(rand.NewPCG(1, 2)) }

// logKeys are hourly partitions, some larger than others.
func logKeys(n int) []string {
	r, keys, at := chance(), make([]string, 0, n), time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for len(keys) < n {
		for i := range 20 + r.IntN(160) {
			keys = append(keys, fmt.Sprintf("logs/app=web/%s/part-%05d-%08x.json.gz", at.Format("year=2006/month=01/day=02/hour=15"), i, r.Uint32()))
		}
		at = at.Add(time.Hour)
	}
	return keys[:n]
}

func uuidKeys(n int) []string {
	r, keys := chance(), make([]string, n)
	for i := range keys {
		a, b := r.Uint64(), r.Uint64()
		keys[i] = fmt.Sprintf("%08x-%04x-4%03x-%04x-%012x.jpg", a>>32, a>>16&0xffff, a&0xfff, b>>48, b&(1<<48-1))
	}
	return keys
}

func treeKeys(n int) []string {
	keys := make([]string, n)
	for i := range keys {
		d := i / 20
		keys[i] = fmt.Sprintf("data/team-%03d/project-%03d/run-%03d/data/file-%05d.bin", d/37/37, d/37%37, d%37, i%20)
	}
	return keys
}

// hotKeys has nine tenths under one of a thousand tenants.
func hotKeys(n int) []string {
	r, keys := chance(), make([]string, n)
	for i := range keys {
		tenant := 42
		if i%10 == 0 {
			tenant = r.IntN(1000)
		}
		keys[i] = fmt.Sprintf("tenant-%04d/events/%013d-%012x.avro", tenant, 1704067200000+int64(i)*5000, r.Uint64()>>16)
	}
	return keys
}

func seqKeys(n int) []string {
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("export/part-%010d.parquet", i)
	}
	return keys
}

func oddKeys(n int) []string {
	tails := []string{" with space", "+plus&amp<lt>\"q'", "üñï-日本語", "percent%20%2F", "a//b", "emoji-😀", "semi;colon=,@:!$()*", "~tilde^`{|}"}
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("odd/d é+%06d/%09d%s", i/50, i, tails[i%len(tails)])
	}
	return keys
}

// wordKeys are names that people gave, of any length.
func wordKeys(n int) []string {
	r, keys := chance(), make([]string, n)
	words := []string{"report", "draft", "Final", "summer", "photo", "invoice", "contract", "notes", "a", "zoo", "IMG", "scan", "the", "kitchen", "über", "budget"}
	for i := range keys {
		for range 2 + r.IntN(4) {
			keys[i] += words[r.IntN(len(words))] + []string{"-", "_", "/", " "}[r.IntN(4)]
		}
		keys[i] += fmt.Sprint(r.IntN(n), ".txt")
	}
	return keys
}

// deepKeys share hundreds of bytes.
func deepKeys(n int) []string {
	long := ""
	for i := range 30 {
		long += fmt.Sprintf("level-%d/", i)
	}
	keys := make([]string, n)
	for i := range keys {
		keys[i] = fmt.Sprintf("%sx%d/%x", long, i%7, i)
	}
	return keys
}

// runeKeys are flat and of many scripts.
func runeKeys(n int) []string {
	r, keys, script := chance(), make([]string, n), []rune("aбв日本語한국어😀🙂éÿ0zλ")
	for i := range keys {
		for range 6 {
			keys[i] += string(script[r.IntN(len(script))])
		}
		keys[i] += fmt.Sprint(i)
	}
	return keys
}

// slowBucket lists keys in virtual time, as long as S3 takes.
type slowBucket struct {
	store.Store
	keys     []string
	requests atomic.Int64
	looks    atomic.Int64
	inFlight atomic.Int64
	most     atomic.Int64
	quick    bool // no time passes
	pageSize int
	broken   string // no page that holds this key is given
}

var errNoPage = errors.New("no page")

func newSlowBucket(keys []string) *slowBucket {
	keys = slices.Clone(keys)
	slices.Sort(keys)
	return &slowBucket{keys: slices.Compact(keys), pageSize: 1000}
}

func (b *slowBucket) List(context.Context, store.Range) iter.Seq2[store.Entry, error] {
	panic("listed in one piece")
}

func (b *slowBucket) Page(ctx context.Context, q store.Query, p *store.Page) error {
	b.requests.Add(1)
	n := b.inFlight.Add(1)
	defer b.inFlight.Add(-1)
	for most := b.most.Load(); n > most && !b.most.CompareAndSwap(most, n); most = b.most.Load() {
	}
	if q.After != "" && !utf8.ValidString(q.After) {
		return fmt.Errorf("asked for what comes after %q", q.After)
	}
	after := q.After
	if q.Token != "" {
		after = q.Token
	}
	at := sort.Search(len(b.keys), func(i int) bool { return b.keys[i] > after })
	most := b.pageSize
	if q.Most > 0 {
		most = min(most, q.Most)
		b.looks.Add(1)
	}
	end := min(at+most, len(b.keys))
	p.Entries, p.More, p.Token = p.Entries[:0], end < len(b.keys), ""
	for _, key := range b.keys[at:end] {
		p.Entries = append(p.Entries, store.Entry{Key: key, Size: 1, Modified: epoch})
	}
	if p.More {
		p.Token = b.keys[end-1]
	}
	if b.broken != "" && slices.Contains(b.keys[at:end], b.broken) {
		return errNoPage
	}
	if b.quick {
		return ctx.Err()
	}
	took := 20*time.Millisecond + time.Duration(end-at)*40*time.Microsecond
	select {
	case <-time.After(took*3/4 + rand.N(took/2)):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// listed is what a comparison of a bucket with its copy cost in virtual time.
type listed struct {
	took, alone time.Duration // alone: one page after the other
	requests    float64       // as a multiple of the least
	atOnce      int64
}

func compareCopy(t *testing.T, keys []string) (l listed) {
	from, to := newSlowBucket(keys), newSlowBucket(keys)
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		sum, err := Run(t.Context(), planFor(t, Options{Source: "s3://from-bucket", Dest: "s3://to-bucket", Delete: true}, from, to), Watch{})
		l.took = time.Since(begun)
		n := int64(len(from.keys))
		if err != nil || sum.Skipped[Same] != n || sum.ListedSource != n || sum.ListedDest != n || sum.Transferred+sum.Deleted > 0 {
			t.Errorf("%d keys: %+v, %v", n, sum, err)
		}
	})
	pages := (len(from.keys) + 999) / 1000
	made := from.requests.Load() + to.requests.Load()
	l.alone, l.requests, l.atOnce = time.Duration(pages)*60*time.Millisecond, float64(made)/float64(2*pages), from.most.Load()+to.most.Load()
	t.Logf("%.2fs, alone %.2fs; requests %d = %.3f of the least, %d looks; %d at once", l.took.Seconds(), l.alone.Seconds(),
		made, l.requests, from.looks.Load()+to.looks.Load(), l.atOnce)
	return l
}

// TestEveryShapeIsListedInParallel compares a bucket with its copy in virtual
// time. CLEARWAY_SHAPES=1000000 does so for that many keys.
func TestEveryShapeIsListedInParallel(t *testing.T) {
	sizes := []int{1000, 5000, 50_000}
	if more, err := strconv.Atoi(os.Getenv("CLEARWAY_SHAPES")); err == nil {
		sizes = []int{more}
	}
	for name, keys := range shapes {
		for _, n := range sizes {
			t.Run(fmt.Sprintf("%s %d", name, n), func(t *testing.T) {
				l := compareCopy(t, keys(n))
				switch {
				case n == 1000 && l.requests != 1:
					t.Errorf("%.3f times the least requests for a small bucket", l.requests)
				case n >= 50_000 && (l.took > l.alone*3/4 || l.requests > 1.5):
					t.Errorf("%v where one page after the other takes %v, %.3f times the least requests", l.took, l.alone, l.requests)
				}
			})
		}
	}
}
