# A broken medium in an imported ledger
ledger-medium-broken = 媒体 { $number } は故障とあります。使用可として登録します。
    .advice = 直さないときは、廃止してください: sekisho medium retire { $number } --reason 故障

# Mail about what is overdue (`custody overdue --mail`, `--send`)
column-seen = 最後に確かめた日時
mail-address-unfit = { $person } のメールアドレスの形が正しくないため、書いていません（許可 { $permit }）。
mail-before = { $person } への知らせは、前に書いてあります: { $path }
mail-desk = 情報セキュリティ管理者
mail-no-address = { $person } にはメールアドレスがありません。電話で知らせてください（許可 { $permit }）。
mail-refused = メールサーバーが { $person } への知らせを受け付けません。アドレスを確かめてください: { $path }
mail-sent = { $person } に送りました: { $path }
mail-written = { $person } への知らせを書きました: { $path }
fault-mail-not-configured = メールの設定がありません。
    .advice = { $path } に [mail] の節を作り、from、host、port（必要なら phone）を書いてください。
fault-mail-not-sent = メールサーバー { $host }（ポート { $port }）に送れませんでした: { $why }
    .advice = 知らせは { $path } に残っています。サーバーを確かめて、もう一度実行してください。送り終えたものは、二度送りません。

# Problems of a ledger: sentence and next step
ledger-differs = 媒体 { $number } は登録済みですが、{ $fields }が違います。記録はそのままです。
    .advice = 台帳と記録のどちらが正しいか、現物で確かめてください。記録が違うときは、その媒体を廃止して、新しい番号で登録してください。
ledger-duplicate-column = 見出し「{ $heading }」は { $field } ですが、{ $used } の見出しを使います。
    .advice = この列を使うときは --map { $heading }=項目 のように示してください。
ledger-duplicate-number = 管理番号 { $number } は { $first } にもあります。
    .advice = 現物のシールを確かめて、どちらかの番号を直してください。
ledger-duplicate-serial = 製造番号 { $serial } は { $first } にもあります。
    .advice = 現物の製造番号を確かめて、どちらかを直してください。
ledger-future-date = { $field } の { $date } は、今日（{ $today }）より後です。
    .advice = 日付を確かめて、直してください。
ledger-mapped-heading-missing = { $field } に指定された見出し「{ $heading }」がありません。
    .advice = --map の見出しを、台帳の見出しのとおりに書いてください。
ledger-medium-destroyed = 媒体 { $number } は廃棄済みとして取り込みます。
    .advice = することはありません。廃止した媒体として残ります。
ledger-medium-lent = 媒体 { $number } は貸出中です。貸与日: { $lent }
    .advice = 登録は保管場所にあるものとして行います。戻ったら、次のように記録してください: sekisho medium store { $number } 保管場所
ledger-medium-lost = 媒体 { $number } は紛失とあります。事案として確かめてください。
    .advice = 登録の後、次のように棚卸しをすると、所在不明として事案が開きます: sekisho medium stocktake 保管場所 --file 見た番号の一覧
ledger-missing-number = 管理番号がありません。
    .advice = 管理番号を入れてください。
ledger-missing-serial = 媒体 { $number } の製造番号がありません。
    .advice = 現物の製造番号を読んで入れてください。廃棄済み・紛失の媒体は、空のままで取り込めます。
ledger-no-header = 見出しの行が見つかりません。
    .advice = 「管理番号」「製造番号」などの見出しの行を入れてください。
ledger-no-number-column = 管理番号の列がありません。見出し: { $headings }
    .advice = 管理番号の列を示してください: --map 見出し=number
ledger-number-character = 管理番号 { $number } に、使えない文字「{ $character }」があります。
    .advice = 使えるのは英字、数字と - . _ です。番号を付け直してください。
ledger-number-folded = 管理番号 { $typed } を { $number } として取り込みます。
    .advice = することはありません。
ledger-number-like-known = 管理番号 { $number } は、登録済みの { $with } と大文字・小文字だけが違います。
    .advice = 台帳の番号を { $with } に直すか、別の番号を付けてください。
ledger-number-too-long = 管理番号 { $number } は長すぎます。上限は { $limit } 文字です。
    .advice = { $limit } 文字までの番号を付けてください。
ledger-outside-era = 日付 { $typed } は元号の期間の外です。{ $date }（{ $japanese }）として取り込みます。
    .advice = 日付を確かめてください。このままでも取り込めます。
ledger-private-character = 外字（{ $codepoint }）があります。ほかの機械では表示されません。
    .advice = ほかの機械では表示できない文字（外字）です。標準の文字に直してください。
ledger-serial-known = 媒体 { $number } の製造番号は、登録済みの { $with } にあります。
    .advice = 同じ媒体なら、台帳の番号を { $with } に直してください。違う媒体なら、現物の製造番号を確かめてください。
ledger-serial-rounded = 製造番号 { $typed } は、表計算ソフトで丸められています。現物の番号を確かめてください。
    .advice = 表計算ソフトが番号を丸めています。現物の製造番号を、文字列として入れ直してください。
ledger-status-against-dates = 媒体 { $number } は、状態では保管中、日付では貸出中です。貸与日: { $lent }
    .advice = 今どこにあるかを確かめてください。
ledger-unknown-column = 見出し「{ $heading }」は取り込みません。
    .advice = 取り込むときは --map { $heading }=項目、要らないときは --map { $heading }=ignore と示してください。
ledger-unreadable-capacity = 容量 { $typed } が読めません。
    .advice = 16GB のように書いてください。
ledger-unreadable-date = { $field } の日付 { $typed } が読めません。
    .advice = 令和8年6月21日、R8.6.21 または 2026-06-21 のように書いてください。
ledger-unreadable-status = 状態 { $typed } が読めません。
    .advice = 使用可、保管中、貸出中、故障、紛失、廃棄 のどれかにしてください。
