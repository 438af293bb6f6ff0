//! What holds for the stylesheet: what Chromium 86 doesn't know stays out, colours stand in one
//! place, and every class that a page uses is meant.

use web::look::SHEET;

use crate::{markup, sample};

/// What the floor doesn't know, and what the look doesn't want.
const BANNED: [&str; 24] = [
    "@layer",
    "@container",
    "@import",
    "@property",
    "@scope",
    "@supports",
    ":has(",
    ":is(",
    ":where(",
    "popover",
    "gradient",
    "url(",
    "!important",
    "color-mix",
    "oklch",
    "aspect-ratio",
    "inset:",
    "inset-",
    "margin-inline",
    "padding-inline",
    "dvh",
    "subgrid",
    "box-shadow",
    "animation",
];

/// The sheet without its comments.
fn bare() -> String {
    let mut bare = String::new();
    for (at, part) in SHEET.split("/*").enumerate() {
        bare.push_str(if at == 0 {
            part
        } else {
            part.split_once("*/").map_or("", |(_, css)| css)
        });
    }
    bare
}

#[test]
fn the_sheet_uses_nothing_that_the_floor_does_not_know() {
    let bare = bare();
    let found: Vec<&str> = BANNED.into_iter().filter(|word| bare.contains(word)).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn no_rule_stands_within_another() {
    // What is open: a media query may hold rules, a rule may hold nothing.
    let mut open: Vec<bool> = Vec::new();
    let mut head = String::new();
    for sign in bare().chars() {
        match sign {
            '{' => {
                let holds_rules = head.trim().starts_with("@media");
                let may_stand = open.last().is_none_or(|outer| *outer);
                assert!(may_stand, "«{}» stands within a rule", head.trim());
                open.push(holds_rules);
                head.clear();
            }
            '}' => {
                assert!(open.pop().is_some(), "one bracket too many after «{}»", head.trim());
                head.clear();
            }
            ';' => head.clear(),
            _ => head.push(sign),
        }
    }
    assert!(open.is_empty(), "a bracket is missing");
}

#[test]
fn colours_stand_among_the_tokens_only() {
    let bare = bare();
    let (_, after) = bare.split_once(":root").expect("tokens");
    let (tokens, rest) = after.split_once('}').expect("tokens");
    assert!(tokens.contains("--red: #"));
    let is_colour = |line: &&str| {
        let value = line.split_once(": ").map_or("", |(_, value)| value);
        value.contains('#') || value.contains("rgb") || value.contains("hsl")
    };
    let found: Vec<&str> = rest.lines().filter(is_colour).collect();
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn every_token_that_is_used_is_there() {
    let bare = bare();
    for used in bare.split("var(").skip(1).filter_map(|rest| rest.split(')').next()) {
        assert!(bare.contains(&format!("{used}: ")), "{used} is no token");
    }
}

#[test]
fn every_class_of_the_sheet_stands_on_a_page_and_the_other_way_round() {
    let mut on_pages = std::collections::BTreeSet::new();
    for (_, page) in sample::all() {
        for tag in markup::tags(&page) {
            let classes = tag.attribute("class").unwrap_or_default();
            on_pages.extend(classes.split_whitespace().map(str::to_owned));
        }
    }
    // What a script puts on a page has classes, too.
    for (_, text) in web::script::MODULES {
        for after in text.split("className").skip(1) {
            let classes = after.split('\'').nth(1).unwrap_or_default();
            on_pages.extend(classes.split_whitespace().map(str::to_owned));
        }
    }
    let bare = bare();
    let mut in_sheet = std::collections::BTreeSet::new();
    for after in bare.split('.').skip(1).filter(|after| after.starts_with(char::is_alphabetic)) {
        let is_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let name: String = after.chars().take_while(|c| is_of_name(*c)).collect();
        in_sheet.insert(name);
    }
    let unused: Vec<_> = in_sheet.difference(&on_pages).collect();
    let unmeant: Vec<_> = on_pages.difference(&in_sheet).collect();
    assert!(unused.is_empty() && unmeant.is_empty(), "unused {unused:?}, unmeant {unmeant:?}");
}
