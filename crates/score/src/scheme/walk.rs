//! Walking a TOML tree by hand: every value is asked for by name and kind, and what doesn't fit
//! becomes a flaw with its line and what to write instead.

use std::cell::{Cell, RefCell};

use jiff::civil::Date;
use model::points::NotPoints;
use model::{Flaw, Flaws, Place, Points};
use toml::de::{DeTable, DeValue};

use super::nearest::nearest;

/// The file, and what was found wrong with it so far.
pub(crate) struct Walk {
    line_starts: Vec<usize>,
    found: RefCell<Vec<Flaw>>,
    /// Whether some points stand for others that could not be read.
    guessed: Cell<bool>,
}

impl Walk {
    pub(crate) fn new(text: &str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let line_starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { line_starts, found: RefCell::default(), guessed: Cell::new(false) }
    }

    /// The line of a byte, from 1.
    pub(crate) fn line(&self, at: usize) -> u64 {
        self.line_starts.partition_point(|start| *start <= at) as u64
    }

    pub(crate) fn flaw(&self, place: Place, says: String) {
        self.found.borrow_mut().push(Flaw::new(place, says));
    }

    pub(crate) fn flaw_on(&self, line: u64, says: String) {
        self.flaw(Place::line(line), says);
    }

    /// Whether some points stand for others that could not be read: then sums and bands of them
    /// say nothing.
    pub(crate) fn has_guessed(&self) -> bool {
        self.guessed.get()
    }

    /// All that was found, by line.
    pub(crate) fn into_flaws(self) -> Flaws {
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
pub(crate) const ROOT: &str = "方案";

/// One table of the file.
pub(crate) struct Node<'w> {
    walk: &'w Walk,
    table: &'w DeTable<'w>,
    line: u64,
    what: String,
    asked: RefCell<Vec<&'static str>>,
}

impl<'w> Node<'w> {
    pub(crate) fn new(walk: &'w Walk, table: &'w DeTable<'w>, at: usize, what: String) -> Self {
        Self { walk, table, line: walk.line(at), what, asked: RefCell::new(Vec::new()) }
    }

    /// The line where the table begins.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// The line of a key, or of the table where the key is missing.
    pub(crate) fn line_of(&self, key: &str) -> u64 {
        let found = self.table.iter().find(|(name, _)| name.get_ref() == key);
        found.map_or(self.line, |(name, _)| self.walk.line(name.span().start))
    }

    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.iter().any(|(name, _)| name.get_ref() == key)
    }

    pub(crate) fn flaw_here(&self, says: String) {
        self.walk.flaw_on(self.line, format!("{}: {says}", self.what));
    }

