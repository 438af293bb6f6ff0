//! Who asks, and what they may.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use model::authority::{Grant, Permit, Role, Verb, decide};
use model::event::Event;
use model::id::{EntryId, OrgId, PersonId};
use store::account::Own;
use store::organisation::Organisation;
use store::{Link, Locks, Write, answer, post};
use uuid::Uuid;

use crate::refusal::Refusal;
use crate::{App, day};

/// A form that was sent. Sent again, it gets the first answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form(pub Uuid);

/// A person who is logged in, with what they may today.
#[derive(Clone)]
pub struct Cx {
    /// The program.
    pub app: Arc<App>,
    /// Who.
    pub person: PersonId,
    /// Leave for the own account: the session's token proves who it is. None where something is
    /// done that was planned by somebody who is not there.
    pub own: Option<Own>,
    /// The name.
    pub name: String,
    /// SHA-256 of the session's token.
    pub session: [u8; 32],
    /// The roles held today.
    pub grants: Vec<Grant>,
    /// Whether a second factor has to be set up before anything else: 三员 have to.
    pub second_factor_due: bool,
}

impl Cx {
    /// The moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.app.now()
    }

    /// The day.
    #[must_use]
    pub fn today(&self) -> Date {
        day(self.now())
    }

    /// A link for reading.
    pub(crate) async fn link(&self) -> Result<Link, Refusal> {
        Ok(self.app.store().link().await?)
    }

    /// Leave to do something to an organisation.
    ///
    /// # Errors
    /// [`Refusal::Denied`] and [`Refusal::Unseen`].
    pub fn may(&self, verb: Verb, org: &Organisation) -> Result<Permit, Refusal> {
        Ok(decide(self.person, &self.grants, verb, org.id, &org.path)?)
    }

    /// Whether a role is held anywhere.
    #[must_use]
    pub fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// The places under which everything may be seen: the highest of those where roles are held.
    pub(crate) fn tops(&self) -> Vec<&Grant> {
        let seen = |role| !matches!(role, Role::Inspector | Role::Observer | Role::MediaLiaison);
        let mut tops: Vec<&Grant> = self.grants.iter().filter(|grant| seen(grant.role)).collect();
        tops.sort_by(|one, other| one.path.cmp(&other.path));
        tops.dedup_by(|later, earlier| earlier.path.holds(&later.path));
        tops
    }

    /// Begins a write. Roles are read again within it: one that was taken a moment ago counts no
    /// more.
    pub(crate) async fn write(&self, locks: Locks) -> Result<(Self, Write), Refusal> {
        let (now, chance) = (self.now(), self.app.random());
        let mut write = self.app.store().write(locks, Some(self.person), now, chance).await?;
        let grants = post::grants(&mut write, self.person, day(now)).await?;
        Ok((Self { grants, ..self.clone() }, write))
    }

    /// Where this form led, if it was sent before.
    pub(crate) async fn answered(
        &self,
        write: &mut Write,
        form: Form,
    ) -> Result<Option<String>, Refusal> {
        Ok(answer::given(write, form.0, self.person).await?)
    }

    /// The same before a write begins.
    pub(crate) async fn was_answered(&self, form: Form) -> Result<Option<String>, Refusal> {
        Ok(answer::given(&mut self.link().await?, form.0, self.person).await?)
    }

    /// Leave for the own account.
    ///
    /// # Errors
    /// [`Refusal::SignIn`].
    pub(crate) fn own(&self) -> Result<&Own, Refusal> {
        self.own.as_ref().ok_or(Refusal::SignIn)
    }

    /// The organisation that a person's own events are about: that of the first post held today.
    pub(crate) fn home(&self) -> Option<OrgId> {
        self.grants.first().map(|grant| grant.org)
    }

    /// Notes where the form leads and makes the write last.
    pub(crate) async fn commit(
        &self,
        mut write: Write,
        form: Form,
        org: OrgId,
        event: Event,
        place: &str,
    ) -> Result<String, Refusal> {
        answer::give(&mut write, form.0, self.person, place).await?;
        write.commit(EntryId::new(self.app.identity()), org, event).await?;
        Ok(place.to_owned())
    }
}
