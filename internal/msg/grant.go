package msg

// What grant and revoke show before they write.
var (
	GrantBucket  = Text{En: "bucket", Ja: "バケット"}
	GrantTo      = Text{En: "to", Ja: "相手"}
	GrantFor     = Text{En: "for", Ja: "目的"}
	GrantTried   = Text{En: "tried", Ja: "評価"}
	GrantSize    = Text{En: "size", Ja: "サイズ"}
	GrantNote    = Text{En: "note", Ja: "注意"}
	GrantUndo    = Text{En: "undo", Ja: "元に戻す"}
	GrantWhy     = Text{En: "why", Ja: "理由"}
	GrantFix     = Text{En: "fix", Ja: "対処"}
	GrantMore    = Text{En: "more", Ja: "詳細"}
	GrantGrant   = Text{En: "grant", Ja: "許可"}
	GrantInUse   = Text{En: "s3://%s in account %s", Ja: "s3://%s(アカウント %s)"}
	GrantReadAt  = Text{En: "policy read at %s, %s", Ja: "ポリシーを %s に取得、%s"}
	GrantNoRules = Text{En: "no policy yet", Ja: "ポリシーはまだありません"}

	GrantOneStatement = Text{En: "%d statement", Ja: "%d ステートメント"}
	GrantStatements   = Text{En: "%d statements", Ja: "%d ステートメント"}
	GrantUnchanged    = Text{En: "… %s, unchanged …", Ja: "… %s、変更なし …"}

	GrantSetInAccount  = Text{En: "%s in %s, role …_%s", Ja: "%s(アカウント %s)、ロール …_%s"}
	GrantRoleInAccount = Text{En: "role %s in %s", Ja: "ロール %s(アカウント %s)"}
	GrantUserInAccount = Text{En: "user %s in %s", Ja: "ユーザー %s(アカウント %s)"}
	GrantSetByName     = Text{En: "%s in %s, roles AWSReservedSSO_%[1]s_*", Ja: "%s(アカウント %s)、ロール AWSReservedSSO_%[1]s_*"}
	GrantRoleByName    = Text{En: "role %s in %s, by its name", Ja: "ロール %s(アカウント %s)、名前で照合"}

	GrantForDest   = Text{En: "sync destination: %s", Ja: "同期の宛先: %s"}
	GrantForSource = Text{En: "sync source: %s", Ja: "同期の元: %s"}
	GrantForDelete = Text{En: "sync destination that deletes: %s", Ja: "同期の宛先(削除を含む): %s"}
	GrantForList   = Text{En: "looking into the bucket: %s", Ja: "バケットの中を見る: %s"}
	GrantForParts  = Text{En: "care of unfinished uploads: %s", Ja: "未完了アップロードの管理: %s"}
	GrantOnly      = Text{En: "only", Ja: "条件"}
	GrantInOrg     = Text{En: "from accounts of organization %s", Ja: "組織 %s のアカウントから"}
	GrantOverTLS   = Text{En: "over TLS", Ja: "TLS による通信"}
	GrantUntil     = Text{En: "until %s", Ja: "%s まで"}
	GrantUnder     = Text{En: ", only below %s", Ja: "、%s の下のみ"}
	GrantNot       = Text{En: "not %s", Ja: "%sは不可"}
	GrantComma     = Text{En: ", ", Ja: "、"}
	GrantSemicolon = Text{En: "; ", Ja: "。"}

	GrantReasonList      = Text{En: "list", Ja: "一覧"}
	GrantReasonRead      = Text{En: "read", Ja: "読み取り"}
	GrantReasonReadTags  = Text{En: "read tags", Ja: "タグの読み取り"}
	GrantReasonWrite     = Text{En: "write", Ja: "書き込み"}
	GrantReasonWriteTags = Text{En: "write tags", Ja: "タグの書き込み"}
	GrantReasonWriteACL  = Text{En: "write ACLs", Ja: "ACL の書き込み"}
	GrantReasonMultipart = Text{En: "see and clean up uploads", Ja: "アップロードの確認と中止"}
	GrantReasonDelete    = Text{En: "delete", Ja: "削除"}
)

