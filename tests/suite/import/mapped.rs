//! Files whose columns an office explains, workbooks, and dry runs, on both grounds.

use platform::clients::Caller;
use proto::registrations::v1::{
    DeleteImportMappingRequest, ImportColumn, ImportMapping, ImportRegistrationsRequest, ImportRegistrationsResponse,
    ImportSettings, ListImportMappingsRequest, UpdateImportMappingRequest, import_column::Source,
    import_registrations_request::Content,
};
use rust_xlsxwriter::Workbook;
use tests::{
    network::{EDITION, Network},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::{
    all, chunk,
    files::{SPANISH, row, spanish, table},
};

const MAPPING: &str = "countries/do/importMappings/formulario";

fn heading(heading: &str, field: &str) -> ImportColumn {
    ImportColumn { field: field.into(), source: Some(Source::Heading(heading.into())) }
}

fn constant(field: &str, text: &str) -> ImportColumn {
    ImportColumn { field: field.into(), source: Some(Source::Constant(text.into())) }
}

fn columns() -> Vec<ImportColumn> {
    vec![heading("¿Cómo se llama?", "title"), constant("language", "es")]
}

/// Two rows, under a heading of the office's own and without a language.
fn own_file() -> Vec<u8> {
    let language = SPANISH.iter().position(|heading| *heading == "Idioma").unwrap_or_default();
    let mut headings: Vec<&str> = SPANISH.to_vec();
    headings.remove(language);
    let headings: Vec<&str> =
        headings.into_iter().map(|heading| if heading == "Título" { "¿Cómo se llama?" } else { heading }).collect();
    let rows = ["Con su hoja", "Con su hoja también"].map(|title| {
        let mut cells = row(title, "x");
        cells.remove(language);
        cells
    });
    table(&headings, &rows, ";").into_bytes()
}

async fn send(office: &Caller, settings: ImportSettings, file: &[u8]) -> Result<ImportRegistrationsResponse, Status> {
    let settings = ImportSettings { parent: "countries/do".into(), edition: EDITION.into(), ..settings };
    let settings = ImportRegistrationsRequest { content: Some(Content::Settings(settings)) };
    let chunks: Vec<ImportRegistrationsRequest> = file.chunks(256 * 1024).map(chunk).collect();
    let messages = tokio_stream::iter(std::iter::once(settings).chain(chunks));
    Ok(office.registrations.clone().import_registrations(messages).await?.into_inner())
}

async fn keep(office: &Caller, columns: Vec<ImportColumn>) -> Result<ImportMapping, Status> {
    let mapping = ImportMapping { name: MAPPING.into(), columns, ..Default::default() };
    let request = UpdateImportMappingRequest { import_mapping: Some(mapping), ..Default::default() };
    let answer = office.registrations.clone().update_import_mapping(request).await?.into_inner();
    Ok(answer.import_mapping.unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_explains_its_columns_once_and_tries_a_file_before_on_a_trial() -> Result<(), Failure> {
    an_office_explains_its_columns(&Network::embedded().await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_explains_its_columns_once_and_tries_a_file_before_on_real_servers() -> Result<(), Failure> {
    an_office_explains_its_columns(&Network::real("mapped").await?).await
}

async fn an_office_explains_its_columns(network: &Network) -> Result<(), Failure> {
    let office = network.office("do")?;
    let file = own_file();
    let plain = send(&office, ImportSettings::default(), &file).await;
    assert_eq!(refusal(plain), of(Code::InvalidArgument, "IMPORT_UNREADABLE"));

    let wrong = vec![heading("¿Cómo se llama?", "titel"), constant("data_consent", "sí")];
    let wrong = send(&office, ImportSettings { columns: wrong, ..Default::default() }, &file).await;
    assert_eq!(refusal(wrong), of(Code::InvalidArgument, "INVALID_FIELD"));

    let before = network.data.settled().await?;
    let said = ImportSettings { columns: columns(), dry_run: true, ..Default::default() };
    let tried = send(&office, said, &file).await?;
    assert_eq!((tried.rows, tried.registered, tried.already_registered), (2, 2, 0), "{tried:?}");
    assert_eq!(network.data.settled().await?, before, "a dry run left something behind");

    keep(&office, columns()).await?;
    let by_name = ImportSettings { mapping: MAPPING.into(), ..Default::default() };
    let done = send(&office, by_name.clone(), &file).await?;
    assert_eq!((done.rows, done.registered), (2, 2), "{done:?}");
    let again = send(&office, ImportSettings { dry_run: true, ..by_name.clone() }, &file).await?;
    assert_eq!((again.registered, again.already_registered), (0, 2), "{again:?}");
    assert!(all(network).await?.iter().any(|entry| entry.title == "Con su hoja"));

    let both = ImportSettings { columns: columns(), ..by_name };
    assert_eq!(refusal(send(&office, both, &file).await), of(Code::InvalidArgument, "INVALID_FIELD"));
    mappings_are_their_countrys(network, &office).await?;
    a_workbook_is_taken_as_its_export_would_be(&office).await
}

async fn mappings_are_their_countrys(network: &Network, office: &Caller) -> Result<(), Failure> {
    let list = |parent: &str| ListImportMappingsRequest { parent: parent.into() };
    let of_do = office.registrations.clone().list_import_mappings(list("countries/do")).await?.into_inner();
    assert_eq!(of_do.import_mappings.iter().map(|kept| kept.name.as_str()).collect::<Vec<_>>(), [MAPPING]);
    let other = network.office("cr")?;
    let of_cr = other.registrations.clone().list_import_mappings(list("countries/cr")).await?.into_inner();
    assert_eq!(of_cr.import_mappings, []);
    let request = DeleteImportMappingRequest { name: MAPPING.into(), ..Default::default() };
    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    let not_theirs = other.registrations.clone().delete_import_mapping(request.clone()).await;
    assert_eq!(refusal(not_theirs), not_there);
    let settings = ImportSettings { mapping: "countries/cr/importMappings/formulario".into(), ..Default::default() };
    assert_eq!(refusal(send(office, settings, b"x").await), not_there, "the mapping of another country");
    office.registrations.clone().delete_import_mapping(request.clone()).await?;
    assert_eq!(refusal(office.registrations.clone().delete_import_mapping(request).await), not_there);
    Ok(())
}

async fn a_workbook_is_taken_as_its_export_would_be(office: &Caller) -> Result<(), Failure> {
    let file = spanish(&[row("De un libro", "x"), row("", "y")]);
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let mut records = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(file.as_slice());
    for (place, record) in (0..).zip(records.records()) {
        for (column, cell) in (0..).zip(&record?) {
            sheet.write_string(place, column, cell)?;
        }
    }
    let taken = send(office, ImportSettings::default(), &workbook.save_to_buffer()?).await?;
    assert_eq!((taken.rows, taken.registered, taken.refused_rows.len()), (2, 1, 1), "{taken:?}");
    assert_eq!(taken.refused_rows.first().map(|refused| refused.row), Some(3));
    let mended = String::from_utf8(taken.refused_file)?.replacen(";;", ";De un libro, mendado;", 1);
    assert!(mended.contains("Motivo del rechazo") || mended.contains("Reason for refusal"), "{mended}");
    Ok(())
}
