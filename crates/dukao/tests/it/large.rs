//! Sheets that take their time: what is left out, what is shown meanwhile, and being stopped.

use std::process::{Command, Stdio};
use std::thread;

use crate::desk::{DUKAO, Desk};
use crate::output::Book;

/// A sheet of so many branches, forty to a committee, with one criterion's points each.
fn sheet(branches: usize) -> String {
    let mut text = "支部代码,支部名称,上级党委,7.1\n".to_owned();
    for branch in 0..branches {
        text.push_str(&format!("{branch},第{branch}党支部,第{}党委,1\n", branch / 40));
    }
    text
}

#[test]
fn beyond_a_million_branches_the_workbook_has_only_the_rollup_and_says_so() {
    let desk = Desk::with("表.csv", sheet(1_000_001));
    let ran = desk.score("表.csv", &[]).well();
    let says =
        "未含「结果」和「失分」: 支部 1000001 个,超过一张工作表的 1000000 行:结果见 results.csv;";
    assert!(ran.err.starts_with(says), "{}", ran.err);
    assert!(
        ran.err.contains("\n「汇总」不全: 行数太多,党委一级的汇总见 rollup.csv。\n"),
        "{}",
        ran.err
    );
    let mut book = Book::open(desk.bytes("out/results.xlsx"));
    assert_eq!(book.sheets(), ["汇总", "薄弱项", "说明"]);
    assert_eq!(book.rows("汇总").len(), 2, "head and the whole");
    assert_eq!(desk.text("out/results.csv").lines().count(), 1_000_002);
    assert_eq!(desk.text("out/rollup.csv").lines().count(), 25_003);
    let remarks = book.rows("说明");
    assert!(
        remarks.iter().any(|row| row[0].to_string().starts_with("未含「结果」")),
        "{remarks:?}"
    );
}

#[test]
fn who_stops_the_program_finds_nothing_half_made() {
    let desk = Desk::with("表.csv", sheet(400_000));
    let before = desk.names();
    let mut run = Command::new(DUKAO);
    run.args(["score", "表.csv", "--out", "out"]).current_dir(desk.path("."));
    let mut run = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    while desk.names() == before {
        assert!(run.try_wait().unwrap().is_none(), "it ended before anybody could stop it");
        thread::yield_now();
    }
    Command::new("sh").args(["-c", &format!("kill -INT {}", run.id())]).status().unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(130));
    assert_eq!(desk.names(), before);
}

#[test]
fn on_a_terminal_it_shows_how_far_it_is_and_clears_that_away() {
    let desk = Desk::with("表.csv", sheet(400_000));
    let run = format!("'{DUKAO}' score 表.csv --out out --only csv");
    let mut terminal = Command::new("script");
    terminal.args(["-qec", &run, "/dev/null"]).current_dir(desk.path("."));
    let shown = terminal.stdin(Stdio::null()).output().unwrap();
    assert!(shown.status.success(), "{shown:?}");
    let shown = String::from_utf8_lossy(&shown.stdout);
    assert!(shown.contains("已读 ") && shown.contains("% 剩余 "), "{shown}");
    assert!(shown.trim_end().ends_with("已写入 out: results.csv、rollup.csv"), "{shown}");
}

#[test]
fn who_stops_it_while_it_replaces_results_keeps_the_old_or_has_the_new() {
    let desk = Desk::with("表.csv", sheet(2_000));
    desk.score("表.csv", &["--only", "csv"]).well();
    for attempt in 0..20 {
        let mut run = Command::new(DUKAO);
        run.args(["score", "表.csv", "--out", "out", "--only", "csv", "--overwrite"]);
        run.current_dir(desk.path(".")).stdout(Stdio::null()).stderr(Stdio::null());
        let mut run = run.spawn().unwrap();
        // Each attempt comes a little later.
        for _ in 0..attempt * 40 {
            thread::yield_now();
        }
        Command::new("sh").args(["-c", &format!("kill -INT {}", run.id())]).status().unwrap();
        run.wait().unwrap();
        let names = ["out", "out/.dukao", "out/results.csv", "out/rollup.csv", "表.csv"];
        let hidden = |name: &String| name.starts_with(".dukao-");
        assert!(!desk.names().iter().any(hidden), "{:?}", desk.names());
        assert_eq!(desk.names(), names);
    }
}
