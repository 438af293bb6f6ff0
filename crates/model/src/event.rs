//! Events of the journal (留痕), and the bytes by which they are kept and hashed for ever.
//!
//! An entry's bytes are lines of text that a person can read with the standard in hand: identities
//! and digests, no names. Their form is versioned and never changes for a version; a new kind of
//! event is a new word, and a new form a new version.
//!
//! Long because every event stands here, once as a type, once as a word, once as a line.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::authority::Role;
use crate::id::{CellId, ChangeId, EntryId, GrantId, MemberId, OrgId, PersonId};
use crate::limit;

/// The form of [`Entry::bytes`].
const VERSION: u32 = 1;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A database was begun, with its first organisation and administrator.
    InstallationBegun {
        /// The administrator.
        person: PersonId,
    },
    /// An organisation was put below another.
    OrganisationFounded {
        /// Its superior; none for one of the highest.
        below: Option<OrgId>,
    },
    /// It got another name, code, sector or kind.
    OrganisationRenamed,
    /// It was taken from one superior to another.
    OrganisationMoved {
        /// From below this one.
        from: OrgId,
        /// To below this one.
        to: OrgId,
        /// From this day on.
        on: Date,
    },
    /// It was closed.
    OrganisationClosed {
        /// From this day on.
        on: Date,
        /// Into which another one it went, where it was merged.
        into: Option<OrgId>,
    },
    /// It was founded out of another one, some of whose organisations came along.
    OrganisationSplit {
        /// Out of this one.
        from: OrgId,
        /// From this day on.
        on: Date,
    },
    /// A move, merger or closure was planned for a day to come.
    ChangePlanned {
        /// What was planned.
        change: ChangeId,
        /// For this day.
        on: Date,
    },
    /// It was taken back before its day.
    ChangeWithdrawn {
        /// What was planned.
        change: ChangeId,
    },
    /// Its day came, and it was no longer allowed or possible.
    ChangeRefused {
        /// What was planned.
        change: ChangeId,
    },
    /// A sheet of organisations was taken in.
    OrganisationsImported {
        /// The sheet's SHA-256.
        sheet: [u8; 32],
        /// Organisations made, moved, renamed and closed.
        counts: [u32; 4],
    },
    /// Somebody was appointed to a post.
    Appointed {
        /// Who.
        person: PersonId,
        /// To what.
        role: Role,
        /// The grant that goes with it.
        grant: GrantId,
    },
    /// A post ended.
    PostEnded {
        /// Whose.
        person: PersonId,
        /// The grant that went with it.
        grant: GrantId,
    },
    /// An account was made for a person.
    AccountMade {
        /// Whose.
        person: PersonId,
    },
    /// Its password was set by its owner.
    AccountActivated {
        /// Whose.
        person: PersonId,
    },
    /// It was reset or unlocked by somebody else.
    AccountReset {
        /// Whose.
        person: PersonId,
    },
    /// Somebody logged in.
    LoggedIn,
    /// Somebody logged out, or a session was ended.
    LoggedOut,
    /// Somebody's second factor was set up or taken away by themselves.
    SecondFactorChanged {
        /// Whether there is one now.
        on: bool,
    },
    /// Too many wrong passwords.
    AccountLocked {
        /// Whose.
        person: PersonId,
    },
    /// Somebody read in the journal what a person did.
    JournalRead {
        /// Whose entries.
        person: PersonId,
    },
    /// Somebody took entries of the journal out as a sheet.
    JournalExported {
        /// The sheet's SHA-256.
        sheet: [u8; 32],
        /// Its entries.
        entries: u64,
    },
    /// Somebody was entered on a branch's roster (党员名册).
    MemberEntered {
        /// As what.
        member: MemberId,
        /// Who.
        person: PersonId,
    },
    /// Something else is said of a member.
    MemberChanged {
        /// Of whom.
        member: MemberId,
    },
    /// A member left the branch.
    MemberEnded {
        /// Who.
        member: MemberId,
        /// The last day.
        on: Date,
    },
    /// A member is excused for a time (免予参加).
    MemberExempted {
        /// Who.
        member: MemberId,
    },
    /// A member is excused no more, or never was.
    ExemptionEnded {
        /// Who.
        member: MemberId,
    },
    /// A 党小组 was founded.
    CellFounded {
        /// Which.
        cell: CellId,
    },
    /// It got another name.
    CellRenamed {
        /// Which.
        cell: CellId,
    },
    /// It was closed.
    CellClosed {
        /// Which.
        cell: CellId,
        /// The last day.
        on: Date,
    },
    /// Members were put into a 党小组, or out of theirs.
    CellFilled {
        /// Into which; none where they belong to none now.
        cell: Option<CellId>,
        /// How many.
        members: u32,
    },
    /// A sheet of members was taken in.
    RosterImported {
        /// The sheet's SHA-256.
        sheet: [u8; 32],
        /// Members entered and changed, cells founded.
        counts: [u32; 3],
    },
    /// Somebody from outside of the branch looked at the names on its roster.
    RosterSeen,
}

