//! What goes wrong around a server: a full disk, one that is read-only, a database that is away. It
//! says so, keeps what it has, and is back by itself.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use testkit::postgres::Cluster;

use crate::desk::{DUKAO, Desk};
use crate::server::Server;

/// What a person waits for an answer at most, where the database is away: it is asked for 5 s.
const ANSWERED: Duration = Duration::from_secs(8);

/// How long a database is away.
const AWAY: Duration = Duration::from_secs(10);

#[test]
fn a_disk_that_is_full_or_read_only_is_one_sentence_at_the_start() {
    let cases = [
        ("size=16k", "盘/data: 磁盘空间不足\n"),
        ("size=1m,ro", "盘/data: 没有权限写入,或磁盘是只读的\n"),
    ];
    let desk = Desk::new();
    for (options, says) in cases {
        let script = format!("'{DUKAO}' serve --data 盘/data --listen 127.0.0.1:0");
        desk.on_a_disk(options, &script).stopped(3, says);
    }
}

#[test]
fn a_backup_that_finds_the_disk_full_leaves_no_file() {
    let desk = Desk::new();
    let mut server = Server::in_folder(&desk);
    server.begin();
    let script = format!("'{DUKAO}' backup 盘/备份.db --data data; code=$?; ls -A 盘; exit $code");
    desk.on_a_disk("size=16k", &script).stopped(3, "盘/备份.db: 磁盘空间不足\n");
}

/// Serves on a small disk, which is filled and freed by word. The server ends with the shell.
const ON_A_DISK: &str = "
setpriv --pdeathsig KILL \"$DUKAO\" serve --data 盘/data --listen 127.0.0.1:0 &
server=$!
while read -r word; do
    case $word in
    fill) head -c 1G /dev/zero 2>&- >盘/ballast;;
    free) rm 盘/ballast;;
    esac
    echo $word
done
kill -TERM $server
wait $server
\"$DUKAO\" doctor --data 盘/data
";

#[test]
fn a_disk_that_fills_up_is_a_page_and_writing_goes_on_once_there_is_space() {
    let desk = Desk::new();
    let mut command = desk.with_disk("size=4m", ON_A_DISK);
    let mut server = Server::of(command.env("DUKAO", DUKAO).stdin(Stdio::piped()));
    let mut words = server.process.stdin.take().unwrap();
    let mut tell = |server: &mut Server, word: &str| {
        writeln!(words, "{word}").unwrap();
        assert_eq!(server.lines.next().unwrap().unwrap(), word);
    };
    let top = server.begin();
    tell(&mut server, "fill");
    // Its log still has some space of its own.
    let mut number = 0;
    let refused = loop {
        let answer = server.ask_to_found(&top, number);
        if !answer.starts_with("HTTP/1.1 303") {
            break answer;
        }
        number += 1;
        assert!(number < 2_000, "it never fills up");
    };
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("现在不能保存"), "{refused}");
    server.sees("/organisations", 200, "示例");
    server.sees("/healthz", 200, "ok");
    tell(&mut server, "free");
    let answer = server.ask_to_found(&top, number);
    assert!(answer.starts_with("HTTP/1.1 303"), "without a restart: {answer}");
    drop(words);
    let looked = server.lines.next().unwrap().unwrap();
    let says = format!("党组织 {} 个,留痕已排序 {} 条,没有发现问题", number + 2, number + 3);
    assert_eq!(looked, says);
}

/// What turns a disk read-only under a program that has files open there.
fn read_only_disk(desk: &Desk) -> PathBuf {
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/read_only.cpp");
    let made = desk.path("read_only.so");
    let mut compiler = Command::new("c++");
    compiler.args(["-shared", "-fPIC", "-O1", "-o"]).arg(&made).args([source, "-ldl"]);
    assert!(compiler.status().unwrap().success(), "this test needs c++ (g++ on Debian)");
    made
}

#[test]
fn a_disk_that_turns_read_only_is_a_page_and_writing_goes_on_once_it_is_mended() {
    let desk = Desk::new();
    let sign = desk.path("read-only");
    // The log is on the same disk.
    let script = format!("exec '{DUKAO}' serve --data data --listen 127.0.0.1:0 2>log");
    let mut serve = Command::new("sh");
    serve.args(["-c", &script]).env("LD_PRELOAD", read_only_disk(&desk)).env("READ_ONLY", &sign);
    let mut server = Server::of(serve.current_dir(desk.path(".")));
    let top = server.begin();
    assert!(server.found(&top, 0));
    for number in 1..3 {
        fs::write(&sign, "").unwrap();
        let refused = server.ask_to_found(&top, number);
        assert!(refused.starts_with("HTTP/1.1 503"), "{refused}");
        assert!(refused.contains("现在不能保存"), "{refused}");
        server.sees("/organisations", 200, "n0n");
        server.sees("/healthz", 200, "ok");
        fs::remove_file(&sign).unwrap();
        let answer = server.ask_to_found(&top, number);
        assert!(answer.starts_with("HTTP/1.1 303"), "without a restart: {answer}");
    }
    assert_eq!(server.end("TERM"), Some(0));
    let looked = desk.run(&["doctor", "--data", "data"]).well().out;
    assert_eq!(looked, "党组织 4 个,留痕已排序 5 条,没有发现问题\n");
}

#[test]
fn a_database_that_is_away_is_a_page_and_all_is_well_once_it_is_back() {
    let desk = Desk::new();
    let mut cluster = Cluster::start();
    let address = cluster.address();
    let mut server = Server::start(&desk, &["--database", &address]);
    let top = server.begin();
    assert!(server.found(&top, 0));
    server.sees("/readyz", 200, "ready");

    cluster.stop();
    let begun = Instant::now();
    server.sees("/organisations", 503, "暂时连不上数据库");
    let refused = server.ask_to_found(&top, 1);
    assert!(refused.starts_with("HTTP/1.1 503") && refused.contains("这一次没有保存"), "{refused}");
    server.sees("/readyz", 503, "\r\n\r\nnot ready\n");
    server.sees("/healthz", 200, "ok");
    assert!(begun.elapsed() < 4 * ANSWERED, "{:?}", begun.elapsed());
    // However often one asks meanwhile, and for longer than anybody waits for a link.
    while begun.elapsed() < AWAY {
        server.sees("/organisations", 503, "暂时连不上数据库");
        assert!(server.ask_to_found(&top, 1).starts_with("HTTP/1.1 503"));
    }
    let says = "--database: 连不上数据库;请核对地址,并确认数据库在运行\n";
    let serve = ["serve", "--listen", "127.0.0.1:0", "--database", &address];
    desk.run(&serve).stopped(3, says);

    cluster.start_again();
    server.sees("/readyz", 200, "ready");
    server.sees("/organisations", 200, "n0n");
    assert!(server.found(&top, 1), "without a restart");
    assert_eq!(server.end("TERM"), Some(0));
    let looked = desk.run(&["doctor", "--database", &address]).well().out;
    assert_eq!(looked, "党组织 3 个,留痕已排序 4 条,没有发现问题\n");
}
