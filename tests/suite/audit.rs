//! The audit log, on both grounds: after a whole edition it is right; and an administrator who tampers with it in SQL,
//! in any of these ways, is found out by `aceleracion audit verify`.

mod tampering;

use platform::{
    access::{Held, tokens::TrialIssuer},
    clients::{Caller, Clients},
    names::NETWORK,
};
use proto::{
    platform::v1::{ExportAuditEntriesRequest, ListAuditEntriesRequest, Role, VerifyAuditRequest},
    registrations::v1::{GetRegistrationRequest, ListRegistrationsRequest},
};
use sea_orm::{ConnectionTrait, TransactionTrait};
use tests::{
    platform::{Failure, Ground, SERVICES},
    servers::{self, Role as DatabaseRole},
};

use tampering::{Administrator, SERVICE, tamperings};

/// The chain that is tampered with, as `verify` calls it.
const CHAIN: &str = "registrations do:";

/// What `verify` printed, and whether it ended in an error.
async fn verify(ground: &Ground, arguments: &[&str]) -> Result<(String, bool), Failure> {
    let output = ground.command(&[&["audit", "verify"], arguments].concat())?.output().await?;
    let printed = String::from_utf8(output.stdout)? + &String::from_utf8(output.stderr)?;
    Ok((printed, output.status.code() == Some(1)))
}

