package msg

// What whoami says. Label and sentence of WriteThis and APolicy read on from
// one line to the next.
var (
	WhoamiPermissionSet = Text{En: "permission set", Ja: "許可セット"}
	WhoamiRole          = Text{En: "role", Ja: "ロール"}
	WhoamiUser          = Text{En: "user", Ja: "ユーザー"}
	WhoamiFederated     = Text{En: "federated user", Ja: "フェデレーテッドユーザー"}
	WhoamiSignedInAs    = Text{En: "signed in as", Ja: "サインイン"}
	WhoamiSession       = Text{En: "session", Ja: "セッション"}
	WhoamiWriteThis     = Text{En: "write this in", Ja: "ポリシーには"}
	WhoamiAPolicy       = Text{En: "a policy", Ja: "注意"}
	WhoamiSure          = Text{En: "sure", Ja: "根拠"}
	WhoamiCredentials   = Text{En: "credentials", Ja: "認証情報"}

	WhoamiInAccount = Text{En: "%s in account %s", Ja: "%s(アカウント %s)"}
	WhoamiRootOf    = Text{En: "root user of account %s", Ja: "アカウント %s のルートユーザー"}

	WhoamiUntil           = Text{En: ", until %s", Ja: "、%s まで"}
	WhoamiRenews          = Text{En: ", renews by itself", Ja: "、自動で更新されます"}
	WhoamiRenewsByProcess = Text{En: ", then credential_process is asked again", Ja: "、その後は credential_process に再度問い合わせます"}
	WhoamiRenewsByMFA     = Text{En: ", then asks for an MFA code again", Ja: "、その後は MFA コードの入力が再度必要です"}
	WhoamiMinutesLeft     = Text{En: ", %d m left", Ja: "、残り %d 分"}
	WhoamiEndNotKnown     = Text{En: ", ends at a time that nothing here tells", Ja: "、期限はここからはわかりません"}

	WhoamiFromEnvironment = Text{En: "AWS_ACCESS_KEY_ID in the environment", Ja: "環境変数 AWS_ACCESS_KEY_ID"}
	WhoamiBeats           = Text{En: ", which beats profile %s; --profile chooses the profile", Ja: "(プロファイル %s より優先されます。--profile を指定するとプロファイルを使います)"}
	WhoamiFromContainer   = Text{En: "the role of the container that this runs in", Ja: "実行中のコンテナのロール"}
	WhoamiFromInstance    = Text{En: "the role of the EC2 instance that this runs on", Ja: "実行中の EC2 インスタンスのロール"}
	WhoamiFromFile        = Text{En: "keys in the configuration files, profile %s", Ja: "設定ファイルのキー(プロファイル %s)"}
	WhoamiFromSetting     = Text{En: "%s of profile %s", Ja: "%s(プロファイル %s)"}
	WhoamiFromLegacy      = Text{
		En: "sso_start_url of profile %s, the older form: only an sso-session renews itself",
		Ja: "プロファイル %s の sso_start_url(旧形式)。自動更新されるのは sso-session だけです",
	}
	WhoamiByWayOf = Text{En: "role_arn of profile %s, by way of %s", Ja: "プロファイル %s の role_arn(経由: %s)"}
	WhoamiWithMFA = Text{En: ", with MFA device %s", Ja: "、MFA デバイス %s"}

	WhoamiNobody    = Text{En: "nobody: requests go out unsigned (--no-sign-request)", Ja: "なし。署名なしでリクエストします(--no-sign-request)"}
	WhoamiEverybody = Text{
		En: "that names everyone, and nothing less lets unsigned requests in",
		Ja: "すべての人を指します。署名なしのリクエストを許可する書き方はこれだけです",
	}
	WhoamiNobodyARN = Text{
		En: "unsigned requests come from nobody: there is no ARN to write into a policy",
		Ja: "署名なしのリクエストには送信者がありません。ポリシーに書ける ARN はありません",
	}

	WhoamiNotTheSession = Text{
		En: "not the session above: that would name one sign-in only",
		Ja: "上のセッション ARN は書かないでください。1人のサインインだけを指してしまいます",
	}
	WhoamiWholeAccount = Text{
		En: "but it names the whole account, not only its root user",
		Ja: "ただし、ルートユーザーだけでなくアカウント全体を指します",
	}
	WhoamiThisFederated = Text{
		En: "it names this federated user, not the user who made the session",
		Ja: "このフェデレーテッドユーザーを指します。セッションを作ったユーザーは含みません",
	}
	WhoamiThisUser = Text{
		En: "it names this user; a user has no session ARN to mix up",
		Ja: "このユーザーを指します。ユーザーには取り違えやすいセッション ARN はありません",
	}

	WhoamiPathNotKnown = Text{En: "path not known; needs %s", Ja: "パスが不明です。%s が必要です"}
	WhoamiAWSSaid      = Text{En: "AWS said so (%s)", Ja: "AWS の応答によります(%s)"}
	WhoamiDerived      = Text{En: "derived, AWS did not confirm it", Ja: "推定です。AWS には確認できていません"}
	WhoamiDerivedFrom  = Text{
		En: ": Identity Center in %s keeps its roles under %s",
		Ja: "。%s の Identity Center はロールを %s の下に置きます",
	}
	WhoamiDerivedOutside = Text{
		En: "; for partition %s AWS does not document this path",
		Ja: "。パーティション %s のパスは AWS の文書にありません",
	}
	WhoamiCannotKnow = Text{
		En: "cannot know from here: the ARN of a session leaves out its role's path",
		Ja: "ここからはわかりません。セッションの ARN にはロールのパスが含まれていません",
	}
	WhoamiNoARN = Text{
		En: "the path of role %s is not known, so neither is the ARN that a policy needs.\nAsk for %s, or for the ARN itself:\n  aws iam get-role --role-name %s --query Role.Arn",
		Ja: "ロール %s のパスがわからないため、ポリシーに書く ARN もわかりません。\n%s の権限か、ARN そのものを管理者に依頼してください:\n  aws iam get-role --role-name %s --query Role.Arn",
	}
	WhoamiARNDerived = Text{
		En: "note: this path is derived from the home region %s of Identity Center; AWS did not confirm it (%s)",
		Ja: "注意: このパスは Identity Center のホームリージョン %s から推定したもので、AWS には確認できていません(%s)",
	}
)

