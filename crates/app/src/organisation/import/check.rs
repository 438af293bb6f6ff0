//! Why a sheet cannot be taken in: what its rows say together.

use std::collections::HashSet;

use model::{Flaw, Place, limit};

use super::cells::{long_and_rounded, lost_digits};
use super::plan::{Draft, Superior, scope_code};
use super::sheet::Column;

impl Draft<'_> {
    /// Finds everything that is wrong, and every node's level on the way.
    pub(super) fn check(&mut self) {
        self.check_codes();
        self.check_circles();
        self.check_depth();
        self.check_kinds();
        self.check_closed();
    }

    fn check_codes(&mut self) {
        let (ground, sheet) = (self.ground, self.sheet);
        for (at, line) in sheet.lines.iter().enumerate() {
            if let Some(says) = self.lost.get(&at).cloned() {
                self.flaw(at, Column::Superior, says);
            }
            let Some(code) = &line.code else { continue };
            if Some(code) == scope_code(ground) {
                let name = ground.scope.name.as_str();
                let says = format!("这是「{name}」自己;表中只写它下面的组织,请删去这一行");
                self.flaw(at, Column::Code, says);
            } else if ground.elsewhere.contains(code) {
                let says = format!(
                    "代码 {} 已经是别处一个组织的;请核对,要调来的请在调整隶属中办理",
                    code.as_str()
                );
                self.flaw(at, Column::Code, says);
            } else if sheet.looks_rounded && long_and_rounded(code).1 && self.is_unheard_of(at) {
                self.flaw(at, Column::Code, lost_digits(code.as_str()));
            }
        }
    }

    /// Finds every node's level, and circles on the way.
    fn check_circles(&mut self) {
        let mut levels: Vec<Option<usize>> = vec![None; self.below.len()];
        // By which walk a node was come by.
        let mut walks = vec![usize::MAX; self.below.len()];
        for start in 0..self.below.len() {
            let mut way = Vec::new();
            let mut next = Some(start);
            let mut level = loop {
                let Some(node) = next else { break Some(0) };
                if let Some(level) = levels[node] {
                    break (level > 0).then_some(level);
                }
                if walks[node] == start {
                    let from = way.iter().position(|met| *met == node).unwrap_or(0);
                    self.circle(&way[from..]);
                    break None;
                }
                walks[node] = start;
                way.push(node);
                next = self.node(self.below[node]);
            };
            for node in way.into_iter().rev() {
                level = level.map(|level| level + 1);
                levels[node] = Some(level.unwrap_or(0));
            }
        }
        self.levels = levels.into_iter().map(|level| level.unwrap_or(0)).collect();
    }

    /// Says so at the first line of a circle, from where it is told.
    fn circle(&mut self, circle: &[usize]) {
        let lines =
            circle.iter().enumerate().filter_map(|(at, node)| Some((self.line(*node)?, at)));
        let Some((line, first)) = lines.min() else { return };
        let round = circle.iter().cycle().skip(first).take(circle.len() + 1);
        let mut names: Vec<&str> = round.map(|node| self.name(*node)).collect();
        if names.len() > 6 {
            names.splice(4..names.len() - 1, ["…"]);
        }
        let says = format!("上级绕成了一圈: {};请改正其中一个上级", names.join(" → "));
        self.flaw(line, Column::Superior, says);
    }

    fn check_depth(&mut self) {
        let most = limit::TREE_DEPTH.saturating_sub(self.ground.scope.path.depth());
        let mut told = HashSet::new();
        for node in 0..self.levels.len() {
            if self.levels[node] <= most {
                continue;
            }
            // What has no line of its own comes along with one that has.
            let mut with = node;
            while let (None, Some(above)) = (self.line(with), self.node(self.below[with])) {
                with = above;
            }
            let Some(line) = self.line(with).filter(|line| told.insert(*line)) else { continue };
            let deepest = limit::TREE_DEPTH;
            let says = match with == node {
                true => format!("层级超过 {deepest} 级;请核对上级"),
                false => format!("下面的「{}」层级会超过 {deepest} 级", self.name(node)),
            };
            self.flaw(line, Column::Superior, says);
        }
    }

    fn check_kinds(&mut self) {
        let (ground, sheet) = (self.ground, self.sheet);
        for (at, line) in sheet.lines.iter().enumerate() {
            let (kind, name) = self.superior(self.below[self.node_of(at)]);
            if !self.lost.contains_key(&at) && !line.kind.may_stand_below(kind) {
                let says = format!("上级「{name}」是{kind},下面不能有{}", line.kind);
                self.flaw(at, Column::Kind, says);
            }
        }
        // What the sheet doesn't speak of stays, and may not like its superior's new kind.
        for (org, child) in ground.existing.iter().enumerate() {
            let Superior::Existing(above) = self.now[org] else { continue };
            let (None, Some(line)) = (self.line_of[org], self.line_of[above]) else { continue };
            let kind = sheet.lines[line].kind;
            if !self.is_closed(org) && !child.kind.may_stand_below(kind) {
                let (child, name) = (child.kind, child.name.as_str());
                self.flaw(line, Column::Kind, format!("下面有{child}「{name}」,不能改成{kind}"));
            }
        }
    }

    fn check_closed(&mut self) {
        let (ground, sheet) = (self.ground, self.sheet);
        for at in 0..sheet.lines.len() {
            let Superior::Existing(above) = self.below[self.node_of(at)] else { continue };
            if self.is_closed(above) {
                let name = ground.existing[above].name.as_str();
                let says = format!("上级「{name}」不在表中,要撤销;请把它写进表里,或改填别的上级");
                self.flaw(at, Column::Superior, says);
            }
        }
        for (org, child) in ground.existing.iter().enumerate() {
            let Superior::Existing(above) = self.below[org] else { continue };
            if child.code.is_none() && self.line_of[org].is_none() && self.is_closed(above) {
                let (name, child) = (ground.existing[above].name.as_str(), child.name.as_str());
                let says = format!(
                    "「{name}」不在表中,要撤销,但下面还有「{child}」,它没有代码;请先给它填上代码"
                );
                self.flaws.push(Flaw::new(Place::whole(), says));
            }
        }
    }
}
