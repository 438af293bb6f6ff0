//! 支部自查 and 量化评定: a branch checks itself, its committee gives points and confirms them.

use app::campaign::{self, ExtensionDraft};
use app::evaluation::{self, Typed as Line};
use app::self_check::{self, Typed};
use app::{Cx, Refusal, journal};
use model::authority::Role;
use model::evaluation::State as Evaluated;
use model::id::{CampaignId, OrgId, TermId};
use model::self_check::{SENTENCES, State};
use store::standing;

use crate::campaign::Province;
use crate::desk::{Desk, flaws, on_both};

/// A campaign that is open on its last day of self-checks, and those who act in it.
struct Stage {
    world: Province,
    id: CampaignId,
    branch: OrgId,
    secretary: Cx,
    clerk: Cx,
    supervisor: Cx,
    administrator: Cx,
    officer: Cx,
}

impl Stage {
    async fn set(desk: Desk) -> Self {
        let world = Province::build(desk).await;
        let branch = world.branches[0];
        let secretary = world.holder(Role::Secretary, branch).await;
        let clerk = world.holder(Role::Clerk, branch).await;
        let supervisor = world.holder(Role::Supervisor, world.committee).await;
        let administrator = world.holder(Role::CommitteeAdministrator, world.committee).await;
        let officer = world.officer().await;
        let id = world.opened(&officer).await;
        Self { world, id, branch, secretary, clerk, supervisor, administrator, officer }
    }

    async fn view(&self, cx: &Cx) -> self_check::View {
        self_check::view(cx, self.branch, self.id).await.unwrap()
    }

    async fn save(&self, cx: &Cx, typed: &Typed) -> Result<String, Refusal> {
        self_check::save(cx, self.branch, self.id, typed).await
    }

    async fn submit(&self, cx: &Cx, typed: &Typed) -> Result<String, Refusal> {
        self_check::submit(cx, self.world.desk.form(), self.branch, self.id, typed).await
    }

    async fn withdraw(&self, cx: &Cx) -> Result<String, Refusal> {
        self_check::withdraw(cx, self.world.desk.form(), self.branch, self.id).await
    }

    async fn give_back(&self, cx: &Cx, why: &str) -> Result<String, Refusal> {
        self_check::give_back(cx, self.world.desk.form(), self.branch, self.id, why).await
    }

    async fn evaluate(&self, cx: &Cx, lines: &[Line]) -> Result<String, Refusal> {
        evaluation::save(cx, self.world.desk.form(), self.branch, self.id, lines).await
    }

    async fn hand_in(&self, cx: &Cx) -> Result<String, Refusal> {
        evaluation::submit(cx, self.world.desk.form(), self.branch, self.id).await
    }

    async fn send_back(&self, cx: &Cx, why: &str) -> Result<String, Refusal> {
        evaluation::send_back(cx, self.world.desk.form(), self.branch, self.id, why).await
    }

    async fn confirm(&self, cx: &Cx) -> Result<String, Refusal> {
        evaluation::confirm(cx, self.world.desk.form(), self.branch, self.id).await
    }

    /// The branch's figures, which are what the province's come to as well: one branch has moved.
    async fn figures(&self) -> String {
        let mut link = self.world.desk.app.store().link().await.unwrap();
        let found = standing::of(&mut link, self.branch, self.id, TermId::NONE).await.unwrap();
        found.unwrap().figures.to_string()
    }

    /// The whole scheme, each criterion with so many points or all it has, and a sentence.
    async fn lines(&self, reason: &str) -> Vec<Line> {
        let view = evaluation::view(&self.supervisor, self.branch, self.id).await.unwrap();
        let criteria = view.basis.current.scheme.criteria().zip(&view.rows);
        let line = |((_, criterion), row): ((_, &model::Criterion), &evaluation::Row)| Line {
            criterion: criterion.id.clone(),
            points: criterion.points.short(),
            reason: reason.to_owned(),
            is_given: true,
            seen: row.given.as_ref().map_or(0, |given| given.version),
        };
        criteria.map(line).collect()
    }
}

/// The four sentences, over a draft.
fn sentences(text: &str, draft_version: i64) -> Typed {
    let said = SENTENCES.iter().map(|(name, ..)| ((*name).to_owned(), text.to_owned()));
    Typed { said: said.collect(), draft_version, ..Typed::default() }
}

