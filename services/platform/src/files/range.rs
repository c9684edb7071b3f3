//! Which part of a file a request asks for (RFC 9110, section 14): one range of bytes, so that a download goes on where it broke
//! off and a film is seen from its middle. Whoever asks for several gets the whole, as the RFC allows.

use std::ops::Range;

use http::{HeaderMap, header};

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it.
    Whole,
    /// These bytes.
    Bytes(Range<u64>),
    /// Nothing: the range begins behind the end.
    Beyond,
}

/// What these headers ask for of a file that has so many bytes and is told from others by this tag.
pub(super) fn asked(headers: &HeaderMap, size: u64, tag: &str) -> Part {
    let Some(range) = headers.get(header::RANGE).and_then(|range| range.to_str().ok()) else { return Part::Whole };
    // Whoever has the beginning of something else gets the whole of this.
    if headers.get(header::IF_RANGE).is_some_and(|known| known.as_bytes() != tag.as_bytes()) {
        return Part::Whole;
    }
    of(range, size).unwrap_or(Part::Whole)
}

/// Nothing where it is no range that is known here, which then counts as if it were not asked for.
fn of(range: &str, size: u64) -> Option<Part> {
    let (unit, range) = range.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, end) = match (first, last) {
        ("", last) => (size.saturating_sub(number(last)?.min(size)), size),
        (first, "") => (number(first)?, size),
        (first, last) => {
            let (first, last) = (number(first)?, number(last)?);
            if last < first {
                return None;
            }
            (first, last.saturating_add(1).min(size))
        }
    };
    Some(if first < end { Part::Bytes(first..end) } else { Part::Beyond })
}

/// A number of digits alone; one that is too large for us is larger than every file.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    const TAG: &str = "\"abc\"";

    fn asked_for(range: &str) -> Part {
        let headers = [(header::RANGE, HeaderValue::from_str(range).expect("a header"))].into_iter().collect();
        asked(&headers, 1_000, TAG)
    }

    #[test]
    fn one_range_is_sent_as_far_as_there_are_bytes() {
        for (range, part) in [
            ("bytes=0-99", Part::Bytes(0..100)),
            ("bytes=900-", Part::Bytes(900..1_000)),
            ("bytes=999-5000", Part::Bytes(999..1_000)),
            ("bytes=-100", Part::Bytes(900..1_000)),
            ("bytes=-5000", Part::Bytes(0..1_000)),
            ("Bytes=0-0", Part::Bytes(0..1)),
            ("bytes=1000-", Part::Beyond),
            ("bytes=99999999999999999999-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
        ] {
            assert_eq!(asked_for(range), part, "{range}");
        }
    }

    #[test]
    fn what_is_no_range_or_more_than_one_comes_to_the_whole() {
        for range in
            ["", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=0-1,5-6", "bytes=a-b", "lines=0-1", "bytes=+1-2"]
        {
            assert_eq!(asked_for(range), Part::Whole, "{range}");
        }
    }

    #[test]
    fn a_range_of_something_else_comes_to_the_whole() {
        let range = (header::RANGE, HeaderValue::from_static("bytes=10-"));
        for (known, part) in [(TAG, Part::Bytes(10..1_000)), ("\"abd\"", Part::Whole), ("W/\"abc\"", Part::Whole)] {
            let known = (header::IF_RANGE, HeaderValue::from_str(known).expect("a header"));
            assert_eq!(asked(&[range.clone(), known].into_iter().collect(), 1_000, TAG), part);
        }
    }

    proptest! {
        #[test]
        fn whatever_is_asked_for_is_a_part_of_the_file(range in "(bytes=)?[0-9]{0,21}-?[0-9]{0,21}", size in 1..2_000_u64) {
            let headers = [(header::RANGE, HeaderValue::from_str(&range).expect("a header"))].into_iter().collect();
            if let Part::Bytes(part) = asked(&headers, size, TAG) {
                prop_assert!(part.start < part.end && part.end <= size);
            }
        }
    }
}
