//! A device at a site, a permit for it, and an owner who listens to what age shows.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::num::NonZeroUsize;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho::assemble::entropy;
use sekisho_core::Digest;
use sekisho_core::sealing::CopyId;
use sekisho_core::testkit::{at, document_sealed, id};
use sekisho_gate::wire::permit_file::PermitFile;
use sekisho_gate::wire::v1::NotBefore;
use sekisho_proof::dsse::EnvelopeKey;
use sekisho_proof::sshsig::PrivateKey;
use sekisho_seal::FileKey;
use sekisho_seal::answer::{AgreementSecret, Answer, Asked};
use sekisho_seal::challenge::{CHALLENGE_BYTES, Challenge};
use sekisho_seal::header::{Header, Stanza};
use sekisho_seal::identity::Identity;
use sekisho_seal::key_pair::{Ciphertext, EncapsulationRandomness, PublicKey, SecretSeed};
use sekisho_seal::native;
use sekisho_seal::payload;
use sekisho_seal::recipient::Recipient;
use sekisho_seal::stanza::{self, LoggedStanza, SUITE, Terms};
use sekisho_station::desk::{self, NewDesk};
use sekisho_station::outbox::{self, Fact};

pub(crate) const PLAIN: &[u8] = b"MARKER for trying\n";
const ORIGIN: &str = "city.invalid/record";
const CHALLENGE_CHARACTERS: usize = (CHALLENGE_BYTES * 8).div_ceil(5);

/// `D-1` with its desk, the permit `P-0001` for `S-1` and `S-2`, and an age that finds the plugin.
pub(crate) struct Site {
    device: PublicKey,
    dir: tempfile::TempDir,
    terms: Terms,
    tool: Tool,
    variables: Vec<(&'static str, String)>,
}

/// A program that speaks with plugins.
#[derive(Clone, Debug)]
pub(crate) enum Tool {
    /// Debian's age.
    Age,
    /// This Python, with pyrage.
    Pyrage(PathBuf),
    /// rage, wherever it lies.
    Rage(PathBuf),
}

/// What age said at its end.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) stderr: String,
    pub(crate) stdout: Vec<u8>,
}

fn release_seed() -> SecretSeed {
    SecretSeed::new([51; 32])
}

fn sync_seed() -> SecretSeed {
    SecretSeed::new([52; 32])
}

fn answer_secret() -> AgreementSecret {
    AgreementSecret::new([54; 32])
}

fn base64(key: &PublicKey) -> String {
    STANDARD.encode(key.as_bytes())
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    entropy(&mut bytes).unwrap();
    bytes
}

