//! 调整隶属: to below another superior, first looked at, then done.

use jiff::civil::Date;
use model::authority::{Permit, Verb};
use model::event::Event;
use model::id::OrgId;
use model::limit;
use store::organisation::{self, Organisation};
use store::{Link, Locks, post};

use super::browse::permitted;
use super::place;
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// Posts that a preview names; beyond it they are counted.
const NAMED: i64 = 20;

/// Who and what a move affects.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What moves.
    pub org: Organisation,
    /// From below this one.
    pub from: Organisation,
    /// To below this one.
    pub to: Organisation,
    /// Organisations that move along.
    pub below: i64,
    /// Who holds posts at the new superior, and so comes to be responsible.
    pub gains: Vec<String>,
    /// Who holds posts at the old one, and no longer is.
    pub loses: Vec<String>,
    /// From this day on.
    pub on: Date,
}

/// Everything that a move needs, checked.
struct Move {
    org: Organisation,
    leave: Permit,
    from: Organisation,
    to: Organisation,
    enter: Permit,
}

async fn prepared(
    cx: &Cx,
    link: &mut Link,
    org: OrgId,
    to: OrgId,
    on: Date,
) -> Result<Move, Refusal> {
    let (org, leave) = permitted(cx, link, Verb::MoveOrganisation, org).await?;
    let from = org.parent.ok_or_else(|| Refusal::flaw("", "最高的组织不能调整隶属"))?;
    let from = organisation::find(link, from).await?.ok_or(Refusal::Unseen)?;
    let (to, enter) = permitted(cx, link, Verb::FoundOrganisation, to).await?;
    let flaw = |field, says: String| Err(Refusal::flaw(field, says));
    if to.id == from.id {
        return flaw("to", format!("已经在「{}」下面", to.name.as_str()));
    }
    if org.path.holds(&to.path) {
        return flaw("to", "不能调整到自己或自己的下级下面".to_owned());
    }
    if !org.kind.may_stand_below(to.kind) {
        return flaw("to", format!("{}下面不能有{}", to.kind, org.kind));
    }
    if to.path.depth() >= limit::TREE_DEPTH {
        return flaw("to", format!("层级超过 {} 级", limit::TREE_DEPTH));
    }
    let since = organisation::history(link, org.id).await?.last().map_or(org.opened, |h| h.from);
    if on < since || on > cx.today() {
        return flaw("on", format!("日期应在 {since} 到 {} 之间", cx.today()));
    }
    Ok(Move { org, leave, from, to, enter })
}

/// Shows who and what a move would affect.
///
/// # Errors
/// [`Refusal`], as for the move itself.
pub async fn preview(cx: &Cx, org: OrgId, to: OrgId, on: Date) -> Result<Preview, Refusal> {
    let mut link = cx.link().await?;
    let Move { org, from, to, .. } = prepared(cx, &mut link, org, to, on).await?;
    let below = organisation::count(&mut link, &org.path).await? - 1;
    let (gains, loses) =
        (holders(cx, &mut link, to.id).await?, holders(cx, &mut link, from.id).await?);
    Ok(Preview { org, from, to, below, gains, loses, on })
}

async fn holders(cx: &Cx, link: &mut Link, org: OrgId) -> Result<Vec<String>, Refusal> {
    let posts = post::of_org(link, org, cx.today(), NAMED).await?;
    let names = posts.into_iter().map(|post| format!("{} {}", post.role.word(), post.person.name));
    Ok(names.collect())
}

/// Moves it; gives the address of its page.
///
/// # Errors
/// [`Refusal`].
pub async fn move_below(
    cx: &Cx,
    form: Form,
    org: OrgId,
    to: OrgId,
    on: Date,
) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let Move { mut org, leave, from, to, enter } = prepared(&cx, &mut write, org, to, on).await?;
    organisation::move_below(&mut write, &leave, &enter, &mut org, on)
        .await
        .map_err(|fault| deep("to", fault))?;
    let event = Event::OrganisationMoved { from: from.id, to: to.id, on };
    cx.commit(write, form, org.id, event, &place(org.id)).await
}

/// A subtree that would reach too deep is the person's to mend, not ours.
pub(super) fn deep(field: &'static str, fault: store::Fault) -> Refusal {
    match fault {
        store::Fault::Unfit(says) if says == "TooDeep" => {
            let says = format!("调整后有的下级超过 {} 级", limit::TREE_DEPTH);
            Refusal::flaw(field, says)
        }
        other => other.into(),
    }
}
