//! Many organisations at once.

use model::authority::Verb;
use model::id::OrgId;
use model::organisation::{OrgCode, OrgKind};
use model::path::OrgPath;
use store::organisation::{self, Facts, Group};
use store::{At, Write, doctor, journal};

use crate::desk::{Desk, TODAY, commit, facts, id, moment, on_both, permit};

fn group(below: OrgId, kind: OrgKind, codes: std::ops::Range<u32>) -> Group {
    let founded = codes.map(|number| {
        let code = Some(OrgCode::parse(&format!("{number:05}")).unwrap());
        (OrgId::new(id()), Facts { code, ..facts(&format!("第{number}党支部"), kind) })
    });
    Group { below, founded: founded.collect() }
}

on_both!(what_is_founded_at_once_is_as_if_founded_one_by_one);
async fn what_is_founded_at_once_is_as_if_founded_one_by_one(desk: Desk) {
    let top = desk.begin().await;
    let first = desk.found(&top, "甲县组织部", OrgKind::Department).await;
    let mut write = desk.write().await;
    let leave = permit(Verb::ImportOrganisations, &top);
    let committees = group(top.id, OrgKind::Committee, 0..3);
    let below: Vec<OrgId> = committees.founded.iter().map(|(id, _)| *id).collect();
    organisation::found_all(&mut write, &leave, [committees], TODAY).await.unwrap();
    let groups = [
        group(below[0], OrgKind::Branch, 100..5_000),
        group(below[2], OrgKind::Branch, 5_000..5_001),
        group(first.id, OrgKind::Branch, 5_001..5_347),
    ];
    organisation::found_all(&mut write, &leave, groups, TODAY).await.unwrap();
    commit(write, &top).await;
    // Whoever planned through an empty table plans again.
    if let At::Postgres(address) = &desk.at {
        let rows = "select reltuples::bigint from pg_class where relname = 'organisation'";
        assert_eq!(testkit::postgres::ask(address, rows), "5252");
    }

    let mut link = desk.store.link().await.unwrap();
    assert_eq!(organisation::count(&mut link, &top.path).await.unwrap(), 2 + 3 + 5_247);
    assert_eq!(doctor::look(&mut link).await.unwrap().ills, Vec::<String>::new());
    let start = OrgPath::above_all();
    let found = organisation::search(&mut link, &top.path, "第5346党", &start, 9).await.unwrap();
    let [found] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((found.parent, found.path.as_str()), (Some(first.id), "00000000009l"));
    assert_eq!(organisation::versions(&mut link, found.id, 9).await.unwrap().len(), 1);
    let history = organisation::history(&mut link, found.id).await.unwrap();
    assert_eq!((history[0].parent, history[0].from, history[0].to), (Some(first.id), TODAY, None));
    // Numbers go on behind those that were given.
    let next = desk.found(&desk.find(below[0]).await, "又一党支部", OrgKind::Branch).await;
    assert_eq!(next.path, desk.find(below[0]).await.path.child(4_900).unwrap());

    let before = (moment(100), model::id::EntryId::new(uuid::Uuid::max()));
    let entries = journal::latest(&mut link, &top.path, before, None, 9).await.unwrap();
    let bodies: Vec<String> =
        entries.iter().map(|e| String::from_utf8_lossy(&e.body).into_owned()).collect();
    assert!(bodies.iter().any(|body| body.contains("\nrows 5250 ")), "{bodies:?}");
}

on_both!(nothing_is_founded_where_the_permit_does_not_reach);
async fn nothing_is_founded_where_the_permit_does_not_reach(desk: Desk) {
    let top = desk.begin().await;
    let one = desk.found(&top, "甲县组织部", OrgKind::Department).await;
    let other = desk.found(&top, "乙县组织部", OrgKind::Department).await;
    let branch = desk.found(&one, "机关党支部", OrgKind::Branch).await;
    let import = permit(Verb::ImportOrganisations, &one);
    let found = permit(Verb::FoundOrganisation, &one);
    let nobody = OrgId::new(id());
    let cases = [
        (&import, other.id, "outside"),
        (&import, top.id, "outside"),
        (&import, nobody, "no such superior"),
        (&import, branch.id, "may not stand there"),
        (&found, one.id, "for something else"),
    ];
    for (leave, below, says) in cases {
        let mut write: Write = desk.write().await;
        let groups = [group(below, OrgKind::Branch, 0..2)];
        let refused = organisation::found_all(&mut write, leave, groups, TODAY).await;
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(says), "{refused}");
    }
    let mut link = desk.store.link().await.unwrap();
    assert_eq!(organisation::count(&mut link, &top.path).await.unwrap(), 4);
}

on_both!(organisations_are_found_by_many_codes);
async fn organisations_are_found_by_many_codes(desk: Desk) {
    let top = desk.begin().await;
    let mut write = desk.write().await;
    let leave = permit(Verb::ImportOrganisations, &top);
    let groups = [group(top.id, OrgKind::Branch, 0..700)];
    organisation::found_all(&mut write, &leave, groups, TODAY).await.unwrap();
    commit(write, &top).await;
    let mut link = desk.store.link().await.unwrap();
    let codes: Vec<String> = (300..1_000).map(|number| format!("{number:05}")).collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    for (codes, count) in [(&codes[..], 400), (&codes[..1], 1), (&codes[400..], 0), (&[], 0)] {
        let found = organisation::with_codes(&mut link, codes).await.unwrap();
        assert_eq!(found.len(), count);
        let code = |org: &organisation::Organisation| org.code.clone().unwrap();
        assert!(found.iter().all(|org| codes.contains(&code(org).as_str())));
    }
}
