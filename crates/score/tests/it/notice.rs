//! The built-in schemes against the notice that they follow, and against each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use model::scheme::Provenance;
use model::{Points, Scheme};
use score::scheme::{BUILT_IN, built_in, read};

use crate::entry;

const NOTICE: &str = include_str!("../../../../schemes/jx-2016-52.notice.txt");

fn scheme(id: &str) -> Scheme {
    read(built_in(id).unwrap().text).scheme.unwrap()
}

fn without_line_breaks(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\r' | '\n')).collect()
}

/// Everything in a scheme that claims to be the notice's own words, and where it stands.
fn official(scheme: &Scheme) -> Vec<(String, &str)> {
    let source = &scheme.source;
    let mut texts = vec![
        ("source.issuer".to_owned(), source.issuer.as_str()),
        ("source.number".to_owned(), &source.number),
        ("source.title".to_owned(), &source.title),
    ];
    for indicator in &scheme.indicators {
        let mut put = |what, text| texts.push((format!("{}.{what}", indicator.number), text));
        put("body_text", indicator.body_text.as_str());
        put("annex_text", &indicator.annex_text);
        put("annex_points", &indicator.annex_points);
        put("annex_standard", &indicator.annex_standard);
    }
    for (_, criterion) in scheme.criteria() {
        texts.push((criterion.id.clone(), &criterion.official_text));
    }
    if let Some(bonus) = &scheme.bonus {
        texts.push(("bonus.annex_text".to_owned(), &bonus.annex_text));
        texts.push(("bonus.annex_points".to_owned(), &bonus.annex_points));
        texts.push(("bonus.annex_standard".to_owned(), &bonus.annex_standard));
    }
    for clause in &scheme.clauses {
        texts.push((format!("clause {}", clause.id), &clause.official_text));
    }
    for erratum in &scheme.errata {
        texts.push((format!("erratum {}", erratum.indicator), &erratum.text));
    }
    for difference in &scheme.differences {
        for text in [&difference.body, &difference.annex] {
            if !text.is_empty() {
                texts.push((format!("difference {}", difference.indicator), text));
            }
        }
    }
    texts
}

#[test]
fn every_built_in_scheme_reads_without_a_flaw() {
    for file in BUILT_IN {
        let reading = read(file.text);
        assert!(reading.flaws.is_empty(), "{}: {:?}", file.id, reading.flaws.listed());
        let scheme = reading.scheme.unwrap();
        assert_eq!(scheme.id, file.id);
        assert_eq!(file.file, format!("{}.toml", file.id));
        entry::scheme(file.text);
    }
    assert!(built_in("jx-2016").is_none());
}

#[test]
fn every_scheme_in_the_folder_is_in_the_list() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../schemes");
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    let names = names.map(|name| name.into_string().unwrap());
    let there: BTreeSet<String> = names.filter(|name| name.ends_with(".toml")).collect();
    let listed: BTreeSet<String> = BUILT_IN.iter().map(|file| file.file.to_owned()).collect();
    assert_eq!(there, listed);
}

#[test]
fn every_official_text_is_a_contiguous_piece_of_the_notice() {
    let notice = without_line_breaks(NOTICE);
    for file in BUILT_IN {
        let scheme = scheme(file.id);
        let texts = official(&scheme);
        assert!(texts.len() > 80, "{}: {} texts", file.id, texts.len());
        for (place, text) in texts {
            let text = without_line_breaks(text);
            assert!(!text.is_empty(), "{}: {place} is blank", file.id);
            assert!(notice.contains(&text), "{}: {place} is not the notice's: {text}", file.id);
        }
    }
}

#[test]
fn every_row_of_the_annex_is_there_whole_with_its_three_columns() {
    let scheme = scheme("jx-2016-52");
    let mut rows: Vec<String> = Vec::new();
    for indicator in &scheme.indicators {
        let columns = [&indicator.annex_text, &indicator.annex_points, &indicator.annex_standard];
        rows.push(columns.map(String::as_str).join("\t"));
    }
    let bonus = scheme.bonus.as_ref().unwrap();
    rows.push([&*bonus.annex_text, &*bonus.annex_points, &*bonus.annex_standard].join("\t"));
    let with_tabs = NOTICE.lines().filter(|line| line.contains('\t'));
    let annex: Vec<&str> = with_tabs.filter(|line| !line.starts_with("考核内容")).collect();
    assert_eq!(rows, annex);
}

#[test]
fn every_item_of_the_body_is_there_whole() {
    let scheme = scheme("jx-2016-52");
    let mut body: Vec<&str> = NOTICE.lines().collect();
    let start = body.iter().position(|line| *line == "一、考核督查内容").unwrap();
    let end = body.iter().position(|line| *line == "二、考核督查方式").unwrap();
    body = body[start + 1..end].iter().copied().filter(|line| !line.is_empty()).collect();
    let items: Vec<&str> = scheme.indicators.iter().map(|i| i.body_text.as_str()).collect();
    assert_eq!(items, body);
    assert_eq!(scheme.source.date.strftime("%Y年%-m月%-d日").to_string(), "2016年5月13日");
    assert!(NOTICE.contains("2016年5月13日"));
}

