//! What a plan changes, for a person to read: the first of it, in the order of the sheet.

use model::limit;
use model::organisation::Sectors;
use store::organisation::{Facts, Organisation};

use super::plan::{Ground, Plan, Superior};
use super::posts::Post;
use super::sheet::Sheet;
use super::trial::{Change, What};

/// The first changes of a plan, in the order of the sheet; closures last.
pub(super) fn changes(ground: &Ground, sheet: &Sheet, plan: &Plan) -> Vec<Change> {
    let renames = |(org, line): &(usize, usize)| match ground.existing[*org].code.is_none()
        && sheet.lines[*line].code.is_some()
    {
        true => What::Coded,
        false => What::Renamed,
    };
    let begins = |post: &Post| if post.from.is_some() { What::HandedOver } else { What::Appointed };
    let made = plan.made.iter().enumerate().map(|(at, made)| (made.line, What::Made, at));
    let moved = plan.moved.iter().enumerate().map(|(at, moved)| (moved.line, What::Moved, at));
    let renamed = plan.renamed.iter().enumerate().map(|(at, of)| (of.1, renames(of), at));
    let posts = plan.posts.iter().enumerate().map(|(at, post)| (post.line, begins(post), at));
    let closed = (0..plan.closed.len()).map(|at| (usize::MAX, What::Closed, at));
    let mut all: Vec<_> = made.chain(moved).chain(renamed).chain(posts).chain(closed).collect();
    all.sort_unstable();
    all.truncate(limit::CHANGES_LISTED);
    all.into_iter().map(|of| change(ground, sheet, plan, of)).collect()
}

fn change(
    ground: &Ground,
    sheet: &Sheet,
    plan: &Plan,
    (line, what, at): (usize, What, usize),
) -> Change {
    let within = |superior: Superior| match superior {
        Superior::Scope => format!("隶属 {}", ground.scope.name.as_str()),
        Superior::Existing(org) => format!("隶属 {}", ground.existing[org].name.as_str()),
        Superior::Made(line) => format!("隶属 {}", sheet.lines[line].name.as_str()),
    };
    // Only a few are asked for, so that a search is quick enough.
    let now = |org: &Organisation| {
        let above = ground.existing.iter().find(|above| Some(above.id) == org.parent);
        format!("隶属 {}", above.unwrap_or(&ground.scope).name.as_str())
    };
    let row = sheet.lines.get(line).map(|line| line.number);
    let (name, before, after) = match what {
        What::Made => (&sheet.lines[line].name, String::new(), within(plan.made[at].below)),
        What::Moved => {
            let org = &ground.existing[plan.moved[at].org];
            (&org.name, now(org), within(plan.moved[at].to))
        }
        What::Renamed | What::Coded => {
            let org = &ground.existing[plan.renamed[at].0];
            let facts = sheet.facts(&sheet.lines[line], Some(org));
            let (before, after) = differences(&org.facts(), &facts);
            (&org.name, before, after)
        }
        What::Closed => {
            let org = &ground.existing[plan.closed[at]];
            (&org.name, now(org), String::new())
        }
        What::Appointed | What::HandedOver => {
            let Post { org, named, from, .. } = plan.posts[at];
            let named = &sheet.lines[line].posts[named];
            let name = match org {
                Superior::Existing(org) => &ground.existing[org].name,
                _ => &sheet.lines[line].name,
            };
            let word = named.column.head();
            let before = from.map(|from| format!("{word} {}", ground.held[from].1.name));
            (name, before.unwrap_or_default(), format!("{word} {}", named.name.as_str()))
        }
    };
    Change { what, name: name.as_str().to_owned(), row, before, after }
}

/// What two differ in, each as it says so.
fn differences(before: &Facts, after: &Facts) -> (String, String) {
    let said = |facts: &Facts| {
        [
            ("代码", facts.code.as_ref().map_or("", |code| code.as_str()).to_owned()),
            ("名称", facts.name.as_str().to_owned()),
            ("种类", facts.kind.word().to_owned()),
            ("类别", facts.sector.map_or("", |sector| sector.word()).to_owned()),
            ("负责的类别", words(&facts.sectors)),
            ("联系电话", facts.phone.as_ref().map_or("", |phone| phone.as_str()).to_owned()),
        ]
    };
    let (mut was, mut will) = (Vec::new(), Vec::new());
    for ((what, before), (_, after)) in said(before).into_iter().zip(said(after)) {
        if before != after {
            let or_none = |text: String| if text.is_empty() { "未填".to_owned() } else { text };
            was.push(format!("{what} {}", or_none(before)));
            will.push(format!("{what} {}", or_none(after)));
        }
    }
    (was.join(";"), will.join(";"))
}

/// Sectors as a sheet has them.
pub(in crate::organisation) fn words(sectors: &Sectors) -> String {
    sectors.iter().map(|sector| sector.word()).collect::<Vec<_>>().join("、")
}
