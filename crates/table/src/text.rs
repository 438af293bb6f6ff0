//! Delimited text, in: decoded, cut into blocks of whole rows, and the blocks cut into fields.
//!
//! Cutting into blocks is cheap and goes in order; cutting into fields is the dear part and each
//! block of it can go on another core.

use std::fs::File;
use std::io::Read;

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};
use encoding_rs::{Decoder, Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use memchr::{memchr, memchr_iter, memchr3, memrchr};
use model::limit;

use crate::cell::Row;
use crate::unreadable::Unreadable;

/// Bytes of a block, about: small enough for a core's own cache together with its fields.
const BLOCK_BYTES: usize = 256 << 10;

/// Bytes at the beginning of a file by which its encoding is told.
pub(crate) const SAMPLE_BYTES: usize = 64 << 10;

/// The encoding of a text by its first bytes, and how many of them are a mark to be left out.
pub(crate) fn sniff(sample: &[u8]) -> (&'static Encoding, usize) {
    if let Some((encoding, mark)) = Encoding::for_bom(sample) {
        return (encoding, mark);
    }
    // The sample may end within a character.
    let encoding = match std::str::from_utf8(sample) {
        Ok(_) => UTF_8,
        Err(error) if error.error_len().is_none() => UTF_8,
        Err(_) => GB18030,
    };
    (encoding, 0)
}

/// What the person would call the encoding.
pub(crate) fn encoding_word(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 {
        "GB18030"
    } else if encoding == UTF_16LE || encoding == UTF_16BE {
        "UTF-16"
    } else {
        "UTF-8"
    }
}

/// Whole rows of a text, not yet cut into fields.
#[derive(Debug)]
pub(crate) struct TextBlock {
    bytes: Vec<u8>,
    first_line: u64,
    delimiter: u8,
}

/// The blocks of a text, in order.
pub(crate) struct TextBlocks {
    file: File,
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    rest: Vec<u8>,
    delimiter: u8,
    line: u64,
    ended: bool,
}

impl TextBlocks {
    /// From a file that stands right behind its byte order mark.
    pub(crate) fn new(file: File, encoding: &'static Encoding, delimiter: u8) -> Self {
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        Self { file, decoder, raw: Vec::new(), rest: Vec::new(), delimiter, line: 1, ended: false }
    }

    /// The next block. `spare` is one that is done with: its memory serves again.
    pub(crate) fn next(
        &mut self,
        spare: Option<TextBlock>,
    ) -> Result<Option<TextBlock>, Unreadable> {
        let spare = spare.map_or_else(Vec::new, |block| block.bytes);
        let mut bytes = std::mem::take(&mut self.rest);
        let mut wanted = BLOCK_BYTES;
        loop {
            while !self.ended && bytes.len() < wanted {
                self.fill(&mut bytes, wanted)?;
            }
            if bytes.is_empty() {
                return Ok(None);
            }
            if self.ended && bytes.last() != Some(&b'\n') {
                bytes.push(b'\n');
            }
            let end = end_of_rows(&bytes, self.delimiter);
            if end > 0 && (end == bytes.len() || !self.ended) {
                return Ok(Some(self.cut(bytes, end, spare)));
            }
            let line = self.line + memchr_iter(b'\n', &bytes[..end]).count() as u64;
            if self.ended {
                return Err(Unreadable::OpenQuote(line));
            }
            if bytes.len() > limit::ROW_BYTES {
                return Err(Unreadable::LongRow(line));
            }
            wanted = bytes.len() + BLOCK_BYTES;
        }
    }

    fn cut(&mut self, mut bytes: Vec<u8>, end: usize, spare: Vec<u8>) -> TextBlock {
        self.rest = spare;
        self.rest.clear();
        self.rest.reserve(BLOCK_BYTES + (BLOCK_BYTES >> 2));
        self.rest.extend_from_slice(&bytes[end..]);
        bytes.truncate(end);
        let first_line = self.line;
        self.line += memchr_iter(b'\n', &bytes).count() as u64;
        TextBlock { bytes, first_line, delimiter: self.delimiter }
    }

    /// Reads on once; decodes where the text isn't UTF-8 already.
    fn fill(&mut self, bytes: &mut Vec<u8>, wanted: usize) -> Result<(), Unreadable> {
        let Some(decoder) = &mut self.decoder else {
            let room = (wanted - bytes.len()) as u64;
            let read = (&self.file).take(room).read_to_end(bytes)?;
            self.ended = read == 0;
            return Ok(());
        };
        self.raw.resize(BLOCK_BYTES, 0);
        let read = self.file.read(&mut self.raw)?;
        self.ended = read == 0;
        let source = &self.raw[..read];
        let most = decoder.max_utf8_buffer_length(read).unwrap_or(4 * BLOCK_BYTES);
        let start = bytes.len();
        bytes.resize(start + most, 0);
        let (_, _, written, _) = decoder.decode_to_utf8(source, &mut bytes[start..], self.ended);
        bytes.truncate(start + written);
        Ok(())
    }
}

/// Where the last whole row of these bytes ends. A line break within quotes doesn't end a row.
fn end_of_rows(bytes: &[u8], delimiter: u8) -> usize {
    if memchr(b'"', bytes).is_none() {
        return memrchr(b'\n', bytes).map_or(0, |at| at + 1);
    }
    let mut reader = reader(delimiter);
    let (mut fields, mut ends) = (vec![0; bytes.len() + 1], vec![0; limit::COLUMNS + 1]);
    let (mut at, mut end) = (0, 0);
    while at < bytes.len() {
        let (result, read, _, _) = reader.read_record(&bytes[at..], &mut fields, &mut ends);
        at += read;
        match result {
            // csv-core ends a row at its line break's first byte, and takes `\r\n` and blank
            // lines off the front of the next row.
            ReadRecordResult::Record => end = at,
            ReadRecordResult::OutputEndsFull | ReadRecordResult::OutputFull => {}
            ReadRecordResult::InputEmpty | ReadRecordResult::End => break,
        }
    }
    end + bytes[end..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count()
}

fn reader(delimiter: u8) -> Reader {
    ReaderBuilder::new().delimiter(delimiter).build()
}

/// Room for cutting rows into fields, used again for every row.
#[derive(Debug)]
pub(crate) struct Fields {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    damaged: String,
}

impl Default for Fields {
    fn default() -> Self {
        Self { bytes: vec![0; 4 << 10], ends: vec![0; 64], damaged: String::new() }
    }
}

impl TextBlock {
    /// Whole rows from the beginning of a text.
    pub(crate) fn new(bytes: Vec<u8>, delimiter: u8) -> Self {
        Self { bytes, first_line: 1, delimiter }
    }

    /// Its size in bytes of UTF-8.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.len() as u64
    }

    /// Gives every row that isn't an empty line to `each`, in order.
    pub(crate) fn each(
        &self,
        room: &mut Fields,
        each: &mut dyn FnMut(Row<'_>),
    ) -> Result<(), Unreadable> {
        // Nearly every block is sound UTF-8 without a quote and can be cut where it stands.
        let unusual = memchr3(b'"', b'\r', 0, &self.bytes).is_some();
        match simdutf8::basic::from_utf8(&self.bytes) {
            Ok(text) if !unusual && self.delimiter.is_ascii() => self.each_plain(text, room, each),
            _ => self.each_record(room, each),
        }
    }

    /// Rows without quotes: lines, and fields between delimiters.
    fn each_plain(
        &self,
        text: &str,
        room: &mut Fields,
        each: &mut dyn FnMut(Row<'_>),
    ) -> Result<(), Unreadable> {
        // Only a text with such a byte can have U+FFFD in it.
        let is_sound = memchr(0xEF, &self.bytes).is_none();
        let mut start = 0;
        for (line, end) in (self.first_line..).zip(memchr_iter(b'\n', &self.bytes)) {
            let row = &text[start..end];
            start = end + 1;
            if row.is_empty() {
                continue;
            }
            let mut ends = 0;
            // Fields are a few bytes long, so that a plain loop beats a vector search for each.
            for (at, byte) in row.bytes().chain([self.delimiter]).enumerate() {
                if byte != self.delimiter {
                    continue;
                }
                if ends == room.ends.len() {
                    if ends >= limit::COLUMNS {
                        return Err(Unreadable::TooManyColumns(line));
                    }
                    room.ends.resize(ends * 2, 0);
                }
                room.ends[ends] = at;
                ends += 1;
            }
            each(Row::of_line(line, row, &room.ends[..ends], is_sound));
        }
        Ok(())
    }

    /// Rows of any kind.
    fn each_record(
        &self,
        room: &mut Fields,
        each: &mut dyn FnMut(Row<'_>),
    ) -> Result<(), Unreadable> {
        let mut reader = reader(self.delimiter);
        reader.set_line(self.first_line);
        let mut at = 0;
        while at < self.bytes.len() {
            // Empty lines before a row belong to no row, but they count.
            let blank = self.bytes[at..].iter().take_while(|b| matches!(b, b'\r' | b'\n')).count();
            let breaks = memchr_iter(b'\n', &self.bytes[at..at + blank]).count() as u64;
            reader.set_line(reader.line() + breaks);
            at += blank;
            let line = reader.line();
            let Some((read, bytes, ends)) = record(&mut reader, &self.bytes[at..], room, line)?
            else {
                break;
            };
            at += read;
            // What follows a lone return would have no line of its own. A block may end between a
            // return and its line feed.
            let next = self.bytes.get(at);
            if self.bytes[at - 1] == b'\r' && next.is_some_and(|next| *next != b'\n') {
                return Err(Unreadable::LoneReturn(line));
            }
            let ends = &room.ends[..ends];
            if let Ok(text) = std::str::from_utf8(&room.bytes[..bytes]) {
                each(Row::of_fields(line, text, ends));
            } else {
                let ends = mend(&room.bytes[..bytes], ends, &mut room.damaged);
                each(Row::of_fields(line, &room.damaged, &ends));
            }
        }
        Ok(())
    }
}

/// Reads one record into the room; gives bytes read, bytes of fields and number of fields.
fn record(
    reader: &mut Reader,
    input: &[u8],
    room: &mut Fields,
    line: u64,
) -> Result<Option<(usize, usize, usize)>, Unreadable> {
    let (mut at, mut bytes, mut ends) = (0, 0, 0);
    loop {
        let (result, read, wrote, ended) =
            reader.read_record(&input[at..], &mut room.bytes[bytes..], &mut room.ends[ends..]);
        at += read;
        bytes += wrote;
        ends += ended;
        match result {
            ReadRecordResult::Record => return Ok(Some((at, bytes, ends))),
            ReadRecordResult::OutputFull => room.bytes.resize(room.bytes.len() * 2, 0),
            ReadRecordResult::OutputEndsFull if room.ends.len() >= limit::COLUMNS => {
                return Err(Unreadable::TooManyColumns(line));
            }
            ReadRecordResult::OutputEndsFull => room.ends.resize(room.ends.len() * 2, 0),
            ReadRecordResult::InputEmpty | ReadRecordResult::End => return Ok(None),
        }
    }
}

/// Puts U+FFFD where bytes are no UTF-8, field by field, so that the others keep their text.
fn mend(bytes: &[u8], ends: &[usize], text: &mut String) -> Vec<usize> {
    text.clear();
    let mut start = 0;
    let mut mended = Vec::with_capacity(ends.len());
    for end in ends {
        text.push_str(&String::from_utf8_lossy(&bytes[start..*end]));
        mended.push(text.len());
        start = *end;
    }
    mended
}
