//! Checkpoints: the log's signed word about its size and root.
use crate::{
    note::{Note, NoteError, NoteSigner, NoteVerifier},
    plain,
    tree::Hash,
};

/// Says why a checkpoint is refused.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// The text does not have its lines in their exact shape.
    #[error("line {line} of the checkpoint is malformed")]
    MalformedLine {
        /// The line, from 1.
        line: usize,
    },
    /// The note is malformed, not signed by the log, or its signature is wrong.
    #[error("checkpoint: {0}")]
    Note(#[from] NoteError),
    /// The key belongs to another log.
    #[error("checkpoint of `{origin}` is signed by the key of `{name}`")]
    OtherOrigin {
        /// The origin in the checkpoint.
        origin: String,
        /// The name of the key.
        name: String,
    },
}

/// States the size and root of a log.
///
/// Shape: three lines, each ending in LF: origin, size, root in base64. Extension lines are ignored on
/// reading and never written.
/// Source: C2SP tlog-checkpoint v1.0.0.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Checkpoint {
    /// The name of the log, equal to the name of its key.
    pub origin: String,
    /// The number of entries.
    pub size: u64,
    /// The root of the tree.
    pub root: Hash,
}

impl Checkpoint {
    /// Writes the text that is signed.
    pub fn to_text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, plain::base64(&self.root))
    }

    /// Reads the text of a checkpoint, without signatures.
    ///
    /// Errors: [`CheckpointError::MalformedLine`].
    pub fn parse(text: &str) -> Result<Self, CheckpointError> {
        let malformed = |line| CheckpointError::MalformedLine { line };
        let mut lines = text.split_inclusive('\n').map(|line| line.strip_suffix('\n').unwrap_or(""));
        let mut next = || lines.next().filter(|line| !line.is_empty());
        let origin = next().ok_or(malformed(1))?.to_owned();
        let size = next().and_then(plain::decimal).ok_or(malformed(2))?;
        let root = next().and_then(plain::hash).ok_or(malformed(3))?;
        // An empty or unfinished extension line is an error, a filled one is ignored.
        if let Some((line, _)) = (4..).zip(lines).find(|(_, line)| line.is_empty()) {
            return Err(malformed(line));
        }
        Ok(Self { origin, size, root })
    }

    /// Writes the whole signed note.
    ///
    /// The signer's name should be the origin: [`open`](Self::open) refuses other names.
    pub fn sign(&self, signer: &NoteSigner) -> String {
        let text = self.to_text();
        let signatures = vec![signer.sign(&text)];
        Note { text, signatures }.format()
    }

    /// Reads a signed checkpoint, and makes sure that this log signed it.
    ///
    /// Errors: [`CheckpointError::Note`], [`CheckpointError::MalformedLine`],
    /// [`CheckpointError::OtherOrigin`].
    pub fn open(note: &str, verifier: &NoteVerifier) -> Result<Self, CheckpointError> {
        let note = Note::parse(note)?;
        verifier.verify(&note)?;
        let checkpoint = Self::parse(&note.text)?;
        // SOURCE: C2SP tlog-checkpoint: a client checks the origin, or a key of two logs would speak for
        // both.
        if checkpoint.origin != verifier.name() {
            let Self { origin, .. } = checkpoint;
            return Err(CheckpointError::OtherOrigin { origin, name: verifier.name().to_owned() });
        }
        Ok(checkpoint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // C2SP tlog-checkpoint, the example.
    const TEXT: &str =
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    fn signer() -> NoteSigner {
        NoteSigner::new("example.com/behind-the-sofa", &[5; 32]).unwrap()
    }

    #[test]
    fn the_published_example_is_read_and_written_back() {
        let checkpoint = Checkpoint::parse(TEXT).unwrap();
        assert_eq!((checkpoint.size, checkpoint.root[0]), (20_852_163, 0x0a));
        assert_eq!(checkpoint.to_text(), TEXT);
    }

    #[test]
    fn extension_lines_are_ignored_and_not_written() {
        let extended = format!("{TEXT}grease 17\nmore\n");
        assert_eq!(Checkpoint::parse(&extended).unwrap().to_text(), TEXT);
    }

    #[test]
    fn other_spellings_are_refused() {
        for (from, to, line) in [
            ("example.com/behind-the-sofa", "", 1),
            ("20852163", "020852163", 2),
            ("20852163", "+20852163", 2),
            ("20852163", "-1", 2),
            ("20852163", "20852163 ", 2),
            ("20852163", "18446744073709551616", 2),
            ("20852163", "", 2),
            ("2I=", "2J=", 3),
            ("2I=", "2I", 3),
            ("CsUY", "", 3),
            ("2I=\n", "2I=", 3),
            ("2I=\n", "2I=\n\n", 4),
            ("2I=\n", "2I=\nunfinished", 4),
        ] {
            let text = TEXT.replacen(from, to, 1);
            assert_eq!(Checkpoint::parse(&text), Err(CheckpointError::MalformedLine { line }), "{text:?}");
        }
        assert_eq!(Checkpoint::parse(""), Err(CheckpointError::MalformedLine { line: 1 }));
    }

    #[test]
    fn a_signed_checkpoint_opens_with_the_key_of_its_log_only() {
        let checkpoint = Checkpoint::parse(TEXT).unwrap();
        let note = checkpoint.sign(&signer());
        assert_eq!(Checkpoint::open(&note, &signer().verifier()), Ok(checkpoint.clone()));
        let other = NoteSigner::new("example.com/behind-the-sofa", &[6; 32]).unwrap().verifier();
        let name = "example.com/behind-the-sofa".to_owned();
        assert_eq!(
            Checkpoint::open(&note, &other),
            Err(CheckpointError::Note(NoteError::NotSigned { name: name.clone() }))
        );
        assert_eq!(
            Checkpoint::open(&note.replace("20852163", "20852164"), &signer().verifier()),
            Err(CheckpointError::Note(NoteError::BadSignature { name: name.clone() }))
        );
        let origin = "example.com/elsewhere".to_owned();
        let elsewhere = Checkpoint { origin: origin.clone(), ..checkpoint };
        assert_eq!(
            Checkpoint::open(&elsewhere.sign(&signer()), &signer().verifier()),
            Err(CheckpointError::OtherOrigin { origin, name })
        );
    }
}
