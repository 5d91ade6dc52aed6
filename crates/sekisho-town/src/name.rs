//! Names: surnames by number of bearers, given names by sex, and people from abroad.

use std::fmt;

use crate::dice::{Dice, Stream};
use crate::hard_case::HardCase;
use crate::household::{Household, Member, Relation, Sex};
use crate::kana::half_width;

/// A part of a name with its reading.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Word {
    /// Its reading in full-width katakana.
    pub kana: &'static str,
    /// As it is written.
    pub written: &'static str,
}

/// The script of a name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Script {
    /// Kanji and kana, parted by an ideographic space.
    Japanese,
    /// Capital letters, parted by a space.
    Latin,
}

/// The width of the reading in the register.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum KanaWidth {
    /// Full width, one character for a voiced sign.
    Full,
    /// Half width, two characters for a voiced sign.
    Half,
}

/// A full name, the surname first.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Name {
    /// The surname.
    pub family: Word,
    /// The given name.
    pub given: Word,
    /// The width of the reading in the register.
    pub kana_width: KanaWidth,
    /// The script.
    pub script: Script,
}

/// The names of a household, in the order of its members.
#[derive(Clone, Debug)]
pub(crate) struct HouseholdNames {
    pub(crate) names: Vec<Name>,
    pub(crate) nationality: &'static str,
}

/// The lists that names are drawn from.
#[derive(Clone, Debug)]
pub(crate) struct NameLists {
    /// Surnames with the bearers of all surnames up to and including this one.
    families: Vec<(u32, Word)>,
    female: Vec<Word>,
    foreign: Vec<Origin>,
    male: Vec<Word>,
}

#[derive(Clone, Debug)]
struct Origin {
    family: Vec<Word>,
    female: Vec<Word>,
    male: Vec<Word>,
    nationality: &'static str,
}

const JAPAN: &str = "日本";
/// Stands in if a list were empty, which the test of the lists excludes.
const FALLBACK: Word = Word { kana: "セキモリ", written: "関守" };

impl HouseholdNames {
    pub(crate) fn is_from_abroad(&self) -> bool {
        self.nationality != JAPAN
    }
}

impl Name {
    /// Gives the reading in the width of the register.
    pub fn kana(&self) -> String {
        let full = format!("{}\u{3000}{}", self.family.kana, self.given.kana);
        match self.kana_width {
            KanaWidth::Full => full,
            KanaWidth::Half => half_width(&full),
        }
    }

    /// Gives the reading as banks write the holder of an account.
    pub fn account_holder(&self) -> String {
        half_width(&Self { kana_width: KanaWidth::Full, ..*self }.kana())
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let space = match self.script {
            Script::Japanese => '\u{3000}',
            Script::Latin => ' ',
        };
        write!(f, "{}{space}{}", self.family.written, self.given.written)
    }
}

impl NameLists {
    /// Reads the lists of the crate.
    ///
    /// Source: data/LICENSE-names.txt.
    pub(crate) fn read() -> Self {
        Self {
            families: families(include_str!("../data/surnames.tsv")),
            female: given(include_str!("../data/given-female.tsv")),
            foreign: origins(include_str!("../data/foreign.tsv")),
            male: given(include_str!("../data/given-male.tsv")),
        }
    }

    /// Names the people of a household.
    pub(crate) fn of_household(&self, seed: u64, household: &Household) -> HouseholdNames {
        let mut dice = Dice::new(seed, Stream::Name, household.index);
        let named_case = household.case.is_some_and(|case| case.surname().or(case.given()).is_some());
        let from_abroad = dice.per_mille(26) && !named_case || household.case == Some(HardCase::ForeignName);
        let origin = if from_abroad { dice.pick(&self.foreign) } else { None };
        match origin {
            Some(origin) => origin.names(&mut dice, household),
            None => self.japanese_names(&mut dice, household),
        }
    }

    fn japanese_names(&self, dice: &mut Dice, household: &Household) -> HouseholdNames {
        let case = household.case;
        let drawn = self.family(dice);
        let family = case.and_then(HardCase::surname).unwrap_or(drawn);
        // With the lodgers this makes 2 to 3 % of all households.
        let one_differs = dice.per_mille(30);
        let last = household.members.len() - 1;
        let kana_width =
            if case == Some(HardCase::HalfWidthKana) { KanaWidth::Half } else { KanaWidth::Full };
        let mut names = Vec::with_capacity(household.members.len());
        for (place, member) in household.members.iter().enumerate() {
            let differs = member.relation == Relation::Lodger || (one_differs && place == last && place > 0);
            let family = if differs { self.family(dice) } else { family };
            let drawn = self.given(dice, member);
            let of_case = case.and_then(HardCase::given).filter(|_| place == 0);
            names.push(Name {
                family,
                given: of_case.unwrap_or(drawn),
                kana_width,
                script: Script::Japanese,
            });
        }
        HouseholdNames { names, nationality: JAPAN }
    }

