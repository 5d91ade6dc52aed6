//! What breaks naive programs, spread over the town in a fixed share.

use crate::name::Word;

/// Something awkward that a household carries.
///
/// Every fortieth household carries one, and they take turns in the order below, so each occurs once the
/// town has some 1,120 households (a scale of 1/100 has about 2,200). The seed decides who begins.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum HardCase {
    /// An address that must not be told to anybody (支援措置).
    AddressProtected,
    /// 髙 U+9AD9: in CP932, but not in JIS X 0208.
    LadderTaka,
    /// A birth on 29 February.
    LeapDay,
    /// 𠮷 U+20BB7: outside the basic plane, no code in CP932.
    Tsuchiyoshi,
    /// 〜 U+301C wave dash: no code in CP932.
    WaveDash,
    /// 﨑 U+FA11: in CP932, but not in JIS X 0208.
    StandingSaki,
    /// A person of a hundred years or more.
    Centenarian,
    /// 葛 followed by U+E0100: one sign made of two code points, the second without a code.
    KatsuWithSelector,
    /// ～ U+FF5E fullwidth tilde: the look-alike of the wave dash that CP932 has.
    FullwidthTilde,
    /// 德 U+5FB7: in CP932, but not in JIS X 0208.
    OldToku,
    /// 𡈽 U+2123D: only in JIS X 0213.
    DottedTsuchi,
    /// か゚ U+304B U+309A: one sign made of two code points, the second without a code.
    NasalKa,
    /// 閒 U+9592: in CP932, but not in JIS X 0208.
    OldMa,
    /// − U+2212 minus in the house number: no code in CP932, often replaced by －.
    MinusInAddress,
    /// 仼 U+4EFC: in CP932, but not in JIS X 0208; looks like 任.
    OddNin,
    /// ‖ U+2016 double vertical line: no code in CP932, often replaced by ∥.
    DoubleVerticalLine,
    /// 邊 U+908A, one of the many ways to write Watanabe.
    WatanabeBridge,
    /// ∥ U+2225 parallel to: the look-alike that CP932 has.
    ParallelTo,
    /// 邉 U+9089, another way to write Watanabe.
    WatanabeMouth,
    /// — U+2014 em dash: no code in CP932, often replaced by ―.
    EmDash,
    /// 栁 U+6801: in CP932, but not in JIS X 0208.
    OldYanagi,
    /// Half-width kana in the column of kana, where a voiced sign is two characters.
    HalfWidthKana,
    /// 瀨 U+7028: in CP932, but not in JIS X 0208.
    OldSe,
    /// 鷗 U+9DD7: no code in CP932, which has 鴎.
    OldKamome,
    /// 濵 U+6FF5: in CP932, but not in JIS X 0208.
    OldHama,
    /// 凜 U+51DC beside 凛 U+51DB.
    RinVariant,
    /// Ⅱ U+2161: two codes in CP932, one of which is used.
    RomanNumeral,
    /// A name in Latin letters, read in katakana.
    ForeignName,
}

/// Households from one hard case to the next.
const EVERY: u64 = 40;

impl HardCase {
    /// All hard cases, in the order in which they take turns.
    pub const ALL: [Self; 28] = [
        Self::AddressProtected,
        Self::LadderTaka,
        Self::LeapDay,
        Self::Tsuchiyoshi,
        Self::WaveDash,
        Self::StandingSaki,
        Self::Centenarian,
        Self::KatsuWithSelector,
        Self::FullwidthTilde,
        Self::OldToku,
        Self::DottedTsuchi,
        Self::NasalKa,
        Self::OldMa,
        Self::MinusInAddress,
        Self::OddNin,
        Self::DoubleVerticalLine,
        Self::WatanabeBridge,
        Self::ParallelTo,
        Self::WatanabeMouth,
        Self::EmDash,
        Self::OldYanagi,
        Self::HalfWidthKana,
        Self::OldSe,
        Self::OldKamome,
        Self::OldHama,
        Self::RinVariant,
        Self::RomanNumeral,
        Self::ForeignName,
    ];

