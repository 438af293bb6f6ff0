//! Every event, each in one place: what it is, its name for ever, its word for people, and what is
//! known of it, in the order of its line. A new one is a block at the end, and a line in the test.
//!
//! Long because everything that is ever journalled is one list.

use jiff::civil::Date;

use crate::authority::Role;
use crate::id::*;

events! {
    /// A database was begun, with its first organisation and administrator.
    InstallationBegun {
        /// The administrator.
        person: PersonId,
    } = "installation_begun", "启用系统";
    /// An organisation was put below another.
    OrganisationFounded {
        /// Its superior; none for one of the highest.
        below: Option<OrgId>,
    } = "organisation_founded", "新建组织";
    /// It got another name, code, sector or kind.
    OrganisationRenamed = "organisation_renamed", "修改组织";
    /// It was taken from one superior to another.
    OrganisationMoved {
        /// From below this one.
        from: OrgId,
        /// To below this one.
        to: OrgId,
        /// From this day on.
        on: Date,
    } = "organisation_moved", "调整隶属";
    /// It was closed.
    OrganisationClosed {
        /// From this day on.
        on: Date,
        /// Into which another one it went, where it was merged.
        into: Option<OrgId>,
    } = "organisation_closed", "撤销组织";
    /// It was founded out of another one, some of whose organisations came along.
    OrganisationSplit {
        /// Out of this one.
        from: OrgId,
        /// From this day on.
        on: Date,
    } = "organisation_split", "分设组织";
    /// A move, merger or closure was planned for a day to come.
    ChangePlanned {
        /// What was planned.
        change: ChangeId,
        /// For this day.
        on: Date,
    } = "change_planned", "预定变动";
    /// It was taken back before its day.
    ChangeWithdrawn {
        /// What was planned.
        change: ChangeId,
    } = "change_withdrawn", "收回预定变动";
    /// Its day came, and it was no longer allowed or possible.
    ChangeRefused {
        /// What was planned.
        change: ChangeId,
    } = "change_refused", "预定变动未办成";
    /// A sheet of organisations was taken in.
    OrganisationsImported {
        /// The sheet's SHA-256.
        sheet: [u8; 32],
        /// Organisations made.
        made: u32,
        /// Organisations moved.
        moved: u32,
        /// Organisations renamed.
        renamed: u32,
        /// Organisations closed.
        closed: u32,
        /// People appointed to what nobody handed over.
        appointed: u32,
        /// Posts handed over.
        handed_over: u32,
    } = "organisations_imported", "导入组织";
    /// Organisations, or those of them with a mismatch, were taken out as a sheet.
    OrganisationsExported {
        /// The sheet's SHA-256.
        sheet: [u8; 32],
        /// Its organisations.
        rows: u64,
    } = "organisations_exported", "导出组织";
    /// Somebody was appointed to a post.
    Appointed {
        /// Who.
        person: PersonId,
        /// To what.
        role: Role,
        /// The grant that goes with it.
        grant: GrantId,
    } = "appointed", "任职";
    /// A post ended.
    PostEnded {
        /// Whose.
        person: PersonId,
        /// The grant that went with it.
        grant: GrantId,
    } = "post_ended", "免职";
    /// An account was made for a person.
    AccountMade {
        /// Whose.
        person: PersonId,
    } = "account_made", "开通账号";
    /// Accounts were made for all who had none.
    AccountsMade {
        /// How many.
        accounts: u32,
    } = "accounts_made", "批量开通账号";
    /// All who had chosen no password yet got a new slip (账号条).
    SlipsRenewed {
        /// How many.
        accounts: u32,
    } = "slips_renewed", "补发账号条";
    /// Its password was set by its owner.
    AccountActivated {
        /// Whose.
        person: PersonId,
    } = "account_activated", "激活账号";
    /// It was reset by somebody else.
    AccountReset {
        /// Whose.
        person: PersonId,
    } = "account_reset", "重置账号";
    /// Somebody logged in.
    LoggedIn = "logged_in", "登录";
    /// Somebody logged out, or a session was ended.
    LoggedOut = "logged_out", "退出登录";
    /// Somebody's second factor was set up or taken away by themselves.
    SecondFactorChanged {
        /// Whether there is one now.
        is_on: bool,
    } = "second_factor_changed", "动态口令";
    /// Too many wrong passwords.
    AccountLocked {
        /// Whose.
        person: PersonId,
    } = "account_locked", "账号锁定";
    /// Somebody read in the journal what a person did.
    JournalRead {
        /// Whose entries.
        person: PersonId,
    } = "journal_read", "查看个人留痕";
    /// Somebody took entries of the journal out as a sheet.
    JournalExported {
        /// The sheet's SHA-256.
        sheet: [u8; 32],
        /// Its entries.
        entries: u64,
    } = "journal_exported", "导出留痕";
    /// Somebody was entered on a branch's roster (党员名册).
    MemberEntered {
        /// As what.
        member: MemberId,
        /// Who.
        person: PersonId,
    } = "member_entered", "登记党员";
    /// Something else is said of a member.
    MemberChanged {
        /// Of whom.
        member: MemberId,
    } = "member_changed", "修改党员";
    /// A member left the branch.
    MemberEnded {
        /// Who.
        member: MemberId,
        /// The last day.
        on: Date,
    } = "member_ended", "党员转出";
    /// A member is excused for a time (免予参加).
    MemberExempted {
        /// Who.
        member: MemberId,
    } = "member_exempted", "免予参加";
    /// A member is excused no more, or never was.
    ExemptionEnded {
        /// Who.
        member: MemberId,
    } = "exemption_ended", "结束免予参加";
    /// A 党小组 was founded.
    CellFounded {
        /// Which.
        cell: CellId,
    } = "cell_founded", "新建党小组";
    /// It got another name.
    CellRenamed {
        /// Which.
        cell: CellId,
    } = "cell_renamed", "党小组改名";
    /// It was closed.
    CellClosed {
        /// Which.
        cell: CellId,
        /// The last day.
        on: Date,
    } = "cell_closed", "撤销党小组";
    /// Members were put into a 党小组, or out of theirs.
    CellFilled {
        /// Into which; none where they belong to none now.
        cell: Option<CellId>,
        /// How many.
        members: u32,
    } = "cell_filled", "编入党小组";
    /// A sheet of members was taken in.
    RosterImported {
        /// The sheet's SHA-256.
        sheet: [u8; 32],
        /// Members entered.
        entered: u32,
        /// Members changed.
        changed: u32,
        /// 党小组 founded.
        cells: u32,
    } = "roster_imported", "导入党员名册";
    /// Somebody from outside of the branch looked at the names on its roster.
    RosterSeen = "roster_seen", "查看党员名册";
    /// A record of the ledger was submitted for the first time.
    RecordSubmitted {
        /// Which.
        record: RecordId,
    } = "record_submitted", "提交台账";
    /// It was corrected: a new version, the old ones kept.
    RecordCorrected {
        /// Which.
        record: RecordId,
    } = "record_corrected", "更正台账";
    /// It was withdrawn, with a reason.
    RecordWithdrawn {
        /// Which.
        record: RecordId,
    } = "record_withdrawn", "撤回台账";
    /// A sheet of records was taken in.
    RecordsImported {
        /// The sheet's SHA-256.
        sheet: [u8; 32],
        /// Records made.
        made: u32,
        /// Records corrected.
        corrected: u32,
    } = "records_imported", "导入台账";
    /// A branch submitted its self-check (支部自查).
    SelfCheckSubmitted {
        /// Which.
        self_check: SelfCheckId,
        /// Its version: how often it was submitted.
        version: u32,
    } = "self_check_submitted", "提交自查";
    /// The branch took it back.
    SelfCheckWithdrawn {
        /// Which.
        self_check: SelfCheckId,
    } = "self_check_withdrawn", "撤回自查";
    /// The evaluator gave it back to be mended.
    SelfCheckReturned {
        /// Which.
        self_check: SelfCheckId,
    } = "self_check_returned", "退回自查";
    /// The committee gave points for some criteria (量化评定).
    CriteriaEvaluated {
        /// In which evaluation.
        evaluation: EvaluationId,
        /// How many criteria.
        criteria: u32,
    } = "criteria_evaluated", "评分";
    /// A supervisor submitted an evaluation.
    EvaluationSubmitted {
        /// Which.
        evaluation: EvaluationId,
    } = "evaluation_submitted", "提交评定";
    /// The committee's administrator gave it back to the supervisor.
    EvaluationSentBack {
        /// Which.
        evaluation: EvaluationId,
    } = "evaluation_sent_back", "退回评定";
    /// Somebody else confirmed it: its points are official.
    EvaluationConfirmed {
        /// Which.
        evaluation: EvaluationId,
    } = "evaluation_confirmed", "确认评定";
    /// A scheme was published: its bytes are pinned.
    SchemePublished {
        /// The SHA-256 of its bytes.
        scheme: [u8; 32],
    } = "scheme_published", "发布考核方案";
    /// A campaign (学习教育) was begun as a draft.
    CampaignFounded {
        /// Which.
        campaign: CampaignId,
    } = "campaign_founded", "新建学习教育";
    /// Its name, scheme, scope, days or periods were changed.
    CampaignChanged {
        /// Which.
        campaign: CampaignId,
    } = "campaign_changed", "修改学习教育";
    /// It was opened, and the branches of its scope take part.
    CampaignOpened {
        /// Which.
        campaign: CampaignId,
        /// Branches.
        branches: u64,
    } = "campaign_opened", "启动学习教育";
    /// It was closed.
    CampaignClosed {
        /// Which.
        campaign: CampaignId,
    } = "campaign_closed", "结束学习教育";
    /// Branches came to take part later, got another committee, or take part no longer.
    EnrolmentChanged {
        /// In which.
        campaign: CampaignId,
        /// Branches that joined.
        joined: u64,
        /// Branches that got another committee.
        moved: u64,
        /// Branches that left.
        left: u64,
    } = "enrolment_changed", "更新参加支部";
    /// A document (文件) was laid beside a campaign, or taken away.
    DocumentChanged {
        /// Beside which.
        campaign: CampaignId,
        /// Its number among the campaign's.
        document: u32,
    } = "document_changed", "学习教育文件";
    /// A branch's last day was put off.
    WindowExtended {
        /// In which.
        campaign: CampaignId,
        /// The period.
        period: u32,
        /// The new last day.
        until: Date,
    } = "window_extended", "延长期限";
    /// An organisation added a part of its own for its subtree, or ended it.
    LocalPartChanged {
        /// To which.
        campaign: CampaignId,
        /// The SHA-256 of its scheme's bytes.
        scheme: [u8; 32],
    } = "local_part_changed", "本地附加部分";
    /// A post ended, and somebody else was appointed to it the day after.
    PostHandedOver {
        /// The grant that ended.
        from: GrantId,
        /// Who has it now.
        person: PersonId,
        /// The grant that goes with it.
        grant: GrantId,
    } = "post_handed_over", "交接职务";
    /// An account was let in again by somebody else before its time.
    AccountUnlocked {
        /// Whose.
        person: PersonId,
    } = "account_unlocked", "解锁账号";
    /// Somebody chose another password.
    PasswordChanged = "password_changed", "修改密码";
    /// A lost second factor was taken away by somebody else.
    SecondFactorTaken {
        /// Whose.
        person: PersonId,
    } = "second_factor_taken", "代停动态口令";
    /// Invented data was put into a demonstration, a piece of it.
    DemonstrationLaid {
        /// Branches of the piece; none where it is about something else.
        branches: u64,
        /// People of the piece.
        people: u64,
    } = "demonstration_laid", "布置演示数据";
    /// The score sheet (考核表) of a campaign was taken out.
    ScoreSheetExported {
        /// Of which.
        campaign: CampaignId,
        /// The sheet's SHA-256.
        sheet: [u8; 32],
        /// Its branches.
        rows: u64,
    } = "score_sheet_exported", "导出考核表";
    /// The results of a campaign were taken out as a workbook.
    ResultsExported {
        /// Of which.
        campaign: CampaignId,
        /// The workbook's SHA-256.
        sheet: [u8; 32],
        /// Branches that it was made of.
        rows: u64,
    } = "results_exported", "导出考核结果";
    /// The bulletin (通报) of a campaign was taken out.
    BulletinExported {
        /// Of which.
        campaign: CampaignId,
        /// The document's SHA-256.
        sheet: [u8; 32],
        /// Branches that it was made of.
        rows: u64,
    } = "bulletin_exported", "导出通报";
}
