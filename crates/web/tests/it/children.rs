//! The children of an organisation, sorted and filtered by a person, and taken out as they are
//! seen.

use crate::browser::{Browser, on_both};

/// The names of the children that a page lists, in its order.
fn names(page: &str) -> Vec<&str> {
    let rows = page.split("role=\"rowheader\" scope=\"row\"><a href=\"/organisations/").skip(1);
    rows.map(|row| row.split_once("\">").unwrap().1.split('<').next().unwrap()).collect()
}

async fn found(browser: &mut Browser, below: &str, fields: &[(&str, &str)]) -> String {
    let place = format!("{below}/founding");
    let form = browser.get(&place).await.form();
    let fields: Vec<_> = [("form", form.as_str())].into_iter().chain(fields.to_vec()).collect();
    let answer = browser.send(&place, &fields).await;
    answer.leads_to().strip_suffix("?done=founded").unwrap().to_owned()
}

/// A county with 23 committees of which some have branches, and two branches of its own.
async fn county(browser: &mut Browser) -> String {
    let top = browser.top().await;
    let county = browser.found(&top, "甲县组织部", "department").await;
    for at in 0..23 {
        let (name, code) = (format!("{:02}镇党委", 22 - at), format!("36{at:02}"));
        let fields = [("name", &*name), ("code", &*code), ("kind", "committee")];
        let committee = found(browser, &county, &fields).await;
        for branch in 0..[0, 0, 2, 1][at.min(3)] {
            browser.found(&committee, &format!("{branch}村党支部"), "branch").await;
        }
    }
    let fields = [("name", "机关<b>支部"), ("kind", "branch"), ("sector", "office")];
    found(browser, &county, &fields).await;
    let fields = [("name", "农村支部"), ("kind", "branch"), ("sector", "rural")];
    found(browser, &county, &fields).await;
    county
}

on_both!(children_are_sorted_filtered_paged_and_taken_out);
async fn children_are_sorted_filtered_paged_and_taken_out() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let county = county(&mut browser).await;
    let role = "department_officer";
    let mut officer = browser.appointed(&top, "吴示例", role, "wushili").await;

    let page = officer.get(&county).await;
    page.says(200, "筛选和排序");
    assert!(!page.text.contains("<details class=\"fold organisation-sieve\" open>"));
    assert_eq!(names(&page.text)[..2], ["22镇党委", "21镇党委"]);
    let page = officer.get(&format!("{county}?sort=name")).await;
    page.says(200, "<details class=\"fold organisation-sieve\" open>");
    page.says(200, "aria-sort=\"ascending\"");
    assert_eq!(names(&page.text)[..2], ["00镇党委", "01镇党委"]);
    // The next page keeps the choice.
    let (before, _) = page.text.split_once("\" rel=\"next\"").unwrap();
    let next = before.rsplit('"').next().unwrap().replace("&#38;", "&");
    assert!(next.contains("sort=name&after="), "{next}");
    let page = officer.get(&next).await;
    assert_eq!(
        names(&page.text),
        ["20镇党委", "21镇党委", "22镇党委", "农村支部", "机关&#60;b&#62;支部"]
    );
    page.says(200, &format!("href=\"{county}?sort=name\">回到首页"));

    let page = officer.get(&format!("{county}?sort=branches")).await;
    page.says(200, "aria-sort=\"descending\"");
    let listed = names(&page.text);
    assert_eq!(listed[..4], ["20镇党委", "19镇党委", "18镇党委", "17镇党委"]);
    let (before, _) = page.text.split_once("\" rel=\"next\"").unwrap();
    let next = before.rsplit('"').next().unwrap().replace("&#38;", "&");
    let page = officer.get(&next).await;
    assert_eq!(names(&page.text)[3..], ["22镇党委", "21镇党委"], "who has none comes last");

    let cases: [(&str, &[&str]); 5] = [
        ("sort=code&kind=committee&name=1镇", &["21镇党委", "11镇党委", "01镇党委"]),
        ("sector=office", &["机关&#60;b&#62;支部"]),
        ("kind=committee&sector=office", &[]),
        ("name=%25", &[]),
        ("kind=nonsense&sort=nonsense&after=none-such&name=22", &["22镇党委"]),
    ];
    for (asked, expected) in cases {
        let page = officer.get(&format!("{county}?{asked}")).await;
        assert_eq!(names(&page.text), expected, "{asked}");
        let said =
            if expected.is_empty() { "没有符合条件的下级组织" } else { "恢复全部" };
        page.says(200, said);
    }
    officer.get(&format!("{county}?name=a%00b")).await.says(400, "看不懂");

    // What is taken out is what is shown, of all pages.
    let sheet = format!("{county}/children/export?as=csv");
    let text = officer.fetch(&format!("{sheet}&sort=branches&kind=committee&name=2")).await;
    let text = String::from_utf8(text).unwrap();
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines[0], "党组织代码,党组织名称,种类,类别,支部");
    assert_eq!(lines[1], "3602,20镇党委,基层党委,,2");
    assert_eq!(
        lines[2..],
        [
            "3610,12镇党委,基层党委,,1",
            "3620,02镇党委,基层党委,,1",
            "3600,22镇党委,基层党委,,0",
            "3601,21镇党委,基层党委,,0"
        ]
    );
    let text = String::from_utf8(officer.fetch(&format!("{sheet}&sort=code")).await).unwrap();
    assert_eq!(text.lines().count(), 26, "{text}");
    assert!(text.ends_with(",机关<b>支部,党支部,机关,\n,农村支部,党支部,农村,\n"), "{text}");
    let workbook = officer.fetch(&format!("{county}/children/export?as=xlsx")).await;
    assert!(workbook.starts_with(b"PK"));
}
