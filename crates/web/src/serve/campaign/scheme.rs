//! 考核方案: looked at, taken out, published after a look.

use app::Refusal;
use app::campaign::{self, As, Looked, SchemeKey};
use app::organisation::View as Org;
use axum::body::Body;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use model::authority::{Grant, Role, Verb};
use model::id::OrgId;
use model::scheme::{Criterion, Indicator, Part, Provenance};
use model::{Flaw, Scheme, limit};

use super::super::account::moment;
use super::super::change::{seen, way_below};
use super::super::entry::said;
use super::super::import::{WORKBOOK, broken, file};
use super::super::organisation::{Done, address as org_address, id as org_id};
use super::super::refuse::{flawed, page as shown};
use super::super::who::{Signed, form, whole};
use crate::page::organisation_import::CellFlaw;
use crate::page::scheme::{
    Content, CriterionLine, IndicatorLine, Scheme as SchemePage, SchemeRow, SchemeTrial,
    SchemeUpload, Schemes,
};
use crate::part::badge::{Badge, Standing};
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;
use crate::part::link::{Act, Link};
use crate::part::way::Way;

/// Bytes of a form with a scheme: its file and some more.
pub(in crate::serve) const BODY_BYTES: usize = 4 << 20;

/// A scheme's page.
pub(super) fn address(key: &SchemeKey) -> String {
    format!("/schemes/{key}")
}

/// The key in an address; another text is nobody's.
fn key(text: &str) -> Result<SchemeKey, Refusal> {
    SchemeKey::parse(text).ok_or(Refusal::Unseen)
}

fn mark(provenance: Provenance) -> Badge {
    let tone = match provenance {
        Provenance::Notice => Standing::Good,
        Provenance::Setting => Standing::Plain,
    };
    Badge::new(provenance.word(), tone)
}

/// What a scheme says.
pub(super) fn content(scheme: &Scheme) -> Content {
    let most = scheme.bonus.as_ref().map(|bonus| {
        format!("{},最多 {} 分。{}", bonus.annex_text, bonus.points.short(), bonus.annex_standard)
    });
    let errata = scheme.errata.iter().map(|erratum| {
        format!(
            "第 {} 项原文「{}」,按「{}」理解。",
            erratum.indicator, erratum.text, erratum.reading
        )
    });
    let differences = scheme.differences.iter().map(|one| {
        let quoted = |text: &str| match text {
            "" => "没有写".to_owned(),
            text => format!("「{text}」"),
        };
        let (body, annex) = (quoted(&one.body), quoted(&one.annex));
        format!("第 {} 项正文{body},附件{annex}:{}", one.indicator, one.reading)
    });
    Content {
        indicators: scheme.indicators.iter().map(indicator).collect(),
        bonus: most.unwrap_or_default(),
        bands: scheme
            .bands
            .iter()
            .map(|one| (format!("{}:{} 分起", one.name, one.from.short()), mark(one.provenance)))
            .collect(),
        vetoes: scheme
            .vetoes
            .iter()
            .map(|one| (format!("{}:{}", one.kind.word(), one.says), mark(one.provenance)))
            .collect(),
        topics: scheme
            .topics
            .iter()
            .map(|one| (format!("{} {}", one.number, one.title), mark(one.provenance)))
            .collect(),
        notes: errata.chain(differences).collect(),
    }
}

fn indicator(indicator: &Indicator) -> IndicatorLine {
    IndicatorLine {
        title: format!("{} {}", indicator.number, indicator.title),
        points: indicator.points.short(),
        annex_text: indicator.annex_text.clone(),
        annex_standard: indicator.annex_standard.clone(),
        criteria: indicator.criteria.iter().map(criterion).collect(),
    }
}

fn criterion(criterion: &Criterion) -> CriterionLine {
    let part = |part: &Part| {
        format!("{},{} 分({})", part.says, part.points.short(), part.rule.kind().word())
    };
    CriterionLine {
        title: format!("{} {}", criterion.id, criterion.title),
        points: criterion.points.short(),
        badge: mark(criterion.provenance),
        official: criterion.official_text.clone(),
        reading: criterion.reading.clone(),
        parts: criterion.parts.iter().map(part).collect(),
    }
}

