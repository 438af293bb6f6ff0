//! 支部自查 (notice 二.1): what the branch says of itself, criterion by criterion and in sentences.

use crate::assessment::{Cited, NotThat, Suggestion, cited_of, cited_text, needs_reason};
use crate::limit;
use crate::points::Points;
use crate::record::content::{Content, Texts};
use crate::scheme::{Criterion, Scheme};

/// How far it has come. A returned or withdrawn one is a draft again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// 填写中.
    Draft,
    /// 已提交.
    Submitted,
}

impl State {
    /// All, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 2] =
        [(Self::Draft, "draft", "填写中"), (Self::Submitted, "submitted", "已提交")];

    /// Its name in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or("", |(_, name, _)| name)
    }

    /// By its name in a database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(state, ..)| *state)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or("", |(.., word)| word)
    }
}

/// What the branch gives itself for a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The criterion's id.
    pub criterion: String,
    /// What the ledger suggested at that moment.
    pub suggested: Option<Suggestion>,
    /// 自评分; none while the branch says nothing.
    pub own: Option<Points>,
    /// Why it differs, or its grounds where nothing is suggested.
    pub reason: String,
    /// The versions of records that speak for it.
    pub cited: Vec<Cited>,
}

/// The sentences (notice 二.1): name, label, hint.
pub const SENTENCES: [(&str, &str, &str); 4] = [
    ("done", "完成情况", "对照《实施方案》,规定的学习教育内容完成了哪些"),
    ("problems", "存在问题", "哪些没有做到,党员学习还有什么不足"),
    ("measures", "解决办法", "问题怎么解决、谁负责、什么时候完成"),
    ("next_steps", "下一步安排", "下一阶段学什么、做什么"),
];

/// A self-check as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelfCheck {
    /// By criterion, in the scheme's order.
    pub answers: Vec<Answer>,
    /// The sentences, by name of [`SENTENCES`].
    pub said: Texts,
}

/// What a flaw is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// A criterion's points.
    Points,
    /// A criterion's sentence.
    Reason,
    /// One of [`SENTENCES`].
    Sentence,
}

/// What is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// A criterion's id, or the name of one of [`SENTENCES`].
    pub at: String,
    /// What of it.
    pub about: About,
    /// Whether it cannot even be kept as a draft.
    pub is_too_long: bool,
    /// What is wrong, and what to do.
    pub says: String,
}

impl Wrong {
    /// The field of the form.
    #[must_use]
    pub fn field(&self) -> String {
        match self.about {
            About::Points => format!("own-{}", self.at),
            About::Reason => format!("reason-{}", self.at),
            About::Sentence => self.at.clone(),
        }
    }
}

fn too_long(chars: usize, most: usize) -> String {
    format!("有 {chars} 字,最多 {most} 字,请缩短")
}

impl Answer {
    fn wrong(&self, criterion: &Criterion) -> Option<Wrong> {
        let wrong = |about, says| {
            let (at, is_too_long) = (self.criterion.clone(), false);
            Some(Wrong { at, about, is_too_long, says })
        };
        let chars = self.reason.chars().count();
        if chars > limit::REASON_CHARS {
            let says = too_long(chars, limit::REASON_CHARS);
            return wrong(About::Reason, says).map(|wrong| Wrong { is_too_long: true, ..wrong });
        }
        let own = self.own?;
        if own > criterion.points {
            let says = format!("{} 超过满分 {}", own.short(), criterion.points.short());
            return wrong(About::Points, says);
        }
        if own < Points::ZERO {
            return wrong(About::Points, "不能是负数".to_owned());
        }
        let is_open = needs_reason(own, self.suggested, !self.cited.is_empty());
        if !self.reason.is_empty() || !is_open {
            return None;
        }
        let says = match self.suggested {
            Some(_) => "与系统建议不同,请用一句话说明理由",
            None => "没有系统建议,请用一句话写明依据",
        };
        wrong(About::Reason, says.to_owned())
    }
}

impl SelfCheck {
    /// 自评分 by criterion, in the scheme's order.
    #[must_use]
    pub fn own(&self, scheme: &Scheme) -> Vec<Option<Points>> {
        let of = |id: &str| self.answers.iter().find(|answer| answer.criterion == id)?.own;
        scheme.criteria().map(|(_, criterion)| of(&criterion.id)).collect()
    }

    /// What keeps it from being submitted.
    #[must_use]
    pub fn wrong<'c>(&self, criteria: impl Iterator<Item = &'c Criterion>) -> Vec<Wrong> {
        let of = |id: &str| self.answers.iter().find(|answer| answer.criterion == id);
        let answers = criteria.filter_map(|one| Some((one, of(&one.id)?)));
        let mut wrong: Vec<Wrong> =
            answers.filter_map(|(criterion, answer)| answer.wrong(criterion)).collect();
        for (name, label, _) in SENTENCES {
            let chars = self.said.get(name).chars().count();
            let is_too_long = chars > limit::SENTENCES_CHARS;
            let says = match chars {
                0 => format!("请填写{label}"),
                _ if is_too_long => too_long(chars, limit::SENTENCES_CHARS),
                _ => continue,
            };
            let at = name.to_owned();
            wrong.push(Wrong { at, about: About::Sentence, is_too_long, says });
        }
        wrong
    }

    /// As it is kept and digested.
    #[must_use]
    pub fn content(&self) -> Content {
        let row = |answer: &Answer| {
            let mut row = Texts::from([("criterion", answer.criterion.as_str())]);
            row.put("suggested", answer.suggested.map_or_else(String::new, |s| s.to_string()));
            row.put("own", answer.own.map_or_else(String::new, |own| own.to_string()));
            row.put("reason", answer.reason.as_str());
            row.put("cited", cited_text(&answer.cited));
            row
        };
        Content { texts: self.said.clone(), rows: self.answers.iter().map(row).collect() }
    }

    /// Reads what was kept.
    ///
    /// # Errors
    /// [`NotThat`].
    pub fn of(content: Content) -> Result<Self, NotThat> {
        let answer = |row: &Texts| {
            let or_none = |text: &'static str| Some(row.get(text)).filter(|text| !text.is_empty());
            Ok(Answer {
                criterion: row.get("criterion").to_owned(),
                suggested: or_none("suggested").map(Suggestion::parse).transpose()?,
                own: or_none("own").map(Points::parse).transpose().map_err(|_| NotThat)?,
                reason: row.get("reason").to_owned(),
                cited: cited_of(row.get("cited"))?,
            })
        };
        let answers = content.rows.iter().map(answer).collect::<Result<_, NotThat>>()?;
        Ok(Self { answers, said: content.texts })
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Answer, SENTENCES, SelfCheck};
    use crate::assessment::{Cited, Suggestion};
    use crate::id::RecordId;
    use crate::points::Points;
    use crate::record::content::Content;

    #[test]
    fn what_was_filled_in_is_kept() {
        let mut check = SelfCheck::default();
        check.answers.push(Answer {
            criterion: "3.1".to_owned(),
            suggested: Some(Suggestion::parse("12.00").unwrap()),
            own: Some(Points::parse("13.5").unwrap()),
            reason: "第 3 专题已补开\n记录在后".to_owned(),
            cited: vec![Cited { record: RecordId::new(Uuid::from_u128(7)), version: 2 }],
        });
        check.answers.push(Answer { criterion: "3.2".to_owned(), ..Answer::default() });
        SENTENCES.iter().for_each(|(name, ..)| check.said.put(name, "一句话"));
        let text = check.content().to_string();
        assert_eq!(SelfCheck::of(Content::parse(&text).unwrap()), Ok(check));
    }
}
