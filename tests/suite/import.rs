//! Spreadsheets of registrations, by the rpc and by the command: what is taken, what is refused, and that nothing is
//! taken twice or by halves.

pub mod files;
mod large;
mod mapped;

use files::{ENGLISH, SPANISH, row, spanish, table};
use proto::registrations::v1::{
    ConsentKind, CreateRegistrationRequest, ImportRegistrationsRequest, ImportRegistrationsResponse, ImportSettings,
    ListRegistrationsRequest, Registration, WithdrawConsentRequest, WithdrawRegistrationRequest,
    import_registrations_request::Content,
};
use tests::{
    network::{EDITION, Network, registration},
    patience::until,
    platform::Failure,
};
use tokio_stream::StreamExt;
use tonic::{Code, Status};

use crate::bad_input::refusal::{LANGUAGES, Refusal, check, invalid, refused};

const BROKEN_OFF: &str = "A medias";

fn settings() -> ImportRegistrationsRequest {
    let settings = ImportSettings { parent: "countries/do".into(), edition: EDITION.into(), ..Default::default() };
    ImportRegistrationsRequest { content: Some(Content::Settings(settings)) }
}

fn chunk(bytes: &[u8]) -> ImportRegistrationsRequest {
    ImportRegistrationsRequest { content: Some(Content::Chunk(bytes.to_vec())) }
}

async fn send(
    network: &Network,
    language: &str,
    messages: Vec<ImportRegistrationsRequest>,
) -> Result<ImportRegistrationsResponse, Status> {
    let office = network.caller("office:do", "office_admin", "do", language);
    let mut office = office.map_err(|failure| Status::unknown(failure.to_string()))?.registrations;
    Ok(office.import_registrations(tokio_stream::iter(messages)).await?.into_inner())
}

/// Imports a file by the office of do.
pub async fn import(network: &Network, file: &[u8]) -> Result<ImportRegistrationsResponse, Status> {
    let chunks = file.chunks(256 * 1024).map(chunk);
    send(network, "en", std::iter::once(settings()).chain(chunks).collect()).await
}

async fn all(network: &Network) -> Result<Vec<Registration>, Failure> {
    let request = ListRegistrationsRequest { parent: "countries/do".into(), page_size: 1000, ..Default::default() };
    Ok(network.office("do")?.registrations.list_registrations(request).await?.into_inner().registrations)
}

/// Imports with the command, from a file; what it printed, or what it failed with.
async fn command(
    network: &Network,
    folder: &tempfile::TempDir,
    file: &[u8],
) -> Result<Result<String, String>, Failure> {
    let path = folder.path().join("registros.csv");
    std::fs::write(&path, file)?;
    let (path, refused) = (path.display().to_string(), folder.path().join("refused.csv").display().to_string());
    let arguments =
        ["import", &path, "--country", "do", "--edition", "open", "--language", "en", "--refused", &refused];
    Ok(network.ground.run(&arguments).await.map_err(|failure| failure.to_string()))
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_taken_once_refused_precisely_and_never_by_halves() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let before = network.data.settled().await?;
    files_that_are_no_table_are_refused_as_a_whole(&network).await?;
    messages_in_another_order_are_refused(&network).await?;
    a_stream_that_breaks_off_leaves_nothing(&network).await?;
    assert_eq!(network.data.settled().await?, before, "a refused file left something behind");
    offices_send_what_their_spreadsheets_save(&network).await?;
    rows_that_do_not_hold_come_back_to_be_mended(&network).await?;
    rows_of_other_countries_are_left_out_and_counted(&network).await?;
    what_was_taken_back_since_does_not_come_again(&network).await?;
    let late = all(&network).await?.into_iter().find(|found| found.title == BROKEN_OFF);
    assert_eq!(late, None, "of the stream that broke off");
    Ok(())
}

