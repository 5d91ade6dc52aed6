//! Rule table: plans, plans at a permit, checklists.

use crate::document::Document;
use crate::party::Role;
use crate::plan::{PlanDocument, Way};
use crate::reason::Rule;
#[allow(clippy::wildcard_imports, reason = "the kit is the vocabulary of the table")]
use crate::testkit::*;

pub(crate) fn refusals() -> Vec<Refusal> {
    [written(), signed(), permits(), leaving(), steps()].into_iter().flatten().collect()
}

fn written() -> Vec<Refusal> {
    let day = || given(plan_town()).at("13:00");
    let plan = plan_document();
    let drafted = || day().does("R-1", draft_plan(&plan));
    let again = plan_again(|_| ());
    vec![
        Refusal::row(Rule::AlreadyRegistered, drafted(), "R-1", draft_plan(&plan))
            .then("R-1", draft_plan(&plan_with(|plan| plan.plan = id("PL-2")))),
        Refusal::row(Rule::PlanChanged, day(), "R-1", draft_plan(&again)).then("R-1", draft_plan(&plan)),
        Refusal::row(Rule::PlanChanged, drafted().does("R-1", amend_plan(&again)), "C-1", amend_plan(&again))
            .then("C-1", amend_plan(&plan_with(|plan| plan.revision = 3))),
        Refusal::row(Rule::NotPlanWriter, drafted(), "KEEP", amend_plan(&again))
            .then("R-1", amend_plan(&again)),
        Refusal::row(Rule::PlanUnknown, day(), "R-1", amend_plan(&again))
            .then("R-1", draft_plan(&plan))
            .again(),
        Refusal::row(Rule::PlanIncomplete, day(), "R-1", draft_plan(&plan_for_product("Hako\nUSB")))
            .then("R-1", draft_plan(&plan)),
        Refusal::row(
            Rule::PlanWithdrawn,
            drafted().does("SO", withdraw_plan("PL-1")),
            "R-1",
            amend_plan(&again),
        )
        .then("R-1", draft_plan(&plan_with(|plan| plan.plan = id("PL-2")))),
        Refusal::row(Rule::RoleMissing, drafted(), "KEEP", withdraw_plan("PL-1"))
            .then("SO", withdraw_plan("PL-1")),
    ]
}

fn signed() -> Vec<Refusal> {
    let day = || given(plan_town()).at("13:00");
    let plan = plan_document();
    let drafted = || day().does("R-1", draft_plan(&plan));
    let accepted = || drafted().does("HEAD", accept_risk(&plan, "NET"));
    let second_head = || drafted().does("ADM", assign_role("R-2", Role::OrganizationHead));
    let office = |writer, person| {
        day()
            .does(writer, draft_plan(&plan))
            .does("HEAD", accept_risk(&plan, "NET"))
            .does("ADM", assign_role(person, Role::SecurityOffice))
    };
    let again = plan_again(|_| ());
    let steps = plan_with(|plan| plan.steps.clear());
    let late = plan_borne_until(at("21 12:00"));
    let for_ever = plan_borne_until(crate::time::Timestamp::LATEST);
    let written_so =
        |wrong: &PlanDocument| day().does("R-1", draft_plan(wrong)).does("HEAD", accept_risk(wrong, "NET"));
    let mended = |row: Refusal| {
        let again = plan_again(|_| ());
        row.then("R-1", amend_plan(&again))
            .then("HEAD", accept_risk(&again, "NET"))
            .then("SO", approve_plan(&again))
    };
    vec![
        Refusal::row(
            Rule::RoleMissing,
            drafted().does("ADM", remove_role("HEAD", Role::OrganizationHead)),
            "HEAD",
            accept_risk(&plan, "NET"),
        )
        .then("ADM", assign_role("HEAD", Role::OrganizationHead))
        .again(),
        Refusal::row(Rule::RiskNotYours, second_head(), "R-2", accept_risk(&plan, "NET"))
            .then("HEAD", accept_risk(&plan, "NET")),
        Refusal::row(Rule::RiskUnknown, drafted(), "HEAD", accept_risk(&plan, "OTHER"))
            .then("HEAD", accept_risk(&plan, "NET")),
        Refusal::row(Rule::RiskNotAccepted, drafted(), "SO", approve_plan(&plan))
            .then("HEAD", accept_risk(&plan, "NET"))
            .again(),
        Refusal::row(Rule::RoleMissing, accepted(), "SEC", approve_plan(&plan))
            .then("SO", approve_plan(&plan)),
        Refusal::row(Rule::OwnWork, office("R-2", "R-2"), "R-2", approve_plan(&plan))
            .then("SO", approve_plan(&plan)),
        // Whoever is named in a permit under the plan is of the project.
        Refusal::row(
            Rule::PlanNotIndependent,
            given(planned())
                .at("13:00")
                .does("R-1", request(&document_under(&plan)))
                .does("R-1", amend_plan(&again))
                .does("HEAD", accept_risk(&again, "NET"))
                .does("ADM", assign_role("R-2", Role::SecurityOffice)),
            "R-2",
            approve_plan(&again),
        )
        .then("SO", approve_plan(&again)),
        Refusal::row(
            Rule::PlanNotIndependent,
            written_so(&plan_with(|plan| plan.project = ids("R-1 C-1 SO"))),
            "SO",
            approve_plan(&plan_with(|plan| plan.project = ids("R-1 C-1 SO"))),
        )
        .then("R-1", amend_plan(&plan_again(|_| ())))
        .then("HEAD", accept_risk(&plan_again(|_| ()), "NET"))
        .then("SO", approve_plan(&plan_again(|_| ()))),
        Refusal::row(
            Rule::PlanNotWaiting,
            accepted().does("SO", approve_plan(&plan)),
            "SO",
            approve_plan(&plan),
        )
        .then("R-1", request(&document_under(&plan))),
        mended(Refusal::row(Rule::PlanIncomplete, written_so(&steps), "SO", approve_plan(&steps))),
        mended(Refusal::row(Rule::PlanIncomplete, written_so(&for_ever), "SO", approve_plan(&for_ever))),
        mended(Refusal::row(Rule::RiskExpired, written_so(&late), "SO", approve_plan(&late))),
        mended(Refusal::row(Rule::PlanChanged, accepted(), "SO", approve_plan(&late))),
    ]
}

