//! The receipt in few bytes, and as a text that fits into one code for a camera: for a room without network.
//!
//! Source: `docs/spec/container.md` section 8; RFC 9285 for Base45.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_core::sealing::{CopyId, Counted, SealReceipt, Witnessed, Wrap};
use sekisho_core::{Digest, Timestamp};
use sha2::{Digest as _, Sha256};

use super::receipt::digest;
use super::{ReceiptFile, SealError};

/// The first bytes, version 1.
const MAGIC: [u8; 4] = *b"SKR1";
/// What the text begins with.
const TEXT: &str = "SKR1:";
/// It has the hash of fingerprints.
const FINGERPRINTS: u8 = 1;
/// It has a second wrap.
const REWRAP: u8 = 2;
/// Every line of what was counted says whether rows were left out, and how many.
const LEFT_OUT: u8 = 4;
/// The length of an X-Wing ciphertext. Units: bytes.
const ENC_BYTES: usize = 1120;
/// The start of the hash over all before it. Units: bytes.
const CHECK_BYTES: usize = 4;

const ARMOR: (&str, &str) = ("-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----");
/// Characters of a line of armor, as OpenSSH writes it.
const ARMOR_LINE: usize = 70;

impl ReceiptFile {
    /// Writes the compact form. The same receipt, byte for byte, and the same signatures.
    ///
    /// Errors: [`SealError::Text`] for a receipt that has no such form: a name too long, a signature that is none.
    pub fn to_compact(&self) -> Result<Vec<u8>, SealError> {
        let SealReceipt { box_bytes, box_hash, copy, counted, fingerprints, header_hash, .. } = &self.receipt;
        let SealReceipt { manifest, medium, permit_hash, sealed_at, station, suite, wrap, rewrap, .. } =
            &self.receipt;
        let has = |there: bool, flag: u8| if there { flag } else { 0 };
        let mut out = MAGIC.to_vec();
        let leaves_out = counted.iter().any(|one| one.left_out.is_some());
        out.push(
            has(fingerprints.is_some(), FINGERPRINTS)
                | has(rewrap.is_some(), REWRAP)
                | has(leaves_out, LEFT_OUT),
        );
        out.extend(suite.to_be_bytes());
        out.extend(permit_hash.as_bytes());
        out.extend(copy.to_bytes());
        out.extend(box_bytes.to_be_bytes());
        for hash in [box_hash, header_hash, manifest].into_iter().chain(fingerprints) {
            out.extend(hash.as_bytes());
        }
        let seconds = u64::try_from(sealed_at.seconds()).map_err(|_| unfit("its time is before 1970"))?;
        out.extend(seconds.to_be_bytes());
        short(&mut out, station.as_str())?;
        short(&mut out, medium.as_str())?;
        out.push(u8::try_from(counted.len()).map_err(|_| unfit("it counts too many datasets"))?);
        for one in counted {
            short(&mut out, one.dataset.as_str())?;
            out.extend(one.rows.to_be_bytes());
            if leaves_out {
                out.push(u8::from(one.left_out.is_some()));
                out.extend(one.left_out.map(u64::to_be_bytes).into_iter().flatten());
            }
        }
        for wrap in [Some(wrap), rewrap.as_ref()].into_iter().flatten() {
            out.extend(wrap.device_key.as_bytes());
            out.extend(wrap.enc_d.as_bytes());
            let enc_r = STANDARD.decode(&wrap.enc_r).ok().filter(|enc_r| enc_r.len() == ENC_BYTES);
            out.extend(enc_r.ok_or_else(|| unfit("its ciphertext is none"))?);
        }
        blob(&mut out, &self.signature)?;
        short(&mut out, self.witness.person.as_str())?;
        blob(&mut out, &self.witness.before)?;
        blob(&mut out, &self.witness.after)?;
        let check = Sha256::digest(&out);
        out.extend(check.iter().take(CHECK_BYTES));
        // What it says must be all of it: a name of the handle, for example, is not carried but computed.
        if Self::from_compact(&out)?.receipt == self.receipt {
            Ok(out)
        } else {
            Err(unfit("it does not come back as it was"))
        }
    }

