//! What a question of an edition takes of files: kinds, sizes and how many, as its definition says.

use proto::registrations::v1::{BeginUploadRequest, FileKind, FileLimits, question::Kind};
use tests::{
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    World,
    asking::{self, answer},
    sending::{begin, create, pdf, promise, upload},
};
use crate::{
    forms::making::{definition_of, entry, faults, open, open_with, question, questions, revise, submit},
    registering::asking::withdraw,
};

const AT: &str = "registration.answers.balance";

fn png() -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &[7; 500]].concat()
}

/// An edition whose question `balance` takes one PDF of at most 2,000 bytes; its name.
async fn limited(network: &Network) -> Result<String, Failure> {
    let template = open(network, "limited-template").await?;
    let mut definition = definition_of(network, &template).await?;
    let mut balance = question("balance");
    balance.kind = Kind::File.into();
    balance.files = Some(FileLimits { kinds: vec![FileKind::Pdf.into()], max_bytes: 2_000, max_files: 1 });
    questions(&mut definition)?.push(balance);
    open_with(network, "limited", Some(definition)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_takes_files_of_its_kinds_up_to_its_size_and_number() -> Result<(), Failure> {
    for world in [World::on_a_folder(&[]).await?, World::on_a_bucket("files_limited", &[]).await?] {
        a_question_has_limits(&world.network).await?;
        limits_that_no_question_can_have_are_refused(&world.network).await?;
    }
    Ok(())
}

/// For all that one person has not handed in, in whichever of its registrations.
const TOGETHER: [(&str, &str); 1] = [("ACELERACION__FILES__DRAFT_BYTES", "3000")];

#[tokio::test(flavor = "multi_thread")]
async fn one_person_sends_so_many_bytes_to_what_they_never_handed_in() -> Result<(), Failure> {
    for world in [World::on_a_folder(&TOGETHER).await?, World::on_a_bucket("files_together", &TOGETHER).await?] {
        let ana = world.network.caller("applicant:do", "applicant", "do", "en")?;
        let (first, second) = (world.own_draft("Una").await?, world.own_draft("Otra").await?);
        upload(&ana, promise(&first, &pdf(2_000)), &pdf(2_000)).await?;
        let full = begin(&ana, promise(&second, &pdf(1_001))).await;
        assert_eq!(refusal(full.clone()), of(Code::FailedPrecondition, "FILES_TOO_MANY"));
        assert_eq!(faults(full), ["size"]);
        upload(&ana, promise(&second, &pdf(1_000)), &pdf(1_000)).await?;
        withdraw(&ana, &second).await?;
        assert_eq!(faults(begin(&ana, promise(&first, &pdf(100))).await), ["size"], "what is withdrawn counts");

        let bea = world.network.caller("bea", "applicant", "do", "en")?;
        let hers = create(&mut bea.registrations.clone(), asking::entry("La de Bea")).await?;
        upload(&bea, promise(&hers, &pdf(3_000)), &pdf(3_000)).await?;
        submit(&mut world.network.caller("applicant:do", "applicant", "do", "en")?, &first).await?;
        let third = world.own_draft("La tercera").await?;
        begin(&ana, promise(&third, &pdf(2_000))).await?;
    }
    Ok(())
}

async fn a_question_has_limits(network: &Network) -> Result<(), Failure> {
    let edition = limited(network).await?;
    let office = network.office("do")?;
    let draft = network.draft("do", entry(&edition, "Con balance", Vec::new())).await?.name;
    let of_balance = |bytes: &[u8]| BeginUploadRequest { question: "balance".into(), ..promise(&draft, bytes) };

    let large = begin(&office, of_balance(&pdf(2_001))).await;
    assert_eq!(refusal(large.clone()), of(Code::InvalidArgument, "FILE_TOO_LARGE"));
    assert_eq!(faults(large), [AT]);
    let picture = upload(&office, of_balance(&png()), &png()).await;
    assert_eq!(refusal(picture.clone()), of(Code::FailedPrecondition, "FILE_TYPE_NOT_ALLOWED"));
    assert_eq!(faults(picture), [AT]);
    // What nothing asks for does not come: neither for a question that takes words, nor for none.
    for question in ["evidence", "balanse", "balance.1"] {
        let unasked = BeginUploadRequest { question: question.into(), ..promise(&draft, &pdf(100)) };
        let refused = begin(&office, unasked).await;
        assert_eq!(faults(refused.clone()), ["question"], "{question}");
        let said = refused.err().map(|status| status.message().to_owned()).unwrap_or_default();
        assert!(said.contains(question) && said.contains("those that do: balance"), "{said}");
    }
    let elsewhere = network.draft("do", registration("Sin archivos")).await?.name;
    assert_eq!(faults(begin(&office, promise(&elsewhere, &pdf(100))).await), ["question"]);

    let file = upload(&office, of_balance(&pdf(2_000)), &pdf(2_000)).await?;
    let more = begin(&office, of_balance(&pdf(100))).await;
    assert_eq!(refusal(more.clone()), of(Code::FailedPrecondition, "FILES_TOO_MANY"));
    assert_eq!(faults(more), [AT]);

    let mut caller = network.office("do")?;
    let other = format!("{draft}/files/0197f5c2-0000-7000-8000-000000000000");
    answer(&office, &draft, &[("balance", &other)]).await?;
    assert_eq!(faults(submit(&mut caller, &draft).await), [AT], "there is no such file");
    answer(&office, &draft, &[("balance", &file.name)]).await?;
    // The limits of now hold at submission, and not those of when it was sent.
    let mut stricter = definition_of(network, &edition).await?;
    let fitting = stricter.clone();
    for question in questions(&mut stricter)?.iter_mut().filter(|question| question.id == "balance") {
        question.files = Some(FileLimits { kinds: vec![FileKind::Picture.into()], ..FileLimits::default() });
    }
    revise(network, &edition, stricter).await?;
    assert_eq!(faults(submit(&mut caller, &draft).await), [AT]);
    revise(network, &edition, fitting).await?;
    submit(&mut caller, &draft).await?;
    Ok(())
}

async fn limits_that_no_question_can_have_are_refused(network: &Network) -> Result<(), Failure> {
    let mut definition = definition_of(network, "editions/limited").await?;
    let mut text = question("text");
    text.files = Some(FileLimits::default());
    let mut file = question("file");
    file.kind = Kind::File.into();
    file.files = Some(FileLimits { kinds: vec![0], max_bytes: -1, max_files: 0 });
    questions(&mut definition)?.extend([text, file]);
    let edition = proto::registrations::v1::CreateEditionRequest {
        edition_id: "unlimited".into(),
        edition: Some(tests::network::edition()),
        definition: Some(definition),
        ..Default::default()
    };
    let found = faults(network.region()?.registrations.create_edition(edition).await);
    let expected = ["[17].files", "[18].files.max_bytes", "[18].files.kinds"];
    assert_eq!(found, expected.map(|field| format!("definition.forms[0].questions{field}")));
    Ok(())
}
