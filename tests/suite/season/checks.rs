//! What has to hold once a season is over, looked at from outside.

use std::collections::{HashMap, HashSet};

use proto::{
    notifications::v1::{ListNotificationsRequest, Notification, SummarizeNotificationsRequest, notification},
    registrations::v1::registration::State,
    reviews::v1::{Case, ListAssignmentsRequest, case},
};
use tests::platform::Failure;

use super::{
    CAPACITY, COUNTRIES, ENTRIES, REVIEWS,
    course::Season,
    entries::{is_false, is_ineligible, number, tie},
    reviewing::{is_in, of_country as assignments_of},
};

/// Whatever has to hold in one country.
pub async fn of_country(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let cases = season.cases(country).await?;
    assert_eq!(cases.len(), ENTRIES, "{country}");
    every_case_has_its_quorum(season, country, &cases).await?;
    nobody_with_a_tie_saw_anything(season, country, &cases).await?;
    nobody_has_more_than_their_capacity(season, country).await?;
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

/// The case that an assignment is of.
fn case_of(assignment: &str) -> &str {
    assignment.split_once("/assignments/").map_or(assignment, |(case, _)| case)
}

async fn every_case_has_its_quorum(season: &Season<'_>, country: &str, cases: &[Case]) -> Result<(), Failure> {
    let mut reviews: HashMap<String, HashSet<String>> = HashMap::new();
    for assignment in assignments_of(season, country).await?.into_iter().filter(is_in) {
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

/// Nobody was ever put on a case of an applicant whom their institution has a tie to, nor reads anything of it.
async fn nobody_with_a_tie_saw_anything(season: &Season<'_>, country: &str, cases: &[Case]) -> Result<(), Failure> {
    let entries: HashMap<&str, usize> = cases.iter().map(|case| (case.name.as_str(), number(&case.title))).collect();
    let of_case = |assignment: &str| entries.get(case_of(assignment)).copied().unwrap_or_default();
    let all = assignments_of(season, country).await?;
    for reviewer in season.reviewers.iter().filter(|reviewer| reviewer.country == country) {
        let theirs = all.iter().filter(|assignment| assignment.reviewer == reviewer.member);
        let mut caller = season.network.caller(&reviewer.subject, "reviewer", country, "es")?.reviews;
        let request = ListAssignmentsRequest {
            parent: format!("countries/{country}/cases/-"),
            page_size: 1000,
            ..Default::default()
        };
        let read = caller.list_assignments(request).await?.into_inner().assignments;
        for assignment in theirs.chain(&read) {
            let entry = of_case(&assignment.name);
            assert_ne!(tie(entry), Some(reviewer.institution), "{} has a tie to {country} {entry}", reviewer.subject);
        }
    }
    Ok(())
}

async fn nobody_has_more_than_their_capacity(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let mut loads: HashMap<String, usize> = HashMap::new();
    for assignment in assignments_of(season, country).await? {
        *loads.entry(assignment.reviewer).or_default() += 1;
    }
    for (reviewer, load) in loads {
        assert!(load <= CAPACITY, "{reviewer} has {load}");
    }
    Ok(())
}

/// Every entry stands where it came to its end, and its applicant has the letter that says so.
async fn everything_is_decided_and_told(season: &Season<'_>, country: &str) -> Result<(), Failure> {
    let letters = letters(season, country).await?;
    for registration in season.registrations(country).await? {
        let entry = number(&registration.title);
        let told = letters.get(&registration.name).map(Vec::as_slice).unwrap_or_default();
        let last = match registration.state() {
            State::Ineligible => "screening-failed",
            State::Declined => "decision-declined",
            State::Accepted if is_false(entry) => "validation-failed",
            State::Validated => "validation-passed",
            other => panic!("{country} {entry} was left {other:?}"),
        };
        let count = told.iter().filter(|template| *template == last).count();
        assert_eq!(count, 1, "{country} {entry}: {last} among {told:?}");
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
