//! Self-checks and evaluations of the year.

use std::collections::BTreeMap;

use app::evaluation::{self, Typed as Line};
use app::self_check::{self, Typed};
use app::{Cx, Refusal};
use model::assessment::Suggestion;
use model::id::OrgId;
use model::self_check::{SENTENCES, State};

use super::county::County;
use crate::desk::flaws;

/// The four sentences.
fn said() -> BTreeMap<String, String> {
    SENTENCES.map(|(name, ..)| (name.to_owned(), "按要求完成。".to_owned())).into()
}

impl County {
    /// A branch's self-check: what is suggested exactly is taken, where it is left to judgement the
    /// branch gives itself the most, and where nothing is suggested it says nothing.
    pub(super) async fn check(&mut self, no: usize, period: u32) {
        let (org, id) = (self.branches[&no].org, self.campaign);
        let secretary = self.cx(self.branches[&no].secretary.unwrap().0).await;
        let clerk = self.cx(self.branches[&no].clerk).await;
        if self.seed.once_in(2) {
            let typed = self.typed(&clerk, org).await;
            self_check::save(&clerk, org, id, &typed).await.unwrap();
        }
        self.check_submitted(&secretary, &clerk, org).await;
        if self.seed.once_in(4) {
            let form = self.desk.form();
            self_check::withdraw(&secretary, form, org, id).await.unwrap();
            self.check_submitted(&secretary, &clerk, org).await;
        }
        if period == 1 && [1, 13].contains(&no) {
            let supervisor = self.cx(self.committee_of(no).supervisor).await;
            let why = "第二专题的记录对不上,请核对";
            let form = || self.desk.form();
            self_check::give_back(&supervisor, form(), org, id, why).await.unwrap();
            self.check_submitted(&secretary, &clerk, org).await;
            let form = self.desk.form();
            let twice = self_check::give_back(&supervisor, form, org, id, why).await;
            assert_eq!(flaws(twice), ": 这一轮已经退回过一次,不能再退\n");
        }
        let kept = self_check::view(&secretary, org, id).await.unwrap().kept.unwrap();
        assert_eq!((kept.state, kept.round.period), (State::Submitted, period));
    }

    async fn typed(&self, cx: &Cx, org: OrgId) -> Typed {
        let view = self_check::view(cx, org, self.campaign).await.unwrap();
        let criteria = view.basis.current.scheme.criteria().zip(view.basis.grounds());
        let most = |one: Suggestion| if one.is_exact() { None } else { Some(one.most.to_string()) };
        let own = criteria.filter_map(|((_, criterion), grounds)| {
            Some((criterion.id.clone(), grounds.suggestion.and_then(most)?))
        });
        let own = own.collect();
        let draft_version = view.kept.map_or(0, |kept| kept.draft_version);
        Typed { own, reasons: BTreeMap::new(), said: said(), draft_version }
    }

    async fn check_submitted(&mut self, secretary: &Cx, clerk: &Cx, org: OrgId) {
        let typed = self.typed(secretary, org).await;
        if self.seed.once_in(4) {
            let (form, last) = (self.desk.form(), self.last_entry().await);
            let refused = self_check::submit(clerk, form, org, self.campaign, &typed).await;
            assert!(matches!(refused, Err(Refusal::Denied)), "{refused:?}");
            assert_eq!(self.last_entry().await, last);
        }
        let form = self.desk.form();
        self_check::submit(secretary, form, org, self.campaign, &typed).await.unwrap();
    }

    /// Outside of the window nothing is kept.
    pub(super) async fn check_in_vain(&mut self, no: usize) {
        let org = self.branches[&no].org;
        let secretary = self.cx(self.branches[&no].secretary.unwrap().0).await;
        let typed = self.typed(&secretary, org).await;
        let (form, last) = (self.desk.form(), self.last_entry().await);
        let refused = self_check::submit(&secretary, form, org, self.campaign, &typed).await;
        assert!(flaws(refused).starts_with(": 自查不在期限内"));
        assert_eq!(self.last_entry().await, last);
    }

