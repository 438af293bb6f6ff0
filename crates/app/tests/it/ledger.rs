//! Keeping a branch's ledger: writing, submitting, correcting, withdrawing, reading, files, sheets.
//! Long because all stories play in one branch.

use app::organisation::Listing;
use app::record::{self, Received, Resumed, Sent, Unsent, Wanted};
use app::{Cx, Refusal, organisation};
use jiff::civil::{Date, date};
use model::RecordKind;
use model::authority::{Role, Verb, decide};
use model::event::Event;
use model::id::{AttachmentId, EntryId, MemberId, OrgId, PersonId, RecordId};
use model::organisation::OrgKind;
use model::record::content::Texts;
use model::record::descriptor::slot;
use model::record::{Content, FileKind, State};
use model::roster::{Days, Excuse, Member, Membership};
use sha2::{Digest, Sha256};
use store::person::Person;
use store::roster::Named;
use store::{Locks, roster};

use crate::desk::{Desk, flaws, on_both};

/// A branch with a secretary, a clerk, a supervisor above, and five members, one of them excused.
pub(crate) struct Branch {
    pub(crate) org: OrgId,
    committee: OrgId,
    secretary: Cx,
    pub(crate) clerk: Cx,
    supervisor: Cx,
    officer: Cx,
    members: Vec<MemberId>,
}

const NAMES: [&str; 5] = ["赵示例", "钱示例", "孙示例", "李示例", "赵示例"];

/// The topic that the meetings of these stories discuss.
fn topic() -> String {
    slot("jx-2016-52", "topic", "3")
}

async fn appointed(desk: &Desk, cx: &Cx, org: OrgId, role: Role, name: &str) -> Cx {
    let draft = app::post::Draft {
        name: name.to_owned(),
        role: role.name().to_owned(),
        from: cx.today().to_string(),
        ..Default::default()
    };
    app::post::appoint(cx, desk.form(), org, &draft).await.unwrap();
    let view = organisation::browse(cx, Some(org), &Listing::default()).await.unwrap();
    let held = view.posts.unwrap().into_iter().find(|held| held.person.name == name).unwrap();
    let mut link = desk.app.store().link().await.unwrap();
    let grants = store::post::grants(&mut link, held.person.id, cx.today()).await.unwrap();
    Cx { person: held.person.id, name: name.to_owned(), grants, ..cx.clone() }
}

impl Branch {
    pub(crate) async fn of(desk: &Desk) -> Self {
        let cx = desk.begun().await;
        let county = desk.found(&cx, cx.grants[0].org, "甲县组织部", OrgKind::Department).await;
        let committee = desk.found(&cx, county, "青禾镇党委", OrgKind::Committee).await;
        let org = desk.found(&cx, committee, "青禾村党支部", OrgKind::Branch).await;
        let secretary = appointed(desk, &cx, org, Role::Secretary, "王书记").await;
        let clerk = appointed(desk, &cx, org, Role::Clerk, "陈联络").await;
        let supervisor = appointed(desk, &cx, committee, Role::Supervisor, "周督导").await;
        let officer = appointed(desk, &cx, county, Role::DepartmentOfficer, "吴组织").await;
        let members = members(desk, &secretary, org).await;
        Self { org, committee, secretary, clerk, supervisor, officer, members }
    }

    pub(crate) fn meeting(&self, desk: &Desk, title: &str, on: Date) -> Sent {
        let mut content = Content::of([("title", title), ("serves", "topic_discussion")]);
        content.texts.put("held_on", on.to_string());
        content.texts.put("topics", topic());
        for member in &self.members[..4] {
            let mut row = Texts::from([("state", "present")]);
            row.put("member", member.to_string());
            content.rows.push(row);
        }
        Sent {
            record: RecordId::new(desk.app.identity()),
            kind: RecordKind::Meeting,
            base: 0,
            revision: 0,
            content,
            files: Vec::new(),
            reason: String::new(),
        }
    }
}

