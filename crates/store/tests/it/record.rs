//! The ledger: versions, drafts, files, and what scoring reads.

use jiff::civil::{Date, date};
use model::authority::{Permit, Verb};
use model::event::Event;
use model::id::{AttachmentId, MemberId, OrgId, PersonId, RecordId};
use model::organisation::OrgKind;
use model::record::content::Texts;
use model::record::descriptor::slot;
use model::record::{Content, FileKind, RecordKind, State};
use store::organisation::Organisation;
use store::post::{Appointment, Person};
use store::record::{Draft, Entry, File, Wanted};
use store::{Housekeeping, Locks, Write, attachment, organisation, post, record};

use crate::desk::{Desk, TODAY, entry, id, moment, on_both, permit};

/// A branch with somebody who keeps its ledger.
struct Branch {
    org: Organisation,
    clerk: PersonId,
    permit: Permit,
}

impl Branch {
    async fn of(desk: &Desk) -> Self {
        let top = desk.begin().await;
        let committee = desk.found(&top, "青禾镇党委", OrgKind::Committee).await;
        let org = desk.found(&committee, "青禾村党支部", OrgKind::Branch).await;
        let clerk = Person { id: PersonId::new(id()), name: "李示例".to_owned() };
        let appointment = Appointment {
            id: model::id::GrantId::new(id()),
            person: clerk.id,
            role: model::authority::Role::Clerk,
            from: TODAY,
            to: None,
            acting: false,
        };
        let mut write = desk.write().await;
        post::begin(&mut write, org.id, &clerk, &appointment).await.unwrap();
        write.commit(entry(), org.id, Event::OrganisationRenamed).await.unwrap();
        let grants = post::grants(&mut desk.store.link().await.unwrap(), clerk.id, TODAY).await;
        let leave = model::authority::decide(
            clerk.id,
            &grants.unwrap(),
            Verb::KeepLedger,
            org.id,
            &org.path,
        );
        Self { clerk: clerk.id, permit: leave.unwrap(), org }
    }

    async fn write(&self, desk: &Desk, second: i64) -> Write {
        let locks = Locks::Orgs(vec![self.org.id]);
        desk.store.write(locks, Some(self.clerk), moment(second), [9; 32]).await.unwrap()
    }

    async fn submit(&self, desk: &Desk, second: i64, entries: &[Entry]) {
        let mut write = self.write(desk, second).await;
        record::submit(&mut write, &self.permit, entries).await.unwrap();
        let event = Event::RecordSubmitted { record: entries[0].id };
        write.commit(entry(), self.org.id, event).await.unwrap();
    }

    async fn titles(&self, desk: &Desk, wanted: &Wanted) -> Vec<String> {
        let mut link = desk.store.link().await.unwrap();
        let found = record::list(&mut link, self.org.id, wanted, None, 50).await.unwrap();
        found.into_iter().map(|record| record.title).collect()
    }
}

fn meeting(title: &str, on: Date, members: usize) -> Entry {
    let mut content = Content::of([("title", title), ("serves", "topic_discussion")]);
    content.texts.put("held_on", on.to_string());
    let topic = slot("jx-2016-52", "topic", "3");
    content.texts.put("topics", topic.clone());
    for _ in 0..members {
        let mut row = Texts::from([("state", "present")]);
        row.put("member", MemberId::new(id()).to_string());
        content.rows.push(row);
    }
    Entry {
        id: RecordId::new(id()),
        kind: RecordKind::Meeting,
        kind_version: 1,
        base: 0,
        day: on,
        title: title.to_owned(),
        content,
        slots: vec![topic],
        files: Vec::new(),
        reason: String::new(),
    }
}

fn plan(title: &str, on: Date) -> Entry {
    let meeting = meeting(title, on, 0);
    Entry { kind: RecordKind::WorkPlan, slots: Vec::new(), ..meeting }
}

