//! What an invented branch has on record: more of it where the branch does well.

use jiff::ToSpan;
use model::Scheme;
use model::id::{AttachmentId, RecordId};
use model::record::content::Texts;
use model::record::meeting::{MADE_UP_ON, MEMBER, STATE, serves};
use model::record::{Content, FileKind, RecordKind};
use score::Evidence;
use sha2::{Digest, Sha256};
use store::record::{Entry, File};

use super::roster::Roster;
use super::seed::Seed;
use super::times::Times;

/// A record with when it was entered: in the first weeks or later.
pub(super) struct Kept {
    pub(super) entry: Entry,
    pub(super) is_early: bool,
}

/// What a branch is like.
#[derive(Clone, Copy)]
pub(super) struct Habit {
    /// How well it does, of a hundred.
    pub(super) quality: usize,
    /// Whether it enters what happened weeks later.
    pub(super) is_late: bool,
    /// Whether it keeps few records: where there are very many branches.
    pub(super) is_brief: bool,
}

/// The text of every plan: a page that says that it is none.
pub(super) const PLAN: &[u8] = b"%PDF-1.4\n\
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R\
/Resources<</Font<</F 5 0 R>>>>>>endobj\n\
4 0 obj<</Length 63>>stream\n\
BT /F 24 Tf 72 720 Td (Yan shi: zhe shi shi li wen jian) Tj ET\n\
endstream endobj\n\
5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n\
trailer<</Root 1 0 R>>\n\
%%EOF\n";

struct Book<'b> {
    times: &'b Times,
    scheme: &'b Scheme,
    roster: &'b Roster,
    habit: Habit,
    kept: Vec<Kept>,
}

/// Until how many days before today a record belongs to the first weeks.
const EARLY_UNTIL: i64 = -31;

/// Invents a ledger.
pub(super) fn invent(
    times: &Times,
    scheme: &Scheme,
    roster: &Roster,
    habit: Habit,
    seed: &mut Seed,
) -> Vec<Kept> {
    let mut book = Book { times, scheme, roster, habit, kept: Vec::new() };
    book.plan(seed);
    match habit.is_brief {
        true => {
            let served = [serves::MOBILISATION, serves::DEPLOYMENT];
            book.meeting("学习教育动员部署会", -55, &served, &[], seed);
            book.topics(-44, &[1, 2], seed);
            book.topics(-20, &[3, 4], seed);
        }
        false => {
            book.meeting("学习教育动员会", -55, &[serves::MOBILISATION], &[], seed);
            book.meeting("支部委员会研究学习教育", -53, &[serves::DEPLOYMENT], &[], seed);
            for (topic, days) in (1..).zip([-46, -36, -26, -17]) {
                book.topics(days, &[topic], seed);
            }
            let served = [serves::ORGANISATIONAL_LIFE, serves::APPRAISAL];
            book.meeting("专题组织生活会和民主评议会", -15, &served, &[], seed);
        }
    }
    book.lectures(seed);
    book.others(seed);
    book.kept
}

