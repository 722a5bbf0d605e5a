package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"clearway/identity"
	"clearway/report"
	"clearway/s3sync"
	"clearway/store"
	"clearway/store/s3"
)

// lsOptions are the flags of ls.
type lsOptions struct {
	syncOptions
	recursive, human, summarize bool
	bucketPrefix, bucketRegion  string
}

func newLsCmd(e *env) *cobra.Command {
	var o lsOptions
	cmd := &cobra.Command{
		Use:   "ls [s3://BUCKET/PREFIX]",
		Short: "List buckets, a folder or everything below it, as aws s3 ls",
		Long: `Lists the buckets, what begins with a prefix up to the next slash, or with
--recursive everything that begins with it. Lines are those of ` + "`aws s3 ls`" + `.

Exit codes: 0 done, 1 nothing begins with the prefix, 252 usage, 253 sign-in or
credentials, 254 AWS refused, 255 anything else.

AWS permissions: s3:ListBucket, for buckets s3:ListAllMyBuckets.`,
		Example: `  clearway ls
  clearway ls s3://my-bucket/2026/
  clearway ls s3://my-bucket --recursive --human-readable --summarize`,
		Args: func(*cobra.Command, []string) error { return nil },
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 1 {
				return coded(awsExitUsage, unknownOptions(args[1:]...))
			}
			if err := o.check(cmd.Flags(), args); err != nil {
				return coded(awsExitUsage, err)
			}
			return runLs(cmd.Context(), e, o, strings.TrimPrefix(strings.Join(args, ""), "s3://"))
		},
	}
	cmd.SetFlagErrorFunc(awsFlagError)
	cmd.Annotations = map[string]string{s3Command: "ls"}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&o.recursive, "recursive", false, "list everything below the prefix")
	f.BoolVar(&o.human, "human-readable", false, "sizes as 1.5 MiB")
	f.BoolVar(&o.summarize, "summarize", false, "say at the end how many objects, and how large they are together")
	f.StringVar(&o.bucketPrefix, "bucket-name-prefix", "", "only buckets whose names begin so")
	f.StringVar(&o.bucketRegion, "bucket-region", "", "only buckets of this region")
	addRequestFlags(f, &o.syncOptions)
	addIgnoredFlags(f, &o.syncOptions)
	return cmd
}

// awsExitService is aws-cli v2's for a refusal outside of transfers.
const awsExitService = 254

// pageOfLines holds the lines of a page, so that it is written at once.
const pageOfLines = 256 << 10

func runLs(ctx context.Context, e *env, o lsOptions, place string) error {
	who, err := identity.Open(ctx, e.identityOptions(""))
	if err != nil {
		return coded(awsExitFatal, &told{identityMessage(e.lang, err), err})
	}
	l := &listed{o: o, out: bufio.NewWriterSize(e.out, pageOfLines)}
	err = errors.Join(l.list(ctx, who, place), l.out.Flush())
	var answer *store.Error
	switch {
	case err == nil && l.nothing && l.key != "":
		return coded(awsExitFailed, nil)
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return coded(exitInterrupted, nil) // as aws-cli, without a word
	case errors.As(err, &answer):
		return coded(awsExitService, err)
	}
	if refined := who.Refine(err); refined != err {
		return coded(awsExitConfig, &told{identityMessage(e.lang, refined), refined})
	}
	return coded(awsExitFatal, err)
}

// listed is a listing under way.
type listed struct {
	o              lsOptions
	out            *bufio.Writer
	key            string
	nothing        bool
	objects, bytes int64
	line           []byte // used again
	days           days
}

func (l *listed) list(ctx context.Context, who *identity.Identity, place string) error {
	so := s3.Options{EndpointURL: who.EndpointURL, PageSize: l.o.pageSize, RequestPayer: l.o.requestPayer != "", Requests: l.o.requests}
	bucket, key, err := s3sync.SplitURL(place)
	switch {
	case place == "" || place == "/":
		return s3.Buckets(ctx, who.Config, so, l.o.bucketPrefix, l.o.bucketRegion, func(name string, made time.Time) {
			fmt.Fprintf(l.out, "%s %s\n", l.days.stamp(nil, made), name)
		})
	case err != nil:
		return err
	}
	l.key, l.nothing = key, true
	b := s3.New(who.Config, bucket, so)
	if l.o.recursive {
		err = l.everything(ctx, bucket, b)
	} else {
		err = b.Folder(ctx, key, l.folder)
	}
	if err != nil {
		return err
	}
	if l.o.summarize {
		fmt.Fprintf(l.out, "\nTotal Objects: %d\n   Total Size: %s\n", l.objects, l.size(l.bytes))
	}
	return nil
}

// everything lists all that begins with the key. Each page is written by itself,
// so that whoever reads sees it at once.
//
// AWS: Amazon S3 User Guide, s3-express-APIs (ListObjectsV2)
func (l *listed) everything(ctx context.Context, bucket string, b *s3.Store) error {
	if strings.HasSuffix(bucket, "--x-s3") { // a directory bucket, whose keys come in no order
		for o, err := range b.List(ctx, store.Range{Prefix: l.key}) {
			if err != nil {
				return err
			}
			l.object(o.Modified, o.Size, []byte(o.Key))
		}
		return nil
	}
	scratch := &scratch{}
	defer scratch.close()
	return s3sync.List(ctx, bucket, b, l.key, scratch, func(page iter.Seq[s3sync.Found]) error {
		for o := range page {
			l.object(time.Unix(o.Modified, 0), o.Size, o.Key)
		}
		return l.out.Flush()
	})
}

func (l *listed) folder(folders []string, objects []store.Entry) error {
	for _, f := range folders {
		l.nothing = false
		fmt.Fprintf(l.out, "%30s %s/\n", "PRE", path.Base("/"+strings.TrimSuffix(f, "/")))
	}
	for _, o := range objects {
		l.object(o.Modified, o.Size, []byte(o.Key[strings.LastIndexByte(o.Key, '/')+1:]))
	}
	return nil
}

func (l *listed) object(modified time.Time, size int64, name []byte) {
	l.nothing = false
	l.objects++
	l.bytes += size
	line := l.days.stamp(l.line[:0], modified)
	line = append(line, ' ')
	start := len(line)
	if l.o.human {
		line = append(line, report.Sized(size)...)
	} else {
		line = strconv.AppendInt(line, size, 10)
	}
	const column = 10
	line = slices.Insert(line, start, spaces[:max(column-(len(line)-start), 0)]...)
	line = append(line, ' ')
	line = append(append(line, name...), '\n')
	l.line = line
	l.out.Write(line) //nolint:errcheck // kept until it is flushed
}

var spaces = []byte("          ")

func (l *listed) size(bytes int64) string {
	if l.o.human {
		return report.Sized(bytes)
	}
	return strconv.FormatInt(bytes, 10)
}
