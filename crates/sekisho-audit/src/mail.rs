//! The mails: one asks for a medium that is overdue, one tells of a new key, one of whose turn it is. They carry ids and one
//! address, no other personal data.

mod key;
mod turn;

pub use key::{KeyMail, KeyMailTo};
pub use turn::{Ended, Notice, TurnMail};

use jiff::Timestamp;
use jiff::civil::DateTime;
use lettre::message::Mailbox;
use lettre::message::header::{ContentType, MIME_VERSION_1_0};
use lettre::{Address, Message};

use crate::Fault;
use crate::paper::Language;

/// A medium, or several of one permit, that did not come back in time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverdueMail {
    /// The telephone number of the desk that takes a call about it.
    pub desk_phone: String,
    /// When it was due back, in local time.
    pub due: DateTime,
    /// The address it comes from.
    pub from: String,
    /// Numbers of the media.
    pub media: Vec<String>,
    /// The id of the message, without angle brackets: `<unique>@<host>`.
    pub message_id: String,
    /// How late it is, in whole minutes.
    pub minutes_late: u64,
    /// A page about the permit; opening it changes nothing.
    pub page: Option<String>,
    /// The permit.
    pub permit: String,
    /// The code of the place where it shall be returned.
    pub return_place: String,
    /// When the mail is written.
    pub sent: Timestamp,
    /// The address it goes to.
    pub to: String,
}

impl OverdueMail {
    /// Writes the subject.
    pub fn subject(&self, language: Language) -> String {
        match language {
            Language::En => format!("[Sekisho] Overdue: permit {}", self.permit),
            Language::Ja => format!("【関所】返却期限を過ぎています（許可 {}）", self.permit),
        }
    }

    /// Writes the text.
    pub fn text(&self, language: Language) -> String {
        let due = language.moment(self.due);
        let late = self.lateness(language);
        let media = self.media.join(language.pick("、", ", "));
        let page = self.page.as_ref().map(|page| match language {
            Language::En => format!("See the permit: {page}\n"),
            Language::Ja => format!("許可の内容: {page}\n"),
        });
        let page = page.unwrap_or_default();
        let (permit, place, phone) = (&self.permit, &self.return_place, &self.desk_phone);
        match language {
            Language::En => format!(
                "The return of the following media has not been recorded yet.\n\n\
                 Permit: {permit}\nMedia: {media}\nDue back: {due} ({late} ago)\nReturn to: {place}\n\n\
                 If you have them, please return them and have the return recorded.\n\
                 If you cannot find them, please call {phone} now. The sooner we know, the more we can protect.\n\
                 The original data are not lost.\n\n{page}\
                 This mail was sent automatically. A reply to it is not read.\n"
            ),
            Language::Ja => format!(
                "次の媒体の返却が、まだ記録されていません。\n\n\
                 許可番号: {permit}\n媒体: {media}\n返却期限: {due}（{late}経過）\n返却場所: {place}\n\n\
                 お手元にある場合は、返却して記録を受けてください。\n\
                 見当たらない場合は、すぐに {phone} へお電話ください。早いほど、多くを守れます。\n\
                 原本は消えません。\n\n{page}\
                 このメールは自動で送信しています。返信されても読まれません。\n"
            ),
        }
    }

    /// Builds the whole message.
    ///
    /// Shape: RFC 5322 with one part of plain text in UTF-8, ready to be saved as `.eml` or sent.
    /// Errors: [`Fault::Address`], [`Fault::Mail`].
    pub fn message(&self, language: Language) -> Result<Vec<u8>, Fault> {
        let head = Head { from: &self.from, message_id: &self.message_id, sent: self.sent, to: &self.to };
        head.message(self.subject(language), self.text(language))
    }

    fn lateness(&self, language: Language) -> String {
        let (hours, minutes) = (self.minutes_late / 60, self.minutes_late % 60);
        match (language, hours) {
            (Language::En, 0) => format!("{minutes} min"),
            (Language::En, _) => format!("{hours} h {minutes} min"),
            (Language::Ja, 0) => format!("{minutes}分"),
            (Language::Ja, _) => format!("{hours}時間{minutes}分"),
        }
    }
}

