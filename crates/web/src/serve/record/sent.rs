//! A form about a record as it came by the line: with files, which go piece by piece into the
//! database, or without.

use app::record;
use app::{Flawed, Refusal};
use axum::extract::multipart::Field;
use axum::extract::{FromRequest, Multipart, RawForm, Request};
use axum::http::header;
use jiff::civil::Date;
use model::day;
use model::id::{AttachmentId, OrgId, RecordId};
use model::limit;
use model::record::content::Texts;
use model::record::meeting::{ATTENDED, MADE_UP_ON, MEMBER, STATE};
use model::record::{Content, Descriptor, Shape};

use super::super::who::Signed;

/// Bytes of a form without its files: a meeting of a thousand members.
const FORM_BYTES: usize = 512 << 10;

/// What was sent.
#[derive(Debug, Default)]
pub(super) struct Typed {
    fields: Vec<(String, String)>,
    /// Files that came with it and are whole.
    pub(super) files: Vec<AttachmentId>,
    /// What is wrong with files that came with it.
    pub(super) flaws: Vec<Flawed>,
}

fn broken() -> Refusal {
    Refusal::flaw("", "表单没有传完整,请返回再提交一次")
}

impl Typed {
    /// Takes a form from the line. Files belong to the record that the form names before them.
    pub(super) async fn read(
        signed: &Signed,
        org: OrgId,
        request: Request,
    ) -> Result<Self, Refusal> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        if !kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
            let RawForm(bytes) = RawForm::from_request(request, &()).await.map_err(|_| broken())?;
            let fields = form_urlencoded::parse(&bytes).into_owned().collect();
            return Ok(Self { fields, ..Self::default() });
        }
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
        let (mut typed, mut bytes) = (Self::default(), 0);
        while let Some(part) = parts.next_field().await.map_err(|_| broken())? {
            let Some(name) = part.name().map(str::to_owned) else { continue };
            if let Some(file_name) = part.file_name().map(str::to_owned) {
                if !file_name.is_empty() {
                    typed.file(signed, org, &file_name, part).await?;
                }
                continue;
            }
            let text = part.text().await.map_err(|_| broken())?;
            bytes += name.len() + text.len();
            if bytes > FORM_BYTES {
                return Err(Refusal::flaw("", "填写的内容太多,请缩短"));
            }
            typed.fields.push((name, text));
        }
        Ok(typed)
    }

    async fn file(
        &mut self,
        signed: &Signed,
        org: OrgId,
        name: &str,
        mut part: Field<'_>,
    ) -> Result<(), Refusal> {
        let record: RecordId = self.one("record").parse().map_err(|_| broken())?;
        let is_one_more = self.files.len() >= limit::FILES_SENT;
        let staged = match is_one_more {
            true => {
                let says = format!("一次至多 {} 个文件,其余的请再传一次", limit::FILES_SENT);
                Err(Refusal::flaw("files", says))
            }
            false => record::stage(&signed.cx, org, record, name).await,
        };
        let mut arriving = match staged {
            Ok(arriving) => arriving,
            Err(Refusal::Flawed(flaws)) => {
                self.flaws.extend(flaws);
                // It is read to its end, so that the browser gets to hear why.
                while part.chunk().await.map_err(|_| broken())?.is_some() {}
                return Ok(());
            }
            Err(refusal) => return Err(refusal),
        };
        while let Some(bytes) = part.chunk().await.map_err(|_| broken())? {
            arriving.push(&bytes).await?;
        }
        match arriving.whole().await {
            Ok(file) => self.files.push(file.id),
            Err(Refusal::Flawed(flaws)) => self.flaws.extend(flaws),
            Err(refusal) => return Err(refusal),
        }
        Ok(())
    }

    pub(super) fn one(&self, name: &str) -> String {
        self.all(name).next().unwrap_or_default().to_owned()
    }

    fn all<'t>(&'t self, name: &'t str) -> impl Iterator<Item = &'t str> {
        self.fields.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// A whole number, nought where none was sent.
    pub(super) fn number(&self, name: &str) -> u32 {
        self.one(name).parse().unwrap_or(0)
    }

    /// Files that were there before and still are, then those that came.
    pub(super) fn all_files(&self) -> Vec<AttachmentId> {
        let kept = self.all("file").filter_map(|id| id.parse().ok());
        kept.chain(self.files.iter().copied()).collect()
    }

    /// What a kind's questions were answered with.
    pub(super) fn content(&self, asked: &Descriptor) -> Content {
        let mut content = Content::default();
        for field in asked.fields {
            let answer = match field.shape {
                Shape::Choices(_) | Shape::Topics | Shape::Criteria => {
                    self.all(field.name).collect::<Vec<_>>().join(",")
                }
                _ => self.one(field.name).replace("\r\n", "\n").trim().to_owned(),
            };
            content.texts.put(field.name, answer);
        }
        if asked.attendance {
            content.rows = self.rows();
        }
        content
    }

    /// A row a member of whom something was said.
    fn rows(&self) -> Vec<Texts> {
        let said = self.fields.iter().filter_map(|(name, state)| {
            let member = name.strip_prefix("attend-")?;
            let mut row = Texts::default();
            row.put(MEMBER, member);
            row.put(STATE, state.as_str());
            // The day stays in the form when another answer was chosen; then it says nothing.
            if state == ATTENDED[1].0 {
                row.put(MADE_UP_ON, self.one(&format!("made_up_on-{member}")));
            }
            Some(row)
        });
        said.collect()
    }

    /// The day of an address's question, where it is one.
    pub(super) fn day(text: &str) -> Option<Date> {
        day::parse(text).ok()
    }
}
