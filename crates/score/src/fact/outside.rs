//! 外部结果: what others found, under the name that the scheme gives it.

use super::{Answer, Facts, Found};

pub(super) fn result(facts: &Facts<'_>, name: &str) -> Answer {
    let Some(entered) = &facts.case.outside else {
        return Answer::Unseen("外部结果还没有录入的地方", "由评定者给分并写明依据");
    };
    let result = entered.iter().find(|outside| outside.name == name);
    let value = result.map(|outside| outside.value);
    let done = value.map_or(0, |value| value.hundredths().max(0).unsigned_abs() / 100);
    let says = match value {
        None => format!("没有录入「{name}」"),
        Some(value) => format!("「{name}」{}", value.short()),
    };
    let lacks = format!("「{name}」");
    Answer::Found(Found { done, value, says, lacks, mend: "录入", ..Found::default() })
}
