//! Paths as people can open them where they are.

use std::path::{Component, Path, PathBuf};

use crate::script_directory::join;

/// The way from the folder `from` to the folder `to`, with `/` between its parts; empty if they are the same. If they
/// have nothing in common, it is `to` itself.
pub fn way(from: &Path, to: &Path) -> String {
    let real = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    let (Ok(from), Ok(real)) = (real(from), real(to)) else { return text(to) };
    let common = from.components().zip(real.components()).take_while(|(here, there)| here == there);
    let common = common.filter(|(part, _)| matches!(part, Component::Normal(_))).count();
    if common == 0 && from != real {
        return text(to);
    }
    let names = |path: &Path| -> Vec<PathBuf> {
        let names = path.components().filter(|part| matches!(part, Component::Normal(_)));
        names.skip(common).map(|part| PathBuf::from(part.as_os_str())).collect()
    };
    let up = names(&from).into_iter().map(|_| PathBuf::from(".."));
    text(&up.chain(names(&real)).collect::<PathBuf>())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// A path behind the way to where it starts: `../migrations` behind `demo` is `migrations`.
pub(super) fn joined(way: &str, path: &str) -> String {
    if way.is_empty() || Path::new(path).is_absolute() {
        return path.to_owned();
    }
    // Above the first folder of an absolute path there is nothing to go on with.
    let least = if way.starts_with('/') { 2 } else { 0 };
    let mut way: Vec<&str> = way.split('/').collect();
    let mut rest = path;
    while let Some((part, after)) = rest.split_once('/').or_else(|| (rest == "..").then_some((rest, ""))) {
        match part {
            "." | "" => {}
            ".." if way.len() > least && way.last().is_some_and(|last| *last != "..") => _ = way.pop(),
            _ => break,
        }
        rest = after;
    }
    join(&way.join("/"), rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways() {
        for (from, to, expected) in [
            ("/nowhere/a", "/nowhere/a", ""),
            ("/nowhere/a", "/nowhere/a/b/c", "b/c"),
            ("/nowhere/a/b", "/nowhere/a", ".."),
            ("/nowhere/a/b", "/nowhere/c", "../../c"),
            ("/nowhere/a", "/elsewhere/b", "/elsewhere/b"),
        ] {
            assert_eq!(way(Path::new(from), Path::new(to)), expected, "{from} {to}");
        }
    }

    #[test]
    fn joining() {
        for (way, path, expected) in [
            ("", "../migrations", "../migrations"),
            ("demo", "migrations", "demo/migrations"),
            ("demo", "../migrations", "migrations"),
            ("demo", "../../migrations", "../migrations"),
            ("a/demo", "../b/../c", "a/b/../c"),
            ("..", "migrations", "../migrations"),
            ("../x", "../migrations", "../migrations"),
            ("..", "../migrations", "../../migrations"),
            ("demo", "..", ""),
            ("demo", "", "demo"),
            ("/a/b", "../migrations", "/a/migrations"),
            ("/a", "../migrations", "/a/../migrations"),
            ("demo", "/migrations", "/migrations"),
        ] {
            assert_eq!(joined(way, path), expected, "{way} {path}");
        }
    }
}
