package msg

// What lint says around its findings; the words of a finding stand beside its
// rule.
var (
	LintStdin      = Text{En: "<stdin>", Ja: "<標準入力>"}
	LintOneFile    = Text{En: "1 file", Ja: "1 ファイル"}
	LintFiles      = Text{En: "%d files", Ja: "%d ファイル"}
	LintOneError   = Text{En: "%d error", Ja: "エラー %d 件"}
	LintErrors     = Text{En: "%d errors", Ja: "エラー %d 件"}
	LintOneWarning = Text{En: "%d warning", Ja: "警告 %d 件"}
	LintWarnings   = Text{En: "%d warnings", Ja: "警告 %d 件"}
	LintOneHint    = Text{En: "%d hint", Ja: "ヒント %d 件"}
	LintHints      = Text{En: "%d hints", Ja: "ヒント %d 件"}
	LintSuppressed = Text{En: "%d suppressed", Ja: "抑制 %d 件"}
	LintComma      = Text{En: ", ", Ja: "、"}
	LintSummary    = Text{En: "%s: %s.", Ja: "%s: %s"}
	LintSARIFTip   = Text{En: "--output sarif for code scanning", Ja: "--output sarif でコードスキャンに渡せます"}

	LintSkippedOne  = Text{En: "left out 1 file that is no policy: %s", Ja: "ポリシーではない 1 ファイルを除外しました: %s"}
	LintSkipped     = Text{En: "left out %d files that are no policies: %s", Ja: "ポリシーではない %d ファイルを除外しました: %s"}
	LintSkippedMore = Text{En: "%s, and %d more", Ja: "%s、ほか %d ファイル"}
	LintNoPolicy    = Text{En: "s3://%s has no policy", Ja: "s3://%s にポリシーはありません"}
)

// What lint says of the lint file.
var (
	LintNoReason = Text{
		En: "%s has no reason, so it silences nothing: write why, \"%[1]s\": \"…\"",
		Ja: "%s に理由がないため、何も抑制しません。\"%[1]s\": \"…\" のように理由を書いてください",
	}
	LintUnused = Text{
		En: "%s silences nothing any more (%q): take it out",
		Ja: "%s で抑制される指摘はもうありません(%q)。削除してください",
	}
	LintUnknownRule = Text{
		En: "there is no rule %s: `clearway lint --rules` lists them",
		Ja: "ルール %s はありません。`clearway lint --rules` で一覧を表示します",
	}
)

// What lint --fix says.
var (
	LintFixQuestion = Text{En: "  Write this to %s?  [yes / no]  ", Ja: "  %s に書き込みますか?  [yes / no]  "}
	LintFixNeedsYes = Text{
		En: "nothing was written: nobody is here to ask; --yes writes without asking",
		Ja: "書き込みませんでした。確認できる人がいません。--yes を付けると確認せずに書き込みます",
	}
	LintFixDeclined = Text{En: "%s stays as it was", Ja: "%s は変更していません"}
	LintFixWritten  = Text{En: "written to %s", Ja: "%s に書き込みました"}
	LintFixLine     = Text{En: "line %d", Ja: "%d 行目"}
	LintFixNothing  = Text{
		En: "nothing that --fix could mend for certain",
		Ja: "--fix で確実に直せるものはありません",
	}
)
