//! What was changed of a campaign, and by whom.

use app::campaign::{CampaignVersion, View};

use crate::serve::account::moment;

/// What a version did to the campaign, where it opened or closed it and so did nothing else.
fn turned(later: &str, earlier: &str) -> Option<&'static str> {
    let is_in = |text: &str, state: &str| text.lines().any(|line| line == state);
    let turns = [("state open", "启动了学习教育"), ("state closed", "结束了学习教育")];
    let turn = turns.into_iter().find(|(state, _)| is_in(later, state) && !is_in(earlier, state));
    turn.map(|(_, word)| word)
}

/// What was changed, a line a version.
pub(super) fn versions(view: &View) -> Vec<String> {
    let changed = |later: &str, earlier: &str| {
        let words = [
            ("name ", "名称"),
            ("scheme ", "考核方案"),
            ("from ", "起止"),
            ("to ", "起止"),
            ("units ", "单位"),
            ("sectors ", "支部类别"),
            ("period ", "期次和期限"),
        ];
        let of = |text: &str, key: &str| -> Vec<String> {
            text.lines().filter(|line| line.starts_with(key)).map(str::to_owned).collect()
        };
        let differ = words.iter().filter(|(key, _)| of(later, key) != of(earlier, key));
        let mut words: Vec<&str> = differ.map(|(_, word)| *word).collect();
        words.dedup();
        words.join("、")
    };
    let versions = &view.versions;
    let line = |(at, version): (usize, &CampaignVersion)| {
        let what = match versions.get(at + 1) {
            Some(earlier) => match turned(&version.content, &earlier.content) {
                Some(word) => word.to_owned(),
                None => format!("改了{}", changed(&version.content, &earlier.content)),
            },
            None => "最早的记录".to_owned(),
        };
        let what = if version.version == 1 { "新建".to_owned() } else { what };
        let by = version.by.as_deref().unwrap_or("系统");
        format!("{} {by} {what}", moment(version.at))
    };
    versions.iter().enumerate().map(line).collect()
}
