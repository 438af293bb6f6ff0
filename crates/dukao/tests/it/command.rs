//! The command line: what is typed wrongly is said in one sentence, exit code 2.

use crate::desk::Desk;

#[track_caller]
fn check(arguments: &[&str], says: &str) {
    let desk = Desk::with("表.csv", "支部名称,7.1\n甲支部,1\n");
    desk.run(arguments).stopped(2, &format!("{says}。加 --help 看用法。\n"));
    assert_eq!(desk.names(), ["表.csv"]);
}

#[test]
fn what_is_typed_wrongly_is_one_sentence_in_one_language() {
    let with = |more: &'static [&str]| [&["score", "表.csv", "--out", "out"], more].concat();
    check(&["bla"], "不认识命令 bla");
    check(&["score"], "还缺 --out <文件夹>、<考核表>");
    check(&["score", "--out", "out"], "还缺 <考核表>");
    check(&with(&["--overwirte"]), "不认识参数 --overwirte");
    check(&with(&["--only", "xlsx"]), "--only <csv> 的值「xlsx」不对:只能是 csv");
    check(&with(&["--threads", "0"]), "--threads <个数> 的值「0」不对:应为 1 到 256");
    check(&with(&["--threads", "many"]), "--threads <个数> 的值「many」不对:应为 1 到 256");
    check(
        &with(&["--date", "2016-13-01"]),
        "--date <日期> 的值「2016-13-01」不对:日期应写作 2026-11-24",
    );
    check(&with(&["--issuer", "甲\n乙"]), "--issuer <名称> 的值「甲\n乙」不对:含有换行或控制字符");
    for (date, why) in [("1920-12-31", "1920-12-31 太早了"), ("2200-01-01", "2200-01-01 太晚了")]
    {
        let says = format!("--date <日期> 的值「{date}」不对:{why},请核对");
        check(&["score", "表.csv", "--out", "out", "--date", date], &says);
    }
    check(&with(&["--template"]), "[考核表] 不能与 --template 同用");
    for (option, value, shown) in [
        ("--only", "csv", "--only <csv>"),
        ("--issuer", "甲", "--issuer <名称>"),
        ("--number", "1", "--number <字号>"),
        ("--date", "2026-11-23", "--date <日期>"),
        ("--threads", "1", "--threads <个数>"),
    ] {
        let says = format!("--template 不能与 {shown} 同用");
        check(&["score", "--template", "--out", "空表.xlsx", option, value], &says);
    }
}

#[test]
fn help_names_every_command_and_option() {
    let help = Desk::new().run(&["--help"]).well().out;
    assert!(help.contains("score") && help.contains("scheme"), "{help}");
    let help = Desk::new().run(&["score", "--help"]).well().out;
    let options = ["--scheme", "--out", "--only", "--overwrite", "--issuer", "--number", "--date"];
    for option in options.into_iter().chain(["--template", "--threads"]) {
        assert!(help.contains(option), "{option}\n{help}");
    }
    let version = Desk::new().run(&["--version"]).well().out;
    assert_eq!(version, format!("dukao {}", env!("CARGO_PKG_VERSION")) + "\n");
}
