//! What is counted and what stands on the sheet are the same, whatever people did in whatever
//! order.

use std::io::Read;

use app::overview::{self, Which};
use app::{evaluation, score_sheet, self_check};
use model::path::OrgPath;
use model::self_check::SENTENCES;

use super::desk::{Desk, on_both};
use super::rated::{BRANCHES, Rated, criteria};

/// What somebody tries; much of it is refused, as the rules have it.
#[derive(Clone, Copy, Debug)]
enum Try {
    Submit,
    Withdraw,
    GiveBack,
    Evaluate,
    HandIn,
    SendBack,
    Confirm,
}

const TRIES: [Try; 7] = [
    Try::Submit,
    Try::Withdraw,
    Try::GiveBack,
    Try::Evaluate,
    Try::HandIn,
    Try::SendBack,
    Try::Confirm,
];

impl Rated {
    /// Whether it was done.
    async fn tries(&self, what: Try, at: usize) -> bool {
        let (branch, id, form) = (self.branches[at], self.campaign, self.desk.form());
        let (supervisor, administrator) = (&self.supervisor, &self.administrator);
        let secretary = self.secretaries[at].as_ref();
        match (what, secretary) {
            (Try::Submit | Try::Withdraw, None) => false,
            (Try::Submit, Some(by)) => {
                let kept = self_check::view(by, branch, id).await.unwrap().kept;
                let of = |text: &'static str| {
                    criteria().into_iter().map(move |id| (id, text.to_owned()))
                };
                let typed = self_check::Typed {
                    own: of("0.5").collect(),
                    reasons: of("见记录").collect(),
                    said: SENTENCES.map(|(name, ..)| (name.to_owned(), "有".to_owned())).into(),
                    draft_version: kept.map_or(0, |kept| kept.draft_version),
                };
                self_check::submit(by, form, branch, id, &typed).await.is_ok()
            }
            (Try::Withdraw, Some(by)) => self_check::withdraw(by, form, branch, id).await.is_ok(),
            (Try::GiveBack, _) => {
                self_check::give_back(supervisor, form, branch, id, "缺签到").await.is_ok()
            }
            (Try::Evaluate, _) => {
                let lines: Vec<_> = criteria().into_iter().map(given).collect();
                evaluation::save(supervisor, form, branch, id, &lines).await.is_ok()
            }
            (Try::HandIn, _) => evaluation::submit(supervisor, form, branch, id).await.is_ok(),
            (Try::SendBack, _) => {
                evaluation::send_back(administrator, form, branch, id, "再看看").await.is_ok()
            }
            (Try::Confirm, _) => evaluation::confirm(administrator, form, branch, id).await.is_ok(),
        }
    }

    /// The names that a figure counts, and the figure.
    async fn counted(&self, which: Which, word: &str) -> Vec<String> {
        let (top, org, id) = (OrgPath::above_all(), self.top, self.campaign);
        let rows = overview::rows(&self.officer, org, id, None, which, &top, false).await.unwrap();
        let view = overview::view(&self.officer, org, id, None, &top).await.unwrap();
        let count = usize::try_from(view.figures.get(word)).unwrap();
        assert_eq!(count, rows.branches.len(), "{word}");
        rows.branches.into_iter().map(|branch| branch.name).collect()
    }

    /// The names on the sheet that have something in a column.
    async fn on_sheet(&self) -> (Vec<String>, Vec<String>) {
        let (_, mut file) =
            score_sheet::sheet(&self.officer, self.top, self.campaign).await.unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        let mut rows = text.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>());
        let heads = rows.next().unwrap();
        let place = |head: &str| heads.iter().position(|one| *one == head).unwrap();
        let (own, given, name) = (place("自查1.1"), place("1.1"), place("支部名称"));
        let rows: Vec<_> = rows.collect();
        let with = |column: usize| {
            let rows = rows.iter().filter(|row| !row[column].is_empty());
            rows.map(|row| row[name].to_owned()).collect()
        };
        (with(own), with(given))
    }
}

fn given(criterion: String) -> evaluation::Typed {
    evaluation::Typed {
        criterion,
        points: "1".to_owned(),
        reason: "看了记录".to_owned(),
        seen: 0,
        is_given: true,
    }
}

on_both!(what_is_counted_stands_on_the_sheet);
async fn what_is_counted_stands_on_the_sheet(desk: Desk) {
    let rated = Rated::open(desk).await;
    // A run of tries that is the same each time: multiplied as Knuth's MMIX does.
    let mut chance = 20_161_052_u64;
    let mut below = |count: usize| {
        chance =
            chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(chance >> 33).unwrap() % count
    };
    let mut done = [0; TRIES.len()];
    for _ in 0..12 {
        for _ in 0..12 {
            let (what, at) = (below(TRIES.len()), below(BRANCHES.len()));
            done[what] += usize::from(rated.tries(TRIES[what], at).await);
        }
        let (checked, confirmed) = rated.on_sheet().await;
        assert_eq!(rated.counted(Which::SelfChecked, "p1.self").await, checked);
        assert_eq!(rated.counted(Which::Confirmed, "p1.rated").await, confirmed);
    }
    assert!(done.iter().all(|count| *count > 0), "{done:?}: something was never done");
}
