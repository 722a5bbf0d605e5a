package msg

// What clean says of uploads that were interrupted.
var (
	CleanUpload  = Text{En: "%s of %s, begun %s: %s", Ja: "%s / %s、開始 %s: %s"}
	CleanAborted = Text{En: "aborted, its parts are gone", Ja: "中止し、パートを削除しました"}
	CleanInUse   = Text{En: "left alone, a run is writing it now", Ja: "実行中のプロセスが書き込んでいるため、そのままにしました"}
	CleanFailed  = Text{En: "not aborted: %s", Ja: "中止できませんでした: %s"}
	CleanTooOld  = Text{En: "too old to go on from", Ja: "古すぎるため再開できません"}
	CleanGoesOn  = Text{En: "the same sync goes on from it until %s", Ja: "%s までは同じ sync で再開できます"}

	CleanNothing  = Text{En: "Nothing was left: no upload is remembered here.", Ja: "残っているものはありません。記録されているアップロードはありません。"}
	CleanQuestion = Text{En: "Abort %d uploads (%s in all)?  [yes / no]  ", Ja: "%d 件のアップロード(合計 %s)を中止しますか?  [yes / no]  "}
	CleanSayYes   = Text{En: "nothing was aborted: say --yes to abort, or --dryrun to look only", Ja: "何も中止していません。中止するには --yes を、確認だけなら --dryrun を指定してください"}
	CleanNotDone  = Text{En: "nothing was aborted", Ja: "何も中止していません"}
)
