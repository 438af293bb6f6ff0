//! From a scheme's file to a scheme, or to everything that is wrong with the file, at once.
//!
//! The file is walked by hand instead of being deserialised, since a deserialiser stops at the
//! first mistake and doesn't know its line.

use jiff::civil::Date;
use model::scheme::{
    Band, Bonus, Clause, Criterion, Difference, Erratum, Exception, Indicator, Instead, Provenance,
    Scheme, Source, Topic,
};
use model::{Flaw, Flaws, Place, limit};
use toml::de::DeTable;

use super::check::{Lines, check};
use super::walk::{Node, ROOT, Walk};
use super::{parts, pending};

/// What reading a file gave.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The scheme, where the file has no flaw.
    pub scheme: Option<Scheme>,
    /// What must be mended.
    pub flaws: Flaws,
    /// What should be known: criteria that today's rules would not allow.
    pub warnings: Vec<Flaw>,
}

/// Reads a scheme's file as it was uploaded or stored, whatever its bytes are.
#[must_use]
pub fn read_bytes(bytes: &[u8]) -> Reading {
    let refused = |says: String| {
        let mut flaws = Flaws::default();
        flaws.push(Flaw::new(Place::whole(), says));
        Reading { scheme: None, flaws, warnings: Vec::new() }
    };
    if bytes.len() as u64 > limit::SCHEME_BYTES {
        return refused(format!("方案文件超过 {} KiB", limit::SCHEME_BYTES >> 10));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => read(text.trim_start_matches('\u{feff}')),
        Err(_) => refused("方案文件应为 UTF-8 文本;请另存为 UTF-8".to_owned()),
    }
}

/// Reads a scheme's file.
#[must_use]
pub fn read(text: &str) -> Reading {
    let walk = Walk::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        // What follows from a slip of the pen helps nobody: first the slips themselves.
        for error in &errors {
            let line = walk.line(error.span().map_or(0, |span| span.start));
            walk.flaw(Place::line(line), slip(error.message()));
        }
        return Reading { scheme: None, flaws: walk.into_flaws(), warnings: Vec::new() };
    }
    let root = Node::new(&walk, table.get_ref(), table.span().start, ROOT.to_owned());
    let mut lines = Lines::default();
    let scheme = scheme(&root, &mut lines);
    root.refuse_unknown();
    let mut warnings = check(&scheme, &lines, &walk);
    let flaws = walk.into_flaws();
    // What could not be read stands as something that it is not.
    if flaws.is_empty() {
        warnings.extend(pending::warnings(&scheme, &lines));
    }
    Reading { scheme: flaws.is_empty().then_some(scheme), flaws, warnings }
}

/// What to write instead, for the slips that happen; the parser's own words stay beside it.
fn slip(message: &str) -> String {
    let signs = [
        ("basic string", "文字两边要有成对的双引号"),
        ("literal string", "文字两边要有成对的双引号"),
        ("unquoted string", "文字两边要加双引号"),
        ("string values must be quoted", "文字两边要加双引号"),
        ("duplicate key", "同一节里这一项写了两次,请删去一行"),
        ("array table", "一节的名称要写成 [[…]]"),
        ("table", "一节的名称要写成 […]"),
        ("array", "方括号要成对,各项之间用逗号"),
        ("missing value", "等号右边还没有写"),
        ("key with no value", "要写成 名称 = 值"),
        ("assignment", "要写成 名称 = 值"),
        ("`=`", "一行只写一个等号"),
        ("key", "名称只能用字母、数字、下划线和连字符"),
    ];
    let advice = signs.iter().find(|(sign, _)| message.contains(sign));
    let advice = advice.map_or("请对照内置方案的写法", |(_, advice)| advice);
    format!("TOML 写法不对,{advice}({})", message.replace('\n', " "))
}

fn scheme(root: &Node<'_>, lines: &mut Lines) -> Scheme {
    let format = root.whole("format");
    if format.is_some_and(|format| format != 1) {
        root.flaw_at("format", "本程序只认识 format = 1;请改为 1,或用新版程序".to_owned());
    }
    let source = root.table("source");
    let scheme = Scheme {
        id: root.text("id"),
        version: root.whole("version").unwrap_or(0),
        title: root.text("title"),
        summary: root.text("summary"),
        source: source.as_ref().map_or_else(blank_source, source_of),
        total: root.points("total"),
        topics: root.tables_if_any("topic").iter().map(|node| topic(node, lines)).collect(),
        indicators: root.tables("indicator").iter().map(|node| indicator(node, lines)).collect(),
        bonus: root.table_if_any("bonus").map(|node| bonus(&node, lines)),
        bands: root.tables("band").iter().map(|node| band(node, lines)).collect(),
        vetoes: root.tables_if_any("veto").iter().map(|node| parts::veto(node, lines)).collect(),
        clauses: root.tables_if_any("clause").iter().map(|node| clause(node, lines)).collect(),
        errata: root.tables_if_any("erratum").iter().map(|node| erratum(node, lines)).collect(),
        differences: root
            .tables_if_any("difference")
            .iter()
            .map(|node| difference(node, lines))
            .collect(),
    };
    lines.id = root.line_of("id");
    lines.version = root.line_of("version");
    lines.total = root.line_of("total");
    scheme
}

