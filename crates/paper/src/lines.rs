//! Breaking a head into lines: by sense, and of lengths that balance.
//!
//! The standard asks that a title's lines are broken where the sense breaks, and that together
//! they make a trapezium or a lozenge. An office program breaks where the line is full, through
//! the middle of a word, so the breaks are ours.

use crate::text::width_halves;

/// Words that titles of our documents are made of; where one begins another, the longer counts. A
/// break between two of them costs nothing; one within costs much; text that is in none of
/// them, such as a place's name, may break anywhere, but rather doesn't.
const WORDS: [&str; 42] = [
    "中国共产党",
    "中共",
    "工作委员会",
    "委员会",
    "人民政府",
    "办公厅",
    "办公室",
    "组织部",
    "宣传部",
    "党工委",
    "党委",
    "基层党支部书记",
    "基层党支部",
    "基层党组织",
    "基层党委",
    "基层",
    "党支部书记",
    "党支部",
    "党组织",
    "党员",
    "书记",
    "学习教育",
    "主题教育",
    "考核督查",
    "监督检查",
    "考核",
    "督查",
    "情况",
    "工作",
    "结果",
    "关于",
    "做好",
    "开展",
    "进行",
    "印发",
    "文件",
    "各单位",
    "统计表",
    "指标体系",
    "通报",
    "通知",
    "方案",
];

/// Costs are in squared halves of a line's width, so that a break within a word is dearer than
/// any imbalance.
const WITHIN_WORD: u64 = 4_000;
const WITHIN_OTHERS: u64 = 60;
const BEFORE_PARTICLE: u64 = 2_000;
const NEVER: u64 = 1_000_000;
/// One line more must mend something that costs at least this much.
const EXTRA_LINE: u64 = 120;

/// Breaks a text into lines at most `width_max_halves` wide.
///
/// A text that fits is one line. A line is wider only where a run of Latin letters is.
pub(crate) fn balanced(text: &str, width_max_halves: usize) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    let width = width_halves(text);
    if width <= width_max_halves || chars.len() < 2 {
        return vec![text.to_owned()];
    }
    let least = width.div_ceil(width_max_halves.max(2));
    let costs = break_costs(&chars);
    let choices = (least..=least + 1).map(|lines| {
        let (cost, ends) = cheapest(&chars, &costs, lines, width_max_halves);
        (cost + EXTRA_LINE * (lines - least) as u64, ends)
    });
    let ends = choices.min_by_key(|(cost, _)| *cost).map(|(_, ends)| ends).unwrap_or_default();
    let mut from = 0;
    let mut lines = Vec::with_capacity(ends.len());
    for end in ends {
        lines.push(chars[from..end].iter().collect());
        from = end;
    }
    lines
}

/// What a break before each character costs.
fn break_costs(chars: &[char]) -> Vec<u64> {
    let mut costs = vec![WITHIN_OTHERS; chars.len()];
    let mut at = 0;
    while at < chars.len() {
        let Some(length) = word_at(&chars[at..]) else {
            at += 1;
            continue;
        };
        costs[at] = 0;
        costs[at + 1..at + length].fill(WITHIN_WORD);
        at += length;
        if at < chars.len() {
            costs[at] = 0;
        }
    }
    for i in 1..chars.len() {
        let (before, after) = (chars[i - 1], chars[i]);
        let latin = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let closing = "，。、；：！？）》”’〕)],;:".contains(after);
        let opening = "（《“‘〔([".contains(before);
        if closing || opening || (latin(before) && latin(after)) {
            costs[i] = NEVER;
        } else if "的和与及等号".contains(after) {
            costs[i] = costs[i].max(BEFORE_PARTICLE);
        } else if "（《“‘〔".contains(after) || "，、）》”".contains(before) {
            costs[i] = 0;
        }
    }
    costs
}

fn word_at(chars: &[char]) -> Option<usize> {
    let starts = |word: &str| {
        let mut rest = chars.iter();
        word.chars().all(|w| rest.next() == Some(&w))
    };
    WORDS.iter().filter(|word| starts(word)).map(|word| word.chars().count()).max()
}

/// The ends of so many lines that cost the least together.
fn cheapest(
    chars: &[char],
    costs: &[u64],
    lines: usize,
    width_max_halves: usize,
) -> (u64, Vec<usize>) {
    let count = chars.len();
    let mut upto = vec![0; count + 1];
    for (i, c) in chars.iter().enumerate() {
        upto[i + 1] = upto[i] + if c.is_ascii() { 1 } else { 2 };
    }
    let mean = upto[count] / lines;
    let line_cost = |from: usize, to: usize| {
        let width = upto[to] - upto[from];
        let uneven = width.abs_diff(mean) as u64;
        let over = width.saturating_sub(width_max_halves) as u64;
        let broken = if from == 0 { 0 } else { costs[from] };
        uneven * uneven + over * NEVER + broken
    };
    // best[k][i]: the first i characters in k lines, with the start of the last line.
    let mut best = vec![vec![(u64::MAX, 0); count + 1]; lines + 1];
    best[0][0] = (0, 0);
    for k in 1..=lines {
        for to in k..=count {
            for from in k - 1..to {
                let (so_far, _) = best[k - 1][from];
                let cost = so_far.saturating_add(line_cost(from, to));
                // `<=`: of two equal shapes, the one with the longer lines above.
                if so_far < u64::MAX && cost <= best[k][to].0 {
                    best[k][to] = (cost, from);
                }
            }
        }
    }
    let mut ends = vec![0; lines];
    let mut to = count;
    for k in (1..=lines).rev() {
        ends[k - 1] = to;
        to = best[k][to].1;
    }
    (best[lines][count].0, ends)
}

#[cfg(test)]
mod tests {
    use super::balanced;
    use crate::text::width_halves;

    #[test]
    fn a_title_breaks_where_its_sense_does() {
        let cases: [(&str, &[&str]); 5] = [
            ("关于党员情况的通报", &["关于党员情况的通报"]),
            (
                "中共江西省委组织部关于做好基层党支部书记学习教育考核督查工作的通知",
                &["中共江西省委组织部关于做好基层党支部书记", "学习教育考核督查工作的通知"],
            ),
            (
                "关于基层党支部书记学习教育考核督查情况的通报",
                &["关于基层党支部书记学习教育", "考核督查情况的通报"],
            ),
            (
                "中共某某县委组织部关于基层党支部书记学习教育考核督查情况的通报",
                &["中共某某县委组织部关于基层党支部书记", "学习教育考核督查情况的通报"],
            ),
            ("各单位考核督查情况统计表", &["各单位考核督查情况统计表"]),
        ];
        for (title, lines) in cases {
            assert_eq!(balanced(title, 40), lines, "{title}");
        }
    }

    #[test]
    fn every_line_fits_and_nothing_is_lost() {
        let long = "某某省某某市某某县某某街道某某社区".repeat(4);
        for text in [long.as_str(), "关于《甲》（乙）的通报", "ABCDEFGHIJKLMNOPQRSTUVWXYZ甲乙"]
        {
            let lines = balanced(text, 28);
            assert_eq!(lines.concat(), text);
            assert!(lines.iter().all(|line| width_halves(line) <= 28), "{lines:?}");
            assert!(lines.iter().all(|line| !line.is_empty()), "{lines:?}");
        }
    }

    #[test]
    fn an_empty_text_is_one_empty_line() {
        assert_eq!(balanced("", 40), [""]);
    }
}