pub(in crate::serve) async fn list(signed: Signed, asked: Query<Done>) -> Response {
    let listed = match campaign::schemes(&signed.cx).await {
        Ok(listed) => listed,
        Err(refusal) => return signed.refuse(&refusal),
    };
    let officer = |grant: &&Grant| grant.role == Role::DepartmentOfficer;
    let publish = signed.cx.grants.iter().filter(officer).map(|grant| {
        Act::new("发布考核方案", format!("{}/scheme-publishing", org_address(grant.org)))
    });
    let row = |one: &campaign::Listed| {
        let built_in = one.is_built_in.then(|| Badge::new("内置", Standing::Plain));
        let pinned = one.pin.as_ref().map(|_| Badge::new("已发布", Standing::Good));
        SchemeRow {
            title: Link::new(&one.title, address(&one.key)),
            version: format!("{} 第 {} 版", one.id, one.version),
            badges: built_in.into_iter().chain(pinned).collect(),
            published: one.pin.as_ref().map(|pin| moment(pin.published)).unwrap_or_default(),
        }
    };
    let page = Schemes {
        way: Way {
            steps: vec![Link::new("学习教育", "/campaigns")], here: "考核方案".to_owned()
        },
        publish: publish.take(1).collect(),
        rows: listed.iter().map(row).collect(),
    };
    shown(&signed.told(asked.done.as_deref()), &page)
}

