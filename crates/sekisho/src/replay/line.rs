//! One command line as it stands in a replay file: words as a shell would take them, without a shell.

/// Splits a line at spaces; what stands between two equal quotes is part of one word.
///
/// Errors: `None` if a quote is not closed.
pub(super) fn words(line: &str) -> Option<Vec<String>> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None::<char>);
    for letter in line.chars() {
        match (quote, letter) {
            (Some(open), letter) if open == letter => quote = None,
            (None, '\'' | '"') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, letter) if letter.is_whitespace() => words.extend(word.take()),
            (_, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_a_word_together() {
        assert_eq!(words("a  'b c' d\"e f\"").unwrap(), ["a", "b c", "de f"]);
        assert_eq!(words("a ''").unwrap(), ["a", ""]);
        assert_eq!(words("a 'b"), None);
        assert_eq!(words(" ").unwrap(), Vec::<String>::new());
    }
}
