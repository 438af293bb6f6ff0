//! What may be typed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use model::limit;

use crate::say;

const HELP: &str = "{about}\n\n用法: {usage}\n\n{all-args}";

#[derive(Debug, Parser)]
#[command(name = "dukao", version, about = "督考:基层党支部书记学习教育考核督查")]
#[command(help_template = HELP, subcommand_help_heading = "命令", subcommand_value_name = "命令")]
#[command(disable_help_subcommand = true, disable_version_flag = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// 显示版本
    #[arg(long, short = 'V', action = ArgAction::Version)]
    version: Option<bool>,
    /// 显示帮助
    #[arg(long, short, action = ArgAction::Help, global = true)]
    help: Option<bool>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 看演示:一个虚构的省,学习教育进行到一半,各种账号都能登录
    #[command(help_template = HELP)]
    Demo(DemoArgs),
    /// 由考核表算出结果、汇总和通报
    #[command(help_template = HELP)]
    Score(ScoreArgs),
    /// 在浏览器里使用:组织、账号、留痕
    #[command(help_template = HELP)]
    Serve(ServeArgs),
    #[command(flatten)]
    Data(DataCommand),
    /// 查看、检查、导出考核方案
    #[command(help_template = HELP, subcommand_help_heading = "命令")]
    Scheme {
        #[command(subcommand)]
        command: SchemeCommand,
    },
}

/// What is left out or kept of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Only {
    /// results.csv and rollup.csv.
    Csv,
}

/// `dukao score`.
#[derive(Debug, Args)]
pub(crate) struct ScoreArgs {
    /// 考核表:csv、xlsx 或 xls
    #[arg(
        value_name = "考核表",
        required_unless_present = "template",
        conflicts_with = "template"
    )]
    pub(crate) input: Option<PathBuf>,
    /// 结果放进这个文件夹;与 --template 同用时是空表的文件名
    #[arg(long, value_name = "文件夹")]
    pub(crate) out: PathBuf,
    /// 考核方案:内置方案的 id,或方案文件;不写则用 jx-2016-52
    #[arg(long, value_name = "ID或文件", hide_default_value = true, default_value = score::scheme::BUILT_IN[0].id)]
    pub(crate) scheme: String,
    /// 只写 csv,不写工作簿和通报
    #[arg(
        long,
        value_enum,
        value_name = "csv",
        hide_possible_values = true,
        conflicts_with = "template"
    )]
    pub(crate) only: Option<Only>,
    /// 文件夹里已有本程序写的结果时,换成新的
    #[arg(long)]
    pub(crate) overwrite: bool,
    /// 写一张空的考核表(xlsx)供填报
    #[arg(long)]
    pub(crate) template: bool,
    /// 通报的发文机关
    #[arg(long, value_name = "名称", value_parser = line, conflicts_with = "template")]
    pub(crate) issuer: Option<String>,
    /// 通报的发文字号
    #[arg(long, value_name = "字号", value_parser = line, conflicts_with = "template")]
    pub(crate) number: Option<String>,
    /// 通报的成文日期,如 2026-11-23
    #[arg(long, value_name = "日期", value_parser = date, conflicts_with = "template")]
    pub(crate) date: Option<Date>,
    /// 用几个处理器核心;不写则全用
    #[arg(long, value_name = "个数", value_parser = threads, conflicts_with = "template")]
    pub(crate) threads: Option<u16>,
}

/// Where the data is.
#[derive(Debug, Args)]
pub(crate) struct DataArgs {
    /// 数据在这个文件夹里(SQLite)
    #[arg(long, value_name = "文件夹", hide_default_value = true, default_value = "dukao-data")]
    pub(crate) data: PathBuf,
    /// 数据在 PostgreSQL 里:postgres://用户:密码@主机/数据库
    #[arg(long, value_name = "地址", conflicts_with = "data")]
    pub(crate) database: Option<String>,
}