pub(in crate::serve) async fn page(
    signed: Signed,
    Path(scheme): Path<String>,
    asked: Query<Done>,
) -> Response {
    let viewed = async |text: &str| campaign::scheme(&signed.cx, &key(text)?).await;
    match viewed(&scheme).await {
        Ok(view) => {
            let page = SchemePage {
                way: way(&view.scheme.title),
                title: view.scheme.title.clone(),
                summary: view.scheme.summary.clone(),
                facts: facts(&view.scheme, Some(&view)),
                downloads: vec![
                    Act::new("下载表格(xlsx)", format!("{}/scheme.xlsx", address(&view.key))),
                    Act::new("下载方案文件(toml)", format!("{}/scheme.toml", address(&view.key))),
                ],
                warnings: warnings(&view.warnings),
                content: content(&view.scheme),
            };
            shown(&signed.told(asked.done.as_deref()), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn way(here: &str) -> Way {
    let steps = vec![Link::new("学习教育", "/campaigns"), Link::new("考核方案", "/schemes")];
    Way { steps, here: here.to_owned() }
}

fn warnings(warnings: &[Flaw]) -> Vec<String> {
    warnings.iter().map(|flaw| flaw.says.clone()).collect()
}

fn facts(scheme: &Scheme, view: Option<&campaign::SchemeView>) -> Vec<Fact> {
    let source = &scheme.source;
    let mut facts = vec![
        Fact::new("依据文件", format!("{} {}", source.issuer, source.number)),
        Fact::new("编号和版本", format!("{} 第 {} 版", scheme.id, scheme.version)),
        Fact::new("总分", format!("{} 分", scheme.total.short())),
        Fact::new("评分要点", format!("{} 个", scheme.criteria_count())),
    ];
    if let Some(pin) = view.and_then(|view| view.pin.as_ref()) {
        facts.push(Fact::new("发布于", moment(pin.published)));
        let digest = SchemeKey::Pinned(pin.digest).to_string();
        facts.push(Fact::new("校验码(SHA-256)", digest));
    }
    facts
}

pub(in crate::serve) async fn as_toml(signed: Signed, Path(scheme): Path<String>) -> Response {
    handed_out(&signed, &scheme, As::Toml).await
}

pub(in crate::serve) async fn as_sheet(signed: Signed, Path(scheme): Path<String>) -> Response {
    handed_out(&signed, &scheme, As::Workbook).await
}

async fn handed_out(signed: &Signed, scheme: &str, how: As) -> Response {
    let taken = async || campaign::download(&signed.cx, &key(scheme)?, how).await;
    let (kind, ending) = match how {
        As::Toml => ("application/toml; charset=utf-8", "toml"),
        As::Workbook => (WORKBOOK, "xlsx"),
    };
    match taken().await {
        Ok((name, bytes)) => file(&format!("{name}.{ending}"), kind, Body::from(bytes)),
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// Where a scheme is published.
pub(super) fn publishing(org: OrgId) -> String {
    format!("{}/scheme-publishing", org_address(org))
}

fn upload_of(signed: &Signed, org: &Org, flaws: Flaws) -> SchemeUpload {
    let first = SchemeKey::BuiltIn("jx-2016-52");
    SchemeUpload {
        way: way_below(org, "发布考核方案"),
        organisation: org.org.name.as_str().to_owned(),
        form: signed.form(),
        action: publishing(org.org.id),
        template: Link::new("内置方案的表格(xlsx)", format!("{}/scheme.xlsx", address(&first))),
        back_href: "/schemes".to_owned(),
        flaws,
    }
}

pub(in crate::serve) async fn form_page(signed: Signed, Path(org): Path<String>) -> Response {
    match seen(&signed, &org, Verb::PublishScheme).await {
        Ok(org) => shown(&signed.frame(), &upload_of(&signed, &org, Flaws::default())),
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// What a form with a file brought.
#[derive(Default)]
struct Brought {
    form: String,
    file: Option<Vec<u8>>,
    text: String,
}

async fn brought(sent: Result<Multipart, MultipartRejection>) -> Result<Brought, Refusal> {
    let mut sent = sent.map_err(|_| broken())?;
    let mut brought = Brought::default();
    while let Some(part) = sent.next_field().await.map_err(|_| broken())? {
        let name = part.name().unwrap_or_default().to_owned();
        let is_file = part.file_name().is_some_and(|name| !name.is_empty());
        match name.as_str() {
            "sheet" if is_file => {
                brought.file = Some(part.bytes().await.map_err(|_| broken())?.to_vec());
            }
            "form" => brought.form = part.text().await.map_err(|_| broken())?,
            "text" => brought.text = part.text().await.map_err(|_| broken())?,
            _ => {}
        }
    }
    Ok(brought)
}

/// Looks at a file; nothing is kept of it but in the page.
pub(in crate::serve) async fn look(
    signed: Signed,
    Path(org): Path<String>,
    sent: Result<Multipart, MultipartRejection>,
) -> Response {
    let view = match seen(&signed, &org, Verb::PublishScheme).await {
        Ok(view) => view,
        Err(refusal) => return signed.refuse(&refusal),
    };
    let looked = match brought(sent).await {
        Ok(Brought { file: Some(bytes), .. }) => {
            // Reading a workbook takes a while and is no work for whoever answers others.
            whole(async move {
                let looked = tokio::task::spawn_blocking(move || campaign::look_at(&bytes)).await;
                looked.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
            })
            .await
        }
        Ok(_) => Err(Refusal::flaw("sheet", "请选择文件")),
        Err(refusal) => Err(refusal),
    };
    match looked {
        Ok(looked) if looked.scheme.is_some() => {
            shown(&signed.frame(), &trial(&signed, &view, &looked, Flaws::default()))
        }
        Ok(looked) => flawed(&signed.frame(), &trial(&signed, &view, &looked, Flaws::default())),
        Err(Refusal::Flawed(flaws)) => {
            flawed(&signed.frame(), &upload_of(&signed, &view, said(&flaws)))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn trial(signed: &Signed, org: &Org, looked: &Looked, refused: Flaws) -> SchemeTrial {
    let place = |flaw: &Flaw| CellFlaw {
        place: match (flaw.place.cell, flaw.place.row) {
            (false, 0) => String::new(),
            (false, row) => format!("第 {row} 行"),
            (true, _) => flaw.place.to_string().trim_start().to_owned(),
        },
        text: flaw.says.clone(),
    };
    let more = looked.flaws.unlisted();
    let scheme = looked.scheme.as_ref();
    SchemeTrial {
        way: way_below(org, "核对考核方案"),
        title: scheme.map_or_else(String::new, |scheme| scheme.title.clone()),
        facts: scheme.map(|scheme| facts(scheme, None)).unwrap_or_default(),
        flaws: looked.flaws.listed().iter().map(place).collect(),
        flaws_more: match more {
            0 => String::new(),
            more => format!("另有 {more} 处没有列出;至多列出 {} 处。", limit::FLAWS_LISTED),
        },
        refused,
        warnings: warnings(&looked.warnings),
        content: scheme.map(content),
        form: signed.form(),
        action: format!("{}/schemes", org_address(org.org.id)),
        text: looked.text.clone(),
        again: Link::new("另选文件", publishing(org.org.id)),
    }
}

pub(in crate::serve) async fn publish(
    signed: Signed,
    Path(org): Path<String>,
    sent: Result<Multipart, MultipartRejection>,
) -> Response {
    // Nobody makes us read a file who may not send one.
    if let Err(refusal) = seen(&signed, &org, Verb::PublishScheme).await {
        return signed.refuse(&refusal);
    }
    let Brought { form: sent_form, text, .. } = match brought(sent).await {
        Ok(brought) => brought,
        Err(refusal) => return signed.refuse(&refusal),
    };
    let (cx, own, typed) = (signed.cx.clone(), org.clone(), text.clone());
    let published =
        whole(
            async move { campaign::publish(&cx, form(&sent_form)?, org_id(&own)?, &typed).await },
        );
    match published.await {
        Ok(place) => Redirect::to(&format!("{place}?done=published")).into_response(),
        Err(Refusal::Flawed(flaws)) => match seen(&signed, &org, Verb::PublishScheme).await {
            Ok(view) => match campaign::look_at(text.as_bytes()) {
                Ok(looked) => {
                    flawed(&signed.frame(), &trial(&signed, &view, &looked, said(&flaws)))
                }
                Err(refusal) => signed.refuse(&refusal),
            },
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}
