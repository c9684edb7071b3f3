//! Who reaches a file, and what is told of it.

use proto::{platform::v1::ListAuditEntriesRequest, registrations::v1::DeleteFileRequest};
use tests::{
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use super::{
    World,
    sending::{begin, download, link, listed, pdf, promise, read, send, upload},
};

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_reached_by_its_applicant_and_the_office_and_by_nobody_else() -> Result<(), Failure> {
    for world in [World::on_a_folder(&[]).await?, World::on_a_bucket("files_reached", &[]).await?] {
        let network = &world.network;
        let parent = world.own_draft("Propia").await?;
        let applicant = network.caller("applicant:do", "applicant", "do", "en")?;
        let bytes = pdf(200_000);
        let file = upload(&applicant, promise(&parent, &bytes), &bytes).await?;
        for caller in [network.caller("applicant:do", "applicant", "do", "en")?, network.office("do")?] {
            assert_eq!(listed(&caller, &parent).await?, [file.name.as_str()]);
            assert!(download(&caller, &file.name, 0).await?.0 == bytes);
        }
        let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
        for caller in [network.caller("another", "applicant", "do", "en")?, network.office("cr")?] {
            let delete = DeleteFileRequest { name: file.name.clone(), ..DeleteFileRequest::default() };
            let mut client = caller.registrations.clone();
            assert_eq!(refusal(begin(&caller, promise(&parent, &bytes)).await), not_there);
            assert_eq!(refusal(send(&caller, &file.name, &bytes, 0).await), not_there);
            assert_eq!(refusal(read(&caller, &file.name).await), not_there);
            assert_eq!(refusal(listed(&caller, &parent).await), not_there);
            assert_eq!(refusal(download(&caller, &file.name, 0).await), not_there);
            assert_eq!(refusal(link(&caller, &file.name, 0).await), not_there);
            assert_eq!(refusal(client.delete_file(delete).await), not_there);
        }
        // A file is found under its own registration alone.
        let other = world.own_draft("Otra propia").await?;
        let elsewhere = file.name.replace(&parent, &other);
        assert_eq!(refusal(read(&applicant, &elsewhere).await), not_there);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_staff_read_of_a_file_is_told_in_the_audit_log_and_what_is_ones_own_is_not() -> Result<(), Failure> {
    let world = World::on_a_folder(&[]).await?;
    let parent = world.own_draft("Leída").await?;
    let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
    let bytes = pdf(1000);
    let file = upload(&applicant, promise(&parent, &bytes), &bytes).await?;
    download(&applicant, &file.name, 0).await?;
    link(&applicant, &file.name, 0).await?;
    let office = world.network.office("do")?;
    download(&office, &file.name, 0).await?;
    link(&office, &file.name, 0).await?;

    let mut auditor = world.network.office("do")?;
    let (_, log) = auditor.audit.iter_mut().find(|(name, _)| *name == "registrations").ok_or("no client")?;
    let request = ListAuditEntriesRequest {
        parent: "countries/do/services/registrations".into(),
        filter: format!("resource = \"{}\"", file.name),
        ..ListAuditEntriesRequest::default()
    };
    let entries = log.list_audit_entries(request).await?.into_inner().audit_entries;
    let told = |method: &str| {
        let named = entries.iter().filter(|entry| entry.method.ends_with(&format!("/{method}")));
        named.map(|entry| entry.actor.clone()).collect::<Vec<_>>()
    };
    assert_eq!(told("DownloadFile"), ["office:do"]);
    assert_eq!(told("GetFileLink"), ["office:do"]);
    assert_eq!(told("BeginUpload").len(), 1);
    assert_eq!(told("UploadChunks").len(), 2, "that a piece came, and that it is whole");
    Ok(())
}
