package msg

// The page that --report writes of a sync.
var (
	PageSync        = Text{En: "Sync of %s to %s", Ja: "%s から %s への同期"}
	PageDone        = Text{En: "Done.", Ja: "完了しました。"}
	PageDry         = Text{En: "A dry run: nothing was changed.", Ja: "ドライランのため、変更は行っていません。"}
	PageFailed      = Text{En: "%s failed; the rest was done.", Ja: "%s 件が失敗しました。残りは完了しています。"}
	PageStopped     = Text{En: "Stopped: %s", Ja: "中止しました: %s"}
	PageInterrupted = Text{En: "Interrupted. Run it again to go on.", Ja: "中断されました。再度実行すると続きから処理します。"}

	PageBegun    = Text{En: "begun", Ja: "開始"}
	PageTook     = Text{En: "took", Ja: "所要時間"}
	PageListed   = Text{En: "listed", Ja: "一覧"}
	PageRanges   = Text{En: "ranges", Ja: "範囲"}
	PageOfRanges = Text{En: "%s, at most %s at once", Ja: "%s、同時に最大 %s"}
	PageNothing  = Text{En: "The run was too short for pictures.", Ja: "実行時間が短いため、図はありません。"}

	PageByteRate    = Text{En: "Bytes a second", Ja: "1 秒あたりのバイト数"}
	PageObjectRate  = Text{En: "Objects done a second", Ja: "1 秒あたりの完了件数"}
	PageListRate    = Text{En: "Keys listed a second", Ja: "1 秒あたりの一覧件数"}
	PageCallRate    = Text{En: "Requests a second, by kind", Ja: "1 秒あたりのリクエスト数(種類別)"}
	PageInFlight    = Text{En: "Requests in flight", Ja: "同時リクエスト数"}
	PageFlying      = Text{En: "in flight", Ja: "実行中"}
	PageLimit       = Text{En: "limit", Ja: "上限"}
	PageLatency     = Text{En: "Time of a request, by kind", Ja: "リクエストの所要時間(種類別)"}
	PageTimeline    = Text{En: "Ranges of names, as they were listed", Ja: "名前の範囲ごとの一覧の経過"}
	PageOthers      = Text{En: "others", Ja: "その他"}
	PageDescRate    = Text{En: "%s: at most %s, %s on average.", Ja: "%s: 最大 %s、平均 %s。"}
	PageDescLatency = Text{En: "%s: half within %s, 99%% within %s, the longest %s.", Ja: "%s: 半数が %s 以内、99%% が %s 以内、最長 %s。"}
	PageDescRanges  = Text{En: "%s ranges in %s lanes; each bar is a range from its first page to its last.", Ja: "%s 個の範囲を %s 本のレーンに表示しています。各バーは範囲の最初のページから最後のページまでを示します。"}
	PageRange       = Text{En: "after %s, up to %s: %s pages in %s", Ja: "%s より後、%s まで: %s ページ、%s"}
	PageFirst       = Text{En: "the beginning", Ja: "先頭"}
	PageLast        = Text{En: "the end", Ja: "末尾"}
	PageHalf        = Text{En: "half", Ja: "半数"}
	PageNinety      = Text{En: "90 of 100", Ja: "90%"}
	PageNinetyNine  = Text{En: "99 of 100", Ja: "99%"}
	PageLongest     = Text{En: "longest", Ja: "最長"}
	PageMinutes     = Text{En: "%s m", Ja: "%s 分"}
	PageHours       = Text{En: "%s h", Ja: "%s 時間"}

	PageRequests  = Text{En: "Requests", Ja: "リクエスト"}
	PageKind      = Text{En: "kind", Ja: "種類"}
	PageMade      = Text{En: "made", Ja: "回数"}
	PageAgain     = Text{En: "again", Ja: "再試行"}
	PageThrottled = Text{En: "throttled", Ja: "スロットリング"}
	PageFailedOf  = Text{En: "failed", Ja: "失敗"}
	PageFailures  = Text{En: "Failures", Ja: "失敗した項目"}
	PageFirstOf   = Text{En: "The first %s of %s.", Ja: "%[2]s 件のうち最初の %[1]s 件です。"}
	PagePrinted   = Text{En: "Others are in the file this was printed from.", Ja: "残りは印刷元のファイルに記載されています。"}
	PageBy        = Text{En: "Written by clearway %s. This page loads nothing from elsewhere.", Ja: "clearway %s が作成しました。このページは外部から何も読み込みません。"}
)
