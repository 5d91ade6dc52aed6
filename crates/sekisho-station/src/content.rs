//! The digest of content that passes, and how it is written.

use std::io::{self, Write};

use sekisho_seal::archive::{ContentHash, ContentHasher};

/// Counts and hashes what passes.
pub(crate) struct Passing<W> {
    bytes: u64,
    hash: ContentHasher,
    output: W,
}

impl<W> Passing<W> {
    pub(crate) fn to(output: W) -> Self {
        Self { bytes: 0, hash: ContentHasher::new(), output }
    }

    /// Gives length and digest of what passed.
    pub(crate) fn passed(&self) -> (u64, ContentHash) {
        (self.bytes, self.hash.finalize())
    }
}

impl<W: Write> Write for Passing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.output.write(bytes)?;
        self.hash.update(bytes.get(..count).unwrap_or_default());
        self.bytes = self.bytes.saturating_add(count as u64);
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// A digest as 64 lower-case hexadecimal digits.
pub(crate) mod hexadecimal {
    use sekisho_seal::archive::ContentHash;
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(crate) fn serialize<S: Serializer>(hash: &ContentHash, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&hash.to_hex())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<ContentHash, D::Error> {
        let text = String::deserialize(from)?;
        let hash = ContentHash::from_hex(&text).map_err(D::Error::custom)?;
        // Of two ways to write one digest, one is none.
        if *hash.to_hex() == *text { Ok(hash) } else { Err(D::Error::custom("a digest has capital letters")) }
    }
}

#[cfg(test)]
mod tests {
    use sekisho_seal::archive::ContentHash;

    #[test]
    fn a_digest_is_written_in_one_way() {
        #[derive(serde::Deserialize, serde::Serialize)]
        struct Written(#[serde(with = "super::hexadecimal")] ContentHash);
        let digits = "ab".repeat(32);
        let text = format!("\"{digits}\"");
        let Written(read) = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&Written(read)).unwrap(), text);
        for bad in [digits.to_uppercase(), digits.get(2..).unwrap().to_owned(), String::new()] {
            assert!(serde_json::from_str::<Written>(&format!("\"{bad}\"")).is_err(), "{bad}");
        }
    }
}
