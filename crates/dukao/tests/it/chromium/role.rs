//! The main job by role, in a real Chromium over a demonstration: the branch records, checks itself
//! and submits; the committee evaluates and another one confirms; the department sees and takes
//! out; the secretary reads why. Taps, typed texts and keys are counted.

use super::tab::Tab;
use crate::desk::Desk;
use crate::server::Server;

/// What a prefilled self-check may ask of a person (ui.md: keys and taps are counted).
const TAPS: u32 = 30;
const TEXTS: u32 = 4;

/// What the evaluation of a branch may ask.
const KEYS: u32 = 40;

/// The key Enter, as a driver is told of it.
const ENTER: &str = "\u{e007}";

/// A demonstration of sixty branches below one committee, served.
pub(super) struct Demo {
    _desk: Desk,
    server: Server,
    password: String,
}

impl Demo {
    pub(super) fn laid() -> Self {
        let desk = Desk::new();
        let laid = desk.run(&["demo", "--branches", "60", "--no-serve", "--data", "data"]).well();
        let (_, rest) = laid.out.split_once("密码: ").unwrap();
        let password = rest.lines().next().unwrap().to_owned();
        let server = Server::in_folder(&desk);
        Self { _desk: desk, server, password }
    }

    /// Somebody's browser, logged in: the first page is what they have to do.
    pub(super) async fn tab(&self, login: &str, width: u32, has_script: bool) -> Tab {
        let at = &self.server.at;
        let mut tab = match has_script {
            true => Tab::open(at, width).await,
            false => Tab::without_script(at, width).await,
        };
        tab.go("/login").await;
        tab.fill("login", login).await;
        tab.fill("password", &self.password).await;
        tab.press("登录").await;
        assert_eq!(tab.says("h1").await, "待办");
        tab
    }
}

/// The secretary records a discussion at which somebody was absent. They press twice, go back and
/// try again: it is there once.
async fn discuss(tab: &mut Tab) {
    tab.follow("台账").await;
    tab.follow("记会议").await;
    tab.fill("title", "第1专题补充讨论").await;
    tab.tick("", "专题学习讨论").await;
    tab.tick("", "专题1").await;
    tab.tick("//fieldset[@class='roll-one'][1]", "缺席").await;
    tab.press_twice("提交").await;
    tab.reads("第1专题补充讨论").await;
    tab.back().await;
    tab.go("/todo").await;
    tab.follow("台账").await;
    let rows = "arguments[0](String([...document.querySelectorAll('main tbody tr')]\
                .filter((row) => row.textContent.includes('第1专题补充讨论')).length))";
    assert_eq!(tab.asks(rows).await, "1");
    // Another one begins blank: what arrived is no draft any more.
    tab.follow("记会议").await;
    assert_eq!(tab.value("title").await, "");
}

/// The secretary's self-check, which nothing is to be typed into but the four sentences; the
/// branch's name.
async fn check(tab: &mut Tab) -> String {
    tab.go("/todo").await;
    tab.count();
    tab.follow("支部自查:").await;
    let head = tab.says("h1").await;
    tab.fill("done", "四个专题都学了,党课讲了两次。").await;
    tab.fill("problems", "年轻党员发言少。").await;
    tab.fill("measures", "下次由他们领学。").await;
    tab.fill("next_steps", "十二月补上两名病假党员的学习。").await;
    tab.press("提交自查").await;
    tab.reads("回执").await;
    assert!(tab.taps <= TAPS, "{} taps", tab.taps);
    assert!(tab.texts <= TEXTS, "{} texts", tab.texts);
    head.split(':').next().unwrap().to_owned()
}

/// Two people at one self-check: who comes second is told, and nothing that they typed is lost.
async fn two_at_one(first: &mut Tab, second: &mut Tab) {
    for tab in [&mut *first, &mut *second] {
        tab.go("/todo").await;
        tab.follow("支部自查:").await;
    }
    first.fill("done", "书记写的。").await;
    first.press("存草稿").await;
    second.fill("done", "联络员写的。").await;
    second.fill("problems", "联络员看到的问题。").await;
    second.press("存草稿").await;
    second.reads("书记写的。").await;
    assert_eq!(second.value("done").await, "联络员写的。");
    assert_eq!(second.value("problems").await, "联络员看到的问题。");
}

/// A place for points: its name, what is to be typed there, and whether it is the last one. Nothing
/// is typed where there is a suggestion; else the most that may be given without a sentence.
struct Points {
    name: String,
    types: String,
    is_last: bool,
}

/// The places for points of a page, or of those the one that it points at.
async fn places(tab: &Tab, which: &str) -> Vec<Points> {
    let script = format!(
        "const all = [...document.querySelectorAll('[data-points]')];\
        const most = (at) => {{\
            const said = at.closest('[data-criterion]').querySelector('.criterion-marks dd');\
            const words = [said, at.labels[0]].map((word) => word.textContent.match(/~([0-9.]+)/));\
            return words.find((found) => found)[1];\
        }};\
        const last = all[all.length - 1];\
        const line = (at) => [at.name, at.dataset.exact ? '' : most(at), at === last];\
        arguments[0](all.filter((at) => {which}).map((at) => line(at).join('|')).join('\\n'));"
    );
    let place = |line: &str| {
        let mut parts = line.split('|').map(str::to_owned);
        let (name, types) = (parts.next().unwrap(), parts.next().unwrap());
        Points { name, types, is_last: parts.next().unwrap() == "true" }
    };
    tab.asks(&script).await.lines().map(place).collect()
}

