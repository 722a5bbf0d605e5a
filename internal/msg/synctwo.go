package msg

// Sentences of a sync between buckets with an identity on each side.
var (
	SyncReads  = Text{En: "%s, for the source", Ja: "%s(コピー元)"}
	SyncWrites = Text{En: "%s, for the destination", Ja: "%s(コピー先)"}

	SyncHowTwo   = Text{En: "inside S3 if either may (the first object shows)", Ja: "どちらかに権限があれば S3 の内部でコピー(最初のオブジェクトで判明)"}
	SyncHowApart = Text{En: "through this machine", Ja: "この端末を経由"}

	SyncWayInside = Text{En: "copied inside S3 as %s", Ja: "%s として S3 の内部でコピーします"}
	SyncWayRelay  = Text{En: "bytes pass through this machine: neither identity may copy inside S3", Ja: "データはこの端末を経由します。どちらの ID にも S3 の内部でコピーする権限がありません"}
	SyncWayApart  = Text{En: "bytes pass through this machine: the buckets are in different services", Ja: "データはこの端末を経由します。バケットが別々のサービスにあります"}

	SyncRefusedOn   = Text{En: "%s on %s is refused", Ja: "%[2]s への %[1]s が拒否されました"}
	SyncRefusedCall = Text{En: "%s is refused", Ja: "%s が拒否されました"}

	SyncWritersKey = Text{En: "its account's key aws/s3 would encrypt the copies, and nobody else can use it", Ja: "コピーがそのアカウントの aws/s3 キーで暗号化され、ほかの誰にも読めなくなります"}

	SyncNoWay       = Text{En: "denied: neither identity may make this copy. %s", Ja: "拒否されました:どちらの ID にもこのコピーを行う権限がありません。%s"}
	SyncInside      = Text{En: "inside S3, as %s", Ja: "S3 の内部で、%s として"}
	SyncThrough     = Text{En: "through this machine", Ja: "この端末を経由して"}
	SyncAnyOpens    = Text{En: "one of these should open a way:", Ja: "次のいずれかでコピーできるようになる見込みです。"}
	SyncProfileOf   = Text{En: "<profile that reads %s>", Ja: "<%s を読むプロファイル>"}
	SyncProfileInto = Text{En: "<profile that writes %s>", Ja: "<%s に書くプロファイル>"}
)
