//! Statements without a tree: what they may have changed is unknown from then on.

use ambix_graph::script::Dialect;

use super::super::unknown::{Deed, Says};
use super::super::{Entry, Taken, Unknown};
use super::{Apply, At};
use crate::lexer::{Kind as Token, Lexer};

impl Apply<'_> {
    /// Whatever the statement names may have been changed.
    pub(super) fn opaque(&mut self) {
        let text = self.at.text;
        let first = text.get(..7).unwrap_or(text).to_ascii_lowercase();
        // What it runs was put together before.
        let is_indirect = ["execute", "prepare", "call"].iter().any(|word| first.starts_with(word));
        let lower = text.to_lowercase();
        if self.dialect() == Dialect::Postgres && first == "discard" {
            return self.catalog.settle();
        }
        // What has been said of it already is not read.
        let words = ["begin", "start", "commit", "end", "rollback", "abort"];
        let word = lower.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
        if self.dialect() != Dialect::Mysql && words.contains(&word) {
            return self.transaction();
        }
        self.operators_of(&lower);
        let says = Says::of(&lower);
        let before = if is_indirect { self.take_in_before() } else { Says::default() };
        if self.dialect() == Dialect::Mysql && says.and(before).has_foreign_keys() {
            self.catalog.facts.foreign_keys_unchecked = true;
        }
        // A block that changes rows changes no definition; what its functions do was taken in when they were created.
        let defines = ["create", "alter", "drop", "rename", "execute", "import", "include", "add", "attach"];
        if first.starts_with("do") && !defines.iter().any(|word| lower.contains(word)) {
            return;
        }
        self.catalog.take_in(&lower, says);
        let adds_any = says.and(before).adds_columns();
        let mut named = std::mem::take(&mut self.catalog.suspects);
        if adds_any {
            named.append(&mut self.catalog.closed);
        }
        for key in named {
            if !self.catalog.facts.unknown.names(key.own_name()) {
                continue;
            }
            match self.catalog.get(&key) {
                None | Some(Entry::Unknown) => {}
                // Columns that it names are unknown by their names.
                Some(Entry::Table(table)) => {
                    if !table.has_unknown_constraints || adds_any && !table.is_open {
                        self.catalog.change_table(&key, |table| {
                            table.is_open |= adds_any;
                            table.has_unknown_constraints = true;
                        });
                        self.catalog.suspects.remove(&key);
                    }
                    if !adds_any {
                        self.catalog.closed.insert(key);
                    }
                }
                Some(_) => self.catalog.set(key, Some(Entry::Unknown)),
            }
        }
    }

    /// A text may create operators.
    pub(super) fn operators_of(&mut self, lower: &str) {
        if self.dialect() == Dialect::Postgres && lower.contains("create operator") {
            self.unknown(Unknown::add_operator);
        }
    }

    /// A function that is not the server's may do anything with what its texts name.
    pub(super) fn told(&mut self, deed: Deed) {
        let text = self.at.text;
        let lexer = Lexer::new(text, 0, text.len(), self.dialect());
        let texts = lexer.filter(|token| token.kind == Token::String);
        let told: Vec<&str> = texts.filter_map(|token| text.get(token.range())).collect();
        self.catalog.take_in(&told.join(" ").to_lowercase(), Says::default());
        for key in std::mem::take(&mut self.catalog.suspects) {
            match self.catalog.get(&key) {
                None | Some(Entry::Unknown) => {}
                Some(Entry::Table(_)) => self.catalog.change_table(&key, |table| {
                    table.is_open |= deed == Deed::AddsColumns;
                    table.has_unknown_constraints = true;
                }),
                Some(_) => self.catalog.set(key, Some(Entry::Unknown)),
            }
        }
    }

    /// What a transaction takes back was not done.
    pub(super) fn transaction(&mut self) {
        let text = self.at.text.to_lowercase();
        let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || c == ';').collect();
        let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
        // MySQL commits whatever changes a definition.
        if self.dialect() == Dialect::Mysql {
            return;
        }
        match words.as_slice() {
            ["savepoint", name, ..] => {
                let checkpoint = self.catalog.checkpoint();
                self.catalog.savepoints.push(((*name).to_owned(), checkpoint));
            }
            ["rollback", rest @ ..] if rest.contains(&"to") => {
                let name = rest.last().copied().unwrap_or_default();
                let savepoints = &mut self.catalog.savepoints;
                let Some(at) = savepoints.iter().rposition(|(known, _)| known == name) else { return };
                savepoints.truncate(at + 1);
                let Some((_, to)) = savepoints.last().cloned() else { return };
                self.catalog.go_back(&to);
            }
            // Names of savepoints are not empty.
            ["begin" | "start", ..] => {
                let checkpoint = self.catalog.checkpoint();
                self.catalog.savepoints.push((String::new(), checkpoint));
            }
            ["rollback" | "abort", ..] => {
                let begun = self.catalog.savepoints.iter().find(|(name, _)| name.is_empty()).cloned();
                if let Some((_, to)) = begun {
                    self.catalog.go_back(&to);
                }
                self.catalog.commit();
            }
            ["commit" | "end", ..] => self.catalog.commit(),
            _ => {}
        }
    }

    /// Takes in the text of the file before the statement, as far as that was not done for an earlier one; gives what
    /// all of it says.
    pub(super) fn take_in_before(&mut self) -> Says {
        let At { script, in_downgrade, before, .. } = self.at;
        let taken = self.catalog.facts.taken;
        let is_same = (taken.script, taken.in_downgrade) == (script, in_downgrade);
        let taken = if is_same { taken } else { Taken::default() };
        let lower = before.get(taken.end..).unwrap_or_default().to_lowercase();
        let says = taken.says.and(Says::of(&lower));
        self.catalog.facts.taken = Taken { script, in_downgrade, end: before.len(), says };
        self.catalog.take_in(&lower, says);
        // Only now is it known how to read what stands further up.
        if says.puts_together() && !taken.says.puts_together() {
            let earlier = before.get(..taken.end).unwrap_or_default().to_lowercase();
            self.unknown(|unknown| unknown.add_parts(&earlier));
        }
        says
    }
}
