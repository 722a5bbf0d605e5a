package msg

import (
	"fmt"
	"strings"
)

// Choose picks the language: the --lang flag if it is set, else CLEARWAY_LANG,
// else the locale in the usual order of LC_ALL, LC_MESSAGES, LANG. A flag or
// CLEARWAY_LANG that names no language of ours is an error; a locale is not.
func Choose(flag string, getenv func(string) string) (Language, error) {
	for _, asked := range []struct{ from, value string }{{"--lang", flag}, {"CLEARWAY_LANG", getenv("CLEARWAY_LANG")}} {
		switch {
		case asked.value == "":
			continue
		case asked.value == string(English), asked.value == string(Japanese):
			return Language(asked.value), nil
		}
		return English, fmt.Errorf("%s: %q is not a language clearway speaks: use en or ja", asked.from, asked.value)
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := getenv(name); locale != "" {
			if strings.HasPrefix(locale, "ja") {
				return Japanese, nil
			}
			return English, nil
		}
	}
	return English, nil
}
