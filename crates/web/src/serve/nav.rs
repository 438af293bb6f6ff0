//! The ways on in the head of every page: a line each, shown to whom it is of use.

use app::Cx;
use model::authority::Role;

use crate::layout::NavItem;

/// A way on: where it leads, what it is called, and who has something to do there.
type Way = (&'static str, &'static str, fn(&Cx) -> bool);

/// All of them, in the order in which they stand.
const WAYS: [Way; 6] = [
    ("/todo", "待办", |_| true),
    ("/organisations", "党组织", |_| true),
    ("/campaigns", "学习教育", |_| true),
    ("/schemes", "考核方案", |cx| cx.holds(Role::DepartmentOfficer)),
    ("/search", "检索", |_| true),
    ("/journal", "留痕", |cx| cx.holds(Role::AuditAdministrator)),
];

/// Those of a person, with the one that a page belongs to.
pub(super) fn items(cx: &Cx, path: &str) -> Vec<NavItem> {
    let theirs = WAYS.iter().filter(|(.., may)| may(cx));
    let item = |(href, text, _): &Way| NavItem {
        href: (*href).to_owned(),
        text: (*text).to_owned(),
        current: belongs(path, href),
    };
    theirs.map(item).collect()
}

/// Whether a page stands at an address or below it.
fn belongs(path: &str, href: &str) -> bool {
    path.strip_prefix(href).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::{WAYS, belongs};

    #[test]
    fn a_page_belongs_to_one_way_on() {
        let cases = [
            ("/organisations", Some("/organisations")),
            ("/organisations/1/facts", Some("/organisations")),
            ("/organisationsx", None),
            ("/search", Some("/search")),
            ("/account", None),
        ];
        for (path, expected) in cases {
            let found: Vec<_> = WAYS.iter().filter(|(href, ..)| belongs(path, href)).collect();
            assert!(found.len() <= 1, "{path}");
            assert_eq!(found.first().map(|(href, ..)| *href), expected, "{path}");
        }
    }
}
