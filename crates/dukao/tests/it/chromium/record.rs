//! Every kind of record through its form in a real browser: what was entered stands in the form
//! that corrects it.

use super::role::Demo;
use super::tab::Tab;

/// Fills in whatever the form asks for: of choices the first, of a list the last. Topics go with
/// one choice only.
const FILL: &str = "const form = document.querySelector('[name=title]').form;\
    for (const field of form.elements) {\
        if (!field.name || field.type === 'hidden') continue;\
        if (field.name === 'topics' || field.closest('.roll')) continue;\
        if (['checkbox', 'radio'].includes(field.type)) {\
            if (!form.querySelector(`[name=\"${field.name}\"]:checked`)) field.click();\
        } else if (field.tagName === 'SELECT') field.selectedIndex = field.options.length - 1;\
        else if (field.name === 'listeners') field.value = '7';\
        else if (!['file', 'date', 'submit', 'button'].includes(field.type) && !field.value)\
            field.value = `示例:${field.name},\\\"引号\\\"与<尖括号>`;\
    }\
    arguments[0]('');";

/// What the form holds: names and values, as they would be sent.
const HELD: &str = "const form = document.querySelector('[name=title]').form;\
    const aside = ['form', 'reason', 'files', 'base', 'seen', 'record', 'draft'];\
    const held = Array.from(new FormData(form))\
        .filter(([name, value]) => !aside.includes(name) && typeof value === 'string')\
        .map(([name, value]) => `${name}=${value}`);\
    arguments[0](held.sort().join('\\n'));";

async fn round(tab: &mut Tab, kind: &str) {
    tab.go("/todo").await;
    tab.follow("台账").await;
    tab.follow(&format!("记{kind}")).await;
    assert_eq!(tab.value("title").await, "", "{kind} begins blank");
    tab.asks(FILL).await;
    if kind == "会议" {
        tab.tick("", "专题学习讨论").await;
        tab.tick("", "专题2").await;
    }
    let entered = tab.asks(HELD).await;
    assert!(entered.lines().count() > 4, "{kind}: {entered}");
    tab.press("提交").await;
    tab.follow("更正").await;
    assert_eq!(tab.asks(HELD).await, entered, "{kind}");
}

#[tokio::test]
async fn what_is_entered_stands_in_the_form_that_corrects_it() {
    let demo = Demo::laid();
    let mut tab = demo.tab("shuji", 390, true).await;
    for kind in ["工作计划", "会议", "讲党课", "其他佐证"] {
        round(&mut tab, kind).await;
    }
    // A second lecture is another one.
    round(&mut tab, "讲党课").await;
    let rows = "arguments[0](String([...document.querySelectorAll('main tbody tr')]\
                .filter((row) => row.textContent.includes('示例:title')).length))";
    tab.go("/todo").await;
    tab.follow("台账").await;
    assert_eq!(tab.asks(rows).await, "5");
    tab.close().await;
}
