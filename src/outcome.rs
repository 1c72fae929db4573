//! What a command has to tell when it did what it was asked.

use serde_json::Value;

use crate::failure::Exit;
use crate::render::page::Page;

/// What is told: to a program as data, to a person as a page.
pub trait Body {
    /// The `data` of the JSON document.
    fn data(&self) -> Value;

    /// The text, for a terminal of this many columns.
    fn page(&self, width: usize) -> Page;
}

/// What a command has to tell, and how it ends.
pub struct Outcome {
    pub(crate) kind: &'static str,
    pub(crate) body: Box<dyn Body>,
    pub(crate) exit: Exit,
    /// A document in somebody else's format, printed as it is in the place of the body.
    pub(crate) document: Option<String>,
}

impl Outcome {
    /// Tells a body; `kind` names the document in JSON.
    pub fn new(kind: &'static str, body: impl Body + 'static) -> Self {
        Self { kind, body: Box::new(body), exit: Exit::Done, document: None }
    }

    /// Nothing more to tell: it was told along the way.
    pub(crate) fn silent(exit: Exit) -> Self {
        struct Nothing;
        impl Body for Nothing {
            fn data(&self) -> Value {
                Value::Null
            }

            fn page(&self, _: usize) -> Page {
                Page::default()
            }
        }
        Self::new("nothing", Nothing).document(String::new()).exit(exit)
    }

    /// Ends otherwise than well, though nothing failed: a check that found an error.
    #[must_use]
    pub fn exit(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// Prints this text instead: a document in a format that other programs read.
    #[must_use]
    pub fn document(mut self, text: String) -> Self {
        self.document = Some(text);
        self
    }
}
