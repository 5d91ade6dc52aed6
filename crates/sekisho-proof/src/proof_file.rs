//! Proof files: one entry's place in the log, checkable offline with the log's key alone.
use crate::{
    checkpoint::{Checkpoint, CheckpointError},
    note::NoteVerifier,
    plain,
    tree::{Hash, TreeError, leaf_hash, verify_inclusion},
};

const FIRST_LINE: &str = "c2sp.org/tlog-proof@v1";
/// Hashes that an inclusion proof has at most: one per level of a tree of 2^64 entries.
const MAX_HASHES: usize = 64;

/// Says why a proof file is refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ProofFileError {
    /// The checkpoint is not one of this log.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// A line does not have its exact shape.
    #[error("line {line} of the proof is malformed")]
    MalformedLine {
        /// The line, from 1.
        line: usize,
    },
    /// The entry is not where the proof says.
    #[error("entry {index} is not proven: {source}")]
    NotIncluded {
        /// The index of the entry.
        index: u64,
        /// What is wrong with the proof.
        source: TreeError,
    },
}

/// Proves that an entry is in the log; the receipt that a person keeps.
///
/// Shape: a line `extra`, which is not authenticated, is ignored on reading and never written.
/// Source: C2SP tlog-proof.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ProofFile {
    /// The index of the entry.
    pub index: u64,
    /// The inclusion proof, leaf side first.
    pub path: Vec<Hash>,
    /// The signed checkpoint, verbatim, with whatever cosignatures it has.
    pub checkpoint: String,
}

impl ProofFile {
    /// Writes the file.
    pub fn to_text(&self) -> String {
        let path: String = self.path.iter().map(|hash| plain::base64(hash) + "\n").collect();
        format!("{FIRST_LINE}\nindex {}\n{path}\n{}", self.index, self.checkpoint)
    }

    /// Reads the file; nothing is verified yet.
    ///
    /// Errors: [`ProofFileError::MalformedLine`].
    pub fn parse(text: &str) -> Result<Self, ProofFileError> {
        let malformed = |line| ProofFileError::MalformedLine { line };
        let (head, checkpoint) = text.split_once("\n\n").ok_or(malformed(1))?;
        let mut lines = (1..).zip(head.split('\n')).peekable();
        lines.next().filter(|(_, content)| *content == FIRST_LINE).ok_or(malformed(1))?;
        if let Some((line, extra)) = lines.next_if(|(_, content)| content.strip_prefix("extra ").is_some()) {
            extra.strip_prefix("extra ").and_then(plain::unbase64).ok_or(malformed(line))?;
        }
        let (line, index) = lines.next().ok_or(malformed(2))?;
        let index = index.strip_prefix("index ").and_then(plain::decimal).ok_or(malformed(line))?;
        let path: Vec<Hash> =
            lines.map(|(line, hash)| plain::hash(hash).ok_or(malformed(line))).collect::<Result<_, _>>()?;
        if path.len() > MAX_HASHES {
            return Err(malformed(line.saturating_add(MAX_HASHES).saturating_add(1)));
        }
        Ok(Self { index, path, checkpoint: checkpoint.to_owned() })
    }

    /// Checks that the log vouches for this entry at this index, and gives the checkpoint that does so.
    ///
    /// Errors: [`ProofFileError::Checkpoint`], [`ProofFileError::NotIncluded`].
    pub fn verify(&self, entry: &[u8], verifier: &NoteVerifier) -> Result<Checkpoint, ProofFileError> {
        let checkpoint = Checkpoint::open(&self.checkpoint, verifier)?;
        verify_inclusion(&leaf_hash(entry), self.index, checkpoint.size, &self.path, &checkpoint.root)
            .map_err(|source| ProofFileError::NotIncluded { index: self.index, source })?;
        Ok(checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{note::NoteSigner, tree::node_hash};

    fn signer() -> NoteSigner {
        NoteSigner::new("example.com/log", &[5; 32]).unwrap()
    }

    /// Proves entry `one` of the log `zero`, `one`.
    fn proof() -> ProofFile {
        let root = node_hash(&leaf_hash(b"zero"), &leaf_hash(b"one"));
        let checkpoint = Checkpoint { origin: "example.com/log".to_owned(), size: 2, root };
        ProofFile { index: 1, path: vec![leaf_hash(b"zero")], checkpoint: checkpoint.sign(&signer()) }
    }

    #[test]
    fn a_proof_is_written_read_and_verified() {
        let text = proof().to_text();
        assert!(text.starts_with("c2sp.org/tlog-proof@v1\nindex 1\n"), "{text}");
        assert_eq!(ProofFile::parse(&text), Ok(proof()));
        assert_eq!(proof().verify(b"one", &signer().verifier()).unwrap().size, 2);
    }

    #[test]
    fn an_extra_line_is_ignored() {
        let text = proof().to_text().replace("index", "extra AAAA\nindex");
        assert_eq!(ProofFile::parse(&text), Ok(proof()));
        let bad = text.replace("AAAA", "A");
        assert_eq!(ProofFile::parse(&bad), Err(ProofFileError::MalformedLine { line: 2 }));
    }

    #[test]
    fn another_entry_index_key_or_path_is_refused() {
        let not_included = |index, source| Err(ProofFileError::NotIncluded { index, source });
        let verifier = signer().verifier();
        let root_differs = TreeError::RootDiffers { size: 2 };
        assert_eq!(proof().verify(b"two", &verifier), not_included(1, root_differs));
        assert_eq!(
            ProofFile { index: 0, ..proof() }.verify(b"one", &verifier),
            not_included(0, root_differs)
        );
        assert_eq!(
            ProofFile { index: 2, ..proof() }.verify(b"one", &verifier),
            not_included(2, TreeError::BeyondTree { position: 2, size: 2 })
        );
        assert_eq!(
            ProofFile { path: vec![], ..proof() }.verify(b"one", &verifier),
            not_included(1, TreeError::ProofLength { hashes: 0 })
        );
        let stranger = NoteSigner::new("example.com/log", &[6; 32]).unwrap().verifier();
        assert!(matches!(proof().verify(b"one", &stranger), Err(ProofFileError::Checkpoint(_))));
    }

    #[test]
    fn other_spellings_are_refused() {
        for (from, to, line) in [
            ("@v1", "@v2", 1),
            ("index 1", "index 01", 2),
            ("index 1\n", "", 2),
            ("index 1\n", "index 1\nAAAA\n", 3),
            ("\n\n", "\n", 4),
        ] {
            let text = proof().to_text().replacen(from, to, 1);
            assert_eq!(ProofFile::parse(&text), Err(ProofFileError::MalformedLine { line }), "{to:?}");
        }
        let hashes = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n".repeat(64);
        let text = proof().to_text().replacen("index 1\n", &format!("index 1\n{hashes}"), 1);
        assert_eq!(ProofFile::parse(&text), Err(ProofFileError::MalformedLine { line: 67 }));
    }
    proptest! {
        #[test]
        fn what_is_read_as_a_proof_is_written_back(
            index: u64, hashes in 0..65_u8, at in 0..400_usize, patch in "[ -~\n]{0,3}",
        ) {
            let proof = ProofFile { index, path: (0..hashes).map(|byte| [byte; 32]).collect(), ..proof() };
            let text = proof.to_text();
            prop_assert_eq!(ProofFile::parse(&text), Ok(proof));
            let head: String = text.chars().take(at).collect();
            let changed = head + &patch + &text.chars().skip(at).collect::<String>();
            if let Ok(read) = ProofFile::parse(&changed) {
                prop_assert_eq!(read.to_text(), changed);
            }
        }
    }
}
