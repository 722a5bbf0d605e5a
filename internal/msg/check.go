package msg

// What check says beside the table.
var (
	CheckBy         = Text{En: "%s in %s", Ja: "%s(アカウント %s)"}
	CheckExtent     = Text{En: "%s, read at %s", Ja: "%s(%s に読み取り)"}
	CheckAccounts   = [2]Text{{En: "%d account", Ja: "アカウント %d"}, {En: "%d accounts", Ja: "アカウント %d"}}
	CheckBuckets    = [2]Text{{En: "%d bucket", Ja: "バケット %d"}, {En: "%d buckets", Ja: "バケット %d"}}
	CheckKeys       = [2]Text{{En: "%d key", Ja: "キー %d"}, {En: "%d keys", Ja: "キー %d"}}
	CheckAnd        = Text{En: ", ", Ja: "、"}
	CheckEmpty      = Text{En: "%s holds nothing that could be copied. The calls below are those of a copy that does.", Ja: "%s にはコピーするものがありません。以下は、コピーするものがある場合の操作です。"}
	CheckOneCommand = Text{En: "One command opens them, run by the owner of %s:", Ja: "%s の所有者が次のコマンドを 1 回実行すると開きます:"}
	CheckLook       = Text{En: "More can be read with --owner-profile (in the account of a bucket or key) and --org-profile (the organization); --probe asks AWS itself.", Ja: "--owner-profile(バケットやキーのアカウント)と --org-profile(組織)でさらに読み取れます。--probe は AWS 自身に確かめます。"}
	CheckLookBehind = Text{En: "More can be read with --owner-profile (in the account of a bucket or key) and --org-profile (the organization); `clearway check --probe` asks AWS itself.", Ja: "--owner-profile(バケットやキーのアカウント)と --org-profile(組織)でさらに読み取れます。`clearway check --probe` は AWS 自身に確かめます。"}
	CheckOwns       = Text{En: "Profile %s owns %s; with it, more can be read:", Ja: "プロファイル %[1]s は %[2]s の所有者です。使用するとさらに読み取れます:"}
	CheckSaysYes    = Text{En: "AWS lets %s on %s through, although the policies as read do not: it was asked about one object, just now", Ja: "読み取ったポリシーでは %[1]s(%[2]s)は許可されませんが、AWS は許可しました。確認したのは今、1 つのオブジェクトについてだけです"}
	CheckSaysNo     = Text{En: "AWS refuses %s on %s, although no gate that was read is shut: %s", Ja: "読み取った関門に閉じているものはありませんが、AWS は %[1]s(%[2]s)を拒否しました: %[3]s"}
	CheckSaysOther  = Text{En: "AWS refuses %[1]s on %[2]s and names the %[3]s, which as read is not shut: one of the two changed since, or what was read is not all of it", Ja: "AWS は %[1]s(%[2]s)を拒否し、原因として「%[3]s」を示しましたが、読み取った内容では閉じていません。その後に変更されたか、読み取った内容がすべてではない可能性があります"}

	CheckNoBucket = Text{En: "there is no bucket %[1]s in the partition %[2]s; a bucket of another partition needs a profile of that partition", Ja: "パーティション %[2]s にバケット %[1]s はありません。別のパーティションのバケットには、そのパーティションのプロファイルが必要です"}
	// Of what stands in a bucket's place.
	NotABucket = map[string]Text{
		"access point":     {En: "%s is an access point, which has policies of its own: clearway reads and writes those of buckets only. Name the bucket behind it; what the access point says stays open then", Ja: "%s はアクセスポイントで、独自のポリシーを持ちます。clearway が読み書きするのはバケットのポリシーだけです。背後のバケットを指定してください。アクセスポイント側の判断は不明のままです"},
		"directory bucket": {En: "%s is a directory bucket, which is asked by other actions (s3express) than those that clearway knows", Ja: "%s はディレクトリバケットです。操作は clearway の扱わない s3express のアクションで許可されます"},
		"table bucket":     {En: "%s is a table bucket, which is asked by other actions (s3tables) than those that clearway knows", Ja: "%s はテーブルバケットです。操作は clearway の扱わない s3tables のアクションで許可されます"},
	}

	CheckUnsigned = Text{En: "check asks what an identity may do: leave out --no-sign-request", Ja: "check は ID に許可されていることを調べます。--no-sign-request を外してください"}
)

// What sync says with the help of a check.
var (
	LabelAlso        = Text{En: "also", Ja: "ほかに"}
	AlsoNothing      = Text{En: "no other gate that could be read is shut", Ja: "読み取れた関門に、ほかに閉じているものはありません"}
	AlsoUnknown      = Text{En: "not known: %s", Ja: "不明: %s"}
	SyncCheckNo      = Text{En: "Nothing was copied: the check says no.", Ja: "コピーは行われていません。チェックの結果は不可です。"}
	SyncCheckUnknown = Text{En: "The check leaves questions open; the copy begins.", Ja: "チェックでは不明な点が残りますが、コピーを開始します。"}
)

// Why a piece is missing, and what would reveal it. The last argument is one of
// the places.
var (
	MissingRefused    = Text{En: "%[1]s is refused to %[2]s; it takes %[3]s%[4]s", Ja: "%[1]s は %[2]s に拒否されます。%[4]s%[3]s が必要です"}
	MissingFailed     = Text{En: "%[1]s fails for %[2]s (%[5]s); it takes %[3]s%[4]s", Ja: "%[1]s は %[2]s では失敗します(%[5]s)。%[4]s%[3]s が必要です"}
	MissingNobody     = Text{En: "no profile that could read it was given; it takes %[1]s%[2]s", Ja: "読み取れるプロファイルが指定されていません。%[2]s%[1]s が必要です"}
	MissingUnreadable = Text{En: "AWS shows the policies of a session to nobody; --session-policy says what they are", Ja: "セッションのポリシーは AWS から誰にも示されません。--session-policy で指定できます"}
	MissingOtherOrg   = Text{En: "the organization of account %[1]s is not known; it takes %[2]s in its management account", Ja: "アカウント %[1]s の組織が分かりません。その管理アカウントで %[2]s が必要です"}
	MissingNoOwner    = Text{En: "whose it is is not known", Ja: "所有者が分かりません"}
	MissingPathless   = Text{En: "the path of role %[1]s is not known, so neither is whether it is meant; it takes %[2]s%[3]s", Ja: "ロール %[1]s のパスが分からないため、このロールを指すかどうかも分かりません。%[3]s%[2]s が必要です"}
	MissingDocument   = Text{En: "it is no policy that clearway understands: %s", Ja: "clearway が理解できるポリシーではありません: %s"}
	MissingNoAnswer   = Text{En: "no answer", Ja: "応答なし"}
	MissingKeys       = Text{En: "the environment's keys", Ja: "環境変数のキー"}

	MissingInAccount    = Text{En: " in account %s", Ja: "アカウント %s で "}
	MissingInManagement = Text{En: " in the management account of %s", Ja: "%s の管理アカウントで "}
	MissingInThat       = Text{En: " in %[1]s, the management account of %[2]s, or in a delegated administrator's", Ja: "%[2]s の管理アカウント %[1]s、または委任管理者のアカウントで "}
	MissingInOwners     = Text{En: " in the account that owns %s", Ja: "%s を所有するアカウントで "}
)
