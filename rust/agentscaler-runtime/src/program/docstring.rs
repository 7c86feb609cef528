//! Docstrings: the summary, and the entries under `Args:`.

/// Without the indentation that the lines after the first share, as `inspect.cleandoc` does it.
pub(super) fn dedent(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let common = lines
        .iter()
        .skip(1)
        .filter(|line| !line.trim().is_empty())
        .map(|line| indentation(line))
        .min()
        .unwrap_or(0);
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        let line = match index {
            0 => line.trim_start(),
            _ => line.get(common..).unwrap_or_default(),
        };
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out.trim_matches('\n').to_owned()
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// The first paragraph, on one line.
pub(super) fn summary(docstring: &str) -> Option<String> {
    let words: Vec<&str> = docstring
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .flat_map(str::split_whitespace)
        .collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// Names and texts of the entries under `Args:`.
///
/// ```text
/// Args:
///     order_id: Id of the order,
///         such as "#W1".
///     reason (str): Why.
/// ```
pub(super) fn arguments(docstring: &str) -> Vec<(String, String)> {
    let mut entries: Vec<(String, String)> = Vec::new();
    // Indentation of the header, and of the first entry below it.
    let mut section: Option<(usize, Option<usize>)> = None;
    for line in docstring.lines() {
        let depth = indentation(line);
        let text = line.trim();
        let Some((header, entry_depth)) = &mut section else {
            if matches!(text, "Args:" | "Arguments:" | "Parameters:") {
                section = Some((depth, None));
            }
            continue;
        };
        if text.is_empty() {
            continue;
        }
        if depth <= *header {
            break;
        }
        let entry_depth = *entry_depth.get_or_insert(depth);
        if depth <= entry_depth {
            let (head, tail) = text.split_once(':').unwrap_or((text, ""));
            let name = head.split_whitespace().next().unwrap_or_default();
            entries.push((
                name.trim_start_matches('*').to_owned(),
                tail.trim().to_owned(),
            ));
        } else if let Some((_, description)) = entries.last_mut() {
            if !description.is_empty() {
                description.push(' ');
            }
            description.push_str(text);
        }
    }
    entries.retain(|(_, text)| !text.is_empty());
    entries
}
