//! 导入组织: a sheet is read, tried out, and only then taken in, all or nothing.

mod cells;
mod changes;
mod check;
mod column;
mod known;
mod outcome;
mod plan;
pub(super) mod posts;
pub(super) mod sheet;
mod staging;
mod trial;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;

use jiff::civil::Date;
use model::authority::{Permit, Verb};
use model::id::{GrantId, OrgId, PersonId};
use model::organisation::OrgCode;
use model::path::OrgPath;
use model::{Flaw, Flaws, Place, limit};
use store::organisation::{self, Group, Organisation};
use store::post::{self, Along, Appointment, Beginning, Person};
use store::staging::{Claim, State};
use store::{Housekeeping, Link, Locks, Write, answer};

pub(super) use self::changes::words;
pub use self::outcome::{Outcome, place_in_words};
use self::plan::{Ground, Made, Plan, Superior, plan};
use self::posts::{Held, Post};
use self::sheet::{Column, Sheet};
pub use self::staging::{Arriving, Stage, StagedView, Work, stage, staged, sweep, take};
pub use self::trial::{Change, Counts, Trial, What};
use super::act::deep;
use super::browse::permitted;
use super::place;
use crate::cx::{Cx, Form};
use crate::reading::Looked;
use crate::refusal::Refusal;
use crate::staging::{FIELD, refuse};

/// Organisations that are read from the database at a time.
const PAGE: i64 = 2_000;

/// People who are held as values for the database at a time.
const POSTS_AT_ONCE: usize = 4_096;

/// Superiors whose new organisations are held as rows at a time.
const GROUPS_AT_ONCE: usize = 200;

/// Looks at what a sheet would do to the organisations below one.
///
/// # Errors
/// [`Refusal::Denied`], [`Refusal::Unseen`], and [`Refusal::Flawed`] where it isn't a sheet at all.
pub async fn dry_run(
    cx: &Cx,
    scope: OrgId,
    file: &Path,
    close_missing: bool,
) -> Result<Trial, Refusal> {
    let mut link = cx.link().await?;
    let (scope, _) = permitted(cx, &mut link, Verb::ImportOrganisations, scope).await?;
    let mut sheet = read(file).await?;
    let mut trial = Trial {
        scope: scope.clone(),
        digest: sheet.digest,
        unknown: std::mem::take(&mut sheet.unknown),
        flaws: std::mem::take(&mut sheet.flaws),
        counts: Counts::default(),
        changes: Vec::new(),
        unlisted: 0,
    };
    if !trial.flaws.is_empty() {
        return Ok(trial);
    }
    let ground = ground(&mut link, scope, &sheet, cx.today()).await?;
    let plan = plan(&ground, &sheet, close_missing);
    trial.flaws = flaws(cx, &ground, &sheet, &plan);
    if trial.flaws.is_empty() {
        trial.counts = Counts::of(&plan);
        trial.changes = changes::changes(&ground, &sheet, &plan);
        trial.unlisted = trial.counts.changes() - trial.changes.len();
    }
    Ok(trial)
}

/// Takes a sheet in, all or nothing; gives the address of the scope's page. `digest` is the one
/// that the dry run showed.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where it is not the sheet that was looked at.
pub async fn import(
    cx: &Cx,
    form: Form,
    scope: OrgId,
    file: &Path,
    close_missing: bool,
    digest: [u8; 32],
) -> Result<String, Refusal> {
    take_in(cx, form, scope, file, close_missing, digest, None).await
}

/// A sheet of the database that is taken in, by whom, and what was shown of it.
struct Taking {
    claim: Claim,
    counts: Counts,
    changes: Vec<Change>,
    outcome: String,
}

/// The same; where it is a sheet of the database, only as it was shown, and noted with it.
async fn take_in(
    cx: &Cx,
    form: Form,
    scope: OrgId,
    file: &Path,
    close_missing: bool,
    digest: [u8; 32],
    taking: Option<&Taking>,
) -> Result<String, Refusal> {
    let mut link = cx.link().await?;
    permitted(cx, &mut link, Verb::ImportOrganisations, scope).await?;
    if let Some(place) = answer::given(&mut link, form.0, cx.person).await? {
        return Ok(place);
    }
    drop(link);
    // The file is read before the write begins: a slow disk would keep all others waiting.
    let sheet = read(file).await?;
    if sheet.digest != digest {
        return Err(Refusal::Stale);
    }
    refuse(sheet.flaws.listed())?;

    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (scope, permit) = permitted(&cx, &mut write, Verb::ImportOrganisations, scope).await?;
    let ground = ground(&mut write, scope, &sheet, cx.today()).await?;
    let plan = plan(&ground, &sheet, close_missing);
    refuse(flaws(&cx, &ground, &sheet, &plan).listed())?;
    let (counts, leads_to) = (Counts::of(&plan), place(permit.org()));
    let is_other = |taking: &Taking| {
        taking.counts != counts || taking.changes != changes::changes(&ground, &sheet, &plan)
    };
    if taking.is_some_and(is_other) {
        return Err(Refusal::Stale);
    }
    if let Some(Taking { claim, outcome, .. }) = taking {
        store::staging::settle(&mut write, claim, State::Taken, outcome).await?;
    }
    if counts.changes() == 0 {
        write.commit_quietly(Housekeeping::Staging).await?;
        return Ok(leads_to);
    }
    carry_out(&cx, &mut write, &permit, &ground, &sheet, &plan).await?;
    let event = counts.event(digest);
    cx.commit(write, form, permit.org(), event, &leads_to).await
}

