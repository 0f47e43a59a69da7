//! `ALTER TABLE`

use super::cursor::Cursor;
use super::misfit::Result;
use super::option::{self, Options};
use super::{column, key, partition, types};
use crate::tree::{Action, ActionKind, AlterTable, Change, Dropped, Name, Statement};

/// Behind the word `TABLE`.
pub(super) fn table(cursor: &mut Cursor<'_>) -> Result<Statement> {
    let if_exists = cursor.if_exists();
    let name = cursor.object_name()?;
    let mut table = AlterTable { name, if_exists, actions: Vec::new() };
    if cursor.eat("wait") {
        option::number(cursor)?;
    } else {
        cursor.eat("nowait");
    }
    while !cursor.is_end() {
        let start = cursor.start();
        let before = table.actions.len();
        action(cursor, &mut table.actions)?;
        // Actions that belong together have ranges of their own.
        let end = cursor.end();
        if let [action] = table.actions.get_mut(before..).unwrap_or_default() {
            action.range = start..end;
        }
        let behind_table_option = matches!(
            table.actions.last(),
            Some(Action { kind: ActionKind::Option | ActionKind::Convert, .. })
        );
        if cursor.eat(",") {
            if cursor.is_end() {
                return Err(cursor.misfit("`ADD`, `DROP`, `MODIFY` or the like"));
            }
        } else if !cursor.is_end() && !behind_table_option && !cursor.is("partition") && !cursor.is("remove")
        {
            return Err(cursor.misfit("`,` or the end of the statement"));
        }
    }
    Ok(Statement::AlterTable(Box::new(table)))
}

fn push(actions: &mut Vec<Action>, kind: ActionKind) {
    actions.push(Action { kind, range: 0..0 });
}

fn action(cursor: &mut Cursor<'_>, actions: &mut Vec<Action>) -> Result<()> {
    let word = cursor.peek();
    if word == "partition" && cursor.ahead(1) == "by" {
        partition::partition_by(cursor)?;
        push(actions, ActionKind::Option);
        return Ok(());
    }
    // All that is left concerns partitions and spaces, which nobody keeps account of.
    let is_of_partitions = matches!(cursor.ahead(1), "partition" | "tablespace" | "partitioning")
        && matches!(
            word,
            "add"
                | "drop"
                | "discard"
                | "import"
                | "truncate"
                | "coalesce"
                | "reorganize"
                | "exchange"
                | "analyze"
                | "check"
                | "optimize"
                | "rebuild"
                | "repair"
                | "remove"
                | "upgrade"
        );
    if is_of_partitions {
        while !cursor.is_end() && !cursor.is(",") {
            match cursor.is("(") {
                true => drop(cursor.parenthesis()?),
                false => cursor.next(),
            }
        }
        // Lists of partitions have commas too.
        while !cursor.is_end() {
            cursor.next();
        }
        push(actions, ActionKind::Option);
        return Ok(());
    }
    match word {
        "add" => {
            cursor.next();
            add(cursor, actions)
        }
        "drop" => {
            cursor.next();
            let kind = dropped(cursor)?;
            push(actions, kind);
            Ok(())
        }
        _ => {
            let kind = other(cursor, word)?;
            push(actions, kind);
            Ok(())
        }
    }
}

