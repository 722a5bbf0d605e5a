package msg

// What the demo says between its commands.
var (
	DemoOpening = Text{
		En: "This is a lab on your own machine: account 111111111111 (profile a) with the bucket dev-cm-aaaaaaaaaaaa, account 222222222222 (profile b) with dev-cm-bbbbbbbbbbbb, and IAM Identity Center in ap-northeast-1. You are signed in with AdministratorAccess and want to copy from a to b. Every command below is run for real; its output is real.",
		Ja: "ここはお使いのマシン上のラボです。アカウント 111111111111(プロファイル a)にバケット dev-cm-aaaaaaaaaaaa、アカウント 222222222222(プロファイル b)に dev-cm-bbbbbbbbbbbb、そして ap-northeast-1 に IAM Identity Center があります。あなたは AdministratorAccess でサインインしていて、a から b へコピーしたいところです。以下のコマンドはすべて実際に実行され、出力も本物です。",
	}
	DemoWhoami = Text{
		En: "First: who are you, as AWS sees it?",
		Ja: "まず、AWS から見てあなたは誰でしょうか。",
	}
	DemoRefused = Text{
		En: "The copy. AdministratorAccess should be enough, should it not?",
		Ja: "コピーします。AdministratorAccess があれば十分なはず、でしょうか。",
	}
	DemoOtherSession = Text{
		En: "Wrong try one. The owner of the destination takes a session ARN of the form that the error shows, but of a colleague's sign-in, and writes it into the bucket policy. AWS stores it.",
		Ja: "間違いその1。宛先の所有者が、エラーに出ている形のセッション ARN を、ただし同僚のサインインのものを、バケットポリシーに書きます。AWS はそれを保存します。",
	}
	DemoOtherSessionRefused = Text{
		En: "A session ARN names one sign-in and nobody else, so you are still refused. Even with your own name it would be the wrong tool: one entry per person, dead as soon as the permission set is assigned anew.",
		Ja: "セッション ARN は1つのサインインだけを指すので、あなたはまだ拒否されます。自分の名前で書いたとしても適切ではありません。1人につき1行が必要で、許可セットが割り当て直されると無効になります。",
	}
	DemoPathless = Text{
		En: "Wrong try two. The role ARN, put together from the role name in the error. The path is missing, so no such role exists, and S3 refuses to store the policy.",
		Ja: "間違いその2。エラーにあるロール名から組み立てたロール ARN です。パスが抜けているため、そのようなロールは存在せず、S3 はポリシーの保存を拒否します。",
	}
	DemoAdministrator = Text{
		En: "Wrong try three: to trust in AdministratorAccess. It speaks for its own account only. Worked out offline, with that policy alone: the gate that stays shut is the bucket's.",
		Ja: "間違いその3。AdministratorAccess を頼りにすることです。これが効くのは自分のアカウントの中だけです。このポリシーだけでオフライン評価すると、閉じたままの関門はバケット側だと分かります。",
	}
	DemoExplain = Text{
		En: "What does the refusal mean, who can mend it, and how?",
		Ja: "この拒否は何を意味し、誰がどうすれば直せるのでしょうか。",
	}
	DemoCheck = Text{
		En: "One refusal tells of one gate. What else is in the way? Every call of the copy, held against every gate, before anything moves.",
		Ja: "1つの拒否から分かるのは1つの関門だけです。ほかに妨げはあるでしょうか。コピーのすべての操作を、実行前にすべての関門と照らし合わせます。",
	}
	DemoArn = Text{
		En: "The ARN that belongs into the policy: the role, with its path.",
		Ja: "ポリシーに書くべき ARN は、パスを含むロールの ARN です。",
	}
	DemoGrant = Text{
		En: "The owner of the destination opens exactly what the copy needs, and nothing else.",
		Ja: "宛先の所有者が、コピーに必要なものだけを許可します。",
	}
	DemoCopied = Text{
		En: "The same copy again.",
		Ja: "同じコピーをもう一度実行します。",
	}
	DemoAgain = Text{
		En: "And once more: there is nothing left to copy, so nothing is said.",
		Ja: "さらにもう一度。コピーするものは残っていないので、何も表示されません。",
	}
	DemoSilence = Text{En: "(no output)", Ja: "(出力なし)"}
	DemoSame    = Text{
		En: "%d objects compared on both sides: same bytes, metadata and content type",
		Ja: "両側の %d 個のオブジェクトを比較しました。内容、メタデータ、Content-Type はすべて同じです",
	}
	DemoClosing = Text{
		En: "That is the whole story. `clearway demo --keep` leaves the lab running, to go on with the AWS CLI.",
		Ja: "以上です。`clearway demo --keep` とするとラボが動き続けるので、AWS CLI で続きを試せます。",
	}
	DemoKept = Text{
		En: "The lab goes on at %s. In another terminal:",
		Ja: "ラボは %s で動き続けます。別のターミナルで次を実行してください。",
	}
	DemoStop  = Text{En: "Ctrl-C ends it.", Ja: "Ctrl-C で終了します。"}
	DemoEnter = Text{En: "(Enter runs it) ", Ja: "(Enter で実行) "}
)