// What the trial found.
var (
	GrantOneCallOpens = Text{En: "%d call opens that was shut", Ja: "閉じていた呼び出し %d 件が許可されます"}
	GrantCallsOpen    = Text{En: "%d calls open that were shut", Ja: "閉じていた呼び出し %d 件が許可されます"}
	GrantOpenAlready  = Text{En: "%d already open", Ja: "%d 件はすでに許可されています"}
	GrantStaysShut    = Text{En: "%d stays shut", Ja: "%d 件は閉じたままです"}
	GrantCannotTell   = Text{En: "%d cannot be known from here", Ja: "%d 件はここからは判断できません"}
	GrantNobodyElse   = Text{En: "nobody else gains anything", Ja: "他の誰の権限も増えません"}
	GrantSomebodyElse = Text{En: "%d decisions of others would change", Ja: "他の %d 件の判定が変わります"}
	GrantNotPublic    = Text{En: "still not public", Ja: "公開状態にはなりません"}
	GrantPublicBefore = Text{En: "public as before (statement %s)", Ja: "以前から公開状態です(ステートメント %s)"}
	GrantBecomePublic = Text{En: "it would become public", Ja: "公開状態になってしまいます"}
	GrantBytes        = Text{En: "%s of %s bytes", Ja: "%s / %s バイト"}

	GrantDenyStays = Text{
		En: "%s stays shut: statement %s of this policy denies it, and no grant gets past a Deny",
		Ja: "%s は閉じたままです。このポリシーのステートメント %s が拒否しており、Deny は許可より優先されます",
	}
	GrantDenyMay = Text{
		En: "%s depends on statement %s of this policy: it denies unless its condition says otherwise",
		Ja: "%s はこのポリシーのステートメント %s しだいです。条件によっては拒否されます",
	}
	GrantSuffixNote = Text{
		En: "assigning the permission set again will break it; --match name survives it  CW402",
		Ja: "許可セットを割り当て直すと無効になります。--match name なら有効なままです  CW402",
	}
	GrantNameNote = Text{
		En: "S3 does not check names in a condition; %s",
		Ja: "S3 は条件の中の名前を確認しません。%s",
	}
	GrantNameFits = Text{
		En: "the name fits every permission set that begins with %s_ as well",
		Ja: "この名前は、%s_ で始まる別の許可セットにも一致します",
	}
	GrantNameSeen    = Text{En: "the role exists now, AWS said so", Ja: "ロールの存在は AWS に確認済みです"}
	GrantNameOne     = Text{En: "today it fits one role, AWS said so: %s", Ja: "現在一致するロールは1つです(AWS に確認済み): %s"}
	GrantNameMany    = Text{En: "today it fits %d roles, AWS said so: %s", Ja: "現在一致するロールは %d 件です(AWS に確認済み): %s"}
	GrantBySure      = Text{En: "%s made this bucket (%s): what is written past it, it may undo", Ja: "このバケットは %s(%s)が作成したものです。直接書き込んだ内容は、そこから元に戻されることがあります"}
	GrantByMaybe     = Text{En: "%s may manage this bucket (tag %s): what is written past it, it may undo", Ja: "このバケットは %s で管理されている可能性があります(タグ %s)。直接書き込んだ内容は、そこから元に戻されることがあります"}
	GrantAsCode      = Text{En: "the same as code:", Ja: "同じ内容をコードで出力するには:"}
	GrantRestricted  = Text{En: "the policy is public, and RestrictPublicBuckets lets no other account in: this grant opens nothing until it is no longer public", Ja: "このポリシーは公開状態で、RestrictPublicBuckets が他のアカウントを通しません。公開状態でなくなるまで、この許可は効きません"}
	GrantACLsOff     = Text{En: "ACLs are off for this bucket, so --with-acl is not needed: S3 refuses most ACLs", Ja: "このバケットでは ACL が無効なので、--with-acl は不要です。S3 はほとんどの ACL を拒否します"}
	GrantACLsOn      = Text{En: "ACLs are on for this bucket (%s): what is written stays the writer's unless it is sent with --acl bucket-owner-full-control, which takes --with-acl", Ja: "このバケットでは ACL が有効です(%s)。--acl bucket-owner-full-control を付けて書き込まない限り、オブジェクトは書き込んだ側の所有になります。それには --with-acl が必要です"}
	GrantKeyNamed    = Text{En: "key %s", Ja: "キー %s"}
	GrantKeyIn       = Text{En: "%s in account %s", Ja: "%s(アカウント %s)"}
	GrantKeyShut     = Text{En: "objects here are encrypted with key %s, whose policy does not let the grantee use it: --with-key opens both", Ja: "このバケットのオブジェクトはキー %s で暗号化されていて、そのキーポリシーは相手を許可していません。--with-key を付けると両方を許可します"}
	GrantKeyManaged  = Text{En: "objects here are encrypted with aws/s3, which no other account can use: take a key of your own (default encryption of the bucket), and copy the objects onto themselves", Ja: "このバケットのオブジェクトは aws/s3 で暗号化されていて、他のアカウントは使えません。バケットの既定の暗号化をカスタマー管理キーに変え、オブジェクトを自分自身にコピーし直してください"}
	GrantKeyWriter   = Text{En: "the bucket's default is aws/s3: an object written from another account gets the aws/s3 of that account, and you cannot read it. Name a key of your own as the default", Ja: "このバケットの既定は aws/s3 です。別アカウントから書き込むと、そのアカウントの aws/s3 で暗号化され、あなたは読み取れません。既定としてカスタマー管理キーを指定してください"}
	GrantKeyNone     = Text{En: "objects here are not encrypted with a KMS key by default: --with-key has nothing to add", Ja: "このバケットの既定の暗号化は KMS キーではないため、--with-key で追加するものはありません"}
	GrantKeyHolds    = Text{En: "the policy of key %s holds this grant as well: --with-key takes it out of both", Ja: "キー %s のポリシーにも同じ許可があります。--with-key を付けると両方から取り除きます"}
	GrantKeyUnread   = Text{En: "--with-key: which key %s uses could not be read (%s): name it with --key", Ja: "--with-key: %s がどのキーを使うか読み取れませんでした(%s)。--key で指定してください"}
	GrantKeyForeign  = Text{En: "--with-key: key %s belongs to account %s, and only a profile there can change its policy; %s is in %s", Ja: "--with-key: キー %s はアカウント %s のもので、ポリシーを変更できるのはそのアカウントのプロファイルだけです。%s はアカウント %s のものです"}
	GrantKeyKey      = Text{En: "key", Ja: "キー"}
	GrantKeyWhy      = Text{En: "aws/s3 is AWS's own key: nobody can change its policy, and no other account can use it", Ja: "aws/s3 は AWS が管理するキーです。ポリシーは誰にも変更できず、他のアカウントは使えません"}
	GrantEndMoves    = Text{En: "the end of this grant moves: it was %s", Ja: "この許可の期限が変わります。これまでは %s でした"}
	GrantEndGoes     = Text{En: "this grant ended at %s and no longer will", Ja: "この許可の期限(%s)がなくなります"}
	GrantEndComes    = Text{En: "this grant had no end until now", Ja: "この許可には、これまで期限がありませんでした"}
	GrantOrgNote     = Text{En: "whether the role is in %s is not known from the policy: the call afterwards tells", Ja: "ロールが %s に属するかはポリシーからはわかりません。書き込み後の確認で判明します"}
	GrantUploadNote  = Text{En: "names of unfinished uploads of the whole bucket can be seen: S3 cannot limit that to a prefix", Ja: "未完了アップロードの名前はバケット全体で見えます。S3 ではプレフィックスに限定できません"}
	GrantNameUnseen  = Text{En: "whether the role exists could not be asked", Ja: "ロールが存在するかは確認できませんでした"}
	GrantDerivedNote = Text{
		En: "the role's path was worked out from sso_region; S3 refuses the policy if it is wrong",
		Ja: "ロールのパスは sso_region からの推定です。誤っていれば S3 がポリシーを拒否します",
	}
	GrantDerivedNameNote = Text{
		En: "the role's path was worked out from sso_region, and nobody will check it: compare it with iam:GetRole",
		Ja: "ロールのパスは sso_region からの推定で、誰も確認しません。iam:GetRole の結果と照合してください",
	}
	GrantSameAccount = Text{
		En: "bucket and grantee are in the same account: permissions of the role itself would do as well",
		Ja: "バケットと相手は同じアカウントにあります。ロール自身の権限でも許可できます",
	}
	GrantDroppedOne = Text{
		En: "--drop-dead takes out %d principal that no longer exists; it lets nobody in",
		Ja: "--drop-dead により、すでに存在しないプリンシパル %d 件を取り除きます。誰の許可にもなっていません",
	}
	GrantDroppedNote = Text{
		En: "--drop-dead takes out %d principals that no longer exist; they let nobody in",
		Ja: "--drop-dead により、すでに存在しないプリンシパル %d 件を取り除きます。誰の許可にもなっていません",
	}
	GrantPublicNote = Text{
		En: "the policy was public before; with RestrictPublicBuckets on, S3 lets no other account in",
		Ja: "このポリシーは以前から公開状態です。RestrictPublicBuckets が有効だと、S3 は他のアカウントを通しません",
	}
)