fn add(cursor: &mut Cursor<'_>, actions: &mut Vec<Action>) -> Result<()> {
    if cursor.eat_all(&["system", "versioning"]) {
        push(actions, ActionKind::Option);
        return Ok(());
    }
    if cursor.is("period") && cursor.ahead(1) == "for" {
        cursor.index += 2;
        cursor.name()?;
        cursor.names()?;
        push(actions, ActionKind::Option);
        return Ok(());
    }
    let is_column = cursor.eat("column");
    if !is_column && let Some((constraint, if_not_exists)) = key::constraint(cursor)? {
        push(actions, ActionKind::AddConstraint { constraint: Box::new(constraint), if_not_exists });
        return Ok(());
    }
    let if_not_exists = cursor.if_not_exists();
    if !cursor.eat("(") {
        let column = Box::new(column::column(cursor)?);
        let after = position(cursor)?;
        push(actions, ActionKind::AddColumn { column, if_not_exists, after });
        return Ok(());
    }
    let mut from = cursor.start();
    loop {
        let kind = match key::constraint(cursor)? {
            Some((constraint, if_not_exists)) => {
                ActionKind::AddConstraint { constraint: Box::new(constraint), if_not_exists }
            }
            None => {
                let column = Box::new(column::column(cursor)?);
                ActionKind::AddColumn { column, if_not_exists, after: None }
            }
        };
        actions.push(Action { kind, range: from..cursor.end() });
        if !cursor.eat(",") {
            break;
        }
        from = cursor.start();
    }
    cursor.expect(")", "`,` or `)`")
}

/// `FIRST`, `AFTER c`
fn position(cursor: &mut Cursor<'_>) -> Result<Option<Name>> {
    if cursor.eat("after") {
        return cursor.name().map(Some);
    }
    cursor.eat("first");
    Ok(None)
}

fn dropped(cursor: &mut Cursor<'_>) -> Result<ActionKind> {
    let what = match cursor.peek() {
        "system" if cursor.ahead(1) == "versioning" => {
            cursor.index += 2;
            return Ok(ActionKind::Option);
        }
        "period" if cursor.ahead(1) == "for" => {
            cursor.index += 2;
            cursor.name()?;
            return Ok(ActionKind::Option);
        }
        "primary" => {
            cursor.next();
            cursor.expect("key", "`KEY`")?;
            return Ok(ActionKind::DropPrimaryKey);
        }
        "foreign" => {
            cursor.next();
            cursor.expect("key", "`KEY`")?;
            Some(Dropped::ForeignKey)
        }
        "index" | "key" => {
            cursor.next();
            Some(Dropped::Index)
        }
        "check" => {
            cursor.next();
            Some(Dropped::Check)
        }
        "constraint" => {
            cursor.next();
            Some(Dropped::Constraint)
        }
        word => {
            if word == "column" {
                cursor.next();
            }
            None
        }
    };
    let if_exists = cursor.if_exists();
    let name = cursor.part_name()?;
    let cascade = cursor.eat("cascade");
    if !cascade {
        cursor.eat("restrict");
    }
    Ok(match what {
        Some(Dropped::Index | Dropped::Constraint) if name.text.eq_ignore_ascii_case("primary") => {
            ActionKind::DropPrimaryKey
        }
        Some(what) => ActionKind::DropConstraint { name, what, if_exists, cascade },
        None => ActionKind::DropColumn { name, if_exists, cascade },
    })
}

