//! `BeginUpload`

use std::sync::Arc;

use futures::future::BoxFuture;
use platform::{
    Error, Result, Scope, choice,
    config::{Config, Files as Settings},
    error::Text,
    moment,
    rpc::UseCase,
};
use proto::registrations::v1::{BeginUploadRequest, BeginUploadResponse, FilePurpose, file::State};
use sea_orm::{ColumnTrait, QueryFilter};

use super::{
    Beside, asked, fits, has_room,
    limits::{self, Limits},
    may_change, room,
    rows::{Column, Entity, Model, Pieces, current, shown, to_message},
};
use crate::registration::rows as registrations;

/// The use case within the limits of a configuration.
pub struct Begin(pub Arc<Config>);

impl<'a> UseCase<'a, BeginUploadRequest> for Begin {
    type Running = BoxFuture<'a, Result<BeginUploadResponse>>;

    fn run(self, scope: &'a mut Scope, request: BeginUploadRequest) -> Self::Running {
        Box::pin(async move { begin(scope, request, &self.0.files).await })
    }
}

/// Writes down which file will come, if there is room for it.
async fn begin(scope: &mut Scope, request: BeginUploadRequest, settings: &Settings) -> Result<BeginUploadResponse> {
    let purpose = request.purpose();
    // Whoever does not reach the registration gets the same answer to every request about it.
    let registration = registrations::locked_to_change(scope, &request.parent).await?;
    if request.size < 1 {
        return Err(Error::invalid(
            "size",
            Text::told("a file has bytes", "un archivo tiene bytes", "um arquivo tem bytes"),
        ));
    }
    asked(purpose, &request.question)?;
    may_change(purpose, &request.question, &registration)?;
    fits(settings, purpose, request.size)?;
    let limits = match purpose {
        FilePurpose::Answer => limits::of_question(scope, &registration, &request.question).await?,
        _ => Limits::default(),
    };
    limits.fits(request.size)?;
    let purpose = choice::name(purpose.as_str_name(), "FILE_PURPOSE_");
    let its = Column::Registration.eq(registration.id);
    let same = current(scope).filter(its.clone()).filter(Column::Purpose.eq(&purpose));
    let of_question = scope.count(same.filter(Column::Question.eq(&request.question))).await?;
    limits.has_room(of_question)?;
    let of_registration = scope.count(current(scope).filter(its.clone())).await?;
    let kept = scope.count(shown(scope).filter(its)).await?;
    has_room(settings, &Beside { of_question, of_registration, kept })?;
    room::has_room(scope, &registration, request.size, settings.draft_bytes).await?;
    let now = moment::now();
    let row = Model {
        country: scope.country().to_owned(),
        id: uuid::Uuid::now_v7(),
        version: 1,
        registration: registration.id,
        purpose,
        question: request.question,
        display_name: request.display_name,
        size: request.size,
        received: 0,
        sha256: request.sha256,
        content_type: String::new(),
        state: choice::name(State::Uploading.as_str_name(), "STATE_"),
        pieces: Pieces::default(),
        create_time: now,
        update_time: now,
        handed_in: false,
    };
    scope.insert::<Entity>(row.clone()).await?;
    Ok(BeginUploadResponse { file: Some(to_message(row)) })
}
