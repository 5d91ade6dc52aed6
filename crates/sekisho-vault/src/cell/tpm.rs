//! The cell that is two indexes in the memory of a TPM 2.0.
//!
//! Level E1 needs two yeses: the administrator declared the TPM as physical, and the TPM names a maker of physical ones. A
//! virtual TPM is a file that is backed up with its machine, so it is E0; so is one that nobody can tell.
//!
//! The indexes belong to the owner hierarchy, whose password must be empty (as Linux leaves it). Their own password is
//! random and lies beside the vault: it keeps other users of the TPM away, it is not what protects a destroyed key.

use std::path::Path;
use std::str::FromStr as _;

use tss_esapi::attributes::{NvIndexAttributesBuilder, SessionAttributesBuilder};
use tss_esapi::constants::{CapabilityType, PropertyTag, SessionType};
use tss_esapi::handles::{NvIndexHandle, NvIndexTpmHandle, TpmHandle};
use tss_esapi::interface_types::algorithm::HashingAlgorithm;
use tss_esapi::interface_types::resource_handles::{NvAuth, Provision};
use tss_esapi::interface_types::session_handles::AuthSession;
use tss_esapi::structures::{
    Auth, CapabilityData, MaxNvBuffer, NvPublic, NvPublicBuilder, SymmetricDefinition,
};
use tss_esapi::{Context, TctiNameConf};
use zeroize::Zeroizing;

use super::{Cell, CellKind, EpochKey, Level, Slot};
use crate::folder::{Folder, Place, refused, unfinished};
use crate::{Entropy, Fault};

/// The even slot's index unless settings say otherwise; the odd slot's is the next one.
///
/// Source: TCG "Registry of Reserved TPM 2.0 Handles", range of the owner.
pub const DEFAULT_INDEX: u32 = 0x0180_5e40;
/// Holds the indexes' password, in the vault's directory.
const AUTH_FILE: &str = "tpm.auth";
const KEY_BYTES: u16 = 32;

/// Makers whose TPMs are chips, or firmware of the processor: their memory is in no file that a backup takes.
///
/// Source: TCG "TPM Vendor ID Registry". Left out on purpose: `IBM` (swtpm, QEMU), `MSFT` (simulator, Hyper-V, Azure),
/// `VMW` (vSphere), `GOOG` and `AMZN` (their clouds), and whoever is not known here.
const PHYSICAL_MAKERS: [&str; 13] =
    ["AMD", "ATML", "BRCM", "IFX", "INTC", "LEN", "NSM", "NTC", "NTZ", "QCOM", "SMSN", "STM", "TXN"];

/// What the administrator declares about the TPM.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Declared {
    /// A device of its own.
    Physical,
    /// Nothing is known.
    Unknown,
    /// A part of a virtual machine.
    Virtual,
}

/// What the TPM says of itself.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Identity {
    /// The maker's registered id, for instance `IFX`.
    pub maker: String,
    /// The maker's own words.
    pub vendor: String,
}

/// Two indexes in a TPM.
pub struct TpmCell {
    tcti: TctiNameConf,
    first_index: u32,
    auth: Zeroizing<Vec<u8>>,
    declared: Declared,
    identity: Identity,
    occasion: Occasion,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Occasion {
    /// The TPM is what it says.
    Real,
    /// A simulator stands for a physical TPM, in a record for trying.
    Rehearsal,
}

impl TpmCell {
    /// Opens the TPM, and asks it who it is.
    ///
    /// Shape: `tcti` as in `device:/dev/tpmrm0`; `first_index` is the even slot's, for instance [`DEFAULT_INDEX`];
    /// `directory` is the vault's, in which the indexes' password is found or made.
    /// Errors: [`Fault::CellUnusable`], [`Fault::Storage`], [`Fault::Entropy`].
    pub fn open(
        tcti: &str,
        first_index: u32,
        declared: Declared,
        directory: &Path,
        entropy: &mut dyn Entropy,
    ) -> Result<Self, Fault> {
        let auth = password(&mut Folder::open_or_make(directory)?, entropy)?;
        let tcti = TctiNameConf::from_str(tcti).map_err(unusable)?;
        let mut context = Context::new(tcti.clone()).map_err(unusable)?;
        let identity = Identity::ask(&mut context).map_err(unusable)?;
        Ok(Self { tcti, first_index, auth, declared, identity, occasion: Occasion::Real })
    }

    /// Lets a simulator stand for a physical TPM, so that a rehearsal goes the way of level E1. The description says so.
    ///
    /// Errors: [`Fault::RehearsalOrigin`] unless the log's origin ends in `.invalid`: nothing there is real.
    pub fn in_rehearsal(self, origin: &str) -> Result<Self, Fault> {
        let host = origin.split('/').next().unwrap_or_default();
        if host.ends_with(".invalid") {
            Ok(Self { occasion: Occasion::Rehearsal, ..self })
        } else {
            Err(Fault::RehearsalOrigin { origin: origin.to_owned() })
        }
    }

