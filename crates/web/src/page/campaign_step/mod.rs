//! 筹备 a campaign, step by step, and what is done to one that is open. Every step says what comes
//! next and may be gone back to.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::layout::Page;
use crate::part::choice::{Choice, Choices, Tick};
use crate::part::confirm::Confirm;
use crate::part::facts::{Fact, Facts};
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::way::Way;

/// The steps, with the one that is shown.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign_step/steps.html")]
pub struct Steps {
    /// The steps, in order.
    pub steps: Vec<Step>,
}

impl HtmlSafe for Steps {}

/// A step.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Its number and name.
    pub text: String,
    /// Where it is done; none while there is no campaign yet.
    pub href: Option<String>,
    /// Whether this is it.
    pub current: bool,
    /// Whether it is finished.
    pub done: bool,
}

/// What every step's page has.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// The way to it.
    pub way: Way,
    /// The steps; none once the campaign is open.
    pub steps: Option<Steps>,
    /// The campaign, or whose a new one is.
    pub name: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// The version that is changed; empty for a new one.
    pub version: String,
    /// What the button says.
    pub button: String,
    /// The way back.
    pub back: Link,
    /// What has to be mended.
    pub flaws: Flaws,
}

macro_rules! pages {
    ($($page:ident: $title:literal;)*) => {$(
        impl Page for $page {
            fn title(&self) -> String {
                format!("{} - {}", $title, self.frame.name)
            }

            fn way(&self) -> Option<&Way> {
                Some(&self.frame.way)
            }

            fn flawed(&self) -> bool {
                !self.frame.flaws.is_empty()
            }
        }
    )*};
}

pages! {
    FactsStep: "名称和起止";
    SchemeStep: "考核方案";
    ScopeStep: "参加范围";
    PeriodsStep: "期次和期限";
    DocumentStep: "文件和任务";
    OpeningStep: "核对启动";
    Extension: "延期";
    LocalPart: "本地附加部分";
}

/// Name and days.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign_step/facts.html")]
pub struct FactsStep {
    /// What every step has.
    pub frame: Frame,
    /// The name, as typed.
    pub title: String,
    /// The first day.
    pub from: String,
    /// The last.
    pub to: String,
}

/// Which scheme.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign_step/scheme.html")]
pub struct SchemeStep {
    /// What every step has.
    pub frame: Frame,
    /// The schemes.
    pub schemes: Vec<Choice>,
    /// Where another one is published.
    pub publish: Link,
}

/// Who takes part.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign_step/scope.html")]
pub struct ScopeStep {
    /// What every step has.
    pub frame: Frame,
    /// Whether all of the owner's, or units.
    pub all_units: bool,
    /// The units right below.
    pub units: Vec<Choice>,
    /// Codes of others.
    pub codes: String,
    /// Whether all sectors.
    pub all_sectors: bool,
    /// The sectors.
    pub sectors: Vec<Choice>,
}

/// The periods.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign_step/periods.html")]
pub struct PeriodsStep {
    /// What every step has.
    pub frame: Frame,
    /// From when to when the campaign goes.
    pub days: String,
    /// The periods, blank ones at the end.
    pub rows: Vec<PeriodRow>,
}

/// A period, as typed.
#[derive(Clone, Debug, Default)]
pub struct PeriodRow {
    /// Which it is, from 1.
    pub number: usize,
    /// Names of the fields, in their order.
    pub names: [String; 5],
    /// What was typed into them.
    pub values: [String; 5],
}

impl PeriodRow {
    const LABELS: [&'static str; 5] = ["名称", "自查开始", "自查结束", "评定开始", "评定结束"];

    fn fields<'r>(&'r self, flaws: &'r Flaws) -> Vec<Field<'r>> {
        let fields = self.names.iter().zip(&self.values).zip(Self::LABELS);
        let field = |((name, value), label): ((&'r String, &'r String), &'static str)| {
            let field = match label {
                "名称" => Field::text(name, label, value),
                _ => Field::date(name, label, value),
            };
            field.flaw(flaws.of(name))
        };
        fields.map(field).collect()
    }
}

/// A document, with what it asks for.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign_step/document.html")]
pub struct DocumentStep {
    /// What every step has.
    pub frame: Frame,
    /// Those that are there.
    pub documents: Vec<Link>,
    /// The title, as typed.
    pub title: String,
    /// 文号.
    pub symbol: String,
    /// 印发日期.
    pub issued: String,
    /// The text.
    pub content: String,
    /// The tasks, blank ones at the end.
    pub rows: Vec<TaskFields>,
    /// The next step.
    pub next: Option<Link>,
}

/// A task, as typed.
#[derive(Clone, Debug, Default)]
pub struct TaskFields {
    /// Names of the fields: task, criterion, day.
    pub names: [String; 3],
    /// What was typed: task, day.
    pub values: [String; 2],
    /// The criteria.
    pub criteria: Vec<Choice>,
}

impl TaskFields {
    fn says<'r>(&'r self, flaws: &'r Flaws) -> Field<'r> {
        let name = &self.names[0];
        Field::text(name, "任务", &self.values[0]).optional().flaw(flaws.of(name))
    }

