//! Every paper in both languages, against pages that were looked at on paper; all people and offices are invented.
//!
//! The pages are also written to cargo's directory for test files: look at one that differs in a browser, and if it
//! is right, copy it over the one in `tests/golden/`.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::Path;

use jiff::civil::{DateTime, date};
use sekisho_audit::ledger::{Import, Mapping, Severity, Status};
use sekisho_audit::paper::{
    Application, Approval, Certainty, CheckLine, Checked, Code, Contact, Dataset, Decision,
    ErasureCertificate, Expected, Finding, Footer, Holder, Incident, KeyGone, KeyLevel, Language,
    LendingLedger, LendingLine, MediaLedger, MediaLine, MediumOverwritten, Moment, Place, PlaceCheck,
    PlanRisk, PlanSigned, PlanStage, PlanStep, Protection, ReadBackFrom, RecordNumber, Report, SafetyPlan,
    SealReceipt, Stage, Standing, StandsIn, Transport, Verdict, Window, WorkingCopiesSaid,
};
use sekisho_audit::table::{CsvEncoding, Encoding, Header, Sheet};

const OFFICE: &str = "尼ヶ浜市";
const HASH: &str = "3b7e1f60c2d94a58";

#[test]
fn media_ledger_prints_as_agreed() {
    agrees("media_ledger", |language| media_ledger().html(language));
}

#[test]
fn lending_ledger_prints_as_agreed() {
    agrees("lending_ledger", |language| lending_ledger().html(language));
}

#[test]
fn application_prints_as_agreed() {
    agrees("application", |language| application().html(language));
    agrees("application_draft", |language| draft().html(language));
}

#[test]
fn place_check_prints_as_agreed() {
    agrees("place_check", |language| place_check().html(language));
}

#[test]
fn plan_prints_as_agreed() {
    agrees("plan", |language| plan().html(language));
    let draft = SafetyPlan { approved: None, stage: PlanStage::Draft, ..plan() };
    assert!(draft.html(Language::Ja).contains("承認されるまで、この計画による持出しはできません"));
}

#[test]
fn incident_prints_as_agreed() {
    agrees("incident", |language| incident().html(language));
}

#[test]
fn seal_receipt_prints_as_agreed() {
    agrees("seal_receipt", |language| seal_receipt().html(language));
    let long = SealReceipt { code: None, ..seal_receipt() };
    assert!(!long.html(Language::Ja).contains("<svg"));
}

#[test]
fn certificate_prints_as_agreed() {
    agrees("certificate", |language| certificate().html(language));
    agrees("certificate_site", |language| at_the_site().html(language));
}

#[test]
fn certificate_claims_no_more_than_was_seen() {
    // Nothing on it says that something is erased, and a key that was deleted by software is never purged.
    let claims = ["抹消しました", "消去済", "完全に消去", "purged", "erased", "wiped"];
    for certificate in [certificate(), at_the_site()] {
        for language in [Language::Ja, Language::En] {
            let html = certificate.html(language).to_lowercase();
            for claim in claims {
                assert!(!html.contains(claim), "{claim}");
            }
        }
    }
    let key = certificate().key.unwrap();
    let page = |level| {
        let key = Some(KeyGone { level, ..key.clone() });
        ErasureCertificate { key, ..certificate() }.html(Language::En)
    };
    assert!(page(KeyLevel::E0).contains("may still contain it. Not called a purge."));
    for level in [KeyLevel::E1, KeyLevel::E2] {
        assert!(
            page(level).contains("no copy was made outside") && !page(level).contains("may still contain")
        );
    }
    let page = at_the_site().html(Language::Ja);
    assert_eq!(page.matches("言明なし").count(), 2);
    assert_eq!(page.matches("この機器では証明できません").count(), 2);
}

#[test]
fn declared_protection_never_claims_that_data_cannot_be_read() {
    for language in [Language::Ja, Language::En] {
        let html = application().html(language).to_lowercase();
        for claim in ["読めない", "読めません", "読み取れ", "unreadable", "cannot be read"] {
            assert!(!html.contains(claim), "{claim}");
        }
    }
    let permitted = Application { stage: Stage::Approved, ..application() };
    assert!(permitted.html(Language::Ja).contains("上記のとおり許可します。"));
    assert!(application().html(Language::Ja).contains("暗号による強制なし（申告: RUF3-HSL16G）"));
}

