//! Identities. They are made by the program (UUID v7), given as arguments, and say nothing of what
//! they stand for, so that a renamed or moved thing stays the same thing.

use std::fmt;

use uuid::Uuid;

/// What all of them are.
pub(crate) trait Identity: Copy {
    /// As a database keeps it.
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// The identity that this is.
            #[must_use]
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// As a database keeps it.
            #[must_use]
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl Identity for $name {
            fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    )*};
}

ids! {
    /// Of an organisation (党组织).
    OrgId;
    /// Of a person, who may hold several posts and one account.
    PersonId;
    /// Of a grant of a role.
    GrantId;
    /// Of a change that is planned for a day to come.
    ChangeId;
    /// Of an entry of the journal (留痕).
    EntryId;
    /// Of a campaign (学习教育).
    CampaignId;
    /// Of a secretary's term in a campaign, to which a result belongs.
    TermId;
    /// Of a member's stay in a branch.
    MemberId;
    /// Of a 党小组.
    CellId;
    /// Of a record of the ledger (台账记录).
    RecordId;
    /// Of a file that belongs to a record.
    AttachmentId;
    /// Of a self-check (支部自查) of a round.
    SelfCheckId;
    /// Of an evaluation (量化评定) of a round.
    EvaluationId;
}

impl CampaignId {
    /// In place of a campaign: how many organisations there are, whatever they are assessed for.
    pub const NONE: Self = Self(Uuid::nil());
}

impl TermId {
    /// Where nothing depends on who the secretary is.
    pub const NONE: Self = Self(Uuid::nil());
}