#[test]
fn the_points_are_exactly_those_of_the_annex() {
    let expected = [
        "5 = 3 + 2",
        "10 = 5 + 5",
        "25 = 16 + 4 + 5",
        "20 = 10 + 10",
        "20 = 10 + 10",
        "15 = 5 + 10",
        "5 = 1 + 2 + 1 + 1",
    ];
    for file in BUILT_IN {
        let scheme = scheme(file.id);
        let sums = scheme.indicators.iter().map(|indicator| {
            let criteria: Vec<String> =
                indicator.criteria.iter().map(|criterion| criterion.points.short()).collect();
            format!("{} = {}", indicator.points.short(), criteria.join(" + "))
        });
        assert_eq!(sums.collect::<Vec<_>>(), expected, "{}", file.id);
        assert_eq!(scheme.criteria_count(), 17);
        assert_eq!(scheme.total.short(), "100");
        assert_eq!(scheme.bonus_points().short(), "10");
        assert_eq!(scheme.bonus.as_ref().unwrap().number, 8);
        for (indicator, criterion) in scheme.criteria() {
            assert!(criterion.id.starts_with(&format!("{}.", indicator.number)));
            let said = format!("占{}分", criterion.points.short());
            assert!(criterion.official_text.ends_with(&said), "{}", criterion.official_text);
        }
        for indicator in &scheme.indicators {
            assert_eq!(indicator.annex_points, format!("{}分", indicator.points.short()));
        }
    }
}

#[test]
fn the_bands_are_ours_and_say_so() {
    for file in BUILT_IN {
        let scheme = scheme(file.id);
        let bands = scheme
            .bands
            .iter()
            .map(|band| format!("{} {} {}", band.name, band.from.short(), band.provenance.word()));
        let expected = ["好 90 平台设定", "较好 80 平台设定", "一般 60 平台设定", "差 0 平台设定"];
        assert_eq!(bands.collect::<Vec<_>>(), expected, "{}", file.id);
        let cases = [
            (11_000, "好"),
            (9_000, "好"),
            (8_999, "较好"),
            (8_000, "较好"),
            (7_999, "一般"),
            (6_000, "一般"),
            (5_999, "差"),
            (0, "差"),
        ];
        for (total, name) in cases {
            let band = scheme.band(Points::from_hundredths(total));
            assert_eq!(scheme.bands[band].name, name, "{total}");
        }
    }
}

#[test]
fn todays_rules_object_to_exactly_three_criteria_of_2016_and_to_none_of_the_lean_scheme() {
    let reading = read(built_in("jx-2016-52").unwrap().text);
    let line_of = |id: &str| {
        let lines: Vec<&str> = built_in("jx-2016-52").unwrap().text.lines().collect();
        let at = lines.iter().position(|line| *line == format!("id = \"{id}\"")).unwrap();
        assert_eq!(lines[at - 1], "[[indicator.criterion]]");
        at as u64
    };
    let mut warned = BTreeSet::new();
    for warning in &reading.warnings {
        let id = warning.says.split(' ').nth(1).unwrap();
        assert_eq!(warning.place.row, line_of(id), "{warning}");
        assert!(warning.says.contains('《') && warning.says.contains('》'), "{warning}");
        warned.insert(id);
    }
    assert_eq!(warned.into_iter().collect::<Vec<_>>(), ["7.2", "7.3", "7.4"]);
    let lean = read(built_in("jx-2016-52-lean").unwrap().text);
    assert_eq!(lean.warnings, []);
}

#[test]
fn the_lean_scheme_differs_only_in_its_name_and_in_the_three_criteria() {
    let base = scheme("jx-2016-52");
    let mut lean = scheme("jx-2016-52-lean");
    assert_ne!((&lean.id, &lean.title, &lean.summary), (&base.id, &base.title, &base.summary));
    lean.id.clone_from(&base.id);
    lean.title.clone_from(&base.title);
    lean.summary.clone_from(&base.summary);
    let criteria = lean.indicators.iter_mut().flat_map(|i| &mut i.criteria);
    for (lean, (_, base)) in criteria.zip(base.criteria()) {
        let moved = ["7.2", "7.3", "7.4"].contains(&base.id.as_str());
        assert_eq!(*lean != *base, moved, "{}", base.id);
        if moved {
            assert_eq!((&lean.id, lean.points), (&base.id, base.points));
            assert_eq!(lean.official_text, base.official_text);
            assert_eq!(lean.provenance, Provenance::Setting);
            assert!(!lean.reading.is_empty(), "{} says what it means instead", lean.id);
            lean.clone_from(base);
        }
    }
    assert_eq!(lean, base);
}

#[test]
fn a_scheme_saved_by_another_editor_reads_the_same() {
    for file in BUILT_IN {
        let scheme = scheme(file.id);
        let crlf = file.text.replace('\n', "\r\n");
        assert_eq!(read(&crlf).scheme.as_ref(), Some(&scheme), "CRLF");
        let marked = format!("\u{feff}{}", file.text);
        assert_eq!(read(&marked).scheme.as_ref(), Some(&scheme), "a byte order mark");
    }
}
