package dir

import "strings"

// windowsRefuses reports whether a part of a key cannot be a file's name on
// Windows, or would mean something else there: a device, a stream, a drive, a
// path of its own, or a name without its last dots and spaces.
func windowsRefuses(key string) bool {
	for part := range strings.SplitSeq(key, "/") {
		if part == "" || part == "." || part == ".." {
			continue
		}
		if strings.ContainsAny(part, `<>:"\|?*`) || strings.HasSuffix(part, ".") || strings.HasSuffix(part, " ") ||
			strings.ContainsFunc(part, func(r rune) bool { return r < ' ' }) {
			return true
		}
		stem, _, _ := strings.Cut(part, ".")
		if isDevice(strings.ToUpper(strings.TrimRight(stem, " "))) {
			return true
		}
	}
	return false
}

func isDevice(stem string) bool {
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	rest, serial := strings.CutPrefix(stem, "COM")
	if !serial {
		rest, serial = strings.CutPrefix(stem, "LPT")
	}
	if !serial {
		return false
	}
	switch rest {
	case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³":
		return true
	}
	return false
}
