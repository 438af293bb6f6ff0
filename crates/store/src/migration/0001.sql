-- The ground: organisations, people, posts, accounts, sessions, the journal.
--
-- Ids and times come from the program. Times are microseconds since 1970, days are 20161231.

create table organisation (
    id @id primary key,
    -- The official code; among those that are not closed it is unique.
    code @text,
    name @text not null,
    -- The name as it is searched: half-width, lower case, without space.
    folded @text not null,
    kind @text not null,
    sector @text,
    -- Sectors that it is responsible for, in names joined by commas.
    sectors @text not null,
    -- The telephone of its office; never one of a person's own.
    phone @text,
    parent @id references organisation (id),
    -- Where it stands. Only here: everything else holds ids.
    path @text not null unique,
    -- The number of its next child; never given twice.
    next_child @int not null,
    opened @int not null,
    closed @int,
    version @int not null,
    -- The last number in the journal that was given for it.
    org_seq @int not null,
    check (version >= 1 and next_child >= 0 and org_seq >= 0),
    check (closed is null or closed >= opened)
) @strict;

create unique index organisation_code on organisation (code) where closed is null;
create index organisation_parent on organisation (parent, path);
-- The orders in which those below an organisation may be listed.
create index organisation_parent_name on organisation (parent, name, path) where closed is null;
create index organisation_parent_code on organisation (parent, code, path) where closed is null;
-- The few that were closed: who takes part in a campaign without being there.
create index organisation_closed on organisation (path) where closed is not null;
-- Branches whose sector is checked (notice 2.2).
create index organisation_checked on organisation (path) where closed is null
    and sector in ('office', 'university', 'state_enterprise', 'private');

-- Every version of an organisation's facts. Nothing is overwritten.
create table organisation_version (
    org @id not null references organisation (id),
    version @int not null,
    at @int not null,
    -- From this day on its facts hold; of two versions that both do, the later written one.
    from_day @int not null,
    content @text not null,
    salt @bytes not null,
    digest @bytes not null,
    primary key (org, version)
) @strict;

-- Whose it was, when: both days inclusive, the last one open.
create table jurisdiction (
    org @id not null references organisation (id),
    parent @id references organisation (id),
    from_day @int not null,
    to_day @int,
    primary key (org, from_day),
    check (to_day is null or to_day >= from_day)
) @strict;

create index jurisdiction_parent on jurisdiction (parent, from_day);

-- Pairs of characters of names, by place, for search within a subtree.
create table bigram (
    pair @text not null,
    path @text not null,
    primary key (pair, path)
) @strict;

create table person (
    id @id primary key,
    name @text not null,
    -- The name as it is searched.
    folded @text not null,
    entered @int not null,
    version @int not null
) @strict;

-- Every version of what is said of a person, and below of a post and an account. Nothing is
-- overwritten, and each digest in the journal can be made again from content and salt.
create table person_version (
    id @id not null references person (id),
    version @int not null,
    at @int not null,
    content @text not null,
    salt @bytes not null,
    digest @bytes not null,
    primary key (id, version)
) @strict;

-- Pairs of characters of people's names: most names have two or three.
create table person_pair (
    pair @text not null,
    person @id not null references person (id),
    primary key (pair, person)
) @strict;

-- A post gives its role at an organisation and below, on its days, both inclusive.
create table post (
    id @id primary key,
    person @id not null references person (id),
    role @text not null,
    org @id not null references organisation (id),
    from_day @int not null,
    to_day @int,
    acting @int not null,
    version @int not null,
    check (to_day is null or to_day >= from_day),
    check (acting in (0, 1))
) @strict;

create index post_person on post (person);
create index post_org on post (org, role, from_day);
create index post_role on post (role);

create table post_version (
    id @id not null references post (id),
    version @int not null,
    at @int not null,
    content @text not null,
    salt @bytes not null,
    digest @bytes not null,
    primary key (id, version)
) @strict;

create table account (
    person @id primary key references person (id),
    login @text not null unique,
    -- argon2id, in its own text form; none until it was activated.
    password @text,
    -- SHA-256 of the activation code, while one is out.
    activation @bytes,
    activation_until @int,
    failures @int not null,
    locked_until @int,
    totp @bytes,
    totp_step @int,
    version @int not null
) @strict;

create index account_activation on account (activation);
create index account_locked on account (locked_until) where locked_until is not null;

create table account_version (
    id @id not null references account (person),
    version @int not null,
    at @int not null,
    content @text not null,
    salt @bytes not null,
    digest @bytes not null,
    primary key (id, version)
) @strict;

