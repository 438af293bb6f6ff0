//! The form that `dukao score` reads: its columns and what a branch's row says in them, as text and
//! as a workbook. Whoever hands such a sheet out writes it here.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use model::path::OrgPath;
use model::{Points, Scheme};
use store::organisation::{self, Organisation};
use store::score_sheet::{self, OnSheet};
use store::{Fault, Link};
use table::book::{Accepts, Unwritable};
use table::delimited::{BYTE_ORDER_MARK, push_text};
use table::{Book, Column, Kind, Sheet, Value};

use crate::refusal::Refusal;

/// Heads before the points: of every sheet, and of one whose branches stand that far apart.
pub(crate) const CODE: &str = "支部代码";
pub(crate) const NAME: &str = "支部名称";
pub(crate) const SECTOR: &str = "类别";
pub(crate) const SECRETARY: &str = "书记";
pub(crate) const CITY: &str = "市";
pub(crate) const COUNTY: &str = "县(市、区)";
pub(crate) const COMMITTEE: &str = "上级党委";
/// The head of the bonus.
pub(crate) const BONUS: &str = "附加分";
/// What stands before a criterion's id over the branch's own points.
pub(crate) const OWN: &str = "自查";
/// What stands before it over remarks; alone, over those about any criterion.
pub(crate) const REMARK: &str = "备注";
/// What stands before it over what is suggested, which `dukao score` doesn't read.
pub(crate) const SUGGESTED: &str = "建议";
/// Over what a row was made from, which `dukao score` doesn't read and nobody sees.
pub(crate) const MADE_FROM: &str = "下载记录";

/// How the code of a branch begins that has none: the sheet tells branches apart by their codes.
pub(crate) const UNCODED: &str = "无代码";

/// The name of a workbook's sheet.
const SHEET: &str = "考核表";

/// Characters of room for remarks.
const REMARK_WIDTH: usize = 30;

/// Which columns a sheet has before its points.
pub(crate) struct Units {
    departments: Vec<(OrgPath, String)>,
    has_city: bool,
    has_county: bool,
}

impl Units {
    /// Those of what stands at and below an organisation.
    pub(crate) async fn below(link: &mut Link, org: &Organisation) -> Result<Self, Refusal> {
        let highest = org.path.way().next().unwrap_or_else(OrgPath::above_all);
        let mut departments = Vec::new();
        for above in organisation::way(link, &org.path).await? {
            if above.kind == model::organisation::OrgKind::Department && above.id != org.id {
                departments.push((above.path, above.name.as_str().to_owned()));
            }
        }
        departments.extend(score_sheet::departments(link, &org.path).await?);
        // Where the highest is no department, nothing is left out of the way.
        if departments.first().is_none_or(|(path, _)| *path != highest) {
            departments.insert(0, (highest, String::new()));
        }
        let units = Self { departments, has_city: false, has_county: false };
        let deepest = units.departments.iter().map(|(path, _)| units.of(path).count()).max();
        let deepest = deepest.unwrap_or(0);
        Ok(Self { has_city: deepest >= 1, has_county: deepest >= 2, ..units })
    }

    /// The departments on the way to a place, the highest of all left out.
    fn of(&self, at: &OrgPath) -> impl Iterator<Item = &str> {
        let above = self.departments.iter().filter(move |(path, _)| path.holds(at));
        above.skip(1).map(|(_, name)| name.as_str())
    }
}

/// For whom a sheet is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum For {
    /// For `dukao score`: official points, with a remark a criterion.
    Scoring,
    /// For a committee that fills it in: one column of remarks, what is suggested, and what each
    /// row was made from.
    Filling,
}

/// What a row says beyond what stands for every sheet: where a committee fills it in.
#[derive(Clone, Debug, Default)]
pub(crate) struct More {
    /// What is suggested, by criterion.
    pub(crate) suggested: Vec<String>,
    /// What the row is made from.
    pub(crate) made_from: String,
}

/// The form, for rows in their order.
pub(crate) struct Form {
    scheme: Arc<Scheme>,
    units: Units,
    for_whom: For,
    /// Branches without a code so far.
    uncoded: u32,
}

