//! Whom to write to: applicants by their registration, members by their own name, offices by their country's.

pub mod on_applicant_recorded;
pub mod on_member_recorded;
pub mod on_office_recorded;
pub mod rows;