create table session (
    -- SHA-256 of the token that the browser has.
    token @bytes primary key,
    person @id not null references person (id),
    begun @int not null,
    seen @int not null,
    -- Whether the second factor was given, or none is needed.
    proved @int not null,
    ended @int,
    agent @text not null
) @strict;

create index session_person on session (person, begun);
create index session_seen on session (seen);

create table journal (
    id @id primary key,
    org @id not null references organisation (id),
    org_seq @int not null,
    at @int not null,
    by_person @id references person (id),
    event @text not null,
    body @bytes not null,
    unique (org, org_seq)
) @strict;

create index journal_at on journal (at, id);
create index journal_event on journal (event, at, id);
create index journal_person on journal (by_person, at, id);

-- Entries that have no place in the order of all yet. Each commit inserts here, the one leader
-- takes away: so no entry is passed over because its transaction took longer than others.
create table journal_pending (
    id @id primary key references journal (id)
) @strict;

create table journal_leaf (
    leaf_index @int primary key,
    id @id not null unique references journal (id),
    hash @bytes not null
) @strict;

-- What stands of an organisation in a campaign and a term: figures that add up. A change of it puts
-- the difference into tally_pending.
create table standing (
    org @id not null references organisation (id),
    campaign @id not null,
    term @id not null,
    -- A branch's sector; empty where there is none.
    sector @text not null,
    figures @text not null,
    primary key (org, campaign, term)
) @strict;

-- Differences that are in no tally yet. Writers only insert here, so no row is waited for.
create table tally_pending (
    entry @id not null references journal (id),
    org @id not null references organisation (id),
    campaign @id not null,
    sector @text not null,
    figures @text not null,
    at @int not null,
    primary key (entry, org, campaign, sector)
) @strict;

-- The standings at and below an organisation that is no branch, added up.
create table tally (
    org @id not null references organisation (id),
    campaign @id not null,
    sector @text not null,
    figures @text not null,
    primary key (org, campaign, sector)
) @strict;

-- What a form that was sent was answered with: sent twice, it is done once.
create table answer (
    form @id primary key,
    person @id references person (id),
    place @text not null,
    at @int not null
) @strict;

create index answer_at on answer (at);

-- What this installation is: one row, made with the first organisation and never changed. All of a
-- demonstration is invented, and every page and every sheet of paper says so.
create table installation (
    one @int primary key,
    begun @int not null,
    demonstration @int not null,
    check (one = 1),
    check (demonstration in (0, 1))
) @strict;

-- Sheets that were sent to be taken in: looked at first, by whichever process has time. In the
-- database, since the next request may come to another one. Swept after a day.
create table staged_sheet (
    id @id primary key,
    org @id not null references organisation (id),
    person @id not null references person (id),
    -- What the file was called.
    name @text not null,
    close_missing @int not null,
    staged @int not null,
    state @text not null,
    -- Who works on it, and until when that one counts as alive.
    worker @id,
    alive_until @int,
    -- What came of looking at it, in lines.
    outcome @text not null,
    check (close_missing in (0, 1)),
    check (state in ('arriving', 'trying', 'tried', 'refused', 'taking', 'taken'))
) @strict;

create index staged_sheet_person on staged_sheet (person, staged);

create table staged_piece (
    sheet @id not null references staged_sheet (id),
    number @int not null,
    content @bytes not null,
    primary key (sheet, number)
) @strict;

-- 党员名册. Keyed by organisation first, as all that is large.
create table cell (
    org @id not null references organisation (id),
    id @id not null,
    name @text not null,
    from_day @int not null,
    to_day @int,
    version @int not null,
    primary key (org, id),
    check (to_day is null or to_day >= from_day),
    check (version >= 1)
) @strict;

-- Every version of a 党小组's facts.
create table cell_version (
    org @id not null,
    cell @id not null,
    version @int not null,
    at @int not null,
    content @text not null,
    salt @bytes not null,
    digest @bytes not null,
    primary key (org, cell, version),
    foreign key (org, cell) references cell (org, id)
) @strict;

-- An entry of the journal names a version without the organisation.
create unique index cell_version_cell on cell_version (cell, version);

-- A person's stay in a branch; days both inclusive, the last one may be open.
create table member (
    org @id not null references organisation (id),
    id @id not null,
    person @id not null references person (id),
    membership @text not null,
    from_day @int not null,
    to_day @int,
    version @int not null,
    primary key (org, id),
    check (to_day is null or to_day >= from_day),
    check (membership in ('full', 'probationary')),
    check (version >= 1)
) @strict;