impl Event {
    /// Every name with its word, for the auditor's list.
    pub const WORDS: [(&'static str, &'static str); 32] = [
        ("installation_begun", "启用系统"),
        ("organisation_founded", "新建组织"),
        ("organisation_renamed", "修改组织"),
        ("organisation_moved", "调整隶属"),
        ("organisation_closed", "撤销组织"),
        ("organisation_split", "分设组织"),
        ("change_planned", "预定变动"),
        ("change_withdrawn", "收回预定变动"),
        ("change_refused", "预定变动未办成"),
        ("organisations_imported", "导入组织"),
        ("appointed", "任职"),
        ("post_ended", "免职"),
        ("account_made", "开通账号"),
        ("account_activated", "激活账号"),
        ("account_reset", "重置账号"),
        ("logged_in", "登录"),
        ("logged_out", "退出登录"),
        ("second_factor_changed", "动态口令"),
        ("account_locked", "账号锁定"),
        ("journal_read", "查看个人留痕"),
        ("journal_exported", "导出留痕"),
        ("member_entered", "登记党员"),
        ("member_changed", "修改党员"),
        ("member_ended", "党员转出"),
        ("member_exempted", "免予参加"),
        ("exemption_ended", "结束免予参加"),
        ("cell_founded", "新建党小组"),
        ("cell_renamed", "党小组改名"),
        ("cell_closed", "撤销党小组"),
        ("cell_filled", "编入党小组"),
        ("roster_imported", "导入党员名册"),
        ("roster_seen", "查看党员名册"),
    ];

    /// Its name, for ever.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::InstallationBegun { .. } => "installation_begun",
            Self::OrganisationFounded { .. } => "organisation_founded",
            Self::OrganisationRenamed => "organisation_renamed",
            Self::OrganisationMoved { .. } => "organisation_moved",
            Self::OrganisationClosed { .. } => "organisation_closed",
            Self::OrganisationSplit { .. } => "organisation_split",
            Self::ChangePlanned { .. } => "change_planned",
            Self::ChangeWithdrawn { .. } => "change_withdrawn",
            Self::ChangeRefused { .. } => "change_refused",
            Self::OrganisationsImported { .. } => "organisations_imported",
            Self::Appointed { .. } => "appointed",
            Self::PostEnded { .. } => "post_ended",
            Self::AccountMade { .. } => "account_made",
            Self::AccountActivated { .. } => "account_activated",
            Self::AccountReset { .. } => "account_reset",
            Self::LoggedIn => "logged_in",
            Self::LoggedOut => "logged_out",
            Self::SecondFactorChanged { .. } => "second_factor_changed",
            Self::AccountLocked { .. } => "account_locked",
            Self::JournalRead { .. } => "journal_read",
            Self::JournalExported { .. } => "journal_exported",
            Self::MemberEntered { .. } => "member_entered",
            Self::MemberChanged { .. } => "member_changed",
            Self::MemberEnded { .. } => "member_ended",
            Self::MemberExempted { .. } => "member_exempted",
            Self::ExemptionEnded { .. } => "exemption_ended",
            Self::CellFounded { .. } => "cell_founded",
            Self::CellRenamed { .. } => "cell_renamed",
            Self::CellClosed { .. } => "cell_closed",
            Self::CellFilled { .. } => "cell_filled",
            Self::RosterImported { .. } => "roster_imported",
            Self::RosterSeen => "roster_seen",
        }
    }

    /// What is known of it, in the order of its line.
    fn facts(&self) -> Vec<(&'static str, String)> {
        let some = |id: &Option<OrgId>| id.map_or("-".to_owned(), |id| id.to_string());
        match self {
            Self::OrganisationRenamed | Self::LoggedIn | Self::LoggedOut | Self::RosterSeen => {
                Vec::new()
            }
            Self::SecondFactorChanged { on } => vec![("is_on", on.to_string())],
            Self::OrganisationFounded { below } => vec![("below", some(below))],
            Self::OrganisationMoved { from, to, on } => {
                vec![("from", from.to_string()), ("to", to.to_string()), ("on", on.to_string())]
            }
            Self::OrganisationClosed { on, into } => {
                vec![("on", on.to_string()), ("into", some(into))]
            }
            Self::OrganisationSplit { from, on } => {
                vec![("from", from.to_string()), ("on", on.to_string())]
            }
            Self::ChangePlanned { change, on } => {
                vec![("change", change.to_string()), ("on", on.to_string())]
            }
            Self::ChangeWithdrawn { change } | Self::ChangeRefused { change } => {
                vec![("change", change.to_string())]
            }
            Self::JournalExported { sheet, entries } => {
                vec![("sheet", hex(sheet)), ("entries", entries.to_string())]
            }
            Self::OrganisationsImported { sheet, counts } => {
                let words = ["made", "moved", "renamed", "closed"];
                let counts = words.into_iter().zip(counts.map(|count| count.to_string()));
                std::iter::once(("sheet", hex(sheet))).chain(counts).collect()
            }
            Self::Appointed { person, role, grant } => vec![
                ("person", person.to_string()),
                ("role", role.name().to_owned()),
                ("grant", grant.to_string()),
            ],
            Self::PostEnded { person, grant } => {
                vec![("person", person.to_string()), ("grant", grant.to_string())]
            }
            Self::MemberEntered { member, person } => {
                vec![("member", member.to_string()), ("person", person.to_string())]
            }
            Self::MemberChanged { member }
            | Self::MemberExempted { member }
            | Self::ExemptionEnded { member } => vec![("member", member.to_string())],
            Self::MemberEnded { member, on } => {
                vec![("member", member.to_string()), ("on", on.to_string())]
            }
            Self::CellFounded { cell } | Self::CellRenamed { cell } => {
                vec![("cell", cell.to_string())]
            }
            Self::CellClosed { cell, on } => {
                vec![("cell", cell.to_string()), ("on", on.to_string())]
            }
            Self::CellFilled { cell, members } => {
                let cell = cell.map_or("-".to_owned(), |cell| cell.to_string());
                vec![("cell", cell), ("members", members.to_string())]
            }
            Self::RosterImported { sheet, counts } => {
                let words = ["entered", "changed", "cells"];
                let counts = words.into_iter().zip(counts.map(|count| count.to_string()));
                std::iter::once(("sheet", hex(sheet))).chain(counts).collect()
            }
            Self::InstallationBegun { person }
            | Self::AccountMade { person }
            | Self::AccountActivated { person }
            | Self::AccountReset { person }
            | Self::AccountLocked { person }
            | Self::JournalRead { person } => vec![("person", person.to_string())],
        }
    }
}

