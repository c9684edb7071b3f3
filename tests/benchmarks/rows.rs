//! Rows to measure on, made in SQL from one that came through the API, since a million calls would take an hour.

use platform::clients::Caller;
use proto::registrations::v1::{
    Applicant, CreateRegistrationRequest, OrganisationKind, OrganisationSize, Registration, Stage, Track,
};
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use tests::platform::Failure;

use crate::world::{CATEGORY, COUNTRIES, COUNTRY, EDITION, Platform, World};

/// The city of a draft.
pub const CITY: &str = "Santiago";
/// Its summary.
pub const SUMMARY: &str = "Rutas compartidas entre talleres vecinos";

/// A draft of about a kilobyte with all that it needs to be submitted, made by `caller` through the API.
pub async fn draft(caller: &mut Caller, title: &str) -> Result<Registration, Failure> {
    draft_in(caller, COUNTRY, title).await
}

/// The same in any country.
pub async fn draft_in(caller: &mut Caller, country: &str, title: &str) -> Result<Registration, Failure> {
    let applicant = Applicant {
        organisation: "Taller Norte".into(),
        organisation_kind: OrganisationKind::Company.into(),
        size: OrganisationSize::Small.into(),
        sector: "Metal".into(),
        city: CITY.into(),
        contact_email: "taller@norte.example.org".into(),
        language: "es".into(),
        ..Default::default()
    };
    let registration = Registration {
        edition: format!("editions/{EDITION}"),
        track: Track::Solution.into(),
        category: CATEGORY.into(),
        applicant: Some(applicant),
        title: title.into(),
        summary: SUMMARY.into(),
        problem: "Cada taller enviaba por su cuenta, con camiones medio vacíos.".into(),
        description: "Los talleres de una misma calle juntan sus entregas. ".repeat(14),
        stage: Stage::Implemented.into(),
        data_consent: true,
        publication_consent: true,
        ..Default::default()
    };
    let request = CreateRegistrationRequest {
        parent: format!("countries/{country}"),
        registration: Some(registration),
        ..Default::default()
    };
    let answer = caller.registrations.create_registration(request).await?.into_inner();
    Ok(answer.registration.ok_or("no registration was created")?)
}

/// The resource name of the copy with this number; the same as [`ID`] in SQL.
pub fn copy_name(number: u64) -> String {
    format!("countries/{COUNTRY}/registrations/01970000-0000-7000-8000-{number:012x}")
}

const ID: &str = "('01970000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid";

/// Copies the draft `title` under the numbers `first..first + count`, all in the country.
pub async fn copy(world: &World, platform: &Platform, title: &str, first: u64, count: u64) -> Result<(), Failure> {
    let changes = format!("'id', {ID}, 'fingerprint', md5(n::text), 'title', r.title || ' ' || n");
    insert(world, platform, title, &changes, first, count).await
}

/// The registrations of each country that wait for clarification.
pub const WAITING: usize = 11;

/// Copies the draft `title` over all countries and states. The first [`WAITING`] of each country wait for
/// clarification, however many rows there are; the others stand where they would after an edition.
pub async fn spread(world: &World, platform: &Platform, title: &str, first: u64, count: u64) -> Result<(), Failure> {
    let countries = COUNTRIES.map(|code| format!("'{code}'")).join(", ");
    let (places, waiting) = (COUNTRIES.len(), WAITING * COUNTRIES.len());
    let changes = format!(
        "'id', {ID}, 'fingerprint', md5(n::text), 'title', r.title || ' ' || n, \
         'country', (ARRAY[{countries}])[1 + n % {places}], \
         'track', CASE WHEN n / {places} % 4 = 0 THEN 'STORY' ELSE 'SOLUTION' END, \
         'state', CASE WHEN n <= {waiting} THEN 'CLARIFICATION' WHEN n / {places} % 3 = 0 THEN 'PUBLISHED' ELSE 'DECLINED' END"
    );
    insert(world, platform, title, &changes, first, count).await
}

async fn insert(
    world: &World,
    platform: &Platform,
    title: &str,
    changes: &str,
    first: u64,
    count: u64,
) -> Result<(), Failure> {
    let session = world.look(platform, "registrations").await?;
    let query = format!(
        "INSERT INTO registrations SELECT (jsonb_populate_record(r, jsonb_build_object({changes}))).* \
         FROM registrations r, generate_series({first}, {last}) n WHERE r.title = $1",
        last = first + count - 1
    );
    session.execute_raw(Statement::from_sql_and_values(DbBackend::Postgres, query, [title.into()])).await?;
    session.execute_unprepared("VACUUM (ANALYZE) registrations").await?;
    session.execute_unprepared("CHECKPOINT").await?;
    session.close().await?;
    Ok(())
}
