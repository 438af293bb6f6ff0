//! A scheme as a sheet: a row for every section of its file, columns for what most sections say,
//! and one for the rest. Only the layout is known here; what a scheme must be, `score` checks, and
//! its flaws are led back from lines to cells.
//!
//! Long because a layout is read and written in one place.

use std::io::{Cursor, Write as _};

use model::scheme::{Provenance, RuleKind};
use model::{Flaw, Flaws, Place, RecordKind, limit};
use store::Fault;
use table::book::{Accepts, Unwritable};
use table::{Book, Cell, Column, Input, Kind, Row, Value};
use toml::de::{DeTable, DeValue};

use super::scheme::Looked;
use crate::refusal::Refusal;

/// The sheet's name.
const NAME: &str = "考核方案";

/// Heads with room for what stands below them.
const COLUMNS: [(&str, usize); 15] = [
    ("这一行是", 12),
    ("编号", 10),
    ("名称", 20),
    ("分值", 8),
    ("规则", 16),
    ("台账", 14),
    ("说明", 40),
    ("出处", 10),
    ("文件原文", 40),
    ("我们的理解", 30),
    ("正文", 40),
    ("附件内容", 40),
    ("附件分值", 10),
    ("附件标准", 40),
    ("其他参数", 40),
];

const WHAT: usize = 0;
const NUMBER: usize = 1;
const TITLE: usize = 2;
const POINTS: usize = 3;
const RULE: usize = 4;
const RECORD: usize = 5;
const SAYS: usize = 6;
const PROVENANCE: usize = 7;
const OFFICIAL: usize = 8;
const READING: usize = 9;
const BODY: usize = 10;
const ANNEX: usize = 11;
const ANNEX_POINTS: usize = 12;
const ANNEX_STANDARD: usize = 13;
const OTHER: usize = 14;

/// How a key's value is written in the file.
#[derive(Clone, Copy, PartialEq, Eq)]
enum As {
    Text,
    Figure,
}
use As::{Figure, Text};

/// A kind of section: its place in the file, whether there may be several, its word, under which
/// it stands, and which keys have a column.
struct Section {
    path: &'static str,
    is_list: bool,
    word: &'static str,
    below: &'static str,
    keys: &'static [(usize, &'static str, As)],
}

const PART: &[(usize, &str, As)] = &[
    (RULE, "kind", Text),
    (RECORD, "record", Text),
    (POINTS, "points", Figure),
    (SAYS, "says", Text),
];

