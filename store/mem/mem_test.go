package mem

import (
	"testing"

	"clearway/store"
	"clearway/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return New() })
}
