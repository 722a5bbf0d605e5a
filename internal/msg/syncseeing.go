package msg

// What a person sees of a sync under way, and its summary.
var (
	SyncBlockListed = Text{En: "listed", Ja: "一覧"}
	SyncBlockNow    = Text{En: "now", Ja: "処理中"}
	SyncCopying     = Text{En: "copying", Ja: "コピー"}
	SyncUploading   = Text{En: "uploading", Ja: "送信"}
	SyncDownloading = Text{En: "fetching", Ja: "受信"}
	SyncToCopy      = Text{En: "to do", Ja: "予定"}

	SyncAtSource   = Text{En: "%s source", Ja: "コピー元 %s"}
	SyncAtDest     = Text{En: "%s destination", Ja: "コピー先 %s"}
	SyncObjects    = Text{En: "%s objects", Ja: "%s 件"}
	SyncAtLeastOf  = Text{En: "at least %s objects", Ja: "少なくとも %s 件"}
	SyncPerSecond  = Text{En: "%s objects/s", Ja: "%s 件/秒"}
	SyncBytesRate  = Text{En: "%s/s", Ja: "%s/秒"}
	SyncLeft       = Text{En: "%s left", Ja: "残り %s"}
	SyncTriedAgain = Text{En: "%s tried again", Ja: "再試行 %s"}
	SyncPart       = Text{En: "part %d of %d", Ja: "パート %d / %d"}
	SyncAmount     = Text{En: "%s of %s", Ja: "%s / %s"}

	SyncLineListed = Text{En: "listed %s and %s", Ja: "一覧 %s と %s"}
	SyncLineDone   = Text{En: "copied %s of %s", Ja: "コピー %s / %s"}
	SyncLineSome   = Text{En: "copied %s of at least %s", Ja: "コピー %s / 少なくとも %s"}

	SyncDays    = Text{En: "%d d %d h", Ja: "%d 日 %d 時間"}
	SyncHours   = Text{En: "%d h %d m", Ja: "%d 時間 %d 分"}
	SyncMinutes = Text{En: "%d m %d s", Ja: "%d 分 %d 秒"}
	SyncSeconds = Text{En: "%s s", Ja: "%s 秒"}
)

// The rows of a summary, and why something was done or left.
var (
	SyncRowDone     = Text{En: "done", Ja: "完了"}
	SyncRowPlanned  = Text{En: "planned", Ja: "予定"}
	SyncRowWhy      = Text{En: "because", Ja: "理由"}
	SyncRowSkipped  = Text{En: "skipped", Ja: "対象外"}
	SyncRowFailed   = Text{En: "failed", Ja: "失敗"}
	SyncRowRate     = Text{En: "rate", Ja: "速度"}
	SyncRowRequests = Text{En: "requests", Ja: "リクエスト"}

	SyncNothing     = Text{En: "nothing to do", Ja: "処理の対象はありません"}
	SyncIn          = Text{En: "in %s", Ja: "所要 %s"}
	SyncWhyMissing  = Text{En: "%s missing", Ja: "存在しない %s"}
	SyncWhySize     = Text{En: "%s of another size", Ja: "サイズが異なる %s"}
	SyncWhyTime     = Text{En: "%s of another time", Ja: "時刻が異なる %s"}
	SyncWhyExtra    = Text{En: "%s at the destination only", Ja: "コピー先にのみ存在 %s"}
	SyncLeftKept    = Text{En: "%s at the destination only", Ja: "コピー先にのみ存在 %s"}
	SyncLeftUnread  = Text{En: "%s not deleted: the source could not be read there", Ja: "コピー元を読み取れず削除しなかったもの %s"}
	SyncLeftArchive = Text{En: "%s archived", Ja: "アーカイブ済み %s"}
	SyncLeftClimbs  = Text{En: "%s with names that lead elsewhere", Ja: "コピー先の外を指す名前 %s"}
	SyncLeftOther   = Text{En: "%s %s", Ja: "%[2]s %[1]s"}
	SyncNotDone     = Text{En: "%s", Ja: "%s 件"}
)
