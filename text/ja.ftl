# 関所が人に向けて言う文は、すべてここにあります。英語は en.ftl で、鍵・属性・変数は同じです。
# 言葉は docs/glossary.md に従います。短い「です・ます」で書き、責めず、感嘆符を使いません。

## 決まった言葉

word-answer = 応答
word-detail = 詳細
word-error = エラー
word-examples = 例
word-handlers = 従事者
word-next = 次にすること
word-or = 」か「
word-refused = 不可

## 規則: 理由と、次にすること

access-account = 登録 { $what }
access-card = 入室証 { $what }
access-counted = 付与 { $granted } 件、不可 { $refused } 件
access-granted = 付与
access-refused = 不可
access-unknown = { $person } には、その入室証も利用者登録もありません。
    .advice = 今あるものは sekisho access list で見られます。申し込むときは sekisho access apply --card <部屋> --employer <組織> { $person } です。
access-suspended = 停止中
ended-with-it = これに伴う失効: { $person } の{ $what }
suspended-by-itself = 同じ種類の所見が二件目のため、{ $person } を停止しました。再開には二名の同意が要ります: sekisho access resume { $person }
resumed = { $person } の停止を解きました。
concern-goes-to = { $finding } に答えるのは、この件に関わりのない方です: { $persons }
concern-goes-to-nobody = { $finding } に答えられる方が、まだいません。監査人か情報セキュリティ事務局を置いてください: sekisho person role <従事者> auditor
suspended = { $person } は { $since } から停止中です。返却と報告のほかは、手続ができません。
    .advice = 再開には、決裁者など二名の同意が要ります: sekisho access resume { $person } --as <決裁者> --key <鍵>
not-suspended = { $person } は停止していません。
    .advice = 停止中の方は sekisho access list で見られます。停止するときは sekisho access suspend { $person } --reason <理由> です。
resume-agreed = { $person } は、{ $id } の再開に同意済みです。
    .advice = もう一名の同意が要ります: sekisho access resume { $id } --as <別の決裁者> --key <鍵>
already-finished = 許可 { $permit } は終わっています。
    .advice = 経過は sekisho permit show { $permit } で見られます。同じ内容で申請するときは sekisho permit request --like { $permit } --return-by <返却期限> です。
already-registered = { $what ->
        [serial] 媒体 { $other } の製品名と製造番号が、{ $id } と同じです。
        [weekly] { $id } の週次点検は、もう始まっています。
       *[other] { $id } は登録済みです。
    }
    .advice = { $what ->
        [serial] 台帳にあります: sekisho medium show { $other }。その行が誤りのときは直します: sekisho medium amend { $other } --serial <製造番号>
        [weekly] 今週の点検は次で見られます: sekisho weekly show { $id }
       *[other] 別の番号を使ってください。登録の内容は sekisho medium list、sekisho person list、sekisho org list、sekisho place list、sekisho device list、sekisho contract list、sekisho order list で見られます。
    }
approved-already = { $person } は、許可 { $permit } を承認済みです。
    .advice = もう一人の承認が要ります: sekisho permit approve { $permit } --as <別の決裁者> --key <鍵>
approver-is-requester = 申請した方ご自身（{ $person }）は、許可 { $permit } の承認も差戻しもできません。
    .advice = 別の方に依頼してください: sekisho permit approve { $permit } --as <別の決裁者> --key <鍵>。取り下げるときは sekisho permit withdraw { $permit } --as { $person } です。
article-audit-right = 発注者は、受託者及びすべての再委託先に対し、実地の監査を行うことができる。
article-breach-notice = 受託者は、漏えい等又はそのおそれを知ったときは、{ $minutes } 分以内に発注者に報告する。
article-carry-out-allowed = 受託者は、業務に要する範囲で、個人情報を記録した媒体を持ち出すことができる。
article-carry-out-forbidden = 受託者は、個人情報を記録した媒体を持ち出してはならない。
article-carry-out-prior-approval = 受託者は、発注者が持出しごとにあらかじめ承認した場合に限り、個人情報を記録した媒体を持ち出すことができる。
article-confidentiality = 受託者は、業務により知った秘密を漏らしてはならない。業務の終了後も同じとする。
article-deepest-tier = 再委託は、発注者から数えて第 { $tier } 層までとする。
article-erase-within = 受託者は、業務の終了後 { $days } 日以内に、個人情報をすべて消去し、証明書を提出する。
article-heading = 第 { $number } 条
article-named-handlers = 受託者は、業務に従事する者の氏名、雇用主及び就業の形態をあらかじめ発注者に届け出る。届け出た者以外を従事させてはならない。
article-offshore-allowed = 受託者は、業務を国外で行うことができる。
article-offshore-forbidden = 受託者は、業務を国外で行い、又は個人情報を国外に置いてはならない。
article-offshore-prior-approval = 受託者は、発注者があらかじめ書面により承認した場合に限り、業務を国外で行うことができる。
article-penalty = 受託者がこの契約に違反したときは、発注者に違約金を支払う。
article-related-companies = 受託者の親会社、子会社その他の関連会社は、この契約において第三者とみなす。
article-same-below = 受託者は、再委託先に対し、この契約と同じ義務を負わせる。再委託先が更に委託するときも同じとする。
article-stop-right = 発注者は、いつでも再委託先による業務の停止を求めることができ、受託者は直ちに従う。
article-subcontracting-allowed = 受託者は、業務の一部を第三者に委託することができる。委託したときは、遅滞なく発注者に届け出る。
article-subcontracting-forbidden = 受託者は、業務の全部又は一部を第三者に委託してはならない。
article-subcontracting-prior-approval = 受託者は、発注者があらかじめ書面により承認した場合に限り、その承認に係る者、業務及び期間について、業務の一部を第三者に委託することができる。
article-training = 受託者は、従事者に対し、個人情報の保護に関する教育を毎年行い、その記録を提出する。
beyond-purpose = データ { $dataset } の申請は、目的 { $purpose } に要る範囲（項目 { $enough }、{ $rows } 件まで）を超えています。
    .advice = 少なくしてください（要らない項目: { $dropped }）: sekisho permit request --for { $purpose } --data { $dataset }:<項目>:<件数>。どうしても要るときは理由を書くと、最高情報セキュリティ責任者の承認も必要になります: --beyond <理由>
breach-open = { $party } には片付いていないもの（{ $breach }）があるため、新しい発注は待ちます（契約 { $contract }）。
    .advice = 先に片付けてください。事案なら sekisho incident close <事案番号> --conclusion <結論>、所見なら sekisho finding resolve <所見番号> --conclusion <結論>、許可なら消去の報告 sekisho erase report <許可番号> --method <方法> です。待てないときは、委託先管理責任者と最高情報セキュリティ責任者の二名が理由を書きます: sekisho order lift { $party } --reason <理由>。一覧は sekisho order held です。
nothing-held = { $party } への発注を待たせているものはありません。
    .advice = 一覧は sekisho order held です。発注はそのままできます: sekisho order place <発注番号> --contract <契約番号> --of { $party } --work <業務>
lift-agreed = { $person } は、{ $party } への発注を待たせないことに同意済みです。
    .advice = 委託先管理責任者と最高情報セキュリティ責任者の、もう一方の方の同意が要ります: sekisho order lift { $party } --reason <理由> --as <もう一方の方> --key <鍵>
extract-unfit = 許可 { $permit } の申請にあるデータ { $dataset } の形は、封緘では作れません。
    .advice = はい・いいえの一覧は封緘する許可だけで作れ、項目ごとに読み方を書き、項目は伏せません。伏せて残すのは申請する項目の 1 から 8 文字です。ファイルそのものには形を付けません。書き直してください: sekisho permit request --sealed --yes-no { $dataset }:<項目>=code:<件数>、または sekisho permit request --data { $dataset }:<項目>:<件数> --mask { $dataset }:<項目>=keep-last-4
list-is-enough = 目的 { $purpose } には、データ { $dataset } の、はい・いいえの一覧（項目 { $enough }、{ $rows } 件まで）で足ります。
    .advice = 表の代わりに一覧を申請してください: sekisho permit request --sealed --for { $purpose } --yes-no { $dataset }:<項目>=code:<件数> --yes-if { $dataset }:<項目>=<値>。どうしても表が要るときは理由を書くと、最高情報セキュリティ責任者の承認も必要になります: --beyond <理由>
mask-missing = 目的 { $purpose } に、データ { $dataset } の項目 { $field } の値はすべては要りません。
    .advice = 一部だけを残してください: sekisho permit request --for { $purpose } --data { $dataset }:<項目>:<件数> --mask { $dataset }:{ $field }={ $mask }。どうしても要るときは理由を書くと、最高情報セキュリティ責任者の承認も必要になります: --beyond <理由>
protected-unstated = データ { $dataset } には支援措置の対象者の項目がありますが、許可 { $permit } の申請は、その方々をどうするかを言っていません。
    .advice = 除いてください（封緘のとき、対象者の表を渡します）: sekisho permit request --data { $dataset }:<項目>:<件数> --without-protected { $dataset }:<項目>。含めるときは、最高情報セキュリティ責任者の承認も必要になります: --with-protected { $dataset }
box-unknown = 許可 { $permit } の媒体 { $medium } に、この封緘箱の受領書がありません。別の箱か、差し替えられた箱です。
    .advice = 開けないでください。記録にある箱: sekisho permit show { $permit }。封緘した箱に間違いがなければ受領書を記録し（sekisho seal record <受領書>）、もう一度照会してください: sekisho release --file <照会>
carry-out-forbidden = { $party } との契約は、従事者 { $person } による媒体の運搬を認めていません。
    .advice = 保有機関の方が運んでください: sekisho permit request --carrier <職員> --carrier <職員>。契約の内容は sekisho contract list で見られます。
chain-broken = { $party } から保有機関まで、承認された発注がつながっていません。
    .advice = 契約がなければ結びます: sekisho contract add <番号> --with { $party } --name <名称> --work <業務> --from <開始> --until <終了> --model。再委託先なら、発注する組織が申し込み、委託先管理責任者が承認します: sekisho order place <発注番号> --contract <契約番号> --of { $party } --work <業務>、続けて sekisho order approve <発注番号> --as <委託先管理責任者> --key <鍵>
class-account = 口座
class-address-protected = 支援措置
class-class1 = 機密性1
class-class2 = 機密性2
class-class3a = 機密性3A
class-class3b = 機密性3B
class-class3c = 機密性3C
class-sensitive = 要配慮
clause-audit-right = 監査権
clause-breach-notice = 漏えい等の報告
clause-carry-out = 媒体の持出し
clause-confidentiality = 秘密保持
clause-deepest-tier = 最下層
clause-erase-within = 消去の期限
clause-missing = 契約 { $contract } に、欠かせない条項（{ $clause }）がありません。
    .advice = 条項を書き足してください: sekisho contract amend { $contract } --model。個々に書くこともできます: --subcontracting --deepest-tier --offshore --carry-out --erase-within --breach-notice --duty --work
clause-named-handlers = 従事者の明示
clause-offshore = 国外作業
clause-penalty = 違約金
clause-related-companies = 関連会社の扱い
clause-same-below = 下の層への同じ条件
clause-stop-right = 再委託先を止める権利
clause-subcontracting = 再委託
clause-training = 教育
clause-works = 業務
confine-note = 安全策 { $check } を完全には取れませんでした（{ $remedy }）。
contract-active = 発効中
contract-drafted = 下書き
contract-ended = 終了
contract-evaluated = { $score } 点（合格 { $minimum } 点、{ $until } まで）
contract-missing = 足りない条項: { $clauses }
contract-nobody = （なし）
contract-not-active = 契約 { $contract } の状態（{ $status }）では、これはできません。
    .advice = 下書きなら発効させます（期間が終わっていれば sekisho contract amend { $contract } --until <終了> で直します）: sekisho contract activate { $contract } --as <決裁者> --key <鍵>。発効した契約、終わった契約は書き直せません。新しく登録します: sekisho contract add <番号> --with <組織> --name <名称> --work <業務> --from <開始> --until <終了> --model
contract-over = 期間終了
contract-unevaluated = 未評価
contract-unknown = 契約 { $contract } は登録されていません。
    .advice = 契約の一覧を見て、番号を直してください: sekisho contract list
copy-lost = 媒体 { $medium } は、紛失の報告が出ています。
    .advice = 見つかったときは sekisho medium found { $medium } --serial <製造番号> です。見つからないときは、情報セキュリティ管理者が事案を終えます: sekisho incident close <事案番号> --conclusion <結論>（番号は sekisho incident list）
earlier-set-open = 同じデータの前の持出し { $earlier } が片付いていません（{ $status }）。許可 { $permit } で二組目は出せません。
    .advice = 先に { $earlier } を片付けてください。経過は sekisho permit show { $earlier }、返却は sekisho custody hand { $earlier } --home、受取りは sekisho custody receive { $earlier } です。紛失のときは、事案を終えてからになります: sekisho incident close <事案番号> --conclusion <結論>
review-not-independent = { $person } は許可 { $permit } を申請または承認した方で、見直しはできません。
    .advice = 監査人か情報セキュリティ事務局など、関わりのない方が見直します: sekisho permit review { $permit } --conclusion <結論> --as <監査人> --key <鍵>。いないときは sekisho person role <従事者> auditor で置いてください。
review-unknown = 許可 { $permit } は、急ぎではないか、見直しが済んでいます。
    .advice = 見直しを待つものは sekisho permit reviews で見られます。
finding-not-independent = { $person } は所見 { $finding } に関わりのある方（記した方、名指された方、その許可を申請または承認した方）です。
    .advice = 監査人か情報セキュリティ事務局など、関わりのない方が答えます: sekisho finding resolve { $finding } --conclusion <結論> --as <監査人> --key <鍵>。いないときは sekisho person role <従事者> auditor で置いてください。
finding-unfit = 不突合 { $finding } は、記録がみずから見つけるもので、人が記すものではありません。
    .advice = 人について記すのは、取出しか大量の取扱いです: sekisho finding raise <従事者> --kind export --note <分かっていること>
finding-unknown = 所見 { $finding } は、ないか、すでに答えがあります。
    .advice = 番号を確かめてください: sekisho finding list
copy-not-erased = 媒体 { $medium }（許可 { $permit }）は、消去の報告がまだです。
    .advice = 消去して報告してください。原本は消えません: sekisho erase report { $permit } --medium { $medium } --method <方法>
copy-outside = 媒体 { $medium }（許可 { $permit }）は、まだ戻っていません。
    .advice = 持っている方が渡し、媒体管理者が受け取ります: sekisho custody hand { $permit } --medium { $medium } --home、続けて sekisho custody receive { $permit } --medium { $medium } --as <媒体管理者> --key <鍵>
copy-returned = 媒体 { $medium } は返却済みです。
    .advice = 今の場所は sekisho medium show { $medium } で見られます。消去の報告があれば、許可を終えます: sekisho permit close <許可番号>。再び持ち出すときは、新しく申請してください: sekisho permit request --like <前の許可番号> --return-by <返却期限>
course-unknown = 研修 { $course } は登録されていないか、有効な日数がありません。
    .advice = 研修を登録します: sekisho training course { $course } --name <名称> --valid <日数>
deadlines-disordered = 期限の順序が合っていません。
    .advice = 許可は、開始、到着期限、消去期限、返却期限、終了の順にします: --start --arrive-by --erase-by --return-by --until。役割は、--from を --until より前にします。
deputy-unfit = { $of } は { $role } の役割をご自身では持っていないため、{ $person } は代わりになれません。
    .advice = 役割を持つ本人を書いてください。本人の役割は sekisho person list で見られます: sekisho person role { $person } { $role } --acting-for <本人>
device-elsewhere = 端末 { $device } は、場所 { $place } の端末として登録されていません。
    .advice = 端末の場所は sekisho device list で見られます。申請の --device か --site を直してください。
device-key-unknown = 端末 { $device } から、ここで使う一回限りの鍵を預かっていません。
    .advice = 端末で新しい鍵を書き出し、取り込みます: sekisho station keys <端末フォルダー> --out keys.json、続けて sekisho device enroll keys.json。次の鍵に替えるとき: sekisho permit amend <許可番号>
device-not-named = 許可 { $permit } の受取端末は { $device } ではありません。
    .advice = 許可の受取端末から照会してください（sekisho permit show { $permit }）: sekisho release --file <照会>。端末を替えるとき: sekisho permit amend { $permit } --device <端末>（承認はやり直しです）
device-unknown = 端末 { $device } は登録されていません。
    .advice = システム管理者が登録します: sekisho device add { $device } --serial <製造番号> --place <場所>
document-changed = 許可 { $permit } の内容は、示した後で変わりました。今の内容は { $document } です。
    .advice = 今の内容を確かめてから、あらためて承認してください: sekisho permit show { $permit }、続けて sekisho permit approve { $permit }
due-unfit = 受渡しの期限 { $due } は、すでに過ぎているか、返却期限 { $return_by } より後です。
    .advice = 今より後で、返却期限までの時刻にしてください: sekisho custody hand <許可番号> --due <日時>
employer-differs = { $person } の雇用主は { $party } ではありません。
    .advice = 真の雇用主で申し込んでください。雇用主は sekisho person list で見られます。名簿は sekisho roster add <発注番号> { $person }、入室証は sekisho access apply --card <部屋> --employer <雇用主> { $person }、雇用の申告は sekisho person state --employer <雇用主>、副署は雇用主ご自身の代表者です: sekisho person confirm <従事者>。他社の方を自社の者とすることはできません。
employment-unconfirmed = { $person } の雇用について、ご本人の申告と雇用主の副署がそろっていないか、期限が足りません。
    .advice = ご本人が申告し、雇用主の代表者が副署します: sekisho person state --employer <雇用主> --as { $person } --key <鍵>、続けて sekisho person confirm { $person } --as <雇用主の代表者> --key <鍵>
erase-certificate = 証明書: { $path }
erase-files-done = { $files } 個のファイルを上書きして削除しました（実施済み。この装置では証明できません）。報告は媒体にあります。庁舎で取り込んでください: sekisho sync <フォルダー>
evaluation-failed = { $party } の評価は { $score } 点で、合格点 { $minimum } 点に届いていません。
    .advice = 改善を確かめて、あらためて評価してください: sekisho contract evaluate { $party } --score <点> --sheet <評価の内容>
evaluation-missing = { $party } には、一年以内の評価がありません。
    .advice = 委託先管理責任者が評価を記録します: sekisho contract evaluate { $party } --score <点> --sheet <評価の内容>
evaluation-unfit = { $party } の評価の数が合いません。点は 100 点満点で、これまでの事案は { $incidents } 件以上です。
    .advice = 事案の件数を書いて、もう一度記録してください: sekisho contract evaluate { $party } --score <点> --incidents { $incidents } --sheet <評価の内容>
field-urgent = 急ぐ理由
field-beyond = 超える理由
field-purpose-code = 目的
field-plan = 計画
field-step = 手順
finder-note = この媒体は公的機関のものです。機関の許可がなければ誰も読めません。媒体に書かれた連絡先、または警察にお届けください。番号: { $number }
frozen = 許可 { $permit } は停止中です。
    .advice = 返却はできます: sekisho custody hand { $permit } --home。停止の解除には二名の同意が要ります: sekisho permit unfreeze { $permit } --as <決裁者> --key <鍵>。経過は sekisho permit show { $permit } です。
frozen-for-good = 許可 { $permit } の停止は、紛失または取消しによるもので、解除できません。
    .advice = 手元の媒体は返却してください: sekisho custody hand { $permit } --home。見つかった媒体は sekisho medium found <媒体番号> --serial <製造番号> です。
giver-is-receiver = 渡す方と受け取る方が同じです（{ $person }）。
    .advice = 別の方が受け取ってください: sekisho custody hand <許可番号> --to <受け取る方>、または sekisho custody receive <許可番号> --as <別の方> --key <鍵>
hand-over-pending = 媒体 { $medium } は受渡しの途中です。
    .advice = 受け取る方が署名してください: sekisho custody receive <許可番号> --medium { $medium } --as <受け取る方> --key <鍵>。渡すのをやめるときは、渡した方へ戻します: sekisho custody hand <許可番号> --medium { $medium } --to <渡した方>（保管庫から渡した場合は --home）
incident-unknown = 事案 { $incident } は、登録がないか、終わっています。
    .advice = 番号を確かめてください: sekisho incident list
key-destroyed = 許可 { $permit } の開封鍵は破棄されたか、破棄の途中です。この封緘箱は、もう誰も開けられません。
    .advice = 媒体を持ち帰ってください: sekisho custody hand { $permit } --home。原本は消えません。もう一度持ち出すには新しく申請します: sekisho permit request --like { $permit } --return-by <時刻>
key-not-destroyed = 許可 { $permit } の開封鍵の破棄を、金庫がまだ確認していません。
    .advice = 消去をすべて報告したうえで、金庫の状態を見てください: sekisho vault status（どの操作でも自動でもう一度試みます）
key-not-waiting = { $person } の鍵 { $key } は、二人目の署名を待っていません。
    .advice = 待っている鍵は sekisho key list で見られます。
key-resting = { $person } の鍵 { $key } は新しいため、{ $until } まで承認と開封に使えません。
    .advice = 身に覚えのない鍵なら、すぐに失効させてください: sekisho key revoke { $person } { $key } --as { $person } --key <これまでの鍵>。そうでなければ { $until } を待つか、ほかの方にお願いしてください。
key-status-in-use = 使用中
key-status-resting = 待機中（一日）
key-status-revoked = 失効
key-status-unseconded = 二人目の承認待ち
key-status-unconfirmed = 副署待ち
key-taken = 鍵 { $key } は登録済みです。一つの鍵は、一人だけのものです。
    .advice = 新しい鍵を作ってください: sekisho key new <ファイル>
key-unconfirmed = { $person } の鍵 { $key } に、雇用主の副署がありません。
    .advice = 雇用主の代表者が副署します: sekisho key confirm { $person } { $key } --as <雇用主の代表者> --key <鍵>。身に覚えのない鍵なら失効させてください: sekisho key revoke { $person } { $key }
key-unknown = { $person } の有効な鍵に、{ $key } はありません。
    .advice = 鍵を確かめてください: sekisho key list
key-unseconded = { $person } の鍵 { $key } は、二人目のシステム管理者の承認を待っています。{ $person } には、前にも鍵がありました。
    .advice = 登録した方とは別のシステム管理者が承認します（ほかにいなければ情報セキュリティ管理者）: sekisho key second { $person } { $key } --as <二人目のシステム管理者> --key <鍵>。前の鍵が手元にあれば、本人がその鍵で承認できます。身に覚えのない鍵なら失効させてください: sekisho key revoke { $person } { $key }
keys-destroyed = 開封鍵 { $keys } 個を破棄し、記録しました（水準 { $level }）。
last-administrator = { $person } は、鍵を持つただ一人のシステム管理者です。
    .advice = 先に別の方をシステム管理者にしてください: sekisho person role <別の方> administrator。その方の鍵も要ります: sekisho key enroll <別の方> --public <公開鍵>
local-rule = 庁内規程 { $clause }: { $why }
    .advice = { $next }
medium-booked = 媒体 { $medium } は、許可 { $permit } で使われています。
    .advice = 別の媒体を選ぶか、返却と終了を待ってください: sekisho medium list、sekisho permit show { $permit }
medium-elsewhere = 媒体 { $medium } は、台帳では持出し元 { $place } にありません。
    .advice = 今の場所は sekisho medium show { $medium } で見られます。実際に { $place } にあるときは、媒体管理者が収納を記録します: sekisho medium store { $medium } { $place } --as <媒体管理者> --key <鍵>
medium-not-on-permit = 媒体 { $medium } は、許可 { $permit } に載っていません。
    .advice = 許可の媒体は sekisho permit show { $permit } で見られ、それを渡せます: sekisho custody hand { $permit } --medium <許可の媒体>、受け取るときは sekisho custody receive { $permit } --medium <許可の媒体>。媒体を変えるときは sekisho permit amend { $permit } --medium <媒体番号> です（承認はやり直しです）。
medium-twice = 媒体 { $medium } が二度書かれています。
    .advice = --medium は、一つの媒体に一度だけ書いてください。
medium-unknown = 媒体 { $medium } は台帳にありません。
    .advice = 台帳の媒体を選んでください: sekisho medium list。登録するときは sekisho medium add { $medium } --product <製品名> --serial <製造番号> --home <保管庫> です。
medium-unusable = 媒体 { $medium } は、紛失または廃止のため使えません。物理破壊と報告されたものも、廃止のままです。
    .advice = 紛失したものが見つかったときは、まず製造番号を報告してください: sekisho medium found { $medium } --serial <製造番号>。そうでなければ、別の媒体を選んでください: sekisho medium list。状態は sekisho medium show { $medium } で見られます。
method-not-approved = この渡し方は、許可 { $permit } で承認された運搬方法と違うか、送り状番号がありません。
    .advice = 承認された方法は sekisho permit show { $permit } で見られます。運送事業者へは sekisho custody hand { $permit } --courier <送り状番号> です。方法を変えるときは sekisho permit amend { $permit } です（承認はやり直しです）。
method-missing = 運搬方法、または保護に使う製品の名前がありません（許可 { $permit }）。
    .advice = --carrier <運搬者> を二名分、または --courier <運送事業者> と、--declared <製品名> を書いてください。
agreed-already = { $person } は、許可 { $permit } の停止解除に同意済みです。
    .advice = もう一人の同意が要ります: sekisho permit unfreeze { $permit } --as <別の決裁者> --key <鍵>
no-medium = 許可 { $permit } に、媒体が一つも書かれていません。
    .advice = --medium <媒体番号> を書いてください。番号は sekisho medium list で見られます。
not-at-site = 媒体 { $medium } は、まだ作業場所の受取人が受け取っていません。
    .advice = 運搬者が渡し、受取人が署名してください: sekisho custody hand <許可番号> --medium { $medium } --to <受取人>、続けて sekisho custody receive <許可番号> --medium { $medium }
not-frozen = 許可 { $permit } は停止していません。
    .advice = 状態を確かめてください: sekisho permit show { $permit }
not-holder = 媒体 { $medium } を今持っている方ではありません。
    .advice = 今の保持者が渡します: sekisho custody hand <許可番号> --medium { $medium }。保持者は sekisho permit show <許可番号> で見られます。運送事業者から受け取るときは sekisho custody receive <許可番号> --medium { $medium } です。
not-head = { $person } は、{ $party } の点検に署名する方（役割 { $role }）ではありません。
    .advice = その組織の長が署名します: sekisho weekly sign { $party } --yes <質問> --no <質問> --as <組織の長> --key <鍵>。役割がなければ、先に sekisho person role <その組織の方> { $role } --as <システム管理者> --key <鍵>
