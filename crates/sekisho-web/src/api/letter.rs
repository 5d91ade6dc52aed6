//! Letters: what a station has told, sealed for the owner, taken into the record.

use std::sync::Arc;

use axum::Extension;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use axum::http::{HeaderMap, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sekisho_gate::submit::Submission;

use super::act::due;
use super::{json, read, unfit};
use crate::form::{LETTERS_LIMIT, LetterState, LettersForm, Taken, TakenLetter};
use crate::port::{House, Language};
use crate::problem::Problem;
use crate::router::{Call, Shared};

/// `POST /api/v1/letters`
pub(crate) async fn letters(
    State(shared): State<Arc<Shared>>,
    Extension(call): Extension<Call>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response<Body> {
    let done = async {
        let form: LettersForm = read(&headers, body)?;
        if form.letters.len() > LETTERS_LIMIT {
            return Err(unfit());
        }
        let sealed: Result<Vec<Vec<u8>>, _> =
            form.letters.iter().map(|letter| STANDARD.decode(letter)).collect();
        let sealed = sealed.map_err(|_| unfit())?;
        let language = call.language;
        shared.desk.ask(move |house| take(house, language, &sealed)).await?
    };
    shared.answer(&call, done.await.map(|taken| json(&taken)))
}

/// A letter's sender hears what became of it, and nothing of what stands in it: whoever found a medium could send it.
fn take(house: &mut dyn House, language: Language, sealed: &[Vec<u8>]) -> Result<Taken, Problem> {
    due(house, language)?;
    let mut letters = vec![TakenLetter::default(); sealed.len()];
    for letter in house.letters(sealed) {
        let Some(place) = letters.get_mut(letter.number) else { continue };
        let (signature, statement) = (letter.signature, letter.statement);
        let answer = house.gate().submit(&Submission { disclosures: Vec::new(), signature, statement });
        *place = match answer {
            Ok(answer) => {
                let state = match (answer.repeated, answer.reasons.is_empty()) {
                    (true, _) => LetterState::Repeated,
                    (false, true) => LetterState::Recorded,
                    (false, false) => LetterState::Refused,
                };
                TakenLetter { code: None, record: answer.indexes.collect(), state }
            }
            // Ours: the station sends all of them again, and what is in the record counts once.
            Err(error) if !error.is_senders() => return Err(super::fault(house, language, error)),
            Err(error) => {
                let code = Some(house.fault(language, error).code);
                TakenLetter { code, record: Vec::new(), state: LetterState::Unfit }
            }
        };
    }
    house.settle();
    Ok(Taken { letters })
}
