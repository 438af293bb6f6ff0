//! Every limit of the program, in one place, each with its reason.
//!
//! A limit is what separates a tired mistake from an exhausted machine. Where one is reached, the
//! person is told which, and what to do instead.

/// Flaws listed in full; the rest are counted. Nobody mends more than this in one sitting, and a
/// sheet with the wrong columns has one flaw a cell.
pub const FLAWS_LISTED: usize = 200;

/// Criteria in a scheme. The notice has 17, the longest published sheet we know 46; a set of
/// criteria fits one machine word.
pub const CRITERIA: usize = 64;

/// Criteria by which one branch is assessed: the campaign's, and those of a part that each of those
/// above it added.
pub const ASSESSED: usize = CRITERIA * (1 + TREE_DEPTH);

/// Indicators in a scheme.
pub const INDICATORS: usize = 32;

/// Bands in a scheme.
pub const BANDS: usize = 8;

/// The most a scheme may award, bonus included, in hundredths: ten thousand points. It keeps a
/// branch's total within 32 bits and the sum of five million branches within 64.
pub const SCHEME_HUNDREDTHS: i32 = 1_000_000;

/// A scheme's file, in bytes. The notice's own is 22 kB.
pub const SCHEME_BYTES: u64 = 1 << 20;

/// Characters in one cell: what a spreadsheet itself allows.
pub const CELL_CHARS: usize = 32_767;

/// Bytes in one row of delimited text. A longer one is a missing closing quote.
pub const ROW_BYTES: usize = 1 << 20;

/// Columns in a sheet: the widest scheme uses `3 × 64 + 8`; the rest are somebody's own.
pub const COLUMNS: usize = 1_024;

/// Rows in a sheet: four times the branches of the whole Party.
pub const ROWS: u64 = 20_000_000;

/// Rows among which the head is looked for; titles stand above it.
pub const HEAD_ROWS: usize = 10;

/// Bytes of a workbook file. A full sheet of a million rows takes about 100 MB.
pub const WORKBOOK_BYTES: u64 = 512 << 20;

/// Bytes that one part of a workbook may unpack to. A full sheet of a million rows takes 1 GB.
pub const WORKBOOK_PART_BYTES: u64 = 4 << 30;

/// Bytes that a workbook's shared texts and styles may unpack to: those are held in memory.
pub const WORKBOOK_HELD_BYTES: u64 = 256 << 20;

/// Bytes of one text within a workbook's markup, since a reader holds it whole.
pub const WORKBOOK_TEXT_BYTES: u64 = 1 << 20;

/// Shared texts that a workbook may announce without holding them: a reader makes room for all at
/// once, and some programs count them carelessly.
pub const WORKBOOK_TEXTS_ANNOUNCED: u64 = 10_000_000;

/// Merged cells of a workbook: the committees of the whole Party in a few columns.
pub const WORKBOOK_MERGES: u64 = 1_000_000;

/// Rows that we put into one sheet of a workbook; a spreadsheet holds 1,048,576.
pub const SHEET_ROWS: u64 = 1_000_000;

/// Rows of the committee level in a workbook whose results don't fit; beyond it nobody scrolls.
pub const COMMITTEE_ROWS: u64 = 20_000;

/// Committees whose figures are held for a workbook; beyond it they are only in the roll-up.
/// A sheet that shows all branches has fewer: a committee has three at the least, nearly always.
pub const COMMITTEES_HELD: u64 = 300_000;

/// Branches named under one band of a bulletin; beyond it the bulletin gives figures by unit.
pub const BULLETIN_NAMES: usize = 200;

/// Rows in a bulletin's table of units: what fits on about four pages.
pub const BULLETIN_UNITS: usize = 120;

/// Characters of the issuing body's name or of a document number in a bulletin.
pub const BULLETIN_LINE_CHARS: usize = 60;

/// Years of a day that somebody types: from the Party's first on; one far ahead is a slip of the
/// hand.
pub const YEARS: std::ops::RangeInclusive<i16> = 1921..=2199;

