//! The text of a file in UTF-8, whatever it came in, as a file of its own: piece by piece, since it may be large.

use std::fs::File;
use std::io::{BufWriter, Read, Seek, SeekFrom, Write};

use encoding_rs::{DecoderResult, Encoding, UTF_8, WINDOWS_1252};

use super::unreadable::Unreadable;

/// Bytes that are decoded at once.
const PIECE: usize = 64 * 1024;

/// The text of a file: by its byte-order mark; without one UTF-8, or else Windows-1252.
pub(super) fn decoded(mut file: &File) -> Result<File, Unreadable> {
    let mut beginning = Vec::new();
    file.rewind()?;
    file.take(3).read_to_end(&mut beginning)?;
    if let Some((encoding, mark_length)) = Encoding::for_bom(&beginning) {
        return transcoded(file, mark_length, encoding)?.ok_or(Unreadable::BrokenEncoding);
    }
    // Text in Windows-1252 with any accent in it is practically never valid UTF-8 by chance, so trying is safe.
    match transcoded(file, 0, UTF_8)? {
        Some(text) => Ok(text),
        None => transcoded(file, 0, WINDOWS_1252)?.ok_or(Unreadable::BrokenEncoding),
    }
}

/// The text behind the first bytes; nothing where it is in another encoding.
fn transcoded(mut from: &File, skipped: usize, encoding: &'static Encoding) -> Result<Option<File>, Unreadable> {
    from.seek(SeekFrom::Start(skipped as u64))?;
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut to = BufWriter::new(tempfile::tempfile()?);
    let (mut bytes, mut text) = (Vec::with_capacity(PIECE), String::with_capacity(4 * PIECE));
    loop {
        bytes.clear();
        from.take(PIECE as u64).read_to_end(&mut bytes)?;
        let is_end = bytes.is_empty();
        let mut rest = bytes.as_slice();
        loop {
            text.clear();
            let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, is_end);
            to.write_all(text.as_bytes())?;
            rest = rest.get(read..).unwrap_or_default();
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => return Ok(None),
            }
        }
        if is_end {
            return to.into_inner().map(Some).map_err(|problem| problem.into_error().into());
        }
    }
}
