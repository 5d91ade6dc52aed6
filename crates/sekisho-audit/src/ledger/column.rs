//! Which column of a ledger is which field: by its heading, or as the office says.

use std::collections::BTreeMap;

use super::{MappedColumn, Problem, code};
use crate::table::{Cell, Row};
use crate::{Fault, fold};

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
            "管理番号", "媒体管理番号", "媒体番号", "登録番号", "台帳番号", "usb番号", "usbメモリ番号", "usb管理番号",
            "機器番号", "備品番号", "整理番号", "mediumnumber", "number", "番号", "no.", "no", "#",
        ],
    ),
    (
        Field::Product,
        &["製品名", "製品", "品名", "型番", "型式", "機種", "機種名", "メーカー・型番", "メーカー/型番", "メーカー名", "メーカー", "product", "model"],
    ),
    (
        Field::Serial,
        &["製造番号", "シリアル番号", "シリアルナンバー", "シリアルno.", "シリアルno", "シリアル", "serialnumber", "serialno.", "serial", "s/n", "sn", "製造no.", "製造no", "固有番号"],
    ),
    (Field::Capacity, &["容量", "記憶容量", "記録容量", "サイズ", "capacity", "size"]),
    (Field::Label, &["シール番号", "シール", "ラベル", "ラベル名", "ラベル番号", "表示名", "貼付シール番号", "label", "sticker"]),
    (Field::Section, &["所属", "所属名", "所管課", "所管", "配備先", "配置先", "課名", "課", "課・係", "部署", "部署名", "部課名", "担当課", "管理課", "利用課", "使用課", "section"]),
    (Field::Place, &["保管場所", "保管先", "保管庫", "保管", "設置場所", "place", "storageplace"]),
    (Field::Keeper, &["管理者", "管理者名", "管理責任者", "保管責任者", "責任者", "管理担当者", "keeper"]),
    (Field::Registered, &["登録日", "登録年月日", "配備日", "配備年月日", "取得日", "取得年月日", "購入日", "購入年月日", "導入日", "導入年月日", "registered", "registeredon", "registereddate"]),
    (Field::Status, &["状態", "状況", "現況", "使用状況", "利用状況", "区分", "ステータス", "status"]),
    (Field::Remarks, &["備考", "備考欄", "摘要", "特記事項", "メモ", "remarks", "notes"]),
    (Field::Lent, &["貸与日", "貸与年月日", "貸出日", "貸出年月日", "持出日", "持出し日", "持ち出し日", "lent", "lenton"]),
    (Field::Returned, &["返却日", "返却年月日", "返還日", "返還年月日", "returned", "returnedon"]),
    (Field::Due, &["返却期限", "返却予定日", "返却予定", "貸与期限", "貸出期限", "due", "dueback"]),
    (Field::Borrower, &["貸与者", "貸出者", "借受者", "借受人", "使用者", "利用者", "貸与先", "貸出先", "被貸与者", "持出者", "borrower"]),
];

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

/// What the office says about its columns; it goes before everything that is known about headings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping {
    /// Field by folded heading, with the heading as typed; no field means that the column is left out on purpose.
    columns: BTreeMap<String, (String, Option<Field>)>,
}

impl Mapping {
    /// Reads `管理番号=number,機器名=product,決裁=ignore`.
    ///
    /// Shape: pairs apart by `,` or `、`, the field by its [`Field::key`] or `ignore`; an empty text maps nothing.
    /// Errors: [`Fault::Mapping`] with the part that is no pair, names no field, or maps a field a second time.
    pub fn parse(text: &str) -> Result<Self, Fault> {
        let mut mapping = Self::default();
        for part in text.split([',', '，', '、']).map(str::trim).filter(|part| !part.is_empty()) {
            let fault = || Fault::Mapping { part: part.to_owned() };
            let (heading, key) = part.rsplit_once(['=', '＝']).ok_or_else(fault)?;
            let (folded, key) = (fold::word(heading), fold::word(key));
            let field = Field::all().find(|field| field.key() == key);
            let is_new_field = field.is_none() || mapping.columns.values().all(|(_, known)| *known != field);
            let is_field = field.is_some() || key == "ignore";
            if folded.is_empty() || !is_field || !is_new_field || mapping.columns.contains_key(&folded) {
                return Err(fault());
            }
            mapping.columns.insert(folded, (heading.trim().to_owned(), field));
        }
        Ok(mapping)
    }

    /// Tells whether a text is a heading of a ledger.
    pub(super) fn knows(&self, text: &str) -> bool {
        self.columns.contains_key(&fold::word(text)) || known(text).is_some()
    }
}

/// Which column holds which field.
#[derive(Debug, Default)]
pub(super) struct Columns {
    fields: BTreeMap<Field, u32>,
    /// The unit in a heading such as 容量（ＧＢ）.
    pub(super) capacity_unit: String,
}