// The question and what follows it.
var (
	GrantQuestion    = Text{En: "  Write this policy to %s?  [yes / no / all]  ", Ja: "  このポリシーを %s に書き込みますか?  [yes / no / all]  "}
	GrantBoth        = Text{En: "  Write both policies, of key %s and of %s?  [yes / no / all]  ", Ja: "  キー %s と %s の両方のポリシーを書き込みますか?  [yes / no / all]  "}
	GrantKeyWritten  = Text{En: "policy of key %s: written, and read back the same", Ja: "キー %s のポリシー: 書き込み、読み直して同じことを確認しました"}
	GrantKeyRemoved  = Text{En: "policy of key %s: taken out, and read back the same", Ja: "キー %s のポリシー: 取り除き、読み直して同じことを確認しました"}
	GrantHalf        = Text{En: "half done: the policy of %s was written, that of %s was not. The same command again does the rest; to take it back:", Ja: "途中までです: %s のポリシーは書き込みましたが、%s は書き込んでいません。同じコマンドをもう一度実行すると残りを行います。取り消すには:"}
	RevokeHalf       = Text{En: "half done: the policy of %s was written, that of %s was not. The same command again does the rest", Ja: "途中までです: %s のポリシーは書き込みましたが、%s は書き込んでいません。同じコマンドをもう一度実行すると残りを行います"}
	RevokeQuestion   = Text{En: "  Write this to %s?  [yes / no / all]  ", Ja: "  この変更を %s に書き込みますか?  [yes / no / all]  "}
	GrantNeedsYes    = Text{En: "nobody is there to ask: look at the change above, and add --yes to write it. Nothing was written", Ja: "確認する相手がいません。上の変更を確かめ、書き込むには --yes を付けてください。何も書き込んでいません"}
	GrantDeclined    = Text{En: "nothing was written", Ja: "何も書き込んでいません"}
	GrantDryRun      = Text{En: "dry run: nothing was written", Ja: "dry run のため、何も書き込んでいません"}
	GrantNothing     = Text{En: "%s has this grant already (%s): nothing to write", Ja: "%s にはこの許可(%s)がすでにあります。書き込みは不要です"}
	GrantWritten     = Text{En: "written, and read back the same", Ja: "書き込み、読み直して同じことを確認しました"}
	GrantRemoved     = Text{En: "taken out, and read back the same", Ja: "取り除き、読み直して同じことを確認しました"}
	GrantPolicyGone  = Text{En: "taken out; nothing was left, so the bucket has no policy now", Ja: "取り除きました。何も残らないため、バケットポリシーは削除されました"}
	GrantKept        = Text{En: "old policy kept in %s", Ja: "古いポリシーは %s に保存しました"}
	GrantNowAllowed  = Text{En: "%d of %d calls now allowed", Ja: "%d / %d 件の呼び出しが許可されました"}
	GrantNotTried    = Text{En: "not known: %s", Ja: "確認できないもの: %s"}
	GrantStored      = Text{En: "this server, which is not AWS, stored the object that S3 would have refused: take %s away", Ja: "このサーバー(AWS ではありません)は、S3 なら拒否するオブジェクトを保存しました。%s を削除してください"}
	GrantNoObject    = Text{En: "%s (there is no object to try it on)", Ja: "%s(試すオブジェクトがありません)"}
	GrantNoProbe     = Text{En: "%s (trying it would change something)", Ja: "%s(試すと何かが変わってしまいます)"}
	GrantNoAnswer    = Text{En: "%s (the answer of AWS leaves it open)", Ja: "%s(AWS の応答からは判断できません)"}
	GrantStillNo     = Text{En: "%s still refused to %s after %d s: another gate is shut, or AWS has not agreed yet", Ja: "%[1]s は %[3]d 秒たっても %[2]s に許可されません。別の関門が閉じているか、AWS への反映がまだです"}
	GrantTook        = Text{En: "AWS took %d s to agree", Ja: "AWS への反映に %d 秒かかりました"}
	GrantCheckFailed = Text{En: "could not try it as %s: %s", Ja: "%s として確認できませんでした: %s"}

	RevokeNone     = Text{En: "%s holds no grant of clearway: nothing to take out", Ja: "%s に clearway の許可はありません。取り除くものはありません"}
	RevokeNoGrants = Text{En: "%s holds no grant of clearway", Ja: "%s に clearway の許可はありません"}
	RevokeWhich    = Text{En: "%s holds %d grants: choose one with --grant ID, or all with --all", Ja: "%s には %d 件の許可があります。--grant ID で1つを選ぶか、--all ですべてを指定してください"}
	RevokeNoSuch   = Text{En: "%s holds no grant %s; it holds: %s", Ja: "%s に許可 %s はありません。あるのは次のとおりです: %s"}
	RevokeChanged  = Text{En: "%s was changed by somebody since and is left alone", Ja: "%s は後から変更されているため、そのまま残します"}
	RevokeStays    = Text{En: "grant %s was changed by somebody since (%s): clearway takes out only what it wrote. Edit the policy by hand", Ja: "許可 %s は後から変更されています(%s)。clearway は自分が書いたものだけを取り除きます。手作業で編集してください"}
	RevokeLine     = Text{En: "%s to %s on %s", Ja: "%s(相手: %s、対象: %s)"}
	RevokeNoOne    = Text{En: "a role that no longer exists (%s)", Ja: "すでに存在しないロール(%s)"}
)

