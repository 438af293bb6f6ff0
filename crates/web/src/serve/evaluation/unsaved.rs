//! What was typed into an evaluation and not saved, beside what stands there.

use app::evaluation::{Since, Typed, View};
use model::Points;
use model::scheme::number;

use super::typed;
use crate::part::news::{Changed, News};
use crate::serve::account::moment;
use crate::serve::change::Sent;

/// Points with their reason.
fn both(points: &str, reason: &str) -> String {
    match (points.trim(), reason.trim()) {
        (points, "") => points.to_owned(),
        (points, reason) => format!("{points},{reason}"),
    }
}

/// What was sent and not saved.
pub(super) struct Unsaved<'s> {
    pub(super) sent: &'s Sent,
    /// What others gave meanwhile.
    pub(super) since: Vec<Since>,
}

impl Unsaved<'_> {
    /// Whether something was typed for a criterion that isn't older than what others gave.
    pub(super) fn has(&self, criterion: &str) -> bool {
        let of = |since: &&Since| since.criterion == criterion;
        let is_older = self.since.iter().find(of).is_some_and(|since| !since.is_touched);
        !is_older && self.sent.names().iter().any(|name| *name == format!("seen-{criterion}"))
    }

    /// What others gave for what was typed, which is still on the page.
    pub(super) fn news(&self, head: &str, kept: &str) -> News {
        let changed = self.changed();
        if changed.is_empty() {
            return News::default();
        }
        let says = format!("{kept}请对照着改,再保存就以您的为准。");
        News { head: head.to_owned(), says, changed }
    }

    /// What was typed where nothing can be given any more, to be copied out.
    pub(super) fn lost(&self, view: &View) -> News {
        let of = |typed: Typed| {
            let row = view.rows.iter().find(|row| row.sheet.id == typed.criterion)?;
            let given = row.given.as_ref().map(|given| &given.line);
            let points = given.and_then(|line| line.points).map(Points::short);
            let now = both(&points.unwrap_or_default(), given.map_or("", |line| &line.reason));
            let mine = both(&typed.points, &typed.reason);
            let label = number(&typed.criterion);
            (typed.is_given && mine != now).then_some(Changed { label, before: mine, after: now })
        };
        let changed: Vec<Changed> = typed(self.sent).into_iter().filter_map(of).collect();
        if changed.is_empty() {
            return News::default();
        }
        let says = "下面是您填的和现在的,需要的请抄下来。".to_owned();
        News { head: "您填写的没有保存".to_owned(), says, changed }
    }

    fn changed(&self) -> Vec<Changed> {
        let touched = self.since.iter().filter(|since| since.is_touched);
        let of = |since: &Since| {
            let id = &since.criterion;
            let mine = |what: &str| self.sent.one(&format!("{what}-{id}"));
            let theirs = since.line.points.map_or_else(String::new, Points::short);
            Changed {
                label: format!("{}({} {} 评)", number(id), since.by, moment(since.at)),
                before: both(&mine("points"), &mine("reason")),
                after: both(&theirs, &since.line.reason),
            }
        };
        touched.map(of).collect()
    }
}