/// Enters the roster, the last of whom is excused.
async fn members(desk: &Desk, keeper: &Cx, org: OrgId) -> Vec<MemberId> {
    let (now, chance) = (desk.app.now(), [3; 32]);
    let write = desk.app.store().write(Locks::Orgs(vec![org]), None, now, chance).await;
    let mut write = write.unwrap();
    let found = store::organisation::find(&mut write, org).await.unwrap().unwrap();
    let permit = decide(keeper.person, &keeper.grants, Verb::KeepRoster, org, &found.path);
    let days = Days { from: date(2016, 1, 1), to: None };
    let (mut people, mut named) = (Vec::new(), Vec::new());
    for (at, name) in NAMES.into_iter().enumerate() {
        let person = Person { id: PersonId::new(desk.app.identity()), name: name.to_owned() };
        let excused = if at == 4 { vec![(Excuse::Frail, days)] } else { Vec::new() };
        let member = Member {
            id: MemberId::new(desk.app.identity()),
            person: person.id,
            membership: Membership::Full,
            cell: None,
            days,
            excused,
        };
        named.push(Named { member, name: name.to_owned(), version: 1 });
        people.push(person);
    }
    roster::enter(&mut write, &permit.unwrap(), &people, &named).await.unwrap();
    let id = EntryId::new(desk.app.identity());
    write.commit(id, org, Event::OrganisationRenamed).await.unwrap();
    named.into_iter().map(|named| named.member.id).collect()
}

pub(crate) const NOVEMBER: Date = date(2026, 11, 20);

on_both!(a_discussion_is_entered_corrected_and_withdrawn_with_its_whole_story);
async fn a_discussion_is_entered_corrected_and_withdrawn_with_its_whole_story(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let (org, clerk) = (branch.org, &branch.clerk);
    let blank = record::blank(clerk, org, RecordKind::Meeting, None, false).await.unwrap();
    let roll = blank.roll.unwrap();
    let due: Vec<_> = roll.due.iter().map(|l| (l.name.as_str(), l.state.as_str())).collect();
    assert_eq!(due[0], ("赵示例", "present"), "all are there unless somebody says otherwise");
    assert_eq!((due.len(), roll.excused[0].excuse), (4, "年老体弱或生病"));
    assert_eq!(roll.excused[0].name, "赵示例(2)", "two of one name are told apart");

    let sent = branch.meeting(&desk, "十一月学习", NOVEMBER);
    let form = desk.form();
    let place = record::submit(clerk, form, org, &sent).await.unwrap();
    assert_eq!(place, format!("/organisations/{org}/records/{}", sent.record));
    // A double click or a retry is the same record.
    assert_eq!(record::submit(clerk, form, org, &sent).await.unwrap(), place);

    // Somebody made up for it: a correction, with a reason.
    let mut later = Sent { base: 1, ..sent.clone() };
    later.content.rows[1].put("state", "made_up");
    later.content.rows[1].put("made_up_on", "2026-11-22");
    let refused = record::submit(&branch.secretary, desk.form(), org, &later).await;
    assert_eq!(flaws(refused), "reason: 请用一句话写明原因\n");
    later.reason = "钱示例已补学".to_owned();
    record::submit(&branch.secretary, desk.form(), org, &later).await.unwrap();
    // The clerk, who still sees the first version, is told so.
    let stale = record::submit(clerk, desk.form(), org, &later).await;
    assert!(matches!(stale, Err(Refusal::Stale)), "{stale:?}");

    let view = record::view(clerk, org, sent.record).await.unwrap();
    assert!(!view.is_late && view.may_keep);
    assert_eq!(view.said[3], ("讨论的专题", "专题3 树立清风正气".to_owned()));
    let attendance = view.attendance.unwrap();
    assert_eq!(attendance.groups[1], ("已补学", 1, vec!["钱示例(2026-11-22 补学)".to_owned()]));
    assert_eq!(attendance.excused, ["赵示例(2)(年老体弱或生病)"]);
    let [second, first] = view.revisions.as_slice() else { panic!("{:?}", view.revisions) };
    assert_eq!((second.act, second.by.as_str()), ("更正", "王书记"));
    assert_eq!(second.reason, "钱示例已补学");
    assert_eq!(second.changed[0].after, "已补学(2026-11-22)");
    assert_eq!((first.act, first.by.as_str(), first.changed.len()), ("提交", "陈联络", 0));

    let refused = record::withdraw(clerk, desk.form(), org, sent.record, 2, " ").await;
    assert_eq!(flaws(refused), "reason: 请用一句话写明原因\n");
    record::withdraw(clerk, desk.form(), org, sent.record, 2, "记重了").await.unwrap();
    let again = record::withdraw(clerk, desk.form(), org, sent.record, 2, "记重了").await;
    assert!(matches!(again, Err(Refusal::Stale)));
    let view = record::view(clerk, org, sent.record).await.unwrap();
    assert_eq!((view.record.state, view.revisions[0].act), (State::Withdrawn, "撤回"));
    let back = Sent { base: 3, reason: "没有记重".to_owned(), ..later };
    record::submit(clerk, desk.form(), org, &back).await.unwrap();
    let view = record::view(clerk, org, sent.record).await.unwrap();
    assert_eq!((view.record.state, view.revisions[0].act), (State::Submitted, "恢复"));
}

