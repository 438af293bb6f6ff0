//! A sheet of members, read: which column means what, what each row says, and every flaw by its
//! cell.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use jiff::civil::Date;
use model::day::{self, NotADay};
use model::fold::fold;
use model::organisation::OrgName;
use model::roster::{Days, Excuse, Membership};
use model::{Flaw, Flaws, Place, limit};
use table::cell::number_text;
use table::{Cell, Head, Input, Row, Unreadable};

/// What a column says, in the order of a sheet of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::roster) enum Column {
    Name,
    Membership,
    Cell,
    From,
    To,
    Excuse,
    ExcusedFrom,
    ExcusedTo,
}

impl Column {
    /// All, each with its head.
    pub(in crate::roster) const ALL: [(Self, &'static str); 8] = [
        (Self::Name, "姓名"),
        (Self::Membership, "党员类别"),
        (Self::Cell, "党小组"),
        (Self::From, "入册日期"),
        (Self::To, "转出日期"),
        (Self::Excuse, "免予参加原因"),
        (Self::ExcusedFrom, "免予参加开始"),
        (Self::ExcusedTo, "免予参加结束"),
    ];

    /// Its head.
    pub(super) fn head(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// What stands above its head in an empty sheet.
    pub(in crate::roster) fn note(self) -> &'static str {
        match self {
            Self::Name => "必填",
            Self::Membership => "必填,从列表选",
            Self::Cell => "选填,没有的党小组会新建",
            Self::From => "必填,到本支部的日期,如 2026-11-24",
            Self::To => "选填,最后一天;在册的空着",
            Self::Excuse => "选填,从列表选",
            Self::ExcusedFrom => "有原因的必填",
            Self::ExcusedTo => "选填,没有期限的空着",
        }
    }

    fn is_needed(self) -> bool {
        matches!(self, Self::Name | Self::Membership | Self::From)
    }
}

/// What a row says of a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The row.
    pub(super) number: u64,
    pub(super) name: String,
    pub(super) membership: Membership,
    /// The cell's name; blank for none.
    pub(super) cell: String,
    pub(super) days: Days,
    pub(super) excused: Option<(Excuse, Days)>,
}

/// A sheet that was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// Its rows, but those with flaws.
    pub(super) lines: Vec<Line>,
    /// What is wrong with it.
    pub(super) flaws: Flaws,
    /// Heads that mean nothing here.
    pub(super) unknown: Vec<String>,
    /// Where each column stands, from 0.
    at: [Option<usize>; Column::ALL.len()],
    is_workbook: bool,
}

impl Sheet {
    /// Whether it has a column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.at[column as usize].is_some()
    }

    /// The place of a cell.
    pub(super) fn place(&self, row: u64, column: Column) -> Place {
        let at = self.at[column as usize].and_then(|at| u32::try_from(at + 1).ok());
        let head = column.head().to_owned();
        Place { row, column: at.unwrap_or(0), head, cell: self.is_workbook }
    }

    /// A sheet with these rows and all columns.
    #[cfg(test)]
    pub(super) fn of(lines: Vec<Line>) -> Self {
        Self { lines, at: std::array::from_fn(Some), ..Self::default() }
    }

    fn find_columns(&mut self, head: &Head) {
        let cell = self.is_workbook;
        for (at, name) in head.names.iter().enumerate() {
            let folded = fold(name);
            let known = Column::ALL.iter().find(|(_, head)| *head == folded);
            match known.map(|(column, _)| &mut self.at[*column as usize]) {
                None if folded.is_empty() => {}
                None => self.unknown.push(name.split_whitespace().collect()),
                Some(place @ None) => *place = Some(at),
                Some(Some(first)) => {
                    let says = format!("与第 {} 列的列名相同;请删去或改名", *first + 1);
                    let column = u32::try_from(at + 1).unwrap_or(0);
                    let place = Place { row: head.row, column, head: folded, cell };
                    self.flaws.push(Flaw::new(place, says));
                }
            }
        }
        for (column, name) in Column::ALL {
            if column.is_needed() && !self.has(column) {
                let place = Place { row: head.row, cell, ..Place::whole() };
                self.flaws.push(Flaw::new(place, format!("没有「{name}」一列;请加上")));
            }
        }
    }
}

