//! Databases that offices have worked on for long: what was written under the first schemas is there under the newest, as if it
//! had been written today. On real PostgreSQL, where the owner of the tables does not see their rows by itself.

use std::collections::HashMap;

use platform::{Store, config::Config};
use sea_orm::{ConnectionTrait, DatabaseConnection, Statement, TryGetable};
use tests::{
    platform::{DATABASE, Failure, Ground, NETWORK_DATABASE},
    servers::{self, Role},
};

const OWNERS_DATABASE: &str = "ACELERACION__DATABASE__MIGRATE_URL";
const OLD: &str = "0197f5c2-0000-7000-8000-000000000001";
const ENTRY: &str = "0197f5c2-0000-7000-8000-000000000002";
const DRAFT: &str = "0197f5c2-0000-7000-8000-000000000003";

/// An edition, a registration that was handed in, another that was only begun, and the entry of the first.
const OLD_REGISTRATIONS: [&str; 4] = [
    "INSERT INTO editions (country, id, version, title, question, categories, tracks, opens, closes, criteria, countries, \
     reviews_per_case, accept_bar, create_time, update_time) VALUES ('network', '2020', 2, '{}', '{}', '[]', '[1]', 0, 1, \
     '[]', '[]', 2, 0.6, now(), now())",
    "INSERT INTO registrations (country, id, version, case_version, owner, edition, track, category, state, state_reason, \
     title, summary, problem, description, stage, sdgs, data_consent, publication_consent, merged_into, organisation, \
     organisation_kind, size, sector, city, website, contact_email, contact_phone, language, create_time, update_time, \
     submit_time, state_time) VALUES ('do', '{old}', 3, 2, 'applicant:do', '2020', 'SOLUTION', 'logistics', 'PUBLISHED', '', \
     'Rutas compartidas', 'Los talleres de una calle juntan sus entregas', '', 'Salen una vez al día', 'IMPLEMENTED', '[8]', \
     true, true, '', 'Taller del Norte', 'COMPANY', 'MICRO', '', 'Santiago', '', 'taller@example.org', '809 555 0142', 'es', \
     now(), now(), now(), now())",
    "INSERT INTO registrations SELECT country, '{draft}'::uuid, 1, 0, owner, edition, track, category, 'DRAFT', '', 'begun', title, \
     summary, problem, description, stage, sdgs, people_reached, jobs, women_led, data_consent, publication_consent, \
     merged_into, organisation, organisation_kind, size, sector, city, website, contact_email, contact_phone, language, \
     create_time, update_time, NULL, state_time FROM registrations",
    "INSERT INTO publications (country, id, version, registration, edition, track, category, organisation, title, summary, \
     city, sdgs, published, publish_time) VALUES ('do', '{entry}', 1, '{old}', '2020', 'SOLUTION', 'logistics', \
     'Taller del Norte', 'Rutas compartidas', 'Los talleres juntan sus entregas', 'Santiago', '[8]', true, now())",
];
/// Its translation, an answer, and an embargo on its entry; and an earlier version of the edition.
const LATER: [&str; 4] = [
    "INSERT INTO edition_versions SELECT country, id, 1, row_to_json(editions), now() FROM editions",
    "UPDATE registrations SET answers = '[[\"evidence\", {\"text\": \"Diez talleres de la misma calle mandan un solo camión cada \
     semana y pagan la mitad de antes por cada entrega\"}]]' WHERE id = '{old}'",
    "INSERT INTO translations (country, registration, language, version, origin, engine, actor, title, summary, problem, \
     description, outdated, create_time, update_time) VALUES ('do', '{old}', 'en', 1, 'PERSON', '', 'staff:do', \
     'Shared routes', '', '', '', false, now(), now())",
    "UPDATE publications SET shown_from = now() + interval '1 day'",
];
const LONG: &str = "UPDATE registrations SET description = repeat('palabra ', 2000) || 'quetzales' WHERE id = '{old}'";
const OLD_REVIEWS: [&str; 2] = [
    "INSERT INTO cases (country, id, registration, edition, track, category, organisation, title, summary, problem, \
     description, applicant_domain, state, screening_reason, reviews_wanted, reviews_in, share_sum, created_at, updated_at, \
     version) VALUES ('do', '{old}', 'countries/do/registrations/{old}', 'editions/2020', 1, 'logistics', \
     'Taller del Norte', 'Rutas compartidas', '', '', '', 'example.org', 'validated', '', 2, 2, 1.5, now(), now(), 7)",
    "INSERT INTO validations (country, id, case_id, registration, institution, subject, outcome, checklist_answers, note, \
     created_at, updated_at, version) VALUES ('do', '{entry}', '{old}', 'countries/do/registrations/{old}', \
     'institutions/micm', 'marta', 'passed', '[]', '', now(), now(), 1)",
];
const OLD_TITLES: [&str; 1] =
    ["INSERT INTO registrations (country, id, version, title) VALUES ('do', '{old}', 3, 'Rutas compartidas')"];