#[test]
fn application_names_everything_that_approvers_sign_for() {
    let page = application().html(Language::Ja);
    for part in [
        "消去担当",
        "﨑山 花子",
        "消去期限",
        "17時00分",
        "受取者",
        "辻 二郎、橋本 奈々",
        "受取端末",
        "PC-01",
        "到着期限",
        "14時30分",
        "予備の運搬者: 本田 和子",
        "申告: RUF3-HSL16G",
        "公用車で直行",
        "第2版",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(draft().html(Language::Ja).contains("運送事業者: 尼浜運送株式会社"));
    // What is not named is approved as not named; a draft leaves the box to the pen.
    let bare =
        Application { arrive_at: None, device: None, receivers: Vec::new(), route: None, ..application() };
    assert_eq!(bare.html(Language::Ja).matches(">なし<").count(), 4);
    assert!(!draft().html(Language::Ja).contains(">なし<"));
}

#[test]
fn media_with_other_last_holders_are_told_apart() {
    let holder = |medium: &str, name: &str| Holder {
        media: vec![medium.to_owned()],
        name: name.to_owned(),
        party: String::new(),
        record: None,
        since: at(21, 17, 5),
    };
    let two = vec![holder("USB-001", "﨑山 花子"), holder("USB-002", "辻 一郎")];
    let page = Incident { last_holders: two, ..incident() }.html(Language::Ja);
    assert!(page.contains("USB-001: 﨑山 花子") && page.contains("<br>USB-002: 辻 一郎"));
}

#[test]
fn approval_of_another_version_is_marked() {
    let changed = Application { document_hash: Some("ffff000011112222".to_owned()), ..application() };
    assert!(!application().html(Language::Ja).contains("別の版"));
    assert!(changed.html(Language::Ja).contains("※ 現在の文書とは別の版"));
}

#[test]
fn no_paper_refers_to_anything_outside_itself() {
    let papers = [
        media_ledger().html(Language::Ja),
        lending_ledger().html(Language::Ja),
        application().html(Language::Ja),
        place_check().html(Language::Ja),
        plan().html(Language::Ja),
        incident().html(Language::Ja),
        seal_receipt().html(Language::Ja),
        certificate().html(Language::Ja),
    ];
    for html in papers {
        for reference in ["<script", "http:", "https:", "url(", "@import", "<link", "<img", "src="] {
            assert!(!html.contains(reference), "{reference}");
        }
    }
}

#[test]
fn media_ledger_comes_back_as_a_ledger_from_workbook_and_csv() {
    let ledger = media_ledger();
    for language in [Language::Ja, Language::En] {
        let files = [
            ledger.xlsx(language).unwrap(),
            ledger.csv(language, CsvEncoding::Cp932).unwrap(),
            ledger.csv(language, CsvEncoding::Utf8WithMark).unwrap(),
        ];
        for bytes in files {
            let import = Import::read_bytes(&bytes, &Mapping::default(), date(2026, 6, 21)).unwrap();
            let errors: Vec<_> =
                import.problems.iter().filter(|problem| problem.severity == Severity::Error).collect();
            assert_eq!(errors, Vec::<&sekisho_audit::ledger::Problem>::new());
            let read: Vec<_> = import.rows.iter().map(|row| (row.number.as_str(), row.status)).collect();
            let expected = [
                ("USB-001", Status::Lent),
                ("USB-002", Status::Lent),
                ("USB-003", Status::InStore),
                ("USB-004", Status::Lost),
                ("USB-005", Status::Destroyed),
            ];
            assert_eq!(read, expected);
            assert_eq!(import.rows[0].capacity_bytes, Some(16_000_000_000));
            assert_eq!(import.rows[0].due, Some(date(2026, 6, 21)));
        }
    }
}

#[test]
fn lending_ledger_keeps_its_lines_in_workbook_and_csv() {
    let ledger = lending_ledger();
    let csv =
        Sheet::from_csv(&ledger.csv(Language::Ja, CsvEncoding::Cp932).unwrap(), Encoding::Detect).unwrap();
    let xlsx = Sheet::from_workbook(&ledger.xlsx(Language::Ja).unwrap(), None).unwrap();
    let (csv, xlsx) = (csv.into_table(Header::At(1)).unwrap(), xlsx.into_table(Header::At(2)).unwrap());
    for table in [csv, xlsx] {
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[1].text(4), "髙橋 次郎、﨑山 花子");
        assert_eq!(table.rows[0].text(6), "2026-06-12 16:05");
    }
}