fn other(cursor: &mut Cursor<'_>, word: &str) -> Result<ActionKind> {
    match word {
        "change" => {
            cursor.next();
            cursor.eat("column");
            let if_exists = cursor.if_exists();
            let from = cursor.part_name()?;
            let column = Box::new(column::column(cursor)?);
            Ok(ActionKind::ChangeColumn { from, column, if_exists, after: position(cursor)? })
        }
        "modify" => {
            cursor.next();
            cursor.eat("column");
            let if_exists = cursor.if_exists();
            let column = Box::new(column::column(cursor)?);
            let from = column.name.clone();
            Ok(ActionKind::ChangeColumn { from, column, if_exists, after: position(cursor)? })
        }
        "alter" => {
            cursor.next();
            altered(cursor)
        }
        "rename" => {
            cursor.next();
            renamed(cursor)
        }
        "convert" if cursor.ahead(1) == "to" => {
            cursor.index += 2;
            if !cursor.eat("charset") {
                if !cursor.eat_any(&["character", "char"]) {
                    return Err(cursor.misfit("`CHARACTER SET`"));
                }
                cursor.expect("set", "`SET`")?;
            }
            types::name_of_set(cursor)?;
            if cursor.eat("collate") {
                cursor.eat("=");
                types::name_of_set(cursor)?;
            }
            Ok(ActionKind::Convert)
        }
        "disable" | "enable" => {
            cursor.next();
            cursor.expect("keys", "`KEYS`")?;
            Ok(ActionKind::Option)
        }
        "order" => {
            cursor.next();
            cursor.expect("by", "`BY`")?;
            loop {
                cursor.part_name()?;
                cursor.eat_any(&["asc", "desc"]);
                if !cursor.eat(",") {
                    return Ok(ActionKind::Option);
                }
            }
        }
        "force" => {
            cursor.next();
            Ok(ActionKind::Option)
        }
        "with" | "without" if cursor.ahead(1) == "validation" => {
            cursor.index += 2;
            Ok(ActionKind::Option)
        }
        "algorithm" | "lock" => {
            let (name, value) = online(cursor)?;
            Ok(ActionKind::Online { name, value })
        }
        _ => {
            if option::table_option(cursor, &mut Options::default())? {
                Ok(ActionKind::Option)
            } else if matches!(
                word,
                "secondary_load" | "secondary_unload" | "convert" | "set" | "import" | "discard"
            ) {
                Err(cursor.unknown())
            } else {
                Err(cursor.misfit("`ADD`, `DROP`, `MODIFY` or the like"))
            }
        }
    }
}

/// `ALGORITHM = INPLACE`, `LOCK = NONE`
pub(super) fn online(cursor: &mut Cursor<'_>) -> Result<(String, String)> {
    let name = cursor.peek();
    cursor.next();
    cursor.eat("=");
    let value = cursor.peek();
    let known: &[&str] = match name {
        "lock" => &["default", "none", "shared", "exclusive"],
        _ => &["default", "instant", "inplace", "copy", "nocopy"],
    };
    if !cursor.eat_any(known) {
        return Err(cursor.misfit("`DEFAULT` or the like"));
    }
    Ok((name.to_owned(), value.to_owned()))
}

fn altered(cursor: &mut Cursor<'_>) -> Result<ActionKind> {
    match cursor.peek() {
        "index" | "key" | "constraint" | "check" => {
            cursor.next();
            cursor.if_exists();
            cursor.name()?;
            cursor.eat("not");
            if !cursor.eat_any(&["visible", "invisible", "ignored", "enforced"]) {
                return Err(cursor.unknown());
            }
            return Ok(ActionKind::Option);
        }
        "column" => cursor.next(),
        _ => {}
    }
    let if_exists = cursor.if_exists();
    let name = cursor.part_name()?;
    let change = if cursor.eat_all(&["set", "default"]) {
        Change::SetDefault(Box::new(column::default(cursor)?))
    } else if cursor.eat_all(&["drop", "default"]) {
        Change::DropDefault
    } else if cursor.eat_all(&["set", "visible"]) || cursor.eat_all(&["set", "invisible"]) {
        Change::Option
    } else {
        return Err(cursor.misfit("`SET DEFAULT` or `DROP DEFAULT`"));
    };
    Ok(ActionKind::AlterColumn { name, change, if_exists })
}

fn renamed(cursor: &mut Cursor<'_>) -> Result<ActionKind> {
    let what = cursor.peek();
    if matches!(what, "column" | "index" | "key") {
        cursor.next();
        let if_exists = cursor.if_exists();
        let from = cursor.name()?;
        cursor.expect("to", "`TO`")?;
        let to = cursor.name()?;
        return Ok(match what {
            "column" => ActionKind::RenameColumn { from, to, if_exists },
            _ => ActionKind::RenameIndex { from, to },
        });
    }
    cursor.eat_any(&["to", "as", "="]);
    Ok(ActionKind::RenameTo(cursor.object_name()?))
}
