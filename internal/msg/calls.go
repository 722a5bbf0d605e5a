package msg

// What --print-calls says.
var (
	CallsTitle     = Text{En: "calls to AWS: %d", Ja: "AWS への呼び出し: %d 回"}
	CallsNone      = Text{En: "no calls to AWS", Ja: "AWS への呼び出しはありません"}
	CallsCall      = Text{En: "call", Ja: "呼び出し"}
	CallsRegion    = Text{En: "region", Ja: "リージョン"}
	CallsAs        = Text{En: "as", Ja: "プロファイル"}
	CallsResult    = Text{En: "result", Ja: "結果"}
	CallsNeeds     = Text{En: "needs", Ja: "必要な権限"}
	CallsNeedsNone = Text{En: "no permission", Ja: "権限は不要"}
	CallsNotKnown  = Text{En: "not in the table", Ja: "表にありません"}
	CallsNoAnswer  = Text{En: "no answer", Ja: "応答なし"}
)
