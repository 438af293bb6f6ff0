//! What holds for every sheet, tried on small ones that a fixed seed makes up.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use crate::desk::Desk;
use crate::sheet::{CRITERIA, Sheet};

/// The columns of a made-up sheet before its points.
const UNITS: [&str; 7] = ["支部代码", "支部名称", "市", "县(市、区)", "上级党委", "类别", "书记"];

/// What may stand in a cell of points: nothing, a mark for nothing, or points in some spelling.
fn points(most: u32) -> impl Strategy<Value = String> {
    let spelling = |hundredths: u32, spelling: u8| {
        let (whole, cents) = (hundredths / 100, hundredths % 100);
        match spelling {
            0 if cents == 0 => format!("{whole}"),
            1 if cents % 10 == 0 => format!("{whole}.{}", cents / 10),
            2 => format!(" {whole}.{cents:02} "),
            3 => format!("{whole}．{cents:02}"),
            _ => format!("{whole}.{cents:02}"),
        }
    };
    let given = move || (0..=most * 100, 0..5_u8).prop_map(move |(h, s)| spelling(h, s));
    prop_oneof![
        2 => proptest::sample::select(vec!["", "—", "-", "/", "未评", "－"]).prop_map(str::to_owned),
        1 => Just(most.to_string()),
        6 => given(),
    ]
}

/// All points of a row: given throughout, here and there, or not at all.
fn all_points() -> impl Strategy<Value = Vec<String>> {
    let row: Vec<_> = CRITERIA.iter().map(|(_, most)| points(*most)).collect();
    let full: Vec<_> = CRITERIA.iter().map(|(_, most)| (0..=most * 100).boxed()).collect();
    let full = full.prop_map(|all| {
        all.iter().map(|h| format!("{}.{:02}", h / 100, h % 100)).collect::<Vec<_>>()
    });
    prop_oneof![3 => full, 2 => row, 1 => Just(vec![String::new(); CRITERIA.len()])]
}

fn unit(names: &'static [&'static str]) -> impl Strategy<Value = String> {
    proptest::sample::select(names).prop_map(str::to_owned)
}

fn branch() -> impl Strategy<Value = Vec<String>> {
    let names = [
        unit(&["一支部", "=1+1", "'=1", "甲,乙", "“丙”\"丁\"", " 戊 ", "己\n庚", "O'Neil"]).boxed(),
        unit(&["清河市", "望川市", "", "@市"]).boxed(),
        unit(&["城关区", "石桥县", ""]).boxed(),
        unit(&["城东党委", "城西;党委", "-党委", ""]).boxed(),
        unit(&["农村", "机关", ""]).boxed(),
        unit(&["王示例", ""]).boxed(),
    ];
    (names, all_points(), all_points(), points(10)).prop_map(|(names, given, own, bonus)| {
        let names = Vec::from(names);
        [names, given, own, vec![bonus]].concat()
    })
}

prop_compose! {
    fn a_sheet()(branches in prop::collection::vec(branch(), 1..9)) -> Sheet {
        let mut head: Vec<String> = UNITS.map(str::to_owned).to_vec();
        head.extend(CRITERIA.iter().map(|(id, _)| (*id).to_owned()));
        head.extend(CRITERIA.iter().map(|(id, _)| format!("自查{id}")));
        head.push("附加分".to_owned());
        let coded = branches.into_iter().enumerate().map(|(at, mut branch)| {
            branch.insert(0, format!("{at:03}"));
            branch
        });
        Sheet(std::iter::once(head).chain(coded).collect())
    }
}

/// Tries so many sheets, the same ones every time.
fn for_all<T: std::fmt::Debug>(
    cases: u32,
    made: impl Strategy<Value = T>,
    holds: impl Fn(T) -> Result<(), TestCaseError>,
) {
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let seed = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    TestRunner::new_with_rng(config, seed).run(&made, holds).unwrap();
}

/// `results.csv` and `rollup.csv` of a file.
fn scored(name: &str, bytes: impl AsRef<[u8]>) -> (String, String) {
    let desk = Desk::with(name, bytes);
    desk.score(name, &["--only", "csv"]).well();
    (desk.text("out/results.csv"), desk.text("out/rollup.csv"))
}

fn as_text(sheet: &Sheet) -> (String, String) {
    scored("表.csv", sheet.text(',', "\n"))
}

fn sorted(text: &str) -> Vec<Vec<String>> {
    let mut rows = Sheet::read(text).0;
    rows.sort();
    rows
}

fn hundredths(text: &str) -> i64 {
    let (whole, cents) = text.split_once('.').unwrap();
    assert_eq!(cents.len(), 2, "{text}");
    whole.parse::<i64>().unwrap() * 100 + cents.parse::<i64>().unwrap()
}

