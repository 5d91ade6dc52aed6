//! Where people live: quarters, house numbers and buildings of a town that is on no map.

use std::fmt;

use crate::dice::{Dice, Stream};
use crate::hard_case::HardCase;

/// A quarter of the town, with a postcode that nobody uses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Quarter {
    /// Its districts (丁目), counted from 1.
    pub districts: u32,
    /// Its name.
    pub name: &'static str,
    /// Its postcode, `000-xxxx`: no real one begins with 000.
    pub postcode: &'static str,
}

/// An address without the postcode.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Address {
    /// The block (番).
    pub block: u32,
    /// The building and room, if it is a flat (方書).
    pub building: Option<Building>,
    /// The district (丁目).
    pub district: u32,
    /// The house (号).
    pub house: u32,
    /// How the numbers are written.
    pub numbers: NumberStyle,
    /// The quarter.
    pub quarter: &'static Quarter,
}

/// A building and a room in it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Building {
    /// Its name.
    pub name: &'static str,
    /// The room.
    pub room: u32,
}

/// How the numbers of an address are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NumberStyle {
    /// With minus signs: `3−12−5`.
    MinusSigns,
    /// In words: `3丁目12番5号`.
    Words,
}

const QUARTERS: [Quarter; 46] = [
    Quarter { districts: 5, name: "関守本町", postcode: "000-0001" },
    Quarter { districts: 3, name: "関所前", postcode: "000-0021" },
    Quarter { districts: 4, name: "手形町", postcode: "000-0041" },
    Quarter { districts: 3, name: "旅籠通町", postcode: "000-0061" },
    Quarter { districts: 4, name: "番所守町", postcode: "000-0081" },
    Quarter { districts: 2, name: "木戸番口", postcode: "000-0101" },
    Quarter { districts: 5, name: "遠見関台", postcode: "000-0121" },
    Quarter { districts: 3, name: "関鈴町", postcode: "000-0141" },
    Quarter { districts: 4, name: "峠関町", postcode: "000-0161" },
    Quarter { districts: 3, name: "見返橋", postcode: "000-0181" },
    Quarter { districts: 3, name: "継立守町", postcode: "000-0201" },
    Quarter { districts: 2, name: "馬継町", postcode: "000-0221" },
    Quarter { districts: 2, name: "高札場", postcode: "000-0241" },
    Quarter { districts: 5, name: "関縄手町", postcode: "000-0261" },
    Quarter { districts: 6, name: "北之関", postcode: "000-0281" },
    Quarter { districts: 6, name: "南之関", postcode: "000-0301" },
    Quarter { districts: 3, name: "関見坂", postcode: "000-0321" },
    Quarter { districts: 2, name: "通行坂", postcode: "000-0341" },
    Quarter { districts: 3, name: "松明見町", postcode: "000-0361" },
    Quarter { districts: 2, name: "早駕籠町", postcode: "000-0381" },
    Quarter { districts: 4, name: "飛脚通", postcode: "000-0401" },
    Quarter { districts: 5, name: "笠松浜", postcode: "000-0421" },
    Quarter { districts: 3, name: "草鞋町", postcode: "000-0441" },
    Quarter { districts: 2, name: "茶屋辻", postcode: "000-0461" },
    Quarter { districts: 4, name: "一里守町", postcode: "000-0481" },
    Quarter { districts: 3, name: "渡守場", postcode: "000-0501" },
    Quarter { districts: 2, name: "帳付町", postcode: "000-0521" },
    Quarter { districts: 2, name: "印形町", postcode: "000-0541" },
    Quarter { districts: 3, name: "封蔵町", postcode: "000-0561" },
    Quarter { districts: 2, name: "鍵屋小路", postcode: "000-0581" },
    Quarter { districts: 4, name: "検見守町", postcode: "000-0601" },
    Quarter { districts: 1, name: "詮議町", postcode: "000-0621" },
    Quarter { districts: 5, name: "札見台", postcode: "000-0641" },
    Quarter { districts: 4, name: "関戸表町", postcode: "000-0661" },
    Quarter { districts: 3, name: "関戸裏町", postcode: "000-0681" },
    Quarter { districts: 2, name: "夜番町", postcode: "000-0701" },
    Quarter { districts: 3, name: "朝立町", postcode: "000-0721" },
    Quarter { districts: 3, name: "荷改町", postcode: "000-0741" },
    Quarter { districts: 6, name: "箱継台", postcode: "000-0761" },
    Quarter { districts: 2, name: "道標町", postcode: "000-0781" },
    Quarter { districts: 4, name: "石垣浜", postcode: "000-0801" },
    Quarter { districts: 5, name: "水関町", postcode: "000-0821" },
    Quarter { districts: 4, name: "風待浜", postcode: "000-0841" },
    Quarter { districts: 3, name: "霧見台", postcode: "000-0861" },
    Quarter { districts: 2, name: "能舞坂", postcode: "000-0881" },
    Quarter { districts: 6, name: "新関守町", postcode: "000-0901" },
];