const OLD_LETTERS: [&str; 1] =
    ["INSERT INTO edition_letters (country, edition, version, letters, country_letters) VALUES \
                                ('network', 'editions/2020', 3, '[]', true)"];

/// The first migrations of a service, up to one and without it.
macro_rules! before {
    ($service:expr, $name:literal) => {
        || ($service.migrations)().into_iter().take_while(|migration| migration.name() != $name).collect()
    };
}

fn config(ground: &Ground) -> Result<Config, Failure> {
    let settings = [DATABASE, NETWORK_DATABASE, OWNERS_DATABASE];
    let variables: HashMap<String, String> =
        settings.iter().map(|name| ((*name).to_owned(), ground.setting(name).to_owned())).collect();
    Ok(Config::load_from(None, variables)?)
}

async fn write(session: &DatabaseConnection, statements: &[&str]) -> Result<(), Failure> {
    for statement in statements {
        let statement = statement.replace("{old}", OLD).replace("{entry}", ENTRY).replace("{draft}", DRAFT);
        session.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// The first column of the rows that there are.
async fn read<T: TryGetable>(session: &DatabaseConnection, query: &str) -> Result<Vec<T>, Failure> {
    let rows = session.query_all_raw(Statement::from_string(session.get_database_backend(), query)).await?;
    Ok(rows.iter().map(|row| row.try_get_by_index(0)).collect::<Result<_, _>>()?)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_under_the_first_schemas_is_found_under_the_newest() -> Result<(), Failure> {
    let postgres = servers::shared().postgres().await?;
    let ground = Ground::unmigrated(postgres, servers::shared().rabbitmq().await?, "old_rows").await?;
    let config = config(&ground)?;
    let registrations = postgres.connect(Role::Administrator, "old_rows_registrations").await?;
    let reviews = postgres.connect(Role::Administrator, "old_rows_reviews").await?;
    let notifications = postgres.connect(Role::Administrator, "old_rows_notifications").await?;

    let first = before!(registrations::SERVICE, "registrations_m0005_lists");
    Store::migrate("registrations", &config, first).await?;
    write(&registrations, &OLD_REGISTRATIONS).await?;
    let later = before!(registrations::SERVICE, "registrations_m0074_pictures");
    Store::migrate("registrations", &config, later).await?;
    write(&registrations, &LATER).await?;
    let later = before!(registrations::SERVICE, "registrations_m0150_short_names");
    Store::migrate("registrations", &config, later).await?;
    // As it was with names of few letters.
    write(&registrations, &["UPDATE duplicate_keys SET letters = NULL"]).await?;
    let texts = read_texts(&registrations).await?;
    let later = before!(registrations::SERVICE, "registrations_m0158_long_texts");
    Store::migrate("registrations", &config, later).await?;
    // As it was with the words behind the first 2,000.
    write(&registrations, &[LONG]).await?;
    Store::migrate("reviews", &config, before!(reviews::SERVICE, "reviews_m0006_renewals")).await?;
    write(&reviews, &OLD_REVIEWS).await?;
    let first = before!(notifications::SERVICE, "notifications_m0077_letters");
    Store::migrate("notifications", &config, first).await?;
    write(&notifications, &OLD_TITLES).await?;
    let later = before!(notifications::SERVICE, "notifications_m0150_letter_versions");
    Store::migrate("notifications", &config, later).await?;
    write(&notifications, &OLD_LETTERS).await?;
    ground.run(&["migrate"]).await?;

    what_was_registered_is_found(&registrations).await?;
    assert_ne!(read_texts(&registrations).await?, texts, "what was answered is compared, too");
    for asked in [
        "SELECT definition->'forms' IS NOT NULL FROM editions",
        "SELECT kept->'definition'->'forms' IS NOT NULL FROM edition_versions",
    ] {
        assert_eq!(read::<bool>(&registrations, asked).await?, [true], "{asked}");
    }
    let reminders: Vec<i32> = read(&reviews, "SELECT reminders FROM validations").await?;
    assert_eq!(reminders, [0]);
    let plans: Vec<i64> = read(&reviews, "SELECT plan_version FROM cases WHERE answers::text = '[]'").await?;
    assert_eq!(plans, [0]);
    let editions: Vec<String> = read(&notifications, "SELECT edition FROM registrations").await?;
    assert_eq!(editions, [""]);
    let another =
        "INSERT INTO edition_letters SELECT country, edition, 4, letters, country_letters FROM edition_letters";
    write(&notifications, &[another]).await?;
    let letters: Vec<i64> = read(&notifications, "SELECT version FROM edition_letters ORDER BY version").await?;
    assert_eq!(letters, [3, 4], "what letters said stands as its version, and others beside it");
    for session in [&registrations, &reviews, &notifications] {
        every_guard_is_forced_again(session).await?;
    }
    ground.serve(&["registrations"]).await?;
    Ok(())
}

/// The keys by which texts are compared.
async fn read_texts(session: &DatabaseConnection) -> Result<Vec<String>, Failure> {
    read(session, "SELECT concat_ws(' ', band_1, band_2, band_3, band_4) FROM duplicate_keys").await
}

async fn what_was_registered_is_found(session: &DatabaseConnection) -> Result<(), Failure> {
    let keys: Vec<String> = read(
        session,
        "SELECT registration::text FROM duplicate_keys WHERE letters IS NOT NULL AND contact IS NOT NULL AND phone IS NOT \
         NULL AND band_1 IS NOT NULL",
    )
    .await?;
    assert_eq!(keys, [OLD], "what was handed in has keys by which duplicates are found, and a draft has none");
    let found: Vec<String> = read(
        session,
        "SELECT DISTINCT document::text FROM registration_terms WHERE term LIKE '%rut%' ORDER BY document::text",
    )
    .await?;
    assert_eq!(found, [OLD, DRAFT], "both are found by words");
    let long: Vec<String> =
        read(session, "SELECT document::text FROM registration_terms WHERE term LIKE '%quetzal%'").await?;
    assert!(!long.is_empty() && long.iter().all(|found| found == OLD), "its last word finds it, too: {long:?}");
    let barring: Vec<i64> = read(session, "SELECT count(*) FROM registrations WHERE fingerprint = 'begun'").await?;
    assert_eq!(barring, [0], "a draft keeps nobody from handing the same in");
    let hidden: Vec<bool> = read(session, "SELECT embargoed FROM publications").await?;
    let translated: Vec<String> = read(session, "SELECT translations::text FROM publications").await?;
    assert!(hidden == [true] && translated[0].contains("Shared routes"), "{translated:?}");
    let terms: Vec<i64> = read(session, "SELECT count(*) FROM publication_terms").await?;
    assert_eq!(terms, [0], "nothing is found of an entry under embargo");
    let ways: Vec<String> = read(session, "SELECT state FROM transitions ORDER BY row_id, version, state").await?;
    assert_eq!(ways, ["SUBMITTED", "PUBLISHED", "DRAFT"]);
    Ok(())
}

/// Whoever lifted a guard to see old rows put it back: without it the owner of a table sees all countries.
async fn every_guard_is_forced_again(session: &DatabaseConnection) -> Result<(), Failure> {
    let lifted =
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND NOT relforcerowsecurity";
    assert_eq!(read::<String>(session, lifted).await?, [""; 0]);
    let guarded = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relforcerowsecurity";
    assert!(read::<i64>(session, guarded).await?[0] > 10);
    Ok(())
}
