//! The smallest compound file (MS-CFB), the container of an xls: one stream.

const SECTOR: usize = 512;
const FREE: u32 = 0xFFFF_FFFF;
const END: u32 = 0xFFFF_FFFE;
const TABLE: u32 = 0xFFFF_FFFD;

/// A stream of this size or more has sectors of its own.
const OWN_SECTORS: usize = 4_096;

/// A compound file with one stream, filled up with zeros.
pub(crate) fn compound(name: &str, content: &[u8]) -> Vec<u8> {
    let mut content = content.to_vec();
    content.resize(content.len().max(OWN_SECTORS).next_multiple_of(SECTOR), 0);
    let sectors = u32::try_from(content.len() / SECTOR).unwrap();
    // Sector 0 is the table of sectors, 1 the directory, from 2 on the stream.
    let chain = (3..2 + sectors).chain([END]);
    let mut table: Vec<u32> = [TABLE, END].into_iter().chain(chain).collect();
    assert!(table.len() <= SECTOR / 4, "one table of sectors is enough here");
    table.resize(SECTOR / 4, FREE);
    let size = u32::try_from(content.len()).unwrap();
    let directory = [entry("Root Entry", 5, 1, END, 0), entry(name, 2, FREE, 2, size)].concat();
    let mut file = header();
    file.extend(table.iter().flat_map(|sector| sector.to_le_bytes()));
    file.extend(directory);
    file.resize(3 * SECTOR, 0);
    file.extend(content);
    file
}

fn header() -> Vec<u8> {
    let mut header = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    header.resize(24, 0);
    // Version 3, little endian, sectors of 2^9 and 2^6 bytes.
    header.extend([0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    header.resize(44, 0);
    // One table of sectors; the directory in sector 1; no small sectors, no table of tables.
    for number in [1, 1, 0, 4_096, END, 0, END, 0, 0] {
        header.extend(u32::to_le_bytes(number));
    }
    header.resize(SECTOR, 0xFF);
    header
}

fn entry(name: &str, kind: u8, child: u32, start: u32, size: u32) -> Vec<u8> {
    let letters: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut entry = letters.clone();
    entry.resize(64, 0);
    entry.extend(u16::try_from(letters.len() + 2).unwrap().to_le_bytes());
    entry.extend([kind, 1]);
    for sibling in [FREE, FREE, child] {
        entry.extend(sibling.to_le_bytes());
    }
    entry.resize(116, 0);
    entry.extend(start.to_le_bytes());
    entry.extend(u64::from(size).to_le_bytes());
    entry
}

/// A record of a binary workbook.
pub(crate) fn record(kind: u16, content: &[u8]) -> Vec<u8> {
    let size = u16::try_from(content.len()).unwrap();
    [&kind.to_le_bytes(), &size.to_le_bytes(), content].concat()
}