not-offered = 媒体 { $medium } は、{ $person } に渡されていません。
    .advice = 先に、渡す方が記録します: sekisho custody hand <許可番号> --medium { $medium } --to { $person }
not-on-roster = { $person } は、{ $party } の従事者名簿に載っていません。
    .advice = { $party } か委託先管理責任者が載せます: sekisho roster add <契約番号または発注番号> { $person }。名簿は sekisho roster list で見られます。載っている方だけを外せます: sekisho roster remove <契約番号または発注番号> <従事者> --reason <理由>
not-requester = 許可 { $permit } の変更と取下げは、申請者 { $person } だけができます。
    .advice = 申請した方に依頼してください: sekisho permit amend { $permit } --as { $person }、または sekisho permit withdraw { $permit } --as { $person }。承認する方が直しを求めるときは sekisho permit send-back { $permit } --reason <理由> です。
not-sealed = 許可 { $permit } の媒体 { $medium } に、封緘受領書の記録がありません。
    .advice = 封緘端末で封緘してください: sekisho seal box <許可ファイル> --medium { $medium } --to <書込み先> --witness-key <立会者の鍵>。続けて受領書を記録します: sekisho seal record <受領書>
not-trained = { $person } の研修 { $course } は、まだか、持出しの終わりまで有効ではありません。
    .advice = 研修を終えたら記録します: sekisho training record { $person } { $course }。一覧は sekisho training list --missing で見られます。新しい版に替えるときは sekisho training course <新しい研修> --name <名称> --replaces { $course } です。
nothing-asked = 許可 { $permit } に、データ、件数、対象人数のどれかがありません。
    .advice = --data <データ>:<項目>,<項目>:<件数> と --people <対象人数> を書いてください。
question-unanswered = { $party } の週次点検: { $question } への回答が、ちょうど一つではありません。今週の質問でないものへの回答もここに出ます。
    .advice = 今の質問を見て、それぞれに一度だけ答えてください: sekisho weekly show { $party }、続けて sekisho weekly sign { $party } --yes <質問> --no <質問>
weekly-signed = { $party } の今週の点検は、すでに署名されています。
    .advice = 次は月曜から署名できます。結果は sekisho weekly list で見られます。
weekly-unknown = { $party } の週次点検は始まっていません。
    .advice = 情報セキュリティの担当が始めます: sekisho weekly begin { $party } --as <情報セキュリティ管理者> --key <鍵>
number-stale = 許可 { $permit } の番号または版が、記録の続きになっていません。次は { $next } です。
    .advice = ほかの方が先に記録しました。同じコマンドをもう一度実行してください。
office-established = この記録は、すでに開設されています。
    .advice = 登録の内容は sekisho person list で見られます。別の記録は、別の場所に作ります: sekisho init --dir <ディレクトリ>
office-missing = この記録は、まだ開設されていません。
    .advice = 開設してください: sekisho init
offshore-forbidden = 契約 { $contract } は、第 { $tier } 層の国外での作業を認めていません。
    .advice = 国内で行う先に発注してください: sekisho order place <発注番号> --contract { $contract } --of <組織> --work <業務>
one-carrier = 一人では運搬できません（許可 { $permit }）。
    .advice = 運搬者を二名以上にしてください: --carrier <運搬者> --carrier <別の運搬者>。渡すときは sekisho custody hand { $permit } --to <運搬者> --to <別の運搬者> です。
one-officer = 宛先の付替えには、登録された鍵で署名する職員が二人必要です（許可 { $permit }）。
    .advice = 封緘端末で二人が署名してください: sekisho rewrap box <許可ファイル> <付替え用の控え> --share <鍵の半分> --share <鍵の半分> --second <二人目> --second-key <二人目の鍵> --record <記録のフォルダー> --out <付替えファイル> --receipt-out <受領書>
one-opener = 開封には、許可 { $permit } に名前のある方が二名必要です。
    .advice = 申請では二名を書きます（sekisho permit request --opener <開封者> --opener <開封者>）。開封のときは二名が端末で署名します: sekisho open <フォルダー> --out <フォルダー> --second <二人目> --second-key <鍵>
open-ask-answer = 応答（6桁の数字が8組）
open-challenge = 照会（データの持ち主に伝えるか、コードを見せてください）:
open-done = { $path } に { $members } 個のファイルを取り出しました。{ $until } までに消去してください: sekisho erase box <媒体> --copy W-1={ $path }
open-waiting = 応答のファイルを待っています: { $path }（あと { $minutes } 分。やめるには Ctrl-C）
openings-too-few = 許可 { $permit } の開封は { $openings } 回までで、{ $used } 回を使いました。宛先の付替えは開封一回に数え、そのあとの開封にも一回が要ります。
    .advice = 今の端末が使えるなら、そこで開封します: sekisho open <媒体フォルダー> --out <フォルダー> --second <二人目> --second-key <鍵>。使えないときは、新しく申請してください: sekisho permit request --like { $permit } --openings <回数> --return-by <返却期限>
openings-used = 許可 { $permit } で認められた { $openings } 回の開封は、すべて使いました。
    .advice = 前の照会への応答はもう一度出せます: sekisho release --file <照会>。回数を増やすには新しく申請します: sekisho permit request --like { $permit } --openings <回数> --return-by <時刻>
order-approved = 承認済み
order-changed = 発注 { $order } の内容は、示したものと違います。
    .advice = 今の内容を確かめてから承認してください: sekisho order show { $order }、続けて sekisho order approve { $order }
order-check-allow = この発注はできます。
order-check-wait = この発注には、保有機関の承認が要ります。
order-circular = { $party } は、この発注より上にいる組織です。
    .advice = 上の層でも保有機関でもない組織を選んでください: sekisho order place <発注番号> --contract <契約番号> --of <組織> --work <業務>。契約は、保有機関でない組織と結びます: sekisho contract add <番号> --with <組織> --name <名称> --work <業務> --from <開始> --until <終了>
order-not-approved = 上の発注 { $order }（第 { $tier } 層）が承認されていません（{ $status }）。
    .advice = 先に上の発注の承認を得てください: sekisho order approve { $order } --as <委託先管理責任者> --key <鍵>
order-not-in-chain = { $party } は、契約 { $contract } のその位置にいません。
    .advice = 発注元は、上の発注を受けた組織です: sekisho contract show { $contract }。直して申し込んでください: sekisho order place <発注番号> --contract { $contract } --under <上の発注番号> --of <組織> --work <業務>
order-not-waiting = 発注 { $order } は、承認待ちではありません（{ $status }）。
    .advice = 今の状態は sekisho order show { $order } で見られます。止めるときは sekisho order stop { $order } --reason <理由>、あらためて申し込むときは別の番号で sekisho order place <発注番号> --contract <契約番号> --of <組織> --work <業務> です。
order-outside-term = { $contract } の期間（{ $until } まで）に収まっていません。
    .advice = 期間を短くしてください: sekisho order place <発注番号> --contract { $contract } --of <組織> --work <業務> --until <終了>
order-rejected = 不承認
order-stopped = 停止
order-unknown = 発注 { $order } は登録されていません。
    .advice = 発注の一覧を見て、番号を直してください: sekisho order list。上の発注から先に申し込みます: sekisho order place <発注番号> --contract <契約番号> --of <組織> --work <業務>
order-waiting = 承認待ち
order-waits-for = 発注 { $order } は { $persons } の承認を待ちます: sekisho order approve { $order }
order-waits-nobody = 委託先管理責任者（申し込んだ方以外。まだ登録されていません）
own-work = { $id } は、{ $person } ご自身が関わったものです。ご自身では承認も副署もできません。
    .advice = 別の方が行います: sekisho contract activate { $id } --as <別の決裁者> --key <鍵>、発注なら sekisho order approve { $id } --as <別の委託先管理責任者> --key <鍵>、雇用の副署なら sekisho person confirm { $id } --as <別の代表者> --key <鍵>、入室証等の確認なら sekisho access confirm { $id } --card <部屋> --as <別の代表者> --key <鍵>、研修の修了なら sekisho training record { $id } <研修> --as <別のシステム管理者> --key <鍵>、再開なら sekisho access resume { $id } --as <別の決裁者> --key <鍵>、新しい鍵なら sekisho key second <従事者> { $id } --as <別のシステム管理者> --key <鍵>
party-unknown = 組織 { $party } は登録されていません。
    .advice = システム管理者が登録します: sekisho org add { $party } --name <名称>
permit-exported = 許可ファイル: { $path }（秘密は含みません。封緘端末と受取端末に渡します）
permit-is-out = 許可 { $permit } の媒体は持出し中のため、変更も取下げもできません。
    .advice = 返却してください: sekisho custody hand { $permit } --home。止めるときは sekisho permit freeze { $permit } です。
permit-not-approved = 許可 { $permit } は承認されていないか、承認した方に、今は離任、役割または鍵の終了があって、承認が数えられません。
    .advice = 二名の承認が要ります。うち一名は情報セキュリティ管理者です: sekisho permit approve { $permit } --as <決裁者> --key <鍵>。数えられない承認があるときは、申請した方が直します: sekisho permit amend { $permit }（承認はやり直しです）
permit-not-out = 許可 { $permit } では、まだ何も持ち出されていません。
    .advice = 媒体管理者が渡します: sekisho custody hand { $permit }。やめるときは、申請者が取り下げます: sekisho permit withdraw { $permit }
permit-not-waiting = 許可 { $permit } は承認待ちではありません。今の状態は「{ $status ->
        [approved] 承認済み
        [frozen] 停止中
        [lost] 紛失
        [out] 持出し中
        [returned] 返却済み
        [sent_back] 差戻し中
       *[other] { $status }
    }」です。
    .advice = 状態を確かめてください: sekisho permit show { $permit }。差戻し中のときは、申請者が直します: sekisho permit amend { $permit }
permit-unknown = 許可 { $permit } はありません。
    .advice = 番号を確かめてください: sekisho permit list
person-left = { $person } は離任しています。
    .advice = 別の方に替えてください: sekisho person list
person-not-named = { $person } は、この許可にその役目で載っていません。
    .advice = 許可に載っている方は sekisho permit show <許可番号> で見られます。その方に渡してください: sekisho custody hand <許可番号> --to <載っている方>。変えるときは、申請した方が直します: sekisho permit amend <許可番号>（承認はやり直しです）
person-unknown = { $person } は登録されていません。
    .advice = システム管理者が登録します: sekisho person add { $person } --name <氏名> --employer <組織>
place-unfit = 場所 { $place } は、保有機関の保管庫ではありません。
    .advice = 保管庫を選んでください: sekisho place list。媒体を収めるときは sekisho medium store <媒体番号> <保管庫> です。保管庫を登録するときは sekisho place add <番号> --name <名前> --kind cabinet です。
place-unknown = 場所 { $place } は登録されていません。
    .advice = システム管理者が登録します: sekisho place add { $place } --name <名称> --kind <cabinet または site>
place-not-named = 場所 { $place } は、許可 { $permit } の返却場所ではありません。
    .advice = 許可の返却場所へ戻してください: sekisho custody hand { $permit } --home
rewrap-applied = 媒体 { $medium } の封緘箱を新しい端末あてに付け替え、読み戻して確かめました。中身は書き換えていません。新しい端末で開封できます: sekisho open <媒体フォルダー> --out <フォルダー> --second <二人目> --second-key <鍵>
rewrap-applied-already = 媒体 { $medium } の封緘箱は、すでに新しい端末あてになっています。
rewrap-done = 許可 { $permit }、媒体 { $medium } の新しい見出しができました。まず受領書を記録します: sekisho rewrap record { $path }。そのあと、次のファイルを作業場所に送ります: { $header }（許可された端末でしか使えません）
rewrap-key-missing = 許可 { $permit } の封緘箱には、保有機関の控えの鍵がありません（鍵を用意する前に封緘されました）。宛先は付け替えられません。
    .advice = 今の端末が使えるなら、そこで開封します: sekisho open <媒体フォルダー> --out <フォルダー> --second <二人目> --second-key <鍵>。使えないときは新しい申請をします。次回のために、管理者は鍵を用意してください: sekisho rewrap init --share <ファイル> --share <ファイル>
rewrap-not-waiting = 許可 { $permit } の媒体 { $medium } には、行うべき宛先の付替えがありません（承認されていないか、受領書に合う開封許可がないか、すでに済んでいます）。
    .advice = 申請します: sekisho permit rewrap { $permit } --device <端末>。承認します: sekisho permit approve { $permit }。封緘端末で照会した受領書を記録します: sekisho release --file <照会ファイル>、続けて sekisho rewrap record <受領書>
rewrap-shares = 鍵は二つに分けて { $one } と { $other } に書きました。一つだけでは何も分かりません。別々の職員が、別々の場所に保管してください。なくすと、宛先の付替えはできません。
rewrap-unfit = 許可 { $permit } の宛先の付替えで変えられるのは、受信端末とその鍵だけです。
    .advice = 許可番号と新しい端末だけを指定して申請してください: sekisho permit rewrap { $permit } --device <端末>。受領書は、封緘端末が書き出したものを記録します: sekisho rewrap record <受領書>
rewrap-waits = 宛先の付替えが承認待ちです: 新しい端末 { $device }、申請 { $person }、承認 { $approvals } 名
purpose-missing = 許可 { $permit } の申請に、目的の符号がありません。
    .advice = 目的を選んでください: sekisho purpose list、続けて sekisho permit request --for <目的>
purpose-unknown = 目的 { $purpose } は登録されていません。
    .advice = 目的を選んでください: sekisho purpose list、続けて sekisho permit request --for <目的>
role-acting = { $role }・{ $of } の代決
role-chief-officer = 最高情報セキュリティ責任者
role-contract-manager = 委託先管理責任者
role-delegated = { $role }・{ $of } の専決
role-employer-representative = 雇用主の代表者
role-missing = { $person } には、「{ $roles }」の役割がないか、あてはまりません。
    .advice = 役割のある方が行ってください: sekisho person list。役割はシステム管理者が付けます: sekisho person role { $person } { $role }（監査人と雇用主の代表者を除き、役割を持てるのは保有機関の職員だけです）
rules-unproposed = 庁内規程 { $set } は、前の採用のあと、{ $person } のほかに提案した方がいません。提案する方と採用する方は、別の方です。
    .advice = 別の方が読んで提案してください: sekisho policy show { $set }、sekisho policy propose { $set } --as <別の方> --key <鍵>。そのあと、もう一度: sekisho policy use { $set } --as { $person } --key <鍵>
seal-done = 封緘しました: 許可 { $permit }、媒体 { $medium }。件数 { $rows }、読戻しは同一です（{ $bytes } バイト）。パスワードは存在しません。受領書: { $path }
seal-left-out = { $dataset }: 支援措置の対象者を { $count } 件除きました。
seal-repeated = { $dataset }: 同じ内容の行が { $count } 件ありました（一覧の件数は変わりません）。
seal-fingerprints = 照合値: { $path }（持ち主のところに置き、媒体に入れないでください）
seal-sheet = 受領書（印刷・読取り用）: { $path }
seal-second-wrap = 付替え用の控え: { $path }（庁内で保管します。端末が壊れたときに使います）
sealed-already = 媒体 { $medium } は、封緘箱を載せて保管庫を出ています。同じ許可で封緘し直すことはできません。
    .advice = この封緘箱のまま渡してください: sekisho custody hand <許可番号> --medium { $medium } --to <受取人>。中身を替えるには新しく申請します: sekisho permit request --like <許可番号> --return-by <時刻>
sealing-unfit = 許可 { $permit } の封緘の内容と、封緘しようとするもの（または封緘したもの）が一致しません。
    .advice = 申請は --sealed --device <端末> --sealer <封緘者> --witness <立会者> --opener <開封者> --opener <開封者> と書きます。封緘には最新の許可ファイルを使ってください: sekisho permit export { $permit } --out <ファイル>
signed-already = { $person } は、媒体 { $medium } の受領に署名済みです。
    .advice = ほかの受取者の署名を待ってください。経過は sekisho permit show <許可番号> で見られます。
server-ended = サーバーを止めました。
server-listening = 画面: { $pages } 機械のための口: { $url } 止めるには Ctrl-C
station-not-owners = 端末 { $device } は場所 { $place } にあり、保有機関の場所ではありません。宛先の付替えは、保有機関の封緘端末で行います。
    .advice = 庁内の端末からもう一度照会してください: sekisho release --file <照会ファイル>。端末の場所は sekisho device list で確かめられます。
station-enrollment = 端末 { $device }: 一回限りの鍵 { $keys } 個を { $path } に書き出しました。管理者に渡してください: sekisho device enroll { $path }
station-is = 端末 { $device }（{ $origin }）・ 残り鍵: { $keys } 個
subcontract-forbidden = 契約 { $contract } は再委託を禁じています（第 { $tier } 層）。
    .advice = 受託者自身が行うか、再委託を認める契約を新しく結んでください: sekisho contract add <番号> --with <組織> --name <名称> --work <業務> --from <開始> --until <終了> --model
sync-done = { $path } の報告 { $facts } 件を記録しました。
sync-unread = { $path } は読めません。別の記録のものか、壊れています。
text-unfit = 200 文字を超える言葉、見えない文字や改行を含む言葉、または空か二語以上の項目の符号があります。
    .advice = 言葉は見える文字だけの 200 文字までの一行に、項目の符号は読点や空白のない一語に直して、もう一度実行してください。
    .advice = 空でない 200 文字までの一行に直して、もう一度実行してください。
tier-too-deep = 契約 { $contract } は第 { $deepest } 層までです（これは第 { $tier } 層）。
    .advice = 上の層の組織が行うか、深い層を認める契約を新しく結んでください: sekisho contract add <番号> --with <組織> --name <名称> --work <業務> --from <開始> --until <終了> --model --deepest-tier { $tier }
too-many-rows = { $dataset } は { $rows } 件ありました。承認は { $approved } 件です。
    .advice = 承認された件数だけを封緘し、その受領書を記録してください: sekisho seal record <受領書>。増やすには申請を変更します: sekisho permit amend <許可番号> --data { $dataset }:<項目>:{ $rows }（承認はやり直しです）
unknown-field = データ { $dataset } に、項目 { $fields } はありません。
    .advice = 項目は sekisho dataset list で見られます。データを登録するときは sekisho dataset add { $dataset } --name <名称> --rows <件数> --field <項目> です。申請を直すときは sekisho permit request --data <データ> です。目的を直すときは sekisho purpose add <目的> --name <名称> --needs <データ> です。
weekly-ask-claimed = { $person } は { $org } の従事者ではありません（申請などで { $org } の者とされました）
weekly-ask-late = 許可 { $permit } には期限を過ぎた点があり、対応しています
weekly-ask-medium-held = 媒体 { $medium } は { $holder } の手元にあります（実物を確かめました）
weekly-ask-medium-lies = 媒体 { $medium } は { $place } にあります（実物を確かめました）
weekly-ask-permit = 許可 { $permit } の持出しは承知のもので、続いています
weekly-ask-person = { $person } は { $org } の従事者です
weekly-how = すべて台帳のとおりなら、次のとおり署名します。違うものは --no にします。
    { $line }
fault-weekly-question-unfit = { $question } は、質問の符号ではありません。
    .advice = 質問は sekisho weekly show <組織> で見られます（例: medium/USB-001）。
weekly-signed-already = { $week } からの週は、署名されています。
weekly-status-missed = { $count } 週続けて未実施
weekly-status-open = 今週は未署名
weekly-status-signed = 署名済み
training-missing = 未修了・期限切れ
training-valid = 有効
vault-missing = この記録には金庫がないため、封緘できません。
    .advice = 管理者が一度だけ作ります: sekisho vault init --as <管理者> --key <鍵>
vault-status = 鍵室: { $cell } ・ 確認済みの記録: { $size } 件 ・ 破棄待ち: { $outstanding } 件
window-not-open = 許可 { $permit } の期間は、まだ始まっていません。開始は { $from } です。
    .advice = その時刻まで待って、渡してください: sekisho custody hand { $permit }。早めるときは、申請した方が直します: sekisho permit amend { $permit } --start <日時>（承認はやり直しです）
window-over = 許可 { $permit } の期間は { $until } で終わりました。
    .advice = 持出し中の媒体は返却してください: sekisho custody hand { $permit } --home。持ち出す前なら、期間を先にして申請してください: --return-by <日時> --until <日時>
witness-unfit = { $person } さんは立会者になれません。立会者は、封緘する本人以外の職員で、許可に名前のある方です。
    .advice = 別の職員を立会者にして申請してください: sekisho permit request --witness <職員>、または sekisho permit amend <許可番号> --witness <職員>（承認はやり直しです）
work-not-covered = 業務 { $work } は、契約 { $contract } か上の発注の業務ではありません。
    .advice = 契約にある業務を書いてください: sekisho contract show { $contract }、続けて sekisho order place <発注番号> --contract { $contract } --of <組織> --work <業務>
working-copy-open = 作業場所の作業用複製 { $copy }（許可 { $permit }）は、消去がまだ報告されていません。
    .advice = 現地で消去し、報告してください: sekisho erase copy { $permit } { $copy } --method files_deleted

## 警報

alarm-arrival-overdue = 到着の期限超過
alarm-erasure-overdue = 消去の期限超過
alarm-hand-over-overdue = 受渡しの期限超過
alarm-return-overdue = 返却の期限超過
alarm-return-overdue-long = 返却の長時間超過
alarm-working-copy-overdue = 作業用複製の消去期限超過

## 不突合

finding-check-differs = 週次点検で、台帳と違うという回答
finding-employer-misstated = 他社の従事者が自社の者として申し込まれました
finding-erased-by-another = 消去担当と別の方の消去
finding-erased-late = 期限後の消去
finding-erased-while-lost = 紛失中の媒体の消去
finding-export-unpermitted = 許可のない取出し
finding-opened-too-late = 開封鍵の破棄後に開封
finding-opened-uncontrolled = 管理端末以外で開封
finding-opened-unreleased = 開封許可なしで開封
finding-raised = { $code } 不突合: { $what } { $medium }（報告は記録しましたが、台帳と合いません）
finding-reported-late = 遅い報告
finding-seen-elsewhere = 台帳と違う場所
finding-serial-differs = 製造番号の相違
finding-unknown-medium = 台帳にない媒体
finding-unknown-object = 記録と合わない対象
finding-volume-unusual = 仕事に見合わない大量の取扱い
fingerprint-demanded = { $dataset } の{ $kind }（{ $fields }）、{ $until } まで照合できる
fingerprint-forgotten = 調べられません（照合の鍵は消えています）
fingerprint-kind-address-birth = 住所と生年月日
fingerprint-kind-code = 宛名番号
fingerprint-kind-kana-birth = 氏名カナと生年月日
fingerprint-kind-name-birth = 氏名と生年月日
fingerprint-no = 含まれていません
fingerprint-no-means = 「含まれていません」は、この番号や書き方では無い、という意味です。字体の違う名前は別の人として扱います。
fingerprint-not-kept = 調べられません（この種類の照合値はありません）
fingerprint-yes = 含まれています
fingerprints-missing = 注意: この封緘には照合値がありますが、ファイルが見つかりません。あとから同じ命令に --fingerprints を付けて入れてください。

## 出来事（記録の一行）

event-access-ended = 入室証等の失効
event-access-confirmed = 入室証等の要否の確認
event-access-granted = 入室証等の付与
event-alarm-rang = 警報
event-attempt-refused = 不可
event-contract-activated = 契約の発効
event-contract-amended = 契約の書直し
event-contract-ended = 契約の終了
event-contract-registered = 契約の登録
event-contractor-evaluated = 委託先の評価
event-copy-sealed = 封緘
event-copy-rewrapped = 宛先付替え
event-course-registered = 研修の登録
event-custody-changed = 受渡し完了
event-custody-offered = 受渡し開始
event-custody-signed = 受領の署名
event-dataset-registered = データの登録
event-destruction-ordered = 開封鍵の破棄指示
event-device-enrolled = 端末の鍵を登録
event-device-keys-deposited = 一回限りの鍵を預入れ
event-device-registered = 端末の登録
event-employment-confirmed = 雇用の副署
event-employment-stated = 雇用の申告
event-erased = 本文は消去済み
event-erasure-reported = 消去の報告
event-evening-listed = 退庁時の不在一覧
event-finding-raised = 不突合
event-finding-resolved = 所見への答え
event-handler-removed = 名簿から除外
event-hold-lift-agreed = 発注待ち解除の同意
event-handlers-named = 名簿に記載
event-incident-closed = 事案の終了
event-incident-opened = 事案の開始
event-key-seconded = 鍵の二人目の承認
event-key-confirmed = 鍵の副署
event-key-destroyed = 開封鍵の破棄を確認
event-key-enrolled = 鍵の登録
event-key-revoked = 鍵の失効
event-loss-reported = 紛失等の報告
event-medium-amended = 媒体の訂正
event-medium-found = 媒体の発見
event-medium-missed = 棚卸しで不在
event-medium-registered = 媒体の登録
event-medium-retired = 媒体の廃止
event-medium-stored = 媒体の収納
event-office-established = 記録の開設
event-opening-reported = 開封の報告
event-order-approved = 発注の承認
event-order-placed = 発注の申込み
event-order-rejected = 発注の不承認
event-order-stopped = 発注の停止
event-party-amended = 組織の訂正
event-party-registered = 組織の登録
event-permit-amended = 申請の変更
event-permit-approved = 承認
event-permit-closed = 許可の終了
event-permit-frozen = 停止
event-permit-lapsed = 期間満了
event-permit-ready = 許可の成立
event-permit-requested = 申請
event-permit-revoked = 許可の取消し
event-permit-sent-back = 差戻し
event-permit-unfrozen = 停止の解除
event-permit-withdrawn = 取下げ
event-person-amended = 従事者の訂正
event-person-resumed = 従事者の再開
event-person-suspended = 従事者の停止
event-review-overdue = 急ぎの許可の見直し遅れ
event-resume-agreed = 再開への同意
event-person-left = 従事者の離任
event-person-registered = 従事者の登録
event-place-amended = 場所の訂正
event-place-registered = 場所の登録
event-plan-amended = 計画の書直し
event-plan-approved = 計画の承認
event-plan-drafted = 計画の登録
event-plan-withdrawn = 計画の廃止
event-purpose-registered = 目的の登録
event-release-granted = 開封を許可
event-rewrap-key-established = 付替え鍵の登録
event-rewrap-requested = 付替えの申請
event-rewrap-withdrawn = 付替えの取下げ
event-role-assigned = 役割の付与
event-role-removed = 役割の解除
event-rules-adopted = 庁内規程の採用
event-rules-proposed = 庁内規程の提案
event-risk-accepted = 残るリスクの受容
event-step-done = 手順の実施
event-step-explained = 手順の不実施の説明
event-stock-taken = 棚卸し
event-week-checked = 週次点検の署名
event-week-missed = 週次点検の未実施
event-weekly-begun = 週次点検の開始
event-weekly-ended = 週次点検の終了
event-urgency-reviewed = 急ぎの許可の見直し
event-training-passed = 研修の修了
event-unfreeze-agreed = 停止解除の同意
event-vault-established = 金庫を登録
event-working-copy-declared = 作業用複製の申告
event-working-copy-erased = 作業用複製の消去報告

