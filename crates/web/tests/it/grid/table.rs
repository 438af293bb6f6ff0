//! `grid.txt`, read.

use model::authority::Role;

/// A route, with what it answers to whom.
pub(super) struct Row {
    pub(super) method: String,
    /// The address with its placeholders.
    pub(super) place: String,
    /// A cell a role, and the last for who is not logged in.
    pub(super) cells: Vec<String>,
    /// Whether it may be done without an entry in the journal.
    pub(super) quiet: bool,
    /// Fields that are sent.
    pub(super) fields: Vec<(String, String)>,
    /// A file that is sent: field, name, content.
    pub(super) file: Option<(String, String, String)>,
}

impl Row {
    /// Whether it is about an organisation, and so answers by where that stands.
    pub(super) fn is_about_organisation(&self) -> bool {
        let names = ["{org}", "{campaign}", "{draft}"];
        names.iter().any(|name| self.place.contains(name)) || self.is_about_branch()
    }

    /// Whether what stands below is to be a branch.
    pub(super) fn is_about_branch(&self) -> bool {
        self.place.contains("{branch}")
    }

    /// As the table has it.
    pub(super) fn line(&self, cells: &[String]) -> String {
        let cells: Vec<String> = cells.iter().map(|cell| format!("{cell:4}")).collect();
        let quiet = if self.quiet { " quiet" } else { "" };
        format!("{:4} {:50} {}{quiet}", self.method, self.place, cells.join(" "))
    }
}

/// Placeholders are alike, whatever they are called.
pub(super) fn pattern(place: &str) -> String {
    let place = place.split('?').next().unwrap_or_default();
    let mut pieces = place.split('{');
    let mut pattern = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        pattern.push_str("{}");
        pattern.push_str(piece.split_once('}').map_or("", |(_, rest)| rest));
    }
    if pattern.starts_with("/look-") || place == "{look}" { "/look".to_owned() } else { pattern }
}

pub(super) fn read(text: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
        let mut words = line.split_whitespace().map(str::to_owned);
        let mut next = || words.next().unwrap_or_else(|| panic!("unfinished: {line}"));
        if !line.starts_with(' ') {
            let (method, place) = (next(), next());
            let cells = (0..=Role::ALL.len()).map(|_| next()).collect();
            let quiet = match words.next().as_deref() {
                None => false,
                Some("quiet") => true,
                Some(word) => panic!("what is «{word}»? {line}"),
            };
            rows.push(Row { method, place, cells, quiet, fields: Vec::new(), file: None });
            continue;
        }
        let row = rows.last_mut().unwrap_or_else(|| panic!("no route before: {line}"));
        let (kind, rest) = line.trim().split_once(' ').unwrap_or_else(|| panic!("blank: {line}"));
        let pair = |text: &str| {
            let (name, value) = text.split_once('=').unwrap_or_else(|| panic!("no value: {line}"));
            (name.to_owned(), value.to_owned())
        };
        match kind {
            "form" => row.fields.extend(rest.split('&').map(pair)),
            "file" => {
                let (field, rest) = pair(rest);
                let (name, content) =
                    rest.split_once(':').unwrap_or_else(|| panic!("no content: {line}"));
                row.file = Some((field, name.to_owned(), content.replace("\\n", "\n")));
            }
            _ => panic!("neither form nor file: {line}"),
        }
    }
    rows
}
