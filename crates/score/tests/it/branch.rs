//! A branch's case from a text, and its sheet as a text.
//!
//! ```text
//! days 2016-06-01 2016-12-31
//! secretary 1
//! member 1 2010-01-01 -
//! member 2 2010-01-01 2016-08-31 excused 2016-06-01 2016-06-30
//! a meeting 2016-06-20 serves=topic_discussion topics=1,2 present=1,2 absent=4
//! b meeting 2016-06-27 serves=topic_discussion topics=1 made_up=4:2016-06-30
//! outside 省级 2
//! ```

use std::fmt::Write;

use jiff::civil::Date;
use model::assessment::Cited;
use model::id::{MemberId, PersonId, RecordId};
use model::organisation::Sector;
use model::record::content::Texts;
use model::roster::{Days, Excuse, Member, Membership};
use model::scheme::RuleKind;
use model::{Points, RecordKind, Scheme};
use score::sheet::{Line, Suggestion, Sum, TaskState};
use score::{Case, Evidence, Outside, Sheet};

pub(crate) fn member_id(number: u128) -> MemberId {
    format!("018f0000-0000-7000-8000-{number:012x}").parse().unwrap()
}

fn person(number: u128) -> PersonId {
    format!("018f0000-0000-7000-9000-{number:012x}").parse().unwrap()
}

/// A record is named by a letter.
pub(crate) fn record_id(letter: &str) -> RecordId {
    let number = u32::from(letter.chars().next().unwrap());
    format!("018f0000-0000-7000-a000-{number:012x}").parse().unwrap()
}

fn name(cited: Cited) -> String {
    let digits = cited.record.to_string();
    let number = u32::from_str_radix(&digits[24..], 16).unwrap();
    format!("{}{}", char::from_u32(number).unwrap(), cited.version)
}

fn days(from: &str, to: &str) -> Days {
    Days { from: from.parse().unwrap(), to: (to != "-").then(|| to.parse::<Date>().unwrap()) }
}

pub(crate) fn case(scheme: &Scheme, text: &str) -> Case {
    let open = days("2000-01-01", "-");
    let mut case = Case {
        window: open,
        term: open,
        secretary: None,
        sector: Sector::Rural,
        roster: Vec::new(),
        evidence: Vec::new(),
        outside: Some(Vec::new()),
    };
    for line in text.lines().filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split(' ').collect();
        match words[..] {
            ["days", from, to] => case.window = days(from, to),
            ["term", from, to] => case.term = days(from, to),
            ["sector", word] => case.sector = Sector::worded(word).unwrap(),
            ["secretary", number] => case.secretary = Some(person(number.parse().unwrap())),
            ["outside", name, value] => {
                let value = Points::parse(value).unwrap();
                let outside = Outside { name: name.to_owned(), value };
                case.outside.get_or_insert_default().push(outside);
            }
            ["member", numbers, from, to, ref rest @ ..] => {
                let excused = rest.chunks(3).map(|w| (Excuse::Away, days(w[1], w[2])));
                let excused: Vec<_> = excused.collect();
                for number in numbers_of(numbers) {
                    case.roster.push(Member {
                        id: member_id(number),
                        person: person(number),
                        membership: Membership::Full,
                        cell: None,
                        days: days(from, to),
                        excused: excused.clone(),
                    });
                }
            }
            [letter, kind, day, ref fields @ ..] => {
                case.evidence.push(evidence(scheme, letter, kind, day, fields));
            }
            _ => panic!("«{line}» is no line of a case"),
        }
    }
    case
}

/// `1-4` or `1,3`.
fn numbers_of(text: &str) -> Vec<u128> {
    let pieces = text.split(',').filter(|piece| !piece.is_empty());
    let range = |piece: &str| {
        let (from, to) = piece.split_once('-').unwrap_or((piece, piece));
        from.parse::<u128>().unwrap()..=to.parse().unwrap()
    };
    pieces.flat_map(range).collect()
}