    /// Gives the characters that the residents' table then holds, if the case is about characters.
    pub fn mark(self) -> Option<&'static str> {
        match self {
            Self::AddressProtected
            | Self::Centenarian
            | Self::ForeignName
            | Self::HalfWidthKana
            | Self::LeapDay => None,
            Self::LadderTaka => Some("髙"),
            Self::Tsuchiyoshi => Some("𠮷"),
            Self::WaveDash => Some("\u{301C}"),
            Self::StandingSaki => Some("﨑"),
            Self::KatsuWithSelector => Some("葛\u{E0100}"),
            Self::FullwidthTilde => Some("\u{FF5E}"),
            Self::OldToku => Some("德"),
            Self::DottedTsuchi => Some("𡈽"),
            Self::NasalKa => Some("か\u{309A}"),
            Self::OldMa => Some("閒"),
            Self::MinusInAddress => Some("\u{2212}"),
            Self::OddNin => Some("仼"),
            Self::DoubleVerticalLine => Some("\u{2016}"),
            Self::WatanabeBridge => Some("邊"),
            Self::ParallelTo => Some("\u{2225}"),
            Self::WatanabeMouth => Some("邉"),
            Self::EmDash => Some("\u{2014}"),
            Self::OldYanagi => Some("栁"),
            Self::OldSe => Some("瀨"),
            Self::OldKamome => Some("鷗"),
            Self::OldHama => Some("濵"),
            Self::RinVariant => Some("凜"),
            Self::RomanNumeral => Some("Ⅱ"),
        }
    }

    /// Gives the character that CP932 lacks, if it is one of those.
    pub fn missing_in_cp932(self) -> Option<char> {
        match self {
            Self::Tsuchiyoshi => Some('𠮷'),
            Self::WaveDash => Some('\u{301C}'),
            Self::KatsuWithSelector => Some('\u{E0100}'),
            Self::DottedTsuchi => Some('𡈽'),
            Self::NasalKa => Some('\u{309A}'),
            Self::MinusInAddress => Some('\u{2212}'),
            Self::DoubleVerticalLine => Some('\u{2016}'),
            Self::EmDash => Some('\u{2014}'),
            Self::OldKamome => Some('鷗'),
            _ => None,
        }
    }

    /// Tells which case a household carries, if any.
    pub(crate) fn of_household(seed: u64, household: u32) -> Option<Self> {
        let place = seed % EVERY + u64::from(household);
        if place % EVERY != EVERY - 1 {
            return None;
        }
        let length = Self::ALL.len() as u64;
        let turn = (place / EVERY + seed / EVERY % length) % length;
        Self::ALL.get(usize::try_from(turn).unwrap_or(0)).copied()
    }

    /// Gives the surname that the case is about.
    pub(crate) fn surname(self) -> Option<Word> {
        let (written, kana) = match self {
            Self::LadderTaka => ("髙橋", "タカハシ"),
            Self::Tsuchiyoshi => ("𠮷田", "ヨシダ"),
            Self::StandingSaki => ("山﨑", "ヤマザキ"),
            Self::KatsuWithSelector => ("葛\u{E0100}城", "カツラギ"),
            Self::OldToku => ("德永", "トクナガ"),
            Self::DottedTsuchi => ("𡈽屋", "ツチヤ"),
            Self::OldMa => ("本閒", "ホンマ"),
            Self::WatanabeBridge => ("渡邊", "ワタナベ"),
            Self::WatanabeMouth => ("渡邉", "ワタナベ"),
            Self::OldYanagi => ("栁田", "ヤナギダ"),
            Self::OldSe => ("瀨戸", "セト"),
            Self::OldHama => ("濵田", "ハマダ"),
            _ => return None,
        };
        Some(Word { kana, written })
    }

    /// Gives the given name of the head that the case is about; all three are borne by both sexes.
    pub(crate) fn given(self) -> Option<Word> {
        let (written, kana) = match self {
            Self::OddNin => ("仼", "マコト"),
            Self::OldKamome => ("鷗", "カモメ"),
            Self::RinVariant => ("凜", "リン"),
            _ => return None,
        };
        Some(Word { kana, written })
    }

    /// Gives the name of the building that the case is about.
    pub(crate) fn building(self) -> Option<&'static str> {
        match self {
            Self::DoubleVerticalLine => Some("関守館\u{2016}東"),
            Self::EmDash => Some("ルミエール\u{2014}峠"),
            Self::FullwidthTilde => Some("メゾン\u{FF5E}せきもり\u{FF5E}"),
            Self::NasalKa => Some("コーポか\u{309A}んぎ"),
            Self::ParallelTo => Some("関守館\u{2225}西"),
            Self::RomanNumeral => Some("ハイツ見返Ⅱ"),
            Self::WaveDash => Some("メゾン\u{301C}せきもり\u{301C}"),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_case_takes_its_turn_whatever_the_seed() {
        for seed in [0, 1, 39, 40, 2022, u64::MAX] {
            let seen: BTreeSet<_> =
                (0..1120).filter_map(|household| HardCase::of_household(seed, household)).collect();
            assert_eq!(seen, HardCase::ALL.into_iter().collect::<BTreeSet<_>>(), "seed {seed}");
        }
    }

    #[test]
    fn marks_stand_in_the_name_or_building_that_carries_them() {
        for case in HardCase::ALL {
            let carriers = [
                case.surname().map(|word| word.written),
                case.given().map(|word| word.written),
                case.building(),
            ];
            if let Some(carrier) = carriers.into_iter().flatten().next() {
                assert!(carrier.contains(case.mark().unwrap()), "{case:?}");
            }
            if let Some(missing) = case.missing_in_cp932() {
                assert!(case.mark().unwrap().contains(missing), "{case:?}");
            }
        }
    }
}
