//! `sekisho org …`: organizations, the one above each, and the mail domains that they give to their people.

use std::collections::BTreeSet;

use sekisho_audit::chain::Kind;
use sekisho_core::Command;
use sekisho_core::id::MailDomain;
use sekisho_gate::Gate;
use serde_json::json;

use crate::cli::OrgVerb;
use crate::command::paper::Desk;
use crate::command::registers::{listing, owner, with_texts};
use crate::command::{Context, id, ledgers};
use crate::person_text;
use crate::report::{Failure, Report};

/// `sekisho org …`
pub fn org(context: Context<'_>, verb: &OrgVerb) -> Result<Report, Failure> {
    let mut gate = context.gate()?;
    match verb {
        OrgVerb::Add(arguments) => {
            let above = match &arguments.above {
                Some(above) => id(above)?,
                None => owner(&gate)?,
            };
            let domains = domains(&arguments.domain)?;
            let name = gate.disclose(&arguments.name)?;
            let party = id(&arguments.id)?;
            let command = Command::RegisterParty { above, domains, name: name.digest, party };
            with_texts(context, &mut gate, &command, vec![name], &arguments.signing)
        }
        OrgVerb::Amend(arguments) => {
            let given = domains(&arguments.domain)?;
            let domains = (arguments.no_domain || !given.is_empty()).then_some(given);
            let name = arguments.name.as_ref().map(|name| gate.disclose(name)).transpose()?;
            let digest = name.as_ref().map(|name| name.digest);
            let command = Command::AmendParty { domains, name: digest, party: id(&arguments.id)? };
            with_texts(context, &mut gate, &command, name.into_iter().collect(), &arguments.signing)
        }
        OrgVerb::Export(arguments) => {
            ledgers::export::export(Desk { context, gate: &gate }, Kind::Organizations, arguments)
        }
        OrgVerb::Import(arguments) => ledgers::import(context, &mut gate, Kind::Organizations, arguments),
        OrgVerb::List => Ok(list(context, &gate)),
    }
}

/// Reads domains as people write them: in any case, with or without an `@` before them.
fn domains(given: &[String]) -> Result<BTreeSet<MailDomain>, Failure> {
    given.iter().map(|word| domain(word).ok_or_else(|| unfit(word))).collect()
}

/// Reads one domain.
pub(super) fn domain(word: &str) -> Option<MailDomain> {
    word.trim().trim_start_matches('@').to_ascii_lowercase().parse().ok()
}

fn unfit(word: &str) -> Failure {
    Failure::usage("domain-unfit", &[("domain", word)])
}

fn list(context: Context<'_>, gate: &Gate) -> Report {
    let parties = &gate.state().parties;
    let joined = |domains: &BTreeSet<MailDomain>| {
        domains.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    };
    let rows: Vec<Vec<String>> = parties
        .iter()
        .map(|(party, known)| {
            let above = known.above.as_ref().map(ToString::to_string).unwrap_or_default();
            vec![person_text::party(gate, party), above, joined(&known.domains)]
        })
        .collect();
    let json: Vec<_> = parties
        .iter()
        .map(|(party, known)| {
            let name = person_text::text(gate, &known.name);
            json!({ "id": party, "above": known.above, "domains": known.domains, "name": name })
        })
        .collect();
    listing(context, &["column-org", "column-above", "column-domains"], &rows, json!(json))
}
