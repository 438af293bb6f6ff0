//! 工作计划: adopted by somebody, with its text attached.

use model::RecordKind;

use super::{Answer, Facts, Found};

pub(super) fn adopted(facts: &Facts<'_>) -> Answer {
    let adopted = facts
        .of_kind(RecordKind::WorkPlan)
        .filter(|plan| plan.files > 0 && !plan.content.texts.get("adopted_by").is_empty());
    let mut found = Found::records("通过并附全文的工作计划", adopted, "补记");
    found.says = match (found.done, facts.of_kind(RecordKind::WorkPlan).count()) {
        (1.., _) => "工作计划已通过并附全文".to_owned(),
        (0, 0) => "没有工作计划的记录".to_owned(),
        (0, _) => {
            found.mend = "附上全文";
            "有工作计划,没有附全文".to_owned()
        }
    };
    Answer::Found(found)
}
