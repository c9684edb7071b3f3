//! Appeals as far as a registration goes: when one can be filed, and where the registration stands then. Pure.

use platform::{Error, Result, choice, clocks, error::Text};
use proto::{platform::v1::Reason, registrations::v1::registration::State};
use time::OffsetDateTime;

/// A declined registration is appealed for, once, before its term is over by the server's clock.
pub fn filed(state: State, before: bool, due: Option<OffsetDateTime>, now: OffsetDateTime) -> Result<State> {
    if state != State::Declined || before {
        return Err(not_allowed(state, before));
    }
    if due.is_some_and(|due| now < due) {
        return Ok(State::Appealed);
    }
    let text = Text::told(
        "the term to appeal against this decision is over, or the edition has none; write to the office",
        "terminó el plazo para apelar esta decisión, o la edición no lo tiene; escriba a la oficina",
        "terminou o prazo para recorrer desta decisão, ou a edição não o tem; escreva ao escritório",
    );
    Err(Error::refused(Reason::AppealOver, text))
}

/// The applicant takes the appeal back.
pub fn taken_back(state: State) -> Result<State> {
    if state == State::Appealed { Ok(State::Declined) } else { Err(not_allowed(state, false)) }
}

/// The appeal came to nothing: the decision stands. Nothing follows where more is known already.
pub fn in_vain(state: State) -> Option<State> {
    (state == State::Appealed).then_some(State::Declined)
}

/// The end of the term: that of the last of so many days behind the release, by the clocks of the country. Nothing where the
/// edition has no term.
pub fn due(released: OffsetDateTime, days: i32, zone_name: &str) -> Option<OffsetDateTime> {
    (days > 0).then(|| clocks::end_of_day(released, days, zone_name))
}

fn not_allowed(state: State, before: bool) -> Error {
    let name = choice::name(state.as_str_name(), "STATE_");
    let text = if before {
        Text::told(
            "there was an appeal before, and there is one at most",
            "ya hubo una apelación, y solo puede haber una",
            "já houve um recurso, e só pode haver um",
        )
    } else {
        Text::told(
            format!("a registration that is {name} has no decision to appeal against, or no appeal to take back"),
            format!("un registro en estado {name} no tiene decisión que apelar ni apelación que retirar"),
            format!("uma inscrição em estado {name} não tem decisão de que recorrer nem recurso a retirar"),
        )
    };
    Error::refused(Reason::StateNotAllowed, text)
}

#[cfg(test)]
mod tests {
    use platform::moment;
    use time::Duration;

    use super::*;

    #[test]
    fn a_declined_registration_is_appealed_for_once_before_the_end_of_the_term() {
        let now = moment::now();
        let later = Some(now + Duration::MICROSECOND);
        assert_eq!(filed(State::Declined, false, later, now).expect("filed"), State::Appealed);
        let over = |due| filed(State::Declined, false, due, now).expect_err("over").reason();
        assert_eq!((over(Some(now)), over(None)), (Reason::AppealOver, Reason::AppealOver));
        let reason = |state, before| filed(state, before, later, now).expect_err("refused").reason();
        assert_eq!(reason(State::Declined, true), Reason::StateNotAllowed);
        assert_eq!(reason(State::Appealed, false), Reason::StateNotAllowed);
        assert_eq!(reason(State::Accepted, false), Reason::StateNotAllowed);
    }

    #[test]
    fn what_ends_an_appeal_in_vain_leaves_the_decision() {
        assert_eq!(taken_back(State::Appealed).expect("taken back"), State::Declined);
        assert!(taken_back(State::Declined).is_err());
        assert_eq!((in_vain(State::Appealed), in_vain(State::Accepted)), (Some(State::Declined), None));
    }

    #[test]
    fn a_term_ends_with_its_last_day_by_the_clocks_of_the_country() {
        // 02:00 of 10 March by universal time is still 9 March in Santo Domingo, four hours behind.
        let released = moment::from_seconds(1_615_341_600);
        let end = due(released, 10, "America/Santo_Domingo").expect("an end");
        assert_eq!(end, moment::from_seconds(1_616_212_800), "04:00 of 20 March");
        let elsewhere = due(released, 10, "Nowhere/At_All").expect("an end");
        assert_eq!(elsewhere - end, Duration::hours(20));
        assert_eq!(due(released, 0, "America/Santo_Domingo"), None);
    }
}
