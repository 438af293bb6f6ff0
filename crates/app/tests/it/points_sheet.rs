//! 评分表: a committee's points, filled in without a network and taken in.

use app::evaluation::sheet::{self, Trial};
use app::evaluation::{self, Typed};
use app::organisation::As;
use app::{Cx, Refusal, journal};
use model::authority::Role;
use model::evaluation::State;
use model::id::OrgId;
use model::organisation::OrgKind;
use uuid::Uuid;

use super::desk::{Desk, flaws, on_both};
use super::rated::{BRANCHES, Rated, holder, opened};

/// A sheet's lines, each with its cells. Nothing in these sheets has a comma of its own.
#[derive(Clone)]
struct Lines(Vec<Vec<String>>);

impl Lines {
    async fn of(cx: &Cx, rated: &Rated) -> Self {
        let made = sheet::download(cx, rated.committee, rated.campaign, As::Text).await.unwrap();
        Self::read(&made.1)
    }

    fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8(bytes.to_vec()).unwrap();
        let text = text.trim_start_matches('\u{feff}');
        let cells = |line: &str| line.split(',').map(str::to_owned).collect();
        Self(text.lines().map(cells).collect())
    }

    fn column(&self, head: &str) -> usize {
        self.0[1].iter().position(|name| name == head).unwrap_or_else(|| panic!("no {head}"))
    }

    fn row(&self, branch: &str) -> usize {
        let name = self.column("支部名称");
        self.0.iter().position(|line| line.get(name).is_some_and(|cell| cell == branch)).unwrap()
    }

    fn get(&self, branch: &str, head: &str) -> &str {
        &self.0[self.row(branch)][self.column(head)]
    }

    fn set(&mut self, branch: &str, head: &str, text: &str) {
        let (row, column) = (self.row(branch), self.column(head));
        text.clone_into(&mut self.0[row][column]);
    }

    /// Without a column.
    fn without(&self, head: &str) -> Self {
        let (column, mut lines) = (self.column(head), self.clone());
        lines.0.iter_mut().skip(1).for_each(|line| drop(line.remove(column)));
        lines
    }

    fn bytes(&self) -> Vec<u8> {
        self.0.iter().map(|line| line.join(",") + "\n").collect::<String>().into_bytes()
    }
}

async fn staged(cx: &Cx, rated: &Rated, bytes: &[u8]) -> Result<Uuid, Refusal> {
    sheet::stage(cx, rated.committee, rated.campaign, "评分表.csv", bytes).await
}

async fn tried(cx: &Cx, rated: &Rated, lines: &Lines) -> (Uuid, Trial) {
    let id = staged(cx, rated, &lines.bytes()).await.unwrap();
    (id, sheet::dry_run(cx, rated.committee, rated.campaign, id).await.unwrap())
}

/// What is wrong with a sheet, a line each.
async fn wrong(cx: &Cx, rated: &Rated, lines: &Lines) -> Vec<String> {
    let (_, trial) = tried(cx, rated, lines).await;
    assert!(trial.changes.is_empty() || trial.flaws.is_empty());
    trial.flaws.listed().iter().map(ToString::to_string).collect()
}

/// What is given for a branch's criterion: points and reason.
async fn given(rated: &Rated, branch: OrgId, criterion: &str) -> Option<(String, String, u32)> {
    let view = evaluation::view(&rated.supervisor, branch, rated.campaign).await.unwrap();
    let row = view.rows.iter().find(|row| row.sheet.id == criterion).unwrap();
    let given = row.given.as_ref()?;
    Some((given.line.points?.short(), given.line.reason.clone(), given.version))
}

/// How many entries of 评分 the journal has.
async fn entries(rated: &Rated) -> usize {
    let mut auditor = rated.admin.clone();
    auditor.grants[0].role = Role::AuditAdministrator;
    let asked = journal::Asked::default();
    let filter = journal::Filter::read(&auditor, &asked).await.unwrap();
    let mut found = journal::page(&auditor, &filter, journal::Before::latest()).await.unwrap();
    found.retain(|line| line.word == "评分");
    found.len()
}

