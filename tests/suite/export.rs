//! Exports, by the rpc and by the command: all that a list has and nothing else, whole or not at all, told in the audit
//! log, and run by no spreadsheet.

mod command;
pub mod reading;

use platform::clients::Caller;
use proto::{
    platform::v1::ListAuditEntriesRequest,
    registrations::v1::{
        CreateRegistrationRequest, ListRegistrationsRequest, Registration, RequestErasureRequest,
        SubmitRegistrationRequest, export_registrations_request::Format,
    },
};
use reading::{Exported, export, names, records, sheet};
use tests::{
    network::{Network, registration},
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::Code;

use crate::import::files;

/// More than are read at once.
const MANY: usize = 450;
/// What one would run that takes semicolons for what is between cells.
const HIDDEN: &str = "x;=cmd|'/c calc'!A0;\n- menos costo;\"+1";
/// What a spreadsheet would run.
const FORMULA: &str = "=HYPERLINK(\"https://example.org\")";
const PHONE: &str = "+1 809 555 0100";

#[tokio::test(flavor = "multi_thread")]
async fn each_format_has_all_that_the_list_has_and_says_how_many() -> Result<(), Failure> {
    what_is_listed_is_exported(&Network::embedded().await?).await?;
    what_is_listed_is_exported(&Network::real("export").await?).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_of_those_countries_that_the_caller_reaches() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let own = network.draft("do", registration("Propia")).await?.name;
    let other = network.draft("cr", registration("Ajena")).await?.name;
    let of_country = export(&mut network.office("do")?, "countries/do", "", Format::Jsonl).await?;
    assert_eq!(names(&of_country)?, [own.as_str()]);
    let mut observer = network.caller("observer", "regional_observer", "network", "en")?;
    let of_all = export(&mut observer, "countries/-", "", Format::Jsonl).await?;
    assert_eq!(names(&of_all)?, [other.as_str(), own.as_str()]);

    let not_there = of(Code::NotFound, "RESOURCE_NOT_FOUND");
    let mut elsewhere = network.office("cr")?;
    for parent in ["countries/do", "countries/-"] {
        assert_eq!(refusal(export(&mut elsewhere, parent, "", Format::Csv).await), not_there, "{parent}");
    }
    for role in ["applicant", "reviewer", "partner_representative"] {
        let mut somebody = network.caller("somebody", role, "do", "en")?;
        let refused = refusal(export(&mut somebody, "countries/do", "", Format::Csv).await);
        assert_eq!(refused, of(Code::PermissionDenied, "ROLE_NOT_ALLOWED"), "{role}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_an_entry_of_the_audit_log_by_the_time_it_arrives() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    network.draft("do", registration("Propia")).await?;
    let mut office = network.office("do")?;
    export(&mut office, "countries/do", "", Format::Csv).await?;
    let (_, log) = office.audit.iter_mut().find(|(name, _)| *name == "registrations").ok_or("no client")?;
    let parent = "countries/do/services/registrations".to_owned();
    let filter = "resource = \"countries/do\"".to_owned();
    let found = log.list_audit_entries(ListAuditEntriesRequest { parent, filter, ..Default::default() }).await?;
    let found = found.into_inner().audit_entries;
    let [entry] = found.as_slice() else { return Err(format!("one entry of one export: {found:?}").into()) };
    assert!(entry.method.ends_with("/ExportRegistrations"), "{entry:?}");
    assert_eq!((entry.actor.as_str(), entry.role.as_str()), ("office:do", "office_admin"));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_blocked_leaves_without_words_and_contact_data() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let mut applicant = network.caller("idp|zq7fk", "applicant", "do", "en")?.registrations;
    let mut written = registration("Título zq7fk");
    written.summary = "resumen zq7fk".into();
    let name = create(&mut applicant, written).await?;
    let mut office = network.office("do")?;
    for format in [Format::Csv, Format::Jsonl] {
        let before = export(&mut office, "countries/do", "", format).await?;
        assert!(String::from_utf8_lossy(&before.bytes).contains("zq7fk"), "{format:?}");
    }
    let request = RequestErasureRequest { parent: "countries/do".into(), person: name.clone(), ..Default::default() };
    office.registrations.request_erasure(request).await?;
    for format in [Format::Csv, Format::Jsonl] {
        let blocked = export(&mut office, "countries/do", "", format).await?;
        let text = String::from_utf8_lossy(&blocked.bytes).into_owned();
        assert!(text.contains(&name) && !text.contains("zq7fk") && !text.contains("ana@"), "{text}");
        assert_eq!(blocked.summary.rows, 1);
    }
    let workbook = sheet(&export(&mut office, "countries/do", "", Format::Xlsx).await?)?;
    assert!(workbook.contains(&name) && !workbook.contains("zq7fk") && !workbook.contains("ana@"));
    Ok(())
}

async fn create(
    client: &mut proto::registrations::v1::registrations_service_client::RegistrationsServiceClient<
        platform::clients::Authorized,
    >,
    registration: Registration,
) -> Result<String, Failure> {
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration),
        ..Default::default()
    };
    let answer = client.create_registration(request).await?.into_inner();
    Ok(answer.registration.ok_or("no registration")?.name)
}

/// Many registrations from a file, and one whose words and telephone begin as formulas do; its name.
pub async fn registered(network: &Network) -> Result<String, Failure> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("registros.csv");
    let rows: Vec<Vec<String>> = (0..MANY).map(|place| files::row(&format!("Ruta {place}"), "x")).collect();
    std::fs::write(&file, files::spanish(&rows))?;
    let file = file.display().to_string();
    network.ground.run(&["import", &file, "--country", "do", "--edition", "open"]).await?;
    let mut running = Registration { summary: HIDDEN.into(), ..registration(FORMULA) };
    if let Some(applicant) = &mut running.applicant {
        applicant.contact_phone = PHONE.into();
    }
    let name = network.draft("do", running).await?.name;
    let request = SubmitRegistrationRequest { name: name.clone(), ..Default::default() };
    network.office("do")?.registrations.submit_registration(request).await?;
    Ok(name)
}

