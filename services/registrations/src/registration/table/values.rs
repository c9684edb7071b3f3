//! Reads the cells that are not free text: numbers, dates, addresses, goals.

use platform::error::Text;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use time::{Date, PrimitiveDateTime};

use super::field::Field;
use super::problem::Problem;

/// What databases and most forms export.
const YEAR_FIRST: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month]-[day] [hour]:[minute]:[second]");
/// What spreadsheets set to the region's languages export: the day comes first everywhere in the network.
const DAY_FIRST: &[BorrowedFormatItem<'_>] = format_description!(
    version = 2,
    "[day padding:none]/[month padding:none]/[year] [hour padding:none]:[minute][optional [:[second]]]"
);

/// Cells that were set to show the day alone.
const DAYS: [&[BorrowedFormatItem<'_>]; 2] = [
    format_description!("[year]-[month]-[day]"),
    format_description!(version = 2, "[day padding:none]/[month padding:none]/[year]"),
];

const GOALS: std::ops::RangeInclusive<i32> = 1..=17;
const LONGEST_MAILBOX: usize = 64;

/// A count of people or jobs. A point, a comma or a space may set off thousands; decimals mean a different number in
/// half of the network's languages, so they are refused.
pub(super) fn count(text: &str) -> Result<i32, Problem> {
    let is_mark = |letter: char| letter == '.' || letter == ',' || letter.is_whitespace();
    let mut marks: Vec<char> = text.chars().filter(|letter| is_mark(*letter)).collect();
    marks.dedup();
    let mut groups = text.split(is_mark);
    let first = groups.next().unwrap_or_default();
    let grouped_well = marks.is_empty()
        || marks.len() == 1
            && (1..=3).contains(&first.len())
            && !first.starts_with('0')
            && groups.all(|group| group.len() == 3);
    let digits: String = text.chars().filter(|letter| !is_mark(*letter)).collect();
    if !grouped_well || !digits.chars().all(|digit| digit.is_ascii_digit()) {
        return Err(Problem::NotANumber);
    }
    digits.parse().map_err(|_| Problem::NotANumber)
}

/// The moment the form recorded, without a time zone: forms do not export one.
pub(super) fn moment(text: &str) -> Result<PrimitiveDateTime, Problem> {
    let day = || DAYS.into_iter().find_map(|days| Date::parse(text, days).ok()).map(Date::midnight);
    PrimitiveDateTime::parse(text, YEAR_FIRST)
        .or_else(|_| PrimitiveDateTime::parse(text, DAY_FIRST))
        .or_else(|_| day().ok_or(Problem::NotADate))
}

/// Goals by number, in the order given and each once: `8;9;10`, `8, 9`, `ODS 8`.
pub(super) fn goals(text: &str) -> Result<Vec<i32>, Problem> {
    let mut goals = Vec::new();
    let is_between = |letter: char| matches!(letter, ';' | ',' | '|' | '/') || letter.is_whitespace();
    for word in text.split(is_between).filter(|word| !word.is_empty()) {
        if ["ods", "sdg", "sdgs"].iter().any(|label| word.eq_ignore_ascii_case(label)) {
            continue;
        }
        let goal: i32 = word.parse().map_err(|_| Problem::UnknownGoal)?;
        if !GOALS.contains(&goal) {
            return Err(Problem::UnknownGoal);
        }
        if !goals.contains(&goal) {
            goals.push(goal);
        }
    }
    Ok(goals)
}

/// An e-mail address as people have them. Whether it works, only a message to it shows; what is caught here is a
/// cell that cannot be one: two addresses, a name in angle brackets, a missing domain.
pub(super) fn email(text: &str) -> Result<String, Problem> {
    let (mailbox, domain) = text.rsplit_once('@').ok_or(Problem::NotAnEmail)?;
    let mailbox_letters = |letter: char| {
        letter.is_alphanumeric()
            || matches!(letter, '.' | '_' | '-' | '+' | '\'' | '%' | '&' | '/' | '=' | '~' | '!' | '#')
    };
    let mailbox_is_well = !mailbox.is_empty()
        && mailbox.len() <= LONGEST_MAILBOX
        && !mailbox.starts_with('.')
        && !mailbox.ends_with('.')
        && !mailbox.contains("..")
        && mailbox.chars().all(mailbox_letters);
    if !mailbox_is_well || !is_domain(domain) {
        return Err(Problem::NotAnEmail);
    }
    Ok(text.to_owned())
}

/// A web address that is safe to show as a link: `http` or `https` only. People leave the scheme out; it is added.
pub(super) fn website(text: &str) -> Result<String, Problem> {
    let lower = text.to_ascii_lowercase();
    let scheme_length = ["https://", "http://"].into_iter().find(|scheme| lower.starts_with(scheme)).map(str::len);
    let after_scheme = text.get(scheme_length.unwrap_or(0)..).ok_or(Problem::NotAWebAddress)?;
    let authority = after_scheme.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = authority.split_once(':').unwrap_or((authority, "443"));
    let is_well = is_domain(host)
        && port.parse::<u16>().is_ok()
        && !text.chars().any(|letter| letter.is_whitespace() || matches!(letter, '"' | '<' | '>' | '\\'));
    match (is_well, scheme_length) {
        (true, Some(_)) => Ok(text.to_owned()),
        (true, None) => {
            let address = format!("https://{text}");
            // The scheme added here counts towards the contract's limit too.
            let limit = Field::Website.limit();
            if address.chars().count() > limit { Err(Problem::TooLong { limit }) } else { Ok(address) }
        }
        (false, _) => Err(Problem::NotAWebAddress),
    }
}

/// The same of what no spreadsheet brought, with what is wrong.
pub fn link(text: &str) -> Result<String, Text> {
    website(text.trim()).map_err(|problem| problem.text())
}

fn is_domain(text: &str) -> bool {
    let label_is_well = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|letter| letter.is_alphanumeric() || letter == '-')
    };
    text.contains('.') && text.split('.').all(label_is_well)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::datetime;

    use super::*;

    #[test]
    fn thousands_may_be_set_off_by_point_comma_or_space() {
        for (text, number) in [("2.500", 2500), ("2,500", 2500), ("15000", 15_000), ("15 000", 15_000), ("0", 0)] {
            assert_eq!(count(text), Ok(number), "{text}");
        }
        assert_eq!(count("1.234.567"), Ok(1_234_567));
        assert_eq!(count("15\u{202f}000"), Ok(15_000));
    }

    #[test]
    fn what_might_be_another_number_is_refused() {
        for text in
            ["", "2.5", "2.500,00", "1.234,567", "-3", "+3", "12a", "0.500", ".500", "1..500", "99999999999", "٣"]
        {
            assert_eq!(count(text), Err(Problem::NotANumber), "{text}");
        }
    }

    #[test]
    fn both_date_formats_are_read_and_the_day_comes_first() {
        assert_eq!(moment("2020-08-22 21:27:00"), Ok(datetime!(2020-08-22 21:27:00)));
        assert_eq!(moment("10/08/2020 17:13"), Ok(datetime!(2020-08-10 17:13:00)));
        assert_eq!(moment("7/8/2020 9:05:10"), Ok(datetime!(2020-08-07 9:05:10)));
        assert_eq!(moment("2020-08-22"), Ok(datetime!(2020-08-22 0:00:00)));
        assert_eq!(moment("1/8/2020"), Ok(datetime!(2020-08-01 0:00:00)));
        for text in ["08/22/2020 17:13", "2020-02-30 00:00:00", "2020-02-30", "ayer"] {
            assert_eq!(moment(text), Err(Problem::NotADate), "{text}");
        }
    }

    #[test]
    fn goals_are_numbers_from_1_to_17() {
        assert_eq!(goals("ODS 8; 9, 8"), Ok(vec![8, 9]));
        assert_eq!(goals("8;18"), Err(Problem::UnknownGoal));
        assert_eq!(goals("trabajo"), Err(Problem::UnknownGoal));
    }

    #[test]
    fn what_cannot_be_an_address_is_refused() {
        assert!(email("contacto@muestra-do-01.example.org").is_ok());
        assert!(email("josé.peña+mipyme@correo.example").is_ok());
        for text in
            ["no-es-un-correo", "a@b", "a@b..c", "a b@c.d", "a@b.c;d@e.f", "<a@b.c>", "@b.c", "a@b@c.d", "a@-b.c"]
        {
            assert_eq!(email(text), Err(Problem::NotAnEmail), "{text}");
        }
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert_eq!(website("www.example.org/a?b").as_deref(), Ok("https://www.example.org/a?b"));
        assert_eq!(website("HTTP://example.org:8080").as_deref(), Ok("HTTP://example.org:8080"));
        for text in ["javascript:alert(1)", "no", "https://", "ftp://example.org", "https://a@b.c", "https://a.b/\"x"] {
            assert_eq!(website(text), Err(Problem::NotAWebAddress), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}|[0-9., @:/-]{0,20}") {
            let _ = (count(&text), moment(&text), goals(&text), email(&text), website(&text));
        }
    }
}