on_both!(every_mistake_of_a_record_is_named_at_once);
async fn every_mistake_of_a_record_is_named_at_once(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let mut sent = branch.meeting(&desk, "", date(2026, 11, 25));
    sent.content.texts.put("topics", slot("nobody", "topic", "1"));
    sent.content.rows.pop();
    sent.content.rows[0].put("member", desk.app.identity().to_string());
    sent.content.rows[1].put("state", "made_up");
    let refused = record::submit(&branch.clerk, desk.form(), branch.org, &sent).await;
    assert_eq!(
        flaws(refused),
        "held_on: 2026-11-25 还没有到,不能填以后的日期\n\
         attendance: 钱示例:请填写补学的日期\n\
         title: 请填写\n\
         attendance: 2026-11-25 的名册里有 赵示例、李示例,还没有填;已经列出,请核对\n\
         attendance: 有 1 人不在 2026-11-25 的名册里,已经去掉,请核对\n\
         topics: 请从所列的里面选\n"
    );
    // What was typed comes back, with the roster of its day.
    let again = record::again(&branch.clerk, branch.org, sent).await.unwrap();
    let roll = again.roll.unwrap();
    let states: Vec<&str> = roll.due.iter().map(|line| line.state.as_str()).collect();
    assert_eq!(states, ["", "made_up", "present", ""]);
}

on_both!(what_was_entered_long_after_its_day_says_so_and_counts_by_its_day);
async fn what_was_entered_long_after_its_day_says_so_and_counts_by_its_day(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let sent = branch.meeting(&desk, "六月学习", date(2016, 6, 20));
    record::submit(&branch.clerk, desk.form(), branch.org, &sent).await.unwrap();
    let view = record::view(&branch.clerk, branch.org, sent.record).await.unwrap();
    assert!(view.is_late);
    let mut link = desk.app.store().link().await.unwrap();
    let day = date(2016, 6, 20);
    let evidence = store::record::evidence(&mut link, branch.org, day, day).await.unwrap();
    assert_eq!((evidence.len(), evidence[0].slots.as_slice()), (1, [topic()].as_slice()));
}