/// Compares both languages of a paper with the pages that were agreed.
fn agrees(name: &str, html: impl Fn(Language) -> String) {
    let differs = |language: Language| {
        let (file, html) = (format!("{name}.{}.html", language.tag()), html(language));
        let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(&file);
        let written = Path::new(env!("CARGO_TARGET_TMPDIR")).join(&file);
        fs::write(&written, &html).unwrap();
        (fs::read_to_string(golden).ok() != Some(html)).then_some(written)
    };
    let differing: Vec<_> = [Language::Ja, Language::En].into_iter().filter_map(differs).collect();
    assert!(differing.is_empty(), "pages differ from those in tests/golden: {differing:?}");
}

fn seal_receipt() -> SealReceipt {
    SealReceipt {
        box_bytes: 29_501_005,
        box_hash: format!("sha256:{}", HASH.repeat(4)),
        code: Some(Code { dark: vec![true, true, false, false, true, false, true, false, true], side: 3 }),
        copy: "07".repeat(16),
        document_hash: format!("sha256:{}", HASH.repeat(4)),
        medium: "USB-001".to_owned(),
        permit: Some("P-0042".to_owned()),
        rows: vec![("residents".to_owned(), 460_517), ("accounts".to_owned(), 70_012)],
        sealed_at: at(21, 17, 0),
        station: "D-0".to_owned(),
        witness: "O-3".to_owned(),
        zone: "JST".to_owned(),
    }
}

fn certificate() -> ErasureCertificate {
    ErasureCertificate {
        digest: format!("sha256:{}", HASH.repeat(4)),
        files: None,
        key: Some(KeyGone {
            at: at(21, 19, 12),
            cells: vec!["disk".to_owned()],
            level: KeyLevel::E0,
            receipts: vec!["sekisho vault receipt v1\norigin: city.invalid/record\nlevel: E0\n".to_owned()],
        }),
        medium: "USB-001".to_owned(),
        number: "P-0042-USB-001-88".to_owned(),
        overwritten: Some(MediumOverwritten {
            began: at(21, 19, 13),
            bytes: 16_000_000_000,
            ended: at(21, 19, 52),
            read_from: ReadBackFrom::PastCache,
        }),
        permit: "P-0042".to_owned(),
        person: "O-3".to_owned(),
        serial: Some("4C530001".to_owned()),
        time: at(21, 19, 53),
        witness: Some("O-4".to_owned()),
        working_copies: None,
        zone: "JST".to_owned(),
    }
}

fn at_the_site() -> ErasureCertificate {
    ErasureCertificate {
        files: Some(2),
        key: None,
        overwritten: None,
        person: "S-1".to_owned(),
        serial: None,
        witness: None,
        working_copies: Some(WorkingCopiesSaid::Overwritten(3)),
        ..certificate()
    }
}

fn footer() -> Footer {
    Footer {
        printed: at(21, 17, 40),
        record_size: 1_284,
        root: "9f2c41ab".to_owned(),
        zone: "JST".to_owned(),
    }
}

fn at(day: i8, hour: i8, minute: i8) -> DateTime {
    date(2026, 6, day).at(hour, minute, 0, 0)
}

fn residents() -> Dataset {
    Dataset {
        fields: ["統一コード", "氏名", "郵便番号", "住所", "生年月日", "性別"].map(str::to_owned).to_vec(),
        name: "給付対象世帯（令和8年度）".to_owned(),
        people: Some(82_716),
        rows: Some(82_716),
    }
}

