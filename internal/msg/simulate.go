package msg

// What simulate says. Gate codes and states of the JSON form are not
// translated; these are the words of the text form.
var (
	SimulateAllowed  = Text{En: "allowed", Ja: "許可されます"}
	SimulateExplicit = Text{En: "denied: a Deny in the %s applies", Ja: "拒否されます: %sの Deny が適用されます"}
	SimulateImplicit = Text{En: "denied: nothing in the %s allows it", Ja: "拒否されます: %sに許可する文がありません"}
	SimulateUnknown  = Text{En: "not known: it depends on the %s", Ja: "わかりません: %sによって変わります"}

	SimulateYou    = Text{En: "you", Ja: "あなた"}
	SimulateRole   = Text{En: "role", Ja: "ロール"}
	SimulateWanted = Text{En: "wanted", Ja: "操作"}
	SimulateOwner  = Text{En: "owner", Ja: "所有者"}
	SimulateGates  = Text{En: "gates", Ja: "関門"}
	SimulateOn     = Text{En: "%s on %s", Ja: "%s(%s)"}
	SimulateIn     = Text{En: "account %s", Ja: "アカウント %s"}
	SimulateSame   = Text{En: "account %s, the caller's own", Ja: "アカウント %s(呼び出し元と同じ)"}
	SimulateNobody = Text{En: "anonymous, the request is not signed", Ja: "匿名(署名なしのリクエスト)"}

	SimulateExpected    = Text{En: "as expected: %s", Ja: "期待どおりです: %s"}
	SimulateNotExpected = Text{En: "expected %s, but the answer is %s", Ja: "期待は %s ですが、結果は %s です"}

	SimulateOpen      = Text{En: "open", Ja: "開"}
	SimulateShut      = Text{En: "shut", Ja: "閉"}
	SimulateNotKnown  = Text{En: "not known", Ja: "不明"}
	SimulateNotInPlay = Text{En: "not in play", Ja: "対象外"}

	SimulateNoAllow    = Text{En: "no statement allows it", Ja: "許可する文がありません"}
	SimulateNoLevel    = Text{En: "level %d (0 is the root) has no Allow", Ja: "レベル %d(0 がルート)に Allow がありません"}
	SimulateStatement  = Text{En: "%s, statement %s", Ja: "%s の文 %s"}
	SimulateNearly     = Text{En: "nearly: %s", Ja: "あと一歩: %s"}
	SimulateMismatchIs = Text{En: "%s differs", Ja: "%s が違います"}
	SimulateSays       = Text{En: "says", Ja: "記載"}
	SimulateHas        = Text{En: "is", Ja: "実際"}
	SimulateAbsent     = Text{En: "(the request does not have it)", Ja: "(リクエストにありません)"}
	SimulateTrap       = Text{En: "trap", Ja: "注意"}
	SimulateMore       = Text{En: "and %d more", Ja: "ほか %d 件"}

	SimulateCasesPassed = Text{En: "all as documented: %d", Ja: "%d 件すべて、ドキュメントどおりです"}
	SimulateCasesFailed = Text{En: "not as documented: %d of %d", Ja: "%d / %d 件がドキュメントと異なります"}
	SimulateCaseFailed  = Text{En: "wanted %s, got %s", Ja: "期待 %s、結果 %s"}
)

// What the gates are called in a sentence.
var (
	GateRCP      = Text{En: "resource control policies", Ja: "リソースコントロールポリシー"}
	GateSCP      = Text{En: "service control policies", Ja: "サービスコントロールポリシー"}
	GateVPCE     = Text{En: "VPC endpoint policy", Ja: "VPC エンドポイントポリシー"}
	GateResource = Text{En: "resource policy", Ja: "リソースポリシー"}
	GateIdentity = Text{En: "identity policies", Ja: "アイデンティティベースのポリシー"}
	GateBoundary = Text{En: "permissions boundary", Ja: "アクセス許可の境界"}
	GateSession  = Text{En: "session policies", Ja: "セッションポリシー"}
)

// What the traps of near matches are.
var (
	HintRolePath = Text{
		En: "the caller's role name without its path, or with another: it names no role",
		Ja: "ロール名は同じですが、パスがないか違います。この ARN が指すロールはありません",
	}
	HintRegion = Text{
		En: "the caller's role with another region part in its path",
		Ja: "ロールは同じですが、パスのリージョン部分が違います",
	}
	HintSuffix = Text{
		En: "the same permission set with another suffix: it was assigned anew",
		Ja: "許可セットは同じですがサフィックスが違います。割り当て直されています",
	}
	HintOtherSession = Text{
		En: "another session of the caller's role: a session ARN names one session only",
		Ja: "同じロールの別のセッションです。セッション ARN は1つのセッションだけを指します",
	}
	HintSessionARN = Text{
		En: "the caller's session ARN; the role ARN with its path has to stand here",
		Ja: "セッション ARN です。ここにはパスを含むロールの ARN を書きます",
	}
	HintAccount   = Text{En: "the same name in another account", Ja: "名前は同じですが、別のアカウントです"}
	HintPartition = Text{En: "the same ARN in another partition", Ja: "ARN は同じですが、別のパーティションです"}
	HintUniqueID  = Text{
		En: "a bare unique ID: what is left of a role or user that was deleted",
		Ja: "一意の ID です。削除されたロールまたはユーザーの名残です",
	}
	HintObjects = Text{
		En: "names the bucket, but the action is on its objects: /* is missing",
		Ja: "バケットを指していますが、操作の対象はオブジェクトです。/* が必要です",
	}
	HintBucket = Text{
		En: "names the objects, but the action is on the bucket itself",
		Ja: "オブジェクトを指していますが、操作の対象はバケット自体です",
	}
	HintCase = Text{En: "differs in letter case only", Ja: "大文字と小文字だけが違います"}
)
