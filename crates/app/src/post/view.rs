//! One post's page: who holds it, their account, and what may be done about both.

use jiff::Timestamp;
use model::authority::Verb;
use model::id::{GrantId, OrgId};
use store::post::{AccountState, Held, Place};
use store::{account, organisation, post};

use super::appoint::may_end;
use crate::account::{factor_leave, leave};
use crate::cx::Cx;
use crate::refusal::Refusal;

/// An account as those see it who look after it.
#[derive(Clone, Debug)]
pub struct AccountView {
    /// What is typed to log in.
    pub login: String,
    /// How it stands.
    pub state: AccountState,
    /// Until when nobody gets in, where it is locked.
    pub locked_until: Option<Timestamp>,
    /// Whether it has a second factor.
    pub has_factor: bool,
}

/// A post at an organisation, with what its page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The organisation.
    pub org: organisation::Organisation,
    /// The post.
    pub held: Held,
    /// Other posts of the same person, where this one may see them.
    pub others: Vec<Place>,
    /// The account, where there is one.
    pub account: Option<AccountView>,
    /// Whether this person may end it or hand it over.
    pub may_end: bool,
    /// Whether this person may make or reset the account.
    pub may_account: bool,
    /// Why not, where the reason is not that it is nobody's business here.
    pub account_says: Option<String>,
    /// Whether this person may take a lost second factor away, which is all they may do.
    pub may_take_factor: bool,
}

/// A post's page.
///
/// # Errors
/// [`Refusal::Unseen`] and [`Refusal::Denied`].
pub async fn view(cx: &Cx, org: OrgId, id: GrantId) -> Result<View, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeePosts, &org)?;
    let held = post::find(&mut link, id, org.id).await?.ok_or(Refusal::Unseen)?;
    let person = held.person.id;
    let known = account::of_person(&mut link, person).await?;
    let verb = if known.is_some() { Verb::ResetAccount } else { Verb::MakeAccounts };
    let (may_account, account_says) = match leave(cx, &mut link, &org, person, verb).await {
        Ok(_) => (true, None),
        Err(Refusal::Flawed(flaws)) if cx.may(verb, &org).is_ok() => {
            (false, flaws.into_iter().next().map(|flaw| flaw.says))
        }
        Err(Refusal::Flawed(_) | Refusal::Denied | Refusal::Unseen) => (false, None),
        Err(refusal) => return Err(refusal),
    };
    let is_running = held.to.is_none_or(|to| to >= cx.today());
    let has_factor = known.as_ref().is_some_and(|known| known.totp.is_some());
    let may_take_factor = held.role.is_administrator()
        && is_running
        && has_factor
        && factor_leave(cx, &org, person).is_ok();
    let others = post::of_person(&mut link, person, cx.today()).await?;
    let others = others.into_iter().filter(|place| {
        let holds = |top: &&model::authority::Grant| top.path.holds(&place.path);
        place.id != id && cx.tops().iter().any(holds)
    });
    let now = cx.now();
    let account = known.map(|known| AccountView {
        state: match (known.is_locked(now), known.is_waiting()) {
            (true, _) => AccountState::Locked,
            (false, true) => AccountState::Slip,
            (false, false) => AccountState::Active,
        },
        locked_until: known.locked_until.filter(|until| *until > now),
        has_factor,
        login: known.login,
    });
    Ok(View {
        others: others.collect(),
        may_end: may_end(cx, &org, &held),
        may_account,
        account_says,
        may_take_factor,
        account,
        org,
        held,
    })
}
