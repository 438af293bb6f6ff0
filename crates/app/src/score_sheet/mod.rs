//! 考核表 of a campaign, in the form that `dukao score` reads, and what that makes of it: the results
//! as a workbook and the bulletin. The program itself scores, as a process of its own, so that both
//! doors lead to the same figures.

pub(crate) mod form;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use model::authority::Verb;
use model::event::Event;
use model::id::{CampaignId, OrgId};
use model::path::OrgPath;
use store::organisation::{self, Organisation};
use store::score_sheet;
use store::{Fault, scheme_pin};
use tempfile::TempDir;
use tokio::process::Command;

use self::form::{For, Form, More, Text, Units};
use crate::campaign::Campaign;
use crate::cx::Cx;
use crate::exporting;
use crate::overview::stage;
use crate::refusal::Refusal;
use crate::{App, installation};

/// How long scoring may take: a sheet of 120,000 branches takes less than one of them.
const SCORED_WITHIN: Duration = Duration::from_secs(120);

/// Rows that are read at a time.
const PAGE: i64 = 500;

/// What the folder of a scoring is called at its beginning.
const FOLDER: &str = "dukao-score-";

/// After so long a folder is nobody's: whoever made it was ended meanwhile.
const LEFT_BEHIND: Duration = Duration::from_secs(3_600);

/// What the program makes of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Made {
    /// The results, as a workbook.
    Results,
    /// The bulletin (通报).
    Bulletin,
}

impl Made {
    /// The name of its file.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Results => "results.xlsx",
            Self::Bulletin => "通报.docx",
        }
    }
}

/// The sheet of a campaign at and below an organisation, as a file, with the organisation's name.
///
/// # Errors
/// [`Refusal`]; [`Refusal::TooMuch`] where others wait already.
pub async fn sheet(cx: &Cx, org: OrgId, id: CampaignId) -> Result<(String, File), Refusal> {
    let event = move |sheet, rows| Event::ScoreSheetExported { campaign: id, sheet, rows };
    let write = move |cx: Cx| async move {
        let (org, _, to, rows) = write(&cx, org, id, exporting::aside()?).await?;
        Ok((org, exporting::whole(to)?, rows))
    };
    exporting::taken_out(cx, (org, Verb::SeeResult), &cx.app.exporting, event, write).await
}

/// What the program makes of that sheet, with the organisation's name. One at a time.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Unseen`] where no program scores, [`Refusal::TooMuch`] where others wait
/// already or it takes too long.
pub async fn made(
    cx: &Cx,
    org: OrgId,
    id: CampaignId,
    made: Made,
) -> Result<(String, File), Refusal> {
    let program = cx.app.scorer.clone().ok_or(Refusal::Unseen)?;
    let event = move |sheet, rows| match made {
        Made::Results => Event::ResultsExported { campaign: id, sheet, rows },
        Made::Bulletin => Event::BulletinExported { campaign: id, sheet, rows },
    };
    let write = move |cx: Cx| async move { scored(&cx, &program, (org, id), made).await };
    exporting::taken_out(cx, (org, Verb::SeeResult), &cx.app.scoring, event, write).await
}

/// The sheet in a folder of its own, scored there; what the program made of how many branches.
async fn scored(
    cx: &Cx,
    program: &Path,
    (org, id): (OrgId, CampaignId),
    made: Made,
) -> Result<(Organisation, File, u64), Refusal> {
    let folder = tempfile::Builder::new().prefix(FOLDER).tempdir().map_err(Fault::from)?;
    let file = File::create(folder.path().join("考核表.csv")).map_err(Fault::from)?;
    let (org, campaign, to, rows) = write(cx, org, id, BufWriter::new(file)).await?;
    drop(exporting::whole(to)?);
    let digest = campaign.facts.scheme.ok_or(Refusal::Unseen)?;
    let mut link = cx.link().await?;
    let scheme = scheme_pin::content(&mut link, &digest).await?.ok_or(Refusal::Unseen)?;
    drop(link);
    std::fs::write(folder.path().join("方案.toml"), scheme).map_err(Fault::from)?;
    score(program, &folder).await?;
    let file = File::open(folder.path().join("结果").join(made.file())).map_err(Fault::from)?;
    Ok((org, file, rows))
}

/// Runs the program on a folder's sheet. It ends with its time.
async fn score(program: &Path, folder: &TempDir) -> Result<(), Refusal> {
    let mut command = Command::new(program);
    command.current_dir(folder.path()).kill_on_drop(true).stdin(Stdio::null());
    command.args(["score", "考核表.csv", "--scheme", "方案.toml", "--out", "结果"]);
    let ended = tokio::time::timeout(SCORED_WITHIN, command.output()).await;
    let ended = ended.map_err(|_| Refusal::TooMuch)?.map_err(Fault::from)?;
    match ended.status.success() {
        true => Ok(()),
        false => {
            let says = String::from_utf8_lossy(&ended.stderr).into_owned();
            Err(Fault::from(std::io::Error::other(format!("score: {says}"))).into())
        }
    }
}

/// Takes folders away that were left behind by a program that was ended.
///
/// # Errors
/// Where the folder for passing files cannot be read.
pub fn sweep(app: &App) -> std::io::Result<()> {
    let now = SystemTime::from(app.now());
    for entry in std::fs::read_dir(std::env::temp_dir())? {
        let entry = entry?;
        let is_ours = entry.file_name().to_string_lossy().starts_with(FOLDER);
        let made = entry.metadata().and_then(|about| about.modified());
        let age = made.ok().and_then(|made| now.duration_since(made).ok());
        if is_ours && age.is_some_and(|age| age > LEFT_BEHIND) {
            std::fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

impl App {
    /// The same with a program that scores sheets: this one, where it is the one that serves.
    #[must_use]
    pub fn scored_by(self, program: PathBuf) -> Self {
        Self { scorer: Some(program), ..self }
    }

    /// Whether results can be made out of a campaign's sheet.
    #[must_use]
    pub fn scores(&self) -> bool {
        self.scorer.is_some()
    }
}

/// Writes the sheet as everything was at one moment; with the campaign and how many branches.
async fn write<W: Write>(
    cx: &Cx,
    org: OrgId,
    id: CampaignId,
    to: W,
) -> Result<(Organisation, Campaign, W, u64), Refusal> {
    let is_demonstration = installation::is_demonstration(&cx.app).await?;
    let mut link = cx.app.store().snapshot().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeResult, &org)?;
    let (campaign, scheme, _) = stage(cx, &mut link, &org, id, None).await?;
    let form = Form::new(scheme, Units::below(&mut link, &org).await?, For::Scoring);
    let title = title(&campaign, is_demonstration);
    let mut rows = Text::begin(form, &title, to)?;
    let (mut after, mut count, more) = (OrgPath::above_all(), 0, More::default());
    loop {
        let page = score_sheet::page(&mut link, (&org.path, &after), id, cx.today(), PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.path.clone();
        count += page.len() as u64;
        page.iter().try_for_each(|one| rows.row(one, &more))?;
    }
    Ok((org, campaign, rows.end(), count))
}

/// What a sheet is: its first line.
pub(crate) fn title(campaign: &Campaign, is_demonstration: bool) -> String {
    let invented = if is_demonstration { "(演示:人和单位都是虚构的)" } else { "" };
    format!("{}考核表{invented}", campaign.facts.name)
}
