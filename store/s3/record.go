package s3

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
)

const (
	recordSchema = "clearway/upload/v1"
	recordSuffix = ".upload"
	longestLine  = 1 << 20
)

// record is the file that remembers one upload: a line with what it is, then a
// line for each part that was written. It is locked while a run is at it; the
// lock ends with the process. The methods of a nil record do nothing.
type record struct {
	header Unfinished

	mu      sync.Mutex
	file    *os.File
	removed bool
}

// recordedPart is a part as it was written.
type recordedPart struct {
	Part int32  `json:"part"`
	ETag string `json:"etag"`
}

// claim opens a record, new or not; nil where another run has it, or where it
// cannot be had.
func claim(path string) *record {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil
	}
	if !lock(file) {
		file.Close()
		return nil
	}
	return &record{file: file}
}

var errNoRecord = errors.New("the file is no record of an upload")

// read gives what the file holds. A part's line that cannot be read ends it:
// the run was killed while it wrote.
func (r *record) read() (Unfinished, []recordedPart, error) {
	if _, err := r.file.Seek(0, io.SeekStart); err != nil {
		return Unfinished{}, nil, err
	}
	return readRecord(r.file)
}

func readRecord(from io.Reader) (u Unfinished, parts []recordedPart, err error) {
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, longestLine)
	if !lines.Scan() || json.Unmarshal(lines.Bytes(), &u) != nil || u.Schema != recordSchema || u.Upload == "" || u.Key == "" || u.Bucket == "" {
		return Unfinished{}, nil, errors.Join(errNoRecord, lines.Err())
	}
	for lines.Scan() {
		var p recordedPart
		if json.Unmarshal(lines.Bytes(), &p) != nil || p.Part < 1 || p.ETag == "" {
			break
		}
		parts = append(parts, p)
	}
	u.Parts = len(parts)
	return u, parts, nil
}

func readUnfinished(path string) (Unfinished, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return Unfinished{}, err
	}
	u, _, err := readRecord(bytes.NewReader(text))
	if err != nil {
		return Unfinished{}, fmt.Errorf("%s: %w", path, err)
	}
	u.path = path
	if r := claim(path); r == nil {
		u.InUse = true
	} else {
		r.release()
	}
	return u, nil
}

func sortUnfinished(all []Unfinished) {
	slices.SortFunc(all, func(a, b Unfinished) int {
		return cmp.Or(cmp.Compare(a.Bucket, b.Bucket), cmp.Compare(a.Key, b.Key), a.Begun.Compare(b.Begun))
	})
}

// begin forgets what the file held and remembers a new upload.
func (r *record) begin(id string) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.header.Upload = id
	if r.removed || r.file.Truncate(0) != nil {
		return
	}
	if _, err := r.file.Seek(0, io.SeekStart); err == nil {
		r.line(r.header)
	}
}

// goOn remembers an upload of before with those of its parts that are there.
func (r *record) goOn(before Unfinished, parts map[int32]types.CompletedPart) {
	r.header = before
	r.begin(before.Upload)
	for _, p := range parts {
		r.done(p)
	}
}

// done remembers a part.
func (r *record) done(p types.CompletedPart) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.removed {
		r.line(recordedPart{aws.ToInt32(p.PartNumber), aws.ToString(p.ETag)})
	}
}

// line writes one line by one write. What cannot be written is not remembered,
// and is done again. The caller holds the lock.
func (r *record) line(value any) {
	if text, err := json.Marshal(value); err == nil {
		r.file.Write(append(text, '\n')) //nolint:errcheck // see above
	}
}

// remove forgets the upload.
func (r *record) remove() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.removed = true
	r.file.Truncate(0)       //nolint:errcheck // an empty file is no record either
	os.Remove(r.file.Name()) //nolint:errcheck // see above
}

// release lets others have the record. One that remembers nothing goes.
func (r *record) release() {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if info, err := r.file.Stat(); err == nil && info.Size() == 0 && !r.removed {
		os.Remove(r.file.Name()) //nolint:errcheck // an empty file is no record
	}
	r.file.Close()
}
