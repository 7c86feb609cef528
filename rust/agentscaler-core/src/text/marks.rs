//! `{% generation %}` marks, as the engine can read them.
//!
//! A mark becomes a filter block around a scope: `{%- generation +%}` is `{%- filter mark %}{% with
//! +%}`. So white space control, line numbers and the scope of names inside are what they are in
//! Transformers, whose own extension is a call block. (A call block here would not do: the engine
//! gives it only some of the names that stand around it.)

/// Name of the filter that takes what stands inside of a mark.
pub(super) const FILTER: &str = "agentscaler_generation_mark__";

/// A template with marks that the engine can read, and how many there are.
pub(super) fn rewrite(template: &str) -> (String, usize) {
    let mut out = String::with_capacity(template.len() + 64);
    let (mut rest, mut marks) = (template, 0);
    while let Some(at) = rest.find('{') {
        let (plain, tail) = rest.split_at(at);
        out.push_str(plain);
        let len = if tail.starts_with("{#") {
            tail.find("#}").map_or(tail.len(), |end| end + 2)
        } else if tail.starts_with("{{") {
            tag_len(tail, "}}")
        } else if tail.starts_with("{%") {
            tag_len(tail, "%}")
        } else {
            1
        };
        let tag = &tail[..len];
        rest = &tail[len..];
        match word(tag) {
            Some(word @ "generation") => {
                marks += 1;
                replace(tag, word, &["filter ", FILTER, " %}{% with"], &mut out);
            }
            Some(word @ "endgeneration") => {
                replace(tag, word, &["endwith %}{% endfilter"], &mut out);
            }
            Some("raw") => {
                let len = raw_len(rest);
                out.push_str(tag);
                out.push_str(&rest[..len]);
                rest = &rest[len..];
            }
            _ => out.push_str(tag),
        }
    }
    out.push_str(rest);
    (out, marks)
}

fn replace(tag: &str, word: &str, by: &[&str], out: &mut String) {
    let (head, tail) = tag.split_once(word).unwrap_or((tag, ""));
    out.push_str(head);
    for part in by {
        out.push_str(part);
    }
    out.push_str(tail);
}

/// The only word of a block tag.
fn word(tag: &str) -> Option<&str> {
    let inside = tag.strip_prefix("{%")?.strip_suffix("%}")?;
    let inside = inside.strip_prefix(['-', '+']).unwrap_or(inside);
    let inside = inside.strip_suffix(['-', '+']).unwrap_or(inside);
    let word = inside.trim();
    (!word.contains(char::is_whitespace)).then_some(word)
}

/// Length of a tag: its end is not looked for inside of strings and brackets.
fn tag_len(tail: &str, end: &str) -> usize {
    let bytes = tail.as_bytes();
    let (mut at, mut open) = (2, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            quote @ (b'"' | b'\'') => {
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'{' | b'[' | b'(' => open += 1,
            _ if open == 0 && bytes[at..].starts_with(end.as_bytes()) => return at + end.len(),
            b'}' | b']' | b')' => open = open.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    tail.len()
}

/// Length of what stands before the tag that ends a raw block.
fn raw_len(text: &str) -> usize {
    let mut from = 0;
    while let Some(at) = text[from..].find("{%") {
        let tail = &text[from + at..];
        if let Some(end) = tail.find("%}")
            && word(&tail[..end + 2]) == Some("endraw")
        {
            return from + at;
        }
        from += at + 2;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(template: &str) -> String {
        rewrite(template).0.replace(FILTER, "mark")
    }

    #[test]
    fn white_space_control_and_lines_stay() {
        assert_eq!(
            rewritten("a{%- generation +%}\n{{ x }}{%\n endgeneration\n-%}b"),
            "a{%- filter mark %}{% with +%}\n{{ x }}{%\n endwith %}{% endfilter\n-%}b"
        );
        assert_eq!(rewrite("{% generation %}{% endgeneration %}").1, 1);
    }

    #[test]
    fn what_only_looks_like_a_mark_stays() {
        for template in [
            "{# {% generation %} #}",
            "{{ '{% generation %}' }}",
            "{{ {'a': {'b': \"%}{% generation %}\"}} }}",
            "{% raw %}{% generation %}{% endraw %}",
            "{%- raw -%}{% generation %}{%- endraw -%}",
            "{% set generation = 1 %}{{ generation }}",
            "{% if x == '\\'{% generation %}' %}{% endif %}",
            "{",
            "{%",
            "{{ 'é",
            "{% raw %}{% generation %}",
            "{% x '\\",
        ] {
            assert_eq!(rewrite(template), (template.to_string(), 0), "{template}");
        }
    }
}
