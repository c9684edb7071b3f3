//! Editors: who writes a registration along with its owner, and who was offered to own one that an office made.
//!
//! What always holds: whoever accepts comes with a code that was sent to them, good once and for a while; of a code the
//! digest alone is kept; and what is wrong with one is not told.

pub mod accept;
pub mod claim;
pub mod expired;
mod facts;
pub mod invite;
pub mod letters;
pub mod list;
pub mod offer;
pub mod remove;
pub mod rows;

use platform::{Error, Result, access::grants::key, choice, error::Text, moment, names::is_office};
use proto::{
    platform::v1::Reason,
    registrations::v1::{editor::State, registration},
};
use time::{Duration, OffsetDateTime};

use rows::Model;

/// How long an invitation can be accepted.
const GOOD_FOR: Duration = Duration::days(14);
/// What a code begins with: by it the copy of a letter that the platform shows leaves the code out.
const PREFIX: &str = "inv_";
/// Editors of one registration, those who have not accepted among them.
const MOST: usize = 20;

/// The row with a new code, of which it keeps the digest, and the code.
fn with_new_code(row: Model) -> Result<(Model, String)> {
    let code = format!("{PREFIX}{}", key::make_secret()?.text);
    let digest = Some(key::digest(&code).to_vec());
    Ok((Model { code_digest: digest, invited_until: Some(moment::now() + GOOD_FOR), ..row }, code))
}

/// Whether a code is the one that was sent last, and still good.
fn is_good(row: &Model, code: &str, now: OffsetDateTime) -> bool {
    let same = row.code_digest.as_deref().is_some_and(|digest| key::same(digest, &key::digest(code)));
    same && row.state() == State::Invited && row.invited_until.is_some_and(|end| now < end)
}

/// An office offers what it made itself, and what is not over.
fn offered(state: registration::State, owner: &str) -> Result<()> {
    let over = matches!(state, registration::State::Withdrawn | registration::State::Merged);
    if !over && is_office(owner) {
        return Ok(());
    }
    let name = choice::name(state.as_str_name(), "STATE_");
    let text = Text::told(
        format!("only what an office made, and is not over, can be offered; this registration is {name}"),
        format!("solo se puede ofrecer lo que hizo una oficina y no terminó; este registro está {name}"),
        format!("só se pode oferecer o que um escritório fez e que não terminou; este registro está no estado {name}"),
    );
    Err(Error::refused(Reason::StateNotAllowed, text))
}

fn already_there() -> Error {
    let text = Text::told(
        "this person owns the registration or edits it already",
        "esta persona ya es titular del registro o ya lo edita",
        "esta pessoa já é titular do registro ou já o edita",
    );
    Error::refused(Reason::ResourceAlreadyExists, text)
}

#[cfg(test)]
mod tests {
    use proto::registrations::v1::editor::Role;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn only_the_newest_code_is_good_while_its_time_lasts_and_only_once() {
        let now = moment::now();
        let row = rows::new("do", Uuid::now_v7(), Role::Editor, "ana@example.org");
        assert!(!is_good(&row, "", now), "no code was sent");
        let (row, first) = with_new_code(row).expect("a code");
        assert!(is_good(&row, &first, now) && !is_good(&row, "inv_guess", now) && !is_good(&row, "", now));
        assert!(is_good(&row, &first, now + Duration::days(13)) && !is_good(&row, &first, now + Duration::days(15)));
        let (row, second) = with_new_code(row).expect("a code");
        assert!(is_good(&row, &second, now) && !is_good(&row, &first, now));
        assert!(!is_good(&row.accepted("ana"), &second, now), "it was accepted");
    }

    #[test]
    fn an_office_offers_what_it_made_and_nothing_else() {
        use registration::State;
        assert!(offered(State::Draft, "office:do").is_ok() && offered(State::Published, "office:do").is_ok());
        for (state, owner) in [(State::Draft, "ana"), (State::Withdrawn, "office:do"), (State::Merged, "office:do")] {
            assert_eq!(offered(state, owner).expect_err("a refusal").reason(), Reason::StateNotAllowed);
        }
    }
}
