//! A line of a branch's ledger, done by its secretary or its clerk.

use app::organisation::{self, Act};
use app::record::{self, Sent};
use app::roster::{self, Draft, ExcuseDraft};
use app::{Cx, Refusal, post};
use jiff::civil::Date;
use model::RecordKind;
use model::authority::Role;
use model::id::{AttachmentId, MemberId, RecordId};
use model::record::Content;
use model::record::content::Texts;
use model::record::descriptor::slot;

use super::county::{Branch, County, SCHEME, posted};
use super::ledger::{Line, day, numbers};

/// What a member is called.
fn name(no: usize, member: usize) -> String {
    format!("示例{no:02}{member:02}")
}

impl County {
    fn branch(&mut self, no: usize) -> &mut Branch {
        self.branches.get_mut(&no).unwrap()
    }

    /// Who keeps a branch's books this time.
    async fn keeper(&mut self, no: usize) -> Cx {
        let is_clerk = self.seed.once_in(2);
        let branch = &self.branches[&no];
        let person = match branch.secretary {
            Some((secretary, _)) if !is_clerk => secretary,
            _ => branch.clerk,
        };
        self.cx(person).await
    }

    pub(super) async fn keep(&mut self, no: usize, line: Line) {
        match line.word(0) {
            "members" => self.enter(no, &line).await,
            "import" => self.import(no, &line).await,
            "excused" => self.excuse(no, &line).await,
            "full" => self.promote(no, &line).await,
            "leaves" => self.leave(no, &line).await,
            "cell" => self.cells(no, &line).await,
            "handover" => self.hand_over(no, &line).await,
            "move" | "merge" => self.change_tree(no, &line).await,
            "withdraw" => self.withdraw(no, &line).await,
            _ => self.record(no, &line).await,
        }
    }

    async fn enter(&mut self, no: usize, line: &Line) {
        let cx = self.keeper(no).await;
        let branch = &self.branches[&no];
        let is_probationary = line.word(2) == "probationary";
        for member in numbers(line.word(1)) {
            let own = branch.secretary.filter(|_| member == 1 && !branch.told.is_outside);
            let draft = Draft {
                person: own.map_or_else(String::new, |(person, _)| person.to_string()),
                name: if own.is_some() { String::new() } else { name(no, member) },
                membership: if is_probationary { "probationary" } else { "full" }.to_owned(),
                from: match line.value("from") {
                    Some(from) => day(from).to_string(),
                    None => "2015-01-01".to_owned(),
                },
                ..Draft::default()
            };
            roster::enter(&cx, self.desk.form(), branch.org, &draft).await.unwrap();
        }
        self.know(no, &cx).await;
    }

    async fn import(&mut self, no: usize, line: &Line) {
        let cx = self.keeper(no).await;
        let org = self.branches[&no].org;
        let mut sheet = "姓名,党员类别,党小组,入册日期\n".to_owned();
        for member in numbers(line.word(1)) {
            let called = if member == 1 { format!("书记{no:02}") } else { name(no, member) };
            let cell = ["一组", "二组"][member % 2];
            sheet += &format!("{called},正式党员,{cell},2015-01-01\n");
        }
        let sheet = roster::stage(&cx, org, "名册.csv", sheet.as_bytes()).await.unwrap();
        let trial = roster::dry_run(&cx, org, sheet).await.unwrap();
        roster::take(&cx, self.desk.form(), org, sheet, trial.seen).await.unwrap();
        self.know(no, &cx).await;
    }

    /// Learns the identities of members, by their names.
    async fn know(&mut self, no: usize, cx: &Cx) {
        let view = roster::view(cx, self.branches[&no].org).await.unwrap();
        for named in view.members {
            let number = named.name.strip_prefix(&format!("示例{no:02}"));
            let number = number.map(|number| number.parse().unwrap());
            let number = number.unwrap_or(if named.name.starts_with("新任") { 9 } else { 1 });
            self.branch(no).members.insert(number, named.member.id);
        }
    }

    /// A member as it is now.
    async fn member(&self, cx: &Cx, no: usize, member: &str) -> (MemberId, u32) {
        let branch = &self.branches[&no];
        let id = branch.members[&member.parse().unwrap()];
        let view = roster::view(cx, branch.org).await.unwrap();
        (id, view.member(id).unwrap().version)
    }

    async fn excuse(&mut self, no: usize, line: &Line) {
        let cx = self.keeper(no).await;
        let to = match line.word(3) {
            "-" => String::new(),
            to => day(to).to_string(),
        };
        let from = line.on.unwrap().to_string();
        let draft = ExcuseDraft { reason: line.word(2).to_owned(), from, to };
        let (at, org) = (self.member(&cx, no, line.word(1)).await, self.branches[&no].org);
        roster::exempt(&cx, self.desk.form(), org, at, &draft).await.unwrap();
    }