on_both!(a_draft_is_kept_shared_and_no_record);
async fn a_draft_is_kept_shared_and_no_record(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let org = branch.org;
    let mut sent = branch.meeting(&desk, "", NOVEMBER);
    sent.content.texts.put("held_on", "昨天");
    record::save(&branch.clerk, org, &sent).await.unwrap();
    let listing = record::list(&branch.secretary, org, &Wanted::default(), None).await.unwrap();
    assert_eq!((listing.records.len(), listing.drafts.len()), (0, 1));
    let above = record::list(&branch.supervisor, org, &Wanted::default(), None).await.unwrap();
    assert!(above.drafts.is_empty() && !above.may_keep);
    // The secretary goes on with it; the clerk, who did too, is told what changed.
    let opened = record::opened(&branch.secretary, org, sent.record).await.unwrap();
    assert_eq!(opened.saved.as_ref().unwrap().0, "陈联络");
    let mut theirs = opened.sent;
    theirs.content.texts.put("title", "十一月学习");
    record::save(&branch.secretary, org, &theirs).await.unwrap();
    let mut mine = Sent { revision: 1, ..sent.clone() };
    mine.content.texts.put("place", "村部");
    let stale = record::save(&branch.clerk, org, &mine).await;
    assert!(matches!(stale, Err(Refusal::Stale)), "{stale:?}");
    let overtaken = record::overtaken(&branch.clerk, org, mine).await.unwrap();
    let news: Vec<_> =
        overtaken.news.iter().map(|c| (c.label.as_str(), c.after.as_str())).collect();
    assert_eq!(news, [("会议名称", "十一月学习"), ("地点", "")]);
    assert_eq!(overtaken.sent.content.texts.get("place"), "村部", "nothing typed is lost");
    assert_eq!(overtaken.sent.revision, 2);
    // Once it is submitted there is no draft.
    let mut last = overtaken.sent;
    last.content.texts.put("title", "十一月学习");
    last.content.texts.put("held_on", NOVEMBER.to_string());
    record::submit(&branch.clerk, desk.form(), org, &last).await.unwrap();
    let listing = record::list(&branch.clerk, org, &Wanted::default(), None).await.unwrap();
    assert_eq!((listing.records.len(), listing.drafts.len()), (1, 0));
    let gone = record::discard(&branch.clerk, desk.form(), org, last.record).await;
    assert!(matches!(gone, Err(Refusal::Unseen)));
}

on_both!(who_may_read_and_keep_a_ledger);
async fn who_may_read_and_keep_a_ledger(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let sent = branch.meeting(&desk, "十一月学习", NOVEMBER);
    record::submit(&branch.clerk, desk.form(), branch.org, &sent).await.unwrap();
    for above in [&branch.supervisor, &branch.officer] {
        let refused = record::submit(above, desk.form(), branch.org, &sent).await;
        assert!(matches!(refused, Err(Refusal::Denied)), "{refused:?}");
    }
    // The committee sees names, the department counts.
    let names = async |cx: &Cx| {
        let view = record::view(cx, branch.org, sent.record).await.unwrap();
        view.attendance.unwrap().groups[0].2.len()
    };
    assert_eq!((names(&branch.supervisor).await, names(&branch.officer).await), (4, 0));
    let root = Cx { grants: desk_grants(&desk, &branch).await, ..branch.clerk.clone() };
    let unseen = record::list(&root, branch.org, &Wanted::default(), None).await;
    assert!(matches!(unseen, Err(Refusal::Denied)), "administrators don't read ledgers");
    let none = record::list(&branch.supervisor, branch.committee, &Wanted::default(), None).await;
    assert!(matches!(none, Err(Refusal::Unseen)), "a committee keeps no ledger");
    let kind = RecordKind::Opinion;
    let none = record::blank(&branch.clerk, branch.org, kind, None, false).await;
    assert!(matches!(none, Err(Refusal::Unseen)), "a kind without a form");
}

/// What a system administrator holds.
async fn desk_grants(desk: &Desk, branch: &Branch) -> Vec<model::authority::Grant> {
    let mut link = desk.app.store().link().await.unwrap();
    let org = store::organisation::find(&mut link, branch.committee).await.unwrap().unwrap();
    let id = model::id::GrantId::new(desk.app.identity());
    let role = Role::SystemAdministrator;
    vec![model::authority::Grant { id, role, org: org.id, path: org.path }]
}

on_both!(last_times_list_is_taken_over_in_one_step);
async fn last_times_list_is_taken_over_in_one_step(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let mut sent = branch.meeting(&desk, "十一月学习", NOVEMBER);
    sent.content.rows[2].put("state", "absent");
    record::submit(&branch.clerk, desk.form(), branch.org, &sent).await.unwrap();
    let kind = RecordKind::Meeting;
    let next = record::blank(&branch.clerk, branch.org, kind, None, true).await.unwrap();
    let roll = next.roll.unwrap();
    let states: Vec<&str> = roll.due.iter().map(|line| line.state.as_str()).collect();
    assert_eq!(states, ["present", "present", "absent", "present"]);
}

