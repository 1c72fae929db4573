//! The command `flow`.

fn main() -> std::process::ExitCode {
    flow::Cli::new().run()
}