on_both!(a_sheet_is_filled_in_and_taken_in_once);
async fn a_sheet_is_filled_in_and_taken_in_once(desk: Desk) {
    let rated = Rated::build(desk).await;
    let by = &rated.supervisor;
    let [first, second, third, fourth] = BRANCHES;
    let mut lines = Lines::of(by, &rated).await;
    assert_eq!(lines.0[0], ["学党章学习教育考核表"]);
    assert_eq!(lines.0.len(), 6);
    // What is given so far, confirmed or not, and what branches gave themselves.
    let shown = |branch: &str, head: &str| lines.get(branch, head).to_owned();
    assert_eq!(shown(first, "1.1"), "1.00");
    assert_eq!(shown(second, "1.1"), "0.50");
    assert_eq!([shown(third, "1.1"), shown(third, "自查1.1")], ["", "0.50"]);
    assert_eq!([shown(fourth, "自查1.1"), shown(fourth, "备注")], ["", ""]);
    // As it is it changes nothing.
    let (_, same) = tried(by, &rated, &lines).await;
    assert!(same.flaws.is_empty(), "{:?}", same.flaws.listed());
    assert_eq!((same.counts.changes(), same.counts.unchanged), (0, 4));

    lines.set(third, "1.1", "2.5");
    lines.set(third, "1.2", "1");
    lines.set(third, "备注", "看过会议记录");
    lines.set(fourth, "7.4", "0");
    lines.set(fourth, "备注", "没有报道");
    let (id, trial) = tried(by, &rated, &lines).await;
    assert!(trial.flaws.is_empty(), "{:?}", trial.flaws.listed());
    assert_eq!((trial.counts.fresh, trial.counts.changed, trial.counts.unchanged), (3, 0, 2));
    assert_eq!(trial.changes[0].fresh, ["1.1 2.5", "1.2 1"]);
    assert_eq!(given(&rated, rated.branches[2], "1.1").await, None);
    let (org, campaign, form) = (rated.committee, rated.campaign, rated.desk.form());
    let other = [0; 32];
    let stale = sheet::take(by, form, org, campaign, id, other).await;
    assert!(matches!(stale, Err(Refusal::Stale)), "{stale:?}");
    let before = entries(&rated).await;
    let place = sheet::take(by, form, org, campaign, id, trial.seen).await.unwrap();
    assert_eq!(place, format!("/organisations/{org}/evaluation-desk/{campaign}"));
    // Sent again it gets the first answer, and nothing is given twice.
    assert_eq!(sheet::take(by, form, org, campaign, id, trial.seen).await.unwrap(), place);
    assert_eq!(entries(&rated).await, before + 2);
    let found = given(&rated, rated.branches[2], "1.1").await.unwrap();
    assert_eq!((found.0.as_str(), found.1.as_str()), ("2.5", "看过会议记录"));
    assert_eq!(given(&rated, rated.branches[3], "7.4").await.unwrap().0, "0");
    let view = evaluation::view(by, rated.branches[2], campaign).await.unwrap();
    assert_eq!(view.kept.unwrap().state, State::Draft);

    // The same file again changes nothing; the one that is made now says what was given.
    // A remark of which nothing is made is said to be left out.
    let mut open = Lines::of(by, &rated).await;
    open.set(fourth, "1.2", "1");
    open.set(fourth, "备注", "多写的");
    let (_, trial) = tried(by, &rated, &open).await;
    assert_eq!((trial.counts.fresh, trial.counts.unused), (1, 1));
    assert_eq!(trial.changes[0].reasons, [""; 0]);
    let (again, trial) = tried(by, &rated, &lines).await;
    assert_eq!((trial.counts.changes(), trial.flaws.count()), (0, 0));
    let empty = sheet::take(by, rated.desk.form(), org, campaign, again, trial.seen).await;
    assert!(matches!(empty, Err(Refusal::Stale)), "{empty:?}");
    assert_eq!(Lines::of(by, &rated).await.get(third, "1.1"), "2.50");
    assert_eq!(given(&rated, rated.branches[2], "1.1").await.unwrap().2, found.2);
}