    fn criterion<'r>(&'r self, flaws: &'r Flaws) -> Choices<'r> {
        let name = &self.names[1];
        let choices = Choices::select(name, "对应评分要点", &self.criteria);
        choices.blank("不对应").optional().flaw(flaws.of(name))
    }

    fn due<'r>(&'r self, flaws: &'r Flaws) -> Field<'r> {
        let name = &self.names[2];
        Field::date(name, "完成期限", &self.values[1]).optional().flaw(flaws.of(name))
    }
}

/// What opening would do.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign_step/opening.html")]
pub struct OpeningStep {
    /// What every step has.
    pub frame: Frame,
    /// What has to be done before, each with where.
    pub blocking: Vec<Link>,
    /// What may be done before, each with where.
    pub soft: Vec<Link>,
    /// Who would take part.
    pub counts: Vec<Fact>,
    /// Branches that nobody evaluates, by name.
    pub unevaluated: Vec<String>,
    /// What opening does, a sentence each.
    pub says: Vec<String>,
}

impl OpeningStep {
    fn confirm(&self) -> String {
        confirm(&self.frame, &self.says, false)
    }
}

/// Something that is confirmed: taking late ones in, closing.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign_step/confirm.html")]
pub struct ConfirmStep {
    /// What every step has.
    pub frame: Frame,
    /// What the page is called.
    pub heading: String,
    /// That it is to be looked at.
    pub lead: String,
    /// What it is about, in figures.
    pub counts: Vec<Fact>,
    /// Which, a line each.
    pub lines: Vec<String>,
    /// What it does, a sentence each; none where there is nothing to do.
    pub says: Vec<String>,
    /// Whether it takes something away.
    pub grave: bool,
}

impl ConfirmStep {
    fn confirm(&self) -> String {
        confirm(&self.frame, &self.says, self.grave)
    }
}

impl Page for ConfirmStep {
    fn title(&self) -> String {
        format!("{} - {}", self.heading, self.frame.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.frame.way)
    }

    fn flawed(&self) -> bool {
        !self.frame.flaws.is_empty()
    }
}

fn confirm(frame: &Frame, says: &[String], grave: bool) -> String {
    let version = frame.version.clone();
    let hidden = [("version".to_owned(), version)];
    let hidden = if frame.version.is_empty() { &hidden[..0] } else { &hidden[..] };
    Confirm {
        form: &frame.form,
        action: &frame.action,
        says,
        hidden,
        fields: &[],
        button: &frame.button,
        grave,
        back: &frame.back,
    }
    .to_string()
}

/// Putting a branch's last day off.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign_step/extension.html")]
pub struct Extension {
    /// What every step has.
    pub frame: Frame,
    /// Which branch.
    pub branch: String,
    /// Periods and stages.
    pub windows: Vec<Choice>,
    /// The new last day.
    pub until: String,
    /// Why.
    pub reason: String,
    /// What was put off before, a line each.
    pub before: Vec<String>,
}

/// A part of an organisation's own.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign_step/local_part.html")]
pub struct LocalPart {
    /// What every step has.
    pub frame: Frame,
    /// Whose it is.
    pub organisation: String,
    /// Why nothing of it changes any more; blank while it may.
    pub settled: String,
    /// The one that is there.
    pub current: Option<Link>,
    /// Where that is ended, and the form's id.
    pub end: (String, String),
    /// The schemes.
    pub schemes: Vec<Choice>,
    /// Where another one is published.
    pub publish: Link,
}
