//! What is kept of partner institutions, to see who has a tie to an applicant.

pub mod on_institution_added;
pub mod rows;
