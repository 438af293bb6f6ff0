//! What holds for every page in every state, for the stylesheet, and for the routes.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

#[path = "../../examples/pages/sample/mod.rs"]
mod sample;

mod again;
mod asked;
mod auditor;
mod browser;
mod campaign;
mod children;
mod evaluation;
mod grid;
mod import;
mod ledger;
mod markup;
mod people;
mod points_sheet;
mod roster;
mod self_check;
mod served;
mod sheet;

use markup::Tag;

/// Looks at every page; what a page lacks is said with its name.
fn check(lacks: impl Fn(&str, &[Tag<'_>]) -> Vec<String>) {
    let mut found = Vec::new();
    for (name, page) in sample::all() {
        let tags = markup::tags(&page);
        found.extend(lacks(&page, &tags).into_iter().map(|lack| format!("{name}: {lack}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn unless(holds: bool, lack: impl Into<String>) -> Option<String> {
    (!holds).then(|| lack.into())
}

#[test]
fn every_page_has_one_heading_a_title_and_its_language() {
    check(|page, tags| {
        let count = |name: &str| tags.iter().filter(|tag| tag.name == name).count();
        let is_titled = page.contains(" - 督考</title>") || page.contains(" - 督考(演示)</title>");
        let lacks = [
            unless(count("h1") == 1, format!("{} h1", count("h1"))),
            unless(count("title") == 1 && is_titled, "no title"),
            unless(page.contains("<html lang=\"zh-CN\">"), "no language"),
            unless(count("main") == 1, "no main part"),
            unless(page.contains("本系统不得存储、处理国家秘密"), "no banner"),
        ];
        lacks.into_iter().flatten().collect()
    });
}

#[test]
fn every_input_has_a_label_and_every_id_is_unique() {
    check(|_, tags| {
        let mut lacks = Vec::new();
        let ids: Vec<&str> = tags.iter().filter_map(|tag| tag.attribute("id")).collect();
        for (at, id) in ids.iter().enumerate() {
            lacks.extend(unless(!ids[..at].contains(id), format!("two of #{id}")));
        }
        let labels = || tags.iter().filter(|tag| tag.name == "label");
        let inputs = tags.iter().filter(|tag| {
            ["input", "select", "textarea"].contains(&tag.name)
                && tag.attribute("type") != Some("hidden")
        });
        for input in inputs {
            let id = input.attribute("id").unwrap_or_default();
            let is_labelled = labels().any(|label| label.attribute("for") == Some(id));
            lacks.extend(unless(is_labelled && !id.is_empty(), format!("no label for «{id}»")));
        }
        for label in labels() {
            let points_to = label.attribute("for").unwrap_or_default();
            lacks.extend(unless(ids.contains(&points_to), format!("no input for «{points_to}»")));
        }
        for tag in tags {
            for name in ["aria-describedby", "aria-labelledby"] {
                for id in tag.attribute(name).unwrap_or_default().split_whitespace() {
                    lacks.extend(unless(ids.contains(&id), format!("{name} of no #{id}")));
                }
            }
            if let Some(id) = tag.attribute("href").and_then(|href| href.strip_prefix('#')) {
                lacks.extend(unless(ids.contains(&id), format!("a link to no #{id}")));
            }
        }
        lacks
    });
}

#[test]
fn every_form_that_changes_something_has_its_id() {
    check(|page, _| {
        let forms = page.split("<form ").skip(1).filter_map(|form| form.split("</form>").next());
        let posts = forms.filter(|form| form.contains("method=\"post\""));
        let without = posts.filter(|form| {
            !form.contains("<input type=\"hidden\" name=\"form\" value=\"f-")
                || !form.contains("action=\"/")
        });
        without.map(|form| format!("a form without its id: {}", &form[..60])).collect()
    });
}

#[test]
fn nothing_is_inline_that_a_strict_policy_refuses() {
    check(|_, tags| {
        let mut lacks = Vec::new();
        for tag in tags {
            lacks.extend(unless(tag.name != "style", tag.text));
            let src = tag.attribute("src").unwrap_or_default();
            let is_ours = web::script::text(src).is_some() && tag.text.contains("type=\"module\"");
            lacks.extend(unless(tag.name != "script" || is_ours, tag.text));
            let is_inline = |name: &str| name == "style" || name.starts_with("on");
            let refused = tag.attributes().find(|(name, _)| is_inline(name));
            lacks.extend(refused.map(|_| tag.text.to_owned()));
            let href = tag.attribute("href").unwrap_or_default();
            lacks.extend(unless(!href.starts_with("javascript:"), tag.text));
        }
        lacks
    });
}

#[test]
fn what_people_type_is_never_markup() {
    let mut sharp_pages = 0;
    for (name, page) in sample::all() {
        assert!(!page.contains("<b>"), "{name}: typed text became markup");
        assert!(!page.contains("&\""), "{name}: typed text broke out of its place");
        sharp_pages += usize::from(page.contains("&#60;b&#62;&#38;&#34;"));
    }
    assert!(sharp_pages >= 10, "sharp text stands on {sharp_pages} pages");
}

#[test]
fn every_flaw_stands_above_the_form_and_beside_its_field() {
    check(|page, tags| {
        let flawed = tags.iter().filter(|tag| tag.attribute("aria-invalid") == Some("true"));
        let mut lacks = Vec::new();
        for field in flawed {
            let id = field.attribute("id").unwrap_or_default();
            let is_beside = page.contains(&format!("id=\"{id}-flaw\""));
            lacks.extend(unless(is_beside, format!("no flaw beside #{id}")));
            // The day for which an organisation is shown is one field, with nothing above it.
            let is_above = page.contains(&format!("href=\"#{id}\"")) || id == "on";
            lacks.extend(unless(is_above, format!("no flaw above for #{id}")));
        }
        let signs = ["class=\"field-flaw\"", "id=\"to-mend\"", ">单元格<"];
        let is_flawed = signs.iter().any(|sign| page.contains(sign));
        let is_said = page.contains("<title>有误:");
        lacks.extend(unless(is_flawed == is_said, "the title doesn't say what is to be mended"));
        lacks
    });
}

#[test]
fn every_field_for_a_secret_is_among_those_that_are_never_kept() {
    check(|_, tags| {
        let inputs = tags.iter().filter(|tag| tag.name == "input");
        let secret = inputs.filter(|tag| {
            tag.attribute("type") == Some("password") || tag.attribute("name") == Some("secret")
        });
        let names = secret.map(|tag| tag.attribute("name").unwrap_or_default());
        let missing = names.filter(|name| !web::part::kept::SECRETS.contains(name));
        missing.map(|name| format!("«{name}» could be kept through a login")).collect()
    });
}