## 安全管理措置計画

not-plan-writer = { $person } は、計画 { $plan } を書き直せません。
    .advice = 計画を書いた方、業務に携わる方、委託先管理責任者が直せます: sekisho plan amend <計画のファイル> --as <その方> --key <鍵>
plan-changed = 計画 { $plan } の内容は、示したものと違います。
    .advice = 今の内容を確かめて（sekisho plan show { $plan }）、もう一度行ってください。前の版で申請した許可は、申請した方が今の版に改めます: sekisho permit amend <許可番号> --plan { $plan }。計画を書き直すときは sekisho plan amend <計画のファイル> です。
plan-incomplete = 計画 { $plan } に、欠かせない事項（{ $part }）がないか、そのままでは成り立ちません。
    .advice = 書き足して登録し直してください: sekisho plan amend <計画のファイル>。まだ登録していなければ sekisho plan draft <計画のファイル> です。書き方は sekisho plan template で見られます。
plan-media = 一回に { $count } 枚まで
plan-missing = 許可 { $permit } の申請に、安全管理措置計画がありません。
    .advice = 承認済みの計画を選んでください（sekisho plan list）: sekisho permit request --plan <計画>。なければ書きます: sekisho plan draft <計画のファイル>
plan-missing-parts = 足りない事項: { $parts }
plan-not-approved = 計画 { $plan } は、今の内容では承認されていません。
    .advice = 部署の長が残るリスクを受け入れ、事務局が承認します: sekisho plan accept-risk { $plan } --as <部署の長> --key <鍵>、続けて sekisho plan approve { $plan } --as <事務局> --key <鍵>
plan-not-independent = { $person } は業務に携わる方なので、計画 { $plan } の承認者にはなれません。
    .advice = 業務に携わらない事務局の方が承認します: sekisho plan approve { $plan } --as <別の事務局> --key <鍵>。承認した方は、その計画による持出しの申請や作業をしません: sekisho permit request --plan { $plan } --as <別の方> --key <鍵>
plan-not-waiting = 計画 { $plan } は承認済みです。
    .advice = この計画で申請できます: sekisho permit request --plan { $plan }。内容を変えるときは sekisho plan amend <計画のファイル> です。
plan-part-accepted-until = リスク受容の期限（一年以内）
plan-part-approved = 承認
plan-part-document = 文書
plan-part-from = 持ち出す保管庫
plan-part-hours = 時間帯
plan-part-levels = 影響度（1から3、対策後は対策前より大きくない）
plan-part-media = 媒体の数
plan-part-medium-needed = 媒体が要る理由（隔離網など）のリスク
plan-part-products = 媒体の製品
plan-part-project = 業務に携わる方
plan-part-risks = リスク
plan-part-site = 作業場所
plan-part-steps = 手順
plan-part-storage = 保管場所
plan-part-term = 期間
plan-part-transport = 運搬方法
plan-part-work = 業務
plan-revision = 第 { $revision } 版
plan-state-approved = 承認済み
plan-state-drafted = 下書き
plan-state-withdrawn = 廃止
plan-turn-accept = 次にすること: 部署の長（{ $persons }）が残るリスクを受け入れます: sekisho plan accept-risk { $plan }
plan-turn-approve = 次にすること: 事務局が承認します: sekisho plan approve { $plan }
plan-unfit = 許可 { $permit } の申請は、計画 { $plan } の範囲（{ $part }）を外れています。
    .advice = 計画に合わせて申請するか（sekisho plan show { $plan }、続けて sekisho permit request --plan { $plan }）、計画を書き直して承認を得てください: sekisho plan amend <計画のファイル>
plan-unknown = 計画 { $plan } は登録されていません。
    .advice = 登録の内容は sekisho plan list で見られます。なければ書きます: sekisho plan draft <計画のファイル>。申請には承認済みの計画を書きます: sekisho permit request --plan <計画>
plan-way-carried = 人が運ぶ（{ $count } 名以上）
plan-way-courier = セキュリティ便
plan-way-network = ネットワーク
plan-withdrawn = 計画 { $plan } は廃止されました。
    .advice = 別の番号で計画を書いてください: sekisho plan draft <計画のファイル>。出たものの返却と消去の報告は、いつでもできます。
risk-expired = 計画 { $plan } のリスク { $risk } は、{ $until } までしか受け入れられていません。持出しの終わりまで責任を負う方がいません。
    .advice = 期限を改めて書き直し、部署の長と事務局の署名を得てください: sekisho plan amend <計画のファイル>、続けて sekisho plan accept-risk { $plan }、sekisho plan approve { $plan }
risk-line = { $name }（影響 { $impact }、{ $treatment }: { $measure }、残り { $residual }、{ $person } が { $until } まで受容、署名: { $signed }）
risk-not-accepted = 計画 { $plan } のリスク { $risk } を、{ $person } がまだ受け入れていません。
    .advice = ご本人が署名します: sekisho plan accept-risk { $plan } { $risk } --as { $person } --key <鍵>
risk-not-yours = 計画 { $plan } のリスク { $risk } を受け入れるのは、保有機関の部署の長 { $person } です。
    .advice = その方が署名します: sekisho plan accept-risk { $plan } { $risk } --as { $person } --key <鍵>。受け入れる方が違うときは、計画を直します: sekisho plan amend <計画のファイル>
risk-open = まだ
risk-treatment-avoid = 回避
risk-treatment-reduce = 低減
risk-treatment-retain = 受容
risk-treatment-share = 移転
risk-unknown = 計画 { $plan } に、リスク { $risk } はありません。
    .advice = 計画を確かめてください: sekisho plan show { $plan }。受け入れるときは sekisho plan accept-risk { $plan } <リスク> です。
step-by-carrier = 運搬者
step-by-eraser = 消去する方
step-by-officer = 職員
step-by-opener = 開封する方
step-by-receiver = 受取者
step-by-sealer = 封緘する方
step-by-witness = 立会者
step-done = 済み（{ $person } { $time }）
step-explained = 行わず（{ $person } { $time }: { $reason }）
step-not-yours = 許可 { $permit } の手順 { $step } は、{ $by }か、保有機関の職員が記録します。
    .advice = その方が記録してください: sekisho permit step { $permit } { $step } --as <その方> --key <鍵>
step-open = 許可 { $permit } の手順 { $step } が、済んでもいず、説明もありません。
    .advice = 行った方が記録します: sekisho permit step { $permit } { $step }。行わなかったときは、責任のある職員が理由を書きます: sekisho permit step { $permit } { $step } --explain <理由>
step-settled = 許可 { $permit } の手順 { $step } は、記録済みです。
    .advice = 一覧は sekisho permit show { $permit } で見られます。残りの手順は sekisho permit step { $permit } <手順> です。
step-unknown = 許可 { $permit } の計画に、手順 { $step } はありません。
    .advice = 手順を確かめてください: sekisho permit show { $permit }。記録するときは sekisho permit step { $permit } <手順> です。
step-waits = まだ（{ $by }）
## 済んだこと

done-activate-contract = 契約を発効させました。
done-adopt-rules = 庁内規程を採用しました。これからの行為は、この規程にも照らします。
done-accept-risk = 残るリスクを受け入れました。
done-amend-plan = 計画を書き直しました。前の受容と承認は無効です。
done-approve-plan = 計画を承認しました。これからは、どの持出しの申請にも計画が要ります。
done-draft-plan = 計画を登録しました。
done-settle-step = 許可 { $permit } の手順を記録しました。
done-withdraw-plan = 計画を廃止しました。この計画では、もう何も持ち出せません。
done-amend-contract = 契約を書き直しました。
done-amend-permit = 申請 { $permit } を変更しました。それまでの承認は無効になり、やり直しです。
done-amend-medium = 媒体の台帳の行を訂正しました。
done-amend-party = 組織の登録を訂正しました。
done-amend-person = 従事者の登録を訂正しました。
done-amend-place = 場所の名前を訂正しました。
done-apply-access = 付与しました。
done-approve-order = 発注を承認しました。
done-approve-permit = 許可 { $permit } の申請を承認しました。
done-assign-role = 役割を付けました。
done-close-incident = 事案を終えました。
done-close-permit = 許可 { $permit } を終えました。
done-confirm-employment = 雇用の申告に副署しました。
done-confirm-access = 要ることを確かめました。あと一年続きます。
done-second-key = 鍵を承認しました。ご本人のほかの方が承認したときは、承認と開封に使えるのは一日たってからです。
done-confirm-key = 鍵に副署しました。承認と開封に使えるのは、一日たってからです。
done-declare-copy = 許可 { $permit } の作業用複製を記録しました。消去期限があります。
done-deposit-keys = 一回限りの鍵を預かりました。
done-end-access = 取り上げました。
done-raise-finding = 所見を記録しました。
done-resolve-finding = 所見への答えを記録しました。
done-resume-access = 再開への同意を記録しました（二名の同意で再開します）。
done-begin-weekly = 週次点検を始めました。今週の分から、組織の長が日曜の終わりまでに署名します。
done-end-weekly = 週次点検を終えました。
done-sign-weekly = 今週の点検に署名しました。
done-suspend-access = 停止しました。入室証、利用者登録、署名が止まります（返却と報告は別です）。
done-end-contract = 契約を終わらせました。下の層もすべて止まります。
done-enroll-device = 端末の鍵を登録しました。
done-enroll-key = 鍵を登録しました。
done-erase-copy = 作業用複製（許可 { $permit }）の消去報告を記録しました。報告であり、証明ではありません。
done-establish-office = 記録を開設しました。
done-establish-rewrap = 宛先の付替えに使う鍵を登録しました。これからの封緘箱は、端末が壊れても付け替えられます。
done-establish-vault = 金庫を登録しました。
done-evaluate-contractor = 委託先の評価を記録しました。
done-freeze-permit = 許可 { $permit } を停止しました。
done-hand-custody = 許可 { $permit } の受渡しを記録しました。
done-lift-hold = 記録しました（委託先管理責任者と最高情報セキュリティ責任者の両方の同意で、待たずに発注できます）。
done-leave-person = 離任を記録しました。鍵と役割は終わりました。
done-lift-freeze = 許可 { $permit } の停止を解除しました。
done-name-handlers = 従事者を名簿に載せました。
done-place-order = 発注を申し込みました。
done-propose-rules = 庁内規程を提案しました。採用は別の方が行います: sekisho policy use <規程> --as <情報セキュリティ管理者> --key <鍵>
done-receive-custody = 許可 { $permit } の媒体の受領に署名しました。
done-record-training = 研修の修了を記録しました。
done-register-contract = 契約を登録しました。
done-register-course = 研修を登録しました。
done-register-dataset = データを登録しました。
done-register-device = 端末を登録しました。
done-register-medium = 媒体を台帳に登録しました。
done-register-party = 組織を登録しました。
done-register-person = 従事者を登録しました。
done-register-place = 場所を登録しました。
done-register-purpose = 目的を登録しました。
done-reject-order = 発注を承認しないことにしました。
done-release-copy = 許可 { $permit } の開封許可を記録しました。この複製は、以後「開封された可能性あり」として扱います。
done-remove-handler = 従事者を名簿から外しました。
done-remove-role = 役割を外しました。
done-report-erasure = 許可 { $permit } の消去の報告を記録しました。報告であり、証明ではありません。原本は消えません。
done-report-found = 発見の報告を記録しました。
done-report-loss = 許可 { $permit } について、ご報告を記録しました。早いご報告をありがとうございます。原本は消えません。
done-report-opening = 許可 { $permit } の開封の報告を記録しました。
done-request-permit = 許可 { $permit } として申請しました。
done-request-rewrap = 許可 { $permit } の宛先の付替えを申請しました。
done-review-urgent = 見直しを記録しました。
done-retire-medium = 媒体を廃止しました。
done-return-permit = 申請 { $permit } を差し戻しました。
done-revoke-key = 鍵を失効させました。
done-revoke-permit = 許可 { $permit } を取り消しました。
done-rewrap-copy = 許可 { $permit } の新しい宛先を記録しました。新しい端末で開封できます。
done-seal-copy = 許可 { $permit } の封緘受領書を記録しました。媒体を保管庫から出せます。
done-state-employment = 雇用を申告しました。雇用主の代表者の副署を待ちます。
done-stop-order = 発注を止めました。下の層もすべて止まります。
done-store-medium = 媒体の収納を記録しました。
done-take-stock = 棚卸しの結果を記録しました。
done-unfreeze-permit = 許可 { $permit } の停止解除への同意を記録しました（二名の同意で解除されます）。
done-withdraw-permit = 申請 { $permit } を取り下げました。

## 次は誰の番か

turn-amend = 申請者が直します: sekisho permit amend { $permit }
turn-apply = 付替えファイルを作業場所に送り、媒体に反映します: sekisho rewrap apply <媒体フォルダー> --header <付替えファイル>
turn-approve = 承認待ちです。二名、うち一名は情報セキュリティ管理者です: sekisho permit approve { $permit }
turn-close = すべて戻りました。媒体管理者が終えます: sekisho permit close { $permit }
turn-erase = 作業後に消去し、報告します。原本は消えません: sekisho erase report { $permit } --method <方法>
turn-erase-box = 現地で封緘箱と作業用複製を消去してください: sekisho erase box <媒体のフォルダー> --copy W-1=<複製のフォルダー>
turn-hand-out = 媒体管理者が運搬者に渡します: sekisho custody hand { $permit }
turn-held = 停止中です。手元の媒体は返却します: sekisho custody hand { $permit } --home
turn-site = 作業場所で受取者に渡します: sekisho custody hand { $permit } --to <受取者>
turn-steps = すべて戻りました。手順の記録が残っています: sekisho permit show { $permit }、続けて sekisho permit step { $permit } <手順>
turn-receive = 受け取る方が署名します: sekisho custody receive { $permit }
turn-return = 返却します: sekisho custody hand { $permit } --home
turn-rewrap = 宛先を付け替えます。許可ファイルを書き出し、封緘端末で二人の職員が行います: sekisho permit export { $permit } --out <ファイル>、続けて sekisho rewrap box <許可ファイル> <付替え用の控え> --share <鍵の半分> --share <鍵の半分> --second <二人目> --second-key <鍵> --record <記録のフォルダー> --out <付替えファイル> --receipt-out <受領書>

## 役割、状態、場所

role-administrator = システム管理者
role-approver = 決裁者
role-auditor = 監査人
role-media-keeper = 媒体管理者
role-organization-head = 部署の長
role-security-manager = 情報セキュリティ管理者
role-security-office = 情報セキュリティ事務局

status-approved = 承認済み
status-closed = 終了
status-frozen = 停止中
status-lapsed = 期間満了
status-lost = 紛失
status-out = 持出し中
status-requested = 申請中
status-returned = 返却済み
status-revoked = 取消し
status-sent-back = 差戻し中
status-withdrawn = 取下げ

condition-lost = 紛失
condition-retired = 廃止
condition-usable = 使用可

place-cabinet = 保管庫
place-site = 作業場所

where-out = 持出し中（許可 { $permit }）
where-unknown = 所在不明

## 受渡しと消去

custody-lost = 紛失（最後の保持者: { $last }）
custody-offered = 受渡し中（{ $from } から { $to } へ）
custody-returned = 返却済み（{ $place }）
holder-courier = 運送事業者（送り状番号 { $consignment }）

erase-destroyed = 物理破壊の報告あり
erase-files-deleted = ファイル削除の報告あり
erase-formatted = 初期化の報告あり
erase-overwritten = 上書きの報告あり
erasure-open = 消去未確認

## 一覧の見出し

column-contradiction = 食い違い
column-domains = メールドメイン
column-first-side = 一方
column-second-side = 他方
column-next = 次にすること
column-above = 上位の組織
column-access = 入室証・利用者登録
column-answers = 答える方
column-finding = 所見
column-open = 片付いていないもの
column-since = いつから
column-what = 内容
column-act = 行為
column-class = 区分
column-client = 発注元
column-closed = 終わった日時
column-condition = 状態
column-contract = 契約
column-contractor = 受託者
column-course = 研修
column-custody = 保持者
column-dataset = データ
column-device = 端末
column-employer = 所属
column-enrolled = 登録日時
column-evaluation = 評価
column-field = 項目
column-incident = 事案
column-key = 鍵
column-key-level = 鍵の保管
column-keys = 鍵の数
column-keys-left = 残り鍵
column-kind = 種類
column-known = 知った日時
column-late = 超過
column-left = 離任日時
column-media = 媒体の数
column-medium = 媒体
column-name = 名称
column-new = 新しい規程
column-old = 元の規程
column-order = 発注
column-differs = 台帳と違うもの
column-question = 質問
column-sentence = 記録の言うこと
column-week = 週の始まり
column-org = 組織
column-people = 対象人数
column-listed = 一覧に載る時
column-review-due = 見直しの期限
column-permit = 許可
column-person = 従事者
column-place = 場所
column-plan = 計画
column-product = 製品名
column-purpose = 利用目的
column-reason = 理由
column-record = 記録
column-requester = 申請者
column-return-by = 返却期限
column-revoked = 失効日時
column-roles = 役割
column-rows = 件数
column-seen = 最後の確認
column-serial = 製造番号
column-status = 状態
column-risk-until = リスク受容の期限
column-tier = 層
column-under = 契約・発注
column-until = 期限
column-where = 今の場所

## 許可の項目

field-arrive-by = 到着期限
field-device = 受取端末
field-receivers = 受取者
field-route = 経路
field-substitutes = 予備の運搬者
field-approved = 承認
field-copy = 媒体の現況
field-data = データ
field-document = 文書の指紋
field-erase-by = 消去期限
field-eraser = 消去担当
field-fingerprint = 照合値
field-media = 媒体
field-people = 対象人数
field-protection = 保護
field-purpose = 利用目的
field-return-by = 返却期限
field-transport = 運搬方法
field-way = 行程
field-window = 期間

data-line = { $dataset } { $rows } 件（{ $fields }）
data-left-out = 支援措置の対象者を除く（{ $field } で照らします）
data-masked = { $field }（{ $left }）
data-only = { $dataset } に { $field } が載っている方だけ
data-taken-along = 支援措置の対象者を含む
data-yes-if = { $field } が { $value } の方だけ
data-yes-no = はい・いいえの一覧（表は渡しません）
mask-all = すべて伏せる
mask-keep-first = はじめの { $count } 文字だけ
mask-keep-last = 後ろの { $count } 文字だけ
purpose-yes-no = はい・いいえ: { $fields }
reading-code = 番号（前のゼロは数えません）
reading-date = 日付（和暦も読みます）
reading-digits = 数字だけ（郵便番号、電話番号）
reading-text = 氏名や住所（空白と全角・半角の違いは数えません）
list-head = はい・いいえの一覧: 許可 { $permit }、データ { $dataset }、{ $rows } 件。封緘したときのままです。
list-no = いいえ
list-no-means = 「いいえ」は、この値とつづりでは載っていないという意味です。空白、全角と半角、ハイフン、番号の前のゼロ、日付の書き方の違いは数えません。漢字の異体字（髙と高など）は別の字です。別のつづりでも尋ね、それでも「いいえ」なら、保有機関に確かめてください。
list-of = 載っているのは、{ $field } が { $value } の方です。
list-yes = はい
protection-declared = { $product }（申告。暗号による強制なし）
protection-sealed = 封緘
transport-carried = 従事者による運搬（{ $people }）
transport-courier = 運送事業者による運搬（{ $company }）
transport-network = 通信による送付

## 画面の言葉

act-prepared = 署名する文を { $path } に書きました。内容を読んでから署名し、提出してください:
    ssh-keygen -Y sign -n { $namespace } -f <鍵> { $path }
    sekisho act submit { $path }
ask-passphrase = 鍵 { $path } のパスフレーズ:{ " " }
box-not-released = { $medium }: 封緘済み、開封許可なし。誰も開けていません（封緘端末が正しく、金庫が記録どおりに動いたことが前提です）
box-not-sealed = { $medium }: まだ封緘していません
box-released = { $medium }: { $time } に { $device } へ開封許可（{ $opening } 回目、在室 { $persons }、{ $level }）
box-rewrapped = { $medium }: { $time } 宛先の付替えのため端末 { $device } に開封許可（{ $opening } 回目に算入）、立会 { $persons }（{ $level }）
by-acting = { $person }（{ $of } の代決）
by-delegated = { $person }（{ $of } の専決）
by-server = 自動
by-vault = 金庫
check-early = 許可 { $permit } は承認済みですが、期間がまだ始まっていません。
check-go = 許可 { $permit } は有効です（{ $status }）。
check-no = 許可 { $permit } では持ち出せません（{ $status }）。
check-not-now = 許可 { $permit } は{ $status }ですが、今は持ち出せません。
check-over = 許可 { $permit } は終わっています（{ $status }）。
check-waiting = 許可 { $permit } は、まだ承認されていません（{ $status }）。
doctor-clock = 時計が記録より { $seconds } 秒遅れています。この機械の時刻を合わせてください。
doctor-no-key = 記録の鍵（keys/record.key）がありません。バックアップから同じ場所へ戻してください。新しい鍵では、この記録を続けられません。
doctor-ok = 記録は開けました。
doctor-older-copy = このデータベースは古い写しです。公開済みの記録のほうが進んでいます。書き足さずに、この場所を丸ごと写し取り、最新のデータベースを探して戻してください。戻した後は sekisho verify で確かめます。
doctor-repair = 直すには、まず複製を取り、sekisho rebuild で索引を作り直してください。直らないときは、バックアップの記録と sekisho verify で比べてください。
doctor-restore = データベースを読めません。書き足さずに、この場所を丸ごと写し取り、最新のバックアップから record.sqlite を戻してください。戻した後は sekisho doctor と sekisho verify で確かめます。公開済みの記録 log/ は消さないでください。
doctor-storage = 記録 { $entries } 件、公開済み { $published } 件、書込み待ちのタイル { $staged } 枚。保存領域の検査: { $integrity }
doctor-vault = 金庫: 水準 { $level }、{ $meaning } ・ 破棄待ち: { $outstanding } 件
doctor-vault-silent = 金庫が応答しません。応答するまで開封許可は出せず、指示した破棄も待ちになります: sekisho vault status
field-box = 封緘箱
key-is-destroyed = 開封鍵は { $time } に破棄済み。水準 { $level }: { $meaning }
key-is-ordered = 開封鍵: { $time } に破棄を指示。金庫の確認はまだです
key-lives = 開封鍵は金庫にあり、{ $until } に自動で破棄されます
key-made = 鍵を { $path } に作りました。公開鍵の指紋は { $fingerprint } です。秘密鍵は、ほかの方に渡さないでください。
turn-notify-none = 待たれている方も、結果の出た申請もありません。
turn-mail-address-unfit = { $person } のメールアドレスは形が正しくないため、{ $about } のお知らせを作れません。
turn-mail-before = { $about } についての { $person } へのお知らせは、すでにあります: { $path }
turn-mail-no-address = { $person } のメールアドレスがないため、{ $about } のお知らせを作れません。電話など、ほかの方法でお知らせください。
turn-mail-refused = メールサーバーが { $person } へのお知らせを受け付けません。アドレスを確かめてください: { $path }
turn-mail-sent = { $about } のお知らせを { $person } へ送りました: { $path }
turn-mail-written = { $about } についての { $person } へのお知らせを { $path } に書きました。送ってはいません。
key-notify-none = お知らせが必要な新しい鍵はありません。
key-mail-address-unfit = { $person } のメールアドレスは形が正しくないため、鍵 { $key } のお知らせを作れません。
key-mail-before = 鍵 { $key } についての { $person } へのお知らせは、すでにあります: { $path }
key-mail-no-address = { $person } のメールアドレスがないため、鍵 { $key } のお知らせを作れません。電話など、ほかの方法でお知らせください。
key-mail-refused = メールサーバーが { $person } へのお知らせを受け付けません。アドレスを確かめてください: { $path }
key-mail-sent = 鍵 { $key } のお知らせを { $person } へ送りました: { $path }
key-mail-written = 鍵 { $key } についての { $person } へのお知らせを { $path } に書きました。送ってはいません。
key-proved = 鍵が手元にあることの証明を { $path } に書きました。公開鍵（.pub）と一緒に、システム管理者に渡してください。
leave-carries = ご注意: 許可 { $permit } の運搬者に { $person } がいます。
leave-erases = ご注意: 許可 { $permit } の消去者は { $person } です。
leave-holds = ご注意: { $person } が媒体 { $medium }（許可 { $permit }）を持っています。本人が渡せるのは離任の前だけです。
leave-receives = ご注意: 許可 { $permit } の受領者に { $person } がいます。
leave-requests = ご注意: 許可 { $permit } は { $person } の申請です。変更と取下げができるのは本人だけです。
title-dispatched = 派遣
title-employed = 雇用
title-seconded = 出向
title-self-employed = 個人事業主
title-subcontract = 再委託
contradictions-none = 食い違いはありません。
contradictions-sheet = 食い違い
contradiction-reason = 二つの会社の名簿に載っているため
contradiction-status-answered = 雇用主が回答済み
contradiction-status-open = 未回答
contradiction-claimed-by-another = 別の組織の従事者として申し込まれました
    .next = 雇用主の代表者が本人に確かめ、自社の従事者であれば副署し直します: { $command }
contradiction-employer-stated-otherwise = 本人が別の雇用主を申告しました
    .next = 雇用主の代表者が本人に確かめ、自社の従事者であれば副署し直します: { $command }
contradiction-two-employers = 同じメールアドレスで、二つの雇用主に登録されています
    .next = 本人に確かめ、前の雇用主での登録を、システム管理者が離任で終えます: { $command }
contradiction-deputy-elsewhere = 別の組織の方の代わりに役割を持っています
    .next = システム管理者が、この役割を外します: { $command }
contradiction-foreign-domain = メールアドレスが、雇用主ではない組織のものです
    .next = 本人と雇用主に確かめます。アドレスの誤りなら、システム管理者が直します（sekisho person amend { $person } --mail <正しいアドレス>）。雇用主の方がこのドメインを使うと両方の組織が認めているなら、そう登録します: { $command }
contradiction-two-rosters = 同じメールアドレスで、二つの会社の名簿に同時に載っています
    .next = 本人に確かめ、前の名簿から外します: { $command }
contradiction-employment-missing = 名簿に載っていますが、雇用の申告か雇用主の副署がありません
    .next = 申告は本人が、副署は雇用主の代表者がします: { $command }
