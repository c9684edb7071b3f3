//! Pictures of entries: chosen by the office, fetched by anybody, and gone with the entry or the file.

use platform::{clients::Caller, moment};
use proto::{
    partners::v1::{ResumeCountryRequest, SuspendCountryRequest},
    registrations::v1::{
        AlternativeText, BeginUploadRequest, ConsentKind, DeleteFileRequest, DownloadPictureRequest, File, FilePurpose,
        GetPublicationRequest, GiveConsentRequest, ListPublicationsRequest, Picture, Publication,
        ResumePublicationRequest, SuspendPublicationRequest, UpdatePublicationRequest, WithdrawConsentRequest,
        download_picture_response::Content, registrations_service_client::RegistrationsServiceClient,
    },
};
use reqwest::StatusCode;
use tests::{
    data::number,
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::made::{publish, published, update, validated};
use crate::files::{
    asking,
    sending::{pdf, promise, upload},
};

/// Something that begins as a PNG does.
fn png(size: usize) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".as_slice(), &pdf(size)].concat()
}

/// Sends a picture of a registration.
async fn sent(by: &Caller, registration: &str, bytes: &[u8]) -> Result<File, Status> {
    let promised = BeginUploadRequest {
        purpose: FilePurpose::Picture.into(),
        question: String::new(),
        display_name: "Ana Pérez.png".into(),
        ..promise(registration, bytes)
    };
    upload(by, promised, bytes).await
}

fn picture(file: &str, texts: &[(&str, &str)]) -> Picture {
    let text = |(language, text): &(&str, &str)| AlternativeText { language: (*language).into(), text: (*text).into() };
    Picture { file: file.into(), alternative_texts: texts.iter().map(text).collect(), ..Picture::default() }
}

async fn choose(office: &Caller, entry: &str, pictures: Vec<Picture>) -> Result<Publication, Status> {
    let entry = Publication { name: entry.into(), pictures, ..Publication::default() };
    let answer = update(office, entry, &["pictures"]).await?;
    Ok(answer.entry.and_then(|entry| entry.publication).unwrap_or_default())
}

/// The entry as somebody sees it who calls without a token, if they do.
async fn seen(network: &Network, name: &str) -> Result<Option<Publication>, Failure> {
    let mut anybody = RegistrationsServiceClient::new(network.channel().await?);
    match anybody.get_publication(GetPublicationRequest { name: name.into() }).await {
        Err(status) if status.code() == Code::NotFound => Ok(None),
        answer => Ok(answer?.into_inner().publication),
    }
}

/// The bytes of a picture, fetched without a token.
async fn downloaded(network: &Network, name: &str) -> Result<(Vec<u8>, Picture), Status> {
    let channel = network.channel().await.map_err(|failure| Status::internal(failure.to_string()))?;
    let request = DownloadPictureRequest { name: name.into() };
    let mut pieces = RegistrationsServiceClient::new(channel).download_picture(request).await?.into_inner();
    let mut bytes = Vec::new();
    loop {
        match pieces.message().await?.and_then(|piece| piece.content) {
            Some(Content::Chunk(chunk)) => bytes.extend(chunk),
            Some(Content::Picture(picture)) => return Ok((bytes, picture)),
            None => return Err(Status::internal("it broke off")),
        }
    }
}

pub async fn only_whole_pictures_of_the_registration_are_chosen(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let draft = network.draft("do", registration("Ajena")).await?;
    let document = pdf(1000);
    let other = sent(&office, &draft.name, &png(1000)).await?;
    asking::open(network).await?;
    let with_document = network.draft("do", asking::entry("Con documento")).await?.name;
    let answer = upload(&office, promise(&with_document, &document), &document).await?;
    let entry = published(network, "do", registration("Con imágenes")).await?;
    let its = sent(&office, &entry.registration, &png(1000)).await?;
    let words = [("es", "Un horno")];
    let misnamed = other.name.replace(&draft.name, &entry.registration);
    for (chosen, field) in [
        (picture(&other.name, &words), "publication.pictures[0].file"),
        (picture(&answer.name, &words), "publication.pictures[0].file"),
        (picture(&misnamed, &words), "publication.pictures[0].file"),
        (picture(&its.name, &[]), "publication.pictures[0].alternative_texts"),
    ] {
        let refused = choose(&office, &entry.name, vec![chosen]).await.expect_err(field);
        let faults = refused.get_error_details().bad_request().map(|bad| bad.field_violations.clone());
        let fields: Vec<String> = faults.unwrap_or_default().into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, [field]);
    }
    let elsewhere = choose(&network.office("cr")?, &entry.name, vec![picture(&its.name, &words)]).await;
    assert_eq!(refusal(elsewhere), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    assert_eq!(seen(network, &entry.name).await?.ok_or("it is shown")?.pictures, []);
    Ok(())
}