/// Characters of an organisation's or a person's name; the longest real one that we know has 58.
pub const NAME_CHARS: usize = 100;

/// Characters of an organisation's telephone, with its area code and extension.
pub const PHONE_CHARS: usize = 30;

/// Characters of an official code.
pub const CODE_CHARS: usize = 40;

/// Levels of the tree: the Party has seven between the centre and a branch.
pub const TREE_DEPTH: usize = 12;

/// Organisations that a write locks one by one; beyond it the whole tree is locked.
pub const ORGS_LOCKED: usize = 32;

/// Rows that an entry of the journal lists one by one; more are summed up in one line, so that a
/// sheet of 120,000 organisations is not an entry of 13 MB.
pub const ENTRY_ROWS: usize = 200;

/// Changes of an import that are shown one by one before it is done; the rest are counted.
pub const CHANGES_LISTED: usize = 200;

/// Organisations that one import or export is about: twice those of a large province. They are held
/// in memory, half a kilobyte each.
pub const IMPORT_ORGS: usize = 300_000;

/// People that one cell of such a sheet names for a role: more hold none anywhere.
pub const POST_NAMES: usize = 100;

/// People that such a sheet names in all: two for each organisation. They are held in memory, and
/// each that is new is a person, a post, and a version of both.
pub const IMPORT_POSTS: usize = 600_000;

/// Branches below an organisation up to which its figures are added up at the moment of asking;
/// beyond it they are those of the last second.
pub const EXACT_BRANCHES: i64 = 2_000;

/// Children of an organisation that are listed by their branches: no index has that order, so all
/// are read for each page.
pub const SORTED_CHILDREN: usize = 2_000;

/// Bytes of a sheet that a browser sends: a workbook of 300,000 organisations takes about 15 MB.
pub const SHEET_BYTES: usize = 20 << 20;

/// Sheets of one person that wait to be taken in; an older one makes room for a new one.
pub const STAGED_SHEETS: i64 = 3;

/// Characters of a line that is typed into a record: a title, a place.
pub const LINE_CHARS: usize = 120;

/// Characters of the sentences that are typed into one field of a record: two pages.
pub const SENTENCES_CHARS: usize = 2_000;

/// Members that one meeting lists: the largest branches have some hundreds.
pub const PRESENT: u32 = 1_000;

/// Topics or criteria that one record serves: all those of the largest scheme.
pub const SLOTS: usize = CRITERIA;

/// Members of a branch that are kept, past ones too: the largest branches have some hundreds, and a
/// tenth of them come and go in a year.
pub const ROSTER: usize = 3_000;

/// 党小组 of a branch, closed ones too.
pub const CELLS: usize = 200;

/// Exemptions of a member, past ones too: one a year for a lifetime.
pub const EXEMPTIONS: usize = 60;

/// Bytes of a roster's sheet: a workbook of 3,000 members takes some 200 kB.
pub const ROSTER_BYTES: usize = 2 << 20;
/// Topics (专题) of a scheme: campaigns have had four to six.
pub const TOPICS: usize = 12;

/// Parts of a criterion, those for single sectors included.
pub const PARTS: usize = 24;

/// Items, steps or levels of one rule.
pub const RULE_ITEMS: usize = 24;

/// Vetoes of a scheme.
pub const VETOES: usize = 16;

/// Required tasks of a criterion.
pub const REQUIRED_TASKS: usize = 16;

/// The most that a rule's parameter counts to: members, meetings, days of a campaign.
pub const RULE_COUNT: u32 = 10_000;

/// Characters of a sentence that gives grounds for points.
pub const REASON_CHARS: usize = 300;

/// Days after which what is entered counts as entered late (补录): a month, since ledgers are kept
/// month by month. It costs nothing; it is shown.
pub const LATE_DAYS: i32 = 30;

