//! The form of a record: begun, gone on with, sent; and what comes back where it cannot be taken.

use app::Refusal;
use app::record::{self, Offers, Opened, Sent};
use axum::extract::{Path, Query, Request};
use axum::response::Response;
use model::id::{OrgId, RecordId};
use model::limit;
use model::record::{Descriptor, Field, RecordKind, Shape};
use serde::Deserialize;

use super::super::account::moment;
use super::super::entry::said;
use super::super::organisation::{done, id};
use super::super::refuse::{flawed, overtaken, page as shown};
use super::super::who::{Signed, form as form_of, whole};
use super::sent::Typed;
use super::upload::attached;
use super::{changed, kind_of, ledger, new_href, place, record_id, to_ledger, way_to};
use crate::layout::Page;
use crate::page::record_form::{Asked, Called, Question, RecordForm, RollCall};
use crate::part::choice::Choice;
use crate::part::flaws::Flaws;
use crate::part::news::News;
use crate::serve::posted::{DRAFT, DraftSent};

/// Bytes of a form with files that are taken from the line at all. What is too large is read to
/// its end and left, so that the browser gets to hear why.
pub(in crate::serve) const BODY_BYTES: usize = 8 * limit::FILE_BYTES;

/// What a new form is asked for.
#[derive(Deserialize)]
pub(in crate::serve) struct Begun {
    #[serde(default)]
    day: String,
    #[serde(default)]
    from: String,
}

/// What a saved form is asked for.
#[derive(Deserialize)]
pub(in crate::serve) struct Done {
    done: Option<String>,
}

fn question(field: &Field, asked: &Descriptor, offers: &Offers, opened: &Sent) -> Question {
    let texts = &opened.content.texts;
    let words = |words: &[(&str, &str)]| {
        let choice =
            |(name, word): &(&str, &str)| Choice::new(*name, *word, texts.has(field.name, name));
        words.iter().map(choice).collect::<Vec<Choice>>()
    };
    let offered = || {
        let offers = offers.among(field).iter();
        let offer = |offer: &record::Offer| {
            let is_chosen = texts.has(field.name, &offer.value);
            Choice::new(offer.value.as_str(), offer.word.as_str(), is_chosen)
        };
        let mut choices: Vec<Choice> = offers.map(offer).collect();
        // What was chosen once and is offered no more stays chosen until somebody takes it away.
        let gone = texts.words(field.name);
        let gone = gone.filter(|word| !choices.iter().any(|choice| choice.value == *word));
        let gone: Vec<Choice> = gone
            .map(|word| Choice::new(word, format!("{}(已不在选项里)", offers_word(word)), true))
            .collect();
        choices.extend(gone);
        choices
    };
    let (kind, choices) = match field.shape {
        Shape::Line(_) | Shape::Count(_) => (Asked::Line, Vec::new()),
        Shape::Sentences(_) => (Asked::Sentences, Vec::new()),
        Shape::Day => (Asked::Day, Vec::new()),
        Shape::Choice(all) => (Asked::One, words(all)),
        Shape::Choices(all) => (Asked::Several, words(all)),
        Shape::Topics | Shape::Criteria => (Asked::Several, offered()),
        Shape::Cell => (Asked::One, offered()),
    };
    debug_assert!(asked.field(field.name).is_some());
    Question {
        asked: kind,
        name: field.name.to_owned(),
        label: field.label.to_owned(),
        hint: field.hint.to_owned(),
        needed: field.needed,
        value: texts.get(field.name).to_owned(),
        choices,
    }
}

/// The end of a scheme's word, for who has nothing better.
fn offers_word(word: &str) -> &str {
    word.rsplit(':').next().unwrap_or(word)
}

fn called(line: record::Line) -> Called {
    let record::Line { member, name, state, made_up_on, excuse } = line;
    Called { id: member, name, excuse: excuse.to_owned(), state, made_up_on }
}

fn form_page(signed: &Signed, opened: Opened, flaws: Flaws) -> RecordForm {
    let Opened { org, way: above, asked, sent, files, roll, offers, saved, news } = opened;
    let is_new = sent.base == 0 && sent.revision == 0;
    let word = asked.kind.word();
    let heading = match sent.base {
        0 => format!("记{word}"),
        _ => format!("更正{word}"),
    };
    let here = place(org.id, sent.record);
    let day = asked.day_of(&sent.content);
    let roll_call = roll.map(|roll| RollCall {
        day: roll.day.map_or_else(String::new, |day| day.to_string()),
        last_href: is_new.then(|| {
            let day = day.map_or_else(String::new, |day| format!("&day={day}"));
            format!("{}?from=last{day}", new_href(org.id, asked.kind))
        }),
        due: roll.due.into_iter().map(called).collect(),
        excused: roll.excused.into_iter().map(called).collect(),
    });
    let by = saved.map(|(by, at)| format!("{by} {}", moment(at)));
    // A form that somebody else was quicker with says so instead.
    let is_overtaken = !news.is_empty();
    let hidden = [
        ("record", sent.record.to_string()),
        ("kind", asked.kind.name().to_owned()),
        ("base", sent.base.to_string()),
        ("revision", sent.revision.to_string()),
    ];
    RecordForm {
        way: way_to(&above, &org, vec![to_ledger(org.id)], &heading),
        heading,
        lead: asked.lead.to_owned(),
        form: signed.form(),
        action: if is_new { new_href(org.id, asked.kind) } else { format!("{here}/form") },
        hidden: hidden.map(|(name, value)| (name.to_owned(), value)).to_vec(),
        saved: match &by {
            Some(by) if !is_overtaken => format!("草稿由 {by} 保存,还没有提交。"),
            _ => String::new(),
        },
        news: match is_overtaken {
            true => News {
                head: format!("{} 刚刚改过", by.as_deref().unwrap_or("别人")),
                says: "您填写的都在下面,还没有保存。请对照着改,再提交就以您的为准。".to_owned(),
                changed: news.into_iter().map(changed).collect(),
            },
            false => News::default(),
        },
        questions: asked.fields.iter().map(|f| question(f, asked, &offers, &sent)).collect(),
        roll: roll_call,
        files: files.iter().map(|file| attached(org.id, sent.record, file)).collect(),
        upload: format!("{here}/uploads"),
        files_lead: asked.files.to_owned(),
        reason: (sent.base > 0).then(|| sent.reason.clone()),
        back_href: if sent.base > 0 { here.clone() } else { ledger(org.id) },
        discard: (sent.revision > 0).then(|| format!("{here}/discard")),
        discard_form: signed.form(),
        flaws,
    }
}

