//! `dukao demo`: laid, looked over, served.

use std::process::Command;

use crate::desk::{DUKAO, Desk};
use crate::server::Server;

#[test]
fn a_demonstration_is_laid_and_sound_and_overwrites_nothing() {
    let desk = Desk::new();
    let laid = desk.run(&["demo", "--branches", "60", "--no-serve", "--data", "data"]).well().out;
    assert!(laid.starts_with("虚构的省,60 个支部。所有账号的密码: yanshi-"), "{laid}");
    for login in ["shuji", "lianluo", "dudao", "dangwei", "xian", "sheng", "lingdao", "shenji"] {
        let is_there = |line: &str| line.split(' ').next() == Some(login);
        assert!(laid.lines().any(is_there), "no {login}: {laid}");
    }
    assert_eq!(laid.matches("动态口令密钥 ").count(), 3, "三员: {laid}");
    let looked = desk.run(&["doctor", "--recount", "--data", "data"]).well().out;
    assert!(looked.contains(" 项,改正 0 项\n") && looked.contains("没有发现问题"), "{looked}");
    let again = desk.run(&["demo", "--branches", "60", "--no-serve", "--data", "data"]);
    again.stopped(
        3,
        "data: 已有数据库,不会覆盖;演示请用空的文件夹,要接着用它请运行 dukao serve --data\n",
    );
    let few = desk.run(&["demo", "--branches", "7", "--no-serve"]);
    assert_eq!(few.code, Some(2), "{few:?}");
}

#[test]
fn a_demonstration_is_served_to_whoever_has_its_password() {
    let desk = Desk::new();
    let mut demo = Command::new(DUKAO);
    demo.args(["demo", "--branches", "60", "--data", "data"]).current_dir(desk.path("."));
    let mut server = Server::of(&mut demo);
    let line = server.lines.next().unwrap().unwrap();
    let (_, password) = line.rsplit_once(' ').unwrap();
    let login = format!("login=shuji&password={password}");
    let answer = server.ask("POST", "/login", &login);
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    server.sees("/organisations", 200, "演示");
    assert_eq!(server.end("TERM"), Some(0));
}