on_both!(what_came_later_is_never_overwritten);
async fn what_came_later_is_never_overwritten(desk: Desk) {
    let rated = Rated::build(desk).await;
    let (by, branch) = (&rated.supervisor, rated.branches[3]);
    let fourth = BRANCHES[3];
    let save = async |points: &str, seen: u32| {
        let typed = Typed {
            criterion: "1.1".to_owned(),
            points: points.to_owned(),
            reason: "核过了".to_owned(),
            is_given: true,
            seen,
        };
        let form = rated.desk.form();
        evaluation::save(&rated.administrator, form, branch, rated.campaign, &[typed])
            .await
            .unwrap();
    };
    save("1", 0).await;
    let mut lines = Lines::of(by, &rated).await;
    let seen = given(&rated, branch, "1.1").await.unwrap().2;
    save("2", seen).await;
    lines.set(fourth, "1.2", "1");
    lines.set(fourth, "备注", "看过方案");
    // A cell that was left as it was gives way.
    let (id, trial) = tried(by, &rated, &lines).await;
    assert!(trial.flaws.is_empty(), "{:?}", trial.flaws.listed());
    assert_eq!((trial.counts.fresh, trial.counts.changed, trial.counts.later), (1, 0, 1));
    assert_eq!(trial.changes[0].later, ["1.1 2"]);
    // One that was changed is a flaw.
    let mut torn = lines.clone();
    torn.set(fourth, "1.1", "3");
    let says = wrong(by, &rated, &torn).await;
    assert_eq!(says, [":6 列「1.1」: 下载以后已由别人评为 2;请重新下载,或把这一格改成同样的分数"]);
    // So is one that somebody changed after the sheet was looked at: what was shown holds no more.
    save("2.5", given(&rated, branch, "1.1").await.unwrap().2).await;
    let (org, campaign) = (rated.committee, rated.campaign);
    let stale = sheet::take(by, rated.desk.form(), org, campaign, id, trial.seen).await;
    assert!(matches!(stale, Err(Refusal::Stale)), "{stale:?}");
    let trial = sheet::dry_run(by, org, campaign, id).await.unwrap();
    sheet::take(by, rated.desk.form(), org, campaign, id, trial.seen).await.unwrap();
    assert_eq!(given(&rated, branch, "1.1").await.unwrap().0, "2.5");
    assert_eq!(given(&rated, branch, "1.2").await.unwrap().0, "1");
    // Without what it was made from, from and to are shown, and that nobody knows.
    let bare = lines.without("下载记录");
    let (_, trial) = tried(by, &rated, &bare).await;
    assert_eq!((trial.counts.unmarked, trial.counts.changed), (4, 1));
    assert_eq!(trial.changes[0].changed, ["1.1 2.5 → 1"]);
}

on_both!(every_flaw_of_a_sheet_is_said_by_its_cell);
async fn every_flaw_of_a_sheet_is_said_by_its_cell(desk: Desk) {
    let rated = Rated::build(desk).await;
    let by = &rated.supervisor;
    let lines = Lines::of(by, &rated).await;
    let [first, second, third, fourth] = BRANCHES;
    let mut flawed = lines.clone();
    flawed.set(first, "1.1", "2");
    flawed.set(second, "1.1", "2");
    flawed.set(third, "1.1", "3.5");
    flawed.set(third, "1.2", "两分");
    flawed.set(fourth, "1.1", "2");
    let mut stranger = flawed.0[5].clone();
    stranger[flawed.column("支部名称")] = "己村党支部".to_owned();
    flawed.0.push(stranger.clone());
    *stranger.last_mut().unwrap() = String::new();
    flawed.0.push(stranger);
    flawed.0.push(flawed.0[5].clone());
    let says = wrong(by, &rated, &flawed).await;
    let name = |row: u32, says: &str| format!(":{row} 列「支部名称」: {says}");
    assert_eq!(
        says,
        [
            name(3, "评定已确认,不能再改"),
            name(4, "评定已提交,不能再改"),
            ":5 列「1.1」: 3.5 超过满分 3".to_owned(),
            ":5 列「1.2」: 「两分」不是分数,请填数字,没有评分请留空".to_owned(),
            ":6 列「1.1」: 与系统建议不同,请用一句话说明理由(写在「备注」一列)".to_owned(),
            name(7, "支部和这一行原来的不同,可能只排了其中几列;请重新下载评分表"),
            name(8, "不是本党委在这次学习教育中评定的支部;请删去这一行"),
            name(9, "与第 6 行是同一个支部;请删去一行"),
        ]
    );
    let (id, trial) = tried(by, &rated, &flawed).await;
    let (org, campaign) = (rated.committee, rated.campaign);
    let refused = sheet::take(by, rated.desk.form(), org, campaign, id, trial.seen).await;
    assert!(matches!(refused, Err(Refusal::Flawed(_) | Refusal::Stale)), "{refused:?}");
    assert_eq!(given(&rated, rated.branches[3], "1.1").await, None);
    // Another scheme's, what is no sheet, what is none of ours.
    let mut other = lines.clone();
    let column = other.column("建议7.4");
    other.0[1][column] = "8.1".to_owned();
    let says = wrong(by, &rated, &other).await;
    assert_eq!(says.len(), 1);
    assert!(says[0].contains("考核方案里没有这一项"), "{says:?}");
    assert!(flaws(staged(by, &rated, b"").await).contains("空"));
    assert!(flaws(staged(by, &rated, b"%PDF-1.7").await).contains("PDF"));
    assert!(flaws(staged(by, &rated, "甲,乙\n1,2\n".as_bytes()).await).contains("支部名称"));
    let large = vec![b'a'; model::limit::POINTS_SHEET_BYTES + 1];
    assert!(flaws(staged(by, &rated, &large).await).contains("4 MiB"));
    let mut spoilt = lines.clone();
    spoilt.set(third, "下载记录", "v1 =cmd|' /C calc'!A0");
    assert!(wrong(by, &rated, &spoilt).await[0].contains("认不出来"));
    // Late: nothing can be given any more.
    rated.desk.pass_minutes(5 * 24 * 60);
    let mut late = lines.clone();
    late.set(fourth, "1.1", "2");
    let says = wrong(by, &rated, &late).await;
    assert!(says[0].contains("评定不在期限内"), "{says:?}");
}