/// Some hold the byte 5C (backslash) as half of a character in CP932: ソ, 表, 能, 予.
const BUILDINGS: [&str; 24] = [
    "コーポ見返",
    "ハイツ遠見",
    "メゾン関守",
    "グランデ北之関",
    "サンライズ縄手",
    "ソレイユ表町",
    "パークサイド水守",
    "ヴィラ風待",
    "シャトー霧見",
    "エスポワール新関",
    "レジデンス箱継",
    "ドミール松明",
    "プレミール峠",
    "カーサ草鞋",
    "関守団地A棟",
    "関守団地B棟",
    "市営縄手住宅",
    "県営札見台住宅",
    "第二飛脚荘",
    "関所前マンション",
    "リバーサイド渡場",
    "コンフォート一里木",
    "フォレスト朝立",
    "予備橋アパート",
];

impl Address {
    /// Draws the address of a household of that many people.
    pub(crate) fn of_household(seed: u64, household: u32, people: usize, case: Option<HardCase>) -> Self {
        let mut dice = Dice::new(seed, Stream::Place, household);
        let [first, ..] = &QUARTERS;
        let quarter = dice.pick(&QUARTERS).unwrap_or(first);
        let minus = case == Some(HardCase::MinusInAddress);
        Self {
            block: 1 + dice.below(40),
            district: 1 + dice.below(quarter.districts),
            house: 1 + dice.below(30),
            numbers: if minus { NumberStyle::MinusSigns } else { NumberStyle::Words },
            quarter,
            building: building(&mut dice, people, case),
        }
    }
}

fn building(dice: &mut Dice, people: usize, case: Option<HardCase>) -> Option<Building> {
    let flats_per_mille = if people == 1 { 680 } else { 430 };
    let lives_in_flat = dice.per_mille(flats_per_mille);
    let [first, ..] = &BUILDINGS;
    let drawn = dice.pick(&BUILDINGS).unwrap_or(first);
    let room = 100 * (1 + dice.below(12)) + 1 + dice.below(9);
    match case.and_then(HardCase::building) {
        Some(name) => Some(Building { name, room }),
        None if lives_in_flat => Some(Building { name: drawn, room }),
        None => None,
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { block, district, house, quarter: Quarter { name, .. }, .. } = self;
        match self.numbers {
            NumberStyle::MinusSigns => {
                write!(f, "架空県関守市{name}{district}\u{2212}{block}\u{2212}{house}")
            }
            NumberStyle::Words => write!(f, "架空県関守市{name}{district}丁目{block}番{house}号"),
        }
    }
}

impl fmt::Display for Building {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}号", self.name, self.room)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_quarter_has_its_own_postcode_that_nobody_uses() {
        let codes: BTreeSet<_> = QUARTERS.iter().map(|quarter| quarter.postcode).collect();
        assert_eq!(codes.len(), QUARTERS.len());
        assert!(codes.iter().all(|code| code.starts_with("000-") && code.len() == 8));
    }
}
