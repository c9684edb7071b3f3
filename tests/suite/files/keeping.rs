//! What was handed in keeps its files, and only what was opened to be mended changes.

use platform::clients::Caller;
use proto::registrations::v1::{
    AnswerClarificationRequest, BeginUploadRequest, DeleteFileRequest, ErasePersonRequest, ListErasureRequestsRequest,
    ListRegistrationVersionsRequest, RequestErasureRequest, ReviveRegistrationRequest, WithdrawRegistrationRequest,
    answer::Value, file::State,
};
use sea_orm::ConnectionTrait;
use tests::{
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{
    World,
    asking::{answer, ask},
    sending::{begin, download, link, listed, pdf, promise, read, send, upload},
};
use crate::forms::making::{faults, submit};

const SOON: [(&str, &str); 1] = [("ACELERACION__FILES__COLLECT_SECONDS", "1")];
const AT: &str = "registration.answers.balance";

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_in_keeps_its_files_and_only_what_was_opened_changes() -> Result<(), Failure> {
    for world in [World::on_a_folder(&SOON).await?, World::on_a_bucket("files_kept", &SOON).await?] {
        let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
        let parent = world.own_draft("Con dos archivos").await?;
        let balance = upload(&applicant, promise(&parent, &pdf(50_000)), &pdf(50_000)).await?.name;
        let prices = BeginUploadRequest { question: "prices".into(), ..promise(&parent, &pdf(60_000)) };
        let prices = upload(&applicant, prices, &pdf(60_000)).await?.name;
        answer(&applicant, &parent, &[("balance", &balance), ("prices", &prices)]).await?;
        another_field_opens_no_answer(&world, &applicant, &parent, &balance).await?;
        let newer = an_open_answer_is_replaced(&world, &applicant, &parent, [&balance, &prices]).await?;
        the_clock_ends_it(&world, &applicant, &parent, &newer).await?;
        a_draft_that_was_handed_in_once_keeps_them(&world, &applicant, &parent, [&newer, &balance]).await?;
        the_person_takes_them_along(&world, &parent).await?;
    }
    Ok(())
}

async fn delete(caller: &Caller, file: &str) -> Result<(), Status> {
    let request = DeleteFileRequest { name: file.into(), ..DeleteFileRequest::default() };
    caller.registrations.clone().delete_file(request).await.map(drop)
}

async fn mended(caller: &Caller, registration: &str) -> Result<(), Status> {
    let request = AnswerClarificationRequest { name: registration.into(), ..AnswerClarificationRequest::default() };
    caller.registrations.clone().answer_clarification(request).await.map(drop)
}

async fn another_field_opens_no_answer(
    world: &World,
    applicant: &Caller,
    parent: &str,
    balance: &str,
) -> Result<(), Failure> {
    let bytes = pdf(6_000_000);
    let under_way = begin(applicant, promise(parent, &bytes)).await?.name;
    send(applicant, &under_way, &bytes[..5_000_000], 0).await?;
    submit(&mut world.network.caller("applicant:do", "applicant", "do", "en")?, parent).await?;
    ask(&world.network, parent, &["title"]).await?;
    let closed = of(Code::InvalidArgument, "INVALID_FIELD");
    let begun = begin(applicant, promise(parent, &bytes)).await;
    assert_eq!(refusal(begun.clone()), closed);
    assert_eq!(faults(begun), [AT]);
    let deleted = delete(applicant, balance).await;
    assert_eq!(refusal(deleted.clone()), closed);
    assert_eq!(faults(deleted), [AT]);
    assert_eq!(refusal(send(applicant, &under_way, &bytes, 5_000_000).await), closed);
    assert_eq!(read(applicant, balance).await?.state(), State::Ready);
    mended(applicant, parent).await?;
    Ok(())
}

/// The file that comes in the place of the one that was handed in.
async fn an_open_answer_is_replaced(
    world: &World,
    applicant: &Caller,
    parent: &str,
    [balance, prices]: [&str; 2],
) -> Result<String, Failure> {
    ask(&world.network, parent, &["answers"]).await?;
    delete(applicant, balance).await?;
    assert!(!listed(applicant, parent).await?.contains(&balance.to_owned()));
    assert_eq!(refusal(delete(applicant, balance).await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    let without = mended(applicant, parent).await;
    assert_eq!(refusal(without.clone()), of(Code::FailedPrecondition, "REGISTRATION_INCOMPLETE"));
    assert_eq!(faults(without), [AT], "what is out of the draft answers nothing any more");
    let newer = upload(applicant, promise(parent, &pdf(70_000)), &pdf(70_000)).await?.name;
    answer(applicant, parent, &[("balance", &newer), ("prices", prices)]).await?;
    mended(applicant, parent).await?;
    let request =
        ListRegistrationVersionsRequest { parent: parent.into(), ..ListRegistrationVersionsRequest::default() };
    let versions = applicant.registrations.clone().list_registration_versions(request).await?.into_inner().versions;
    let named = versions.iter().map(|version| {
        let answers = version.registration.iter().flat_map(|handed_in| &handed_in.answers);
        let balance = answers.filter(|answer| answer.question == "balance").find_map(|answer| answer.value.as_ref());
        match balance {
            Some(Value::File(file)) => (version.number, file.as_str()),
            _ => (version.number, ""),
        }
    });
    assert_eq!(named.collect::<Vec<_>>(), [(3, newer.as_str()), (2, balance), (1, balance)]);
    still_there(world, applicant, balance).await?;
    Ok(newer)
}

/// What a version names is read by its name, whatever became of the draft.
async fn still_there(world: &World, caller: &Caller, file: &str) -> Result<(), Failure> {
    world.network.ground.run(&["files", "collect"]).await?;
    for reader in [caller, &world.network.office("do")?] {
        assert_eq!(read(reader, file).await?.state(), State::Kept);
        assert!(download(reader, file, 0).await?.0 == pdf(usize::try_from(read(reader, file).await?.size)?));
    }
    let path = link(caller, file, 0).await?;
    assert_eq!(reqwest::get(format!("{}{path}", world.network.url())).await?.status(), reqwest::StatusCode::OK);
    Ok(())
}

async fn the_clock_ends_it(world: &World, applicant: &Caller, parent: &str, newer: &str) -> Result<(), Failure> {
    ask(&world.network, parent, &["answers"]).await?;
    let begun = begin(applicant, promise(parent, &pdf(1_000))).await?.name;
    let session = world.network.data.connect("registrations").await?;
    let over =
        "UPDATE registrations SET clarification_due = '2020-01-01 00:00:00+00:00' WHERE title = 'Con dos archivos'";
    assert_eq!(session.execute_unprepared(over).await?.rows_affected(), 1);
    session.close().await?;
    let over = of(Code::FailedPrecondition, "CLARIFICATION_OVER");
    assert_eq!(refusal(begin(applicant, promise(parent, &pdf(1_000))).await), over);
    assert_eq!(refusal(send(applicant, &begun, &pdf(1_000), 0).await), over);
    assert_eq!(refusal(delete(applicant, newer).await), over);
    Ok(())
}

async fn a_draft_that_was_handed_in_once_keeps_them(
    world: &World,
    applicant: &Caller,
    parent: &str,
    [newer, balance]: [&str; 2],
) -> Result<(), Failure> {
    let (name, reason) = (parent.to_owned(), String::from("se envía otra vez"));
    let withdraw = WithdrawRegistrationRequest { name: name.clone(), reason: reason.clone(), ..Default::default() };
    applicant.registrations.clone().withdraw_registration(withdraw).await?;
    let revive = ReviveRegistrationRequest { name, reason, ..ReviveRegistrationRequest::default() };
    applicant.registrations.clone().revive_registration(revive).await?;
    let loose = upload(applicant, promise(parent, &pdf(2_000)), &pdf(2_000)).await?.name;
    for file in [newer, &loose] {
        delete(applicant, file).await?;
    }
    for file in [newer, balance] {
        still_there(world, applicant, file).await?;
    }
    assert_eq!(refusal(read(applicant, &loose).await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    Ok(())
}

async fn the_person_takes_them_along(world: &World, parent: &str) -> Result<(), Failure> {
    let mut office = world.network.office("do")?.registrations;
    let ask = RequestErasureRequest { parent: "countries/do".into(), person: parent.into(), ..Default::default() };
    office.request_erasure(ask).await?;
    let list = ListErasureRequestsRequest { parent: "countries/do".into(), ..Default::default() };
    let asked = office.list_erasure_requests(list).await?.into_inner().erasure_requests;
    let name = asked.first().ok_or("no request")?.name.clone();
    office.erase_person(ErasePersonRequest { name, ..Default::default() }).await?;
    until("their bytes are gone", || async { Ok(world.kept("do").is_empty().then_some(())) }).await
}
