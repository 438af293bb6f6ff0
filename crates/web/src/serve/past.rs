//! 查看以往: an organisation's page as of a day gone by, to be read only.

use app::Refusal;
use app::organisation::{self, Facts, Listing, Past};
use jiff::civil::Date;
use model::id::OrgId;
use model::path::OrgPath;

use super::act::facts;
use super::organisation::{address, names, span};
use super::who::Signed;
use crate::page::organisation::{AsOf, Child, ChildSorts, Organisation};
use crate::part::facts::Fact;
use crate::part::find::Find;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::way::Way;

/// The page; without an identity, of the highest one where this person holds a role.
pub(super) async fn page(
    signed: &Signed,
    org: Option<OrgId>,
    on: Date,
    after: &OrgPath,
) -> Result<Organisation, Refusal> {
    let view = organisation::browse(&signed.cx, org, &Listing::default()).await?;
    let past = organisation::past(&signed.cx, view.org.id, on, after).await?;
    let Past { org, facts: said, way, children, unseen, next } = past;
    let at = |org: OrgId| format!("{}?on={on}", address(org));
    let here = at(org.id);
    let child = |(id, facts): &(OrgId, Facts)| Child {
        name: facts.name.as_str().to_owned(),
        href: at(*id),
        kind: facts.kind.word().to_owned(),
        code: facts.code.as_ref().map_or_else(String::new, |code| code.as_str().to_owned()),
        ..Child::default()
    };
    let page_says = match unseen {
        0 => String::new(),
        unseen => format!("另有 {unseen} 个现在不在您的查看范围,没有列出"),
    };
    let step = |(id, name): &(Option<OrgId>, String)| match id {
        Some(id) => Link::new(name, at(*id)),
        None => Link::new(name, here.clone()),
    };
    let shown =
        facts(&said).into_iter().filter(|(term, value)| *term != "名称" && !value.is_empty());
    Ok(Organisation {
        way: Way { steps: way.iter().map(step).collect(), here: said.name.as_str().to_owned() },
        name: said.name.as_str().to_owned(),
        badges: Vec::new(),
        facts: shown.map(|(term, value)| Fact::new(term, value)).collect(),
        acts: Vec::new(),
        find: Find {
            action: "/search".to_owned(),
            label: "在管理范围内检索(今天的名称)".to_owned(),
            query: String::new(),
            hidden: Vec::new(),
        },
        as_of: Some(AsOf {
            action: address(org.id),
            on: on.to_string(),
            today_href: Some(address(org.id)),
            flaw: None,
        }),
        children: children.iter().map(child).collect(),
        sorts: ChildSorts::default(),
        sieve: None,
        pager: Pager {
            said: page_says,
            first: (!after.as_str().is_empty()).then(|| here.clone()),
            next: next.map(|next| format!("{here}&after={next}")),
        },
        may_have_children: said.kind != model::organisation::OrgKind::Branch,
        found: None,
        posts: None,
        superiors: view.history.iter().rev().filter_map(span).collect(),
        names: names(&view.versions),
        plans: Vec::new(),
    })
}
