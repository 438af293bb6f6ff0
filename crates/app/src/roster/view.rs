//! Looking at a roster. Who comes from outside of the branch leaves an entry in the journal.

use jiff::civil::Date;
use model::authority::Verb;
use model::event::Event;
use model::id::{EntryId, MemberId, OrgId, PersonId};
use store::organisation::Organisation;
use store::post::Held;
use store::roster::{Cell, Named};
use store::{Locks, organisation, post, roster};

use crate::cx::Cx;
use crate::refusal::Refusal;

/// Posts of a branch that are looked through.
const POSTS: i64 = 50;

/// What a roster's pages show.
#[derive(Clone, Debug)]
pub struct View {
    /// The branch.
    pub org: Organisation,
    /// Those above it, from the highest.
    pub way: Vec<Organisation>,
    /// Who is on the roster or was, in the order of entry.
    pub members: Vec<Named>,
    /// The branch's cells, closed ones too.
    pub cells: Vec<Cell>,
    /// The posts that are held here today.
    pub posts: Vec<Held>,
    /// Whether this person keeps it.
    pub may_keep: bool,
    /// The day on which it is looked at.
    pub today: Date,
}

/// Somebody who is known at the branch and not on its roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who.
    pub person: PersonId,
    /// The name.
    pub name: String,
    /// Whence: a post's word, or that they were here before.
    pub as_what: String,
}

impl View {
    /// Those who are on the roster today.
    pub fn present(&self) -> impl Iterator<Item = &Named> {
        self.members.iter().filter(|named| named.member.days.hold(self.today))
    }

    /// A member.
    #[must_use]
    pub fn member(&self, id: MemberId) -> Option<&Named> {
        self.members.iter().find(|named| named.member.id == id)
    }

    /// The posts that a member holds here today.
    pub fn posts_of(&self, person: PersonId) -> impl Iterator<Item = &Held> {
        self.posts.iter().filter(move |held| held.person.id == person)
    }

    /// Those who are known here and not on the roster: whoever holds a post, then whoever was here
    /// before.
    #[must_use]
    pub fn known(&self) -> Vec<Known> {
        known(&self.posts, &self.members, self.today)
    }
}

/// Those who are known at a branch and not on its roster on a day.
pub(super) fn known(posts: &[Held], members: &[Named], today: Date) -> Vec<Known> {
    let is_present = |person: PersonId| {
        let mut stays = members.iter().map(|named| &named.member);
        stays.any(|member| member.person == person && member.days.hold(today))
    };
    let mut known: Vec<Known> = Vec::new();
    let post = |held: &Held| (held.person.id, held.person.name.clone(), held.role.word());
    let past = |named: &Named| (named.member.person, named.name.clone(), "以前在册");
    for (person, name, word) in posts.iter().map(post).chain(members.iter().map(past)) {
        if is_present(person) {
            continue;
        }
        match known.iter_mut().find(|one| one.person == person) {
            Some(one) if !one.as_what.contains(word) => one.as_what += &format!("、{word}"),
            Some(_) => {}
            None => known.push(Known { person, name, as_what: word.to_owned() }),
        }
    }
    known
}

/// A branch's roster. A look from outside of the branch is journalled.
///
/// # Errors
/// [`Refusal::Unseen`] and [`Refusal::Denied`].
pub async fn view(cx: &Cx, org: OrgId) -> Result<View, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeRoster, &org)?;
    if !org.is_branch() {
        return Err(Refusal::Unseen);
    }
    let is_own = cx.grants.iter().any(|grant| grant.org == org.id);
    if !is_own {
        drop(link);
        let (cx, write) = cx.write(Locks::Orgs(vec![org.id])).await?;
        // Roles are read again: one that was taken a moment ago counts no more.
        cx.may(Verb::SeeRoster, &org)?;
        write.commit(EntryId::new(cx.app.identity()), org.id, Event::RosterSeen).await?;
        link = cx.link().await?;
    }
    let mut way = organisation::way(&mut link, &org.path).await?;
    way.pop();
    Ok(View {
        members: roster::of_branch(&mut link, org.id).await?,
        cells: roster::cells(&mut link, org.id).await?,
        posts: holding(post::of_org(&mut link, org.id, cx.today(), POSTS).await?, cx.today()),
        may_keep: cx.may(Verb::KeepRoster, &org).is_ok() && org.closed.is_none(),
        today: cx.today(),
        org,
        way,
    })
}

/// The same for whoever keeps it.
///
/// # Errors
/// [`Refusal::Unseen`] and [`Refusal::Denied`]; then nobody looked.
pub async fn kept(cx: &Cx, org: OrgId) -> Result<View, Refusal> {
    let found = organisation::find(&mut cx.link().await?, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::KeepRoster, &found)?;
    let view = view(cx, org).await?;
    if view.may_keep { Ok(view) } else { Err(Refusal::flaw("", "这个组织已经撤销")) }
}

/// Those posts that have begun.
pub(super) fn holding(posts: Vec<Held>, today: Date) -> Vec<Held> {
    posts.into_iter().filter(|held| held.from <= today).collect()
}
