//! Who may what: a role held at an organisation, a verb, and where the target stands from there.
//!
//! `table.txt` beside this file was written first and by hand; [`decide`] equals it, cell by cell.

use crate::id::{GrantId, OrgId, PersonId};
use crate::path::OrgPath;

/// What a person does, in a word of the field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// 支部书记.
    Secretary,
    /// 支部联络员.
    Clerk,
    /// 督导员 of a committee.
    Supervisor,
    /// 党委管理员.
    CommitteeAdministrator,
    /// 组织部管理员.
    DepartmentOfficer,
    /// 部领导, who reads.
    Leader,
    /// 协同部门.
    Partner,
    /// 督查员, who sees what is assigned.
    Inspector,
    /// 观测员, the same.
    Observer,
    /// 媒体联络员, the same.
    MediaLiaison,
    /// 系统管理员: accounts and organisations.
    SystemAdministrator,
    /// 安全管理员: permissions and policy.
    SecurityAdministrator,
    /// 审计管理员: audit.
    AuditAdministrator,
}

impl Role {
    /// All, in the order of the table, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 13] = [
        (Self::Secretary, "secretary", "支部书记"),
        (Self::Clerk, "clerk", "支部联络员"),
        (Self::Supervisor, "supervisor", "督导员"),
        (Self::CommitteeAdministrator, "committee_administrator", "党委管理员"),
        (Self::DepartmentOfficer, "department_officer", "组织部管理员"),
        (Self::Leader, "leader", "部领导"),
        (Self::Partner, "partner", "协同部门"),
        (Self::Inspector, "inspector", "督查员"),
        (Self::Observer, "observer", "观测员"),
        (Self::MediaLiaison, "media_liaison", "媒体联络员"),
        (Self::SystemAdministrator, "system_administrator", "系统管理员"),
        (Self::SecurityAdministrator, "security_administrator", "安全管理员"),
        (Self::AuditAdministrator, "audit_administrator", "审计管理员"),
    ];

    /// Its name in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(role, ..)| *role == self).map_or("", |(_, name, _)| name)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(role, ..)| *role == self).map_or("", |(.., word)| word)
    }

    /// By its name in a database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(role, ..)| *role)
    }

    /// One of 三员, of which one person never holds two.
    #[must_use]
    pub fn is_administrator(self) -> bool {
        matches!(
            self,
            Self::SystemAdministrator | Self::SecurityAdministrator | Self::AuditAdministrator
        )
    }

    /// What is needed to appoint somebody to it, or to end that. Nobody gives more than they have:
    /// a committee's administrator makes nobody an officer of the department.
    #[must_use]
    pub fn appointed_by(self) -> Verb {
        match self {
            Self::Secretary | Self::Clerk | Self::Supervisor | Self::CommitteeAdministrator => {
                Verb::Appoint
            }
            Self::DepartmentOfficer
            | Self::Leader
            | Self::Partner
            | Self::Inspector
            | Self::Observer
            | Self::MediaLiaison => Verb::AppointOfficer,
            Self::SystemAdministrator | Self::SecurityAdministrator | Self::AuditAdministrator => {
                Verb::GrantRole
            }
        }
    }
}

/// What may be done to or seen of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verb {
    /// Know that it exists: its name, kind and place.
    SeeOrganisation,
    /// Put a new one below it.
    FoundOrganisation,
    /// Give it another name, code, sector or kind.
    RenameOrganisation,
    /// Take it from below its superior. Where it goes needs [`Verb::FoundOrganisation`].
    MoveOrganisation,
    /// Close it.
    CloseOrganisation,
    /// Take a sheet of organisations in below it.
    ImportOrganisations,
    /// Take all organisations below it out.
    ExportOrganisations,
    /// See who holds which post.
    SeePosts,
    /// Appoint to a post of a branch or of a committee, or end one.
    Appoint,
    /// The same for those who see to the department's work (组织部门).
    AppointOfficer,
    /// See the members by name.
    SeeRoster,
    /// Enter and end members.
    KeepRoster,
    /// Read the records of the ledger (台账); members' names need [`Verb::SeeRoster`].
    SeeLedger,
    /// Write, submit, correct and withdraw records.
    KeepLedger,
    /// Make accounts for those who hold posts.
    MakeAccounts,
    /// Reset or unlock an account.
    ResetAccount,
    /// Give or take a role.
    GrantRole,
    /// See who was given which role.
    SeeGrants,
    /// Read the journal (留痕).
    SeeJournal,
    /// Fill in the self-check (支部自查).
    DraftSelfCheck,
    /// Submit it, or take it back.
    SubmitSelfCheck,
    /// See what was submitted.
    SeeSelfCheck,
    /// Give it back to be mended. Only the evaluator does: who that is, the enrolment says.
    ReturnSelfCheck,
    /// Give points (量化评定); the same holds.
    Evaluate,
    /// Take in a sheet of points for the branches that it evaluates: each needs [`Verb::Evaluate`].
    ImportEvaluations,
    /// Confirm what somebody else submitted; the same holds.
    ConfirmEvaluation,
    /// See confirmed points and what they rest on.
    SeeResult,
    /// See a campaign (学习教育) of this organisation.
    SeeCampaign,
    /// Set up a campaign of this organisation: found, change, open and close it.
    SetUpCampaign,
    /// Put a branch's last day off.
    ExtendWindow,
    /// Publish a scheme (考核方案), or a local part of one.
    PublishScheme,
}

