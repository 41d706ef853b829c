//! Lines between two marks, which are made; what stands around them is written by hand.

/// What makes a mark a comment.
#[derive(Clone, Copy)]
pub enum Mark {
    /// `<!-- catalogue: name -->` to `<!-- end -->`
    Comment,
    /// `// catalogue: name` to `// end`
    Slashes,
}

/// The name of a region, and what makes its lines.
pub type Region = (&'static str, fn() -> String);

impl Mark {
    fn start(self, line: &str) -> Option<&str> {
        let line = line.trim();
        match self {
            Mark::Comment => line.strip_prefix("<!-- catalogue: ")?.strip_suffix(" -->"),
            Mark::Slashes => line.strip_prefix("// catalogue: "),
        }
    }

    fn end(self) -> &'static str {
        match self {
            Mark::Comment => "<!-- end -->",
            Mark::Slashes => "// end",
        }
    }
}

/// `text` with the lines of its regions made anew, as far to the right as their marks.
pub fn with_regions(text: &str, mark: Mark, regions: &[Region]) -> String {
    let mut made = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        push_line(&mut made, line);
        let Some(name) = mark.start(line) else {
            continue;
        };
        let region = regions.iter().find(|(known, _)| *known == name);
        let (_, make) = region.unwrap_or_else(|| panic!("there is no region “{name}”"));
        let indent = &line[..line.len() - line.trim_start().len()];
        for line in make().lines() {
            push_line(&mut made, format!("{indent}{line}").trim_end());
        }
        let end = lines.find(|line| line.trim() == mark.end());
        push_line(
            &mut made,
            end.unwrap_or_else(|| panic!("“{name}” has no end")),
        );
    }
    made
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}
