//! The first edition's registrations in both databases, and the same questions to each.

use platform::clients::Caller;
use tests::{
    calls::{self, COUNTRIES, FIRST_EDITION},
    patience::until,
    people::People,
    platform::{Failure, Ground, SERVICES, Serving},
};

use super::{search, shown};

const QUESTIONS: [&str; 20] = [
    "",
    "talleres",
    "logística inventario",
    "\"medios de pago\"",
    "\"catálogo en mensajería\"",
    "negocio",
    "negocios -inventario",
    "inventario OR mensajería",
    "payment",
    "workers safety",
    "negocios applicant.size = MICRO",
    "negocios sdgs:8 track = STORY",
    "ahorro state = SUBMITTED people_reached:*",
    "applicant.city = \"San*\" jobs >= 5",
    "NOT women_led = true NOT negocios",
    "stage != IMPLEMENTED",
    "inventa*",
    "negoci* logíst*",
    "pag* OR taller* sdgs:8",
    "ahor* -negoci*",
];

pub async fn compared() -> Result<(), Failure> {
    let (_embedded, _serving, mut on_files) = imported(Ground::embedded()?).await?;
    let (_real, _also_serving, mut on_servers) = imported(Ground::real("search_sample").await?).await?;
    let mut found = 0;
    for parent in ["countries/-", "countries/do", "countries/bz"] {
        for question in QUESTIONS {
            let expected = answers(&mut on_files, parent, question).await?;
            assert_eq!(answers(&mut on_servers, parent, question).await?, expected, "{question} in {parent}");
            found += expected.len();
        }
    }
    assert!(found > 200, "only {found} answers were compared");
    Ok(())
}

/// The sample as it is sent in by its offices, one after the other, and somebody who may read everywhere.
async fn imported(mut ground: Ground) -> Result<(Ground, Serving, Caller), Failure> {
    ground.set("ACELERACION__SERVER__LISTEN", "127.0.0.1:0");
    let serving = ground.serve(&SERVICES).await?;
    ground.find(&SERVICES, &serving);
    let people = People::of(&ground)?;
    let mut region = people.region()?;
    calls::admit(&mut region, &COUNTRIES).await?;
    calls::open_edition(&mut region, &COUNTRIES).await?;
    for country in COUNTRIES {
        calls::import(&mut people.office(country)?, country, FIRST_EDITION).await?;
    }
    until("every country is known and every case is opened", || async {
        let mut region = people.region()?;
        Ok((search(&mut region, "countries/-", "state = SCREENING", 1, "").await?.total_size == 91).then_some(()))
    })
    .await?;
    Ok((ground, serving, region))
}

/// Everything that an answer says but ids and times: the hits of all pages with their passages, and the facets.
async fn answers(region: &mut Caller, parent: &str, question: &str) -> Result<Vec<String>, Failure> {
    let (mut said, mut token) = (Vec::new(), String::new());
    loop {
        let page = search(region, parent, question, 7, &token).await?;
        for hit in &page.hits {
            let title = hit.registration.as_ref().map(|found| found.title.as_str()).unwrap_or_default();
            let passages: Vec<String> =
                hit.passages.iter().map(|passage| format!("{}: {}", passage.field, shown(passage))).collect();
            said.push(format!("{title} {passages:?}"));
        }
        token = page.next_page_token;
        if token.is_empty() {
            said.push(format!("{} {} {:?}", page.total_size, page.complete, page.facets));
            return Ok(said);
        }
    }
}
