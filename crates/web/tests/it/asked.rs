//! How often a page asks the database. Each question costs a way there and back, and over a year
//! one is added here and there where nobody looks.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::browser::{Browser, Engine};
use crate::self_check::campaign;

/// Hears every statement on this thread.
#[derive(Clone, Default)]
struct Ear(Arc<Mutex<Vec<String>>>);

struct Summary(String);

impl Visit for Summary {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if field.name() == "summary" {
            self.0 = format!("{value:?}");
        }
    }
}

impl Subscriber for Ear {
    fn enabled(&self, of: &Metadata<'_>) -> bool {
        of.target() == "sqlx::query"
    }

    fn event(&self, event: &Event<'_>) {
        let mut summary = Summary(String::new());
        event.record(&mut summary);
        self.0.lock().unwrap().push(summary.0);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// The statements of a page.
async fn asked(browser: &mut Browser, place: &str) -> Vec<String> {
    // What is fetched once, is.
    browser.get(place).await.says(200, "<h1>");
    let ear = Ear::default();
    let hears = tracing::subscriber::set_default(ear.clone());
    browser.get(place).await.says(200, "<h1>");
    drop(hears);
    let heard = ear.0.lock().unwrap();
    heard.clone()
}

async fn pages_ask_little() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let county = browser.found(&top, "甲县组织部", "department").await;
    let committee = browser.found(&county, "青禾镇党委", "committee").await;
    let branch = browser.found(&committee, "青禾村党支部", "branch").await;
    browser.found(&committee, "青禾镇总支", "general_branch").await;
    let role = "department_officer";
    let mut officer = browser.appointed(&county, "吴示例", role, "wushili").await;
    while app::tally::fold(&browser.app).await.unwrap() > 0 {}
    // A branch has nobody below it; its roster is counted instead.
    let cases = [(&top, 10), (&county, 10), (&committee, 10), (&branch, 11)];
    for (place, most) in cases {
        let heard = asked(&mut browser, place).await;
        assert!(heard.len() <= most, "{}: {heard:#?}", heard.len());
    }
    for place in [&county, &committee, &branch] {
        let heard = asked(&mut officer, place).await;
        assert!(heard.len() <= 11, "{}: {heard:#?}", heard.len());
    }
}

#[tokio::test]
async fn a_page_of_the_organisation_browser_asks_postgres_little() {
    Engine::Postgres.hears(pages_ask_little()).await;
}

async fn pages_of_a_campaign_ask_little() {
    let mut browser = Browser::begun().await;
    let top = browser.top().await;
    let committee = browser.found(&top, "青禾镇党委", "committee").await;
    let branch = browser.found(&committee, "青禾村党支部", "branch").await;
    let mut secretary = browser.appointed(&branch, "赵示例", "secretary", "zhaoshi").await;
    let mut officer = browser.appointed(&top, "吴示例", "department_officer", "wushili").await;
    let id = campaign(&officer, &top).await;
    while app::tally::fold(&browser.app).await.unwrap() > 0 {}
    let check = format!("{branch}/self-checks/{id}");
    let result = format!("{branch}/results/{id}");
    let progress = format!("{top}/progress/{id}");
    for (place, most) in [("/todo", 9), (&check, 15), (&result, 14)] {
        let heard = asked(&mut secretary, place).await;
        assert!(heard.len() <= most, "{place} {}: {heard:#?}", heard.len());
    }
    for (place, most) in [("/todo", 20), (&result, 14), (&progress, 11)] {
        let heard = asked(&mut officer, place).await;
        assert!(heard.len() <= most, "{place} {}: {heard:#?}", heard.len());
    }
}

#[tokio::test]
async fn pages_of_a_campaign_ask_postgres_little() {
    Engine::Postgres.hears(pages_of_a_campaign_ask_little()).await;
}
