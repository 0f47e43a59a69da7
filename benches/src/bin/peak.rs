//! The most bytes that a program takes: `peak <program> <arguments>`.
//!
//! A process begins with the memory of the one that started it, so that one must be small.

use std::env;
use std::process::{Command, Stdio};

use wait4::Wait4 as _;

fn main() {
    let mut arguments = env::args_os().skip(1);
    let program = arguments.next().expect("a program");
    let child = Command::new(program).args(arguments).stdout(Stdio::null()).spawn().expect("a program");
    let ended = child.wait4().expect("its end");
    assert!(ended.status.success());
    println!("{}", ended.rusage.maxrss);
}