/// A version of a row that an event wrote. The digest is salted, so that nobody can try names on
/// it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowDigest {
    /// Its noun: `organisation`.
    pub noun: &'static str,
    /// Its identity.
    pub id: Uuid,
    /// Its version, from 1.
    pub version: u32,
    /// SHA-256 of salt and content.
    pub digest: [u8; 32],
}

impl RowDigest {
    /// Its line in an entry.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { noun, id, version, digest } = self;
        format!("row {noun} {id} {version} {}\n", hex(digest))
    }
}

/// The rows that an event wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Each by its line, in the order of writing.
    Listed(Vec<RowDigest>),
    /// More than an entry lists: how many, and the SHA-256 over their lines in the order of noun,
    /// identity and version, so that it can be made again from the versions that are kept.
    Summed {
        /// How many.
        count: u64,
        /// Over their lines.
        digest: [u8; 32],
    },
}

impl Rows {
    /// Lists them, or sums them up where there are more than [`limit::ENTRY_ROWS`]; `sha256` makes
    /// the digest over the lines of the rows that it gets.
    #[must_use]
    pub fn of(mut rows: Vec<RowDigest>, sha256: impl FnOnce(&[RowDigest]) -> [u8; 32]) -> Self {
        if rows.len() <= limit::ENTRY_ROWS {
            return Self::Listed(rows);
        }
        rows.sort_unstable();
        Self::Summed { count: rows.len() as u64, digest: sha256(&rows) }
    }
}

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its identity.
    pub id: EntryId,
    /// When.
    pub at: Timestamp,
    /// Who; nobody for the program itself.
    pub by: Option<PersonId>,
    /// Which organisation it is about.
    pub org: OrgId,
    /// Its number among those about this organisation, from 1.
    pub org_seq: u64,
    /// What happened.
    pub event: Event,
    /// The rows that were written.
    pub rows: Rows,
}

impl Entry {
    /// The bytes that are kept and hashed.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = format!("dukao journal {VERSION}\n");
        let by = self.by.map_or("-".to_owned(), |person| person.to_string());
        // Writing to a text cannot fail.
        let _ = writeln!(text, "entry {}\nat {:.6}\nby {by}", self.id, self.at);
        let _ = writeln!(text, "org {} {}", self.org, self.org_seq);
        let _ = write!(text, "event {}", self.event.name());
        for (name, value) in self.event.facts() {
            let _ = write!(text, " {name}={value}");
        }
        text.push('\n');
        match &self.rows {
            Rows::Listed(rows) => rows.iter().for_each(|row| text.push_str(&row.line())),
            Rows::Summed { count, digest } => {
                let _ = writeln!(text, "rows {count} {}", hex(digest));
            }
        }
        text.into_bytes()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[path = "event_test.rs"]
mod tests;