on_both!(another_committees_sheet_gives_nothing_and_nobody_else_may);
async fn another_committees_sheet_gives_nothing_and_nobody_else_may(desk: Desk) {
    let rated = Rated::build(desk).await;
    let (org, id) = (rated.committee, rated.campaign);
    let other = rated.desk.found(&rated.admin, rated.top, "丙镇党委", OrgKind::Committee).await;
    let stranger = holder(&rated.desk, &rated.admin, Role::Supervisor, other).await;
    let unseen = sheet::download(&stranger, org, id, As::Text).await;
    assert!(matches!(unseen, Err(Refusal::Unseen)));
    let unseen = sheet::download(&stranger, other, id, As::Text).await;
    assert!(matches!(unseen, Err(Refusal::Unseen)), "none of its branches takes part");
    // Who looks after the whole department sees, and does not act in its place.
    let denied = sheet::download(&rated.officer, org, id, As::Text).await;
    assert!(matches!(denied, Err(Refusal::Denied)));
    assert!(matches!(staged(&rated.officer, &rated, b"a").await, Err(Refusal::Denied)));
    let secretary = rated.secretaries[0].as_ref().unwrap();
    let denied = sheet::download(secretary, org, id, As::Text).await;
    assert!(matches!(denied, Err(Refusal::Denied)));
    // A sheet is seen by who sent it alone, and in its own campaign only.
    let lines = Lines::of(&rated.supervisor, &rated).await;
    let (sheet, _) = tried(&rated.supervisor, &rated, &lines).await;
    let unseen = sheet::dry_run(&rated.administrator, org, id, sheet).await;
    assert!(matches!(unseen, Err(Refusal::Unseen)));
    let second = opened(&rated.desk, &rated.officer, rated.top).await;
    let trial = sheet::dry_run(&rated.supervisor, org, second, sheet).await.unwrap();
    assert_eq!(trial.flaws.count(), 4);
    assert!(trial.flaws.listed()[0].says.contains("另一次学习教育"));
}

on_both!(a_sheet_of_more_branches_than_are_locked_one_by_one_is_taken_in_whole);
async fn a_sheet_of_more_branches_than_are_locked_one_by_one_is_taken_in_whole(desk: Desk) {
    let admin = desk.begun().await;
    let top = admin.grants[0].org;
    let committee = desk.found(&admin, top, "青禾镇党委", OrgKind::Committee).await;
    let mut branches = Vec::new();
    for at in 0..=model::limit::ORGS_LOCKED {
        let name = format!("第{at}党支部");
        branches.push(desk.found(&admin, committee, &name, OrgKind::Branch).await);
    }
    let officer = holder(&desk, &admin, Role::DepartmentOfficer, top).await;
    let id = opened(&desk, &officer, top).await;
    let by = holder(&desk, &admin, Role::Supervisor, committee).await;
    let made = sheet::download(&by, committee, id, As::Text).await.unwrap();
    let mut lines = Lines::read(&made.1);
    assert_eq!(lines.0.len(), 2 + branches.len());
    for at in 0..branches.len() {
        let name = format!("第{at}党支部");
        lines.set(&name, "1.2", "1.5");
        lines.set(&name, "备注", "谈过话");
    }
    let staged = sheet::stage(&by, committee, id, "表.csv", &lines.bytes()).await.unwrap();
    let trial = sheet::dry_run(&by, committee, id, staged).await.unwrap();
    assert!(trial.flaws.is_empty(), "{:?}", trial.flaws.listed());
    assert_eq!(trial.counts.fresh, branches.len());
    sheet::take(&by, desk.form(), committee, id, staged, trial.seen).await.unwrap();
    for branch in branches {
        let view = evaluation::view(&by, branch, id).await.unwrap();
        assert_eq!(view.rows.iter().filter(|row| row.given.is_some()).count(), 1);
    }
}
