//! On what is measured, and when.

use std::ffi::OsStr;
use std::fs;
use std::process::Command;
use std::thread;

use ambix_tests::servers::postgres::find_program;

/// One line.
pub fn describe() -> String {
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let mut parts = vec![
        format!(
            "{}, {cores} cores",
            line("/proc/cpuinfo", "model name").unwrap_or_else(|| "a processor".into())
        ),
        memory(),
        format!("{} {}", std::env::consts::OS, read("/proc/sys/kernel/osrelease")),
        first_line("rustc", "--version"),
    ];
    parts.extend(find_program("postgres").map(|program| first_line(program, "--version")));
    parts.push(jiff::Timestamp::now().strftime("%Y-%m-%d").to_string());
    parts.retain(|part| !part.is_empty());
    parts.join("; ")
}

fn memory() -> String {
    let kibibytes = line("/proc/meminfo", "MemTotal");
    let kibibytes = kibibytes.and_then(|text| text.trim_end_matches(" kB").parse::<f64>().ok());
    kibibytes.map(|kibibytes| format!("{:.0} GiB of memory", kibibytes / 1024.0 / 1024.0)).unwrap_or_default()
}

/// The first value with that name.
fn line(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let mut fields = text.lines().filter_map(|line| line.split_once(':'));
    fields.find(|(field, _)| field.trim() == name).map(|(_, value)| value.trim().to_owned())
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_default().trim().to_owned()
}

fn first_line(program: impl AsRef<OsStr>, argument: &str) -> String {
    let output = Command::new(program).arg(argument).output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&output).lines().next().unwrap_or_default().to_owned()
}
