//! What has to hold once a season is over, looked at from outside.

use std::collections::{HashMap, HashSet};

use proto::{
    notifications::v1::{ListNotificationsRequest, Notification, SummarizeNotificationsRequest, notification},
    registrations::v1::registration::State,
    reviews::v1::{Assignment, Case, ListAssignmentsRequest, assignment, case},
};
use tests::platform::Failure;

use super::{
    COUNTRIES, ENTRIES, MOST_PER_INSTITUTION, REVIEWS, assigning,
    course::Season,
    entries::{is_false, is_ineligible, is_known_to, is_tied, number},
    reviewing::{case_of, is_in},
    ties,
};

/// Whatever has to hold in one country.
pub async fn of_country(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let cases = season.cases(country).await?;
    assert_eq!(cases.len(), ENTRIES, "{country}");
    every_case_has_its_quorum(season, country, &cases).await?;
    nobody_with_a_tie_saw_anything(season, country, &cases).await?;
    nobody_has_more_than_they_take(season, country).await?;
    ties::of_every_kind_stand(season, country).await?;
    everything_is_decided_and_told(season, country).await
}

/// Nothing is left anywhere.
pub async fn of_network(season: &Season<'_>) -> Result<(), Failure> {
    for (country, ..) in COUNTRIES {
        let request = SummarizeNotificationsRequest { parent: format!("countries/{country}") };
        let mut office = season.network.office(country)?.notifications;
        let told = office.summarize_notifications(request).await?.into_inner();
        assert_eq!((told.pending, told.failed), (0, 0), "{country}");
        assert_eq!(usize::try_from(told.applicants_notified)?, ENTRIES, "{country}");
    }
    Ok(())
}

async fn every_case_has_its_quorum(season: &Season<'_>, country: &str, cases: &[Case]) -> Result<(), Failure> {
    let mut reviews: HashMap<String, HashSet<String>> = HashMap::new();
    for assignment in assigning::of_country(season, country).await?.into_iter().filter(is_in) {
        let reviewers = reviews.entry(case_of(&assignment.name).to_owned()).or_default();
        assert!(reviewers.insert(assignment.reviewer), "nobody reviews a case twice");
    }
    for case in cases {
        let entry = number(&case.title);
        let found = reviews.get(&case.name).map_or(0, HashSet::len);
        if is_ineligible(entry) {
            assert_eq!((case.state(), found), (case::State::ScreenedOut, 0), "{country} {entry}");
            continue;
        }
        assert!(i32::try_from(found)? >= REVIEWS, "{country} {entry} was decided on {found} reviews");
        assert_eq!(i32::try_from(found)?, case.reviews_in, "{country} {entry}");
        assert!(!case.decision.is_empty(), "{country} {entry} was not decided");
    }
    Ok(())
}

/// Nobody was ever put on a case of an applicant to whom they have a tie of which everybody can know; and nobody reads anything
/// of a case of which they declared a conflict, or have one.
async fn nobody_with_a_tie_saw_anything(season: &Season<'_>, country: &str, cases: &[Case]) -> Result<(), Failure> {
    let entries: HashMap<&str, usize> = cases.iter().map(|case| (case.name.as_str(), number(&case.title))).collect();
    let of_case = |assignment: &Assignment| entries.get(case_of(&assignment.name)).copied().unwrap_or_default();
    let all = assigning::of_country(season, country).await?;
    for reviewer in season.reviewers.iter().filter(|reviewer| reviewer.country == country) {
        for assignment in all.iter().filter(|one| one.reviewer == reviewer.member || one.delegate == reviewer.member) {
            let entry = of_case(assignment);
            assert!(!is_tied(reviewer, entry), "{} was on {country} {entry}", reviewer.subject);
            let ended = assignment.state() == assignment::State::Conflicted;
            assert_eq!(ended, ended && is_known_to(reviewer, entry), "{} declared nothing", reviewer.subject);
            assert!(!is_in(assignment) || !is_known_to(reviewer, entry), "{} reviewed {entry}", reviewer.subject);
        }
        let mut caller = season.network.caller(&reviewer.subject, "reviewer", country, "es")?.reviews;
        let request = ListAssignmentsRequest {
            parent: format!("countries/{country}/cases/-"),
            page_size: 1000,
            ..Default::default()
        };
        for read in caller.list_assignments(request).await?.into_inner().assignments {
            let entry = of_case(&read);
            let bound = is_tied(reviewer, entry) || is_known_to(reviewer, entry);
            assert!(!bound, "{} reads {country} {entry}", reviewer.subject);
        }
    }
    Ok(())
}

