//! The two doors to one thing: what a campaign's pages hand out is what `dukao score` makes of the
//! sheet that they hand out.

#[path = "../../../app/tests/it/desk.rs"]
#[allow(dead_code, unused_macros, unused_imports, reason = "only what a campaign needs is used")]
mod desk;
#[path = "../../../app/tests/it/rated.rs"]
#[allow(dead_code, reason = "only what a campaign needs is used")]
mod rated;

use std::fs::File;
use std::io::Read;

use app::evaluation::sheet;
use app::organisation::As;
use app::score_sheet::{self, Made};
use model::id::EntryId;
use model::path::OrgPath;
use store::journal;

use self::desk::Desk as Program;
use self::rated::{Rated, SCHEME};
use crate::desk::{DUKAO, Desk};

fn bytes((_, mut file): (String, File)) -> Vec<u8> {
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).unwrap();
    bytes
}

#[tokio::test]
async fn what_a_campaign_hands_out_is_what_the_command_makes_of_its_sheet() {
    let program = Program::sqlite().await.scored_by(DUKAO);
    let rated = Rated::build(program).await;
    let (cx, org, id) = (&rated.officer, rated.top, rated.campaign);
    let sheet = bytes(score_sheet::sheet(cx, org, id).await.unwrap());
    let desk = Desk::with("考核表.csv", sheet);
    let scheme = desk.run(&["scheme", "export", SCHEME]).well().out;
    desk.put("方案.toml", scheme);
    let run = ["score", "考核表.csv", "--scheme", "方案.toml", "--out", "结果"];
    let said = desk.run(&run).well().out;
    assert!(said.starts_with("支部 4,已评定 1(评定率 25.00%),平均 17.00"), "{said}");
    for made in [Made::Results, Made::Bulletin] {
        let ours = bytes(score_sheet::made(cx, org, id, made).await.unwrap());
        let by_hand = desk.bytes(&format!("结果/{}", made.file()));
        assert!(ours == by_hand, "{} differs: {} {}", made.file(), ours.len(), by_hand.len());
    }
    // Who took out what, of how many branches, stays known.
    let latest: EntryId = "ffffffff-ffff-ffff-ffff-ffffffffffff".parse().unwrap();
    let before = (jiff::Timestamp::MAX, latest);
    let mut link = rated.desk.app.store().link().await.unwrap();
    for event in ["score_sheet_exported", "results_exported", "bulletin_exported"] {
        let kept = journal::latest(&mut link, &OrgPath::above_all(), before, Some(event), 9).await;
        let kept = kept.unwrap();
        assert_eq!(kept.len(), 1, "{event}");
        let body = String::from_utf8(kept[0].body.clone()).unwrap();
        assert!(body.ends_with(" rows=4\n") && body.contains(&id.to_string()), "{body}");
    }
}

#[tokio::test]
async fn a_committees_sheet_is_one_that_the_command_reads() {
    let rated = Rated::build(Program::sqlite().await).await;
    let (cx, org, id) = (&rated.supervisor, rated.committee, rated.campaign);
    let desk = Desk::with("说明.txt", Vec::new());
    let scheme = desk.run(&["scheme", "export", SCHEME]).well().out;
    desk.put("方案.toml", scheme);
    for (name, how) in [("评分表.csv", As::Text), ("评分表.xlsx", As::Workbook)] {
        let (whose, made) = sheet::download(cx, org, id, how).await.unwrap();
        assert_eq!(whose, "青禾镇党委");
        desk.put(name, made);
        let ran = desk
            .run(&[
                "score",
                name,
                "--scheme",
                "方案.toml",
                "--out",
                name.trim_end_matches(".csv").trim_end_matches(".xlsx"),
                "--overwrite",
            ])
            .well();
        // Of two branches every criterion has points; those that nobody confirmed count here too.
        assert!(ran.out.starts_with("支部 4,已评定 2"), "{}", ran.out);
    }
    // The workbook comes back as it went.
    let staged = sheet::stage(cx, org, id, "评分表.xlsx", &desk.bytes("评分表.xlsx")).await;
    let trial = sheet::dry_run(cx, org, id, staged.unwrap()).await.unwrap();
    assert!(trial.flaws.is_empty() && trial.unknown.is_empty(), "{:?}", trial.flaws.listed());
    assert_eq!((trial.counts.changes(), trial.counts.unchanged), (0, 4));
    assert_eq!(trial.counts.unmarked, 0);
}
