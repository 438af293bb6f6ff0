//! What was changed of a campaign, and by whom.

use app::campaign::{CampaignVersion, View};
use model::organisation::Sector;

use crate::serve::account::moment;

/// A version's lines that begin with a word, without it.
fn lines<'t>(text: &'t str, key: &'t str) -> impl Iterator<Item = &'t str> {
    text.lines().filter_map(move |line| line.strip_prefix(key)?.strip_prefix(' '))
}

fn line<'t>(text: &'t str, key: &'t str) -> &'t str {
    lines(text, key).next().unwrap_or_default()
}

/// What a version did to the campaign, where it opened or closed it and so did nothing else.
fn turned(later: &str, earlier: &str) -> Option<&'static str> {
    let turns = [("open", "启动了学习教育"), ("closed", "结束了学习教育")];
    let turn = turns
        .into_iter()
        .find(|(state, _)| line(later, "state") == *state && line(earlier, "state") != *state);
    turn.map(|(_, word)| word)
}

fn days(text: &str) -> String {
    format!("{} 至 {}", line(text, "from"), line(text, "to"))
}

/// How many units take part: their names may have changed since.
fn units(text: &str) -> String {
    match line(text, "units").split(',').filter(|unit| !unit.is_empty()).count() {
        0 => "全部下级".to_owned(),
        count => format!("{count} 个单位"),
    }
}

fn sectors(text: &str) -> String {
    let named = line(text, "sectors").split(',').filter_map(Sector::named);
    let words: Vec<&str> = named.map(Sector::word).collect();
    if words.is_empty() { "全部类别".to_owned() } else { words.join("、") }
}

/// A period as a person reads it: its title, when branches check themselves, when committees
/// evaluate.
fn period(text: &str) -> [String; 3] {
    let mut pieces = text.splitn(5, ' ');
    let mut next = || pieces.next().unwrap_or_default().to_owned();
    let [a, b, c, d] = [next(), next(), next(), next()];
    [next(), format!("{a} 至 {b}"), format!("{c} 至 {d}")]
}

/// What is different of the periods. Only a campaign in preparation gets fewer.
fn periods(later: &str, earlier: &str) -> Vec<String> {
    let all = |text| lines(text, "period").map(period).collect::<Vec<_>>();
    let (later, earlier) = (all(later), all(earlier));
    let mut said = Vec::new();
    for (at, now) in later.iter().enumerate() {
        let [title, check, evaluation] = now;
        let Some(before) = earlier.get(at) else {
            said.push(format!("新增「{title}」(自查 {check},评定 {evaluation})"));
            continue;
        };
        let words = ["名称", "自查", "评定"].into_iter().zip(before.iter().zip(now));
        let changed = words.filter(|(_, (before, now))| before != now);
        let changed: Vec<String> =
            changed.map(|(word, (before, now))| format!("{word} {before} → {now}")).collect();
        if !changed.is_empty() {
            said.push(format!("「{title}」{}", changed.join(",")));
        }
    }
    said.extend(earlier.iter().skip(later.len()).map(|[title, ..]| format!("去掉「{title}」")));
    said
}

/// What a version changed: from what to what.
fn changed(later: &str, earlier: &str) -> String {
    let of = |word: &str, say: &dyn Fn(&str) -> String| {
        let (before, now) = (say(earlier), say(later));
        (before != now).then(|| format!("{word} {before} → {now}"))
    };
    let quoted = |text: &str| format!("「{}」", line(text, "name"));
    let mut said: Vec<String> = Vec::new();
    said.extend(of("名称", &quoted));
    // A digest tells nobody anything.
    said.extend((line(later, "scheme") != line(earlier, "scheme")).then(|| "考核方案".to_owned()));
    said.extend(of("起止", &days));
    match of("单位", &units) {
        None if line(later, "units") != line(earlier, "units") => {
            said.push(format!("单位(还是 {})", units(later)));
        }
        told => said.extend(told),
    }
    said.extend(of("支部类别", &sectors));
    said.extend(periods(later, earlier));
    said.join(";")
}

