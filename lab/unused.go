package lab

import (
	"net"
	"net/http"
	"sync"
)

// unused keeps the connections on which no request has come yet. Clients open
// some to have them at hand, and http.Server.Shutdown waits seconds for them.
type unused struct {
	lock  sync.Mutex
	conns map[net.Conn]bool
}

// note is the server's ConnState.
func (u *unused) note(c net.Conn, state http.ConnState) {
	u.lock.Lock()
	defer u.lock.Unlock()
	if state != http.StateNew {
		delete(u.conns, c)
		return
	}
	if u.conns == nil {
		u.conns = map[net.Conn]bool{}
	}
	u.conns[c] = true
}

// close closes them: nobody waits for an answer there.
func (u *unused) close() {
	u.lock.Lock()
	defer u.lock.Unlock()
	for c := range u.conns {
		c.Close() //nolint:errcheck // nothing was said on it
	}
}
