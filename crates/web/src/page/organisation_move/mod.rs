//! 调整隶属 and 并入: first the new superior is found, then everything that follows is shown.

use askama::Template;

use crate::layout::Page;
use crate::page::organisation_act::DAY_HINT;
use crate::page::search::Hit;
use crate::part::confirm::Confirm;
use crate::part::empty::Empty;
use crate::part::field::Field;
use crate::part::find::Find;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::way::Way;

/// The first step: to below which organisation? A hit's `href` leads to the second.
#[derive(Clone, Debug, Template)]
#[template(path = "page/organisation_move/superior.html")]
pub struct SuperiorSearch {
    /// The way to it.
    pub way: Way,
    /// What is moved, or goes into another.
    pub name: String,
    /// Whether it goes into another, and is then no more.
    pub merging: bool,
    /// Its superior now.
    pub superior: String,
    /// The box, with what was asked.
    pub find: Find,
    /// How many were found that it may stand below.
    pub said: String,
    /// Those that it may stand below.
    pub hits: Vec<Hit>,
    /// Through the hits.
    pub pager: Pager,
    /// Back to the organisation.
    pub back_href: String,
}

impl SuperiorSearch {
    fn heading(&self) -> &'static str {
        if self.merging { "合并党组织" } else { "调整隶属" }
    }

    fn nothing(&self) -> Empty {
        Empty::new(
            format!("没有找到可以接收它的「{}」", self.find.query),
            "请核对用字,或只输名称中的两三个字。您无权新建下级的组织不在其中。",
        )
    }
}

impl Page for SuperiorSearch {
    fn title(&self) -> String {
        format!("{} - {}", self.heading(), self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}

/// The second step: what would follow. It sends `to` and `on`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation_move/preview.html")]
pub struct MovePreview {
    /// The way to it.
    pub way: Way,
    /// What is moved.
    pub name: String,
    /// Its way now, the highest first, without itself.
    pub from: Vec<String>,
    /// Its way afterwards.
    pub to: Vec<String>,
    /// The identity of the new superior.
    pub to_id: String,
    /// Who and what is affected, a sentence each.
    pub says: Vec<String>,
    /// From which day on, as `2025-06-30`.
    pub on: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// Back to the first step.
    pub back: Link,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl MovePreview {
    fn hidden(&self) -> [(String, String); 1] {
        [("to".to_owned(), self.to_id.clone())]
    }

    fn fields(&self) -> [Field<'_>; 1] {
        [Field::date("on", "自何日起", &self.on).hint(DAY_HINT).flaw(self.flaws.of("on"))]
    }

    fn confirm(&self) -> String {
        Confirm {
            form: &self.form,
            action: &self.action,
            says: &self.says,
            hidden: &self.hidden(),
            fields: &self.fields(),
            button: "调整隶属",
            grave: false,
            back: &self.back,
        }
        .to_string()
    }
}

impl Page for MovePreview {
    fn title(&self) -> String {
        format!("核对隶属调整 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
