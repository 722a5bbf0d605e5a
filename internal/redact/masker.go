package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Kind is what a name names.
type Kind string

// The kinds.
const (
	Account Kind = "account"
	Bucket  Kind = "bucket"
	Key     Kind = "key" // one part of an object's key, between slashes
	User    Kind = "user"
	Role    Kind = "role"
	Set     Kind = "set" // a permission set that somebody made
	Host    Kind = "host"
	Name    Kind = "name" // anything else that somebody named
	ID      Kind = "id"   // an identifier that AWS gave out
)

// Masker gives masks. It may be used by many goroutines at once.
type Masker struct {
	secret []byte // nil: masks are numbered in the order in which names appear

	mutex sync.Mutex
	masks map[Kind]map[string]string
	words words // names to be found where nothing tells what they are
}

// New is a Masker. With a secret the same name gets the same mask in every run
// that has the secret; without one, masks count from 1 in each run and tell
// nothing. Whoever has the secret can find out by trying what a mask stands
// for: there are few account numbers.
func New(secret string) *Masker {
	m := &Masker{masks: map[Kind]map[string]string{}}
	if secret != "" {
		m.secret = []byte(secret)
	}
	return m
}

// Learn makes names known, so that they are masked wherever they stand.
func (m *Masker) Learn(kind Kind, names ...string) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	for _, name := range names {
		m.mask(kind, name)
	}
}

// LearnSets makes permission sets known, but for those of AWS's own.
func (m *Masker) LearnSets(names ...string) {
	m.Learn(Set, slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(awsSets, name) })...)
}

// LearnText finds what text names by its form, and makes it known.
func (m *Masker) LearnText(text string) { m.once(text) }

// LearnARN makes what one ARN names known; it may hold blanks.
func (m *Masker) LearnARN(text string) {
	m.mutex.Lock()
	defer m.mutex.Unlock()
	m.arn(text)
}

// mask gives the mask of a name, and makes the name known.
func (m *Masker) mask(kind Kind, name string) string {
	if name == "" {
		return ""
	}
	if known, ok := m.masks[kind][name]; ok {
		return known
	}
	if m.masks[kind] == nil {
		m.masks[kind] = map[string]string{}
	}
	mask := shape(kind, name, m.number(kind, name))
	m.masks[kind][name] = mask
	m.words.add(kind, name, mask)
	return mask
}

// number is what tells a mask from the others of its kind.
func (m *Masker) number(kind Kind, name string) uint64 {
	if m.secret == nil {
		return uint64(len(m.masks[kind]) + 1)
	}
	mac := hmac.New(sha256.New, m.secret)
	mac.Write([]byte(string(kind) + "\x00" + name))
	return binary.BigEndian.Uint64(mac.Sum(nil))
}

// shape writes a number in the form of what it stands for.
func shape(kind Kind, name string, n uint64) string {
	switch kind {
	case Account:
		return fmt.Sprintf("1234%08d", n%1e8)
	case Host:
		return fmt.Sprintf("host-%d.example", n%1e10)
	case User:
		if strings.Contains(name, "@") {
			return fmt.Sprintf("user-%d@example.com", n%1e10)
		}
	case ID:
		return shapeID(name, n)
	}
	return fmt.Sprintf("%s-%d", kind, n%1e10)
}

// shapeID keeps the prefix by which AWS tells its identifiers apart, and the
// length.
func shapeID(name string, n uint64) string {
	switch {
	case len(name) == 36 && strings.Count(name, "-") == 4:
		return fmt.Sprintf("00000000-0000-4000-8000-%012d", n%1e12)
	case len(name) > 4 && isUnique(name[:4]):
		return name[:4] + digits(n, len(name)-4)
	}
	prefix := ""
	if cut := strings.IndexByte(name, '-'); cut > 0 && cut < 8 {
		prefix = name[:cut+1]
	}
	return prefix + digits(n, len(name)-len(prefix))
}

// digits is n in so many digits, at most.
func digits(n uint64, width int) string {
	text := fmt.Sprintf("%0*d", width, n)
	return text[len(text)-width:]
}

// uniquePrefixes begin AWS's unique identifiers.
//
// AWS: IAM User Guide, reference_identifiers#identifiers-unique-ids
var uniquePrefixes = []string{"ABIA", "ACCA", "AGPA", "AIDA", "AIPA", "AKIA", "ANPA", "ANVA", "APKA", "AROA", "ASCA", "ASIA"}

func isUnique(prefix string) bool { return slices.Contains(uniquePrefixes, prefix) }
