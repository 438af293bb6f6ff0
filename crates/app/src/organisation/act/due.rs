//! Planned changes whose day has come. Each is done as its planner would do it today: by what that
//! person may now, to what is there now. What is no longer allowed or possible is refused with the
//! reason, and the planner sees it on the organisation's page.

use std::sync::Arc;

use model::event::Event;
use model::id::{ChangeId, EntryId};
use store::planned::{self, Act, Planned};
use store::{Fault, Locks, Write, organisation};

use super::{carry_out, ready};
use crate::App;
use crate::cx::Cx;
use crate::refusal::Refusal;

/// Planned changes that are taken up at once.
const AT_ONCE: i64 = 100;

/// Does what was planned for today or before; how many were done or refused. Of several processes
/// each change is done by one: it is taken with the tree locked.
///
/// # Errors
/// [`Fault`], of the first that could not be looked at; the others are done nevertheless.
pub async fn do_due(app: &Arc<App>) -> Result<usize, Fault> {
    let due = planned::due(&mut app.store().link().await?, app.today(), AT_ONCE).await?;
    let (mut ended, mut failed) = (0, None);
    for change in due {
        match do_one(app, change).await {
            Ok(true) => ended += 1,
            Ok(false) => {}
            Err(fault) => failed = failed.or(Some(fault)),
        }
    }
    failed.map_or(Ok(ended), Err)
}

/// Does one, or refuses it; false where another process was quicker.
async fn do_one(app: &Arc<App>, change: ChangeId) -> Result<bool, Fault> {
    let found = planned::find(&mut app.store().link().await?, change).await?;
    let Some(planned) = found else { return Ok(false) };
    let planner = Cx {
        app: Arc::clone(app),
        person: planned.by,
        // Nothing of their own account is done for somebody who isn't there.
        own: None,
        name: planned.by_name.clone(),
        session: [0; 32],
        grants: Vec::new(),
        second_factor_due: false,
    };
    let (planner, mut write) = planner.write(Locks::Tree).await.map_err(fault)?;
    if !planned::fulfil(&mut write, &planned).await? {
        return Ok(false);
    }
    match done(&planner, &mut write, &planned).await {
        Ok((about, event)) => {
            write.commit(EntryId::new(app.identity()), about, event).await?;
            Ok(true)
        }
        Err(Refusal::Busy(fault) | Refusal::Fault(fault)) => Err(fault),
        Err(refusal) => {
            // What was begun of it never was.
            drop(write);
            refuse(app, &planned, &reason(&refusal)).await
        }
    }
}

async fn done(
    cx: &Cx,
    write: &mut Write,
    planned: &Planned,
) -> Result<(model::id::OrgId, Event), Refusal> {
    let ready = ready(cx, write, planned.org, &planned.act, planned.on).await?;
    if matches!(planned.act, Act::Rename { .. })
        && !organisation::says_the_same(write, ready.org(), planned.version).await?
    {
        return Err(Refusal::Stale);
    }
    let (about, event, _) = carry_out(cx, write, ready, planned.on).await?;
    Ok((about, event))
}

/// Why not, for the planner to read.
fn reason(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Unseen | Refusal::Denied => "预定的人已经无权这样做".to_owned(),
        Refusal::Stale => "预定以后这个组织又改过".to_owned(),
        Refusal::Flawed(flaws) => {
            let says: Vec<&str> = flaws.iter().map(|flaw| flaw.says.as_str()).collect();
            says.join(";")
        }
        other => other.to_string(),
    }
}

/// Notes it as refused, by nobody: the program says so.
async fn refuse(app: &App, planned: &Planned, reason: &str) -> Result<bool, Fault> {
    let mut write = app.store().write(Locks::Tree, None, app.now(), app.random()).await?;
    if !planned::refuse(&mut write, planned, reason).await? {
        return Ok(false);
    }
    let event = Event::ChangeRefused { change: planned.id };
    write.commit(EntryId::new(app.identity()), planned.org, event).await?;
    Ok(true)
}

fn fault(refusal: Refusal) -> Fault {
    match refusal {
        Refusal::Busy(fault) | Refusal::Fault(fault) => fault,
        other => Fault::Unfit(other.to_string()),
    }
}
