package mem

import (
	"testing"

	"clearway/store"
	"clearway/store/storetest"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) store.Store { return New() })
}

func TestPaged(t *testing.T) {
	storetest.RunPaged(t, func(*testing.T) store.Paged { return New() })
}

func TestRemover(t *testing.T) {
	storetest.RunRemover(t, func(*testing.T) store.Remover { return New() })
}
