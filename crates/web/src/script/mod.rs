//! Scripts: small modules that improve pages which work without them.
//!
//! A module is a file of about fifty lines, a hundred at the most, and a line in [`MODULES`]. It is
//! loaded by pages that have an element whose `data-enhance` names it, and listens on the document,
//! so that a page which another module puts in place of this one is improved too. Nothing is
//! bundled; the floor is Chromium 86, and a test keeps out what it doesn't know.

use std::sync::LazyLock;

use crate::look::hash;

/// A module: its name, as `data-enhance` has it, and its text.
pub type Module = (&'static str, &'static str);

/// All of them.
pub const MODULES: [Module; 4] = [
    ("draft", include_str!("draft.js")),
    ("evaluate", include_str!("evaluate.js")),
    ("send", include_str!("send.js")),
    ("upload", include_str!("upload.js")),
];

/// Where the modules are asked for: `/script/<name>-<hash>.js`, in their order.
static ADDRESSES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let address =
        |(name, text): &Module| format!("/script/{name}-{:016x}.js", hash(text.as_bytes()));
    MODULES.iter().map(address).collect()
});

/// Where a module is asked for; it changes with its text, so that a browser may keep it for ever.
pub fn address(name: &str) -> Option<&'static str> {
    let at = MODULES.iter().position(|(known, _)| *known == name)?;
    Some(&ADDRESSES[at])
}

/// A module's text, by its address.
pub fn text(address: &str) -> Option<&'static str> {
    let at = ADDRESSES.iter().position(|known| known == address)?;
    Some(MODULES[at].1)
}

/// The addresses of the modules that a page's elements name.
pub(crate) fn of_page(page: &str) -> Vec<&'static str> {
    let named = page.split("data-enhance=\"").skip(1);
    let named = named.filter_map(|after| after.split('"').next());
    let named: Vec<&str> = named.flat_map(str::split_whitespace).collect();
    let used = MODULES.iter().filter(|(name, _)| named.contains(name));
    used.filter_map(|(name, _)| address(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::{MODULES, address, of_page, text};

    #[test]
    fn a_page_loads_what_its_elements_name_and_nothing_else() {
        let both = [address("draft"), address("send")].map(|known| known.expect("a module"));
        assert_eq!(of_page("<form data-enhance=\"send draft\">"), both);
        assert_eq!(of_page("<p data-enhance=\"send\"></p><form data-enhance=\"send\">"), both[1..]);
        assert!(of_page("<p>send</p>").is_empty());
        assert!(of_page("<p data-enhance=\"sender\"></p>").is_empty());
        for (name, module) in MODULES {
            let address = address(name).expect("a module");
            assert_eq!(text(address), Some(module), "{name}");
        }
        assert_eq!(text("/script/draft.js"), None);
    }

    #[test]
    fn a_module_is_small_and_uses_nothing_that_the_floor_does_not_know() {
        // What came after Chromium 86, and what a strict policy or a quiet page doesn't want.
        const BANNED: [&str; 16] = [
            "??=",
            "||=",
            "&&=",
            ".at(",
            "replaceAll",
            "structuredClone",
            "Object.hasOwn",
            "findLast",
            "static {",
            "eval(",
            "Function(",
            "innerHTML",
            "document.write",
            "console.",
            "import ",
            "alert(",
        ];
        for (name, module) in MODULES {
            let found: Vec<&str> =
                BANNED.into_iter().filter(|word| module.contains(word)).collect();
            assert!(found.is_empty(), "{name}: {found:?}");
            assert!(module.lines().count() <= 100, "{name} is long");
            assert!(module.lines().all(|line| line.chars().count() <= 100), "{name} is wide");
            assert!(module.starts_with("// "), "{name} doesn't say what it is for");
        }
    }
}
