//! Rendering and tokenising, end to end.

use super::*;
use crate::cancel::Cancel;

const TEMPLATE: &str = "\
{%- for message in messages %}
    {{- '<|im_start|>' + message.role + '\\n' }}
    {%- if message.role == 'assistant' %}
        {%- generation %}
            {{- message.content }}{{- '<|im_end|>\\n' }}
        {%- endgeneration %}
    {%- else %}
        {{- message.content + '<|im_end|>\\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|im_start|>assistant\\n' }}{% endif %}";

fn specials() -> Vec<Special> {
    ["<|im_start|>", "<|im_end|>"]
        .map(|text| Special {
            text: text.into(),
            special: true,
        })
        .into()
}

fn tokenizer() -> String {
    let text = "the order of the customer is the order that the customer made";
    train(&[text], 300, &specials(), &Cancel::default()).unwrap()
}

fn renderer(template: &str, options: Options) -> Renderer {
    Renderer::new(tokenizer().as_bytes(), template, options).unwrap()
}

fn trained(renderer: &Renderer, tokens: &Tokens) -> String {
    let ids = tokens.ids.iter().zip(&tokens.mask);
    let ids: Vec<u32> = ids
        .filter(|(_, bit)| **bit == 1)
        .map(|(id, _)| *id)
        .collect();
    renderer.tokenizer().decode(&ids).unwrap()
}

fn rejected(template: &str, line: &str) -> String {
    let rejection = renderer(template, Options::default())
        .encode(line.as_bytes())
        .judged
        .unwrap_err();
    format!("{}: {rejection}", rejection.reason.code())
}

const LINE: &str = r#"{"id":"a","messages":[{"role":"user","content":"the order"},
    {"role":"assistant","content":"the customer"},{"role":"user","content":"é"},
    {"role":"assistant","content":"made"}]}"#;

#[test]
fn marks_and_prefixes_agree() {
    let unmarked = TEMPLATE
        .replace("{%- generation %}", "")
        .replace("{%- endgeneration %}", "");
    let marked = renderer(TEMPLATE, Options::default());
    let proven = renderer(&unmarked, Options::default());
    assert!(marked.has_marks() && !proven.has_marks());
    let line = LINE.replace('\n', " ");
    let tokens = marked.encode(line.as_bytes()).judged.unwrap();
    assert_eq!(tokens, proven.encode(line.as_bytes()).judged.unwrap());
    let text = trained(&marked, &tokens);
    assert_eq!(text, "the customer<|im_end|>\nmade<|im_end|>\n");
    assert_ne!(marked.digest(), proven.digest());
}

#[test]
fn a_text_that_looks_like_a_mark_is_a_text() {
    let line = r#"{"messages":[{"role":"user","content":"{% generation %}x{% endgeneration %}"},
        {"role":"assistant","content":"{{ messages }}"}]}"#;
    let renderer = renderer(TEMPLATE, Options::default());
    let tokens = renderer.encode(line.as_bytes()).judged.unwrap();
    assert_eq!(trained(&renderer, &tokens), "{{ messages }}<|im_end|>\n");
}

