//! A program on an empty database, and people to use it.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use app::installation::{self, Beginning};
use app::organisation::{self, Draft};
use app::session::{self, Token};
use app::{App, Chance, Clock, Cx, Form, Refusal};
use jiff::Timestamp;
use model::id::OrgId;
use model::organisation::OrgKind;
use store::{At, Store};
use tempfile::TempDir;

pub(crate) const PASSWORD: &str = "秋天的稻田是金黄色的";

/// A clock that stands until it is moved.
#[derive(Clone)]
struct Hands(Arc<AtomicI64>, Arc<Mutex<Option<Halt>>>);

/// Says that somebody looks at the clock, and holds them there.
struct Halt(Sender<()>, Receiver<()>);

/// The other side of it.
pub(crate) struct Halted(Receiver<()>, Sender<()>);

impl Halted {
    /// Waits until somebody looks at the clock.
    pub(crate) async fn come(self) -> Self {
        let waited = tokio::task::spawn_blocking(move || {
            self.0.recv().unwrap();
            self
        });
        waited.await.unwrap()
    }

    /// Lets them go on.
    pub(crate) fn go_on(self) {
        self.1.send(()).unwrap();
    }
}

impl Clock for Hands {
    fn now(&self) -> Timestamp {
        let halt = self.1.lock().unwrap().take();
        if let Some(Halt(come, go_on)) = halt {
            come.send(()).unwrap();
            go_on.recv().unwrap();
        }
        Timestamp::from_second(self.0.load(Ordering::Relaxed)).unwrap()
    }
}

/// Chance that goes up, so that identities do too.
struct Counter(AtomicU64);

impl Chance for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        let number = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes.fill(0);
        let at = bytes.len().saturating_sub(number.len());
        let from = number.len() - (bytes.len() - at);
        bytes[at..].copy_from_slice(&number[from..]);
    }
}

/// A program to try things on.
pub(crate) struct Desk {
    pub(crate) app: Arc<App>,
    hands: Hands,
    _folder: TempDir,
}

impl Desk {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::on(At::Folder(folder.path().join("data")), folder).await
    }

    pub(crate) async fn postgres() -> Self {
        Self::on(At::Postgres(testkit::postgres::database()), tempfile::tempdir().unwrap()).await
    }

    async fn on(at: At, folder: TempDir) -> Self {
        let hands = Hands(Arc::new(AtomicI64::new(1_795_500_000)), Arc::default());
        let store = Store::open(&at).await.unwrap();
        let app = App::new(store, Box::new(hands.clone()), Box::new(Counter(AtomicU64::new(1))));
        Self { app: Arc::new(app), hands, _folder: folder }
    }

    /// With a program that scores sheets.
    #[allow(dead_code, reason = "only the tests of the program itself have one")]
    pub(crate) fn scored_by(self, program: &str) -> Self {
        let app = Arc::into_inner(self.app).unwrap().scored_by(program.into());
        Self { app: Arc::new(app), ..self }
    }

    /// Holds whoever looks at the clock next, until they are let go.
    pub(crate) fn halt(&self) -> Halted {
        let ((come, came), (go, gone)) = (channel(), channel());
        *self.hands.1.lock().unwrap() = Some(Halt(come, gone));
        Halted(came, go)
    }

    /// Moves the clock.
    pub(crate) fn pass_minutes(&self, minutes: i64) {
        self.hands.0.fetch_add(minutes * 60, Ordering::Relaxed);
    }

    /// Sets the clock.
    pub(crate) fn set(&self, at: &str) {
        let at: Timestamp = at.parse().unwrap();
        self.hands.0.store(at.as_second(), Ordering::Relaxed);
    }

    /// Moves the clock by less.
    pub(crate) fn pass_seconds(&self, seconds: i64) {
        self.hands.0.fetch_add(seconds, Ordering::Relaxed);
    }

    pub(crate) fn form(&self) -> Form {
        Form(self.app.identity())
    }

    pub(crate) async fn begun(&self) -> Cx {
        let code = installation::first_code(&self.app).await.unwrap().unwrap();
        let token = installation::begin(&self.app, &code, &beginning(), "测试").await.unwrap();
        self.who(&token).await.unwrap()
    }

    pub(crate) async fn who(&self, token: &Token) -> Result<Cx, Refusal> {
        session::who(&self.app, token).await
    }

    pub(crate) async fn log_in(&self, password: &str) -> Result<Token, Refusal> {
        session::log_in(&self.app, "guanli", password, "测试").await
    }

    /// Puts an organisation below another.
    pub(crate) async fn found(&self, cx: &Cx, below: OrgId, name: &str, kind: OrgKind) -> OrgId {
        let draft = draft(name, kind);
        let place = organisation::found(cx, self.form(), below, &draft).await.unwrap();
        id_of(&place)
    }
}

pub(crate) fn id_of(place: &str) -> OrgId {
    place.strip_prefix("/organisations/").unwrap().parse().unwrap()
}

pub(crate) fn draft(name: &str, kind: OrgKind) -> Draft {
    Draft { name: name.to_owned(), kind: kind.name().to_owned(), ..Draft::default() }
}

pub(crate) fn beginning() -> Beginning {
    Beginning {
        organisation: "示例省委组织部".to_owned(),
        name: "王示例".to_owned(),
        login: "GuanLi".to_owned(),
        password: PASSWORD.to_owned(),
        again: PASSWORD.to_owned(),
    }
}

/// The mistakes that a use case named, a line each.
#[track_caller]
pub(crate) fn flaws<T: std::fmt::Debug>(refused: Result<T, Refusal>) -> String {
    match refused {
        Err(Refusal::Flawed(flaws)) => {
            flaws.iter().map(|flaw| format!("{}: {}\n", flaw.field, flaw.says)).collect()
        }
        other => panic!("{other:?}"),
    }
}

/// Tells a story to both databases.
macro_rules! on_both {
    ($name:ident) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$name(crate::desk::Desk::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                super::$name(crate::desk::Desk::postgres().await).await;
            }
        }
    };
}
pub(crate) use on_both;