// What keeps clearway from writing.
var (
	GuardDead       = Text{En: "not written: the policy of %s names a principal that no longer exists", Ja: "書き込みません: %s のポリシーに、すでに存在しないプリンシパルがあります"}
	GuardDeadLine   = Text{En: "%s in statement %s", Ja: "%s(ステートメント %s)"}
	GuardDeadWhy    = Text{En: "S3 shows the ID of a deleted role or user, and refuses to take it back with the rest", Ja: "削除されたロールやユーザーは ID で表示されます。S3 はその ID を含むポリシーの保存を拒否します"}
	GuardDeadFix    = Text{En: "add --drop-dead: it takes out exactly these, and shows it in the change", Ja: "--drop-dead を付けると、これらだけを取り除きます。変更内容にも表示されます"}
	GuardDeadByHand = Text{En: "take it out by hand: it is the exception of a Deny, and only a person knows what was meant", Ja: "手作業で取り除いてください。Deny の例外として書かれており、意図は人にしか判断できません"}
	GuardSize       = Text{En: "not written: the policy of %s would have %s bytes, and S3 takes %s", Ja: "書き込みません: %s のポリシーが %s バイトになり、S3 の上限 %s を超えます"}
	GuardSizeFix    = Text{En: "take statements out that nobody needs any more, or grant through an access point", Ja: "不要になったステートメントを取り除くか、アクセスポイントで許可してください"}
	GuardPublic     = Text{En: "not written: the policy of %s would become public", Ja: "書き込みません: %s のポリシーが公開状態になってしまいます"}
	GuardBlocked    = Text{En: "not written: the policy of %s is public already, and Block Public Access keeps S3 from taking a public policy", Ja: "書き込みません: %s のポリシーはすでに公開状態で、ブロックパブリックアクセスにより S3 は公開ポリシーを受け付けません"}
	GuardBlockedFix = Text{En: "take the public statements out first (%s); clearway lint shows why they are public", Ja: "先に公開状態のステートメント(%s)を取り除いてください。理由は clearway lint で確認できます"}
	GuardManaged    = Text{En: "not written: %s manages %s", Ja: "書き込みません: %[2]s は %[1]s で管理されています"}
	GuardMaybe      = Text{En: "not written: %s may manage %s, and --yes alone does not write past it", Ja: "書き込みません: %[2]s は %[1]s で管理されている可能性があります。--yes だけでは直接書き込みません"}
	GuardEvenSo     = Text{En: "or write all the same: add --even-if-managed", Ja: "それでも書き込む場合は --even-if-managed を付けてください"}
	GuardCodeFix    = Text{En: "make the change in the code that makes the bucket", Ja: "バケットを管理しているコードの側で変更してください"}
	GuardAWSKey     = Text{En: "not written: %s is encrypted with aws/s3", Ja: "書き込みません: %s は aws/s3 で暗号化されています"}
	GuardLockOut    = Text{En: "not written: the policy of %s would bar you from %s", Ja: "書き込みません: %s のポリシーにより、あなた自身が %s を行えなくなります"}
	GuardOthers     = Text{En: "not written: the policy of %s would change what others may do", Ja: "書き込みません: %s のポリシーにより、他の利用者の権限が変わってしまいます"}
	GuardChanged    = Text{En: "not written: the policy of %s changed since it was read", Ja: "書き込みません: %s のポリシーが、取得後に変更されています"}
	GuardChangedFix = Text{En: "run it again: it starts from the policy as it is now", Ja: "もう一度実行してください。現在のポリシーから始めます"}
	GuardReadBack   = Text{En: "the policy of %s was written, but S3 shows something else now", Ja: "%s のポリシーを書き込みましたが、S3 の表示が異なります"}
	GuardReadFix    = Text{En: "somebody may have written at the same moment; look at both: the old policy is in %s", Ja: "同時に別の書き込みがあった可能性があります。両方を確認してください。古いポリシーは %s にあります"}

	ForeignCaller = Text{En: "%s cannot read or change the policy of %s", Ja: "%s では %s のポリシーを読み取りも変更もできません"}
	ForeignSure   = Text{
		En: "%s is in account %s, and the bucket is in another: a bucket's policy is for identities of its own account, whatever they may do elsewhere",
		Ja: "%s はアカウント %s のもので、バケットは別のアカウントにあります。バケットポリシーを扱えるのは、バケットを所有するアカウントの利用者だけです",
	}
	ForeignMaybe = Text{
		En: "either the bucket is not in account %[2]s, where %[1]s is, or %[1]s may not call %[3]s",
		Ja: "バケットが %[1]s のアカウント %[2]s にないか、%[1]s に %[3]s の権限がないかのどちらかです",
	}
	ForeignSaid  = Text{En: "AWS said: %s", Ja: "AWS の応答: %s"}
	ForeignFix   = Text{En: "name a profile of the bucket's account with --owner-profile, or ask its owner:", Ja: "バケットを所有するアカウントのプロファイルを --owner-profile で指定するか、所有者に依頼してください:"}
	ForeignOwner = Text{En: "name a profile of the bucket's account with --owner-profile", Ja: "バケットを所有するアカウントのプロファイルを --owner-profile で指定してください"}
)

