//! Tests of the events and their bytes.

use jiff::civil::date;
use uuid::Uuid;

use super::{Entry, Event, RowDigest, Rows};
use crate::authority::Role;
use crate::id::{
    CampaignId, CellId, ChangeId, EntryId, EvaluationId, GrantId, MemberId, OrgId, PersonId,
    RecordId, SelfCheckId,
};

#[test]
fn an_entry_is_these_bytes_for_ever() {
    let id = |n: u128| Uuid::from_u128(n);
    let entry = Entry {
        id: EntryId::new(id(1)),
        at: "2026-11-24T05:06:07.5Z".parse().unwrap(),
        by: Some(PersonId::new(id(2))),
        org: OrgId::new(id(3)),
        org_seq: 9,
        event: Event::OrganisationMoved {
            from: OrgId::new(id(4)),
            to: OrgId::new(id(5)),
            on: date(2026, 12, 1),
        },
        rows: Rows::Listed(vec![RowDigest {
            noun: "organisation",
            id: id(3),
            version: 2,
            digest: [0xab; 32],
        }]),
    };
    let expected = format!(
        "dukao journal 1\n\
         entry 00000000-0000-0000-0000-000000000001\n\
         at 2026-11-24T05:06:07.500000Z\n\
         by 00000000-0000-0000-0000-000000000002\n\
         org 00000000-0000-0000-0000-000000000003 9\n\
         event organisation_moved from=00000000-0000-0000-0000-000000000004 \
         to=00000000-0000-0000-0000-000000000005 on=2026-12-01\n\
         row organisation 00000000-0000-0000-0000-000000000003 2 {}\n",
        "ab".repeat(32)
    );
    assert_eq!(String::from_utf8(entry.bytes()).unwrap(), expected);
}

#[test]
fn an_entry_of_many_rows_is_these_bytes_for_ever() {
    let row = |n: u128| RowDigest {
        noun: "organisation",
        id: Uuid::from_u128(n),
        version: 1,
        digest: [0xcd; 32],
    };
    let few = Rows::of((1..=200).rev().map(row).collect(), |_| panic!("each has its line"));
    assert_eq!(few, Rows::Listed((1..=200).rev().map(row).collect()));
    let many = Rows::of((1..=201).rev().map(row).collect(), |rows| {
        let lines: String = rows.iter().map(RowDigest::line).collect();
        let first = "row organisation 00000000-0000-0000-0000-000000000001 1 cdcdcd";
        assert!(lines.starts_with(first), "in the order of identities: {lines}");
        assert_eq!(lines.lines().count(), 201);
        [0xef; 32]
    });
    let entry = Entry {
        id: EntryId::new(Uuid::from_u128(1)),
        at: "2026-11-24T05:06:07.5Z".parse().unwrap(),
        by: None,
        org: OrgId::new(Uuid::from_u128(3)),
        org_seq: 10,
        event: Event::OrganisationsImported {
            sheet: [0x12; 32],
            made: 201,
            moved: 0,
            renamed: 0,
            closed: 0,
            appointed: 0,
            handed_over: 0,
        },
        rows: many,
    };
    let expected = format!(
        "dukao journal 1\n\
         entry 00000000-0000-0000-0000-000000000001\n\
         at 2026-11-24T05:06:07.500000Z\n\
         by -\n\
         org 00000000-0000-0000-0000-000000000003 10\n\
         event organisations_imported sheet={} made=201 moved=0 renamed=0 closed=0 \
         appointed=0 handed_over=0\n\
         rows 201 {}\n",
        "12".repeat(32),
        "ef".repeat(32)
    );
    assert_eq!(String::from_utf8(entry.bytes()).unwrap(), expected);
}

