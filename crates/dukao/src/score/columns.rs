//! Which column of a sheet means what.

use std::collections::HashMap;

use model::{Flaw, Flaws, Place, Scheme};
use score::rollup;
use table::Head;
use table::fold::fold;

/// The column that a head is known by.
pub(super) const NAME: &str = "支部名称";
const CODE: &str = "支部代码";
const SECTOR: &str = "类别";
const SECRETARY: &str = "书记";
const CITY: &str = "市";
const COUNTY: &str = "县(市、区)";
const COMMITTEE: &str = "上级党委";
const BONUS: &str = "附加分";
const OWN: &str = "自查";
const REMARK: &str = "备注";

/// The columns that a sheet may have before its points, in the order of the template.
pub(super) const UNIT_HEADS: [&str; 7] = [CODE, NAME, SECTOR, SECRETARY, CITY, COUNTY, COMMITTEE];

/// Whether a row with this name is the head.
pub(super) fn is_head(name: &str) -> bool {
    fold(name) == NAME
}

/// Whether a column's content holds for every row that it is merged over. A code, a name or points
/// must be each branch's own.
pub(super) fn carries_merged(head: &str) -> bool {
    let head = fold(head);
    [SECTOR, SECRETARY, CITY, COUNTY, COMMITTEE].contains(&head.as_str())
        || head.starts_with(REMARK)
}

/// The heads of the sheet's point columns, in the order of the template.
pub(super) fn point_heads(scheme: &Scheme) -> Vec<String> {
    let ids = || scheme.criteria().map(|(_, criterion)| criterion.id.as_str());
    let mut heads: Vec<String> = ids().map(str::to_owned).collect();
    heads.extend(ids().map(|id| format!("{OWN}{id}")));
    heads.extend(scheme.bonus.as_ref().map(|_| BONUS.to_owned()));
    heads.extend(ids().map(|id| format!("{REMARK}{id}")));
    heads
}

/// Where each meaning stands, as a column from 0.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) code: Option<usize>,
    pub(super) name: usize,
    pub(super) sector: Option<usize>,
    pub(super) secretary: Option<usize>,
    pub(super) city: Option<usize>,
    pub(super) county: Option<usize>,
    pub(super) committee: Option<usize>,
    pub(super) bonus: Option<usize>,
    /// The committee's points by criterion.
    pub(super) rated: Vec<Option<usize>>,
    /// The branch's own points by criterion.
    pub(super) own: Vec<Option<usize>>,
    /// Remarks by criterion.
    pub(super) remarks: Vec<Option<usize>>,
    /// All of these that the sheet has.
    pub(super) used: Vec<usize>,
    /// The heads as typed.
    pub(super) heads: Vec<String>,
    /// Heads that mean nothing here.
    pub(super) unknown: Vec<String>,
    /// Criteria without a column of the committee's points, where others have one.
    pub(super) absent: Vec<String>,
}

impl Columns {
    /// Finds the columns; what is wrong with the head goes to `flaws`.
    pub(super) fn of(head: &Head, scheme: &Scheme, cell: bool, flaws: &mut Flaws) -> Self {
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut again = Vec::new();
        for (at, name) in head.names.iter().enumerate() {
            let folded = fold(name);
            match places.get(&folded) {
                _ if folded.is_empty() => {}
                Some(first) => again.push((folded, *first, at)),
                None => {
                    places.insert(folded, at);
                }
            }
        }
        let mut take = |name: &str| places.remove(&fold(name));
        let mut criteria = |prefix: &str| -> Vec<Option<usize>> {
            scheme.criteria().map(|(_, c)| take(&format!("{prefix}{}", c.id))).collect()
        };
        let (rated, own, remarks) = (criteria(""), criteria(OWN), criteria(REMARK));
        let bonus = scheme.bonus.as_ref().and_then(|_| take(BONUS));
        let columns = Self {
            code: take(CODE),
            name: take(NAME).unwrap_or(0),
            sector: take(SECTOR),
            secretary: take(SECRETARY),
            city: take(CITY),
            county: take(COUNTY),
            committee: take(COMMITTEE),
            bonus,
            absent: absent(scheme, &rated),
            rated,
            own,
            remarks,
            heads: head.names.iter().map(|name| name.trim().to_owned()).collect(),
            used: Vec::new(),
            unknown: unknown(&places, &head.names),
        };
        let unit = [columns.code, Some(columns.name), columns.sector, columns.secretary];
        let unit = unit.into_iter().chain([columns.city, columns.county, columns.committee]);
        let points = columns.rated.iter().chain(&columns.own).chain(&columns.remarks).copied();
        let used = unit.chain(points).chain([columns.bonus]).flatten().collect();
        let columns = Self { used, ..columns };
        // Two columns that mean nothing here may well be called the same.
        for (_, first, at) in again.iter().filter(|(folded, ..)| !places.contains_key(folded)) {
            let place = Place {
                row: head.row,
                column: u32::try_from(at + 1).unwrap_or(0),
                head: columns.heads[*at].clone(),
                cell,
            };
            let says = format!("与第 {} 列的列名相同;请删去或改名", first + 1);
            flaws.push(Flaw::new(place, says));
        }
        if columns.rated.iter().chain(&columns.own).all(Option::is_none) {
            let first = scheme.criteria().next().map_or("1.1", |(_, c)| c.id.as_str());
            let says = format!(
                "没有一列评分要点;请加上「{first}」等列(上级党委的评分)或「{OWN}{first}」等列"
            );
            flaws.push(Flaw::new(Place { row: head.row, cell, ..Place::whole() }, says));
        }
        columns
    }

    /// The columns that say whose a branch is, in the order of [`Branch::units`]; nothing for those
    /// that the sheet lacks.
    ///
    /// [`Branch::units`]: super::branch::Branch::units
    pub(super) fn units(&self) -> [Option<&'static str>; 4] {
        let has = |column: Option<usize>, head| column.map(|_| head);
        [
            has(self.city, CITY),
            has(self.county, COUNTY),
            has(self.committee, COMMITTEE),
            has(self.sector, SECTOR),
        ]
    }

    /// What the person should know of criteria without a column of the committee's points; blank
    /// where there is nothing to know.
    pub(super) fn absent_remark(&self) -> String {
        let all = self.rated.len();
        let absent = self.absent.len();
        if absent == 0 {
            return String::new();
        }
        if absent > all / 2 {
            return format!("{all} 个评分要点中有 {absent} 个没有上级党委评分的列,按未评计");
        }
        format!("上级党委评分的 {} 没有列,按未评计", self.absent.join("、"))
    }

    /// Which levels a roll-up has.
    pub(super) fn levels(&self) -> rollup::Columns {
        rollup::Columns {
            city: self.city.is_some(),
            county: self.county.is_some(),
            committee: self.committee.is_some(),
            sector: self.sector.is_some(),
        }
    }
}

fn absent(scheme: &Scheme, rated: &[Option<usize>]) -> Vec<String> {
    if rated.iter().all(Option::is_none) {
        return Vec::new();
    }
    let missing = scheme.criteria().zip(rated).filter(|(_, column)| column.is_none());
    missing.map(|((_, criterion), _)| criterion.id.clone()).collect()
}

fn unknown(places: &HashMap<String, usize>, names: &[String]) -> Vec<String> {
    let mut columns: Vec<usize> = places.values().copied().collect();
    columns.sort_unstable();
    columns.into_iter().map(|at| names[at].split_whitespace().collect()).collect()
}