fn evidence(scheme: &Scheme, letter: &str, kind: &str, day: &str, fields: &[&str]) -> Evidence {
    let kind = RecordKind::named(kind).unwrap();
    let mut evidence = Evidence {
        record: record_id(letter),
        version: 1,
        kind,
        kind_version: 1,
        day: day.parse().unwrap(),
        content: model::record::Content::default(),
        files: 0,
        slots: Vec::new(),
    };
    for field in fields {
        let (key, value) = field.split_once('=').unwrap();
        let slots = |of: &dyn Fn(&str) -> String| {
            value.split(',').map(of).collect::<Vec<String>>().join(",")
        };
        let content = &mut evidence.content;
        match key {
            "version" => evidence.version = value.parse().unwrap(),
            "kind_version" => evidence.kind_version = value.parse().unwrap(),
            "files" => evidence.files = value.parse().unwrap(),
            "slot" => evidence.slots.push(value.to_owned()),
            "topics" => {
                let slots = slots(&|number| scheme.topic_slot(number.parse().unwrap()));
                content.texts.put(key, slots);
            }
            "criteria" => content.texts.put(key, slots(&|id| scheme.criterion_slot(id))),
            "present" | "absent" => {
                content.rows.extend(numbers_of(value).into_iter().map(|n| row(n, key, "")));
            }
            "made_up" => {
                let (numbers, day) = value.split_once(':').unwrap();
                let numbers = numbers_of(numbers).into_iter();
                content.rows.extend(numbers.map(|n| row(n, key, day)));
            }
            key => content.texts.put(key, value),
        }
    }
    evidence
}

pub(crate) fn row(member: u128, state: &str, day: &str) -> Texts {
    let mut row = Texts::from([("state", state), ("made_up_on", day)]);
    row.put("member", member_id(member).to_string());
    row
}

/// The whole sheet as a text.
pub(crate) fn text(scheme: &Scheme, sheet: &Sheet) -> String {
    let mut text = String::new();
    let mut criteria = sheet.criteria.iter();
    for (indicator, sum) in scheme.indicators.iter().zip(&sheet.indicators) {
        let _ = writeln!(text, "{} {} {}", indicator.number, indicator.title, sum_text(*sum));
        for one in criteria.by_ref().take(indicator.criteria.len()) {
            let _ = writeln!(text, " {} {} {}", one.id, one.title, sum_text(one.sum));
            one.lines.iter().for_each(|line| push_line(&mut text, line));
        }
    }
    let _ = writeln!(text, "合计 {}", sum_text(sheet.total));
    if !sheet.bonus.is_empty() {
        let _ = writeln!(text, "附加分 {}", sum_text(sheet.bonus_sum));
        sheet.bonus.iter().for_each(|line| push_line(&mut text, line));
    }
    for flag in &sheet.flags {
        let _ = writeln!(text, "{}: {}({})", flag.kind.word(), flag.says, flag.reason);
    }
    for task in &sheet.tasks {
        let state = match task.state {
            TaskState::Done => "已完成",
            TaskState::Undone => "未完成",
            TaskState::Unknown => "看不出",
        };
        let _ = writeln!(text, "{state} {} {}{}", task.criterion, task.says, cited(&task.evidence));
    }
    for topic in &sheet.topics {
        let short: Vec<String> = topic
            .short
            .iter()
            .map(|id| u32::from_str_radix(&id.to_string()[24..], 16).unwrap().to_string())
            .collect();
        let held =
            if topic.held { format!("{}/{}", topic.there, topic.due) } else { "未开".to_owned() };
        let _ = writeln!(text, "第 {} 专题 {held} 差 {}", topic.topic, short.join(" "));
    }
    text
}

fn sum_text(sum: Sum) -> String {
    let open = match sum.open {
        Points::ZERO => String::new(),
        open => format!("+待评{}", open.short()),
    };
    format!("{}{open}/{}", sum.settled.short(), sum.most.short())
}

fn push_line(text: &mut String, line: &Line) {
    let suggestion = match line.suggestion {
        Suggestion::Points(points) => points.short(),
        Suggestion::Judgement => "评判".to_owned(),
        Suggestion::None => "无建议".to_owned(),
    };
    let kind = line.rule.map_or("不适用", RuleKind::word);
    let most = line.most.short();
    let _ = write!(text, "  {suggestion}/{most} {kind}: {}", line.reason);
    if !line.change.is_empty() {
        let _ = write!(text, " → {}", line.change);
    }
    let _ = writeln!(text, "{}", cited(&line.evidence));
}

fn cited(evidence: &[Cited]) -> String {
    let names: Vec<String> = evidence.iter().map(|cited| name(*cited)).collect();
    if names.is_empty() { String::new() } else { format!(" 〔{}〕", names.join(" ")) }
}
