//! The mails to whoever is waited for, and to whoever had asked: Japanese first, then English, with one link that only shows.

use jiff::Timestamp;

use super::Head;
use crate::Fault;

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The last approval was given.
    Approved,
    /// Its time is over.
    Lapsed,
    /// It was taken back.
    Revoked,
    /// 差戻し.
    SentBack,
}

impl Ended {
    fn words(self) -> [&'static str; 2] {
        match self {
            Self::Approved => ["承認されました", "was approved"],
            Self::Lapsed => ["期間が満了しました", "lapsed"],
            Self::Revoked => ["承認が取り消されました", "was revoked"],
            Self::SentBack => {
                ["差し戻されました。直して出し直せます", "was sent back: change it and ask again"]
            }
        }
    }
}

/// Why somebody gets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// What they had asked for came to this.
    Ended {
        /// The permit.
        permit: String,
        /// What became of it.
        what: Ended,
    },
    /// They are waited for.
    Turn {
        /// What for, in English.
        english: String,
        /// What for, in Japanese.
        japanese: String,
    },
}

/// A mail about whose turn it is, or what became of a request. It carries codes, no name and no free text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnMail {
    /// The telephone number of the desk that takes a call about it.
    pub desk_phone: String,
    /// The address it comes from.
    pub from: String,
    /// The page that shows it; opening it changes nothing.
    pub link: Option<String>,
    /// The id of the message, without angle brackets: `<unique>@<host>`.
    pub message_id: String,
    /// Why.
    pub notice: Notice,
    /// When the mail is written.
    pub sent: Timestamp,
    /// The address it goes to.
    pub to: String,
}

impl TurnMail {
    /// Writes the subject.
    pub fn subject(&self) -> String {
        match &self.notice {
            Notice::Ended { permit, what } => {
                let [japanese, english] = what.words();
                format!("【関所】{permit} は{japanese} / {permit} {english}")
            }
            Notice::Turn { english, japanese } => {
                format!("【関所】あなたの番です: {japanese} / Your turn: {english}")
            }
        }
    }

    /// Writes the text.
    pub fn text(&self) -> String {
        let (first, second) = match &self.notice {
            Notice::Ended { permit, what } => {
                let [japanese, english] = what.words();
                (format!("申請 {permit} は{japanese}。"), format!("Your request {permit} {english}."))
            }
            Notice::Turn { english, japanese } => {
                (format!("あなたの番です: {japanese}"), format!("It is your turn: {english}"))
            }
        };
        let phone = &self.desk_phone;
        let link = self.link.as_ref().map(|link| {
            format!(
                "{link}\n\
                 リンク先は見るだけのページです。サインインが要り、開いただけで進む手続はありません。\n\
                 The link only shows. You sign in first, and nothing happens because you open it.\n\n"
            )
        });
        let link = link.unwrap_or_default();
        format!(
            "{first}\n{second}\n\n{link}\
             このメールは自動で送信しています。返信されても読まれません。心当たりがない場合は {phone} へお電話ください。\n\
             This mail was sent automatically. A reply to it is not read. If you know nothing of it, please call {phone}.\n"
        )
    }

    /// Builds the whole message.
    ///
    /// Shape: as that of [`OverdueMail`](super::OverdueMail).
    /// Errors: [`Fault::Address`], [`Fault::Mail`].
    pub fn message(&self) -> Result<Vec<u8>, Fault> {
        let head = Head { from: &self.from, message_id: &self.message_id, sent: self.sent, to: &self.to };
        head.message(self.subject(), self.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail(notice: Notice) -> TurnMail {
        TurnMail {
            desk_phone: "06-0000-0000".to_owned(),
            from: "sekisho@city.example".to_owned(),
            link: Some("https://sekisho.city.example/permits/P-0042".to_owned()),
            message_id: "turn.1.O-2@city.example".to_owned(),
            notice,
            sent: "2026-06-21T10:31:00Z".parse().unwrap(),
            to: "staff-07@city.example".to_owned(),
        }
    }

    #[test]
    fn japanese_comes_first_and_there_is_one_link_that_shows() {
        let turn = Notice::Turn {
            english: "Judge P-0042".to_owned(),
            japanese: "P-0042 を審査する".to_owned(),
        };
        let ended = [Ended::Approved, Ended::Lapsed, Ended::Revoked, Ended::SentBack]
            .map(|what| Notice::Ended { permit: "P-0042".to_owned(), what });
        for notice in ended.into_iter().chain([turn]) {
            let mail = mail(notice);
            let text = mail.text();
            let japanese = text.find("P-0042").unwrap();
            assert!(text.find("your turn").or(text.find("Your request")).unwrap() > japanese, "{text}");
            assert_eq!(text.matches("http").count(), 1, "{text}");
            assert!(text.contains("06-0000-0000") && !text.contains('{'), "{text}");
            assert!(mail.subject().contains("P-0042"));
            assert!(mail.message().unwrap().is_ascii());
        }
        let without =
            TurnMail { link: None, ..mail(Notice::Ended { permit: "P-1".to_owned(), what: Ended::Lapsed }) };
        assert!(!without.text().contains("http"));
    }
}