on_both!(a_record_is_corrected_and_withdrawn_and_nothing_is_lost);
async fn a_record_is_corrected_and_withdrawn_and_nothing_is_lost(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let first = meeting("六月学习", date(2016, 6, 20), 30);
    branch.submit(&desk, 1, std::slice::from_ref(&first)).await;
    let second = Entry {
        base: 1,
        day: date(2016, 6, 21),
        title: "六月集中学习".to_owned(),
        reason: "日期写错了".to_owned(),
        ..first.clone()
    };
    branch.submit(&desk, 2, std::slice::from_ref(&second)).await;
    let mut write = branch.write(&desk, 3).await;
    // A correction of a version that is no longer the latest is our own mistake.
    assert!(record::submit(&mut write, &branch.permit, &[second]).await.is_err());
    drop(write);
    let mut write = branch.write(&desk, 3).await;
    record::withdraw(&mut write, &branch.permit, first.id, 2, "记重了").await.unwrap();
    let event = Event::RecordWithdrawn { record: first.id };
    write.commit(entry(), branch.org.id, event).await.unwrap();

    let mut link = desk.store.link().await.unwrap();
    let now = record::find(&mut link, branch.org.id, first.id).await.unwrap().unwrap();
    assert_eq!((now.state, now.version, now.day), (State::Withdrawn, 3, date(2016, 6, 21)));
    assert_eq!(now.entered, moment(1));
    let versions = record::versions(&mut link, branch.org.id, first.id, 9).await.unwrap();
    let said: Vec<_> = versions.iter().map(|v| (v.n, v.state, v.reason.as_str(), v.at)).collect();
    assert_eq!(
        said,
        [
            (3, State::Withdrawn, "记重了", moment(3)),
            (2, State::Submitted, "日期写错了", moment(2)),
            (1, State::Submitted, "", moment(1)),
        ]
    );
    assert_eq!(versions[0].by, Some((branch.clerk, "李示例".to_owned())));
    assert_eq!(versions[2].content, first.content);
    let slots = record::slots(&mut link, branch.org.id, first.id, 3).await.unwrap();
    assert_eq!(slots, first.slots, "also a withdrawn one says what it served");
    // Nobody else's permit does it.
    let mut write = branch.write(&desk, 4).await;
    let other = permit(Verb::RenameOrganisation, &branch.org);
    assert!(record::submit(&mut write, &other, &[first]).await.is_err());
}

on_both!(scoring_reads_what_counts_on_its_days_and_nothing_else);
async fn scoring_reads_what_counts_on_its_days_and_nothing_else(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let [early, june, july] = [date(2016, 5, 12), date(2016, 6, 20), date(2016, 7, 1)];
    let (one, other) = (meeting("一", june, 2), meeting("二", june, 1));
    let all = [plan("早", early), one.clone(), other.clone(), plan("末", july)];
    branch.submit(&desk, 1, &all).await;
    let corrected = Entry { base: 1, slots: Vec::new(), ..one.clone() };
    branch.submit(&desk, 2, &[corrected]).await;
    let mut write = branch.write(&desk, 3).await;
    record::withdraw(&mut write, &branch.permit, other.id, 1, "没开成").await.unwrap();
    let event = Event::RecordWithdrawn { record: other.id };
    write.commit(entry(), branch.org.id, event).await.unwrap();
    let mut link = desk.store.link().await.unwrap();
    let found = record::evidence(&mut link, branch.org.id, june, july).await.unwrap();
    let said: Vec<_> = found.iter().map(|e| (e.id, e.version, e.day, e.slots.len())).collect();
    assert_eq!(said, [(one.id, 2, june, 0), (all[3].id, 1, july, 0)]);
    assert_eq!(found[0].content, one.content);
    let found = record::evidence(&mut link, branch.org.id, early, early).await.unwrap();
    assert_eq!(found.len(), 1);
    let nobody = OrgId::new(id());
    assert!(record::evidence(&mut link, nobody, early, july).await.unwrap().is_empty());
}

