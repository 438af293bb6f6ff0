//! Whose row a row of a sheet is.

use std::collections::HashMap;

use model::fold::fold;
use model::id::OrgId;
use store::{Link, organisation};

use super::Ground;
use super::read::{Line, Sheet};
use crate::campaign::Enrolled;
use crate::refusal::Refusal;
use crate::score_sheet::form::UNCODED;

/// Branches by what a row that wasn't made here calls them.
pub(super) struct Known {
    by_code: HashMap<String, OrgId>,
}

impl Known {
    pub(super) async fn of(
        link: &mut Link,
        ground: &Ground,
        sheet: &Sheet,
    ) -> Result<Self, Refusal> {
        let codes = sheet.lines.iter().map(|line| line.code.as_str());
        let codes: Vec<&str> =
            codes.filter(|code| !code.is_empty() && !code.starts_with(UNCODED)).collect();
        let mut by_code = HashMap::new();
        if codes.is_empty() {
            return Ok(Self { by_code });
        }
        for org in organisation::with_codes(link, &codes).await? {
            let is_own = ground.enrolled.iter().any(|one| one.branch == org.id);
            if let Some(code) = org.code.filter(|_| is_own) {
                by_code.insert(code.as_str().to_owned(), org.id);
            }
        }
        Ok(Self { by_code })
    }

    /// Whose row it is, or why nobody's.
    pub(super) fn find<'g>(
        &self,
        ground: &'g Ground,
        line: &Line,
    ) -> Result<&'g Enrolled, &'static str> {
        let own = |branch: OrgId| ground.enrolled.iter().find(|one| one.branch == branch);
        let coded = self.by_code.get(&line.code).copied();
        let is_named = |one: &&Enrolled| fold(&one.name) == fold(&line.name);
        if let Some(made) = line.made_from {
            if made.campaign != ground.campaign.id {
                return Err("是另一次学习教育的评分表;请从这里的评定名单下载");
            }
            let one =
                own(made.branch).ok_or("不是本党委在这次学习教育中评定的支部;请删去这一行")?;
            return match coded == Some(one.branch) || is_named(&one) {
                true => Ok(one),
                false => Err("支部和这一行原来的不同,可能只排了其中几列;请重新下载评分表"),
            };
        }
        if let Some(one) = coded.and_then(own) {
            return match line.name.is_empty() || is_named(&one) {
                true => Ok(one),
                false => Err("代码和名称不是同一个支部;请改正"),
            };
        }
        let mut named = ground.enrolled.iter().filter(is_named);
        match (named.next(), named.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err("本党委有几个支部叫这个名称;请填支部代码"),
            (None, _) => Err("不是本党委在这次学习教育中评定的支部;请删去这一行"),
        }
    }
}