    /// Reads the compact form. No signature is checked.
    ///
    /// Errors: [`SealError::Text`].
    pub fn from_compact(bytes: &[u8]) -> Result<Self, SealError> {
        let (body, check) = bytes
            .len()
            .checked_sub(CHECK_BYTES)
            .and_then(|end| bytes.split_at_checked(end))
            .ok_or_else(|| unfit("it is cut off"))?;
        if !Sha256::digest(body).starts_with(check) {
            return Err(unfit("it was read wrong: its check does not fit"));
        }
        let mut rest = Rest(body);
        if rest.array()? != MAGIC {
            return Err(unfit("it does not begin with SKR1"));
        }
        let [flags] = rest.array()?;
        if flags & !(FINGERPRINTS | REWRAP | LEFT_OUT) != 0 {
            return Err(unfit("it has a flag that this version does not know"));
        }
        let suite = u16::from_be_bytes(rest.array()?);
        let permit_hash = rest.hash()?;
        let copy = CopyId::from_bytes(rest.array()?);
        let box_bytes = u64::from_be_bytes(rest.array()?);
        let (box_hash, header_hash, manifest) = (rest.hash()?, rest.hash()?, rest.hash()?);
        let fingerprints = if flags & FINGERPRINTS == 0 { None } else { Some(rest.hash()?) };
        let seconds = i64::try_from(u64::from_be_bytes(rest.array()?)).ok();
        let seconds = seconds.filter(|seconds| *seconds <= Timestamp::LATEST.seconds());
        let sealed_at = Timestamp::from_seconds(seconds.ok_or_else(|| unfit("its time is none"))?);
        let (station, medium) = (rest.id()?, rest.id()?);
        let [datasets] = rest.array()?;
        let counted = (0..datasets)
            .map(|_| {
                let (dataset, rows) = (rest.id()?, u64::from_be_bytes(rest.array()?));
                let left_out = if flags & LEFT_OUT == 0 { None } else { rest.left_out()? };
                Ok(Counted { dataset, left_out, rows })
            })
            .collect::<Result<_, SealError>>()?;
        let wrap = rest.wrap()?;
        let rewrap = if flags & REWRAP == 0 { None } else { Some(rest.wrap()?) };
        let signature = rest.armored()?;
        let person = rest.id()?;
        let (before, after) = (rest.armored()?, rest.armored()?);
        if !rest.0.is_empty() {
            return Err(unfit("bytes are left over"));
        }
        let receipt = SealReceipt {
            box_bytes,
            box_hash,
            copy,
            counted,
            fingerprints,
            header_hash,
            manifest,
            medium,
            permit_hash,
            rewrap,
            sealed_at,
            station,
            suite,
            wrap,
        };
        Ok(Self { receipt, signature, version: 1, witness: Witnessed { after, before, person } })
    }

    /// Writes the compact form as a text of capitals, digits and a few marks: what one code for a camera holds.
    ///
    /// Errors: as [`ReceiptFile::to_compact`].
    pub fn to_code_text(&self) -> Result<String, SealError> {
        Ok(format!("{TEXT}{}", base45(&self.to_compact()?)))
    }

    /// Reads a receipt in whichever form it comes: JSON, compact, or the text of a code.
    ///
    /// Shape: line ends behind the text are passed over; a reader of codes may add them.
    /// Errors: [`SealError::Text`].
    pub fn read(bytes: &[u8]) -> Result<Self, SealError> {
        if let Some(text) = bytes.strip_prefix(TEXT.as_bytes()) {
            let text = std::str::from_utf8(text).map_err(|_| unfit("the text of its code is cut off"))?;
            let bytes = from_base45(text.trim_end_matches(['\r', '\n']));
            return Self::from_compact(&bytes.ok_or_else(|| unfit("the text of its code was read wrong"))?);
        }
        if bytes.starts_with(&MAGIC) { Self::from_compact(bytes) } else { Self::from_bytes(bytes) }
    }
}

/// What of the bytes is still to be read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], SealError> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or_else(|| unfit("it is cut off"))?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], SealError> {
        self.take(N)?.try_into().map_err(|_| unfit("it is cut off"))
    }

    fn hash(&mut self) -> Result<Digest, SealError> {
        digest(&self.array()?).ok_or_else(|| unfit("a hash is none"))
    }

    fn id<T: std::str::FromStr>(&mut self) -> Result<T, SealError> {
        let [length] = self.array()?;
        let text = std::str::from_utf8(self.take(usize::from(length))?).ok();
        text.and_then(|text| text.parse().ok()).ok_or_else(|| unfit("a name in it is none"))
    }

    fn left_out(&mut self) -> Result<Option<u64>, SealError> {
        match self.array()? {
            [0] => Ok(None),
            [1] => Ok(Some(u64::from_be_bytes(self.array()?))),
            [_] => Err(unfit("it counts what was left out in no way that there is")),
        }
    }

    fn wrap(&mut self) -> Result<Wrap, SealError> {
        let (device_key, enc_d, enc_r) = (self.hash()?, self.hash()?, self.take(ENC_BYTES)?);
        let hash = Digest::of(enc_r);
        let handle = hash.as_bytes().first_chunk::<16>().copied().unwrap_or_default();
        Ok(Wrap { device_key, enc_d, enc_r: STANDARD.encode(enc_r), handle: CopyId::from_bytes(handle) })
    }

    fn armored(&mut self) -> Result<String, SealError> {
        let length = u16::from_be_bytes(self.array()?);
        let lines = STANDARD.encode(self.take(usize::from(length))?);
        let mut armored = format!("{}\n", ARMOR.0);
        for line in lines.as_bytes().chunks(ARMOR_LINE) {
            armored.push_str(&String::from_utf8_lossy(line));
            armored.push('\n');
        }
        Ok(armored + ARMOR.1 + "\n")
    }
}

