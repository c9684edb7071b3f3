//! The states of a conflict, and whom it binds, whatever happens in whatever order.

use proptest::prelude::*;

use super::{
    bound::{as_of_now, binding},
    found::Found,
    rows::Model,
    *,
};

const REGISTRATION: &str = "countries/do/registrations/00000000-0000-7000-8000-000000000001";
const ANA: &str = "countries/do/members/00000000-0000-7000-8000-000000000002";
const BANK: &str = "institutions/bank";

fn tie(holder: &str) -> Found {
    Found { holder: holder.into(), kind: Kind::Funding, basis: Basis::Tie }
}

/// What can happen to the conflicts of a registration.
#[derive(Clone, Debug)]
enum Step {
    /// What is found now: by the bank, by Ana.
    Found(bool, bool),
    /// Ana declares one.
    Declare,
    /// The office rules on one of those that are there.
    Rule(usize, bool),
    /// The office sets aside for Ana what binds her institution.
    Spare,
}

fn any_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (any::<bool>(), any::<bool>()).prop_map(|(bank, ana)| Step::Found(bank, ana)),
        Just(Step::Declare),
        (0..5usize, any::<bool>()).prop_map(|(which, stands)| Step::Rule(which, stands)),
        Just(Step::Spare),
    ]
}

fn taken(mut rows: Vec<Model>, step: &Step) -> Vec<Model> {
    match step {
        Step::Found(bank, ana) => {
            let found: Vec<Found> =
                [(bank, BANK), (ana, ANA)].iter().filter(|(is, _)| **is).map(|(_, holder)| tie(holder)).collect();
            return as_of_now("do", REGISTRATION, rows, &found);
        }
        Step::Declare => rows.push(Model::new("do", REGISTRATION, ANA, Kind::Family, Origin::Declared)),
        Step::Rule(which, stands) => {
            let count = rows.len().max(1);
            if let Some(row) = rows.get_mut(which % count) {
                row.state = if *stands { State::Stands } else { State::SetAside };
                row.pinned = true;
            }
        }
        Step::Spare => {
            let spared = Model::new("do", REGISTRATION, ANA, Kind::Funding, Origin::Ruled);
            rows.push(Model { state: State::SetAside, pinned: true, ..spared });
        }
    }
    rows
}

fn binds(rows: &[Model], institution: &str) -> bool {
    binding(rows, ANA, institution).next().is_some()
}

proptest! {
    #[test]
    fn what_is_ruled_or_declared_stays_whatever_is_found(steps in prop::collection::vec(any_step(), 0..20)) {
        let mut rows = Vec::new();
        for step in &steps {
            let before = rows.clone();
            rows = taken(rows, step);
            if matches!(step, Step::Found(..)) {
                for kept in before.iter().filter(|row: &&Model| row.pinned || row.origin != Origin::Found) {
                    prop_assert!(rows.contains(kept), "{kept:?} became something else");
                }
            }
        }
    }

    #[test]
    fn what_is_found_is_kept_once_and_ends_when_it_is_found_no_more(steps in prop::collection::vec(any_step(), 0..20)) {
        let rows = steps.iter().fold(Vec::new(), taken);
        let found = rows.iter().filter(|row| row.origin == Origin::Found);
        prop_assert!(found.clone().count() <= 2, "one of the bank and one of Ana");
        let now = as_of_now("do", REGISTRATION, rows.clone(), &[]);
        for row in now.iter().filter(|row| row.origin == Origin::Found && !row.pinned) {
            prop_assert_eq!(row.state, State::Ended);
        }
        let again = as_of_now("do", REGISTRATION, now.clone(), &[]);
        prop_assert_eq!(again, now, "looking twice changes nothing");
    }

    #[test]
    fn a_standing_tie_of_the_institution_binds_its_people_and_nobody_else(steps in prop::collection::vec(any_step(), 0..20)) {
        let rows = steps.iter().fold(Vec::new(), taken);
        let own = rows.iter().any(|row| row.holder == ANA && row.state == State::Stands);
        let of_bank = rows.iter().any(|row| row.holder == BANK && row.state == State::Stands);
        let spares = |row: &Model| row.holder == ANA && row.kind == Kind::Funding && row.pinned;
        let spared = rows.iter().any(|row| spares(row) && row.state == State::SetAside);
        prop_assert_eq!(binds(&rows, ""), own);
        prop_assert_eq!(binds(&rows, BANK), own || (of_bank && !spared));
        prop_assert_eq!(binds(&rows, "institutions/other"), own);
    }
}

#[test]
fn what_an_applicant_names_binds_nobody_until_the_office_rules() {
    let named = Model::new("do", REGISTRATION, "", Kind::Family, Origin::NamedByApplicant);
    assert_eq!(named.state, State::Claimed);
    assert!(!binds(std::slice::from_ref(&named), BANK));
    let ruled = Model { holder: BANK.into(), state: State::Stands, pinned: true, ..named };
    assert!(binds(&[ruled], BANK));
}
