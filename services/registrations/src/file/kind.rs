//! What a file is, by its content: its name and whatever its sender says of it count for nothing.

use platform::{Error, Result, error::Text, files::Joined};
use proto::{
    platform::v1::Reason,
    registrations::v1::{FileKind, FilePurpose},
};

use super::archive;

/// What the catalogue can show.
const PICTURES: [&str; 3] = ["image/jpeg", "image/png", "image/webp"];

/// What an answer may be besides. Nothing among them runs in a browser.
const DOCUMENTS: [&str; 8] = [
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
    "video/mp4",
];

/// What an archive is that is no document.
const ARCHIVE: &str = "application/zip";

/// The media type of a file, if its purpose allows it.
pub async fn of(joined: &Joined, purpose: FilePurpose) -> Result<&'static str> {
    let found = match joined.beginning.starts_with(archive::BEGINNING) {
        true => Some(archive::media_type(joined.size, |part| joined.bytes(part)).await?.unwrap_or(ARCHIVE)),
        false => by_beginning(&joined.beginning),
    };
    allowed(found, purpose)
}

/// What is no archive shows by its first bytes.
fn by_beginning(beginning: &[u8]) -> Option<&'static str> {
    infer::get(beginning).map(|kind| kind.mime_type())
}

fn allowed(found: Option<&'static str>, purpose: FilePurpose) -> Result<&'static str> {
    let allowed = |kind: &&str| PICTURES.contains(kind) || (purpose == FilePurpose::Answer && DOCUMENTS.contains(kind));
    found.filter(allowed).ok_or_else(|| not_allowed(found, purpose))
}

/// How names of files of a type end; the usual ending comes first.
pub fn endings(media_type: &str) -> &'static [&'static str] {
    match media_type {
        "image/jpeg" => &["jpg", "jpeg"],
        "image/png" => &["png"],
        "image/webp" => &["webp"],
        "application/pdf" => &["pdf"],
        "video/mp4" => &["mp4", "m4v"],
        text if text.ends_with("wordprocessingml.document") => &["docx"],
        sheet if sheet.ends_with("spreadsheetml.sheet") => &["xlsx"],
        slides if slides.ends_with("presentationml.presentation") => &["pptx"],
        text if text.ends_with("opendocument.text") => &["odt"],
        sheet if sheet.ends_with("opendocument.spreadsheet") => &["ods"],
        slides if slides.ends_with("opendocument.presentation") => &["odp"],
        _ => &[],
    }
}

/// What people call a media type that may come.
pub fn kind(media_type: &str) -> FileKind {
    match media_type {
        "application/pdf" => FileKind::Pdf,
        "video/mp4" => FileKind::Video,
        picture if PICTURES.contains(&picture) => FileKind::Picture,
        text if text.ends_with("wordprocessingml.document") || text.ends_with("opendocument.text") => FileKind::Text,
        sheet if sheet.ends_with("sheet") => FileKind::Spreadsheet,
        slides if slides.ends_with("presentation") => FileKind::Presentation,
        _ => FileKind::Unspecified,
    }
}

fn not_allowed(found: Option<&str>, purpose: FilePurpose) -> Error {
    let (english, spanish, portuguese) = match purpose {
        FilePurpose::Answer => (
            "PDF, JPEG, PNG, WebP, office documents and MP4",
            "PDF, JPEG, PNG, WebP, documentos de oficina y MP4",
            "PDF, JPEG, PNG, WebP, documentos de escritório e MP4",
        ),
        _ => ("JPEG, PNG and WebP", "JPEG, PNG y WebP", "JPEG, PNG e WebP"),
    };
    let unknown = ("nothing that is known", "nada conocido", "nada conhecido");
    let (english_kind, spanish_kind, portuguese_kind) = found.map_or(unknown, |kind| (kind, kind, kind));
    let text = Text::told(
        format!("by its content this file is {english_kind}; taken are {english}"),
        format!("por su contenido este archivo es {spanish_kind}; se aceptan {spanish}"),
        format!("pelo conteúdo, este arquivo é {portuguese_kind}; são aceitos {portuguese}"),
    );
    Error::refused(Reason::FileTypeNotAllowed, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj";
    fn of(beginning: &[u8], purpose: FilePurpose) -> Result<&'static str> {
        allowed(by_beginning(beginning), purpose)
    }

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

    #[test]
    fn a_file_is_what_it_begins_as() {
        assert_eq!(of(PDF, FilePurpose::Answer).expect("a document"), "application/pdf");
        assert_eq!(of(PNG, FilePurpose::Answer).expect("a picture"), "image/png");
        assert_eq!(of(PNG, FilePurpose::Picture).expect("a picture"), "image/png");
    }

    #[test]
    fn every_type_that_may_come_is_of_a_kind_and_has_an_ending_of_its_own() {
        let mut all = std::collections::HashSet::new();
        for media_type in PICTURES.into_iter().chain(DOCUMENTS) {
            assert_ne!(kind(media_type), FileKind::Unspecified, "{media_type}");
            assert!(endings(media_type).first().is_some_and(|ending| all.insert(*ending)), "{media_type}");
        }
        assert_eq!(kind("text/html"), FileKind::Unspecified);
    }

    #[test]
    fn what_a_browser_might_run_and_what_is_unknown_are_refused_and_a_document_is_no_picture() {
        let html: &[u8] = b"<!DOCTYPE html><script>alert(1)</script>";
        let others: [&[u8]; 5] =
            [html, b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"#!/bin/sh\n", b"MZ\x90\0", b"hola"];
        for bytes in others {
            for purpose in [FilePurpose::Answer, FilePurpose::Picture] {
                let refusal = of(bytes, purpose).expect_err("a refusal");
                assert_eq!(refusal.reason(), Reason::FileTypeNotAllowed, "{bytes:?}");
            }
        }
        assert!(of(PDF, FilePurpose::Picture).is_err() && of(b"", FilePurpose::Answer).is_err());
    }
}
