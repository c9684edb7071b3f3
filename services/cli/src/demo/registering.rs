//! Registrations come in: each office imports the network's file and keeps its own rows.

use std::{collections::BTreeMap, io::Cursor};

use proto::{
    registrations::v1::{ImportSettings, ListRegistrationsRequest, RefusedRow, Registration},
    reviews::v1::{Case, ListCasesRequest},
};

use super::{
    EDITION,
    cast::{COUNTRIES, Cast, tell, until},
    outcome::{Outcome, Refused},
};
use crate::{import, problem::Problem};

/// Imports the file in every country, and waits until each registration has its case.
pub async fn import(cast: &Cast, file: &[u8], outcome: &mut Outcome) -> Result<(), Problem> {
    let mut refused: BTreeMap<i32, (Refused, Vec<&str>)> = BTreeMap::new();
    let mut registered = 0;
    for (country, ..) in COUNTRIES {
        let mut office = cast.office(country)?;
        let settings = ImportSettings {
            parent: format!("countries/{country}"),
            edition: format!("editions/{EDITION}"),
            file_name: "first-edition.csv".into(),
            ..ImportSettings::default()
        };
        let mut rows: Vec<RefusedRow> = Vec::new();
        let answer = import::send(&mut office, settings, Cursor::new(file.to_vec()), &mut rows).await?;
        let all = usize::try_from(answer.registered + answer.already_registered).unwrap_or_default();
        outcome.country(country).received = all;
        registered += all;
        outcome.changes += usize::try_from(answer.registered).unwrap_or_default();
        for row in rows {
            let told = Refused { row: row.row, field: row.field, reason: row.message };
            refused.entry(row.row).or_insert((told, Vec::new())).1.push(country);
        }
    }
    outcome.registered = registered;
    outcome.rows = registered + refused.len();
    for (row, offices) in refused.into_values() {
        // A row that no office can place comes back from each of them: it is nobody's, and counts once.
        if let [country] = offices.as_slice() {
            let figures = outcome.country(country);
            figures.received += 1;
            figures.refused += 1;
        }
        outcome.refused.push(row);
    }
    tell("rows registered", registered);
    tell("rows refused", outcome.refused.len());
    for (country, ..) in COUNTRIES {
        cases_opened(cast, country, EDITION).await?;
    }
    Ok(())
}

/// Waits until each registration of a country in an edition has its case.
pub async fn cases_opened(cast: &Cast, country: &str, edition: &str) -> Result<(), Problem> {
    let expected = registrations(cast, country, edition).await?.len();
    until("a case for each registration", || async {
        Ok((cases(cast, country, edition).await?.len() >= expected).then_some(()))
    })
    .await
}

/// What is asked of lists: a data folder may hold other editions too.
fn of_edition(edition: &str) -> String {
    format!("edition = \"editions/{edition}\"")
}

/// All registrations of a country in an edition.
pub async fn registrations(cast: &Cast, country: &str, edition: &str) -> Result<Vec<Registration>, Problem> {
    let mut client = cast.office(country)?.registrations;
    let mut request = ListRegistrationsRequest {
        parent: format!("countries/{country}"),
        page_size: 1000,
        filter: of_edition(edition),
        ..Default::default()
    };
    let mut all = Vec::new();
    loop {
        let page = client.list_registrations(request.clone()).await;
        let page = page.map_err(|status| Problem::call("listing registrations", &status))?.into_inner();
        all.extend(page.registrations);
        if page.next_page_token.is_empty() {
            return Ok(all);
        }
        request.page_token = page.next_page_token;
    }
}

/// All cases of a country in an edition.
pub async fn cases(cast: &Cast, country: &str, edition: &str) -> Result<Vec<Case>, Problem> {
    let mut client = cast.office(country)?.reviews;
    let mut request = ListCasesRequest {
        parent: format!("countries/{country}"),
        page_size: 1000,
        filter: of_edition(edition),
        ..Default::default()
    };
    let mut all = Vec::new();
    loop {
        let page = client.list_cases(request.clone()).await;
        let page = page.map_err(|status| Problem::call("listing cases", &status))?.into_inner();
        all.extend(page.cases);
        if page.next_page_token.is_empty() {
            return Ok(all);
        }
        request.page_token = page.next_page_token;
    }
}
