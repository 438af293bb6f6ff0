//! Of which organisation each row speaks, and which superior it names. Most rows say so by codes;
//! one without a code is known by its superior and its name.

use std::borrow::Cow;
use std::collections::{HashMap, VecDeque};

use model::fold::narrowed;
use model::id::OrgId;
use model::organisation::{OrgCode, OrgName};
use store::organisation::Organisation;

use super::plan::{Ground, Superior, scope_code};
use super::sheet::{Above, Column, Sheet};

/// What rows speak of.
pub(super) struct Known {
    /// Of which one that is there each row speaks.
    pub(super) org_of: Vec<Option<usize>>,
    /// The superior that each row names; of a lost one the scope.
    pub(super) superiors: Vec<Superior>,
    /// The superior of each that is there, as it is.
    pub(super) now: Vec<Superior>,
    /// Rows whose superior is nowhere, each with why.
    pub(super) lost: HashMap<usize, String>,
    /// What else is wrong.
    pub(super) flaws: Vec<(usize, Column, String)>,
}

/// How far a superior is known.
enum Reach {
    Known(Superior),
    /// It is known once it is known of which one this row speaks.
    Waits(usize),
    Lost(String),
}

/// Names of those without a code.
type Uncoded<'a> = HashMap<(Superior, Cow<'a, str>), Vec<usize>>;

struct Search<'a> {
    ground: &'a Ground,
    sheet: &'a Sheet,
    org_at: HashMap<&'a OrgCode, usize>,
    line_at: HashMap<&'a OrgCode, usize>,
    org_of: Vec<Option<usize>>,
    uncoded: Uncoded<'a>,
    /// The same wherever they stand.
    by_name: HashMap<Cow<'a, str>, Vec<usize>>,
    /// Those with a code, once one of them was named.
    coded: Option<HashMap<Cow<'a, str>, &'a OrgCode>>,
}