on_both!(a_ledger_is_read_by_kind_state_day_and_title_a_page_at_a_time);
async fn a_ledger_is_read_by_kind_state_day_and_title_a_page_at_a_time(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let june = date(2016, 6, 20);
    let all = [
        plan("计划 100%", date(2016, 5, 12)),
        meeting("甲ABC", june, 1),
        meeting("乙", june, 1),
        meeting("丙", date(2016, 7, 1), 1),
    ];
    branch.submit(&desk, 1, &all).await;
    let wanted = Wanted::default();
    assert_eq!(branch.titles(&desk, &wanted).await, ["丙", "乙", "甲ABC", "计划 100%"]);
    let titled = |title: &str| Wanted { title: title.to_owned(), ..Wanted::default() };
    assert_eq!(branch.titles(&desk, &titled("ａｂｃ")).await, ["甲ABC"]);
    assert_eq!(branch.titles(&desk, &titled("100%")).await, ["计划 100%"]);
    assert_eq!(branch.titles(&desk, &titled("1_0")).await, [""; 0]);
    let meetings = Wanted { kind: Some(RecordKind::Meeting), to: june, ..Wanted::default() };
    assert_eq!(branch.titles(&desk, &meetings).await, ["乙", "甲ABC"]);
    let withdrawn = Wanted { state: Some(State::Withdrawn), ..Wanted::default() };
    assert_eq!(branch.titles(&desk, &withdrawn).await, [""; 0]);
    // Page by page one sees each once, also where days are equal.
    let (mut seen, mut after) = (Vec::new(), None);
    let mut link = desk.store.link().await.unwrap();
    loop {
        let page = record::list(&mut link, branch.org.id, &wanted, after, 1).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some((last.day, last.id));
        seen.extend(page.into_iter().map(|record| record.title));
    }
    assert_eq!(seen, ["丙", "乙", "甲ABC", "计划 100%"]);
}

on_both!(a_draft_is_saved_again_and_again_and_done_with_when_it_is_submitted);
async fn a_draft_is_saved_again_and_again_and_done_with_when_it_is_submitted(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let mut entry_of = meeting("六月学习", date(2016, 6, 20), 3);
    let mut draft = Draft {
        id: entry_of.id,
        kind: entry_of.kind,
        base: 0,
        revision: 1,
        at: moment(0),
        by: String::new(),
        content: Content::of([("title", "六")]),
        files: Vec::new(),
    };
    let file = sent(&desk, &branch, entry_of.id, b"%PDF-1.4 a plan").await;
    let save = async |draft: &Draft| {
        let mut write = branch.write(&desk, 1).await;
        let saved = record::save(&mut write, &branch.permit, draft, 1).await;
        write.commit_quietly(Housekeeping::Drafting).await.unwrap();
        saved.unwrap()
    };
    assert!(save(&draft).await);
    draft.revision = 2;
    draft.files = vec![file.id];
    assert!(save(&draft).await);
    let more = Draft { id: RecordId::new(id()), revision: 1, ..draft.clone() };
    assert!(!save(&more).await, "there are as many as there may be");
    let mut link = desk.store.link().await.unwrap();
    let found = record::draft(&mut link, branch.org.id, draft.id).await.unwrap().unwrap();
    assert_eq!((found.revision, found.by.as_str(), found.files.len()), (2, "李示例", 1));
    assert_eq!(record::drafts(&mut link, branch.org.id, 9).await.unwrap(), [found]);
    // A file that a draft names is not swept.
    assert_eq!(swept(&desk, 1_000_000).await, 0);
    entry_of.files = vec![file];
    branch.submit(&desk, 2, &[entry_of]).await;
    assert_eq!(record::draft(&mut link, branch.org.id, draft.id).await.unwrap(), None);
    assert_eq!(swept(&desk, 1_000_000).await, 0);
    // A draft that is thrown away lets its files go.
    let other = sent(&desk, &branch, more.id, b"%PDF-1.4 another").await;
    assert!(save(&Draft { files: vec![other.id], ..more.clone() }).await);
    let mut write = branch.write(&desk, 3).await;
    assert!(record::discard(&mut write, &branch.permit, more.id).await.unwrap());
    write.commit_quietly(Housekeeping::Drafting).await.unwrap();
    assert_eq!(swept(&desk, 1_000_000).await, 1);
}