on_both!(files_are_what_their_bytes_say_and_go_with_their_record);
async fn files_are_what_their_bytes_say_and_go_with_their_record(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let (org, clerk) = (branch.org, &branch.clerk);
    let mut sent = branch.meeting(&desk, "十一月学习", NOVEMBER);
    let send = async |name: &str, bytes: &[u8]| {
        let mut arriving = record::stage(clerk, org, sent.record, name).await?;
        for piece in bytes.chunks(100_000) {
            arriving.push(piece).await?;
        }
        arriving.whole().await
    };
    let refused = async |name: &str, bytes: &[u8]| flaws(send(name, bytes).await);
    assert!(refused("照片.jpg", b"MZ\x90\0").await.contains("看不出是什么文件"));
    assert!(refused("通知.pdf", "没有权限".as_bytes()).await.contains("和它的名称不符"));
    assert!(refused("签到.jpg", b"PK\x03\x04 nothing").await.contains("是压缩包"));
    assert!(refused("计划.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").await.contains("旧格式"));
    assert!(refused("机密.pdf", b"%PDF-1.4").await.contains("标有「机密」"));
    assert!(refused("信.txt", "机密★\n内容".as_bytes()).await.contains("标有「机密」"));
    assert!(refused("空.txt", b"").await.contains("是空的"));
    let large = vec![b'a'; model::limit::FILE_BYTES + 1];
    assert!(refused("大.txt", &large).await.contains("超过 20 MB"));
    let long = b"%PDF-1.4 ".repeat(60_000);
    let file = send("签到 表.pdf", &long).await.unwrap();
    assert_eq!((file.kind, file.bytes), (FileKind::Pdf, long.len() as u64));
    let twice = send("签到表(1).pdf", &long).await.unwrap();
    sent.files = vec![file.id, twice.id];
    record::submit(clerk, desk.form(), org, &sent).await.unwrap();
    let view = record::view(&branch.officer, org, sent.record).await.unwrap();
    assert_eq!(view.files, std::slice::from_ref(&file), "one content is there once");
    let mut download = record::download(&branch.officer, org, sent.record, file.id).await.unwrap();
    let mut bytes = Vec::new();
    while let Some(piece) = download.piece().await.unwrap() {
        bytes.extend(piece);
    }
    assert_eq!(bytes, long);
    let elsewhere = RecordId::new(desk.app.identity());
    let unseen = record::download(clerk, org, elsewhere, file.id).await;
    assert!(matches!(unseen.err(), Some(Refusal::Unseen)));
    // What waits is for those who keep the ledger, and for a day.
    let waiting = record::download(&branch.officer, org, sent.record, twice.id).await;
    assert!(matches!(waiting.err(), Some(Refusal::Unseen)));
    desk.pass_minutes(25 * 60);
    record::sweep(&desk.app).await.unwrap();
    assert!(record::download(clerk, org, sent.record, twice.id).await.is_err());
    assert!(record::download(clerk, org, sent.record, file.id).await.is_ok());
}

/// More of a file in a request of its own; the first bytes that are not there yet.
async fn go_on(cx: &Cx, place: (OrgId, RecordId, AttachmentId), at: u64, bytes: &[u8]) -> u64 {
    let (org, record, id) = place;
    let resumed = record::resume(cx, org, record, id, at, 3 << 20).await.unwrap();
    match resumed {
        Resumed::Open(mut arriving) => {
            // The line's own pieces are none of ours.
            for piece in bytes.chunks(70_000) {
                arriving.push(piece).await.unwrap();
            }
            arriving.kept()
        }
        Resumed::Elsewhere(Received::Bytes(there)) => there,
        Resumed::Elsewhere(Received::Whole(file)) => file.bytes,
    }
}

