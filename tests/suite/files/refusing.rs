//! What is refused: other bytes than were promised, types that may not come, too much, and too late.

use proto::registrations::v1::{DeleteFileRequest, FilePurpose, SubmitRegistrationRequest};
use tests::{
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    World,
    sending::{begin, listed, pdf, promise, read, send, upload},
};

const SOON: [(&str, &str); 1] = [("ACELERACION__FILES__COLLECT_SECONDS", "1")];

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_what_was_promised_is_refused_and_leaves_nothing() -> Result<(), Failure> {
    for world in [World::on_a_folder(&SOON).await?, World::on_a_bucket("files_refused", &SOON).await?] {
        let parent = world.own_draft("Con engaño").await?;
        let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
        let bytes = pdf(100_000);

        let begun = begin(&applicant, promise(&parent, &bytes)).await?;
        let mut other = bytes.clone();
        other[50_000] ^= 1;
        let refused = send(&applicant, &begun.name, &other, 0).await;
        assert_eq!(refusal(refused), of(Code::FailedPrecondition, "FILE_CHECKSUM_WRONG"));
        assert_eq!(refusal(read(&applicant, &begun.name).await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));

        let begun = begin(&applicant, promise(&parent, &bytes)).await?;
        let longer = pdf(100_001);
        assert_eq!(
            refusal(send(&applicant, &begun.name, &longer, 0).await),
            of(Code::InvalidArgument, "FILE_TOO_LARGE")
        );

        // It is what its first bytes say, and its name says nothing.
        let html = b"<!DOCTYPE html><script>alert(document.cookie)</script>".to_vec();
        let mut named_pdf = promise(&parent, &html);
        named_pdf.display_name = "balance.pdf".into();
        let refused = upload(&applicant, named_pdf, &html).await;
        assert_eq!(refusal(refused), of(Code::FailedPrecondition, "FILE_TYPE_NOT_ALLOWED"));
        let mut as_picture = promise(&parent, &bytes);
        (as_picture.purpose, as_picture.question) = (FilePurpose::Picture.into(), String::new());
        let refused = upload(&applicant, as_picture, &bytes).await;
        assert_eq!(refusal(refused), of(Code::FailedPrecondition, "FILE_TYPE_NOT_ALLOWED"));

        let delete = DeleteFileRequest { name: begun.name.clone(), ..DeleteFileRequest::default() };
        applicant.registrations.clone().delete_file(delete).await?;
        assert_eq!(listed(&applicant, &parent).await?, [""; 0]);
        until("nothing is kept", || async { Ok(world.kept("do").is_empty().then_some(())) }).await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_too_large_too_many_or_too_late_does_not_begin() -> Result<(), Failure> {
    let limits = [
        ("ACELERACION__FILES__MAX_BYTES", "100000"),
        ("ACELERACION__FILES__PER_QUESTION", "2"),
        ("ACELERACION__FILES__PER_REGISTRATION", "3"),
    ];
    let world = World::on_a_folder(&limits).await?;
    let parent = world.own_draft("Con límites").await?;
    let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
    let large = promise(&parent, &pdf(100_001));
    assert_eq!(refusal(begin(&applicant, large).await), of(Code::InvalidArgument, "FILE_TOO_LARGE"));
    for size in [0, -1] {
        let mut nothing = promise(&parent, b"");
        nothing.size = size;
        assert_eq!(refusal(begin(&applicant, nothing).await), of(Code::InvalidArgument, "INVALID_FIELD"));
    }

    let bytes = pdf(1000);
    let of_question = |question: &str| {
        let mut promised = promise(&parent, &bytes);
        promised.question = question.into();
        promised
    };
    for _ in 0..2 {
        begin(&applicant, of_question("balance")).await?;
    }
    let too_many = of(Code::FailedPrecondition, "FILES_TOO_MANY");
    assert_eq!(refusal(begin(&applicant, of_question("balance")).await), too_many);
    let last = begin(&applicant, of_question("prices")).await?;
    assert_eq!(refusal(begin(&applicant, of_question("team")).await), too_many);

    let submit = SubmitRegistrationRequest { name: parent.clone(), ..SubmitRegistrationRequest::default() };
    applicant.registrations.clone().submit_registration(submit).await?;
    let too_late = of(Code::FailedPrecondition, "STATE_NOT_ALLOWED");
    assert_eq!(refusal(begin(&applicant, of_question("prices")).await), too_late);
    assert_eq!(refusal(send(&applicant, &last.name, &bytes, 0).await), too_late);
    let delete = DeleteFileRequest { name: last.name, ..DeleteFileRequest::default() };
    assert_eq!(refusal(applicant.registrations.clone().delete_file(delete).await), too_late);
    Ok(())
}
