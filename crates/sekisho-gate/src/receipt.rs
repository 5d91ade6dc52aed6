//! Receipts: what everybody who acts takes home, refused or not.

use sekisho_proof::proof_file::ProofFile;
use sekisho_proof::tile::TileHashReader;
use sekisho_proof::tree::prove_inclusion;

use crate::fault::Fault;
use crate::port::Record;

/// The proof that an entry is in the log under a signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The entry's place in the log, from 0.
    pub index: u64,
    /// The leaf entry, 49 bytes.
    pub leaf: Vec<u8>,
    /// A C2SP `tlog-proof`, as text.
    pub proof: String,
}

/// Makes the receipt of one entry under the newest checkpoint.
///
/// Errors: [`Fault::Damaged`] if the tiles do not hold the entry.
pub fn receipt(record: &dyn Record, index: u64) -> Result<Receipt, Fault> {
    let head = record.head()?;
    let mut leaf = None;
    record.entries(index, index.saturating_add(1), &mut |entry| {
        leaf = Some(entry.leaf);
        Ok(())
    })?;
    let leaf = leaf.ok_or_else(|| Fault::Damaged(format!("entry {index} is missing")))?;
    let hashes = TileHashReader::new(head.size, record);
    let path =
        prove_inclusion(index, head.size, &hashes).map_err(|error| Fault::Damaged(error.to_string()))?;
    let proof = ProofFile { index, path, checkpoint: head.checkpoint };
    Ok(Receipt { index, leaf, proof: proof.to_text() })
}
