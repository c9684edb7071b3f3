//! Answers in spreadsheets: out of the platform, and into it again.

use std::collections::BTreeMap;

use platform::clients::Caller;
use proto::registrations::v1::{
    Answer, ExportRegistrationsRequest, GetRegistrationRequest, ImportColumn, ImportRegistrationsRequest,
    ImportRegistrationsResponse, ImportSettings, ListRegistrationsRequest, Registration, answer::Value,
    export_registrations_request::Format, import_column::Source, import_registrations_request::Content,
    registration::State,
};
use tests::{
    network::{Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::asking::{answered, answers, asking};
use crate::{
    export::reading::{Exported, asked, records, sheet},
    forms::making::submit,
    import::files::{SPANISH, row, spanish, table},
};

async fn export(office: &mut Caller, edition: &str, format: Format) -> Result<Exported, Status> {
    let request = ExportRegistrationsRequest {
        parent: "countries/do".into(),
        format: format.into(),
        edition: edition.into(),
        ..Default::default()
    };
    asked(office, request).await
}

pub async fn import(
    office: &Caller,
    edition: &str,
    columns: Vec<ImportColumn>,
    file: &[u8],
) -> Result<ImportRegistrationsResponse, Status> {
    let settings =
        ImportSettings { parent: "countries/do".into(), edition: edition.into(), columns, ..Default::default() };
    let settings = ImportRegistrationsRequest { content: Some(Content::Settings(settings)) };
    let chunks = file.chunks(256 * 1024).map(|chunk| Content::Chunk(chunk.to_vec()));
    let chunks = chunks.map(|content| ImportRegistrationsRequest { content: Some(content) });
    let messages: Vec<_> = std::iter::once(settings).chain(chunks).collect();
    Ok(office.registrations.clone().import_registrations(tokio_stream::iter(messages)).await?.into_inner())
}

pub async fn entries(office: &Caller, edition: &str) -> Result<BTreeMap<String, Registration>, Failure> {
    let filter = format!("edition = \"{edition}\"");
    let request =
        ListRegistrationsRequest { parent: "countries/do".into(), filter, page_size: 1000, ..Default::default() };
    let found = office.registrations.clone().list_registrations(request).await?.into_inner().registrations;
    Ok(found.into_iter().map(|found| (found.title.clone(), found)).collect())
}

pub async fn an_export_of_an_edition_has_its_questions_and_an_import_takes_them_back(
    network: &Network,
) -> Result<(), Failure> {
    let (from, to) = (asking(network, "sheets-from").await?, asking(network, "sheets-to").await?);
    let mut office = network.office("do")?;
    let written = Registration { source_language: "en".into(), ..answered(&from, "Rutas en hoja") };
    let draft = network.draft("do", written).await?;
    submit(&mut office, &draft.name).await?;
    // Two files are compared below, and each tells where it stands.
    until("its screening", || async {
        let request = GetRegistrationRequest { name: draft.name.clone() };
        let found = network.office("do")?.registrations.get_registration(request).await?.into_inner().registration;
        Ok(found.filter(|found| found.state() == State::Screening).map(drop))
    })
    .await?;

    let separated = export(&mut office, &from, Format::Csv).await?;
    let found = records(&separated)?;
    let [record] = found.as_slice() else { return Err("only what entered the edition is in the file".into()) };
    let cell = |question: &str| record.get(&format!("answers.{question}")).map(String::as_str);
    assert_eq!((cell("tools"), cell("price")), (Some("truck;phone"), Some("'-2.1250")));
    assert_eq!((cell("since"), cell("agreed")), (Some("2020-08-31"), Some("yes")));
    assert_eq!((cell("owner"), cell("evidence")), (Some("'=Ana"), Some("")), "the office reads it, and nothing runs");
    assert_eq!(cell("stage"), None, "what has a column of its own has no second one");
    what_a_filter_says_of_an_edition_leaves_no_answer_out(network, &mut office, &from, &separated).await?;
    let none = export(&mut office, "editions/none", Format::Csv).await;
    assert_eq!(refusal(none), of(Code::NotFound, "RESOURCE_NOT_FOUND"));

    let workbook = export(&mut office, &from, Format::Xlsx).await?;
    assert!(sheet(&workbook)?.contains("-2.125") && !sheet(&workbook)?.contains("<f>"));
    for (place, file) in [&separated.bytes, &workbook.bytes].into_iter().enumerate() {
        let taken = import(&office, &to, Vec::new(), file).await?;
        assert_eq!((taken.rows, taken.refused_rows.len()), (1, 0), "{taken:?}");
        // The workbook has the same entry once more.
        assert_eq!(taken.registered, i32::from(place == 0), "{taken:?}");
    }
    let imported = entries(&office, &to).await?;
    let imported = &imported["Rutas en hoja"];
    assert_eq!((imported.answers.as_slice(), imported.source_language.as_str()), (answers().as_slice(), "en"));
    Ok(())
}

/// By a filter as by the field, and of several editions together.
async fn what_a_filter_says_of_an_edition_leaves_no_answer_out(
    network: &Network,
    office: &mut Caller,
    edition: &str,
    by_field: &Exported,
) -> Result<(), Failure> {
    let request = |format: Format| ExportRegistrationsRequest {
        parent: "countries/do".into(),
        filter: format!("edition = \"{edition}\""),
        format: format.into(),
        ..Default::default()
    };
    let by_filter = asked(office, request(Format::Csv)).await?;
    assert_eq!(String::from_utf8_lossy(&by_filter.bytes), String::from_utf8_lossy(&by_field.bytes));
    assert!(sheet(&asked(office, request(Format::Xlsx)).await?)?.contains("-2.125"));

    // The edition of the network asks other questions.
    let evidence = Value::Text("Facturas de tres meses".into());
    let answers = vec![Answer { question: "evidence".into(), value: Some(evidence) }];
    network.draft("do", Registration { answers, ..registration("Con evidencia") }).await?;
    let all = records(&export(office, "", Format::Csv).await?)?;
    let of = |title: &str| all.iter().find(|record| record["Title"] == title).ok_or("it is not in the file");
    let (one, other) = (of("Rutas en hoja")?, of("Con evidencia")?);
    assert_eq!((one["answers.tools"].as_str(), one["answers.price"].as_str()), ("truck;phone", "'-2.1250"));
    assert_eq!((other["answers.tools"].as_str(), other["answers.evidence"].as_str()), ("", "Facturas de tres meses"));
    Ok(())
}

pub async fn an_answer_that_does_not_fit_is_refused_by_question_and_column(network: &Network) -> Result<(), Failure> {
    let edition = asking(network, "sheets-faulty").await?;
    let office = network.office("do")?;
    let headings: Vec<&str> = SPANISH.into_iter().chain(["¿Con qué?", "answers.price", "answers.nothing"]).collect();
    let with = |title: &str, cells: [&str; 3]| {
        let mut row = row(title, "x");
        row.extend(cells.map(str::to_owned));
        row
    };
    let rows = [
        with("Sin nada", ["", "", ""]),
        with("Otra herramienta", ["tren", "1", ""]),
        with("Barata", ["un camion", "-11", ""]),
        with("Dudosa", ["", "2.500", ""]),
        with("De más", ["", "1", "x"]),
        with("Buena", ["un camion;Un teléfono", "2,5", ""]),
    ];
    let file =
        table(&headings, &rows, "\t").replace('\t', ";").replace("un camion;Un teléfono", "\"un camion;Un teléfono\"");
    let heading = Some(Source::Heading("¿Con qué?".into()));
    let columns = vec![ImportColumn { field: "answers.tools".into(), source: heading }];
    let taken = import(&office, &edition, columns, file.as_bytes()).await?;
    let told: Vec<_> =
        taken.refused_rows.iter().map(|one| (one.row, one.field.as_str(), one.reason.as_str())).collect();
    let invalid = "REASON_INVALID_FIELD";
    let expected = [
        (2, "answers.price", "REASON_REGISTRATION_INCOMPLETE"),
        (3, "answers.tools", invalid),
        (4, "answers.price", invalid),
        (5, "answers.price", invalid),
        (6, "answers.nothing", invalid),
    ];
    assert_eq!(told, expected, "{:?}", taken.refused_rows);
    let said = &taken.refused_rows[1].message;
    assert!(said.starts_with("¿Con qué?: ") && said.contains("`tren`"), "{said}");
    assert!(String::from_utf8(taken.refused_file)?.contains("answers.price: "));
    let made = entries(&office, &edition).await?;
    assert_eq!(made.keys().collect::<Vec<_>>(), ["Buena"]);
    let given: Vec<_> = made["Buena"].answers.iter().map(|answer| answer.question.as_str()).collect();
    assert_eq!(given, ["tools", "price"]);

    // What the file says nothing of, nobody misses.
    let silent = import(&office, &edition, Vec::new(), &spanish(&[row("Sin precio", "x")])).await?;
    assert_eq!((silent.registered, silent.refused_rows.len()), (1, 0), "{silent:?}");

    let twice = table(&[headings, vec!["answers.price"]].concat(), &[], ";");
    let refused = import(&office, &edition, Vec::new(), twice.as_bytes()).await;
    assert_eq!(refusal(refused), of(Code::InvalidArgument, "IMPORT_UNREADABLE"));
    Ok(())
}
