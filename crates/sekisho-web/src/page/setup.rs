//! The first minutes of an office: whoever has the code from the terminal names the office and brings the first key.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, Response, StatusCode};
use maud::{Markup, html};
use sekisho_core::Command;
use sekisho_core::id::{PartyId, PersonId};
use sekisho_core::office::Office;
use sekisho_gate::Fault;

use super::act::shown;
use super::frame::{Script, page};
use super::sign::{fields, script_words};
use super::sign_in::public_key;
use super::{Form, Instead, Page, Reader, Sight, Viewer, absent, html as answer, see};
use crate::errand::{Answers, Errand};
use crate::keys;
use crate::port::{House, Tongue};
use crate::problem::Problem;
use crate::router::{Call, Shared};
use crate::session::{Token, hash};
use crate::site::Door;

/// Japan's distance from UTC. Units: minutes.
const JAPAN: i16 = 9 * 60;

impl Shared {
    /// Demands a new record, and the code that stands on the terminal.
    async fn new_office(&self, code: Option<&str>) -> Result<(), Instead> {
        let begun = self.desk.ask(|house| house.gate().state().office.is_some()).await?;
        let known = code.is_some_and(|code| self.setup == Some(hash(code)));
        if begun || !known {
            return Err(Problem::standing(StatusCode::NOT_FOUND, "page-setup-gone").into());
        }
        Ok(())
    }
}

/// `GET /setup?code=…`
pub(crate) async fn show(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Look, &headers)?;
        let form = Form::of_query(query.as_deref());
        shared.new_office(form.one("code")).await?;
        Ok(answer(render(&shared.reader(&call, &headers), &form, None)))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn render(reader: &Reader, given: &Form, wrong: Option<&str>) -> Markup {
    let tongue = &reader.tongue;
    let field = |name: &str, default: &str, kind: &str| {
        let id = format!("field-{name}");
        let value = given.one(name).unwrap_or(default).to_owned();
        html! {
            div.field {
                label for=(id) { (tongue.say(&format!("page-setup-{name}"))) }
                input type=(kind) id=(id) name=(name) value=(value) required[name != "mail"] autocomplete="off";
                p.fine { (tongue.say(&format!("page-setup-{name}-why"))) }
            }
        }
    };
    let content = html! {
        p.lead { (tongue.say("page-setup-lead")) }
        @if let Some(wrong) = wrong { p.alarm role="alert" { (wrong) } }
        form.act method="post" action="/setup" {
            input type="hidden" name="code" value=(given.one("code").unwrap_or_default());
            (field("office", "", "text"))
            (field("owner", "CITY", "text"))
            (field("name", "", "text"))
            (field("person", "O-1", "text"))
            (field("mail", "", "email"))
            (field("closing", "18:00", "time"))
            p.submit { button.main type="submit" { (tongue.say("page-setup-do")) } }
        }
    };
    page(reader, Script::None, &tongue.say("page-setup"), &content)
}

/// `POST /setup`
pub(crate) async fn begin(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Look, &headers)?;
        let form = shared.form(Door::Look, &headers, body)?;
        shared.new_office(form.one("code")).await?;
        let Some(answers) = answers(&form) else {
            let reader = shared.reader(&call, &headers);
            let mut response = answer(render(&reader, &form, Some(&reader.tongue.say("page-setup-unfit"))));
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(response);
        };
        let token = Token::draw(shared.outlets.entropy).map_err(super::storage)?;
        shared.errands().put(token.hash(), Errand::Found(answers), (shared.outlets.millis)());
        let (sign, language) = (shared.site.sign(), call.language.code());
        Ok(see(&format!("{sign}/found/{}?lang={language}", token.text())))
    }
    .await;
    shared.page(&call, &headers, done)
}

fn answers(form: &Form) -> Option<Answers> {
    let plain = |name: &str| {
        let text = form.one(name).unwrap_or_default().trim().to_owned();
        // What may stay empty is left empty.
        (text.is_empty() || sekisho_gate::gate::check_text(&text).is_ok()).then_some(text)
    };
    let (hour, minute) = form.one("closing")?.split_once(':')?;
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.get(..2)?.parse().ok()?);
    let closing_minute =
        (hour < 24 && minute < 60).then(|| hour.saturating_mul(60).saturating_add(minute))?;
    let filled = |text: &String| !text.is_empty();
    Some(Answers {
        closing_minute,
        mail: plain("mail")?,
        name: plain("name").filter(filled)?,
        office: plain("office").filter(filled)?,
        owner: form.one("owner")?.trim().parse().ok()?,
        person: form.one("person")?.trim().parse().ok()?,
    })
}