    fn family(&self, dice: &mut Dice) -> Word {
        let bearers = self.families.last().map_or(0, |(sum, _)| *sum);
        let hit = dice.below(bearers);
        let place = self.families.partition_point(|(sum, _)| *sum <= hit);
        self.families.get(place).map_or(FALLBACK, |(_, word)| *word)
    }

    fn given(&self, dice: &mut Dice, member: &Member) -> Word {
        let list = match member.sex {
            Sex::Female => &self.female,
            Sex::Male => &self.male,
        };
        dice.pick(list).copied().unwrap_or(FALLBACK)
    }
}

impl Origin {
    fn names(&self, dice: &mut Dice, household: &Household) -> HouseholdNames {
        let family = dice.pick(&self.family).copied().unwrap_or(FALLBACK);
        let kana_width = match household.case {
            Some(HardCase::HalfWidthKana) => KanaWidth::Half,
            _ => KanaWidth::Full,
        };
        let names = household.members.iter().map(|member| {
            let own = dice.pick(&self.family).copied().unwrap_or(FALLBACK);
            let list = match member.sex {
                Sex::Female => &self.female,
                Sex::Male => &self.male,
            };
            let given = dice.pick(list).copied().unwrap_or(FALLBACK);
            // Elsewhere a marriage changes no surname.
            let keeps_own = matches!(member.relation, Relation::Lodger | Relation::Spouse);
            let family = if keeps_own { own } else { family };
            Name { family, given, kana_width, script: Script::Latin }
        });
        HouseholdNames { names: names.collect(), nationality: self.nationality }
    }
}

/// Reads lines of surname, bearers and reading.
fn families(list: &'static str) -> Vec<(u32, Word)> {
    let mut sum = 0;
    let mut families = Vec::new();
    for line in list.lines() {
        let mut cells = line.split('\t');
        if let (Some(written), Some(Ok(bearers)), Some(kana)) =
            (cells.next(), cells.next().map(str::parse::<u32>), cells.next())
        {
            sum += bearers;
            families.push((sum, Word { kana, written }));
        }
    }
    families
}

/// Reads lines of a reading and its spellings.
fn given(list: &'static str) -> Vec<Word> {
    let readings = list.lines().filter_map(|line| line.split_once('\t'));
    readings
        .flat_map(|(kana, spellings)| spellings.split(' ').map(move |written| Word { kana, written }))
        .collect()
}

/// Reads lines of nationality, part (family, female, male), spelling and reading, sorted by nationality.
fn origins(list: &'static str) -> Vec<Origin> {
    let mut origins: Vec<Origin> = Vec::new();
    for line in list.lines() {
        let mut cells = line.split('\t');
        let (Some(nationality), Some(part), Some(written), Some(kana)) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            continue;
        };
        if origins.last().is_none_or(|origin| origin.nationality != nationality) {
            let (family, female, male) = (Vec::new(), Vec::new(), Vec::new());
            origins.push(Origin { family, female, male, nationality });
        }
        let Some(origin) = origins.last_mut() else { continue };
        let list = match part {
            "family" => &mut origin.family,
            "female" => &mut origin.female,
            _ => &mut origin.male,
        };
        list.push(Word { kana, written });
    }
    origins
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::append_cp932;

    #[test]
    fn lists_are_complete() {
        let lists = NameLists::read();
        assert_eq!(lists.families.len(), 1999);
        assert_eq!(lists.families.last().unwrap().0, 99_576_500);
        assert_eq!((lists.male.len(), lists.female.len()), (31_547, 12_016));
        assert_eq!(lists.foreign.len(), 7);
        for origin in &lists.foreign {
            assert!(!origin.family.is_empty() && !origin.female.is_empty() && !origin.male.is_empty());
        }
    }

    #[test]
    fn listed_names_hold_no_separator_and_nothing_that_cp932_lacks() {
        let lists = NameLists::read();
        let families = lists.families.iter().map(|(_, word)| word);
        for word in families.chain(&lists.male).chain(&lists.female) {
            for text in [word.kana, word.written] {
                assert!(!text.is_empty() && !text.contains([',', '"', '\t', ' ']), "{text}");
                append_cp932(text, &mut Vec::new(), |_, character| panic!("{character} in {text}"));
            }
        }
    }

    #[test]
    fn frequent_surnames_are_drawn_more_often() {
        let lists = NameLists::read();
        let mut dice = Dice::new(1, Stream::Name, 0);
        let sato = (0..100_000).filter(|_| lists.family(&mut dice).written == "佐藤").count();
        // 1,887,000 of 99.6 million.
        assert!((1_750..2_050).contains(&sato), "{sato}");
    }

    #[test]
    fn names_are_written_for_the_register_and_for_the_bank() {
        let name = Name {
            family: Word { kana: "ハットリ", written: "服部" },
            given: Word { kana: "ジュンペイ", written: "順平" },
            kana_width: KanaWidth::Full,
            script: Script::Japanese,
        };
        assert_eq!(name.to_string(), "服部　順平");
        assert_eq!(name.kana(), "ハットリ　ジュンペイ");
        assert_eq!(name.account_holder(), "ﾊﾂﾄﾘ ｼﾞﾕﾝﾍﾟｲ");
    }
}