    /// Gives what the TPM says of itself.
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Does something with a slot's index.
    fn with_context<T>(
        &self,
        act: &'static str,
        slot: Slot,
        body: impl FnOnce(&mut Context, NvIndexTpmHandle) -> tss_esapi::Result<T>,
    ) -> Result<T, Fault> {
        let index = match slot {
            Slot::Even => self.first_index,
            Slot::Odd => self.first_index.saturating_add(1),
        };
        // Opened for each act: the TPM has room for few, and others want it, too.
        Context::new(self.tcti.clone())
            .and_then(|mut context| body(&mut context, NvIndexTpmHandle::new(index)?))
            .map_err(|error| Fault::Cell { act, cell: CellKind::Tpm, slot, source: Box::new(error) })
    }

    /// Opens a defined index for its password.
    fn open_index(&self, context: &mut Context, index: NvIndexTpmHandle) -> tss_esapi::Result<NvIndexHandle> {
        let object = context.tr_from_tpm_public(TpmHandle::NvIndex(index))?;
        context.tr_set_auth(object, Auth::try_from(self.auth.to_vec())?)?;
        Ok(object.into())
    }

    fn put(&self, context: &mut Context, index: NvIndexTpmHandle, bytes: &[u8; 32]) -> tss_esapi::Result<()> {
        let handle = self.open_index(context, index)?;
        let session = encrypted_session(context)?;
        let data = MaxNvBuffer::try_from(bytes.as_slice())?;
        context.execute_with_session(session, |context| {
            context.nv_write(NvAuth::NvIndex(handle), handle, data, 0)
        })
    }

    fn take_away(&self, context: &mut Context, index: NvIndexTpmHandle) -> tss_esapi::Result<()> {
        let handle = self.open_index(context, index)?;
        context.execute_with_session(Some(AuthSession::Password), |context| {
            context.nv_undefine_space(Provision::Owner, handle)
        })
    }
}

impl std::fmt::Debug for TpmCell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TpmCell").field("identity", &self.identity).finish_non_exhaustive()
    }
}

impl Cell for TpmCell {
    fn kind(&self) -> CellKind {
        CellKind::Tpm
    }

    fn level(&self) -> Level {
        let recognized = match self.occasion {
            Occasion::Real => self.identity.recognized(),
            Occasion::Rehearsal => Declared::Physical,
        };
        match (self.declared, recognized) {
            (Declared::Physical, Declared::Physical) => Level::E1,
            _ => Level::E0,
        }
    }

    fn describe(&self) -> String {
        let Identity { maker, vendor } = &self.identity;
        let recognized = self.identity.recognized().word();
        let declared = self.declared.word();
        let rehearsal = match self.occasion {
            Occasion::Real => "",
            Occasion::Rehearsal => "; treated as physical in a rehearsal",
        };
        format!(
            "TPM 2.0 of maker `{maker}` (`{vendor}`): recognized as {recognized}, declared as {declared}{rehearsal}"
        )
    }

    fn read(&mut self, slot: Slot) -> Result<Option<EpochKey>, Fault> {
        self.with_context("read", slot, |context, index| {
            if state(context, index)? != IndexState::Written {
                return Ok(None);
            }
            let handle = self.open_index(context, index)?;
            let session = encrypted_session(context)?;
            let data = context.execute_with_session(session, |context| {
                context.nv_read(NvAuth::NvIndex(handle), handle, KEY_BYTES, 0)
            })?;
            let wrong = tss_esapi::Error::WrapperError(tss_esapi::WrapperErrorKind::WrongValueFromTpm);
            Ok(EpochKey::from_slot(data.value().try_into().map_err(|_| wrong)?))
        })
    }

    fn write(&mut self, slot: Slot, key: &EpochKey) -> Result<(), Fault> {
        if self.read(slot)?.is_some() {
            return Err(Fault::CellOccupied { slot });
        }
        self.with_context("write", slot, |context, index| {
            if state(context, index)? != IndexState::Undefined {
                // What a write or an erasure left that broke off.
                self.take_away(context, index)?;
            }
            let auth = Auth::try_from(self.auth.to_vec())?;
            let public = public_area(index)?;
            let handle = context.execute_with_session(Some(AuthSession::Password), |context| {
                context.nv_define_space(Provision::Owner, Some(auth), public)
            })?;
            context.tr_close(&mut handle.into())?;
            self.put(context, index, key.expose())
        })
    }