contradiction-employment-lapsed = 名簿に載っていますが、雇用の申告の期限が過ぎています
    .next = 本人が申告し直し、雇用主の代表者が副署します（sekisho person confirm { $person }）: { $command }
contradiction-training-missing = 名簿に載っていますが、研修を受けていません
    .next = 研修を修了した後で、情報セキュリティ管理者かシステム管理者が記録します: { $command }
contradiction-training-lapsed = 名簿に載っていますが、研修の期限が過ぎています
    .next = もう一度修了した後で、情報セキュリティ管理者かシステム管理者が記録します: { $command }
said-address = { $person } のメールアドレスの登録
said-claimed = { $person } を { $party } の従事者とする申込みか申告（拒否されました）
said-course = 研修 { $course } の登録
said-domain = ドメイン { $domain } は { $party } のもの
said-on-roster = { $person } は { $number } の名簿に載っている
said-passed = { $person } の { $course } の修了（{ $until } まで）
said-registered = { $person } の雇用主は { $party }
said-stands-in = { $person } は { $of } の代わり（{ $role }）
said-stated = { $person } の申告: 雇用主は { $party }（{ $until } まで）
said-where = （記録 #{ $record }、{ $author }、{ $at }）
list-empty = 該当するものはありません。
log-exported = 記録 { $entries } 件を { $path } に書きました。
medium-seen = 最後の確認: { $time }
minutes = { $minutes } 分
occurred-at = 発生 { $time }
presence-attested-by-phone = 電話で確認
presence-verified-by-device = 端末が確認
presence-verified-by-owner = 持ち主が確認
proof-written = 記録の証明を { $path } に書きました。検査: sekisho verify --proof { $path } --entry { $leaf }
rebuild-differed = 記録 { $entries } 件から作り直しました。それまでの索引は記録と違っていたため、置き換えました。
rebuild-same = 記録 { $entries } 件から作り直しました。それまでの索引と同じでした。
stock-complete = 台帳でこの場所にある媒体は、すべて確認されました。
stock-missed = 確認できなかった媒体: { $media }。もう一度探し、見つかったときは sekisho medium found <媒体番号> --serial <製造番号> です。

waiting-for-record = 別の実行がこの記録を使っています（{ $path }）。終わるのを待っています。

## 事案

incident-box-opened = 読めるか: 開封許可が出ています（{ $openings }）。開封先では、消去が報告されるまで読めるものとして扱います。
incident-box-unreadable = 読めるか: 記録の上では読めません。封緘済みで、開封許可は一度も出ていません（封緘端末が正しく、金庫が記録どおりに動いたことが前提です）。
incident-closed = 終わった日時: { $time }
incident-conclusion = 結論: { $conclusion }
incident-content-unknown = 媒体 { $media } は、どの許可にも載っていません。何が入っていたかは、記録からは分かりません。
incident-erased-reported = 読まれた可能性: 消去の報告があります。報告であり、証明ではありません。消去の前に読まれた可能性は残ります。
incident-final-report = 確報の期限: { $date }（知った日を一日目とした三十日目）
incident-final-report-wrongful = 不正の目的のおそれがある場合の確報の期限: { $date }（六十日目）
incident-first-report = 速報の目安: { $date }（三日。できるだけ速やかに）
incident-first-report-last = 速報の目安の終わり: { $date }（五日）
incident-head = 事案 { $incident }
incident-holder = 最後の保持者: { $medium } { $holder }
incident-key-destroyed = 開封鍵は破棄済みです（水準 { $level }）。新たに開けることはできません。
incident-key-lives = 開封鍵はまだ金庫にあります。紛失を報告すると破棄されます。
incident-key-ordered = 開封鍵の破棄を指示しました。金庫の確認はまだです。
incident-not-enforced = 読まれた可能性: 暗号による強制なし。読まれうるものとして対応してください。申告された製品: { $product }
incident-original = 原本は消えません。
incident-readable-unknown = 読まれた可能性: 記録からは分かりません。所在と内容を確かめてください。
incident-people = 対象人数（許可に書かれた数）: { $people }
incident-permit = 許可: { $permit }
station-age = 標準のage用の識別子です（age-plugin-sekishoが必要）。これによる開封は「管理外」と記録されます。

## 検査

verify-bad = 問題があります。上の行を確かめてください。
verify-count = 出来事は { $events } 件、記録は { $entries } 件で、数が合いません。
verify-events = 出来事を検査しました: 本人の署名 { $person } 件、自動 { $server } 件、不可 { $refused } 件
verify-local = 庁内規程: { $acts } 件の行為を、その時の規程にもう一度照らしました
verify-local-unseen = 庁内規程: 規程の文がここにないため、断った記録はそのまま認めました（照らすには: --rules <フォルダー>）
verify-failed = 検査に通りませんでした: { $why }
verify-log = 記録 { $entries } 件、タイル { $tiles } 枚の署名とハッシュを検査しました。
verify-no-events = 出来事の本文は検査していません。手元にないか、封筒の鍵が分からないためです。
verify-ok = 検査した範囲で、問題は見つかりませんでした。
verify-other-history = このログは、受領証が出たときのログの続きではありません（別の経過に差し替えられています）。
verify-proof-ok = 記録 { $index } は、{ $entries } 件の記録に含まれています。
verify-texts = 名前や文章 { $texts } 件が、署名されたものと違います。
verify-trusted-given = 使った鍵: コマンドで指定された鍵
verify-trusted-own = 使った鍵: この記録自身の鍵。記録が自らと矛盾しないことだけが分かります。別に受け取った鍵で確かめるには --vkey です。

## 開設

init-cabinet = 媒体を保管する保管庫の名前
init-cabinet-flag = --cabinet
init-cabinet-name = 媒体保管庫
init-cast = 持出しに要る最小の顔ぶれは四人です。
      1  情報セキュリティ管理者。媒体管理者を兼ねます。最初のシステム管理者でもかまいません。
           sekisho person role O-1 security_manager
           sekisho person role O-1 media_keeper
      2  決裁者（課長など）
           sekisho person role O-2 approver
      3  申請者。運搬者を兼ねます。役割は要りません。
      4  もう一人の運搬者。役割は要りません。
init-closing = 退庁時刻（この時刻に、戻っていない媒体を一覧にします）
init-closing-flag = --closing
init-code = 組織の符号（英数字 32 文字まで）
init-code-flag = --code
init-done = 記録を { $dir } に開設しました。
    署名の鍵: { $key }
    記録の検査鍵: { $vkey }
    検査鍵は、記録とは別の場所に控えてください。記録の複製には { $dir } 全体が要ります。
init-key = あなたの署名の鍵のファイル（なければ作ります）
init-key-flag = --key
init-mail = あなたのメールアドレス（なければ空のまま）
init-mail-flag = --mail
init-name = あなたの氏名（最初のシステム管理者）
init-name-flag = --name
init-next = 次にすること（番号と名前は例です）:
      export SEKISHO_DIR={ $dir } SEKISHO_AS=O-1 SEKISHO_KEY={ $key }
      sekisho person add O-2 --name <氏名> --employer <組織の符号>
      sekisho key new o-2                                  鍵は本人が作ります
      sekisho key prove o-2 --person O-2                   鍵が手元にあることを示します
      sekisho key enroll O-2 --public o-2.pub              システム管理者が登録します
      sekisho person role O-2 approver
      sekisho place add SITE-1 --name <作業場所> --kind site
      sekisho medium add USB-001 --product <製品名> --serial <製造番号> --home CAB-1
      sekisho medium import <台帳ファイル> --home CAB-1        今の台帳から取り込むとき
      sekisho permit request --help
init-office = 団体の名称
init-office-flag = --office

## 期限超過の知らせ

mail-address-unfit = { $person } のメールアドレスの形が正しくないため、許可 { $permit } の知らせを書けません。
mail-before = 許可 { $permit } の { $person } への知らせは、すでにあります: { $path }
mail-desk = 情報セキュリティ担当
mail-no-address = { $person } のメールアドレスがないため、許可 { $permit } の知らせを書けません。電話などで知らせてください。
mail-refused = メールサーバーが { $person } への知らせを受け付けません。アドレスを確かめてください: { $path }
mail-sent = 許可 { $permit } の知らせを { $person } に送りました: { $path }
mail-written = 許可 { $permit } の { $person } への知らせを { $path } に書きました。送ってはいません。

## 書類

paper-cause-lost = 紛失
paper-cause-missing = 所在不明
paper-cause-not-at-stock-take = 棚卸しで不在
paper-cause-stolen = 盗難
paper-decider = 決裁者
paper-people-in-all = 全体の対象人数
paper-report-final-report = 確報（三十日目）
paper-report-final-report-wrongful = 確報（不正の目的のおそれ、六十日目）
paper-report-first-report = 速報の目安（三日）
paper-report-first-report-last = 速報の目安の終わり（五日）
paper-report-to = 個人情報保護委員会
paper-written = { $path } に書きました（{ $lines } 行）。
policy-case-differs = 違います
policy-case-holds = よし
policy-case-said = 期待: { $expected }  結果: { $said }
policy-change-allows = 認めていた
policy-change-other-rule = 別の規程
policy-change-recorded-otherwise = 記録と違う
policy-change-refuses = 断っていた
policy-compared = これまでの行為 { $asked } 件を両方の規程に照らしました。違いは { $changes } 件です。
policy-differs = 採用された規程（{ $adopted }）の文が、採用されたときのままでは、ここにありません。元に戻すまで、行為を判断できません: sekisho policy use <採用したときの規程>
policy-in-force = この規程が採用されています: { $set }
policy-broken = 規程 { $id } を計算できませんでした。計算できないときは、断ります。
policy-broken-next = 庁内規程の担当の方に、規程 { $id } を直してもらってください: sekisho policy check、sekisho policy show
policy-no-rules = 庁内規程はありません。固定ルールだけです。付属の規程を読むには: sekisho policy show small-town
policy-not-in-force = この規程は採用されていません: { $set }
policy-one-rule =
    { $clause }（{ $id }）
      断るとき: { $why }
      次にすること: { $next }
policy-set = 規程のハッシュ: { $set }
policy-waiting = { $people } が提案し、まだ採用されていない規程: { $set }
policy-no-objection = 異議なし
policy-restored = 採用済みの規程（{ $set }）のファイルを元に戻しました。
policy-rule-annotation = 規程に書けない注釈です: { $what }
policy-rule-file = ファイルの名前に、使えない文字があります: { $what }
policy-rule-id = 規程の名前（@id）がないか、使えません: { $what }
policy-rule-id-twice = 同じ名前の規程が二つあります: { $what }
policy-rule-syntax = 書き方の誤り: { $what }
policy-rule-template = ひな形（template）は使えません: { $what }
policy-rule-word = 使えない言葉: { $what }
policy-rule-words = この注釈が要ります（一行、300字まで）: { $what }
policy-rule-yes = 庁内規程は「しない」だけを定めます。条件付きの permit は書けません: 規程 { $what }
policy-sound = { $from }: 誤りはありません。規程は { $rules } 件です。
policy-tried = { $cases } 件の事例は、すべて期待どおりです（違い { $wrong } 件）。
policy-tried-wrong = { $cases } 件の事例のうち { $wrong } 件が、期待と違います。
policy-unsound = この規程は採用できません。

## 媒体の台帳の取込み（画面）

column-cell = セル
column-change = 違い
column-problem = 内容
column-severity = 区分
column-work = 業務
import-done = 媒体 { $rows } 個を台帳に登録しました { $numbers }。うち所在不明 { $absent } 個。登録済み { $known } 個はそのまま、取り込まなかった行は { $left } 行です。
import-fit = 取り込めます: 新規 { $rows } 個（うち所在不明 { $absent } 個）、取り込まない行 { $left } 行、登録済み { $known } 個、注意 { $warnings } 件、お知らせ { $notices } 件
import-left-out = 取り込まない列: { $columns }
import-nothing-new = 新しい媒体はありません。登録済み { $known } 個はそのまま、取り込まなかった行は { $left } 行です。
import-unfit = 取り込めません: 誤り { $errors } 件、注意 { $warnings } 件。何も登録していません。誤りを直して、もう一度実行してください。
severity-error = 誤り
severity-notice = お知らせ
severity-warning = 注意

## デモ（すべて架空です）

demo-alarms = ひとりでに起きたこと:
demo-all-fields = 全員分、全項目を求める
demo-alone = 一人に渡す
demo-answer = 応答: { $answer }（{ $groups } 組）
demo-answered = 電話で応答を伝える
demo-approve-chief = 課長が承認
demo-approve-security = 情報セキュリティ管理者が承認
demo-approves-himself = 申請者が自分で承認
demo-asks = 全員分、全項目を申請
demo-back-first = 運搬者一が受領
demo-back-hand = 作業場所から運搬者へ
demo-back-second = 運搬者二が受領
demo-backup = 申請にない控えの媒体を渡す
demo-by-others = ほかの道具で: 署名 { $acts } 件とログを確かめる行が { $path } にあります。
demo-cannot-stop = 止められないもの: 画面の撮影、開いてよい人の書き写し、開いた後の流用。
demo-cards = 入館証を自社分として申請
demo-challenge = 質問: { $characters } 文字（文字またはQR）
demo-city = 関守市（架空）
demo-close-lost = 紛失した媒体を返却とする
demo-closed = 許可を終了
demo-closing = { $steps } 手順: 済み { $done }、不可 { $refused }、できない { $failed }、未実装 { $open }、未試行 { $untried }、想定外 { $wrong } · { $seconds } 秒 · { $folder }
demo-content = { $name }: { $rows } 行、{ $fields }
demo-counted = 数えた行 { $rows }、承認 { $people }。箱 { $size }。
demo-document = 二人が署名した文書: { $document }…
demo-done = 済み
demo-erased = 作業場所で消去（立会者あり）
demo-erased-how = { $files } ファイルを上書きして削除。フラッシュメモリでは証明できません
demo-export = 許可証を封緘端末へ
demo-facts = 作業場所の報告 { $facts } 件が媒体で届きました
demo-failed = できない
demo-finder = 拾った人: age -d box.age
demo-frozen = 停止中に先へ渡す
demo-hand = 媒体管理者が運搬者二名へ渡す
demo-hands = { $people } 人で { $actions } 手順。不可 { $refused }、警報 { $alarms }。
demo-head = 関所 Sekisho: 個人データの持出しの、許可と受渡しと消去の記録。
    架空データ · 関守市 · 種 { $seed } · 通信なし · 書き出し先 { $folder }
    町  住民 { $residents } · 住民税 { $tax } · 給付 { $benefits } · 口座 { $accounts } 件  { $seconds } 秒
demo-home = 保管庫へ返す
demo-key-gone = 開封鍵は { $time } に金庫が消しました。確実さ { $level }: { $sentence }。
demo-key-there = 開封鍵の消去は、まだ金庫が確認していません。
demo-lost = 紛失を報告
demo-mayor = 02:31 に首長が尋ねます。答えは記録だけから、{ $seconds } 秒で出ます:
demo-mayor-opening = 開封 { $opening } 回目: { $time }、端末 { $device }、立会 { $persons }。この写しの消去は未確認です（消去未確認）。
demo-mayor-opening-erased = 開封 { $opening } 回目: { $time }、端末 { $device }、立会 { $persons }。消去の報告があります（報告であり、証明ではありません）。
demo-mayor-original = 元のデータは
demo-mayor-readable = 読めるか
demo-mayor-report = 報告の期限は
demo-mayor-report-answer = 速報の目安 { $first }、確報 { $final }（令和5年4月以後の規則で数えた場合）
demo-mayor-stick = 媒体: いいえ。端末でも役所でも、もう開けません。
demo-mayor-stick-open = 媒体: 読まれうるものとして対応してください。
demo-mayor-unopened = 開封の記録はありません。
demo-mayor-what = 何が入っていたか
demo-mayor-what-answer = { $people } 人分、{ $data }（許可の記載）
demo-name-C-1 = 中川 健（架空）
demo-name-CALL = 架空コールセンター株式会社
demo-name-O-1 = 青木 実（架空）
demo-name-O-2 = 井上 真（架空）
demo-name-O-3 = 上田 恵（架空）
demo-name-O-4 = 遠藤 光（架空）
demo-name-PRIME = 架空受託株式会社
demo-name-S-1 = 小林 薫（架空）
demo-name-S-2 = 佐々木 直（架空）
demo-name-SUITA = 架空コールセンター
demo-name-W-1 = 木村 歩（架空）
demo-name-SUB = 架空二次株式会社
demo-name-DEEP = 架空三次株式会社
demo-name-O-5 = 大野 誠（架空）
demo-name-P-2 = 工藤 薫（架空）
demo-name-P-3 = 近藤 薫（架空）
demo-name-P-4 = 斎藤 薫（架空）
demo-name-P-5 = 清水 薫（架空）
demo-name-P-6 = 杉山 薫（架空）
demo-name-P-7 = 関 薫（架空）
demo-name-P-8 = 曽根 薫（架空）
demo-name-P-9 = 高田 薫（架空）
demo-name-contract = 給付金支給事務（架空）
demo-name-purpose = 給付の照会に対象か否かを答える
demo-name-residents = 住民（架空）
demo-name-worker = 従業者 { $number }（架空）
demo-next-steps = 不可のときは、次にすることも示します:
demo-no-approval = 承認前に渡す
demo-not-built = 未実装
demo-not-verified = 記録 { $entries } 件の検査に通りませんでした。
demo-opened = 作業場所で開封（通信なし、二名）
demo-order-tier-2 = 承認のない再委託先へ発注
demo-own-stick = 私物の媒体で一人で運ぶと申請
demo-part-1 = 1  当時のとおり    「未実装」のほかは、実際のコマンドで試します
demo-part-2 = 2  正しい持出し    同じ午後、同じ仕事
demo-part-3 = 3  かばんの紛失    一週間後の同じ晩、別の結末: だれも消去しません
demo-part-4 = 4  確かめてください
demo-password = パスワードは存在しません
demo-press = 報道の問い「パスワードは何桁か」: 存在しないので、答えようがありません。
demo-read-back = 媒体から読み戻して一致。
demo-read-back-differs = 媒体から読み戻して不一致。
demo-receipt = 封緘の受領書を記録
demo-receive-first = 運搬者一が受領
demo-receive-second = 運搬者二が受領
demo-request = 対象か否かだけを申請
demo-seal = 端末で封緘（立会者あり）
demo-seal-early = 承認前に封緘しようとする
demo-sealed = { $read } を読み、{ $columns } 列のうち { $kept } 列を残しました。{ $seconds } 秒
demo-site-hand = 作業場所で渡す
demo-site-receive = 作業場所で受領
demo-stored = 媒体管理者が受領
demo-sync = 媒体の報告を記録に取り込む
demo-take = 承認前に受け取る
demo-thief-calls = 盗んだ人が電話で応答を求める
demo-thief-clock = 盗んだ人が端末の時計を戻す
demo-thief-late = 盗んだ人が零時を過ぎて端末で開く
demo-thief-replays = 端末と鍵を盗んだ人が前の応答を使う
demo-unexpected = 想定外
demo-untried = 未試行
demo-verified = 記録 { $entries } 件（不可も含みます）を、ファイルだけから検査し、問題は見つかりませんでした。
demo-withdraw = 申請者が取下げ
demo-wrong = 想定と違う手順が { $wrong } あります。印の付いた行を見てください。

## 事案の再現

replay-answer-differs = 答えの { $where } は { $found } です（{ $wanted } のはず）
replay-answered = 実際の答え: { $answer }
replay-cannot-be-seen = 止められず、見ることもできません: { $what }
replay-counted = { $case }: 記載どおり { $passed } 件、記載と違う { $failed } 件、未対応の判定 { $open } 件。
replay-counted-all = { $cases } 事案: 記載どおり { $passed } 件、記載と違う { $failed } 件、未対応の判定 { $open } 件。
replay-counted-over = { $name } は { $most } のはずが { $found } です
replay-counted-people = 人は { $persons } 人、現場の人の操作は { $actions } 回、断られた試みは { $refusals } 件。
replay-failed = 記載と違う
replay-kept = 記録は { $path } に残しました。
replay-line = 試した行: { $line }
replay-not-verified = 最後の記録に食い違いがあります（sekisho verify）。
replay-open = 未対応: { $verdict }
replay-passed = 記載どおり
replay-source-counted = 出典と答えが違う手順が { $count } 件あります（上に理由）。
replay-source-expects = 出典では { $verdict } です: { $why }
replay-unfit-after = `after` の手順がありません
replay-unfit-barred = `{ $command }` は、再現では動かしません
replay-unfit-bytes = UTF-8 の文字ではないバイトがあります
replay-unfit-capability = 「{ $given }」は機能の番号ではありません（C01 から C30）
replay-unfit-code = 事案の番号「{ $given }」に使えるのは、英数字とハイフンだけです
replay-unfit-limit = 止められないことには、試す `acts` か `cannot_be_seen = true` の、どちらか一つを書きます
replay-unfit-limit-stopped = 止められないこととして試すなら、見込みは PERMIT だけです（「{ $given }」ではなく）
replay-unfit-line = sekisho の行として読めません
replay-unfit-line-empty = 行が空です
replay-unfit-locked = LOCKED には、なぜ開かないかの規則か `fault` が要ります
replay-unfit-meanwhile = 待つ間の手続の間に、さらに何かを行うことはできません
replay-unfit-meanwhile-after = `after` は待つ間の手続に書き、事案のフォルダのファイル（{"{dir}/…"}）を指します
replay-unfit-meanwhile-locked = 同時に行う二つの手続では、LOCKED の理由を規則ではなく `fault` に書きます
replay-unfit-missing-field = `{ $field }` がありません
replay-unfit-name = 「{ $given }」は使えません。フォルダを含まない、ふつうの名前を書きます
replay-unfit-no-steps = 手順（`steps`）が一つもありません
replay-unfit-number = 手順「{ $given }」は既にあります。同じ番号は一度だけ使えます
replay-unfit-org = 組織「{ $given }」は、これより前の `orgs` にありません
replay-unfit-path = 「{ $given }」は使えません。事案の道筋は { $folder }/ で始まり、その中にとどまります
replay-unfit-person = 「{ $given }」という人は `persons` にいません
replay-unfit-pointer = 「{ $given }」は JSON ポインターではありません（/ で始まります）
replay-unfit-quote = 引用符が閉じていません
replay-unfit-sample = { $bytes } バイトより大きいファイルは作りません
replay-unfit-samples = 一つの事案のファイルは、合わせて { $bytes } バイトまでです
replay-unfit-step-empty = 手順 { $step } に、試すこと（`acts`）も未対応の判定（`open`）もありません
replay-unfit-syntax = TOML として読めません
replay-unfit-time = 「{ $given }」は時刻ではありません（2026-04-01T10:00 のように書きます）
replay-unfit-time-backwards = 「{ $given }」は、前の時刻より前です
replay-unfit-type = 値の種類が違います
replay-unfit-unknown-field = `{ $field }` という項目はありません
replay-unfit-verdict = 「{ $given }」は判定として読めません（PERMIT、REFUSE R-…、HOLD、LOCKED、ALERT A-…、DETECT A-…）
replay-would-not-stop = 止められず、何も知らせずに通ります: { $what }

## エラー

fault-answer-late = { $minutes } 分以内に { $path } に応答が来ませんでした。
    .advice = もう一度照会してください: sekisho open <フォルダー>

fault-answer-mistyped = 応答の数字が違います。6桁の数字が8組です。
    .advice = 組ごとに誤りが分かります。違う組をもう一度聞いてください。

fault-attached-signature = 操作の中の署名（端末・立会者・在室者・金庫のどれか）が合いません。
    .advice = 正しい鍵で、その端末から、ファイルを作り直してください。

fault-broken = 処理を終えられませんでした。
    .advice = ファイルの置き場所と権限を確かめ、記録の状態を見てください: sekisho doctor
fault-busy = ほかの方が記録に書いています。何も変わっていません。
    .advice = 少し待って、もう一度実行してください。続くときは sekisho doctor です。
fault-capacity-unfit = 容量 { $capacity } が読めません。
    .advice = 16GB、512MB のように書いてください: sekisho medium add <媒体番号> --capacity 16GB
fault-challenge-mistyped = 照会の数字が違います。6桁の数字が4組です。
    .advice = 組ごとに誤りが分かります。もう一度読んでもらってください。

fault-challenge-unfit = これは端末の照会ではありません。
    .advice = 画面かファイルの文字をすべて使ってください: sekisho release --file <照会>

fault-challenge-unknown = この照会に当たる持出し中の許可と端末がありません。
    .advice = 許可がまだ有効か: sekisho permit list。端末が登録されているか: sekisho device list

fault-clock-not-for-trying = この記録では、時刻を指定できません。
    .advice = --at を外してください。時刻を指定できるのは、名前が .invalid で終わる試用の記録だけです。
fault-confine-core-dumps = この機械は、メモリーの内容を異常終了時のファイルに書く設定です。
    .advice = 管理者が無効にしてください: ulimit -c 0

fault-confine-hibernation = この機械は、メモリー全体をディスクに書くことがあります（休止状態）。
    .advice = 管理者が休止状態を禁止してください。

fault-confine-memory-lock = メモリーを固定できません。
    .advice = 管理者が上限を上げてください: ulimit -l

fault-confine-swap = この機械は、メモリーの内容を暗号化せずディスクに書くことがあります（スワップ）。
    .advice = 無効にする（swapoff -a）か暗号化してください。承知で続けるとき: sekisho seal box <許可ファイル> --allow-swap --to <フォルダー>

fault-cp932-only-csv = CP932 で書けるのは CSV だけです: { $path }
    .advice = 書き出すファイルの名前を .csv で終えるか、--cp932 を外してください。
fault-data-unfit = データの書き方 { $data } が読めません。
    .advice = <データ>:<項目>,<項目>:<件数> のように書いてください: --data residents:code,eligible:460517
fault-dataset-unfit = データの符号「{ $dataset }」は使えません。符号は、英数字と - . _ の 32 文字までの短い名前です。
    .advice = 住民なら residents のように、英字の符号を決めて書いてください: --data residents:氏名,住所:120。項目は日本語で書けます。
fault-demo-folder = { $path } には、デモのほかのファイルがあります。
    .advice = 別の場所を指定してください: sekisho demo --out <ディレクトリ>
fault-enrollment-unfit = { $path } は、端末が書き出した登録ファイルではありません。
    .advice = 端末で書き出してください: sekisho station init <フォルダー> --device <端末> --out <ファイル>

fault-erase-copy-unfit = { $copy } を読み取れません。
    .advice = <番号>=<フォルダー> と書いてください: --copy W-1=work

