package msg

// The table of a copy: its columns, two words above each other.
var (
	ColumnCall      = [2]Text{{}, {En: "call", Ja: "操作"}}
	ColumnIdentity  = [2]Text{{En: "identity", Ja: "ID"}, {En: "policy", Ja: "ポリシー"}}
	ColumnBoundary  = [2]Text{{En: "bound-", Ja: "境界"}, {En: "ary", Ja: ""}}
	ColumnSession   = [2]Text{{En: "session", Ja: "セッション"}, {En: "policy", Ja: "ポリシー"}}
	ColumnSCP       = [2]Text{{}, {En: "SCP", Ja: "SCP"}}
	ColumnVPCE      = [2]Text{{En: "VPC", Ja: "VPC エンド"}, {En: "endpt", Ja: "ポイント"}}
	ColumnRCP       = [2]Text{{}, {En: "RCP", Ja: "RCP"}}
	ColumnResource  = [2]Text{{En: "bucket", Ja: "バケット"}, {En: "policy", Ja: "ポリシー"}}
	ColumnOther     = [2]Text{{En: "resource", Ja: "リソース"}, {En: "policy", Ja: "ポリシー"}}
	ColumnBlock     = [2]Text{{En: "public", Ja: "パブリック"}, {En: "block", Ja: "ブロック"}}
	ColumnOwnership = [2]Text{{En: "owner-", Ja: "所有権"}, {En: "ship", Ja: "ACL"}}
	ColumnOwner     = [2]Text{{En: "expected", Ja: "想定"}, {En: "owner", Ja: "所有者"}}
	ColumnKey       = [2]Text{{En: "key", Ja: "キー"}, {En: "policy", Ja: "ポリシー"}}
	ColumnProbe     = [2]Text{{En: "AWS", Ja: "AWS の"}, {En: "says", Ja: "回答"}}
	ColumnAnswer    = [2]Text{{}, {En: "answer", Ja: "結果"}}
)

// What a call is for.
var (
	ReasonList      = Text{En: "list", Ja: "一覧"}
	ReasonRead      = Text{En: "read", Ja: "読み取り"}
	ReasonReadTags  = Text{En: "read tags", Ja: "タグ読み取り"}
	ReasonWrite     = Text{En: "write", Ja: "書き込み"}
	ReasonWriteTags = Text{En: "write tags", Ja: "タグ書き込み"}
	ReasonWriteACL  = Text{En: "write ACL", Ja: "ACL 書き込み"}
	ReasonDelete    = Text{En: "delete", Ja: "削除"}
	ReasonMultipart = Text{En: "tidy parts", Ja: "パート整理"}
	ReasonEncrypt   = Text{En: "encrypt", Ja: "暗号化"}
	ReasonDecrypt   = Text{En: "decrypt", Ja: "復号"}
)

