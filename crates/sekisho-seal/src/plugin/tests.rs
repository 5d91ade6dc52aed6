use proptest::prelude::*;
use zeroize::Zeroizing;

use super::*;
use crate::FileKey;
use crate::header::Stanza;
use crate::identity::Identity;
use crate::key_pair::{EncapsulationRandomness, SecretSeed};
use crate::recipient::Recipient;
use crate::stanza::{self, LABEL, LoggedStanza, Terms};

const FILE_KEY: [u8; 16] = *b"YELLOW SUBMARINE";
const TERMS: Terms = Terms { permit_hash: [0x11; 32], copy_id: [0x22; 16] };

fn seed(byte: u8) -> SecretSeed {
    SecretSeed::new([byte; 32])
}

fn recipient(device: u8) -> String {
    let (device, release) = (seed(device).public_key(), seed(b'r').public_key());
    Recipient { terms: TERMS, device, release }.to_string()
}

fn identity(device: u8) -> String {
    Identity::of(&seed(device).public_key()).to_string()
}

fn sealed(device: u8) -> Stanza {
    let randomness = |byte| EncapsulationRandomness::new([byte; 64]);
    let (device, release) = (seed(device).public_key(), seed(b'r').public_key());
    stanza::seal(&FileKey::new(FILE_KEY), &TERMS, (&device, randomness(1)), (&release, randomness(2))).0
}

/// Writes frames as a client does.
#[derive(Default)]
struct Script(Vec<u8>);

impl Script {
    fn say(mut self, words: &str, body: &[u8]) -> Self {
        let mut words = words.split(' ').map(str::to_owned);
        let stanza = Stanza::new(words.next().unwrap(), words.collect(), body.to_vec()).unwrap();
        stanza.write(&mut self.0);
        self
    }

    fn stanza(self, file: &str, stanza: &Stanza) -> Self {
        let words = format!("recipient-stanza {file} {} {}", stanza.tag(), stanza.args().join(" "));
        self.say(&words, stanza.body())
    }

    fn oks(self, count: usize) -> Self {
        (0..count).fold(self, |script, _| script.say("ok", b""))
    }
}

/// Reads what the plugin said: words and body of each frame.
fn said(output: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut rest = output;
    let mut frames = Vec::new();
    while !rest.is_empty() {
        let (stanza, _) = Stanza::read(&mut rest).unwrap();
        let (tag, args, body) = stanza.into_parts();
        frames.push(([vec![tag], args].concat().join(" "), body));
    }
    frames
}

fn wrapping(script: &Script) -> (Result<(), PluginError>, Vec<u8>) {
    let mut output = Vec::new();
    let mut next = 0_u8;
    let result = wrap(&mut Client::new(&script.0[..], &mut output), &mut |bytes: &mut [u8]| {
        next = next.wrapping_add(1);
        bytes.fill(next);
        Ok(())
    });
    (result, output)
}

/// Plays the owner: opens what is under the given terms, after one message and one question.
struct Owner(Terms);

impl Opener for Owner {
    fn open(
        &mut self,
        identities: &[Identity],
        stanzas: &[Stanza],
        person: &mut dyn Person,
    ) -> Result<FileKey, Refusal> {
        let device =
            [1, 2].into_iter().map(seed).find(|seed| identities.contains(&Identity::of(&seed.public_key())));
        let device = device.ok_or_else(|| Refusal::NotOurs("no such device".to_owned()))?;
        for (place, stanza) in stanzas.iter().enumerate() {
            let read = stanza::TwoHalves::read(stanza).unwrap();
            let Ok(opened) = read.open_device(&device) else { continue };
            let refused = |message: String| Refusal::Stanza { place, message };
            let release = seed(b'r').public_key();
            let opened =
                opened.with_permit(&self.0, &release.hash()).map_err(|error| refused(error.to_string()))?;
            if person.tell("challenge")? == Shown::NotShown {
                return Err(Refusal::Internal("nobody sees the challenge".to_owned()));
            }
            let Some(answer) = person.ask_secret("answer")? else {
                return Err(Refusal::Internal("nobody answers".to_owned()));
            };
            let enc = |arg: usize| crate::plain::unbase64(stanza.args()[arg].as_bytes()).unwrap();
            let ciphertext = |arg| crate::key_pair::Ciphertext::from_bytes(&enc(arg)).unwrap();
            let logged = LoggedStanza {
                suite: stanza::SUITE,
                terms: self.0,
                pk_d_hash: device.public_key().hash(),
                enc_d_hash: ciphertext(1).hash(),
                enc_r: &ciphertext(2),
            };
            if answer.as_str() != "right" {
                return Err(refused("wrong answer".to_owned()));
            }
            let release = stanza::release_value(&seed(b'r'), &logged).unwrap();
            return opened.with_release(&release).map_err(|error| refused(error.to_string()));
        }
        Err(Refusal::NotOurs("container is not for this device".to_owned()))
    }
}

