package clienttest

import (
	"context"
	"testing"

	"clearway/lab"
	"clearway/lab/world"
)

// Lab brings up a lab of the world that is written there; it ends with the test.
func Lab(t testing.TB, text string) *lab.Lab {
	t.Helper()
	file, err := world.Parse("world of "+t.Name(), []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Start(context.Background(), lab.Options{World: file})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}
