package identity

import (
	"slices"
	"strings"
)

// nearest gives at most three of the names that look like the wanted one,
// nearest first: a slip or two away, or one within the other.
func nearest(wanted string, names []string) []string {
	type candidate struct {
		name     string
		distance int
	}
	var near []candidate
	low := strings.ToLower(wanted)
	allowed := 1
	if len(low) > 3 {
		allowed = max(2, len(low)/3) // two letters swapped are two slips
	}
	for _, name := range names {
		other := strings.ToLower(name)
		distance := slips(low, other)
		within := len(low) >= 3 && strings.Contains(other, low) || len(other) >= 3 && strings.Contains(low, other)
		if distance <= allowed || within {
			near = append(near, candidate{name, distance})
		}
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return a.distance - b.distance })
	var out []string
	for _, c := range near[:min(3, len(near))] {
		out = append(out, c.name)
	}
	return out
}

// slips counts the letters to add, drop or change to get from a to b.
func slips(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := diagonal
			if a[i-1] != b[j-1] {
				change++
			}
			diagonal = row[j]
			row[j] = min(change, row[j]+1, row[j-1]+1)
		}
	}
	return row[len(b)]
}