fn told(version: &CampaignVersion, earlier: Option<&CampaignVersion>) -> String {
    let what = match earlier {
        _ if version.version == 1 => "新建".to_owned(),
        None => "最早的记录".to_owned(),
        Some(earlier) => match turned(&version.content, &earlier.content) {
            Some(word) => word.to_owned(),
            None => format!("改了:{}", changed(&version.content, &earlier.content)),
        },
    };
    let by = version.by.as_deref().unwrap_or("系统");
    format!("{} {by} {what}", moment(version.at))
}

/// What was changed, a line a version.
pub(super) fn versions(view: &View) -> Vec<String> {
    let all = &view.versions;
    all.iter().enumerate().map(|(at, version)| told(version, all.get(at + 1))).collect()
}

/// What was changed since a version that somebody had before them, the latest first.
pub(super) fn since(view: &View, seen: u32) -> Vec<String> {
    let later = view.versions.iter().take_while(|version| version.version > i64::from(seen));
    versions(view).into_iter().take(later.count()).collect()
}

#[cfg(test)]
mod tests {
    use super::{changed, turned};

    const BEFORE: &str = "name 学习教育\norg 1\nscheme aa\nfrom 2016-09-01\nto 2016-12-31\nunits \n\
                          sectors \nstate draft\n\
                          period 2016-10-01 2016-10-10 2016-10-11 2016-10-20 第一期\n\
                          period 2016-11-01 2016-11-10 2016-11-11 2016-11-20 第二期\n";

    fn check(replaced: &[(&str, &str)], says: &str) {
        let later = replaced
            .iter()
            .fold(BEFORE.to_owned(), |text, (before, after)| text.replace(before, after));
        assert_eq!(changed(&later, BEFORE), says, "{later}");
    }

    #[test]
    fn a_version_says_from_what_to_what() {
        check(&[("name 学习教育", "name 两学一做")], "名称 「学习教育」 → 「两学一做」");
        check(&[("scheme aa", "scheme ab")], "考核方案");
        let says = "起止 2016-09-01 至 2016-12-31 → 2016-09-01 至 2017-01-31";
        check(&[("to 2016-12-31", "to 2017-01-31")], says);
        check(&[("units \n", "units a,b\n")], "单位 全部下级 → 2 个单位");
        let says = "支部类别 全部类别 → 农村、机关";
        check(&[("sectors \n", "sectors rural,office\n")], says);
        let says = "「第一期」自查 2016-10-01 至 2016-10-10 → 2016-10-01 至 2016-10-12;「末期」名称 \
                    第二期 → 末期";
        check(&[("01 2016-10-10 ", "01 2016-10-12 "), ("第二期", "末期")], says);
        let more = "第二期\nperiod 2016-12-01 2016-12-02 2016-12-03 2016-12-04 再 一期";
        let says = "新增「再 一期」(自查 2016-12-01 至 2016-12-02,评定 2016-12-03 至 2016-12-04)";
        check(&[("第二期", more)], says);
        let second = "period 2016-11-01 2016-11-10 2016-11-11 2016-11-20 第二期\n";
        check(&[(second, "")], "去掉「第二期」");
    }

    #[test]
    fn units_may_be_others_and_as_many() {
        let [one, other] = ["units a,b\n", "units a,c\n"].map(|to| BEFORE.replace("units \n", to));
        assert_eq!(changed(&one, &other), "单位(还是 2 个单位)");
    }

    #[test]
    fn opening_and_closing_are_called_so() {
        let open = BEFORE.replace("state draft", "state open");
        assert_eq!(turned(&open, BEFORE), Some("启动了学习教育"));
        assert_eq!(turned(&BEFORE.replace("draft", "closed"), &open), Some("结束了学习教育"));
        assert_eq!(turned(&open, &open), None);
    }
}