fn unwrapping(script: &Script) -> (Result<(), PluginError>, Vec<u8>) {
    let mut output = Vec::new();
    let result = unwrap(&mut Client::new(&script.0[..], &mut output), &mut Owner(TERMS));
    (result, output)
}

#[test]
fn each_recipient_gets_a_stanza_for_each_file_and_each_is_different() {
    let script = Script::default()
        .say("grease-7 what ever", b"x")
        .say(&format!("add-recipient {}", recipient(1)), b"")
        .say("wrap-file-key", &FILE_KEY)
        .say(&format!("add-recipient {}", recipient(2)), b"")
        .say("wrap-file-key", b"another file key")
        .say("done", b"")
        .oks(4);
    let (result, output) = wrapping(&script);
    result.unwrap();
    let frames = said(&output);
    let begins: Vec<_> = frames.iter().map(|(words, _)| words.get(..20).unwrap_or(words)).collect();
    let [first, second] = ["recipient-stanza 0 s", "recipient-stanza 1 s"];
    assert_eq!(begins, [first, first, second, second, "done"]);
    let bodies: std::collections::BTreeSet<_> = frames.iter().map(|(_, body)| body).collect();
    assert_eq!(bodies.len(), 5);
}

#[test]
fn what_was_wrapped_is_unwrapped() {
    let script = Script::default()
        .say(&format!("add-recipient {}", recipient(1)), b"")
        .say("wrap-file-key", &FILE_KEY)
        .say("extension-labels", b"")
        .say("done", b"")
        .oks(2);
    let (result, output) = wrapping(&script);
    result.unwrap();
    let frames = said(&output);
    assert_eq!(frames[0], ("labels postquantum".to_owned(), vec![]));
    let (words, body) = &frames[1];

    let script = Script::default()
        .say(&format!("add-identity {}", identity(1)), b"")
        .say("recipient-stanza 0 X25519 abc", b"other")
        .say(words, body)
        .say("done", b"")
        .oks(1)
        .say("ok", b"right")
        .oks(1);
    let (result, output) = unwrapping(&script);
    result.unwrap();
    let wanted =
        [("msg", &b"challenge"[..]), ("request-secret", b"answer"), ("file-key 0", &FILE_KEY), ("done", b"")];
    let wanted = wanted.map(|(words, body)| (words.to_owned(), body.to_vec()));
    assert_eq!(said(&output), wanted);
}

#[test]
fn a_client_that_seals_is_told_every_fault_and_gets_no_stanza() {
    let script = Script::default()
        .say(&format!("add-recipient {}", recipient(1)), b"")
        .say(&format!("add-recipient {}", recipient(1).replace("age1sekisho1q", "age1sekisho1p")), b"")
        .say(&format!("add-identity {}", identity(1)), b"")
        .say("wrap-file-key", b"short")
        .say("done", b"")
        .oks(3);
    let (result, output) = wrapping(&script);
    result.unwrap();
    let frames = said(&output);
    let words: Vec<_> = frames.iter().map(|(words, _)| words.as_str()).collect();
    assert_eq!(words, ["error recipient 1", "error identity 0", "error internal", "done"]);
    assert_eq!(frames[0].1, b"recipient: text is mistyped: its checksum does not fit");
}

#[test]
fn an_unknown_identity_stops_everything() {
    let script = Script::default()
        .say(&format!("add-identity {}", identity(1)), b"")
        .say("add-identity AGE-PLUGIN-OTHER-1", b"")
        .stanza("0", &sealed(1))
        .say("done", b"")
        .oks(1);
    let (result, output) = unwrapping(&script);
    result.unwrap();
    let words: Vec<_> = said(&output).into_iter().map(|(words, _)| words).collect();
    assert_eq!(words, ["error identity 1", "done"]);
}

#[test]
fn a_malformed_stanza_of_ours_is_named_and_its_file_stays_shut() {
    let short = Stanza::new(LABEL.to_owned(), sealed(1).args().to_vec(), vec![0; 79]).unwrap();
    let script = Script::default()
        .say(&format!("add-identity {}", identity(1)), b"")
        .say("recipient-stanza 0 scrypt a b", b"")
        .stanza("0", &short)
        .stanza("0", &sealed(1))
        .stanza("3", &sealed(1))
        .say("done", b"")
        .oks(2)
        .say("ok", b"right")
        .oks(1);
    let (result, output) = unwrapping(&script);
    result.unwrap();
    let frames = said(&output);
    let words: Vec<_> = frames.iter().map(|(words, _)| words.as_str()).collect();
    assert_eq!(words, ["error stanza 0 1", "msg", "request-secret", "file-key 3", "done"]);
    assert_eq!(frames[0].1, b"two-halves stanza is malformed: its body has not 80 bytes");
}

