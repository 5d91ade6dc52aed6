//! The columns of these ledgers, and the headings that offices give to them.

use super::Kind;
use crate::fold;
use crate::paper::Language;

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident $key:literal $ja:literal $en:literal [$($alias:literal),*])*) => {
        /// What a column of these ledgers can hold.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Field { $($(#[$doc])* $field,)* }

        impl Field {
            /// Every field.
            pub const ALL: &'static [Self] = &[$(Self::$field),*];

            /// Gives the stable key, as a mapping names it.
            pub fn key(self) -> &'static str {
                match self { $(Self::$field => $key,)* }
            }

            /// Gives the heading that is written.
            pub fn heading(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$field, Language::Ja) => $ja, (Self::$field, Language::En) => $en,)*
                }
            }

            /// Gives the other headings that are read, folded.
            fn aliases(self) -> &'static [&'static str] {
                match self { $(Self::$field => &[$($alias),*],)* }
            }
        }
    };
}

fields! {
    /// 上位の組織.
    Above "above" "上位の組織" "above" ["上位組織", "委託元の組織"]
    /// 報告期限. Units: minutes.
    BreachNotice "breach_notice" "漏えい報告（分）" "breach notice (minutes)" ["漏えい報告", "事故報告(分)", "breachnotice"]
    /// 媒体の持出し.
    CarryOut "carry_out" "媒体の持出し" "carry-out" ["持出し", "持ち出し"]
    /// 発注元.
    Client "client" "発注元" "client" ["委託元", "発注者"]
    /// Its name, to be read only.
    ClientName "client_name" "発注元の名称" "client name" []
    /// 契約番号.
    Contract "contract" "契約番号" "contract" ["契約", "契約no", "契約no.", "contractnumber"]
    /// 委託先.
    Contractor "contractor" "委託先" "contractor" ["受託者", "受注者", "発注先", "再委託先", "委託先コード"]
    /// Its name, to be read only.
    ContractorName "contractor_name" "委託先の名称" "contractor name" ["委託先名", "受託者名"]
    /// 再委託の最も深い層.
    DeepestTier "deepest_tier" "最も深い層" "deepest tier" ["再委託の層数"]
    /// 課.
    Department "department" "課" "department" ["所属課", "担当課", "部署"]
    /// メールドメイン.
    Domains "domains" "メールドメイン" "mail domains" ["ドメイン", "maildomain", "domain"]
    /// 義務の条項.
    Duties "duties" "義務の条項" "duties" ["義務"]
    /// 雇用主.
    Employer "employer" "雇用主" "employer" ["雇用主コード", "所属組織", "所属会社", "会社"]
    /// Its name, to be read only.
    EmployerName "employer_name" "雇用主の名称" "employer name" ["会社名"]
    /// 消去期限. Units: days.
    EraseWithin "erase_within" "終了後の消去（日）" "erase within (days)" ["終了後の消去", "消去期限(日)", "erasewithin"]
    /// 開始.
    From "from" "開始日" "from" ["開始", "契約開始日", "契約開始", "履行開始日", "期間開始", "start"]
    /// 作業場所.
    Location "location" "作業場所" "location" ["実施場所", "国内外"]
    /// メールアドレス.
    Mail "mail" "メールアドレス" "mail" ["メール", "電子メール", "e-mail", "email", "mailaddress"]
    /// 件名.
    Name "name" "契約名" "name" ["件名", "契約件名", "委託業務名", "業務名"]
    /// 国外での作業.
    Offshore "offshore" "国外での作業" "offshore" ["国外", "海外"]
    /// 発注番号.
    Order "order" "発注番号" "order" ["発注", "再委託番号", "承認番号", "ordernumber"]
    /// 組織.
    Organization "organization" "組織" "organization" ["組織コード", "組織番号", "団体コード", "org"]
    /// 組織の名称.
    OrganizationName "organization_name" "組織の名称" "organization name" ["名称", "組織名", "団体名", "orgname"]
    /// 従事者.
    Person "person" "従事者" "person" ["従事者番号", "従事者コード", "職員番号", "handler"]
    /// Their name, to be read only.
    PersonName "person_name" "氏名" "person name" ["従事者氏名", "従事者名"]
    /// 状態, to be read only.
    Status "status" "状態" "status" []
    /// 再委託.
    Subcontracting "subcontracting" "再委託" "subcontracting" ["再委託の可否"]
    /// 働き方.
    Title "title" "働き方" "title" ["就業形態", "雇用形態", "身分"]
    /// 契約または上の発注の番号.
    Under "under" "上の番号" "under" ["上の発注", "親発注番号", "上位番号", "契約・発注番号", "契約番号・発注番号"]
    /// 終了.
    Until "until" "終了日" "until" ["終了", "契約終了日", "契約終了", "履行期限", "期間終了", "満了日", "end"]
    /// 業務.
    Work "work" "業務" "work" ["業務コード", "works"]
}

