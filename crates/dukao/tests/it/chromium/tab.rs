//! A person at a browser: what they press, type and read, and what they would stumble over.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thirtyfour::cdp::domains::network::NetworkConditions;
use thirtyfour::{By, WebDriver, WebElement};

use super::driver;

/// Before the audit: axe-core, which is fetched and never kept in the repository.
fn axe() -> String {
    let file =
        Path::new(env!("CARGO_TARGET_TMPDIR")).join("../axe/node_modules/axe-core/axe.min.js");
    std::fs::read_to_string(&file).unwrap_or_else(|_| {
        panic!("this test needs axe-core; run `cargo xtask test`, which fetches it into {file:?}")
    })
}

/// How long the browser looks for what is to be on a page.
const PATIENCE: Duration = Duration::from_secs(20);

pub(super) struct Tab {
    driver: WebDriver,
    at: String,
    width: u32,
    axe: String,
    found: Vec<String>,
    /// How often the person tapped, into how many places they typed, how many keys they pressed,
    /// since [`Tab::count`].
    pub(super) taps: u32,
    pub(super) texts: u32,
    pub(super) keys: u32,
}

impl Tab {
    pub(super) async fn open(at: &str, width: u32) -> Self {
        let axe = axe();
        let driver = driver::open(width).await;
        // A script may take a moment to put the next page there.
        driver.set_implicit_wait_timeout(PATIENCE).await.unwrap();
        let at = format!("http://{at}");
        Self { driver, at, width, axe, found: Vec::new(), taps: 0, texts: 0, keys: 0 }
    }

    /// The same in a browser that gets none of our scripts.
    pub(super) async fn without_script(at: &str, width: u32) -> Self {
        let tab = Self::open(at, width).await;
        tab.tell("Network.enable", BTreeMap::new()).await;
        tab.tell("Network.setBlockedURLs", BTreeMap::from([("urls", vec!["*/script/*"])])).await;
        tab
    }

    /// Tells the browser what no person can.
    async fn tell(&self, word: &str, how: BTreeMap<&str, Vec<&str>>) {
        self.driver.cdp().send_raw(word, how).await.unwrap();
    }

    /// Pulls the cable out, or puts it in again.
    pub(super) async fn cut(&self, is_cut: bool) {
        self.tell("Network.enable", BTreeMap::new()).await;
        let line = NetworkConditions { offline: is_cut, ..NetworkConditions::default() };
        self.driver.cdp().network().emulate_network_conditions(line).await.unwrap();
    }

    /// A line that sends so many bytes a second.
    pub(super) async fn slow(&self, bytes: i32) {
        self.tell("Network.enable", BTreeMap::new()).await;
        let line = NetworkConditions { upload_throughput: bytes, ..NetworkConditions::default() };
        self.driver.cdp().network().emulate_network_conditions(line).await.unwrap();
    }

    /// Puts something in the way of some addresses; of none, takes it away.
    pub(super) async fn block(&self, places: &[&str]) {
        self.tell("Network.enable", BTreeMap::new()).await;
        self.tell("Network.setBlockedURLs", BTreeMap::from([("urls", places.to_vec())])).await;
    }

    /// Looks at the page between two steps of a script.
    pub(super) async fn look_now(&mut self) {
        self.look().await;
    }

    /// Forgets who is logged in.
    pub(super) async fn forget(&self) {
        self.driver.delete_all_cookies().await.unwrap();
    }

    /// Begins to count anew.
    pub(super) fn count(&mut self) {
        (self.taps, self.texts, self.keys) = (0, 0, 0);
    }

    /// Presses a button whose page stays.
    pub(super) async fn push(&mut self, word: &str) {
        self.taps += 1;
        let button = format!("//main//button[normalize-space()='{word}']");
        self.the(By::XPath(button.as_str())).await.click().await.unwrap();
    }

    /// What stands in a field.
    pub(super) async fn value(&self, name: &str) -> String {
        self.the(By::Name(name)).await.prop("value").await.unwrap().unwrap()
    }

    /// Chooses a file to be sent.
    pub(super) async fn attach(&mut self, name: &str, file: &Path) {
        self.the(By::Name(name)).await.send_keys(file.to_str().unwrap()).await.unwrap();
    }

    /// Opens an address.
    pub(super) async fn go(&mut self, place: &str) {
        let whole =
            if place.starts_with("http") { place.to_owned() } else { self.at.clone() + place };
        self.driver.goto(whole).await.unwrap();
        self.look().await;
    }

    /// Looks at a page that lies in a file.
    pub(super) async fn show(&mut self, name: &str, file: &Path) {
        self.driver.goto(format!("file://{}", file.to_str().unwrap())).await.unwrap();
        let before = self.found.len();
        self.look().await;
        for found in &mut self.found[before..] {
            *found = format!("{name}: {found}");
        }
    }

    /// Presses a button by its word.
    pub(super) async fn press(&mut self, word: &str) {
        let button = format!("//main//button[normalize-space()='{word}']");
        self.click(By::XPath(button.as_str())).await;
    }

    /// Follows a link by a piece of its words.
    pub(super) async fn follow(&mut self, words: &str) {
        let link = format!("//main//a[contains(normalize-space(), '{words}')]");
        self.click(By::XPath(link.as_str())).await;
    }

    pub(super) async fn leave(&mut self) {
        self.click(By::Css(".who button")).await;
    }

    /// Confirms what the page has said.
    pub(super) async fn confirm(&mut self) {
        self.click(By::Css("form.confirm button[type=submit]")).await;
    }

