//! Documents as office programs write them, each with its parts in its own order; and archives that only look like one.

use std::io::{Cursor, Write};

use proto::registrations::v1::BeginUploadRequest;
use tests::{
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use super::{
    World,
    // None of it packs to less: it lies between the parts that say what a document is.
    sending::{pdf as filling, promise, upload},
};

const MANY: [(&str, &str); 1] = [("ACELERACION__FILES__PER_QUESTION", "20")];

const OFFICE: &str = "application/vnd.openxmlformats-officedocument";
const OPEN: &str = "application/vnd.oasis.opendocument";

fn archive(members: &[(&str, &[u8])]) -> Result<Vec<u8>, Failure> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let method = if *name == "mimetype" { CompressionMethod::Stored } else { CompressionMethod::Deflated };
        writer.start_file(*name, SimpleFileOptions::default().compression_method(method))?;
        writer.write_all(bytes)?;
    }
    Ok(writer.finish()?.into_inner())
}

/// The list of parts of an Office Open XML document, with this type of its main part.
fn parts(main: &str) -> Vec<u8> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
        <Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
        <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
        <Default Extension=\"xlsx\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\"/>";
    format!("{head}<Override PartName=\"/main.xml\" ContentType=\"{main}\"/></Types>").into_bytes()
}

fn text() -> Vec<u8> {
    parts(&format!("{OFFICE}.wordprocessingml.document.main+xml"))
}

/// The document first, and what describes it last; some 1,800 words of it.
fn of_word() -> Result<Vec<u8>, Failure> {
    archive(&[
        ("[Content_Types].xml", &text()),
        ("_rels/.rels", &filling(600)),
        ("word/document.xml", &filling(25_000)),
        ("word/_rels/document.xml.rels", &filling(900)),
        ("word/theme/theme1.xml", &filling(8_000)),
        ("word/settings.xml", &filling(3_000)),
        ("docProps/core.xml", &filling(700)),
        ("docProps/app.xml", &filling(900)),
    ])
}

/// What describes it first, as scripts write it that fill in a form.
fn of_a_script() -> Result<Vec<u8>, Failure> {
    archive(&[
        ("[Content_Types].xml", &text()),
        ("_rels/.rels", &filling(700)),
        ("docProps/core.xml", &filling(700)),
        ("docProps/app.xml", &filling(900)),
        ("word/document.xml", &filling(30_000)),
        ("word/styles.xml", &filling(9_000)),
    ])
}

/// The list of parts last, behind a picture of some megabytes, in another piece than the beginning.
fn of_libre_office() -> Result<Vec<u8>, Failure> {
    archive(&[
        ("_rels/.rels", &filling(600)),
        ("docProps/core.xml", &filling(700)),
        ("docProps/app.xml", &filling(500)),
        ("word/_rels/document.xml.rels", &filling(900)),
        ("word/document.xml", &filling(40_000)),
        ("word/media/image1.png", &filling(5_000_000)),
        ("[Content_Types].xml", &text()),
    ])
}

fn workbook() -> Result<Vec<u8>, Failure> {
    archive(&[
        ("[Content_Types].xml", &parts(&format!("{OFFICE}.spreadsheetml.sheet.main+xml"))),
        ("_rels/.rels", &filling(600)),
        ("docProps/app.xml", &filling(800)),
        ("docProps/core.xml", &filling(600)),
        ("xl/workbook.xml", &filling(2_000)),
        ("xl/worksheets/sheet1.xml", &filling(30_000)),
    ])
}

fn slides() -> Result<Vec<u8>, Failure> {
    archive(&[
        ("[Content_Types].xml", &parts(&format!("{OFFICE}.presentationml.presentation.main+xml"))),
        ("_rels/.rels", &filling(600)),
        ("ppt/slides/_rels/slide1.xml.rels", &filling(400)),
        ("ppt/presentation.xml", &filling(3_000)),
        // A workbook behind a chart does not make it one.
        ("ppt/embeddings/sheet1.xlsx", &filling(40_000)),
    ])
}

fn open_document(kind: &str) -> Result<Vec<u8>, Failure> {
    archive(&[
        ("mimetype", format!("{OPEN}.{kind}").as_bytes()),
        ("Thumbnails/thumbnail.png", &filling(9_000)),
        ("content.xml", &filling(30_000)),
        ("META-INF/manifest.xml", &filling(1_000)),
    ])
}

fn film() -> Vec<u8> {
    let brands = b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41".as_slice();
    [brands, b"\0\x01\x11\x70mdat", &filling(70_000)].concat()
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_are_taken_as_office_programs_write_them() -> Result<(), Failure> {
    let documents = [
        ("docx", of_word()?, format!("{OFFICE}.wordprocessingml.document")),
        ("docx", of_a_script()?, format!("{OFFICE}.wordprocessingml.document")),
        ("docx", of_libre_office()?, format!("{OFFICE}.wordprocessingml.document")),
        ("xlsx", workbook()?, format!("{OFFICE}.spreadsheetml.sheet")),
        ("pptx", slides()?, format!("{OFFICE}.presentationml.presentation")),
        ("odt", open_document("text")?, format!("{OPEN}.text")),
        ("ods", open_document("spreadsheet")?, format!("{OPEN}.spreadsheet")),
        ("odp", open_document("presentation")?, format!("{OPEN}.presentation")),
        ("mp4", film(), "video/mp4".to_owned()),
    ];
    for world in [World::on_a_folder(&MANY).await?, World::on_a_bucket("files_documents", &MANY).await?] {
        let parent = world.own_draft("Con documentos").await?;
        let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
        for (ending, bytes, media_type) in &documents {
            assert!(bytes.len() > 20_000, "{ending}: {}", bytes.len());
            let promised = BeginUploadRequest { display_name: format!("x.{ending}"), ..promise(&parent, bytes) };
            let file = upload(&applicant, promised, bytes).await?;
            assert_eq!(&file.content_type, media_type);
        }
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_is_no_document_is_refused_whatever_it_pretends() -> Result<(), Failure> {
    let list = text();
    // It unpacks to 64 mebibytes of blanks, with the right words at the end of them.
    let bomb = [vec![b' '; 64 * 1024 * 1024], list.clone()].concat();
    let cut = of_word()?;
    let others = [
        archive(&[("leeme.txt", &filling(30_000)), ("word/document.xml", &filling(30_000))])?,
        archive(&[("[Content_Types].xml", &parts("application/vnd.ms-word.document.macroEnabled.main+xml"))])?,
        archive(&[("[Content_Types].xml", &bomb), ("word/document.xml", b"")])?,
        archive(&[("mimetype", b"application/epub+zip"), ("[Content_Types].xml", &list)])?,
        archive(&[("word/[Content_Types].xml", &list)])?,
        cut[..cut.len() - 100].to_vec(),
        [cut.as_slice(), &filling(70_000)].concat(),
    ];
    let world = World::on_a_folder(&MANY).await?;
    let parent = world.own_draft("Con archivos").await?;
    let applicant = world.network.caller("applicant:do", "applicant", "do", "en")?;
    for (place, bytes) in others.iter().enumerate() {
        let refused = upload(&applicant, promise(&parent, bytes), bytes).await;
        assert_eq!(refusal(refused), of(Code::FailedPrecondition, "FILE_TYPE_NOT_ALLOWED"), "{place}");
    }
    Ok(())
}