fn blank_source() -> Source {
    Source { issuer: String::new(), number: String::new(), title: String::new(), date: Date::ZERO }
}

fn source_of(node: &Node<'_>) -> Source {
    let source = Source {
        issuer: node.text("issuer"),
        number: node.text("number"),
        title: node.text("title"),
        date: node.date("date"),
    };
    node.refuse_unknown();
    source
}

fn topic(node: &Node<'_>, lines: &mut Lines) -> Topic {
    lines.topics.push(node.line());
    let due = u32::try_from(lines.topics.len()).unwrap_or(0);
    let topic = Topic {
        number: node.whole("number").unwrap_or(due),
        title: node.text("title"),
        provenance: provenance(node),
    };
    node.refuse_unknown();
    topic
}

fn indicator(node: &Node<'_>, lines: &mut Lines) -> Indicator {
    lines.indicators.push(node.line_of("points"));
    // A number that can't be read is one flaw, and no reason to doubt the ids below it.
    let due = u32::try_from(lines.indicators.len()).unwrap_or(0);
    let indicator = Indicator {
        number: node.whole("number").unwrap_or(due),
        title: node.text("title"),
        points: node.points("points"),
        body_text: node.text_or_blank("body_text"),
        annex_text: node.text("annex_text"),
        annex_points: node.text_or_blank("annex_points"),
        annex_standard: node.text_or_blank("annex_standard"),
        criteria: node.tables("criterion").iter().map(|node| criterion(node, lines)).collect(),
    };
    node.refuse_unknown();
    indicator
}

fn criterion(node: &Node<'_>, lines: &mut Lines) -> Criterion {
    lines.criteria.push(node.line());
    let criterion = Criterion {
        id: node.text("id"),
        title: node.text("title"),
        points: node.points("points"),
        official_text: node.text_or_blank("official_text"),
        reading: node.text_or_blank("reading"),
        provenance: provenance(node),
        parts: node.tables("part").iter().map(|node| parts::part(node, lines)).collect(),
        required_tasks: node
            .tables_if_any("required_task")
            .iter()
            .map(|node| parts::required_task(node, lines))
            .collect(),
        exception: exception(node),
    };
    node.refuse_unknown();
    criterion
}

/// To whom the criterion doesn't apply: both keys or none.
fn exception(node: &Node<'_>) -> Option<Exception> {
    let sectors = parts::sectors(node, "not_for");
    if !node.has("not_for") && !node.has("instead") {
        node.leave(&["instead"]);
        return None;
    }
    let words = Instead::ALL.map(|(_, word)| word);
    let word = node.one_of("instead", "办法", &words);
    if !node.has("not_for") {
        node.flaw_here("写了 instead 的,要写明 not_for(对哪些类别不适用)".to_owned());
    }
    let instead = Instead::ALL.iter().find(|(_, w)| Some(*w) == word.as_deref())?.0;
    Some(Exception { sectors, instead })
}

pub(super) fn provenance(node: &Node<'_>) -> Provenance {
    let both = [Provenance::Notice, Provenance::Setting];
    let word = node.one_of("provenance", "出处", &both.map(Provenance::word));
    both.into_iter().find(|p| Some(p.word()) == word.as_deref()).unwrap_or(Provenance::Setting)
}

fn bonus(node: &Node<'_>, lines: &mut Lines) -> Bonus {
    lines.bonus = node.line();
    let bonus = Bonus {
        number: node.whole("number").unwrap_or(u32::MAX),
        annex_text: node.text("annex_text"),
        annex_points: node.text_or_blank("annex_points"),
        annex_standard: node.text_or_blank("annex_standard"),
        points: node.points("points"),
        parts: node.tables_if_any("part").iter().map(|node| parts::part(node, lines)).collect(),
    };
    node.refuse_unknown();
    bonus
}

fn band(node: &Node<'_>, lines: &mut Lines) -> Band {
    lines.bands.push(node.line());
    let band = Band {
        name: node.text("name"),
        from: node.points_or_nought("from"),
        provenance: provenance(node),
    };
    node.refuse_unknown();
    band
}

fn clause(node: &Node<'_>, lines: &mut Lines) -> Clause {
    lines.clauses.push(node.line());
    let clause = Clause {
        id: node.text("id"),
        title: node.text("title"),
        official_text: node.text("official_text"),
    };
    node.refuse_unknown();
    clause
}

fn erratum(node: &Node<'_>, lines: &mut Lines) -> Erratum {
    lines.errata.push(node.line());
    let erratum = Erratum {
        indicator: node.whole("indicator").unwrap_or(0),
        text: node.text("text"),
        reading: node.text("reading"),
    };
    node.refuse_unknown();
    erratum
}

fn difference(node: &Node<'_>, lines: &mut Lines) -> Difference {
    lines.differences.push(node.line());
    let difference = Difference {
        indicator: node.whole("indicator").unwrap_or(0),
        body: node.text_or_blank("body"),
        annex: node.text_or_blank("annex"),
        reading: node.text("reading"),
    };
    node.refuse_unknown();
    difference
}