    /// Where the link beside a name in the list of posts leads.
    pub(super) async fn link_of(&self, name: &str) -> String {
        let link = format!("//ul[@class='posts']/li[contains(., '{name}')]//a");
        let link = self.the(By::XPath(link.as_str())).await;
        link.attr("href").await.unwrap().unwrap()
    }

    async fn click(&mut self, what: By) {
        let element = self.the(what).await;
        self.grow_old().await;
        self.taps += 1;
        element.click().await.unwrap();
        self.come().await;
    }

    /// Presses a button twice before its page has gone, as whoever is used to that. Both are given
    /// in one piece: a second one that meets a page on its way out is sometimes never answered.
    pub(super) async fn press_twice(&mut self, word: &str) {
        let button = format!("//main//button[normalize-space()='{word}']");
        let element = self.the(By::XPath(button.as_str())).await;
        self.grow_old().await;
        let twice = "arguments[0].click(); arguments[0].click();";
        self.driver.execute(twice, vec![element.to_json().unwrap()]).await.unwrap();
        self.come().await;
    }

    /// Goes back to the page before.
    pub(super) async fn back(&mut self) {
        self.driver.back().await.unwrap();
        self.look().await;
    }

    /// Marks the page, so that another one is known.
    async fn grow_old(&self) {
        let old = "document.body.setAttribute('data-old', '')";
        self.driver.execute(old, Vec::new()).await.unwrap();
    }

    /// Another page has come, whether the browser fetched it or a script.
    async fn come(&mut self) {
        self.the(By::Css("body:not([data-old]) #content")).await;
        self.look().await;
    }

    /// Ticks what a label says, within a part of the page.
    pub(super) async fn tick(&mut self, part: &str, word: &str) {
        let label = format!("//main{part}//label[contains(normalize-space(), '{word}')]");
        self.taps += 1;
        self.the(By::XPath(label.as_str())).await.click().await.unwrap();
    }

    /// Presses keys, wherever the page points at.
    pub(super) async fn key(&mut self, keys: &str) {
        self.keys += u32::try_from(keys.chars().count()).unwrap();
        self.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// The same, where another page comes of it.
    pub(super) async fn key_on(&mut self, keys: &str) {
        self.grow_old().await;
        self.key(keys).await;
        self.come().await;
    }

    /// What a script finds out about the page.
    pub(super) async fn asks(&self, script: &str) -> String {
        let answer = self.driver.execute_async(script, Vec::new()).await.unwrap();
        answer.json().as_str().unwrap_or_default().to_owned()
    }

    async fn the(&self, what: By) -> WebElement {
        match self.driver.find(what.clone()).await {
            Ok(element) => element,
            Err(_) => panic!("no {what:?} on\n{}", self.text().await),
        }
    }

    /// Types into a field, by its name.
    pub(super) async fn fill(&mut self, name: &str, text: &str) {
        (self.taps, self.texts) = (self.taps + 1, self.texts + 1);
        let field = self.the(By::Name(name)).await;
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Chooses, by the field's name and the choice's word.
    pub(super) async fn choose(&mut self, name: &str, word: &str) {
        self.taps += 1;
        let option = format!("//select[@name='{name}']/option[normalize-space()='{word}']");
        self.the(By::XPath(option.as_str())).await.click().await.unwrap();
    }

    /// What a hidden field carries.
    pub(super) async fn hidden(&self, name: &str) -> String {
        self.the(By::Name(name)).await.attr("value").await.unwrap().unwrap()
    }

    /// The identity of the page's own form.
    pub(super) async fn hidden_of_form(&self) -> String {
        let form = self.the(By::Css("main form input[name=form]")).await;
        form.prop("value").await.unwrap().unwrap()
    }

    /// What a part of the page says.
    pub(super) async fn says(&self, part: &str) -> String {
        self.the(By::Css(part)).await.text().await.unwrap()
    }

    async fn text(&self) -> String {
        self.driver.find(By::Tag("body")).await.unwrap().text().await.unwrap()
    }

    /// Expects some words on the page.
    #[track_caller]
    pub(super) fn reads(&self, words: &str) -> impl Future<Output = ()> {
        let at = std::panic::Location::caller();
        async move {
            let part = format!("//body[contains(., '{words}')]");
            let found = self.driver.find(By::XPath(part.as_str())).await;
            assert!(found.is_ok(), "{at}: «{words}» is not on\n{}", self.text().await);
        }
    }

    /// Looks at the page as it stands.
    async fn look(&mut self) {
        let script = format!("{}\n{}", self.axe, include_str!("audit.js"));
        let looked = self.driver.execute_async(script, Vec::new()).await.unwrap();
        let lacks = looked.json().as_str().unwrap_or("no answer").to_owned();
        let title = self.driver.title().await.unwrap();
        self.found.extend(lacks.lines().map(|lack| format!("{} {title}: {lack}", self.width)));
        if let Some(folder) = std::env::var_os("DUKAO_PICTURES") {
            let name = format!("{}-{}.png", self.width, title.replace('/', " "));
            self.driver.screenshot(&PathBuf::from(folder).join(name)).await.unwrap();
        }
    }

    /// Closes the browser; nothing was to stumble over.
    pub(super) async fn close(mut self) {
        self.driver.quit().await.unwrap();
        self.found.sort();
        self.found.dedup();
        assert!(self.found.is_empty(), "{}", self.found.join("\n"));
    }
}
