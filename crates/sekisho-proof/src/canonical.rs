//! Canonical JSON: RFC 8785 for the subset that the record uses, so that equal values have equal bytes.
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

/// Largest integer that every JSON reader keeps exactly: 53 bits (RFC 7493, section 2.2).
const MAX_INTEGER: u64 = (1 << 53) - 1;

/// Says why a value has no canonical form, or why bytes are not one.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CanonicalError {
    /// The bytes are not JSON, or not of the expected shape.
    #[error("not JSON of the expected shape: {0}")]
    Json(#[from] serde_json::Error),
    /// A key has characters outside ASCII.
    #[error("key `{key}` is not ASCII")]
    KeyNotAscii {
        /// The key.
        key: String,
    },
    /// The bytes are JSON, but a key is double, or order, spaces or escapes differ from the canonical ones.
    #[error("JSON is not canonical at byte {at}")]
    NotCanonical {
        /// The first byte that differs from the canonical form.
        at: usize,
    },
    /// A number is a fraction or has more than 53 bits.
    #[error("number `{number}` is not an integer of at most 53 bits")]
    NumberOutOfRange {
        /// The number as text.
        number: String,
    },
}

/// Writes a value as canonical JSON.
///
/// Errors: [`CanonicalError::NumberOutOfRange`], [`CanonicalError::KeyNotAscii`], [`CanonicalError::Json`].
/// Source: `docs/spec/event.md` section 1, RFC 8785.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CanonicalError> {
    let mut out = Vec::new();
    write(&serde_json::to_value(value)?, &mut out)?;
    Ok(out)
}

/// Reads a value from canonical JSON, and nothing but canonical JSON.
///
/// Errors: [`CanonicalError::NotCanonical`] also for double keys; the others as in [`to_vec`].
pub fn from_slice<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CanonicalError> {
    let canonical = to_vec(&serde_json::from_slice::<Value>(bytes)?)?;
    // INVARIANT: reading into a `Value` drops double keys, order and spaces, so only canonical bytes come
    // back unchanged.
    if canonical != bytes {
        let at = canonical.iter().zip(bytes).take_while(|(a, b)| a == b).count();
        return Err(CanonicalError::NotCanonical { at });
    }
    Ok(serde_json::from_slice(bytes)?)
}

fn write(value: &Value, out: &mut Vec<u8>) -> Result<(), CanonicalError> {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(true) => out.extend_from_slice(b"true"),
        Value::Bool(false) => out.extend_from_slice(b"false"),
        Value::Number(number) => {
            let fits = number.as_i64().is_some_and(|integer| integer.unsigned_abs() <= MAX_INTEGER);
            if !fits {
                return Err(CanonicalError::NumberOutOfRange { number: number.to_string() });
            }
            out.extend_from_slice(number.to_string().as_bytes());
        }
        // SOURCE: RFC 8785 section 3.2.2.2; serde_json escapes exactly these characters in exactly this way.
        Value::String(text) => serde_json::to_writer(out, text)?,
        Value::Array(items) => write_list(items, (b'[', b']'), out, write)?,
        Value::Object(fields) => {
            let mut sorted: Vec<_> = fields.iter().collect();
            // SOURCE: RFC 8785 section 3.2.3; for ASCII the order of UTF-16 units is the order of bytes.
            sorted.sort_unstable_by_key(|(key, _)| *key);
            write_list(&sorted, (b'{', b'}'), out, |(key, value), out| {
                if !key.is_ascii() {
                    return Err(CanonicalError::KeyNotAscii { key: (*key).clone() });
                }
                serde_json::to_writer(&mut *out, key)?;
                out.push(b':');
                write(value, out)
            })?;
        }
    }
    Ok(())
}

fn write_list<T>(
    items: &[T],
    (open, close): (u8, u8),
    out: &mut Vec<u8>,
    write_item: impl Fn(&T, &mut Vec<u8>) -> Result<(), CanonicalError>,
) -> Result<(), CanonicalError> {
    out.push(open);
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            out.push(b',');
        }
        write_item(item, out)?;
    }
    out.push(close);
    Ok(())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn refused(bytes: &str) -> String {
        from_slice::<Value>(bytes.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn keys_are_sorted_and_strings_escaped_as_rfc_8785_shows() {
        let value = json!({"b": [1, -2, true, null], "a": "€$\u{f}\nA'B\"\\\\\"/\u{7f}", "A": {}});
        let expected = "{\"A\":{},\"a\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u{7f}\",\"b\":[1,-2,true,null]}";
        assert_eq!(String::from_utf8(to_vec(&value).unwrap()).unwrap(), expected);
        assert_eq!(from_slice::<Value>(expected.as_bytes()).unwrap(), value);
    }

    #[test]
    fn a_reader_refuses_what_is_not_canonical() {
        assert_eq!(refused(r#"{"a":1,"a":1}"#), "JSON is not canonical at byte 6");
        assert_eq!(refused(r#"{"b":1,"a":1}"#), "JSON is not canonical at byte 2");
        assert_eq!(refused("[1, 2]"), "JSON is not canonical at byte 3");
        assert_eq!(refused("[1]\n"), "JSON is not canonical at byte 3");
        assert_eq!(refused(r#"["\u0041"]"#), "JSON is not canonical at byte 2");
        assert_eq!(refused(r#"["\/"]"#), "JSON is not canonical at byte 2");
        assert_eq!(refused(r#"{"名":1}"#), "key `名` is not ASCII");
        assert!(matches!(from_slice::<Value>(b"[1] [2]"), Err(CanonicalError::Json(_))));
        assert!(matches!(from_slice::<String>(b"[1]"), Err(CanonicalError::Json(_))));
    }

    #[test]
    fn numbers_are_integers_of_at_most_53_bits() {
        assert_eq!(to_vec(&MAX_INTEGER).unwrap(), b"9007199254740991");
        assert_eq!(
            refused("9007199254740992"),
            "number `9007199254740992` is not an integer of at most 53 bits"
        );
        for number in ["-9007199254740992", "18446744073709551615", "1.0", "1e3", "-0", "0.5"] {
            let error = from_slice::<Value>(number.as_bytes()).unwrap_err();
            assert!(matches!(error, CanonicalError::NumberOutOfRange { .. }), "{number}: {error}");
        }
        assert!(matches!(to_vec(&1.5), Err(CanonicalError::NumberOutOfRange { .. })));
    }

    proptest! {
        #[test]
        fn what_was_written_is_read_back(
            entries in prop::collection::btree_map("[ -~]{0,6}", (".*", -1_000_i64..1_000), 0..6),
        ) {
            let bytes = to_vec(&entries).unwrap();
            let read: std::collections::BTreeMap<String, (String, i64)> = from_slice(&bytes).unwrap();
            prop_assert_eq!(read, entries);
        }
    }
}
