//! What a request says, as the pairs of its form: out of an earlier document, into words of the command line, and with less.

use std::fmt::Display;

use sekisho_core::Digest;
use sekisho_core::document::{Document, Extract, Protection, Transport};
use sekisho_core::less::{Form as Shape, Protected};
use sekisho_core::purpose::Holdings;

use crate::form::ReasonForm;
use crate::page::home::local;

/// The pairs of a form.
pub(super) type Pairs = Vec<(String, String)>;

/// How much of an earlier document is taken.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Taken {
    /// All of it: it is amended.
    Whole,
    /// All but its times, and where its media were then.
    WithoutTimes,
}

/// Gives the values of a field.
pub(super) fn values<'a>(pairs: &'a [(String, String)], name: &str) -> Vec<&'a str> {
    pairs.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str()).collect()
}

fn put(pairs: &mut Pairs, name: &str, value: impl Display) {
    pairs.push((name.to_owned(), value.to_string()));
}

/// Writes a document as the pairs of its form.
pub(super) fn of_document(
    document: &Document,
    text: &dyn Fn(&Digest) -> Option<String>,
    taken: Taken,
) -> Pairs {
    let mut pairs = Pairs::new();
    let mut words = |name: &str, digest: Option<&Digest>| {
        if let Some(words) = digest.and_then(text) {
            put(&mut pairs, name, words);
        }
    };
    words("purpose", Some(&document.purpose));
    words("beyond", document.beyond.as_ref());
    words("route", document.route.as_ref());
    let one = [
        ("code", document.purpose_code.as_ref().map(ToString::to_string)),
        ("plan", document.plan.as_ref().map(|plan| plan.id.to_string())),
        ("people", Some(document.people.to_string())),
        ("site", Some(document.site.to_string())),
        // Back to where it came from goes without saying.
        ("return_to", (document.return_to != document.from).then(|| document.return_to.to_string())),
        ("eraser", Some(document.eraser.to_string())),
        ("device", document.device.as_ref().map(ToString::to_string)),
    ];
    for (name, value) in one {
        if let Some(value) = value {
            put(&mut pairs, name, value);
        }
    }
    for extract in &document.extracts {
        of_extract(&mut pairs, extract);
    }
    for medium in &document.copies {
        put(&mut pairs, "medium", medium);
    }
    for person in &document.receivers {
        put(&mut pairs, "receiver", person);
    }
    match &document.transport {
        Transport::Carried { carriers, substitutes } => {
            for person in carriers {
                put(&mut pairs, "carrier", person);
            }
            for person in substitutes {
                put(&mut pairs, "substitute", person);
            }
        }
        Transport::Courier { company } => put(&mut pairs, "courier", company),
        Transport::Network => {}
    }
    of_protection(&mut pairs, document);
    if taken == Taken::Whole {
        put(&mut pairs, "from", &document.from);
        let times = [
            ("start", Some(document.window.from)),
            ("until", Some(document.window.until)),
            ("arrive_by", document.arrive_by),
            ("erase_by", Some(document.erase_by)),
            ("return_by", Some(document.return_by)),
        ];
        for (name, time) in times {
            if let Some(time) = time {
                put(&mut pairs, name, local(time).replace(' ', "T"));
            }
        }
    }
    pairs
}

fn of_extract(pairs: &mut Pairs, extract: &Extract) {
    let (dataset, rows) = (&extract.dataset, extract.rows);
    match &extract.form {
        Shape::Table => put(pairs, "data", format!("{dataset}:{}:{rows}", extract.fields.join(","))),
        Shape::YesNo { readings, yes_if } => {
            let read = extract.fields.iter().zip(readings);
            let read: Vec<String> =
                read.map(|(field, reading)| format!("{field}={}", reading.name())).collect();
            put(pairs, "yes_no", format!("{dataset}:{}:{rows}", read.join(",")));
            if let Some(one) = yes_if {
                put(pairs, "yes_if", format!("{dataset}:{}={}", one.field, one.is));
            }
        }
    }
    for one in &extract.masks {
        put(pairs, "mask", format!("{dataset}:{}={}", one.field, one.mask));
    }
    if let Some(only) = &extract.only {
        put(pairs, "only_in", format!("{dataset}:{}={}", only.by, only.dataset));
    }
    match &extract.protected {
        Some(Protected::LeftOut { by }) => put(pairs, "without_protected", format!("{dataset}:{by}")),
        Some(Protected::TakenAlong) => put(pairs, "with_protected", dataset),
        None => {}
    }
}