fn unseen<T: std::fmt::Debug>(refused: Result<T, Refusal>) {
    assert!(matches!(refused, Err(Refusal::Unseen)), "{refused:?}");
}

fn denied<T: std::fmt::Debug>(refused: Result<T, Refusal>) {
    assert!(matches!(refused, Err(Refusal::Denied)), "{refused:?}");
}

fn stale<T: std::fmt::Debug>(refused: Result<T, Refusal>) {
    assert!(matches!(refused, Err(Refusal::Stale)), "{refused:?}");
}

on_both!(a_draft_is_shared_by_secretary_and_clerk_and_nobody_overwrites_the_other);
async fn a_draft_is_shared_by_secretary_and_clerk_and_nobody_overwrites_the_other(desk: Desk) {
    let stage = Stage::set(desk).await;
    let blank = stage.view(&stage.clerk).await;
    assert_eq!((blank.may_draft, blank.may_submit, blank.kept.is_none()), (true, false, true));
    let first = sentences("联络员写的", 0);
    stage.save(&stage.clerk, &first).await.unwrap();
    // The same twice, as after an answer that was lost: kept once.
    stage.save(&stage.clerk, &first).await.unwrap();
    let view = stage.view(&stage.secretary).await;
    assert_eq!(view.kept.as_ref().map(|kept| kept.draft_version), Some(1));
    assert_eq!(view.saved.map(|(by, _)| by), Some(stage.clerk_name().await));
    stage.save(&stage.secretary, &sentences("书记写的", 1)).await.unwrap();
    stale(stage.save(&stage.clerk, &sentences("联络员改的", 1)).await);
    stale(stage.submit(&stage.secretary, &sentences("书记又写的", 1)).await);
    assert_eq!(stage.view(&stage.clerk).await.filled.said.get("done"), "书记写的");
    // Points that are none are named; nothing of it is kept.
    let mut wrong = sentences("书记写的", 2);
    wrong.own.insert("1.1".to_owned(), "三分".to_owned());
    assert!(flaws(stage.save(&stage.clerk, &wrong).await).starts_with("own-1.1: "));
    // A draft is the branch's own business, and moves no figure.
    let above = stage.view(&stage.supervisor).await;
    assert!(above.kept.is_none() && above.saved.is_none() && !above.is_own);
    let (_, listed) = self_check::due(&stage.officer, stage.branch).await.unwrap();
    assert!(listed[0].kept.is_none());
    assert_eq!(stage.figures().await, "enrolled=1");
    denied(stage.save(&stage.supervisor, &sentences("", 0)).await);
    let other = stage.world.holder(Role::Secretary, stage.world.branches[1]).await;
    unseen(stage.save(&other, &sentences("", 0)).await);
    unseen(self_check::view(&other, stage.branch, stage.id).await);
}

impl Stage {
    async fn clerk_name(&self) -> String {
        let mut link = self.world.desk.app.store().link().await.unwrap();
        store::post::name(&mut link, self.clerk.person).await.unwrap().unwrap()
    }
}

on_both!(the_secretary_submits_with_a_receipt_that_the_journal_knows);
async fn the_secretary_submits_with_a_receipt_that_the_journal_knows(desk: Desk) {
    let stage = Stage::set(desk).await;
    let mut typed = sentences("一句话", 0);
    denied(stage.submit(&stage.clerk, &typed).await);
    let said = flaws(stage.submit(&stage.secretary, &Typed::default()).await);
    assert!(said.contains("done: 请填写完成情况\n"), "{said}");
    // Nothing is on record: the suggestion is nought, and more needs a reason.
    typed.own.insert("1.1".to_owned(), "1".to_owned());
    let said = flaws(stage.submit(&stage.secretary, &typed).await);
    assert_eq!(said, "reason-1.1: 与系统建议不同,请用一句话说明理由\n");
    typed.reasons.insert("1.1".to_owned(), "计划在纸上,还没有录入".to_owned());
    // The answer to a saving is lost: what is there is what is submitted.
    stage.save(&stage.clerk, &typed).await.unwrap();
    let form = stage.world.desk.form();
    let sent = async || {
        self_check::submit(&stage.secretary, form, stage.branch, stage.id, &typed).await.unwrap()
    };
    assert_eq!(sent().await, sent().await, "done once");

    let view = stage.view(&stage.secretary).await;
    let kept = view.kept.unwrap();
    assert_eq!((kept.state, kept.version, view.may_withdraw), (State::Submitted, 1, true));
    let own = &view.filled.answers[0];
    assert_eq!(
        (own.criterion.as_str(), own.own.map(model::Points::short)),
        ("1.1", Some("1".to_owned()))
    );
    assert_eq!(stage.figures().await, "enrolled=1 p1.self=1");
    let receipt = view.receipt.unwrap();
    let mut auditor = stage.world.admin.clone();
    auditor.grants[0].role = Role::AuditAdministrator;
    let entry = journal::entry(&auditor, receipt.entry).await.unwrap();
    assert!(entry.body.contains(&kept.id.to_string()), "{}", entry.body);
    assert_eq!(entry.line.word, "提交自查");
    unseen(journal::entry(&stage.secretary, receipt.entry).await);
    // What is submitted is changed by nobody.
    let again = stage.submit(&stage.secretary, &sentences("再写", 2)).await;
    assert_eq!(flaws(again), ": 自查已经提交;要改请先撤回\n");
}

