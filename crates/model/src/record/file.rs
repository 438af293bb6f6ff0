//! 附件: what a file is by its own bytes, never by its name; and whether it bears a mark of secrecy.

use crate::limit;

/// What may belong to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// PDF.
    Pdf,
    /// A text document (Word).
    Docx,
    /// A workbook (Excel).
    Xlsx,
    /// Slides (PowerPoint).
    Pptx,
    /// A picture.
    Jpeg,
    /// A picture.
    Png,
    /// A picture.
    Gif,
    /// A picture.
    Webp,
    /// Plain text.
    Text,
}

impl FileKind {
    /// All, each with its name in a database, the ending of a file's name, and what browsers call
    /// it.
    pub const ALL: [(Self, &'static str, &'static str, &'static str); 9] = [
        (Self::Pdf, "pdf", "pdf", "application/pdf"),
        (Self::Docx, "docx", "docx", DOCX),
        (Self::Xlsx, "xlsx", "xlsx", XLSX),
        (Self::Pptx, "pptx", "pptx", PPTX),
        (Self::Jpeg, "jpeg", "jpg", "image/jpeg"),
        (Self::Png, "png", "png", "image/png"),
        (Self::Gif, "gif", "gif", "image/gif"),
        (Self::Webp, "webp", "webp", "image/webp"),
        (Self::Text, "text", "txt", "text/plain; charset=utf-8"),
    ];

    fn row(self) -> (&'static str, &'static str, &'static str) {
        let row = Self::ALL.iter().find(|(kind, ..)| *kind == self);
        row.map_or(("", "", ""), |(_, name, ending, media)| (name, ending, media))
    }

    /// Its name in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// How a file's name ends.
    #[must_use]
    pub fn ending(self) -> &'static str {
        self.row().1
    }

    /// What browsers call it.
    #[must_use]
    pub fn media(self) -> &'static str {
        self.row().2
    }

    /// Whether plain text in a file of this name is no file of what its name says: a page that
    /// says that something went wrong, saved as a PDF.
    #[must_use]
    pub fn is_belied(self, name: &str) -> bool {
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        let others = Self::ALL.iter().filter(|(kind, ..)| *kind != Self::Text);
        self == Self::Text
            && (ending == "jpeg" || others.map(|(_, _, other, _)| *other).any(|one| one == ending))
    }

    /// By its name in a database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, ..)| *n == name).map(|(kind, ..)| *kind)
    }
}

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const PPTX: &str = "application/vnd.openxmlformats-officedocument.presentationml.presentation";

/// Bytes at a file's beginning that are looked at for what it is and for marks.
const HEAD: usize = 4 << 10;

/// A look at a file, piece after piece; it keeps little of it.
#[derive(Clone, Debug)]
pub struct Look {
    head: Vec<u8>,
    is_plain: bool,
}

/// What a look comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It is one of ours.
    Kind(FileKind),
    /// An archive; its list of contents says whether it is an office document.
    Archive,
    /// An office document of before 2007.
    OldOffice,
    /// Nothing that belongs to a record.
    Unknown,
}

impl Default for Look {
    fn default() -> Self {
        Self { head: Vec::new(), is_plain: true }
    }
}

impl Look {
    /// Looks at the next piece.
    pub fn piece(&mut self, bytes: &[u8]) {
        let room = HEAD.saturating_sub(self.head.len()).min(bytes.len());
        self.head.extend_from_slice(&bytes[..room]);
        let is_plain = |b: &u8| !matches!(b, 0..=8 | 11 | 14..=31 | 127);
        self.is_plain = self.is_plain && bytes.iter().all(is_plain);
    }