#[test]
fn each_missing_half_has_its_own_words() {
    let script = |device| {
        let script = Script::default().say(&format!("add-identity {}", identity(device)), b"");
        script.say("recipient-stanza 0 X25519 a", b"").stanza("0", &sealed(1)).say("done", b"")
    };
    let check = |script: Script, terms: Terms, wanted: &[(&str, &str)]| {
        let mut output = Vec::new();
        unwrap(&mut Client::new(&script.0[..], &mut output), &mut Owner(terms)).unwrap();
        let frames = said(&output);
        let said: Vec<_> =
            frames.iter().map(|(words, body)| (words.as_str(), str::from_utf8(body).unwrap())).collect();
        assert_eq!(said, wanted);
    };
    let done = ("done", "");
    check(script(2).oks(1), TERMS, &[("msg", "container is not for this device"), done]);
    let other = Terms { copy_id: [0; 16], ..TERMS };
    let message = "container was sealed under another permit or as another copy";
    check(script(1).oks(1), other, &[("error stanza 0 1", message), done]);
    let told = [("msg", "challenge"), ("request-secret", "answer")];
    let wrong = script(1).oks(1).say("ok", b"wrong").oks(1);
    check(wrong, TERMS, &[told[0], told[1], ("error stanza 0 1", "wrong answer"), done]);
    let nobody = script(1).oks(1).say("fail", b"").oks(1);
    check(nobody, TERMS, &[told[0], told[1], ("error internal", "nobody answers"), done]);
    let unseen = script(1).say("unsupported", b"").oks(1);
    check(unseen, TERMS, &[told[0], ("error internal", "nobody sees the challenge"), done]);
}

#[test]
fn files_out_of_order_and_commands_without_their_words_end_the_conversation() {
    let order = Script::default().stanza("1", &sealed(1)).stanza("0", &sealed(1)).say("done", b"");
    for script in [
        order,
        Script::default().say("recipient-stanza 0", b""),
        Script::default().say("recipient-stanza x y", b""),
    ] {
        assert!(matches!(unwrapping(&script).0, Err(PluginError::Command("recipient-stanza"))));
    }
    let script = Script::default().say("add-recipient", b"");
    assert!(matches!(wrapping(&script).0, Err(PluginError::Command("add-recipient"))));
}

#[test]
fn a_client_that_never_ends_is_left() {
    let script = Script(b"-> grease\n\n".repeat(400_000));
    assert!(matches!(wrapping(&script).0, Err(PluginError::TooLong)));
}

#[test]
fn only_the_two_machines_are_known() {
    assert_eq!("recipient-v1".parse(), Ok(Machine::Recipient));
    assert_eq!("identity-v1".parse(), Ok(Machine::Identity));
    assert_eq!("identity-v2".parse::<Machine>(), Err(UnknownMachine));
}

/// A client that says known and unknown things in any order.
fn client() -> impl Strategy<Value = Vec<u8>> {
    let words = prop_oneof![
        Just("done".to_owned()),
        Just("ok".to_owned()),
        Just("fail".to_owned()),
        Just("wrap-file-key".to_owned()),
        Just(format!("add-identity {}", identity(1))),
        Just(format!("recipient-stanza 0 {LABEL} {}", sealed(1).args().join(" "))),
        Just(format!("recipient-stanza 1 {LABEL} {}", sealed(2).args().join(" "))),
        "[!-~]{1,20}( [!-~]{1,8}){0,3}",
    ];
    let body = prop_oneof![Just(sealed(1).body().to_vec()), Just(FILE_KEY.to_vec()), any::<Vec<u8>>()];
    let frames = proptest::collection::vec((words, body), 0..12);
    let script = frames.prop_map(|frames| {
        frames.iter().fold(Script::default(), |script, (words, body)| script.say(words, body)).0
    });
    (script, any::<Option<(proptest::sample::Index, u8)>>()).prop_map(|(mut script, change)| {
        if let Some((at, byte)) = change
            && !script.is_empty()
        {
            let at = at.index(script.len());
            script[at] = byte;
        }
        script
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn garbage_ends_both_machines_in_good_order(input in any::<Vec<u8>>()) {
        let script = Script(input);
        prop_assert!(wrapping(&script).0.is_err() && unwrapping(&script).0.is_err());
    }

    #[test]
    fn whatever_a_client_says_is_answered_in_the_grammar(input in client()) {
        let script = Script(input);
        for (_, output) in [wrapping(&script), unwrapping(&script)] {
            said(&output);
        }
    }

    #[test]
    fn a_secret_comes_through_whole(secret in "[ -~]{0,300}", cut in 1_usize..9) {
        /// Gives a few bytes at a time, as a pipe may.
        struct Slow<'a>(&'a [u8], usize);
        impl std::io::Read for Slow<'_> {
            fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
                let count = self.1.min(to.len()).min(self.0.len());
                let (now, later) = self.0.split_at(count);
                to[..count].copy_from_slice(now);
                self.0 = later;
                Ok(count)
            }
        }
        let script = Script::default().say("ok", secret.as_bytes());
        let mut client = Client::new(Slow(&script.0, cut), Vec::new());
        let heard: Option<Zeroizing<String>> = client.ask_secret("?").unwrap();
        let heard = heard.unwrap();
        prop_assert_eq!(heard.as_str(), secret);
    }
}
