//! Every no tells the next step, and the next step works: the printed commands are parsed by the program's own grammar, and
//! carrying out the repair that they name makes the reason go away.

use std::collections::BTreeSet;
use std::ffi::OsString;

use sekisho::act::reason_words;
use sekisho::cli::{
    AccessVerb, ContractVerb, CustodyVerb, DatasetVerb, DeviceVerb, EraseVerb, FindingVerb, IncidentVerb,
    KeyVerb, MediumVerb, Noun, OrderVerb, OrgVerb, PermitVerb, PersonVerb, PlaceVerb, PlanVerb, PolicyVerb,
    PurposeVerb, RewrapVerb, RosterVerb, TrainingVerb, VaultVerb, WeeklyVerb, parse,
};
use sekisho::message::{Language, Text};
use sekisho_core::testkit::{Refusal, refusals};
use sekisho_core::{Reason, Rule, decide};

/// What each verb of the command line orders; a verb that only looks orders nothing.
fn act_of(noun: &Noun) -> Option<&'static str> {
    Some(match noun {
        Noun::Init(_) => "establish.office",
        Noun::Lost(_) => "report.loss",
        Noun::Org(noun) => match noun.verb {
            OrgVerb::Add(_) => "register.party",
            OrgVerb::Amend(_) => "amend.party",
            OrgVerb::Export(_) | OrgVerb::Import(_) | OrgVerb::List => return None,
        },
        Noun::Access(noun) => match noun.verb {
            AccessVerb::Apply(_) => "apply.access",
            AccessVerb::Confirm(_) => "confirm.access",
            AccessVerb::End(_) => "end.access",
            AccessVerb::Resume(_) => "resume.access",
            AccessVerb::Suspend(_) => "suspend.access",
            AccessVerb::List(_) | AccessVerb::Matrix(_) => return None,
        },
        Noun::Finding(noun) => match noun.verb {
            FindingVerb::Raise(_) => "raise.finding",
            FindingVerb::Resolve(_) => "resolve.finding",
            FindingVerb::List => return None,
        },
        Noun::Dataset(noun) => match noun.verb {
            DatasetVerb::Add(_) => "register.dataset",
            DatasetVerb::List => return None,
        },
        Noun::Purpose(noun) => match noun.verb {
            PurposeVerb::Add(_) => "register.purpose",
            PurposeVerb::List => return None,
        },
        Noun::Plan(noun) => match noun.verb {
            PlanVerb::AcceptRisk(_) => "accept.risk",
            PlanVerb::Amend(_) => "amend.plan",
            PlanVerb::Approve(_) => "approve.plan",
            PlanVerb::Draft(_) => "draft.plan",
            PlanVerb::Withdraw(_) => "withdraw.plan",
            PlanVerb::List | PlanVerb::Show(_) | PlanVerb::Template => return None,
        },
        Noun::Training(noun) => match noun.verb {
            TrainingVerb::Course(_) => "register.course",
            TrainingVerb::Record(_) => "record.training",
            TrainingVerb::List(_) => return None,
        },
        Noun::Weekly(noun) => match noun.verb {
            WeeklyVerb::Begin(_) => "begin.weekly",
            WeeklyVerb::End(_) => "end.weekly",
            WeeklyVerb::Sign(_) => "sign.weekly",
            WeeklyVerb::List | WeeklyVerb::Show(_) => return None,
        },
        Noun::Contract(noun) => match noun.verb {
            ContractVerb::Add(_) => "register.contract",
            ContractVerb::Amend(_) => "amend.contract",
            ContractVerb::Evaluate(_) => "evaluate.contractor",
            ContractVerb::Activate(_) => "activate.contract",
            ContractVerb::End(_) => "end.contract",
            ContractVerb::Export(_)
            | ContractVerb::Import(_)
            | ContractVerb::List
            | ContractVerb::Print(_)
            | ContractVerb::Rollover(_)
            | ContractVerb::Show(_) => return None,
        },
        Noun::Order(noun) => match noun.verb {
            OrderVerb::Place(_) => "place.order",
            OrderVerb::Approve(_) => "approve.order",
            OrderVerb::Reject(_) => "reject.order",
            OrderVerb::Stop(_) => "stop.order",
            OrderVerb::Lift(_) => "lift.hold",
            OrderVerb::Check(_)
            | OrderVerb::Export(_)
            | OrderVerb::Held
            | OrderVerb::Import(_)
            | OrderVerb::List
            | OrderVerb::Show(_) => return None,
        },
        Noun::Roster(noun) => match noun.verb {
            RosterVerb::Add(_) => "name.handlers",
            RosterVerb::Remove(_) => "remove.handler",
            RosterVerb::Export(_) | RosterVerb::Import(_) | RosterVerb::List(_) => return None,
        },
        Noun::Person(noun) => match &noun.verb {
            PersonVerb::Add(_) => "register.person",
            PersonVerb::Amend(_) => "amend.person",
            PersonVerb::Confirm(_) => "confirm.employment",
            PersonVerb::Leave(_) => "leave.person",
            PersonVerb::State(_) => "state.employment",
            PersonVerb::Role(role) if role.remove => "remove.role",
            PersonVerb::Role(_) => "assign.role",
            PersonVerb::Contradictions(_)
            | PersonVerb::Export(_)
            | PersonVerb::Import(_)
            | PersonVerb::List => return None,
        },
        Noun::Key(noun) => match noun.verb {
            KeyVerb::Confirm(_) => "confirm.key",
            KeyVerb::Enroll(_) | KeyVerb::New(_) | KeyVerb::Prove(_) => "enroll.key",
            KeyVerb::Revoke(_) => "revoke.key",
            KeyVerb::Second(_) => "second.key",
            KeyVerb::List | KeyVerb::Notify(_) => return None,
        },
        Noun::Place(noun) => match noun.verb {
            PlaceVerb::Add(_) => "register.place",
            PlaceVerb::Amend(_) => "amend.place",
            PlaceVerb::List => return None,
        },
        Noun::Device(noun) => match noun.verb {
            DeviceVerb::Add(_) => "register.device",
            DeviceVerb::Enroll(_) => "deposit.keys",
            DeviceVerb::List => return None,
        },
        Noun::Medium(noun) => match noun.verb {
            MediumVerb::Add(_) | MediumVerb::Import(_) => "register.medium",
            MediumVerb::Amend(_) => "amend.medium",
            MediumVerb::Store(_) => "store.medium",
            MediumVerb::Retire(_) => "retire.medium",
            MediumVerb::Stocktake(_) => "take.stock",
            MediumVerb::Found(_) => "report.found",
            _ => return None,
        },
        Noun::Permit(noun) => match noun.verb {
            PermitVerb::Request(_) => "request.permit",
            PermitVerb::Amend(_) => "amend.permit",
            PermitVerb::Approve(_) => "approve.permit",
            PermitVerb::Rewrap(_) => "request.rewrap",
            PermitVerb::Review(_) => "review.urgent",
            PermitVerb::Step(_) => "settle.step",
            PermitVerb::SendBack(_) => "return.permit",
            PermitVerb::Withdraw(_) => "withdraw.permit",
            PermitVerb::Revoke(_) => "revoke.permit",
            PermitVerb::Freeze(_) => "freeze.permit",
            PermitVerb::Unfreeze(_) => "unfreeze.permit",
            PermitVerb::Close(_) => "close.permit",
            _ => return None,
        },
        Noun::Custody(noun) => match noun.verb {
            CustodyVerb::Hand(_) => "hand.custody",
            CustodyVerb::Receive(_) => "receive.custody",
            _ => return None,
        },
        Noun::Erase(noun) => match noun.verb {
            EraseVerb::Box(_) | EraseVerb::Medium(_) | EraseVerb::Report(_) => "report.erasure",
            EraseVerb::Copy(_) => "erase.copy",
        },
        Noun::Release(_) | Noun::Open(_) => "release.copy",
        Noun::Seal(_) => "seal.copy",
        Noun::Rewrap(noun) => match noun.verb {
            RewrapVerb::Init(_) => "establish.rewrap",
            // At the station the vault is asked with the signatures of both.
            RewrapVerb::Box(_) => "release.copy",
            RewrapVerb::Record(_) => "rewrap.copy",
            RewrapVerb::Apply(_) => return None,
        },
        Noun::Vault(noun) => match noun.verb {
            VaultVerb::Init(_) => "establish.vault",
            // Whoever looks lets it try again: the next command closes.
            VaultVerb::Status => "close.permit",
            _ => return None,
        },
        Noun::Policy(noun) => match noun.verb {
            PolicyVerb::Propose(_) => "propose.rules",
            PolicyVerb::Use(_) => "adopt.rules",
            _ => return None,
        },
        Noun::Incident(noun) => match noun.verb {
            IncidentVerb::Close(_) => "close.incident",
            _ => return None,
        },
        _ => return None,
    })
}