/// The one that the page points at.
async fn here(tab: &Tab) -> Points {
    let mut places = places(tab, "at === document.activeElement").await;
    places.pop().expect("a place for points")
}

/// A branch by keyboard alone: Enter takes what is suggested, and a figure is typed where that is a
/// range; saved, submitted, and on to the next.
async fn evaluate(tab: &mut Tab) {
    tab.count();
    tab.key(ENTER).await;
    let mut at = here(tab).await;
    loop {
        if !at.types.is_empty() {
            tab.key(&at.types).await;
        }
        if at.is_last {
            break;
        }
        tab.key(ENTER).await;
        let next = here(tab).await;
        assert_ne!(next.name, at.name, "Enter goes on");
        at = next;
    }
    tab.key_on(ENTER).await;
    tab.key(ENTER).await;
    tab.key_on(ENTER).await;
    tab.reads("已提交").await;
    let keys = tab.keys;
    assert!(keys <= KEYS, "{keys} keys");
}

/// Five branches, the given one first.
async fn supervise(demo: &Demo, branch: &str) {
    let mut tab = demo.tab("dudao", 1440, true).await;
    tab.follow("评定名单").await;
    tab.follow(branch).await;
    for number in 0..5 {
        if number > 0 {
            tab.key(ENTER).await;
            tab.key_on(ENTER).await;
        }
        evaluate(&mut tab).await;
    }
    tab.close().await;
}

/// The same without script, one branch by taps.
async fn supervise_by_taps(demo: &Demo, branch: &str) {
    let mut tab = demo.tab("dudao", 390, false).await;
    tab.follow("评定名单").await;
    tab.follow(branch).await;
    for place in places(&tab, "true").await {
        if place.types.is_empty() {
            let id = place.name.trim_start_matches("points-");
            tab.tick(&format!("//div[input[@name='take-{id}']]"), "采用建议").await;
        } else {
            tab.fill(&place.name, &place.types).await;
        }
    }
    tab.press("保存评分").await;
    tab.press("提交评定").await;
    tab.reads("已提交").await;
    tab.close().await;
}

/// Another person of the committee confirms.
async fn confirm(demo: &Demo, branch: &str, width: u32, has_script: bool) {
    let mut tab = demo.tab("dangwei", width, has_script).await;
    tab.follow("评定名单").await;
    tab.follow(branch).await;
    tab.press("确认评定").await;
    tab.reads("已确认").await;
    tab.close().await;
}

/// The department sees how far it has come, and takes the results and the bulletin out.
async fn look_over(demo: &Demo, width: u32, has_script: bool) {
    let mut tab = demo.tab("xian", width, has_script).await;
    tab.follow("进展").await;
    tab.reads("评定率").await;
    for (word, kind) in [("考核结果", "spreadsheetml"), ("通报", "wordprocessingml")] {
        let fetch = format!(
            "const done = arguments[0];\
            const link = [...document.querySelectorAll('main a')]\
                .find((a) => a.textContent.startsWith('{word}('));\
            fetch(link.href).then(async (answer) => {{\
                const bytes = new Uint8Array(await answer.arrayBuffer());\
                done([answer.status, answer.headers.get('content-type'),\
                    String.fromCharCode(bytes[0], bytes[1])].join(' '));\
            }}, (error) => done(String(error)));"
        );
        let got = tab.asks(&fetch).await;
        assert!(got.starts_with("200 ") && got.contains(kind) && got.ends_with(" PK"), "{got}");
    }
    // A number leads to the branches behind it.
    tab.follow("个(").await;
    tab.reads("党支部").await;
    tab.close().await;
}

/// The secretary reads what it came to, and why.
async fn read(tab: &mut Tab) {
    tab.go("/todo").await;
    tab.follow("考核结果").await;
    tab.reads("总分").await;
    tab.reads("文件原文").await;
    tab.reads("参加或补学").await;
}

#[tokio::test]
async fn the_main_job_is_done_with_script() {
    let demo = Demo::laid();
    let mut secretary = demo.tab("shuji", 390, true).await;
    let mut clerk = demo.tab("lianluo", 1440, true).await;
    discuss(&mut secretary).await;
    two_at_one(&mut secretary, &mut clerk).await;
    clerk.close().await;
    let branch = check(&mut secretary).await;
    supervise(&demo, &branch).await;
    confirm(&demo, &branch, 1440, true).await;
    look_over(&demo, 1440, true).await;
    read(&mut secretary).await;
    secretary.close().await;
}

#[tokio::test]
async fn the_main_job_is_done_without_script() {
    let demo = Demo::laid();
    let mut secretary = demo.tab("shuji", 1440, false).await;
    let mut clerk = demo.tab("lianluo", 390, false).await;
    discuss(&mut secretary).await;
    two_at_one(&mut secretary, &mut clerk).await;
    clerk.close().await;
    let branch = check(&mut secretary).await;
    supervise_by_taps(&demo, &branch).await;
    confirm(&demo, &branch, 390, false).await;
    look_over(&demo, 390, false).await;
    read(&mut secretary).await;
    secretary.close().await;
}
