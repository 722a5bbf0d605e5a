package msg

// Variants hold other words for a cause, by the name that explain has for the
// variant; what is empty stays as Causes has it.
var Variants = map[string]CauseText{
	"missing-object": {
		Why: Text{En: "Most likely the object is not there: S3 asks for s3:ListBucket before it tells a reader so with a 404.", Ja: "オブジェクトが存在しない可能性が高いです。S3 は、存在しないことを 404 で示す前に s3:ListBucket の許可を求めます。"},
	},
	"web-identity": {
		Headline: Text{En: "denied: the role does not accept this token.", Ja: "拒否されました:ロールがこのトークンを受け付けません。"},
		Why:      Text{En: "The role's trust policy names another identity provider, its conditions do not fit the token, or there is no role of that name. Your own policies play no part.", Ja: "ロールの信頼ポリシーが別の ID プロバイダーを指している、条件がトークンと合わない、またはその名前のロールがない場合です。あなた自身のポリシーは関係しません。"},
		Fix:      Text{En: "Whoever owns the role compares its trust policy with the token: the provider's ARN as the Federated principal, and the conditions on sub and aud (repository and branch, or namespace and service account).", Ja: "ロールの所有者が、信頼ポリシーとトークンを照らし合わせます。Federated プリンシパルのプロバイダー ARN と、sub と aud の条件(リポジトリとブランチ、または名前空間とサービスアカウント)を確認します。"},
	},
	"named-caller": {
		Headline: Text{En: "denied: the message does not name the gate.", Ja: "拒否されました:メッセージに関門が示されていません。"},
		Why:      Text{En: "It says who was refused what, but not by which policy. Most often none of your own policies allows it.", Ja: "誰のどの操作が拒否されたかは示されていますが、どのポリシーによるかは示されていません。多くは、あなた自身のポリシーに許可がない場合です。"},
	},
	"public-acl": {
		Why: Text{En: "The ACL would make data public.", Ja: "その ACL ではデータが公開されます。"},
		Fix: Text{En: "Leave the public ACL out (--acl public-read and the like). To share, name accounts or roles in the bucket's policy.", Ja: "公開用の ACL(--acl public-read など)を外します。共有する場合は、バケットポリシーでアカウントやロールを指定します。"},
	},
	"all-disabled": {
		Headline: Text{En: "denied: AWS has shut this bucket.", Ja: "拒否されました:AWS がこのバケットへのアクセスを停止しています。"},
		Why:      Text{En: "No policy changes that. Often the request names another bucket than was meant.", Ja: "ポリシーでは変えられません。意図と違うバケット名が指定されていることもよくあります。"},
		Fix:      Text{En: "Check the bucket's name in the command or URL. If it is your bucket, ask AWS Support.", Ja: "コマンドや URL のバケット名を確認します。自分のバケットの場合は AWS サポートに問い合わせます。"},
	},
}
