//! flow with the plugins that `PLUGINS` names: the tests run the app with each one absent.

use std::process::ExitCode;

use flow_core::plugin::Plugin;

fn main() -> ExitCode {
    let names = std::env::var("PLUGINS").unwrap_or_default();
    let chosen = names.split(',').fold(flow::Cli::bare(), |cli, name| match name {
        "git" => with(cli, flow_git::Git),
        "process" => with(cli, flow_process::Process),
        "changelog" => with(cli, flow_changelog::Changelog),
        "markdown" => with(cli, flow_markdown::Markdown),
        _ => cli,
    });
    chosen.run()
}

fn with(cli: flow::Cli, plugin: impl Plugin + 'static) -> flow::Cli {
    cli.plugin(plugin)
}