on_both!(a_window_that_is_over_refuses_until_the_branch_gets_longer);
async fn a_window_that_is_over_refuses_until_the_branch_gets_longer(desk: Desk) {
    let stage = Stage::set(desk).await;
    stage.save(&stage.clerk, &sentences("草稿", 0)).await.unwrap();
    stage.world.desk.set("2026-11-24T16:00:00Z");
    let says = ": 自查不在期限内,没有保存;确需补报的,请上级组织部门延长本支部的期限\n";
    assert_eq!(flaws(stage.save(&stage.clerk, &sentences("晚了", 1)).await), says);
    assert_eq!(flaws(stage.submit(&stage.secretary, &sentences("晚了", 1)).await), says);
    let view = stage.view(&stage.secretary).await;
    assert!(!view.may_draft && !view.may_submit);
    assert_eq!(view.filled.said.get("done"), "草稿");
    let longer = ExtensionDraft {
        period: "1".to_owned(),
        stage: model::campaign::Stage::SelfCheck.name().to_owned(),
        until: "2026-11-26".to_owned(),
        reason: "汛期抢险".to_owned(),
    };
    let form = stage.world.desk.form();
    campaign::extend(&stage.officer, form, stage.id, stage.branch, &longer).await.unwrap();
    stage.submit(&stage.secretary, &sentences("补报", 1)).await.unwrap();
    stage.world.desk.set("2026-11-26T16:00:00Z");
    assert_eq!(flaws(stage.withdraw(&stage.secretary).await), ": 自查的期限已过,不能撤回\n");
}

on_both!(it_is_withdrawn_until_the_first_points_and_given_back_once);
async fn it_is_withdrawn_until_the_first_points_and_given_back_once(desk: Desk) {
    let stage = Stage::set(desk).await;
    unseen(stage.withdraw(&stage.secretary).await);
    stage.submit(&stage.secretary, &sentences("第一次", 0)).await.unwrap();
    denied(stage.withdraw(&stage.clerk).await);
    stage.withdraw(&stage.secretary).await.unwrap();
    assert_eq!(stage.figures().await, "enrolled=1");
    stage.submit(&stage.secretary, &sentences("第二次", 2)).await.unwrap();
    assert_eq!(stage.view(&stage.officer).await.kept.map(|kept| kept.version), Some(2));

    // The evaluator gives it back, with a reason; who stands higher looks on.
    denied(stage.give_back(&stage.officer, "缺记录").await);
    denied(stage.give_back(&stage.secretary, "缺记录").await);
    assert!(flaws(stage.give_back(&stage.supervisor, " ").await).starts_with("why: "));
    assert!(stage.view(&stage.supervisor).await.may_give_back);
    stage.give_back(&stage.supervisor, "缺记录").await.unwrap();
    let view = stage.view(&stage.secretary).await;
    assert_eq!(view.kept.unwrap().returned.map(|(_, why)| why), Some("缺记录".to_owned()));
    assert!(view.may_submit);
    stage.submit(&stage.secretary, &sentences("第三次", 3)).await.unwrap();
    let twice = stage.give_back(&stage.supervisor, "还缺").await;
    assert_eq!(flaws(twice), ": 这一轮已经退回过一次,不能再退\n");
    assert!(!stage.view(&stage.supervisor).await.may_give_back);

    let lines = stage.lines("看了记录").await;
    stage.evaluate(&stage.supervisor, &lines[..1]).await.unwrap();
    assert_eq!(stage.figures().await, "enrolled=1 p1.begun=1 p1.self=1");
    assert!(!stage.view(&stage.secretary).await.may_withdraw);
    let late = stage.withdraw(&stage.secretary).await;
    assert_eq!(flaws(late), ": 党委已经开始评定,不能撤回;确需修改的,请党委退回\n");
}

