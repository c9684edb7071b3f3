//! Links: what a browser is given, and how they end.

use proto::registrations::v1::{DeleteFileRequest, RequestErasureRequest};
use reqwest::{Method, StatusCode, header};
use tests::{patience::until, platform::Failure};

use super::{
    World,
    sending::{link, pdf, promise, upload},
};

const TYPE: &str = "application/pdf";

#[tokio::test(flavor = "multi_thread")]
async fn a_link_gives_a_file_to_be_saved_and_never_to_be_shown() -> Result<(), Failure> {
    for world in [World::on_a_folder(&[]).await?, World::on_a_bucket("files_linked", &[]).await?] {
        let parent = world.own_draft("Con enlace").await?;
        let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
        let bytes = pdf(5_000_000);
        let file = upload(&applicant, promise(&parent, &bytes), &bytes).await?;
        let path = link(&applicant, &file.name, 0).await?;
        let answer = reqwest::get(format!("{}{path}", world.network.url())).await?;
        assert_eq!(answer.status(), StatusCode::OK);
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert_eq!(header("content-type"), TYPE);
        assert_eq!(
            header("content-disposition"),
            "attachment; filename=\"Evidencia a_o 1.pdf\"; filename*=UTF-8''Evidencia%20a%C3%B1o%201.pdf"
        );
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
        assert_eq!(header("cache-control"), "private, no-store");
        assert_eq!(header("content-length"), bytes.len().to_string());
        assert!(answer.bytes().await? == bytes, "other bytes came back");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_that_is_over_changed_or_of_a_file_that_is_gone_is_answered_like_any_other() -> Result<(), Failure> {
    let world = World::on_a_folder(&[]).await?;
    let parent = world.own_draft("Con enlaces").await?;
    let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
    let bytes = pdf(1000);
    let file = upload(&applicant, promise(&parent, &bytes), &bytes).await?;
    let removed = upload(&applicant, promise(&parent, &bytes), &bytes).await?;
    let lasting = link(&applicant, &file.name, 0).await?;
    let (short, of_removed) = (link(&applicant, &file.name, 1).await?, link(&applicant, &removed.name, 0).await?);
    assert_eq!(status(&world, &lasting).await?, StatusCode::OK);
    assert_eq!(status(&world, &of_removed).await?, StatusCode::OK);

    let over = until("the link is over", || async {
        let answer = fetched(&world, Method::GET, &short).await?;
        Ok((answer.0 == StatusCode::NOT_FOUND).then_some(answer))
    });
    let over = over.await?;
    let delete = DeleteFileRequest { name: removed.name, ..DeleteFileRequest::default() };
    applicant.registrations.clone().delete_file(delete).await?;
    let changed = lasting.replacen("/registrations/", "/registrations/A", 1);
    let of_another = lasting.replacen("/registrations/", "/reviews/", 1);
    for path in [&of_removed, &changed, &of_another, "/files/registrations/", "/files/", "/files/registrations/é"] {
        assert_eq!(fetched(&world, Method::GET, path).await?, over, "{path}");
    }
    assert_eq!(fetched(&world, Method::POST, &lasting).await?.0, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(status(&world, &lasting).await?, StatusCode::OK);

    let ask = RequestErasureRequest { parent: "countries/do".into(), person: parent, ..Default::default() };
    world.network.office("do")?.registrations.request_erasure(ask).await?;
    until("what is blocked is not sent", || async {
        Ok((fetched(&world, Method::GET, &lasting).await? == over).then_some(()))
    })
    .await
}

async fn status(world: &World, path: &str) -> Result<StatusCode, Failure> {
    Ok(fetched(world, Method::GET, path).await?.0)
}

/// Status, headers but for the date, and body.
async fn fetched(
    world: &World,
    method: Method,
    path: &str,
) -> Result<(StatusCode, header::HeaderMap, Vec<u8>), Failure> {
    let url = format!("{}{path}", world.network.url());
    let answer = reqwest::Client::new().request(method, url).send().await?;
    let (status, mut headers) = (answer.status(), answer.headers().clone());
    headers.remove(header::DATE);
    Ok((status, headers, answer.bytes().await?.to_vec()))
}
