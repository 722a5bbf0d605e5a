package msg

// Places where a gate stands. Each names its owner; layers as AWS spells them.
var (
	PlaceIdentity = Text{En: "policies of %s", Ja: "%s のポリシー"}
	PlaceBoundary = Text{En: "permissions boundary of %s", Ja: "%s のアクセス許可の境界"}
	PlaceSession  = Text{En: "session policy of this session", Ja: "このセッションのセッションポリシー"}
	PlaceSCP      = Text{En: "service control policies above account %s", Ja: "アカウント %s の上位のサービスコントロールポリシー"}
	PlaceRCP      = Text{En: "resource control policies above the bucket's account", Ja: "バケットのアカウントの上位のリソースコントロールポリシー"}
	PlaceVPCE     = Text{En: "policy of the VPC endpoint", Ja: "VPC エンドポイントのポリシー"}
	PlaceBucket   = Text{En: "bucket policy of %s", Ja: "%s のバケットポリシー"}
	PlaceKey      = Text{En: "key policy of the KMS key", Ja: "KMS キーのキーポリシー"}
	PlaceTrust    = Text{En: "trust policy of the role", Ja: "ロールの信頼ポリシー"}
	PlaceBPA      = Text{En: "S3 Block Public Access", Ja: "S3 Block Public Access"}

	GateIs      = Text{En: "%s: %s", Ja: "%s:%s"}
	GateNoAllow = Text{En: "no statement allows it", Ja: "許可する文がありません"}
	GateLevel   = Text{En: "one level does not allow it", Ja: "許可のない階層があります"}
	GateDeny    = Text{En: "a Deny statement applies", Ja: "Deny 文が適用されています"}
	GateSetting = Text{En: "%s is on", Ja: "%s が有効です"}
	GateMaybe   = Text{En: "does not let you in", Ja: "許可されていません"}
)

// Names of callers in sentences.
var (
	CallerSet  = Text{En: "permission set %s", Ja: "許可セット %s"}
	CallerRole = Text{En: "role %s", Ja: "ロール %s"}
	CallerElse = Text{En: "the caller", Ja: "呼び出し元"}
)

// Who mends a gate, and how.
var (
	FixSet = Text{
		En: "whoever administers IAM Identity Center allows %s in permission set %s; its role cannot be edited in IAM",
		Ja: "IAM Identity Center の管理者が、許可セット %[2]s で %[1]s を許可します(ロールは IAM では編集できません)",
	}
	FixIAM = Text{
		En: "whoever administers IAM in account %s allows %s in a policy of %s",
		Ja: "アカウント %s の IAM 管理者が、%[3]s のポリシーで %[2]s を許可します",
	}
	FixBoundarySet = Text{
		En: "whoever administers IAM Identity Center allows %s in the boundary of permission set %s",
		Ja: "IAM Identity Center の管理者が、許可セット %[2]s の境界で %[1]s を許可します",
	}
	FixBoundary = Text{
		En: "whoever administers IAM in account %s allows %s in the permissions boundary of %s",
		Ja: "アカウント %s の IAM 管理者が、%[3]s のアクセス許可の境界で %[2]s を許可します",
	}
	FixSession = Text{
		En: "the tool that made this session passed a policy with it; that policy has to allow %s",
		Ja: "このセッションを作ったツールが渡しているポリシーで、%s を許可します",
	}
	FixSCP = Text{
		En: "the administrators of the organization allow %s on every level above account %s",
		Ja: "組織の管理者が、アカウント %[2]s の上位のすべての階層で %[1]s を許可します",
	}
	FixVPCE = Text{
		En: "the owner of the VPC endpoint allows %s in its policy; or take another way to S3",
		Ja: "VPC エンドポイントの所有者が、そのポリシーで %s を許可します。または別の経路で S3 に接続します",
	}
	FixBucket = Text{
		En: "whoever may write the bucket policy of %s allows %s there, for your role with its path (clearway whoami --arn)",
		Ja: "%s のバケットポリシーを書ける人が、パスを含むあなたのロール(clearway whoami --arn)に %s を許可します",
	}
	FixKey = Text{
		En: "whoever may write the key policy allows %s there for your role; a key of another account needs it in your own policies too. Objects under aws/s3 cannot be read from another account",
		Ja: "キーポリシーを書ける人が、あなたのロールに %s を許可します。別アカウントのキーでは、あなた自身のポリシーの許可も必要です。aws/s3 キーのオブジェクトは別アカウントから読めません",
	}
	FixKeyState = Text{
		En: "the key cannot be used as it is: whoever administers it enables it or cancels its deletion. Without it the object stays unreadable",
		Ja: "キーが使用できない状態です。キーの管理者が有効化するか、削除を取り消します。キーがない限り、オブジェクトは読めません",
	}
	FixDeny = Text{
		En: "%s can take you out of the Deny statement; or meet its condition, if it has one",
		Ja: "%sが、Deny 文の対象からあなたを外します。条件がある場合は、その条件を満たしても構いません",
	}
)

// People who hold the keys to the gates.
var (
	WhoSetOwner     = Text{En: "the administrators of IAM Identity Center", Ja: "IAM Identity Center の管理者"}
	WhoAccountAdmin = Text{En: "whoever administers IAM in your account", Ja: "あなたのアカウントの IAM 管理者"}
	WhoOwner        = Text{En: "whoever may write the bucket policy", Ja: "バケットポリシーを書ける人"}
	WhoOrgAdmin     = Text{En: "the administrators of the organization", Ja: "組織の管理者"}
	WhoNetworkOwner = Text{En: "the owner of the VPC endpoint", Ja: "VPC エンドポイントの所有者"}
	WhoSessionMaker = Text{En: "the tool that made this session", Ja: "このセッションを作ったツールの管理者"}
	WhoElse         = Text{En: "whoever owns that policy", Ja: "そのポリシーの所有者"}
)

// What else an explanation says.
var (
	ExplainToolSaid = Text{En: "the tool said so itself, before AWS was asked", Ja: "AWS に問い合わせる前の、ツール自身のメッセージです"}
	ExplainCopy     = Text{En: "s3:GetObject in bucket %s, s3:PutObject in bucket %s", Ja: "バケット %s での s3:GetObject と、バケット %s での s3:PutObject"}
	ExplainNoTags   = Text{En: "%s. Or copy without tags (aws s3: --copy-props metadata-directive)", Ja: "%s。または、タグなしでコピーします(aws s3 では --copy-props metadata-directive)"}
	YourProfile     = Text{En: "<your profile for %s in %s>", Ja: "<%s(%s)のプロファイル>"}
	LabelToolSays   = Text{En: "it says", Ja: "表示"}
	ExplainInBucket = Text{En: "%s in bucket %s", Ja: "バケット %[2]s での %[1]s"}
	ExplainRegion   = Text{En: "the bucket is in %s: name it with --region", Ja: "バケットは %s にあります。--region で指定してください"}
	ExplainBare     = Text{En: "also possible: caller and bucket are of different organizations, where AWS never says more", Ja: "別の組織のバケットの場合、AWS はこれ以上の情報を返しません"}
	ExplainDetails  = Text{En: "AWS keeps details of this refusal under %s (GetRequestAuthorizationDetails)", Ja: "この拒否の詳細は %s として AWS に保存されています(GetRequestAuthorizationDetails)"}
)
