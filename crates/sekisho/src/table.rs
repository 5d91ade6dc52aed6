//! Tables for the terminal: columns that line up in Japanese too.

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

/// Rows under named columns, for the terminal, for pages and for files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// What the columns are called.
    pub columns: Vec<String>,
    /// The cells, row by row; each row has a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// Lays out rows under a header, two spaces between columns.
///
/// Shape: every row is cut or filled to the header's number of cells; widths count East Asian characters as two.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = header.iter().map(|cell| cell.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut out = String::new();
    let head: Vec<String> = header.iter().map(|cell| (*cell).to_owned()).collect();
    for row in std::iter::once(&head).chain(rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(width.saturating_sub(cell.width()).saturating_add(2)));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Breaks a sentence into lines of at most so many columns, each under the indent.
///
/// Shape: breaks at spaces, and between East Asian characters, which need none; a longer word stays whole.
pub fn wrap(sentence: &str, columns: usize, indent: usize) -> String {
    let room = columns.saturating_sub(indent);
    let (mut lines, mut line) = (Vec::new(), String::new());
    for piece in pieces(sentence) {
        if line.width() + piece.trim_end().width() > room && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        line.push_str(piece);
    }
    lines.push(line);
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// Tells whether a mark never begins a line: ideographic full stop, comma, closing brackets, and the Latin ones.
fn is_closing(letter: char) -> bool {
    matches!(letter, '\u{3001}' | '\u{3002}' | '\u{300d}' | '\u{ff09}' | '.' | ',' | ')' | '>')
}

/// Cuts a sentence where a line may end: after a space, and after each wide character that may end a line.
fn pieces(sentence: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut letters = sentence.char_indices().peekable();
    while let Some((at, letter)) = letters.next() {
        let end = at.saturating_add(letter.len_utf8());
        // A line begins neither with a closing mark nor with a comma or full stop.
        let closes = letters.peek().is_some_and(|(_, next)| is_closing(*next));
        let wide = letter.width().unwrap_or_default() == 2 && !matches!(letter, '\u{ff08}' | '\u{300c}');
        if (letter == ' ' || wide) && !closes {
            pieces.extend(sentence.get(start..end));
            start = end;
        }
    }
    pieces.extend(sentence.get(start..));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_japanese() {
        let rows = vec![vec!["貸出中".to_owned(), "a".to_owned()], vec!["ok".to_owned(), "b".to_owned()]];
        assert_eq!(table(&["s", "x"], &rows), "s       x\n貸出中  a\nok      b\n");
    }

    #[test]
    fn long_sentences_break_where_a_line_may_end() {
        assert_eq!(wrap("one two three", 9, 2), "one two\n  three");
        assert_eq!(wrap("運搬者を二名以上に。", 12, 2), "運搬者を二\n  名以上に。");
        assert_eq!(wrap("short", 100, 4), "short");
    }
}
