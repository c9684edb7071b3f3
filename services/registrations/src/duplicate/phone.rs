//! Telephone numbers as people write them: with and without calling code, spaces and brackets, an extension, a second number
//! behind the first. Pure.
//!
//! A library that knows the numbering plans of the world brings megabytes of them into every process. What is asked here is
//! only whether two people wrote the same number.

/// Digits of a number that anybody could call from elsewhere in the country: with fewer, what follows may still be part of it.
const FEWEST: usize = 7;
/// Digits that a number may have (E.164). More are two numbers, or none.
const MOST: usize = 15;
/// Digits that are compared where the plan is not known: what people leave out or write otherwise stands in front of these.
const LAST: usize = 8;

/// A country, its calling code, and how many digits its numbers have behind that.
type Plan = (&'static str, &'static str, usize);

const PLANS: [Plan; 11] = [
    ("ar", "54", 10),
    ("bo", "591", 8),
    ("bz", "501", 7),
    ("co", "57", 10),
    ("cr", "506", 8),
    ("do", "1", 10),
    ("gt", "502", 8),
    ("hn", "504", 8),
    ("mx", "52", 10),
    ("ni", "505", 8),
    ("sv", "503", 8),
];

/// The first number in a text that somebody of a country wrote: its digits with the calling code, or the last of them where
/// the plan is not known. Nothing where it is no whole number, or one that is only there to fill a form.
pub fn number(country: &str, text: &str) -> Option<String> {
    let digits = digits(text);
    let abroad = digits.strip_prefix("00").or_else(|| first_sign_is_plus(text).then_some(digits.as_str()));
    let plan = match abroad {
        // Some write a digit between calling code and number, or wrote one once: Argentina a 9, Mexico a 1.
        Some(whole) => PLANS.iter().find(|(_, code, length)| {
            whole.strip_prefix(code).is_some_and(|rest| (*length..=length + 1).contains(&rest.len()))
        }),
        None => PLANS.iter().find(|(known, _, _)| *known == country),
    };
    let (code, length) = plan.map_or(("", LAST), |(_, code, length)| (*code, *length));
    let behind = digits.len().checked_sub(length).filter(|_| digits.len() <= MOST)?;
    let number = &digits[behind..];
    let told = number.bytes().any(|digit| digit != number.as_bytes()[0]);
    told.then(|| format!("{code}{number}"))
}

fn first_sign_is_plus(text: &str) -> bool {
    text.chars().find(|sign| sign.is_ascii_digit() || *sign == '+') == Some('+')
}

/// The digits of the first number. Behind a whole one, words and signs that part numbers end it.
fn digits(text: &str) -> String {
    let mut digits = String::new();
    for sign in text.chars() {
        let parts = sign.is_alphabetic() || matches!(sign, '/' | ',' | ';' | '|' | '#' | '+');
        match sign.to_digit(10) {
            Some(_) => digits.push(sign),
            None if parts && digits.len() >= FEWEST => break,
            None => {}
        }
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_the_same_with_and_without_its_calling_code_in_whatever_signs() {
        for (country, same) in [
            ("do", ["(809) 555-1234", "+1 809 555 1234", "1-809-555-1234 ext. 12", "Tel.: 8095551234 / 829-555-9876"]),
            ("bz", ["622-1234", "+501 622 1234", "00501 6221234", "501-622-1234"]),
            ("mx", ["55 1234 5678", "+52 1 55 1234 5678", "0052 55 1234 5678", "01 55 1234 5678 o 55 8765 4321"]),
            ("ar", ["11 5555-1234", "+54 9 11 5555-1234", "011 5555-1234", "54 11 5555 1234"]),
            ("cr", ["8888-7777", "+506 8888 7777", "506 88887777", "8888.7777, 2222-3333"]),
            ("ec", ["099 123 4567", "+593 99 123 4567", "00593 991234567", "(09) 9123-4567"]),
        ] {
            let numbers = same.map(|text| number(country, text));
            assert!(numbers[0].is_some() && numbers.iter().all(|one| *one == numbers[0]), "{numbers:?}");
        }
        assert_eq!(number("cr", "+1 809 555 1234"), number("do", "809-555-1234"), "of a country, written in another");
    }

    #[test]
    fn another_area_or_country_is_another_number() {
        assert_ne!(number("do", "809-555-1234"), number("do", "829-555-1234"));
        assert_ne!(number("cr", "8888-7777"), number("gt", "8888-7777"));
    }

    #[test]
    fn what_is_no_whole_number_is_none() {
        for text in ["", "no tiene", "555-1234", "000 000 0000", "809 555 1234 829 555 9876", "+"] {
            assert_eq!(number("do", text), None, "{text}");
        }
    }
}
