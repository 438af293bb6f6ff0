//! What a kind of record asks: one descriptor, from which its form, list, columns, import, export
//! and print derive.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::content::{Content, Texts};
use super::{RecordKind, meeting};
use crate::day::NotADay;
use crate::limit;

/// A kind's descriptor: flat facts and at most one level of rows.
#[derive(Debug)]
pub struct Descriptor {
    /// The kind.
    pub kind: RecordKind,
    /// Its version: goes up when a field's meaning changes; records keep the one they were made by.
    pub version: u32,
    /// What it is for, in a sentence above the form.
    pub lead: &'static str,
    /// The field by whose day a record counts.
    pub day: &'static str,
    /// The field that names a record in a list.
    pub title: &'static str,
    /// What is asked, in order.
    pub fields: &'static [Field],
    /// Whether a row a member of the roster is asked: present, made up for, absent.
    pub attendance: bool,
    /// Whether files are asked for, and why.
    pub files: &'static str,
    /// What has to hold between fields: flaws by field.
    pub also: fn(&Content) -> Vec<FieldFlaw>,
}

impl PartialEq for Descriptor {
    fn eq(&self, other: &Self) -> bool {
        (self.kind, self.version) == (other.kind, other.version)
    }
}

/// A question.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in content, forms and columns' keys.
    pub name: &'static str,
    /// Its words, in a form and as the head of a column.
    pub label: &'static str,
    /// What helps to answer.
    pub hint: &'static str,
    /// What an answer looks like.
    pub shape: Shape,
    /// Whether a record without an answer cannot be submitted.
    pub needed: bool,
    /// Whether a list of records has a column for it.
    pub listed: bool,
}

/// What an answer looks like.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A line of so many characters at most.
    Line(usize),
    /// Sentences of so many characters at most together.
    Sentences(usize),
    /// A day, not after today.
    Day,
    /// A whole number up to this.
    Count(u32),
    /// One of these, each with its name and its word.
    Choice(&'static [(&'static str, &'static str)]),
    /// Any of these.
    Choices(&'static [(&'static str, &'static str)]),
    /// Topics (专题) of the campaigns that the branch takes part in: [`slot`]s.
    Topics,
    /// Criteria (评分要点) of those campaigns: [`slot`]s.
    Criteria,
    /// A 党小组 of the branch, by its identity.
    Cell,
}

/// The scheme's word for what a record serves: `topic 3` of `jx-2016-52` is
/// `jx-2016-52:topic:3`, criterion 5.1 is `jx-2016-52:criterion:5.1`.
#[must_use]
pub fn slot(scheme: &str, noun: &str, of: &str) -> String {
    format!("{scheme}:{noun}:{of}")
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFlaw {
    /// The field's name; [`ATTENDANCE`] for the rows.
    pub field: &'static str,
    /// Which row of members it is about, from 0; none where it is about none.
    pub row: Option<usize>,
    /// What is wrong, and what to do.
    pub says: String,
}

/// In place of a field's name: the rows of members.
pub const ATTENDANCE: &str = "attendance";

impl FieldFlaw {
    /// A flaw of a field.
    pub fn new(field: &'static str, says: impl Into<String>) -> Self {
        Self { field, row: None, says: says.into() }
    }

    /// A flaw of a row of members.
    pub fn of_row(row: usize, says: impl Into<String>) -> Self {
        Self { field: ATTENDANCE, row: Some(row), says: says.into() }
    }

    /// The sentence, with who it is about: by name where that is known.
    pub fn told(&self, name: impl Fn(usize) -> Option<String>) -> String {
        match self.row {
            None => self.says.clone(),
            Some(row) => {
                let who = name(row).unwrap_or_else(|| format!("第 {} 人", row + 1));
                format!("{who}:{}", self.says)
            }
        }
    }
}

impl Descriptor {
    /// A question, by its name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// What its answers serve in the words of schemes: the slots that it was said to serve.
    #[must_use]
    pub fn slots(&self, content: &Content) -> BTreeSet<String> {
        let chosen =
            self.fields.iter().filter(|f| matches!(f.shape, Shape::Topics | Shape::Criteria));
        chosen.flat_map(|field| content.texts.words(field.name)).map(str::to_owned).collect()
    }

    /// What a list calls the record.
    #[must_use]
    pub fn title_of<'c>(&self, content: &'c Content) -> &'c str {
        content.texts.get(self.title)
    }

    /// The day by which the record counts.
    #[must_use]
    pub fn day_of(&self, content: &Content) -> Option<Date> {
        content.texts.day(self.day)
    }

    /// Everything that keeps content from being submitted; none where it may be.
    #[must_use]
    pub fn flaws(&self, content: &Content, today: Date) -> Vec<FieldFlaw> {
        let mut flaws = self.flaws_of_draft(content, today);
        let blank = self.fields.iter().filter(|f| f.needed && content.texts.get(f.name).is_empty());
        flaws.extend(blank.map(|field| FieldFlaw::new(field.name, "请填写")));
        flaws.extend((self.also)(content));
        flaws
    }

    /// What is wrong in what was typed so far, where blanks may still be filled.
    #[must_use]
    pub fn flaws_of_draft(&self, content: &Content, today: Date) -> Vec<FieldFlaw> {
        let texts = &content.texts;
        let asked = self.fields.iter().filter(|field| !texts.get(field.name).is_empty());
        let mut flaws: Vec<FieldFlaw> = asked
            .filter_map(|field| Some(FieldFlaw::new(field.name, field.flaw(texts, today)?)))
            .collect();
        if self.attendance {
            flaws.extend(meeting::flaws_of_attendance(
                &content.rows,
                content.texts.day(self.day),
                today,
            ));
        }
        flaws
    }
}

