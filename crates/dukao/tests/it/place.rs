//! The folder that results go to: what is there already is never lost, and a failure leaves
//! nothing behind.

use std::fs;

use crate::desk::{DUKAO, Desk, Ran};
use crate::sheet::{HAND, HAND_RESULTS};

const FLAWED: &str = "支部名称,7.1\n甲支部,2\n";

/// Nothing of the desk changes, and this is why.
#[track_caller]
fn refuses(desk: &Desk, arguments: &[&str], says: &str) {
    let look = || {
        let name = |name: &String| fs::read(desk.path(name)).ok();
        desk.names().iter().map(|at| (at.clone(), name(at))).collect::<Vec<_>>()
    };
    let before = look();
    desk.run(arguments).stopped(3, says);
    assert!(look() == before, "{:?}", desk.names());
}

#[test]
fn a_folder_with_somebody_elses_files_is_not_touched() {
    let desk = Desk::with("表.csv", HAND);
    fs::create_dir(desk.path("out")).unwrap();
    desk.put("out/年终总结.docx", "别人的");
    let says = "out: 文件夹里有别的文件,不能写入;请换一个文件夹名\n";
    refuses(&desk, &["score", "表.csv", "--out", "out"], says);
    refuses(&desk, &["score", "表.csv", "--out", "out", "--overwrite"], says);
}

#[test]
fn an_empty_folder_and_folders_on_the_way_are_taken() {
    let desk = Desk::with("表.csv", HAND);
    fs::create_dir(desk.path("out")).unwrap();
    desk.score("表.csv", &["--only", "csv"]).well();
    desk.run(&["score", "表.csv", "--only", "csv", "--out", "甲/乙/丙"]).well();
    desk.run(&["score", "表.csv", "--only", "csv", "--out", "丁/"]).well();
    for folder in ["甲/乙/丙", "丁"] {
        assert_eq!(desk.text(&format!("{folder}/results.csv")), HAND_RESULTS, "{folder}");
    }
}

#[test]
fn earlier_results_are_replaced_only_when_asked_and_then_whole() {
    let desk = Desk::with("表.csv", HAND);
    desk.score("表.csv", &[]).well();
    let says = "out: 已有上次的结果;要换成新的请加 --overwrite\n";
    refuses(&desk, &["score", "表.csv", "--out", "out"], says);
    desk.put("别的.csv", "支部名称,7.1\n甲支部,1\n");
    let ran = desk.score("别的.csv", &["--only", "csv", "--overwrite"]).well();
    assert!(ran.out.ends_with("已写入 out: results.csv、rollup.csv\n"), "{}", ran.out);
    let left = ["out", "out/.dukao", "out/results.csv", "out/rollup.csv", "别的.csv", "表.csv"];
    assert_eq!(desk.names(), left, "the earlier workbook and bulletin are gone too");
    assert!(desk.text("out/results.csv").contains("甲支部"));
}

#[test]
fn a_result_that_somebody_edited_is_never_overwritten() {
    let desk = Desk::with("表.csv", HAND);
    desk.score("表.csv", &["--only", "csv"]).well();
    desk.put("out/results.csv", format!("{HAND_RESULTS}改过的一行\n"));
    let says = "out: 其中的「results.csv」写出后被改过,不会覆盖;请移走它,或换一个文件夹名\n";
    refuses(&desk, &["score", "表.csv", "--out", "out", "--overwrite"], says);
}

#[test]
fn a_file_that_somebody_put_among_the_results_is_never_lost() {
    let desk = Desk::with("表.csv", HAND);
    desk.score("表.csv", &["--only", "csv"]).well();
    desk.put("out/说明.txt", "别人的");
    let says = "out: 其中的「说明.txt」不是本程序写的;请移走它,或换一个文件夹名\n";
    refuses(&desk, &["score", "表.csv", "--out", "out", "--overwrite"], says);
    fs::remove_file(desk.path("out/说明.txt")).unwrap();
    fs::create_dir(desk.path("out/旧")).unwrap();
    let says = "out: 其中的「旧」不是本程序写的;请移走它,或换一个文件夹名\n";
    refuses(&desk, &["score", "表.csv", "--out", "out", "--overwrite"], says);
}

