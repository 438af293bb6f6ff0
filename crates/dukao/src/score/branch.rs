//! One row of a sheet: whose it is, and what was given.

mod cells;

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use model::{Flaw, Flaws, Place, Points, Scheme};
use score::{Marks, Unit};
use table::fold::{fold, narrowed};
use table::{Cell, Row};

use super::columns::{self, Columns};

/// Names of rows that add others up. Sums are ours to make: such a row would count twice.
const SUM_ROWS: [&str; 4] = ["合计", "总计", "小计", "共计"];

/// How a line of remarks below a table begins. It would count as a branch that reported nothing.
const NOTES: [&str; 6] = ["注:", "备注:", "说明:", "填表人", "制表人", "审核人"];

/// A branch, as its row says.
#[derive(Clone, Debug)]
pub(super) struct Branch<'r> {
    pub(super) code: Cow<'r, str>,
    pub(super) name: Cow<'r, str>,
    pub(super) sector: Cow<'r, str>,
    pub(super) secretary: Cow<'r, str>,
    pub(super) city: Cow<'r, str>,
    pub(super) county: Cow<'r, str>,
    pub(super) committee: Cow<'r, str>,
}

impl Branch<'_> {
    /// Whom it belongs to.
    pub(super) fn unit(&self) -> Unit<'_> {
        Unit {
            city: &self.city,
            county: &self.county,
            committee: &self.committee,
            sector: &self.sector,
        }
    }

    /// Its city, county, committee and sector.
    pub(super) fn units(&self) -> [&str; 4] {
        [&self.city, &self.county, &self.committee, &self.sector]
    }

    /// What tells it from all others: its code, or where there is none its name and whose it is.
    pub(super) fn key(&self, columns: &Columns) -> Vec<&str> {
        if columns.code.is_some() {
            return vec![&self.code];
        }
        vec![&self.city, &self.county, &self.committee, &self.name]
    }

    /// The key as it is compared: full width or half, with spaces or without, it is the same.
    pub(super) fn compared_key(&self, columns: &Columns) -> Vec<String> {
        self.key(columns).into_iter().map(|part| narrowed(part).into_owned()).collect()
    }

    /// A short stand-in for the key. Two branches with the same are looked at again.
    pub(super) fn fingerprint(&self, columns: &Columns) -> u64 {
        let mut hasher = DefaultHasher::new();
        let mut hash = |part: &str| narrowed(part).hash(&mut hasher);
        match columns.code {
            Some(_) => hash(&self.code),
            None => {
                hash(&self.city);
                hash(&self.county);
                hash(&self.committee);
                hash(&self.name);
            }
        }
        hasher.finish()
    }
}

/// Room for a row's marks, used again for every row.
#[derive(Clone, Debug, Default)]
pub(super) struct Given {
    pub(super) committee: Vec<Option<Points>>,
    pub(super) own: Vec<Option<Points>>,
    pub(super) bonus: Option<Points>,
}

impl Given {
    /// A criterion's points and whose they are: the committee's before the branch's own.
    pub(super) fn of(&self, criterion: usize) -> Option<(Points, &'static str)> {
        match (self.committee[criterion], self.own[criterion]) {
            (Some(points), _) => Some((points, "党委评定")),
            (None, Some(points)) => Some((points, "支部自查")),
            (None, None) => None,
        }
    }

    /// As the arithmetic takes them.
    pub(super) fn marks(&self) -> Marks<'_> {
        Marks { committee: &self.committee, own: &self.own, bonus: self.bonus }
    }
}

/// Reads rows by a scheme and a head.
#[derive(Clone, Debug)]
pub(super) struct BranchReader {
    pub(super) columns: Columns,
    most: Vec<Points>,
    bonus_most: Points,
    is_workbook: bool,
}

impl BranchReader {
    pub(super) fn new(columns: Columns, scheme: &Scheme, is_workbook: bool) -> Self {
        let most = scheme.criteria().map(|(_, criterion)| criterion.points).collect();
        Self { columns, most, bonus_most: scheme.bonus_points(), is_workbook }
    }