fault-erase-faulty = { $path } の媒体は、書いた内容を保持しません。証明書は出せません。
    .advice = 物理的に破壊し、報告してください: sekisho erase report <許可番号> --method destroyed

fault-erase-file = { $path } を上書きできませんでした。
    .advice = まだ残っています。使用中でないかを確かめ、もう一度実行してください。

fault-erase-in-use = { $path } は使用中です。何も上書きしていません。
    .advice = 先に取り外してください: umount <フォルダー>

fault-erase-interrupted = { $path } の上書きは途中で止まりました。完了していません。
    .advice = 最初からやり直してください: sekisho erase medium <装置> <許可番号> --yes

fault-erase-no-medium = { $path } は媒体全体ではありません。
    .advice = パーティションやフォルダーでなく、媒体全体（/dev/sdx）を指定してください。

fault-erase-other-medium = これは媒体 { $medium } ではありません。製造番号は { $seen }、台帳では { $serial } です。何も上書きしていません。
    .advice = 媒体をもう一度確かめてください: sekisho medium show { $medium }

fault-erase-own-witness = 立会者は、消去する本人以外の方です。
    .advice = 別の方を立会者にしてください: sekisho erase box <フォルダー> --witness <立会者>

fault-erase-read-only = { $path } は書込み禁止です。何も上書きしていません。
    .advice = 書込み禁止を解除して、もう一度実行してください。

fault-erase-yes = { $path }（{ $medium }）の内容をすべて上書きします。
    .advice = 正しい媒体かもう一度確かめ、--yes を付けてください。

fault-facts-differ = 署名した内容は、今の記録と違います。
    .advice = 記録がその後に変わりました。今の内容を確かめ、もう一度署名してください: sekisho permit show <許可番号>
fault-field-class-unfit = { $word } は「項目:区分」の形ではありません。
    .advice = 区分は class1 class2 class3a class3b class3c sensitive account address_protected です。例: --field name:class3b

fault-field-missing = { $flag } がありません。
    .advice = { $flag } を書き足してください。使い方は --help で見られます。
fault-file-present = ファイル { $path } は、すでにあります。
    .advice = 別の名前を指定してください。既存のファイルには書きません。
fault-no-station = このフォルダーは端末ではないか、作成が途中で止まっています。
    .advice = 作成してください: sekisho station init <フォルダー> --device <端末> --owner-key <鍵> --out <ファイル>

fault-no-vault = この記録には金庫がありません。
    .advice = 管理者が一度だけ作ります: sekisho vault init --as <管理者> --key <鍵>

fault-open-broken = 何も取り出していません。
    .advice = 詳細を見て、もう一度実行してください。

fault-open-damaged = 封緘箱が壊れています。何も取り出していません。
    .advice = データの持ち主に連絡し、予備の複製があれば使ってください。

fault-open-forgotten = この照会は無効になりました（10分経過、または応答を5回まちがえました）。
    .advice = もう一度照会してください: sekisho open <フォルダー>

fault-open-late = 許可は { $until } に終わりました。封緘箱はもう開きません。
    .advice = 媒体を持ち帰ってください。原本は消えません。

fault-open-no-key = この端末には、この許可の鍵がもうありません。
    .advice = 許可が終わったか、ここで消去されています。データの持ち主に確認してください。

fault-open-not-named = { $person } さんは、この許可で開封できません。
    .advice = 開封できる方: sekisho permit show <許可番号>

fault-open-not-yet = 許可の開始は { $from } です。
    .advice = それまでお待ちください。

fault-open-presence = それぞれご自分の鍵を持つ、別の二名が必要です。
    .advice = 二人目を指定してください: sekisho open <フォルダー> --second <二人目> --second-key <鍵>

fault-open-wrong-code = 応答がこの封緘箱に合いません。
    .advice = 打ち間違いか、別の箱・別の照会への応答です。もう一度照会してください: sekisho open <フォルダー>

fault-open-wrong-device = この封緘箱は、この端末用ではありません。
    .advice = 許可にある端末で開封してください: sekisho permit show <許可番号>

fault-open-wrong-permit = この封緘箱は、別の許可か、変更前の許可で封緘されています。
    .advice = 今の許可で封緘し直してください: sekisho seal box <許可ファイル> --replace --to <フォルダー>

fault-origin-unfit = 記録の名前「{ $origin }」は使えません。
    .advice = 空白と + のない名前にしてください（例: city.example.jp/sekisho）。
fault-domain-unfit = { $domain } はメールドメインとして使えません。
    .advice = アドレスの @ より後ろを書いてください（例: city.example）。日本語のドメインは、xn-- で始まる形で書いてください。
fault-file-not-written = { $why ->
        [absent] ファイル { $path } に書けません。その場所がありません。
        [directory] { $path } はディレクトリなので、書けません。
        [full] ファイル { $path } に書けません。空き容量がありません。
        [permission] ファイル { $path } に書く権限がありません。
        [read-only] ファイル { $path } に書けません。書込みのできない場所です。
       *[other] ファイル { $path } に書けません。
    }
    .advice = 書き出す場所、空き容量、権限を確かめてください。
fault-file-too-large = ファイル { $path } は大きすぎます。上限は { $limit } MB です。
    .advice = 台帳のファイルかどうか、確かめてください。大きな台帳は分けてください。
fault-file-unreadable = { $why ->
        [absent] ファイル { $path } がありません。
        [directory] { $path } はディレクトリです。ファイルを指定してください。
        [permission] ファイル { $path } を読む権限がありません。
       *[other] ファイル { $path } を読めません。
    }
    .advice = 場所と、読む権限を確かめてください。
fault-fingerprint-of-whom = 誰を調べるかが足りません。
    .advice = 番号か、名前と生年月日: sekisho fingerprint find --code <番号> --reference <受付番号>
fault-fingerprint-unfit = 照合値の指定 { $word } を読めません。
    .advice = 次の形です: --fingerprint residents:code=宛名番号 または --fingerprint residents:name-birth=氏名,生年月日
fault-fingerprints-none = 照合値がありません。
    .advice = 照合値は、許可の申請に --fingerprint を付け、封緘の受領書とともに記録に入れると残ります: sekisho seal record <受領書> --fingerprints <ファイル>
fault-fingerprints-on-medium = 照合値を媒体に置くことはできません: { $path }
    .advice = 持ち主のところに置いてください: sekisho seal box <許可ファイル> --fingerprints <ファイル> --to <媒体>
fault-fingerprints-unfit = { $path } は、この封緘の照合値のファイルではありません。
    .advice = 封緘のとき書かれたファイルを指定してください: sekisho seal record <受領書> --fingerprints <ファイル>
fault-form-unknown = ファイル { $path } の形式が分かりません。使える形式は { $forms } です。
    .advice = ファイルの名前の終わりを { $forms } のどれかにしてください。
fault-id-unfit = { $id } は番号や符号として使えません。
    .advice = 番号や符号は、英数字と - . _ の 32 文字までの短い名前です（例: residents、CAB-1）。許可は P-0001、事案は I-0001 のように書きます。
fault-import-not-prepared = 取込みでは、署名する文を別の機械に渡せません。
    .advice = --prepare を外し、--key で署名してください。
fault-import-overtaken = 取込みの途中で、ほかの方が記録を変えました: { $why }
    .advice = もう一度実行してください。登録済みの行はそのままです。
fault-import-stopped = 取込みは { $all } 行のうち { $done } 行で止まりました。そこまでは登録済みです。
    .advice = 同じコマンドをもう一度実行すると、続きから取り込みます。
fault-key-malformed = 鍵 { $path } の形式が読めません。
    .advice = OpenSSH 形式の秘密鍵を指定してください。新しく作るときは sekisho key new <ファイル> です。
fault-key-not-enrolled = この鍵は、この記録に登録されていないか、失効しています。
    .advice = 登録を確かめてください: sekisho key list。登録はシステム管理者が行います: sekisho key enroll <従事者> --public <公開鍵>
fault-key-not-for-acts = { $application } のための鍵では、手続に署名できません。
    .advice = 鍵のファイル、ssh-keygen で作ったセキュリティキー、または署名用ページ（アドレスが「approve.」で始まるもの）で作ったパスキーで署名してください。
fault-key-refused = 鍵 { $path } は使えません。使えるのは OpenSSH 形式の Ed25519 の鍵です。
    .advice = 鍵の種類と、ファイルが最後まで写されているかを確かめてください。新しく作るときは sekisho key new <ファイル> です。
fault-key-synced = このパスキーは、ほかの端末に複製できます。この手続には、一つの端末から出ない鍵が必要です。
    .advice = 鍵のファイルかセキュリティキーで署名してください。どちらもないときは、本人が鍵のファイルを作ります: sekisho key prove <鍵> --person <従事者>。それを使って、システム管理者が登録します: sekisho key enroll <従事者> --public <公開鍵> --proof <証明>
fault-key-unreadable = 鍵 { $path } を開けません。
    .advice = --key の場所と、読む権限を確かめてください。
fault-ledger-mapping = 列の対応 { $part } が読めません。
    .advice = <見出し>=<項目> のように書いてください: --map 管理番号=number,型番=product
fault-less-unfit = { $word } を読み取れません。
    .advice = 次のように書きます。--yes-no residents:resident_no=code:460517（読み方は code、date、digits、text）、--yes-if residents:eligible=1、--mask residents:account=keep-last-4（all、keep-first-1 から 8、keep-last-1 から 8）、--only-in residents:resident_no=benefits、--without-protected residents:resident_no、--with-protected residents。データは、申請するものの符号です。
fault-list-cut-off = 一覧 { $path } は途中で切れています。
    .advice = 封緘箱からもう一度取り出してください: sekisho open <媒体> --out <ディレクトリ> --second <従事者> --second-key <鍵>
fault-list-edited = 一覧 { $path } か、その鍵は、封緘したときのものではありません。答えません。
    .advice = 封緘箱からもう一度取り出してください: sekisho open <媒体> --out <ディレクトリ> --second <従事者> --second-key <鍵>。直らなければ保有機関に知らせてください。
fault-list-field-empty = 項目 { $field } に、読み取れる値がありません。
    .advice = 値を入れて、もう一度尋ねてください。
fault-list-field-missing = 項目 { $field } の値がありません。
    .advice = 一覧の項目を見て: sekisho list show <一覧>。すべての値を渡してください: sekisho list ask <一覧> --is <項目>=<値>
fault-list-field-unknown = 項目 { $field } はこの一覧にないか、二度あります（項目: { $fields }）。
    .advice = 一覧の項目を一度ずつ書いてください: sekisho list ask <一覧> --is <項目>=<値>
fault-list-key-missing = 一覧の鍵がありません: { $path }
    .advice = 鍵は一覧と一緒に封緘箱から出ます。別に置いたときは、その場所を書いてください: sekisho list ask <一覧> --list-key <鍵>
fault-list-key-unfit = { $path } の鍵ではありません。
    .advice = 同じ封緘箱から出た鍵を使ってください: sekisho list ask <一覧> --list-key <鍵>
fault-list-unfit = { $path } は、はい・いいえの一覧ではありません。
    .advice = 開封した場所の .list で終わるファイルを選んでください: sekisho list ask <一覧>
fault-list-value-unfit = 項目=値 の形ではないものがあります。
    .advice = 一行に一つ、または --is で書いてください: sekisho list ask <一覧> --is <項目>=<値>
fault-mail-address = メールアドレス { $address } の形が正しくありません。
    .advice = 登録されたアドレスを確かめてください: sekisho person list
fault-mail-not-composed = メールを作れませんでした。
    .advice = 設定 sekisho.toml の mail を確かめてください。
fault-mail-not-configured = メールの設定が { $path } にありません。
    .advice = そのファイルの mail の節に、from（差出人）、host（サーバー）、port、phone（電話番号）を書いてください。
fault-key-mail-not-sent = 鍵のお知らせを { $host } のポート { $port } に送れませんでした。鍵の登録は、そのまま有効です。
    .advice = お知らせは { $path } にあります。設定とサーバーを確かめ、もう一度送ってください: sekisho key notify --send
fault-turn-mail-not-sent = 順番のお知らせを { $host } のポート { $port } に送れませんでした。記録は、そのまま有効です。
    .advice = お知らせは { $path } にあります。設定とサーバーを確かめ、もう一度送ってください: sekisho turn notify --send
fault-mail-not-sent = メールを { $host } のポート { $port } に送れませんでした。
    .advice = メールは { $path } にあります。設定とサーバーを確かめ、もう一度実行してください: sekisho custody overdue --send
fault-no-office = この記録は、まだ開設されていません。
    .advice = 開設してください: sekisho init
fault-medium-unknown = 媒体 { $medium } は台帳にありません。
    .advice = 台帳から選んでください: sekisho medium list。登録するときは sekisho medium add { $medium } --product <製品名> --serial <製造番号> --home <保管庫> です。
fault-no-record = { $path } に記録はありません。
    .advice = 場所を --dir か SEKISHO_DIR で指定してください。新しく始めるときは sekisho init です。
fault-not-built = この機能は、この版にはまだありません。
    .advice = 使えるものは sekisho --help で見られます。
fault-plan-file-unfit = { $path } は、計画のファイルとして読めません。
    .advice = 書き方は sekisho plan template で見られます。ずれた行は下の「詳細」にあります。
fault-not-found = { $what ->
        [checkpoint] { $which } に、検査の起点となるチェックポイントがありません。
        [entry] 記録 { $which } はありません。
        [file] ファイル { $which } を開けません。
        [incident] 事案 { $which } はありません。
        [medium] 媒体 { $which } は台帳にありません。
        [permit] 許可 { $which } はありません。
        [place] 場所 { $which } は登録されていません。
       *[other] { $which } は見つかりません。
    }
    .advice = { $what ->
        [checkpoint] 記録のディレクトリか、その中の log を指定してください: sekisho verify <ディレクトリ>
        [entry] 番号を確かめてください: sekisho log list
        [file] ファイルの場所と名前を確かめてください。
        [incident] 番号を確かめてください: sekisho incident list
        [medium] 番号を確かめてください: sekisho medium list
        [permit] 番号を確かめてください: sekisho permit list
        [place] 番号を確かめてください: sekisho place list
       *[other] 番号を確かめてください。
    }
fault-nothing-out = 持出し中の許可がありません。
    .advice = 許可の番号か媒体の番号を示してください: sekisho lost <許可番号>、または sekisho lost --medium <媒体番号>
fault-outbox-not-written = 報告を媒体に書けませんでした。
    .advice = 媒体に書けるか確かめてください。報告は端末に残っています。

fault-owner-key-unfit = これは記録の鍵ではありません。
    .advice = 持ち主から受け取った一行を、そのまま使ってください: sekisho log key

fault-permit-file-unfit = 許可ファイルが合いません。
    .advice = 記録からもう一度書き出してください: sekisho permit export <許可番号> --out <ファイル>

fault-permit-not-approved-yet = 許可 { $permit } はまだ承認されていません。
    .advice = 二名の承認が必要です: sekisho permit approve { $permit }

fault-permit-not-sealed = 許可 { $permit } は封緘する許可ではありません。
    .advice = 封緘に変えるとき: sekisho permit amend { $permit } --sealed --device <端末> --sealer <封緘者> --witness <立会者> --opener <開封者> --opener <開封者>

fault-qr-too-long = カメラで読むコードにするには長すぎます。
    .advice = ファイルを使ってください。

fault-receipt-unfit = { $path } は封緘受領書ではありません。
    .advice = sekisho seal box が書いたファイルを使ってください。

fault-receipt-unknown = 受領書 { $path } に当たる許可がありません。
    .advice = 許可がまだ有効か: sekisho permit list

fault-refused = 規則により認められません: { $reasons }
    .advice = 上の理由を見てください。

fault-replay-file-unfit = { $path }:{ $line }:{ $column }: { $problem }
    .advice = この行を直してください（まだ何も再現していません）。書き方は docs/spec/replay.md
fault-replay-folder = { $path } は既にあります。事案は新しいフォルダでだけ再現します。
    .advice = 別のフォルダを指定してください: sekisho replay <FILE> --keep <DIR>
fault-replay-not-prepared = { $path }: 手順の前の準備ができませんでした（{ $time }）: { $line }
    .advice = ファイルのこの行を直してください。プログラムの答えは下の「詳細」にあります。
fault-rewrap-broken = 宛先の付替えができませんでした。
    .advice = 媒体と許可ファイルを確かめ、もう一度実行してください。続くときは sekisho doctor を実行してください。
fault-rewrap-file-unfit = 付替えファイルが壊れているか、別の形式です。
    .advice = 封緘端末が書き出したファイルを、もう一度受け取ってください。
fault-rewrap-medium = { $path } の見出しを書き換えられなかったか、読み戻した内容が違いました。
    .advice = 媒体を差し直し、同じ命令をもう一度実行してください。途中で止まった書き換えも、それで直ります。
fault-rewrap-other-box = 媒体にある封緘箱は、この付替えファイルの対象ではありません。何も書き換えていません。
    .advice = 媒体の番号を確かめ、その媒体の付替えファイルを使ってください。
fault-rewrap-other-key = 鍵の半分が読めないか、二つがこの許可の鍵になりません。
    .advice = 一つ目と二つ目の両方が、同じ鍵のものかを確かめてください（ファイルの key の行）。
fault-rewrap-other-permit = 許可ファイルと付替え用の控えが合わないか、宛先の付替えが承認されていません。
    .advice = 承認のあとに書き出した許可ファイルを使ってください: sekisho permit export <許可番号> --out <ファイル>
fault-rewrap-presence = 宛先の付替えには、別々の鍵を持つ二人の職員が必要です。
    .advice = 二人目を --second と --second-key で指定してください。
fault-rewrap-share-unfit = { $path } は鍵の半分ではないか、壊れています。
    .advice = sekisho rewrap init が書き出したファイルを指定してください。手で写したときは、一字ずつ確かめてください。
fault-rewrap-two-shares = 鍵の半分を二つ指定してください（--share を二回）。
    .advice = sekisho rewrap init --share <ファイル> --share <ファイル>
fault-rules-differ = この庁内規程の文がここにないか、別のものです。何も記録していません。
    .advice = 確かめてください: sekisho policy show。文を元に戻します: sekisho policy use <採用したときの規程>
fault-rules-not-written = { $path } に書き込めませんでした。
    .advice = 書き込めるようにするか、別のフォルダーを指定して、同じコマンドをもう一度実行してください。
fault-rules-unsound = { $from } の庁内規程に誤りがあります。
    .advice = 誤りの場所を見てください: sekisho policy check <規程のフォルダー>
fault-rules-unusable = 庁内規程を読めないため、判断できません。何も記録していません。
    .advice = 誤りの場所を見てください: sekisho policy check
fault-sandbox-unfit = 試行用の事例 { $name } が読めません。
    .advice = cases.json の形は policies/sandboxes の例に合わせてください。
fault-seal-broken = 封緘できませんでした。
    .advice = 詳細を見て、もう一度実行してください。
fault-seal-chosen-not-approved = 許可は、データ { $dataset } の行を表で選ぶとは言っていません。
    .advice = 指定を外すか、申請を変更してください: sekisho permit amend <許可番号> --only-in { $dataset }:<項目>=<データ>、または --without-protected { $dataset }:<項目>（承認はやり直しです）
fault-seal-concerned-missing = 許可は、データ { $dataset } から関係する方の行だけを選びますが、その方々の表がありません。何も書いていません。
    .advice = 項目 { $field } のある表を渡してください: --only-in { $dataset }=<ファイル>
fault-seal-key-missing = データ { $dataset } の { $line } 行目は、項目 { $field } が空です。その方を見分けられないので、何も書いていません。
    .advice = 元の表を直すか、どの方にも値のある項目で申請を変更してください: sekisho permit amend <許可番号>
fault-seal-protected-missing = データ { $dataset } は支援措置の対象者を除いて封緘しますが、対象者の表がありません。何も書いていません。
    .advice = 項目 { $field } のある対象者の表を渡してください。対象者がいなければ、見出しだけの表を渡します: --protected { $dataset }=<ファイル>

fault-seal-data-unfit = { $data } を読み取れません。
    .advice = <データ>=<ファイル> と書いてください: --data residents=residents.csv

fault-seal-differs = 書いた内容を媒体から正しく読み戻せません: { $path }
    .advice = この媒体は使わないでください。廃止: sekisho medium retire <媒体> --reason <理由>

fault-seal-exists = すでに封緘箱があります: { $path }
    .advice = 同じ複製を封緘し直すとき: sekisho seal box <許可ファイル> --replace --to <フォルダー>

fault-seal-late = 許可は { $until } に終わりました。
    .advice = 新しく申請してください: sekisho permit request --like <許可番号> --return-by <時刻>

fault-seal-medium = 媒体 { $medium } は許可にありません。
    .advice = 承認された媒体: sekisho permit show <許可番号>

fault-seal-missing = 承認されたデータ { $dataset } がありません。
    .advice = --data { $dataset }=<ファイル> を加えてください。

fault-seal-no-fingerprints = 許可は照合値を求めていますが、その元になる表がありません。
    .advice = 許可の内容を確かめてください: sekisho permit show <許可番号>

fault-seal-no-room = 媒体の空きが足りません。何も書いていません。
    .advice = 大きい媒体を使うか、空きを作ってください。

fault-seal-not-approved = { $dataset } は許可にないか、二度指定されています。
    .advice = 承認された内容: sekisho permit show <許可番号>

fault-seal-sealer = { $person } さんは、この許可の封緘者ではありません。
    .advice = 封緘者の確認: sekisho permit show <許可番号>

fault-seal-table = データ { $dataset } は、承認された内容と一致しません。何も書いていません。
    .advice = 詳細に行と理由があります。ファイルを直すか、申請を変更してください: sekisho permit amend <許可番号>（承認はやり直しです）

fault-seal-witness = 立会者が許可の方と違うか、鍵がご本人のものではありません。
    .advice = 立会者ご本人の鍵を使ってください: sekisho seal box <許可ファイル> --witness-key <鍵> --to <フォルダー>

fault-server-address = { $address } で待ち受けできません。
    .advice = 別の処理が使っていないか確認するか、--listen で別のアドレスを指定してください。

fault-server-ask-unfit = 照会の署名が、この方の今の署名として認められません。
    .advice = 登録済みのご本人の鍵で、時計を合わせて署名してください（文の形: docs/spec/http.md の3）。

fault-server-ask-unsigned = この文には記録の内容が載るため、署名のない照会には答えません。
    .advice = 照会に署名を付けてください（文の形: docs/spec/http.md の3）。

fault-server-body-too-large = 送られた内容が大きすぎます。何も記録していません。
    .advice = 1 MiB までに分けて送ってください。

fault-server-body-unfit = 送られた内容が、決められた形のJSONではありません。何も記録していません。
    .advice = 形は docs/spec/http.md にあります。

fault-server-broke-off = { $url } との通信が途中で切れました。
    .advice = もう一度実行してください。同じ署名は一回だけ数えられます。

fault-server-ca-missing = { $url } のどの証明書を信じるか、指定がありません。
    .advice = --server-ca <ファイル>（--remote のときは --remote-ca <ファイル>）で指定してください。公的な認証局なら、この機械の証明書一式（例: /etc/ssl/certs/ca-certificates.crt）を指定できます。

fault-server-ca-unfit = { $path } に証明書（PEM）がありません。
    .advice = サーバーを運用する方から証明書のファイルを受け取ってください。

fault-server-certificate = 証明書 { $path } とその鍵が使えません。
    .advice = PEM形式で、組になっているか確認してください。

fault-server-full = いま混み合っています。何も記録していません。
    .advice = 少し待って、同じ内容をもう一度送ってください。

fault-server-late = 時間内に終わりませんでした。記録されたかどうかは、まだ分かりません。
    .advice = 同じ内容をもう一度送ってください。同じ署名は一回だけ数えられます。

fault-server-method = このアドレスでは、その呼び方は使えません。
    .advice = 使い方は docs/spec/http.md にあります。

fault-server-no-such = このアドレスには何もありません。
    .advice = 使えるアドレスは docs/spec/http.md にあります。

fault-server-not-json = 内容の種類が application/json ではありません。何も記録していません。
    .advice = ヘッダー content-type に application/json を指定してください。

fault-server-not-release = この文は開封許可ではありません。何も記録していません。
    .advice = ほかの行為は /api/v1/acts に送ってください。

fault-server-plain-outside = { $address } には、暗号化なしでは待ち受けません。
    .advice = 証明書を指定してください: sekisho serve --listen { $address } --tls-cert <証明書> --tls-key <鍵>。同じ機械の中だけなら 127.0.0.1 を使ってください。

fault-server-says-no = サーバーの答え: { $sentence }（{ $code }）
    .advice = { $advice }

fault-server-slow = { $url } から、時間内に答えがありませんでした。
    .advice = もう一度実行してください。続くときは、電話と数字で開封できます（--challenge-out）。

fault-server-statement = { $url } が示した署名文は、頼んだ内容と違います。署名していません。
    .advice = このサーバーを使わず、情報セキュリティ管理者に知らせてください。

fault-server-stopped = サーバーが記録を扱えなくなっています。
    .advice = 運用する方に知らせてください。サーバーを起動し直すと戻ります: sekisho serve

fault-server-tls = { $url } の証明書を信じられません。何も送っていません。
    .advice = --server-ca または --remote-ca のファイルと、アドレスの名前を確認してください。

fault-server-too-many = このアドレスからの要求が多すぎます。何も記録していません。
    .advice = 数秒待って、同じものをもう一度送ってください。

fault-server-unreachable = { $url } に届きません。
    .advice = アドレスとネットワークを確認してください。届かないときは、電話と数字で開封できます（--challenge-out）。

fault-server-unread = { $url } の答えを読み取れません。
    .advice = アドレスが関所のサーバーのものか、版が合うか確認してください。

fault-server-url = アドレス { $url } は使えません。
    .advice = https:// で始まるアドレスを書いてください。http:// はこの機械の中（127.0.0.1）だけに使えます。

fault-server-waits = サーバーはまだ答えられません: { $sentence }（{ $code }）
    .advice = { $advice }

fault-station-broken = 端末でこの操作ができません。
    .advice = 詳細を見てください。端末の状態: sekisho station show <フォルダー>

fault-station-busy = 別の処理がこの端末を使っています。
    .advice = 終わるのを待って、もう一度実行してください。

fault-station-clock = 端末の時計が、正しい時刻から離れすぎています。
    .advice = 端末の時計を合わせてください（許容は10分）。そのあと照会を作り直します: sekisho open <フォルダー>

fault-station-clock-back = この機械の時計が、すでに見た時刻より遅れています。
    .advice = 時計を合わせてください。それまで開封できません。

fault-station-exists = このフォルダーには、すでに端末があります。
    .advice = 確認: sekisho station show <フォルダー>。鍵を増やす: sekisho station keys <フォルダー> --out <ファイル>

