//! `dukao serve` as a process: begun, used, backed up, killed and begun again.

use std::process::Command;

use crate::desk::Desk;
use crate::server::Server;

#[test]
fn it_is_begun_used_backed_up_and_ended() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    assert!(server.ask("GET", "/healthz", "").ends_with("ok\n"));
    assert!(server.ask("GET", "/readyz", "").ends_with("ready\n"));
    let top = server.begin();
    for number in 0..3 {
        assert!(server.found(&top, number));
    }
    let other = desk.run(&["serve", "--data", "data", "--listen", "127.0.0.1:0"]);
    other.stopped(3, "data: 另一个 dukao 正在使用这个数据文件夹\n");
    // While it runs.
    let taken = desk.run(&["backup", "备份.db", "--data", "data"]).well().out;
    assert!(taken.starts_with("已备份到 备份.db;读回核对: 党组织 4 个,留痕 5 条"), "{taken}");
    let again = desk.run(&["backup", "备份.db", "--data", "data"]);
    again.stopped(3, "备份.db: 已有这个文件,不会覆盖;请换一个文件名\n");
    assert!(server.found(&top, 3), "later than the backup");
    assert_eq!(server.end("TERM"), Some(0));

    let looked = desk.run(&["doctor", "--data", "data"]).well().out;
    assert_eq!(looked, "党组织 5 个,留痕已排序 6 条,没有发现问题\n");
    let looked = desk.run(&["doctor", "--recount", "--data", "data"]).well().out;
    assert!(looked.starts_with("重新合计 ") && looked.contains(" 项,改正 0 项\n"), "{looked}");
    desk.run(&["restore", "备份.db", "--data", "old"]).well();
    let looked = desk.run(&["doctor", "--data", "old"]).well().out;
    assert!(looked.starts_with("党组织 4 个"), "{looked}");
    let over = desk.run(&["restore", "备份.db", "--data", "old"]);
    over.stopped(3, "备份.db: old: 已有数据库,不会覆盖\n");
    desk.run(&["doctor", "--data", "没有"]).stopped(3, "没有: 没有数据库\n");
}

/// Whatever was acknowledged is there after a power cut, and nothing is there twice.
#[test]
fn what_was_acknowledged_survives_being_killed_and_is_there_once() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    let top = server.begin();
    let mut acknowledged = Vec::new();
    let mut number = 0;
    for round in 0..200 {
        let killer = server.process.id();
        for turn in 0..2 {
            if turn == round % 2 {
                Command::new("sh")
                    .args(["-c", &format!("kill -KILL {killer} &")])
                    .status()
                    .unwrap();
            }
            if server.found(&top, number) {
                acknowledged.push(number);
            }
            number += 1;
        }
        server.process.wait().unwrap();
        // The session goes on.
        let cookie = server.cookie.clone();
        server = Server::in_folder(&desk);
        server.cookie = cookie;
        // Sent again, as a browser would after a lost answer.
        for again in number - 2..number {
            assert!(server.found(&top, again), "{again}");
            acknowledged.push(again);
        }
    }
    acknowledged.sort_unstable();
    acknowledged.dedup();
    assert_eq!(acknowledged.len(), 400);
    assert_eq!(server.end("TERM"), Some(0));
    let looked = desk.run(&["doctor", "--data", "data"]).well().out;
    assert!(looked.starts_with("党组织 401 个"), "each once: {looked}");
}