/// Reads a file alone.
pub(crate) fn look(path: &Path) -> Result<Looked, String> {
    let sheet = sheet::read(path)?;
    let (rows, flaws) = (sheet.lines.len(), sheet.flaws.count());
    Ok(Looked { rows, flaws, unknown: sheet.unknown })
}

async fn read(file: &Path) -> Result<Sheet, Refusal> {
    let file = file.to_owned();
    let read = tokio::task::spawn_blocking(move || sheet::read(&file)).await;
    read.expect("reading does not panic").map_err(|says| Refusal::flaw(FIELD, says))
}

/// Reads what is there.
async fn ground(
    link: &mut Link,
    scope: Organisation,
    sheet: &Sheet,
    on: Date,
) -> Result<Ground, Refusal> {
    let (mut existing, mut held) = (Vec::new(), Held::new());
    while let Some(page) = below(link, &scope, existing.last()).await? {
        if sheet.people > 0 {
            let at = existing.len();
            for (number, posts) in posts_of(link, &page, on).await? {
                held.extend(posts.into_iter().map(|post| (at + number, post)));
            }
        }
        existing.extend(page);
        if existing.len() > limit::IMPORT_ORGS {
            let most = limit::IMPORT_ORGS;
            let says = format!("下面的组织超过 {most} 个;请到下一级分别导入");
            return Err(Refusal::flaw(FIELD, says));
        }
    }
    let known: HashSet<&OrgCode> =
        existing.iter().chain([&scope]).filter_map(|org| org.code.as_ref()).collect();
    let unknown = sheet.lines.iter().filter_map(|line| line.code.as_ref());
    let unknown = unknown.filter(|code| !known.contains(code));
    let unknown: Vec<&str> = unknown.map(OrgCode::as_str).collect();
    let elsewhere = organisation::with_codes(link, &unknown).await?;
    let elsewhere = elsewhere.into_iter().filter_map(|org| org.code).collect();
    Ok(Ground { scope, existing, elsewhere, held, on })
}

/// The posts of a page of organisations that a sheet names, each with its number on the page.
pub(super) async fn posts_of(
    link: &mut Link,
    page: &[Organisation],
    on: Date,
) -> Result<Vec<(usize, Vec<Along>)>, Refusal> {
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(Vec::new()) };
    let posts = post::along(link, &first.path, &last.path, on).await?;
    let is_named = |post: &Along| Column::POSTS.iter().any(|(_, role)| *role == post.role);
    let mut posts = posts.into_iter().filter(is_named).peekable();
    let mut of_page = Vec::new();
    for (number, org) in page.iter().enumerate() {
        let own: Vec<Along> =
            std::iter::from_fn(|| posts.next_if(|post| post.org == org.id)).collect();
        if !own.is_empty() {
            of_page.push((number, own));
        }
    }
    Ok(of_page)
}

/// The next of those below one, superiors before those below them; nothing behind the last.
pub(super) async fn below(
    link: &mut Link,
    scope: &Organisation,
    after: Option<&Organisation>,
) -> Result<Option<Vec<Organisation>>, Refusal> {
    let after = after.map_or_else(OrgPath::above_all, |org| org.path.clone());
    let page = organisation::within(link, &scope.path, &after, PAGE).await?;
    Ok((!page.is_empty()).then_some(page))
}

/// What is wrong with a plan, and what this person may not do of it.
fn flaws(cx: &Cx, ground: &Ground, sheet: &Sheet, plan: &Plan) -> Flaws {
    let mut found = plan.flaws.clone();
    let may_not = |verb, org: usize| cx.may(verb, &ground.existing[org]).is_err();
    let mut flaw = |line: usize, column, says: &str| {
        found.push(Flaw::new(sheet.place(sheet.lines[line].number, column), says));
    };
    for moved in plan.moved.iter().filter(|moved| may_not(Verb::MoveOrganisation, moved.org)) {
        flaw(moved.line, Column::Superior, "要调整隶属,您无权这样做;请由组织部办理");
    }
    for (org, line) in &plan.renamed {
        if may_not(Verb::RenameOrganisation, *org) {
            let is_coded = ground.existing[*org].code.is_some();
            let column = match is_coded || sheet.lines[*line].code.is_none() {
                true => Column::Name,
                false => Column::Code,
            };
            flaw(*line, column, "与现在的不同,您无权修改它;请由上级党组织办理");
        }
    }
    let may = |verb| cx.may(verb, &ground.scope).is_ok();
    if !(may(Verb::Appoint) && may(Verb::SeePosts)) {
        let named = plan.posts.iter().map(|post| sheet.lines[post.line].posts[post.named].column);
        for column in named.collect::<BTreeSet<Column>>() {
            let says = "您无权在这里任命,这一列不能导入;请删去这一列,或由上级党组织办理";
            found.push(Flaw::new(sheet.head_place(column), says.to_owned()));
        }
    }
    for org in plan.closed.iter().filter(|org| may_not(Verb::CloseOrganisation, **org)) {
        let name = ground.existing[*org].name.as_str();
        let says = format!("「{name}」不在表中,要撤销,您无权这样做;请由组织部办理");
        found.push(Flaw::new(Place::whole(), says));
    }
    found.sort();
    let mut flaws = Flaws::default();
    found.into_iter().for_each(|flaw| flaws.push(flaw));
    flaws
}