impl Form {
    pub(crate) fn new(scheme: Arc<Scheme>, units: Units, for_whom: For) -> Self {
        Self { scheme, units, for_whom, uncoded: 0 }
    }

    /// Each column's head, with its points at the most where it has any, or its width.
    fn columns(&self) -> Vec<(String, Option<Points>, usize)> {
        let text = |head: &str, width| (head.to_owned(), None, width);
        let mut all = vec![text(CODE, 16), text(NAME, 32), text(SECTOR, 10), text(SECRETARY, 10)];
        all.extend(self.units.has_city.then(|| text(CITY, 12)));
        all.extend(self.units.has_county.then(|| text(COUNTY, 14)));
        all.push(text(COMMITTEE, 28));
        let criteria = || self.scheme.criteria().map(|(_, criterion)| criterion);
        let points = |before: &'static str| {
            criteria().map(move |one| (format!("{before}{}", one.id), Some(one.points), 9))
        };
        all.extend(points(""));
        if self.for_whom == For::Filling {
            all.push(text(REMARK, REMARK_WIDTH));
        }
        all.extend(points(OWN));
        match self.for_whom {
            For::Scoring => {
                let bonus = self.scheme.bonus.as_ref();
                all.extend(bonus.map(|bonus| (BONUS.to_owned(), Some(bonus.points), 9)));
                all.extend(criteria().map(|one| text(&format!("{REMARK}{}", one.id), 20)));
            }
            For::Filling => {
                all.extend(criteria().map(|one| text(&format!("{SUGGESTED}{}", one.id), 9)));
                all.push(text(MADE_FROM, 9));
            }
        }
        all
    }

    /// A branch's cells, in the order of the columns.
    pub(crate) fn row(&mut self, one: &OnSheet, more: &More) -> Vec<String> {
        let code = one.code.clone().unwrap_or_else(|| {
            self.uncoded += 1;
            format!("{UNCODED}{:06}", self.uncoded)
        });
        let sector = one.sector.map_or("", |sector| sector.word()).to_owned();
        let mut cells = vec![code, one.name.clone(), sector];
        cells.push(one.secretary.clone().unwrap_or_default());
        let mut units = self.units.of(&one.path).map(str::to_owned).fuse();
        let [city, county] = [(); 2].map(|()| units.next().unwrap_or_default());
        drop(units);
        cells.extend(self.units.has_city.then_some(city));
        cells.extend(self.units.has_county.then_some(county));
        cells.push(one.committee.clone());
        let shown = |points: Option<Points>| points.map_or_else(String::new, |p| p.to_string());
        let given = model::evaluation::points(&one.lines, &self.scheme);
        cells.extend(given.iter().copied().map(shown));
        if self.for_whom == For::Filling {
            cells.push(String::new());
        }
        match &one.check {
            Some(check) => cells.extend(check.own(&self.scheme).into_iter().map(shown)),
            None => cells.extend(given.iter().map(|_| String::new())),
        }
        match self.for_whom {
            For::Scoring => {
                // 附加分 comes with what is approved for it, which no page gives yet.
                cells.extend(self.scheme.bonus.as_ref().map(|_| String::new()));
                cells.extend(self.remarks(one));
            }
            For::Filling => {
                cells.extend(more.suggested.iter().cloned());
                cells.push(more.made_from.clone());
            }
        }
        cells
    }

    /// What was said of each criterion: by the committee, else by the branch.
    fn remarks(&self, one: &OnSheet) -> Vec<String> {
        let of = |(_, criterion): (_, &model::Criterion)| {
            let line = one.lines.iter().find(|line| line.criterion == criterion.id);
            let own = one.check.as_ref().map_or(&[][..], |check| &check.answers);
            let own = own.iter().find(|answer| answer.criterion == criterion.id);
            let own = own.map(|answer| answer.reason.clone());
            line.map(|line| line.reason.clone()).or(own).unwrap_or_default()
        };
        self.scheme.criteria().map(of).collect()
    }

    /// A note above each column.
    fn notes(&self, columns: &[(String, Option<Points>, usize)]) -> Vec<String> {
        let title = |head: &str| {
            let mut criteria = self.scheme.criteria();
            criteria.find(|(_, one)| one.id == head).map(|(_, one)| one.title.as_str())
        };
        let note = |(head, most, _): &(String, Option<Points>, usize)| match (most, title(head)) {
            (Some(most), Some(title)) => format!("满分 {}\n{title}", most.short()),
            (Some(_), None) => "只供参考,不读".to_owned(),
            (None, _) if head == REMARK => "与建议不同或没有建议的,写明理由".to_owned(),
            (None, _) if head.starts_with(SUGGESTED) => "只供参考,不读".to_owned(),
            _ => String::new(),
        };
        columns.iter().map(note).collect()
    }
}

