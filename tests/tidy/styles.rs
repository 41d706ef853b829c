//! Reads the style sheets: one declaration a line, and sizes and weights of text by their names.

use std::path::Path;

/// Sheets of the simulator. The pages without scripts have sizes of their own.
const OTHER_SHEETS: [&str; 2] = ["index.css", "static.css"];

/// Complaints about one style sheet.
fn complaints(name: &str, sheet: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, line) in sheet.lines().enumerate() {
        let mut complain = |what: &str| found.push(format!("{name}:{}: {what}", number + 1));
        if line.matches(';').count() > 1 && !line.contains('"') {
            complain("two declarations on one line");
        }
        let Some((property, value)) = line.trim().split_once(": ") else {
            continue;
        };
        let is_named = |kind: &str| value.contains(&format!("var(--oauth-flow-{kind}-"));
        // In proportion to the text around it.
        let is_relative = value.ends_with("em;") && !value.ends_with("rem;");
        let is_plain = value.starts_with("inherit") || value == "0;";
        match property {
            "font-size" if !is_named("text") && !is_plain && !is_relative => {
                complain("a size of text without a name");
            }
            "font-weight" if !is_named("weight") && !is_plain => {
                complain("a weight of text without a name");
            }
            "font"
                if value
                    .split(' ')
                    .next()
                    .is_some_and(|word| word.parse::<u32>().is_ok()) =>
            {
                complain("a weight of text without a name");
            }
            _ => {}
        }
    }
    found
}

#[test]
fn style_sheets_name_their_sizes_and_weights_and_have_one_declaration_a_line() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("style");
    let mut read = 0;
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the entry can be read").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        if name.ends_with(".css") && !OTHER_SHEETS.contains(&name) {
            let sheet = std::fs::read_to_string(&path).expect("the file is text");
            found.extend(complaints(name, &sheet));
            read += 1;
        }
    }
    assert!(read > 8, "the style sheets are where they were");
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn each_rule_of_style_can_fail() {
    let wrong = [
        "a { color: red; margin: 0; }",
        "  font-size: 0.8125rem;",
        "  font-weight: 550;",
        "  font: 600 1em serif;",
    ];
    for line in wrong {
        assert_eq!(complaints("sheet.css", line).len(), 1, "{line}");
    }
    let right = "  font-size: 0.92em;\n  font: inherit;\n  font-weight: var(--oauth-flow-weight-strong);\n  font-size: 0;";
    assert_eq!(complaints("sheet.css", right), Vec::<String>::new());
}
