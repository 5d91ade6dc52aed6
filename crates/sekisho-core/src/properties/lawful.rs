//! Runs in which everybody does as the rules say, in any order that they leave free: nobody is ever told no.

use crate::command::Command;
use crate::document::{Document, Protection, Transport};
use crate::id::{MediumId, PermitId};
use crate::permit::{EraseMethod, Holder, Permit};
use crate::sealing::{OpeningOutcome, Presence, PresenceLevel, Sealing};
use crate::testkit::{Given, act, copy_id, document, given, id, ids, text, town};
use crate::time::{MINUTE, Timestamp, Window};

/// Steps a number on (`SplitMix64`), so that a run is named by its seed.
pub(super) fn next(seed: u64) -> u64 {
    let mixed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

struct Run {
    document: Document,
    openings: u16,
    seed: u64,
    story: Given,
}

impl Run {
    fn roll(&mut self, sides: usize) -> usize {
        self.seed = next(self.seed);
        usize::try_from(self.seed >> 33).unwrap() % sides
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.roll(one_in) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }

    fn shuffle<T>(&mut self, mut list: Vec<T>) -> Vec<T> {
        for last in (1..list.len()).rev() {
            let other = self.roll(last + 1);
            list.swap(last, other);
        }
        list
    }

    fn does(&mut self, person: &str, command: Command) {
        self.story = self.story.clone().does(person, command);
    }

    fn wait(&mut self, most_minutes: usize) {
        let minutes = i64::try_from(self.roll(most_minutes + 1)).unwrap();
        self.story = self.story.clone().at_time(self.story.now.plus(MINUTE * minutes));
    }

    fn until(&mut self, instant: Timestamp) {
        self.story = self.story.clone().at_time(instant.max(self.story.now));
    }

    fn permit(&self) -> PermitId {
        self.document.permit
    }

    fn hand(&mut self, medium: &MediumId, giver: &str, to: Holder) {
        let due = self.story.now.plus(20 * MINUTE);
        let (medium, permit) = (medium.clone(), self.permit());
        self.does(giver, Command::Hand { due, medium, permit, to });
    }

    fn sign(&mut self, medium: &MediumId, person: &str) {
        self.does(person, Command::Receive { medium: medium.clone(), permit: self.document.permit });
    }

    /// Passes a copy to people, who sign in any order.
    fn pass(&mut self, medium: &MediumId, giver: &str, receivers: &str) {
        self.hand(medium, giver, Holder::Persons(ids(receivers)));
        let order = self.shuffle(receivers.split_whitespace().collect());
        for receiver in order {
            self.sign(medium, receiver);
        }
    }

    /// Somebody amends what was asked for, until it is approved by two.
    fn ask(&mut self) {
        let requester = self.pick(&["R-1", "C-1", "KEEP"]);
        self.does(requester, act::request(&self.document.clone()));
        for _ in 0..self.roll(3) {
            match self.roll(3) {
                0 => {
                    let (permit, reason) = (self.permit(), text("say more"));
                    self.does("CHIEF", Command::SendBack { permit, reason });
                }
                1 => self.does("SEC", act::approve(&self.document.clone())),
                _ => {
                    self.approve();
                    // A box of before the change is worth nothing after it.
                    if let Some(medium) = self.document.copies.first().filter(|_| self.document.is_sealed()) {
                        self.seal(&medium.clone());
                    }
                }
            }
            self.document.revision += 1;
            self.document.people += 1;
            self.does(requester, act::amend(&self.document.clone()));
        }
        self.approve();
    }

    /// Half of the carry-outs are sealed, each with keys of its own.
    fn choose_protection(&mut self, number: u32) {
        let plain = document();
        (self.openings, self.document.protection, self.document.sealing) = (0, plain.protection, None);
        if self.chance(2) {
            self.document.protection = Protection::Sealed;
            self.document.sealing = Some(Sealing {
                copies: (1..=self.document.copies.len()).map(copy_id).collect(),
                device_key: text(if number == 1 { "one" } else { "two" }),
                openers: ids("S-1 S-2 C-2"),
                openings: 1 + u16::try_from(self.roll(4)).unwrap(),
                release_key: text(&format!("release {number}")),
                lookup: None,
                rewrap_key: None,
                sealed_under: None,
                sealer: id("R-1"),
                witness: id("SEC"),
            });
        }
    }

    fn approve(&mut self) {
        for officer in self.shuffle(vec!["CHIEF", "SEC"]) {
            self.wait(5);
            self.does(officer, act::approve(&self.document.clone()));
        }
    }

    fn seal(&mut self, medium: &MediumId) {
        if self.document.is_sealed() {
            self.does("R-1", act::seal(&self.document.clone(), medium.as_str()));
        }
    }

    /// Two open the box at the site, once or twice or never, and keep a copy there for a while.
    fn open(&mut self, medium: &MediumId) {
        let Some(sealing) = self.document.sealing.clone() else { return };
        for _ in 0..self.roll(3) {
            let Some(next) = Some(self.openings + 1).filter(|next| *next <= sealing.openings) else { return };
            self.openings = next;
            let (document, levels) = (
                self.document.clone(),
                [
                    (PresenceLevel::VerifiedByOwner, "S-1"),
                    (PresenceLevel::VerifiedByDevice, "KEEP"),
                    (PresenceLevel::AttestedByPhone, "CHIEF"),
                ],
            );
            let (level, person) = levels[self.roll(levels.len())];
            let persons = ids("S-1 S-2");
            let release =
                act::release_to("D-1", &document, medium.as_str(), next, Presence { level, persons });
            self.does(person, release.clone());
            if self.chance(4) {
                // The answer was lost on its way.
                self.does(person, release);
            }
            self.wait(3);
            let permit = self.permit();
            let (device, outcome) = (id("D-1"), OpeningOutcome::Opened);
            self.does("S-1", Command::ReportOpening { device, medium: medium.clone(), outcome, permit });
            if self.chance(3) {
                let (copy, erase_by) = (id(&format!("W-{next}")), self.document.erase_by);
                self.does("S-1", Command::DeclareCopy { copy, erase_by, medium: medium.clone(), permit });
            }
        }
    }

    fn erase_working_copies(&mut self) {
        let Permit::Out(outing) = &self.story.state.permits[&self.permit()] else { return };
        for copy in outing.working.keys().cloned().collect::<Vec<_>>() {
            let (method, permit) = (EraseMethod::FilesDeleted, self.permit());
            self.does("S-2", Command::ReportCopyErased { copy, method, permit });
        }
    }

    fn erase(&mut self, medium: &MediumId, method: EraseMethod) {
        let witness = self.chance(2).then(|| id("AUD"));
        let (medium, permit) = (medium.clone(), self.permit());
        let report = Command::ReportErasure { certificate: None, medium, method, permit, witness };
        // A site without network reports with its own clock, hours later.
        let signed = self.story.now.plus(-MINUTE * i64::try_from(self.roll(9)).unwrap());
        let eraser = self.document.eraser.to_string();
        if method != EraseMethod::Destroyed {
            self.story = self.story.when_late(&eraser, report, signed).then_done();
            return;
        }
        // Two sign for what is destroyed, one of them for the owner, in any order.
        let officer = self.pick(&["R-1", "AUD", "KEEP"]);
        for person in self.shuffle(vec![eraser.as_str(), officer]) {
            self.story = self.story.when_late(person, report.clone(), signed).then_done();
        }
    }

    fn finish(&mut self) {
        self.erase_working_copies();
        self.story = self.story.clone().vault_confirms();
        let keeper = self.pick(&["KEEP", "SEC"]);
        self.does(keeper, Command::Close { permit: self.document.permit });
        assert!(self.story.state.permits.is_empty());
    }

    /// A late return: frozen, lifted by two, or simply brought home.
    fn perhaps_late(&mut self) {
        if !self.chance(3) {
            return;
        }
        self.until(self.document.return_by.plus(2 * MINUTE));
        let held =
            matches!(&self.story.state.permits[&self.permit()], Permit::Out(out) if out.hold.is_some());
        if held && self.chance(2) {
            for officer in self.shuffle(vec!["CHIEF", "SEC"]) {
                self.does(officer, Command::Unfreeze { permit: self.document.permit });
            }
        }
    }

    fn by_people(&mut self) {
        let mut at_site = Vec::new();
        let stays = self.document.copies.len() > 1 && self.chance(4);
        let copies = self.document.copies.clone();
        let mut leaving = self.shuffle(copies);
        let staying = leaving.split_off(leaving.len() - usize::from(stays));
        for medium in &leaving {
            self.seal(medium);
            self.pass(medium, "KEEP", "R-1 C-1");
            self.wait(3);
        }
        if self.chance(2) {
            for medium in &staying {
                self.seal(medium);
            }
        }
        if self.chance(3) {
            // Offered by mistake, taken back, and given once more.
            let medium = leaving[0].clone();
            self.hand(&medium, "R-1", Holder::Persons(ids("R-2 C-2")));
            self.hand(&medium, "C-1", Holder::Persons(ids("R-1 C-1")));
        }
        for medium in leaving {
            let mut carriers = "R-1 C-1";
            if self.chance(3) {
                let giver = self.pick(&["R-1", "C-1"]);
                self.pass(&medium, giver, "R-2 C-1");
                carriers = "R-2 C-1";
            }
            if self.document.receivers.is_empty() {
                at_site.push((medium, carriers));
                continue;
            }
            let giver = self.pick(&carriers.split_whitespace().collect::<Vec<_>>());
            let receivers = self.pick(&["S-1", "S-1 S-2"]);
            self.pass(&medium, giver, receivers);
            at_site.push((medium, "S-1"));
        }
        self.wait(20);
        for (medium, _) in self.shuffle(at_site.clone()) {
            self.open(&medium);
        }
        for (medium, holders) in self.shuffle(at_site) {
            self.back(&medium, holders);
        }
    }

    fn back(&mut self, medium: &MediumId, holders: &str) {
        if self.chance(8) {
            return self.erase(medium, EraseMethod::Destroyed);
        }
        let at_site = self.chance(2);
        if at_site {
            self.erase(medium, EraseMethod::Overwritten);
        }
        self.perhaps_late();
        let giver = self.pick(&holders.split_whitespace().collect::<Vec<_>>());
        let giver = if holders == "S-1" && self.chance(2) {
            self.pass(medium, giver, "R-1 C-2");
            "C-2"
        } else {
            giver
        };
        self.hand(medium, giver, Holder::Place(self.document.return_to.clone()));
        self.wait(3);
        let keeper = self.pick(&["KEEP", "SEC"]);
        self.sign(medium, keeper);
        if !at_site {
            self.erase(medium, EraseMethod::Formatted);
        }
    }

    fn by_courier(&mut self) {
        let copies = self.document.copies.clone();
        let copies = self.shuffle(copies);
        for medium in &copies {
            self.seal(medium);
            self.hand(medium, "KEEP", Holder::Courier { consignment: "7-1".to_owned() });
            self.wait(10);
        }
        let mut at_site = Vec::new();
        for medium in self.shuffle(copies) {
            let receiver = self.pick(&["S-1", "S-2"]);
            self.sign(&medium, receiver);
            at_site.push((medium, receiver));
        }
        for (medium, _) in self.shuffle(at_site.clone()) {
            self.open(&medium);
        }
        for (medium, receiver) in self.shuffle(at_site) {
            self.erase(&medium, EraseMethod::Overwritten);
            self.hand(&medium, receiver, Holder::Courier { consignment: "7-2".to_owned() });
            self.sign(&medium, "KEEP");
        }
    }
}

fn run(seed: u64) {
    let story = given(town()).at("21 09:00");
    let mut run = Run { document: document(), openings: 0, seed, story };
    let count = 1 + run.roll(4);
    let media = run.shuffle(vec!["M-1", "M-2", "M-3", "M-4"]);
    let hour = 60 * MINUTE;
    for number in 1..=1 + u32::try_from(run.roll(2)).unwrap() {
        let start = run.story.now.plus(2 * hour);
        let document = &mut run.document;
        document.copies = media.iter().take(count).map(|medium| id(medium)).collect();
        (document.permit, document.revision) = (PermitId(number), 1);
        document.window = Window { from: start, until: start.plus(9 * hour) };
        (document.arrive_by, document.erase_by) = (Some(start.plus(2 * hour)), start.plus(5 * hour));
        document.return_by = start.plus(6 * hour);
        if run.chance(4) {
            run.document.receivers.clear();
            run.document.arrive_by = None;
        }
        let courier = run.chance(3) && !run.document.receivers.is_empty();
        if courier {
            run.document.transport = Transport::Courier { company: "Tomei".to_owned() };
        }
        if run.chance(3) {
            run.document.return_to = id("CAB2");
        }
        run.choose_protection(number);
        run.ask();
        run.until(start);
        if courier {
            run.by_courier();
        } else {
            run.by_people();
        }
        run.finish();
        if run.chance(2) {
            run.wait(3000);
        }
        let home: Vec<_> = run.document.copies.clone();
        for medium in home {
            let destroyed = run.story.state.media[&medium].condition == crate::medium::Condition::Retired;
            if destroyed {
                return;
            }
            run.does("KEEP", act::store(medium.as_str(), "CAB"));
        }
        run.document.transport = crate::testkit::document().transport;
        run.document.receivers = ids("S-1 S-2");
        run.document.return_to = id("CAB");
    }
}

#[test]
fn whoever_keeps_the_rules_is_never_told_no() {
    (0..4000).for_each(run);
}
