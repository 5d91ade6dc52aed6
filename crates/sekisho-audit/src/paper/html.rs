//! Writes pages: text is always escaped, tables always say which heads belong to which cells.

#![expect(
    clippy::needless_pass_by_value,
    reason = "markup is built from the inside out: the inner part is used up"
)]

use super::{Code, Footer, Language, grouped};

const STYLE: &str = include_str!("paper.css");
/// What only the papers need that are made where the record is not.
const LOOSE_STYLE: &str = include_str!("loose.css");

/// How the paper lies.
#[derive(Clone, Copy)]
pub(super) enum Orientation {
    Landscape,
    Portrait,
}

/// Finished markup. Text enters only through [`text`], so that nothing in it can be taken for markup.
#[derive(Clone, Default)]
pub(super) struct Markup(String);

/// Whether the paper is visibly a draft.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Marking {
    Draft,
    None,
}

impl Markup {
    pub(super) fn and(mut self, other: Markup) -> Self {
        self.0.push_str(&other.0);
        self
    }
}

impl FromIterator<Markup> for Markup {
    fn from_iter<I: IntoIterator<Item = Markup>>(parts: I) -> Self {
        parts.into_iter().fold(Self::default(), Self::and)
    }
}

/// Escapes text; a line break stays one.
pub(super) fn text(text: &str) -> Markup {
    let mut markup = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => markup.push_str("&amp;"),
            '<' => markup.push_str("&lt;"),
            '>' => markup.push_str("&gt;"),
            '"' => markup.push_str("&quot;"),
            '\'' => markup.push_str("&#39;"),
            '\n' => markup.push_str("<br>"),
            '\r' => {}
            other => markup.push(other),
        }
    }
    Markup(markup)
}

/// Wraps markup in an element; an empty class is left out.
pub(super) fn element(tag: &str, class: &str, inner: Markup) -> Markup {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    Markup(format!("<{tag}{class}>{}</{tag}>", inner.0))
}

/// An element that stands on a line of its own in the file.
pub(super) fn block(tag: &str, class: &str, inner: Markup) -> Markup {
    let Markup(markup) = element(tag, class, inner);
    Markup(markup + "\n")
}

pub(super) fn heading(title: &str) -> Markup {
    block("h2", "", text(title))
}

pub(super) fn paragraph(class: &str, content: &str) -> Markup {
    block("p", class, text(content))
}

/// A cell of a table; without content it is an empty box to write in.
pub(super) fn cell(class: &str, content: &str) -> Markup {
    let class = if content.is_empty() { format!("{class} empty") } else { class.to_owned() };
    element("td", class.trim(), text(content))
}

pub(super) fn row(cells: impl IntoIterator<Item = Markup>) -> Markup {
    block("tr", "", cells.into_iter().collect())
}

/// A head for the row that it opens.
pub(super) fn row_head(class: &str, content: &str) -> Markup {
    head("row", class, content)
}

/// A head for the column below it.
pub(super) fn column_head(class: &str, content: &str) -> Markup {
    head("col", class, content)
}

/// A head for two rows together.
pub(super) fn side_head(content: &str) -> Markup {
    Markup(format!("<th scope=\"rowgroup\" rowspan=\"2\" class=\"side\">{}</th>", text(content).0))
}

fn head(scope: &str, class: &str, content: &str) -> Markup {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    Markup(format!("<th scope=\"{scope}\"{class}>{}</th>", text(content).0))
}

/// A table with a row of heads.
pub(super) fn table(class: &str, heads: &[&str], rows: impl IntoIterator<Item = Markup>) -> Markup {
    let heads = row(heads.iter().map(|head| column_head("", head)));
    let body = block("tbody", "", lines(rows));
    block("table", class, lines([block("thead", "", lines([heads])), body]))
}

/// A form: one row for each label and what stands behind it; an empty value is an empty box.
pub(super) fn form(rows: &[(&str, String)]) -> Markup {
    let rows = rows.iter().map(|(label, value)| row([row_head("", label), cell("", value)]));
    block("table", "frame form", block("tbody", "", lines(rows)))
}