pub async fn a_picture_goes_with_its_entry(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let made = validated(network, "do", registration("Ilustrada")).await?;
    let bytes = png(300_000);
    let file = sent(&office, &made.name, &bytes).await?;
    let unused = sent(&office, &made.name, &png(2000)).await?;
    let entry = publish(&office, &made.name).await?;
    let words = [("es", "Un horno de barro"), ("en", "A clay oven")];
    let chosen = choose(&office, &entry.name, vec![picture(&file.name, &words)]).await?;
    let shown = seen(network, &entry.name).await?.ok_or("it is shown")?;
    assert_eq!((&shown.pictures, shown.pictures.len()), (&chosen.pictures, 1));
    let picture = shown.pictures[0].clone();
    assert_eq!((picture.content_type.as_str(), picture.size), ("image/png", file.size));
    let told: Vec<&str> = picture.alternative_texts.iter().map(|text| text.text.as_str()).collect();
    assert_eq!(told, ["Un horno de barro", "A clay oven"]);
    let mut anybody = RegistrationsServiceClient::new(network.channel().await?);
    let request = ListPublicationsRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    assert!(anybody.list_publications(request).await?.into_inner().publications.contains(&shown));
    it_is_saved_and_never_run(network, &picture, &bytes).await?;
    what_hides_the_entry_hides_it(network, &office, &entry, &picture).await?;
    the_collector_leaves_it(network, &office, &unused, &picture).await?;

    let request = DeleteFileRequest { name: file.name, ..DeleteFileRequest::default() };
    office.registrations.clone().delete_file(request).await?;
    gone(network, &picture).await?;
    let left = seen(network, &entry.name).await?.ok_or("the entry stays")?;
    assert_eq!((left.pictures, left.title), (Vec::new(), shown.title));
    assert_ne!(left.etag, shown.etag, "whoever keeps a copy is told");
    Ok(())
}

async fn it_is_saved_and_never_run(network: &Network, picture: &Picture, bytes: &[u8]) -> Result<(), Failure> {
    let answer = reqwest::get(format!("{}{}", network.url(), picture.url)).await?;
    assert_eq!(answer.status(), StatusCode::OK);
    let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let id = picture.name.rsplit('/').next().unwrap_or_default();
    // What whoever sent it calls it is not for everybody.
    let saved = format!("attachment; filename=\"{id}.png\"; filename*=UTF-8''{id}.png");
    assert_eq!(header("content-disposition"), saved);
    assert_eq!((header("content-type"), header("x-content-type-options")), ("image/png", "nosniff"));
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert!(answer.bytes().await? == bytes, "other bytes came back");
    let (found, told) = downloaded(network, &picture.name).await?;
    assert!(found == bytes, "other bytes came back");
    assert_eq!(&told, picture);
    Ok(())
}

async fn fetched(network: &Network, picture: &Picture) -> Result<StatusCode, Failure> {
    Ok(reqwest::get(format!("{}{}", network.url(), picture.url)).await?.status())
}

async fn there(network: &Network, picture: &Picture) -> Result<(), Failure> {
    assert_eq!(fetched(network, picture).await?, StatusCode::OK);
    downloaded(network, &picture.name).await?;
    Ok(())
}

async fn gone(network: &Network, picture: &Picture) -> Result<(), Failure> {
    assert_eq!(fetched(network, picture).await?, StatusCode::NOT_FOUND);
    assert_eq!(refusal(downloaded(network, &picture.name).await), of(Code::NotFound, "RESOURCE_NOT_FOUND"));
    Ok(())
}

/// A link that was given out before is good while the entry is shown, and at no other time.
async fn what_hides_the_entry_hides_it(
    network: &Network,
    office: &Caller,
    entry: &Publication,
    picture: &Picture,
) -> Result<(), Failure> {
    let mut client = office.registrations.clone();
    let now = moment::now().unix_timestamp();
    let embargo = |seconds: i64| UpdatePublicationRequest {
        publication: Some(Publication { name: entry.name.clone(), ..Publication::default() }),
        embargo_time: Some(moment::timestamp(moment::from_seconds(now + seconds))),
        ..UpdatePublicationRequest::default()
    };
    client.update_publication(embargo(3600)).await?;
    gone(network, picture).await?;
    client.update_publication(embargo(-1)).await?;
    there(network, picture).await?;
    let (name, reason) = (entry.name.clone(), String::from("se revisa una queja"));
    client.suspend_publication(SuspendPublicationRequest { name, reason, ..Default::default() }).await?;
    gone(network, picture).await?;
    client.resume_publication(ResumePublicationRequest { name: entry.name.clone(), ..Default::default() }).await?;
    there(network, picture).await?;
    a_country_that_is_suspended_shows_none(network, picture).await?;
    let (name, kind) = (entry.registration.clone(), ConsentKind::Publication.into());
    client.withdraw_consent(WithdrawConsentRequest { name: name.clone(), kind, ..Default::default() }).await?;
    gone(network, picture).await?;
    client.give_consent(GiveConsentRequest { name, kind, ..GiveConsentRequest::default() }).await?;
    publish(office, &entry.registration).await?;
    there(network, picture).await
}

async fn a_country_that_is_suspended_shows_none(network: &Network, picture: &Picture) -> Result<(), Failure> {
    let mut region = network.region()?.partners;
    let (name, reason) = (String::from("countries/do"), String::from("the office is closed"));
    region.suspend_country(SuspendCountryRequest { name: name.clone(), reason, ..Default::default() }).await?;
    comes_to(network, picture, StatusCode::NOT_FOUND).await?;
    region.resume_country(ResumeCountryRequest { name, ..Default::default() }).await?;
    comes_to(network, picture, StatusCode::OK).await
}

async fn comes_to(network: &Network, picture: &Picture, status: StatusCode) -> Result<(), Failure> {
    until("the news of the country", || async { Ok((fetched(network, picture).await? == status).then_some(())) }).await
}

async fn the_collector_leaves_it(
    network: &Network,
    office: &Caller,
    unused: &File,
    picture: &Picture,
) -> Result<(), Failure> {
    let request = DeleteFileRequest { name: unused.name.clone(), ..DeleteFileRequest::default() };
    office.registrations.clone().delete_file(request).await?;
    let session = network.data.connect("registrations").await?;
    until("what was removed is collected", || async {
        let removed = number(&session, "SELECT count(*) AS found FROM files WHERE state = 'REMOVED'").await?;
        Ok((removed == 0).then_some(()))
    })
    .await?;
    session.close().await?;
    there(network, picture).await
}