/// No reviewer has more places on cases than they take, and no institution more than the plan says.
pub async fn nobody_has_more_than_they_take(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let (mut reviewers, mut institutions) = (HashMap::<&str, (i32, i32)>::new(), HashMap::<usize, i32>::new());
    for assignment in assigning::of_country(season, country).await?.into_iter().filter(has_place) {
        let reviewer = season.reviewers.iter().find(|reviewer| reviewer.member == assignment.reviewer);
        let reviewer = reviewer.ok_or("a stranger")?;
        *institutions.entry(reviewer.institution).or_default() += 1;
        reviewers.entry(&reviewer.subject).or_insert((0, reviewer.takes())).0 += 1;
    }
    assert!(reviewers.values().all(|(load, most)| load <= most), "{country}: {reviewers:?}");
    assert!(institutions.values().all(|load| *load <= MOST_PER_INSTITUTION), "{country}: {institutions:?}");
    Ok(())
}

/// Whether a review is in, or awaited.
pub fn has_place(assignment: &Assignment) -> bool {
    use assignment::State;
    matches!(assignment.state(), State::Assigned | State::Draft | State::Late | State::Submitted)
}

/// Every entry stands where it came to its end, and its applicant has the letter that says so.
async fn everything_is_decided_and_told(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let letters = letters(season, country).await?;
    for registration in season.registrations(country).await? {
        let entry = number(&registration.title);
        let told = letters.get(&registration.name).map(Vec::as_slice).unwrap_or_default();
        let expected: &[&str] = match registration.state() {
            State::Ineligible => &["screening-failed"],
            State::Declined => &["decision-declined"],
            State::Accepted if is_false(entry) => &["decision-accepted", "validation-failed"],
            State::Validated => &["decision-accepted", "validation-passed"],
            other => panic!("{country} {entry} was left {other:?}"),
        };
        // One letter for each that was decided, and none for anything that was not.
        let tells = ["screening-failed", "decision-", "validation-"];
        let is_end = |template: &&String| tells.iter().any(|kind| template.starts_with(kind));
        let mut found: Vec<&str> = told.iter().filter(is_end).map(String::as_str).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{country} {entry}: among {told:?}");
        assert_eq!(registration.state() == State::Ineligible, is_ineligible(entry), "{country} {entry}");
    }
    Ok(())
}

/// The templates of the letters that reached applicants, by registration.
async fn letters(season: &Season<'_>, country: &str) -> Result<HashMap<String, Vec<String>>, Failure> {
    let mut office = season.network.office(country)?.notifications;
    let mut found: HashMap<String, Vec<String>> = HashMap::new();
    let mut page_token = String::new();
    loop {
        let parent = format!("countries/{country}");
        let request = ListNotificationsRequest { parent, page_size: 1000, page_token, ..Default::default() };
        let page = office.list_notifications(request).await?.into_inner();
        let sent = |letter: &Notification| letter.state() == notification::State::Sent;
        for letter in page.notifications.into_iter().filter(sent) {
            found.entry(letter.registration).or_default().push(letter.template);
        }
        if page.next_page_token.is_empty() {
            return Ok(found);
        }
        page_token = page.next_page_token;
    }
}