    /// The lines of an evaluation: by the golden sheet, else what is suggested, or the least.
    async fn lines(&mut self, supervisor: &Cx, no: usize, is_golden: bool) -> Vec<Line> {
        let org = self.branches[&no].org;
        let view = evaluation::view(supervisor, org, self.campaign).await.unwrap();
        let suggested = view.rows.iter().map(|row| row.grounds.suggestion).collect::<Vec<_>>();
        let of = (no, view.period.number);
        self.differs.extend(self.golden.differs(of, &suggested));
        let given = if is_golden { self.golden.given(no) } else { None };
        let line = |(at, row): (usize, &evaluation::Row)| {
            let suggestion = row.grounds.suggestion;
            let least = suggestion.map_or(model::Points::ZERO, |suggestion| suggestion.least);
            let points = given.as_ref().map_or(least, |given| given[at]);
            let is_taken = suggestion == Some(Suggestion::exactly(points));
            let is_cited = !row.grounds.cited.is_empty();
            let is_free = match suggestion {
                Some(suggestion) => suggestion.holds(points),
                None => points == model::Points::ZERO || is_cited,
            };
            Line {
                criterion: row.sheet.id.clone(),
                points: if is_taken { String::new() } else { points.to_string() },
                reason: if is_free {
                    String::new()
                } else {
                    "看了原件,逐条核过".to_owned()
                },
                seen: row.given.as_ref().map_or(0, |given| given.version),
                is_given: true,
            }
        };
        view.rows.iter().enumerate().map(line).collect()
    }

    /// Some points, and no more.
    pub(super) async fn begin(&mut self, no: usize) {
        let (org, id) = (self.branches[&no].org, self.campaign);
        let supervisor = self.cx(self.committee_of(no).supervisor).await;
        let lines = self.lines(&supervisor, no, false).await;
        let form = self.desk.form();
        evaluation::save(&supervisor, form, org, id, &lines[..3]).await.unwrap();
        let early = evaluation::submit(&supervisor, self.desk.form(), org, id).await;
        assert!(flaws(early).starts_with(": 还有 14 项没有打分"));
        // From now on the branch may not take its self-check back.
        let secretary = self.cx(self.branches[&no].secretary.unwrap().0).await;
        let late = self_check::withdraw(&secretary, self.desk.form(), org, id).await;
        assert!(flaws(late).starts_with(": 党委已经开始评定"));
    }

    pub(super) async fn evaluate(&mut self, no: usize, period: u32, is_confirmed: bool) {
        let (org, id) = (self.branches[&no].org, self.campaign);
        let supervisor = self.cx(self.committee_of(no).supervisor).await;
        let administrator = self.cx(self.committee_of(no).administrator).await;
        let is_golden = is_confirmed && (period == 2 || no == 20);
        let lines = self.lines(&supervisor, no, is_golden).await;
        let at = usize::try_from(1 + self.seed.below(16)).unwrap();
        for some in [&lines[..at], &lines[at..]] {
            evaluation::save(&supervisor, self.desk.form(), org, id, some).await.unwrap();
        }
        evaluation::submit(&supervisor, self.desk.form(), org, id).await.unwrap();
        if self.seed.once_in(3) {
            let (form, why) = (self.desk.form(), "3.3 再看一看");
            evaluation::send_back(&administrator, form, org, id, why).await.unwrap();
            evaluation::submit(&supervisor, self.desk.form(), org, id).await.unwrap();
        }
        if !is_confirmed {
            return;
        }
        let last = self.last_entry().await;
        let officer = self.cx(self.officer).await;
        for cx in [&supervisor, &officer] {
            let refused = evaluation::confirm(cx, self.desk.form(), org, id).await;
            assert!(matches!(refused, Err(Refusal::Denied)), "{refused:?}");
        }
        assert_eq!(self.last_entry().await, last);
        evaluation::confirm(&administrator, self.desk.form(), org, id).await.unwrap();
    }
}