// What login and logout say.
var (
	LoginOpen = Text{
		En: "To sign in, open this page in any browser, on this machine or another:",
		Ja: "サインインするには、次のページをブラウザで開いてください(別の端末でもかまいません):",
	}
	LoginOpened = Text{
		En: "A browser should open by itself. If it does not, open this page, on this machine or another:",
		Ja: "ブラウザが自動で開きます。開かない場合は、次のページを開いてください(別の端末でもかまいません):",
	}
	LoginCheckCode = Text{
		En: "and make sure that it shows this code before you allow anything:",
		Ja: "許可する前に、次のコードが表示されていることを確認してください:",
	}
	LoginTypeCode = Text{En: "and type this code:", Ja: "次のコードを入力してください:"}
	LoginOpenHere = Text{
		En: "To sign in, open this page in a browser on this machine; it comes back by itself:",
		Ja: "サインインするには、次のページをこのマシンのブラウザで開いてください。完了すると自動で戻ります:",
	}
	LoginOpenedHere = Text{
		En: "A browser should open by itself. If it does not, open this page on this machine:",
		Ja: "ブラウザが自動で開きます。開かない場合は、次のページをこのマシンで開いてください:",
	}
	LoginWaitingHere = Text{
		En: "Waiting until %s; Ctrl-C gives up. To use another device: --use-device-code",
		Ja: "%s まで待ちます。Ctrl-C で中止します。別の端末を使うには: --use-device-code",
	}
	LoginPageTitle = Text{En: "clearway: sign-in", Ja: "clearway: サインイン"}
	LoginLanded    = Text{
		En: "You are signed in. Go back to the terminal; this page can be closed.",
		Ja: "サインインしました。端末に戻ってください。このページは閉じてかまいません。",
	}
	LoginNotLanded = Text{
		En: "You are not signed in: %s. This page can be closed.",
		Ja: "サインインしていません: %s。このページは閉じてかまいません。",
	}
	LoginState = Text{
		En: "the browser came back from another sign-in, so nothing was kept; run the command again",
		Ja: "ブラウザが別のサインインから戻ってきたため、何も保存していません。もう一度実行してください",
	}
	LoginNoListener = Text{
		En: "no port of this machine can be listened on for the browser; use --use-device-code",
		Ja: "ブラウザからの応答を待つポートを開けません。--use-device-code を使ってください",
	}
	LoginStopped = Text{En: "stopped; the sign-in was not completed, and nothing was kept", Ja: "中止しました。サインインは完了しておらず、何も保存していません"}
	LoginWaiting = Text{En: "Waiting until %s; Ctrl-C gives up.", Ja: "%s まで待ちます。Ctrl-C で中止します。"}

	LoginSignedIn = Text{En: "signed in", Ja: "サインイン"}
	LoginLeadsTo  = Text{En: "leads to", Ja: "利用先"}
	LoginNext     = Text{En: "next", Ja: "次の操作"}
	LoginNote     = Text{En: "note", Ja: "注意"}
	LoginSession  = Text{En: "sso-session %s", Ja: "sso-session %s"}

	LoginKept    = Text{En: " (already; AWS confirmed it)", Ja: "(サインイン済み。AWS に確認しました)"}
	LoginRenewed = Text{En: " (renewed; nothing to confirm)", Ja: "(更新しました。確認は不要です)"}
	LoginNoRenew = Text{En: ", does not renew by itself", Ja: "、自動では更新されません"}

	LoginNotAssigned = Text{
		En: "%s in account %s is not assigned to you; you have there: %s",
		Ja: "%s(アカウント %s)はあなたに割り当てられていません。割り当て済み: %s",
	}
	LoginNothingAssigned = Text{En: "nothing", Ja: "なし"}

	LogoutDone = Text{
		En: "signed out of %s; role credentials that were handed out before last until their own end",
		Ja: "%s からサインアウトしました。すでに発行されたロールの認証情報は、それぞれの期限まで有効です",
	}
	LogoutNothing = Text{En: "there was no sign-in of %s", Ja: "%s のサインインはありませんでした"}
)

