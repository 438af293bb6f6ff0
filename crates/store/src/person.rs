//! People: the one table in which names stand.

use model::id::PersonId;

use crate::fault::Fault;
use crate::statement::{Arg, args, sql};
use crate::write::Write;

sql! {
    ENTER = "insert into person (id, name, entered) values";
}

/// A person who is entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The identity.
    pub id: PersonId,
    /// The name.
    pub name: String,
}

/// Enters people. They come with something that is permitted: a post, a place on a roster.
pub(crate) async fn enter(write: &mut Write, people: &[Person]) -> Result<(), Fault> {
    let at = write.at();
    let mut rows: Vec<Arg<'_>> = Vec::with_capacity(3 * people.len());
    for person in people {
        rows.extend_from_slice(args![person.id, &person.name, at]);
        write.note("person", person.id.uuid(), 1, &format!("name {}\n", person.name));
    }
    write.insert(ENTER, 3, &rows).await
}