/// Like [`form`], where short boxes that belong together share a line; the first line has two, and gives the widths.
pub(super) fn paired_form(rows: &[Vec<(&str, String)>]) -> Markup {
    let line = |boxes: &Vec<(&str, String)>| {
        let is_alone = boxes.len() == 1;
        row(boxes.iter().flat_map(|(label, value)| {
            let value = if is_alone { wide_cell(value) } else { cell("", value) };
            [row_head("", label), value]
        }))
    };
    block("table", "frame form pairs", block("tbody", "", lines(rows.iter().map(line))))
}

/// A cell beside a label that has the whole line for itself.
fn wide_cell(content: &str) -> Markup {
    let class = if content.is_empty() { " class=\"empty\"" } else { "" };
    Markup(format!("<td{class} colspan=\"3\">{}</td>", text(content).0))
}

/// Facts in two columns at the top of a paper.
pub(super) fn facts(facts: &[(&str, String)]) -> Markup {
    let fact =
        |(label, value): &(&str, String)| element("dt", "", text(label)).and(element("dd", "", text(value)));
    block("dl", "", facts.iter().map(fact).collect())
}

fn lines(parts: impl IntoIterator<Item = Markup>) -> Markup {
    Markup("\n".to_owned()).and(parts.into_iter().collect())
}

/// Puts a paper together: one file that needs nothing else.
pub(super) fn page(
    language: Language,
    orientation: Orientation,
    marking: Marking,
    title: &str,
    body: Markup,
    footer: &Footer,
) -> String {
    sheet(language, (orientation, marking), STYLE, title, body, foot(language, footer))
}

/// Puts a paper together that is made where the record is not: at its foot stands what it is made from.
pub(super) fn loose_page(language: Language, title: &str, body: Markup, footer: [&str; 2]) -> String {
    let footer = footer.into_iter().map(|line| element("span", "", text(line))).collect();
    let style = format!("{STYLE}{LOOSE_STYLE}");
    sheet(language, (Orientation::Portrait, Marking::None), &style, title, body, block("footer", "", footer))
}

/// Draws a code for a camera.
pub(super) fn code(code: &Code) -> Markup {
    let (path, side) = code.path();
    let frame = format!("<path fill=\"#fff\" d=\"M0 0h{side}v{side}h-{side}z\"/>");
    Markup(format!(
        "<svg class=\"code\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">{frame}<path d=\"{path}\"/></svg>\n"
    ))
}

fn sheet(
    language: Language,
    (orientation, marking): (Orientation, Marking),
    style: &str,
    title: &str,
    body: Markup,
    footer: Markup,
) -> String {
    let (size, width) = match orientation {
        Orientation::Landscape => ("landscape", "297mm"),
        Orientation::Portrait => ("portrait", "210mm"),
    };
    let style = style.replace("SIZE", size).replace("WIDTH", width);
    let draft = language.pick("下書き", "DRAFT");
    let main = match marking {
        Marking::Draft => format!("<main class=\"is-draft\" data-mark=\"{draft}\">\n"),
        Marking::None => "<main>\n".to_owned(),
    };
    let (Markup(title), Markup(footer)) = (text(title), footer);
    format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n\
         <style>\n{style}</style>\n</head>\n<body>\n{main}{}</main>\n{footer}</body>\n</html>\n",
        language.tag(),
        body.0,
    )
}

fn foot(language: Language, footer: &Footer) -> Markup {
    let size = grouped(footer.record_size);
    let printed = language.moment(footer.printed);
    let zone = &footer.zone;
    let (record, printed) = match language {
        Language::En => {
            (format!("Record: {size} events, checkpoint root"), format!("Printed {printed} ({zone})"))
        }
        Language::Ja => (format!("記録 {size}件・チェックポイント"), format!("印刷 {printed}（{zone}）")),
    };
    let root = element("span", "mono", text(&footer.root));
    let record = element("span", "", text(&record).and(text(" ")).and(root));
    block("footer", "", record.and(element("span", "", text(&printed))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_cannot_become_markup() {
        let Markup(markup) = cell("", "<b onclick=\"x\">&'\r\n次");
        assert_eq!(markup, "<td>&lt;b onclick=&quot;x&quot;&gt;&amp;&#39;<br>次</td>");
    }

    #[test]
    fn cell_without_content_is_an_empty_box() {
        assert_eq!(cell("number", "").0, "<td class=\"number empty\"></td>");
    }
}