/// Takes the command lines out of a sentence, with something in the place of what the reader fills in.
fn commands(advice: &str) -> Vec<Vec<OsString>> {
    let mut found = Vec::new();
    for part in advice.split("sekisho ").skip(1) {
        let mut line = String::new();
        let mut blank = 0;
        for letter in part.chars() {
            match letter {
                '<' => {
                    blank += 1;
                    line.push('1');
                }
                '>' => blank -= 1,
                _ if blank > 0 => {}
                '。' | '、' | '（' | '）' | '(' | ')' | ';' | ','
                    if line.ends_with(|c: char| c != ' ') || letter != ',' =>
                {
                    break;
                }
                _ => line.push(letter),
            }
        }
        let plain = |word: &&str| word.is_ascii() && !word.is_empty();
        let words = line.trim_end_matches(['.', ':']).split(' ').take_while(plain);
        let mut words: Vec<OsString> = words.map(|word| OsString::from(word.trim_end_matches('.'))).collect();
        // Where only certain words fit, the reader chooses one of them.
        if let Some(choice) = words.iter().position(|word| word == "--method") {
            words[choice + 1] = OsString::from("overwritten");
        }
        found.push(words);
    }
    found
}

/// Gives the acts that an advice prints, shortening a line that runs into the sentence until it parses.
fn acts_printed(advice: &str, text: &Text) -> Result<(usize, BTreeSet<&'static str>), String> {
    let mut acts = BTreeSet::new();
    let lines = commands(advice);
    for line in &lines {
        let parsed = (1..=line.len()).rev().find_map(|end| parse(&line[..end], text).ok());
        let cli = parsed.ok_or_else(|| format!("`sekisho {line:?}` is not a command"))?;
        acts.extend(act_of(&cli.noun));
    }
    Ok((lines.len(), acts))
}

