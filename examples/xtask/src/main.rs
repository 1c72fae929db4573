//! A repository's own flow: the one that everybody has, with a plugin and a subcommand of the team's.

mod jot;
mod standup;
mod team;

fn main() -> std::process::ExitCode {
    flow::Cli::new().plugin(team::Team).command(standup::Standup).run()
}
