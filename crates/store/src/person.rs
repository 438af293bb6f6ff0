//! People: the one table in which names stand.

use model::fold::fold;
use model::id::PersonId;
use uuid::Uuid;

use crate::fault::Fault;
use crate::link::Link;
use crate::organisation::pairs;
use crate::row::Row;
use crate::statement::{Arg, args, sql};
use crate::version::{self, Version};
use crate::write::Write;

sql! {
    ENTER = "insert into person (id, name, folded, entered, version) values";
    PAIR = "insert into person_pair (pair, person) values";
    WALK = "select id, version, name from person where id > $1 order by id limit $2";
}

/// A person who is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The identity.
    pub id: PersonId,
    /// The name.
    pub name: String,
}

/// A version's content.
fn content(name: &str) -> String {
    format!("name {name}\n")
}

/// Enters people. They come with something that is permitted: a post, a place on a roster.
pub(crate) async fn enter(write: &mut Write, people: &[Person]) -> Result<(), Fault> {
    let at = write.at();
    let folded: Vec<String> = people.iter().map(|person| fold(&person.name)).collect();
    let mut rows: Vec<Arg<'_>> = Vec::with_capacity(5 * people.len());
    for (person, folded) in people.iter().zip(&folded) {
        rows.extend_from_slice(args![person.id, &person.name, folded, at, 1]);
    }
    write.insert(ENTER, 5, &rows).await?;
    let named = people.iter().zip(&folded);
    let named =
        named.flat_map(|(person, folded)| pairs(folded).into_iter().map(|pair| (pair, person.id)));
    let mut named: Vec<(String, PersonId)> = named.collect();
    // In the order of the table's key, so that neighbours go to the same pages.
    named.sort_unstable();
    let values: Vec<Arg<'_>> =
        named.iter().flat_map(|(pair, person)| [Arg::from(pair), Arg::from(*person)]).collect();
    write.insert(PAIR, 2, &values).await?;
    let version = |person: &Person| (person.id.uuid(), 1, content(&person.name));
    let versions: Vec<Version> = people.iter().map(version).collect();
    version::keep(write, &version::PERSON, &versions).await
}

/// People behind one, in the order of identities, as they are and as their versions should say.
pub(crate) async fn walk(
    link: &mut Link,
    after: Uuid,
    most: i64,
) -> Result<Vec<(Uuid, i64, String)>, Fault> {
    let rows = link.rows(WALK, args![after, most]).await?;
    let read = |row: &Row| Ok((row.get(0)?, row.get(1)?, content(&row.get::<String>(2)?)));
    rows.iter().map(read).collect()
}
