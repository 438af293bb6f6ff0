//! Golden sheets: cases as texts, their sheets as texts. A rule never changes its meaning, so these
//! never change; another meaning is another kind of rule with sheets of its own.

use score::scheme::{built_in, read};
use score::{Norms, evaluate};

use crate::branch;

/// Each file: a case, a line `====`, its sheet, and after another such line what was said about it.
const FILES: [(&str, &str); 12] = [
    ("jx-2016-52", include_str!("empty.txt")),
    ("jx-2016-52", include_str!("full.txt")),
    ("jx-2016-52", include_str!("partial.txt")),
    ("jx-2016-52", include_str!("late_term.txt")),
    ("jx-2016-52", include_str!("vacant.txt")),
    ("jx-2016-52", include_str!("odd.txt")),
    ("jx-2016-52-lean", include_str!("lean_empty.txt")),
    ("jx-2016-52-lean", include_str!("lean_full.txt")),
    ("jx-2016-52-lean", include_str!("lean_partial.txt")),
    ("jx-2016-52-lean", include_str!("lean_late_term.txt")),
    ("jx-2016-52-lean", include_str!("lean_vacant.txt")),
    ("jx-2016-52-lean", include_str!("lean_odd.txt")),
];

#[test]
fn every_case_gives_its_sheet() {
    for (at, (id, file)) in FILES.into_iter().enumerate() {
        let scheme = read(built_in(id).unwrap().text).scheme.unwrap();
        let (case_text, expected) = file.split_once("====\n").unwrap();
        let case = branch::case(&scheme, case_text);
        let (sheet, flaws) = evaluate(&scheme, &Norms::default(), &case);
        let mut found = branch::text(&scheme, &sheet);
        flaws.iter().for_each(|flaw| found.push_str(&format!("!{flaw}\n")));
        assert!(found == expected, "file {at} ({id}) gives\n{found}");
    }
}
