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

	SimulateColumnGate      = Text{En: "gate", Ja: "関門"}
	SimulateColumnState     = Text{En: "state", Ja: "状態"}
	SimulateColumnPolicy    = Text{En: "policy", Ja: "ポリシー"}
	SimulateColumnStatement = Text{En: "statement", Ja: "文"}
	SimulateColumnWhy       = Text{En: "why", Ja: "理由"}

	SimulateNoAllow   = Text{En: "no statement allows it", Ja: "許可する文がありません"}
	SimulateNoLevel   = Text{En: "level %d (0 is the root) has no Allow", Ja: "レベル %d(0 がルート)に Allow がありません"}
	SimulateStatement = Text{En: "%s, statement %s", Ja: "%s の文 %s"}
	SimulateApplies   = Text{En: "%s applies", Ja: "%s が適用されます"}
	SimulateMayApply  = Text{En: "%s may apply: it depends on %s", Ja: "%s が適用される可能性があります(%s によります)"}
	SimulateMissed    = Text{En: "%s, nearly excepted from the Deny: %s", Ja: "%s、Deny の例外にあと一歩: %s"}
	SimulateAssumed   = Text{En: "AWS leaves a point open that this answer rests on. Taken here: %s. --strict answers \"not known\" instead.", Ja: "AWS が明記していない点に基づく結果です。ここでの解釈: %s。--strict を付けると「不明」になります。"}
	SimulateNearly    = Text{En: "%s, nearly: %s", Ja: "%s、あと一歩: %s"}
	SimulateElement   = Text{En: "element", Ja: "要素"}
	SimulateSays      = Text{En: "wanted", Ja: "記載"}
	SimulateHas       = Text{En: "had", Ja: "実際"}
	SimulateAbsent    = Text{En: "(the request does not have it)", Ja: "(リクエストにありません)"}
	SimulateTrap      = Text{En: "hint", Ja: "ヒント"}
	SimulateMore      = Text{En: "and %d more", Ja: "ほか %d 件"}

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
	HintUserPath = Text{
		En: "the caller's user name without its path, or with another: it names no user",
		Ja: "ユーザー名は同じですが、パスがないか違います。この ARN が指すユーザーはありません",
	}
	HintSessionPath = Text{
		En: "a session ARN with the path of its role; session ARNs have no path",
		Ja: "セッション ARN にロールのパスが含まれています。セッション ARN にパスはありません",
	}
	HintRootUser = Text{
		En: "here the root ARN means the account's root user alone, not the whole account",
		Ja: "ここでの root の ARN は、アカウント全体ではなくルートユーザーだけを指します",
	}
	HintWildcard = Text{
		En: "a wildcard in Principal has no meaning: only the lone * does",
		Ja: "Principal の中のワイルドカードに意味はありません。使えるのは単独の * だけです",
	}
	HintLiteral = Text{
		En: "a wildcard under an operator that takes it literally: use the Like form",
		Ja: "この演算子ではワイルドカードが文字として扱われます。Like 形式の演算子を使います",
	}
	HintPrefix    = Text{En: "names other objects of the same bucket", Ja: "同じバケットの別のオブジェクトを指しています"}
	HintARNRegion = Text{En: "the same resource in another region", Ja: "リソースは同じですが、別のリージョンです"}
	HintCase      = Text{En: "differs in letter case only", Ja: "大文字と小文字だけが違います"}
)

// What is assumed where AWS leaves a point open.
var (
	AssumeSpanningStar = Text{En: "a * that ends a part of a resource ARN reaches over the colons behind it", Ja: "リソース ARN の途中の部分の末尾にある * は、後のコロンを越えて一致します"}
	AssumeShortARN     = Text{En: "a * that ends a shortened ARN covers the parts that are missing", Ja: "短い ARN の末尾にある * は、欠けている部分にも一致します"}
	AssumeAWSStar      = Text{En: "{\"AWS\": \"*\"} covers unsigned requests, as \"*\" does", Ja: "{\"AWS\": \"*\"} は \"*\" と同じく、署名のないリクエストにも適用されます"}
	AssumeEveryone     = Text{En: "a grant to everyone within the account is not limited by boundaries and session policies", Ja: "同じアカウントでの全員への許可は、境界やセッションポリシーに制限されません"}
	AssumeNotPrincipal = Text{En: "NotPrincipal in an Allow grants to everyone who is not named", Ja: "Allow での NotPrincipal は、記載のない全員を許可します"}
	AssumeManyValues   = Text{En: "of a key with several values and no set operator any may fit, or none where negated", Ja: "集合演算子のない複数値のキーは、いずれかの値が一致すれば真です(否定では、どれも一致しない場合)"}
	AssumeEmptyValue   = Text{En: "a key that is there with an empty value is not null", Ja: "空の値を持つキーは、存在するものとして扱います"}
	AssumeLiteralValue = Text{En: "a wildcard in the value of a policy variable is an ordinary character", Ja: "ポリシー変数の値に含まれるワイルドカードは、普通の文字として扱います"}
	AssumeNoVariable   = Text{En: "${…} is plain text in the values of operators that take no variables", Ja: "変数を使えない演算子の値の ${…} は、普通の文字列です"}
	AssumeTagCase      = Text{En: "of two tags that differ in letter case the one spelled as in the policy counts", Ja: "大文字小文字だけが違うタグでは、ポリシーと同じ表記のものを使います"}
	AssumeEveryService = Text{En: "the action *:* is every action", Ja: "アクション *:* は、すべてのアクションです"}
	AssumeOwner        = Text{En: "the resource belongs to the caller's account", Ja: "リソースは呼び出し元のアカウントのものです"}
	AssumeAnyOfNone    = Text{En: "ForAnyValue with IfExists fits no request that lacks the key", Ja: "ForAnyValue と IfExists の組み合わせは、キーがないリクエストには一致しません"}
	AssumeBeyondRCP    = Text{En: "resource control policies do not reach this service", Ja: "リソースコントロールポリシーは、このサービスには及びません"}
)
