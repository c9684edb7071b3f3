//! Resource names: where a call takes place, and which resource is meant.

use platform::names::{self, Place};
use proto::platform::v1::Reason;

const PATTERNS: [&str; 4] =
    ["countries/*", "countries/*/registrations/*", "editions/*", "countries/*/assignments/*/reviews/*"];

pub fn read(bytes: &[u8]) {
    let Ok(name) = std::str::from_utf8(bytes) else { return };
    place(name);
    form::<1>(name, PATTERNS[0]);
    form::<2>(name, PATTERNS[1]);
    form::<1>(name, PATTERNS[2]);
    form::<3>(name, PATTERNS[3]);
}

/// Whoever names a country is in that country and in no other.
fn place(name: &str) {
    match Place::of("name", name) {
        Ok(Place::Country(code)) => {
            assert!(code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_lowercase()), "{code:?}");
            let own = format!("countries/{code}");
            assert!(name == own || name.starts_with(&format!("{own}/")), "{name:?} is not in {code}");
        }
        Ok(Place::AcrossCountries) => assert!(name == "countries/-" || name.starts_with("countries/-/"), "{name:?}"),
        Ok(Place::Network) => assert!(!name.starts_with("countries/"), "{name:?} is the network's"),
        Err(refusal) => crate::is_precise(&refusal, &[Reason::InvalidField]),
    }
}

/// The segments put back into the pattern are the name.
fn form<const COUNT: usize>(name: &str, pattern: &str) {
    match names::segments::<COUNT>("name", name, pattern) {
        Ok(segments) => {
            let mut again = String::new();
            let mut parts = pattern.split('*');
            again.push_str(parts.next().unwrap_or_default());
            for (segment, part) in segments.into_iter().zip(parts) {
                assert!(!segment.is_empty() && !segment.contains('/'), "{segment:?} of {name:?}");
                again.push_str(segment);
                again.push_str(part);
            }
            assert_eq!(again, name);
            for segment in segments {
                id(name, segment);
            }
        }
        Err(refusal) => crate::is_precise(&refusal, &[Reason::InvalidField]),
    }
}

fn id(name: &str, segment: &str) {
    match names::uuid(name, segment) {
        Ok(id) => assert_eq!(names::uuid(name, &id.to_string()).ok(), Some(id)),
        Err(refusal) => assert_eq!(refusal.reason(), Reason::ResourceNotFound),
    }
}
