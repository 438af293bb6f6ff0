//! 台账记录: what one record says, its files, and every change with who, when and why.

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::confirm::Confirm;
use crate::part::facts::{Fact, Facts};
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::link::{Act, Link};
use crate::part::news::Changed;
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/record/record.html")]
pub struct Record {
    /// The way to it.
    pub way: Way,
    /// What it is called.
    pub title: String,
    /// What it is.
    pub kind: String,
    /// Its state, where that is not the usual one.
    pub badges: Vec<Badge>,
    /// What this person may do to it.
    pub acts: Vec<Act>,
    /// What it says.
    pub facts: Vec<Fact>,
    /// Who was there; none where that wasn't asked.
    pub attendance: Vec<Group>,
    /// Its files.
    pub files: Vec<File>,
    /// Every version, the latest first.
    pub revisions: Vec<Revision>,
}

/// Members who attended in the same way.
#[derive(Clone, Debug, Default)]
pub struct Group {
    /// How.
    pub word: String,
    /// How many.
    pub count: String,
    /// Who; empty where names may not be known.
    pub names: Vec<String>,
}

/// A file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// Its identity, as a form sends it.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How large.
    pub size: String,
    /// Where it is fetched.
    pub href: String,
}

/// A version.
#[derive(Clone, Debug, Default)]
pub struct Revision {
    /// What was done, by whom, when.
    pub says: String,
    /// Why; empty for the first.
    pub reason: String,
    /// What is different.
    pub changed: Vec<Changed>,
}
impl Page for Record {
    fn title(&self) -> String {
        format!("{} - {}", self.title, self.kind)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}

/// 撤回: asks once, with the reason. It sends `base` and `reason`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/record/withdrawal.html")]
pub struct Withdrawal {
    /// The way to it.
    pub way: Way,
    /// What the record is called.
    pub title: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// The version that is withdrawn.
    pub base: String,
    /// The reason, as typed.
    pub reason: String,
    /// Back to the record.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl Withdrawal {
    fn confirm(&self) -> String {
        let says = [
            "这条记录不再算数,自查和评定都不再用它。".to_owned(),
            "内容和附件都保留,注明已撤回和原因。".to_owned(),
            "撤错了可以再提交更正,恢复它。".to_owned(),
        ];
        let reason = Field::text("reason", "为什么撤回", &self.reason)
            .hint("一句话,如「与另一条重复」")
            .flaw(self.flaws.of("reason"));
        Confirm {
            form: &self.form,
            action: &self.action,
            says: &says,
            hidden: &[("base".to_owned(), self.base.clone())],
            fields: &[reason],
            button: "撤回",
            grave: true,
            back: &Link::new("返回,不撤回", &self.back_href),
        }
        .to_string()
    }
}

impl Page for Withdrawal {
    fn title(&self) -> String {
        format!("撤回 - {}", self.title)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