    pub(crate) fn flaw_at(&self, key: &str, says: String) {
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
    pub(crate) fn text(&self, key: &'static str) -> String {
        let Some(value) = self.required(key, "\"…\"") else {
            return String::new();
        };
        let text = self.as_text(key, value);
        if value.as_str().is_some() && text.is_empty() {
            self.flaw_at(key, format!("{key} 是空的;请填文字"));
        }
        text
    }

    pub(crate) fn text_or_blank(&self, key: &'static str) -> String {
        self.value(key).map_or_else(String::new, |value| self.as_text(key, value))
    }

    pub(crate) fn whole(&self, key: &'static str) -> Option<u32> {
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
    pub(crate) fn points(&self, key: &'static str) -> Points {
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

    pub(crate) fn points_or_nought(&self, key: &'static str) -> Points {
        let read = self.required(key, "5").map(parse_points);
        if let Some(Err(says)) = &read {
            self.flaw_at(key, format!("{key} {says}"));
        }
        let points = read.and_then(Result::ok);
        self.walk.guessed.set(self.walk.has_guessed() || points.is_none());
        points.unwrap_or(Points::ZERO)
    }

    pub(crate) fn date(&self, key: &'static str) -> Date {
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

    /// A whole number from nought or one up to a limit.
    pub(crate) fn count(&self, key: &'static str, least: u32, most: u32) -> u32 {
        self.required(key, &least.max(1).to_string());
        self.count_if_any(key, least, most).unwrap_or(least)
    }

    pub(crate) fn count_if_any(&self, key: &'static str, least: u32, most: u32) -> Option<u32> {
        let value = self.value(key)?;
        let number = value
            .as_integer()
            .filter(|integer| integer.radix() == 10)
            .and_then(|integer| integer.as_str().parse::<u32>().ok())
            .filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.flaw_at(key, format!("{key} 应为 {least} 到 {most} 的整数"));
        }
        number
    }

    pub(crate) fn points_if_any(&self, key: &'static str) -> Option<Points> {
        self.value(key)?;
        Some(self.points_or_nought(key))
    }

    /// Words out of a list, in brackets; none where the key isn't there.
    pub(crate) fn words_if_any(
        &self,
        key: &'static str,
        noun: &str,
        words: &[&'static str],
    ) -> Vec<&'static str> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let texts = value.as_array().map(|array| {
            array.iter().filter_map(|item| item.get_ref().as_str()).collect::<Vec<_>>()
        });
        let whole = value.as_array().is_some_and(|array| !array.is_empty());
        let texts = texts.filter(|texts| {
            whole && value.as_array().is_some_and(|array| array.len() == texts.len())
        });
        let Some(texts) = texts else {
            let example = words.first().unwrap_or(&"");
            self.flaw_at(key, format!("{key} 应为方括号里的若干个词,如 {key} = [\"{example}\"]"));
            return Vec::new();
        };
        let mut found = Vec::new();
        for text in texts {
            match words.iter().find(|word| **word == text) {
                Some(word) if found.contains(word) => {
                    self.flaw_at(key, format!("{key} 里「{text}」写了两次;请删去一个"));
                }
                Some(word) => found.push(*word),
                None => self.unknown(key, noun, text, words),
            }
        }
        found
    }

    /// Notes keys as known where nothing is asked of them.
    pub(crate) fn leave(&self, keys: &[&'static str]) {
        self.asked.borrow_mut().extend(keys);
    }

    /// Whether all points that were read so far could be read.
    pub(crate) fn trusts_points(&self) -> bool {
        !self.walk.has_guessed()
    }

    /// A word out of a list.
    pub(crate) fn one_of(
        &self,
        key: &'static str,
        noun: &str,
        words: &[&'static str],
    ) -> Option<String> {
        self.required(key, &format!("\"{}\"", words.first().unwrap_or(&"")))?;
        self.one_of_if_any(key, noun, words)
    }

    pub(crate) fn one_of_if_any(
        &self,
        key: &'static str,
        noun: &str,
        words: &[&'static str],
    ) -> Option<String> {
        let text = self.as_text(key, self.value(key)?);
        if words.contains(&text.as_str()) {
            return Some(text);
        }
        self.unknown(key, noun, &text, words);
        None
    }

    fn unknown(&self, key: &str, noun: &str, text: &str, words: &[&'static str]) {
        let instead = match nearest(text, words) {
            // Nobody reads through a list of thirty where the word is at hand.
            Some(word) if words.len() > 16 => format!("是否为「{word}」?"),
            Some(word) => format!("是否为「{word}」?可用的有 {}", words.join("、")),
            None => format!("可用的有 {}", words.join("、")),
        };
        self.flaw_at(key, format!("{key} 的{noun}「{text}」不认识;{instead}"));
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
    pub(crate) fn table(&self, key: &'static str) -> Option<Node<'w>> {
        let table = self.table_if_any(key);
        if table.is_none() && !self.has(key) {
            self.flaw_here(format!("缺 [{key}] 一节"));
        }
        table
    }

    pub(crate) fn table_if_any(&self, key: &'static str) -> Option<Node<'w>> {
        let value = self.value(key)?;
        let at = self.table.iter().find(|(name, _)| name.get_ref() == key)?.0.span().start;
        let Some(table) = value.as_table() else {
            self.flaw_at(key, format!("{key} 应为一节,写作 [{key}]"));
            return None;
        };
        Some(Node::new(self.walk, table, at, key.to_owned()))
    }

    /// A list of tables with at least one.
    pub(crate) fn tables(&self, key: &'static str) -> Vec<Node<'w>> {
        let tables = self.tables_if_any(key);
        if tables.is_empty() && !self.has(key) {
            self.flaw_here(format!("一个 {key} 也没有;请至少写一节 {key}"));
            self.walk.guessed.set(true);
        }
        tables
    }

    pub(crate) fn tables_if_any(&self, key: &'static str) -> Vec<Node<'w>> {
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
    pub(crate) fn refuse_unknown(&self) {
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
