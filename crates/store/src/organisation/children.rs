//! Those right below an organisation as a person wants them listed: in an order, of a kind or a
//! sector, with a piece of their name. Each order has an index that begins with the superior.

use model::fold::fold;
use model::organisation::{OrgKind, Sector};
use model::path::OrgPath;

use super::{Organisation, columns, escaped, organisations};
use crate::fault::Fault;
use crate::link::Link;
use crate::statement::{Arg, Statement};

/// An order of children.
macro_rules! listed {
    ($behind:literal, $order:literal) => {
        [
            listed!($behind, $order, ""),
            listed!($behind, $order, " and o.kind = $5"),
            listed!($behind, $order, " and o.sector = $5"),
            listed!($behind, $order, " and o.folded like $5 escape '!'"),
            listed!($behind, $order, " and o.kind = $5 and o.folded like $6 escape '!'"),
            listed!($behind, $order, " and o.sector = $5 and o.folded like $6 escape '!'"),
        ]
    };
    ($behind:literal, $order:literal, $only:literal) => {
        Statement::new(concat!(
            "select ",
            columns!(),
            " from organisation o where o.parent = $1 and o.closed is null and ",
            $behind,
            $only,
            " order by ",
            $order,
            " limit $4"
        ))
    };
}

/// Each order has a text for what may be asked for: nothing, a kind, a sector, a piece of the name,
/// a kind with one, a sector with one.
const LISTS: [[Statement; 6]; 4] = [BY_PLACE, BY_NAME, BY_CODE, WITHOUT_CODE];

const BY_PLACE: [Statement; 6] = listed!("o.path > $2 and o.path < $3", "o.path");
const BY_NAME: [Statement; 6] = listed!("(o.name, o.path) > ($2, $3)", "o.name, o.path");
const BY_CODE: [Statement; 6] = listed!("(o.code, o.path) > ($2, $3)", "o.code, o.path");
const WITHOUT_CODE: [Statement; 6] =
    listed!("o.code is null and o.path > $2 and o.path < $3", "o.path");

/// Every statement of this file.
pub(super) const ALL: &[Statement] = LISTS.as_flattened();

/// An order that an index has ready.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// That of the tree: who was founded or came first.
    #[default]
    Place,
    /// By name.
    Name,
    /// By code; those without one come last.
    Code,
}

/// Which children are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Only {
    /// All.
    #[default]
    All,
    /// Those of a kind.
    Kind(OrgKind),
    /// The branches of a sector.
    Sector(Sector),
}

/// Behind which child a page begins: where it stands, and by what it was listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// Its place; above all where a list begins.
    pub path: OrgPath,
    /// Its name or code, where the list goes by that and it has one.
    pub key: Option<String>,
}

impl Default for Behind {
    fn default() -> Self {
        Self { path: OrgPath::above_all(), key: None }
    }
}

impl Behind {
    /// Behind an organisation, in an order.
    #[must_use]
    pub fn of(org: &Organisation, order: Order) -> Self {
        let key = match order {
            Order::Place => None,
            Order::Name => Some(org.name.as_str().to_owned()),
            Order::Code => org.code.as_ref().map(|code| code.as_str().to_owned()),
        };
        Self { path: org.path.clone(), key }
    }
}

/// So many children of an organisation at most, which are not closed.
///
/// # Errors
/// [`Fault`].
pub async fn listed(
    link: &mut Link,
    org: &Organisation,
    order: Order,
    (only, piece): (Only, &str),
    behind: &Behind,
    most: i64,
) -> Result<Vec<Organisation>, Fault> {
    let pattern = match fold(piece) {
        piece if piece.is_empty() => None,
        piece => Some(format!("%{}%", escaped(&piece))),
    };
    let (text, word) = match (only, &pattern) {
        (Only::All, None) => (0, None),
        (Only::Kind(kind), None) => (1, Some(kind.name())),
        (Only::Sector(sector), None) => (2, Some(sector.name())),
        (Only::All, Some(_)) => (3, None),
        (Only::Kind(kind), Some(_)) => (4, Some(kind.name())),
        (Only::Sector(sector), Some(_)) => (5, Some(sector.name())),
    };
    let rest: Vec<Arg<'_>> =
        word.map(Arg::from).into_iter().chain(pattern.as_ref().map(Arg::from)).collect();
    let mut ask = async |texts: [Statement; 6], from: &str, to: &str, most: i64| {
        let mut values = vec![Arg::from(org.id), Arg::from(from), Arg::from(to), Arg::from(most)];
        values.extend_from_slice(&rest);
        organisations(link.rows(texts[text], &values).await?)
    };
    let (path, end) = (behind.path.as_str(), org.path.end());
    let key = behind.key.as_deref().unwrap_or_default();
    match order {
        Order::Place => ask(BY_PLACE, path, &end, most).await,
        Order::Name => ask(BY_NAME, key, path, most).await,
        Order::Code => {
            let is_among_codes = behind.key.is_some() || path.is_empty();
            let mut found = match is_among_codes {
                true => ask(BY_CODE, key, path, most).await?,
                false => Vec::new(),
            };
            let left = most - i64::try_from(found.len()).unwrap_or(most);
            if left > 0 {
                let from = if is_among_codes { "" } else { path };
                found.extend(ask(WITHOUT_CODE, from, &end, left).await?);
            }
            Ok(found)
        }
    }
}