/// Kinds of sections, in the order of a file.
const SECTIONS: [Section; 14] = [
    Section {
        path: "",
        is_list: false,
        word: "方案",
        below: "",
        keys: &[
            (NUMBER, "id", Text),
            (TITLE, "title", Text),
            (POINTS, "total", Figure),
            (SAYS, "summary", Text),
        ],
    },
    Section {
        path: "source",
        is_list: false,
        word: "依据文件",
        below: "",
        keys: &[(NUMBER, "number", Text), (TITLE, "title", Text), (SAYS, "issuer", Text)],
    },
    Section {
        path: "topic",
        is_list: true,
        word: "专题",
        below: "",
        keys: &[
            (NUMBER, "number", Figure),
            (TITLE, "title", Text),
            (PROVENANCE, "provenance", Text),
        ],
    },
    Section {
        path: "indicator",
        is_list: true,
        word: "考核内容",
        below: "",
        keys: &[
            (NUMBER, "number", Figure),
            (TITLE, "title", Text),
            (POINTS, "points", Figure),
            (BODY, "body_text", Text),
            (ANNEX, "annex_text", Text),
            (ANNEX_POINTS, "annex_points", Text),
            (ANNEX_STANDARD, "annex_standard", Text),
        ],
    },
    Section {
        path: "indicator.criterion",
        is_list: true,
        word: "评分要点",
        below: "考核内容",
        keys: &[
            (NUMBER, "id", Text),
            (TITLE, "title", Text),
            (POINTS, "points", Figure),
            (PROVENANCE, "provenance", Text),
            (OFFICIAL, "official_text", Text),
            (READING, "reading", Text),
        ],
    },
    Section {
        path: "indicator.criterion.part",
        is_list: true,
        word: "计分部分",
        below: "评分要点",
        keys: PART,
    },
    Section {
        path: "indicator.criterion.required_task",
        is_list: true,
        word: "规定任务",
        below: "评分要点",
        keys: &[(SAYS, "says", Text)],
    },
    Section {
        path: "bonus",
        is_list: false,
        word: "附加分",
        below: "",
        keys: &[
            (NUMBER, "number", Figure),
            (POINTS, "points", Figure),
            (ANNEX, "annex_text", Text),
            (ANNEX_POINTS, "annex_points", Text),
            (ANNEX_STANDARD, "annex_standard", Text),
        ],
    },
    Section {
        path: "bonus.part", is_list: true, word: "附加分部分", below: "附加分", keys: PART
    },
    Section {
        path: "band",
        is_list: true,
        word: "等次",
        below: "",
        keys: &[(TITLE, "name", Text), (POINTS, "from", Figure), (PROVENANCE, "provenance", Text)],
    },
    Section {
        path: "veto",
        is_list: true,
        word: "否决",
        below: "",
        keys: &[(RULE, "kind", Text), (SAYS, "says", Text), (PROVENANCE, "provenance", Text)],
    },
    Section {
        path: "clause",
        is_list: true,
        word: "条款",
        below: "",
        keys: &[(NUMBER, "id", Text), (TITLE, "title", Text), (OFFICIAL, "official_text", Text)],
    },
    Section {
        path: "erratum",
        is_list: true,
        word: "笔误",
        below: "",
        keys: &[
            (NUMBER, "indicator", Figure),
            (OFFICIAL, "text", Text),
            (READING, "reading", Text),
        ],
    },
    Section {
        path: "difference",
        is_list: true,
        word: "正文与附件不同",
        below: "",
        keys: &[
            (NUMBER, "indicator", Figure),
            (BODY, "body", Text),
            (ANNEX, "annex", Text),
            (READING, "reading", Text),
        ],
    },
];

type Cells = [String; COLUMNS.len()];

/// Whether bytes are a workbook's.
pub(super) fn is_sheet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// A scheme's file as a workbook.
///
/// # Errors
/// A fault, where it is no scheme's file or the rows cannot be put aside.
pub fn write(text: &str) -> Result<Vec<u8>, Refusal> {
    let root = DeTable::parse(text).map_err(|_| corrupt())?;
    let mut rows = Vec::new();
    push_section(&mut rows, &SECTIONS[0], root.get_ref());
    let spill = tempfile::tempdir().map_err(unwritable)?;
    let mut book = Book::new(spill.path());
    let lines = [
        "考核方案",
        "一行是方案的一节,「这一行是」写明是哪一节。评分要点接在它的考核内容下面,计分部分接在它的评分要点下面。",
        "「其他参数」写作 名称 = 值,用逗号隔开;文字加双引号。改过内容再发布,要把方案一行的 version 加 1。",
    ];
    let columns = COLUMNS.map(|(head, width)| Column::new(head, Kind::Text).at_least(width));
    let notes = COLUMNS.map(|_| String::new());
    let mut sheet = book.form(NAME, &lines, &notes, columns.to_vec()).map_err(unbooked)?;
    for (column, words) in accepted() {
        sheet.accept(column, &Accepts::OneOf(words)).map_err(unbooked)?;
    }
    for row in &rows {
        let values: Vec<Value<'_>> = row
            .iter()
            .map(|cell| if cell.is_empty() { Value::Blank } else { Value::Text(cell) })
            .collect();
        sheet.row(&values).map_err(unbooked)?;
    }
    book.push(sheet).map_err(unbooked)?;
    let mut bytes = Cursor::new(Vec::new());
    book.save(&mut bytes).map_err(unbooked)?;
    Ok(bytes.into_inner())
}

/// Words that a column offers.
fn accepted() -> [(usize, Vec<String>); 4] {
    let both = [Provenance::Notice, Provenance::Setting];
    [
        (WHAT, SECTIONS.iter().map(|section| section.word.to_owned()).collect()),
        (RULE, RuleKind::ALL.iter().map(|(.., word)| (*word).to_owned()).collect()),
        (RECORD, RecordKind::ALL.iter().map(|(.., word)| (*word).to_owned()).collect()),
        (PROVENANCE, both.map(|one| one.word().to_owned()).to_vec()),
    ]
}

