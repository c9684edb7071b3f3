//! PostComment.

use platform::{
    clocks,
    error::{Error, Result, Text},
    moment,
    store::{Scope, Tenant},
};
use proto::{
    platform::v1::Reason,
    reviews::v1::{CommentPosted, PostCommentRequest, PostCommentResponse},
};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};

use super::{
    open_to_caller, readers,
    rows::{self, Entity, Model},
    takes_part,
};
use crate::{
    assignment::{State, brief, rows as assignments},
    case, country,
    edition::plans,
    member,
};

/// Says something in the discussion of a case.
pub async fn post(scope: &mut Scope, request: PostCommentRequest) -> Result<PostCommentResponse> {
    let Some(case) = open_to_caller(scope, &request.parent).await? else {
        if !takes_part(scope, &request.parent).await? {
            return Err(Error::not_found(&request.parent));
        }
        let text = Text::told(
            "the discussion is open to you once your review is in",
            "la discusión se le abre cuando su revisión está entregada",
            "a discussão abre para você quando a sua avaliação for entregue",
        );
        return Err(Error::refused(Reason::StateNotAllowed, text));
    };
    let case = case::rows::locked(scope, case.id, &request.parent).await?;
    case::discussed(case.state)?;
    let by = author(scope, case.id).await?;
    let row = Model {
        country: case.country.clone(),
        id: Uuid::now_v7(),
        case_id: case.id,
        assignment_id: by.as_ref().map(|row| row.id),
        reviewer: by.map(|row| row.reviewer),
        subject: scope.subject().to_owned(),
        text: request.text,
        created_at: moment::now(),
    };
    scope.insert::<Entity>(row.clone()).await?;
    tell(scope, &case, &row).await?;
    Ok(PostCommentResponse { comment: Some(rows::to_message(scope, row)) })
}

/// Tells whoever may read it, but for who said it.
async fn tell(scope: &mut Scope, case: &case::rows::Model, said: &Model) -> Result<()> {
    let readers = readers(scope, case).await?;
    if readers.is_empty() {
        return Ok(());
    }
    let plan = plans::of_case(scope, case).await?;
    // A reader may have reviewed in any of them: what one of these hides stays hidden.
    let stages = plan.stages.iter().map(|stage| stage.id.as_str());
    scope.publish(&CommentPosted {
        name: Entity::resource(said),
        version: 1,
        case: case::rows::name(&case.country, case.id),
        registration: case.registration.clone(),
        title: brief::title_by(&plan, stages, case),
        reviewers: readers.iter().map(|member| member::rows::name(&member.country, member.id)).collect(),
        day: clocks::day_number(said.created_at, &country::rows::time_zone(scope).await?),
    });
    Ok(())
}

/// The assignment by which a reviewer speaks; nothing where the office does.
async fn author(scope: &Scope, case_id: Uuid) -> Result<Option<assignments::Model>> {
    if !scope.is_own() {
        return Ok(None);
    }
    let reviewed = scope
        .find::<assignments::Entity>()
        .filter(assignments::Column::CaseId.eq(case_id))
        .filter(assignments::Column::Subject.eq(scope.subject()))
        .filter(assignments::Column::State.eq(State::Submitted));
    scope.one(reviewed.order_by_asc(assignments::Column::Made).limit(1)).await
}
