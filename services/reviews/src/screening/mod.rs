//! Screenings: what people found of a case. That a case may not take part takes two people: what one proposed, another
//! confirms or sets back.

pub mod checklist;
pub mod confirm;
pub mod rows;

use platform::{
    choice,
    error::{Error, Result, Text},
};
use proto::reviews::v1::{self as message, ScreeningReason, screening};
use sea_orm::entity::prelude::*;
use serde::Serialize;

use crate::case::Screening;

/// Where a screening stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum, Serialize)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    /// One person proposed it.
    #[sea_orm(string_value = "PROPOSED")]
    Proposed,
    /// It stands.
    #[sea_orm(string_value = "STANDS")]
    Stands,
    /// It was set back.
    #[sea_orm(string_value = "SET_BACK")]
    SetBack,
    /// An appeal against it was upheld.
    #[sea_orm(string_value = "OVERTURNED")]
    Overturned,
}

impl State {
    /// Where a screening stands that was just made: what passes needs no second person.
    pub fn of_new(found: Screening) -> Self {
        match found {
            Screening::Passed => State::Stands,
            Screening::Ineligible => State::Proposed,
        }
    }

    /// The state of the contract.
    pub fn message(self) -> screening::State {
        match self {
            State::Proposed => screening::State::Proposed,
            State::Stands => screening::State::Stands,
            State::SetBack => screening::State::SetBack,
            State::Overturned => screening::State::Overturned,
        }
    }
}

/// Why a case is kept out, as it is kept: by one of the reasons, and for nothing else.
pub fn code(found: Screening, reason: ScreeningReason) -> Result<String> {
    let text = match (found, reason) {
        (Screening::Ineligible, ScreeningReason::Unspecified) => Text::told(
            "say by one of the reasons why the case may not take part",
            "indique con uno de los motivos por qué el caso no puede participar",
            "indique com um dos motivos por que o caso não pode participar",
        ),
        (Screening::Passed, given) if given != ScreeningReason::Unspecified => Text::told(
            "a case that passes has no reason to be kept out",
            "un caso admitido no tiene motivo para quedar fuera",
            "um caso admitido não tem motivo para ficar de fora",
        ),
        _ => return Ok(choice::name(reason.as_str_name(), "SCREENING_REASON_")),
    };
    Err(Error::invalid("reason_code", text))
}

/// An answer of the contract as it is kept.
fn kept(answer: &message::ChecklistAnswer) -> rows::Answer {
    let verdict = choice::name(answer.verdict().as_str_name(), "VERDICT_");
    rows::Answer { item: answer.item.clone(), verdict }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_out_has_a_reason_and_nothing_else_has() {
        assert_eq!(code(Screening::Ineligible, ScreeningReason::Duplicate).expect("a reason"), "DUPLICATE");
        assert!(code(Screening::Ineligible, ScreeningReason::Unspecified).is_err());
        assert!(code(Screening::Passed, ScreeningReason::Duplicate).is_err());
        assert_eq!(code(Screening::Passed, ScreeningReason::Unspecified).expect("none"), "UNSPECIFIED");
    }

    #[test]
    fn only_what_is_kept_out_waits_for_a_second_person() {
        assert_eq!(State::of_new(Screening::Passed), State::Stands);
        assert_eq!(State::of_new(Screening::Ineligible), State::Proposed);
    }
}
