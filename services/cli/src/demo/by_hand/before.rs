//! The edition that is open, and the country that closes it early.

use proto::registrations::v1::{
    Calendar, Category, CountryEdition, CreateEditionRequest, Criterion, Edition, GetCountryEditionRequest,
    ReviseCountryEditionRequest, Track,
};

use super::{EDITION, entries::LATE};
use crate::{
    demo::{
        cast::{COUNTRIES, Cast, settled},
        network::{added, words},
    },
    problem::Problem,
};

/// Opens the edition; 0 where it is open already.
pub async fn open_edition(cast: &Cast) -> Result<usize, Problem> {
    let category = |id: &str, spanish: &str, english: &str| Category { id: id.into(), titles: words(spanish, english) };
    let moment = |seconds: i64| Some(prost_types::Timestamp { seconds, nanos: 0 });
    let criterion = Criterion { id: "in-use".into(), titles: words("En uso", "In use"), weight: 1.0, max_score: 5 };
    let edition = Edition {
        title: words("Convocatoria abierta", "Open call"),
        question: words("¿Qué le funciona que sirva a otros?", "What works for you that could help others?"),
        categories: vec![
            category("safety", "Trabajo seguro", "Safe work"),
            category("trade", "Comprar, vender y repartir", "Buying, selling and delivering"),
        ],
        tracks: vec![Track::Solution.into(), Track::Story.into()],
        // From 2021 to 2100, UTC.
        calendar: Some(Calendar { opens: moment(1_609_459_200), closes: moment(4_102_444_800) }),
        criteria: vec![criterion],
        countries: COUNTRIES.iter().map(|(code, ..)| format!("countries/{code}")).collect(),
        reviews_per_case: 1,
        accept_bar: 0.6,
        ..Default::default()
    };
    let request = CreateEditionRequest { edition_id: EDITION.into(), edition: Some(edition), ..Default::default() };
    let opened = added("opening the edition", cast.region()?.registrations.create_edition(request).await)?;
    if opened > 0 {
        settled(cast).await?;
    }
    Ok(opened)
}

/// Has the country of the late entry close the edition before the network does, which is its own to decide.
pub async fn close_early(cast: &Cast) -> Result<usize, Problem> {
    let mut office = cast.office(LATE.country)?.registrations;
    let name = format!("countries/{}/editions/{EDITION}", LATE.country);
    let request = GetCountryEditionRequest { name: name.clone(), ..Default::default() };
    let held = office.get_country_edition(request).await;
    let held = held.map_err(|status| Problem::call("reading the edition of a country", &status))?.into_inner();
    if held.country_edition.is_some_and(|edition| edition.version > 0) {
        return Ok(0);
    }
    let country_edition = CountryEdition { name, closes: "2021-03-01T00:00".into(), ..Default::default() };
    let request = ReviseCountryEditionRequest { country_edition: Some(country_edition), ..Default::default() };
    let revised = office.revise_country_edition(request).await;
    revised.map_err(|status| Problem::call("closing the edition in a country", &status))?;
    Ok(1)
}
