//! The tables of this service, oldest first.

mod m0001_cases;
mod m0002_assignments;
mod m0003_decisions;
mod m0004_validations;
mod m0005_projections;
mod m0006_renewals;
mod m0007_ends;
mod m0008_blocked;
mod m0009_screening;
mod m0020_submissions;
mod m0070_merges;
mod m0074_reminders;
mod m0077_answers;
mod m0079_plans;
mod m0080_conflicts;
mod m0081_proposals;
mod m0082_appeals;
mod m0083_reviewing;
mod m0084_validation;
mod m0085_lent;
mod m0086_ended_ties;
mod m0087_screening_appeals;
mod m0110_questions;
mod m0150_actors;
mod m0151_particulars;
mod m0160_drafts;
mod m0161_found_once;

use sea_orm_migration::{MigrationTrait, prelude::*};

/// All of them.
pub fn all() -> Vec<Box<dyn MigrationTrait>> {
    vec![
        Box::new(m0001_cases::Migration),
        Box::new(m0002_assignments::Migration),
        Box::new(m0003_decisions::Migration),
        Box::new(m0004_validations::Migration),
        Box::new(m0005_projections::Migration),
        Box::new(m0006_renewals::Migration),
        Box::new(m0007_ends::Migration),
        Box::new(m0008_blocked::Blocked),
        Box::new(m0009_screening::Migration),
        Box::new(m0020_submissions::Submissions),
        Box::new(m0070_merges::Merges),
        Box::new(m0074_reminders::Reminders),
        Box::new(m0077_answers::Answers),
        Box::new(m0079_plans::Plans),
        Box::new(m0080_conflicts::Conflicts),
        Box::new(m0081_proposals::Proposals),
        Box::new(m0082_appeals::Appeals),
        Box::new(m0083_reviewing::Reviewing),
        Box::new(m0084_validation::Validation),
        Box::new(m0085_lent::Lent),
        Box::new(m0086_ended_ties::EndedTies),
        Box::new(m0087_screening_appeals::ScreeningAppeals),
        Box::new(m0110_questions::Questions),
        Box::new(m0150_actors::Actors),
        Box::new(m0151_particulars::Particulars),
        Box::new(m0160_drafts::Drafts),
        Box::new(m0161_found_once::FoundOnce),
    ]
}

/// An index, which begins with the country.
fn index(table: &'static str, name: &'static str, columns: &[&'static str], unique: bool) -> IndexCreateStatement {
    let mut index = Index::create();
    index.name(name).table(Alias::new(table));
    for column in columns {
        index.col(Alias::new(*column));
    }
    if unique {
        index.unique();
    }
    index.to_owned()
}