impl Verb {
    /// All, in the order of the table, each with its name there.
    pub const ALL: &[(Self, &'static str)] = &[
        (Self::SeeOrganisation, "see_organisation"),
        (Self::FoundOrganisation, "found_organisation"),
        (Self::RenameOrganisation, "rename_organisation"),
        (Self::MoveOrganisation, "move_organisation"),
        (Self::CloseOrganisation, "close_organisation"),
        (Self::ImportOrganisations, "import_organisations"),
        (Self::ExportOrganisations, "export_organisations"),
        (Self::SeePosts, "see_posts"),
        (Self::Appoint, "appoint"),
        (Self::AppointOfficer, "appoint_officer"),
        (Self::SeeRoster, "see_roster"),
        (Self::KeepRoster, "keep_roster"),
        (Self::SeeLedger, "see_ledger"),
        (Self::KeepLedger, "keep_ledger"),
        (Self::MakeAccounts, "make_accounts"),
        (Self::ResetAccount, "reset_account"),
        (Self::GrantRole, "grant_role"),
        (Self::SeeGrants, "see_grants"),
        (Self::SeeJournal, "see_journal"),
        (Self::DraftSelfCheck, "draft_self_check"),
        (Self::SubmitSelfCheck, "submit_self_check"),
        (Self::SeeSelfCheck, "see_self_check"),
        (Self::ReturnSelfCheck, "return_self_check"),
        (Self::Evaluate, "evaluate"),
        (Self::ImportEvaluations, "import_evaluations"),
        (Self::ConfirmEvaluation, "confirm_evaluation"),
        (Self::SeeResult, "see_result"),
        (Self::SeeCampaign, "see_campaign"),
        (Self::SetUpCampaign, "set_up_campaign"),
        (Self::ExtendWindow, "extend_window"),
        (Self::PublishScheme, "publish_scheme"),
    ];

    /// Its name in the table.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(verb, _)| *verb == self).map_or("", |(_, name)| name)
    }
}

/// A role that a person holds at an organisation, with the place where it stands today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its identity.
    pub id: GrantId,
    /// The role.
    pub role: Role,
    /// The organisation at which it is held.
    pub org: OrgId,
    /// Where that organisation stands.
    pub path: OrgPath,
}

/// Leave to do one thing to one organisation. Only [`decide`] makes one, and nothing is written
/// without it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    person: PersonId,
    verb: Verb,
    org: OrgId,
    path: OrgPath,
}

impl Permit {
    /// Who may.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// What.
    #[must_use]
    pub fn verb(&self) -> Verb {
        self.verb
    }

    /// To which organisation.
    #[must_use]
    pub fn org(&self) -> OrgId {
        self.org
    }

    /// Where that stands.
    #[must_use]
    pub fn path(&self) -> &OrgPath {
        &self.path
    }
}

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPermit {
    /// It may be seen, but not this done to it: 403.
    Denied,
    /// Whether it exists is nobody's business here: 404.
    Unseen,
}

/// Where a target stands, as seen from the organisation at which a role is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    Own,
    Below,
    Beside,
    Above,
}

impl Stand {
    fn of(target: &OrgPath, from: &OrgPath) -> Self {
        match (from.holds(target), target.holds(from)) {
            (true, true) => Self::Own,
            (true, false) => Self::Below,
            (false, true) => Self::Above,
            (false, false) => Self::Beside,
        }
    }
}