fn short(out: &mut Vec<u8>, text: &str) -> Result<(), SealError> {
    out.push(u8::try_from(text.len()).map_err(|_| unfit("a name in it is too long"))?);
    out.extend(text.as_bytes());
    Ok(())
}

fn blob(out: &mut Vec<u8>, armored: &str) -> Result<(), SealError> {
    let body = armored.trim().strip_prefix(ARMOR.0).and_then(|body| body.strip_suffix(ARMOR.1));
    let body: String = body.unwrap_or_default().split_ascii_whitespace().collect();
    let bytes = STANDARD.decode(body).ok().filter(|bytes| !bytes.is_empty());
    let bytes = bytes.ok_or_else(|| unfit("a signature in it is none"))?;
    out.extend(u16::try_from(bytes.len()).map_err(|_| unfit("a signature in it is too long"))?.to_be_bytes());
    out.extend(bytes);
    Ok(())
}

fn unfit(what: &str) -> SealError {
    SealError::Text(format!("the receipt has no compact form: {what}"))
}

/// SOURCE: RFC 9285, table 1.
const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

fn base45(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().saturating_mul(3).div_ceil(2));
    for pair in bytes.chunks(2) {
        let (mut value, letters) = match pair {
            [one] => (usize::from(*one), 2),
            pair => (pair.iter().fold(0, |sum, byte| (sum << 8) | usize::from(*byte)), 3),
        };
        for _ in 0..letters {
            text.push(LETTERS.get(value % 45).copied().map_or('?', char::from));
            value /= 45;
        }
    }
    text
}

fn from_base45(text: &str) -> Option<Vec<u8>> {
    let place = |letter: &u8| LETTERS.iter().position(|one| one == letter);
    let mut bytes = Vec::with_capacity(text.len());
    for letters in text.as_bytes().chunks(3) {
        let value = letters.iter().rev().try_fold(0, |sum, letter| Some(sum * 45 + place(letter)?))?;
        match letters.len() {
            3 => bytes.extend(u16::try_from(value).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(value).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base45_is_that_of_the_rfc() {
        for (plain, text) in
            [("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0")]
        {
            assert_eq!(base45(plain.as_bytes()), text);
            assert_eq!(from_base45(text).as_deref(), Some(plain.as_bytes()));
        }
        for bad in ["GGW", "B", "BB8B", "bb8", "::", "::::::"] {
            assert_eq!(from_base45(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_receipt_of_the_specification_reads_as_it_says() {
        let spec = include_str!("../../../../docs/spec/container.md");
        let block =
            |name: &str| spec.split(&format!("```{name}\n")).nth(1).unwrap().split("```").next().unwrap();
        let lines = block("receipt-hex").lines().map(|line| line.split('#').next().unwrap());
        let hex: String = lines.flat_map(str::chars).filter(char::is_ascii_hexdigit).collect();
        let mut bytes: Vec<u8> = hex
            .as_bytes()
            .chunks(2)
            .map(|two| u8::from_str_radix(std::str::from_utf8(two).unwrap(), 16).unwrap())
            .collect();
        let read = ReceiptFile::from_compact(&bytes).unwrap();
        assert_eq!(String::from_utf8(read.to_bytes().unwrap()).unwrap(), block("receipt-json").trim_end());
        assert_eq!(read.to_compact().unwrap(), bytes);
        assert_eq!(ReceiptFile::read(&bytes).unwrap(), read);
        let text = read.to_code_text().unwrap();
        assert_eq!(ReceiptFile::read(format!("{text}\r\n").as_bytes()).unwrap(), read);
        assert_eq!(ReceiptFile::read(&read.to_bytes().unwrap()).unwrap(), read);
        // What was left out is counted for the owner, and comes back as it was.
        let mut counting = read.clone();
        counting.receipt.counted.push(Counted {
            dataset: "tax".parse().unwrap(),
            left_out: Some(2),
            rows: 9,
        });
        let compact = counting.to_compact().unwrap();
        assert_eq!(
            (compact[4] & LEFT_OUT, ReceiptFile::from_compact(&compact).unwrap()),
            (LEFT_OUT, counting)
        );
        // One bit read wrong, one byte too few or too many.
        assert!(ReceiptFile::from_compact(&bytes[..bytes.len() - 1]).is_err());
        bytes.push(0);
        assert!(ReceiptFile::from_compact(&bytes).is_err());
        bytes.pop();
        for place in [0, 4, 30, 200, bytes.len() - 1] {
            bytes[place] ^= 1;
            assert!(ReceiptFile::from_compact(&bytes).is_err(), "{place}");
            bytes[place] ^= 1;
        }
    }
}
