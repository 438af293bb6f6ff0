//! A browser on a program with an empty database.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use app::{App, Chance, Clock, installation};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use jiff::Timestamp;
use store::{At, Store};
use tempfile::TempDir;
use tower::ServiceExt;

pub(crate) const PASSWORD: &str = "秋天的稻田是金黄色的";

/// The database of the story that is being told.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

tokio::task_local! {
    static ENGINE: Engine;
}

impl Engine {
    /// Tells a story whose browsers have databases of this kind.
    pub(crate) async fn hears<T>(self, story: impl Future<Output = T>) -> T {
        ENGINE.scope(self, story).await
    }
}

/// Tells a story to both databases.
macro_rules! on_both {
    ($name:ident) => {
        mod $name {
            use crate::browser::Engine;

            #[tokio::test]
            async fn sqlite() {
                Engine::Sqlite.hears(super::$name()).await;
            }

            #[tokio::test]
            async fn postgres() {
                Engine::Postgres.hears(super::$name()).await;
            }
        }
    };
}
pub(crate) use on_both;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_795_500_000).unwrap()
    }
}

/// Chance that goes up, so that identities do too.
struct Counter(AtomicU64);

impl Chance for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(0);
        let number = self.0.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        let at = bytes.len() - number.len();
        bytes[at..].copy_from_slice(&number);
    }
}

/// A browser on a program with an empty database.
pub(crate) struct Browser {
    pub(crate) router: Router,
    pub(crate) app: Arc<App>,
    pub(crate) cookie: String,
    pub(crate) at: At,
    pub(crate) folder: TempDir,
}

pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{}", self.text);
        self.headers[header::LOCATION].to_str().unwrap()
    }

    #[track_caller]
    pub(crate) fn says(&self, status: u16, text: &str) {
        assert_eq!(self.status.as_u16(), status, "{}", self.text);
        assert!(self.text.contains(text), "{text}\n{}", self.text);
    }

    /// What the last form of the page has in it unseen, by name and value.
    pub(crate) fn fields(&self) -> Vec<(String, String)> {
        let (_, form) = self.text.rsplit_once("<form").unwrap();
        let inputs = form.split("<input type=\"hidden\" name=\"").skip(1);
        let pair = |input: &str| {
            let (name, rest) = input.split_once("\" value=\"").unwrap();
            (name.to_owned(), rest.split('"').next().unwrap().to_owned())
        };
        inputs.map(pair).collect()
    }

    /// The identity of the page's form.
    pub(crate) fn form(&self) -> String {
        let (_, rest) = self.text.rsplit_once("name=\"form\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}

impl Browser {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = match ENGINE.try_with(|engine| *engine) {
            Ok(Engine::Postgres) => At::Postgres(testkit::postgres::database()),
            _ => At::Folder(folder.path().join("data")),
        };
        Self::on(at, folder, 1).await
    }

    /// On a database, or where there is none yet; identities begin at a number.
    pub(crate) async fn on(at: At, folder: TempDir, first: u64) -> Self {
        let store = Store::open(&at).await.unwrap();
        let app = App::new(store, Box::new(Noon), Box::new(Counter(AtomicU64::new(first))));
        let app = Arc::new(app);
        let router = web::serve::router(Arc::clone(&app), web::serve::Door::default());
        Self { router, app, cookie: String::new(), at, folder }
    }

    /// With the first organisation and its administrator logged in.
    pub(crate) async fn begun() -> Self {
        Self::with_secret().await.0
    }

    /// The same, with the secret of the second factor.
    pub(crate) async fn with_secret() -> (Self, String) {
        let mut browser = Self::new().await;
        let code = installation::first_code(&browser.app).await.unwrap().unwrap();
        let fields = [
            ("organisation", "示例省委组织部"),
            ("name", "王示例"),
            ("login", "guanli"),
            ("password", PASSWORD),
            ("password_again", PASSWORD),
        ];
        let answer = browser.send(&format!("/first/{code}"), &fields).await;
        assert_eq!(answer.leads_to(), "/organisations");
        let secret = browser.set_up_second_factor().await;
        (browser, secret)
    }

    /// Sets the second factor up that an administrator has to have; gives its secret.
    pub(crate) async fn set_up_second_factor(&mut self) -> String {
        let due = self.get("/organisations").await;
        assert_eq!(due.leads_to(), "/account/second-factor");
        let page = self.get("/account/second-factor").await;
        let (_, rest) = page.text.split_once("name=\"secret\" value=\"").unwrap();
        let secret = rest.split('"').next().unwrap().to_owned();
        let wrong = [("secret", secret.as_str()), ("code", "000000")];
        self.send("/account/second-factor", &wrong).await.says(422, "动态口令不对");
        let code = code(&secret, self.app.now());
        let right = [("secret", secret.as_str()), ("code", code.as_str())];
        let answer = self.send("/account/second-factor", &right).await;
        assert_eq!(answer.leads_to(), "/account?done=factor");
        secret
    }

    pub(crate) async fn ask(&mut self, request: Request<Body>) -> Answer {
        // In a task, as every request is that is served: there the store refuses a second link.
        let answer = tokio::spawn(self.router.clone().oneshot(request)).await.unwrap().unwrap();
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, 10 << 20).await.unwrap();
        if let Some(cookie) = parts.headers.get(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            self.cookie = cookie.split(';').next().unwrap().to_owned();
        }
        // A workbook is no text.
        let text = String::from_utf8_lossy(&bytes).into_owned();
        Answer { status: parts.status, headers: parts.headers, text }
    }

    pub(crate) async fn get(&mut self, place: &str) -> Answer {
        let request = Request::get(place).header(header::COOKIE, &self.cookie);
        self.ask(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn send(&mut self, place: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        // A page's form has an identity; a new one, where the test is not about it.
        if fields.iter().all(|(name, _)| *name != "form") {
            form.append_pair("form", &self.app.identity().simple().to_string());
        }
        let body = form.finish();
        let request = Request::post(place)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a file with a form.
    pub(crate) async fn upload(&mut self, place: &str, name: &str, sheet: &[u8]) -> Answer {
        let mut body =
            b"--x\r\ncontent-disposition: form-data; name=\"form\"\r\n\r\n1\r\n".to_vec();
        let head = format!(
            "--x\r\ncontent-disposition: form-data; name=\"sheet\"; filename=\"{name}\"\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(sheet);
        body.extend_from_slice(b"\r\n--x--\r\n");
        let request = Request::post(place)
            .header(header::COOKIE, &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }

    /// A sheet's page, once nobody works on the sheet any more.
    pub(crate) async fn settled(&mut self, place: &str) -> Answer {
        loop {
            let answer = self.get(place).await;
            if !answer.headers.contains_key(header::REFRESH) {
                return answer;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    }

    /// The bytes of a file that is fetched.
    pub(crate) async fn fetch(&mut self, place: &str) -> Vec<u8> {
        let request = Request::get(place).header(header::COOKIE, &self.cookie);
        let request = request.body(Body::empty()).unwrap();
        let answer = tokio::spawn(self.router.clone().oneshot(request)).await.unwrap().unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(answer.headers().contains_key(header::CONTENT_DISPOSITION));
        to_bytes(answer.into_body(), 10 << 20).await.unwrap().to_vec()
    }

    /// Founds an organisation; its page's address.
    pub(crate) async fn found(&mut self, below: &str, name: &str, kind: &str) -> String {
        let place = format!("{below}/founding");
        let form = self.get(&place).await.form();
        let fields = [("form", form.as_str()), ("name", name), ("kind", kind)];
        let answer = self.send(&place, &fields).await;
        answer.leads_to().strip_suffix("?done=founded").unwrap().to_owned()
    }

    /// The page of the highest organisation.
    pub(crate) async fn top(&mut self) -> String {
        let text = self.get("/organisations").await.text;
        let (_, rest) = text.split_once("href=\"/organisations/").unwrap();
        format!("/organisations/{}", rest.split('/').next().unwrap())
    }
}

impl Browser {
    /// Appoints somebody and takes their account over in a browser of their own.
    pub(crate) async fn appointed(
        &mut self,
        org: &str,
        name: &str,
        role: &str,
        login: &str,
    ) -> Self {
        let place = format!("{org}/posting");
        let page = self.get(&place).await;
        let form = page.form();
        let today = self.app.today().to_string();
        let fields = [("form", &*form), ("name", name), ("role", role), ("from", &*today)];
        let answer = self.send(&place, &fields).await;
        assert_eq!(answer.leads_to(), format!("{org}?done=appointed"));
        let page = self.get(org).await.text;
        let (before, _) =
            page.split_once(name).map_or(("", ""), |(_, rest)| rest.split_once("\">办理").unwrap());
        let post = before.rsplit("href=\"").next().unwrap().to_owned();
        let form = self.app.identity().simple().to_string();
        let fields = [("form", &*form), ("login", login)];
        let slip = self.send(&format!("{post}/account"), &fields).await;
        slip.says(200, "账号条");
        let (_, rest) = slip.text.split_once("/activation/").unwrap();
        let place = format!("/activation/{}", rest.split('<').next().unwrap());
        // A double click makes one account and shows the same slip.
        self.send(&format!("{post}/account"), &fields).await.says(200, &place);

        let router = self.router.clone();
        let folder = tempfile::tempdir().unwrap();
        let app = Arc::clone(&self.app);
        let at = self.at.clone();
        let mut other = Self { router, app, cookie: String::new(), at, folder };
        other.get(&place).await.says(200, name);
        let short = [("password", "短"), ("password_again", "短")];
        other.send(&place, &short).await.says(422, "密码至少 10 个字符");
        let right = [("password", PASSWORD), ("password_again", PASSWORD)];
        assert_eq!(other.send(&place, &right).await.leads_to(), "/");
        other.get(&place).await.says(404, "没有找到");
        other
    }
}

/// What a phone shows at a moment.
pub(crate) fn code(secret: &str, at: Timestamp) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build_noncompliant();
    totp.generate(u64::try_from(at.as_second()).unwrap()).to_string()
}
