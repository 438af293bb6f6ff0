//! 类别不符: branches whose sector is not that of whoever evaluates them.

use askama::Template;

use crate::layout::Page;
use crate::part::empty::Empty;
use crate::part::link::{Act, Link};
use crate::part::pager::Pager;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation_mismatch/organisation_mismatch.html")]
pub struct OrganisationMismatch {
    /// The way to it.
    pub way: Way,
    /// In whose subtree.
    pub name: String,
    /// To take them out.
    pub acts: Vec<Act>,
    /// A page of them.
    pub rows: Vec<MismatchRow>,
    /// Through them.
    pub pager: Pager,
    /// Back to the organisation.
    pub back_href: String,
}

/// A branch with whoever evaluates it.
#[derive(Clone, Debug, Default)]
pub struct MismatchRow {
    /// The branch's page.
    pub branch: Link,
    /// Its sector.
    pub sector: String,
    /// Who evaluates it, where there is somebody who may be seen.
    pub evaluator: Option<Link>,
    /// The evaluator's kind.
    pub kind: String,
    /// The sectors that it is responsible for.
    pub responsible: String,
}

impl OrganisationMismatch {
    fn table(&self) -> Table {
        let heads = vec![
            Head::text("党支部"),
            Head::narrow("类别"),
            Head::text("评定单位"),
            Head::narrow("种类").bare(),
            Head::text("负责的类别"),
        ];
        let row = |row: &MismatchRow| {
            let evaluator = match &row.evaluator {
                Some(link) => Cell::Link(link.clone()),
                None => Cell::text("没有评定单位"),
            };
            let responsible = match row.responsible.is_empty() {
                true => "没有填",
                false => &row.responsible,
            };
            vec![
                Cell::Link(row.branch.clone()),
                Cell::text(&row.sector),
                evaluator,
                Cell::text(&row.kind),
                Cell::text(responsible),
            ]
        };
        Table::new("类别不符的党支部", heads, self.rows.iter().map(row).collect()).unseen_caption()
    }

    fn nothing(&self) -> Empty {
        match self.pager.next {
            Some(_) => Empty::new("这一段没有类别不符的党支部", "后面还有没查的,请点「下一页」。"),
            None => Empty::new("没有类别不符的党支部", ""),
        }
    }
}

impl Page for OrganisationMismatch {
    fn title(&self) -> String {
        format!("类别不符 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
