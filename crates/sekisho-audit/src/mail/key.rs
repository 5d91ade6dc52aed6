//! The mail that tells of a new key. It has no link and asks for no answer: whoever knows nothing of the key calls.

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::Head;
use crate::Fault;
use crate::paper::Language;

/// To whom it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyMailTo {
    /// Somebody who has to countersign it.
    Countersigner,
    /// Whose name the key bears.
    Owner,
}

/// A key that was enrolled in somebody's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyMail {
    /// To whom it goes.
    pub addressee: KeyMailTo,
    /// The telephone number of the desk that takes a call about it.
    pub desk_phone: String,
    /// When it was enrolled, in local time.
    pub enrolled: DateTime,
    /// The code of who enrolled it, if that is known.
    pub enrolled_by: Option<String>,
    /// The address it comes from.
    pub from: String,
    /// The fingerprint of the key.
    pub key: String,
    /// The id of the message, without angle brackets: `<unique>@<host>`.
    pub message_id: String,
    /// The code of the person in whose name it is.
    pub person: String,
    /// The code of who gets the mail.
    pub receiver: String,
    /// When the mail is written.
    pub sent: Timestamp,
    /// The address it goes to.
    pub to: String,
    /// Whether somebody has to countersign it before it counts.
    pub waits: bool,
}

impl KeyMail {
    /// Writes the subject.
    pub fn subject(&self, language: Language) -> String {
        let person = &self.person;
        match language {
            Language::En => format!("[Sekisho] A new key in the name of {person}"),
            Language::Ja => format!("【関所】{person} の名義で新しい鍵が登録されました"),
        }
    }

    /// Writes the text.
    pub fn text(&self, language: Language) -> String {
        let (person, key, phone) = (&self.person, &self.key, &self.desk_phone);
        let enrolled = language.moment(self.enrolled);
        let by = self.enrolled_by.as_deref().unwrap_or(language.pick("記録なし", "not recorded"));
        let what = self.what_to_do(language);
        match language {
            Language::En => format!(
                "A new key was enrolled.\n\n\
                 In the name of: {person}\nKey: {key}\nEnrolled: {enrolled}\nBy: {by}\n\n{what}\n\
                 If you do not know of it, please call {phone} now. Do not use a number from any other message.\n\n\
                 This mail has no link, and nothing happens because you open it.\n\
                 It was sent automatically. A reply to it is not read.\n"
            ),
            Language::Ja => format!(
                "新しい鍵が登録されました。\n\n\
                 名義: {person}\n鍵: {key}\n登録日時: {enrolled}\n登録した方: {by}\n\n{what}\n\
                 心当たりがない場合は、すぐに {phone} へお電話ください。ほかの連絡に書かれた番号は使わないでください。\n\n\
                 このメールにリンクはありません。開いただけで進む手続もありません。\n\
                 このメールは自動で送信しています。返信されても読まれません。\n"
            ),
        }
    }

    fn what_to_do(&self, language: Language) -> String {
        let (person, key, receiver) = (&self.person, &self.key, &self.receiver);
        match (self.addressee, language) {
            (KeyMailTo::Owner, Language::En) => {
                let waits = if self.waits {
                    "It is used to approve or open only after your employer has countersigned it, a day after it was enrolled.\n"
                } else {
                    ""
                };
                format!(
                    "If the key is yours, there is nothing to do.\n{waits}\
                     If it is not yours, revoke it with the key that you have:\n  \
                     sekisho key revoke {person} {key} --as {receiver}\n"
                )
            }
            (KeyMailTo::Owner, Language::Ja) => {
                let waits = if self.waits {
                    "承認や開封に使えるのは、雇用主が副署し、登録から一日たった後です。\n"
                } else {
                    ""
                };
                format!(
                    "ご自身の鍵であれば、何もする必要はありません。\n{waits}\
                     ご自身の鍵でなければ、お手元の鍵で失効させてください。\n  \
                     sekisho key revoke {person} {key} --as {receiver}\n"
                )
            }
            (KeyMailTo::Countersigner, Language::En) => format!(
                "Your countersignature is waited for. Ask the person in person or by a number that you know.\n\
                 If the key is theirs:\n  sekisho key confirm {person} {key} --as {receiver}\n\
                 If it is not, do not countersign. The person or an administrator revokes it:\n  \
                 sekisho key revoke {person} {key}\n"
            ),
            (KeyMailTo::Countersigner, Language::Ja) => format!(
                "あなたの副署を待っています。本人に、対面か、ご存じの番号の電話で確かめてください。\n\
                 本人の鍵であれば:\n  sekisho key confirm {person} {key} --as {receiver}\n\
                 本人の鍵でなければ、副署しないでください。本人かシステム管理者が失効させます。\n  \
                 sekisho key revoke {person} {key}\n"
            ),
        }
    }

    /// Builds the whole message.
    ///
    /// Shape: as that of [`OverdueMail`](super::OverdueMail).
    /// Errors: [`Fault::Address`], [`Fault::Mail`].
    pub fn message(&self, language: Language) -> Result<Vec<u8>, Fault> {
        let head = Head { from: &self.from, message_id: &self.message_id, sent: self.sent, to: &self.to };
        head.message(self.subject(language), self.text(language))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn mail(addressee: KeyMailTo, waits: bool) -> KeyMail {
        KeyMail {
            addressee,
            desk_phone: "06-0000-0000".to_owned(),
            enrolled: date(2026, 6, 21).at(8, 30, 0, 0),
            enrolled_by: Some("O-1".to_owned()),
            from: "sekisho@city.example".to_owned(),
            key: "SHA256:abc".to_owned(),
            message_id: "key.1.O-2@city.example".to_owned(),
            person: "S-1".to_owned(),
            receiver: if addressee == KeyMailTo::Owner { "S-1" } else { "S-2" }.to_owned(),
            sent: "2026-06-21T10:31:00Z".parse().unwrap(),
            to: "staff-07@city.example".to_owned(),
            waits,
        }
    }

    #[test]
    fn each_says_whom_to_call_and_which_command_ends_it_and_has_no_link() {
        for language in [Language::Ja, Language::En] {
            for addressee in [KeyMailTo::Owner, KeyMailTo::Countersigner] {
                for waits in [false, true] {
                    let text = mail(addressee, waits).text(language);
                    for part in
                        ["S-1", "SHA256:abc", "O-1", "06-0000-0000", "sekisho key revoke S-1 SHA256:abc"]
                    {
                        assert!(text.contains(part), "{part}: {text}");
                    }
                    assert!(!text.contains("http") && !text.contains('{'), "{text}");
                }
            }
            let asked = mail(KeyMailTo::Countersigner, true).text(language);
            assert!(asked.contains("sekisho key confirm S-1 SHA256:abc --as S-2"), "{asked}");
            assert!(mail(KeyMailTo::Owner, true).message(language).unwrap().is_ascii());
        }
    }
}
