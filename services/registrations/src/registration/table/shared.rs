//! The texts that a workbook keeps in one place for all its cells (`sharedStrings.xml`), as Excel writes them: a cell names its
//! text by a number. They are put into the cells, so that whoever reads a sheet need not hold all of them.
//!
//! What always holds: one text and one piece of a sheet are in memory, however many there are; and what is put into cells is
//! bounded, since one long text may stand in all of them.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Seek, Write};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::unreadable::Unreadable;

/// Where the texts are.
const TEXTS: &str = "xl/sharedStrings.xml";
/// What nobody reads here.
const PICTURES: &str = "xl/media/";
/// Bytes of a place in the file of texts.
const PLACE: usize = size_of::<u64>();

/// The same workbook with its texts in the cells of its sheets, as long as they come to no more bytes than `most`. Nothing
/// where it keeps none in one place, or has its sheets elsewhere.
pub(super) fn put_into_cells(
    mut file: &File,
    is_sheet: fn(&str) -> bool,
    most: u64,
) -> Result<Option<File>, Unreadable> {
    file.rewind()?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    if !archive.file_names().any(|name| name.is_ok_and(|name| is_sheet(&name))) {
        return Ok(None);
    }
    let Ok(part) = archive.by_name(TEXTS) else { return Ok(None) };
    let mut texts = Texts::of(BufReader::new(part), most)?;
    let mut written = ZipWriter::new(BufWriter::new(tempfile::tempfile()?));
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.into_owned();
        if is_sheet(&name) {
            let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
            written.start_file(name, stored).map_err(std::io::Error::from)?;
            texts.put_into(BufReader::new(part), &mut written)?;
        } else if name != TEXTS && !name.starts_with(PICTURES) {
            written.raw_copy_file(part).map_err(std::io::Error::from)?;
        }
    }
    let written = written.finish().map_err(std::io::Error::from)?;
    Ok(Some(written.into_inner().map_err(|problem| problem.into_error())?))
}

/// Texts in a file, as the workbook has them; and in another where each of them begins and ends.
struct Texts {
    texts: Pieces,
    places: Pieces,
    count: u64,
    /// Bytes that may still be put into cells.
    left: u64,
}

impl Texts {
    fn of(part: impl BufRead, most: u64) -> Result<Self, Unreadable> {
        let (mut texts, mut places) = (BufWriter::new(tempfile::tempfile()?), BufWriter::new(tempfile::tempfile()?));
        let (mut count, mut end, mut buffer) = (0, 0_u64, Vec::new());
        places.write_all(&end.to_le_bytes())?;
        let mut xml = reader(part);
        loop {
            buffer.clear();
            let text = match xml.read_event_into(&mut buffer).map_err(damaged)? {
                Event::Start(element) if element.local_name().as_ref() == b"si" => inside(&mut xml, b"si")?,
                Event::Empty(element) if element.local_name().as_ref() == b"si" => Vec::new(),
                Event::Eof => break,
                _ => continue,
            };
            texts.write_all(&text)?;
            end += text.len() as u64;
            places.write_all(&end.to_le_bytes())?;
            count += 1;
        }
        Ok(Self { texts: Pieces::of(texts)?, places: Pieces::of(places)?, count, left: most })
    }

    /// Writes a sheet up to the end of its cells, which is all that is read of it.
    fn put_into(&mut self, part: impl BufRead, to: impl Write) -> Result<(), Unreadable> {
        let (mut xml, mut sheet) = (reader(part), Writer::new(to));
        let (mut buffer, mut names_text) = (Vec::new(), false);
        loop {
            buffer.clear();
            match xml.read_event_into(&mut buffer).map_err(damaged)? {
                Event::Start(cell) if cell.local_name().as_ref() == b"c" => {
                    let kind = cell.try_get_attribute("t").map_err(damaged)?;
                    names_text = kind.is_some_and(|kind| kind.value.as_ref() == b"s");
                    let cell = if names_text { with_text(&cell)? } else { cell };
                    sheet.write_event(Event::Start(cell))?;
                }
                Event::Start(value) if names_text && value.local_name().as_ref() == b"v" => {
                    let number = inside(&mut xml, b"v")?;
                    if !number.is_empty() {
                        let text = self.text(&number)?;
                        let to = sheet.get_mut();
                        [b"<is>".as_slice(), &text, b"</is>"].iter().try_for_each(|piece| to.write_all(piece))?;
                    }
                }
                Event::End(end) if end.local_name().as_ref() == b"sheetData" => {
                    sheet.write_event(Event::End(end))?;
                    return Ok(());
                }
                Event::Eof => return Ok(()),
                event => sheet.write_event(event)?,
            }
        }
    }

    /// The text of a number.
    fn text(&mut self, number: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let number = std::str::from_utf8(number).map_err(damaged)?.trim().parse::<u64>().map_err(damaged)?;
        if number >= self.count {
            return Err(Unreadable::Workbook);
        }
        let (mut begin, mut end) = ([0; PLACE], [0; PLACE]);
        self.places.read(number * PLACE as u64, &mut begin)?;
        self.places.read((number + 1) * PLACE as u64, &mut end)?;
        let begin = u64::from_le_bytes(begin);
        let length = u64::from_le_bytes(end).saturating_sub(begin);
        self.left = self.left.checked_sub(length).ok_or(Unreadable::TooLarge)?;
        let mut text = vec![0; usize::try_from(length).map_err(damaged)?];
        self.texts.read(begin, &mut text)?;
        Ok(text)
    }
}

/// A file that is read here and there, mostly close to where it was read last: Excel numbers texts as it comes to them.
struct Pieces {
    file: BufReader<File>,
    at: u64,
}

impl Pieces {
    fn of(written: BufWriter<File>) -> std::io::Result<Self> {
        let mut file = written.into_inner().map_err(|problem| problem.into_error())?;
        file.rewind()?;
        Ok(Self { file: BufReader::new(file), at: 0 })
    }

    fn read(&mut self, from: u64, bytes: &mut [u8]) -> std::io::Result<()> {
        self.file.seek_relative(from.cast_signed() - self.at.cast_signed())?;
        self.file.read_exact(bytes)?;
        self.at = from + bytes.len() as u64;
        Ok(())
    }
}

/// As the reader of workbooks reads: some who write them name ends otherwise than beginnings.
fn reader<R: BufRead>(part: R) -> Reader<R> {
    let mut xml = Reader::from_reader(part);
    xml.config_mut().check_end_names = false;
    xml
}

/// What stands in an element that has begun, as it is written.
fn inside(xml: &mut Reader<impl BufRead>, element: &[u8]) -> Result<Vec<u8>, Unreadable> {
    let (mut buffer, mut inside) = (Vec::new(), Writer::new(Vec::new()));
    loop {
        buffer.clear();
        match xml.read_event_into(&mut buffer).map_err(damaged)? {
            Event::End(end) if end.local_name().as_ref() == element => return Ok(inside.into_inner()),
            Event::Eof => return Err(Unreadable::Workbook),
            event => inside.write_event(event)?,
        }
    }
}

/// The same cell, of which the text follows.
fn with_text(cell: &BytesStart<'_>) -> Result<BytesStart<'static>, Unreadable> {
    let mut with_text = BytesStart::new("c");
    with_text.push_attribute(("t", "inlineStr"));
    if let Some(place) = cell.try_get_attribute("r").map_err(damaged)? {
        with_text.push_attribute(place);
    }
    Ok(with_text)
}

fn damaged<Problem>(_: Problem) -> Unreadable {
    Unreadable::Workbook
}
