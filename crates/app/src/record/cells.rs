//! What a row's cells say of a record: words of choices, topics, criteria, names of members.

use model::day::{self, NotADay};
use model::fold::fold;
use model::record::content::Texts;
use model::record::meeting::{MADE_UP_ON, MEMBER, STATE};
use model::record::{Content, Field, Shape};

use super::choices::{Offer, Offers};
use super::roll::{Line as Member, Roll};
use super::sheet::{self, ALL, Column, Line, Sheet};

/// A row's content; what it says wrong goes to `flaw` with its column.
pub(super) fn content(
    sheet: &Sheet,
    line: &Line,
    offers: Option<&Offers>,
    roll: Option<&Roll>,
    flaw: &mut impl FnMut(usize, String),
) -> Content {
    let mut content = Content::default();
    let mut attended = Vec::new();
    for (at, (column, text)) in sheet.columns.iter().zip(&line.texts).enumerate() {
        match column {
            Column::Answer(field) => match answer(field, text, offers) {
                Ok(answer) => content.texts.put(field.name, answer),
                Err(says) => {
                    flaw(at, says);
                    // What is wrong is said once, not again as missing.
                    content.texts.put(field.name, text.as_str());
                }
            },
            Column::Attended(state, _) => attended.push((at, *state, text.as_str())),
            Column::Id | Column::Files => {}
        }
    }
    if let Some(roll) = roll {
        content.rows = rows(roll, &attended, flaw);
    }
    content
}

/// As much of a cell as a sentence quotes.
fn shown(text: &str) -> String {
    text.chars().take(20).collect()
}

/// An answer as it is kept.
fn answer(field: &Field, text: &str, offers: Option<&Offers>) -> Result<String, String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    let several = |one: &dyn Fn(&str) -> Option<String>, words: &dyn Fn() -> String| {
        let mut found: Vec<String> = Vec::new();
        for piece in sheet::pieces(text) {
            let value = one(piece);
            let value = value
                .ok_or_else(|| format!("没有「{}」这一项;可以填 {}", shown(piece), words()))?;
            if !found.contains(&value) {
                found.push(value);
            }
        }
        Ok(found.join(","))
    };
    match field.shape {
        Shape::Day => match day::parse(text) {
            Ok(day) => Ok(day.to_string()),
            Err(NotADay::Unread) => Err(format!("「{}」不是日期;应写作 2016-06-01", shown(text))),
            Err(not) => Err(not.to_string()),
        },
        Shape::Choice(words) | Shape::Choices(words) => {
            let one = |piece: &str| {
                let found = words.iter().find(|(_, word)| fold(word) == fold(piece));
                found.map(|(name, _)| (*name).to_owned())
            };
            several(&one, &|| words.iter().map(|(_, word)| *word).collect::<Vec<_>>().join("、"))
        }
        Shape::Topics | Shape::Criteria | Shape::Cell => {
            let Some(offers) = offers else { return Ok(String::new()) };
            let among = offers.among(field);
            let one = |piece: &str| {
                let found = among.iter().find(|offer| is_called(offer, piece));
                found.map(|offer| offer.value.clone())
            };
            let words = || among.iter().map(|offer| offer.word.as_str()).collect::<Vec<_>>();
            several(&one, &|| words().join("、"))
        }
        Shape::Line(_) | Shape::Sentences(_) | Shape::Count(_) => Ok(text.to_owned()),
    }
}

/// Whether an offer is meant: by its word, the number at the word's beginning, or its slot's end.
fn is_called(offer: &Offer, piece: &str) -> bool {
    let piece = fold(piece);
    let number = offer.word.split(' ').next().unwrap_or_default();
    let end = offer.value.rsplit(':').next().unwrap_or_default();
    fold(&offer.word) == piece || fold(number) == piece || fold(end) == piece
}

/// Rows of members, in the order of the roster.
fn rows(
    roll: &Roll,
    attended: &[(usize, &'static str, &str)],
    flaw: &mut impl FnMut(usize, String),
) -> Vec<Texts> {
    let members = || roll.due.iter().chain(&roll.excused);
    let mut said: Vec<(&Member, &'static str, String)> = Vec::new();
    let (mut all, mut is_any) = (false, false);
    for (at, state, text) in attended {
        for piece in sheet::pieces(text) {
            is_any = true;
            if *state == "present" && piece == ALL {
                all = true;
                continue;
            }
            let (name, on) = match piece.rsplit_once(char::is_whitespace) {
                Some((name, on)) if *state == "made_up" => (name.trim(), on),
                _ => (piece, ""),
            };
            let day = match on {
                "" => Some(String::new()),
                on => day::parse(on).ok().map(|day| day.to_string()),
            };
            let Some(member) = members().find(|member| fold(&member.name) == fold(name)) else {
                flaw(*at, format!("「{}」不在这一天的党员名册里", shown(name)));
                continue;
            };
            if said.iter().any(|(other, ..)| other.member == member.member) {
                flaw(*at, format!("「{}」填了两次", shown(name)));
                continue;
            }
            match day {
                Some(day) if *state != "made_up" || !day.is_empty() => {
                    said.push((member, state, day));
                }
                _ => flaw(*at, format!("「{}」哪天补学的?应写作 李某 2016-06-25", shown(piece))),
            }
        }
    }
    // Who writes down only who was missing means that the others were there.
    let no_names = !said.iter().any(|(_, state, _)| *state == "present");
    let others_came = all || (is_any && no_names);
    let row = |member: &Member| {
        let found = said.iter().find(|(one, ..)| one.member == member.member);
        let (state, day) = match found {
            Some((_, state, day)) => (*state, day.as_str()),
            None if others_came && member.excuse.is_empty() => ("present", ""),
            None => return None,
        };
        let mut row = Texts::default();
        row.put(MEMBER, member.member.as_str());
        row.put(STATE, state);
        row.put(MADE_UP_ON, day);
        Some(row)
    };
    members().filter_map(row).collect()
}
