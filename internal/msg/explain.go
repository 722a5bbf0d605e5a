package msg

// Labels of an explanation.
var (
	LabelYou    = Text{En: "you", Ja: "あなた"}
	LabelWanted = Text{En: "wanted", Ja: "操作"}
	LabelGate   = Text{En: "gate", Ja: "関門"}
	LabelNext   = Text{En: "next", Ja: "続き"}
	LabelWhy    = Text{En: "why", Ja: "理由"}
	LabelFix    = Text{En: "fix", Ja: "対処"}
	LabelSure   = Text{En: "sure", Ja: "根拠"}
	LabelMore   = Text{En: "more", Ja: "詳細"}
	LabelSaid   = Text{En: "AWS says", Ja: "応答"}
)

// Sentences of an explanation.
var (
	ExplainCaller      = Text{En: "%s in account %s", Ja: "%s(アカウント %s)"}
	ExplainWanted      = Text{En: "%s on %s", Ja: "%[2]s への %[1]s"}
	ExplainBucketGate  = Text{En: "bucket policy of %s, %s: no statement allows you", Ja: "%s のバケットポリシー(%s):許可する文がありません"}
	ExplainAccount     = Text{En: "account %s", Ja: "アカウント %s"}
	ExplainNotAccount  = Text{En: "in the account that owns it", Ja: "バケットを所有するアカウント"}
	ExplainNext        = Text{En: "%s would meet the same gate, so the fix covers both", Ja: "%s も同じ関門で拒否されるため、対処は両方を含みます"}
	ExplainNeedsPolicy = Text{En: "needs s3:PutBucketPolicy in %s", Ja: "s3:PutBucketPolicy が必要です(%s)"}
	ExplainThatAccount = Text{En: "the account that owns %s", Ja: "%s を所有するアカウント"}
	ExplainIfYou       = Text{En: "if you have it", Ja: "お持ちの場合"}
	ExplainIfNot       = Text{En: "if not", Ja: "ない場合"}
	ExplainOwner       = Text{En: "profile %s owns the bucket: its account lists it", Ja: "プロファイル %s のアカウントがこのバケットを所有しています(バケット一覧で確認)"}
	ExplainOwnProfile  = Text{En: "profile in the account that owns the bucket", Ja: "バケットを所有するアカウントのプロファイル"}
	ExplainOwnProfile2 = Text{En: "profile in %s", Ja: "%s のプロファイル"}
	ExplainSameOrg     = Text{En: "AWS names the gate, so both accounts are one or of one organization", Ja: "AWS が関門を示しているため、両者は同じアカウントか同じ組織です"}
	ExplainAWSSaid     = Text{En: "AWS said so: %q", Ja: "AWS の応答にこの関門が示されています: %q"}
	ExplainCodeSaid    = Text{En: "AWS said so: code %s", Ja: "AWS の応答コード: %s"}
	ExplainPossible    = Text{En: "cannot be told from this text: several causes fit it", Ja: "このテキストからは特定できません。複数の原因が考えられます"}
	ExplainOthers      = Text{En: "AWS names one gate; others may be shut as well", Ja: "AWS が示す関門は1つだけで、他の関門も閉じている可能性があります"}
	ExplainNothing     = Text{En: "no AWS error was recognised in this text", Ja: "このテキストに AWS のエラーは見つかりませんでした"}
	ExplainSeveral     = Text{En: "%d errors with the same cause; the first is shown", Ja: "同じ原因のエラーが %d 件あります。最初の1件を表示します"}
	ExplainPaste       = Text{En: "Paste the error text, then press Ctrl-D.", Ja: "エラーのテキストを貼り付けて、Ctrl-D を押してください。"}
	ExplainEmpty       = Text{En: "There is no text to explain. Pipe in what the tool printed: aws s3 sync … 2>&1 | clearway explain", Ja: "説明するテキストがありません。ツールの出力を渡してください: aws s3 sync … 2>&1 | clearway explain"}
	ExplainCopied      = Text{En: "Nothing was copied.", Ja: "コピーは行われていません。"}
)

// Purposes of actions, shown behind the wanted one.
var (
	ForList  = Text{En: "(to see what is already there)", Ja: "(宛先に何があるかを確認するため)"}
	ForRead  = Text{En: "(to read the object)", Ja: "(オブジェクトを読むため)"}
	ForWrite = Text{En: "(to write the object)", Ja: "(オブジェクトを書くため)"}
)

// CauseText is what a cause says in a screen: its headline, why, and who mends
// it how. Headlines take the bucket, "" where it is not known.
type CauseText struct{ Headline, Why, Fix Text }