// Words of the table.
var (
	PreflightAs       = Text{En: "as %s", Ja: "%s として"}
	PreflightAsTwo    = Text{En: "as %s for the source, as %s for the destination", Ja: "コピー元は %s、コピー先は %s として"}
	PreflightKey      = Text{En: "key %s", Ja: "キー %s"}
	PreflightKeyOf    = Text{En: "key of %s", Ja: "%s のキー"}
	PreflightYes      = Text{En: "yes", Ja: "可"}
	PreflightNo       = Text{En: "no", Ja: "不可"}
	PreflightNotKnown = Text{En: "not known", Ja: "不明"}
	PreflightLegend   = Text{En: "%s open   %s shut   %s not known   %s not in play", Ja: "%s 開   %s 閉   %s 不明   %s 対象外"}
	PreflightShutBy   = Text{En: "shut: %s", Ja: "閉: %s"}
	PreflightOpenAt   = Text{En: "not known: %s", Ja: "不明: %s"}

	PreflightAll     = Text{En: "Nothing would refuse this copy: all %d calls are let through.", Ja: "このコピーを拒否するものはありません。%d 件の操作はすべて許可されます。"}
	PreflightRefused = Text{En: "%d of %d calls would be refused.", Ja: "%[2]d 件の操作のうち %[1]d 件が拒否されます。"}
	PreflightUnknown = Text{En: "Whether %d of %d calls would be let through is not known.", Ja: "%[2]d 件の操作のうち %[1]d 件は不明です。"}

	PreflightInside      = Text{En: "S3 copies the objects itself, asked by %s", Ja: "オブジェクトは %s の要求で S3 内でコピーされます"}
	PreflightThrough     = Text{En: "no identity may do both, so %s reads, %s writes, and the bytes pass through here", Ja: "両方を行える ID がないため、%s が読み取り、%s が書き込みます。データはこの端末を経由します"}
	PreflightInsideNo    = Text{En: "%s cannot do both inside S3: %d calls would be refused", Ja: "%s では S3 内のコピーができません(%d 件が拒否されます)"}
	PreflightInsideDoubt = Text{En: "whether %s can do both inside S3 is not known", Ja: "%s が S3 内でコピーできるかは不明です"}

	PreflightOpens    = Text{En: "to open", Ja: "対処"}
	PreflightBy       = Text{En: "%s (account %s)", Ja: "%s(アカウント %s)"}
	PreflightSelf     = Text{En: "you: change the command", Ja: "あなた(コマンドを変えます)"}
	PreflightKeyOwner = Text{En: "whoever may write the key policy", Ja: "キーポリシーを書ける人"}
	PreflightProfile  = Text{En: "<profile in %s>", Ja: "<%s のプロファイル>"}
	PreflightNote     = Text{En: "note", Ja: "注意"}
)

