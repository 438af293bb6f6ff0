//! Reads the tags of a page: enough for pages that we write ourselves, where every value of an
//! attribute stands in double quotes.

/// An opening tag.
#[derive(Clone, Copy)]
pub(crate) struct Tag<'p> {
    /// What it is.
    pub(crate) name: &'p str,
    /// All between its brackets.
    pub(crate) text: &'p str,
}

impl<'p> Tag<'p> {
    /// Its attributes; one without a value has an empty one.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (&'p str, &'p str)> {
        let mut rest = self.text[self.name.len()..].trim_start();
        std::iter::from_fn(move || {
            let end = rest.find([' ', '\n', '=']).unwrap_or(rest.len());
            let name = &rest[..end];
            rest = &rest[end..];
            let value = match rest.strip_prefix("=\"") {
                Some(after) => {
                    let (value, after) = after.split_once('"')?;
                    rest = after;
                    value
                }
                None => "",
            };
            rest = rest.trim_start();
            (!name.is_empty()).then_some((name, value))
        })
    }

    /// An attribute's value.
    pub(crate) fn attribute(&self, name: &str) -> Option<&'p str> {
        self.attributes().find(|(found, _)| *found == name).map(|(_, value)| value)
    }
}

/// The opening tags of a page, in their order.
pub(crate) fn tags(page: &str) -> Vec<Tag<'_>> {
    let mut tags = Vec::new();
    for after in page.split('<').skip(1) {
        let (text, _) = after.split_once('>').expect("a tag that is open at the end of its page");
        if text.starts_with(['/', '!']) {
            continue;
        }
        let name = text.split([' ', '\n']).next().unwrap_or_default();
        tags.push(Tag { name, text });
    }
    tags
}

#[test]
fn a_tag_is_read_with_its_attributes() {
    let page = "<!doctype html><p>a</p><input id=\"a\" value=\"b c\" required>";
    let tags = tags(page);
    assert_eq!(tags.iter().map(|tag| tag.name).collect::<Vec<_>>(), ["p", "input"]);
    let attributes: Vec<_> = tags[1].attributes().collect();
    assert_eq!(attributes, [("id", "a"), ("value", "b c"), ("required", "")]);
}