    /// Reads a row; nothing for a blank one and for one that cannot be a branch.
    pub(super) fn read<'r>(
        &self,
        row: &Row<'r>,
        given: &mut Given,
        flaws: &mut Flaws,
    ) -> Option<Branch<'r>> {
        let columns = &self.columns;
        let name = self.text(row, Some(columns.name), flaws);
        if name.is_empty() && self.is_blank(row) {
            return None;
        }
        if let Some(says) = self.no_branch(row, &name) {
            self.flaw(flaws, row, Some(columns.name), says.to_owned());
            return None;
        }
        let branch = Branch {
            code: self.code(row, flaws),
            sector: self.text(row, columns.sector, flaws),
            secretary: self.text(row, columns.secretary, flaws),
            city: self.text(row, columns.city, flaws),
            county: self.text(row, columns.county, flaws),
            committee: self.text(row, columns.committee, flaws),
            name,
        };
        // What cannot be read was said already.
        if branch.name.is_empty() && row.cell(columns.name) == Cell::Blank {
            self.flaw(flaws, row, Some(columns.name), "支部名称是空的;请填写".to_owned());
        }
        self.stray(row, flaws);
        given.committee.clear();
        given.own.clear();
        for (at, most) in self.most.iter().enumerate() {
            let limit = (*most, "满分");
            given.committee.push(self.points(row, columns.rated[at], limit, flaws));
            given.own.push(self.points(row, columns.own[at], limit, flaws));
        }
        for remark in columns.remarks.iter().filter(|column| column.is_some()) {
            self.text(row, *remark, flaws);
        }
        given.bonus = self.points(row, columns.bonus, (self.bonus_most, "附加分上限"), flaws);
        Some(branch)
    }

    /// How many lines of 失分 a row has: criteria that lost points, and those with a remark.
    pub(super) fn lost_lines(&self, row: &Row<'_>, given: &Given) -> u64 {
        let is_line = |at: &usize| {
            let got = given.of(*at);
            got.is_some_and(|(points, _)| points != self.most[*at])
                || self.columns.remarks[*at].is_some_and(|column| row.cell(column) != Cell::Blank)
        };
        (0..self.most.len()).filter(is_line).count() as u64
    }

    /// A criterion's remark.
    pub(super) fn remark<'r>(&self, row: &Row<'r>, criterion: usize) -> Cow<'r, str> {
        self.text(row, self.columns.remarks[criterion], &mut Flaws::default())
    }

    /// Whether a row says nothing. What stands right of a workbook's table is somebody's scratch.
    fn is_blank(&self, row: &Row<'_>) -> bool {
        let table = if self.is_workbook { self.columns.heads.len() } else { row.len() };
        (0..table.min(row.len())).all(|column| row.cell(column) == Cell::Blank)
    }

    /// Why a row is no branch, where it looks like one.
    fn no_branch(&self, row: &Row<'_>, name: &str) -> Option<&'static str> {
        if self.adds_others_up(row, name) {
            return Some("是合计行;请删去这一行,合计由本程序计算");
        }
        if self.is_note(row, name) {
            return Some("像是说明,不是支部;说明请移到表头上面,或删去这一行");
        }
        // Sheets put together from several have their heads in between.
        if name.ends_with('称') && columns::is_head(name) {
            return Some("又是一行表头;请删去这一行");
        }
        let across = self.is_workbook && {
            let mut used = self.columns.used.iter();
            used.any(|column| row.cell(*column) == Cell::Odd(table::cell::ACROSS))
        };
        across.then_some(
            "这一行横向合并了单元格;是支部的请取消合并,每格填自己的内容,不是支部的请删去这一行",
        )
    }

    /// Whether a row has nothing but a name, and that begins as a remark does or is a sentence.
    fn is_note(&self, row: &Row<'_>, name: &str) -> bool {
        let is_remark = || {
            let folded = fold(name);
            NOTES.iter().any(|sign| folded.starts_with(sign))
        };
        let is_sentence = name.contains(['。', ';', '；']);
        (is_sentence || (name.contains([':', '：', '人']) && is_remark())) && {
            let others = (0..row.len()).filter(|column| *column != self.columns.name);
            others.map(|column| row.cell(column)).all(|cell| cell == Cell::Blank)
        }
    }

    fn adds_others_up(&self, row: &Row<'_>, name: &str) -> bool {
        // `合计(12个)` and `甲镇小计` add up too; `合计量检测站党支部` is a branch.
        let is_sum = |text: &str| {
            text.contains('计') && {
                let folded = fold(text);
                let rest = SUM_ROWS.iter().find_map(|word| folded.strip_prefix(word));
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '(']))
                    || SUM_ROWS.iter().any(|word| folded.trim_end_matches(':').ends_with(word))
            }
        };
        // Where the name is blank, the word stands somewhere on its left.
        let on_the_left = || {
            let columns = (0..self.columns.name).chain(self.columns.code);
            let mut cells = columns.map(|column| row.cell(column));
            cells.any(|cell| matches!(cell, Cell::Text(text) if is_sum(text)))
        };
        is_sum(name) || (name.is_empty() && on_the_left())
    }

    /// A cell right of the head's last column, in delimited text: a comma too many moves points
    /// into other columns.
    fn stray(&self, row: &Row<'_>, flaws: &mut Flaws) {
        let width = self.columns.heads.len();
        if self.is_workbook || row.len() <= width {
            return;
        }
        if let Some(at) = (width..row.len()).find(|at| row.cell(*at) != Cell::Blank) {
            let says = format!(
                "表头有 {width} 列,这一行在第 {} 列还有内容;多半是文字里的分隔符没有加双引号",
                at + 1
            );
            self.flaw(flaws, row, None, says);
        }
    }

    /// The place of a column in a row.
    pub(super) fn place(&self, row: u64, column: Option<usize>) -> Place {
        let head = column.and_then(|at| self.columns.heads.get(at)).cloned().unwrap_or_default();
        let column = column.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0);
        Place { row, column, head, cell: self.is_workbook }
    }

    fn flaw(&self, flaws: &mut Flaws, row: &Row<'_>, column: Option<usize>, says: String) {
        flaws.push(Flaw::new(self.place(row.number(), column), says));
    }
}
