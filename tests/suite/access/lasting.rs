//! What lasts of an answer about the audit log. Reading is in the log too, so what the questions themselves leave there
//! is taken out of the answers; what else anybody does stays in.

use prost_reflect::prost::{Message, bytes::Bytes};
use proto::platform::v1::{
    AuditEntry, ExportAuditEntriesResponse, ExportCountryResponse, ExportPersonalDataResponse,
    SummarizeCountryResponse, VerifyAuditResponse, export_country_response::Content,
};
use sea_orm::prelude::ChronoDateTimeUtc;
use tests::platform::Failure;

use super::contract::Rpc;

/// The bytes of one message of an answer, without what was read after this moment.
pub fn lasting(rpc: &Rpc, message: &Bytes, until: &ChronoDateTimeUtc) -> Result<Vec<u8>, Failure> {
    match rpc.name() {
        "ExportAuditEntries" => {
            let exported = ExportAuditEntriesResponse::decode(message.clone())?;
            let entries =
                exported.audit_entries.into_iter().filter(|entry| !is_reading(entry) || is_before(entry, until));
            Ok(entries.flat_map(|entry| entry.encode_to_vec()).collect())
        }
        "VerifyAudit" => {
            let mut verified = VerifyAuditResponse::decode(message.clone())?;
            for chain in &mut verified.chains {
                // Each grows with every reading.
                (chain.entries, chain.sealed, chain.hash) = (0, 0, String::new());
            }
            Ok(verified.encode_to_vec())
        }
        "ExportPersonalData" => {
            let exported = ExportPersonalDataResponse::decode(message.clone())?;
            // What the caller did is theirs to know, and they ask all these questions.
            let records = exported.records.into_iter().filter(|record| record.table != "audit_entries");
            // What the caller has in another country is theirs, whatever they hold there.
            let records = records.filter(|record| !record.name.starts_with("countries/cr/"));
            Ok(records.flat_map(|record| record.encode_to_vec()).collect())
        }
        "SummarizeCountry" => {
            let mut summary = SummarizeCountryResponse::decode(message.clone())?;
            summary.tables.retain(|table| !table.table.starts_with("audit_") && table.table != "actors");
            Ok(summary.encode_to_vec())
        }
        "ExportCountry" => Ok(match ExportCountryResponse::decode(message.clone())?.content {
            Some(Content::Chunk(lines)) => without_log(&lines),
            // It tells of every line, those of the log included.
            _ => Vec::new(),
        }),
        _ => Ok(message.to_vec()),
    }
}

/// A country's file, of the size that it has here in one piece, without the rows of the audit log, the count at its end, and how
/// many reviews are awaited of each member: whoever runs the country elsewhere needs all of them counted.
fn without_log(file: &[u8]) -> Vec<u8> {
    let (mut in_log, mut counted) = (false, false);
    let mut lasting = Vec::new();
    for line in String::from_utf8_lossy(file).lines().filter(|line| !line.starts_with("{\"rows\"")) {
        if line.starts_with('{') {
            in_log = line.contains("\"table\":\"audit_") || line.contains("\"table\":\"actors\"");
            counted = line.starts_with("{\"columns\":[[\"awaited\",");
        }
        let told =
            if counted && line.starts_with('[') { line.split_once(',').map(|(_, rest)| rest) } else { Some(line) };
        if !in_log {
            lasting.extend_from_slice(told.unwrap_or_default().as_bytes());
        }
    }
    lasting
}

fn is_reading(entry: &AuditEntry) -> bool {
    entry.before.is_empty() && entry.after.is_empty()
}

fn is_before(entry: &AuditEntry, moment: &ChronoDateTimeUtc) -> bool {
    entry.time.as_ref().is_some_and(|time| time.seconds < moment.timestamp())
}