on_both!(a_file_that_broke_off_is_taken_up_again);
async fn a_file_that_broke_off_is_taken_up_again(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let (org, clerk) = (branch.org, &branch.clerk);
    let mut sent = branch.meeting(&desk, "十一月学习", NOVEMBER);
    let record = sent.record;
    let photo = [b"\xff\xd8\xff".to_vec(), vec![7; 600_000]].concat();
    let bytes = photo.len() as u64;
    let id = record::begin(clerk, org, record, "照片.jpg", bytes).await.unwrap();
    let place = (org, record, id);
    // The line broke within the second piece: what is whole is there.
    let piece = 256 << 10;
    assert_eq!(go_on(clerk, place, 0, &photo[..300_000]).await, piece);
    // The answer was lost: the same comes again, and something out of turn.
    assert_eq!(go_on(clerk, place, 0, &photo[..300_000]).await, piece);
    assert_eq!(go_on(clerk, place, 2 * piece, b"later").await, piece);
    assert_eq!(record::received(clerk, org, record, id).await.unwrap(), Received::Bytes(piece));
    let other = record::received(&branch.secretary, org, record, id).await;
    assert!(matches!(other, Err(Refusal::Unseen)), "somebody else's file");
    let elsewhere = RecordId::new(desk.app.identity());
    let other = record::received(clerk, org, elsewhere, id).await;
    assert!(matches!(other, Err(Refusal::Unseen)), "another record's");
    let resumed = record::resume(clerk, org, record, id, piece, bytes).await.unwrap();
    let Resumed::Open(mut arriving) = resumed else { panic!("in turn") };
    arriving.push(&photo[256 << 10..]).await.unwrap();
    assert_eq!(arriving.bytes(), bytes);
    let file = arriving.whole().await.unwrap();
    assert_eq!((file.kind, file.bytes), (FileKind::Jpeg, bytes));
    assert_eq!(file.digest, <[u8; 32]>::from(Sha256::digest(&photo)));
    // The last answer was lost too.
    let again = record::received(clerk, org, record, id).await.unwrap();
    assert_eq!(again, Received::Whole(file.clone()));
    assert_eq!(go_on(clerk, place, piece, b"more").await, bytes);
    sent.files = vec![id];
    record::submit(clerk, desk.form(), org, &sent).await.unwrap();
    let view = record::view(clerk, org, record).await.unwrap();
    assert_eq!(view.files, [file]);
}

on_both!(uploads_that_nobody_ends_have_their_bounds_and_their_day);
async fn uploads_that_nobody_ends_have_their_bounds_and_their_day(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let (org, clerk) = (branch.org, &branch.clerk);
    let record = RecordId::new(desk.app.identity());
    let begin = async |name: &str, bytes: u64| record::begin(clerk, org, record, name, bytes).await;
    let large = begin("大.pdf", model::limit::FILE_BYTES as u64 + 1).await;
    assert!(matches!(large, Err(Unsent::TooLarge(says)) if says.contains("超过 20 MB")));
    let empty = begin("空.pdf", 0).await;
    assert!(matches!(empty, Err(Unsent::Not(Refusal::Flawed(_)))));
    let secret = begin("机密.pdf", 9).await;
    assert!(matches!(secret, Err(Unsent::Not(Refusal::Flawed(_)))));
    let id = begin("程序.pdf", 300_000).await.unwrap();
    assert_eq!(go_on(clerk, (org, record, id), 0, &[b'M'; 262_144]).await, 262_144);
    let resumed = record::resume(clerk, org, record, id, 262_144, 300_000).await.unwrap();
    let Resumed::Open(mut arriving) = resumed else { panic!("in turn") };
    arriving.push(&[0; 37_856]).await.unwrap();
    assert!(flaws(arriving.whole().await).contains("看不出是什么文件"));
    let gone = record::received(clerk, org, record, id).await;
    assert!(matches!(gone, Err(Refusal::Unseen)), "what is none of ours is not kept");
    let mut first = None;
    for _ in 0..model::limit::FILES_STAGED {
        first = Some(begin("照片.jpg", 300_000).await.unwrap());
    }
    let first = first.unwrap();
    let more = begin("照片.jpg", 300_000).await;
    assert!(matches!(more, Err(Unsent::TooMuch(says)) if says.contains("还没有提交的文件太多")));
    // What is on its way already may come to its end.
    assert_eq!(go_on(clerk, (org, record, first), 0, &[0; 262_144]).await, 262_144);
    desk.pass_minutes(25 * 60);
    record::sweep(&desk.app).await.unwrap();
    let swept = record::received(clerk, org, record, first).await;
    assert!(matches!(swept, Err(Refusal::Unseen)));
    begin("照片.jpg", 300_000).await.unwrap();
}