    /// What was seen.
    #[must_use]
    pub fn seen(&self) -> Seen {
        const MARKS: [(&[u8], Seen); 8] = [
            (b"%PDF-", Seen::Kind(FileKind::Pdf)),
            (b"\xff\xd8\xff", Seen::Kind(FileKind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n", Seen::Kind(FileKind::Png)),
            (b"GIF87a", Seen::Kind(FileKind::Gif)),
            (b"GIF89a", Seen::Kind(FileKind::Gif)),
            (b"PK\x03\x04", Seen::Archive),
            (b"PK\x05\x06", Seen::Archive),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Seen::OldOffice),
        ];
        let mark = MARKS.iter().find(|(mark, _)| self.head.starts_with(mark));
        let is_webp = self.head.starts_with(b"RIFF") && self.head.get(8..12) == Some(b"WEBP");
        match mark {
            Some((_, seen)) => *seen,
            None if is_webp => Seen::Kind(FileKind::Webp),
            None if self.is_plain && !self.head.is_empty() => Seen::Kind(FileKind::Text),
            None => Seen::Unknown,
        }
    }

    /// The mark of secrecy at the head of a plain text, if it bears one.
    #[must_use]
    pub fn mark(&self) -> Option<&'static str> {
        let is_text = self.seen() == Seen::Kind(FileKind::Text);
        let text = String::from_utf8_lossy(&self.head);
        text.lines().filter(|_| is_text).find_map(mark_of_line)
    }
}

/// Where an archive's list of contents stands: its place and its length.
///
/// `tail` is the file's end, at least 64 KiB of it or all.
#[must_use]
pub fn archive_list(tail: &[u8]) -> Option<(usize, usize)> {
    const END: &[u8] = b"PK\x05\x06";
    let last = tail.len().checked_sub(22)?;
    let at = (0..=last).rev().find(|at| tail[*at..].starts_with(END))?;
    let number = |at: usize| {
        let bytes: [u8; 4] = tail.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    };
    let (length, place) = (number(at + 12)?, number(at + 16)?);
    (length <= limit::ARCHIVE_LIST_BYTES).then_some((place, length))
}

/// What office document an archive is, by its list of contents; none that has programs in it.
#[must_use]
pub fn office(list: &[u8]) -> Option<FileKind> {
    const ENTRY: &[u8] = b"PK\x01\x02";
    let mut rest = list;
    let (mut kind, mut has_types) = (None, false);
    while rest.starts_with(ENTRY) {
        let length = |at: usize| {
            let bytes: [u8; 2] = rest.get(at..at + 2)?.try_into().ok()?;
            Some(usize::from(u16::from_le_bytes(bytes)))
        };
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let name_bytes = rest.get(46..46 + name)?;
        match name_bytes {
            b"[Content_Types].xml" => has_types = true,
            b"word/document.xml" => kind = Some(FileKind::Docx),
            b"xl/workbook.xml" => kind = Some(FileKind::Xlsx),
            b"ppt/presentation.xml" => kind = Some(FileKind::Pptx),
            name if name.to_ascii_lowercase().ends_with(b"vbaproject.bin") => return None,
            _ => {}
        }
        rest = rest.get(46 + name + extra + comment..)?;
    }
    kind.filter(|_| has_types)
}

/// The marks of secrecy, the gravest first.
const MARKS: [&str; 3] = ["绝密", "机密", "秘密"];

/// The mark of secrecy that a file's name bears, if any: 绝密 or 机密 anywhere, 秘密 with its star or
/// in brackets. A paper about the law of secrets is none.
#[must_use]
pub fn mark_of_name(name: &str) -> Option<&'static str> {
    let bare: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let [first, second, third] = MARKS;
    let is_starred = |mark: &str| {
        let starred = ["★", "☆", "*"].iter().any(|star| bare.contains(&format!("{mark}{star}")));
        let brackets = [("(", ")"), ("（", "）"), ("[", "]"), ("【", "】"), ("〔", "〕")];
        starred || brackets.iter().any(|(a, b)| bare.contains(&format!("{a}{mark}{b}")))
    };
    [first, second]
        .into_iter()
        .find(|mark| bare.contains(mark))
        .or_else(|| is_starred(third).then_some(third))
}

/// The mark that a line is: the word alone, or with its star and term, `秘密★1年`.
fn mark_of_line(line: &str) -> Option<&'static str> {
    let bare: String = line.chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').collect();
    MARKS.into_iter().find(|mark| {
        let rest = bare.strip_prefix(mark);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['★', '☆', '*']))
    })
}

#[cfg(test)]
mod tests {
    use super::{FileKind, Look, Seen, archive_list, mark_of_name, office};

    #[test]
    fn a_text_under_the_name_of_another_kind_is_told_from_a_text() {
        for name in ["通知.pdf", "照片.JPG", "a.jpeg", "总结.docx"] {
            assert!(FileKind::Text.is_belied(name), "{name}");
        }
        for name in ["记录.txt", "记录.md", "pdf", "名单.csv", "3.1"] {
            assert!(!FileKind::Text.is_belied(name), "{name}");
        }
        assert!(!FileKind::Png.is_belied("照片.jpg"), "a picture is one by any name");
    }

