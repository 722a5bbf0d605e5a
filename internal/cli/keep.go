package cli

import (
	"errors"
	"fmt"
	"os"
)

// keptStamp is the time in the name of a file that keeps what was there before.
const keptStamp = "20060102T150405Z"

// keepCopy writes what is about to be replaced to a new file, name with ending,
// or the first numbered name that is free.
func keepCopy(name, ending string, old []byte) (path string, err error) {
	for n := 1; n < 100; n++ {
		path = name + ending
		if n > 1 {
			path = fmt.Sprintf("%s-%d%s", name, n, ending)
		}
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, os.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(old)
		return path, errors.Join(err, file.Close())
	}
	return "", fmt.Errorf("%s%s and 98 more exist already", name, ending)
}