on_both!(a_sheet_of_records_comes_in_once_and_goes_out_as_it_came);
async fn a_sheet_of_records_comes_in_once_and_goes_out_as_it_came(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let (org, clerk, kind) = (branch.org, &branch.clerk, RecordKind::Meeting);
    let send = async |bytes: &[u8]| {
        let mut arriving = record::stage_sheet(clerk, org, "会议.csv").await.unwrap();
        arriving.push(bytes).await.unwrap();
        arriving.whole().await.unwrap().id
    };
    let text = "会议名称,日期,会议内容,讨论的专题,参加,已补学,缺席,备注\n\
        十月学习,2026/10/20,专题学习讨论、研究部署,专题3,全部,钱示例 2026-10-25,孙示例,\n\
        动员会,2026-5-12,学习教育动员,,,,,\n";
    let sheet = send(text.as_bytes()).await;
    let trial = record::dry_run(clerk, org, kind, sheet).await.unwrap();
    assert_eq!(trial.flaws.listed(), []);
    assert_eq!(trial.unknown, ["备注"]);
    assert_eq!((trial.changes.len(), trial.unchanged), (2, 0));
    let form = desk.form();
    record::import(clerk, form, org, kind, sheet).await.unwrap();
    record::import(clerk, form, org, kind, sheet).await.unwrap();
    // Again, by another form: nothing is different.
    record::import(clerk, desk.form(), org, kind, sheet).await.unwrap();
    let listing = record::list(clerk, org, &Wanted::default(), None).await.unwrap();
    let titles: Vec<&str> = listing.records.iter().map(|record| record.title.as_str()).collect();
    assert_eq!(titles, ["十月学习", "动员会"]);
    let view = record::view(clerk, org, listing.records[0].id).await.unwrap();
    let groups: Vec<usize> = view.attendance.unwrap().groups.iter().map(|group| group.1).collect();
    assert_eq!((groups, view.revisions.len()), (vec![2, 1, 1], 1));

    let (name, bytes) = record::export(clerk, org, kind).await.unwrap();
    assert_eq!(name, "青禾村党支部");
    let sheet = send(&bytes).await;
    let trial = record::dry_run(clerk, org, kind, sheet).await.unwrap();
    assert_eq!(trial.flaws.listed(), []);
    assert_eq!((trial.changes.len(), trial.unchanged), (0, 2));
    // Who may not know names gets counts.
    assert!(record::export(&branch.officer, org, kind).await.is_ok());
    assert!(record::blank_sheet(clerk, org, kind).await.unwrap().starts_with(b"PK"));

    let wrong = "会议名称,日期,会议内容,讨论的专题,缺席,记录编号\n\
        甲,明天,聚餐,,,\n乙,2026-10-21,专题学习讨论,,王五,x\n";
    let sheet = send(wrong.as_bytes()).await;
    let trial = record::dry_run(clerk, org, kind, sheet).await.unwrap();
    let said: Vec<String> = trial.flaws.listed().iter().map(ToString::to_string).collect();
    let said = said.join("\n");
    for sentence in
        ["「明天」不是日期", "没有「聚餐」这一项", "「王五」不在这一天的党员名册里", "没有这个编号"]
    {
        assert!(said.contains(sentence), "{sentence}\n{said}");
    }
    let refused = record::import(clerk, desk.form(), org, kind, sheet).await;
    assert!(matches!(refused, Err(Refusal::Flawed(_))));
}
