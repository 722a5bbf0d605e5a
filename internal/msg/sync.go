package msg

// Labels and sentences around a sync. What is printed in the form of aws-cli
// (copy: … to …, fatal error: …) is not translated: scripts read it.
var (
	SyncFrom = Text{En: "from", Ja: "コピー元"}
	SyncTo   = Text{En: "to", Ja: "コピー先"}
	SyncAs   = Text{En: "as", Ja: "実行者"}
	SyncHow  = Text{En: "how", Ja: "方法"}

	SyncAsSet     = Text{En: "%s in account %s (profile %s)", Ja: "%s(アカウント %s、プロファイル %s)"}
	SyncAsProfile = Text{En: "profile %s", Ja: "プロファイル %s"}
	SyncAsEnv     = Text{En: "the credentials in the environment", Ja: "環境変数の認証情報"}
	SyncAsNobody  = Text{En: "nobody: requests are not signed", Ja: "署名なし(匿名)"}

	SyncAccount          = Text{En: "account %s", Ja: "アカウント %s"}
	SyncSignInUntil      = Text{En: "sign-in until %s", Ja: "サインインは %s まで"}
	SyncCredentialsUntil = Text{En: "credentials until %s", Ja: "認証情報は %s まで"}
	SyncSignInTooEarly   = Text{
		En: "sign-in ends %s, about %s too early, and cannot renew itself. It will stop cleanly and can go on.",
		Ja: "サインインは %s に切れ、自動では更新されません。完了には約 %s 足りませんが、安全に停止し、再実行で続けられます。",
	}

	SyncHowCopy     = Text{En: "copied inside S3", Ja: "S3 の内部でコピー"}
	SyncHowUpload   = Text{En: "uploaded", Ja: "アップロード"}
	SyncHowDownload = Text{En: "downloaded", Ja: "ダウンロード"}
	SyncBySizeTime  = Text{En: "by size and time", Ja: "サイズと時刻で比較"}
	SyncBySize      = Text{En: "by size only", Ja: "サイズのみで比較"}
	SyncByExact     = Text{En: "by size and exact time", Ja: "サイズと正確な時刻で比較"}
	SyncIfMissing   = Text{En: "only what is missing", Ja: "存在しないもののみ"}
	SyncUncompared  = Text{En: "without comparing", Ja: "比較なし"}
	SyncNoDelete    = Text{En: "nothing is deleted", Ja: "削除は行いません"}
	SyncDeletes     = Text{En: "what is at the destination only is deleted", Ja: "コピー先にのみ存在するものは削除します"}
	SyncDryRun      = Text{En: "nothing is changed: a dry run", Ja: "変更は行いません(ドライラン)"}

	SyncFailures = Text{En: "%s failed", Ja: "失敗 %s"}

	SyncTransferred  = Text{En: "%s transferred", Ja: "転送 %s"}
	SyncWould        = Text{En: "%s to transfer", Ja: "転送予定 %s"}
	SyncDeleted      = Text{En: "%s deleted", Ja: "削除 %s"}
	SyncWouldDelete  = Text{En: "%s to delete", Ja: "削除予定 %s"}
	SyncSame         = Text{En: "%s the same", Ja: "同一 %s"}
	SyncWarnings     = Text{En: "%s skipped with a warning", Ja: "警告によりスキップ %s"}
	SyncSomeCopied   = Text{En: "%s copied before that.", Ja: "それまでに %s 件をコピーしました。"}
	SyncComma        = Text{En: ", ", Ja: "、"}
	SyncStoppedAfter = Text{En: "stopped after the same refusal %d times; the rest would have met it too", Ja: "同じ拒否が %d 回続いたため中止しました。残りも同じ結果になります"}
)