/// A call of one answer that runs out of time in between tells that more of it has passed than such a call is given.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_may_take_longer_than_a_call_of_one_answer() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let mut office = network.impatient("office:do", "office_admin", "do", 1)?.registrations;
    let (go_on, may_go_on) = tokio::sync::oneshot::channel();
    let (asked, was_asked) = tokio::sync::oneshot::channel();
    let rest = futures::stream::once(async move {
        let _ = asked.send(());
        let _ = may_go_on.await;
        chunk(&spanish(&[row("Sin prisa", "x")]))
    });
    let messages = tokio_stream::iter([settings()]).chain(rest);
    let mut importing = office.clone();
    let import = tokio::spawn(async move { importing.import_registrations(Box::pin(messages)).await });
    was_asked.await?;
    let holding = network.data.hold_registrations().await?;
    let request = CreateRegistrationRequest {
        parent: "countries/do".into(),
        registration: Some(registration("Con prisa")),
        ..Default::default()
    };
    let late = office.create_registration(request).await.err().ok_or("somebody else has the table")?;
    // Told by the server, or on a busy machine by the client's own clock.
    assert!(matches!(late.code(), Code::DeadlineExceeded | Code::Cancelled), "{late}");
    holding.rollback().await?;
    go_on.send(()).map_err(|()| "the import did not wait")?;
    assert_eq!(import.await??.into_inner().registered, 1);
    Ok(())
}

async fn files_that_are_no_table_are_refused_as_a_whole(network: &Network) -> Result<(), Failure> {
    let folder = tempfile::tempdir()?;
    let mut too_large = spanish(&[row("Demasiado", "x")]);
    too_large.resize(128 * 1024 * 1024 + 1, b'\n');
    let many: Vec<Vec<String>> = vec![vec!["do".into()]; 50_001];
    let without_title: Vec<&str> = SPANISH.into_iter().filter(|heading| *heading != "Título").collect();
    let missing = table(&without_title, &[row("x", "y")], ";").into_bytes();
    let too_large_reason = "IMPORT_TOO_LARGE";
    let unreadable = "IMPORT_UNREADABLE";
    for (what, file, reason, said) in [
        ("over 128 MiB", too_large, too_large_reason, "larger than 128 MiB; split it"),
        ("over 50,000 rows", spanish(&many), too_large_reason, "more than 50,000 rows; split it"),
        ("no workbook", b"PK\x03\x04 and more".to_vec(), unreadable, "cannot be read as a workbook; save it as XLSX"),
        ("empty", Vec::new(), unreadable, "the file is empty"),
        ("without a column", missing, unreadable, "missing columns: Title"),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec(), unreadable, ""),
    ] {
        let expected = refused(Code::InvalidArgument, reason);
        let status = import(network, &file).await.err().ok_or_else(|| format!("{what} is taken"))?;
        let sentence = check(&status, "en", expected).map_err(|wrong| format!("{what}: {wrong}"))?;
        assert!(sentence.contains(said), "{what}: {sentence}");
        let by_command = command(network, &folder, &file).await?.err().ok_or_else(|| format!("{what} is taken"))?;
        assert!(by_command.contains(said) && by_command.contains("registros.csv"), "{what}: {by_command}");
    }
    Ok(())
}