/// One of each event. It is complete: a test holds it against the list.
fn one_of_each() -> Vec<Event> {
    let id = Uuid::from_u128;
    let (org, other) = (OrgId::new(id(1)), OrgId::new(id(2)));
    let (person, grant) = (PersonId::new(id(3)), GrantId::new(id(4)));
    let record = RecordId::new(id(5));
    let (change, on) = (ChangeId::new(id(5)), date(2026, 12, 1));
    let (self_check, evaluation) = (SelfCheckId::new(id(8)), EvaluationId::new(id(9)));
    let (member, cell) = (MemberId::new(id(6)), CellId::new(id(7)));
    let campaign = CampaignId::new(id(6));
    vec![
        Event::InstallationBegun { person },
        Event::OrganisationFounded { below: Some(org) },
        Event::OrganisationRenamed,
        Event::OrganisationMoved { from: org, to: other, on },
        Event::OrganisationClosed { on, into: None },
        Event::OrganisationSplit { from: org, on },
        Event::ChangePlanned { change, on },
        Event::ChangeWithdrawn { change },
        Event::ChangeRefused { change },
        Event::OrganisationsImported {
            sheet: [0x12; 32],
            made: 1,
            moved: 2,
            renamed: 3,
            closed: 4,
            appointed: 5,
            handed_over: 6,
        },
        Event::OrganisationsExported { sheet: [0x12; 32], rows: 7 },
        Event::Appointed { person, role: Role::Clerk, grant },
        Event::PostEnded { person, grant },
        Event::PostHandedOver { from: grant, person, grant: GrantId::new(id(6)) },
        Event::AccountMade { person },
        Event::AccountsMade { accounts: 9 },
        Event::SlipsRenewed { accounts: 9 },
        Event::AccountActivated { person },
        Event::AccountReset { person },
        Event::AccountUnlocked { person },
        Event::PasswordChanged,
        Event::SecondFactorTaken { person },
        Event::LoggedIn,
        Event::LoggedOut,
        Event::SecondFactorChanged { is_on: true },
        Event::AccountLocked { person },
        Event::JournalRead { person },
        Event::JournalExported { sheet: [0x12; 32], entries: 7 },
        Event::MemberEntered { member, person },
        Event::MemberChanged { member },
        Event::MemberEnded { member, on },
        Event::MemberExempted { member },
        Event::ExemptionEnded { member },
        Event::CellFounded { cell },
        Event::CellRenamed { cell },
        Event::CellClosed { cell, on },
        Event::CellFilled { cell: None, members: 8 },
        Event::RosterImported { sheet: [0x12; 32], entered: 1, changed: 2, cells: 3 },
        Event::RosterSeen,
        Event::RecordSubmitted { record },
        Event::RecordCorrected { record },
        Event::RecordWithdrawn { record },
        Event::RecordsImported { sheet: [0x12; 32], made: 3, corrected: 1 },
        Event::SelfCheckSubmitted { self_check, version: 2 },
        Event::SelfCheckWithdrawn { self_check },
        Event::SelfCheckReturned { self_check },
        Event::CriteriaEvaluated { evaluation, criteria: 3 },
        Event::EvaluationSubmitted { evaluation },
        Event::EvaluationSentBack { evaluation },
        Event::EvaluationConfirmed { evaluation },
        Event::SchemePublished { scheme: [0x12; 32] },
        Event::CampaignFounded { campaign },
        Event::CampaignChanged { campaign },
        Event::CampaignOpened { campaign, branches: 120_000 },
        Event::CampaignClosed { campaign },
        Event::EnrolmentChanged { campaign, joined: 1, moved: 2, left: 3 },
        Event::DocumentChanged { campaign, document: 2 },
        Event::WindowExtended { campaign, period: 1, until: on },
        Event::LocalPartChanged { campaign, scheme: [0x12; 32] },
        Event::DemonstrationLaid { branches: 12, people: 240 },
        Event::ScoreSheetExported { campaign, sheet: [0x12; 32], rows: 4 },
        Event::ResultsExported { campaign, sheet: [0x12; 32], rows: 4 },
        Event::BulletinExported { campaign, sheet: [0x12; 32], rows: 4 },
    ]
}

/// What each event's line says after its name. Once released, a line never changes.
const FACTS: &str = "\
installation_begun person=3
organisation_founded below=1
organisation_renamed
organisation_moved from=1 to=2 on=2026-12-01
organisation_closed on=2026-12-01 into=-
organisation_split from=1 on=2026-12-01
change_planned change=5 on=2026-12-01
change_withdrawn change=5
change_refused change=5
organisations_imported sheet=12 made=1 moved=2 renamed=3 closed=4 appointed=5 handed_over=6
organisations_exported sheet=12 rows=7
appointed person=3 role=clerk grant=4
post_ended person=3 grant=4
post_handed_over from=4 person=3 grant=6
account_made person=3
accounts_made accounts=9
slips_renewed accounts=9
account_activated person=3
account_reset person=3
account_unlocked person=3
password_changed
second_factor_taken person=3
logged_in
logged_out
second_factor_changed is_on=true
account_locked person=3
journal_read person=3
journal_exported sheet=12 entries=7
member_entered member=6 person=3
member_changed member=6
member_ended member=6 on=2026-12-01
member_exempted member=6
exemption_ended member=6
cell_founded cell=7
cell_renamed cell=7
cell_closed cell=7 on=2026-12-01
cell_filled cell=- members=8
roster_imported sheet=12 entered=1 changed=2 cells=3
roster_seen
record_submitted record=5
record_corrected record=5
record_withdrawn record=5
records_imported sheet=12 made=3 corrected=1
self_check_submitted self_check=8 version=2
self_check_withdrawn self_check=8
self_check_returned self_check=8
criteria_evaluated evaluation=9 criteria=3
evaluation_submitted evaluation=9
evaluation_sent_back evaluation=9
evaluation_confirmed evaluation=9
scheme_published scheme=12
campaign_founded campaign=6
campaign_changed campaign=6
campaign_opened campaign=6 branches=120000
campaign_closed campaign=6
enrolment_changed campaign=6 joined=1 moved=2 left=3
document_changed campaign=6 document=2
window_extended campaign=6 period=1 until=2026-12-01
local_part_changed campaign=6 scheme=12
demonstration_laid branches=12 people=240
score_sheet_exported campaign=6 sheet=12 rows=4
results_exported campaign=6 sheet=12 rows=4
bulletin_exported campaign=6 sheet=12 rows=4
";

#[test]
fn one_of_each_is_one_of_each() {
    let mut variants: Vec<String> = Event::CALLED.iter().map(|event| (*event).to_owned()).collect();
    let name = |event: &Event| {
        let text = format!("{event:?}");
        text.split([' ', '{']).next().unwrap_or_default().to_owned()
    };
    let mut listed: Vec<String> = one_of_each().iter().map(name).collect();
    variants.sort_unstable();
    listed.sort_unstable();
    assert_eq!(variants, listed);
}

#[test]
fn every_event_has_its_word_and_its_line() {
    let mut known: Vec<&str> = Event::WORDS.iter().map(|(name, _)| *name).collect();
    let mut names: Vec<&str> = one_of_each().iter().map(Event::name).collect();
    names.sort_unstable();
    known.sort_unstable();
    assert_eq!(known, names);
    let zeros = "00000000-0000-0000-0000-00000000000";
    let mut lines = String::new();
    for event in one_of_each() {
        lines.push_str(event.name());
        for (fact, value) in event.facts() {
            let value = value.replace(zeros, "").replace(&"12".repeat(32), "12");
            lines.push_str(&format!(" {fact}={value}"));
        }
        lines.push('\n');
    }
    assert_eq!(lines, FACTS);
}
