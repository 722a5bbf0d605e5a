// Package worlds proves on broken worlds that everything clearway says of a copy
// holds. In each file of testdata one gate is shut in one way; all other gates
// are as in testdata/base.yaml, where every gate is open. For each world:
//
//   - the real `aws s3 sync` and `clearway sync`, each against a lab of its own,
//     are refused in the same words, or both copy;
//   - `clearway explain` reads what aws printed, and comes to the same cause as far
//     as AWS's words tell it;
//   - `clearway check` names that gate with its cause, and no other shut one, and
//     who can open it; where it cannot know, --probe settles it;
//   - where clearway may mend it, the `clearway grant` that check prints does; then
//     both copies are made, and `clearway revoke` brings back every policy.
//
// A world file holds:
//
//	about: SENTENCE
//	world: …                     what differs from base.yaml (docs/lab-world.md)
//	through: vpce-…              every request passes this VPC endpoint
//	profiles: {NAME: {…}}        what the world file cannot say of a profile
//	before: […]                  what happens before the copy is tried
//	sync: ARG…                   arguments of sync; s3://media-prod s3://media-dr when left out
//	only: clearway               aws s3 sync has no such flag
//	check: ARG…                  more arguments of check
//	want:                        all left out: the copy is made
//	  says: TEXT                 both commands print it when they are refused
//	  aws: TEXT                  aws prints this instead
//	  exit: CODE                 of both, but where aws prints something else; 1 when left out
//	  check: CODE                exit code of check, 3 when left out
//	  explain: CODE              cause that AWS's words lead to, where that is another than check's
//	  gate, code, reason, bucket, account, who: as check --output json names the one shut gate
//	mend: true                   the grant that check prints opens it,
//	cannot: TEXT                 or is refused, and says so
package worlds
