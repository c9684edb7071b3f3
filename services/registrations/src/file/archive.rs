//! Which document an archive in ZIP form is: by the list of its parts that an office program puts into it, in whichever order
//! it wrote them.
//!
//! What always holds: nothing is believed of what an archive says of itself. Its directory at the end and the one member with
//! that list are read, each up to a bound, and no more of the member is unpacked than such a list can have.

use std::{io::Read, ops::Range};

use flate2::read::DeflateDecoder;
use platform::Result;

/// How an archive begins, and each member in it.
pub const BEGINNING: &[u8] = b"PK\x03\x04";
/// How an entry of the directory begins, and how the record behind all of them.
const ENTRY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
/// Bytes of these three, before names and comments.
const MEMBER_HEAD: u64 = 30;
const ENTRY_HEAD: usize = 46;
const END_HEAD: usize = 22;

/// The end lies in the last bytes: its comment has at most 65,535.
const TAIL: u64 = 66 * 1024;
/// A document has some dozens of parts, and a presentation full of pictures some thousands.
const MAX_DIRECTORY: u64 = 1024 * 1024;
/// The list of the parts, packed and unpacked.
const MAX_PACKED: u32 = 256 * 1024;
const MAX_UNPACKED: u64 = 1024 * 1024;

/// OpenDocument says what it is in a member of this name, and nothing else in it.
const OPEN_DOCUMENT: &str = "mimetype";
const OPEN_DOCUMENT_TYPES: [&str; 3] = [
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/vnd.oasis.opendocument.presentation",
];

/// Office Open XML lists the type of every part; the main part's tells what the document is. That of a document with macros is
/// another one.
const OFFICE_OPEN_XML: &str = "[Content_Types].xml";
const OFFICE_OPEN_XML_TYPES: [&str; 3] = [
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
];
const MAIN_PART: &str = ".main+xml";

/// The media type of an archive of this size that is a document; nothing where it is anything else. `bytes` has those of a
/// part of it, as far as it is there.
pub async fn media_type<Reading>(size: u64, bytes: impl Fn(Range<u64>) -> Reading) -> Result<Option<&'static str>>
where
    Reading: Future<Output = Result<Vec<u8>>>,
{
    let from = size.saturating_sub(TAIL);
    let tail = bytes(from..size).await?;
    let Some(directory) = directory(&tail, from) else { return Ok(None) };
    let entries = bytes(directory).await?;
    if let Some(found) = member(&entries, OPEN_DOCUMENT) {
        return Ok(text(bytes, &found).await?.and_then(|text| open_document(&text)));
    }
    let Some(found) = member(&entries, OFFICE_OPEN_XML) else { return Ok(None) };
    Ok(text(bytes, &found).await?.and_then(|text| office_open_xml(&text)))
}

fn open_document(text: &str) -> Option<&'static str> {
    OPEN_DOCUMENT_TYPES.into_iter().find(|known| *known == text.trim_end())
}

fn office_open_xml(text: &str) -> Option<&'static str> {
    let mut found = OFFICE_OPEN_XML_TYPES.into_iter().filter(|known| text.contains(&format!("{known}{MAIN_PART}")));
    // What says that it is two documents is none that anybody can rely on.
    found.next().filter(|_| found.next().is_none())
}

/// Where the directory of an archive lies, by its last bytes, of which the first is at `from`.
fn directory(tail: &[u8], from: u64) -> Option<Range<u64>> {
    // A comment may have anything in it: only what ends with the archive is its end.
    let is_end = |at: &usize| {
        let comment = number_16(tail, at + 20).map(usize::from);
        tail[*at..].starts_with(END) && comment.is_some_and(|comment| at + END_HEAD + comment == tail.len())
    };
    let at = (0..=tail.len().checked_sub(END_HEAD)?).rev().find(is_end)?;
    let (size, start) = (u64::from(number_32(tail, at + 12)?), u64::from(number_32(tail, at + 16)?));
    let end = from + u64::try_from(at).ok()?;
    (size <= MAX_DIRECTORY && start + size <= end).then_some(start..start + size)
}

/// A member as the directory tells of it.
#[derive(Debug, PartialEq, Eq)]
struct Member {
    is_encrypted: bool,
    method: u16,
    packed: u32,
    from: u32,
}

/// The member of this name, if it is there once.
fn member(mut entries: &[u8], name: &str) -> Option<Member> {
    let mut found = None;
    while entries.starts_with(ENTRY) {
        let lengths = [28, 30, 32].map(|at| number_16(entries, at).map(usize::from));
        let [Some(own), Some(extra), Some(comment)] = lengths else { return None };
        let named = entries.get(ENTRY_HEAD..ENTRY_HEAD + own)?;
        if named == name.as_bytes() {
            let member = Member {
                is_encrypted: number_16(entries, 8)? & 1 == 1,
                method: number_16(entries, 10)?,
                packed: number_32(entries, 20)?,
                from: number_32(entries, 42)?,
            };
            if found.replace(member).is_some() {
                return None;
            }
        }
        entries = entries.get(ENTRY_HEAD + own + extra + comment..)?;
    }
    found
}

