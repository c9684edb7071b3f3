//! Words that more rows have than a search looks at.

use proto::registrations::v1::{Registration, SearchRegistrationsResponse};
use tests::{
    network::{Network, registration},
    platform::Failure,
};

use super::search;

/// More than a search looks at.
const MANY: usize = 1_005;
const AT_ONCE: usize = 15;

fn talk_of_workshops(number: usize) -> Registration {
    Registration { summary: "Cadenas".into(), description: "—".into(), ..registration(&format!("Talleres {number}")) }
}

pub async fn a_field_finds_what_the_heaviest_rows_of_a_frequent_word_leave_out(
    network: &Network,
) -> Result<(), Failure> {
    let mut office = network.office("do")?;
    // The word weighs less in these than in all others.
    let light = Registration {
        problem: "Nadie conocía los talleres del barrio, ni ellos a sus vecinos.".into(),
        category: String::new(),
        applicant: None,
        sdgs: vec![13],
        ..talk_of_workshops(0)
    };
    for title in ["Una ruta", "Otra ruta"] {
        network.draft("do", Registration { title: title.into(), ..light.clone() }).await?;
    }
    let numbers: Vec<usize> = (1..=MANY).collect();
    for some in numbers.chunks(AT_ONCE) {
        futures::future::try_join_all(some.iter().map(|number| network.draft("do", talk_of_workshops(*number))))
            .await?;
    }
    network.draft("cr", light.clone()).await?;
    let mut region = network.region()?;
    let mut everywhere = async |filter: &str| search(&mut region, "countries/-", filter, 100, "").await;
    let mut asked = async |filter: &str| search(&mut office, "countries/do", filter, 100, "").await;
    let size = |found: &SearchRegistrationsResponse| (found.total_size, found.complete);
    assert_eq!(size(&asked("talleres").await?), (1_000, false));
    assert_eq!(size(&asked("talleres state = DRAFT").await?), (1_000, false));
    assert_eq!(size(&asked("talleres category = \"\"").await?), (2, true));
    assert_eq!(size(&asked("talleres ruta").await?), (2, true));
    for filter in ["talleres sdgs:13", "talleres -title = \"Talleres *\"", "tal* sdgs:13", "tal* ruta"] {
        assert_eq!(size(&asked(filter).await?), (2, true), "{filter}");
    }
    for filter in ["talleres country = countries/cr", "talleres (country = countries/cr OR sdgs:1)"] {
        assert_eq!(size(&everywhere(filter).await?), (1, true), "{filter}");
    }
    Ok(())
}