/// Reads a file; no day may be after `today` on which somebody comes.
///
/// # Errors
/// A sentence, where it cannot be read or has no head.
pub(super) fn read(path: &Path, today: Date) -> Result<Sheet, String> {
    let says = |unreadable: Unreadable| unreadable.to_string();
    let mut input = Input::open(path, &is_head).map_err(says)?;
    // Cells, memberships and days may be merged; a name is each member's own.
    input.carry_merged(&|head| !is_head(head)).map_err(says)?;
    let Some(head) = input.head.clone() else {
        let (rows, name) = (limit::HEAD_ROWS, Column::Name.head());
        return Err(format!("前 {rows} 行里没有表头;表头要有「{name}」一列"));
    };
    let mut sheet = Sheet { is_workbook: input.is_workbook(), ..Sheet::default() };
    sheet.find_columns(&head);
    if sheet.flaws.is_empty() {
        let mut reader = Reader { first_rows: HashMap::new(), sheet, today };
        table::each(&input, |row| reader.row(&row)).map_err(says)?;
        sheet = reader.sheet;
    }
    Ok(sheet)
}

fn is_head(name: &str) -> bool {
    fold(name) == Column::Name.head()
}

/// Reads row after row.
struct Reader {
    /// Where each name with its first day stood first.
    first_rows: HashMap<(String, Date), u64>,
    sheet: Sheet,
    today: Date,
}

impl Reader {
    /// Reads a row; whether to go on.
    fn row(&mut self, row: &Row<'_>) -> bool {
        let sheet = &mut self.sheet;
        if (0..row.len()).all(|at| row.cell(at) == Cell::Blank) {
            return true;
        }
        if sheet.lines.len() >= limit::ROSTER {
            let says = format!("超过 {} 名党员;请核对是不是一个支部的名册", limit::ROSTER);
            sheet.flaws.push(Flaw::new(sheet.place(row.number(), Column::Name), says));
            return false;
        }
        let mut cells = Cells { row, sheet, today: self.today, flaws: Vec::new() };
        let line = cells.line();
        if let Some(line) = &line {
            let key = (line.name.clone(), line.days.from);
            let first = *self.first_rows.entry(key).or_insert(line.number);
            if first != line.number {
                let says = format!(
                    "与第 {first} 行的姓名和入册日期相同;同名的请在姓名后加注,如 张示例(大)"
                );
                cells.flaw(Column::Name, says);
            }
        }
        let mut flaws = cells.flaws;
        flaws.sort();
        flaws.into_iter().for_each(|flaw| sheet.flaws.push(flaw));
        sheet.lines.extend(line);
        true
    }
}

/// A row's cells, by what their columns say.
struct Cells<'r> {
    row: &'r Row<'r>,
    sheet: &'r Sheet,
    today: Date,
    flaws: Vec<Flaw>,
}

