package main

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// admin: /_stats /_reset /_bucket?name=&spec= /_model?field=value /_limit?write=&read=&depth=&burst=&fault=&reset= /_verify?src=&dst= /_split?bucket=&parts=
func (s *server) admin(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	num := func(k string, v *float64) {
		if x, err := strconv.ParseFloat(q.Get(k), 64); err == nil {
			*v = x
		}
	}
	switch r.URL.Path {
	case "/_stats":
		s.stats.serve(w)
	case "/_reset":
		s.stats.clear()
	case "/_bucket":
		if err := s.add(q.Get("name"), q.Get("spec")); err != nil {
			http.Error(w, err.Error(), 400)
		}
	case "/_model":
		m := s.model
		if q.Get("default") != "" {
			m = defaultModel()
		}
		for k, p := range map[string]*float64{"scale": &m.Scale, "sigma": &m.Sigma, "tail": &m.Tail, "listbase": &m.ListBase, "listperkey": &m.ListPerKey,
			"head": &m.Head, "get": &m.Get, "put": &m.Put, "copy": &m.Copy, "delete": &m.Delete, "multi": &m.Multi, "meta": &m.Meta, "stream": &m.StreamMBps, "copymbps": &m.CopyMBps} {
			num(k, p)
		}
		s.model = m
		json.NewEncoder(w).Encode(m)
	case "/_limit":
		l := &s.limit
		l.mu.Lock()
		depth := float64(l.depth)
		for k, p := range map[string]*float64{"read": &l.read, "write": &l.write, "burst": &l.burst, "depth": &depth, "fault": &l.fault, "reset": &l.reset} {
			num(k, p)
		}
		l.depth, l.buckets = int(depth), nil
		l.mu.Unlock()
	case "/_split": // parts-1 keys that cut the bucket into equal parts, then an empty one, each ended by a NUL
		b := s.bucket(q.Get("bucket"))
		if b == nil {
			http.Error(w, "no bucket", 404)
			return
		}
		n, _ := strconv.Atoi(q.Get("parts"))
		pages := (b.ks.Len() + 999) / 1000
		n = max(1, min(n, pages))
		for i := 1; i < n; i++ {
			w.Write(append(b.ks.Append(nil, i*pages/n*1000-1), 0))
		}
		w.Write([]byte{0})
	case "/_verify":
		a, b := s.bucket(q.Get("src")), s.bucket(q.Get("dst"))
		if a == nil || b == nil {
			http.Error(w, "no bucket", 404)
			return
		}
		json.NewEncoder(w).Encode(compare(a, b))
	default:
		http.NotFound(w, r)
	}
}