fault-station-no-key = この端末には、この許可の鍵がありません。
    .advice = 別の端末用か、鍵をすでに捨てています: sekisho station show <フォルダー>

fault-vault-broken = 金庫を開けません。
    .advice = 金庫の鍵は複製から戻せません。進行中の許可は封緘し直します。次を見てください: sekisho doctor

fault-vault-busy = 別の処理がこの金庫を使っています。
    .advice = サービスとして動かしているときは、sekisho.toml にソケットを書いてください。そうでなければ少し待ってください。

fault-vault-no-tpm-here = このプログラムはTPM対応で作られていません。
    .advice = TPM対応（feature tpm、libtss2-dev）で作り直すか、--cell disk（水準E0）を使ってください。

fault-vault-refused = 金庫はこれを行いません（{ $code }）。
    .advice = 記録の状態を見てください: sekisho permit show <許可番号>。金庫は、記録と自分の時計だけを信じます。

fault-vault-silent = 金庫から読める応答がありません。
    .advice = もう一度実行してください。続くときは金庫を見てください: sekisho vault status

fault-vault-unreachable = 金庫につながりません: { $path }
    .advice = 動いているか、sekisho.toml の場所が正しいかを確かめてください: sekisho doctor。記録にある破棄は、金庫が応答しだい行われます。

fault-which-permit = 持出し中の許可が二つ以上あります。
    .advice = 許可の番号か媒体の番号を示してください: sekisho permit list --status out、続けて sekisho lost <許可番号>
fault-other-person = 鍵の持ち主は { $owner } で、手続をする { $claimed } のものではありません。
    .advice = --as と --key を、同じ方のものにしてください: sekisho key list
fault-page-not-safe = パスキーを求めたページ { $page } は、通信が保護されていません。
    .advice = 署名用ページを https のアドレスで開き、もう一度署名してください。
fault-passkey-unfit = { $why ->
        [cross-origin] パスキーを求めたページは、別のページの中に埋め込まれていました。
        [not-verified] パスキーが、暗証番号・指紋・顔のどれも確かめていません。
        [other-challenge] パスキーが署名したのは、この手続ではありません。
        [other-page] パスキーを求めたページは、そのパスキーのページではありません。
       *[other] パスキーの署名として届いたものが、ブラウザーの書く形ではありません。
    }
    .advice = 署名用ページを、知っているアドレスから自分で開き、表示を読んで、もう一度署名してください。繰り返すときは、情報セキュリティ管理者に知らせてください。
fault-passphrase-wrong = 鍵 { $path } のパスフレーズが違います。
    .advice = もう一度実行して、正しいパスフレーズを入力してください。
fault-passphrase-needed = 鍵 { $path } には、パスフレーズが要ります。
    .advice = 端末から実行するか、SEKISHO_PASSPHRASE で渡してください。
fault-proof-unfit = 新しい鍵が手元にあることの証明が、鍵、従事者、この記録のどれかと合いません。
    .advice = 鍵を持つ本人が、この従事者とこの記録のために作り直します: sekisho key prove <鍵> --person <従事者>。それを使って、システム管理者が登録します: sekisho key enroll <従事者> --public <公開鍵> --proof <証明>
fault-question-open = 答えがまだです: { $flag }
    .advice = 引数で答えることもできます: sekisho init --help
fault-record-damaged = 記録のファイルが壊れているか、互いに合いません。何も書き足していません。
    .advice = まだ何も書き足さず、記録の状態を見てください: sekisho doctor
fault-record-held = 別の実行が、この記録を長く使い続けています（{ $path }）。何も変わっていません。
    .advice = それが終わってから、もう一度実行してください。何も動いていないときは、この機械を起動し直してください。記録は壊れません。
fault-record-key-file = 記録の鍵ファイル { $path } が壊れています。
    .advice = 複製から戻してください。記録の状態: sekisho doctor
fault-record-newer = この記録は、新しい版の関所で書かれています。
    .advice = 新しい版の sekisho を使ってください。今の版は sekisho --version で見られます。
fault-record-present = { $path } には、すでに記録があります。
    .advice = その記録を使うか、別の場所に作ってください: sekisho init --dir <ディレクトリ>
fault-scale-unfit = 町の大きさ { $scale } が読めません。
    .advice = 1 か、1/100 のように書いてください。
fault-sheet-without-workbook = --sheet は、表計算のブック（xlsx）だけに使えます。
    .advice = --sheet を外してください。
fault-statement-not-valid-now = 署名した文の有効期間の外です。
    .advice = 機械の時刻を確かめ、もう一度署名してください。--prepare で文を作り直せます。
fault-statement-unfit = 署名した文、または署名が、この記録では使えません。
    .advice = --prepare で文を作り直し、書き換えずに署名してください。
fault-stocktake-empty = 確認した媒体の番号がありません。何も記録していません。
    .advice = 番号を並べてください: sekisho medium stocktake { $place } <媒体番号>。点検用の紙は --sheet、一つも見つからなかったときは --none です。
fault-signature-unfit = 署名が、署名する文と合いません。
    .advice = 文を書き換えていないか、名前（-n）と鍵が正しいかを確かめ、もう一度署名してください。--prepare で文を作り直せます。
fault-statement-of-other-record = 署名した文は、別の記録 { $meant } のものです。この記録は { $here } です。
    .advice = --dir の場所を確かめるか、この記録で --prepare からやり直してください。
fault-statement-used = この文の乱数は、別の文ですでに使われています。
    .advice = --prepare で文を作り直し、署名してください。
fault-storage = { $why ->
        [absent] 記録の場所が見つかりません。
        [full] 空き容量がないため、記録に書けません。
        [permission] 記録のファイルを使う権限がありません。
        [read-only] 記録の場所は書込みができません。
       *[other] 記録のファイルを読み書きできません。
    }
    .advice = 空き容量と権限を確かめ、記録の状態を見てください: sekisho doctor
fault-table-already-damaged = セル { $cell } に、以前の変換で失われた文字があります。
    .advice = 元のファイルから、もう一度保存してください。
fault-table-broken-workbook = ブックが壊れているか、途中で切れています。
    .advice = 表計算ソフトで開いて保存し直すか、CSV で保存してください。
fault-table-encrypted = ブックにパスワードがかかっています。
    .advice = パスワードを外した複製を作り、取り込んだ後で消してください。
fault-table-no-header = 見出しの行が見つかりません。
    .advice = 「管理番号」「製造番号」などの見出しがあるか確かめるか、--map で列を指定してください。
fault-table-no-sheet = シート { $name } がありません。
    .advice = --sheet の名前を確かめてください。
fault-table-not-cp932 = { $line } 行目（{ $byte } バイト目）は CP932（Shift_JIS）ではありません。
    .advice = --encoding utf-8 を試すか、CSV を保存し直してください。
fault-table-not-csv = { $found ->
        [pdf] このファイルは PDF です。表として読めません。
        [utf-16] このファイルの文字は UTF-16 です。CSV は UTF-8 か CP932（Shift_JIS）で読みます。
        [xls] このファイルは古いブック（xls）か、保護されたブックです。
        [xlsx] このファイルはブック（xlsx）です。CSV ではありません。
       *[other] このファイルは表ではありません。CSV としてもブックとしても読めません。
    }
    .advice = CSV または xlsx で保存し直してください。
fault-table-not-utf8 = { $line } 行目（{ $byte } バイト目）は UTF-8 ではありません。
    .advice = --encoding cp932 を試すか、CSV を保存し直してください。
fault-table-too-large = 表が大きすぎます。上限は { $rows } 行、{ $columns } 列、{ $cells } セルです。
    .advice = 余分な行と列を消すか、表を分けてください。
fault-table-truncated = { $line } 行目（{ $byte } バイト目）で、文字が途中で切れています。
    .advice = ファイルが最後まで写されているか、確かめてください。
fault-table-unclosed-quote = { $line } 行目のセル { $cell } の引用符が閉じていません。
    .advice = ファイルが最後まで写されているか、確かめてください。
fault-table-unencodable = セル { $cell } の文字「{ $character }」は、CP932 で書けません。
    .advice = --cp932 を外して、UTF-8 で書き出してください。
fault-table-workbook-not-written = ブックに書き出せませんでした。
    .advice = CSV で書き出してください。
fault-text-missing = 署名した文の中の名前か文章が一緒に渡されず、記録にもありません。
    .advice = --prepare で作られた文章のファイル（.texts）を、文と並べて提出してください。

    .advice = CSV で書き出してください。
fault-text-unfit-here = 名前や文章が空か、改行や画面に見えない文字が入っているか、2000 文字を超えています。
    .advice = 一行の普通の文字に直して、もう一度実行してください。
fault-texts-unfit = 一緒に渡された文章（.texts）が、署名した文と合いません。
    .advice = --prepare で作られた二つのファイルを、書き換えずに一緒に渡してください。
fault-time-unfit = 日時 { $time } が読めません。
    .advice = 2026-06-21T17:00 のように書いてください（日本時間）。時刻だけの所は 17:00 です。
fault-vkey-incomplete = 出来事を検査するには、検査鍵のほかに封筒の鍵も要ります。
    .advice = 一行を示すには sekisho log key です。その全部を引用符で囲んで、--vkey に指定してください。
fault-vkey-missing = 検査に使う鍵が分かりません。
    .advice = 別に受け取った検査鍵を指定してください: sekisho verify <ディレクトリ> --vkey <検査鍵>
fault-vkey-unfit = 検査鍵 { $vkey } が読めません。
    .advice = sekisho log key が示す一行目を、そのまま引用符で囲んで指定してください。
fault-which-key = 署名する鍵が分かりません（{ $act }）。
    .advice = --key <鍵> か SEKISHO_KEY で指定してください。別の機械で署名するときは --prepare <ファイル> です。
fault-which-medium = 許可 { $permit } には、媒体が二つ以上あります。
    .advice = --medium <媒体番号> で選んでください: sekisho permit show { $permit }
fault-who-acts = 手続をする方が分かりません。
    .advice = --as <従事者の番号> か SEKISHO_AS で指定してください: sekisho person list

## 媒体の台帳の取込み

ledger-absent-place-in-use = 場所 { $place } には、ほかの媒体が { $count } 個登録されています。数えずに、ない媒体だけを所在不明にはできません。
    .advice = --register-absent を外して取り込み、ない媒体は一つずつ登録してから、数えてください: sekisho medium add <媒体番号>、続けて sekisho medium stocktake { $place } <見た番号>
ledger-date-without-day = 「{ $heading }」の { $typed } には日がありません。日付は空のまま取り込みます。
    .advice = 日が分かるときは、令和8年6月21日 のように書き足してください。このままでも取り込めます。
ledger-differs = 媒体 { $number } は登録済みですが、{ $fields }が違います。記録はそのままです。
    .advice = 台帳と記録のどちらが正しいか、現物で確かめてください。記録が違うときは、その媒体を廃止して、新しい番号で登録してください。
ledger-duplicate-column = 見出し「{ $heading }」は { $field } ですが、{ $used } の見出しを使います。
    .advice = この列を使うときは --map <見出し>=<項目> のように示してください。
ledger-duplicate-number = 管理番号 { $number } は { $first } にもあります。
    .advice = 現物のシールを確かめて、どちらかの番号を直してください。
ledger-duplicate-serial = 製造番号 { $serial } は { $first } にもあります。
    .advice = 現物の製造番号を確かめて、どちらかを直してください。
ledger-field-borrower = 借受者
ledger-field-capacity = 容量
ledger-field-due = 返却期限
ledger-field-keeper = 管理者
ledger-field-label = シール番号
ledger-field-lent = 貸与日
ledger-field-number = 管理番号
ledger-field-place = 保管場所
ledger-field-product = 製品名
ledger-field-registered = 登録日
ledger-field-remarks = 備考
ledger-field-returned = 返却日
ledger-field-section = 所管
ledger-field-serial = 製造番号
ledger-field-status = 状態
ledger-future-date = 「{ $heading }」の { $date } は、今日（{ $today }）より後です。
    .advice = 日付を確かめて、直してください。
ledger-mapped-heading-missing = { $field } に指定された見出し「{ $heading }」がありません。
    .advice = --map の見出しを、台帳の見出しのとおりに書いてください。
ledger-medium-broken = 媒体 { $number } は故障とあります。使用可として登録します。
    .advice = 直さないときは、廃止してください: sekisho medium retire { $number } --reason 故障
ledger-medium-destroyed = 媒体 { $number } は廃棄済みとあるため、取り込みません。
    .advice = することはありません。廃棄の記録は、今の台帳に残してください。
ledger-medium-lent = 媒体 { $number } は貸出中とあるため、取り込みません。ないものを、あるとは登録しません。
    .advice = 戻ってから状態を直して、もう一度取り込んでください。今登録するときは --register-absent を付けます。所在不明として登録し、事案が開きます。
ledger-medium-lent-registered = 媒体 { $number } は貸出中とあるため、登録してすぐ、{ $place } に見当たらないと報告し、所在不明とします。
    .advice = 戻ったら記録してください: sekisho medium store { $number } { $place }
ledger-medium-lost = 媒体 { $number } は紛失とあるため、取り込みません。ないものを、あるとは登録しません。
    .advice = 見つかってから登録してください。事案として今登録するときは --register-absent を付けます。所在不明として登録し、事案が開きます。
ledger-medium-lost-registered = 媒体 { $number } は紛失とあるため、登録してすぐ、{ $place } に見当たらないと報告し、所在不明とします。
    .advice = 開いた事案を確かめてください: sekisho incident list
ledger-field-above = 上位の組織
ledger-field-department = 課
ledger-field-domains = メールドメイン
ledger-field-employer = 雇用主
ledger-field-employer-name = 雇用主の名称
ledger-field-mail = メールアドレス
ledger-field-organization = 組織
ledger-field-organization-name = 組織の名称
ledger-field-title = 働き方
ledger-field-breach-notice = 漏えい報告の期限
ledger-field-carry-out = 媒体の持出し
ledger-field-client = 発注元
ledger-field-client-name = 発注元の名称
ledger-field-contract = 契約番号
ledger-field-contractor = 委託先
ledger-field-contractor-name = 委託先の名称
ledger-field-deepest-tier = 最も深い層
ledger-field-duties = 条項
ledger-field-erase-within = 終了後の消去
ledger-field-from = 開始日
ledger-field-location = 作業場所
ledger-field-name = 契約名
ledger-field-offshore = 国外での作業
ledger-field-order = 発注番号
ledger-field-person = 従事者
ledger-field-person-name = 氏名
ledger-field-subcontracting = 再委託
ledger-field-under = 上の番号
ledger-field-until = 終了日
ledger-field-work = 業務
ledger-missing-column = { $field }の列がありません。
    .advice = 見出しを直すか、--map 見出し=項目 で示してください。
ledger-missing-value = { $field }が空です。
    .advice = 値を入れてください。
ledger-unreadable-cell = { $field }の「{ $typed }」が読めません。
    .advice = 登録済みの番号か、決まった言葉、日付（2027-03-31、令和9年3月31日）にしてください。
ledger-code-twice = { $number } は { $first } にもあります。
    .advice = 一方を消すか、番号を直してください。
ledger-contract-absent = 契約 { $number } が、記録にも、一緒に取り込む契約の台帳にもありません。
    .advice = 先に契約を取り込んでください: sekisho contract import <台帳>
ledger-contract-differs = 契約 { $number } は登録済みですが、{ $fields }が違います。発効中の契約と、下書きの委託先は書き直せません。
    .advice = 更新なら、新しい番号の行にしてください。違いが書き間違いなら、行を直してください: sekisho contract show { $number }
ledger-contract-over = 契約 { $number } は終わっています。
    .advice = 新しい番号の行にしてください: sekisho contract show { $number }
ledger-organization-differs = 組織 { $number } は登録済みですが、上位の組織が違います。上位の組織は書き換えられません。
    .advice = 上位の組織が変わったときは、新しい符号で登録してください。この行は登録どおりに直すか、空にしてください。
ledger-person-differs = 従事者 { $number } は登録済みですが、{ $fields }が違います。
    .advice = 雇用主が変わった方は、離任を記録し（sekisho person leave { $number }）、新しい符号で登録してください。働き方は本人が申告します: sekisho person state --employer <雇用主> --title <働き方>
ledger-person-over = 従事者 { $number } は離任しています。
    .advice = 戻られた方は、新しい符号で登録してください。
ledger-order-differs = 発注 { $number } は登録済みですが、{ $fields }が違います。発注は書き直せません。
    .advice = 新しい番号の行にするか、行を直してください: sekisho order show { $number }
ledger-order-over = 発注 { $number } は、不承認か停止になっています。
    .advice = 新しい番号の行にしてください: sekisho order show { $number }
column-about = 内容
column-number = 番号
column-outcome = 扱い
ledgers-contracts = 契約
ledgers-orders = 発注
ledgers-organizations = 組織
ledgers-persons = 従事者
ledgers-rosters = 従事者名簿
ledgers-change-changed = 変更
ledgers-change-missing = 台帳になし
ledgers-change-new = 新規
ledgers-change-renewed = 更新
ledgers-change-unchanged = 変更なし
ledgers-change-waits = 待ち
ledgers-renews = { $number } の続き
ledgers-falls-orders = 下の発注: { $what }。
ledgers-falls-people = 従事者: { $what }。
ledgers-falls-permits = 取り消される許可: { $what }。
ledgers-falls-access = なくなるカードとアカウント: { $what }。
ledgers-fit = 取り込めます: 新規 { $new }、更新 { $renewed }、変更 { $changed }、変更なし { $unchanged }、待ち { $waits }、台帳になし { $missing }、注意 { $warnings }
ledgers-unfit = 取り込めません: 誤り { $errors } 件、注意 { $warnings } 件。何も登録していません。誤りを直して、もう一度実行してください。
ledgers-done = 取り込みました { $numbers }: 新規 { $new }、更新 { $renewed }、変更 { $changed }、変更なし { $unchanged }、台帳になし { $missing }。待ちの行 { $waits } は、先の手続が済んでから、同じ台帳でもう一度実行してください。
ledgers-nothing = 登録するものはありません: 変更なし { $unchanged }、待ち { $waits }、台帳になし { $missing }
ledgers-waits-contract = 契約 { $number } は下書きです。評価の後、発効させられるのは: { $persons }
ledgers-waits-order = 発注 { $number } は承認待ちです。承認できるのは: { $persons }
ledger-missing-number = 管理番号がありません。
    .advice = 管理番号を入れてください。
ledger-missing-serial = 媒体 { $number } の製造番号がありません。
    .advice = 現物の製造番号を読んで入れてください。貸出中・紛失・廃棄済みの行は、空のままでかまいません。
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
ledger-unreadable-date = 「{ $heading }」の日付 { $typed } が読めません。
    .advice = 令和8年6月21日、R8.6.21 または 2026-06-21 のように書いてください。
ledger-unreadable-status = 状態 { $typed } が読めません。
    .advice = 使用可、保管中、貸出中、故障、紛失、廃棄 のどれかにしてください。

## コマンドの説明

cmd = 関所: 個人データを媒体で持ち出すときの、許可・受渡し・消去の記録
    .examples =
        sekisho init
        sekisho permit list
        sekisho permit show P-0001
        sekisho custody overdue
cmd-access = 入室証と利用者登録
cmd-access-apply = 入室証か利用者登録を、名簿で申し込みます（一人ずつ判定します）
    .examples =
        sekisho access apply --card SERVER-ROOM --employer VENDOR V-1 V-2 V-3 --as V-1 --key keys/v-1
        sekisho access apply --account BENEFITS --employer SUB S-1 --json
cmd-access-confirm = 入室証か利用者登録がまだ要ることを確かめます（一年ごと、本人以外）
    .examples = sekisho access confirm V-2 --account BENEFITS --as O-1 --key keys/o-1
cmd-access-end = 入室証か利用者登録を取り上げます
    .examples = sekisho access end V-2 --card SERVER-ROOM --as O-1 --key keys/o-1
cmd-access-matrix = 入室証・利用者登録・役割の一覧表を書き出します（A4横の用紙、CSV、xlsx）
    .examples =
        sekisho access matrix rights.html
        sekisho access matrix rights.xlsx
        sekisho access matrix rights.csv --cp932
arg-access-matrix-file = 書き出すファイル（.html、.csv、.xlsx）
cmd-access-list = 誰が何をいつまで持っているかを示します（--due は一か月のうちに終わるもの）
    .examples =
        sekisho access list
        sekisho access list --due
        sekisho access list --json
cmd-access-resume = 停止した方の再開に同意します（二名の同意で再開します）
    .examples = sekisho access resume V-2 --as O-2 --key keys/o-2
cmd-access-suspend = 調べの間、従事者を停止します（入室証、利用者登録、署名）
    .examples = sekisho access suspend V-2 --reason "取出しの調査" --as O-3 --key keys/o-3
cmd-act = 別の機械で署名した手続
cmd-act-submit = 署名した文を提出します（FILE と FILE.sig、あれば FILE.texts を読みます）
    .examples =
        sekisho permit approve P-0001 --as O-2 --prepare act.txt
        sekisho act submit act.txt
cmd-completions = シェルの補完を書き出します
    .examples =
        sekisho completions bash
        sekisho completions zsh
cmd-contract = 委託契約と、その条項
cmd-contract-activate = 契約を発効させます（登録した方とは別の方が行います）
    .examples = sekisho contract activate K-1 --as O-2 --key keys/o-2
cmd-contract-add = 契約を下書きとして登録します
    .examples =
        sekisho contract add K-1 --with VENDOR --name "給付金システム" --work benefits --from 2026-04-01T00:00 --until 2027-04-01T00:00 --model --as O-5 --key keys/o-5
        sekisho contract add K-2 --with VENDOR --name "帳票印刷" --work printing --from 2026-04-01T00:00 --until 2027-04-01T00:00 --model --subcontracting forbidden
cmd-contract-amend = 下書きの契約を書き直します（書かない条項はそのまま）
    .examples =
        sekisho contract amend K-1 --deepest-tier 3 --as O-5 --key keys/o-5
        sekisho contract amend K-1 --model
cmd-contract-end = 契約を終わらせ、下の層をすべて止めます
    .examples = sekisho contract end K-1 --reason "期間満了" --as O-5 --key keys/o-5
cmd-contract-evaluate = 委託先の安全管理の評価を記録します（有効期間は一年）
    .examples =
        sekisho contract evaluate VENDOR --score 82 --sheet "2026 年度選定時の評価" --as O-5 --key keys/o-5
        sekisho contract evaluate VENDOR --score 71 --minimum 70 --incidents 1 --sheet "2027"
cmd-contract-list = 契約を一覧にします
    .examples =
        sekisho contract list
        sekisho contract list --json
cmd-contract-print = 条項を契約書の文として書き出します
    .examples =
        sekisho contract print K-1
        sekisho contract print K-1 --lang en
cmd-contract-show = 契約を、下の層と従事者まで示します
    .examples =
        sekisho contract show K-1
        sekisho contract show K-1 --json
cmd-custody = 受渡し: 媒体を誰が持っているか
cmd-custody-hand = 媒体を渡します（受け取る方の署名で終わります）
    .examples =
        sekisho custody hand P-0001 --as O-1 --key keys/o-1
        sekisho custody hand P-0001 --medium USB-001 --to C-1 --to C-2 --due 2026-06-21T18:30
        sekisho custody hand P-0001 --home --as C-1 --key keys/c-1
cmd-custody-ledger = 授受簿を書き出します
    .examples =
        sekisho custody ledger ledger.csv
        sekisho custody ledger ledger.csv --cp932
cmd-custody-overdue = 返却の期限超過の媒体を一覧にします
    .examples =
        sekisho custody overdue
        sekisho custody overdue --json
cmd-custody-receive = 渡された媒体の受領に署名します
    .examples =
        sekisho custody receive P-0001 --as C-1 --key keys/c-1
        sekisho custody receive P-0001 --medium USB-001 --as O-1 --key keys/o-1
cmd-dataset = 保有するデータと項目
cmd-dataset-add = データを登録します
    .examples = sekisho dataset add residents --name 住民 --rows 460517 --field resident_no:class3b --field name:class3b --field address:class3b --as O-3 --key keys/o-3
cmd-dataset-list = データと項目を一覧にします
    .examples =
        sekisho dataset list
        sekisho dataset list --json
cmd-demo = 架空の市で、持出しの一日を見せます
    .examples =
        sekisho demo
        sekisho demo --scale 1/100 --out ./demo
cmd-device = 受取端末
cmd-device-add = 端末を登録します
    .examples =
        sekisho device add PC-01 --serial PF3ABC12 --place SITE-1 --as O-1 --key keys/o-1
        sekisho device add PC-02 --serial PF3ABC13 --place SITE-1 --party VENDOR
cmd-device-enroll = 端末が書き出した鍵を取り込みます（システム管理者）
    .examples = sekisho device enroll D-1.json --as O-1 --key keys/o-1
cmd-device-list = 端末を一覧にします
    .examples =
        sekisho device list
        sekisho device list --json
cmd-doctor = 記録の状態を調べ、次にすることを示します（開けない記録も調べます）
    .examples =
        sekisho doctor
        sekisho doctor --dir /srv/sekisho --json
cmd-erase = 消去の報告（原本は消えません）
cmd-erase-box = 現地で、封緘箱と作業用複製を上書きして消し、端末の鍵を捨て、報告を媒体に残します
    .examples = sekisho erase box /media/usb --copy W-1=work --as S-1 --key keys/s-1
cmd-erase-copy = 作業場所の作業用複製の消去を報告します
    .examples = sekisho erase copy P-0001 W-1 --as S-1 --key keys/s-1
cmd-erase-medium = 媒体全体を上書きして読み戻し、証明書を書きます
    .examples = sekisho erase medium /dev/sdx P-0001 --medium USB-001 --yes --as O-3 --key keys/o-3
cmd-erase-report = 媒体を消去したと報告します（報告であり、証明ではありません。原本は消えません）
    .examples =
        sekisho erase report P-0001 --method overwritten --as C-1 --key keys/c-1
        sekisho erase report P-0001 --medium USB-001 --method destroyed --witness O-3
cmd-finding = 従事者についての所見
cmd-finding-list = 答えのない所見と、答えられる方を示します
    .examples =
        sekisho finding list
        sekisho finding list --json
cmd-finding-raise = 従事者についての所見を記します（同じ種類の二件目で、その方を停止します）
    .examples = sekisho finding raise V-2 --kind export --note "データベースの記録に、許可のない取出し" --as O-3 --key keys/o-3
cmd-finding-resolve = 所見に答えます（関わりのない方）
    .examples = sekisho finding resolve F-0001 --conclusion "夜間の定例作業" --as O-8 --key keys/o-8
