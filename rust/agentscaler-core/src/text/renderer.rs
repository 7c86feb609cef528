//! Conversations as token ids with a loss mask.

use minijinja::Value;

use super::control::{Control, unknown};
use super::conversation::{Conversation, read};
use super::date::Date;
use super::error::{Judged, Reason, Rejection, TextError};
use super::mask::mask;
use super::options::Options;
use super::prefix::proven;
use super::template::{Rendered, Template};
use super::tokenizer::Tokenizer;
use crate::error::Result;
use crate::state;

/// A conversation as tokens.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tokens {
    /// Ids of the vocabulary.
    pub ids: Vec<u32>,
    /// 1 where a token is trained; as long as `ids`.
    pub mask: Vec<u8>,
    /// Trained tokens.
    pub trained: u32,
    /// Trained tokens that hold text from outside of their span as well.
    pub straddling: u32,
}

/// What became of a line: its id, where it has one, and its tokens or why there are none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// `id` of the record.
    pub id: Option<String>,
    /// Tokens, or the reason.
    pub judged: Judged<Tokens>,
}

/// A tokenizer and a chat template that belong together.
#[derive(Debug)]
pub struct Renderer {
    template: Template,
    tokenizer: Tokenizer,
    control: Control,
    options: Options,
    variables: Vec<(Value, Value)>,
    digest: String,
}

impl Renderer {
    /// # Errors
    /// [`TextError`]: the tokenizer, the template, a variable or the date cannot be read, or the
    /// two do not belong together.
    pub fn new(tokenizer_json: &[u8], chat_template: &str, options: Options) -> Result<Self> {
        let tokenizer = Tokenizer::from_json(tokenizer_json)?;
        let now = options.now.as_deref().map(Date::parse).transpose()?;
        let template = Template::new(chat_template, now)?;
        let missing = unknown(chat_template, &tokenizer);
        if !missing.is_empty() && !options.as_transformers {
            let tokens = missing
                .iter()
                .take(5)
                .map(String::as_str)
                .collect::<Vec<_>>()
                .join(", ");
            return Err(TextError::Unfit { tokens }.into());
        }
        Ok(Self {
            control: Control::new(&tokenizer, chat_template),
            variables: variables(options.variables.as_deref())?,
            digest: digest(tokenizer_json, chat_template, &options),
            template,
            tokenizer,
            options,
        })
    }

    /// Digest of all that decides which tokens a conversation becomes.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The tokenizer.
    pub fn tokenizer(&self) -> &Tokenizer {
        &self.tokenizer
    }

    /// Whether the template says what is to be trained; otherwise it is proven by prefixes.
    pub fn has_marks(&self) -> bool {
        self.template.has_marks()
    }

    /// The tokens of a line: an object of JSON with `messages`, and `tools` where it has some.
    pub fn encode(&self, line: &[u8]) -> Item {
        let (id, judged) = read(line, &self.options);
        let judged = judged.and_then(|conversation| self.tokens(&conversation));
        Item { id, judged }
    }

    /// The text of a line, with the spans that would be trained.
    ///
    /// # Errors
    /// Why it has none.
    pub fn render(&self, line: &[u8], generation_prompt: bool) -> Judged<Rendered> {
        let conversation = read(line, &self.options).1?;
        let messages = conversation.shown_messages();
        self.render_messages(&messages, &conversation.shown_tools(), generation_prompt)
    }

    fn tokens(&self, conversation: &Conversation) -> Judged<Tokens> {
        if !self.options.as_transformers {
            self.control.check(conversation)?;
        }
        let messages = conversation.shown_messages();
        let tools = conversation.shown_tools();
        let render = |messages: &[Value], prompt| self.render_messages(messages, &tools, prompt);
        let rendered = if self.template.has_marks() {
            render(&messages, false)?
        } else {
            proven(conversation, &messages, &render)?
        };
        let encoded = self.tokenizer.encode(&rendered.text)?;
        let found = mask(&encoded.offsets, &rendered.spans);
        let tokens = encoded.ids.len();
        let most = self.options.max_tokens as usize;
        if most > 0 && tokens > most {
            let detail = format!("{tokens} tokens, but at most {most} fit");
            return Err(Rejection::new(Reason::OverLong, detail));
        }
        if found.trained == 0 && !self.options.as_transformers {
            return Err(Rejection::new(
                Reason::NothingTrained,
                "the assistant says nothing",
            ));
        }
        Ok(Tokens {
            ids: encoded.ids,
            mask: found.bits,
            trained: found.trained,
            straddling: found.straddling,
        })
    }

    fn render_messages(&self, messages: &[Value], tools: &Value, prompt: bool) -> Judged<Rendered> {
        let mut all = vec![
            (Value::from("messages"), Value::from(messages.to_vec())),
            (Value::from("tools"), tools.clone()),
            (Value::from("documents"), Value::from(())),
            (Value::from("add_generation_prompt"), Value::from(prompt)),
        ];
        all.extend(self.variables.iter().cloned());
        self.template.render(&all)
    }
}

fn variables(json: Option<&str>) -> std::result::Result<Vec<(Value, Value)>, TextError> {
    let wrong = |detail: String| TextError::Variable {
        name: "variables".into(),
        detail,
    };
    match json.map(|json| state::read_value(json.as_bytes())) {
        None => Ok(Vec::new()),
        Some(Ok(state::Value::Object(object))) => Ok(object
            .iter()
            .map(|(name, value)| {
                (
                    Value::from(name.as_str()),
                    super::context::to_template(value),
                )
            })
            .collect()),
        Some(Ok(other)) => Err(wrong(format!("no object but: {}", other.type_name()))),
        Some(Err(error)) => Err(wrong(error.to_string())),
    }
}

fn digest(tokenizer: &[u8], template: &str, options: &Options) -> String {
    let Options {
        variables,
        now,
        arguments,
        max_tokens: _,
        as_transformers,
    } = options;
    let settings = format!("{variables:?} {now:?} {arguments:?} {as_transformers}");
    let mut hasher = blake3::Hasher::new();
    for part in [tokenizer, template.as_bytes(), settings.as_bytes()] {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_hex().to_string()
}