/// Adds a section's row, and those of the sections below it.
fn push_section(rows: &mut Vec<Cells>, section: &Section, table: &DeTable<'_>) {
    let mut cells = Cells::default();
    cells[WHAT] = section.word.to_owned();
    let mut keys: Vec<_> = table.iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    let mut rest = Vec::new();
    for (key, value) in &keys {
        let name = key.get_ref().as_ref();
        if child(section, name).is_some_and(|child| has_rows(child, value.get_ref())) {
            continue;
        }
        let column = section.keys.iter().find(|(_, known, _)| *known == name);
        let column =
            column.and_then(|(column, _, how)| Some((*column, cell(*how, value.get_ref())?)));
        match column {
            Some((column, text)) => cells[column] = worded(column, text),
            None => rest.push(format!("{} = {}", quoted_key(name), literal(value.get_ref()))),
        }
    }
    cells[OTHER] = rest.join(", ");
    rows.push(cells);
    for below in &SECTIONS {
        let value = keys.iter().find(|(key, _)| {
            child(section, key.get_ref()).is_some_and(|child| child.path == below.path)
        });
        match value.map(|(_, value)| value.get_ref()) {
            Some(DeValue::Table(table)) if !below.is_list => push_section(rows, below, table),
            Some(DeValue::Array(tables)) if has_rows(below, &DeValue::Array(tables.clone())) => {
                for table in tables.iter() {
                    if let DeValue::Table(table) = table.get_ref() {
                        push_section(rows, below, table);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The kind of section that a key of another opens.
fn child(section: &Section, key: &str) -> Option<&'static Section> {
    let path = match section.path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    };
    SECTIONS.iter().find(|child| !child.path.is_empty() && child.path == path)
}

/// Whether a value is what such a section is made of.
fn has_rows(section: &Section, value: &DeValue<'_>) -> bool {
    match value {
        DeValue::Table(_) => !section.is_list,
        DeValue::Array(items) => {
            let mut items = items.iter();
            section.is_list && items.all(|item| matches!(item.get_ref(), DeValue::Table(_)))
        }
        _ => false,
    }
}

/// What stands in a cell for a value; nothing where it is of another kind than its key's.
fn cell(how: As, value: &DeValue<'_>) -> Option<String> {
    match (how, value) {
        (Text, DeValue::String(text)) => Some(text.to_string()),
        (Figure, DeValue::Integer(_) | DeValue::Float(_)) => Some(literal(value)),
        _ => None,
    }
}

/// A name of ours as its word.
fn worded(column: usize, text: String) -> String {
    let word = match column {
        RULE => RuleKind::ALL.iter().find(|(_, name, _)| *name == text).map(|(.., word)| *word),
        RECORD => RecordKind::ALL.iter().find(|(_, name, _)| *name == text).map(|(.., word)| *word),
        _ => None,
    };
    word.map_or(text, str::to_owned)
}

/// A word as a name of ours.
fn named(column: usize, text: &str) -> String {
    let name = match column {
        RULE => RuleKind::ALL.iter().find(|(.., word)| *word == text).map(|(_, name, _)| *name),
        RECORD => RecordKind::ALL.iter().find(|(.., word)| *word == text).map(|(_, name, _)| *name),
        _ => None,
    };
    name.unwrap_or(text).to_owned()
}

/// A value as the file has it.
fn literal(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => quoted(text),
        DeValue::Integer(number) => match number.radix() {
            16 => format!("0x{}", number.as_str()),
            8 => format!("0o{}", number.as_str()),
            2 => format!("0b{}", number.as_str()),
            _ => number.as_str().to_owned(),
        },
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(is) => is.to_string(),
        DeValue::Datetime(at) => at.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| literal(item.get_ref())).collect();
            format!("[{}]", items.join(", "))
        }
        DeValue::Table(table) => {
            let mut keys: Vec<_> = table.iter().collect();
            keys.sort_by_key(|(key, _)| key.span().start);
            let pair = |(key, value): &(&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
                let key: &std::borrow::Cow<'_, str> = key.get_ref();
                format!("{} = {}", quoted_key(key), literal(value.get_ref()))
            };
            format!("{{ {} }}", keys.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

fn quoted_key(key: &str) -> String {
    let is_bare = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !key.is_empty() && key.bytes().all(is_bare) { key.to_owned() } else { quoted(key) }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// The file in the making, each of its lines with the cell that it comes from.
#[derive(Default)]
struct Draft {
    text: String,
    cells: Vec<(u64, usize)>,
    flaws: Vec<Flaw>,
    /// Sections so far, by their words.
    seen: Vec<&'static str>,
}

/// Looks at a workbook that somebody wants to publish.
pub(super) fn look_at(bytes: &[u8]) -> Result<Looked, Refusal> {
    let mut file = tempfile::NamedTempFile::new().map_err(unwritable)?;
    file.write_all(bytes).and_then(|()| file.flush()).map_err(unwritable)?;
    let unfit = |not: table::Unreadable| Refusal::flaw("file", not.to_string());
    let is_head = |name: &str| table::fold::fold(name) == COLUMNS[WHAT].0;
    let input = Input::open(file.path(), &is_head).map_err(unfit)?;
    let Some(head) = input.head.clone() else {
        let says =
            format!("第一张工作表的前 {} 行里没有表头;表头要有「这一行是」一列", limit::HEAD_ROWS);
        return Err(Refusal::flaw("file", says));
    };
    let mut draft = Draft::default();
    let at = COLUMNS.map(|(column, _)| {
        head.names.iter().position(|name| table::fold::fold(name) == table::fold::fold(column))
    });
    table::each(&input, |row| {
        draft.row(&row, &at);
        draft.cells.len() < LINES_MOST
    })
    .map_err(unfit)?;
    Ok(draft.looked(&at))
}

/// Lines of a file beyond which nobody goes on reading.
const LINES_MOST: usize = 20_000;

impl Draft {
    fn flaw(&mut self, at: (u64, usize), says: impl Into<String>) {
        let place = Place { row: at.0, head: COLUMNS[at.1].0.to_owned(), ..Place::whole() };
        self.flaws.push(Flaw::new(Place { column: column(at.1), cell: true, ..place }, says));
    }

    fn line(&mut self, at: (u64, usize), line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.cells.push(at);
    }

    /// Adds what a row says.
    fn row(&mut self, row: &Row<'_>, at: &[Option<usize>; COLUMNS.len()]) {
        if row.is_blank() {
            return;
        }
        let number = row.number();
        let mut cells = Cells::default();
        for (column, at) in at.iter().enumerate() {
            match at.map_or(Cell::Blank, |at| row.cell(at)) {
                Cell::Blank => {}
                Cell::Text(text) => cells[column] = text.to_owned(),
                Cell::Number(figure) => cells[column] = figure.to_string(),
                Cell::Damaged(_) => self.flaw((number, column), "有无法辨认的字符;请重新输入"),
                Cell::Odd(what) => self.flaw((number, column), format!("这里是{what};请改为文字")),
            }
        }
        let word = cells[WHAT].clone();
        let Some(section) = SECTIONS.iter().find(|section| section.word == word) else {
            let says = match word.is_empty() {
                true => "没有写明这一行是什么;请从列表选".to_owned(),
                false => format!("「{word}」不是方案的一节;请从列表选"),
            };
            return self.flaw((number, WHAT), says);
        };
        if self.opens(section, number) {
            self.section(section, number, &cells);
        }
    }

    /// Whether a section may stand here; opens it.
    fn opens(&mut self, section: &'static Section, number: u64) -> bool {
        let is_first = self.seen.is_empty();
        let says = if section.path.is_empty() != is_first {
            "「方案」一行应在最前面,而且只有一行".to_owned()
        } else if !section.is_list && self.seen.contains(&section.word) {
            format!("「{}」只能有一行", section.word)
        } else if !section.below.is_empty() && !self.stands_below(section) {
            format!("「{}」要放在「{}」下面", section.word, section.below)
        } else {
            self.seen.push(section.word);
            match (section.path, section.is_list) {
                ("", _) => {}
                (path, true) => self.line((number, WHAT), &format!("[[{path}]]")),
                (path, false) => self.line((number, WHAT), &format!("[{path}]")),
            }
            return true;
        };
        self.flaw((number, WHAT), says);
        false
    }

    /// Whether the last section that stands higher is the one that this belongs to.
    fn stands_below(&self, section: &Section) -> bool {
        let depth = |section: &Section| section.path.matches('.').count();
        let above = self.seen.iter().rev().find(|word| {
            let of = SECTIONS.iter().find(|one| one.word == **word);
            of.is_some_and(|of| depth(of) < depth(section))
        });
        above.is_some_and(|word| *word == section.below)
    }

    fn section(&mut self, section: &Section, number: u64, cells: &Cells) {
        for (column, key, how) in section.keys {
            let text = named(*column, &cells[*column]);
            if text.is_empty() {
                continue;
            }
            let value = match how {
                Figure if is_figure(&text) => text,
                _ => quoted(&text),
            };
            self.line((number, *column), &format!("{key} = {value}"));
        }
        for (column, text) in cells.iter().enumerate().skip(1) {
            let is_known =
                column == OTHER || section.keys.iter().any(|(known, ..)| *known == column);
            if !text.is_empty() && !is_known {
                self.flaw((number, column), format!("「{}」一行没有这一项;请删去", section.word));
            }
        }
        let other = cells[OTHER].trim();
        if other.is_empty() {
            return;
        }
        let wrapped = format!("x = {{ {} }}", other.replace('\n', " "));
        let table = DeTable::parse(&wrapped).ok();
        let table = table.as_ref().and_then(|table| match table.get_ref().get("x")?.get_ref() {
            DeValue::Table(table) => Some(table.clone()),
            _ => None,
        });
        let Some(table) = table else {
            return self.flaw((number, OTHER), "应写作 名称 = 值,用英文逗号隔开;文字加英文双引号");
        };
        let mut keys: Vec<_> = table.iter().collect();
        keys.sort_by_key(|(key, _)| key.span().start);
        for (key, value) in keys {
            let line = format!("{} = {}", quoted_key(key.get_ref()), literal(value.get_ref()));
            self.line((number, OTHER), &line);
        }
    }

    /// What the whole comes to; flaws of lines become flaws of cells.
    fn looked(self, at: &[Option<usize>; COLUMNS.len()]) -> Looked {
        let Self { text, cells, mut flaws, .. } = self;
        let reading = score::scheme::read(&text);
        let placed = |flaw: &Flaw| {
            let line = usize::try_from(flaw.place.row).ok().and_then(|row| row.checked_sub(1));
            let place = match line.and_then(|line| cells.get(line)) {
                Some((row, at)) => Place {
                    row: *row,
                    column: column(*at),
                    head: COLUMNS[*at].0.to_owned(),
                    cell: true,
                },
                None => Place { cell: true, ..Place::whole() },
            };
            Flaw::new(place, flaw.says.clone())
        };
        // What follows from a row that was left out helps nobody.
        if flaws.is_empty() {
            flaws.extend(reading.flaws.listed().iter().map(placed));
        }
        let warnings: Vec<Flaw> = reading.warnings.iter().map(placed).collect();
        let scheme = reading.scheme.filter(|_| flaws.is_empty());
        let moved = |mut flaw: Flaw| {
            let of_ours = usize::try_from(flaw.place.column).ok().and_then(|c| c.checked_sub(1));
            let theirs = of_ours.and_then(|ours| *at.get(ours)?);
            flaw.place.column = theirs.map_or(0, column);
            flaw
        };
        let mut sorted: Vec<Flaw> = flaws.into_iter().map(moved).collect();
        sorted.sort();
        let mut flaws = Flaws::default();
        sorted.into_iter().for_each(|flaw| flaws.push(flaw));
        Looked { text, scheme, flaws, warnings: warnings.into_iter().map(moved).collect() }
    }
}

/// A column from 0 as a place counts them.
fn column(at: usize) -> u32 {
    u32::try_from(at + 1).unwrap_or(0)
}

/// Whether a text is a number as a file has it.
fn is_figure(text: &str) -> bool {
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let leads = whole.len() > 1 && whole.starts_with('0');
    digits(whole) && digits(part) && !leads && text.len() <= 18
}

fn corrupt() -> Refusal {
    Fault::Corrupt("a published scheme cannot be read".to_owned()).into()
}

fn unwritable(error: std::io::Error) -> Refusal {
    Fault::from(error).into()
}

fn unbooked(unwritable: Unwritable) -> Refusal {
    Fault::from(std::io::Error::other(unwritable.to_string())).into()
}
