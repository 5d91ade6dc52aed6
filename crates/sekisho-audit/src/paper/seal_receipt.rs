//! 封緘受領書: what the station signed about a box, on a sheet that the record reads in by a camera.

use jiff::civil::DateTime;

use super::html::{self, Markup, heading, paragraph};
use super::{Code, Language, grouped};

/// The sheet of one sealing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealReceipt {
    /// The length of the box. Units: bytes.
    pub box_bytes: u64,
    /// The hash of the box.
    pub box_hash: String,
    /// The code with the whole receipt; none if it is too long for one.
    pub code: Option<Code>,
    /// What the copy is called inside its box.
    pub copy: String,
    /// The hash of the permit document.
    pub document_hash: String,
    /// The medium.
    pub medium: String,
    /// The permit, if the desk knows its number.
    pub permit: Option<String>,
    /// Rows of each dataset, as the station counted them.
    pub rows: Vec<(String, u64)>,
    /// When it was sealed, by the station's clock, in local time.
    pub sealed_at: DateTime,
    /// Which device sealed.
    pub station: String,
    /// Who watched.
    pub witness: String,
    /// The name of the local time, such as `JST`.
    pub zone: String,
}

impl SealReceipt {
    /// Writes the page to print.
    pub fn html(&self, language: Language) -> String {
        let title = language.pick("封緘受領書", "Seal receipt");
        let what = language.pick(
            "封緘端末が、媒体に書き込み、読み戻して確かめた封緘箱について署名したものです。データも鍵も含みません。\
             記録に入れるまで、媒体は保管庫から出せません。",
            "What the sealing station signed about a box that it wrote and read back. There is no data in it and no key. \
             Until it is in the record, the medium does not leave its cabinet.",
        );
        let rows = self.rows.iter().map(|(dataset, rows)| match language {
            Language::En => format!("{dataset}: {} rows", grouped(*rows)),
            Language::Ja => format!("{dataset}: {}件", grouped(*rows)),
        });
        let bytes = match language {
            Language::En => format!("{} bytes", grouped(self.box_bytes)),
            Language::Ja => format!("{}バイト", grouped(self.box_bytes)),
        };
        let facts = [
            (language.pick("許可", "Permit"), self.permit.clone().unwrap_or_default()),
            (language.pick("媒体", "Medium"), self.medium.clone()),
            (language.pick("封緘した時刻", "Sealed"), self.time(language)),
            (language.pick("封緘端末", "Station"), self.station.clone()),
            (language.pick("立会者", "Attendant"), self.witness.clone()),
            (language.pick("数えた件数", "Counted"), rows.collect::<Vec<_>>().join("\n")),
            (language.pick("封緘箱の大きさ", "Length of the box"), bytes),
            (language.pick("写しの名", "Name of the copy"), self.copy.clone()),
            (language.pick("封緘箱のハッシュ", "Hash of the box"), self.box_hash.clone()),
            (language.pick("許可文書のハッシュ", "Hash of the document"), self.document_hash.clone()),
        ];
        let body = html::block("h1", "", html::text(title))
            .and(paragraph("", what))
            .and(html::form(&facts))
            .and(self.reading_in(language));
        let made = match language {
            Language::En => format!("Made at station {}, not from the record", self.station),
            Language::Ja => format!("封緘端末 {} で作成（記録からではありません）", self.station),
        };
        html::loose_page(language, title, body, [&made, &self.time(language)])
    }

    fn time(&self, language: Language) -> String {
        match language {
            Language::En => format!("{} ({})", language.moment(self.sealed_at), self.zone),
            Language::Ja => format!("{}（{}）", language.moment(self.sealed_at), self.zone),
        }
    }

    fn reading_in(&self, language: Language) -> Markup {
        let head = heading(language.pick("記録への読込み", "How to read it in"));
        let Some(code) = &self.code else {
            let file = language.pick(
                "この受領書は一つのコードに収まりません。ファイルを記録のある端末へ運び、sekisho seal record <ファイル> で入れてください。",
                "This receipt is too long for one code. Carry the file to where the record is: sekisho seal record <FILE>",
            );
            return head.and(paragraph("", file));
        };
        let how = language.pick(
            "このコードを読取機で読み、出た文字を一字も変えずにファイルに保存し、sekisho seal record <ファイル> で記録に入れます。\
             空白も文字のうちです。読み違いは検査値で分かります。",
            "Read the code with a scanner, save the letters exactly as they are in a file, and give it to \
             sekisho seal record <FILE>. Spaces count. What was read wrong is noticed by a check.",
        );
        head.and(paragraph("", how)).and(html::code(code))
    }
}
