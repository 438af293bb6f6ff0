//! A zip archive (APPNOTE 6.3.10) of parts that are packed already.
//!
//! The zip library packs what it writes itself; a sheet's rows are packed while they come, on
//! another core, and only have to be put into their place.

use std::io::{self, Read, Write};

/// Deflate, as the archive's records name it.
pub(super) const DEFLATED: u16 = 8;

/// 1980-01-01: the earliest day that an archive can name. Equal content, equal bytes.
const DAY: u16 = 0x21;

/// The version that a reader must know: 2.0, folders and deflate.
const VERSION: u16 = 20;

/// Names are UTF-8.
const UTF_8: u16 = 1 << 11;

/// A part of an archive.
#[derive(Clone, Debug)]
pub(super) struct Part {
    pub(super) name: String,
    /// How it is packed: 0 not at all, [`DEFLATED`].
    pub(super) method: u16,
    pub(super) crc: u32,
    /// Its bytes in the archive.
    pub(super) packed: u64,
    /// Its bytes when it is unpacked.
    pub(super) unpacked: u64,
}

/// An archive that is being written, part by part.
pub(super) struct Archive<W> {
    to: W,
    at: u64,
    directory: Vec<u8>,
    parts: u16,
}

impl<W: Write> Archive<W> {
    pub(super) fn new(to: W) -> Self {
        Self { to, at: 0, directory: Vec::new(), parts: 0 }
    }

    /// Adds a part, whose packed bytes come from `content`.
    pub(super) fn add(&mut self, part: &Part, content: &mut dyn Read) -> io::Result<()> {
        let begins = short(self.at)?;
        let mut record = Vec::with_capacity(64);
        push(&mut record, &[VERSION, UTF_8, part.method, 0, DAY]);
        record.extend_from_slice(&part.crc.to_le_bytes());
        record.extend_from_slice(&short(part.packed)?.to_le_bytes());
        record.extend_from_slice(&short(part.unpacked)?.to_le_bytes());
        let name = u16::try_from(part.name.len()).map_err(|_| too_large())?;
        push(&mut record, &[name, 0]);

        self.directory.extend_from_slice(b"PK\x01\x02");
        push(&mut self.directory, &[VERSION]);
        self.directory.extend_from_slice(&record);
        // Comment, disk, attributes: none.
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&begins.to_le_bytes());
        self.directory.extend_from_slice(part.name.as_bytes());
        self.parts = self.parts.checked_add(1).ok_or_else(too_large)?;

        self.write(b"PK\x03\x04")?;
        self.write(&record)?;
        self.write(part.name.as_bytes())?;
        let copied = io::copy(content, &mut self.to)?;
        self.at += copied;
        match copied == part.packed {
            true => Ok(()),
            false => Err(io::Error::other("a part has other bytes than it says")),
        }
    }

    /// Writes the directory.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let mut end = b"PK\x05\x06".to_vec();
        push(&mut end, &[0, 0, self.parts, self.parts]);
        end.extend_from_slice(&short(self.directory.len() as u64)?.to_le_bytes());
        end.extend_from_slice(&short(self.at)?.to_le_bytes());
        push(&mut end, &[0]);
        let directory = std::mem::take(&mut self.directory);
        self.write(&directory)?;
        self.write(&end)?;
        self.to.flush()
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.to.write_all(bytes)
    }
}

fn push(to: &mut Vec<u8>, numbers: &[u16]) {
    for number in numbers {
        to.extend_from_slice(&number.to_le_bytes());
    }
}

/// Sizes beyond four gigabytes would need other records; a full sheet has a quarter of that.
fn short(size: u64) -> io::Result<u32> {
    u32::try_from(size).map_err(|_| too_large())
}

fn too_large() -> io::Error {
    io::ErrorKind::FileTooLarge.into()
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use zip::ZipArchive;

    use super::{Archive, Part};

    #[test]
    fn another_program_reads_what_was_put_in() {
        let parts = [("一/甲.xml", "甲"), ("b", ""), ("c", "cc")];
        let mut bytes = Vec::new();
        let mut archive = Archive::new(&mut bytes);
        for (name, text) in parts {
            let crc = crc32fast::hash(text.as_bytes());
            let size = text.len() as u64;
            let name = name.to_owned();
            let part = Part { name, method: 0, crc, packed: size, unpacked: size };
            archive.add(&part, &mut text.as_bytes()).unwrap();
        }
        archive.finish().unwrap();
        let mut read = ZipArchive::new(Cursor::new(bytes)).unwrap();
        assert_eq!(read.len(), parts.len());
        for (name, text) in parts {
            let mut found = String::new();
            read.by_name(name).unwrap().read_to_string(&mut found).unwrap();
            assert_eq!(found, text);
        }
    }

    #[test]
    fn a_part_that_is_not_what_it_says_is_refused() {
        let part = Part { name: "a".to_owned(), method: 0, crc: 0, packed: 3, unpacked: 3 };
        assert!(Archive::new(Vec::new()).add(&part, &mut &b"ab"[..]).is_err());
        let large = Part { packed: 1 << 32, ..part };
        let refused = Archive::new(Vec::new()).add(&large, &mut &b""[..]).unwrap_err();
        assert_eq!(refused.kind(), std::io::ErrorKind::FileTooLarge);
    }
}