// What accounts says.
var (
	AccountsNoProfile = Text{En: "no profile", Ja: "プロファイルなし"}
	AccountsNoSets    = Text{En: "no permission sets", Ja: "許可セットなし"}
	AccountsNoMatch   = Text{En: "nothing that is assigned to you fits", Ja: "割り当てられたものの中に、該当するものがありません"}
	AccountsNothing   = Text{En: "%s assigns nothing to you", Ja: "%s では何も割り当てられていません"}
)

// What login --configure says and asks.
var (
	ConfigureStartURL = Text{
		En: "Start URL of the access portal (https://….awsapps.com/start): ",
		Ja: "アクセスポータルの開始 URL(https://….awsapps.com/start): ",
	}
	ConfigureRegion     = Text{En: "Region in which IAM Identity Center lives: ", Ja: "IAM Identity Center のリージョン: "}
	ConfigureNeedsPlace = Text{
		En: "no sign-in is configured: say where with --start-url and --sso-region",
		Ja: "サインイン先が設定されていません。--start-url と --sso-region で指定してください",
	}
	ConfigureNeedsBoth   = Text{En: "--start-url and --sso-region go together", Ja: "--start-url と --sso-region は一緒に指定してください"}
	ConfigureOnly        = Text{En: "words and these flags go with --configure", Ja: "これらの引数は --configure と一緒に使います"}
	ConfigureNeedsChoice = Text{
		En: "say which permission sets get a profile: words, or --all",
		Ja: "プロファイルを作る許可セットを、語句か --all で指定してください",
	}
	ConfigureWhich    = Text{En: "Which get a profile? [numbers such as 1 3-5 / all]  ", Ja: "どれのプロファイルを作りますか。[番号(例: 1 3-5)/ all]  "}
	ConfigurePlan     = Text{En: "to be added at the end of %s:", Ja: "%s の末尾に追加する内容:"}
	ConfigurePresent  = Text{En: "%s in account %s has profile %s already", Ja: "%s(アカウント %s)にはすでにプロファイル %s があります"}
	ConfigureNothing  = Text{En: "nothing to add to %s", Ja: "%s に追加するものはありません"}
	ConfigureWrite    = Text{En: "Write this to %s?  [yes / no]  ", Ja: "%s に書き込みますか。[yes / no]  "}
	ConfigureNeedsYes = Text{
		En: "nothing was written: nobody can be asked here, so it needs --yes",
		Ja: "何も書き込んでいません。確認できる人がいないため --yes が必要です",
	}
	ConfigureDeclined = Text{En: "nothing was written", Ja: "何も書き込んでいません"}
	ConfigureChanged  = Text{
		En: "nothing was written: %s has changed since it was read; run the command again",
		Ja: "何も書き込んでいません。読み込み後に %s が変更されました。もう一度実行してください",
	}
	ConfigureWritten = Text{En: "profiles added: %d, to %s", Ja: "追加したプロファイル: %d 個(%s)"}
	ConfigureTaken   = Text{
		En: "sso-session %s in %s leads to %s in %s already; choose another name with --sso-session",
		Ja: "sso-session %s(%s)は別の場所(%s、%s)に使われています。--sso-session で別の名前を指定してください",
	}
	ConfigureBadStart  = Text{En: "%q is no start URL, such as https://d-1234567890.awsapps.com/start", Ja: "%q は開始 URL ではありません(例: https://d-1234567890.awsapps.com/start)"}
	ConfigureBadRegion = Text{En: "%q is no region, such as ap-northeast-1", Ja: "%q はリージョンではありません(例: ap-northeast-1)"}
	ConfigureBadName   = Text{En: "%q is no name without blanks, brackets and quotes", Ja: "%q は名前に使えません(空白、括弧、引用符は使えません)"}
	ConfigureTemplate  = Text{
		En: "a name is made of {account-name}, {account-id}, {set} and {session}, not as in %s",
		Ja: "名前には {account-name}、{account-id}、{set}、{session} が使えます。%s は使えません",
	}
	ConfigureKept = Text{En: "the file as it was: %s", Ja: "元のファイル: %s"}
)