fn of_protection(pairs: &mut Pairs, document: &Document) {
    match &document.protection {
        Protection::Declared { product } => {
            put(pairs, "protection", "declared");
            put(pairs, "declared", product);
        }
        Protection::Sealed => put(pairs, "protection", "sealed"),
    }
    if let Some(sealing) = &document.sealing {
        put(pairs, "sealer", &sealing.sealer);
        put(pairs, "witness", &sealing.witness);
        put(pairs, "openings", sealing.openings);
        for person in &sealing.openers {
            put(pairs, "opener", person);
        }
        for one in sealing.lookup.iter().flat_map(|lookup| &lookup.fingerprints) {
            let kind = one.kind.name().replace('_', "-");
            put(pairs, "fingerprint", format!("{}:{kind}={}", one.dataset, one.fields.join(",")));
        }
    }
}

/// Turns what the boxes of the form say into the words that the command line reads, and adds what the register knows.
pub(super) fn worded(
    holdings: &Holdings,
    text: &dyn Fn(&Digest) -> Option<String>,
    pairs: &[(String, String)],
) -> Pairs {
    const OWN: [&str; 7] = ["anyway", "csrf", "free_fields", "free_name", "free_rows", "pick", "protection"];
    let plain = |name: &str| !OWN.contains(&name) && !name.starts_with("rows-");
    let mut out: Pairs =
        pairs.iter().filter(|(name, value)| plain(name) && !value.trim().is_empty()).cloned().collect();
    for (id, dataset) in &holdings.datasets {
        let fields: Vec<&str> = values(pairs, "pick")
            .into_iter()
            .filter_map(|pick| pick.split_once(':'))
            .filter(|(of, _)| *of == id.as_str())
            .map(|(_, field)| field)
            .collect();
        if !fields.is_empty() {
            let rows = values(pairs, &format!("rows-{id}")).first().map_or("", |rows| rows.trim()).to_owned();
            let rows = if rows.is_empty() { dataset.rows.to_string() } else { rows };
            put(&mut out, "data", format!("{id}:{}:{rows}", fields.join(",")));
        }
    }
    let free = values(pairs, "free_name").into_iter().zip(values(pairs, "free_fields"));
    for ((name, fields), rows) in free.zip(values(pairs, "free_rows")) {
        if !(name.trim().is_empty() && fields.trim().is_empty()) {
            let fields = fields.replace(['\u{3001}', '\u{ff0c}'], ",");
            put(&mut out, "data", format!("{}:{fields}:{}", name.trim(), rows.trim()));
        }
    }
    match values(pairs, "protection").first() {
        Some(&"sealed") => {
            out.retain(|(name, _)| name != "declared");
            put(&mut out, "sealed", "on");
        }
        Some(_) => out.retain(|(name, _)| name != "sealed"),
        None => {}
    }
    // A registered purpose has a name: nobody types it again.
    let code = values(&out, "code").first().and_then(|code| code.parse().ok());
    let named = code.and_then(|code| holdings.purposes.get(&code)).and_then(|known| text(&known.name));
    if values(&out, "purpose").is_empty()
        && let Some(name) = named
    {
        put(&mut out, "purpose", name);
    }
    out
}

/// A request that the purpose has enough of.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Offer {
    /// Fields that the purpose does not need.
    pub(super) dropped: Vec<String>,
    /// Fields of which a part is enough.
    pub(super) masked: Vec<String>,
    /// The request with that much less.
    pub(super) pairs: Pairs,
    /// Whether there are fewer rows.
    pub(super) fewer_rows: bool,
}