impl Cells<'_> {
    fn flaw(&mut self, column: Column, says: String) {
        self.flaws.push(Flaw::new(self.sheet.place(self.row.number(), column), says));
    }

    /// A text, blank where there is none; nothing where it cannot be read.
    fn text(&mut self, column: Column) -> Option<Cow<'_, str>> {
        let Some(at) = self.sheet.at[column as usize] else { return Some(Cow::Borrowed("")) };
        let says = match self.row.cell(at) {
            Cell::Blank => return Some(Cow::Borrowed("")),
            Cell::Text(text) => return Some(Cow::Borrowed(text)),
            Cell::Number(number) => return Some(Cow::Owned(number_text(number))),
            Cell::Damaged(text) => {
                format!("「{}」中有无法识别的字符;请改正,或换一种编码另存", shown(text))
            }
            Cell::Odd(what) => format!("单元格是{what},应为文字"),
        };
        self.flaw(column, says);
        None
    }

    fn line(&mut self) -> Option<Line> {
        let (number, today) = (self.row.number(), self.today);
        let name = self.name();
        let membership = self.worded(Column::Membership, &Membership::ALL, true);
        let cell = self.cell();
        let days = self.days(Column::From, Column::To);
        if days.is_some_and(|days| days.from > today) {
            self.flaw(Column::From, format!("不能晚于今天({today})"));
        }
        let excuse = self.worded(Column::Excuse, &Excuse::ALL, false);
        let is_excused = |column| self.sheet.at[column as usize].map(|at| self.row.cell(at));
        let said = [Column::ExcusedFrom, Column::ExcusedTo].map(is_excused);
        let is_said = said.iter().flatten().any(|cell| *cell != Cell::Blank);
        let excused = match excuse {
            Some(Some(excuse)) => {
                let days = self.days(Column::ExcusedFrom, Column::ExcusedTo);
                days.map(|days| Some((excuse, days)))
            }
            Some(None) if is_said => {
                self.flaw(Column::Excuse, "有免予参加的日期,没有原因;请从列表选".to_owned());
                None
            }
            Some(None) => Some(None),
            None => None,
        };
        let (membership, days) = (membership??, days?);
        Some(Line { number, name: name?, membership, cell: cell?, days, excused: excused? })
    }

    fn name(&mut self) -> Option<String> {
        let text = self.text(Column::Name)?.into_owned();
        match OrgName::parse(&text) {
            Ok(name) => Some(name.as_str().to_owned()),
            Err(_) if text.is_empty() => {
                self.flaw(Column::Name, "姓名是空的;请填写".to_owned());
                None
            }
            Err(not) => {
                self.flaw(Column::Name, format!("「{}」{not}", shown(&text)));
                None
            }
        }
    }

    fn cell(&mut self) -> Option<String> {
        let text = self.text(Column::Cell)?.into_owned();
        match OrgName::parse(&text) {
            Ok(name) => Some(name.as_str().to_owned()),
            Err(_) if text.is_empty() => Some(String::new()),
            Err(not) => {
                self.flaw(Column::Cell, format!("「{}」{not}", shown(&text)));
                None
            }
        }
    }

    /// One of our words.
    fn worded<T: Copy>(
        &mut self,
        column: Column,
        all: &[(T, &'static str, &'static str)],
        needed: bool,
    ) -> Option<Option<T>> {
        let text = self.text(column)?.into_owned();
        if text.is_empty() && !needed {
            return Some(None);
        }
        let folded = fold(&text);
        if let Some((one, ..)) = all.iter().find(|(.., word)| *word == folded) {
            return Some(Some(*one));
        }
        let words: Vec<&str> = all.iter().map(|(.., word)| *word).collect();
        let (head, words) = (column.head(), words.join("、"));
        self.flaw(
            column,
            match text.is_empty() {
                true => format!("{head}是空的;请填 {words} 之一"),
                false => format!("「{}」不认识;请填 {words} 之一", shown(&text)),
            },
        );
        None
    }

    fn days(&mut self, from: Column, to: Column) -> Option<Days> {
        let first = self.day(from);
        if first == Some(None) {
            self.flaw(from, format!("{}是空的;请填写,如 2026-11-24", from.head()));
        }
        let last = self.day(to);
        let (first, last) = (first.flatten()?, last?);
        if last.is_some_and(|last| last < first) {
            self.flaw(to, format!("不能早于{}", from.head()));
            return None;
        }
        Some(Days { from: first, to: last })
    }

    /// A day, if there is one.
    fn day(&mut self, column: Column) -> Option<Option<Date>> {
        let text = self.text(column)?;
        if text.trim().is_empty() {
            return Some(None);
        }
        let day = day::parse(&text).map_err(|not| match not {
            NotADay::Unread => format!("「{}」不是日期;请写作 2026-11-24", shown(&text)),
            not => not.to_string(),
        });
        day.map_err(|says| self.flaw(column, says)).ok().map(Some)
    }
}

/// As much of what was typed as a sentence quotes.
fn shown(text: &str) -> String {
    text.chars().take(20).collect()
}
