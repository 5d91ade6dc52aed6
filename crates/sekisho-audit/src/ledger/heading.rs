//! The headings that offices give to the columns of their ledgers.

use crate::fold;

/// What a column of a ledger can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// 貸与者, 借受者: who has it on loan.
    Borrower,
    /// 容量.
    Capacity,
    /// 返却期限.
    Due,
    /// 管理者, 責任者: who keeps it.
    Keeper,
    /// シール番号, ラベル.
    Label,
    /// 貸与日.
    Lent,
    /// 管理番号.
    Number,
    /// 保管場所.
    Place,
    /// 製品名, 型番, メーカー.
    Product,
    /// 登録日, 配備日.
    Registered,
    /// 備考.
    Remarks,
    /// 返却日.
    Returned,
    /// 所属, 課.
    Section,
    /// 製造番号, シリアル番号.
    Serial,
    /// 状態, 区分.
    Status,
}

/// Headings by field, as [`fold::word`] leaves them, the surest first.
const HEADINGS: [(Field, &[&str]); 15] = [
    (
        Field::Number,
        &[
            "管理番号",
            "媒体管理番号",
            "媒体番号",
            "登録番号",
            "台帳番号",
            "usb番号",
            "usbメモリ番号",
            "usb管理番号",
            "機器番号",
            "備品番号",
            "整理番号",
            "mediumnumber",
            "number",
            "番号",
            "no.",
            "no",
            "#",
        ],
    ),
    (
        Field::Product,
        &[
            "製品名",
            "製品",
            "品名",
            "型番",
            "型式",
            "機種",
            "機種名",
            "メーカー・型番",
            "メーカー/型番",
            "メーカー名",
            "メーカー",
            "product",
            "model",
        ],
    ),
    (
        Field::Serial,
        &[
            "製造番号",
            "シリアル番号",
            "シリアルナンバー",
            "シリアルno.",
            "シリアルno",
            "シリアル",
            "serialnumber",
            "serialno.",
            "serial",
            "s/n",
            "sn",
            "製造no.",
            "製造no",
            "固有番号",
        ],
    ),
    (Field::Capacity, &["容量", "記憶容量", "記録容量", "サイズ", "capacity", "size"]),
    (
        Field::Label,
        &[
            "シール番号",
            "シール",
            "ラベル",
            "ラベル名",
            "ラベル番号",
            "表示名",
            "貼付シール番号",
            "label",
            "sticker",
        ],
    ),
    (
        Field::Section,
        &[
            "所属",
            "所属名",
            "所管課",
            "所管",
            "配備先",
            "配置先",
            "課名",
            "課",
            "課・係",
            "部署",
            "部署名",
            "部課名",
            "担当課",
            "管理課",
            "利用課",
            "使用課",
            "section",
        ],
    ),
    (Field::Place, &["保管場所", "保管先", "保管庫", "保管", "設置場所", "place", "storageplace"]),
    (Field::Keeper, &["管理者", "管理者名", "管理責任者", "保管責任者", "責任者", "管理担当者", "keeper"]),
    (
        Field::Registered,
        &[
            "登録日",
            "登録年月日",
            "配備日",
            "配備年月日",
            "取得日",
            "取得年月日",
            "購入日",
            "購入年月日",
            "導入日",
            "導入年月日",
            "registered",
            "registeredon",
            "registereddate",
        ],
    ),
    (Field::Status, &["状態", "状況", "現況", "使用状況", "利用状況", "区分", "ステータス", "status"]),
    (Field::Remarks, &["備考", "備考欄", "摘要", "特記事項", "メモ", "remarks", "notes"]),
    (
        Field::Lent,
        &[
            "貸与日",
            "貸与年月日",
            "貸出日",
            "貸出年月日",
            "持出日",
            "持出し日",
            "持ち出し日",
            "lent",
            "lenton",
        ],
    ),
    (Field::Returned, &["返却日", "返却年月日", "返還日", "返還年月日", "returned", "returnedon"]),
    (Field::Due, &["返却期限", "返却予定日", "返却予定", "貸与期限", "貸出期限", "due", "dueback"]),
    (
        Field::Borrower,
        &[
            "貸与者",
            "貸出者",
            "借受者",
            "借受人",
            "使用者",
            "利用者",
            "貸与先",
            "貸出先",
            "被貸与者",
            "持出者",
            "borrower",
        ],
    ),
];

/// More than one field has headings.
const MOST_HEADINGS: usize = 100;

impl Field {
    /// Lists every field in the order of a ledger.
    pub fn all() -> impl Iterator<Item = Self> {
        HEADINGS.iter().map(|(field, _)| *field)
    }

    /// Gives the word for the field in an explicit mapping.
    pub fn key(self) -> &'static str {
        match self {
            Self::Borrower => "borrower",
            Self::Capacity => "capacity",
            Self::Due => "due",
            Self::Keeper => "keeper",
            Self::Label => "label",
            Self::Lent => "lent",
            Self::Number => "number",
            Self::Place => "place",
            Self::Product => "product",
            Self::Registered => "registered",
            Self::Remarks => "remarks",
            Self::Returned => "returned",
            Self::Section => "section",
            Self::Serial => "serial",
            Self::Status => "status",
        }
    }
}

/// Gives the field of a heading and how sure that is, 0 being the surest.
///
/// What stands in brackets is a remark; of a double heading such as 製品名・型番 the first half counts.
pub(super) fn known(text: &str) -> Option<(Field, usize)> {
    let folded = fold::word(text);
    let marked = folded.trim_start_matches(['※', '*']);
    let bare = marked.split('(').next().unwrap_or_default();
    let half = bare.split(['・', '/', '、']).next().unwrap_or_default();
    // A half heading is less sure than any whole one.
    let spellings = [(folded.as_str(), 0), (bare, 0), (half, MOST_HEADINGS)];
    spellings.into_iter().find_map(|(spelling, doubt)| {
        let rank = |headings: &[&str]| headings.iter().position(|heading| *heading == spelling);
        let found = |(field, headings): &(Field, &[&str])| rank(headings).map(|rank| (*field, rank));
        HEADINGS.iter().find_map(found).map(|(field, rank)| (field, rank.saturating_add(doubt)))
    })
}

/// Gives the unit in a heading such as 容量（ＧＢ）.
pub(super) fn unit(heading: &str) -> String {
    let folded = fold::word(heading);
    folded.split_once('(').map(|(_, unit)| unit.trim_end_matches(')').to_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_in_every_width_and_with_remarks_in_brackets() {
        let table = [
            ("管理番号", Some(Field::Number)),
            ("管 理 番 号", Some(Field::Number)),
            ("Ｎｏ．", Some(Field::Number)),
            ("ｼﾘｱﾙ番号", Some(Field::Serial)),
            ("Ｓ／Ｎ", Some(Field::Serial)),
            ("容量（ＧＢ）", Some(Field::Capacity)),
            ("所属\n（課・係）", Some(Field::Section)),
            ("※備考", Some(Field::Remarks)),
            ("製品名・型番", Some(Field::Product)),
            ("課／係", Some(Field::Section)),
            ("課コード", None),
            ("使用目的", None),
            ("", None),
        ];
        for (heading, field) in table {
            assert_eq!(known(heading).map(|(field, _)| field), field, "{heading}");
        }
    }

    #[test]
    fn each_heading_belongs_to_one_field_and_is_written_folded() {
        let all: Vec<_> = HEADINGS.iter().flat_map(|(_, headings)| headings.iter()).collect();
        let distinct: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(all.len(), distinct.len());
        for heading in all {
            assert_eq!(&fold::word(heading), heading);
        }
    }
}
