//! What a sheet would do to the organisations that are there, and why it cannot. Pure: the order
//! of the rows doesn't matter, and nothing is read or written.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;
use model::Flaw;
use model::organisation::{OrgCode, OrgKind};
use store::organisation::Organisation;

use super::known::{Known, known};
use super::posts::{Held, Post};
use super::sheet::{Column, Line, Sheet};

/// What is there before the sheet comes.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    /// Below this one the sheet's organisations stand.
    pub(super) scope: Organisation,
    /// Those below it, superiors before those below them.
    pub(super) existing: Vec<Organisation>,
    /// Codes of the sheet that others have, who stand outside of the scope.
    pub(super) elsewhere: HashSet<OrgCode>,
    /// Their posts that have not ended, in their order; none where the sheet names nobody.
    pub(super) held: Held,
    /// The day on which it comes.
    pub(super) on: Date,
}

/// One to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Made {
    /// Levels below the scope, from 1.
    pub(super) level: usize,
    pub(super) below: Superior,
    /// The line that says so.
    pub(super) line: usize,
}

/// One to be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moved {
    /// Levels below the scope, from 1, where it will stand.
    pub(super) level: usize,
    /// Which of those that are there.
    pub(super) org: usize,
    pub(super) to: Superior,
    pub(super) line: usize,
}

/// Whom one stands below.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Superior {
    /// The scope itself.
    Scope,
    /// One of those that are there.
    Existing(usize),
    /// One that a line makes.
    Made(usize),
}

/// What a sheet would do.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// Level by level, those of one superior together, in the order of the sheet.
    pub(super) made: Vec<Made>,
    /// Level by level: when one is moved, all that it will stand below are there already.
    pub(super) moved: Vec<Moved>,
    /// Those with other facts, each with the line that says so.
    pub(super) renamed: Vec<(usize, usize)>,
    /// Who begins or takes over, in the order of the sheet.
    pub(super) posts: Vec<Post>,
    /// Those to be closed, superiors behind those below them.
    pub(super) closed: Vec<usize>,
    /// Rows that say what is so already.
    pub(super) unchanged: usize,
    /// Organisations that the sheet lacks and that stay as they are.
    pub(super) left: usize,
    /// Those among them without a code, which are never closed by a sheet.
    pub(super) uncoded: usize,
    /// Why it cannot be done, in the order of reading.
    pub(super) flaws: Vec<Flaw>,
}

/// Plans what a sheet does. `close_missing` closes those in the scope that have a code and that
/// the sheet lacks.
pub(super) fn plan(ground: &Ground, sheet: &Sheet, close_missing: bool) -> Plan {
    let mut draft = Draft::new(ground, sheet, close_missing);
    draft.check();
    draft.plan()
}

/// The tree as it will be. Its nodes are those that are there, then the sheet's lines; a line that
/// speaks of one that is there is no node of its own.
pub(super) struct Draft<'a> {
    pub(super) ground: &'a Ground,
    pub(super) sheet: &'a Sheet,
    close_missing: bool,
    /// Which line speaks of one that is there.
    pub(super) line_of: Vec<Option<usize>>,
    /// Of which one that is there a line speaks.
    pub(super) org_of: Vec<Option<usize>>,
    /// The superior of each that is there, as it is.
    pub(super) now: Vec<Superior>,
    /// The superior of each node, as it will be.
    pub(super) below: Vec<Superior>,
    /// Levels of each node below the scope, from 1; 0 in a circle and below one.
    pub(super) levels: Vec<usize>,
    /// Lines whose superior is nowhere, each with why.
    pub(super) lost: HashMap<usize, String>,
    pub(super) flaws: Vec<Flaw>,
}

impl<'a> Draft<'a> {
    fn new(ground: &'a Ground, sheet: &'a Sheet, close_missing: bool) -> Self {
        let existing = ground.existing.len();
        let Known { org_of, superiors, now, lost, flaws } = known(ground, sheet);
        let mut line_of = vec![None; existing];
        let mut below = now.clone();
        below.resize(existing + sheet.lines.len(), Superior::Scope);
        for (line, (org, superior)) in org_of.iter().zip(superiors).enumerate() {
            if let Some(org) = org {
                line_of[*org] = Some(line);
            }
            below[org.unwrap_or(existing + line)] = superior;
        }
        let levels = Vec::new();
        let mut draft = Self {
            ground,
            sheet,
            close_missing,
            line_of,
            org_of,
            now,
            below,
            levels,
            lost,
            flaws: Vec::new(),
        };
        flaws.into_iter().for_each(|(line, column, says)| draft.flaw(line, column, says));
        draft
    }

