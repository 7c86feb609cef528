//! A chat template: rendered as Transformers renders it, with the places that it marks for training.
//!
//! Spans are taken where the output is written, never from text: a tool result that holds
//! something like a mark is a tool result.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Object, ObjectRepr};
use minijinja::{Environment, Error, ErrorKind, Output, State, Value};

use super::date::{Date, strftime};
use super::error::{Judged, Reason, Rejection, TextError, guarded};
use super::filters::{Refused, install};
use super::marks::{FILTER, rewrite};
use super::python::write_str;

/// Work that one rendering may do, in instructions of the engine (64 bytes of text cost as much as
/// one): a fraction of a second. A conversation of 1 MB takes a fiftieth of it.
const FUEL: u64 = 5_000_000;
/// Depth of macros that call each other; each level costs stack.
const RECURSION: usize = 100;
const NAME: &str = "chat";

/// A text, and the spans of it (in bytes) that the template marks for training.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The whole conversation.
    pub text: String,
    /// Begin and end of each span, in order.
    pub spans: Vec<(usize, usize)>,
}

/// A compiled chat template.
pub struct Template {
    env: Environment<'static>,
    marks: usize,
}

impl std::fmt::Debug for Template {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Template")
            .field("marks", &self.marks)
            .finish_non_exhaustive()
    }
}

impl Template {
    /// Compiles a template; `now` is what `strftime_now` tells, and without it the function is not
    /// there.
    ///
    /// # Errors
    /// [`TextError::Template`] with the line.
    pub fn new(source: &str, now: Option<Date>) -> Result<Self, TextError> {
        let broken = |e: &Error| TextError::Template {
            line: e.line().unwrap_or(1),
            detail: said(e).replace("endwith", "endgeneration"),
        };
        let (source, marks) = rewrite(source);
        let mut env = Environment::new();
        let syntax = SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build();
        env.set_syntax(syntax.map_err(|e| broken(&e))?);
        env.set_fuel(Some(FUEL));
        env.set_recursion_limit(RECURSION);
        env.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
        env.set_formatter(format);
        install(&mut env);
        env.add_filter(FILTER, marked);
        if let Some(now) = now {
            env.add_function("strftime_now", move |form: &str| strftime(now, form));
        }
        env.add_template_owned(NAME, source)
            .map_err(|e| broken(&e))?;
        Ok(Self { env, marks })
    }

    /// Whether the template says what is to be trained.
    pub fn has_marks(&self) -> bool {
        self.marks > 0
    }

    /// Renders with these variables.
    pub(super) fn render(&self, variables: &[(Value, Value)]) -> Judged<Rendered> {
        let page = Arc::new(Page::default());
        let mark = (
            Value::from(FILTER),
            Value::from_object(Mark(Arc::clone(&page))),
        );
        let context = variables.iter().cloned().chain([mark]);
        let context = super::context::Dict::of(context).into_value();
        let mut sink = Sink {
            page: &page,
            bytes: Vec::new(),
        };
        let template = self.env.get_template(NAME).map_err(|e| rejected(&e))?;
        // The engine panics on some templates (3.1: `break` inside of a filter block).
        guarded(Reason::TemplateFailed, "the template engine", || {
            let done = template.render_captured_to(context, &mut sink);
            done.map(drop).map_err(|e| rejected(&e))
        })?;
        let bytes = sink.bytes;
        if page.captured.load(Ordering::Relaxed) {
            return Err(Rejection::new(
                Reason::MarksInside,
                "the template writes generation marks inside a macro or a set block, so that their \
                 place in the output is not known",
            ));
        }
        let text = String::from_utf8(bytes).unwrap_or_default();
        let spans = std::mem::take(&mut *page.lock());
        Ok(Rendered { text, spans })
    }
}

/// What is known of the output while it is written.
#[derive(Debug, Default)]
struct Page {
    written: AtomicUsize,
    spans: Mutex<Vec<(usize, usize)>>,
    /// A mark was written into something that is not the output.
    captured: AtomicBool,
}

impl Page {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<(usize, usize)>> {
        self.spans.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

struct Sink<'a> {
    page: &'a Page,
    bytes: Vec<u8>,
}

impl io::Write for Sink<'_> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(data);
        self.page.written.store(self.bytes.len(), Ordering::Relaxed);
        Ok(data.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How a mark finds the page that it is on: as a variable that no template can name by accident.
#[derive(Debug)]
struct Mark(Arc<Page>);

impl Object for Mark {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

/// The filter around what stands inside of a mark.
fn marked(state: &State<'_, '_>, text: String) -> Result<Value, Error> {
    let mark = state.lookup(FILTER);
    let mark = mark
        .as_ref()
        .and_then(|value| value.downcast_object_ref::<Mark>());
    let Some(Mark(page)) = mark else {
        return Err(Error::new(
            ErrorKind::InvalidOperation,
            "a mark has no page",
        ));
    };
    let page = Arc::clone(page);
    Ok(Value::from_object(Marked { page, text }))
}

/// What stands inside a mark, on its way to the output.
#[derive(Debug)]
struct Marked {
    page: Arc<Page>,
    text: String,
}

impl Object for Marked {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

fn format(out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if let Some(text) = value.as_str() {
        out.write_str(text)?;
    } else if let Some(marked) = value.downcast_object_ref::<Marked>() {
        let Marked { page, text } = marked;
        let start = page.written.load(Ordering::Relaxed);
        out.write_str(text)?;
        let end = page.written.load(Ordering::Relaxed);
        if end - start == text.len() {
            page.lock().push((start, end));
        } else {
            page.captured.store(true, Ordering::Relaxed);
        }
    } else {
        let mut text = String::new();
        write_str(value, &mut text);
        out.write_str(&text)?;
    }
    Ok(())
}

/// What the engine says, without its name for the template.
fn said(error: &Error) -> String {
    error.detail().map_or_else(
        || error.kind().to_string(),
        |detail| format!("{}: {detail}", error.kind()),
    )
}

fn rejected(error: &Error) -> Rejection {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    let (mut line, mut kind) = (error.line(), error.kind());
    let mut text = said(error);
    while let Some(at) = cause {
        if let Some(refused) = at.downcast_ref::<Refused>() {
            let detail = format!("the template refuses the conversation: {}", refused.0);
            return Rejection {
                line,
                ..Rejection::new(Reason::TemplateRefused, detail)
            };
        }
        if let Some(inner) = at.downcast_ref::<Error>() {
            (kind, text) = (inner.kind(), said(inner));
            line = inner.line().or(line);
        }
        cause = at.source();
    }
    let reason = match kind {
        ErrorKind::OutOfFuel => Reason::TemplateEndless,
        _ => Reason::TemplateFailed,
    };
    Rejection {
        line,
        ..Rejection::new(reason, format!("the template fails: {text}"))
    }
}