    fn erase(&mut self, slot: Slot) -> Result<(), Fault> {
        self.with_context("erase", slot, |context, index| {
            match state(context, index)? {
                IndexState::Undefined => return Ok(()),
                IndexState::Unwritten => (),
                // First over the bytes: not every TPM wipes what an index held when the index goes.
                IndexState::Written => self.put(context, index, &[0; 32])?,
            }
            self.take_away(context, index)
        })
    }
}

impl Declared {
    fn word(self) -> &'static str {
        match self {
            Self::Physical => "physical",
            Self::Unknown => "unknown",
            Self::Virtual => "virtual",
        }
    }
}

impl Identity {
    fn ask(context: &mut Context) -> tss_esapi::Result<Self> {
        let mut text = |tags: &[PropertyTag]| -> tss_esapi::Result<String> {
            let mut bytes = Vec::new();
            for tag in tags {
                bytes.extend(context.get_tpm_property(*tag)?.unwrap_or(0).to_be_bytes());
            }
            // For certificates: what is no plain character is left out.
            let text: String =
                bytes.into_iter().filter(|b| *b == b' ' || b.is_ascii_graphic()).map(char::from).collect();
            Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
        };
        let maker = text(&[PropertyTag::Manufacturer])?;
        let vendor = text(&[
            PropertyTag::VendorString1,
            PropertyTag::VendorString2,
            PropertyTag::VendorString3,
            PropertyTag::VendorString4,
        ])?;
        Ok(Self { maker, vendor })
    }

    /// Tells what the TPM's own words make of it.
    pub fn recognized(&self) -> Declared {
        if PHYSICAL_MAKERS.contains(&self.maker.as_str()) {
            return Declared::Physical;
        }
        match self.maker.as_str() {
            "AMZN" | "GOOG" | "IBM" | "VMW" => Declared::Virtual,
            _ => Declared::Unknown,
        }
    }
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum IndexState {
    Undefined,
    Unwritten,
    Written,
}

fn state(context: &mut Context, index: NvIndexTpmHandle) -> tss_esapi::Result<IndexState> {
    let handle = TpmHandle::NvIndex(index);
    let (found, _) = context.get_capability(CapabilityType::Handles, handle.into(), 1)?;
    let defined = match found {
        CapabilityData::Handles(handles) => handles.first() == Some(&handle),
        _ => return Err(tss_esapi::Error::WrapperError(tss_esapi::WrapperErrorKind::WrongValueFromTpm)),
    };
    if !defined {
        return Ok(IndexState::Undefined);
    }
    let mut object = context.tr_from_tpm_public(handle)?;
    let (public, _) = context.nv_read_public(object.into())?;
    context.tr_close(&mut object)?;
    Ok(if public.attributes().written() { IndexState::Written } else { IndexState::Unwritten })
}

fn public_area(index: NvIndexTpmHandle) -> tss_esapi::Result<NvPublic> {
    let attributes = NvIndexAttributesBuilder::new()
        .with_auth_read(true)
        .with_auth_write(true)
        // A random password of 32 bytes needs no lockout, and a lockout by others must not hinder a destruction.
        .with_no_da(true)
        .build()?;
    NvPublicBuilder::new()
        .with_nv_index(index)
        .with_index_name_algorithm(HashingAlgorithm::Sha256)
        .with_index_attributes(attributes)
        .with_data_area_size(usize::from(KEY_BYTES))
        .build()
}

/// Starts a session in which key bytes travel encrypted under the index's password: not in clear over the bus.
fn encrypted_session(context: &mut Context) -> tss_esapi::Result<Option<AuthSession>> {
    let session = context.start_auth_session(
        None,
        None,
        None,
        SessionType::Hmac,
        SymmetricDefinition::AES_128_CFB,
        HashingAlgorithm::Sha256,
    )?;
    if let Some(session) = session {
        let (attributes, mask) =
            SessionAttributesBuilder::new().with_decrypt(true).with_encrypt(true).build();
        context.tr_sess_set_attributes(session, attributes, mask)?;
    }
    Ok(session)
}

fn password(place: &mut Folder, entropy: &mut dyn Entropy) -> Result<Zeroizing<Vec<u8>>, Fault> {
    if let Some(found) = place.read(AUTH_FILE).map_err(refused("read", AUTH_FILE))? {
        return Ok(found);
    }
    let mut fresh = Zeroizing::new(vec![0; usize::from(KEY_BYTES)]);
    entropy.fill(&mut fresh)?;
    let new = unfinished(AUTH_FILE);
    place
        .write(&new, &fresh)
        .and_then(|()| place.rename(&new, AUTH_FILE))
        .and_then(|()| place.sync())
        .map_err(refused("write", AUTH_FILE))?;
    Ok(fresh)
}

fn unusable(why: tss_esapi::Error) -> Fault {
    Fault::CellUnusable { cell: CellKind::Tpm, why: why.to_string() }
}

#[cfg(test)]
mod tests;
