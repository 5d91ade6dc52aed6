//! Tables for the terminal: columns that line up in Japanese too.

use unicode_width::UnicodeWidthStr as _;

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_in_japanese() {
        let rows = vec![vec!["貸出中".to_owned(), "a".to_owned()], vec!["ok".to_owned(), "b".to_owned()]];
        assert_eq!(table(&["s", "x"], &rows), "s       x\n貸出中  a\nok      b\n");
    }
}
