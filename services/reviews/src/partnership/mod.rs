//! What is kept of partnerships: which institution does what in a country, and when.

pub mod on_partnership_made;
pub mod rows;

/// Whether an agreement from `start` to `end` holds on `day`. Days are ISO 8601; an empty one sets no limit.
pub fn holds(start: &str, end: &str, day: &str) -> bool {
    (start.is_empty() || start <= day) && (end.is_empty() || day <= end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agreement_holds_from_its_first_day_to_its_last() {
        assert!(holds("", "", "2020-06-01"));
        assert!(holds("2020-06-01", "2020-06-01", "2020-06-01"));
        assert!(!holds("2020-06-02", "", "2020-06-01"));
        assert!(!holds("", "2020-05-31", "2020-06-01"));
    }
}
