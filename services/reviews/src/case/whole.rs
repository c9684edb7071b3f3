//! A case as it is read one by one: with what was asked of its applicant, how it was screened, and what there is to check.

use platform::{error::Result, store::Scope};
use proto::reviews::v1 as message;

use super::rows::{self, Model};
use crate::{clarification, screening};

/// The whole message; no words of people while they are blocked.
pub async fn whole(scope: &Scope, row: Model) -> Result<message::Case> {
    let clarifications = clarification::rows::of_case(scope, row.id).await?;
    let screenings = screening::rows::of_case(scope, row.id).await?;
    let checklist = screening::checklist::of_case(scope, &row).await?;
    let blocked = row.blocked;
    let answers = row.answers(scope.language());
    let particulars = row.particulars.to_message().filter(|_| !blocked);
    let mut case = rows::to_message(row);
    case.clarifications = clarifications.into_iter().map(clarification::rows::to_message).collect();
    case.screenings = screenings.into_iter().map(screening::rows::to_message).collect();
    let line = |item| screening::checklist::to_message(item, scope.language());
    case.checklist = checklist.into_iter().map(line).collect();
    case.answers = answers;
    case.particulars = particulars;
    if blocked {
        for clarification in &mut case.clarifications {
            clarification.question.clear();
            clarification.answer.clear();
        }
        case.screenings.iter_mut().for_each(|screening| screening.reason.clear());
    }
    Ok(case)
}