    /// A probationary member becomes a full one.
    async fn promote(&mut self, no: usize, line: &Line) {
        let cx = self.keeper(no).await;
        let (at, org) = (self.member(&cx, no, line.word(1)).await, self.branches[&no].org);
        let named = roster::view(&cx, org).await.unwrap().member(at.0).unwrap().clone();
        let draft = Draft { membership: "full".to_owned(), ..Draft::of(&named) };
        roster::change(&cx, self.desk.form(), org, at, &draft).await.unwrap();
    }

    async fn leave(&mut self, no: usize, line: &Line) {
        let cx = self.keeper(no).await;
        let (at, org) = (self.member(&cx, no, line.word(1)).await, self.branches[&no].org);
        roster::end(&cx, self.desk.form(), org, at, day(line.word(2))).await.unwrap();
    }

    async fn cells(&mut self, no: usize, line: &Line) {
        let cx = self.keeper(no).await;
        let branch = &self.branches[&no];
        if line.word(1) == "-" {
            let cell = roster::view(&cx, branch.org).await.unwrap().cells[0].clone();
            let (form, at) = (self.desk.form(), (cell.id, cell.version));
            roster::close_cell(&cx, form, branch.org, at).await.unwrap();
            return;
        }
        roster::found_cell(&cx, self.desk.form(), branch.org, line.word(1)).await.unwrap();
        let cell = roster::view(&cx, branch.org).await.unwrap().cells[0].id;
        let members = numbers(line.word(2)).into_iter().map(|member| branch.members[&member]);
        let members: Vec<MemberId> = members.collect();
        let (form, org) = (self.desk.form(), branch.org);
        roster::assign(&cx, form, org, Some(cell), &members).await.unwrap();
    }

    /// Another secretary, who is entered on the roster at once.
    async fn hand_over(&mut self, no: usize, line: &Line) {
        let org = self.branches[&no].org;
        let (_, grant) = self.branches[&no].secretary.unwrap();
        let name = format!("新任{no:02}");
        let today = self.desk.app.today().to_string();
        let (role, from) = (Role::Secretary.name().to_owned(), today.clone());
        let draft = post::Draft { name: name.clone(), role, from, ..post::Draft::default() };
        let administrator = self.cx(self.committee_of(no).administrator).await;
        let form = self.desk.form();
        post::hand_over(&administrator, form, org, grant, &draft).await.unwrap();
        self.branch(no).secretary = Some(posted(&administrator, org, &name).await);
        let cx = self.cx(self.branches[&no].clerk).await;
        let person = self.branches[&no].secretary.unwrap().0.to_string();
        let membership = "full".to_owned();
        let draft = Draft { person, membership, from: today, ..Draft::default() };
        roster::enter(&cx, self.desk.form(), org, &draft).await.unwrap();
        self.know(no, &cx).await;
        assert!(self.branches[&no].members.contains_key(&line.word(1).parse().unwrap()));
    }

    async fn change_tree(&mut self, no: usize, line: &Line) {
        let act = match line.word(0) {
            "move" => Act::Move { to: self.committees[line.word(1)].org },
            _ => Act::Merge { into: self.branches[&line.word(1).parse().unwrap()].org },
        };
        let org = self.branches[&no].org;
        // The committee that loses it may not.
        let own = self.cx(self.committee_of(no).supervisor).await;
        // Where its day is still to come it is planned, and done that morning.
        let (form, last, on) = (self.desk.form(), self.last_entry().await, line.on.unwrap());
        let refused = organisation::act(&own, form, org, &act, on).await;
        assert!(matches!(refused, Err(Refusal::Denied | Refusal::Unseen)), "{refused:?}");
        assert_eq!(self.last_entry().await, last);
        let officer = self.cx(self.officer).await;
        organisation::act(&officer, self.desk.form(), org, &act, on).await.unwrap();
        if line.word(0) == "move" {
            self.branch(no).below = line.word(1).to_owned();
        }
    }

    async fn withdraw(&mut self, no: usize, line: &Line) {
        let cx = self.keeper(no).await;
        let branch = &self.branches[&no];
        let (id, version) = branch.records[&line.label];
        let (form, org) = (self.desk.form(), branch.org);
        record::withdraw(&cx, form, org, id, version, "记重了").await.unwrap();
        self.branch(no).records.insert(line.label.clone(), (id, version + 1));
    }

