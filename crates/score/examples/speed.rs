//! How long one branch takes: 44 records, 50 members, both built-in schemes.
//! `cargo run --release -p score --example speed`
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "an example prints what it measured")]
#![expect(dead_code, reason = "the case's reader is shared with the tests, which use all of it")]

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use score::{Norms, evaluate};

#[path = "../tests/it/branch.rs"]
mod branch;

const TIMES: u32 = 2_000;

fn main() {
    let mut text = "days 2016-06-01 2016-12-31\nsecretary 1\nmember 1-50 2010-01-01 -\n".to_owned();
    text.push_str("A work_plan 2016-06-02 adopted_by=board files=1\n");
    for (letter, at) in ('B'..'Z').zip(0..) {
        let (month, topic) = (6 + at % 7, 1 + at % 4);
        let _ = writeln!(
            text,
            "{letter} meeting 2016-{month:02}-20 serves=topic_discussion,group_study \
             topics={topic} present=1-{}",
            30 + at % 20
        );
    }
    for letter in 'a'..='s' {
        let _ = writeln!(text, "{letter} party_lecture 2016-07-01 lecturer=secretary form=short");
    }
    for file in score::scheme::BUILT_IN {
        let scheme = score::scheme::read(file.text).scheme.unwrap();
        let case = branch::case(&scheme, &text);
        let begun = Instant::now();
        for _ in 0..TIMES {
            black_box(evaluate(&scheme, &Norms::default(), black_box(&case)));
        }
        let each = begun.elapsed() / TIMES;
        println!("{}: {} records, {each:?} each", file.id, case.evidence.len());
    }
}