// Why a gate stands as it does. The first argument is the place of the gate.
var (
	GateSaysNoAllow      = Text{En: "%s: no statement allows %s", Ja: "%s: %s を許可する文がありません"}
	GateSaysDeny         = Text{En: "%s: a Deny statement applies to %s", Ja: "%s: %s に Deny 文が適用されます"}
	GateSaysBlocks       = Text{En: "%s: refuses %s", Ja: "%s: %s を拒否します"}
	GateSaysSaid         = Text{En: "%s. Sure: AWS said so", Ja: "%s。確実です(AWS の回答)"}
	GateSaysLevel        = Text{En: "%s: level %s (0 is the root) has no Allow for %s", Ja: "%s: レベル %s(0 がルート)に %s の Allow がありません"}
	GateSaysOlderRole    = Text{En: "%s: names an older copy of your role (%s): the permission set was taken away and assigned again, which gave it a new suffix", Ja: "%s: 古いロール(%s)が記載されています。許可セットの割り当てが解除され、再度割り当てられたため、サフィックスが変わりました"}
	GateSaysDeadID       = Text{En: "%s: names %s, the ID of a role or user that was deleted", Ja: "%s: 削除されたロールまたはユーザーの ID(%s)が記載されています"}
	GateSaysNear         = Text{En: "%s: no statement allows %s; one nearly does: %s", Ja: "%s: %s を許可する文がありません。近い文があります: %s"}
	GateSaysPublic       = Text{En: "%s: RestrictPublicBuckets is on and the bucket policy is public, which keeps out every other account, also those that it names", Ja: "%s: RestrictPublicBuckets が有効で、バケットポリシーがパブリックです。ポリシーに記載があっても、他のアカウントは拒否されます"}
	GateSaysMaybePublic  = Text{En: "%s: RestrictPublicBuckets is on, and whether AWS takes the bucket policy for public is not known", Ja: "%s: RestrictPublicBuckets が有効ですが、バケットポリシーがパブリックとみなされるかは不明です"}
	GateSaysPublicACL    = Text{En: "%s: BlockPublicAcls refuses the ACL %s", Ja: "%s: BlockPublicAcls により ACL %s は拒否されます"}
	GateSaysNoACLs       = Text{En: "%s: takes no ACLs, so %s is refused: send none", Ja: "%s: ACL が無効なため、%s は拒否されます。ACL を指定しないでください"}
	GateSaysOthersOwn    = Text{En: "%s: has ACLs, and objects that other accounts wrote are out of its policy's reach unless its owner turns ACLs off", Ja: "%s: ACL が有効です。他のアカウントが書いたオブジェクトには、所有者が ACL を無効にするまでバケットポリシーが及びません"}
	GateSaysOtherOwner   = Text{En: "%s: does not belong to %s, as expected", Ja: "%s: 想定した所有者 %s のものではありません"}
	GateSaysManagedKey   = Text{En: "%s: nobody outside account %s can use this key, and its policy cannot be changed", Ja: "%s: アカウント %s の外からは使えません。ポリシーの変更もできません"}
	GateSaysKeyState     = Text{En: "%s: cannot be used: %s", Ja: "%s: 使用できません(%s)"}
	GateSaysKeyRegion    = Text{En: "%s: is in %s, another region than the bucket", Ja: "%s: バケットとは別のリージョン(%s)にあります"}
	GateSaysGrantAlone   = Text{En: "%s: do not allow %s; a grant of the key does, and AWS does not say whether that is enough across accounts", Ja: "%s: %s が許可されていません。キーのグラントでは許可されていますが、アカウントをまたぐ場合にそれで足りるかは AWS の文書にありません"}
	GateSaysOpenKeys     = Text{En: "%s: it depends on condition keys that are not known: %s", Ja: "%s: 次の条件キーが不明なため判断できません: %s"}
	GateSaysOpen         = Text{En: "%s: what it says of you is not known", Ja: "%s: あなたに適用されるか不明です"}
	GateSaysNoOwner      = Text{En: "%s: whose it is is not known (%s), and another account's bucket has to name you", Ja: "%s: 所有者のアカウントが不明です(%s)。別のアカウントのバケットなら、ポリシーにあなたの記載が必要です"}
	GateSaysUnread       = Text{En: "%s: %s", Ja: "%s: %s"}
	GateSaysUnreadNoWord = Text{En: "%s: could not be read", Ja: "%s: 読み取れませんでした"}
)

// Places that only a copy has.
var (
	PlaceRCPOf     = Text{En: "resource control policies above account %s", Ja: "アカウント %s の上位のリソースコントロールポリシー"}
	PlaceRCPOver   = Text{En: "resource control policies above the owner of %s", Ja: "%s の所有者の上位のリソースコントロールポリシー"}
	PlaceBlockOf   = Text{En: "Block Public Access of %s", Ja: "%s の Block Public Access"}
	PlaceOwnership = Text{En: "bucket %s", Ja: "バケット %s"}
	PlaceKeyOf     = Text{En: "key policy of %s", Ja: "%s のキーポリシー"}
)

// What is let through and yet bites later.
var (
	NoteWriterOwns = Text{En: "the objects in %s will belong to account %s, and the bucket's owner cannot read them: send --acl bucket-owner-full-control", Ja: "%s のオブジェクトはアカウント %s の所有になり、バケットの所有者は読み取れません。--acl bucket-owner-full-control を指定してください"}
	NoteOwnKey     = Text{En: "the objects in %s will be under aws/s3 of account %s: the bucket's owner cannot read them", Ja: "%s のオブジェクトはアカウント %s の aws/s3 で暗号化され、バケットの所有者は読み取れません"}
	NoteVersions   = Text{En: "%s keeps versions: what the copy deletes stays there as an older version", Ja: "%s はバージョンを保持します。コピーで削除されるものは以前のバージョンとして残ります"}
	NoteLock       = Text{En: "%s has Object Lock (%s): what is written there cannot be deleted for good before its retention ends", Ja: "%s では Object Lock (%s) が有効です。書き込んだものは保持期間が終わるまで完全には削除できません"}
)
