//! PostComment.

use platform::{
    error::{Error, Result, Text},
    moment,
    store::Scope,
};
use proto::{
    platform::v1::Reason,
    reviews::v1::{PostCommentRequest, PostCommentResponse},
};
use sea_orm::{QueryFilter, QueryOrder, QuerySelect, entity::prelude::*};

use super::{
    open_to_caller,
    rows::{self, Entity, Model},
    takes_part,
};
use crate::{
    assignment::{State, rows as assignments},
    case,
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
    Ok(PostCommentResponse { comment: Some(rows::to_message(scope, row)) })
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
