//! [`Command`] as arguments of `clap`.

use super::{Action, Command, Options};

impl clap::Args for Command {
    fn augment_args(command: clap::Command) -> clap::Command {
        Arguments::augment_args(command).defer(with_name)
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Arguments::augment_args_for_update(command).defer(with_name)
    }
}

impl clap::FromArgMatches for Command {
    fn from_arg_matches(matches: &clap::ArgMatches) -> Result<Self, clap::Error> {
        let Arguments { options, action } = Arguments::from_arg_matches(matches)?;
        Ok(Command { name: name(matches), ..Command::new(options, action) })
    }

    fn update_from_arg_matches(&mut self, matches: &clap::ArgMatches) -> Result<(), clap::Error> {
        self.options.update_from_arg_matches(matches)?;
        self.action.update_from_arg_matches(matches)?;
        self.name = name(matches).or_else(|| self.name.take());
        Ok(())
    }
}

#[derive(clap::Args)]
#[group(skip)]
struct Arguments {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    action: Action,
}

/// The argument that carries the name of the command, which `clap` tells only while it parses.
const NAME: &str = "ambix-called-as";

fn with_name(command: clap::Command) -> clap::Command {
    match command.get_bin_name().map(str::to_owned) {
        None => command,
        Some(name) => command.arg(clap::Arg::new(NAME).long(NAME).hide(true).default_value(name)),
    }
}

fn name(matches: &clap::ArgMatches) -> Option<String> {
    matches.try_get_one(NAME).ok().flatten().cloned()
}