-- Every version of what is said of a member, with cell and exemptions.
create table member_version (
    org @id not null,
    member @id not null,
    version @int not null,
    at @int not null,
    content @text not null,
    salt @bytes not null,
    digest @bytes not null,
    primary key (org, member, version),
    foreign key (org, member) references member (org, id)
) @strict;

create unique index member_version_member on member_version (member, version);

-- Which 党小组 a member belongs to from a day on, until the next such day; none for none.
create table cell_member (
    org @id not null,
    member @id not null,
    from_day @int not null,
    cell @id,
    primary key (org, member, from_day),
    foreign key (org, member) references member (org, id),
    foreign key (org, cell) references cell (org, id)
) @strict;

-- 免予参加: days on which a member is excused.
create table exemption (
    org @id not null,
    member @id not null,
    from_day @int not null,
    to_day @int,
    reason @text not null,
    primary key (org, member, from_day),
    foreign key (org, member) references member (org, id),
    check (to_day is null or to_day >= from_day),
    check (reason in ('away', 'frail', 'posted'))
) @strict;

-- Self-checks (支部自查): a branch, term, period and round has one. What is typed is kept in it
-- until it is submitted; what was submitted is a version that nobody changes.
create table self_check (
    org @id not null references organisation (id),
    campaign @id not null,
    term @id not null,
    period @int not null,
    round @int not null,
    id @id not null unique,
    state @text not null,
    -- How often it was submitted.
    version @int not null,
    draft @text not null,
    -- Goes up with every saving of the draft, so that two people don't overwrite each other.
    draft_version @int not null,
    draft_at @int not null,
    draft_by @id references person (id),
    submitted_at @int,
    submitted_by @id references person (id),
    -- Given back once a round, with the reason.
    returned_at @int,
    returned_by @id references person (id),
    returned_why @text,
    primary key (org, campaign, term, period, round),
    check (state in ('draft', 'submitted')),
    check (period >= 1 and round >= 1 and version >= 0),
    check (state = 'draft' or submitted_at is not null),
    check ((returned_at is null) = (returned_why is null))
) @strict;

create table self_check_version (
    self_check @id not null references self_check (id),
    version @int not null,
    at @int not null,
    by_person @id references person (id),
    content @text not null,
    salt @bytes not null,
    digest @bytes not null,
    primary key (self_check, version)
) @strict;

-- Evaluations (量化评定) by the directly superior committee; rounds are never overwritten.
create table evaluation (
    org @id not null references organisation (id),
    campaign @id not null,
    term @id not null,
    period @int not null,
    round @int not null,
    id @id not null unique,
    -- Who evaluates: the enrolment's committee of the day on which it was begun.
    committee @id not null references organisation (id),
    state @text not null,
    begun_at @int not null,
    submitted_at @int,
    submitted_by @id references person (id),
    sent_back_why @text,
    confirmed_at @int,
    confirmed_by @id references person (id),
    primary key (org, campaign, term, period, round),
    check (state in ('draft', 'submitted', 'confirmed')),
    check (period >= 1 and round >= 1),
    check ((state = 'confirmed') = (confirmed_at is not null)),
    -- Nobody confirms what they submitted.
    check (confirmed_by is null or confirmed_by <> submitted_by)
) @strict;

create index evaluation_committee on evaluation (committee, campaign, period, state);

-- Every line that was ever given, numbered within its evaluation; the last one of a criterion holds.
create table evaluation_line (
    evaluation @id not null references evaluation (id),
    version @int not null,
    criterion @text not null,
    at @int not null,
    by_person @id references person (id),
    content @text not null,
    salt @bytes not null,
    digest @bytes not null,
    primary key (evaluation, version)
) @strict;

-- The ledger (台账): facts that a branch keeps, by the day to which they belong. What is still being
-- written stands apart: a draft is overwritten as it is typed, a record never is.
create table record (
    org @id not null references organisation (id),
    id @id not null,
    kind @text not null,
    -- The day by which it counts.
    day @int not null,
    title @text not null,
    -- The title as it is searched: half-width, lower case, without space.
    folded @text not null,
    state @text not null,
    -- Its latest version.
    version @int not null,
    -- Files of the latest version.
    files @int not null,
    -- When it was entered first, by which one sees that it came late.
    entered @int not null,
    primary key (org, id),
    check (state in ('submitted', 'withdrawn')),
    check (version >= 1 and files >= 0)
) @strict;

