//! Another title for the card under the pen.

use super::text::one_line;
use super::{Pen, PlanError, Says};
use crate::fault::Fault;
use crate::workflow::CardKind;

impl Pen<'_> {
    /// Gives the task another title.
    ///
    /// # Errors
    /// When it is empty, or has more than one line.
    pub fn retitle(&mut self, title: &str) -> Result<(), PlanError> {
        let title = title.trim();
        one_line(title, "the title")?;
        if title.is_empty() {
            return Err(Fault::refused("the title is empty").hint("give one: --title TEXT").into());
        }
        let title = &self.tagged(title);
        let (start, end) = (self.card.title.start, self.card.title.end);
        let at = start - self.card.range.start..end - self.card.range.start;
        let in_front = self.card.kind == CardKind::Own
            && self.stage.format.value(&self.text, "title").is_some();
        if in_front {
            let text = self.stage.format.set(self.stage, &self.text, "title", title);
            self.text = text.map_err(|why| self.refused(why))?;
        } else {
            match self.card.kind {
                CardKind::Row => {
                    self.text = self.board.shape_at(start).with_text(&self.text, at, title);
                }
                _ => {
                    let end = self.title_end(at.end);
                    self.text.replace_range(at.start..end, title);
                }
            }
        }
        self.says.push(Says::Title(title.to_owned()));
        Ok(())
    }

    /// Where the title ends that ends there on its first line: a heading with an underline may have several.
    fn title_end(&self, end: usize) -> usize {
        let head = &self.text[..self.card.head_end - self.card.range.start];
        let underline = head.trim_end().rfind('\n').map_or(0, |at| at + 1);
        let is_whole = head[end..].lines().next().is_some_and(|rest| rest.trim().is_empty());
        let is_heading = matches!(self.card.kind, CardKind::Heading(_));
        if is_heading && is_whole { head[..underline].trim_end().len().max(end) } else { end }
    }

    /// A new title with the fields and tags of the old one, where it has none itself: they are no words.
    fn tagged(&self, title: &str) -> String {
        let format = self.board.format;
        if !format.tags(title).is_empty() {
            return title.to_owned();
        }
        let tags = format.tags(&self.task.title);
        [title].into_iter().chain(tags).collect::<Vec<_>>().join(" ")
    }
}
