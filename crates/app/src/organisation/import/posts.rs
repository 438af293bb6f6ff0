//! Who begins at which post, and who takes over from whom, by what a sheet names. It names all who
//! hold a role; a blank cell says nothing, and nobody's post ends but by a successor.

use std::collections::HashMap;
use std::fmt::Write;

use jiff::civil::Date;
use model::authority::Role;
use model::fold::narrowed;
use model::organisation::OrgName;
use store::post::Along;

use super::cells::BETWEEN_NAMES;
use super::plan::{Draft, Ground, Superior};
use super::sheet::{Column, Line};

/// Somebody new at a post.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Post {
    /// Where.
    pub(super) org: Superior,
    /// The line that says so.
    pub(super) line: usize,
    /// Which of those whom the line names.
    pub(super) named: usize,
    /// The post that is taken over, among those that are there.
    pub(super) from: Option<usize>,
}

/// Posts that are there, those of one organisation together, each with its organisation.
pub(super) type Held = Vec<(usize, Along)>;

/// Where those of an organisation begin and end.
fn of_org(held: &Held, org: usize) -> std::ops::Range<usize> {
    let from = held.partition_point(|(at, _)| *at < org);
    from..from + held[from..].partition_point(|(at, _)| *at == org)
}

impl Draft<'_> {
    /// What a line's people come to.
    pub(super) fn posts(&mut self, at: usize) -> Vec<Post> {
        let (ground, sheet) = (self.ground, self.sheet);
        let line = &sheet.lines[at];
        if line.posts.is_empty() {
            return Vec::new();
        }
        let org = self.org_of[at].map_or(Superior::Made(at), Superior::Existing);
        let there = match org {
            Superior::Existing(org) => of_org(&ground.held, org),
            _ => 0..0,
        };
        let mut posts = Vec::new();
        for (column, role) in Column::POSTS {
            let there = there.clone().filter(|at| ground.held[*at].1.role == role);
            let there: Vec<usize> = there.collect();
            match taken(ground, line, column, &there) {
                Ok(new) => posts.extend(new.into_iter().map(|(named, from)| Post {
                    org,
                    line: at,
                    named,
                    from,
                })),
                Err(says) => self.flaw(at, column, says),
            }
        }
        posts
    }
}

/// Who is new among those whom a cell names, each with the post that is taken over.
fn taken(
    ground: &Ground,
    line: &Line,
    column: Column,
    there: &[usize],
) -> Result<Vec<(usize, Option<usize>)>, String> {
    let named = line.posts.iter().enumerate().filter(|(_, named)| named.column == column);
    let named: Vec<(usize, &OrgName)> = named.map(|(at, named)| (at, &named.name)).collect();
    let held = |at: &usize| &ground.held[*at].1;
    let (mut gone, later): (Vec<usize>, Vec<usize>) =
        there.iter().partition(|at| held(at).from <= ground.on);
    let today: Vec<&str> = gone.iter().map(|at| held(at).name.as_str()).collect();
    if named.is_empty() || is_alike(&named, &today) {
        return Ok(Vec::new());
    }
    let mut new = Vec::new();
    for (at, name) in &named {
        let is_it = |at: &usize| narrowed(&held(at).name) == narrowed(name.as_str());
        match gone.iter().position(is_it) {
            Some(known) => drop(gone.remove(known)),
            None => new.push(*at),
        }
    }
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let name = |at: usize| line.posts[at].name.as_str();
    let mut times: HashMap<_, usize> = HashMap::new();
    named.iter().for_each(|(_, name)| *times.entry(narrowed(name.as_str())).or_default() += 1);
    if let Some(twice) = new.iter().find(|at| times[&narrowed(name(**at))] > 1) {
        return Err(format!("「{}」写了几次;同名的两个人请在组织页面办理", name(*twice)));
    }
    if column == Column::Secretary && named.len() > 1 {
        return Err(format!("书记只填一人,这里有 {} 人", named.len()));
    }
    for at in &new {
        let is_it = |post: &&usize| narrowed(&held(post).name) == narrowed(name(*at));
        if let Some(post) = later.iter().find(is_it) {
            let (name, from) = (name(*at), held(post).from);
            return Err(format!("「{name}」已定自 {from} 起任职;请到那天再填,或在组织页面办理"));
        }
    }
    if gone.len() > new.len() {
        let names = listed(gone.iter().map(|at| held(at).name.as_str()));
        return Err(format!(
            "现任{names}都不在这一格里,分不清由谁接任;留任的请一并写上,离任的请先在组织页面结束任职"
        ));
    }
    if let Some(fresh) = gone.iter().find(|at| held(at).from >= ground.on) {
        let name = held(fresh).name.as_str();
        return Err(format!("现任「{name}」今天才任职,当天不能交接;请明天再导入"));
    }
    let from = gone.into_iter().map(Some).chain(std::iter::repeat(None));
    Ok(new.into_iter().zip(from).collect())
}

/// Whether a cell says the same as who is there, even where a name has in it what stands between
/// two.
fn is_alike(named: &[(usize, &OrgName)], today: &[&str]) -> bool {
    let joined = |names: &mut dyn Iterator<Item = &str>| {
        let names: Vec<&str> = names.flat_map(|name| name.split(BETWEEN_NAMES)).collect();
        narrowed(&names.join("、")).into_owned()
    };
    joined(&mut named.iter().map(|(_, name)| name.as_str())) == joined(&mut today.iter().copied())
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let (mut text, mut more) = (String::new(), 0);
    for (at, name) in names.enumerate() {
        match at {
            // Writing to a text cannot fail.
            0..3 => drop(write!(text, "「{name}」")),
            _ => more += 1,
        }
    }
    if more > 0 { format!("{text}等 {} 人", more + 3) } else { text }
}

/// Who holds the posts of an organisation today, as a cell names them.
pub(in crate::organisation) fn in_words<'a>(
    held: impl Iterator<Item = &'a Along>,
    role: Role,
    on: Date,
) -> String {
    let today = held.filter(|post| post.role == role && post.from <= on);
    today.map(|post| post.name.as_str()).collect::<Vec<_>>().join("、")
}
