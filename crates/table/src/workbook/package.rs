//! What an xlsx package unpacks to, before anything reads it whole.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};

use memchr::{memchr, memmem};
use model::limit;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::unreadable::Unreadable;

const MIB: u64 = 1 << 20;

/// Refuses a package that would unpack to more than is sensible, before anything reads it whole.
///
/// What a package says of its own sizes is its author's word, and a sheet may be
/// called anything, so every part is unpacked once and counted. That costs about a second for each
/// 500 MB of a sheet. Gives how many merged cells there are.
pub(crate) fn refuse_bomb(file: &File) -> Result<u64, Unreadable> {
    let mut copy = file.try_clone()?;
    copy.seek(SeekFrom::Start(0))?;
    let mut package = ZipArchive::new(BufReader::new(copy)).map_err(zip_error)?;
    let names = package.file_names().map(|name| name.map(|name| name.into_owned()));
    let names: Vec<String> = names.collect::<Result<_, _>>().map_err(zip_error)?;
    // The reader takes `XL\\Workbook.XML` for `xl/workbook.xml` too.
    let plain = |name: &String| name.replace('\\', "/").to_ascii_lowercase();
    if names.iter().any(|name| plain(name) == "xl/workbook.bin") {
        return Err(Unreadable::Unknown("二进制工作簿(xlsb)"));
    }
    if !names.iter().any(|name| plain(name) == "xl/workbook.xml") {
        return Err(Unreadable::Unknown("压缩文件或其他格式的文档"));
    }
    let mut merges = 0;
    for name in names {
        let is_sheet = plain(&name).starts_with("xl/worksheets/");
        let is_markup = plain(&name).ends_with(".rels") || plain(&name).ends_with(".xml");
        let most = if is_sheet { limit::WORKBOOK_PART_BYTES } else { limit::WORKBOOK_HELD_BYTES };
        let mut part = package.by_name(&name).map_err(zip_error)?;
        match measure(&mut part, most)? {
            Unpacked::Fits(merged) => merges += merged,
            // A picture is one long text, and nobody reads it.
            Unpacked::LongText if !is_markup => {}
            Unpacked::Large => return Err(Unreadable::Bomb(name, most / MIB)),
            Unpacked::LongText => return Err(Unreadable::LongText(name)),
            Unpacked::Boasts => {
                let says = format!("{name} 里的文字没有它所说的那么多");
                return Err(Unreadable::Broken(says));
            }
        }
    }
    if merges > limit::WORKBOOK_MERGES {
        return Err(Unreadable::Broken(format!("合并的单元格超过 {} 处", limit::WORKBOOK_MERGES)));
    }
    Ok(merges)
}

/// What a part unpacks to.
enum Unpacked {
    /// With so many merged cells.
    Fits(u64),
    Large,
    /// One text in it is longer than a reader should hold.
    LongText,
    /// It announces more texts than it can hold; a reader makes room for all of them at once.
    Boasts,
}

/// Bytes that a shared text takes at the least.
const SHARED_TEXT_BYTES: u64 = "<si/>".len() as u64;

fn measure(part: &mut dyn Read, most: u64) -> Result<Unpacked, Unreadable> {
    let mut buffer = vec![0; 64 << 10];
    let (mut all, mut run) = (0_u64, 0_u64);
    let mut announced = Announced::default();
    loop {
        let read = match part.read(&mut buffer) {
            Ok(0) => {
                let held = (all / SHARED_TEXT_BYTES).max(limit::WORKBOOK_TEXTS_ANNOUNCED);
                let boasts = announced.most > held;
                return Ok(if boasts {
                    Unpacked::Boasts
                } else {
                    Unpacked::Fits(announced.merges)
                });
            }
            Ok(read) => read,
            Err(error) => return Err(Unreadable::Broken(error.to_string())),
        };
        all += read as u64;
        announced.look(&buffer[..read]);
        let (before, after) = match memchr(b'<', &buffer[..read]) {
            Some(at) => (run + at as u64, 0),
            None => (run + read as u64, run + read as u64),
        };
        run = after;
        if before > limit::WORKBOOK_TEXT_BYTES {
            return Ok(Unpacked::LongText);
        }
        if all > most {
            return Ok(Unpacked::Large);
        }
    }
}

/// The largest number of shared texts that a part announces, and its merged cells, read piece by
/// piece.
#[derive(Default)]
struct Announced {
    most: u64,
    merges: u64,
    tail: Vec<u8>,
}

impl Announced {
    /// Bytes of a name with its number: what a cut between two pieces may part.
    const TAIL: usize = 64;

    fn look(&mut self, piece: &[u8]) {
        // Only the beginning of a piece can complete what the pieces before began.
        let (begin, rest) = piece.split_at(piece.len().min(Self::TAIL));
        self.tail.extend_from_slice(begin);
        self.most = self.most.max(announced(&self.tail)).max(announced(piece));
        let merges = |text| memmem::find_iter(text, b"mergeCell ").count() as u64;
        // The only one may lie across a cut; beyond it one more or less doesn't matter.
        self.merges = (self.merges + merges(piece)).max(merges(&self.tail).min(1));
        self.tail.extend_from_slice(&rest[rest.len().saturating_sub(Self::TAIL)..]);
        self.tail.drain(..self.tail.len().saturating_sub(Self::TAIL));
    }
}

fn announced(text: &[u8]) -> u64 {
    const NAME: &[u8] = b"uniqueCount";
    let number = |at: usize| {
        let between = |byte: &&u8| byte.is_ascii_whitespace() || b"=\"'".contains(byte);
        let rest = text[at + NAME.len()..].iter().skip_while(between);
        let digits = rest.take_while(|byte| byte.is_ascii_digit());
        digits.fold(0_u64, |sum, digit| {
            sum.saturating_mul(10).saturating_add(u64::from(digit - b'0'))
        })
    };
    memmem::find_iter(text, NAME).map(number).max().unwrap_or(0)
}

fn zip_error(error: ZipError) -> Unreadable {
    match error {
        ZipError::Io(error) => error.into(),
        ZipError::UnsupportedArchive(reason) if reason.contains("assword") => Unreadable::Password,
        other => Unreadable::Broken(other.to_string()),
    }
}
