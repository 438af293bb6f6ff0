//! What may be chosen in a record: topics and criteria of the schemes that the branch is assessed
//! by, and its 党小组.

use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use model::Scheme;
use model::id::OrgId;
use model::record::descriptor::FieldFlaw;
use model::record::{Content, Descriptor, Field, Shape};
use model::scheme::number;
use score::scheme::{BUILT_IN, read};
use store::{Link, roster};

use crate::App;
use crate::campaign::{Current, campaigns_of};
use crate::refusal::Refusal;

/// Something that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What is kept.
    pub value: String,
    /// What is read.
    pub word: String,
}

/// All that may be chosen beside the words of descriptors.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Offers {
    /// 专题.
    pub topics: Vec<Offer>,
    /// 评分要点.
    pub criteria: Vec<Offer>,
    /// 党小组.
    pub cells: Vec<Offer>,
}

/// The scheme that comes with the program: a ledger may begin before its campaign does.
static FIRST: LazyLock<Option<Arc<Scheme>>> =
    LazyLock::new(|| read(BUILT_IN[0].text).scheme.map(Arc::new));

/// The schemes by which a branch is assessed on a day, each with what tells it from the others:
/// those of the campaigns that it takes part in with their 本地附加部分, else the one that comes
/// with the program.
async fn schemes(
    app: &App,
    link: &mut Link,
    org: OrgId,
    day: Date,
) -> Result<Vec<(Arc<Scheme>, String)>, Refusal> {
    let current = campaigns_of(app, link, org, day).await?;
    let mut schemes: Vec<(Arc<Scheme>, String)> = Vec::new();
    let several = current.iter().any(|one| one.scheme.id != current[0].scheme.id);
    for Current { scheme, locals, .. } in current {
        let after = if several { format!("({})", scheme.title) } else { String::new() };
        schemes.push((scheme, after));
        let locals = locals.into_iter().map(|local| {
            let after = format!("({}附加)", local.part.owner);
            (local.scheme, after)
        });
        schemes.extend(locals);
    }
    if schemes.is_empty() {
        schemes.extend(FIRST.clone().map(|scheme| (scheme, String::new())));
    }
    Ok(schemes)
}

/// Offers what is not offered yet: two campaigns may go by one scheme.
fn offer(offers: &mut Vec<Offer>, value: String, word: String) {
    if !offers.iter().any(|other| other.value == value) {
        offers.push(Offer { value, word });
    }
}

impl Offers {
    /// What a branch may choose on a day.
    pub(super) async fn of(
        app: &App,
        link: &mut Link,
        org: OrgId,
        day: Date,
    ) -> Result<Self, Refusal> {
        let schemes = schemes(app, link, org, day).await?;
        let (mut topics, mut criteria) = (Vec::new(), Vec::new());
        for (scheme, after) in &schemes {
            for topic in &scheme.topics {
                let word = format!("专题{} {}{after}", topic.number, topic.title);
                offer(&mut topics, scheme.topic_slot(topic.number), word);
            }
            for (_, criterion) in scheme.criteria() {
                let word = format!("{} {}{after}", number(&criterion.id), criterion.title);
                offer(&mut criteria, scheme.criterion_slot(&criterion.id), word);
            }
        }
        let cells = roster::cells(link, org).await?.into_iter();
        let cells = cells.filter(|cell| cell.days.hold(day));
        let cells = cells.map(|cell| Offer { value: cell.id.to_string(), word: cell.name });
        Ok(Self { topics, criteria, cells: cells.collect() })
    }

    /// Those among which a field chooses; none where its own shape says what may be chosen.
    #[must_use]
    pub fn among(&self, field: &Field) -> &[Offer] {
        match field.shape {
            Shape::Topics => &self.topics,
            Shape::Criteria => &self.criteria,
            Shape::Cell => &self.cells,
            _ => &[],
        }
    }

    /// The word for what is kept; itself where it is offered no more.
    #[must_use]
    pub fn word(&self, field: &Field, value: &str) -> String {
        let offered = self.among(field).iter().find(|offer| offer.value == value);
        let word = || number(value.rsplit(':').next().unwrap_or(value));
        offered.map_or_else(word, |offer| offer.word.clone())
    }

    /// What was chosen and is not offered, but where the version before chose it too: a scheme may
    /// have ended since.
    pub(super) fn flaws(
        &self,
        asked: &Descriptor,
        content: &Content,
        before: Option<&Content>,
    ) -> Vec<FieldFlaw> {
        let chosen =
            |field: &&Field| matches!(field.shape, Shape::Topics | Shape::Criteria | Shape::Cell);
        let is_odd = |field: &&Field| {
            let offers = self.among(field);
            content.texts.words(field.name).any(|word| {
                let was = before.is_some_and(|before| before.texts.has(field.name, word));
                !was && !offers.iter().any(|offer| offer.value == word)
            })
        };
        let odd = asked.fields.iter().filter(chosen).filter(is_odd);
        odd.map(|field| FieldFlaw::new(field.name, "请从所列的里面选")).collect()
    }
}
