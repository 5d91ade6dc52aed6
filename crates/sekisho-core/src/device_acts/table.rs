//! Rule table: devices and the vault.

use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    let town_at = || given(town());
    vec![
        Refusal::row(Rule::DeviceUnknown, town_at(), "ADM", enroll_device("D-9"))
            .then("ADM", register_device("D-9", "SITE"))
            .again(),
        Refusal::row(Rule::KeyTaken, town_at(), "ADM", enroll_device("D-1"))
            .then("ADM", enroll_device("D-2")),
        Refusal::row(Rule::DeviceUnknown, town_at(), "ADM", deposit_keys("D-9", "four"))
            .then("ADM", deposit_keys("D-1", "four")),
        Refusal::row(Rule::DeviceKeyUnknown, town_at(), "ADM", deposit_keys("D-2", "four"))
            .then("ADM", enroll_device("D-2"))
            .again(),
        Refusal::row(Rule::KeyTaken, town_at(), "ADM", deposit_keys("D-1", "one"))
            .then("ADM", deposit_keys("D-1", "four")),
        Refusal::row(Rule::AlreadyRegistered, town_at(), "ADM", establish_vault())
            .then("ADM", deposit_keys("D-1", "four")),
        Refusal::row(Rule::RoleMissing, town_at(), "KEEP", enroll_device("D-2"))
            .then("ADM", enroll_device("D-2")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_holds() {
        check(&refusals());
    }

    #[test]
    fn a_signing_key_is_of_one_device_and_of_no_person() {
        for line in ["ssh-ed25519 AAAA-D-1 another comment", "ssh-ed25519 AAAA-R-1"] {
            let mut command = enroll_device("D-2");
            if let crate::Command::EnrollDevice { signing, .. } = &mut command {
                line.clone_into(signing);
            }
            given(town()).when("ADM", command).then(Rule::KeyTaken);
        }
    }
}
