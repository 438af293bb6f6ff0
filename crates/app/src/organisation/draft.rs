//! What somebody typed of an organisation, and what of it can be taken.

use model::organisation::{OrgCode, OrgKind, OrgName, OrgPhone, Sector, Sectors};
use store::organisation::{Facts, Organisation};

use crate::refusal::{Flawed, Refusal};

/// A form's fields, as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// 名称.
    pub name: String,
    /// 代码, blank where it has none.
    pub code: String,
    /// 种类, by its name in a database.
    pub kind: String,
    /// 类别 of a branch, the same; blank where it is not said.
    pub sector: String,
    /// 负责的类别 of a committee, the same.
    pub sectors: Vec<String>,
    /// 联系电话, blank where it is not said.
    pub phone: String,
}

impl Draft {
    /// A form with what is said of an organisation now.
    #[must_use]
    pub fn of(org: &Organisation) -> Self {
        Self {
            name: org.name.as_str().to_owned(),
            code: org.code.as_ref().map_or_else(String::new, |code| code.as_str().to_owned()),
            kind: org.kind.name().to_owned(),
            sector: org.sector.map_or_else(String::new, |sector| sector.name().to_owned()),
            sectors: org.sectors.iter().map(|sector| sector.name().to_owned()).collect(),
            phone: org.phone.as_ref().map_or_else(String::new, |one| one.as_str().to_owned()),
        }
    }

    /// Takes it, for an organisation below one of this kind.
    ///
    /// # Errors
    /// [`Refusal::Flawed`], with every mistake at once.
    pub(super) fn facts(&self, below: Option<OrgKind>) -> Result<Facts, Refusal> {
        let mut flaws = Vec::new();
        let name = OrgName::parse(&self.name);
        let name = name.map_err(|not| flaws.push(Flawed::new("name", not.to_string()))).ok();
        let code = match self.code.trim() {
            "" => None,
            code => OrgCode::parse(code)
                .map_err(|not| flaws.push(Flawed::new("code", not.to_string())))
                .ok(),
        };
        let kind = OrgKind::named(&self.kind);
        match (kind, below) {
            (None, _) => flaws.push(Flawed::new("kind", "请选择种类")),
            (Some(kind), Some(below)) if !kind.may_stand_below(below) => {
                flaws.push(Flawed::new("kind", format!("{below}下面不能有{kind}")));
            }
            _ => {}
        }
        let sector = match self.sector.as_str() {
            "" => None,
            name => {
                let sector = Sector::named(name);
                if sector.is_none() {
                    flaws.push(Flawed::new("sector", "没有这个类别,请从列表选"));
                }
                sector
            }
        };
        if sector.is_some() && kind.is_some_and(|kind| kind != OrgKind::Branch) {
            flaws.push(Flawed::new("sector", "只有党支部才有类别,请选「不填」"));
        }
        let sectors: Vec<Sector> = self.sectors.iter().filter_map(|s| Sector::named(s)).collect();
        if kind == Some(OrgKind::Branch) && !sectors.is_empty() {
            flaws.push(Flawed::new("sectors", "党支部不负责别的支部,请不要勾选"));
        }
        let phone = match self.phone.trim() {
            "" => None,
            phone => OrgPhone::parse(phone)
                .map_err(|not| flaws.push(Flawed::new("phone", not.to_string())))
                .ok(),
        };
        match (name, kind, flaws.is_empty()) {
            (Some(name), Some(kind), true) => {
                Ok(Facts { code, name, kind, sector, sectors: Sectors::new(sectors), phone })
            }
            _ => Err(Refusal::Flawed(flaws)),
        }
    }
}