async fn everything_is_found(ground: &Ground, administrator: &Administrator) -> Result<(), Failure> {
    let (printed, wrong) = verify(ground, &[]).await?;
    assert!(!wrong && !printed.contains("WRONG"), "{printed}");
    assert_eq!(
        printed.lines().count(),
        41,
        "four services, nine countries and the network each, and the sum: {printed}"
    );
    assert!(printed.contains("40 chains, all as they were written"), "{printed}");

    administrator.keep().await?;
    for tampering in tamperings(administrator).await? {
        for statement in &tampering.statements {
            administrator.execute(statement).await.map_err(|problem| format!("{}: {problem}", tampering.name))?;
        }
        let (printed, wrong) = verify(ground, &[]).await?;
        let line = printed.lines().find(|line| line.contains("WRONG")).unwrap_or_default().to_owned();
        let expected = format!("{CHAIN} WRONG from {} on: {}", tampering.first, tampering.problem);
        assert!(wrong && line.starts_with(&expected), "{}: {printed}", tampering.name);
        assert_eq!(printed.matches("WRONG").count(), 1, "{}: {printed}", tampering.name);
        administrator.restore().await?;
    }

    // A chain that fits together from end to end: only the heads that are kept elsewhere know another one.
    administrator.write_anew_without(2).await?;
    let (printed, wrong) = verify(ground, &["--service", SERVICE, "--country", "do"]).await?;
    assert!(wrong && printed.contains("the chain was written anew from here on"), "{printed}");
    administrator.restore().await?;
    let (printed, wrong) = verify(ground, &[]).await?;
    assert!(!wrong, "everything was put back: {printed}");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn tampering_with_a_trial_is_found_and_the_first_wrong_entry_named() -> Result<(), Failure> {
    let mut ground = Ground::embedded()?;
    ground.set("ACELERACION__SERVER__LISTEN", "127.0.0.1:0");
    ground.run(&["demo", "--once"]).await?;
    let file = ground.config()?.data_folder.join(format!("{SERVICE}.sqlite"));
    let administrator =
        Administrator { session: sea_orm::Database::connect(format!("sqlite://{}", file.display())).await? };
    everything_is_found(&ground, &administrator).await
}

#[tokio::test(flavor = "multi_thread")]
async fn tampering_on_real_servers_is_found_and_the_first_wrong_entry_named() -> Result<(), Failure> {
    let mut ground = Ground::real("audit").await?;
    // Two processes of every service: their sealers must not make two chains of one.
    let processes = [ground.serve(&[]).await?, ground.serve(&[]).await?];
    for (place, service) in SERVICES.iter().enumerate() {
        ground.set(&format!("ACELERACION__CLIENTS__{}", service.to_uppercase()), &processes[place % 2].url);
    }
    ground.run(&["demo", "--remote", "--json"]).await?;
    all_is_sealed(&ground).await?;
    // In good order: what a killed process had sealed and not signed yet, nobody could miss.
    for process in processes {
        process.stop().await?;
    }
    let postgres = servers::shared().postgres().await?;
    let database = format!("audit_{SERVICE}");
    let administrator = Administrator { session: postgres.connect(DatabaseRole::Administrator, &database).await? };
    everything_is_found(&ground, &administrator).await?;

    // The application itself cannot tamper: neither in a country nor as its own machinery.
    let session = postgres.connect(DatabaseRole::App, &database).await?;
    for country in ["do", "machinery"] {
        for forbidden in [
            "UPDATE audit_entries SET actor = 'x'",
            "UPDATE audit_seals SET place = 1",
            "UPDATE person_keys SET person = 'x'",
        ] {
            let tried = format!("SELECT set_config('app.country', '{country}', true); {forbidden}");
            assert!(session.execute_unprepared(&tried).await.is_err(), "{forbidden} in {country}");
        }
    }
    // It may remove the log of a country that was erased, and this one was not.
    for country in ["do", "machinery"] {
        for table in ["audit_entries", "audit_seals"] {
            let transaction = session.begin().await?;
            transaction.execute_unprepared(&format!("SELECT set_config('app.country', '{country}', true)")).await?;
            let removed = transaction.execute_unprepared(&format!("DELETE FROM {table}")).await;
            assert!(removed.is_err() || removed.is_ok_and(|done| done.rows_affected() == 0), "{table} in {country}");
            transaction.rollback().await?;
        }
    }
    let forged = "SELECT set_config('app.country', 'do', true); \
                  INSERT INTO audit_seals VALUES ('do', 100000, gen_random_uuid(), '')";
    assert!(session.execute_unprepared(forged).await.is_err(), "a seal by hand");
    Ok(())
}

/// Waits until no entry waits for its seal.
async fn all_is_sealed(ground: &Ground) -> Result<(), Failure> {
    let unsealed = |line: &str| {
        let figure = |word: &str| line.split(' ').zip(line.split(' ').skip(1)).find(|(_, next)| *next == word);
        figure("entries,").map(|(number, _)| number) != figure("sealed,").map(|(number, _)| number)
    };
    for _ in 0..100 {
        let (printed, wrong) = verify(ground, &[]).await?;
        if wrong {
            return Err(printed.into());
        }
        if !printed.lines().any(unsealed) {
            return Ok(());
        }
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    }
    Err("entries wait for their seals".into())
}

fn caller(ground: &Ground, url: &str, role: Role, country: &str) -> Result<Caller, Failure> {
    let mut config = ground.config()?;
    config.server.listen = url.trim_start_matches("http://").parse()?;
    let held = Held { role, country: country.into() };
    let token = TrialIssuer::from_config(&config)?.token(&format!("{role:?}:{country}"), &[held])?;
    Ok(Clients::from_config(&config, config.server.listen)?.caller(&token, "en")?)
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_lists_exports_and_verifies_their_own_log_and_finds_who_read_what() -> Result<(), Failure> {
    let mut ground = Ground::embedded()?;
    ground.set("ACELERACION__SERVER__LISTEN", "127.0.0.1:0");
    ground.run(&["demo", "--once"]).await?;
    let serving = ground.serve(&[]).await?;
    let office = caller(&ground, &serving.url, Role::OfficeStaff, "do")?;
    let admin = caller(&ground, &serving.url, Role::OfficeAdmin, "do")?;
    let region = caller(&ground, &serving.url, Role::RegionalObserver, NETWORK)?;
    let log = |of: &Caller| of.audit.iter().find(|(name, _)| *name == SERVICE).map(|(_, log)| log.clone());
    let (mut log, mut regional) = (log(&admin).ok_or("a client")?, log(&region).ok_or("a client")?);

    // A read of personal data by staff is an entry by the time it is answered.
    let request = ListRegistrationsRequest { parent: "countries/do".into(), page_size: 1, ..Default::default() };
    let list = office.registrations.clone().list_registrations(request).await?.into_inner();
    let name = list.registrations.first().ok_or("a registration")?.name.clone();
    office.registrations.clone().get_registration(GetRegistrationRequest { name: name.clone() }).await?;
    let parent = format!("countries/do/services/{SERVICE}");
    let filter = format!("actor = \"OfficeStaff:do\" AND resource = \"{name}\" AND time >= \"2020-01-31T00:00:00Z\"");
    let request = ListAuditEntriesRequest { parent: parent.clone(), filter, ..Default::default() };
    let found = log.list_audit_entries(request.clone()).await?.into_inner().audit_entries;
    let [read] = found.as_slice() else { return Err(format!("one entry of one read: {found:?}").into()) };
    assert!(read.method.ends_with("/GetRegistration") && read.role == "office_staff", "{read:?}");
    assert_eq!((read.before.as_str(), read.after.as_str(), read.address.as_str()), ("", "", "127.0.0.1"));
    let before = request.filter.replace(">=", "<");
    let found = log.list_audit_entries(ListAuditEntriesRequest { filter: before, ..request }).await?.into_inner();
    assert!(found.audit_entries.is_empty(), "nothing was read before 2020");

    // All pages together have each entry once, and so has the export, in the order of the chain.
    let mut request = ListAuditEntriesRequest { parent: parent.clone(), page_size: 7, ..Default::default() };
    let mut listed = Vec::new();
    loop {
        let page = log.list_audit_entries(request.clone()).await?.into_inner();
        listed.extend(page.audit_entries.into_iter().map(|entry| entry.name));
        if page.next_page_token.is_empty() {
            break;
        }
        request.page_token = page.next_page_token;
    }
    let request = ExportAuditEntriesRequest { parent: parent.clone(), after_place: 0 };
    let mut pieces = log.export_audit_entries(request).await?.into_inner();
    let mut exported = Vec::new();
    while let Some(piece) = pieces.message().await? {
        exported.extend(piece.audit_entries);
    }
    let places: Vec<i64> = exported.iter().map(|entry| entry.place).collect();
    assert_eq!(places, (1..=i64::try_from(exported.len())?).collect::<Vec<_>>());
    let unsealed = listed.iter().filter(|name| !exported.iter().any(|entry| entry.name == **name)).count();
    assert!(listed.len() > 100 && unsealed <= 2, "{} listed, {unsealed} of them not exported", listed.len());

    // Nobody sees another country's log, and no country that of the network.
    for parent in [
        format!("countries/cr/services/{SERVICE}"),
        format!("services/{SERVICE}"),
        format!("countries/-/services/{SERVICE}"),
    ] {
        let request = ListAuditEntriesRequest { parent: parent.clone(), ..Default::default() };
        let refused = log.list_audit_entries(request.clone()).await.expect_err("out of reach");
        assert_eq!(refused.code(), tonic::Code::NotFound, "{parent}");
        let found = regional.list_audit_entries(request).await?.into_inner().audit_entries;
        assert!(!found.is_empty(), "{parent} as an observer of the network");
    }
    let chains = log.verify_audit(VerifyAuditRequest { parent }).await?.into_inner();
    assert!(chains.heads_checked && chains.chains.len() == 1, "{chains:?}");
    assert_eq!((chains.chains[0].country.as_str(), chains.chains[0].problem.as_str()), ("countries/do", ""));
    Ok(())
}
