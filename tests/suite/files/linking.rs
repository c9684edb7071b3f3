//! Links: what a browser is given, and how they end.

use proto::registrations::v1::{BeginUploadRequest, DeleteFileRequest, RequestErasureRequest};
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
async fn a_download_goes_on_where_it_broke_off_and_a_film_is_seen_from_its_middle() -> Result<(), Failure> {
    for world in [World::on_a_folder(&[]).await?, World::on_a_bucket("files_ranged", &[]).await?] {
        let parent = world.own_draft("Con partes").await?;
        let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
        let bytes = pdf(3_000_000);
        let file = upload(&applicant, promise(&parent, &bytes), &bytes).await?;
        let path = link(&applicant, &file.name, 0).await?;
        let (status, headers, whole) = ranged(&world, &path, &[]).await?;
        assert_eq!((status, whole.len()), (StatusCode::OK, bytes.len()));
        let tag = headers.get(header::ETAG).ok_or("no tag")?.to_str()?.to_owned();
        assert_eq!(headers.get(header::ACCEPT_RANGES).map(header::HeaderValue::as_bytes), Some(b"bytes".as_slice()));
        for (asked, part) in [
            ("bytes=1000000-", 1_000_000..3_000_000),
            ("bytes=0-0", 0..1),
            ("bytes=1500000-1600000", 1_500_000..1_600_001),
            ("bytes=-10", 2_999_990..3_000_000),
        ] {
            for known in [&[("range", asked)] as &[_], &[("range", asked), ("if-range", &tag)]] {
                let (status, headers, found) = ranged(&world, &path, known).await?;
                assert_eq!(status, StatusCode::PARTIAL_CONTENT, "{asked}");
                let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
                let told = format!("bytes {}-{}/3000000", part.start, part.end - 1);
                assert_eq!(header("content-range"), told);
                assert_eq!(header("content-length"), part.len().to_string());
                assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
                assert!(header("content-disposition").starts_with("attachment; "));
                assert!(found == bytes[part.clone()], "other bytes came back for {asked}");
            }
        }
        let (status, headers, found) = ranged(&world, &path, &[("range", "bytes=3000000-")]).await?;
        assert_eq!((status, found.len()), (StatusCode::RANGE_NOT_SATISFIABLE, 0));
        assert_eq!(headers.get(header::CONTENT_RANGE).ok_or("no range")?, "bytes */3000000");
        // What has changed since, and what is asked in a way that is not known here, is sent whole.
        for known in [&[("range", "bytes=5-"), ("if-range", "\"of another\"")] as &[_], &[("range", "bytes=0-1,5-6")]] {
            let (status, _, found) = ranged(&world, &path, known).await?;
            assert_eq!((status, found.len()), (StatusCode::OK, bytes.len()));
        }
    }
    Ok(())
}

async fn ranged(
    world: &World,
    path: &str,
    headers: &[(&str, &str)],
) -> Result<(StatusCode, header::HeaderMap, Vec<u8>), Failure> {
    let mut request = reqwest::Client::new().get(format!("{}{path}", world.network.url()));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    Ok((status, headers, answer.bytes().await?.to_vec()))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_saved_under_the_ending_of_what_it_is() -> Result<(), Failure> {
    let world = World::on_a_folder(&[]).await?;
    let parent = world.own_draft("Con otro nombre").await?;
    let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
    for (called, saved) in [("x.html", "x.html.pdf"), ("balance.PDF", "balance.PDF"), ("balance", "balance.pdf")] {
        let promised = BeginUploadRequest { display_name: called.into(), ..promise(&parent, &pdf(1000)) };
        let file = upload(&applicant, promised, &pdf(1000)).await?;
        assert_eq!(file.display_name, called, "it is called what it was called");
        let (_, headers, _) = ranged(&world, &link(&applicant, &file.name, 0).await?, &[]).await?;
        let told = format!("attachment; filename=\"{saved}\"; filename*=UTF-8''{saved}");
        assert_eq!(headers.get(header::CONTENT_DISPOSITION).ok_or("no name")?.to_str()?, told);
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