fn accounts() -> Dataset {
    Dataset {
        fields: ["統一コード", "可否"].map(str::to_owned).to_vec(),
        name: "照会用可否一覧".to_owned(),
        people: Some(460_517),
        rows: Some(460_517),
    }
}

fn media_ledger() -> MediaLedger {
    let line = |number: &str, serial: &str, standing, whereabouts: &str| MediaLine {
        capacity_bytes: Some(16_000_000_000),
        due: None,
        last_check: Some(date(2026, 6, 15)),
        number: number.to_owned(),
        permit: None,
        place: "情報政策課 鍵付保管庫①".to_owned(),
        product: "RUF3-HSL16G".to_owned(),
        registered: Some(date(2019, 4, 22)),
        section: "福祉課".to_owned(),
        serial: serial.to_owned(),
        standing,
        whereabouts: whereabouts.to_owned(),
    };
    let out = |number, serial| MediaLine {
        due: Some(at(21, 18, 30)),
        permit: Some("P-0042".to_owned()),
        ..line(number, serial, Standing::Out, "吹野コールセンター")
    };
    MediaLedger {
        as_of: date(2026, 6, 21),
        footer: footer(),
        lines: vec![
            out("USB-001", "4C530001230101"),
            out("USB-002", "4C530001230102"),
            line("USB-003", "4C530001230103", Standing::Stored, "情報政策課 鍵付保管庫①"),
            line("USB-004", "4C530001230104", Standing::Unknown, "6月15日の確認で見当たらず"),
            MediaLine { last_check: None, ..line("USB-005", "4C530001230105", Standing::Retired, "") },
        ],
        office: OFFICE.to_owned(),
    }
}

fn lending_ledger() -> LendingLedger {
    let line = |day, number: &str, returned: Option<DateTime>, checked_by: Option<&str>| LendingLine {
        borrowers: vec!["髙橋 次郎".to_owned(), "﨑山 花子".to_owned()],
        checked_by: checked_by.map(str::to_owned),
        due: Some(at(day, 18, 30)),
        handed_out: at(day, 13, 10),
        number: number.to_owned(),
        permit: "P-0042".to_owned(),
        purpose: "臨時特別給付金の照会対応".to_owned(),
        returned,
    };
    LendingLedger {
        blank_lines: 6,
        footer: footer(),
        lines: vec![
            line(12, "USB-003", Some(at(12, 16, 5)), Some("辻 一郎")),
            line(21, "USB-001", None, None),
        ],
        office: OFFICE.to_owned(),
        section: "福祉課".to_owned(),
    }
}

fn application() -> Application {
    let approval = |title: &str, name: &str, day, hour, record| Approval {
        stands_in: None,
        decision: Some(Decision {
            at: at(day, hour, 12),
            document_hash: HASH.to_owned(),
            record: Some(record),
            verdict: Verdict::Approved,
        }),
        name: Some(name.to_owned()),
        title: title.to_owned(),
    };
    let security = Approval {
        stands_in: Some((StandsIn::Acting, "情報政策課長".to_owned())),
        ..approval("情報セキュリティ管理者", "辻 一郎", 20, 9, 1_201)
    };
    Application {
        applicant: Some("髙橋 次郎".to_owned()),
        approvals: vec![
            approval("福祉課長", "本田 和子", 19, 16, 1_198),
            security,
            Approval { stands_in: None, decision: None, name: None, title: "福祉部長".to_owned() },
        ],
        arrive_at: Some(at(21, 14, 30)),
        asked_at: Some(at(19, 15, 2)),
        datasets: vec![residents(), accounts()],
        device: Some("PC-01".to_owned()),
        document_hash: Some(HASH.to_owned()),
        erase_at: Some(at(21, 17, 0)),
        eraser: Some("﨑山 花子".to_owned()),
        footer: footer(),
        from: Some("市役所 情報政策課サーバー室".to_owned()),
        media: vec!["USB-001".to_owned(), "USB-002".to_owned()],
        office: "尼ヶ浜市長".to_owned(),
        permit: Some("P-0042".to_owned()),
        protection: Some(Protection::Declared { product: "RUF3-HSL16G".to_owned() }),
        purpose: Some("臨時特別給付金の照会対応（コールセンターでの対象確認）".to_owned()),
        receivers: vec!["辻 二郎".to_owned(), "橋本 奈々".to_owned()],
        records: vec![
            RecordNumber { index: 1_196, what: "申請".to_owned() },
            RecordNumber { index: 1_198, what: "承認".to_owned() },
            RecordNumber { index: 1_201, what: "承認".to_owned() },
        ],
        return_at: Some(at(21, 18, 30)),
        return_place: Some("情報政策課 鍵付保管庫①".to_owned()),
        revision: Some(2),
        route: Some("公用車で直行し、途中で下車しない".to_owned()),
        section: Some("福祉課 給付係".to_owned()),
        stage: Stage::Requested,
        to: Some("吹野コールセンター".to_owned()),
        transport: Some(Transport::Carried {
            carriers: vec!["髙橋 次郎".to_owned(), "﨑山 花子".to_owned()],
            substitutes: vec!["本田 和子".to_owned()],
        }),
        window: Some(Window { from: at(21, 13, 0), until: at(21, 18, 30) }),
    }
}

