package msg

// What the lab says beside its one line on stdout.
var (
	LabHowTo = Text{
		En: "in another terminal: eval \"$(clearway lab env)\"; Ctrl-C ends the lab",
		Ja: "別のターミナルで eval \"$(clearway lab env)\" を実行してください。Ctrl-C でラボを終了します",
	}
	LabHowToState = Text{
		En: "in another terminal: eval \"$(clearway lab env --state %s)\"; Ctrl-C ends the lab",
		Ja: "別のターミナルで eval \"$(clearway lab env --state %s)\" を実行してください。Ctrl-C でラボを終了します",
	}
	LabAddressTaken = Text{
		En: "%s is taken by another program: choose another port, or 127.0.0.1:0 for a free one, with --listen",
		Ja: "%s は別のプログラムが使用中です。--listen で別のポート、または空きポートを選ぶ 127.0.0.1:0 を指定してください",
	}
	LabNotRunning = Text{
		En: "%v; start one with `clearway lab`, or name its directory with --state",
		Ja: "ラボが見つかりません (%v)。`clearway lab` で起動するか、--state でそのディレクトリーを指定してください",
	}
	LabPolicyPut = Text{
		En: "policy of %s written, as profile %s",
		Ja: "プロファイル %[2]s として %[1]s のポリシーを書き込みました",
	}
)