/// Reads out of the reasons how much less would do.
///
/// Shape: nothing if the reasons offer nothing, or if nothing would be left.
pub(super) fn offer(reasons: &[ReasonForm], pairs: &[(String, String)]) -> Option<Offer> {
    let mut offer = Offer { pairs: pairs.to_vec(), ..Offer::default() };
    for reason in reasons {
        let about = |name: &str| reason.about.get(name).map(String::as_str).unwrap_or_default();
        match reason.rule.as_str() {
            "beyond-purpose" => fewer(&mut offer, about("dataset"), about("dropped"), about("rows")),
            "mask-missing" => {
                let (dataset, field) = (about("dataset"), about("field"));
                put(&mut offer.pairs, "mask", format!("{dataset}:{field}={}", about("mask")));
                offer.masked.push(field.to_owned());
            }
            _ => {}
        }
    }
    let any = offer.fewer_rows || !offer.dropped.is_empty() || !offer.masked.is_empty();
    let some = !values(&offer.pairs, "data").is_empty() || !values(&offer.pairs, "yes_no").is_empty();
    (any && some).then_some(offer)
}

fn fewer(offer: &mut Offer, dataset: &str, dropped: &str, most: &str) {
    let dropped: Vec<&str> = dropped.split(',').filter(|field| !matches!(*field, "" | "-")).collect();
    let most: u64 = most.parse().unwrap_or(u64::MAX);
    let pairs = std::mem::take(&mut offer.pairs);
    for (name, value) in pairs {
        let mut parts = value.splitn(3, ':');
        let (of, fields, rows) = (parts.next(), parts.next(), parts.next());
        let (true, Some(fields), Some(rows)) = (name == "data" && of == Some(dataset), fields, rows) else {
            offer.pairs.push((name, value));
            continue;
        };
        let kept: Vec<&str> = fields.split(',').filter(|field| !dropped.contains(field)).collect();
        let rows: u64 = rows.replace(',', "").parse().unwrap_or(most);
        offer.fewer_rows |= rows > most;
        if !kept.is_empty() {
            put(&mut offer.pairs, "data", format!("{dataset}:{}:{}", kept.join(","), rows.min(most)));
        }
    }
    offer.dropped.extend(dropped.into_iter().map(str::to_owned));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn pairs(given: &[(&str, &str)]) -> Pairs {
        given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn lines_without_a_register_become_words_and_empty_ones_nothing() {
        let given = pairs(&[
            ("csrf", "x"),
            ("free_name", "residents"),
            ("free_fields", "code、name"),
            ("free_rows", "460517"),
            ("free_name", ""),
            ("free_fields", ""),
            ("free_rows", ""),
            ("protection", "sealed"),
            ("declared", "USB"),
            ("people", " "),
        ]);
        let worded = worded(&Holdings::default(), &|_| None, &given);
        assert_eq!(worded, pairs(&[("data", "residents:code,name:460517"), ("sealed", "on")]));
    }

    #[test]
    fn an_offer_drops_fields_and_rows_and_leaves_everything_else() {
        let about = [("dataset", "residents"), ("dropped", "phone,tax"), ("rows", "100")];
        let reason = ReasonForm {
            about: about.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
            rule: "beyond-purpose".to_owned(),
            ..ReasonForm::default()
        };
        let given = pairs(&[("data", "residents:code,phone,tax:200"), ("data", "other:phone:5")]);
        let offer = offer(&[reason], &given).unwrap();
        assert_eq!(offer.dropped, ["phone", "tax"]);
        assert!(offer.fewer_rows);
        assert_eq!(offer.pairs, pairs(&[("data", "residents:code:100"), ("data", "other:phone:5")]));
        let nothing = ReasonForm { about: BTreeMap::new(), ..ReasonForm::default() };
        assert_eq!(super::offer(&[nothing], &given), None);
    }
}