create index record_day on record (org, day, id);
create index record_kind on record (org, kind, day, id);

-- Every version of a record. Nothing is overwritten; the digest is over all of it.
create table record_version (
    org @id not null,
    record @id not null,
    n @int not null,
    kind_version @int not null,
    day @int not null,
    state @text not null,
    -- Why it was corrected or withdrawn; empty for the first.
    reason @text not null,
    at @int not null,
    by_person @id references person (id),
    content @text not null,
    -- Its files, a line each.
    files @text not null,
    salt @bytes not null,
    digest @bytes not null,
    primary key (org, record, n),
    foreign key (org, record) references record (org, id),
    check (n >= 1)
) @strict;

create unique index record_version_record on record_version (record, n);

-- What a version serves, in the words of schemes.
create table record_tag (
    org @id not null,
    record @id not null,
    n @int not null,
    slot @text not null,
    primary key (org, record, n, slot),
    foreign key (org, record, n) references record_version (org, record, n)
) @strict;

-- What is being written: a new record, or a correction of the version `base`, under the identity of
-- the record.
create table record_draft (
    org @id not null references organisation (id),
    id @id not null,
    kind @text not null,
    base @int not null,
    -- How often it was saved, so that of two people the second is told.
    revision @int not null,
    at @int not null,
    by_person @id references person (id),
    content @text not null,
    -- Identities of its files, joined by commas.
    files @text not null,
    primary key (org, id),
    check (base >= 0 and revision >= 1)
) @strict;

-- Files of records, in pieces. One that no draft and no record names is swept after a day.
create table attachment (
    org @id not null references organisation (id),
    id @id not null,
    -- The record to which it was sent.
    record @id not null,
    person @id not null references person (id),
    -- What the file was called.
    name @text not null,
    -- What it is by its bytes; empty until all of it is there.
    kind @text not null,
    bytes @int not null,
    -- SHA-256 of what was sent, and of what is kept.
    sent_digest @bytes,
    kept_digest @bytes,
    state @text not null,
    staged @int not null,
    primary key (org, id),
    check (state in ('arriving', 'whole', 'drafted', 'attached')),
    check (bytes >= 0)
) @strict;

create index attachment_person on attachment (person, state);
create index attachment_staged on attachment (state, staged);
create index attachment_record on attachment (org, record, state);

create table attachment_piece (
    org @id not null,
    attachment @id not null,
    number @int not null,
    content @bytes not null,
    primary key (org, attachment, number),
    foreign key (org, attachment) references attachment (org, id)
) @strict;

-- Campaigns (学习教育): schemes that were published, who takes part, when each stage is open.

-- A published version never changes: the file is kept byte by byte, once.
create table scheme_pin (
    -- SHA-256 of the content.
    digest @bytes primary key,
    scheme @text not null,
    version @int not null,
    title @text not null,
    content @bytes not null,
    check (version >= 1)
) @strict;

create index scheme_pin_named on scheme_pin (scheme, version);

-- Where a scheme was published: by several units, where they publish the same.
create table scheme_publication (
    digest @bytes not null references scheme_pin (digest),
    org @id not null references organisation (id),
    published @int not null,
    by_person @id not null references person (id),
    primary key (digest, org)
) @strict;

create index scheme_publication_org on scheme_publication (org, published);

create table campaign (
    id @id primary key,
    -- Whose it is.
    org @id not null references organisation (id),
    name @text not null,
    scheme @bytes references scheme_pin (digest),
    from_day @int not null,
    to_day @int not null,
    -- Units in whose subtrees branches take part, as identities joined by commas; empty is all.
    units @text not null,
    -- Sectors that take part, in names joined by commas; empty is all.
    sectors @text not null,
    state @text not null,
    version @int not null,
    check (to_day >= from_day and version >= 1),
    check (state in ('draft', 'open', 'closed')),
    check (state = 'draft' or scheme is not null)
) @strict;

create index campaign_org on campaign (org, from_day);

-- Every version of what is said of a campaign, periods included. Nothing is overwritten.
create table campaign_version (
    campaign @id not null references campaign (id),
    version @int not null,
    at @int not null,
    by_person @id references person (id),
    content @text not null,
    salt @bytes not null,
    digest @bytes not null,
    primary key (campaign, version)
) @strict;

