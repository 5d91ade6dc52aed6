//! A permit file that this desk's owner signed.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::Digest;
use sekisho_core::document::Document;
use sekisho_core::id::PersonId;
use sekisho_core::sealing::Sealing;
use sekisho_gate::evidence::check_signer;
use sekisho_gate::wire::permit_file::PermitFile;
use sekisho_proof::act::namespace;
use sekisho_proof::sshsig::{self, PublicKey as SigningLine, SshsigError};
use sekisho_seal::key_pair::{PublicKey, SecretSeed};

use super::{Desk, DeskError, Seen};
use crate::outbox::letter;

/// A permit file whose signature and keys were checked, with its exact bytes. There is no other way to one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Permit {
    bytes: Vec<u8>,
    file: PermitFile,
    sealing: Sealing,
}

impl Permit {
    /// Reads the file as the owner hands it out.
    ///
    /// Errors: [`DeskError::Permit`] if the owner's key did not sign it or its keys are not the approved ones;
    /// [`DeskError::OtherOwner`].
    pub fn read(desk: &Desk, bytes: &[u8]) -> Result<Self, DeskError> {
        let file = PermitFile::open(bytes, &desk.envelope_key()?)
            .map_err(|fault| DeskError::Permit(fault.to_string()))?;
        if file.origin != desk.origin() {
            return Err(DeskError::OtherOwner { found: file.origin, own: desk.origin().to_owned() });
        }
        let sealing = file.document.sealing.clone();
        let sealing = sealing.ok_or_else(|| DeskError::Permit("it is not a sealed one".to_owned()))?;
        Ok(Self { bytes: bytes.to_vec(), file, sealing })
    }

    /// Reads `permit.age` from a medium with whichever one-time key of the desk opens it.
    ///
    /// Errors: [`DeskError::Permit`] if none does, or what is in it is no permit of the owner;
    /// [`DeskError::OtherOwner`].
    pub fn unseal(desk: &Desk, sealed: &[u8]) -> Result<Self, DeskError> {
        for key in desk.one_time_keys()? {
            let seed: SecretSeed = desk.one_time(&key)?;
            match letter::open(sealed, &seed) {
                Ok(bytes) => {
                    let permit = Self::read(desk, &bytes)?;
                    return if permit.sealing.device_key == key {
                        Ok(permit)
                    } else {
                        Err(DeskError::Permit("it was sealed to another key than it names".to_owned()))
                    };
                }
                Err(letter::LetterError::OtherKey) => {}
                Err(error) => return Err(DeskError::Permit(error.to_string())),
            }
        }
        Err(DeskError::Permit("no key of this desk opens it".to_owned()))
    }

    /// Gives the file's exact bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Gives what was approved.
    pub fn document(&self) -> &Document {
        &self.file.document
    }

    /// Gives what the owner says beside it.
    pub fn file(&self) -> &PermitFile {
        &self.file
    }

    /// Gives the keys and people of the approved document.
    pub fn sealing(&self) -> &Sealing {
        &self.sealing
    }

    /// Gives the newest checkpoint when the file was made.
    pub fn checkpoint(&self) -> Option<Seen> {
        let root = STANDARD.decode(&self.file.checkpoint.root).ok()?.try_into().ok()?;
        Some(Seen { root, size: self.file.checkpoint.size })
    }

    /// Checks that one of the keys that the permit names for this person signed the text, and gives the key's line.
    ///
    /// Errors: [`SshsigError`]; [`SshsigError::WrongSignature`] also for a key that is not this person's.
    pub(crate) fn signed_by(
        &self,
        person: &PersonId,
        act: &str,
        text: &str,
        armored: &str,
    ) -> Result<String, SshsigError> {
        let signer = sshsig::signer(armored)?;
        let lines = self.file.persons.get(person).into_iter().flatten();
        let own = lines.filter_map(|line| SigningLine::from_openssh(line).ok()).any(|key| key == signer);
        if !own {
            return Err(SshsigError::WrongSignature);
        }
        let said = sshsig::verify(&signer, &namespace(act), text.as_bytes(), armored)?;
        check_signer(&signer, &said).map_err(|_| SshsigError::WrongSignature)?;
        Ok(signer.to_openssh())
    }

    pub(crate) fn permit_hash(&self) -> Digest {
        self.file.permit_hash()
    }

    /// Reads one of the file's X-Wing keys. That it is the approved one was checked when the file was read.
    pub(crate) fn key(text: &str, what: &str) -> Result<PublicKey, DeskError> {
        let bytes = STANDARD.decode(text).ok();
        let key = bytes.and_then(|bytes| PublicKey::from_bytes(&bytes).ok());
        key.ok_or_else(|| DeskError::Permit(format!("the {what} is not a key")))
    }
}