fn draft() -> Application {
    let empty =
        |title: &str| Approval { stands_in: None, decision: None, name: None, title: title.to_owned() };
    Application {
        applicant: Some("髙橋 次郎".to_owned()),
        approvals: vec![empty("福祉課長"), empty("情報セキュリティ管理者"), empty("福祉部長")],
        arrive_at: None,
        asked_at: None,
        datasets: Vec::new(),
        device: None,
        document_hash: None,
        erase_at: None,
        eraser: None,
        footer: footer(),
        from: Some("市役所 情報政策課サーバー室".to_owned()),
        media: Vec::new(),
        office: "尼ヶ浜市長".to_owned(),
        permit: None,
        protection: Some(Protection::Sealed),
        purpose: None,
        receivers: Vec::new(),
        records: Vec::new(),
        return_at: None,
        return_place: None,
        revision: None,
        route: None,
        section: Some("福祉課 給付係".to_owned()),
        stage: Stage::Draft,
        to: None,
        transport: Some(Transport::Courier { company: "尼浜運送株式会社".to_owned() }),
        window: None,
    }
}

fn plan() -> SafetyPlan {
    let risk = |code: &str, name: &str, accepted_at| PlanRisk {
        accepted_by: "林 六郎".to_owned(),
        accepted_at,
        accepted_until: at(30, 0, 0),
        code: code.to_owned(),
        impact: 3,
        measure: "封緘し、二名で運ぶ".to_owned(),
        name: name.to_owned(),
        residual: 1,
        treatment: "低減".to_owned(),
    };
    let step = |code: &str, words: &str, by: &str| PlanStep {
        by: by.to_owned(),
        code: code.to_owned(),
        words: words.to_owned(),
    };
    SafetyPlan {
        approved: Some(PlanSigned { at: at(20, 10, 30), by: "西 七海".to_owned() }),
        document_hash: HASH.to_owned(),
        footer: footer(),
        from: vec!["鍵付保管庫①".to_owned()],
        hours: "09:00 – 21:00".to_owned(),
        media: "一回に 2 枚まで".to_owned(),
        name: "給付金の問合せ対応に要るデータの持出し".to_owned(),
        number: "PL-1".to_owned(),
        office: OFFICE.to_owned(),
        project: vec!["髙橋 次郎".to_owned(), "山﨑 徹".to_owned()],
        revision: 2,
        risks: vec![
            risk("NETWORK", "住民データの網は外とつながらない", Some(at(20, 9, 15))),
            risk("LOSS", "運搬中の紛失・盗難", Some(at(20, 9, 15))),
        ],
        sites: vec!["吹田コールセンター".to_owned()],
        stage: PlanStage::Approved,
        steps: vec![
            step("CHECK", "媒体が空であることを確かめる", "職員"),
            step("CARRY", "二名で、寄り道をせずに運ぶ", "運搬者"),
        ],
        storage: vec!["鍵付保管庫①".to_owned()],
        term: Window { from: at(15, 0, 0), until: at(30, 0, 0) },
        transport: vec!["人が運ぶ（2 名以上）".to_owned()],
        work: "benefits".to_owned(),
    }
}