fn permits() -> Vec<Refusal> {
    let day = || given(planned()).at("13:00");
    let plan = plan_document();
    let under = || request(&document_under(&plan));
    let asking = |change: fn(&mut Document)| {
        let mut asked = document_under(&plan_document());
        change(&mut asked);
        request(&asked)
    };
    let unfit = |change: fn(&mut Document)| {
        Refusal::row(Rule::PlanUnfit, day(), "R-1", asking(change)).then("R-1", under())
    };
    let other_plan = |wrong: &PlanDocument| approved_plan(given(plan_town()), wrong).at("13:00");
    // A plan that does not cover the request is written anew.
    let rewritten = |row: Refusal| {
        let again = plan_again(|_| ());
        row.then("R-1", amend_plan(&again))
            .then("HEAD", accept_risk(&again, "NET"))
            .then("SO", approve_plan(&again))
            .then("R-1", request(&document_under(&again)))
    };
    let too_early = plan_borne_until(at("21 22:59"));
    let by_courier = plan_with(|plan| plan.transport = [Way::Courier].into());
    let product = plan_for_product("Other stick");
    let short = plan_with(|plan| plan.term.until = at("21 22:00"));
    let again = plan_again(|_| ());
    // In a chain, everybody is on a roster for the very work of the plan.
    let other_work = plan_with(|plan| plan.work = id("taxes"));
    let chain = || with_signers(given(chained()));
    let second = plan_with(|plan| plan.plan = id("PL-2"));
    vec![
        Refusal::row(Rule::PlanMissing, day(), "R-1", request(&document())).then("R-1", under()),
        Refusal::row(Rule::PlanUnknown, day(), "R-1", request(&document_under(&second))).then("R-1", under()),
        Refusal::row(
            Rule::PlanNotApproved,
            day().does("R-1", amend_plan(&again)),
            "R-1",
            request(&document_under(&again)),
        )
        .then("HEAD", accept_risk(&again, "NET"))
        .then("SO", approve_plan(&again))
        .again(),
        Refusal::row(Rule::PlanChanged, approved_plan(day(), &again), "R-1", under())
            .then("R-1", request(&document_under(&again))),
        Refusal::row(Rule::PlanWithdrawn, day().does("SO", withdraw_plan("PL-1")), "R-1", under())
            .then("R-1", draft_plan(&second))
            .then("HEAD", accept_risk(&second, "NET"))
            .then("SO", approve_plan(&second))
            .then("R-1", request(&document_under(&second))),
        rewritten(Refusal::row(
            Rule::RiskExpired,
            other_plan(&too_early),
            "R-1",
            request(&document_under(&too_early)),
        )),
        Refusal::row(Rule::PlanNotIndependent, day(), "SO", under()).then("R-1", under()),
        unfit(|asked| asked.window.from = at("21 08:59")),
        unfit(|asked| asked.copies = vec![id("M-1"), id("M-2"), id("M-3")]),
        unfit(|asked| asked.return_to = id("CAB2")),
        unfit(|asked| (asked.site, asked.device) = (id("ELSEWHERE"), None)),
        rewritten(Refusal::row(
            Rule::PlanUnfit,
            other_plan(&by_courier),
            "R-1",
            request(&document_under(&by_courier)),
        )),
        rewritten(Refusal::row(
            Rule::PlanUnfit,
            other_plan(&product),
            "R-1",
            request(&document_under(&product)),
        )),
        rewritten(Refusal::row(
            Rule::PlanUnfit,
            approved_plan(chain(), &other_work).at("13:00"),
            "R-1",
            request(&document_under(&other_work)),
        )),
        rewritten(Refusal::row(Rule::PlanUnfit, other_plan(&short), "R-1", request(&document_under(&short)))),
    ]
}

