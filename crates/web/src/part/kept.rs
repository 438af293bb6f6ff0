//! A form that is carried through a login, unseen.

use askama::Template;
use askama::filters::HtmlSafe;

/// Fields that are never sent back to a browser; a test finds each field for a secret here. The
/// number that a phone shows is sent with the secret or before anybody is known: neither is kept.
pub const SECRETS: [&str; 6] = [
    "password",
    "password_again",
    "new_password",
    "new_password_again",
    "current_password",
    "secret",
];

/// What the names of kept fields begin with, so that they are none of the page's own.
const BEFORE: &str = "kept.";

/// The field that says where it is to be sent.
const PLACE: &str = "kept_place";

/// What was sent before the login was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "part/kept.html")]
pub struct Kept {
    /// Where it was sent, and is sent again.
    pub place: String,
    /// Its fields, in their order.
    pub fields: Vec<(String, String)>,
}

impl HtmlSafe for Kept {}

impl Kept {
    /// Finds it among the fields of a form; nothing where there is none.
    pub fn found(fields: &[(String, String)]) -> Option<Self> {
        let (_, place) = fields.iter().find(|(name, _)| name == PLACE)?;
        let kept = fields.iter().filter_map(|(name, value)| {
            let name = name.strip_prefix(BEFORE)?;
            (!SECRETS.contains(&name)).then(|| (name.to_owned(), value.clone()))
        });
        Some(Self { place: place.clone(), fields: kept.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::Kept;

    #[test]
    fn what_is_kept_is_found_again_in_its_order_and_without_secrets() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let sent = [
            pair("login", "guanli"),
            pair("kept_place", "/organisations/1/facts"),
            pair("kept.sectors", "rural"),
            pair("kept.password", "geheim"),
            pair("kept.sectors", "village"),
        ];
        let fields = vec![pair("sectors", "rural"), pair("sectors", "village")];
        let kept = Kept { place: "/organisations/1/facts".to_owned(), fields };
        assert_eq!(Kept::found(&sent), Some(kept));
        assert_eq!(Kept::found(&sent[..1]), None);
    }
}