fn place_check() -> PlaceCheck {
    let line = |number: &str, serial: &str, expected, finding| CheckLine {
        expected,
        finding,
        number: number.to_owned(),
        product: "RUF3-HSL16G".to_owned(),
        remarks: String::new(),
        serial: serial.to_owned(),
    };
    let out = Expected::Out { due: Some(at(21, 18, 30)), permit: "P-0042".to_owned() };
    PlaceCheck {
        as_of: date(2026, 6, 15),
        footer: footer(),
        office: OFFICE.to_owned(),
        places: vec![
            Place {
                checked: None,
                lines: vec![
                    line("USB-001", "4C530001230101", out, None),
                    line("USB-003", "4C530001230103", Expected::Here, None),
                    line("USB-004", "4C530001230104", Expected::Here, None),
                ],
                name: "鍵付保管庫①".to_owned(),
                section: "情報政策課".to_owned(),
            },
            Place {
                checked: Some(Checked { at: at(15, 10, 20), by: "辻 一郎".to_owned() }),
                lines: vec![
                    line("USB-006", "A0099-4", Expected::Here, Some(Finding::Found)),
                    line("USB-007", "A0099-5", Expected::Here, Some(Finding::Missing)),
                ],
                name: "耐火金庫".to_owned(),
                section: "福祉課".to_owned(),
            },
        ],
    }
}

fn incident() -> Incident {
    let moment = |day, hour, minute, certainty, record, text: &str| Moment {
        at: at(day, hour, minute),
        certainty,
        record,
        text: text.to_owned(),
    };
    let report =
        |what: &str, to: &str, due| Report { done: None, due, to: to.to_owned(), what: what.to_owned() };
    Incident {
        contacts: vec![
            Contact {
                name: "辻 一郎".to_owned(),
                phone: "06-0000-0001".to_owned(),
                role: "情報セキュリティ管理者".to_owned(),
            },
            Contact {
                name: "本田 和子".to_owned(),
                phone: "06-0000-0002".to_owned(),
                role: "福祉課長（データ所管）".to_owned(),
            },
        ],
        datasets: vec![residents(), accounts()],
        footer: Footer { printed: at(22, 16, 5), ..footer() },
        last_holders: vec![Holder {
            media: vec!["USB-001".to_owned(), "USB-002".to_owned()],
            name: "﨑山 花子".to_owned(),
            party: "株式会社尼浜システム".to_owned(),
            record: Some(1_231),
            since: at(21, 17, 5),
        }],
        media: vec!["USB-001".to_owned(), "USB-002".to_owned()],
        number: "I-0003".to_owned(),
        office: OFFICE.to_owned(),
        people: Some(460_517),
        permit: Some("P-0042".to_owned()),
        readable: "判断できません（暗号は申告のみで、開封の記録を取る仕組みがありません）".to_owned(),
        reported: Some(at(22, 15, 45)),
        reports: vec![
            Report {
                done: Some(at(22, 16, 0)),
                ..report("事故の第一報", "最高情報セキュリティ責任者", at(22, 16, 45))
            },
            report("速報", "個人情報保護委員会", date(2026, 6, 26).at(17, 0, 0, 0)),
            report("確報", "個人情報保護委員会", date(2026, 7, 22).at(17, 0, 0, 0)),
        ],
        timeline: vec![
            moment(
                21,
                17,
                5,
                Certainty::Recorded,
                Some(1_231),
                "媒体2本を受け取り、吹野コールセンターを出発",
            ),
            moment(21, 18, 30, Certainty::Recorded, Some(1_240), "返却期限を経過"),
            moment(22, 15, 45, Certainty::Claimed, Some(1_252), "かばんごと見当たらないとの電話"),
            moment(22, 15, 50, Certainty::False, Some(1_253), "二次委託先の社員が運搬したとの説明"),
            moment(22, 16, 2, Certainty::Corrected, Some(1_257), "運搬者は三次委託先の者と訂正"),
        ],
        what: "住民データを入れたUSBメモリ2本の所在が分からなくなった".to_owned(),
    }
}
