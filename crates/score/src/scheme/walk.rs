//! Walking a TOML tree by hand: every value is asked for by name and kind, and what doesn't fit
//! becomes a flaw with its line and what to write instead.

use std::cell::{Cell, RefCell};

use jiff::civil::Date;
use model::points::NotPoints;
use model::{Flaw, Flaws, Place, Points};
use toml::de::{DeTable, DeValue};

/// The file, and what was found wrong with it so far.
pub(super) struct Walk {
    line_starts: Vec<usize>,
    found: RefCell<Vec<Flaw>>,
    /// Whether some points stand for others that could not be read.
    guessed: Cell<bool>,
}

impl Walk {
    pub(super) fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { line_starts, found: RefCell::default(), guessed: Cell::new(false) }
    }

    /// The line of a byte, from 1.
    pub(super) fn line(&self, at: usize) -> u64 {
        self.line_starts.partition_point(|start| *start <= at) as u64
    }

    pub(super) fn flaw(&self, place: Place, says: String) {
        self.found.borrow_mut().push(Flaw::new(place, says));
    }

    pub(super) fn flaw_on(&self, line: u64, says: String) {
        self.flaw(Place::line(line), says);
    }

    /// Whether some points stand for others that could not be read: then sums and bands of them
    /// say nothing.
    pub(super) fn has_guessed(&self) -> bool {
        self.guessed.get()
    }

    /// All that was found, by line.
    pub(super) fn into_flaws(self) -> Flaws {
        let mut found = self.found.into_inner();
        found.sort();
        found.dedup();
        let mut flaws = Flaws::default();
        for flaw in found {
            flaws.push(flaw);
        }
        flaws
    }
}

/// What the file's own table is called.
pub(super) const ROOT: &str = "方案";

/// One table of the file.
pub(super) struct Node<'w> {
    walk: &'w Walk,
    table: &'w DeTable<'w>,
    line: u64,
    what: String,
    asked: RefCell<Vec<&'static str>>,
}

impl<'w> Node<'w> {
    pub(super) fn new(walk: &'w Walk, table: &'w DeTable<'w>, at: usize, what: String) -> Self {
        Self { walk, table, line: walk.line(at), what, asked: RefCell::new(Vec::new()) }
    }

    /// The line where the table begins.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The line of a key, or of the table where the key is missing.
    pub(super) fn line_of(&self, key: &str) -> u64 {
        let found = self.table.iter().find(|(name, _)| name.get_ref() == key);
        found.map_or(self.line, |(name, _)| self.walk.line(name.span().start))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.iter().any(|(name, _)| name.get_ref() == key)
    }

    pub(super) fn flaw_here(&self, says: String) {
        self.walk.flaw_on(self.line, format!("{}: {says}", self.what));
    }

    pub(super) fn flaw_at(&self, key: &str, says: String) {
        self.walk.flaw_on(self.line_of(key), format!("{}: {says}", self.what));
    }