/// Sends a file in two pieces.
async fn sent(desk: &Desk, branch: &Branch, record: RecordId, bytes: &[u8]) -> File {
    let (org, file) = (branch.org.id, AttachmentId::new(id()));
    let mut write = branch.write(desk, 1).await;
    attachment::stage(&mut write, &branch.permit, file, record, "计划.pdf").await.unwrap();
    let (first, second) = bytes.split_at(5);
    assert!(attachment::piece(&mut write, org, file, 0, 0, first).await.unwrap());
    // Twice the same piece is one piece.
    assert!(!attachment::piece(&mut write, org, file, 0, 0, first).await.unwrap());
    assert!(attachment::piece(&mut write, org, file, 1, 5, second).await.unwrap());
    let digests = [&[1; 32], &[1; 32]];
    assert!(attachment::whole(&mut write, org, file, FileKind::Pdf, digests).await.unwrap());
    assert!(!attachment::whole(&mut write, org, file, FileKind::Pdf, digests).await.unwrap());
    write.commit_quietly(Housekeeping::Staging).await.unwrap();
    let mut link = desk.store.link().await.unwrap();
    let found = attachment::find(&mut link, org, file).await.unwrap().unwrap();
    assert_eq!((found.record, found.is_attached), (record, false));
    found.file().unwrap()
}

async fn swept(desk: &Desk, second: i64) -> usize {
    let mut write = desk.write().await;
    let swept = attachment::sweep(&mut write, moment(second)).await.unwrap();
    write.commit_quietly(Housekeeping::Staging).await.unwrap();
    swept
}

on_both!(a_file_belongs_to_its_record_or_is_swept);
async fn a_file_belongs_to_its_record_or_is_swept(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let record = RecordId::new(id());
    let kept = sent(&desk, &branch, record, b"%PDF-1.4 kept").await;
    let lost = sent(&desk, &branch, record, b"%PDF-1.4 lost").await;
    let of_other = meeting("别的", date(2016, 6, 1), 1);
    let mut write = branch.write(&desk, 1).await;
    let stolen = Entry { files: vec![kept.clone()], ..of_other };
    assert!(record::submit(&mut write, &branch.permit, &[stolen]).await.is_err());
    drop(write);
    let with = Entry {
        id: record,
        files: vec![kept.clone()],
        ..meeting("六月学习", date(2016, 6, 20), 1)
    };
    branch.submit(&desk, 2, &[with]).await;
    assert_eq!(swept(&desk, 1).await, 0, "too early");
    assert_eq!(swept(&desk, 1_000_000).await, 1);
    let mut link = desk.store.link().await.unwrap();
    let org = branch.org.id;
    assert_eq!(attachment::find(&mut link, org, lost.id).await.unwrap(), None);
    let pieces = attachment::pieces(&mut link, org, kept.id, 0).await.unwrap();
    let bytes: Vec<u8> = pieces.into_iter().flat_map(|(_, piece)| piece).collect();
    assert_eq!(bytes, b"%PDF-1.4 kept");
    let versions = record::versions(&mut link, org, record, 1).await.unwrap();
    assert_eq!(versions[0].files, [kept]);
    assert_eq!(attachment::held(&mut link, org).await.unwrap(), 13);
    assert_eq!(attachment::waiting(&mut link, branch.clerk).await.unwrap(), (0, 0));
    assert!(organisation::find(&mut link, org).await.unwrap().is_some());
}
