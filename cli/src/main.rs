//! The command `ambix`: migrations without an application.
//!
//! Everything is in `ambix::cli`, where applications have it too; here are its own name and shell completions.

use std::io::{self, Write as _};
use std::process::ExitCode;

use ambix::cli::{Action, Command, Options};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use clap_complete::Shell;

/// Database migrations with Alembic's revision graph
#[derive(Parser)]
#[command(name = "ambix", version, arg_required_else_help = true, after_help = HELP)]
struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Commands,
}

const HELP: &str = "\
The revisions are the files in the script directory, `migrations` unless ambix.toml says otherwise.
The database holds which of them are applied.

Exit codes: 0 done, 1 error, 2 usage, 3 the answer is no (check, current --check-heads),
4 try again (the database is locked, or cannot be reached).";

#[derive(Subcommand)]
enum Commands {
    #[command(flatten)]
    Action(Action),
    /// Print completions for a shell
    #[command(after_help = "ambix completions bash > ~/.local/share/bash-completion/completions/ambix")]
    Completions {
        /// The shell
        #[arg(value_name = "SHELL")]
        shell: Shell,
    },
}

fn main() -> ExitCode {
    let Cli { options, command } = match Cli::from_arg_matches(&command_line().get_matches()) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    match command {
        Commands::Action(action) => Command::new(options, action).run_directory(),
        Commands::Completions { shell } => completions(shell),
    }
}

/// Without `-x`, which only means something to applications.
fn command_line() -> clap::Command {
    Cli::command().mut_arg("x", |argument| argument.hide(true))
}

fn completions(shell: Shell) -> ExitCode {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command_line(), "ambix", &mut script);
    match io::stdout().write_all(&script) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::FAILURE,
        _ => ExitCode::SUCCESS,
    }
}