/// What looks after the data.
#[derive(Debug, Subcommand)]
pub(crate) enum DataCommand {
    /// 备份数据,使用中也可以
    #[command(help_template = HELP)]
    Backup {
        /// 备份文件
        #[arg(value_name = "文件")]
        file: PathBuf,
        #[command(flatten)]
        data: DataArgs,
    },
    /// 把备份恢复到空的文件夹或数据库
    #[command(help_template = HELP)]
    Restore {
        /// 备份文件
        #[arg(value_name = "文件")]
        file: PathBuf,
        #[command(flatten)]
        data: DataArgs,
    },
    /// 检查数据是否完好
    #[command(help_template = HELP)]
    Doctor {
        #[command(flatten)]
        data: DataArgs,
        /// 重新合计各级的数字,不符的改正
        #[arg(long)]
        recount: bool,
    },
}

/// `dukao serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) data: DataArgs,
    /// 在这个地址上服务
    #[arg(long, value_name = "地址:端口", hide_default_value = true, default_value = "127.0.0.1:8052", value_parser = socket)]
    pub(crate) listen: SocketAddr,
    /// https 的证书(PEM)
    #[arg(long, value_name = "文件", requires = "tls_key")]
    pub(crate) tls_cert: Option<PathBuf>,
    /// https 的私钥(PEM)
    #[arg(long, value_name = "文件", requires = "tls_cert")]
    pub(crate) tls_key: Option<PathBuf>,
    /// 前面有代理(nginx 等):来访地址和 https 以它的 X-Forwarded-For、X-Forwarded-Proto 为准,只信本机和内网的代理
    #[arg(long)]
    pub(crate) behind_proxy: bool,
    /// 人们在浏览器里输入的地址,如 https://kaohe.example.cn;账号条上印它
    #[arg(long, value_name = "网址", value_parser = site)]
    pub(crate) address: Option<String>,
}

/// `dukao demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    /// 多少个支部,40 到 120000
    #[arg(long, value_name = "个数", hide_default_value = true, default_value = "1200", value_parser = branches)]
    pub(crate) branches: usize,
    /// 把数据留在这个文件夹里;不写则用临时文件夹,结束时删去
    #[arg(long, value_name = "文件夹")]
    pub(crate) data: Option<PathBuf>,
    /// 把数据布置在这个空的 PostgreSQL 数据库里:postgres://用户:密码@主机/数据库
    #[arg(long, value_name = "地址", conflicts_with = "data")]
    pub(crate) database: Option<String>,
    /// 只布置数据,不在浏览器里服务
    #[arg(long)]
    pub(crate) no_serve: bool,
}

/// `dukao scheme`.
#[derive(Debug, Subcommand)]
pub(crate) enum SchemeCommand {
    /// 列出内置方案
    #[command(help_template = HELP)]
    List,
    /// 显示一个方案
    #[command(help_template = HELP)]
    Show {
        /// 内置方案的 id,或方案文件
        #[arg(value_name = "ID或文件")]
        scheme: String,
    },
    /// 检查一个方案文件,一次列出全部问题
    #[command(help_template = HELP)]
    Check {
        /// 方案文件,或内置方案的 id
        #[arg(value_name = "ID或文件")]
        scheme: String,
    },
    /// 导出一个方案
    #[command(help_template = HELP)]
    Export {
        /// 内置方案的 id,或方案文件
        #[arg(value_name = "ID或文件")]
        scheme: String,
        /// 导出为工作簿,不写文件名则为 ID.xlsx;没有这一项则把方案文件原样写到标准输出
        #[arg(long, value_name = "文件.xlsx", num_args = 0..=1, default_missing_value = ".")]
        xlsx: Option<PathBuf>,
        /// 文件已有时覆盖
        #[arg(long)]
        overwrite: bool,
    },
}

