package s3sync

import (
	"context"

	"clearway/need"
	"clearway/store"
)

// relay reads the object as the source's identity and writes it as the
// destination's, with all that a copy inside S3 would keep.
func (s *ways) relay(ctx context.Context, a Action, key string, w store.Writing) error {
	c := store.ContentOf(s.plan.Source.Store, a.Source)
	if from, ok := s.plan.Source.Store.(store.Described); ok {
		var err error
		if w.Tags, err = s.tags(ctx, from, a.Source.Key, w); err != nil {
			return err
		}
		c = carrying(c, from, a.Source, w)
	}
	return s.plan.Dest.Store.Put(ctx, key, c, w)
}

// carrying is the content with the properties that a copy of it has. A small
// object tells them as it is read: there is no request for them alone.
func carrying(c store.Content, from store.Described, e store.Entry, w store.Writing) store.Content {
	open := c.Open
	c.Open = func(ctx context.Context, span store.Span) (*store.Object, error) {
		o, err := open(ctx, span)
		if err == nil {
			o.Properties = kept(w, o.Properties)
		}
		return o, err
	}
	c.Describe = func(ctx context.Context) (store.Properties, string, error) {
		carried, sum, err := from.Describe(ctx, e)
		return kept(w, carried), sum, err
	}
	return c
}

// kept are the properties of a copy: the source's, the command line's, or the
// source's where the command line names none. Redirects are never taken over.
//
// AWS: Amazon S3 API Reference, API_CopyObject (x-amz-metadata-directive); AWS
// CLI v2 Command Reference, s3/sync#options (--copy-props)
func kept(w store.Writing, carried store.Properties) store.Properties {
	carried.Redirect = ""
	switch {
	case w.Directive == store.DirectiveReplace, w.CopyProps == store.CopyPropsNone:
		return w.Properties
	case w.Directive == store.DirectiveCopy:
		carried.Redirect = w.Properties.Redirect
		return carried
	}
	return w.Properties.Over(carried)
}

// tags are the object's, where a copy keeps them and they may be read.
//
// AWS: Amazon S3 API Reference, API_CopyObject (x-amz-tagging-directive)
func (s *ways) tags(ctx context.Context, from store.Described, key string, w store.Writing) ([]store.Tag, error) {
	if w.CopyProps == store.CopyPropsNone || w.CopyProps == store.CopyPropsMetadata {
		return nil, nil
	}
	tags, err := from.Tags(ctx, key)
	if s.untagged(err, w) {
		return nil, nil
	}
	return tags, err
}

// untagged reports whether a copy failed only because its tags could not be
// read, and warns of it, once in a run.
func (s *ways) untagged(err error, w store.Writing) bool {
	refusal := refusalIn(err)
	if refusal == nil || refusal.Call != need.GetObjectTagging || w.CopyProps != store.CopyPropsDefault && w.CopyProps != store.CopyPropsDirective {
		return false
	}
	s.tagless.Do(func() { s.report.notice(&Untagged{err}) })
	return true
}