impl Field {
    /// A question that has to be answered.
    #[must_use]
    pub const fn needed(name: &'static str, label: &'static str, shape: Shape) -> Self {
        Self { name, label, hint: "", shape, needed: true, listed: false }
    }

    /// A question that may stay open.
    #[must_use]
    pub const fn optional(name: &'static str, label: &'static str, shape: Shape) -> Self {
        Self { name, label, hint: "", shape, needed: false, listed: false }
    }

    /// With what helps to answer.
    #[must_use]
    pub const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    /// A list has a column for it.
    #[must_use]
    pub const fn listed(self) -> Self {
        Self { listed: true, ..self }
    }

    fn flaw(&self, texts: &Texts, today: Date) -> Option<String> {
        let text = texts.get(self.name);
        match self.shape {
            Shape::Line(most) if text.contains(['\n', '\r']) => {
                Some(format!("只能写一行,最多 {most} 字"))
            }
            Shape::Line(most) | Shape::Sentences(most) => {
                let chars = text.chars().count();
                let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
                if text.chars().any(is_control) {
                    return Some("有看不见的控制字符,请删去后重填".to_owned());
                }
                (chars > most).then(|| format!("有 {chars} 字,最多 {most} 字,请缩短"))
            }
            Shape::Day => match texts.day(self.name) {
                None => Some("日期应写作 2016-06-01".to_owned()),
                Some(day) if day > today => Some(format!("{day} 还没有到,不能填以后的日期")),
                Some(day) if !limit::YEARS.contains(&day.year()) => {
                    Some(NotADay::Early(day).to_string())
                }
                Some(_) => None,
            },
            Shape::Count(most) => match texts.count(self.name) {
                Some(count) if count <= most => None,
                _ => Some(format!("应是 0 到 {most} 的整数")),
            },
            Shape::Choice(words) => {
                let is_one = words.iter().any(|(name, _)| *name == text);
                (!is_one).then(|| "请从所列的里面选一项".to_owned())
            }
            Shape::Choices(words) => {
                let is_one = |word: &str| words.iter().any(|(name, _)| *name == word);
                self.flaw_of_words(texts, is_one)
            }
            Shape::Topics => self.flaw_of_words(texts, |word| is_slot(word, "topic")),
            Shape::Criteria => self.flaw_of_words(texts, |word| is_slot(word, "criterion")),
            Shape::Cell => text.parse::<uuid::Uuid>().err().map(|_| "请选择党小组".to_owned()),
        }
    }

    fn flaw_of_words(&self, texts: &Texts, is_one: impl Fn(&str) -> bool) -> Option<String> {
        let words: Vec<&str> = texts.words(self.name).collect();
        let different: BTreeSet<&str> = words.iter().copied().collect();
        let is_sound = words.len() <= limit::SLOTS
            && different.len() == words.len()
            && words.into_iter().all(is_one);
        (!is_sound).then(|| "请从所列的里面选".to_owned())
    }

    /// An answer in words, for lists, columns and print; topics, criteria and cells as they are
    /// kept, since their words are not ours.
    #[must_use]
    pub fn words(&self, texts: &Texts) -> String {
        let text = texts.get(self.name);
        match self.shape {
            Shape::Choice(words) | Shape::Choices(words) => {
                let word = |name: &str| {
                    words.iter().find(|(n, _)| *n == name).map_or(name, |(_, word)| word).to_owned()
                };
                texts.words(self.name).map(word).collect::<Vec<_>>().join("、")
            }
            _ => text.to_owned(),
        }
    }
}

/// Whether a word is a scheme's word for such a noun.
fn is_slot(word: &str, noun: &str) -> bool {
    let mut pieces = word.splitn(3, ':');
    let is_id = |piece: Option<&str>| {
        let is_sign = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
        piece.is_some_and(|p| !p.is_empty() && p.len() <= 60 && p.chars().all(is_sign))
    };
    is_id(pieces.next()) && pieces.next() == Some(noun) && is_id(pieces.next())
}