-- A period: a self-check and an evaluation, each within its days, both inclusive.
create table campaign_period (
    campaign @id not null references campaign (id),
    number @int not null,
    title @text not null,
    check_from @int not null,
    check_to @int not null,
    evaluation_from @int not null,
    evaluation_to @int not null,
    primary key (campaign, number),
    check (check_to >= check_from and evaluation_to >= evaluation_from)
) @strict;

-- Documents against which plans and self-checks are laid. One that is wrong is withdrawn and put
-- there anew.
create table campaign_document (
    campaign @id not null references campaign (id),
    number @int not null,
    title @text not null,
    -- 文号.
    symbol @text not null,
    issued @int not null,
    content @text not null,
    at @int not null,
    by_person @id not null references person (id),
    -- 原件, an attachment of the campaign's owner; none where none was laid beside.
    file @id,
    withdrawn @int,
    primary key (campaign, number)
) @strict;

-- What a document asks for.
create table campaign_task (
    campaign @id not null,
    document @int not null,
    number @int not null,
    says @text not null,
    -- The criterion that it belongs to, by its id in the scheme.
    criterion @text,
    due @int,
    primary key (campaign, document, number),
    foreign key (campaign, document) references campaign_document (campaign, number)
) @strict;

-- Which branch takes part in which campaign, evaluated by whom, on which days. Who came to be
-- responsible later begins another row; the last one is open.
create table enrolment (
    branch @id not null references organisation (id),
    campaign @id not null references campaign (id),
    number @int not null,
    -- Its identity in the journal.
    id @id not null,
    committee @id not null references organisation (id),
    -- The branch's sector on its first day; empty where it had none.
    sector @text not null,
    from_day @int not null,
    to_day @int,
    reason @text not null,
    -- Why it ended.
    ended @text,
    primary key (branch, campaign, number),
    check (number >= 1 and (to_day is null) = (ended is null))
) @strict;

create index enrolment_committee on enrolment (campaign, committee, branch);

-- A last day that was put off for one branch, with the reason; the latest counts.
create table extension (
    branch @id not null references organisation (id),
    campaign @id not null references campaign (id),
    period @int not null,
    stage @text not null,
    number @int not null,
    until @int not null,
    reason @text not null,
    at @int not null,
    by_person @id not null references person (id),
    primary key (branch, campaign, period, stage, number),
    check (stage in ('self_check', 'evaluation'))
) @strict;

create index extension_campaign on extension (campaign, period, branch);

-- A part that an organisation adds for its own subtree: shown apart, never summed into the whole.
create table local_part (
    campaign @id not null references campaign (id),
    org @id not null references organisation (id),
    number @int not null,
    scheme @bytes not null references scheme_pin (digest),
    at @int not null,
    by_person @id not null references person (id),
    ended @int,
    primary key (campaign, org, number)
) @strict;

-- Changes of organisations that are planned for a day to come.
create table planned_change (
    id @id primary key,
    org @id not null references organisation (id),
    what @text not null,
    -- To below which one it moves, or into which it goes.
    to_org @id references organisation (id),
    on_day @int not null,
    -- What it will be called, or what the new one is, as in organisation.
    code @text,
    name @text,
    kind @text,
    sector @text,
    sectors @text,
    phone @text,
    by_person @id not null references person (id),
    at @int not null,
    -- The organisation's version that this person saw.
    version @int not null,
    waits @int not null,
    check (what in ('move', 'close', 'merge', 'split', 'rename')),
    check ((to_org is null) = (what not in ('move', 'merge'))),
    check ((name is null) = (what not in ('split', 'rename'))),
    check (waits in (0, 1))
) @strict;

create index planned_change_waiting on planned_change (on_day, id) where waits = 1;
create index planned_change_org on planned_change (org, on_day);

-- Those below it that a new one gets.
create table planned_child (
    change @id not null references planned_change (id),
    org @id not null references organisation (id),
    primary key (change, org)
) @strict;

-- What became of it; who, where it was a person.
create table planned_end (
    change @id primary key references planned_change (id),
    state @text not null,
    at @int not null,
    by_person @id references person (id),
    reason @text not null,
    check (state in ('done', 'withdrawn', 'refused'))
) @strict;

-- Versions of nouns that have no table of versions of their own, by their names in the journal: so
-- that their digests can be made again too.
create table noted (
    noun @text not null,
    id @id not null,
    version @int not null,
    at @int not null,
    content @text not null,
    salt @bytes not null,
    digest @bytes not null,
    primary key (noun, id, version)
) @strict;
