//! ReplaceReviewers.

use std::collections::HashSet;

use platform::{error::Result, names, store::Scope};
use proto::reviews::v1::{ReplaceReviewersRequest, ReplaceReviewersResponse};
use sea_orm::entity::prelude::Uuid;

use super::{
    Answer, Purpose,
    edition::{self, Edition, Stays},
    kept, outcome, rows,
};
use crate::{assignment, case};

/// Finds out who takes the place of those who do not review any more, moving as few others as possible.
pub async fn find(scope: Scope, request: ReplaceReviewersRequest) -> Result<Answer> {
    let question = Question::of(&scope, &request).await?;
    let edition = edition::read(&scope, &request.edition).await?;
    scope.commit().await?;
    question.answer(edition).await
}

/// Keeps what was found for the edition, or, where that is not as it was any more, what is found for it now.
pub async fn replace(
    scope: &mut Scope,
    request: ReplaceReviewersRequest,
    found: Answer,
) -> Result<ReplaceReviewersResponse> {
    let question = Question::of(scope, &request).await?;
    let edition = edition::read(scope, &request.edition).await?;
    let answer = if found.edition == edition { found } else { question.answer(edition).await? };
    let proposal = rows::Model::new(scope, &request.edition, Purpose::Replace);
    scope.insert::<rows::Entity>(proposal.clone()).await?;
    kept::keep(scope, &proposal, |row| question.stays(&answer.edition, row), &answer).await?;
    Ok(ReplaceReviewersResponse { proposal: Some(outcome::whole(scope, proposal).await?) })
}

/// Who is to be replaced where.
struct Question {
    /// The cases; none: all.
    asked: HashSet<Uuid>,
    leaving: HashSet<Uuid>,
}

impl Question {
    async fn of(scope: &Scope, request: &ReplaceReviewersRequest) -> Result<Self> {
        let mut asked = HashSet::new();
        for name in &request.cases {
            asked.insert(case::rows::shown_to_caller(scope, name).await?.id);
        }
        Ok(Self { asked, leaving: members(&request.leaving)? })
    }

    async fn answer(&self, edition: Edition) -> Result<Answer> {
        let mut problem = edition.problem(|case| self.is_about(case), |row| self.stays(&edition, row));
        for place in self.leaving.iter().filter_map(|member| edition.reviewer(*member)) {
            problem.reviewers[place].capacity = 0;
        }
        Answer::to(problem, edition).await
    }

    fn is_about(&self, case: Uuid) -> bool {
        self.asked.is_empty() || self.asked.contains(&case)
    }

    fn stays(&self, edition: &Edition, row: &assignment::rows::Model) -> Stays {
        match row.state {
            _ if self.is_about(row.case_id) && gives_way(edition, &self.leaving, row) => Stays::No,
            assignment::State::Late if self.is_about(row.case_id) => Stays::UnlessReplaced,
            assignment::State::Assigned if is_movable(edition, &self.leaving, row) => Stays::IfPossible,
            _ => Stays::Yes,
        }
    }
}

fn members(named: &[String]) -> Result<HashSet<Uuid>> {
    let id = |name: &String| {
        let [_, id] = names::segments::<2>("leaving", name, "countries/*/members/*")?;
        names::uuid(name, id)
    };
    named.iter().map(id).collect()
}

/// Whether somebody else is to have the place: the review is awaited, and the reviewer leaves, is none any more, or has a
/// conflict of interest by now.
fn gives_way(edition: &Edition, leaving: &HashSet<Uuid>, row: &assignment::rows::Model) -> bool {
    let is_out = leaving.contains(&row.reviewer)
        || edition.reviewer(row.reviewer).is_none()
        || edition.ruled_out.contains(&(row.case_id, row.reviewer));
    row.state.is_awaited() && is_out
}

/// Whether an assignment may be moved at all: nobody has begun to write, its case takes reviewers, and nothing else is wrong
/// with it.
fn is_movable(edition: &Edition, leaving: &HashSet<Uuid>, row: &assignment::rows::Model) -> bool {
    edition.case_of(row).is_some() && !gives_way(edition, leaving, row)
}