    /// A record, or a correction of one.
    async fn record(&mut self, no: usize, line: &Line) {
        let cx = self.keeper(no).await;
        let org = self.branches[&no].org;
        let on = line.on.unwrap();
        let kind = match line.word(0) {
            "meeting" | "topic" => RecordKind::Meeting,
            "lecture" => RecordKind::PartyLecture,
            "plan" => RecordKind::WorkPlan,
            _ => RecordKind::Other,
        };
        let opened = record::blank(&cx, org, kind, Some(on), false).await.unwrap();
        let mut sent = opened.sent;
        if line.is_again {
            let (id, version) = self.branches[&no].records[&line.label];
            (sent.record, sent.base, sent.reason) = (id, version, "原来记得不对".to_owned());
        }
        sent.content = content(line, on);
        if line.word(3) == "cell" {
            sent.content.texts.put("cell", opened.offers.cells[0].value.as_str());
        }
        if let Some(roll) = opened.roll {
            let due = roll.due.iter().map(|one| (&one.member, true));
            let all = due.chain(roll.excused.iter().map(|one| (&one.member, false)));
            sent.content.rows = self.rows(no, line, &numbers(line.word(2)), all);
        }
        if line.word(1) == "file" {
            sent.files = vec![file(&cx, org, sent.record).await];
        }
        self.try_in_vain(no, &sent).await;
        if self.seed.once_in(4) && !line.is_again {
            record::save(&cx, org, &sent).await.unwrap();
            sent.revision = 1;
        }
        record::submit(&cx, self.desk.form(), org, &sent).await.unwrap();
        if !line.label.is_empty() {
            let label = line.label.clone();
            self.branch(no).records.insert(label, (sent.record, sent.base + 1));
        }
    }

    /// Those who are due, and those who came though they were excused.
    fn rows<'a>(
        &self,
        no: usize,
        line: &Line,
        there: &[usize],
        all: impl Iterator<Item = (&'a String, bool)>,
    ) -> Vec<Texts> {
        let members = &self.branches[&no].members;
        let made_up = |number: usize| {
            let pairs = line.value("up")?.split('+');
            let pair = pairs.filter_map(|one| one.split_once(':'));
            pair.filter(|(n, _)| n.parse() == Ok(number)).map(|(_, on)| day(on)).next()
        };
        let row = |(id, is_due): (&String, bool)| {
            let of = |(_, one): &(&usize, &MemberId)| one.to_string() == *id;
            let number = *members.iter().find(of).unwrap().0;
            let mut row = Texts::default();
            row.put("member", id.as_str());
            match (there.contains(&number), made_up(number), is_due) {
                (true, ..) => row.put("state", "present"),
                (_, Some(on), _) => {
                    row.put("state", "made_up");
                    row.put("made_up_on", on.to_string());
                }
                (_, _, true) => row.put("state", "absent"),
                _ => return None,
            }
            Some(row)
        };
        all.filter_map(row).collect()
    }

    /// Now and then somebody tries who may not: refused, and nothing is left of it.
    async fn try_in_vain(&mut self, no: usize, sent: &Sent) {
        if !self.seed.once_in(8) {
            return;
        }
        let is_other = self.seed.once_in(2);
        let other = self.branches.values().find(|branch| branch.told.no != no).unwrap();
        let who = if is_other { other.clerk } else { self.committee_of(no).supervisor };
        let (cx, last) = (self.cx(who).await, self.last_entry().await);
        let (form, org) = (self.desk.form(), self.branches[&no].org);
        let refused = record::submit(&cx, form, org, sent).await;
        match is_other {
            true => assert!(matches!(refused, Err(Refusal::Unseen)), "{refused:?}"),
            false => assert!(matches!(refused, Err(Refusal::Denied)), "{refused:?}"),
        }
        assert_eq!(self.last_entry().await, last);
    }
}

fn content(line: &Line, on: Date) -> Content {
    let what = line.word(1);
    let mut content = Content::default();
    let mut put = |name: &str, text: &str| content.texts.put(name, text);
    let on = on.to_string();
    match line.word(0) {
        "meeting" => {
            put("title", "支部会议");
            put("held_on", &on);
            put("serves", what);
        }
        "topic" => {
            let slots: Vec<String> = what.split(',').map(|n| slot(SCHEME, "topic", n)).collect();
            put("title", &format!("第{what}专题学习讨论"));
            put("held_on", &on);
            put("serves", "topic_discussion");
            put("topics", &slots.join(","));
            put("place", "党员活动室");
        }
        "lecture" => {
            put("title", "把承诺写在岗位上");
            put("held_on", &on);
            put("lecturer", what);
            put("lecture_form", line.word(2));
            if line.word(2) == "other" {
                put("innovation", "在田埂上讲,边干边讲");
            }
        }
        "plan" => {
            put("title", "支部学习教育工作计划");
            put("adopted_on", &on);
            put("adopted_by", "assembly");
        }
        "other" => {
            let ids = what.split(',').map(|id| slot(SCHEME, "criterion", id));
            put("title", "佐证");
            put("on_day", &on);
            put("criteria", &ids.collect::<Vec<_>>().join(","));
            put("text", "逐条写明,附在后面。");
        }
        word => panic!("«{word}» is no line"),
    }
    content
}

async fn file(cx: &Cx, org: model::id::OrgId, record: RecordId) -> AttachmentId {
    let mut arriving = record::stage(cx, org, record, "工作计划.pdf").await.unwrap();
    arriving.push(b"%PDF-1.4\n%%EOF\n").await.unwrap();
    arriving.whole().await.unwrap().id
}