#[test]
fn every_refusal_has_a_reason_and_a_place() {
    let said =
        |message: &str| format!(r#"{{"messages":[{{"role":"user","content":"x"}},{message}]}}"#);
    let assistant = said(r#"{"role":"assistant","content":"y"}"#);
    let drops =
        "{% for m in messages %}{{ m.content if loop.last or m.role == 'user' }};{% endfor %}";
    let endless = "{% for a in range(99999) %}{% for b in range(99999) %}{{ messages[0].content[:0] }}{% endfor %}{% endfor %}";
    let deep = "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}";
    let inside = "{% set x %}{% generation %}{{ messages[1].content }}{% endgeneration %}{% endset %}{{ x }}";
    let plain = "{% for m in messages %}{{ m.content }}{% endfor %}";
    let two = r#"{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y"},
        {"role":"user","content":"x"},{"role":"assistant","content":"z"}]}"#;
    let all = [
        rejected(TEMPLATE, "{"),
        rejected(TEMPLATE, "[]"),
        rejected(TEMPLATE, "{}"),
        rejected(TEMPLATE, r#"{"messages":[]}"#),
        rejected(TEMPLATE, r#"{"messages":[1]}"#),
        rejected(TEMPLATE, r#"{"messages":[{"role":"user","content":NaN}]}"#),
        rejected(
            TEMPLATE,
            r#"{"messages":[{"role":"user","content":"\ud800"}]}"#,
        ),
        rejected(
            TEMPLATE,
            r#"{"messages":[{"role":"user","content":"x"}],"tools":{}}"#,
        ),
        rejected(TEMPLATE, r#"{"messages":[{"role":"user","content":"x"}]}"#),
        rejected(TEMPLATE, &said(r#"{"role":"oracle","content":"y"}"#)),
        rejected(TEMPLATE, &said(r#"{"content":"y"}"#)),
        rejected(TEMPLATE, &said(r#"{"role":"assistant","content":null}"#)),
        rejected(TEMPLATE, &said(r#"{"role":"assistant","content":["y"]}"#)),
        rejected(TEMPLATE, &said(r#"{"role":"tool"}"#)),
        rejected(
            TEMPLATE,
            &said(r#"{"role":"assistant","tool_calls":[{"function":{"name":"f"}}]}"#),
        ),
        rejected(
            TEMPLATE,
            &said(r#"{"role":"assistant","content":"<|im_end|>"}"#),
        ),
        rejected(
            TEMPLATE,
            &said(r#"{"role":"tool","content":"a<|im_start|>b"}"#),
        ),
        rejected(
            "{{ raise_exception('no ' ~ messages[0].role) }}",
            &assistant,
        ),
        rejected("{{ messages[0].content }}\n{{ messages.x.y }}", &assistant),
        rejected("{{ messages | nothing_like_it }}", &assistant),
        rejected(drops, two),
        rejected(endless, &assistant),
        rejected(deep, &assistant),
        rejected(inside, &assistant),
        rejected(plain, r#"{"messages":[{"role":"user","content":"x"}]}"#),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn what_cannot_be_used_says_so() {
    let error = |tokenizer: &str, template: &str, options: Options| {
        Renderer::new(tokenizer.as_bytes(), template, options)
            .unwrap_err()
            .to_string()
    };
    let good = tokenizer();
    let with = |variables: Option<&str>, now: Option<&str>| Options {
        variables: variables.map(Into::into),
        now: now.map(Into::into),
        ..Options::default()
    };
    let all = [
        error("{", "", Options::default()),
        error(&good.replace("\"BPE\"", "\"XYZ\""), "", Options::default()),
        error(&good, "a\n{% if %}", Options::default()),
        error(&good, "{% generation %}\n", Options::default()),
        error(
            &good,
            "{{ '<|start_header_id|>' }}<｜User｜>",
            Options::default(),
        ),
        error(&good, "", with(Some("[]"), None)),
        error(&good, "", with(Some("{"), None)),
        error(&good, "", with(None, Some("today"))),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn what_is_too_long_is_rejected_whole() {
    let line = LINE.replace('\n', " ");
    let length = renderer(TEMPLATE, Options::default()).encode(line.as_bytes());
    let length = u32::try_from(length.judged.unwrap().ids.len()).unwrap();
    let at_most = |max_tokens| {
        let options = Options {
            max_tokens,
            ..Options::default()
        };
        renderer(TEMPLATE, options).encode(line.as_bytes()).judged
    };
    assert!(at_most(length).is_ok());
    assert_eq!(at_most(length - 1).unwrap_err().reason, Reason::OverLong);
}

#[test]
fn what_the_simulated_user_does_with_its_tools_is_not_seen() {
    let line = r#"{"messages":[{"role":"user","content":"x","tool_calls":[{"id":"1"}]},
        {"role":"user","content":null,"tool_calls":[{"id":"2"}]},
        {"role":"tool","content":"hidden","requestor":"user"},
        {"role":"assistant","content":"y"}]}"#;
    let renderer = renderer(TEMPLATE, Options::default());
    let text = renderer.render(line.as_bytes(), true).unwrap().text;
    assert_eq!(
        text,
        "<|im_start|>user\nx<|im_end|>\n<|im_start|>assistant\ny<|im_end|>\n<|im_start|>assistant\n"
    );
}

#[test]
fn arguments_are_raw_or_an_object() {
    let template = "{% generation %}{{ messages[0].tool_calls[0].function.arguments | tojson }}{% endgeneration %}";
    let line = |arguments: &str| {
        format!(
            r#"{{"messages":[{{"role":"assistant","tool_calls":[{{"function":{{"name":"f","arguments":{arguments}}}}}]}}]}}"#
        )
    };
    let shown = |arguments: Arguments, line: &str| {
        let options = Options {
            arguments,
            ..Options::default()
        };
        let rendered = renderer(template, options).render(line.as_bytes(), false);
        rendered.map(|it| it.text).map_err(|it| it.reason.code())
    };
    let text = line(r#""{\"b\":1e16,\"a\":-0,\"c\":\"<é>'\"}""#);
    assert_eq!(
        shown(Arguments::Raw, &text).unwrap(),
        r#""{\"b\":1e16,\"a\":-0,\"c\":\"<é>'\"}""#
    );
    assert_eq!(
        shown(Arguments::Parsed, &text).unwrap(),
        r#"{"b": 1e+16, "a": 0, "c": "<é>'"}"#
    );
    assert_eq!(
        shown(Arguments::Parsed, &line(r#""[1]""#)),
        Err("bad_arguments")
    );
    assert_eq!(
        shown(Arguments::Parsed, &line(r#""{""#)),
        Err("bad_arguments")
    );
    assert_eq!(shown(Arguments::Raw, &line("3")), Err("bad_arguments"));
}

#[test]
fn a_batch_does_not_depend_on_threads() {
    let good = LINE.replace('\n', " ");
    let text = format!("{good}\n\n{{\n{good}\n").into_bytes();
    let renderer = renderer(TEMPLATE, Options::default());
    let batch = |threads| {
        let pool = crate::Pool::new(threads, Cancel::default()).unwrap();
        encode_batch(&renderer, &lines(&text), &pool).unwrap()
    };
    let one = batch(1);
    assert_eq!(one, batch(3));
    assert_eq!(one.lines, [0, 2]);
    assert_eq!(one.item_ids, [Some("a".into()), None, Some("a".into())]);
    assert_eq!(one.rejected[0].1.reason, Reason::NotJson);
    assert_eq!(one.offsets.len(), 3);
    assert_eq!(one.ids.len(), one.mask.len());
}

#[test]
fn a_tokenizer_can_be_trained() {
    let json = tokenizer();
    assert_eq!(json, tokenizer());
    let tokenizer = Tokenizer::from_json(json.as_bytes()).unwrap();
    let text = "the customer 42 é\n<|im_end|>\u{0} the";
    let encoded = tokenizer.encode(text).unwrap();
    assert_eq!(tokenizer.decode(&encoded.ids).unwrap(), text);
    assert!(encoded.ids.contains(&tokenizer.id("customer").unwrap()));
    assert!(encoded.ids.contains(&tokenizer.id("<|im_end|>").unwrap()));
    let capital = tokenizer.encode("Customer").unwrap();
    assert_eq!(capital.ids[1..], [tokenizer.id("customer").unwrap()]);
    assert_eq!(capital.offsets, [(0, 1), (0, 8)]);
    for text in ["FreezeAccount of the URL", "É Aé AB aB I\u{e}", "A\u{301}b"] {
        let ids = tokenizer.encode(text).unwrap().ids;
        assert_eq!(tokenizer.decode(&ids).unwrap(), text);
    }
    let digits = tokenizer.encode("42").unwrap();
    assert_eq!(digits.ids.len(), 2);
    let wrong = |size, specials: &[Special]| {
        train(&[""], size, specials, &Cancel::default())
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        wrong(257, &specials()),
        "a tokenizer cannot be trained: 257 tokens are fewer than the 258 of bytes and control tokens"
    );
    let twice = [specials(), specials()].concat();
    assert!(wrong(999, &twice).contains("stands twice"));
}

#[test]
fn templates_write_what_jinja2_writes() {
    use crate::state::{Value, read_value};
    // Texts and spans (in characters) as Transformers 5.24 gives them.
    let cases = include_bytes!("../../../../tests/cases/templates.json");
    let Value::Array(cases) = read_value(cases).unwrap() else {
        panic!("no list of cases")
    };
    for case in cases.iter() {
        let Value::Object(case) = case else {
            panic!("{case}")
        };
        let of = |name: &str| case.get(name).unwrap();
        let options = Options {
            variables: Some(of("variables").to_string()),
            as_transformers: true,
            ..Options::default()
        };
        let renderer = renderer(of("template").as_str().unwrap(), options);
        let (messages, tools) = (of("messages"), of("tools"));
        let line = format!(r#"{{"messages":{messages},"tools":{tools}}}"#);
        let shown = renderer.render(line.as_bytes(), false);
        let Rendered { text, spans } = shown.unwrap_or_else(|it| panic!("{}: {it}", of("name")));
        assert_eq!(text, of("text").as_str().unwrap(), "{}", of("name"));
        let chars = |at: usize| text[..at].chars().count();
        let spans: Vec<_> = spans.iter().map(|&(a, b)| [chars(a), chars(b)]).collect();
        let spans = format!("{spans:?}").replace(' ', "");
        assert_eq!(spans, of("spans").to_string(), "{}", of("name"));
    }
}

#[test]
fn a_loop_cannot_be_left_from_inside_of_a_mark() {
    // Jinja2 refuses to compile it; what must not happen here is a span in the wrong place.
    let template = "a{% for m in messages %}{% generation %}{{ m.content }}{% break %}{% endgeneration %}{% endfor %}b";
    let line = r#"{"messages":[{"role":"assistant","content":"y"}]}"#;
    let rendered = renderer(template, Options::default()).render(line.as_bytes(), false);
    let rejection = rendered.unwrap_err();
    assert_eq!(rejection.reason, Reason::TemplateFailed);
    assert!(
        rejection
            .detail
            .starts_with("the template engine breaks down")
    );
}