/// The names on all pages of the list.
async fn listed(caller: &mut Caller, filter: &str) -> Result<Vec<String>, Failure> {
    let mut request = ListRegistrationsRequest {
        parent: "countries/do".into(),
        filter: filter.into(),
        page_size: 100,
        ..Default::default()
    };
    let mut names = Vec::new();
    loop {
        let page = caller.registrations.list_registrations(request.clone()).await?.into_inner();
        names.extend(page.registrations.into_iter().map(|found| found.name));
        if page.next_page_token.is_empty() {
            return Ok(names);
        }
        request.page_token = page.next_page_token;
    }
}

async fn what_is_listed_is_exported(network: &Network) -> Result<(), Failure> {
    let running = registered(network).await?;
    let draft = network.draft("do", registration("Sin enviar")).await?.name;
    network.draft("cr", registration("Ajena")).await?;
    let mut office = network.office("do")?;
    for (filter, count) in [("", MANY + 2), ("state = DRAFT", 1), ("track = STORY", 0)] {
        let expected = listed(&mut office, filter).await?;
        assert_eq!(expected.len(), count, "{filter}");
        let lines = export(&mut office, "countries/do", filter, Format::Jsonl).await?;
        assert_eq!(names(&lines)?, expected, "{filter}");
        let separated = export(&mut office, "countries/do", filter, Format::Csv).await?;
        let found: Vec<String> =
            records(&separated)?.into_iter().map(|record| record["Resource name"].clone()).collect();
        assert_eq!(found, expected, "{filter}");
        let workbook = export(&mut office, "countries/do", filter, Format::Xlsx).await?;
        let rows = sheet(&workbook)?;
        assert_eq!(rows.matches("<row ").count(), count + 1, "{filter}");
        assert!(expected.iter().all(|name| rows.contains(name)), "{filter}");
        for Exported { summary, .. } in [lines, separated, workbook] {
            assert_eq!(summary.rows, i64::try_from(count)?, "{filter}");
        }
    }
    let refused = refusal(export(&mut office, "countries/do", "nothing = x", Format::Csv).await);
    assert_eq!(refused, of(Code::InvalidArgument, "INVALID_FIELD"));
    assert!(listed(&mut office, "state = DRAFT").await? == [draft]);
    nothing_runs_in_a_spreadsheet(&mut office, &running).await
}

async fn nothing_runs_in_a_spreadsheet(office: &mut Caller, running: &str) -> Result<(), Failure> {
    let separated = export(office, "countries/do", "", Format::Csv).await?;
    let records = records(&separated)?;
    for cell in records.iter().flat_map(|record| record.values()) {
        assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
    }
    for separator in [b';', b'\t'] {
        let text = separated.bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&separated.bytes);
        let mut reader =
            csv::ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(text);
        for record in reader.records() {
            for cell in &record? {
                let told = cell.trim_start_matches(|letter: char| letter == '"' || letter.is_whitespace());
                assert!(!told.starts_with(['=', '+', '-', '@']), "{cell}");
            }
        }
    }
    let record = records.iter().find(|record| record["Resource name"] == running).ok_or("it is not there")?;
    assert_eq!(record["Title"], format!("'{FORMULA}"));
    assert_eq!(record["Telephone"], format!("'{PHONE}"));
    assert_eq!((record["Country"].as_str(), record["Stage"].as_str()), ("do", "implemented"));
    let workbook = sheet(&export(office, "countries/do", "", Format::Xlsx).await?)?;
    assert!(workbook.contains("HYPERLINK") && !workbook.contains("<f>") && !workbook.contains("<f "));
    Ok(())
}