impl Columns {
    pub(super) fn of(&self, field: Field) -> Option<u32> {
        self.fields.get(&field).copied()
    }

    /// Lists every heading with its field.
    pub(super) fn report(&self, header: &Row) -> Vec<MappedColumn> {
        let field = |cell: &Cell| self.fields.iter().find(|(_, column)| **column == cell.column).map(|(field, _)| *field);
        let mapped = |cell: &Cell| MappedColumn { cell: cell.name(), field: field(cell), heading: shown(cell) };
        header.filled().map(mapped).collect()
    }
}

/// Finds the column of every field: first as the office says, then the surest heading.
pub(super) fn map(header: &Row, mapping: &Mapping) -> (Columns, Vec<Problem>) {
    let mut columns = Columns::default();
    let mut problems = Vec::new();
    let told = |cell: &Cell| mapping.columns.get(&fold::word(&cell.text)).map(|(_, field)| *field);
    for cell in header.filled() {
        if let Some(Some(field)) = told(cell) {
            columns.fields.entry(field).or_insert(cell.column);
        }
    }
    let mut guesses: Vec<_> = header
        .filled()
        .filter(|cell| told(cell).is_none())
        .filter_map(|cell| known(&cell.text).map(|(field, rank)| (field, rank, cell.column)))
        .collect();
    guesses.sort_unstable();
    for (field, _, column) in guesses {
        columns.fields.entry(field).or_insert(column);
    }
    for cell in header.filled() {
        problems.extend(column_problem(header, cell, &columns, told(cell)));
    }
    problems.extend(missing_headings(header, mapping));
    columns.capacity_unit = columns.of(Field::Capacity).map(|column| unit(header.text(column))).unwrap_or_default();
    (columns, problems)
}

fn column_problem(header: &Row, cell: &Cell, columns: &Columns, told: Option<Option<Field>>) -> Option<Problem> {
    let field = match told {
        Some(None) => return None,
        Some(Some(field)) => Some(field),
        None => known(&cell.text).map(|(field, _)| field),
    };
    let at = |code| Problem::at(header, cell.column, code).with("heading", shown(cell)).as_warning();
    match field.map(|field| (field, columns.of(field))) {
        None => Some(at(code::UNKNOWN_COLUMN)),
        Some((field, Some(used))) if used != cell.column => {
            let used = crate::table::cell_name(used, header.number);
            Some(at(code::DUPLICATE_COLUMN).with("field", field.key()).with("used", used))
        }
        Some(_) => None,
    }
}

fn missing_headings<'a>(header: &'a Row, mapping: &'a Mapping) -> impl Iterator<Item = Problem> + 'a {
    let is_missing = |folded: &str| header.filled().all(|cell| fold::word(&cell.text) != folded);
    mapping.columns.iter().filter(move |(folded, _)| is_missing(folded)).filter_map(|(_, (heading, field))| {
        let problem = Problem::whole(code::MAPPED_HEADING_MISSING).with("heading", heading.as_str());
        field.map(|field| problem.with("field", field.key()))
    })
}

/// Gives the field of a heading and how sure that is, 0 being the surest; what stands in brackets is a remark.
fn known(text: &str) -> Option<(Field, usize)> {
    let folded = fold::word(text);
    let bare = folded.split('(').next().filter(|bare| !bare.is_empty()).unwrap_or(&folded);
    let bare = bare.trim_start_matches(['※', '*']);
    let rank = |headings: &[&str]| headings.iter().position(|heading| *heading == folded || *heading == bare);
    HEADINGS.iter().find_map(|(field, headings)| rank(headings).map(|rank| (*field, rank)))
}

fn unit(heading: &str) -> String {
    let folded = fold::word(heading);
    folded.split_once('(').map(|(_, unit)| unit.trim_end_matches(')').to_owned()).unwrap_or_default()
}

/// The heading in one line, as a message shows it.
fn shown(cell: &Cell) -> String {
    cell.text.split_whitespace().collect::<Vec<_>>().join(" ")
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

    #[test]
    fn mapping_is_read_as_an_office_types_it() {
        let mapping = Mapping::parse("機器 名＝product, 管理番号=number、決裁=ignore").unwrap();
        for heading in ["機器名", "管理番号", "決裁"] {
            assert!(mapping.knows(heading), "{heading}");
        }
        assert_eq!(Mapping::parse("").unwrap(), Mapping::default());
    }

    #[test]
    fn mapping_that_says_nothing_or_two_things_is_refused_with_its_part() {
        let table = [
            ("番号", "番号"),
            ("番号=nummer", "番号=nummer"),
            ("=number", "=number"),
            ("甲=number,乙=number", "乙=number"),
            ("甲=number,甲=serial", "甲=serial"),
        ];
        for (text, part) in table {
            let message = Mapping::parse(text).unwrap_err().to_string();
            assert_eq!(message, format!("column mapping `{part}` is not `heading=field`"));
        }
    }
}
