//! A tokenizer in the format `tokenizer.json`, and the control tokens that it has.

use tokenizers::Tokenizer as Inner;

use super::error::{Judged, Reason, Rejection, TextError, guarded};

/// Ids of a text, with the bytes of it that each covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Encoded {
    /// Ids of the vocabulary.
    pub ids: Vec<u32>,
    /// Begin and end of each token in the text.
    pub offsets: Vec<(usize, usize)>,
}

/// A tokenizer. What is longer than a model takes is never cut, whatever its file says.
pub struct Tokenizer {
    inner: Inner,
}

impl std::fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokenizer")
            .field("vocab_size", &self.vocab_size())
            .finish_non_exhaustive()
    }
}

impl Tokenizer {
    /// Reads `tokenizer.json`.
    ///
    /// # Errors
    /// [`TextError::Tokenizer`] when it is broken, or of a model that is not known.
    pub fn from_json(json: &[u8]) -> Result<Self, TextError> {
        let broken = |detail: String| TextError::Tokenizer { detail };
        let mut inner = Inner::from_bytes(json).map_err(|e| broken(e.to_string()))?;
        inner
            .with_truncation(None)
            .map_err(|e| broken(e.to_string()))?;
        inner.with_padding(None);
        Ok(Self { inner })
    }

    /// Ids from 0 to this are in use.
    pub fn vocab_size(&self) -> usize {
        self.inner.get_vocab_size(true)
    }

    /// The id of a token.
    pub fn id(&self, token: &str) -> Option<u32> {
        self.inner.token_to_id(token)
    }

    /// Ids of a text, nothing added before or after it.
    ///
    /// # Errors
    /// The tokenizer fails, which those of the byte level never do.
    pub fn encode(&self, text: &str) -> Judged<Encoded> {
        let failed = |detail: String| Rejection::new(Reason::TokenizerFailed, detail);
        let encoding = guarded(Reason::TokenizerFailed, "the tokenizer", || {
            let encoded = self.inner.encode(text, false);
            encoded.map_err(|e| failed(format!("the tokenizer fails: {e}")))
        })?;
        Ok(Encoded {
            ids: encoding.get_ids().to_vec(),
            offsets: encoding.get_offsets().to_vec(),
        })
    }

    /// The text of ids, control tokens included.
    ///
    /// # Errors
    /// [`TextError::Tokenizer`] for an id that is not in the vocabulary.
    pub fn decode(&self, ids: &[u32]) -> Result<String, TextError> {
        let decoded = self.inner.decode(ids, false);
        decoded.map_err(|e| TextError::Tokenizer {
            detail: e.to_string(),
        })
    }

    /// Tokens that are never made from the letters of a text alone, with whether the tokenizer
    /// calls them special; in the order of their ids.
    pub fn added_tokens(&self) -> Vec<(u32, String, bool)> {
        let mut found: Vec<_> = self
            .inner
            .get_added_tokens_decoder()
            .into_iter()
            .map(|(id, token)| (id, token.content, token.special))
            .collect();
        found.sort_unstable();
        found
    }

    /// A text in the pieces that are tokenised apart, as the model sees them.
    pub(super) fn pieces(&self, text: &str) -> Result<Vec<String>, TextError> {
        use tokenizers::{
            NormalizedString, Normalizer, OffsetReferential, OffsetType, PreTokenizedString,
            PreTokenizer,
        };
        let broken = |e: tokenizers::Error| TextError::Tokenizer {
            detail: e.to_string(),
        };
        let mut text = NormalizedString::from(text);
        if let Some(normalizer) = self.inner.get_normalizer() {
            normalizer.normalize(&mut text).map_err(broken)?;
        }
        let mut split = PreTokenizedString::from(text);
        if let Some(pre_tokenizer) = self.inner.get_pre_tokenizer() {
            pre_tokenizer.pre_tokenize(&mut split).map_err(broken)?;
        }
        let pieces = split.get_splits(OffsetReferential::Original, OffsetType::Byte);
        Ok(pieces
            .into_iter()
            .map(|(piece, _, _)| piece.to_string())
            .collect())
    }
}