on_both!(an_evaluation_is_given_submitted_and_confirmed_by_another_person);
async fn an_evaluation_is_given_submitted_and_confirmed_by_another_person(desk: Desk) {
    let stage = Stage::set(desk).await;
    stage.submit(&stage.secretary, &sentences("一句话", 0)).await.unwrap();
    unseen(stage.hand_in(&stage.supervisor).await);
    // Nothing is on record: points need a sentence.
    let without = stage.lines("").await;
    let said = flaws(stage.evaluate(&stage.supervisor, &without[..1]).await);
    assert!(said.starts_with("reason-1.1: "), "{said}");
    let lines = stage.lines("看了记录").await;
    stage.evaluate(&stage.supervisor, &lines[..2]).await.unwrap();
    // Whoever still sees none of that is told.
    let other = Line { points: "0".to_owned(), ..lines[0].clone() };
    stale(stage.evaluate(&stage.administrator, &[other]).await);
    let open = flaws(stage.hand_in(&stage.supervisor).await);
    assert!(open.starts_with(&format!(": 还有 {} 项没有打分", lines.len() - 2)), "{open}");
    stage.evaluate(&stage.supervisor, &lines[2..]).await.unwrap();

    stage.hand_in(&stage.administrator).await.unwrap();
    let own = stage.confirm(&stage.administrator).await;
    assert_eq!(flaws(own), ": 是您自己提交的,要由另一个人确认\n");
    denied(stage.confirm(&stage.supervisor).await);
    denied(stage.send_back(&stage.supervisor, "再看").await);
    assert!(flaws(stage.send_back(&stage.administrator, "").await).starts_with("why: "));
    stage.send_back(&stage.administrator, "再看 1.1").await.unwrap();
    let view = evaluation::view(&stage.supervisor, stage.branch, stage.id).await.unwrap();
    let kept = view.kept.unwrap();
    assert_eq!((kept.state, kept.sent_back.as_deref()), (Evaluated::Draft, Some("再看 1.1")));
    stage.hand_in(&stage.supervisor).await.unwrap();
    assert!(stage.figures().await.contains("p1.submitted=1"));
    stage.confirm(&stage.administrator).await.unwrap();
    stale(stage.confirm(&stage.administrator).await);
    let figures = stage.figures().await;
    for word in ["band.0=1", "p1.rated=1", "rated=1", "total=10000", "t.20=1", "pair=1"] {
        assert!(figures.split(' ').any(|one| one == word), "{word}: {figures}");
    }
    assert!(!figures.contains(" l."), "full marks lose nothing: {figures}");
    let late = stage.evaluate(&stage.supervisor, &stage.lines("改").await[..1]).await;
    assert_eq!(flaws(late), ": 评定已确认,不能再改\n");
}

on_both!(nobody_but_the_evaluator_evaluates);
async fn nobody_but_the_evaluator_evaluates(desk: Desk) {
    let stage = Stage::set(desk).await;
    let lines = stage.lines("看了记录").await;
    let city = stage.world.holder(Role::DepartmentOfficer, stage.world.city).await;
    // A department above looks on; the branch itself and a leader do, too.
    for cx in [&city, &stage.officer, &stage.secretary] {
        denied(stage.evaluate(cx, &lines[..1]).await);
        denied(stage.confirm(cx).await);
        denied(evaluation::view(cx, stage.branch, stage.id).await);
    }
    let beside = stage.world.holder(Role::Secretary, stage.world.branches[2]).await;
    unseen(stage.evaluate(&beside, &lines[..1]).await);
    unseen(evaluation::view(&beside, stage.branch, stage.id).await);
    // An organisation that takes no part has no evaluation.
    unseen(evaluation::view(&stage.officer, stage.world.general, stage.id).await);
}