fn the_reason(refusal: &Refusal) -> Reason {
    let decision = decide(&refusal.given, &refusal.person, &refusal.command, refusal.at, refusal.at);
    decision.reasons.into_iter().find(|reason| reason.rule == refusal.rule).unwrap()
}

#[test]
fn every_rule_prints_a_next_step_that_can_be_typed_and_makes_the_reason_go_away() {
    let mut seen = BTreeSet::new();
    let mut problems = BTreeSet::new();
    for refusal in refusals() {
        // The repair works: each of its steps passes, and the last is what was wanted.
        assert_eq!(refusal.fault(), None);
        let reason = the_reason(&refusal);
        for language in [Language::Ja, Language::En] {
            let text = Text::new(language);
            let (sentence, advice) = reason_words(&reason, &text);
            assert!(!sentence.contains(['{', '}']) && !advice.contains(['{', '}']), "{sentence} {advice}");
            let (lines, printed) = acts_printed(&advice, &text).unwrap_or_else(|problem| {
                problems.insert(format!("{:?} {language:?}: {problem}", refusal.rule));
                (1, BTreeSet::new())
            });
            // Without a command line, the step is the very command that was refused, corrected as the advice says.
            let corrected =
                refusal.repairs.last().is_some_and(|step| step.command.act() == refusal.command.act());
            if lines == 0 && !corrected {
                problems.insert(format!("{:?} {language:?} prints no command: {advice}", refusal.rule));
            }
            let mut works: BTreeSet<&str> = refusal.repairs.iter().map(|step| step.command.act()).collect();
            // A correction of the same command is a next step too: it is what the repair ends with.
            works.insert(refusal.command.act());
            let named = printed.is_empty() || printed.iter().any(|act| works.contains(act));
            if named {
                seen.insert((refusal.rule, language.code()));
            }
        }
    }
    // What a local rule advises, the office wrote: `policy check` demands that it says something.
    for rule in Rule::ALL.iter().filter(|rule| **rule != Rule::LocalRule) {
        for language in ["ja", "en"] {
            if !seen.contains(&(*rule, language)) {
                problems.insert(format!("{rule:?} ({language}) names no step of any repair"));
            }
        }
    }
    assert!(problems.is_empty(), "{problems:#?}");
}