/// Rows as delimited text.
pub(crate) struct Text<W: Write> {
    pub(crate) form: Form,
    to: W,
}

impl<W: Write> Text<W> {
    /// Begins with what the sheet is, and its heads.
    pub(crate) fn begin(form: Form, title: &str, to: W) -> Result<Self, Refusal> {
        let heads: Vec<String> = form.columns().into_iter().map(|(head, ..)| head).collect();
        let mut text = Self { form, to };
        text.to.write_all(BYTE_ORDER_MARK).map_err(Fault::from)?;
        text.put(&[title.to_owned()])?;
        text.put(&heads)?;
        Ok(text)
    }

    fn put(&mut self, cells: &[String]) -> Result<(), Refusal> {
        let mut text = Vec::new();
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                text.push(b',');
            }
            push_text(&mut text, cell);
        }
        text.push(b'\n');
        Ok(self.to.write_all(&text).map_err(Fault::from)?)
    }

    pub(crate) fn row(&mut self, one: &OnSheet, more: &More) -> Result<(), Refusal> {
        let cells = self.form.row(one, more);
        self.put(&cells)
    }

    pub(crate) fn end(self) -> W {
        self.to
    }
}

/// Rows as a workbook that checks what is typed into it.
pub(crate) struct Filled {
    form: Form,
    book: Book,
    sheet: Sheet,
    is_points: Vec<bool>,
}

impl Filled {
    /// Begins with what the sheet is, what to do with it, and its heads.
    pub(crate) fn begin(
        form: Form,
        (title, says): (&str, &str),
        spill: &Path,
    ) -> Result<Self, Refusal> {
        let columns = form.columns();
        let notes = form.notes(&columns);
        let made = columns.iter().map(|(head, most, width)| {
            let kind = if most.is_some() { Kind::Hundredths } else { Kind::Text };
            Column::new(head, kind).at_least(*width)
        });
        let mut book = Book::new(spill);
        let made = made.collect();
        let mut sheet = book.form(SHEET, &[title, says], &notes, made).map_err(unwritable)?;
        for (at, (head, most, _)) in columns.iter().enumerate() {
            if let Some(most) = most {
                sheet.accept(at, &Accepts::UpTo(most.hundredths())).map_err(unwritable)?;
            }
            if head == MADE_FROM {
                sheet.hide(at);
            }
        }
        let is_points = columns.iter().map(|(_, most, _)| most.is_some()).collect();
        Ok(Self { form, book, sheet, is_points })
    }

    pub(crate) fn row(&mut self, one: &OnSheet, more: &More) -> Result<(), Refusal> {
        let cells = self.form.row(one, more);
        let values = cells.iter().zip(&self.is_points).map(|(cell, is_points)| {
            let points = || Points::parse(cell).ok();
            match is_points {
                _ if cell.is_empty() => Value::Blank,
                true => points().map_or(Value::Blank, |p| Value::Hundredths(p.hundredths().into())),
                false => Value::Text(cell),
            }
        });
        let values: Vec<Value<'_>> = values.collect();
        self.sheet.row(&values).map_err(unwritable)
    }

    pub(crate) fn end(self, to: impl Write) -> Result<(), Refusal> {
        let Self { mut book, sheet, .. } = self;
        book.push(sheet).map_err(unwritable)?;
        book.save(to).map_err(unwritable)
    }
}

fn unwritable(unwritable: Unwritable) -> Refusal {
    Fault::from(std::io::Error::other(unwritable.to_string())).into()
}