/// What was approved does not go out under a plan that fell, or is another one now.
fn leaving() -> Vec<Refusal> {
    let again = plan_again(|_| ());
    let mut anew = document_under(&again);
    anew.revision = 2;
    let changed = approved_plan(approved_under_plan(), &again);
    let mut sealed = document_sealed("M-1");
    sealed.plan = Some(plan_ref(&plan_document()));
    let sealing = || {
        let day = given(planned()).at("13:00").does("R-1", request(&sealed));
        approved_plan(day.does("CHIEF", approve(&sealed)).does("SEC", approve(&sealed)), &again)
    };
    let mut sealed_anew = sealed.clone();
    (sealed_anew.plan, sealed_anew.revision) = (Some(plan_ref(&again)), 2);
    let by_both = |row: Refusal, document: &Document| {
        row.then("R-1", amend(document)).then("CHIEF", approve(document)).then("SEC", approve(document))
    };
    let offered = approved_under_plan().does("KEEP", hand("M-1", "R-1 C-1"));
    vec![
        by_both(Refusal::row(Rule::PlanChanged, changed, "KEEP", hand("M-1", "R-1 C-1")), &anew)
            .then("KEEP", hand("M-1", "R-1 C-1")),
        by_both(Refusal::row(Rule::PlanChanged, sealing(), "R-1", seal(&sealed, "M-1")), &sealed_anew)
            .then("R-1", seal(&sealed_anew, "M-1")),
        // What was only offered stays where it is.
        Refusal::row(Rule::PlanWithdrawn, offered.does("SO", withdraw_plan("PL-1")), "C-1", receive("M-1"))
            .then("SEC", revoke())
            .then("R-1", draft_plan(&plan_with(|plan| plan.plan = id("PL-2")))),
    ]
}

fn steps() -> Vec<Refusal> {
    let approved = approved_under_plan;
    let asked = document_under(&plan_document());
    let requested = given(planned()).at("13:00").does("R-1", request(&asked));
    let home = returned_from(approved());
    vec![
        Refusal::row(Rule::PermitNotApproved, requested, "R-1", tick("CHECK"))
            .then("CHIEF", approve(&asked))
            .then("SEC", approve(&asked))
            .again(),
        Refusal::row(Rule::StepUnknown, approved(), "R-1", tick("OTHER")).then("R-1", tick("CHECK")),
        Refusal::row(Rule::StepNotYours, approved(), "S-2", tick("CARRY")).then("C-1", tick("CARRY")),
        Refusal::row(Rule::StepSettled, approved().does("R-1", tick("CHECK")), "R-2", tick("CHECK"))
            .then("R-1", tick("CARRY")),
        Refusal::row(Rule::RoleMissing, approved(), "C-1", explain("CARRY")).then("SEC", explain("CARRY")),
        Refusal::row(Rule::StepOpen, home, "KEEP", close())
            .then("R-1", tick("CHECK"))
            .then("C-1", tick("CARRY"))
            .then("SEC", explain("ERASE"))
            .again(),
    ]
}

/// The copy has been carried, erased and brought home.
fn returned_from(story: Given) -> Given {
    story
        .at("17:40")
        .does("KEEP", hand("M-1", "R-1 C-1"))
        .does("R-1", receive("M-1"))
        .does("C-1", receive("M-1"))
        .does("S-1", report_erasure("M-1", crate::permit::EraseMethod::Overwritten, None))
        .does("C-1", bring_home("M-1", "CAB"))
        .does("KEEP", receive("M-1"))
}