async fn messages_in_another_order_are_refused(network: &Network) -> Result<(), Failure> {
    let file = spanish(&[row("Desorden", "x")]);
    let of = |edition: &str, parent: &str| {
        let settings = ImportSettings { parent: parent.into(), edition: edition.into(), ..Default::default() };
        ImportRegistrationsRequest { content: Some(Content::Settings(settings)) }
    };
    let nothing = ImportRegistrationsRequest { content: None };
    let not_open = refused(Code::FailedPrecondition, "EDITION_NOT_OPEN");
    let not_there = refused(Code::NotFound, "RESOURCE_NOT_FOUND");
    let mut named = settings();
    if let Some(Content::Settings(settings)) = &mut named.content {
        settings.file_name = "é".repeat(256);
    }
    let large = chunk(&vec![b'\n'; 1024 * 1024 + 1]);
    let cases: [(Vec<ImportRegistrationsRequest>, Refusal<'_>); 14] = [
        (vec![], invalid(&["settings"])),
        (vec![nothing.clone()], invalid(&["settings"])),
        (vec![chunk(&file), settings()], invalid(&["settings"])),
        (vec![settings(), settings(), chunk(&file)], invalid(&["chunk"])),
        (vec![settings(), chunk(&file), nothing], invalid(&["chunk"])),
        (vec![of(EDITION, "countries/DO"), chunk(&file)], invalid(&["settings.parent"])),
        (vec![of("editions/nothing", "countries/do"), chunk(&file)], not_open),
        (vec![of(EDITION, "countries/cr"), chunk(&file)], not_there),
        // What is out of reach is told of no faults.
        (vec![of("no edition", "countries/cr/registrations"), chunk(&file)], not_there),
        (vec![of(EDITION, "countries/-"), chunk(&file)], not_there),
        (vec![of("no edition", "countries/do/registrations")], invalid(&["settings.parent", "settings.edition"])),
        (vec![of("", "countries/do"), chunk(&file)], invalid(&["settings.edition"])),
        (vec![named, chunk(&file)], invalid(&["settings.file_name"])),
        (vec![settings(), chunk(&file), large], invalid(&["chunk"])),
    ];
    for (place, (messages, expected)) in cases.into_iter().enumerate() {
        for language in LANGUAGES {
            let answer = send(network, language, messages.clone()).await;
            let status = answer.err().ok_or_else(|| format!("case {place} is taken"))?;
            check(&status, language, expected).map_err(|wrong| format!("case {place}: {wrong}"))?;
        }
    }
    Ok(())
}

/// What comes before the break could be registered; what lies behind it in the file, blank lines, is more than the
/// transport holds: when the last piece is asked for, the service has read the row.
async fn a_stream_that_breaks_off_leaves_nothing(network: &Network) -> Result<(), Failure> {
    let (asked, was_asked) = tokio::sync::oneshot::channel();
    let mut asked = Some(asked);
    let mut messages = vec![Some(settings()), Some(chunk(&spanish(&[row(BROKEN_OFF, "x")])))];
    messages.extend(vec![Some(chunk(&[b'\n'; 256 * 1024])); 32]);
    messages.push(None);
    let stream = tokio_stream::iter(messages).then(move |message| {
        if message.is_none() {
            asked.take().map(|asked| asked.send(()));
        }
        async move {
            match message {
                Some(message) => message,
                None => std::future::pending().await,
            }
        }
    });
    let mut office = network.office("do")?.registrations;
    let call = tokio::spawn(async move { office.import_registrations(stream).await.map(drop) });
    was_asked.await?;
    call.abort();
    assert!(call.await.is_err_and(|ended| ended.is_cancelled()));
    Ok(())
}

async fn offices_send_what_their_spreadsheets_save(network: &Network) -> Result<(), Failure> {
    let latin = |text: &str| text.chars().map(|letter| u8::try_from(u32::from(letter)).unwrap_or(b'?')).collect();
    let windows: Vec<u8> = latin(&table(&SPANISH, &[row("Camión frío", "Diez talleres, un camión")], ";"));
    assert!(std::str::from_utf8(&windows).is_err(), "this is no UTF-8");
    let mut quoted = row("Peajes, más baratos", "Con coma");
    quoted[5] = format!("\"{}\"", quoted[5]);
    let with_mark = [b"\xef\xbb\xbf".as_slice(), table(&SPANISH, &[quoted], ",").as_bytes()].concat();
    let english = table(&ENGLISH, &[row("Shared route", "Ten workshops")], ",").into_bytes();
    let folder = tempfile::tempdir()?;
    for (file, title) in [(windows, "Camión frío"), (with_mark, "Peajes, más baratos"), (english, "Shared route")] {
        let printed = command(network, &folder, &file).await??;
        assert_eq!(printed.trim(), "1 rows: 1 registered, 0 registered before, 0 refused", "{title}");
        let found = all(network).await?;
        let found = found.iter().find(|found| found.title == title).ok_or_else(|| format!("{title} is not there"))?;
        let applicant = found.applicant.clone().unwrap_or_default();
        assert_eq!((applicant.organisation.as_str(), applicant.language.as_str()), ("Taller Ñandú", "es"));
        // The same file again registers nothing, by whichever way it comes.
        let again = import(network, &file).await?;
        assert_eq!((again.rows, again.registered, again.already_registered), (1, 0, 1), "{title}");
    }
    Ok(())
}

async fn rows_of_other_countries_are_left_out_and_counted(network: &Network) -> Result<(), Failure> {
    let of = |country: &str, title: &str| {
        let mut row = row(title, "x");
        row[0] = country.into();
        row
    };
    // What the network calls it, which nobody knew beforehand.
    let file = [
        ("do", "De aquí"),
        ("cr", "De allá"),
        ("País cr", "De allá también"),
        ("Costa Rica", ""),
        ("Atlántida", "De nadie"),
    ];
    let file = spanish(&file.map(|(country, title)| of(country, title)));
    let folder = tempfile::tempdir()?;
    let printed = command(network, &folder, &file).await??;
    let lines: Vec<&str> = printed.lines().collect();
    assert!(lines[0].starts_with("  row 6, country: "), "{printed}");
    assert_eq!(lines[1], "2 rows: 1 registered, 0 registered before, 1 refused");
    assert_eq!(lines[2], "3 rows of other countries were left out: each office imports its own");
    let again = import(network, &file).await?;
    assert_eq!((again.rows, again.refused, again.other_countries), (2, 1, 3));
    Ok(())
}

async fn what_was_taken_back_since_does_not_come_again(network: &Network) -> Result<(), Failure> {
    let file = spanish(&["Que se queda", "Que se retira", "Sin permiso"].map(|title| row(title, "x")));
    assert_eq!(import(network, &file).await?.registered, 3);
    let found = all(network).await?;
    let name = |title: &str| found.iter().find(|found| found.title == title).map(|found| found.name.clone());
    let mut office = network.office("do")?.registrations;
    let name_of_one = name("Que se retira").ok_or("no such registration")?;
    let withdraw = WithdrawRegistrationRequest { name: name_of_one, reason: "es de otra".into(), ..Default::default() };
    office.withdraw_registration(withdraw).await?;
    let (name, kind) = (name("Sin permiso").ok_or("no such registration")?, ConsentKind::Data.into());
    office.withdraw_consent(WithdrawConsentRequest { name: name.clone(), kind, ..Default::default() }).await?;
    until("the words erased", || async {
        let found = all(network).await?.into_iter().find(|found| found.name == name).ok_or("it is gone")?;
        Ok(found.title.is_empty().then_some(()))
    })
    .await?;
    let again = import(network, &file).await?;
    assert_eq!((again.rows, again.registered, again.already_registered), (3, 0, 3));
    let mut dry = settings();
    if let Some(Content::Settings(settings)) = &mut dry.content {
        settings.dry_run = true;
    }
    let counted = send(network, "en", vec![dry, chunk(&file)]).await?;
    assert_eq!((counted.registered, counted.already_registered), (0, 3));
    Ok(())
}

async fn rows_that_do_not_hold_come_back_to_be_mended(network: &Network) -> Result<(), Failure> {
    let before = all(network).await?.len();
    let (long_title, long_text) = ("é".repeat(201), "é".repeat(20_001));
    let rows = [
        row("Justo", &"é".repeat(20_000)),
        row(&long_title, "x"),
        row(&"í".repeat(200), "x"),
        row("Larga", &long_text),
        row("Justo", "la misma otra vez"),
    ];
    let file = spanish(&rows);
    let folder = tempfile::tempdir()?;
    let printed = command(network, &folder, &file).await??;
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines[0], "  row 3, title: is too long; shorten it to 200 characters");
    assert_eq!(lines[1], "  row 5, description: is too long; shorten it to 20000 characters");
    assert!(lines[2].starts_with("  row 6, row: repeats row 2"), "{printed}");
    assert_eq!(lines[3], "5 rows: 2 registered, 0 registered before, 3 refused");
    assert_eq!(all(network).await?.len(), before + 2);

    // The rpc tells the same of the same file, and registers nothing again.
    let again = import(network, &file).await?;
    assert_eq!((again.rows, again.registered, again.already_registered), (5, 0, 2));
    let told: Vec<(i32, &str, &str)> =
        again.refused_rows.iter().map(|row| (row.row, row.field.as_str(), row.reason.as_str())).collect();
    let invalid = "REASON_INVALID_FIELD";
    let expected = [(3, "title", invalid), (5, "description", invalid), (6, "row", "REASON_REGISTRATION_ALREADY_MADE")];
    assert_eq!(told, expected);

    // The office mends two of the rows that came back.
    let refused = std::fs::read_to_string(folder.path().join("refused.csv"))?;
    assert!(refused.starts_with('\u{feff}') && refused.contains("Reason for refusal"), "{refused}");
    let mended = refused.replace(&long_title, "Título corto").replace(&long_text, "Texto corto");
    let printed = command(network, &folder, mended.as_bytes()).await??;
    // The row that repeats another is, alone in this file, one that was registered before.
    assert_eq!(printed.trim(), "3 rows: 2 registered, 1 registered before, 0 refused");
    let titles: Vec<String> = all(network).await?.into_iter().map(|found| found.title).collect();
    assert_eq!(titles.len(), before + 4);
    assert!(titles.contains(&"Título corto".to_owned()) && titles.contains(&"Larga".to_owned()), "{titles:?}");
    Ok(())
}