#[test]
fn a_file_in_place_of_the_folder_is_not_touched() {
    let desk = Desk::with("表.csv", HAND);
    desk.put("out", "别人的");
    let says = "out: 已有同名的文件;请换一个文件夹名\n";
    refuses(&desk, &["score", "表.csv", "--out", "out", "--overwrite"], says);
    let says = "out/结果: 路径中有一段不是文件夹\n";
    refuses(&desk, &["score", "表.csv", "--out", "out/结果"], says);
    let says = "表.csv: 已有同名的文件;请换一个文件夹名\n";
    refuses(&desk, &["score", "表.csv", "--out", "表.csv", "--overwrite"], says);
}

#[test]
fn a_folder_without_a_name_is_refused() {
    let desk = Desk::with("表.csv", HAND);
    let says = ".: 文件夹里有别的文件,不能写入;请换一个文件夹名\n";
    refuses(&desk, &["score", "表.csv", "--out", "."], says);
    fs::create_dir(desk.path("空")).unwrap();
    let says = "空/..: 文件夹里有别的文件,不能写入;请换一个文件夹名\n";
    refuses(&desk, &["score", "表.csv", "--out", "空/.."], says);
}

/// Root may write anywhere, so the folder is below a file system that nobody may write to.
#[test]
fn a_folder_that_may_not_be_written_is_one_sentence() {
    let desk = Desk::with("表.csv", HAND);
    let ran = desk.run(&["score", "表.csv", "--out", "/proc/dukao/out"]);
    let sentences = ["找不到文件或文件夹", "没有权限", "磁盘是只读的"];
    let says = sentences.map(|says| format!("/proc/dukao/out: {says}\n"));
    assert!(says.contains(&ran.err), "{ran:?}");
    assert_eq!(ran.code, Some(3));
}

/// The program on a disk of so many kB; what is left on it stands below what it says.
fn on_a_disk_of(kilobytes: u32, desk: &Desk, arguments: &str) -> Ran {
    let script = format!("'{DUKAO}' {arguments}; code=$?\nls -A 盘\nexit $code");
    desk.on_a_disk(&format!("size={kilobytes}k"), &script)
}

#[test]
fn a_full_disk_is_one_sentence_and_nothing_stays_on_it() {
    let desk = Desk::with("表.csv", HAND);
    let full = |kilobytes, arguments: &str, says: &str| {
        on_a_disk_of(kilobytes, &desk, arguments).stopped(3, says);
    };
    full(4, "score 表.csv --out 盘/out --only csv", "盘/out/rollup.csv: 磁盘空间不足\n");
    full(8, "score --template --out 盘/空表.xlsx", "盘/空表.xlsx: 磁盘空间不足\n");
}

#[test]
fn every_disk_too_small_fails_alike() {
    let desk = Desk::with("表.csv", HAND);
    // Which file finds the disk full depends on which thread comes first; the answer does not.
    for kilobytes in [12, 16, 20, 40, 60, 80, 100, 120] {
        let ran = on_a_disk_of(kilobytes, &desk, "score 表.csv --out 盘/out");
        match ran.code {
            Some(0) => assert!(ran.out.ends_with("\nout\n"), "{kilobytes}: {ran:?}"),
            _ => {
                assert_eq!(ran.code, Some(3), "{kilobytes}: {ran:?}");
                assert!(ran.err.contains("磁盘空间不足"), "{kilobytes}: {ran:?}");
                assert_eq!(ran.err.lines().count(), 1, "{kilobytes}: {ran:?}");
                assert_eq!(ran.out, "", "{kilobytes}: nothing stays");
            }
        }
    }
}

#[test]
fn flaws_and_failures_leave_no_temporary_folder_and_no_folder_on_the_way() {
    let desk = Desk::with("表.csv", FLAWED);
    for only in [&["--only", "csv"][..], &[]] {
        let arguments = [&["score", "表.csv", "--out", "甲/乙"], only].concat();
        assert_eq!(desk.run(&arguments).code, Some(2));
        assert_eq!(desk.names(), ["表.csv"]);
    }
}

#[test]
fn success_leaves_nothing_but_the_results() {
    let desk = Desk::with("表.csv", HAND);
    let files = ["out/results.csv", "out/results.xlsx", "out/rollup.csv", "out/通报.docx"];
    for more in [&[][..], &["--overwrite"]] {
        desk.score("表.csv", more).well();
        let expected = [&["out", "out/.dukao"][..], &files, &["表.csv"]].concat();
        assert_eq!(desk.names(), expected);
    }
}