    fn look(bytes: &[u8]) -> Look {
        let mut look = Look::default();
        bytes.chunks(3).for_each(|piece| look.piece(piece));
        look
    }

    #[test]
    fn a_file_is_what_its_bytes_say() {
        let cases: [(&[u8], Seen); 11] = [
            (b"%PDF-1.7\n\0", Seen::Kind(FileKind::Pdf)),
            (b"\xff\xd8\xff\xe0\0\x10JFIF", Seen::Kind(FileKind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\0", Seen::Kind(FileKind::Png)),
            (b"GIF89a\x01\0", Seen::Kind(FileKind::Gif)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Seen::Kind(FileKind::Webp)),
            (b"RIFF\x10\0\0\0WAVEfmt ", Seen::Unknown),
            (b"PK\x03\x04\x14\0", Seen::Archive),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", Seen::OldOffice),
            ("学习心得\r\n\t一".as_bytes(), Seen::Kind(FileKind::Text)),
            (b"MZ\x90\0", Seen::Unknown),
            (b"", Seen::Unknown),
        ];
        for (bytes, seen) in cases {
            assert_eq!(look(bytes).seen(), seen, "{bytes:?}");
        }
    }

    /// An archive of files without content: what matters is its list.
    fn archive(names: &[&str]) -> Vec<u8> {
        let mut list = Vec::new();
        for name in names {
            list.extend_from_slice(b"PK\x01\x02");
            list.extend_from_slice(&[0; 24]);
            list.extend_from_slice(&u16::try_from(name.len()).unwrap().to_le_bytes());
            list.extend_from_slice(&[0; 16]);
            list.extend_from_slice(name.as_bytes());
        }
        let mut file = b"PK\x03\x04 contents".to_vec();
        let (place, length) = (file.len(), list.len());
        file.extend(list);
        file.extend_from_slice(b"PK\x05\x06");
        file.extend_from_slice(&[0; 8]);
        file.extend_from_slice(&u32::try_from(length).unwrap().to_le_bytes());
        file.extend_from_slice(&u32::try_from(place).unwrap().to_le_bytes());
        file.extend_from_slice(&[0; 2]);
        file
    }

    fn kind(file: &[u8]) -> Option<FileKind> {
        let (place, length) = archive_list(file)?;
        office(file.get(place..place + length)?)
    }

    #[test]
    fn an_archive_is_an_office_document_or_nothing() {
        let types = "[Content_Types].xml";
        assert_eq!(
            kind(&archive(&["docProps/a", types, "word/document.xml"])),
            Some(FileKind::Docx)
        );
        assert_eq!(kind(&archive(&[types, "xl/workbook.xml"])), Some(FileKind::Xlsx));
        assert_eq!(kind(&archive(&["ppt/presentation.xml", types])), Some(FileKind::Pptx));
        assert_eq!(kind(&archive(&[types, "word/document.xml", "word/vbaProject.bin"])), None);
        assert_eq!(kind(&archive(&["照片.jpg", "word/document.xml"])), None);
        assert_eq!(kind(&archive(&[])), None);
        let whole = archive(&[types, "xl/workbook.xml"]);
        for end in 0..whole.len() {
            assert_eq!(kind(&whole[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn marks_of_secrecy_are_found_and_the_law_about_them_is_none() {
        let cases = [
            ("机密文件.pdf", Some("机密")),
            ("绝 密.pdf", Some("绝密")),
            ("通知(秘密).docx", Some("秘密")),
            ("秘密★1年.docx", Some("秘密")),
            ("保守国家秘密法学习.docx", None),
            ("工作计划.docx", None),
        ];
        for (name, mark) in cases {
            assert_eq!(mark_of_name(name), mark, "{name}");
        }
        assert_eq!(look("某省委\n机密★10年\n正文".as_bytes()).mark(), Some("机密"));
        assert_eq!(look("  秘 密\n正文".as_bytes()).mark(), Some("秘密"));
        assert_eq!(look("秘密交通线的故事\n绝密使命观后感".as_bytes()).mark(), None);
        assert_eq!(look("%PDF-1.4\n机密\n".as_bytes()).mark(), None, "only plain text is read");
    }
}