    fn value(&self, key: &'static str) -> Option<&'w DeValue<'w>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&key) {
            asked.push(key);
        }
        let found = self.table.iter().find(|(name, _)| name.get_ref() == key);
        found.map(|(_, value)| value.get_ref())
    }

    fn required(&self, key: &'static str, example: &str) -> Option<&'w DeValue<'w>> {
        let value = self.value(key);
        if value.is_none() {
            self.flaw_here(format!("缺 {key};请加一行 {key} = {example}"));
        }
        value
    }

    fn as_text(&self, key: &'static str, value: &DeValue<'_>) -> String {
        match value.as_str() {
            Some(text) => text.trim().to_owned(),
            None => {
                self.flaw_at(key, format!("{key} 应为文字;请加双引号"));
                String::new()
            }
        }
    }

    /// A text that must be there and not be blank.
    pub(super) fn text(&self, key: &'static str) -> String {
        let Some(value) = self.required(key, "\"…\"") else {
            return String::new();
        };
        let text = self.as_text(key, value);
        if value.as_str().is_some() && text.is_empty() {
            self.flaw_at(key, format!("{key} 是空的;请填文字"));
        }
        text
    }

    pub(super) fn text_or_blank(&self, key: &'static str) -> String {
        self.value(key).map_or_else(String::new, |value| self.as_text(key, value))
    }

    pub(super) fn whole(&self, key: &'static str) -> Option<u32> {
        let value = self.required(key, "1")?;
        let number = value
            .as_integer()
            .filter(|integer| integer.radix() == 10)
            .and_then(|integer| integer.as_str().parse::<u32>().ok())
            .filter(|number| *number > 0);
        if number.is_none() {
            self.flaw_at(key, format!("{key} 应为不带小数的正整数,如 {key} = 1"));
        }
        number
    }

    /// Points above nought, written `3` or `2.5`.
    pub(super) fn points(&self, key: &'static str) -> Points {
        let points = self.points_or_nought(key);
        if points == Points::ZERO && self.has(key) && self.reads_points(key) {
            self.flaw_at(key, format!("{key} 应大于 0"));
            self.walk.guessed.set(true);
        }
        points
    }

    fn reads_points(&self, key: &str) -> bool {
        let found = self.table.iter().find(|(name, _)| name.get_ref() == key);
        found.is_some_and(|(_, value)| parse_points(value.get_ref()).is_ok())
    }

    pub(super) fn points_or_nought(&self, key: &'static str) -> Points {
        let read = self.required(key, "5").map(parse_points);
        if let Some(Err(says)) = &read {
            self.flaw_at(key, format!("{key} {says}"));
        }
        let points = read.and_then(Result::ok);
        self.walk.guessed.set(self.walk.has_guessed() || points.is_none());
        points.unwrap_or(Points::ZERO)
    }

    pub(super) fn date(&self, key: &'static str) -> Date {
        let Some(value) = self.required(key, "2016-05-13") else {
            return Date::ZERO;
        };
        let date = value.as_datetime().filter(|when| when.time.is_none()).and_then(|when| {
            let date = when.date?;
            let month = i8::try_from(date.month).ok()?;
            Date::new(i16::try_from(date.year).ok()?, month, i8::try_from(date.day).ok()?).ok()
        });
        date.unwrap_or_else(|| {
            self.flaw_at(key, format!("{key} 应为日期,如 {key} = 2016-05-13(不加引号)"));
            Date::ZERO
        })
    }

    /// A word out of a list.
    pub(super) fn one_of(
        &self,
        key: &'static str,
        noun: &str,
        words: &[&'static str],
    ) -> Option<String> {
        self.required(key, &format!("\"{}\"", words.first().unwrap_or(&"")))?;
        self.one_of_if_any(key, noun, words)
    }

    pub(super) fn one_of_if_any(
        &self,
        key: &'static str,
        noun: &str,
        words: &[&'static str],
    ) -> Option<String> {
        let text = self.as_text(key, self.value(key)?);
        if words.contains(&text.as_str()) {
            return Some(text);
        }
        let instead = match nearest(&text, words) {
            Some(word) => format!("是否为「{word}」?可用的有 {}", words.join("、")),
            None => format!("可用的有 {}", words.join("、")),
        };
        self.flaw_at(key, format!("{key} 的{noun}「{text}」不认识;{instead}"));
        None
    }

    fn child(&self, key: &str, value: &'w DeValue<'w>, at: usize, number: usize) -> Option<Self> {
        let title = |key: &str| {
            let table = value.as_table()?;
            let found = table.iter().find(|(name, _)| name.get_ref() == key)?;
            found.1.get_ref().as_str().map(str::to_owned)
        };
        let name = title("id")
            .or_else(|| title("name"))
            .filter(|name| !name.is_empty())
            .unwrap_or_else(|| number.to_string());
        let table = value.as_table()?;
        let parent = if self.what == ROOT { String::new() } else { format!("{} 的 ", self.what) };
        Some(Node::new(self.walk, table, at, format!("{parent}{key} {name}")))
    }

    /// One table that must be there.
    pub(super) fn table(&self, key: &'static str) -> Option<Node<'w>> {
        let table = self.table_if_any(key);
        if table.is_none() && !self.has(key) {
            self.flaw_here(format!("缺 [{key}] 一节"));
        }
        table
    }

    pub(super) fn table_if_any(&self, key: &'static str) -> Option<Node<'w>> {
        let value = self.value(key)?;
        let at = self.table.iter().find(|(name, _)| name.get_ref() == key)?.0.span().start;
        let Some(table) = value.as_table() else {
            self.flaw_at(key, format!("{key} 应为一节,写作 [{key}]"));
            return None;
        };
        Some(Node::new(self.walk, table, at, key.to_owned()))
    }

    /// A list of tables with at least one.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Node<'w>> {
        let tables = self.tables_if_any(key);
        if tables.is_empty() && !self.has(key) {
            self.flaw_here(format!("一个 {key} 也没有;请至少写一节 {key}"));
            self.walk.guessed.set(true);
        }
        tables
    }

    pub(super) fn tables_if_any(&self, key: &'static str) -> Vec<Node<'w>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let Some(array) = value.as_array() else {
            self.flaw_at(key, format!("{key} 应为若干节,每节以 [[…{key}]] 开头"));
            self.walk.guessed.set(true);
            return Vec::new();
        };
        let mut tables = Vec::new();
        for (index, item) in array.iter().enumerate() {
            match self.child(key, item.get_ref(), item.span().start, index + 1) {
                Some(node) => tables.push(node),
                None => {
                    self.flaw_at(key, format!("{key} 第 {} 项应为一节", index + 1));
                    self.walk.guessed.set(true);
                }
            }
        }
        tables
    }

    /// Names every key that nobody asked for: a typing error would else be silence.
    pub(super) fn refuse_unknown(&self) {
        let asked = self.asked.borrow();
        for (name, _) in self.table {
            let key = name.get_ref().as_ref();
            if asked.contains(&key) {
                continue;
            }
            let instead = match nearest(key, &asked) {
                Some(word) => format!("是否为 {word}?"),
                None => format!("请删去;此处可写 {}", asked.join("、")),
            };
            let line = self.walk.line(name.span().start);
            self.walk.flaw_on(line, format!("{}: 不认识 {key};{instead}", self.what));
        }
    }
}

fn parse_points(value: &DeValue<'_>) -> Result<Points, String> {
    let text = match value {
        DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str(),
        DeValue::Float(float) => float.as_str(),
        _ => return Err("应为分数,如 3 或 2.5(不加引号)".to_owned()),
    };
    let text = text.strip_prefix('+').unwrap_or(text);
    Points::parse(text).map_err(|not| match not {
        NotPoints::Negative => format!("{text} 不能为负"),
        not => format!("{text} {not}"),
    })
}

/// The word that a mistyped one most likely was: at most a third of its letters differ.
fn nearest(word: &str, words: &[&'static str]) -> Option<&'static str> {
    let best = words.iter().map(|known| (distance(word, known), *known)).min()?;
    (best.0 * 3 <= best.1.chars().count().max(3)).then_some(best.1)
}

/// Levenshtein's distance by the row method.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