/// Finds out of which organisation each row speaks.
pub(super) fn known(ground: &Ground, sheet: &Sheet) -> Known {
    let existing = &ground.existing;
    let orgs = existing.iter().enumerate();
    let by_id: HashMap<OrgId, usize> = orgs.clone().map(|(at, org)| (org.id, at)).collect();
    let superior = |org: &Organisation| org.parent.and_then(|parent| by_id.get(&parent));
    let superior =
        |org| superior(org).map_or(Superior::Scope, |parent| Superior::Existing(*parent));
    let now: Vec<Superior> = existing.iter().map(superior).collect();
    drop(by_id);
    let (mut uncoded, mut by_name): (Uncoded<'_>, HashMap<_, Vec<_>>) = Default::default();
    for (at, org) in orgs.clone().filter(|(_, org)| org.code.is_none()) {
        let name = narrowed(org.name.as_str());
        uncoded.entry((now[at], name.clone())).or_default().push(at);
        if !org.is_branch() {
            by_name.entry(name).or_default().push(at);
        }
    }
    let org_at: HashMap<_, _> =
        orgs.filter_map(|(at, org)| Some((org.code.as_ref()?, at))).collect();
    let lines = sheet.lines.iter().enumerate();
    let line_at = lines.filter_map(|(at, line)| Some((line.code.as_ref()?, at))).collect();
    let of = |code: &Option<OrgCode>| org_at.get(code.as_ref()?).copied();
    let org_of = sheet.lines.iter().map(|line| of(&line.code)).collect();
    let coded = None;
    Search { ground, sheet, org_at, line_at, org_of, uncoded, by_name, coded }.run(now)
}

impl<'a> Search<'a> {
    fn run(mut self, now: Vec<Superior>) -> Known {
        let sheet = self.sheet;
        let mut superiors = vec![Superior::Scope; sheet.lines.len()];
        let (mut lost, mut flaws) = (HashMap::new(), Vec::new());
        let mut waiting: HashMap<usize, Vec<usize>> = HashMap::new();
        let mut claimed: HashMap<usize, usize> = HashMap::new();
        let mut queue: VecDeque<usize> = (0..sheet.lines.len()).collect();
        while let Some(at) = queue.pop_front() {
            match self.reach(&sheet.lines[at].superior) {
                Reach::Known(superior) => superiors[at] = superior,
                Reach::Waits(line) => {
                    waiting.entry(line).or_default().push(at);
                    continue;
                }
                Reach::Lost(says) => {
                    lost.insert(at, says);
                    continue;
                }
            }
            if self.org_of[at].is_some() {
                continue;
            }
            match self.of_name(at, superiors[at], &mut claimed) {
                Ok(None) => {}
                Ok(Some(org)) => {
                    self.org_of[at] = Some(org);
                    queue.extend(waiting.remove(&at).unwrap_or_default());
                }
                Err((column, says)) => flaws.push((at, column, says)),
            }
        }
        // What still waits stands below new ones, or in a circle.
        for (line, waited) in waiting {
            for at in waited {
                let superior = self.org_of[line].map_or(Superior::Made(line), Superior::Existing);
                superiors[at] = superior;
                if let Above::Names(..) = sheet.lines[at].superior {
                    lost.insert(
                        at,
                        "上级的代码是新建组织的,它下面还没有别的组织;请填上级的代码".to_owned(),
                    );
                } else if sheet.lines[at].code.is_none() {
                    flaws.push((at, Column::Code, self.uncoded_says(at)));
                }
            }
        }
        Known { org_of: self.org_of, superiors, now, lost, flaws }
    }

    /// A superior, as far as it is known.
    fn reach(&mut self, above: &Above) -> Reach {
        let (code, names) = match above {
            Above::Scope => return Reach::Known(Superior::Scope),
            Above::Code(code) => (Some(code), &[][..]),
            Above::Names(code, names) => (code.as_ref(), names.as_slice()),
        };
        let from = match code.filter(|code| Some(*code) != scope_code(self.ground)) {
            None => Superior::Scope,
            Some(code) => match (self.line_at.get(code), self.org_at.get(code)) {
                (Some(line), _) => match self.org_of[*line] {
                    Some(org) => Superior::Existing(org),
                    None => return Reach::Waits(*line),
                },
                (None, Some(org)) => Superior::Existing(*org),
                (None, None) => {
                    let (code, scope) = (code.as_str(), self.ground.scope.name.as_str());
                    let says = format!("上级 {code} 既不在表中,也不在「{scope}」下面;请核对");
                    return Reach::Lost(says);
                }
            },
        };
        let mut at = from;
        for name in names {
            let found = self.uncoded.get(&(at, narrowed(name.as_str())));
            at = match found.map_or(&[][..], Vec::as_slice) {
                [org] => Superior::Existing(*org),
                [] if code.is_none() && names.len() == 1 => return self.anywhere(name),
                [] => return Reach::Lost(self.nowhere(name)),
                _ => return Reach::Lost(alike(name)),
            };
        }
        Reach::Known(at)
    }

    /// A superior that is named alone, wherever it stands.
    fn anywhere(&mut self, name: &OrgName) -> Reach {
        let found = self.by_name.get(&narrowed(name.as_str()));
        match found.map_or(&[][..], Vec::as_slice) {
            [org] => Reach::Known(Superior::Existing(*org)),
            [] => Reach::Lost(self.nowhere(name)),
            _ => Reach::Lost(alike(name)),
        }
    }

    fn nowhere(&mut self, name: &OrgName) -> String {
        let existing = &self.ground.existing;
        let coded = self.coded.get_or_insert_with(|| {
            let of =
                |org: &'a Organisation| Some((narrowed(org.name.as_str()), org.code.as_ref()?));
            existing.iter().filter_map(of).collect()
        });
        let shown = name.as_str();
        match coded.get(&narrowed(shown)) {
            Some(code) => format!("上级「{shown}」有代码 {};请填代码", code.as_str()),
            None => format!("上级「{shown}」不是代码,也不是没有代码的组织的名称;请填上级的代码"),
        }
    }

    /// Which one without a code a row of its superior and its name speaks of.
    fn of_name(
        &self,
        at: usize,
        superior: Superior,
        claimed: &mut HashMap<usize, usize>,
    ) -> Result<Option<usize>, (Column, String)> {
        let line = &self.sheet.lines[at];
        let is_elsewhere =
            |code| self.ground.elsewhere.contains(code) || Some(code) == scope_code(self.ground);
        if line.code.as_ref().is_some_and(is_elsewhere) {
            return Ok(None);
        }
        let found = self.uncoded.get(&(superior, narrowed(line.name.as_str())));
        match found.map_or(&[][..], Vec::as_slice) {
            [] if line.code.is_none() => Err((Column::Code, self.uncoded_says(at))),
            [] => Ok(None),
            [org] => match claimed.insert(*org, at) {
                None => Ok(Some(*org)),
                Some(first) => {
                    claimed.insert(*org, first);
                    let (row, name) = (self.sheet.lines[first].number, line.name.as_str());
                    let says = format!("与第 {row} 行说的都是没有代码的「{name}」;请删去一行");
                    Err((Column::Name, says))
                }
            },
            several => {
                let (count, name) = (several.len(), line.name.as_str());
                let says = format!(
                    "上级下面有 {count} 个「{name}」没有代码,分不清是哪一个;请先在组织页面给它们填上代码"
                );
                Err((Column::Name, says))
            }
        }
    }

    fn uncoded_says(&self, at: usize) -> String {
        let name = self.sheet.lines[at].name.as_str();
        format!("代码是空的,上级下面也没有叫「{name}」而没有代码的组织;请填写代码")
    }
}

fn alike(name: &OrgName) -> String {
    let name = name.as_str();
    format!(
        "没有代码的上级「{name}」不止一个,分不清是哪一个;请写明在哪个代码下面,如 3602「{name}」,或先给它们填上代码"
    )
}
