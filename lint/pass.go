package lint

// pass is one reading of one document.
type pass struct{}