/// Does what was planned: other facts first, then level by level what is moved and made, so that
/// whoever one comes to stand below is there already, and closures last.
async fn carry_out(
    cx: &Cx,
    write: &mut Write,
    permit: &Permit,
    ground: &Ground,
    sheet: &Sheet,
    plan: &Plan,
) -> Result<(), Refusal> {
    let on = cx.today();
    for (org, line) in &plan.renamed {
        let mut org = ground.existing[*org].clone();
        let facts = sheet.facts(&sheet.lines[*line], Some(&org));
        let leave = cx.may(Verb::RenameOrganisation, &org)?;
        organisation::rename(write, &leave, &mut org, facts, on).await?;
    }
    let ids = plan.made.iter().map(|made| (made.line, OrgId::new(cx.app.identity())));
    let ids: HashMap<usize, OrgId> = ids.collect();
    let id = |superior| match superior {
        Superior::Scope => permit.org(),
        Superior::Existing(org) => ground.existing[org].id,
        Superior::Made(line) => ids[&line],
    };
    let (mut moved, mut made) = (plan.moved.as_slice(), plan.made.as_slice());
    for level in 1..=limit::TREE_DEPTH {
        let now = moved.partition_point(|moved| moved.level == level);
        for one in &moved[..now] {
            let org = ground.existing[one.org].id;
            let (mut org, leave) = permitted(cx, write, Verb::MoveOrganisation, org).await?;
            let (_, enter) = permitted(cx, write, Verb::FoundOrganisation, id(one.to)).await?;
            organisation::move_below(write, &leave, &enter, &mut org, on)
                .await
                .map_err(|fault| deep(FIELD, fault))?;
        }
        moved = &moved[now..];
        let now = made.partition_point(|made| made.level == level);
        let groups: Vec<&[Made]> =
            made[..now].chunk_by(|one, next| one.below == next.below).collect();
        for groups in groups.chunks(GROUPS_AT_ONCE) {
            let group = |group: &&[Made]| {
                let line = |made: &Made| &sheet.lines[made.line];
                let founded =
                    group.iter().map(|made| (ids[&made.line], sheet.facts(line(made), None)));
                Group { below: id(group[0].below), founded: founded.collect() }
            };
            let groups: Vec<Group> = groups.iter().map(group).collect();
            organisation::found_all(write, permit, groups, on).await?;
        }
        made = &made[now..];
    }
    assert!(moved.is_empty() && made.is_empty(), "what was planned is done");
    begin(cx, write, (ground, sheet), &plan.posts, id).await?;
    for org in &plan.closed {
        let org = ground.existing[*org].id;
        let (mut org, leave) = permitted(cx, write, Verb::CloseOrganisation, org).await?;
        organisation::close(write, &leave, &mut org, on).await?;
    }
    Ok(())
}

/// Appoints those who are new, and ends the posts that they take over.
async fn begin(
    cx: &Cx,
    write: &mut Write,
    (ground, sheet): (&Ground, &Sheet),
    posts: &[Post],
    id: impl Fn(Superior) -> OrgId,
) -> Result<(), Refusal> {
    if posts.is_empty() {
        return Ok(());
    }
    let leave = cx.may(Verb::Appoint, &ground.scope)?;
    let beginning = |post: &Post| {
        let named = &sheet.lines[post.line].posts[post.named];
        let name = named.name.as_str().to_owned();
        let person = Person { id: PersonId::new(cx.app.identity()), name };
        let appointment = Appointment {
            id: GrantId::new(cx.app.identity()),
            person: person.id,
            role: named.role(),
            from: ground.on,
            to: None,
            acting: false,
        };
        let from = post.from.map(|at| ground.held[at].1.id);
        Beginning { org: id(post.org), person, post: appointment, from }
    };
    for some in posts.chunks(POSTS_AT_ONCE) {
        let beginnings: Vec<Beginning> = some.iter().map(beginning).collect();
        post::begin_all(write, &leave, &beginnings).await?;
    }
    Ok(())
}