cmd-fingerprint = 照合値: 封緘のとき作り、持ち主のもとに置く
cmd-fingerprint-find = この人はその複製に含まれていたかを調べます（名簿は作りません）
    .examples =
        sekisho fingerprint find --permit P-0001 --code 0012345 --reference 2026-114 --as O-3 --key keys/o-3
        sekisho fingerprint find --name Yamada --birth 1980-10-06 --reference 2026-114 --as O-3 --key keys/o-3
cmd-incident = 事案: 紛失と盗難
cmd-incident-close = 事案を終えます（情報セキュリティ管理者）
    .examples =
        sekisho incident close I-0001 --conclusion "発見し、開封の跡なし" --as O-1 --key keys/o-1
        sekisho incident close I-0002 --conclusion "見つからず、確報を提出済み"
cmd-incident-list = 続いている事案、またはすべての事案を一覧にします
    .examples =
        sekisho incident list
        sekisho incident list --all
        sekisho incident list --json
cmd-incident-show = 事案の内容、対象人数、最後の保持者、報告の期限を示します
    .examples =
        sekisho incident show I-0001
        sekisho incident show I-0001 --json
cmd-init = 記録を開設します（七つの質問に答えます）
    .examples =
        sekisho init
        sekisho init --office "関守市" --code CITY --name "佐藤 花子" --mail hanako@city.example --closing 17:15
        sekisho init --dir /srv/sekisho --office "関守市" --name "佐藤 花子" --key ~/.ssh/id_ed25519
cmd-key = 署名の鍵
cmd-key-confirm = 従事者の鍵に、雇用主として副署します
    .examples =
        sekisho key confirm V-1 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU --as V-9 --key keys/v-9
cmd-key-enroll = 従事者の鍵を登録します（システム管理者）
    .examples =
        sekisho key enroll O-2 --public keys/o-2.pub --as O-1 --key keys/o-1
        sekisho key enroll O-2 --public keys/o-2.pub --proof keys/o-2.proof
cmd-key-list = 鍵を一覧にします
    .examples =
        sekisho key list
        sekisho key list --json
cmd-key-new = 鍵を作ります（本人が作ります）
    .examples =
        sekisho key new keys/o-2
        sekisho key new ~/sekisho-key
cmd-key-notify = 新しい鍵のお知らせを、名義の方と副署する方に書きます（三十日以内の鍵。登録のときにも書かれます）
    .examples =
        sekisho key notify
        sekisho key notify --send
        sekisho key notify --mail outbox --json
arg-key-notify-mail = お知らせを書くフォルダー（省略時は記録の中の mail）
arg-key-notify-send = メールサーバーへ送る
cmd-key-prove = 鍵が手元にあることの証明を作ります（本人が作ります）
    .examples =
        sekisho key prove keys/o-2 --person O-2
        sekisho key prove ~/.ssh/id_ed25519 --person O-3
cmd-key-second = 前にも鍵のあった方の新しい鍵を、二人目として承認します（別のシステム管理者、または前の鍵を持つ本人）
    .examples =
        sekisho key second O-2 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU --as O-9 --key keys/o-9
        sekisho key second O-2 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU --as O-2 --key keys/o-2-old
cmd-key-revoke = 鍵を失効させます（本人またはシステム管理者）
    .examples =
        sekisho key revoke O-2 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU
        sekisho key revoke O-2 SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU --as O-1 --key keys/o-1
cmd-turn = だれの番か
cmd-turn-notify = 待たれている方と、申請の結果が出た方へのお知らせを書きます（一件につき一度。サーバーはひとりでに送ります）
    .examples =
        sekisho turn notify
        sekisho turn notify --send --url https://sekisho.city.example
        sekisho turn notify --mail outbox --json
arg-turn-notify-mail = お知らせを書くフォルダー（省略時は記録の中の mail）
arg-turn-notify-send = メールサーバーへ送る
arg-turn-notify-url = ページのアドレス。お知らせのリンクの先です（省略時はリンクなし）
cmd-log = 記録を一件ずつ見ます
cmd-log-export = 記録の封筒を、一行に一件ずつ書き出します
    .examples =
        sekisho log export events.jsonl
        sekisho log export /media/audit/events.jsonl
cmd-log-key = 記録の検査鍵を示します
    .examples =
        sekisho log key
        sekisho log key --json
cmd-log-list = 記録を一覧にします
    .examples =
        sekisho log list
        sekisho log list --permit P-0001
        sekisho log list --from 0 --limit 100
cmd-log-proof = 記録一件の証明を作ります
    .examples =
        sekisho log proof 12
        sekisho log proof 12 --out proof.txt
cmd-log-show = 記録一件の全文を示します
    .examples =
        sekisho log show 12
        sekisho log show 12 --json
cmd-lost = 紛失、盗難、所在不明を報告します（質問はしません。すぐ実行してください）
    .examples =
        sekisho lost P-0001 --as C-1 --key keys/c-1
        sekisho lost P-0001 --cannot-find
        sekisho lost P-0001 --medium USB-001 --stolen
cmd-list = はい・いいえの一覧に尋ねます
cmd-list-ask = その方が一覧に載っているかを答えます（はい 0、いいえ 3）。ネットワークは要りません。尋ねた値は、見せも残しもしません
    .examples =
        sekisho list ask work/residents.list
        sekisho list ask work/residents.list --is resident_no=0001234 --json
        sekisho list ask work/residents.list --is "name=関守 太郎" --is birth=昭和55年10月6日
cmd-list-show = 一覧が何の一覧かを見せ、封緘したときのままかを確かめます
    .examples = sekisho list show work/residents.list
cmd-medium = 媒体の台帳
cmd-medium-absent = 保管庫にあるはずで、ない媒体を一覧にします
    .examples =
        sekisho medium absent
        sekisho medium absent --json
cmd-medium-add = 媒体を台帳に登録します
    .examples =
        sekisho medium add USB-001 --product "暗号化USB 16GB" --serial AA0123 --capacity 16GB --home CAB-1
        sekisho medium add USB-002 --product "暗号化USB 16GB" --serial AA0124 --home CAB-1 --as O-1 --key keys/o-1
cmd-medium-amend = 媒体の台帳の行を訂正します（続いている許可の媒体は直せません。媒体管理者、システム管理者）
    .examples =
        sekisho medium amend USB-001 --serial AA0132 --as O-1 --key keys/o-1
        sekisho medium amend USB-002 --product "暗号化USB 32GB" --capacity 32GB
cmd-medium-export = 媒体の台帳を書き出します
    .examples =
        sekisho medium export media.csv
        sekisho medium export media.csv --cp932
cmd-medium-found = 見つかった媒体を報告します
    .examples =
        sekisho medium found USB-001 --serial AA0123
        sekisho medium found USB-001 --serial AA0123 --as O-1 --key keys/o-1
cmd-medium-import = 今の台帳（CSV、xlsx）を取り込みます
    .examples =
        sekisho medium import ledger.xlsx --home CAB-1 --dry-run
        sekisho medium import ledger.csv --home CAB-1 --encoding cp932
        sekisho medium import ledger.csv --home CAB-1 --register-absent
        sekisho medium import ledger.csv --home CAB-1 --map "管理番号=number,型番=product"
cmd-medium-list = 媒体を一覧にします
    .examples =
        sekisho medium list
        sekisho medium list --out
        sekisho medium list --place CAB-1
cmd-medium-retire = 媒体を廃止します（元に戻せません）
    .examples =
        sekisho medium retire USB-001 --reason "故障" --as O-1 --key keys/o-1
        sekisho medium retire USB-002 --reason "物理破壊"
cmd-medium-show = 媒体一つを示します
    .examples =
        sekisho medium show USB-001
        sekisho medium show USB-001 --json
cmd-medium-stocktake = 棚卸し: ある場所で確認した媒体を記録します
    .examples =
        sekisho medium stocktake CAB-1 USB-001 USB-002 --as O-1 --key keys/o-1
        sekisho medium stocktake CAB-1 --file numbers.txt
        sekisho medium stocktake CAB-1 --file -
cmd-medium-store = 持出し中でない媒体を、保管庫に収めたと記録します
    .examples =
        sekisho medium store USB-001 CAB-1 --as O-1 --key keys/o-1
        sekisho medium store USB-002 CAB-2
cmd-open = 受取端末で開封します（二名で照会を出し、応答を受けます）
    .examples =
        sekisho open /media/usb --out work --as S-1 --key keys/s-1 --second S-2 --second-key keys/s-2
        sekisho open /media/usb --out work --record sekisho-record --as S-1 --key keys/s-1 --second S-2 --second-key keys/s-2
        sekisho open /media/usb --out work --server https://sekisho.city.example:8443 --server-ca city.pem --as S-1 --key keys/s-1 --second S-2 --second-key keys/s-2
cmd-order = 再委託先への発注
cmd-order-approve = 発注を承認します
    .examples = sekisho order approve O-1 --as O-5 --key keys/o-5
cmd-order-check = 発注できるかを答えます（記録しません）: できる、承認待ち、不可
    .examples =
        sekisho order check O-1 --contract K-1 --of SUB --work benefits
        sekisho order check O-2 --contract K-1 --under O-1 --of SUB2 --work benefits --json
cmd-order-held = 新しい発注を待たせているものを、委託先ごとに示します
    .examples =
        sekisho order held
        sekisho order held --json
cmd-order-lift = 片付いていなくても発注を待たせないことに同意します（委託先管理責任者と最高情報セキュリティ責任者）
    .examples = sekisho order lift VENDOR --reason "給付の期限が先に来る" --as O-5 --key keys/o-5
cmd-order-list = 発注を一覧にします
    .examples =
        sekisho order list
        sekisho order list --json
cmd-order-place = 発注を申し込みます
    .examples =
        sekisho order place O-1 --contract K-1 --of SUB --work benefits --as V-1 --key keys/v-1
        sekisho order place O-2 --contract K-1 --under O-1 --of SUB2 --work benefits --as S-1 --key keys/s-1
cmd-order-reject = 発注を承認しません
    .examples = sekisho order reject O-1 --reason "体制が確認できない" --as O-5 --key keys/o-5
cmd-order-show = 発注を一件示します
    .examples = sekisho order show O-1
cmd-order-stop = 発注を止め、下の層をすべて止めます
    .examples = sekisho order stop O-1 --reason "従事者の届出に誤り" --as O-5 --key keys/o-5
cmd-org = 組織: 保有機関と委託先
cmd-org-add = 組織を登録します
    .examples =
        sekisho org add VENDOR --name "委託先株式会社" --as O-1 --key keys/o-1
        sekisho org add SUB --name "再委託先株式会社" --above VENDOR
cmd-org-amend = 組織の名称やメールドメインを訂正します（システム管理者）
    .examples =
        sekisho org amend VENDOR --name "委託先ホールディングス株式会社" --as O-1 --key keys/o-1
        sekisho org amend VENDOR --domain vendor.example --domain vendor-sub.example
        sekisho org amend VENDOR --no-domain
arg-org-amend-id = 組織の符号
arg-org-amend-name = 正しい名称
arg-domain = 従事者に与えるメールアドレスの、@ より後ろ（繰り返せます。訂正では全部を書きます）
arg-no-domain = メールドメインを登録から消す
cmd-org-import = 組織の台帳を取り込みます（CSV、xlsx）
    .examples =
        sekisho org import orgs.xlsx --dry-run
        sekisho org import orgs.csv --encoding cp932 --as O-1 --key keys/o-1
arg-org-import-file = 台帳のファイル（CSV、xlsx）
cmd-org-export = 組織の台帳を書き出します
    .examples =
        sekisho org export orgs.xlsx
        sekisho org export orgs.csv --cp932
arg-org-export-file = 書き出すファイル（.csv、.xlsx）
cmd-org-list = 組織を一覧にします
    .examples =
        sekisho org list
        sekisho org list --json
cmd-permit = 持出しの許可
cmd-permit-amend = 申請を変更します（それまでの承認は無効になります）
    .examples =
        sekisho permit amend P-0001 --return-by 2026-06-21T19:00 --as O-3 --key keys/o-3
        sekisho permit amend P-0001 --carrier O-3 --carrier O-4
cmd-permit-approve = 申請を承認します（二名、うち一名は情報セキュリティ管理者）
    .examples =
        sekisho permit approve P-0001 --as O-2 --key keys/o-2
        sekisho permit approve P-0001 --as O-2 --prepare act.txt
cmd-permit-check = 今、持ち出してよいかを答えます
    .examples =
        sekisho permit check P-0001
        sekisho permit check P-0001 --json
cmd-permit-close = 許可を終えます（すべての媒体の消去と返却の後）
    .examples =
        sekisho permit close P-0001 --as O-1 --key keys/o-1
        sekisho permit close P-0001 --receipt p-0001.proof
cmd-permit-export = 承認された許可を、ネットワークのない端末用のファイルに書き出します（秘密は含みません）
    .examples = sekisho permit export P-0001 --out P-0001.permit
cmd-permit-freeze = 持出し中の許可を停止します
    .examples =
        sekisho permit freeze P-0001 --as O-2 --key keys/o-2
        sekisho permit freeze P-0001
cmd-permit-list = 許可を一覧にします
    .examples =
        sekisho permit list
        sekisho permit list --status out
        sekisho permit list --status requested --limit 10
cmd-permit-print = 申請書兼許可書を印刷用に書き出します
    .examples =
        sekisho permit print P-0001 --out p-0001.html
        sekisho permit print P-0001 --out p-0001.html --lang en
cmd-permit-request = 持出しを申請します
    .examples =
        sekisho permit request --purpose "給付金の電話照会" --data residents:code,eligible:460517 --people 460517 --declared "暗号化USB 16GB" --medium USB-001 --carrier O-3 --carrier O-4 --site SITE-1 --return-by 2026-06-21T20:00 --as O-3 --key keys/o-3
        sekisho permit request --like P-0001 --return-by 2027-06-21T20:00
cmd-permit-send-back = 申請を差し戻します
    .examples =
        sekisho permit send-back P-0001 --reason "項目を減らせます" --as O-2 --key keys/o-2
        sekisho permit send-back P-0001 --reason "運搬者の記載がありません"
cmd-permit-revoke = 許可を取り消します（持出し中のものは停止し、返却を求めます）
    .examples =
        sekisho permit revoke P-0001 --reason "委託が終わりました" --as O-2 --key keys/o-2
        sekisho permit revoke P-0001 --reason "行き先が閉鎖しました"
cmd-permit-rewrap = 宛先の付替えを申請します（受信端末が壊れたとき。あらためて二人が承認します）
    .examples = sekisho permit rewrap P-0001 --device D-2 --as O-4 --key keys/o-4
cmd-permit-review = 急ぎの許可を後から見直したことを記録します（申請も承認もしていない方）
    .examples = sekisho permit review P-0001 --conclusion "必要だった。名簿は平時に用意する" --as O-8 --key keys/o-8
cmd-permit-reviews = 見直しを待つ急ぎの許可を示します
    .examples =
        sekisho permit reviews
        sekisho permit reviews --json
cmd-permit-show = 許可の内容と経過を示します
    .examples =
        sekisho permit show P-0001
        sekisho permit show P-0001 --json
cmd-permit-step = 計画の手順を行ったことを記録します（行わなかったときは理由を）
    .examples =
        sekisho permit step P-0001 SEAL --as O-4 --key keys/o-4
        sekisho permit step P-0001 COOL --explain "冬のため保冷は不要" --as O-3 --key keys/o-3
cmd-permit-unfreeze = 停止の解除に同意します（二名の同意で解除されます）
    .examples =
        sekisho permit unfreeze P-0001 --as O-1 --key keys/o-1
        sekisho permit unfreeze P-0001 --as O-2 --key keys/o-2
cmd-permit-withdraw = 申請を取り下げます（申請者）
    .examples =
        sekisho permit withdraw P-0001 --as O-3 --key keys/o-3
        sekisho permit withdraw P-0001
cmd-person = 従事者
cmd-person-add = 従事者を登録します
    .examples =
        sekisho person add O-2 --name "鈴木 一郎" --employer CITY --as O-1 --key keys/o-1
        sekisho person add C-1 --name "田中 次郎" --employer VENDOR --title dispatched --mail jiro@vendor.example
cmd-person-amend = 従事者の氏名やメールアドレスを訂正します（システム管理者）
    .examples =
        sekisho person amend O-2 --name "鈴木 一朗" --as O-1 --key keys/o-1
        sekisho person amend C-1 --mail tanaka@vendor.example
cmd-person-contradictions = 従事者について記録の中で食い違うことを、両方の出所と次の手順とともに一覧にします
    .examples =
        sekisho person contradictions
        sekisho person contradictions --json
        sekisho person contradictions --out contradictions.xlsx
arg-person-contradictions-out = 書き出すファイル（.csv、.xlsx）
cmd-person-import = 従事者の台帳を取り込みます（CSV、xlsx）
    .examples =
        sekisho person import people.xlsx --dry-run
        sekisho person import people.csv --encoding cp932 --as O-1 --key keys/o-1
arg-person-import-file = 台帳のファイル（CSV、xlsx）
cmd-person-export = 従事者の台帳を書き出します（離任した方は除きます）
    .examples =
        sekisho person export people.xlsx
        sekisho person export people.csv --cp932
arg-person-export-file = 書き出すファイル（.csv、.xlsx）
cmd-person-confirm = 雇用の申告に、雇用主として副署します
    .examples = sekisho person confirm V-1 --as V-9 --key keys/v-9
cmd-person-leave = 離任を記録します（鍵と役割はすぐに終わります）
    .examples =
        sekisho person leave C-1 --as O-1 --key keys/o-1
        sekisho person leave O-2
cmd-person-list = 従事者を一覧にします
    .examples =
        sekisho person list
        sekisho person list --json
cmd-person-role = 役割を付け、または外します（代決の期間も指定できます）
    .examples =
        sekisho person role O-2 approver --as O-1 --key keys/o-1
        sekisho person role O-5 approver --from 2026-08-10T00:00 --until 2026-08-17T00:00
        sekisho person role O-5 approver --remove
cmd-person-state = ご自身の雇用主と就業の形態を申告します（一年まで）
    .examples =
        sekisho person state --employer VENDOR --title employed --as V-1 --key keys/v-1
        sekisho person state --employer AGENCY --title dispatched --until 2027-03-31T23:59
cmd-place = 場所: 保管庫と作業場所
cmd-place-add = 場所を登録します
    .examples =
        sekisho place add CAB-2 --name "第二保管庫" --as O-1 --key keys/o-1
        sekisho place add SITE-1 --name "コールセンター" --kind site --party VENDOR
cmd-place-amend = 場所の名前を訂正します（システム管理者）
    .examples =
        sekisho place amend CAB-2 --name "書庫の保管庫" --as O-1 --key keys/o-1
        sekisho place amend SITE-1 --name "コールセンター二階"
cmd-place-list = 場所を一覧にします
    .examples =
        sekisho place list
        sekisho place list --json
cmd-policy = 庁内規程: この役所が自ら禁じること
cmd-policy-check = 規程の書き方を確かめます
    .examples =
        sekisho policy check
        sekisho policy check ./my-rules
cmd-policy-diff = 規程を変えていたら、これまでの行為がどうなったかを示します
    .examples =
        sekisho policy diff ./my-rules
        sekisho policy diff city --against small-town
cmd-policy-propose = 庁内規程を提案します（採用は別の方が行います）
    .examples =
        sekisho policy propose city --as O-1 --key keys/o-1
        sekisho policy propose ./my-rules --as O-1 --key keys/o-1
cmd-policy-show = 規程を普通の文で示します（採用中のもの、またはほかのもの）
    .examples =
        sekisho policy show
        sekisho policy show city
        sekisho policy show --out ./my-rules
cmd-policy-test = 規程を架空の事例で試します
    .examples =
        sekisho policy test
        sekisho policy test ./my-cases --rules ./my-rules
cmd-policy-use = ほかの方が提案した庁内規程を採用します
    .examples =
        sekisho policy use city --as O-3 --key keys/o-3
        sekisho policy use ./my-rules --as O-3 --key keys/o-3
cmd-plan = 安全管理措置計画（承認がなければ、持出しの申請はできません）
cmd-plan-accept-risk = 計画に残るリスクを、部署の長として受け入れます
    .examples =
        sekisho plan accept-risk PL-1 --as O-6 --key keys/o-6
        sekisho plan accept-risk PL-1 NETWORK LOSS --as O-6 --key keys/o-6
cmd-plan-amend = 計画を書き直します（前の受容と承認は無効になります）
    .examples = sekisho plan amend plan.toml --as O-4 --key keys/o-4
cmd-plan-approve = 計画を承認します（業務に携わらない事務局）
    .examples = sekisho plan approve PL-1 --as O-7 --key keys/o-7
cmd-plan-draft = 計画を登録します（欠けた事項は後から書けます）
    .examples = sekisho plan draft plan.toml --as O-4 --key keys/o-4
cmd-plan-list = 計画の一覧を、リスク受容の期限とともに示します
    .examples =
        sekisho plan list
        sekisho plan list --json
cmd-plan-show = 計画を、署名と足りない事項まで示します
    .examples =
        sekisho plan show PL-1
        sekisho plan show PL-1 --json
        sekisho plan show PL-1 --out pl-1.html
cmd-plan-template = 計画のひな型を示します
    .examples =
        sekisho plan template
        sekisho plan template --json
cmd-plan-withdraw = 計画を廃止します（何も持ち出せなくなります。返却はできます）
    .examples = sekisho plan withdraw PL-1 --reason "システムの廃止" --as O-7 --key keys/o-7
cmd-purpose = 利用の目的と、それに要る範囲
cmd-purpose-add = 目的を登録します
    .examples = sekisho purpose add CALLS --name 照会への回答 --needs residents:resident_no,eligible:1200 --as O-3 --key keys/o-3
cmd-purpose-list = 目的を一覧にします
    .examples =
        sekisho purpose list
        sekisho purpose list --json
cmd-rebuild = 索引とタイルを、記録から作り直します
    .examples =
        sekisho rebuild
        sekisho rebuild --dir /srv/sekisho
cmd-release = 照会に応答します（開封許可を記録してから、金庫に求めます）
    .examples =
        sekisho release --file challenge.txt --as O-3 --key keys/o-3
        sekisho release --file challenge.txt --out answer.txt --qr answer.svg --as O-3 --key keys/o-3
cmd-replay = ファイルに書いた事案を、専用の記録で一手ずつ試します（終了コード: 違えば 9、未対応があれば 10）
    .examples =
        sekisho replay replays/I00.toml
        sekisho replay replays/I00.toml replays/I01.toml --json
        sekisho replay case.toml --keep ./tried
cmd-rewrap = 宛先の付替え（受信端末が壊れたとき、データを取り出し直さずに別の端末あてにします）
cmd-rewrap-apply = 新しい見出しを媒体の封緘箱に反映します（作業場所で。鍵もネットワークも不要）
    .examples = sekisho rewrap apply /media/usb --header USB-001.header.json
cmd-rewrap-box = 庁内の封緘端末で、二人の職員が新しい見出しを作ります
    .examples = sekisho rewrap box P-0001.permit P-0001.USB-001.receipt.json.rewrap --share share-1 --share share-2 --second O-2 --second-key keys/o-2 --record sekisho-record --out USB-001.header.json --receipt-out USB-001.rewrapped.json --as O-3 --key keys/o-3
cmd-rewrap-init = 宛先の付替えに使う鍵を二つに分けて作り、登録します（管理者）
    .examples = sekisho rewrap init --share share-1 --share share-2 --as O-1 --key keys/o-1
cmd-rewrap-record = 宛先を付け替えた受領書を記録します（記録がないと開封できません）
    .examples = sekisho rewrap record USB-001.rewrapped.json --as O-3 --key keys/o-3
cmd-contract-import = 契約の台帳（CSV、xlsx）を取り込みます
    .examples =
        sekisho contract import contracts.xlsx --dry-run
        sekisho contract import contracts.csv --model --as O-5 --key keys/o-5
cmd-contract-export = 契約の台帳を書き出します
    .examples =
        sekisho contract export contracts.xlsx
        sekisho contract export contracts.csv --cp932
arg-contract-import-file = 台帳のファイル（CSV、xlsx）
arg-contract-export-file = 書き出すファイル（.csv、.xlsx）
cmd-order-import = 発注の台帳（CSV、xlsx）を取り込みます
    .examples =
        sekisho order import orders.xlsx --dry-run
        sekisho order import orders.csv --encoding cp932 --as O-5 --key keys/o-5
cmd-order-export = 発注の台帳を書き出します
    .examples =
        sekisho order export orders.xlsx
        sekisho order export orders.csv --cp932
arg-order-import-file = 台帳のファイル（CSV、xlsx）
arg-order-export-file = 書き出すファイル（.csv、.xlsx）
cmd-roster-import = 従事者名簿の台帳（CSV、xlsx）を取り込みます
    .examples =
        sekisho roster import rosters.xlsx --dry-run
        sekisho roster import rosters.csv --as O-5 --key keys/o-5
cmd-roster-export = 従事者名簿の台帳を書き出します
    .examples =
        sekisho roster export rosters.xlsx
        sekisho roster export rosters.csv --cp932
arg-roster-import-file = 台帳のファイル（CSV、xlsx）
arg-roster-export-file = 書き出すファイル（.csv、.xlsx）
cmd-contract-rollover = 新しい年度の契約、発注、名簿をまとめて取り込みます（なくなるものは一覧にするだけ）
    .examples =
        sekisho contract rollover --contracts contracts.csv --orders orders.csv --rosters rosters.csv --dry-run
        sekisho contract rollover --contracts book.xlsx --orders book.xlsx --rosters book.xlsx --model --as O-5 --key keys/o-5
        sekisho contract rollover --contracts contracts.csv --end-missing --reason "年度末で終了" --as O-5 --key keys/o-5
arg-contracts = 契約の台帳（xlsx なら「契約」のシート）
arg-orders = 発注の台帳（xlsx なら「発注」のシート）
arg-rosters = 名簿の台帳（xlsx なら「従事者名簿」のシート）
arg-end-missing = 台帳にないものを終わらせます（--reason が要ります）
cmd-roster = 従事者名簿
cmd-roster-add = 従事者を名簿に載せます（雇用主の契約か発注に限ります）
    .examples =
        sekisho roster add K-1 V-1 V-2 --as V-1 --key keys/v-1
        sekisho roster add O-1 S-1 S-2
cmd-roster-list = 名簿を示します
    .examples =
        sekisho roster list
        sekisho roster list K-1 --json
cmd-roster-remove = 従事者を名簿から外します
    .examples = sekisho roster remove O-1 S-2 --reason "離任" --as S-1 --key keys/s-1