/// Decides whether a person may do something to an organisation.
///
/// # Errors
/// [`NoPermit`]: denied where the person may at least see it, else unseen.
pub fn decide(
    person: PersonId,
    grants: &[Grant],
    verb: Verb,
    org: OrgId,
    path: &OrgPath,
) -> Result<Permit, NoPermit> {
    let may = |verb| {
        let mut grants = grants.iter();
        grants.any(|grant| allows(grant.role, verb, Stand::of(path, &grant.path)))
    };
    match (may(verb), may(Verb::SeeOrganisation)) {
        (true, _) => Ok(Permit { person, verb, org, path: path.clone() }),
        (false, true) => Err(NoPermit::Denied),
        (false, false) => Err(NoPermit::Unseen),
    }
}

fn allows(role: Role, verb: Verb, stand: Stand) -> bool {
    use Role as R;
    use Verb as V;
    let inside = matches!(stand, Stand::Own | Stand::Below);
    match verb {
        V::SeeOrganisation => match role {
            R::Inspector | R::Observer | R::MediaLiaison => false,
            R::Secretary | R::Clerk => matches!(stand, Stand::Own | Stand::Above),
            _ => stand != Stand::Beside,
        },
        V::FoundOrganisation | V::ImportOrganisations | V::Appoint => inside && manages(role),
        V::ExportOrganisations => inside && (manages(role) || role == R::Leader),
        V::RenameOrganisation | V::MakeAccounts | V::ResetAccount => match role {
            R::SystemAdministrator => inside,
            _ => stand == Stand::Below && manages(role),
        },
        V::MoveOrganisation | V::CloseOrganisation => {
            stand == Stand::Below && matches!(role, R::DepartmentOfficer | R::SystemAdministrator)
        }
        V::AppointOfficer => {
            inside && matches!(role, R::DepartmentOfficer | R::SystemAdministrator)
        }
        V::SeePosts => match role {
            R::Inspector | R::Observer | R::MediaLiaison => false,
            R::Secretary | R::Clerk => stand == Stand::Own,
            _ => inside,
        },
        V::SeeRoster => match role {
            R::Secretary | R::Clerk => stand == Stand::Own,
            R::Supervisor | R::CommitteeAdministrator => inside,
            _ => false,
        },
        V::SeeLedger => match role {
            R::Secretary | R::Clerk => stand == Stand::Own,
            R::Supervisor
            | R::CommitteeAdministrator
            | R::DepartmentOfficer
            | R::Leader
            | R::Partner => inside,
            _ => false,
        },
        V::KeepRoster | V::KeepLedger => {
            stand == Stand::Own && matches!(role, R::Secretary | R::Clerk)
        }
        V::GrantRole => inside && role == R::SecurityAdministrator,
        V::SeeGrants => inside && role.is_administrator(),
        V::SeeJournal => inside && role == R::AuditAdministrator,
        V::DraftSelfCheck => stand == Stand::Own && matches!(role, R::Secretary | R::Clerk),
        V::SubmitSelfCheck => stand == Stand::Own && role == R::Secretary,
        V::SeeSelfCheck | V::SeeResult => match role {
            R::Secretary | R::Clerk => stand == Stand::Own,
            R::Leader | R::Partner => inside,
            _ => inside && supervises(role),
        },
        V::ReturnSelfCheck | V::Evaluate => stand == Stand::Below && supervises(role),
        V::ImportEvaluations => stand == Stand::Own && supervises(role),
        V::ConfirmEvaluation => stand == Stand::Below && supervises(role) && role != R::Supervisor,
        V::SeeCampaign => match role {
            R::Inspector | R::Observer | R::MediaLiaison => false,
            R::Secretary | R::Clerk => matches!(stand, Stand::Own | Stand::Above),
            _ => stand != Stand::Beside && !role.is_administrator(),
        },
        V::SetUpCampaign | V::PublishScheme => inside && role == R::DepartmentOfficer,
        V::ExtendWindow => stand == Stand::Below && role == R::DepartmentOfficer,
    }
}

/// Whether a role looks after the assessment of branches below it.
fn supervises(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::CommitteeAdministrator | Role::DepartmentOfficer)
}

/// Whether a role manages organisations and people below it.
fn manages(role: Role) -> bool {
    matches!(
        role,
        Role::CommitteeAdministrator | Role::DepartmentOfficer | Role::SystemAdministrator
    )
}

#[cfg(test)]
mod test;
