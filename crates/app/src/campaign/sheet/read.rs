//! From a sheet to a scheme's file, or to what is wrong with it, by cell.

use std::io::Write as _;

use model::{Flaw, Flaws, Place, limit};
use table::{Cell, Input, Row};
use toml::de::{DeTable, DeValue};

use super::section::{As, COLUMNS, OTHER, SECTIONS, Section, WHAT};
use super::{Cells, literal, named, quoted, quoted_key, unwritable};
use crate::campaign::scheme::Looked;
use crate::refusal::Refusal;

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
pub(in crate::campaign) fn look_at(bytes: &[u8]) -> Result<Looked, Refusal> {
    let mut file = tempfile::NamedTempFile::new().map_err(unwritable)?;
    file.write_all(bytes).and_then(|()| file.flush()).map_err(unwritable)?;
    let unfit = |not: table::Unreadable| Refusal::flaw("sheet", not.to_string());
    let is_head = |name: &str| table::fold::fold(name) == COLUMNS[WHAT].0;
    let input = Input::open(file.path(), &is_head).map_err(unfit)?;
    let Some(head) = input.head.clone() else {
        let says =
            format!("第一张工作表的前 {} 行里没有表头;表头要有「这一行是」一列", limit::HEAD_ROWS);
        return Err(Refusal::flaw("sheet", says));
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
                As::Figure if is_figure(&text) => text,
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
