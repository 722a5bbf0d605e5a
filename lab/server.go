package lab

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"clearway/lab/call"
	"clearway/lab/ec2"
	"clearway/lab/iam"
	"clearway/lab/kms"
	"clearway/lab/organizations"
	"clearway/lab/s3"
	"clearway/lab/s3/store"
	"clearway/lab/sso"
	"clearway/lab/ssoadmin"
	"clearway/lab/sts"
	"clearway/lab/world"
)

// Options say how a lab is to be. The zero value is the built-in world, in
// memory, on a free port.
type Options struct {
	State  string           // directory that keeps the world; "" keeps it in memory
	Listen string           // loopback address; "" picks a free port
	World  *world.File      // world to begin with; nil: what State holds, else the built-in one
	Log    io.Writer        // a line for each request and decision; nil: none
	Now    func() time.Time // nil: time.Now
	// AutoApprove allows each sign-in at once, for the first user of the world.
	AutoApprove bool
	// CredentialCommand is the program, with its first arguments, that the
	// profiles' credential_process runs before "lab credentials …"; nil:
	// clearway, from the PATH. A program that names itself has to know that
	// command: a test would start all its tests anew instead.
	CredentialCommand []string
	// Pointer is a file that is to name the directory of this lab's files, so
	// that others find the lab that was started last; "": none.
	Pointer string
}

// Lab is a running lab.
type Lab struct {
	url     string
	dir     string // where the configuration files are
	memory  bool   // dir goes with the lab
	pointer string
	world   *world.World
	buckets *store.Store
	server  *http.Server
	unused  unused
	served  chan error
	cancel  context.CancelFunc
	closing sync.Once
	closed  error
}

// ErrAddressTaken is the cause when another program listens where the lab was
// to listen.
var ErrAddressTaken = errors.New("another program is listening there")

// ErrAddress is the cause when the lab cannot or will not listen on an address
// of that form.
var ErrAddress = errors.New("the lab listens on loopback addresses only, such as 127.0.0.1:4566")

// Start brings a lab up; it answers when Start returns. It ends with Close or
// with ctx.
func Start(ctx context.Context, o Options) (*Lab, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	listener, err := listen(ctx, o.Listen)
	if err != nil {
		return nil, err
	}
	l := &Lab{url: "http://" + listener.Addr().String(), memory: o.State == "", pointer: o.Pointer, served: make(chan error, 1)}
	if err := l.open(o); err != nil {
		return nil, errors.Join(err, listener.Close(), l.release())
	}
	token := rand.Text()
	d, err := newDispatcher(l, o, token)
	if err == nil {
		err = l.writeFiles(o, token)
	}
	if err != nil {
		return nil, errors.Join(err, listener.Close(), l.release())
	}
	l.server = &http.Server{
		Handler: d, ReadHeaderTimeout: time.Minute, MaxHeaderBytes: 1 << 20,
		ErrorLog: log.New(d.log, "", 0), ConnState: l.unused.note,
	}
	go func() { l.served <- l.server.Serve(listener) }()
	ctx, l.cancel = context.WithCancel(ctx)
	context.AfterFunc(ctx, func() { l.Close() }) //nolint:errcheck // Close gives its error to whoever calls it
	return l, nil
}

// listen takes the address; only loopback ones, since the lab's keys open it to
// whoever can reach it.
func listen(ctx context.Context, address string) (net.Listener, error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w (%w)", address, ErrAddress, err)
	}
	if host == "localhost" {
		host = "127.0.0.1"
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return nil, fmt.Errorf("listen on %q: %w", address, ErrAddress)
	}
	var config net.ListenConfig
	listener, err := config.Listen(ctx, "tcp", net.JoinHostPort(host, port))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("listen on %s: %w", address, ErrAddressTaken)
	}
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	return listener, nil
}

// open brings the world and the buckets to life.
func (l *Lab) open(o Options) error {
	var err error
	l.dir = o.State
	if l.memory {
		if l.dir, err = os.MkdirTemp("", "clearway-lab-"); err != nil {
			return fmt.Errorf("make a directory for the lab's configuration: %w", err)
		}
	} else if err := os.MkdirAll(l.dir, 0o700); err != nil {
		return fmt.Errorf("make the state directory: %w", err)
	}
	if l.dir, err = filepath.Abs(l.dir); err != nil {
		return fmt.Errorf("find the state directory: %w", err)
	}
	if l.world, err = world.Open(o.State, o.World, o.Now); err != nil {
		return err
	}
	bucketDir := ""
	if !l.memory {
		bucketDir = filepath.Join(l.dir, "s3")
	}
	if l.buckets, err = store.Open(bucketDir); err != nil {
		return fmt.Errorf("open the lab's buckets: %w", err)
	}
	return nil
}

// services are what the lab has, by the name in a signature's scope.
func (l *Lab) services(o Options) (map[string]service, error) {
	front := s3.New(l.world, l.buckets)
	region := ""
	l.world.Look(func(d *world.Data) { region = d.Region })
	load := func(buckets []world.Bucket) error { return front.Load(buckets, region) }
	if err := l.world.Populate(load); err != nil {
		return nil, err
	}
	return map[string]service{
		"s3": front, "sts": sts.New(l.world), "iam": iam.New(l.world), "sso": sso.New(l.world, o.AutoApprove),
		"kms": kms.New(l.world), "organizations": organizations.New(l.world), "sso-admin": ssoadmin.New(l.world),
		"ec2": ec2.New(l.world),
	}, nil
}

// URL is the lab's address: http://127.0.0.1:PORT.
func (l *Lab) URL() string { return l.url }

// World is what the lab knows, for those who want to look or change it without
// a request.
func (l *Lab) World() *world.World { return l.world }

// Buckets is what the lab stores, for those who want to look without a request.
func (l *Lab) Buckets() *store.Store { return l.buckets }

// Close ends the lab: requests under way are given a moment to end, then all is
// released. It can be called more than once.
func (l *Lab) Close() error {
	l.closing.Do(func() {
		l.cancel()
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		l.unused.close()
		err := l.server.Shutdown(ctx)
		if errors.Is(err, context.DeadlineExceeded) {
			err = l.server.Close()
		}
		if served := <-l.served; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		l.closed = errors.Join(err, l.release())
	})
	return l.closed
}

// release gives back what the lab holds on disk.
func (l *Lab) release() error {
	var errs []error
	if l.buckets != nil {
		errs = append(errs, l.buckets.Close())
	}
	if l.dir == "" {
		return errors.Join(errs...)
	}
	errs = append(errs, l.removeFiles())
	if l.memory {
		errs = append(errs, os.RemoveAll(l.dir))
	}
	return errors.Join(errs...)
}

// service answers the requests of one AWS service, refusals of the signature
// among them.
type service interface {
	call.Service
	Refuse(w http.ResponseWriter, r *http.Request, c *call.Call, err error)
}