impl Kind {
    /// Gives the name of its sheet in a workbook.
    pub fn sheet(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Contracts, Language::Ja) => "契約",
            (Self::Contracts, Language::En) => "contracts",
            (Self::Orders, Language::Ja) => "発注",
            (Self::Orders, Language::En) => "orders",
            (Self::Organizations, Language::Ja) => "組織",
            (Self::Organizations, Language::En) => "organizations",
            (Self::Persons, Language::Ja) => "従事者",
            (Self::Persons, Language::En) => "persons",
            (Self::Rosters, Language::Ja) => "従事者名簿",
            (Self::Rosters, Language::En) => "rosters",
        }
    }

    /// Gives its columns in the order in which they are written.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Self::Contracts => &[
                Field::Contract,
                Field::Contractor,
                Field::ContractorName,
                Field::Name,
                Field::Work,
                Field::From,
                Field::Until,
                Field::Subcontracting,
                Field::DeepestTier,
                Field::Offshore,
                Field::CarryOut,
                Field::EraseWithin,
                Field::BreachNotice,
                Field::Duties,
                Field::Status,
            ],
            Self::Orders => &[
                Field::Order,
                Field::Contract,
                Field::Under,
                Field::Client,
                Field::ClientName,
                Field::Contractor,
                Field::ContractorName,
                Field::Work,
                Field::Location,
                Field::From,
                Field::Until,
                Field::Status,
            ],
            Self::Organizations => {
                &[Field::Organization, Field::OrganizationName, Field::Above, Field::Domains]
            }
            Self::Persons => &[
                Field::Person,
                Field::PersonName,
                Field::Employer,
                Field::EmployerName,
                Field::Title,
                Field::Department,
                Field::Mail,
            ],
            Self::Rosters => {
                &[Field::Under, Field::Contractor, Field::ContractorName, Field::Person, Field::PersonName]
            }
        }
    }

    /// Gives the columns without which no line of it can be read.
    pub fn needed(self) -> &'static [Field] {
        match self {
            Self::Contracts => {
                &[Field::Contract, Field::Contractor, Field::Name, Field::Work, Field::From, Field::Until]
            }
            Self::Orders => &[Field::Order, Field::Contract, Field::Contractor, Field::Work],
            Self::Organizations => &[Field::Organization, Field::OrganizationName],
            Self::Persons => &[Field::Person, Field::PersonName, Field::Employer],
            Self::Rosters => &[Field::Under, Field::Person],
        }
    }

    /// Finds the field that a heading means in this ledger.
    pub(super) fn known(self, heading: &str) -> Option<Field> {
        let word = fold::word(heading);
        let means = |field: &Field| {
            [Language::Ja, Language::En].iter().any(|language| fold::word(field.heading(*language)) == word)
                || field.key() == word
                || field.aliases().contains(&word.as_str())
        };
        let found = self.fields().iter().copied().find(means);
        // A roster stands under a contract or an order, whichever its column is called.
        let of_roster = |field: &Field| matches!(field, Field::Contract | Field::Order);
        found.or_else(|| {
            let other = Field::ALL.iter().copied().filter(of_roster).find(means);
            other.filter(|_| self == Self::Rosters).map(|_| Field::Under)
        })
    }
}
