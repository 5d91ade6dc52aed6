//! The seven tables: names, columns and rows at full scale.

/// A table of the town.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub enum Table {
    /// The register of residents (住民).
    Residents,
    /// Resident tax: per-capita levy (住民税の均等割).
    ResidentTax,
    /// Benefit households of fiscal 2021.
    Benefits2021,
    /// Benefit households of fiscal 2022.
    Benefits2022,
    /// Bank accounts of public assistance (生活保護).
    AccountsWelfare,
    /// Bank accounts of the child allowance (児童手当).
    AccountsChildAllowance,
    /// Yes or no for every resident: is the household one of those that get the benefit?
    Eligible,
}

const RESIDENTS: &[&str] = &[
    "宛名番号",
    "世帯番号",
    "氏名",
    "氏名カナ",
    "郵便番号",
    "住所",
    "方書",
    "生年月日",
    "性別",
    "続柄",
    "住民となった日",
    "住民となった事由",
    "国籍等",
    "支援措置",
];
const BENEFITS: &[&str] = &["世帯主宛名番号", "申請番号", "受付日", "不達理由", "振込済処理日時"];
const ACCOUNTS: &[&str] =
    &["宛名番号", "金融機関コード", "支店コード", "口座種別", "口座番号", "口座名義人カナ"];

impl Table {
    /// All tables, the residents first.
    pub const ALL: [Self; 7] = [
        Self::Residents,
        Self::ResidentTax,
        Self::Benefits2021,
        Self::Benefits2022,
        Self::AccountsWelfare,
        Self::AccountsChildAllowance,
        Self::Eligible,
    ];

    /// Gives the name of the file, which says that the data is fictional.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Residents => "架空データ_住民.csv",
            Self::ResidentTax => "架空データ_住民税.csv",
            Self::Benefits2021 => "架空データ_給付金_令和3年度.csv",
            Self::Benefits2022 => "架空データ_給付金_令和4年度.csv",
            Self::AccountsWelfare => "架空データ_口座_生活保護.csv",
            Self::AccountsChildAllowance => "架空データ_口座_児童手当.csv",
            Self::Eligible => "架空データ_給付対象.csv",
        }
    }

    /// Gives the heads of the columns, as in the first line of the file.
    pub fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Residents => RESIDENTS,
            Self::ResidentTax => &["宛名番号", "均等割額"],
            Self::Benefits2021 | Self::Benefits2022 => BENEFITS,
            Self::AccountsWelfare | Self::AccountsChildAllowance => ACCOUNTS,
            Self::Eligible => &["宛名番号", "給付対象"],
        }
    }

    /// Gives a name in ASCII that stays the same.
    pub fn name(self) -> &'static str {
        match self {
            Self::Residents => "residents",
            Self::ResidentTax => "resident-tax",
            Self::Benefits2021 => "benefits-2021",
            Self::Benefits2022 => "benefits-2022",
            Self::AccountsWelfare => "accounts-welfare",
            Self::AccountsChildAllowance => "accounts-child-allowance",
            Self::Eligible => "eligible",
        }
    }

    /// Gives the rows of the 2022 case.
    pub(crate) fn full_rows(self) -> u32 {
        match self {
            Self::Residents | Self::Eligible => 460_517,
            Self::ResidentTax => 360_573,
            Self::Benefits2021 => 74_767,
            Self::Benefits2022 => 7_949,
            Self::AccountsWelfare => 16_765,
            Self::AccountsChildAllowance => 69_261,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_has_its_own_names_and_says_that_it_is_fictional() {
        let files: std::collections::BTreeSet<_> = Table::ALL.iter().map(|t| t.file_name()).collect();
        let names: std::collections::BTreeSet<_> = Table::ALL.iter().map(|t| t.name()).collect();
        assert_eq!((files.len(), names.len()), (7, 7));
        assert!(files.iter().all(|file| file.starts_with("架空データ_")));
        assert!(names.iter().all(|name| name.is_ascii()));
    }

    #[test]
    fn residents_have_fourteen_fields_and_eligibility_is_not_among_them() {
        assert_eq!(Table::Residents.columns().len(), 14);
        assert!(!Table::Residents.columns().contains(&"給付対象"));
    }
}
