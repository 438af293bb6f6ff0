//! 原件 of a campaign's document: it comes like any file, once, and is fetched by whoever sees the
//! campaign.

use app::campaign::{self, Coming, DocumentDraft};
use app::{Cx, Refusal, record};
use model::authority::Role;

use super::campaign::Province;
use super::desk::{Desk, flaws, on_both};

on_both!(a_documents_file_is_laid_beside_it_once_and_fetched_by_who_sees_the_campaign);
async fn a_documents_file_is_laid_beside_it_once_and_fetched_by_who_sees_the_campaign(desk: Desk) {
    let world = Province::build(desk).await;
    let cx = world.officer().await;
    let id = world.opened(&cx).await;
    let document = DocumentDraft {
        title: "关于开展学习教育的通知".to_owned(),
        issued: "2026-11-01".to_owned(),
        ..DocumentDraft::default()
    };
    for _ in 0..2 {
        campaign::issue(&cx, world.desk.form(), id, &document).await.unwrap();
    }
    let arrive = async |cx: &Cx, number: u32, name: &str| match campaign::arrive(
        cx,
        world.desk.form(),
        id,
        number,
        name,
    )
    .await?
    {
        Coming::Open(arriving) => Ok(arriving),
        Coming::Done(place) => panic!("the form was done before: {place}"),
    };
    let secret = arrive(&cx, 1, "通知(机密).pdf").await;
    assert!(flaws(secret.map(drop)).contains("机密"));
    let come = async |number: u32, content: &[u8]| {
        let mut arriving = arrive(&cx, number, "通知.txt").await?;
        arriving.push(content).await?;
        arriving.whole().await
    };
    let archive = come(1, b"PK\x03\x04 no document").await;
    assert!(flaws(archive.map(drop)).starts_with("files: "));
    let content = "各市委组织部:\n现就有关事项通知如下。\n".repeat(20_000).into_bytes();
    let file = come(1, &content).await.unwrap();
    // A file that came for one document is none for another.
    let other = campaign::attach(&cx, world.desk.form(), id, 2, file.id).await;
    assert!(matches!(other, Err(Refusal::Unseen)));
    let form = world.desk.form();
    for _ in 0..2 {
        campaign::attach(&cx, form, id, 1, file.id).await.unwrap();
    }
    let done = campaign::arrive(&cx, form, id, 1, "通知.txt").await;
    assert!(matches!(done, Ok(Coming::Done(_))), "a form is done once");
    let again = flaws(come(1, &content).await.map(drop));
    assert_eq!(again, "files: 已经附了原件;要更换的,请撤下这份文件再录入\n");

    // It stays when what waits is swept.
    world.desk.pass_minutes(25 * 60);
    record::sweep(&world.desk.app).await.unwrap();
    let secretary = world.holder(Role::Secretary, world.branches[0]).await;
    let mut download = campaign::file(&secretary, id, 1).await.unwrap();
    assert_eq!((download.file.name.as_str(), download.file.digest), ("通知.txt", file.digest));
    let mut bytes = Vec::new();
    while let Some(piece) = download.piece().await.unwrap() {
        bytes.extend(piece);
    }
    assert_eq!(bytes, content);
    let denied = arrive(&secretary, 2, "通知.txt").await.map(drop);
    assert!(matches!(denied, Err(Refusal::Denied)));
    for none in [2, 3] {
        let none = campaign::file(&secretary, id, none).await.map(drop);
        assert!(matches!(none, Err(Refusal::Unseen)));
    }
    campaign::withdraw(&cx, world.desk.form(), id, 1).await.unwrap();
    let gone = campaign::file(&secretary, id, 1).await.map(drop);
    assert!(matches!(gone, Err(Refusal::Unseen)));
    let gone = campaign::document(&secretary, id, 1).await.map(drop);
    assert!(matches!(gone, Err(Refusal::Unseen)));
    assert!(campaign::view(&secretary, id).await.unwrap().withdrawn.is_empty());
    // Whoever sets the campaign up still reads what was taken away.
    let view = campaign::document(&cx, id, 1).await.unwrap();
    assert!(view.document.withdrawn.is_some());
    campaign::file(&cx, id, 1).await.map(drop).unwrap();
    let numbers: Vec<u32> =
        campaign::view(&cx, id).await.unwrap().withdrawn.iter().map(|one| one.number).collect();
    assert_eq!(numbers, [1]);
    // It makes room for another; beside the second one there are 49.
    for _ in 1..model::limit::DOCUMENTS {
        campaign::issue(&cx, world.desk.form(), id, &document).await.unwrap();
    }
    let refused = campaign::issue(&cx, world.desk.form(), id, &document).await;
    assert_eq!(flaws(refused), ": 至多 50 份文件,连同撤下的至多 500 份\n");
}