/// What every mail has at its top.
struct Head<'a> {
    from: &'a str,
    message_id: &'a str,
    sent: Timestamp,
    to: &'a str,
}

impl Head<'_> {
    fn message(self, subject: String, text: String) -> Result<Vec<u8>, Fault> {
        let message = Message::builder()
            .from(mailbox(self.from)?)
            .to(mailbox(self.to)?)
            .date(self.sent.into())
            .message_id(Some(format!("<{}>", self.message_id)))
            .subject(subject)
            .header(MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|source| Fault::Mail { source })?;
        Ok(message.formatted())
    }
}

/// An address alone: a display name would be one more personal datum.
fn mailbox(address: &str) -> Result<Mailbox, Fault> {
    let parsed: Address =
        address.parse().map_err(|source| Fault::Address { address: address.to_owned(), source })?;
    Ok(Mailbox::new(None, parsed))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn mail() -> OverdueMail {
        OverdueMail {
            desk_phone: "06-0000-0000".to_owned(),
            due: date(2026, 6, 21).at(18, 30, 0, 0),
            from: "sekisho@city.example".to_owned(),
            media: vec!["USB-001".to_owned(), "USB-002".to_owned()],
            message_id: "P-0042.overdue.1@city.example".to_owned(),
            minutes_late: 61,
            page: Some("https://sekisho.city.example/permit/P-0042".to_owned()),
            permit: "P-0042".to_owned(),
            return_place: "CAB-01".to_owned(),
            sent: "2026-06-21T10:31:00Z".parse().unwrap(),
            to: "staff-07@city.example".to_owned(),
        }
    }

    #[test]
    fn text_says_what_is_late_and_what_to_do() {
        let japanese = "次の媒体の返却が、まだ記録されていません。\n\n\
            許可番号: P-0042\n媒体: USB-001、USB-002\n返却期限: 令和8年6月21日（日）18時30分（1時間1分経過）\n返却場所: CAB-01\n\n\
            お手元にある場合は、返却して記録を受けてください。\n\
            見当たらない場合は、すぐに 06-0000-0000 へお電話ください。早いほど、多くを守れます。\n\
            原本は消えません。\n\n\
            許可の内容: https://sekisho.city.example/permit/P-0042\n\
            このメールは自動で送信しています。返信されても読まれません。\n";
        assert_eq!(mail().text(Language::Ja), japanese);
        let english = mail().text(Language::En);
        assert!(english.contains("Due back: Sunday, 21 June 2026, 18:30 (1 h 1 min ago)\n"), "{english}");
    }

    #[test]
    fn message_is_the_same_bytes_each_time_and_holds_no_raw_kanji() {
        for language in [Language::En, Language::Ja] {
            let bytes = mail().message(language).unwrap();
            assert_eq!(bytes, mail().message(language).unwrap());
            assert!(bytes.is_ascii());
            let text = String::from_utf8(bytes).unwrap();
            for header in [
                "From: sekisho@city.example\r\n",
                "To: staff-07@city.example\r\n",
                "Date: Sun, 21 Jun 2026 10:31:00 +0000\r\n",
                "Message-ID: <P-0042.overdue.1@city.example>\r\n",
                "Content-Type: text/plain; charset=utf-8\r\n",
                "MIME-Version: 1.0\r\n",
            ] {
                assert!(text.contains(header), "{header}{text}");
            }
        }
    }

    #[test]
    fn address_that_could_smuggle_a_header_is_refused() {
        let mail = OverdueMail { to: "a@b.example\r\nBcc: c@d.example".to_owned(), ..mail() };
        let fault = mail.message(Language::Ja).unwrap_err();
        assert_eq!((fault.code(), fault.arguments().get("address")), ("mail-address", Some(&mail.to)));
    }
}