// Causes holds the texts of every code of explain's catalogue.
var Causes = map[string]CauseText{
	"CW101": {
		Text{En: "you are not signed in to IAM Identity Center", Ja: "IAM Identity Center にサインインしていません"},
		Text{En: "The sign-in is missing or has ended. Nothing is wrong with your permissions.", Ja: "サインインがないか、期限が切れています。権限の問題ではありません。"},
		Text{En: "clearway login --profile <profile>", Ja: "clearway login --profile <プロファイル>"},
	},
	"CW102": {
		Text{En: "no credentials were found", Ja: "認証情報が見つかりません"},
		Text{En: "The tool found no credentials in the environment, the profile, or the machine.", Ja: "環境変数、プロファイル、マシンのどこにも認証情報がありませんでした。"},
		Text{En: "Name a profile with --profile, or set AWS_PROFILE.", Ja: "--profile でプロファイルを指定するか、AWS_PROFILE を設定します。"},
	},
	"CW103": {
		Text{En: "your credentials have ended", Ja: "認証情報の期限が切れました"},
		Text{En: "Temporary credentials last for hours at most.", Ja: "一時的な認証情報の有効期間は限られています。"},
		Text{En: "clearway login --profile <profile>, then run the same command again", Ja: "clearway login --profile <プロファイル> のあと、同じコマンドをもう一度実行します"},
	},
	"CW105": {
		Text{En: "you are not assigned to that account and permission set", Ja: "そのアカウントと許可セットが割り当てられていません"},
		Text{En: "You are signed in, but Identity Center gives you no access there.", Ja: "サインイン済みですが、Identity Center での割り当てがありません。"},
		Text{En: "Whoever administers Identity Center assigns it to you; check the names in the profile first.", Ja: "Identity Center の管理者が割り当てます。先にプロファイルの名前を確認してください。"},
	},
	"CW106": {
		Text{En: "AWS does not know these credentials", Ja: "AWS はこの認証情報を認識していません"},
		Text{En: "The key or token is unknown, disabled, or of another partition.", Ja: "キーやトークンが存在しないか、無効か、別のパーティションのものです。"},
		Text{En: "clearway whoami --profile <profile> shows whether a profile works.", Ja: "clearway whoami --profile <プロファイル> で使えるか確認できます。"},
	},
	"CW107": {
		Text{En: "the signature does not match", Ja: "署名が一致しません"},
		Text{En: "The secret key is wrong, or something on the way changed the request.", Ja: "シークレットキーが違うか、途中でリクエストが書き換えられています。"},
		Text{En: "Check the secret key, then proxies.", Ja: "シークレットキー、次にプロキシを確認します。"},
	},
	"CW108": {
		Text{En: "your clock is too far off", Ja: "時計が大きくずれています"},
		Text{En: "AWS takes requests within 15 minutes of its own time only.", Ja: "AWS は時刻の差が 15 分以内のリクエストだけを受け付けます。"},
		Text{En: "Set the clock of this machine.", Ja: "マシンの時計を合わせます。"},
	},
	"CW201": {
		Text{En: "denied: bucket %s does not let you in.", Ja: "拒否されました:バケット %s があなたを許可していません。"},
		Text{En: "%s speaks for its own account only. A bucket in another account has to name your role in its own policy as well.", Ja: "%s が効くのは自分のアカウントの中だけです。別アカウントのバケットでは、バケット側のポリシーでもあなたのロールを許可する必要があります。"},
		Text{En: "The bucket's policy has to allow your role, named with its path.", Ja: "バケットポリシーで、パスを含むあなたのロールを許可します。"},
	},
	"CW202": {
		Text{En: "denied: none of your own policies allows this.", Ja: "拒否されました:あなた自身のポリシーに許可がありません。"},
		Text{En: "No identity-based policy of your role or user allows the action.", Ja: "ロールまたはユーザーのポリシーのどれも、この操作を許可していません。"},
		Text{En: "For a permission set, whoever administers Identity Center adds the action to the set; its role cannot be edited in IAM. For another role or user, whoever administers IAM in your account.", Ja: "許可セットの場合は Identity Center の管理者が追加します(ロールは IAM では編集できません)。それ以外はアカウントの IAM 管理者に依頼します。"},
	},
	"CW203": {
		Text{En: "denied: a Deny statement applies to you.", Ja: "拒否されました:Deny 文があなたに適用されています。"},
		Text{En: "An explicit Deny is final: no Allow outweighs it.", Ja: "明示的な Deny は最終的で、どの Allow でも覆せません。"},
		Text{En: "Meet the statement's condition, or ask whoever owns that policy.", Ja: "文の条件を満たすか、そのポリシーの所有者に相談します。"},
	},
	"CW205": {
		Text{En: "denied: your permissions boundary does not allow this.", Ja: "拒否されました:アクセス許可の境界で許可されていません。"},
		Text{En: "A boundary is the most that a role may do, whatever else allows it.", Ja: "境界は、他で何が許可されていても超えられない上限です。"},
		Text{En: "Whoever set the boundary; for a permission set, in Identity Center.", Ja: "境界を設定した人が変更します。許可セットの場合は Identity Center で行います。"},
	},
	"CW206": {
		Text{En: "denied: the session's own policy does not allow this.", Ja: "拒否されました:セッションポリシーで許可されていません。"},
		Text{En: "Whatever made the session passed a policy that narrows it.", Ja: "セッションを作った側が、権限を絞るポリシーを渡しています。"},
		Text{En: "Look at the tool that assumed the role.", Ja: "ロールを引き受けたツールを確認します。"},
	},
	"CW207": {
		Text{En: "denied: your organization does not allow this.", Ja: "拒否されました:組織のポリシーで許可されていません。"},
		Text{En: "Every level of the organization has to allow the action; one does not.", Ja: "組織のすべての階層で許可が必要ですが、許可のない階層があります。"},
		Text{En: "The organization's administrators allow it on that level.", Ja: "組織の管理者が、その階層で許可します。"},
	},
	"CW208": {
		Text{En: "denied: the VPC endpoint does not allow this.", Ja: "拒否されました:VPC エンドポイントで許可されていません。"},
		Text{En: "The request went through an endpoint whose policy does not allow it.", Ja: "リクエストが通ったエンドポイントのポリシーで許可されていません。"},
		Text{En: "The network's owner changes the endpoint policy, or take another way.", Ja: "ネットワークの所有者がエンドポイントポリシーを変更するか、別の経路を使います。"},
	},
	"CW209": {
		Text{En: "denied: AWS says no more than Access Denied.", Ja: "拒否されました:AWS は Access Denied とだけ答えています。"},
		Text{En: "S3 names the gate only where caller and bucket are of one account or one organization, and never to the anonymous.", Ja: "S3 が関門を示すのは、呼び出し元とバケットが同じアカウントか同じ組織にある場合だけです。匿名の呼び出しには示しません。"},
		Text{En: "Find the gate first: run the commands below from the top. The first one that shows what you did not expect names it.", Ja: "まず関門を特定します。下のコマンドを上から順に実行し、想定と違う結果が出たところが関門です。"},
	},
	"CW221": {
		Text{En: "denied: the KMS key does not let you in.", Ja: "拒否されました:KMS キーで許可されていません。"},
		Text{En: "The object's key is a second decision; a bucket policy cannot grant it.", Ja: "オブジェクトのキーには別の許可が必要で、バケットポリシーでは許可できません。"},
		Text{En: "The key policy allows your role and, for another account's key, your own policies do too. Objects under aws/s3 cannot be read from another account.", Ja: "キーポリシーであなたのロールを許可します。別アカウントのキーでは、あなた自身のポリシーの許可も必要です。aws/s3 キーのオブジェクトは別アカウントから読めません。"},
	},
	"CW222": {
		Text{En: "denied: tags need a permission of their own.", Ja: "拒否されました:タグには別の許可が必要です。"},
		Text{En: "A copy that keeps tags reads and writes them with actions of their own.", Ja: "タグを保つコピーでは、タグの読み書きに別の操作を使います。"},
		Text{En: "Grant the action, or copy without tags.", Ja: "その操作を許可するか、タグなしでコピーします。"},
	},
	"CW223": {
		Text{En: "denied: the role may not be assumed.", Ja: "拒否されました:ロールを引き受けられません。"},
		Text{En: "It takes the role's trust policy and, across accounts, your own policies.", Ja: "ロールの信頼ポリシーと、別アカウントの場合はあなた自身のポリシーの許可が必要です。"},
		Text{En: "Whoever owns the role adds you to its trust policy.", Ja: "ロールの所有者が、信頼ポリシーであなたを許可します。"},
	},
	"CW224": {
		Text{En: "refused: Block Public Access is on.", Ja: "拒否されました:Block Public Access が有効です。"},
		Text{En: "The policy or ACL would make data public.", Ja: "そのポリシーまたは ACL ではデータが公開されます。"},
		Text{En: "Name accounts or roles instead of everyone.", Ja: "全員ではなく、アカウントやロールを指定します。"},
	},
	"CW225": {
		Text{En: "denied: 403 without words.", Ja: "拒否されました:説明のない 403 です。"},
		Text{En: "AWS answers HEAD without a reason: s3:GetObject is missing, the object is not there and you may not list, or the KMS key.", Ja: "HEAD への応答には理由がありません。s3:GetObject がない、オブジェクトがなく一覧の権限もない、または KMS キーが原因です。"},
		Text{En: "Ask again with a GET, whose refusal has words.", Ja: "GET でもう一度試すと、理由が示されます。"},
	},
	"CW301": {
		Text{En: "the object is archived", Ja: "オブジェクトはアーカイブされています"},
		Text{En: "It has to be restored before it can be read. No permission is missing.", Ja: "読む前に復元が必要です。権限の問題ではありません。"},
		Text{En: "aws s3api restore-object --bucket <bucket> --key <key> --restore-request Days=7, then wait until it is restored and read it again", Ja: "aws s3api restore-object --bucket <バケット> --key <キー> --restore-request Days=7 で復元し、完了後にもう一度読み取ります"},
	},
	"CW302": {
		Text{En: "the request went to the wrong region", Ja: "リクエストが別のリージョンに送られました"},
		Text{En: "The bucket lives in another region than the one that was asked.", Ja: "バケットは別のリージョンにあります。"},
		Text{En: "Name the bucket's region with --region (a source's with --source-region).", Ja: "--region(コピー元は --source-region)でバケットのリージョンを指定します。"},
	},
	"CW303": {
		Text{En: "this is not a question of access", Ja: "アクセス権の問題ではありません"},
		Text{En: "AWS reported an error that no policy can mend.", Ja: "ポリシーでは直せないエラーです。"},
		Text{En: "Read the message as it stands: check names, region and endpoint first.", Ja: "メッセージの通りに、まず名前、リージョン、エンドポイントを確認します。"},
	},
	"CW411": {
		Text{En: "refused: a principal in the policy does not exist.", Ja: "拒否されました:ポリシーに存在しないプリンシパルがあります。"},
		Text{En: "S3 checks every principal and does not say which it refuses: a role ARN without its path, a deleted role's ID (AROA…), a wildcard, a typing error.", Ja: "S3 はすべてのプリンシパルを確認しますが、どれを拒否したかは示しません。パスのないロール ARN、削除されたロールの ID(AROA…)、ワイルドカード、書き間違いなどが原因です。"},
		Text{En: "clearway whoami --arn --profile <profile> prints the ARN to write.", Ja: "clearway whoami --arn --profile <プロファイル> で、書くべき ARN を確認できます。"},
	},
	"CW412": {
		Text{En: "refused: the policy document is not accepted.", Ja: "拒否されました:ポリシー文書が受け付けられません。"},
		Text{En: "Its JSON, its grammar, an action that fits no resource, or a resource outside the bucket.", Ja: "JSON、文法、どのリソースにも合わない操作、バケット外のリソースなどが原因です。"},
		Text{En: "Compare the statements with AWS's message.", Ja: "文と AWS のメッセージを照らし合わせます。"},
	},
	"CW413": {
		Text{En: "refused: only the bucket's own account may do this.", Ja: "拒否されました:バケットを所有するアカウントだけが行えます。"},
		Text{En: "Another account's identity gets 405 even where a policy allows it.", Ja: "別アカウントのアイデンティティは、許可があっても 405 になります。"},
		Text{En: "Use a profile in the owner's account, or send a request: clearway grant … --request", Ja: "所有者のアカウントのプロファイルを使うか、clearway grant … --request で依頼します"},
	},
	"CW414": {
		Text{En: "refused: the bucket takes no ACLs.", Ja: "拒否されました:バケットは ACL を受け付けません。"},
		Text{En: "Its Object Ownership is bucket owner enforced, which switches ACLs off.", Ja: "オブジェクト所有者が「バケット所有者の強制」のため、ACL は無効です。"},
		Text{En: "Leave the ACL out: no --acl or --grants, in Terraform no aws_s3_bucket_acl, in an SDK no ACL in the call. The bucket's owner owns the object anyway.", Ja: "ACL を外します。--acl や --grants、Terraform の aws_s3_bucket_acl、SDK の呼び出しの ACL です。ACL がなくても、オブジェクトはバケット所有者のものになります。"},
	},
	"CW104": {
		Text{En: "the sign-in ends before the copy would", Ja: "コピーが終わる前にサインインの期限が切れます"},
		Text{En: "At the present rate the copy takes longer than the sign-in lasts, and nothing can renew it.", Ja: "現在の速度ではコピーがサインインの期限内に終わらず、自動で更新もできません。"},
		Text{En: "clearway login --profile <profile> before the copy; otherwise it stops cleanly and goes on when run again", Ja: "コピーの前に clearway login --profile <プロファイル> を実行します。そのままでも安全に停止し、再実行すれば続きから始まります"},
	},
	"CW109": {
		Text{En: "there is no profile of that name", Ja: "その名前のプロファイルはありません"},
		Text{En: "Neither ~/.aws/config nor ~/.aws/credentials has it, or AWS_CONFIG_FILE points elsewhere.", Ja: "~/.aws/config にも ~/.aws/credentials にもないか、AWS_CONFIG_FILE が別の場所を指しています。"},
		Text{En: "aws configure list-profiles shows the names that exist.", Ja: "aws configure list-profiles で、存在する名前を確認できます。"},
	},
	"CW110": {
		Text{En: "the presigned URL has expired", Ja: "署名付き URL の期限が切れました"},
		Text{En: "Its own time is over, or the credentials that signed it have ended, which ends it early.", Ja: "URL の有効期間が過ぎたか、署名に使った認証情報の期限が先に切れています。"},
		Text{En: "Make a new one: aws s3 presign s3://<bucket>/<key> --expires-in <seconds>", Ja: "新しく作ります: aws s3 presign s3://<バケット>/<キー> --expires-in <秒数>"},
	},
	"CW204": {
		Text{En: "denied: the policy of %s names an older copy of your role.", Ja: "拒否されました:%s のポリシーは、あなたのロールの古いコピーを指しています。"},
		Text{En: "Permission set %s was taken away and assigned again, which made a new role with a new suffix. The old grant stays with the role that is gone.", Ja: "許可セット %s が割り当て直され、新しい接尾辞のロールが作られました。以前の許可は、なくなったロールに対するものです。"},
		Text{En: "The bucket's policy has to name the role that exists now: clearway whoami --arn", Ja: "バケットポリシーで、現在のロールを許可します: clearway whoami --arn"},
	},
	"CW304": {
		Text{En: "the object itself does not allow this", Ja: "オブジェクトの状態により実行できません"},
		Text{En: "It is under Object Lock, or what was asked for is a delete marker. No Allow changes that.", Ja: "オブジェクトロックで保護されているか、対象が削除マーカーです。許可を追加しても変わりません。"},
		Text{En: "Wait until the retention ends, or name another version. In governance mode, s3:BypassGovernanceRetention lets you delete with the bypass header.", Ja: "保持期間の終了を待つか、別のバージョンを指定します。ガバナンスモードなら、s3:BypassGovernanceRetention とバイパスヘッダーで削除できます。"},
	},
	"CW401": {
		Text{En: "a principal in the policy can no longer exist", Ja: "ポリシーに、もう存在しないプリンシパルがあります"},
		Text{En: "A bare ID (AROA…, AIDA…) is what is left when a role or user is deleted; IDs are never used again, and S3 refuses a policy that still holds one.", Ja: "AROA… や AIDA… だけの ID は、ロールやユーザーが削除された跡です。ID が再利用されることはなく、S3 はこれを含むポリシーの保存を拒否します。"},
		Text{En: "Take the ID out of the statement, or write the role that replaced it.", Ja: "文からその ID を取り除くか、代わりのロールを書きます。"},
	},
	"CW402": {
		Text{En: "assigning the permission set again will break this", Ja: "許可セットを割り当て直すと無効になります"},
		Text{En: "The principal names a permission-set role with its suffix, and every new assignment gets a new one.", Ja: "プリンシパルが許可セットのロールを接尾辞まで指定していますが、割り当て直すと接尾辞が変わります。"},
		Text{En: "clearway grant … --match name writes the form that survives it.", Ja: "clearway grant … --match name なら、割り当て直しても有効な形で書き込みます。"},
	},
	"CW501": {
		Text{En: "stopped: the policy changed since it was read.", Ja: "中止しました:読み取った後にポリシーが変更されています。"},
		Text{En: "S3 replaces a bucket policy as a whole. Writing now would undo somebody else's change.", Ja: "S3 はバケットポリシー全体を置き換えるため、今書き込むと他の人の変更が失われます。"},
		Text{En: "Run the command again: it starts from the policy as it is now.", Ja: "コマンドをもう一度実行します。現在のポリシーからやり直します。"},
	},
}
