//! Posts: appointing people, known ones and new ones, handing a post over, and ending it.

mod appoint;
mod people;
mod view;

use model::authority::Role;
use model::organisation::OrgKind;

pub use self::appoint::{Draft, appoint, end, hand_over, roles_for};
pub use self::people::{Acquaintance, Filter, Page, Past, chosen, grants, known, past, people};
pub use self::view::{AccountView, View, view};
pub use store::post::{AccountState, Held, Listed, Place};

/// Roles that are held at an organisation of a kind. 三员 are those of the highest ones.
#[must_use]
pub fn roles_at(kind: OrgKind, is_highest: bool) -> Vec<Role> {
    let mut roles = match kind {
        OrgKind::Branch => vec![Role::Secretary, Role::Clerk],
        OrgKind::GeneralBranch | OrgKind::Committee | OrgKind::LeadingGroup => {
            vec![Role::CommitteeAdministrator, Role::Supervisor]
        }
        OrgKind::WorkCommittee => vec![
            Role::DepartmentOfficer,
            Role::CommitteeAdministrator,
            Role::Supervisor,
            Role::Leader,
            Role::Partner,
        ],
        OrgKind::Department | OrgKind::UnitPersonnel => vec![
            Role::DepartmentOfficer,
            Role::Leader,
            Role::Partner,
            Role::Inspector,
            Role::Observer,
            Role::MediaLiaison,
        ],
    };
    if is_highest {
        roles.extend([
            Role::SystemAdministrator,
            Role::SecurityAdministrator,
            Role::AuditAdministrator,
        ]);
    }
    roles
}

/// The role that an organisation of a kind cannot do without: its page says where nobody holds it.
#[must_use]
pub fn chief(kind: OrgKind) -> Role {
    match kind {
        OrgKind::Branch => Role::Secretary,
        OrgKind::GeneralBranch
        | OrgKind::Committee
        | OrgKind::LeadingGroup
        | OrgKind::WorkCommittee => Role::CommitteeAdministrator,
        OrgKind::Department | OrgKind::UnitPersonnel => Role::DepartmentOfficer,
    }
}
