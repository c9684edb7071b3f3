//! Looking at what came of the steps: that everything stands where it should, and what always holds.

use std::collections::HashSet;

use proto::{
    notifications::v1::{ListNotificationsRequest, Notification},
    registrations::v1::Registration,
    reviews::v1::{
        Appeal, Assignment, Case, Decision, GetCaseRequest, ListAppealsRequest, ListAssignmentsRequest,
        ListDecisionsRequest, appeal, decision::State,
    },
};
use tests::{patience::until, platform::Failure};

use super::{
    people::{Names, People},
    standing::{PEOPLE, Standing},
    step::Office,
};

/// All that there is of an entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    registration: Registration,
    case: Case,
    assignments: Vec<Assignment>,
    decisions: Vec<Decision>,
    appeals: Vec<Appeal>,
}

/// Reads it, as the applicant and the office do.
pub async fn look(people: &People, names: &Names) -> Result<Seen, Failure> {
    let mut office = people.office(Office::First)?.reviews;
    let request = GetCaseRequest { name: names.case.clone() };
    let case = office.get_case(request).await?.into_inner().case.ok_or("no case")?;
    let request = ListAssignmentsRequest { parent: names.case.clone(), ..Default::default() };
    let assignments = office.list_assignments(request).await?.into_inner().assignments;
    let (parent, filter) = ("countries/do".to_owned(), format!("edition = \"{}\"", people.edition));
    let request = ListDecisionsRequest { parent: parent.clone(), filter, page_size: 1000, ..Default::default() };
    let mut decisions = office.list_decisions(request).await?.into_inner().decisions;
    decisions.retain(|decision| decision.case == names.case);
    let filter = format!("registration = \"{}\"", names.registration);
    let request = ListAppealsRequest { parent, filter, ..Default::default() };
    let appeals = office.list_appeals(request).await?.into_inner().appeals;
    let registration = people.read(&names.registration).await?;
    Ok(Seen { registration, case, assignments, decisions, appeals })
}

impl Seen {
    /// Whether everything is where it stands by the model.
    fn is(&self, people: &People, stands: &Standing) -> bool {
        let mut seats = [None; PEOPLE];
        for one in &self.assignments {
            if let Some(person) = people.person(&one.reviewer) {
                seats[person] = Some(one.state());
            }
        }
        let appeal = self.appeals.first().map(Appeal::state);
        let reviews = usize::try_from(self.case.reviews_in).unwrap_or_default();
        self.registration.state() == stands.registration()
            && (self.case.state(), reviews) == (stands.case(), stands.reviews())
            && (seats, appeal) == (stands.seats, stands.appeal)
    }

    /// What holds whatever was done; where it does not, what is wrong.
    fn holds(&self, people: &People) -> Result<(), Failure> {
        let untold = |one: &&Decision| matches!(one.state(), State::Prepared | State::Confirmed);
        if self.decisions.iter().filter(untold).count() > 1 || self.appeals.len() > 1 {
            return Err("two decisions that nobody was told of, or two appeals".into());
        }
        let told = |one: &&Decision| matches!(one.state(), State::Released | State::Overturned);
        for decision in self.decisions.iter().filter(told).filter(|one| one.appeal.is_empty()) {
            if decision.confirmer.is_empty() || decision.confirmer == decision.preparer {
                return Err(format!("one person decided alone: {decision:?}").into());
            }
        }
        let part = |one: &Assignment| [one.reviewer.clone(), one.delegate.clone()];
        let part: HashSet<String> = self.assignments.iter().flat_map(part).collect();
        let decided = |subject: &String| {
            self.decisions.iter().any(|one| [&one.preparer, &one.confirmer, &one.releaser].contains(&subject))
        };
        for appeal in &self.appeals {
            if appeal.hearings.iter().any(|one| part.contains(&one.reviewer) || people.person(&one.reviewer).is_none())
            {
                return Err(format!("somebody hears what they had a part in: {appeal:?}").into());
            }
            if appeal.state() == appeal::State::Rejected && decided(&appeal.judge) {
                return Err(format!("who decided rejects the appeal against that: {appeal:?}").into());
            }
        }
        Ok(())
    }
}

/// Waits until everything stands where the model says, and looks whether what always holds does.
pub async fn comes_to(people: &People, names: &Names, stands: &Standing) -> Result<Seen, Failure> {
    let found = until("what follows", || async {
        let seen = look(people, names).await?;
        Ok(seen.is(people, stands).then_some(seen))
    });
    let seen = match found.await {
        Ok(seen) => seen,
        Err(fault) => return Err(format!("{fault}: {:?}", look(people, names).await?).into()),
    };
    seen.holds(people)?;
    Ok(seen)
}

/// The applicant has one letter for each decision that was released, and one for how the appeal ended; and no other letter that
/// tells of an end.
pub async fn everything_was_told_once(people: &People, names: &Names) -> Result<(), Failure> {
    let seen = look(people, names).await?;
    let filter = format!("registration = {}", names.registration);
    let request =
        ListNotificationsRequest { parent: "countries/do".into(), filter, page_size: 1000, ..Default::default() };
    let mut office = people.office(Office::First)?.notifications;
    let letters = office.list_notifications(request).await?.into_inner().notifications;
    let ends = ["appeal-upheld", "appeal-denied", "appeal-rejected", "appeal-withdrawn"];
    let is_end =
        |letter: &&Notification| letter.template.starts_with("decision-") || ends.contains(&letter.template.as_str());
    let mut found: Vec<(&str, &str)> =
        letters.iter().filter(is_end).map(|letter| (letter.about.as_str(), letter.template.as_str())).collect();
    let mut expected = Vec::new();
    for decision in seen.decisions.iter().filter(|one| one.release_time.is_some() && one.appeal.is_empty()) {
        let template = ["", "decision-accepted", "decision-waitlisted", "decision-declined"];
        let template = template.get(usize::try_from(decision.outcome)?).ok_or("another outcome")?;
        expected.push((decision.name.as_str(), *template));
    }
    for appeal in &seen.appeals {
        let template = match appeal.state() {
            appeal::State::Upheld => "appeal-upheld",
            appeal::State::Denied => "appeal-denied",
            appeal::State::Rejected => "appeal-rejected",
            appeal::State::Withdrawn => "appeal-withdrawn",
            _ => continue,
        };
        expected.push((appeal.name.as_str(), template));
    }
    found.sort_unstable();
    expected.sort_unstable();
    if found == expected { Ok(()) } else { Err(format!("{found:?}, and not {expected:?}").into()) }
}