fn line(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.is_empty() {
        return Err("是空的".to_owned());
    }
    if text.chars().any(char::is_control) {
        return Err("含有换行或控制字符".to_owned());
    }
    if text.chars().count() > limit::BULLETIN_LINE_CHARS {
        return Err(format!("至多 {} 字", limit::BULLETIN_LINE_CHARS));
    }
    Ok(text.to_owned())
}

fn date(text: &str) -> Result<Date, String> {
    model::day::parse(text).map_err(|not| not.to_string())
}

fn socket(text: &str) -> Result<SocketAddr, String> {
    text.trim().parse().map_err(|_| "应写作 127.0.0.1:8052".to_owned())
}

/// A site without a path: a slash at its end is no matter.
fn site(text: &str) -> Result<String, String> {
    let site = text.trim().trim_end_matches('/');
    let host = site.strip_prefix("https://").or_else(|| site.strip_prefix("http://"));
    let is_host = |host: &str| {
        !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || "-.:[]".contains(c))
    };
    match host.is_some_and(is_host) {
        true => Ok(site.to_ascii_lowercase()),
        false => Err("应写作 https://kaohe.example.cn,后面不带路径".to_owned()),
    }
}

fn branches(text: &str) -> Result<usize, String> {
    let (least, most) = (app::demo::BRANCHES_LEAST, app::demo::BRANCHES_MOST);
    let branches = text.trim().parse().ok().filter(|count| (least..=most).contains(count));
    branches.ok_or_else(|| format!("应为 {least} 到 {most}"))
}

fn threads(text: &str) -> Result<u16, String> {
    let threads = text.trim().parse().ok().filter(|threads| (1..=256).contains(threads));
    threads.ok_or_else(|| "应为 1 到 256".to_owned())
}

/// Takes the command line, or says what is wrong with it.
pub(crate) fn parse() -> Result<Command, ExitCode> {
    let command = own_help(Cli::command());
    let parsed = command.try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    parsed.map(|cli| cli.command).map_err(|error| tell(&error))
}

/// Leaves the library's own help flag out of every command: ours stands in its place.
fn own_help(command: clap::Command) -> clap::Command {
    let heading = |arg: clap::Arg| {
        let is_last = arg.get_id() == "help" || arg.get_id() == "version";
        let heading = if arg.is_positional() { "输入" } else { "选项" };
        let arg = arg.help_heading(heading);
        if is_last { arg.display_order(99) } else { arg }
    };
    let command = command.disable_help_flag(true).subcommand_value_name("命令");
    command.mut_args(heading).mut_subcommands(own_help)
}

fn tell(error: &clap::Error) -> ExitCode {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let what = text(ContextKind::InvalidArg);
    let says = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say::error(&error.render().to_string().replace("[OPTIONS]", "[选项]"));
            return ExitCode::from(2);
        }
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            say::out(&error.render().to_string().replace("[OPTIONS]", "[选项]"));
            return ExitCode::SUCCESS;
        }
        ErrorKind::UnknownArgument => format!("不认识参数 {what}"),
        ErrorKind::InvalidSubcommand => {
            format!("不认识命令 {}", text(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("还缺 {what}"),
        ErrorKind::ArgumentConflict => {
            format!("{what} 不能与 {} 同用", text(ContextKind::PriorArg))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let value = text(ContextKind::InvalidValue);
            let source = std::error::Error::source(error).map(|e| format!(":{e}"));
            let valid = text(ContextKind::ValidValue);
            let valid = if valid.is_empty() { valid } else { format!(":只能是 {valid}") };
            let source = source.unwrap_or(valid);
            if value.is_empty() {
                format!("{what} 后面要写值")
            } else {
                format!("{what} 的值「{value}」不对{source}")
            }
        }
        // What is left is rare enough for the library's own words.
        _ => error.render().to_string().trim().to_owned(),
    };
    say::error(&format!("{says}。加 --help 看用法。\n"));
    ExitCode::from(2)
}
