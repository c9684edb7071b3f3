//! What many have in common tells nothing, and keeps nothing else from being told; and what entered two editions.

use platform::clients::Caller;
use proto::registrations::v1::{
    Applicant, CreateRegistrationRequest, Duplicate, ListDuplicatesRequest, MergeRegistrationRequest, Registration,
    duplicate::Reason, registration::State,
};
use tests::{
    network::{EDITION, Network, registration},
    patience::until,
    platform::Failure,
    refusal::{of, refusal},
};
use tonic::{Code, Status};

use super::super::asking::submit;
use crate::{
    forms::making::open,
    import::{
        files::{SPANISH, row, table},
        import,
    },
};

/// More than may have one key.
const MANY: usize = 150;
/// The address of whoever enters for all, as the rows of a file have it.
const ADDRESS: &str = "ana@taller.example.org";
const SYLLABLES: [&str; 10] = ["ma", "le", "cón", "ro", "sa", "ti", "vé", "lu", "po", "gra"];

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_many_have_hides_no_pair_by_name() -> Result<(), Failure> {
    let network = Network::real("common").await?;
    let (ana, carla) =
        (network.caller("ana", "applicant", "do", "en")?, network.caller("carla", "applicant", "cr", "en")?);
    let first = enter(&ana, "do", EDITION, "Horno Quebrada", "Hornos").await?;
    let abroad = enter(&carla, "cr", EDITION, "Horno Quebrada S.C.", "Otra").await?;
    let office = network.office("do")?;
    let answer = import(&network, &entered_by_one()).await?;
    assert_eq!(usize::try_from(answer.registered)?, MANY, "{:?}", answer.refused_rows);
    let last = enter(&ana, "do", EDITION, "Horno Quebrada S. de R.L. de C.V.", "Pan").await?;

    let found = until("the pair by its name", || async {
        Ok(of_one(&office, "countries/do", &last, "").await?.into_iter().next())
    })
    .await?;
    assert_eq!((found.other.as_str(), found.reasons().next()), (first.as_str(), Some(Reason::Organisation)));
    let all = of_one(&office, "countries/do", &last, "").await?;
    assert_eq!(all.len(), 1, "the address alone tells nothing of {MANY}: {all:?}");
    let region = network.region()?;
    let across = until("the pair across countries", || async {
        Ok(of_one(&region, "countries/-", &last, "").await?.into_iter().next())
    })
    .await?;
    assert_eq!(across.other, abroad);
    who_enters_again_in_another_edition_is_shown_and_merged_only_where_that_is_said(&network, &ana, &last).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_alike_by_the_dozen_comes_in_small_pages_each_pair_once() -> Result<(), Failure> {
    let network = Network::embedded().await?;
    let alike: i32 = 30;
    let rows: Vec<Vec<String>> = (0..alike).map(|place| row(&format!("La {place} de muchas"), "x")).collect();
    let answer = import(&network, &table(&SPANISH, &rows, ";").into_bytes()).await?;
    assert_eq!(answer.registered, alike, "{:?}", answer.refused_rows);
    let office = network.office("do")?;
    for edition in ["", EDITION] {
        let mut found: Vec<(String, String)> = Vec::new();
        let mut request =
            ListDuplicatesRequest { parent: "countries/do".into(), edition: edition.into(), ..Default::default() };
        loop {
            let page = office.registrations.clone().list_duplicates(request.clone()).await?.into_inner();
            assert!(page.duplicates.len() <= 200, "{} in one answer", page.duplicates.len());
            found.extend(page.duplicates.into_iter().map(|pair| (pair.registration, pair.other)));
            request.page_token = page.next_page_token;
            if request.page_token.is_empty() {
                break;
            }
        }
        let mut sorted = found.clone();
        sorted.sort_unstable_by(|one, other| other.cmp(one));
        assert_eq!(found, sorted, "the latest come first");
        sorted.dedup();
        assert_eq!(sorted.len(), usize::try_from(alike * (alike - 1) / 2)?, "each pair once");
    }
    Ok(())
}

async fn who_enters_again_in_another_edition_is_shown_and_merged_only_where_that_is_said(
    network: &Network,
    ana: &Caller,
    earlier: &str,
) -> Result<(), Failure> {
    let office = network.office("do")?;
    let next = open(network, "next-year").await?;
    let again = enter(ana, "do", &next, "Horno Quebrada", "Masa madre").await?;
    let pair = until("the pair of two editions", || async {
        let found = of_one(&office, "countries/do", &again, "").await?;
        Ok(found.into_iter().find(|pair| pair.other == earlier))
    })
    .await?;
    assert_eq!((pair.edition.as_str(), pair.other_edition.as_str()), (next.as_str(), EDITION));
    assert_eq!(of_one(&office, "countries/do", &again, &next).await?, [], "nothing else entered that edition");
    assert_eq!(of_one(&office, "countries/do", earlier, EDITION).await?.len(), 1);

    let invalid = of(Code::InvalidArgument, "INVALID_FIELD");
    assert_eq!(refusal(merge(&office, &again, earlier, false).await), invalid);
    assert_eq!(merge(&office, &again, earlier, true).await?.state(), State::Merged);
    Ok(())
}

/// A file of organisations and texts that have nothing in common but who entered them.
fn entered_by_one() -> Vec<u8> {
    let word = |seed: usize| -> String {
        [seed % 10, seed / 10 % 10, seed / 3 % 10, seed / 7 % 10].map(|place| SYLLABLES[place]).concat()
    };
    let rows: Vec<Vec<String>> = (0..MANY)
        .map(|place| {
            let words: Vec<String> = (0..20).map(|number| word(place * 31 + number * 17)).collect();
            let mut cells = row(&format!("{} {place}", words[..3].join(" ")), &words.join(" "));
            cells[3] = format!("{} {}", word(place * 13 + 5), word(place * 29 + 1));
            cells[6] = words[3..9].join(" ");
            cells
        })
        .collect();
    table(&SPANISH, &rows, ";").into_bytes()
}

async fn enter(
    owner: &Caller,
    country: &str,
    edition: &str,
    organisation: &str,
    description: &str,
) -> Result<String, Failure> {
    let whole = registration(description);
    let applicant = Applicant {
        organisation: organisation.into(),
        contact_email: ADDRESS.into(),
        ..whole.applicant.clone().unwrap_or_default()
    };
    let (summary, description) = (String::new(), format!("{description} de {country} en {edition}"));
    let whole = Registration { edition: edition.into(), applicant: Some(applicant), summary, description, ..whole };
    let parent = format!("countries/{country}");
    let request = CreateRegistrationRequest { parent, registration: Some(whole), ..Default::default() };
    let made = owner.registrations.clone().create_registration(request).await?.into_inner();
    let name = made.registration.ok_or("no registration")?.name;
    submit(owner, &name).await?;
    Ok(name)
}

/// The pairs of which this is the later one.
async fn of_one(caller: &Caller, parent: &str, name: &str, edition: &str) -> Result<Vec<Duplicate>, Status> {
    let request = ListDuplicatesRequest { parent: parent.into(), edition: edition.into(), ..Default::default() };
    let found = caller.registrations.clone().list_duplicates(request).await?.into_inner().duplicates;
    Ok(found.into_iter().filter(|pair| pair.registration == name).collect())
}

async fn merge(office: &Caller, name: &str, survivor: &str, across_editions: bool) -> Result<Registration, Status> {
    let (name, survivor, reason) = (name.to_owned(), survivor.to_owned(), "es la misma".to_owned());
    let request = MergeRegistrationRequest { name, survivor, reason, across_editions, ..Default::default() };
    Ok(office.registrations.clone().merge_registration(request).await?.into_inner().registration.unwrap_or_default())
}
