//! Reviewers whom another country lends: each has one case as long as they are lent, and a case has one of them.

use std::collections::HashSet;

use platform::{
    error::{Error, Result, Text},
    store::Scope,
};
use proto::platform::v1::Reason;
use sea_orm::{QueryFilter, QuerySelect, entity::prelude::*};

use super::{
    State,
    rows::{Column, Entity},
};
use crate::member;

/// No country borrows more than this.
const MOST: u64 = 5_000;

/// Whoever is or was lent to a country, and who of them has a case.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lent {
    all: HashSet<Uuid>,
    /// Their assignments that have a place.
    placed: Vec<(Uuid, Uuid)>,
}

impl Lent {
    /// As it stands in the country.
    pub async fn of(scope: &Scope) -> Result<Self> {
        let lent = scope.find::<member::rows::Entity>().filter(member::rows::Column::LentBy.ne("")).limit(MOST);
        let all: HashSet<Uuid> = scope.all(lent).await?.into_iter().map(|row| row.id).collect();
        if all.is_empty() {
            return Ok(Self::default());
        }
        let placed = State::AWAITED.into_iter().chain([State::Submitted]);
        let placed = scope.find::<Entity>().filter(Column::State.is_in(placed));
        let placed = scope.all(placed.filter(Column::Reviewer.is_in(all.iter().copied())).limit(MOST)).await?;
        let mut placed: Vec<(Uuid, Uuid)> = placed.into_iter().map(|row| (row.case_id, row.reviewer)).collect();
        placed.sort_unstable();
        Ok(Self { all, placed })
    }

    /// Whether another country lends this member.
    pub fn is(&self, member: Uuid) -> bool {
        self.all.contains(&member)
    }

    /// Whether they have a case.
    pub fn has_case(&self, member: Uuid) -> bool {
        self.placed.iter().any(|(_, reviewer)| *reviewer == member)
    }

    /// Whether they have a case that is none of these.
    pub fn has_case_beside(&self, member: Uuid, is_among: impl Fn(Uuid) -> bool) -> bool {
        self.placed.iter().any(|(case, reviewer)| *reviewer == member && !is_among(*case))
    }

    /// Whether one of them has a place on a case, in whichever of its stages.
    pub fn is_on(&self, case: Uuid) -> bool {
        self.placed.iter().any(|(placed, _)| *placed == case)
    }

    /// Whether a member is lent, and they have a case or the case has another one.
    pub fn rules_out(&self, case: Uuid, member: Uuid) -> bool {
        self.is(member) && (self.has_case(member) || self.is_on(case))
    }

    /// Takes note that a member has a case now.
    pub fn note(&mut self, case: Uuid, member: Uuid) {
        if self.is(member) {
            self.placed.push((case, member));
        }
    }

    /// Takes note that a member is not on a case any more.
    pub fn forget(&mut self, case: Uuid, member: Uuid) {
        self.placed.retain(|pair| *pair != (case, member));
    }
}

/// The refusal of a second case for somebody who is lent.
pub fn has_one_already() -> Error {
    refused(Text::told(
        "another country lends this person for one case, and they have one",
        "otro país presta a esta persona para un solo caso, y ya tiene uno",
        "outro país empresta esta pessoa para um só caso, e ela já tem um",
    ))
}

/// The refusal of a second one who is lent on a case.
pub fn another_is_on_it() -> Error {
    refused(Text::told(
        "a person whom another country lends is on this case already, and a case has no more than one",
        "en este caso ya hay una persona prestada por otro país, y no puede haber más de una",
        "neste caso já há uma pessoa emprestada por outro país, e não pode haver mais de uma",
    ))
}

/// The refusal to delegate.
pub fn reviews_themselves() -> Error {
    refused(Text::told(
        "another country lends you for this case: you write the review yourself, or decline it",
        "otro país le presta para este caso: usted escribe la revisión, o la rechaza",
        "outro país empresta você para este caso: escreva a avaliação, ou recuse-a",
    ))
}

fn refused(text: Text) -> Error {
    Error::refused(Reason::ReviewerLent, text)
}