/// What a member has in it, if that is a text of a size to be expected.
async fn text<Reading>(bytes: impl Fn(Range<u64>) -> Reading, member: &Member) -> Result<Option<String>>
where
    Reading: Future<Output = Result<Vec<u8>>>,
{
    if member.is_encrypted || member.packed > MAX_PACKED {
        return Ok(None);
    }
    let from = u64::from(member.from);
    let head = bytes(from..from + MEMBER_HEAD).await?;
    let (Some(name), Some(extra)) = (number_16(&head, 26), number_16(&head, 28)) else { return Ok(None) };
    if !head.starts_with(BEGINNING) {
        return Ok(None);
    }
    let from = from + MEMBER_HEAD + u64::from(name) + u64::from(extra);
    let packed = bytes(from..from + u64::from(member.packed)).await?;
    Ok(unpacked(member.method, &packed))
}

fn unpacked(method: u16, packed: &[u8]) -> Option<String> {
    match method {
        0 => bounded(packed),
        8 => bounded(DeflateDecoder::new(packed)),
        _ => None,
    }
}

fn bounded(from: impl Read) -> Option<String> {
    let mut text = String::new();
    from.take(MAX_UNPACKED + 1).read_to_string(&mut text).ok()?;
    u64::try_from(text.len()).is_ok_and(|length| length <= MAX_UNPACKED).then_some(text)
}

fn number_16(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

fn number_32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(name: &str, packed: u32) -> Vec<u8> {
        let mut entry = [ENTRY, &[0; ENTRY_HEAD - 4]].concat();
        entry[20..24].copy_from_slice(&packed.to_le_bytes());
        entry[28..30].copy_from_slice(&u16::try_from(name.len()).expect("a short name").to_le_bytes());
        entry.extend(name.as_bytes());
        entry
    }

    fn end(size: u32, start: u32, comment: &[u8]) -> Vec<u8> {
        let mut end = [END, &[0; END_HEAD - 4]].concat();
        end[12..16].copy_from_slice(&size.to_le_bytes());
        end[16..20].copy_from_slice(&start.to_le_bytes());
        end[20..22].copy_from_slice(&u16::try_from(comment.len()).expect("a short comment").to_le_bytes());
        [end, comment.to_vec()].concat()
    }

    #[test]
    fn a_directory_is_found_before_its_end_whatever_the_comment_says() {
        let tail = [vec![7; 100], end(60, 1_010, b"of END: PK\x05\x06, and then some twenty bytes more")].concat();
        assert_eq!(directory(&tail, 1_000), Some(1_010..1_070));
        assert_eq!(
            directory(&[vec![7; 100], end(91, 1_010, b"")].concat(), 1_000),
            None,
            "it would begin behind its end"
        );
        let huge = u32::try_from(MAX_DIRECTORY + 1).expect("a number");
        assert_eq!(directory(&end(huge, 0, b""), 900_000_000), None, "it is too large");
        assert_eq!(directory(b"PK\x05\x06", 0), None);
    }

    #[test]
    fn a_member_is_found_by_its_whole_name_where_it_is_there_once() {
        let entries = [entry("word/mimetype", 1), entry("mimetype", 39), entry("mimetype2", 2)].concat();
        assert_eq!(member(&entries, OPEN_DOCUMENT).expect("a member").packed, 39);
        assert_eq!(member(&entries, OFFICE_OPEN_XML), None);
        let twice = [entry("mimetype", 39), entry("mimetype", 40)].concat();
        assert_eq!(member(&twice, OPEN_DOCUMENT), None);
        assert_eq!(member(&entries[..entries.len() - 1], OPEN_DOCUMENT), None, "the last entry is cut off");
    }

    #[test]
    fn what_would_unpack_to_more_than_a_list_of_parts_is_none() {
        let packed = |size: usize| {
            let mut packed = Vec::new();
            let mut encoder =
                flate2::read::DeflateEncoder::new(std::io::repeat(b'a').take(size as u64), flate2::Compression::best());
            encoder.read_to_end(&mut packed).expect("bytes");
            packed
        };
        assert_eq!(unpacked(8, &packed(5)).as_deref(), Some("aaaaa"));
        let bomb = packed(50 * 1024 * 1024);
        assert!(bomb.len() < MAX_PACKED as usize && unpacked(8, &bomb).is_none());
        assert_eq!(
            (unpacked(0, b"text").as_deref(), unpacked(0, b"\xff"), unpacked(12, b"x")),
            (Some("text"), None, None)
        );
    }

    #[test]
    fn a_document_is_what_its_main_part_is() {
        let list =
            |types: &[&str]| types.iter().map(|part| format!("<Override ContentType=\"{part}\"/>")).collect::<String>();
        let [text, sheet, _] = OFFICE_OPEN_XML_TYPES;
        let (text_main, sheet_main) = (format!("{text}{MAIN_PART}"), format!("{sheet}{MAIN_PART}"));
        assert_eq!(office_open_xml(&list(&["application/xml", &text_main, sheet])), Some(text));
        assert_eq!(office_open_xml(&list(&[&text_main, &sheet_main])), None);
        let with_macros = "application/vnd.ms-word.document.macroEnabled.main+xml";
        assert_eq!(office_open_xml(&list(&[with_macros, text])), None);
    }

    proptest! {
        #[test]
        fn whatever_lies_there_is_read_without_harm(bytes in prop::collection::vec(any::<u8>(), 0..300), method in 0..10_u16) {
            let tail = [bytes.clone(), end(40, 3, &bytes)].concat();
            directory(&tail, 0);
            member(&[ENTRY, bytes.as_slice()].concat(), OPEN_DOCUMENT);
            unpacked(method, &bytes);
        }
    }
}
