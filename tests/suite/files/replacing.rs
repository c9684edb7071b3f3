//! What is replaced after it was handed in takes no room from what comes in its place, and does not fill the disk either.

use proto::registrations::v1::{AnswerClarificationRequest, DeleteFileRequest, file::State};
use tests::{
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{
    World,
    asking::{answer, ask},
    sending::{begin, pdf, promise, read, upload},
};
use crate::forms::making::submit;

const LIMITS: [(&str, &str); 3] = [
    ("ACELERACION__FILES__PER_QUESTION", "2"),
    ("ACELERACION__FILES__PER_REGISTRATION", "2"),
    ("ACELERACION__FILES__KEPT_PER_REGISTRATION", "4"),
];

#[tokio::test(flavor = "multi_thread")]
async fn whoever_replaces_files_in_clarifications_is_not_locked_out_by_those_that_they_replaced() -> Result<(), Failure>
{
    for world in [World::on_a_folder(&LIMITS).await?, World::on_a_bucket("files_replaced", &LIMITS).await?] {
        let mut applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
        let parent = world.own_draft("Con archivos que cambian").await?;
        let bytes = pdf(3_000);
        let mut handed_in = Vec::new();
        for _ in 0..2 {
            handed_in.push(upload(&applicant, promise(&parent, &bytes), &bytes).await?.name);
        }
        answer(&applicant, &parent, &[("balance", &handed_in[0])]).await?;
        submit(&mut applicant, &parent).await?;
        // What is out of the draft and was not handed in goes; what was is kept, and there is room for what comes instead.
        ask(&world.network, &parent, &["answers"]).await?;
        delete(&applicant, &handed_in[1]).await?;
        for _ in 0..3 {
            let before = handed_in[0].clone();
            delete(&applicant, &before).await?;
            assert_eq!(read(&applicant, &before).await?.state(), State::Kept);
            handed_in[0] = upload(&applicant, promise(&parent, &bytes), &bytes).await?.name;
            answer(&applicant, &parent, &[("balance", &handed_in[0])]).await?;
            let mended = AnswerClarificationRequest { name: parent.clone(), ..AnswerClarificationRequest::default() };
            applicant.registrations.clone().answer_clarification(mended).await?;
            ask(&world.network, &parent, &["answers"]).await?;
        }
        // Three are kept, and one is there.
        for (language, begins) in [
            ("en", "with those that were handed in and replaced since, a registration may have 4 files; "),
            ("es", "con los que se enviaron y se reemplazaron después, un registro puede tener 4 archivos; "),
            ("pt", "com os que foram enviados e substituídos depois, um registro pode ter 4 arquivos; "),
        ] {
            let caller = world.network.caller("applicant:do", "applicant", "do", language)?;
            let full = begin(&caller, promise(&parent, &bytes)).await;
            assert!(told(&full).starts_with(begins), "{}", told(&full));
            assert_eq!(refusal(full), of(Code::FailedPrecondition, "FILES_TOO_MANY"));
        }
    }
    Ok(())
}

async fn delete(caller: &platform::clients::Caller, file: &str) -> Result<(), Status> {
    let request = DeleteFileRequest { name: file.into(), ..DeleteFileRequest::default() };
    caller.registrations.clone().delete_file(request).await.map(drop)
}

/// The sentence of a refusal in the language of whoever asked.
fn told<T>(answer: &Result<T, Status>) -> String {
    use tonic_types::StatusExt;
    let details = answer.as_ref().err().map(StatusExt::get_error_details);
    details.and_then(|found| found.localized_message().map(|told| told.message.clone())).unwrap_or_default()
}
