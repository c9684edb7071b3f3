//! Appeals as far as a registration goes: when one can be filed, and where the registration stands then. Pure.

use platform::{Error, Result, choice, clocks, error::Text};
use proto::{platform::v1::Reason, registrations::v1::registration::State};
use time::OffsetDateTime;

/// A registration that was declined, or found ineligible, is appealed for, once, before its term is over by the server's clock.
pub fn filed(state: State, before: bool, due: Option<OffsetDateTime>, now: OffsetDateTime) -> Result<State> {
    if !matches!(state, State::Declined | State::Ineligible) || before {
        return Err(not_allowed(state, before));
    }
    if due.is_some_and(|due| now < due) {
        return Ok(State::Appealed);
    }
    let text = Text::told(
        "the term to appeal against this is over, or the edition has none; write to the office",
        "terminó el plazo para apelar, o la edición no lo tiene; escriba a la oficina",
        "terminou o prazo para recorrer, ou a edição não o tem; escreva ao escritório",
    );
    Err(Error::refused(Reason::AppealOver, text))
}

/// The applicant takes the appeal back: the registration stands where it was appealed `from`.
pub fn taken_back(state: State, from: State) -> Result<State> {
    if state == State::Appealed { Ok(from) } else { Err(not_allowed(state, false)) }
}

/// The appeal came to nothing: what was decided stands. Nothing follows where more is known already.
pub fn in_vain(state: State, from: State) -> Option<State> {
    (state == State::Appealed).then_some(from)
}

/// The appeal against having been found ineligible was upheld, whether or not it was taken back meanwhile: the registration
/// takes part.
pub fn readmitted(state: State) -> Option<State> {
    matches!(state, State::Appealed | State::Ineligible).then_some(State::InReview)
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
            format!("a registration that is {name} has nothing to appeal against, or no appeal to take back"),
            format!("un registro en estado {name} no tiene nada que apelar ni apelación que retirar"),
            format!("uma inscrição em estado {name} não tem nada de que recorrer nem recurso a retirar"),
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
    fn what_was_declined_or_kept_out_is_appealed_for_once_before_the_end_of_the_term() {
        let now = moment::now();
        let later = Some(now + Duration::MICROSECOND);
        for from in [State::Declined, State::Ineligible] {
            assert_eq!(filed(from, false, later, now).expect("filed"), State::Appealed);
        }
        let over = |due| filed(State::Declined, false, due, now).expect_err("over").reason();
        assert_eq!((over(Some(now)), over(None)), (Reason::AppealOver, Reason::AppealOver));
        let reason = |state, before| filed(state, before, later, now).expect_err("refused").reason();
        assert_eq!(reason(State::Declined, true), Reason::StateNotAllowed);
        assert_eq!(reason(State::Appealed, false), Reason::StateNotAllowed);
        assert_eq!(reason(State::Accepted, false), Reason::StateNotAllowed);
    }

    #[test]
    fn what_ends_an_appeal_in_vain_leaves_what_was_decided() {
        for from in [State::Declined, State::Ineligible] {
            assert_eq!(taken_back(State::Appealed, from).expect("taken back"), from);
            assert!(taken_back(from, from).is_err());
            assert_eq!((in_vain(State::Appealed, from), in_vain(State::Accepted, from)), (Some(from), None));
        }
    }

    #[test]
    fn only_what_is_kept_out_or_appealed_for_takes_part_after_all() {
        let all = [State::Appealed, State::Ineligible, State::Withdrawn, State::Accepted, State::Draft].map(readmitted);
        assert_eq!(all, [Some(State::InReview), Some(State::InReview), None, None, None]);
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
