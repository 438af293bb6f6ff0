//! Why a file could not be read at all: one sentence for the person, with what to do.

use std::io;

/// A file that cannot be read. Flaws of its content are the caller's to find; this is before that.
#[derive(Debug)]
pub enum Unreadable {
    /// The operating system refused.
    Io(io::Error),
    /// A folder was named.
    Folder,
    /// Nothing in it.
    Empty,
    /// Protected by a password.
    Password,
    /// Neither text nor a workbook that we read; says what it looks like.
    Unknown(&'static str),
    /// A workbook that its own format doesn't allow; the reader's words for it.
    Broken(String),
    /// It unpacks to more than is sensible; the part, and the limit in MiB.
    Bomb(String, u64),
    /// One text in a part of a workbook is longer than any cell can be.
    LongText(String),
    /// Larger than the limit in MiB.
    TooLarge(u64),
    /// A double quote without its partner, from this line on.
    OpenQuote(u64),
    /// A row longer than the limit, at this line.
    LongRow(u64),
    /// A carriage return without a line feed, at the end of this line.
    LoneReturn(u64),
    /// More rows than the limit.
    TooManyRows(u64),
    /// More columns than the limit, at this row.
    TooManyColumns(u64),
    /// It changed while it was read.
    Changed,
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::IsADirectory => Self::Folder,
            _ => Self::Io(error),
        }
    }
}

impl std::error::Error for Unreadable {}

impl std::fmt::Display for Unreadable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Io(error) => write!(f, "{}", io_sentence(error)),
            Self::Folder => write!(f, "这是文件夹,请给出文件"),
            Self::Empty => write!(f, "文件是空的"),
            Self::Password => write!(f, "文件有密码,请在表格软件中取消密码后另存"),
            Self::Unknown(looks) => {
                write!(f, "看上去是{looks},不能读;请另存为 xlsx、xls 或 csv")
            }
            Self::Broken(reason) => {
                write!(f, "工作簿已损坏或不合格式({reason});请用表格软件打开后另存为 xlsx")
            }
            Self::Bomb(part, most) => {
                write!(f, "工作簿中的 {part} 展开后超过 {most} MiB,拒绝读取")
            }
            Self::LongText(part) => {
                write!(f, "工作簿中的 {part} 有一段超过 1 MiB 的文字,拒绝读取")
            }
            Self::TooLarge(most) => write!(f, "文件超过 {most} MiB;请分成几份"),
            Self::OpenQuote(line) => {
                write!(f, "第 {line} 行起有双引号没有配对;请补上或删去这个双引号")
            }
            Self::LongRow(line) => {
                write!(f, "第 {line} 行过长,多半是缺右双引号,或换行符不是 LF、CRLF")
            }
            Self::LoneReturn(line) => {
                write!(f, "第 {line} 行以单独的回车符结束;请用表格软件打开后另存为 xlsx 或 csv")
            }
            Self::TooManyRows(most) => write!(f, "超过 {most} 行;请分成几份"),
            Self::TooManyColumns(row) => {
                write!(f, "第 {row} 行的列太多;请删去表格右侧无用的单元格")
            }
            Self::Changed => write!(f, "读取期间文件被改动;请关闭其他程序后重试"),
        }
    }
}

/// What an operating system's error means to the person.
#[must_use]
pub fn io_sentence(error: &io::Error) -> String {
    let says = match error.kind() {
        io::ErrorKind::NotFound => "找不到文件或文件夹",
        io::ErrorKind::PermissionDenied => "没有权限",
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "磁盘空间不足",
        io::ErrorKind::ReadOnlyFilesystem => "磁盘是只读的",
        io::ErrorKind::IsADirectory => "这是文件夹,请给出文件",
        io::ErrorKind::NotADirectory => "路径中有一段不是文件夹",
        io::ErrorKind::ResourceBusy | io::ErrorKind::ExecutableFileBusy => "文件正被占用",
        io::ErrorKind::InvalidFilename => "文件名不合系统要求",
        _ => return format!("系统报告: {error}"),
    };
    says.to_owned()
}
