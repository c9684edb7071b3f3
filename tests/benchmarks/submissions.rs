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
/// The registrations that pgbench changes.
const CHANGED: u64 = 10_000;
const TITLE: &str = "Entregas compartidas";
const DESCRIPTION: &str = "Los talleres de una misma calle juntan sus entregas. ";

/// Submissions a second, beside what the rows alone would take (the scope's setting, the row, an outbox row, the commit),
/// and beside every statement that a submission runs.
pub async fn measure_writes(world: &World, window: Duration, table: &mut Table) -> Result<(), Failure> {
    let platform = world.platform("writes", &["registrations"]).await?;
    platform.open_edition().await?;
    let drafts = DRAFTS_A_SECOND * (window.as_secs() + 1);
    rows::draft(&mut platform.office()?, TITLE).await?;
    let changed = CLIENTS.len() as u64 * drafts + 1;
    rows::copy(world, &platform, TITLE, changed, CHANGED).await?;
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
        let ours = ours.await?;
        let same = pgbench::rate(world, &platform, &same_script(changed), clients, window).await?;
        table.rates("SubmitRegistration", clients, ours, plain);
        table.rates("the same, beside all its statements", clients, ours, same);
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
    let description = DESCRIPTION.repeat(14);
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

/// What a submission runs, statement by statement: the registration locked, its edition read with its country and what that
/// changes, and the change written with its audit entry, its version, its keys for duplicates and two events. The service seals
/// the entries; the events are marked as published.
fn same_script(first: u64) -> String {
    let last = first + CHANGED - 1;
    let id = "('01970000-0000-7000-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid";
    let event = |name: &str, data: &str| {
        format!(
            "('{COUNTRY}', gen_random_uuid(), 'registrations', 'pgbench', '{name}', 'pgbench', 1, 0, \
             convert_to('{data}', 'UTF8'), 0)"
        )
    };
    let words = ["title", "summary", "problem", "description", "organisation", "city", "contact_email"];
    let content = words.map(|word| format!("'{word}', {word}")).join(", ");
    let keys = ["letters", "consonants", "heads", "tails", "contact", "band_1", "band_2", "band_3", "band_4"];
    let columns = format!("country, registration, {}", keys.join(", "));
    let replaced = keys.map(|key| format!("{key} = excluded.{key}")).join(", ");
    // Spread over all values, as hashes are.
    let keys = keys.map(|_| "(random() * 9e18)::bigint").join(", ");
    let submitted = event("registration.submitted", &DESCRIPTION.repeat(14));
    let recorded = event("applicant.recorded", "taller@norte.example.org");
    format!(
        "\\set n random({first}, {last})\nBEGIN;\nSET LOCAL app.country = '{COUNTRY}';\n\
         SELECT * FROM registrations WHERE country = '{COUNTRY}' AND id = {id} FOR UPDATE;\n\
         SELECT * FROM editions e LEFT JOIN countries c ON c.id = '{COUNTRY}' AND c.country IN ('{COUNTRY}', 'network') \
         LEFT JOIN country_editions h ON h.country = '{COUNTRY}' AND h.edition = '{EDITION}' \
         WHERE e.country IN ('{COUNTRY}', 'network') AND e.id = '{EDITION}' ORDER BY c.version DESC;\n\
         WITH change AS (UPDATE registrations SET version = version + 1, state = 'SUBMITTED', update_time = now(), \
         submit_time = now(), state_time = now() WHERE country = '{COUNTRY}' AND id = {id} RETURNING 1), \
         entry AS (INSERT INTO audit_entries (country, id, at, actor, role, method, resource, request_id, address, \
         before, after) VALUES ('{COUNTRY}', gen_random_uuid(), now(), 'pgbench', 'office_admin', 'pgbench', 'pgbench', \
         '', '', json_build_object('state', 'DRAFT', 'version', 1), \
         json_build_object('state', 'SUBMITTED', 'version', 2, 'update_time', now(), 'submit_time', now())) \
         RETURNING country, id), mark AS (INSERT INTO audit_unsealed SELECT country, id FROM entry), \
         version AS (INSERT INTO registration_versions (country, id, registration, number, owner, content, create_time) \
         SELECT '{COUNTRY}', gen_random_uuid(), id, version, owner, json_build_object({content}), now() \
         FROM registrations WHERE country = '{COUNTRY}' AND id = {id}), \
         keys AS (INSERT INTO duplicate_keys ({columns}) SELECT '{COUNTRY}', {id}, {keys} \
         ON CONFLICT (country, registration) DO UPDATE SET {replaced}), \
         events AS (INSERT INTO outbox (country, id, source, kind, name, subject, version, at, data, published_at) VALUES \
         {recorded}, {submitted}) SELECT count(*) FROM change;\nCOMMIT;\n"
    )
}
