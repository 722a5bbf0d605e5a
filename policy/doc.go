// Package policy reads, prints, edits and compares policy documents: identity,
// bucket, key, trust, boundary and control policies, which share one grammar.
//
// Parse keeps the line and column of everything, and refuses what AWS refuses
// about the form: unknown or misspelt elements, duplicate names, contradictory
// elements. Read goes on where Parse stops, and lists everything that is wrong
// with the form. Whether a statement can do what it says is not asked here.
//
// Insert, Remove and RemovePrincipals change a document's text and leave every
// other byte as it was, since the rest is somebody else's.
//
// AWS: IAM User Guide, reference_policies_grammar
package policy
