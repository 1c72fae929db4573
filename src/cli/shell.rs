//! `flow completions` and `flow man`: what a shell and a reader of manuals need.

use std::path::PathBuf;

use clap::{Command, CommandFactory};
use clap_complete::env::Shells;
use clap_mangen::Man;
use flow_core::fs::{Disk, FileRead, read_regular};
use serde_json::{Value, json};

use super::Top;
use crate::failure::{Exit, Failure};
use crate::outcome::{Body, Outcome};
use crate::render::page::{Line, Page};

/// What a shell sets to have flow complete a command line.
pub const VARIABLE: &str = "FLOW_COMPLETE";

/// Print what completes flow's commands in a shell
#[derive(clap::Args)]
#[command(after_help = "Examples:
  source <(flow completions bash)                              in ~/.bashrc
  source <(flow completions zsh)                               in ~/.zshrc
  flow completions fish | source                               in ~/.config/fish/config.fish
  flow completions powershell | Out-String | Invoke-Expression in $PROFILE

Ids come with their titles, from the boards as they are.")]
pub struct Completions {
    /// The shell: bash, elvish, fish, powershell or zsh
    #[arg(value_name = "SHELL")]
    shell: String,
}

/// Print flow's manual page, or write all pages into a folder
#[derive(clap::Args)]
#[command(after_help = "Examples:
  flow man | man -l -
  flow man ~/.local/share/man/man1")]
pub struct Manual {
    /// The folder; pages of other programs in it are left alone
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Completions {
    /// Runs it.
    pub fn run(&self) -> Result<Outcome, Failure> {
        let shells = Shells::builtins();
        let shell = shells.completer(&self.shell).ok_or_else(|| {
            let names: Vec<&str> = shells.names().collect();
            Failure::new(
                "usage",
                Exit::Usage,
                format!("`{}` is no shell that flow knows", self.shell),
            )
            .hint(format!("name one of {}", names.join(", ")))
        })?;
        let mut script = Vec::new();
        let failed =
            |error: std::io::Error| Failure::new("failed", Exit::Failed, error.to_string());
        shell.write_registration(VARIABLE, "flow", "flow", "flow", &mut script).map_err(failed)?;
        let script = String::from_utf8_lossy(&script).into_owned();
        Ok(Outcome::new("completions", Document { text: script.clone() }).document(script))
    }
}

impl Manual {
    /// Runs it.
    pub fn run(&self, disk: &Disk) -> Result<Outcome, Failure> {
        let mut top = without_help(Top::command());
        top.build();
        let failed =
            |error: std::io::Error| Failure::new("failed", Exit::Failed, error.to_string());
        let Some(folder) = &self.folder else {
            let page = page(top, "flow").map_err(failed)?;
            return Ok(Outcome::new("man", Document { text: page.clone() }).document(page));
        };
        let mut written = Vec::new();
        let mut left = vec![(String::from("flow"), top)];
        disk.create_dir_all(folder).map_err(failed)?;
        while let Some((name, command)) = left.pop() {
            for below in command.get_subcommands() {
                left.push((format!("{name}-{}", below.get_name()), below.clone()));
            }
            let page = page(command, &name).map_err(failed)?.into_bytes();
            let path = folder.join(format!("{name}.1"));
            if let Ok(FileRead::File(known, _)) = read_regular(&path, 1024 * 1024) {
                if known == page {
                    continue;
                }
                // What flow's pages begin with, none of another program does.
                let text = String::from_utf8_lossy(&known);
                if !text.contains(&format!(".TH {name} 1")) {
                    let message = format!("{} is not flow's page", path.display());
                    return Err(Failure::new("occupied", Exit::Refused, message)
                        .hint("name another folder: flow man DIR"));
                }
                disk.remove(&path).map_err(failed)?;
            }
            disk.create(&path, &page, 0o644).map_err(failed)?;
            written.push(path.display().to_string());
        }
        written.sort();
        Ok(Outcome::new("man", Pages { written }))
    }
}

/// A page of the manual.
fn page(command: Command, name: &str) -> std::io::Result<String> {
    let mut page = Vec::new();
    Man::new(command).title(name).render(&mut page)?;
    // What stands behind the options are examples, and readers look for them by that name.
    Ok(String::from_utf8_lossy(&page).replace("\n.SH EXTRA\n", "\n.SH EXAMPLES\n"))
}

/// No page tells of `flow step help`.
fn without_help(command: Command) -> Command {
    command.disable_help_subcommand(true).mut_subcommands(without_help)
}

/// A text that is printed as it is.
struct Document {
    text: String,
}

impl Body for Document {
    fn data(&self) -> Value {
        json!({ "text": self.text })
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        page.text(0, &self.text);
        page
    }
}

/// Pages that were written.
struct Pages {
    written: Vec<String>,
}

impl Body for Pages {
    fn data(&self) -> Value {
        json!({ "written": self.written })
    }

    fn page(&self, _: usize) -> Page {
        let mut page = Page::default();
        page.push(Line::default().plain(format!("wrote {} pages", self.written.len())));
        if self.written.is_empty() {
            page = Page::default();
            page.push(Line::default().plain("every page is there already"));
        }
        page.push(Line::default().link("next: ").plain("man flow"));
        page
    }
}
