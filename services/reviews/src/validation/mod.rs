//! Validations: who may check the evidence of a case, what they found, and how long that stands.

pub mod checklist;
pub mod complete;
pub mod expire;
pub mod form;
pub mod list;
mod mend;
pub mod remind;
pub mod rows;
pub mod tasks;
mod validator;

use platform::error::{Error, Result, Text};
use proto::{platform::v1::Reason, reviews::v1 as message};
use sea_orm::entity::prelude::*;
use serde::Serialize;
use time::{Duration, OffsetDateTime};

/// What a validation found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Outcome {
    /// The evidence holds.
    #[sea_orm(string_value = "PASSED")]
    Passed,
    /// The evidence does not hold.
    #[sea_orm(string_value = "FAILED")]
    Failed,
    /// The applicant is asked to mend something, and the evidence is looked at again.
    #[sea_orm(string_value = "MEND")]
    Mend,
}

/// How long a check that holds stands.
const STANDS: Duration = Duration::days(365);
/// How long before its end it may be renewed.
const RENEWABLE: Duration = Duration::days(60);

/// How long before its end those who rest on it are reminded, the earliest first.
const REMINDED: [Duration; 2] = [Duration::days(60), Duration::days(14)];

/// How many reminders of a check that stands until `expires` are due by now. Whoever comes late to several sends one.
pub fn reminders(expires: OffsetDateTime, now: OffsetDateTime) -> i32 {
    REMINDED.iter().map(|before| i32::from(now >= expires.saturating_sub(*before))).sum()
}

/// Until when a check stands that was completed at this moment; nothing for one that found no evidence that holds.
pub fn expires(outcome: Outcome, completed: OffsetDateTime) -> Option<OffsetDateTime> {
    match outcome {
        Outcome::Passed => Some(completed.saturating_add(STANDS)),
        Outcome::Failed | Outcome::Mend => None,
    }
}

/// Whether a check that stands until `expires` may be renewed now: it is about to end, or has ended.
pub fn due(expires: OffsetDateTime, now: OffsetDateTime) -> bool {
    now >= expires.saturating_sub(RENEWABLE)
}

/// What is known of whoever wants to validate a case.
#[derive(Clone, Copy, Debug)]
pub struct Validator {
    /// Represents the institution in this country.
    pub represents: bool,
    /// The institution has a validation partnership here that holds today.
    pub institution_validates: bool,
    /// Is, or was, a reviewer of the case.
    pub reviewed: bool,
}

/// Refuses whoever may not validate, with the reason.
pub fn may_validate(validator: Validator) -> Result<()> {
    if !validator.represents {
        let text = Text::told(
            "only a representative of the institution in this country may validate for it",
            "solo un representante de la institución en este país puede validar por ella",
            "só um representante da instituição neste país pode validar por ela",
        );
        return Err(Error::refused(Reason::RoleNotAllowed, text));
    }
    if !validator.institution_validates {
        let text = Text::told(
            "the institution has no validation partnership in this country",
            "la institución no tiene una alianza de validación en este país",
            "a instituição não tem uma parceria de validação neste país",
        );
        return Err(Error::refused(Reason::InstitutionNotValidating, text));
    }
    if validator.reviewed {
        let text = Text::told(
            "whoever was a reviewer of a case does not validate it",
            "quien fue revisor de un caso no lo valida",
            "quem foi avaliador de um caso não o valida",
        );
        return Err(Error::refused(Reason::RoleNotAllowed, text));
    }
    Ok(())
}

impl Outcome {
    /// The outcome of the contract.
    pub fn message(self) -> message::ValidationOutcome {
        match self {
            Outcome::Passed => message::ValidationOutcome::Passed,
            Outcome::Failed => message::ValidationOutcome::Failed,
            Outcome::Mend => message::ValidationOutcome::Mend,
        }
    }

    /// What a request says; nothing where it says nothing.
    pub fn of(outcome: message::ValidationOutcome) -> Option<Self> {
        match outcome {
            message::ValidationOutcome::Unspecified => None,
            message::ValidationOutcome::Passed => Some(Outcome::Passed),
            message::ValidationOutcome::Failed => Some(Outcome::Failed),
            message::ValidationOutcome::Mend => Some(Outcome::Mend),
        }
    }
}

#[cfg(test)]
mod course;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_holds_stands_for_a_year_and_is_renewed_from_60_days_before_its_end() {
        let completed = OffsetDateTime::UNIX_EPOCH;
        assert_eq!((expires(Outcome::Failed, completed), expires(Outcome::Mend, completed)), (None, None));
        let end = expires(Outcome::Passed, completed).expect("an end");
        assert_eq!(end - completed, Duration::days(365));
        assert!(!due(end, completed));
        assert!(!due(end, end - Duration::days(60) - Duration::SECOND));
        assert!(due(end, end - Duration::days(60)));
        assert!(due(end, end + Duration::days(1_000)));
    }

    #[test]
    fn a_reminder_is_due_60_and_14_days_before_the_end() {
        let end = OffsetDateTime::UNIX_EPOCH;
        for (left, due) in [(61, 0), (60, 1), (15, 1), (14, 2), (1, 2)] {
            assert_eq!(reminders(end, end - Duration::days(left)), due, "{left} days before");
        }
    }

    #[test]
    fn only_an_untouched_representative_of_a_validating_institution_may_validate() {
        let fit = Validator { represents: true, institution_validates: true, reviewed: false };
        let reason = |validator| may_validate(validator).expect_err("refused").reason();
        assert!(may_validate(fit).is_ok());
        assert_eq!(reason(Validator { represents: false, ..fit }), Reason::RoleNotAllowed);
        assert_eq!(reason(Validator { institution_validates: false, ..fit }), Reason::InstitutionNotValidating);
        assert_eq!(reason(Validator { reviewed: true, ..fit }), Reason::RoleNotAllowed);
    }
}