impl Book<'_> {
    /// Whether the branch did something that not all do.
    fn did(&self, seed: &mut Seed) -> bool {
        seed.happens((self.habit.quality + 12).min(100))
    }

    fn keep(
        &mut self,
        kind: RecordKind,
        days: i64,
        content: Content,
        files: Vec<File>,
        id: RecordId,
    ) {
        let Some(asked) = kind.descriptor() else { return };
        let is_early = days <= EARLY_UNTIL && !self.habit.is_late;
        let entry = Entry {
            id,
            kind,
            kind_version: asked.version,
            base: 0,
            day: self.times.day(days),
            title: asked.title_of(&content).to_owned(),
            slots: asked.slots(&content).into_iter().collect(),
            content,
            files,
            reason: String::new(),
        };
        self.kept.push(Kept { entry, is_early });
    }

    fn id(&self, days: i64, seed: &mut Seed) -> RecordId {
        let is_early = days <= EARLY_UNTIL && !self.habit.is_late;
        RecordId::new(seed.identity(if is_early { self.times.early } else { self.times.later }))
    }

    fn plan(&mut self, seed: &mut Seed) {
        if !self.did(seed) {
            return;
        }
        let days = -58;
        let mut content = Content::of([("title", "支部学习教育工作计划")]);
        let on = self.times.day(days);
        content.texts.put("adopted_on", on.to_string());
        content.texts.put("adopted_by", seed.pick(&["assembly", "board"]));
        content.texts.put("summary", "每月一次专题讨论,两次党课,七月前完成查摆,随后整改。");
        if seed.happens(self.habit.quality) {
            content.texts.put("features", "结合本支部岗位,学习和值班、夜校、田间课堂放在一起。");
        }
        let file = File {
            id: AttachmentId::new(seed.identity(self.times.early)),
            kind: FileKind::Pdf,
            bytes: PLAN.len() as u64,
            digest: Sha256::digest(PLAN).into(),
            name: "学习教育工作计划(示例).pdf".to_owned(),
        };
        // Now and then the text is forgotten, and the page says what it costs.
        let files = if self.did(seed) { vec![file] } else { Vec::new() };
        let id = self.id(days, seed);
        self.keep(RecordKind::WorkPlan, days, content, files, id);
    }

    fn topics(&mut self, days: i64, topics: &[u32], seed: &mut Seed) {
        if self.did(seed) {
            let number = topics.iter().map(u32::to_string).collect::<Vec<_>>().join("、");
            let title = format!("第{number}专题学习讨论");
            self.meeting(&title, days, &[serves::TOPIC_DISCUSSION], topics, seed);
        }
    }

    fn meeting(
        &mut self,
        title: &str,
        days: i64,
        served: &[&str],
        topics: &[u32],
        seed: &mut Seed,
    ) {
        if topics.is_empty() && !self.did(seed) {
            return;
        }
        let days = days + i64::try_from(seed.below(3)).unwrap_or(0);
        let on = self.times.day(days);
        let mut content = Content::of([("title", title), ("place", "党员活动室")]);
        content.texts.put("held_on", on.to_string());
        content.texts.put("serves", served.join(","));
        let slots: Vec<String> = topics.iter().map(|one| self.scheme.topic_slot(*one)).collect();
        content.texts.put("topics", slots.join(","));
        content.texts.put("chair", self.roster.members[0].name.as_str());
        content.texts.put("summary", "领学原文,逐人发言,对照岗位说打算;支部书记作小结。");
        content.rows = self.attendance(days, seed);
        let id = self.id(days, seed);
        self.keep(RecordKind::Meeting, days, content, Vec::new(), id);
    }

    fn attendance(&self, days: i64, seed: &mut Seed) -> Vec<Texts> {
        let on = self.times.day(days);
        let due = self.roster.members.iter().filter(|named| named.member.is_due(on));
        let comes = 70 + self.habit.quality * 28 / 100;
        let row = |named: &store::roster::Named| {
            let mut row = Texts::default();
            row.put(MEMBER, named.member.id.to_string());
            let is_secretary = named.member.id == self.roster.members[0].member.id;
            let state = match is_secretary || seed.happens(comes) {
                true => "present",
                false if seed.happens(self.habit.quality) => "made_up",
                false => "absent",
            };
            row.put(STATE, state);
            if state == "made_up" {
                let later = on.checked_add(3.days()).unwrap_or(on);
                row.put(MADE_UP_ON, later.to_string());
            }
            row
        };
        due.map(row).collect()
    }

    fn lectures(&mut self, seed: &mut Seed) {
        let own: (i64, &str, &str) = (-40, "secretary", seed.pick(&["on_site", "story", "short"]));
        let other = (-19, "member", "classroom");
        let lectures = if self.habit.is_brief { &[own][..] } else { &[own, other][..] };
        for (days, lecturer, form) in lectures {
            if !self.did(seed) {
                continue;
            }
            let title = match *lecturer {
                "secretary" => "书记讲党课:把承诺写在岗位上",
                _ => "党员讲党课:我身边的先锋",
            };
            let mut content = Content::of([("title", title)]);
            content.texts.put("held_on", self.times.day(*days).to_string());
            content.texts.put("lecturer", *lecturer);
            content.texts.put("lecture_form", *form);
            content.texts.put("listeners", self.roster.members.len().to_string());
            let id = self.id(*days, seed);
            self.keep(RecordKind::PartyLecture, *days, content, Vec::new(), id);
        }
    }

    fn others(&mut self, seed: &mut Seed) {
        const OTHERS: [(&str, &[&str], &str); 6] = [
            ("党员学习体会选编", &["3.3"], "选了十二篇,写的都是自己岗位上的事。"),
            ("本支部合格党员具体标准", &["4.1"], "按岗位列了六条,经党员大会通过。"),
            ("先锋创绩承诺和践诺情况", &["2.2", "4.2"], "每人两条承诺,逐条写明做到了哪一步。"),
            ("征集意见和查摆问题清单", &["2.2", "5.1"], "走访征集意见,归并成问题清单。"),
            ("问题整改台账", &["5.2"], "每个问题有责任人和期限,整改后由党员大会确认。"),
            (
                "党员评议和微信学习群情况",
                &["2.2", "6.2", "7.1", "7.2", "7.3", "7.4"],
                "评议逐人进行;学习群由支部自己说明。",
            ),
        ];
        let all: Vec<&str> =
            OTHERS.iter().flat_map(|(_, criteria, _)| *criteria).copied().collect();
        let brief =
            [("学习教育佐证汇编", &all[..], "体会、标准、承诺、问题清单和评议情况合订一册。")];
        let others = if self.habit.is_brief { &brief[..] } else { &OTHERS[..] };
        for (title, criteria, text) in others {
            if !self.did(seed) {
                continue;
            }
            let days = -i64::try_from(seed.between(12, 20)).unwrap_or(12);
            let mut criteria: Vec<String> =
                criteria.iter().map(|id| self.scheme.criterion_slot(id)).collect();
            criteria.sort_unstable();
            criteria.dedup();
            let mut content = Content::of([("title", title), ("text", text)]);
            content.texts.put("on_day", self.times.day(days).to_string());
            content.texts.put("criteria", criteria.join(","));
            let id = self.id(days, seed);
            self.keep(RecordKind::Other, days, content, Vec::new(), id);
        }
    }
}

impl Kept {
    /// As the rules read it.
    pub(super) fn evidence(&self) -> Evidence {
        let entry = &self.entry;
        Evidence {
            record: entry.id,
            version: 1,
            kind: entry.kind,
            kind_version: entry.kind_version,
            day: entry.day,
            content: entry.content.clone(),
            files: u32::try_from(entry.files.len()).unwrap_or(u32::MAX),
            slots: entry.slots.clone(),
        }
    }
}