cmd-seal = 封緘（承認された内容だけを、二つの鍵がそろわないと開かない箱に入れます）
cmd-seal-box = 立会者のもとで媒体に封緘します（ネットワーク不要）
    .examples =
        sekisho seal box P-0001.permit --to /media/usb --data residents=residents.csv --witness-key keys/o-3 --as O-4
        sekisho seal box P-0001.permit --medium USB-002 --to /media/usb --data residents=residents.xlsx --sheet 住民 --witness-key keys/o-3 --as O-4
cmd-seal-print = 封緘受領書を、印刷や読取りのできる形にします（.html .svg .skr .txt）
    .examples = sekisho seal print P-0001.USB-001.receipt.json --out receipt.html --out receipt.svg
cmd-seal-record = 封緘受領書を記録します（記録がないと媒体は出せません）
    .examples = sekisho seal record P-0001.USB-001.receipt.json --as O-4 --key keys/o-4
cmd-serve = サーバーとして待ち受けます（画面を出し、署名済みの行為と開封の照会をHTTPで受け、期限超過、新しい鍵、順番のメールを送ります）
    .examples =
        sekisho serve --dir sekisho-record
        sekisho serve --listen 192.0.2.1:8443 --tls-cert server.pem --tls-key server.key
cmd-station = この機械を、封緘または受信の端末にします
cmd-station-init = この機械を端末にし、登録用のファイルを書き出します
    .examples = sekisho station init sekisho-station --device D-1 --owner-key "$(sekisho log key)" --out D-1.json
cmd-station-keys = 預ける一回限りの鍵を増やします
    .examples = sekisho station keys sekisho-station --out more.json
cmd-station-show = どの端末か、鍵がいくつ残っているかを表示します
    .examples =
        sekisho station show sekisho-station
        sekisho station show sekisho-station --permit P-0001.permit --json
cmd-sync = 端末が媒体に残した報告を記録に取り込みます
    .examples =
        sekisho sync /media/usb
        sekisho sync /media/usb --server https://sekisho.city.example:8443 --server-ca city.pem
    .examples = sekisho sync /media/usb
cmd-weekly = 週次点検（組織の長が、記録に照らして週に一度署名します）
cmd-weekly-begin = 組織の週次点検を今週から始めます
    .examples = sekisho weekly begin VENDOR --as O-3 --key keys/o-3
cmd-weekly-end = 組織の週次点検を終えます
    .examples = sekisho weekly end VENDOR --reason "契約の終了" --as O-3 --key keys/o-3
cmd-weekly-list = 組織ごとに、今週の署名と、続けて何週なかったかを示します
    .examples = sekisho weekly list --json
cmd-weekly-show = 今週の質問を示します（今の記録から作ります）
    .examples = sekisho weekly show VENDOR
cmd-weekly-sign = 今週の点検に署名します（質問ごとに、台帳のとおりか、違うか）
    .examples = sekisho weekly sign VENDOR --yes person/V-1 --yes medium/USB-001 --no person/V-2 --as V-9 --key keys/v-9
cmd-training = 研修と修了の記録
cmd-training-course = 研修を登録します（許可に載る方全員に要ります）
    .examples = sekisho training course PRIVACY-27 --name "個人情報保護研修 2027" --valid 365 --replaces PRIVACY-26 --as O-3 --key keys/o-3
cmd-training-list = 誰の研修がいつ切れるかを示します
    .examples =
        sekisho training list
        sekisho training list --missing --json
cmd-training-record = 研修の修了を記録します
    .examples =
        sekisho training record O-4 PRIVACY-27 --as O-3 --key keys/o-3
        sekisho training record O-4 PRIVACY-27 --occurred 2026-06-01T16:00
cmd-vault = 金庫（開封鍵を預かり、期限に消します）
cmd-vault-init = 金庫を作り、記録に登録します（システム管理者、一度だけ）
    .examples =
        sekisho vault init --as O-1 --key keys/o-1
        sekisho vault init --vault /var/lib/sekisho-vault --as O-1 --key keys/o-1
        sekisho vault init --cell tpm --physical --as O-1 --key keys/o-1
cmd-vault-serve = 金庫を専用の利用者のサービスとして動かします
    .examples = sekisho vault serve --vault /var/lib/sekisho-vault --socket /run/sekisho/vault.sock
cmd-vault-status = 破棄の確かさの水準と、破棄待ちの数を表示します
    .examples =
        sekisho vault status
        sekisho vault status --json
cmd-vault-work = 起動したプログラムと通信します（内部用）
    .examples = sekisho vault work --dir sekisho-record.vault
cmd-verify = 記録を、そのファイルだけから検査します
    .examples =
        sekisho verify
        sekisho verify ./received --vkey "$(cat vkey.txt)" --events events.jsonl
        sekisho verify --vkey "$(cat vkey.txt)" --proof proof.txt --entry 01ab

## 引数の説明

arg-above = 上位の組織の符号（書かなければ保有機関）
arg-access-apply-employer = 雇用主の符号（真の雇用主）
arg-access-end-person = 従事者の符号
arg-access-confirm-person = 従事者の符号
arg-access-list-due = 一か月のうちに終わるものだけを示す
arg-access-resume-person = 従事者の符号
arg-access-suspend-person = 従事者の符号
arg-finding-raise-kind = 種類（export: 許可のない取出し、volume: 大量の取扱い）
arg-finding-raise-note = 分かっていること（消せる文として保ちます）
arg-finding-raise-person = 従事者の符号
arg-permit-review-conclusion = 見直しの結論（消せる文として保ちます）
arg-finding-resolve-conclusion = 所見への答え（消せる文として保ちます）
arg-finding-resolve-finding = 所見の番号（F-0001）
arg-account = 情報システムの符号
arg-act-submit-file = 署名した文のファイル
arg-actor = 手続をする従事者の番号（SEKISHO_AS でも指定できます）
arg-allow-swap = メモリーが暗号化されずディスクに書かれる恐れがあっても続ける
arg-answer-file = 応答が置かれるファイル
arg-arrive-by = 到着期限（作業場所での受領まで）
arg-at = 時刻を指定します（試用の記録だけ）
arg-urgent = 待てない理由（関門はすべて通り、次の開庁日に見直されます）
arg-beyond = 目的に要る範囲を超える理由（最高情報セキュリティ責任者も承認します）
arg-breach-notice = 漏えい等の報告までの分数
arg-by-voice = 電話で照会する（4組を伝え、8組を聞く）
arg-cabinet = 保管庫の名前
arg-cannot-find = まだ紛失と決まっていないとき: 所在不明
arg-all = 終わった事案も含めます
arg-capacity = 容量（16GB、512MB など）
arg-card = 部屋の符号
arg-carrier = 運搬者（二名以上。人数分くり返します）
arg-carry-out = 受託者の従事者による媒体の運搬
arg-cell = 金庫の鍵の置き場所: disk（水準E0）または tpm（物理TPMなら水準E1）
arg-cell-dir = 鍵室のフォルダー（省略時は金庫の中）
arg-challenge = 照会の文字
arg-challenge-out = 照会を書き出すファイル
arg-client = 発注元（書かなければ上の受託者）
arg-closing = 退庁時刻（17:15 など）
arg-code = 組織の符号
arg-conclusion = 事案の結論（消去できる文章として保管されます）
arg-contract = 契約の番号
arg-contract-activate-id = 契約の番号
arg-contract-add-from = 始まり
arg-contract-add-id = 契約の番号
arg-contract-add-until = 終わり
arg-contract-amend-from = 始まり
arg-contract-amend-id = 契約の番号
arg-contract-amend-until = 終わり
arg-contract-end-id = 契約の番号
arg-contract-evaluate-sheet = 評価の内容（消去できる文章として保管されます）
arg-contract-print-id = 契約の番号
arg-contract-show-id = 契約の番号
arg-courier = 運送事業者の名前（従事者が運搬しないとき）
arg-course = 研修の符号
arg-cp932 = CP932（Shift_JIS）で書きます（書かなければ BOM 付き UTF-8）
arg-custody-hand-courier = 運送事業者の送り状番号
arg-custody-hand-home = 許可の返却場所へ返します
arg-custody-hand-medium = 媒体の番号（一つだけなら書かなくてかまいません）
arg-custody-ledger-file = 書き出すファイル
arg-custody-overdue-mail = 知らせるメールを、このディレクトリに書き出します
arg-custody-receive-medium = 媒体の番号（一つだけなら書かなくてかまいません）
arg-data = データ、項目、件数（DATASET:FIELD,FIELD:ROWS。くり返せます）
arg-dataset-add-id = データの符号
arg-declared = 保護に使うと申告する製品の名前（暗号による強制なし）
arg-deepest-tier = いちばん下の層（1 は受託者だけ）
arg-demo-out = 書き出すディレクトリ
arg-device = 受取端末の番号
arg-device-add-id = 端末の番号
arg-device-add-place = 端末のある場所
arg-device-enroll-file = 端末が書き出したファイル
arg-dir = 記録のディレクトリ（SEKISHO_DIR でも指定できます）
arg-dry-run = 取り込まず、結果だけを示します
arg-due = 受領の期限（書かなければ一時間後。返却期限を過ぎません）
arg-duty = 義務（何回でも書けます）
arg-employer = 所属する組織の符号
arg-encoding = 文字コード
arg-entry = 記録一件の内容（16 進数。sekisho log proof が示します）
arg-erase-box-copy = 作業用複製の番号とフォルダー（繰り返し可）
arg-erase-box-medium = 媒体のフォルダー
arg-erase-box-out = 証明書を書くファイル（となりに .html もできます）
arg-erase-by = 消去期限（書かなければ返却期限と同じ）
arg-erase-copy-copy = 作業用複製の番号
arg-erase-medium-out = 証明書を書き出すファイル
arg-erase-medium-path = 媒体全体の装置名またはイメージファイル
arg-erase-report-medium = 媒体の番号（一つだけなら書かなくてかまいません）
arg-erase-within = 終了後、消去までの日数
arg-eraser = 消去担当（書かなければ一人目の運搬者）
arg-events = 書き出された記録（sekisho log export のファイル）
arg-field = 項目と区分（何回でも書けます）
arg-explain = 行わなかった理由（消去できる文章として保管されます）
arg-plan = 安全管理措置計画の番号（sekisho plan list）
arg-plan-accept-risk-id = 計画の番号
arg-plan-amend-file = 計画のファイル（sekisho plan template の形）
arg-plan-approve-id = 計画の番号
arg-plan-draft-file = 計画のファイル（sekisho plan template の形）
arg-plan-show-id = 計画の番号
arg-plan-withdraw-id = 計画の番号
arg-risks = リスクの符号（書かなければ、ご自分が受け入れるものすべて）
arg-step = 手順の符号（sekisho permit show）
arg-file = ファイル
arg-fingerprint = 鍵の指紋（SHA256:…）
arg-fingerprint-find-address = 住所（--birth も要ります）
arg-fingerprint-find-birth = 生年月日（1980-10-06、昭和55年10月6日 など）
arg-fingerprint-find-code = 宛名番号
arg-fingerprint-find-kana = 氏名カナ（--birth も要ります）
arg-fingerprint-find-medium = この媒体の複製だけを調べる
arg-fingerprint-find-name = 氏名（--birth も要ります）
arg-fingerprint-find-permit = この許可だけを調べる
arg-fingerprint-find-reference = 問合せの受付番号。金庫の控えに残ります
arg-from = 持出し元の場所（書かなければ媒体の今の場所）
arg-home = 収める保管庫
arg-id = 番号
arg-incident = 事案の番号（I-0001 など）
arg-incident-show-out = 事案の書類を書き出すファイル
arg-incidents = これまでの事案の件数
arg-index = 記録の番号（# の後の数）
arg-init-key = 署名の鍵のファイル（なければ作ります）
arg-init-mail = 最初のシステム管理者のメールアドレス
arg-init-name = 最初のシステム管理者の氏名
arg-init-person = 最初のシステム管理者の番号（書かなければ O-1）
arg-json = 結果を JSON で書きます
arg-key = 署名の鍵のファイル（SEKISHO_KEY でも指定できます）
arg-key-second-fingerprint = 鍵の指紋（sekisho key list で見られます）
arg-key-second-person = 鍵の持ち主の符号
arg-key-confirm-fingerprint = 鍵の指紋（sekisho key list で見られます）
arg-key-confirm-person = 鍵の持ち主の符号
arg-key-enroll-person = 鍵の持ち主の番号
arg-key-new-file = 秘密鍵のファイル（公開鍵は .pub に書きます）
arg-key-prove-file = 秘密鍵のファイル
arg-key-prove-person = 鍵の持ち主の番号
arg-key-revoke-person = 鍵の持ち主の番号
arg-keys = 一回限りの鍵の数
arg-kind = 種類（cabinet: 保管庫、site: 作業場所）
arg-lang = 言語（ja または en）
arg-like = 同じ内容にする前の許可（日時は写しません）
arg-limit = 件数の上限
arg-listen = 待ち受けるアドレス（暗号化なしは 127.0.0.1 など、この機械の中だけ）
arg-log = 記録またはその log のディレクトリ
arg-log-export-file = 書き出すファイル
arg-log-list-from = この番号から
arg-log-list-permit = この許可の記録だけ
arg-log-proof-out = 証明を書き出すファイル
arg-lookup-until = 照合できる期限（既定は期間の終わりから90日）
arg-yes-no = はい・いいえの一覧にするデータ、項目と読み方（code、date、digits、text）、件数
arg-yes-if = 一覧に載せる方の条件（この項目がこの値の方）
arg-mask = 項目の値の一部だけを残します（all、keep-first-1 から 8、keep-last-1 から 8）
arg-only-in = 別のデータに載っている方の行だけにします（照らす項目）
arg-without-protected = 支援措置の対象者を除きます（照らす項目）
arg-with-protected = 支援措置の対象者を含めます（最高情報セキュリティ責任者の承認も要ります）
arg-needs-yes-no = はい・いいえの一覧で足りるデータ、項目、件数
arg-needs-mask = 値の一部だけで足りる項目
arg-seal-box-only-in = 関係する方の表（照らす項目の見出しがあるもの）
arg-protected = 支援措置の対象者の表（照らす項目の見出しがあるもの）
arg-list-key = 一覧の鍵（既定は一覧の隣）
arg-values = 項目と値。書かなければ尋ねるか、標準入力から一行に一つ読みます
arg-list-ask-file = 開封した一覧（.list）
arg-list-show-file = 開封した一覧（.list）
arg-lost-medium = 媒体の番号（書かなければ、持出し中のすべて）
arg-mail = メールアドレス
arg-map = 列の対応（見出し=項目。コンマで区切ります）
arg-medium = 媒体の番号（控えの媒体があればくり返します）
arg-medium-add-id = 媒体の番号（管理番号）
arg-medium-amend-id = 媒体の番号
arg-medium-export-file = 書き出すファイル
arg-medium-found-id = 媒体の番号
arg-medium-import-file = 今の台帳のファイル（CSV、xlsx）
arg-medium-list-out = 持出し中のものだけ
arg-medium-list-place = この場所にあるものだけ
arg-medium-retire-id = 媒体の番号
arg-medium-show-id = 媒体の番号
arg-medium-stocktake-file = 番号を書いたファイル（- は標準入力。バーコードの読取りにも使えます）
arg-medium-stocktake-sheet = 所在確認表を印刷用に書き出すファイル
arg-medium-store-id = 媒体の番号
arg-method = したこと（files_deleted: ファイル削除、formatted: 初期化、overwritten: 上書き、destroyed: 物理破壊）
arg-minimum = 合格点
arg-missing = 未修了と期限切れだけを示します
arg-model = 模範条項をすべて入れます
arg-name = 名称
arg-needs = 要る範囲（何回でも書けます）
arg-numbers = 確認した媒体の番号
arg-none = 一つも見つからなかったことを記録します
arg-occurred = 実際に行った日時（後から報告するとき）
arg-of = 発注先の符号
arg-office = 団体の名称
arg-offshore = 国外での作業
arg-open-copy = できる作業用複製の番号（W-<回数>）
arg-open-medium = 媒体のフォルダー
arg-open-out = 取り出し先のフォルダー（まだないもの）
arg-opener = 開封に立ち会える方（二回以上指定）
arg-opening = 何回目の開封か
arg-openings = 開封できる回数（省略時は1）
arg-order-approve-id = 発注の番号
arg-order-check-from = 始まり（書かなければ上の契約か発注と同じ）
arg-order-check-id = 発注の番号
arg-order-check-offshore = 国外で行います
arg-order-check-under = 上の発注の番号（契約の直下なら書きません）
arg-order-check-until = 終わり（書かなければ上の契約か発注と同じ）
arg-order-check-work = 業務の符号
arg-order-place-from = 始まり（書かなければ上の契約か発注と同じ）
arg-order-place-id = 発注の番号
arg-order-place-offshore = 国外で行います
arg-order-place-under = 上の発注の番号（契約の直下なら書きません）
arg-order-place-until = 終わり（書かなければ上の契約か発注と同じ）
arg-order-place-work = 業務の符号
arg-order-reject-id = 発注の番号
arg-order-show-id = 発注の番号
arg-order-stop-id = 発注の番号
arg-org = 組織の符号
arg-org-add-id = 組織の符号（英数字 32 文字まで）
arg-origin = 記録の名前（一度決めたら変えられません。.invalid で終わると試用の記録です）
arg-out = 書き出すファイル
arg-owner-key = 記録の二つの鍵（sekisho log key の表示どおり）
arg-patience = 一つの要求を待つ上限（秒）
arg-permit-amend-witness = 封緘の立会者（職員）
arg-permit-request-fingerprint = 照合値を作る項目（種類: code, name-birth, address-birth, kana-birth）
arg-permit-amend-code = 目的の符号（sekisho purpose list）
arg-permit-request-code = 目的の符号（sekisho purpose list）
arg-permit-request-witness = 封緘の立会者（職員）
arg-person-confirm-id = 従事者の符号
arg-person-role-acting-for = 不在の間、この方に代わって決裁します（代決）
arg-person-role-delegated-by = この方から任されて決裁します（専決）
arg-person-state-employer = 雇用主の符号
arg-person-state-until = いつまで（書かなければ一年）
arg-persons = 従事者の符号
arg-physical = このTPMが仮想でなく物理の部品であることを申告する
arg-present = 電話の相手が在室と言う方（二回以上。電話のときだけ）
arg-purpose-add-id = 目的の符号
arg-qr = カメラ用コードを書き出すファイル（SVG）
arg-record = 記録のフォルダー（ここから届く場合）
arg-register-absent = 貸出中・紛失の行も登録し、すぐに所在不明とします（事案が開きます）
arg-party = 持ち主の組織の符号（書かなければ保有機関）
arg-people = 対象人数（何人分のデータか）
arg-permit = 許可の番号（P-0001 など）
arg-permit-amend-fingerprint = 照合値を作る項目（種類: code, name-birth, address-birth, kana-birth）
arg-person-add-id = 従事者の番号（英数字 32 文字まで）
arg-person-add-department = 所属の課（符号。庁内規程で使うことがあります）
arg-person-add-name = 氏名（消去できる文章として保管されます）
arg-person-amend-id = 従事者の番号
arg-person-amend-department = 正しい課（符号）
arg-person-amend-name = 正しい氏名（消去できる文章として保管されます）
arg-person-leave-id = 従事者の番号
arg-person-role-from = 役割の始まり（書かなければ今から）
arg-person-role-id = 従事者の番号
arg-person-role-until = 役割の終わり（書かなければ期限なし）
arg-place = 場所の番号
arg-place-amend-id = 場所の番号
arg-policy-check-rules = 規程の名前、フォルダー、またはハッシュ（省略時は採用中の規程）
arg-policy-diff-against = 元の規程の名前、フォルダー、またはハッシュ（省略時は採用中の規程）
arg-policy-diff-new = 比べる新しい規程の名前、フォルダー、またはハッシュ
arg-policy-propose-rules = small-town、city、hosting-body、none、フォルダー、または規程のハッシュ
arg-policy-show-out = 規程のファイルを、この新しいフォルダーに書き出します（直すため）
arg-policy-show-rules = 規程の名前、フォルダー、またはハッシュ（省略時は採用中の規程）
arg-policy-test-folder = 事例（cases.json）のフォルダー（省略時は付属の事例）
arg-policy-test-rules = 試す規程の名前、フォルダー、またはハッシュ
arg-policy-use-rules = small-town、city、hosting-body、none、フォルダー、または規程のハッシュ
arg-place-add-id = 場所の番号（英数字 32 文字まで）
arg-prepare = 署名せずに、署名する文をこのファイルに書きます
arg-product = 製品名
arg-proof = 鍵が手元にあることの証明（書かなければ公開鍵と同じ名前の .proof）
arg-public = 公開鍵のファイル
arg-purpose = 利用目的
arg-quiet = 結果のほかは書きません
arg-reason = 理由（消去できる文章として保管されます）
arg-receipt = 記録の証明をこのファイルに書きます
arg-receiver = 作業場所の受取者（くり返せます。いなければ運搬者が作業します）
arg-release-file = 照会のファイル
arg-release-medium = 電話の相手が言う媒体（一つだけなら省略可）
arg-release-out = 応答を書き出すファイル
arg-release-permit = 電話の相手が言う許可番号
arg-remove = 役割を外します
arg-replace = 以前の封緘箱と置き換える
arg-replaces = 置き換える研修
arg-return-by = 返却期限
arg-return-to = 返却場所（書かなければ持出し元）
arg-replay-files = 再現ファイル（書き方は docs/spec/replay.md）
arg-replay-keep = 記録を残すフォルダ（指定しなければ何も残りません）
arg-rewrap-apply-header = 付替えファイル（sekisho rewrap box が書き出したもの）
arg-rewrap-apply-medium = 媒体のフォルダー
arg-rewrap-box-opening = 何回目の開封に数えるか（記録に届くときは書かなくてかまいません）
arg-rewrap-box-out = 付替えファイルを書き出すファイル
arg-rewrap-box-permit = 承認のあとに書き出した許可ファイル
arg-rewrap-box-wrap = 付替え用の控え（封緘のときに書き出したもの）
arg-receipt-out = 受領書を書き出すファイル
arg-rewrap-record-file = 宛先を付け替えた受領書のファイル
arg-role = 役割（administrator: システム管理者、approver: 決裁者、auditor: 監査人、media_keeper: 媒体管理者、security_manager: 情報セキュリティ管理者）
arg-roster-remove-person = 従事者の符号
arg-route = 経路
arg-rows = 件数
arg-scale = 町の大きさ（1/100 など）
arg-score = 点（100 点満点）
arg-seal-box-cp932 = 複製をCP932（Shift_JIS）で書く
arg-seal-box-data = データと、取り出すファイル（繰り返し可）
arg-seal-box-fingerprints = 照合値を書くファイル（媒体には置けません）
arg-seal-box-out = 受領書を書き出すファイル
arg-seal-box-paper = 受領書を印刷・読取りの形でも書く（.html .svg .skr .txt。繰り返せます）
arg-seal-box-permit = 許可ファイル（sekisho permit export）
arg-seal-box-to = 媒体のフォルダー
arg-seal-print-file = 封緘受領書のファイル
arg-seal-print-out = 書き出すファイル（.html .svg .skr .txt。繰り返せます）
arg-seal-record-file = 封緘受領書のファイル
arg-seal-record-fingerprints = 照合値のファイル（既定は受領書のとなり）
arg-sealed = 封緘で保護する（端末の鍵と金庫の開封許可がそろわないと開きません）
arg-sealer = 封緘する方
arg-second = 二人目の在室者
arg-second-key = 二人目ご本人の鍵
arg-seed = 架空の町の種
arg-send = メールを送ります（sekisho.toml の mail の設定が要ります）
arg-serial = 製造番号
arg-server = 保有機関のサーバーのアドレス
arg-server-ca = サーバーの証明書、またはそれを発行した認証局の証明書（PEM）
arg-server-patience = サーバーが答えないとき、同じ照会を送り直す上限（秒）
arg-share = 鍵の半分のファイル（二回指定）
arg-sheet = シートの名前
arg-shell = シェルの種類
arg-site = 作業場所の番号
arg-skip-lines = 見出しより上の、読み飛ばす行数
arg-socket = 待ち受けるソケット
arg-spoken = 電話の照会（6桁の数字が4組）
arg-start = 持出し期間の開始（書かなければ今から）
arg-station = 端末のフォルダー（または SEKISHO_STATION）
arg-station-show-permit = 許可ファイル（標準のage用の識別子と宛先を表示）
arg-status = この状態だけ（requested、approved、out、frozen、lost、returned、sent_back、closed、lapsed、revoked、withdrawn）
arg-stolen = 盗難のとき
arg-subcontracting = 再委託: allowed（自由）、prior_approval（事前承認）、forbidden（禁止）
arg-substitute = 予備の運搬者（くり返せます）
arg-sync-medium = 媒体のフォルダー
arg-tcti = TPMへのつなぎ方（省略時は device:/dev/tpmrm0）
arg-title = 働き方（employed: 雇用、dispatched: 派遣、seconded: 出向、subcontract: 再委託、self_employed: 個人事業主）
arg-tls-cert = サーバーの証明書（PEM。中間証明書も続けて）
arg-tls-key = その秘密鍵（PEM）
arg-to = 受け取る方（くり返せます。書かなければ許可の運搬者）
arg-weekly-begin-org = 組織の符号
arg-weekly-end-org = 組織の符号
arg-weekly-end-reason = 終える理由（消せる文として保ちます）
arg-weekly-show-org = 組織の符号
arg-weekly-sign-org = 組織の符号
arg-weekly-sign-yes = 台帳のとおりの質問（くり返せます）
arg-weekly-sign-no = 台帳と違う質問（くり返せます）
arg-training-course-id = 研修の符号（版を含めます）
arg-training-record-person = 従事者の符号
arg-under = 契約か発注の番号
arg-until = 持出し期間の終了（書かなければ返却期限と同じ）
arg-valid = 有効な日数
arg-vault = 金庫のフォルダー（省略時は記録の隣）
arg-verify-proof = 検査する証明のファイル
arg-verify-rules = 庁内規程のフォルダー（記録の rules）。もう一度照らします
arg-vkey = 別に受け取った検査鍵（sekisho log key の一行目。二行目も空白をはさんで続けられます）
arg-wait = 応答を待つ分数（1から10）
arg-which = 媒体の番号（許可に複数あるとき）
arg-with = 受託者の符号
arg-witness = 消去の立会者
arg-witness-key = 立会者ご本人の鍵
arg-work = 業務の符号（何回でも書けます）
arg-yes = 本当に全部を上書きする

level-e0 = 鍵をソフトウェアで消去（この機械の以前のバックアップには残っている可能性があります）
level-e1 = 複製のない鍵室（TPMなど）で鍵を消去
level-e2 = 二者の鍵室で鍵を消去