    pub(super) fn node(&self, superior: Superior) -> Option<usize> {
        match superior {
            Superior::Scope => None,
            Superior::Existing(org) => Some(org),
            Superior::Made(line) => Some(self.ground.existing.len() + line),
        }
    }

    /// The node that a line speaks of.
    pub(super) fn node_of(&self, line: usize) -> usize {
        self.org_of[line].unwrap_or(self.ground.existing.len() + line)
    }

    /// The line that speaks of a node.
    pub(super) fn line(&self, node: usize) -> Option<usize> {
        match node.checked_sub(self.ground.existing.len()) {
            None => self.line_of[node],
            Some(line) => Some(line),
        }
    }

    /// What a superior will be, and its name.
    pub(super) fn superior(&self, superior: Superior) -> (OrgKind, &str) {
        let Some(node) = self.node(superior) else {
            return (self.ground.scope.kind, self.ground.scope.name.as_str());
        };
        (self.kind(node), self.name(node))
    }

    pub(super) fn kind(&self, node: usize) -> OrgKind {
        let now = || self.ground.existing[node].kind;
        self.line(node).map_or_else(now, |line| self.sheet.lines[line].kind)
    }

    pub(super) fn name(&self, node: usize) -> &str {
        match self.line(node) {
            Some(line) => self.sheet.lines[line].name.as_str(),
            None => self.ground.existing[node].name.as_str(),
        }
    }

    /// Whether no organisation that is there has a line's code.
    pub(super) fn is_unheard_of(&self, line: usize) -> bool {
        let org = self.org_of[line].map(|org| &self.ground.existing[org]);
        org.is_none_or(|org| org.code.is_none())
    }

    /// Whether one that is there will be closed.
    pub(super) fn is_closed(&self, org: usize) -> bool {
        let has_code = self.ground.existing[org].code.is_some();
        self.close_missing && has_code && self.line_of[org].is_none()
    }

    pub(super) fn flaw(&mut self, line: usize, column: Column, says: String) {
        let place = self.sheet.place(self.sheet.lines[line].number, column);
        self.flaws.push(Flaw::new(place, says));
    }

    fn plan(mut self) -> Plan {
        let (ground, sheet) = (self.ground, self.sheet);
        let mut plan = Plan::default();
        for (at, line) in sheet.lines.iter().enumerate() {
            let node = self.node_of(at);
            let (level, below) = (self.levels[node], self.below[node]);
            let posts = self.posts(at);
            let as_it_was = posts.is_empty();
            plan.posts.extend(posts);
            let Some(org) = self.org_of[at] else {
                plan.made.push(Made { level, below, line: at });
                continue;
            };
            let (is_moved, is_renamed) = (below != self.now[org], self.is_renamed(line, org));
            if is_moved {
                plan.moved.push(Moved { level, org, to: below, line: at });
            }
            if is_renamed {
                plan.renamed.push((org, at));
            }
            plan.unchanged += usize::from(!is_moved && !is_renamed && as_it_was);
        }
        plan.made.sort_by_key(|made| (made.level, made.below, made.line));
        plan.moved.sort_by_key(|moved| (moved.level, moved.line));
        let all = 0..ground.existing.len();
        plan.closed = all.clone().rev().filter(|org| self.is_closed(*org)).collect();
        let stays = |org: &usize| self.line_of[*org].is_none() && !self.is_closed(*org);
        plan.left = all.clone().filter(stays).count();
        plan.uncoded = all.filter(stays).filter(|org| ground.existing[*org].code.is_none()).count();
        self.flaws.sort();
        plan.flaws = self.flaws;
        plan
    }

    fn is_renamed(&self, line: &Line, org: usize) -> bool {
        let now = &self.ground.existing[org];
        self.sheet.facts(line, Some(now)) != now.facts()
    }
}

pub(super) fn scope_code(ground: &Ground) -> Option<&OrgCode> {
    ground.scope.code.as_ref()
}

#[cfg(test)]
#[path = "plan_test.rs"]
mod tests;