/// `GET /found/TOKEN`: the first key is made under the name where people sign.
pub(crate) async fn key(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Sign, &headers)?;
        let answers = shared.founding(&token)?;
        let reader = Reader { session: None, ..shared.reader(&call, &headers) };
        let tongue = &reader.tongue;
        let content = html! {
            p.lead { (tongue.with("page-bring-lead", &[("person", answers.person.as_str())])) }
            p { (tongue.say("page-setup-key")) }
            form.sign method="post" data-passkey="create" data-rp=(shared.site.sign_id()) {
                input type="hidden" name="person" value=(answers.person);
                (fields(&["public"]))
                p.submit { button.main type="submit" { (tongue.say("page-bring-do")) } }
                (script_words(tongue))
            }
        };
        Ok(answer(page(&reader, Script::Passkey, &tongue.say("page-bring"), &content)))
    }
    .await;
    shared.page(&call, &headers, done)
}

/// `POST /found/TOKEN`: the act that opens the record, for signing.
pub(crate) async fn found(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    Path(token): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done: Page = async {
        shared.at(Door::Sign, &headers)?;
        let form = shared.form(Door::Sign, &headers, body)?;
        let answers = shared.founding(&token)?;
        let public = public_key(&form, &shared.site.sign_id())?;
        let tongue = shared.reader(&call, &headers).tongue;
        let job = move |house: &mut dyn House| establish(house, &tongue, &answers, public);
        let errand = shared.desk.ask(job).await??;
        shared.errands().end(&token);
        Ok(see(&shared.errand(&call, errand)?))
    }
    .await;
    shared.page(&call, &headers, done)
}

impl Shared {
    fn founding(&self, token: &str) -> Result<Answers, Problem> {
        match self.errands().find(token, (self.outlets.millis)()) {
            Some(Errand::Found(answers)) => Ok(answers),
            _ => Err(Problem::standing(StatusCode::GONE, "page-errand-gone")),
        }
    }
}

fn establish(
    house: &mut dyn House,
    tongue: &Tongue,
    answers: &Answers,
    public: String,
) -> Result<Errand, Problem> {
    let key = keys::fingerprint(&public).ok_or_else(absent)?;
    let gate = house.gate();
    let texts = || -> Result<_, Fault> {
        let mail = (!answers.mail.is_empty()).then(|| gate.disclose(&answers.mail)).transpose()?;
        Ok((gate.disclose(&answers.office)?, gate.disclose(&answers.name)?, mail))
    };
    let (office_name, name, mail) = match texts() {
        Ok(texts) => texts,
        Err(fault) => return Err(crate::api::fault(house, tongue.language, fault)),
    };
    let (owner, administrator): (PartyId, PersonId) = (answers.owner.clone(), answers.person.clone());
    let command = Command::Establish {
        administrator: administrator.clone(),
        key,
        mail: mail.as_ref().map(|mail| mail.digest),
        name: name.digest,
        office: Office { closing_minute: answers.closing_minute, offset_minutes: JAPAN, owner },
        owner_name: office_name.digest,
        public,
    };
    let said = |said| Problem::said(StatusCode::UNPROCESSABLE_ENTITY, said);
    let mut draft = house.statement(tongue.language, &administrator, &command).map_err(said)?;
    draft.disclosures = [office_name, name].into_iter().chain(mail).collect();
    let name = answers.name.clone();
    let viewer = Viewer { circle: BTreeSet::new(), name, person: administrator.clone(), sight: Sight::All };
    let (draft, card, _) = shown(house, &viewer, tongue, draft)?;
    // The administrator comes in with a key of the other name, which this first one vouches for.
    let back = format!("/sign-in/new?person={administrator}");
    Ok(Errand::Act { back, card, draft: Box::new(draft), title: tongue.say("page-setup") })
}
