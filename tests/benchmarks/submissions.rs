//! `SubmitRegistration` and `GetRegistration`, each beside pgbench with its SQL, in turns on the same server.

use std::{sync::Arc, time::Duration};

use platform::clients::Caller;
use proto::registrations::v1::{GetRegistrationRequest, SubmitRegistrationRequest};
use tests::platform::Failure;

use crate::{
    load, pgbench, rows,
    table::Table,
    world::{COUNTRY, EDITION, Platform, World},
};

const CLIENTS: [usize; 3] = [1, 16, 64];
/// More drafts for each second of measuring than could be submitted in it.
const DRAFTS_A_SECOND: u64 = 8_000;
const TITLE: &str = "Entregas compartidas";

/// Submissions a second: the scope's setting, the row, an outbox row, the commit.
pub async fn measure_writes(world: &World, window: Duration, table: &mut Table) -> Result<(), Failure> {
    let platform = world.platform("writes", &["registrations"]).await?;
    platform.open_edition().await?;
    let drafts = DRAFTS_A_SECOND * (window.as_secs() + 1);
    rows::draft(&mut platform.office()?, TITLE).await?;
    for (turn, clients) in CLIENTS.into_iter().enumerate() {
        let first = turn as u64 * drafts + 1;
        eprintln!("submissions: {drafts} drafts for {clients} clients");
        rows::copy(world, &platform, TITLE, first, drafts).await?;
        let plain = pgbench::rate(world, &platform, &write_script(turn), clients, window).await?;
        let office = Arc::new(callers(clients, || platform.office())?);
        let ours = load::rate(clients, window, move |caller, number| {
            let mut client = office[caller].clone();
            async move {
                let request = SubmitRegistrationRequest { name: rows::copy_name(first + number), ..Default::default() };
                client.submit_registration(request).await?;
                Ok(())
            }
        });
        table.rates("SubmitRegistration", clients, ours.await?, plain);
    }
    Ok(())
}

/// Reads a second of one registration of many: by the applicant whose it is, and by the office, whose reading of
/// contact data is an entry in the audit log.
pub async fn measure_reads(world: &World, window: Duration, table: &mut Table) -> Result<(), Failure> {
    const ROWS: u64 = 100_000;
    let platform = world.platform("reads", &["registrations"]).await?;
    platform.open_edition().await?;
    rows::draft(&mut platform.applicant()?, TITLE).await?;
    eprintln!("reads: {ROWS} registrations");
    rows::copy(world, &platform, TITLE, 1, ROWS).await?;
    let script = format!(
        "\\set n random(1, {ROWS})\nBEGIN READ ONLY;\nSELECT set_config('app.country', '{COUNTRY}', true);\n\
         SELECT * FROM registrations WHERE country = '{COUNTRY}' AND \
         id = ('01970000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid;\nCOMMIT;\n"
    );
    let readers: [(&str, Reader); 2] =
        [("GetRegistration, one's own", Platform::applicant), ("GetRegistration, by the office", Platform::office)];
    for (call, reader) in readers {
        for clients in CLIENTS {
            let plain = pgbench::rate(world, &platform, &script, clients, window).await?;
            let readers = Arc::new(callers(clients, || reader(&platform))?);
            let ours = load::rate(clients, window, move |caller, number| {
                let mut client = readers[caller].clone();
                async move {
                    // A stride that shares no factor with the number of rows visits all of them, in no order.
                    let name = rows::copy_name(1 + number * 7_919 % ROWS);
                    client.get_registration(GetRegistrationRequest { name }).await?;
                    Ok(())
                }
            });
            table.rates(call, clients, ours.await?, plain);
        }
    }
    Ok(())
}

/// Whoever reads.
type Reader = fn(&Platform) -> Result<Caller, Failure>;

type Client =
    proto::registrations::v1::registrations_service_client::RegistrationsServiceClient<platform::clients::Authorized>;

/// One connection a caller up to four, then shared: as a console with some processes would.
fn callers(clients: usize, connect: impl Fn() -> Result<Caller, Failure>) -> Result<Vec<Client>, Failure> {
    const CONNECTIONS: usize = 4;
    let connections: Vec<Client> = (0..clients.min(CONNECTIONS))
        .map(|_| connect().map(|caller| caller.registrations))
        .collect::<Result<_, _>>()?;
    Ok((0..clients).map(|caller| connections[caller % connections.len()].clone()).collect())
}

/// The same rows by hand: a registration of about a kilobyte and its event.
fn write_script(turn: usize) -> String {
    let description = "Los talleres de una misma calle juntan sus entregas. ".repeat(14);
    format!(
        "BEGIN;\nSELECT set_config('app.country', '{COUNTRY}', true);\n\
         INSERT INTO registrations (country, id, version, case_version, owner, edition, track, category, state, \
         state_reason, fingerprint, title, summary, problem, description, stage, sdgs, data_consent, \
         publication_consent, merged_into, organisation, organisation_kind, size, sector, city, website, \
         contact_email, contact_phone, language, create_time, update_time, state_time) VALUES ('{COUNTRY}', \
         gen_random_uuid(), 1, 0, 'office', '{EDITION}', 'SOLUTION', 'logistics', 'SUBMITTED', '', \
         md5(random()::text), 'Entregas {turn}', 'Rutas compartidas', 'Camiones medio vacíos', '{description}', \
         'IMPLEMENTED', '[]', true, true, '', 'Taller Norte', 'COMPANY', 'SMALL', 'Metal', 'Santiago', '', \
         'taller@norte.example.org', '', 'es', now(), now(), now());\n\
         INSERT INTO outbox (country, id, source, kind, name, subject, version, at, data, published_at) VALUES \
         ('{COUNTRY}', gen_random_uuid(), 'pgbench', 'pgbench', 'registration.submitted', 'pgbench', 1, 0, \
         convert_to('{description}', 'UTF8'), 0);\nCOMMIT;\n"
    )
}
