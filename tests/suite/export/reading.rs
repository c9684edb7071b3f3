//! Exports, received and read as others read them.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
};

use platform::clients::Caller;
use proto::registrations::v1::{
    ExportRegistrationsRequest, ExportSummary, export_registrations_request::Format,
    export_registrations_response::Content,
};
use sha2::{Digest, Sha256};
use tests::platform::Failure;
use tonic::Status;

/// A whole export.
pub struct Exported {
    pub bytes: Vec<u8>,
    pub summary: ExportSummary,
}

/// Exports what a filter names.
pub async fn export(caller: &mut Caller, parent: &str, filter: &str, format: Format) -> Result<Exported, Status> {
    let filter = filter.into();
    asked(
        caller,
        ExportRegistrationsRequest { parent: parent.into(), filter, format: format.into(), ..Default::default() },
    )
    .await
}

/// Exports, and holds what comes against the summary, behind which nothing comes.
pub async fn asked(caller: &mut Caller, request: ExportRegistrationsRequest) -> Result<Exported, Status> {
    let mut pieces = caller.registrations.export_registrations(request).await?.into_inner();
    let mut bytes = Vec::new();
    let summary = loop {
        match pieces.message().await?.and_then(|piece| piece.content) {
            Some(Content::Chunk(chunk)) => bytes.extend(chunk),
            Some(Content::Summary(summary)) => break summary,
            None => return Err(Status::data_loss("there is no summary")),
        }
    };
    assert!(pieces.message().await?.is_none(), "the summary is the last");
    assert_eq!(usize::try_from(summary.size).ok(), Some(bytes.len()));
    assert_eq!(summary.sha256, format!("{:x}", Sha256::digest(&bytes)));
    Ok(Exported { bytes, summary })
}

/// The names in JSON Lines.
pub fn names(exported: &Exported) -> Result<Vec<String>, Failure> {
    let text = std::str::from_utf8(&exported.bytes)?;
    let read = |line: &str| -> Result<String, Failure> {
        let registration: serde_json::Value = serde_json::from_str(line)?;
        Ok(registration["name"].as_str().ok_or("no name")?.to_owned())
    };
    text.lines().map(read).collect()
}

/// The records of comma-separated values, by heading.
pub fn records(exported: &Exported) -> Result<Vec<BTreeMap<String, String>>, Failure> {
    let text = exported.bytes.strip_prefix(b"\xef\xbb\xbf").ok_or("Excel would spoil the accents")?;
    assert!(text.ends_with(b"\r\n"));
    Ok(csv::Reader::from_reader(text).deserialize().collect::<Result<_, _>>()?)
}

/// The one sheet of a workbook, as it is written.
pub fn sheet(exported: &Exported) -> Result<String, Failure> {
    let mut workbook = zip::ZipArchive::new(Cursor::new(&exported.bytes))?;
    let mut text = String::new();
    workbook.by_name("xl/worksheets/sheet1.xml")?.read_to_string(&mut text)?;
    Ok(text)
}