// Why there is no identity, and what to do about it.
var (
	SignInNever = Text{
		En: "not signed in with %s: run `%s`",
		Ja: "%s でサインインしていません。次を実行してください: `%s`",
	}
	SignInExpired = Text{
		En: "the sign-in of %s has expired: run `%s`",
		Ja: "%s のサインインの期限が切れました。次を実行してください: `%s`",
	}
	SignInRefused = Text{
		En: "AWS no longer honours the sign-in of %s: run `%s`",
		Ja: "%s のサインインは AWS で無効になっています。次を実行してください: `%s`",
	}
	SignInMFA = Text{
		En: "profile %s asks for the code of an MFA device, and there is nobody to ask: run it in a terminal",
		Ja: "プロファイル %s は MFA デバイスのコードを必要としますが、入力できる人がいません。端末で実行してください",
	}
	SignInMFACode   = Text{En: "Code shown by MFA device %s: ", Ja: "MFA デバイス %s に表示されているコード: "}
	SignInOfSession = Text{En: "sso-session %s", Ja: "sso-session %s"}
	SignInOfProfile = Text{En: "profile %s", Ja: "プロファイル %s"}

	NoProfile       = Text{En: "there is no profile %q in %s", Ja: "プロファイル %q は %s にありません"}
	NoProfileChosen = Text{En: "there is no profile %q, which %s names, in %s", Ja: "プロファイル %q(%s の指定)は %s にありません"}
	NoProfileNear   = Text{En: "; did you mean %s?", Ja: "。もしかして: %s"}
	NoProfilesAtAll = Text{
		En: "; there are no profiles at all: `clearway login --configure` makes some",
		Ja: "。プロファイルが1つもありません。`clearway login --configure` で作成できます",
	}
	OrWord = Text{En: " or ", Ja: "、"}

	CredentialsOfProfile = Text{En: "profile %s: ", Ja: "プロファイル %s: "}
	CredentialsNone      = Text{En: "no credentials", Ja: "認証情報がありません"}
	CredentialsExpired   = Text{En: "the credentials have expired", Ja: "認証情報の期限が切れています"}
	CredentialsRejected  = Text{En: "AWS refuses the credentials", Ja: "AWS が認証情報を受け付けません"}
	CredentialsGuessed   = Text{
		En: "\nNo region is set, so %s was asked, and it does not know the keys of another\npartition: for AWS China add --region cn-north-1, for GovCloud us-gov-west-1",
		Ja: "\nリージョンが設定されていないため %s に問い合わせましたが、別のパーティションのキーはわかりません。\nAWS China なら --region cn-north-1、GovCloud なら --region us-gov-west-1 を指定してください",
	}
	NotAssigned = Text{
		En: "the permission set is not assigned to you",
		Ja: "許可セットがあなたに割り当てられていません",
	}

	CauseEnvironment = Text{
		En: "they come from the environment. Put new ones there, or use a profile:\n  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
		Ja: "環境変数で指定されたものです。新しいものを設定するか、プロファイルを使ってください:\n  unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN",
	}
	CauseFile = Text{
		En: "the keys stand in the configuration files under %s. To put new ones there:\n  aws configure --profile %s",
		Ja: "設定ファイルの %s にあるキーです。新しいキーを設定するには:\n  aws configure --profile %s",
	}
	CauseProcessGave = Text{
		En: "the credential_process of %s gave them; sign in again with the tool behind it",
		Ja: "%s の credential_process が返したものです。そのツールでサインインし直してください",
	}
	CauseProcessForm = Text{
		En: "the credential_process of %s gave nothing of the documented form",
		Ja: "%s の credential_process の出力が、定められた形式ではありません",
	}
	CauseProcessFailed = Text{
		En: "the credential_process of %s failed; what it said stands above",
		Ja: "%s の credential_process が失敗しました。その出力は上に表示されています",
	}
	CauseProcessSlow = Text{
		En: "the credential_process of %s did not end within a minute",
		Ja: "%s の credential_process が1分以内に終わりませんでした",
	}
	CauseNothing = Text{
		En: "no keys in the environment, and the configuration files say nothing for profile %s; choose one with --profile, or make some:\n  clearway login --configure",
		Ja: "環境変数にキーがなく、設定ファイルにもプロファイル %s の設定がありません。--profile で選ぶか、次で作成してください:\n  clearway login --configure",
	}
	CauseUnsigned = Text{
		En: "unsigned requests were asked for (%s)",
		Ja: "署名なしのリクエストが指定されています(%s)",
	}
	CauseAssignment = Text{
		En: "Identity Center does not give you %s",
		Ja: "Identity Center では %s を利用できません",
	}

	NotSSO = Text{
		En: "profile %s does not sign in to IAM Identity Center",
		Ja: "プロファイル %s は IAM Identity Center にサインインしません",
	}
	NotSSOBut = Text{
		En: "profile %s does not sign in to IAM Identity Center; its credentials come from %s",
		Ja: "プロファイル %s は IAM Identity Center にサインインしません(認証情報は %s から)",
	}
	NotSSOOthers  = Text{En: "; these do: %s", Ja: "。サインインするプロファイル: %s"}
	LoginDenied   = Text{En: "the sign-in was refused on the page; nothing was kept", Ja: "ページ上でサインインが拒否されました。何も保存していません"}
	LoginTimedOut = Text{
		En: "the time ran out before the sign-in was confirmed; run the command again",
		Ja: "サインインが確認される前に期限が切れました。もう一度実行してください",
	}
)