pub(in crate::serve) async fn begin(
    signed: Signed,
    Path((org, kind)): Path<(String, String)>,
    Query(begun): Query<Begun>,
) -> Response {
    let day = Typed::day(&begun.day);
    let opened = async || {
        let (org, kind) = (id(&org)?, kind_of(&kind)?);
        record::blank(&signed.cx, org, kind, day, begun.from == "last").await
    };
    match opened().await {
        Ok(opened) => shown(&signed.frame(), &form_page(&signed, opened, Flaws::default())),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn go_on(
    signed: Signed,
    Path((org, record)): Path<(String, String)>,
    Query(asked): Query<Done>,
) -> Response {
    let opened = async || record::opened(&signed.cx, id(&org)?, record_id(&record)?).await;
    match opened().await {
        Ok(opened) => {
            let frame = signed.told(asked.done.as_deref());
            shown(&frame, &form_page(&signed, opened, Flaws::default()))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn begun(
    signed: Signed,
    Path((org, kind)): Path<(String, String)>,
    request: Request,
) -> Response {
    let known = async || Ok::<_, Refusal>((id(&org)?, kind_of(&kind)?, None));
    answer(&signed, known().await, request).await
}

pub(in crate::serve) async fn gone_on(
    signed: Signed,
    Path((org, record)): Path<(String, String)>,
    request: Request,
) -> Response {
    let known = async || {
        let (org, record) = (id(&org)?, record_id(&record)?);
        // Which kind it is, is asked before anything is read; who may not know it learns nothing.
        let opened = record::opened(&signed.cx, org, record).await?;
        Ok::<_, Refusal>((org, opened.asked.kind, Some(record)))
    };
    answer(&signed, known().await, request).await
}

/// Does what a form asks for.
async fn answer(
    signed: &Signed,
    known: Result<(OrgId, RecordKind, Option<RecordId>), Refusal>,
    request: Request,
) -> Response {
    let (org, kind, record) = match known {
        Ok(known) => known,
        Err(refusal) => return signed.refuse(&refusal),
    };
    match taken(signed, org, kind, record, request).await {
        Ok(response) => response,
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn taken(
    signed: &Signed,
    org: OrgId,
    kind: RecordKind,
    record: Option<RecordId>,
    request: Request,
) -> Result<Response, Refusal> {
    // Who may not keep this ledger sends nothing into it.
    record::blank(&signed.cx, org, kind, None, false).await?;
    let asked = kind.descriptor().ok_or(Refusal::Unseen)?;
    let typed = Typed::read(signed, org, request).await?;
    let record = match record {
        Some(record) => record,
        None => record_id(&typed.one("record"))
            .map_err(|_| Refusal::flaw("", "表单不完整,请返回重新打开"))?,
    };
    let sent = Sent {
        record,
        kind,
        base: typed.number("base"),
        revision: typed.number("revision"),
        content: typed.content(asked),
        files: typed.all_files(),
        reason: typed.one("reason"),
    };
    let (act, form) = (typed.one("act"), form_of(&typed.one("form"))?);
    if act == "roster" || !typed.flaws.is_empty() {
        let opened = record::again(&signed.cx, org, sent).await?;
        let page = form_page(signed, opened, said(&typed.flaws));
        let is_flawed = page.flawed();
        return Ok(match is_flawed {
            true => flawed(&signed.frame(), &page),
            false => shown(&signed.frame(), &page),
        });
    }
    let (cx, own, is_draft) = (signed.cx.clone(), sent.clone(), act == "draft");
    let settled = whole(async move {
        match is_draft {
            true => record::save(&cx, org, &own).await,
            false => record::submit(&cx, form, org, &own).await,
        }
    });
    match settled.await {
        Ok(place) => {
            let mut answer = done(&place, if is_draft { "drafted" } else { "submitted" });
            if !typed.one(DRAFT).is_empty() {
                answer.extensions_mut().insert(DraftSent(typed.one("form")));
            }
            Ok(answer)
        }
        Err(Refusal::Flawed(flaws)) => {
            let opened = record::again(&signed.cx, org, sent).await?;
            Ok(flawed(&signed.frame(), &form_page(signed, opened, said(&flaws))))
        }
        Err(Refusal::Stale) => {
            let opened = record::overtaken(&signed.cx, org, sent).await?;
            let page = form_page(signed, opened, Flaws::default());
            let says = "别人先保存了这条记录。您填写的都在,请对照着改,再提交。";
            Ok(overtaken(&signed.minded(Some(says)), &page))
        }
        Err(refusal) => Err(refusal),
    }
}