// Who cannot be a grantee.
var (
	UnfitForm      = Text{En: "--to %s: neither a profile nor the ARN of a role or user", Ja: "--to %s: プロファイルでも、ロールやユーザーの ARN でもありません"}
	UnfitSession   = Text{En: "--to %s: this is a session. It names a single sign-in; a policy wants the role, with its path.\nUse the profile that signs in to it, or the ARN that this prints:\n  clearway whoami --arn --profile <profile in %s>", Ja: "--to %s: これはセッションの ARN で、1回のサインインだけを指します。ポリシーに必要なのはパスを含むロールの ARN です。\nサインインしているプロファイル名か、次のコマンドが表示する ARN を指定してください:\n  clearway whoami --arn --profile <%s のプロファイル>"}
	UnfitPathless  = Text{En: "--to %s: roles of Identity Center have the path /aws-reserved/sso.amazonaws.com/…; without it, this names no role, and S3 would refuse the policy.\nThe ARN with its path:\n  clearway whoami --arn --profile <profile in %s>", Ja: "--to %s: Identity Center のロールには /aws-reserved/sso.amazonaws.com/… というパスがあります。パスがないとどのロールも指さず、S3 はポリシーを拒否します。\nパスを含む ARN は次で表示できます:\n  clearway whoami --arn --profile <%s のプロファイル>"}
	UnfitRegion    = Text{En: "--to %s: roles of an Identity Center in us-east-1 have no region in their path; this names no role", Ja: "--to %s: us-east-1 の Identity Center のロールは、パスにリージョンを含みません。この ARN はどのロールも指しません"}
	UnfitAccount   = Text{En: "--to %s: this is a whole account. clearway opens a bucket for one role or user only", Ja: "--to %s: アカウント全体を指しています。clearway が許可するのは1つのロールまたはユーザーだけです"}
	UnfitWildcard  = Text{En: "--to %s: a wildcard inside a principal matches nothing. Name the role, and use --match name", Ja: "--to %s: プリンシパルの中のワイルドカードは何にも一致しません。ロールを指定し、--match name を使ってください"}
	UnfitPartition = Text{En: "--to %s: it is of the partition %s, and the bucket of %s: no policy can name anybody of another partition. Copy with two identities instead, see clearway sync --help (--source-profile, --dest-profile)", Ja: "--to %s: パーティション %s のもので、バケットは %s にあります。別のパーティションの相手はポリシーで指定できません。2 つの ID でコピーしてください(clearway sync --help の --source-profile と --dest-profile)"}
	UnfitMatch     = Text{En: "--to %s: --match name is for roles; a user keeps its name", Ja: "--to %s: --match name はロール用です。ユーザーの名前は変わりません"}
	UnfitProfile   = Text{En: "--to %s: the path of role %s is not known, so neither is the ARN that the policy needs. Needed: %s", Ja: "--to %s: ロール %s のパスがわからないため、ポリシーに書く ARN もわかりません。必要な権限: %s"}
	UnfitNoRole    = Text{En: "--to %s: there is no such role in account %s (AWS said so)", Ja: "--to %s: アカウント %s にそのようなロールはありません(AWS の応答によります)"}
)
