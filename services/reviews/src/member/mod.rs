//! What is kept of members: who reviews, who represents an institution, and how many reviews are awaited of whom.

pub mod on_member_added;
pub mod rows;
