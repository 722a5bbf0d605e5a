package msg

// The access path: what check, explain and simulate draw.
var (
	AccessCopy    = Text{En: "Access path of %s to %s", Ja: "%s から %s へのアクセス経路"}
	AccessRequest = Text{En: "Access path of %s", Ja: "%s のアクセス経路"}
	AccessHere    = Text{En: "this machine", Ja: "この端末"}

	AccessFrom      = Text{En: "%s ← %s", Ja: "%s ← %s"}
	AccessTo        = Text{En: "%s → %s", Ja: "%s → %s"}
	AccessFromPlain = Text{En: "%s from %s", Ja: "%[2]s からの%[1]s"}
	AccessToPlain   = Text{En: "%s to %s", Ja: "%[2]s への%[1]s"}

	AccessYou       = Text{En: "you", Ja: "あなた"}
	AccessUnsigned  = Text{En: "not signed", Ja: "署名なし"}
	AccessNoAccount = Text{En: "account not known", Ja: "アカウント不明"}
	AccessNobody    = Text{En: "no account", Ja: "アカウントなし"}
	AccessAnswer    = Text{En: "answer: %s", Ja: "結果: %s"}
	AccessBorder    = Text{En: "border between the accounts: from here on %s", Ja: "アカウントの境界: ここから先は%s"}
	AccessDesc      = Text{En: "%s, answer: %s. On the way: %s.", Ja: "%s、結果: %s。経路上の関門: %s。"}
	AccessGateIs    = Text{En: "%s %s", Ja: "%sは%s"}
	AccessReadAt    = Text{En: "decided", Ja: "判定日時"}
	AccessRead      = Text{En: "based on", Ja: "対象"}
	AccessAskedYes  = Text{En: "AWS was asked, and lets %s through", Ja: "AWS に確認したところ、%s は許可されました"}
	AccessAskedNo   = Text{En: "AWS was asked, and refuses %s too", Ja: "AWS に確認したところ、%s は拒否されました"}
	AccessAWS       = Text{En: "AWS", Ja: "AWS"}
	AccessToKnow    = Text{En: "to know", Ja: "確認には"}
	AccessToKnowIn  = Text{En: "%s in account %s", Ja: "%s(アカウント %s)"}
	AccessScroll    = Text{En: "The calls and their gates", Ja: "操作と関門"}

	AccessAllowedBy      = Text{En: "allowed by %s, statement %s", Ja: "%s の文 %s で許可されています"}
	AccessNothingRefuses = Text{En: "nothing here refuses it", Ja: "拒否するものはありません"}
	AccessFor            = Text{En: "for %s", Ja: "対象: %s"}
	AccessAlso           = Text{En: "also %s", Ja: "ほかに %s"}
	AccessNearly         = Text{En: "nearly: %s", Ja: "あと一歩: %s"}
	AccessMissedBy       = Text{En: "nearly excepted: %s", Ja: "例外にあと一歩: %s"}

	AccessOthers    = Text{En: "the other gates", Ja: "その他の関門"}
	AccessUnsaid    = Text{En: "AWS names one gate and says nothing of these", Ja: "AWS が示す関門は1つだけで、これらについての情報はありません"}
	AccessEveryGate = Text{En: "every gate", Ja: "すべての関門"}
	AccessNoneSaid  = Text{En: "AWS says that access is denied and names no gate", Ja: "アクセスの拒否のみで、AWS は関門を示していません"}
	AccessAWSNames  = Text{En: "AWS named this gate", Ja: "AWS がこの関門を示しています"}
	AccessRefusals  = Text{En: "Refusals explained: %d", Ja: "拒否の説明: %d 件"}
	AccessEvidence  = Text{En: "What each gate rests on", Ja: "各関門の根拠"}

	AccessPolicySays = Text{En: "policy says", Ja: "ポリシーの記載"}
	AccessRequestHas = Text{En: "request has", Ja: "リクエストの値"}
	AccessKeyUnknown = Text{En: "not known beforehand", Ja: "事前には不明"}

	AccessPage      = Text{En: "AWS page", Ja: "AWS の文書"}
	AccessWorkedOut = Text{En: "worked out from what was read, by AWS's documented rules", Ja: "読み取った内容から、AWS の文書の規則に従って判定しました"}
	AccessNotRead   = Text{En: "left open: nothing is guessed", Ja: "推測せず、不明のままにしています"}
	AccessDepends   = Text{En: "the policy was read; the request itself will decide", Ja: "ポリシーは読み取れています。結果は実際のリクエストによります"}
	AccessBy        = Text{En: "Written by clearway. This page loads nothing from elsewhere.", Ja: "clearway が作成しました。このページは外部から何も読み込みません。"}
)
