package msg

// Suspects are the causes that may be behind a refusal without words, by the
// name that explain has for each. Most take the bucket.
var Suspects = map[string]Text{
	"bucket-policy":       {En: "the bucket policy of %s does not name your role", Ja: "%s のバケットポリシーがあなたのロールを許可していない"},
	"identity-policy":     {En: "none of your own policies allows it on %s", Ja: "あなた自身のポリシーのどれも %s への操作を許可していない"},
	"other-caller":        {En: "the credentials are not the ones that you think", Ja: "想定とは別の認証情報が使われている"},
	"missing-object":      {En: "the object is not in %s, and you may not list, which would make it a 404", Ja: "オブジェクトが %s になく、一覧の権限もない(権限があれば 404 になります)"},
	"kms-key":             {En: "the KMS key of %s does not let you in", Ja: "%s の KMS キーで許可されていない"},
	"block-public-access": {En: "Block Public Access is on for %s, and the policy or ACL is public", Ja: "%s で Block Public Access が有効で、ポリシーまたは ACL が公開を許している"},
	"acl-action":          {En: "the write to %s carries an ACL or tags, which need an action of their own", Ja: "%s への書き込みに、別の操作の許可が必要な ACL やタグが付いている"},
	"object-lock":         {En: "Object Lock or MFA delete protects the object in %s", Ja: "%s のオブジェクトがオブジェクトロックまたは MFA Delete で保護されている"},
	"vpc-endpoint":        {En: "the VPC endpoint on the way to %s does not allow it", Ja: "%s への経路の VPC エンドポイントで許可されていない"},
	"control-policy":      {En: "a policy of the organization, above you or above %s", Ja: "あなたまたは %s の上位の、組織のポリシーで許可されていない"},
	"requester-pays":      {En: "%s is a Requester Pays bucket: --request-payer requester is missing", Ja: "%s はリクエスタ支払いのバケットで、--request-payer requester がない"},
	"expected-owner":      {En: "the request expects another owner of %s than it has", Ja: "リクエストの想定する %s の所有者が、実際と異なる"},
}

// Sentences around the list and about policies that were read.
var (
	LabelMayBe      = Text{En: "may be", Ja: "候補"}
	LabelNear       = Text{En: "near", Ja: "近い文"}
	ExplainLikely   = Text{En: "the likeliest first, each with a command that only looks:", Ja: "可能性の高い順です。コマンドは確認のみで、何も変更しません。"}
	ExplainTheThing = Text{En: "the resource", Ja: "リソース"}
	ExplainTheBuck  = Text{En: "the bucket", Ja: "バケット"}
	ExplainWorkedAs = Text{En: "worked out from policies read just now", Ja: "今読み取ったポリシーから評価しました"}
	NearStatement   = Text{En: "statement %d of %s fits but for its %s", Ja: "%[2]s の %[1]d 番目の文は、%[3]s だけが合いません"}
	NearWanted      = Text{En: "it says", Ja: "文の値"}
	NearHad         = Text{En: "you have", Ja: "実際の値"}
	NearNothing     = Text{En: "nothing", Ja: "なし"}
	ExplainTotal    = Text{En: "%d errors, %d causes: %s", Ja: "エラー %d 件、原因 %d 種類:%s"}
)

// NearHints say what trap a near statement fell into, by authz's hint.
var NearHints = map[string]Text{
	"role-path":          {En: "It is your role without its path, or with another one.", Ja: "あなたのロールですが、パスがないか、異なります。"},
	"sso-region":         {En: "It is your Identity Center role with another region part in the path.", Ja: "あなたの Identity Center のロールですが、パスのリージョンが異なります。"},
	"sso-suffix":         {En: "It is an older copy of your permission set's role: the suffix differs.", Ja: "同じ許可セットの古いロールです。接尾辞が異なります。"},
	"other-session":      {En: "It is another session of your role: name the role, not a session.", Ja: "あなたのロールの別のセッションです。セッションではなくロールを書きます。"},
	"session-in-arn":     {En: "It is your session where the role has to stand.", Ja: "ロールを書くべき場所に、あなたのセッションが書かれています。"},
	"other-account":      {En: "It is the same name in another account.", Ja: "同じ名前ですが、別のアカウントのものです。"},
	"other-partition":    {En: "It is the same ARN in another partition.", Ja: "同じ ARN ですが、別のパーティションのものです。"},
	"unique-id":          {En: "It is the ID of a role or user that was deleted.", Ja: "削除されたロールまたはユーザーの ID です。"},
	"missing-objects":    {En: "It names the bucket, the action is on its objects: /* is missing.", Ja: "バケットが書かれていますが、操作の対象はオブジェクトです。/* がありません。"},
	"objects-not-bucket": {En: "It names the objects, the action is on the bucket itself.", Ja: "オブジェクトが書かれていますが、操作の対象はバケット自体です。"},
	"letter-case":        {En: "It differs in letter case only.", Ja: "大文字と小文字だけが異なります。"},
}

// Placeholders are what stands in angle brackets in commands, by its English.
var Placeholders = map[string]Text{
	"<your profile>": {En: "<your profile>", Ja: "<あなたのプロファイル>"},
	"<profile in the account that owns the bucket>": {En: "<profile in the account that owns the bucket>", Ja: "<バケットを所有するアカウントのプロファイル>"},
	"<ARN that clearway whoami --arn prints>":       {En: "<ARN that clearway whoami --arn prints>", Ja: "<clearway whoami --arn が表示する ARN>"},
	"<ARN of the resource>":                         {En: "<ARN of the resource>", Ja: "<リソースの ARN>"},
	"<account>":                                     {En: "<account>", Ja: "<アカウント>"},
	"<action>":                                      {En: "<action>", Ja: "<操作>"},
	"<bucket>":                                      {En: "<bucket>", Ja: "<バケット>"},
	"<key>":                                         {En: "<key>", Ja: "<キー>"},
}
