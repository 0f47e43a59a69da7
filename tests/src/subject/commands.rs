//! The commands, on whatever connection.

use ambix::command::{Current, Repair, Resolution, Stamp};
use ambix::{Config, Migrations, Report, Result};

/// How a command is configured, beyond its set.
pub type Configure<'f> = &'f dyn Fn(Config) -> Config;

/// The commands, on a connection or on an open transaction.
pub trait Commands {
    /// `command::upgrade`
    fn upgrade(&mut self, migrations: &Migrations, target: &str, configure: Configure<'_>) -> Result<Report>;
    /// `command::downgrade`
    fn downgrade(
        &mut self,
        migrations: &Migrations,
        target: &str,
        configure: Configure<'_>,
    ) -> Result<Report>;
    /// `command::stamp`
    fn stamp(&mut self, migrations: &Migrations, stamp: Stamp, configure: Configure<'_>) -> Result<Report>;
    /// `command::current`
    fn current(&mut self, migrations: &Migrations, configure: Configure<'_>) -> Result<Current>;
    /// `command::check`
    fn check(&mut self, migrations: &Migrations, configure: Configure<'_>) -> Result<ambix::command::Check>;
    /// `command::repair`
    fn repair(&mut self, migrations: &Migrations, configure: Configure<'_>) -> Result<Repair>;
    /// `command::resolve`
    fn resolve(
        &mut self,
        migrations: &Migrations,
        revision: &str,
        resolution: Resolution,
        configure: Configure<'_>,
    ) -> Result<Report>;
    /// `command::ensure_version`
    fn ensure_version(&mut self, migrations: &Migrations, configure: Configure<'_>) -> Result<()>;
    /// One or several statements of the caller's own, which must succeed.
    fn execute(&mut self, sql: &str);
}

/// Implements [`Commands`] for a type:
///
/// ```text
/// commands!([<'c>] Type<'c>, self => the connection for `Config`, answer => wait for it, sql => execute it);
/// ```
macro_rules! commands {
    ([$($impl:tt)*] $type:ty, $self:ident => $connection:expr, $answer:ident => $wait:expr, $sql:ident => $execute:expr) => {
        impl $($impl)* $crate::subject::Commands for $type {
            commands!(@method $self, $connection, $answer, $wait;
                upgrade(target: &str) -> ambix::Report);
            commands!(@method $self, $connection, $answer, $wait;
                downgrade(target: &str) -> ambix::Report);
            commands!(@method $self, $connection, $answer, $wait;
                stamp(stamp: ambix::command::Stamp) -> ambix::Report);
            commands!(@method $self, $connection, $answer, $wait;
                check() -> ambix::command::Check);
            commands!(@method $self, $connection, $answer, $wait;
                repair() -> ambix::command::Repair);
            commands!(@method $self, $connection, $answer, $wait;
                resolve(revision: &str, resolution: ambix::command::Resolution) -> ambix::Report);
            commands!(@method $self, $connection, $answer, $wait;
                ensure_version() -> ());

            fn current(
                &mut $self,
                migrations: &ambix::Migrations,
                configure: $crate::subject::Configure<'_>,
            ) -> ambix::Result<ambix::command::Current> {
                let mut config = configure(ambix::Config::new(migrations)).connection($connection);
                let $answer = ambix::command::current(&mut config, Default::default());
                $wait
            }

            fn execute(&mut $self, $sql: &str) {
                $execute
            }
        }
    };
    (@method $self:ident, $connection:expr, $answer:ident, $wait:expr; $name:ident($($option:ident: $type:ty),*) -> $output:ty) => {
        fn $name(
            &mut $self,
            migrations: &ambix::Migrations,
            $($option: $type,)*
            configure: $crate::subject::Configure<'_>,
        ) -> ambix::Result<$output> {
            let mut config = configure(ambix::Config::new(migrations)).connection($connection);
            let $answer = ambix::command::$name(&mut config, $($option),*);
            $wait
        }
    };
}
