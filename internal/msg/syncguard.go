package msg

// What a sync asks before it deletes, and says of what failed or differs.
var (
	GuardEmptySource = Text{
		En: "The source %s is wholly empty. All of %s would be deleted: %s objects.",
		Ja: "コピー元 %s は空です。%s のすべて(%s 個)が削除されます。",
	}
	GuardEmptyMore = Text{
		En: "The source %s is wholly empty. All of %s would be deleted: %s objects and more.",
		Ja: "コピー元 %s は空です。%s のすべて(%s 個以上)が削除されます。",
	}
	GuardDelete   = Text{En: "Delete them? [y/N] ", Ja: "削除しますか? [y/N] "}
	GuardDeclined = Text{En: "nothing was deleted", Ja: "何も削除していません"}
	GuardTooMany  = Text{
		En: "raise --max-delete if they are all meant to go; everything else was done",
		Ja: "すべて削除してよい場合は --max-delete を大きくしてください。削除以外は完了しています",
	}
	GuardTooManyDry = Text{
		En: "with this --max-delete a run would delete nothing",
		Ja: "この --max-delete では、実行しても何も削除されません",
	}

	FailuresFirst = Text{En: "failed:", Ja: "失敗したもの:"}
	FailuresMore  = Text{En: "and %s more", Ja: "ほか %s 件"}
	FailuresIn    = Text{En: "all of them are in %s", Ja: "すべての失敗は %s にあります"}
	FailuresHow   = Text{En: "--failures FILE writes all of them to a file", Ja: "--failures FILE ですべてをファイルに書き出せます"}

	VerifyFound = Text{
		En: "verified: %s with the same content, %s of the same size (nothing more can be compared), %s differ",
		Ja: "検証: 内容が同一 %s、サイズが同一(それ以上は比較できません)%s、相違 %s",
	}
	VerifyDeep = Text{
		En: "verified: %s with the same content, %s of the same size (--verify=deep compares checksums too), %s differ",
		Ja: "検証: 内容が同一 %s、サイズが同一(--verify=deep でチェックサムも比較できます)%s、相違 %s",
	}
	VerifyLeftOut = Text{En: "not verified: %s, archived, not readable or of impossible names", Ja: "検証していないもの: %s(アーカイブ済み、読み取り不可、または使えない名前)"}

	CancelledAtOnce = Text{
		En: "left at once: %s were under way. Temporary files (*%s) go with the next run, `clearway clean` finds unfinished uploads",
		Ja: "直ちに終了しました。処理中 %s 件。一時ファイル(*%s)は次回の実行で削除されます。未完了のアップロードは `clearway clean` で確認できます",
	}
)
