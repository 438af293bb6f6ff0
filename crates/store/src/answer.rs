//! What forms were answered with. Every form carries an identity; sent again, by a double click or
//! after a lost connection, it gets the first answer and nothing is done twice.

use model::id::PersonId;
use uuid::Uuid;

use crate::fault::Fault;
use crate::link::Link;
use crate::statement::{args, sql};
use crate::write::Write;

sql! {
    GIVEN = "select place from answer where form = $1 and person = $2";
    LED = "select place from answer where form = $1";
    GIVE = "insert into answer (form, person, place, at) values";
}

/// Where a person's form led, if it was sent before.
///
/// # Errors
/// [`Fault`].
pub async fn given(link: &mut Link, form: Uuid, person: PersonId) -> Result<Option<String>, Fault> {
    link.row(GIVEN, args![form, person]).await?.map(|row| row.get(0)).transpose()
}

/// Where a form led whose sender was nobody known yet when it was shown.
///
/// # Errors
/// [`Fault`].
pub async fn led(link: &mut Link, form: Uuid) -> Result<Option<String>, Fault> {
    link.row(LED, args![form]).await?.map(|row| row.get(0)).transpose()
}

/// Notes where a form leads, together with what it did.
///
/// # Errors
/// [`Fault`].
pub async fn give(
    write: &mut Write,
    form: Uuid,
    person: PersonId,
    place: &str,
) -> Result<(), Fault> {
    let at = write.at();
    write.insert(GIVE, 4, args![form, person, place, at]).await
}