/// Drafts that a branch keeps beside its records: one a month for years.
pub const DRAFTS: i64 = 50;

/// Bytes of a file that belongs to a record: a scan of twenty pages, a deck with pictures.
pub const FILE_BYTES: usize = 20 << 20;

/// Files of one record: a plan with its annexes, a meeting with its sheets.
pub const FILES: usize = 20;

/// Files of one form at a time, so that a slow line loses little when it breaks.
pub const FILES_SENT: usize = 5;

/// Bytes of all files of a branch: some hundred scans a year for ten years.
pub const BRANCH_FILE_BYTES: i64 = 2 << 30;

/// Files of one person that were sent and belong to nothing yet; more have to wait until a day has
/// swept them.
pub const FILES_STAGED: i64 = 60;

/// Bytes of those files: what one record takes at the most. Whoever begins many uploads and ends
/// none fills no disk.
pub const STAGED_BYTES: i64 = 400 << 20;

/// Bytes of a file that one request brings where a file comes in several: a slow line says every
/// few seconds how far it has come, and a request is no longer than a proxy waits.
pub const UPLOAD_BYTES: usize = 1 << 20;

/// Bytes of a workbook's list of contents that are read to see whether it is an office document:
/// some ten thousand names.
pub const ARCHIVE_LIST_BYTES: usize = 1 << 20;

/// Records of one kind that a sheet brings or takes: a branch's of ten years.
pub const SHEET_RECORDS: usize = 2_000;
/// Periods of a campaign: a year of months.
pub const PERIODS: usize = 12;

/// Units that a campaign's scope names one by one: the cities, counties and units of a province.
pub const UNITS: usize = 200;

/// Campaigns that a list shows: what one organisation sees in many years.
pub const CAMPAIGNS: i64 = 200;

/// Documents of a campaign; a notice, its plans and supplements.
pub const DOCUMENTS: usize = 50;

/// Documents of a campaign that were ever there, those that were withdrawn too.
pub const DOCUMENTS_EVER: usize = 500;

/// Required tasks of one document.
pub const TASKS: usize = 50;

/// Characters of a document's text that is pasted in: the longest notices have about as many, and
/// a form holds 28,000.
pub const DOCUMENT_CHARS: usize = 20_000;

/// Schemes that a list shows.
pub const SCHEMES: i64 = 200;

/// Extensions of one branch in one period and stage: beyond it the window itself is wrong.
pub const EXTENSIONS: u32 = 20;

/// Branches that a preview names one by one; the rest are counted.
pub const BRANCHES_NAMED: usize = 50;
/// Organisations that one split or merger takes along, one by one: more than the largest committee
/// has right below it. Beyond it a sheet does the same.
pub const TAKEN_ALONG: usize = 500;

/// Changes of one organisation that wait for their day: more would contradict each other.
pub const PLANNED: i64 = 10;

/// Days ahead for which a change may be planned: two years, beyond which a year was mistyped.
pub const PLANNED_DAYS: i32 = 731;
/// Bytes of a form without files as it comes in: 28,000 characters of Chinese at nine bytes each.
pub const FORM_BYTES: usize = 256 << 10;

/// Entries of the journal that one export holds: what a person could still look through, and a
/// workbook of 5 MB. Who wants more asks for fewer days at a time.
pub const JOURNAL_EXPORTED: u64 = 50_000;

/// Branches that one committee evaluates: the largest that we know have some hundreds.
pub const BRANCHES_OF_COMMITTEE: usize = 2_000;

/// Bytes of a committee's sheet of points: a workbook of 2,000 branches with all that is shown
/// beside takes some 2 MB.
pub const POINTS_SHEET_BYTES: usize = 4 << 20;

/// Branches of which one criterion is shown at once: what two screens hold.
pub const ACROSS: usize = 20;
/// Accounts that are made at once, each with a slip to print: forty sheets of paper, which is as
/// much as somebody cuts apart in one sitting.
pub const SLIPS: usize = 300;