#[test]
fn the_order_of_columns_does_not_matter() {
    let width = UNITS.len() + 2 * CRITERIA.len() + 1;
    let order = Just((0..width).collect::<Vec<_>>()).prop_shuffle();
    for_all(16, (a_sheet(), order), |(sheet, order)| {
        let row = |row: &Vec<String>| order.iter().map(|at| row[*at].clone()).collect();
        let shuffled = Sheet(sheet.0.iter().map(row).collect());
        prop_assert_eq!(as_text(&shuffled), as_text(&sheet));
        Ok(())
    });
}

#[test]
fn the_order_of_rows_does_not_matter() {
    for_all(16, (a_sheet(), any::<u64>()), |(sheet, seed)| {
        let mut shuffled = sheet.clone();
        shuffled.0[1..].sort_by_cached_key(|row| {
            // Any order will do; this one depends on every bit of the seed.
            row[0]
                .bytes()
                .fold(seed, |key, byte| (key ^ u64::from(byte)).wrapping_mul(0x100_0000_01B3))
        });
        let (first, second) = (as_text(&sheet), as_text(&shuffled));
        prop_assert_eq!(sorted(&first.0), sorted(&second.0));
        prop_assert_eq!(sorted(&first.1), sorted(&second.1));
        Ok(())
    });
}

#[test]
fn sums_of_a_branch_hold() {
    for_all(20, a_sheet(), |sheet| {
        let (results, _) = as_text(&sheet);
        let results = Sheet::read(&results);
        prop_assert_eq!(results.0.len(), sheet.0.len(), "a line a branch");
        for row in &results.0[1..] {
            let (total, counted, status) = (&row[7], &row[8], row[11].as_str());
            let parts = row[15..].iter().filter(|points| !points.is_empty());
            let sum: i64 = parts.map(|points| hundredths(points)).sum();
            if status == "未报" {
                prop_assert_eq!((counted.as_str(), sum), ("", 0));
            } else {
                prop_assert_eq!(sum + hundredths(&row[10]), hundredths(counted), "{:?}", row);
            }
            prop_assert_eq!(status == "已评定", !total.is_empty());
            prop_assert_eq!(status == "已评定", !row[14].is_empty());
            if !total.is_empty() {
                prop_assert_eq!(total, counted);
                prop_assert!(hundredths(total) <= 11_000);
            }
        }
        Ok(())
    });
}

#[test]
fn every_level_adds_up_to_the_whole() {
    for_all(20, a_sheet(), |sheet| {
        let (_, rollup) = as_text(&sheet);
        let rows = Sheet::read(&rollup).0;
        let counts = |row: &Vec<String>| -> Vec<u64> {
            [5, 6, 12, 13, 14, 15].map(|at| row[at].parse().unwrap()).to_vec()
        };
        let whole = counts(&rows[1]);
        prop_assert_eq!(whole[0] as usize, sheet.0.len() - 1);
        let mut levels: BTreeMap<&str, Vec<u64>> = BTreeMap::new();
        for row in &rows[1..] {
            let counts = counts(row);
            prop_assert_eq!(counts[1], counts[2..].iter().sum::<u64>(), "bands: {:?}", row);
            let level = levels.entry(&row[0]).or_insert_with(|| vec![0; counts.len()]);
            level.iter_mut().zip(counts).for_each(|(all, one)| *all += one);
            if !row[8].is_empty() {
                let [least, median, most] = [10, 9, 11].map(|at| hundredths(&row[at]));
                prop_assert!(least <= median && median <= most, "{:?}", row);
                prop_assert!((least..=most).contains(&hundredths(&row[8])), "{:?}", row);
            }
        }
        prop_assert_eq!(levels.len(), 5);
        for (level, counts) in levels {
            prop_assert_eq!(&counts, &whole, "{}", level);
        }
        Ok(())
    });
}

/// What the program's own reader makes of a file, written out again.
fn read_again(name: &str, bytes: &[u8]) -> Sheet {
    let desk = Desk::with(name, bytes);
    let input = table::Input::open(&desk.path(name), &|name| name == "支部名称").unwrap();
    let head = input.head.clone().unwrap().names;
    let mut rows = vec![head.clone()];
    table::each(&input, |row| {
        let text = |at: usize| match row.cell(at) {
            table::Cell::Blank => String::new(),
            table::Cell::Text(text) => text.to_owned(),
            table::Cell::Number(number) => format!("{number:.2}"),
            other => panic!("{other:?}"),
        };
        rows.push((0..head.len()).map(text).collect());
        true
    })
    .unwrap();
    Sheet(rows)
}

#[test]
fn a_sheet_written_out_again_scores_the_same() {
    for_all(12, a_sheet(), |sheet| {
        let first = as_text(&sheet);
        let text = sheet.text(';', "\r\n");
        let again = read_again("表.csv", text.as_bytes());
        prop_assert_eq!(&as_text(&again), &first);
        let file = sheet.xlsx();
        prop_assert_eq!(&scored("表.xlsx", &file), &first);
        let again = read_again("表.xlsx", &file);
        prop_assert_eq!(&scored("表.csv", again.text('\t', "\n")), &first);
        Ok(())
    });
}