impl Site {
    pub(crate) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let envelope = EnvelopeKey::from_seed(&[50; 32]);
        let new = NewDesk {
            device: id("D-1"),
            envelope_key: envelope.public(),
            one_time: 2,
            origin: ORIGIN.to_owned(),
            spoken: 0,
        };
        let enrollment = desk::create(&dir.path().join("desk"), &new, &mut entropy).unwrap();
        let device = STANDARD.decode(&enrollment.deposit.keys[0]).unwrap();
        let device = PublicKey::from_bytes(&device).unwrap();
        let mut document = document_sealed("M-1 M-2");
        let sealing = document.sealing.as_mut().unwrap();
        sealing.device_key = Digest::of(device.as_bytes());
        sealing.release_key = Digest::of(release_seed().public_key().as_bytes());
        let copy_id = sealing.copies[1].to_bytes();
        let permit_hash = *document.digest().as_bytes();
        let person = |name: &str, seed: u8| {
            let key = PrivateKey::generate_from_seed(&[seed; 32]);
            fs::write(dir.path().join(name), key.to_openssh().as_bytes()).unwrap();
            (id(name), vec![key.public().to_openssh()])
        };
        let permit = PermitFile {
            answer_key: STANDARD.encode(answer_secret().public_key().0),
            checkpoint: NotBefore { root: STANDARD.encode([9; 32]), size: 12 },
            device_key: base64(&device),
            device_signing: enrollment.signing,
            document,
            lookup_key: None,
            media: [].into(),
            origin: ORIGIN.to_owned(),
            persons: [person("S-1", 1), person("S-2", 2)].into(),
            release_key: base64(&release_seed().public_key()),
            rewrap_key: None,
            sync_key: base64(&sync_seed().public_key()),
        };
        fs::write(dir.path().join("permit.dsse.json"), permit.sign(&envelope).unwrap()).unwrap();
        fs::create_dir(dir.path().join("bin")).unwrap();
        symlink(env!("CARGO_BIN_EXE_sekisho"), dir.path().join("bin/age-plugin-sekisho")).unwrap();
        let terms = Terms { permit_hash, copy_id };
        let mut site = Self { device, dir, terms, tool: Tool::Age, variables: Vec::new() };
        let file = |name: &str| site.file(name).display().to_string();
        site.variables = vec![
            ("SEKISHO_AS", "S-1".to_owned()),
            ("SEKISHO_KEY", file("S-1")),
            ("SEKISHO_SECOND", "S-2".to_owned()),
            ("SEKISHO_SECOND_KEY", file("S-2")),
            ("SEKISHO_STATION", file("desk")),
            ("SEKISHO_PERMIT", file("permit.dsse.json")),
            ("SEKISHO_ANSWER_FILE", file("answer")),
            ("SEKISHO_CHALLENGE_OUT", file("challenge")),
            ("SEKISHO_AT", at("15:00").to_string()),
        ];
        fs::write(site.file("identity.txt"), Identity::of(&site.device).to_string()).unwrap();
        site
    }

    /// Takes another program than Debian's age.
    pub(crate) fn with_tool(mut self, tool: &Tool) -> Self {
        self.tool = tool.clone();
        self
    }

    /// Sets a variable for the plugin, or takes it away.
    pub(crate) fn with(mut self, name: &'static str, value: Option<&str>) -> Self {
        self.variables.retain(|(known, _)| *known != name);
        self.variables.extend(value.map(|value| (name, value.to_owned())));
        self
    }

    /// Sets a variable to a file of the site.
    pub(crate) fn with_file(self, name: &'static str, file: &str) -> Self {
        let path = self.file(file).display().to_string();
        self.with(name, Some(&path))
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn recipient(&self) -> Recipient {
        Recipient { terms: self.terms, device: self.device.clone(), release: release_seed().public_key() }
    }

    /// Seals as a station does, for the recipient.
    pub(crate) fn seal_to(&self, Recipient { terms, device, release }: &Recipient) {
        let file_key = FileKey::new(random());
        let randomness = || EncapsulationRandomness::new(random());
        let (stanza, _) = stanza::seal(&file_key, terms, (device, randomness()), (release, randomness()));
        self.write("box.age", stanza, &file_key, PLAIN);
    }

    /// Seals the permit file for the device, as it lies on the medium.
    pub(crate) fn seal_permit(&self) {
        let file_key = FileKey::new(random());
        let stanza = native::seal(&file_key, &self.device, EncapsulationRandomness::new(random()));
        let permit = fs::read(self.file("permit.dsse.json")).unwrap();
        self.write("permit.age", stanza, &file_key, &permit);
    }

    fn write(&self, name: &str, stanza: Stanza, file_key: &FileKey, plain: &[u8]) {
        let mut out = Header::seal(vec![stanza], file_key).unwrap().bytes().to_vec();
        payload::seal(file_key, random(), plain, &mut out, NonZeroUsize::MIN).unwrap();
        fs::write(self.file(name), out).unwrap();
    }

    pub(crate) fn seal(&self) -> &Self {
        self.seal_to(&self.recipient());
        self
    }

    /// Starts the tool with nothing around it but the plugin. Nobody sits at a terminal (`setsid`, of util-linux).
    fn start(&self, arguments: &[&str]) -> Child {
        let mut command = Command::new("setsid");
        command.arg("--wait");
        match &self.tool {
            Tool::Age => command.arg("age"),
            Tool::Pyrage(python) => {
                command.arg(python).arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/plugin/with_pyrage.py"))
            }
            Tool::Rage(rage) => command.arg(rage),
        };
        let tool = command
            .args(arguments)
            .env_clear()
            .env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", self.file("bin").display()))
            .envs(self.variables.iter().map(|(name, value)| (*name, value)))
            .current_dir(self.dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        tool.unwrap()
    }

    /// Lets the tool seal with the plugin.
    pub(crate) fn age_seals(&self, recipient: &str) -> Said {
        let mut age = match self.tool {
            Tool::Age | Tool::Rage(_) => self.start(&["-r", recipient, "-o", "box.age"]),
            Tool::Pyrage(_) => self.start(&["seal", recipient, "box.age"]),
        };
        // One that refuses the recipient may be gone before it has read.
        age.stdin.take().unwrap().write_all(PLAIN).ok();
        said(age, |_| ())
    }

    /// Lets the tool open with the plugin, and calls the owner for each challenge and each time an answer did not fit.
    pub(crate) fn age_opens(&self, mut owner: impl FnMut(&Challenge) -> Option<String>) -> Said {
        let age = match self.tool {
            Tool::Age | Tool::Rage(_) => self.start(&["-d", "-i", "identity.txt", "box.age"]),
            Tool::Pyrage(_) => self.start(&["open", "identity.txt", "box.age"]),
        };
        let (mut text, mut challenge) = (String::new(), None);
        said(age, |line| {
            if challenge.is_none() && line.bytes().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
                text.push_str(line);
            }
            if challenge.is_none() && text.len() == CHALLENGE_CHARACTERS {
                challenge = Some(Challenge::from_text(&text).unwrap());
            } else if !line.contains("Error: The answer") {
                return;
            }
            if let Some(answer) = challenge.as_ref().and_then(&mut owner) {
                fs::write(self.file("answer.part"), format!("{answer}\n")).unwrap();
                fs::rename(self.file("answer.part"), self.file("answer")).unwrap();
            }
        })
    }

    /// Answers as the vault does, for the box as it lies there.
    pub(crate) fn answer(&self, challenge: &Challenge) -> String {
        let header =
            Header::read(&mut BufReader::new(fs::File::open(self.file("box.age")).unwrap())).unwrap();
        let ciphertext = |text: &str| {
            let decoded = base64::engine::general_purpose::STANDARD_NO_PAD.decode(text).unwrap();
            Ciphertext::from_bytes(&decoded).unwrap()
        };
        let args = header.stanzas()[0].args();
        let logged = LoggedStanza {
            suite: SUITE,
            terms: self.terms,
            pk_d_hash: self.device.hash(),
            enc_d_hash: ciphertext(&args[1]).hash(),
            enc_r: &ciphertext(&args[2]),
        };
        assert_eq!(logged.handle(), challenge.handle);
        let release = stanza::release_value(&release_seed(), &logged).unwrap();
        let agreed = answer_secret().agree(&challenge.one_time_key).unwrap();
        let asked = Asked {
            challenge: &challenge.to_bytes(),
            permit_hash: &challenge.permit_hash,
            handle: &challenge.handle,
        };
        Answer::mask(&release, &agreed, &asked).to_string()
    }

    /// Destroys the device's key, as the end of a permit does.
    pub(crate) fn forget_key(&self) {
        let mut desk = desk::open(&self.file("desk")).unwrap();
        desk.forget(&Digest::of(self.device.as_bytes())).unwrap();
    }

    /// Reads what the owner gets to know.
    pub(crate) fn facts(&self, directory: &str) -> Vec<Fact> {
        let Ok(files) = fs::read_dir(self.file(directory).join("outbox")) else { return Vec::new() };
        let paths = files.map(|file| file.unwrap().path());
        let letters = paths.filter(|path| path.extension().is_some_and(|end| end == "age"));
        letters.map(|path| outbox::open(&fs::read(path).unwrap(), &sync_seed()).unwrap()).collect()
    }

    pub(crate) fn other_copy(&self) -> Recipient {
        let copy_id = CopyId::from_bytes([0xee; 16]).to_bytes();
        Recipient { terms: Terms { copy_id, ..self.terms }, ..self.recipient() }
    }

    pub(crate) fn other_device(&self) -> Recipient {
        Recipient { device: SecretSeed::new([77; 32]).public_key(), ..self.recipient() }
    }
}

/// Listens to age, line by line, until it ends.
fn said(mut age: Child, mut line_came: impl FnMut(&str)) -> Said {
    let mut stderr = String::new();
    for line in BufReader::new(age.stderr.take().unwrap()).lines() {
        let line = line.unwrap();
        line_came(&line);
        stderr.push_str(&line);
        stderr.push('\n');
    }
    let output = age.wait_with_output().unwrap();
    Said { code: output.status.code(), stderr, stdout: output.stdout }
}
