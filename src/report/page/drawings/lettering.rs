//! The look of letters, told once: a map has a hundred labels of the same size, colour and halo.

use std::collections::BTreeMap;
use std::fmt::Write;

/// A look that fewer labels have stays with them.
const WORTH_A_CLASS: usize = 4;

/// Drawings whose labels name their look by a class, and the rules for these classes.
pub(super) fn by_class(svgs: &[String]) -> (Vec<String>, String) {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for svg in svgs {
        for look in svg.split("<text ").skip(1).filter_map(look) {
            *seen.entry(look).or_default() += 1;
        }
    }
    seen.retain(|_, count| *count >= WORTH_A_CLASS);
    let mut style = String::new();
    let names: BTreeMap<&str, String> = seen
        .into_keys()
        .enumerate()
        .filter_map(|(i, look)| {
            let name = format!("l{i}");
            // Writing to a String does not fail.
            let _ = writeln!(style, ".{name}{{{}}}", rule(look)?);
            Some((look, name))
        })
        .collect();
    let named = svgs.iter().map(|svg| {
        let mut parts = svg.split("<text ");
        let mut out = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            out.push_str("<text ");
            let found = look(part).and_then(|look| Some((look, names.get(look)?)));
            match found.and_then(|(look, name)| Some((part.split_once(look)?, name))) {
                Some(((before, after), name)) => {
                    let _ = write!(out, "{before}class={name}{after}");
                }
                None => out.push_str(part),
            }
        }
        out
    });
    (named.collect(), style)
}

/// What follows the place of a label in its tag.
fn look(tag_on: &str) -> Option<&str> {
    let (tag, _) = tag_on.split_once('>')?;
    let (_, look) = tag.split_at(tag.find("font-size=")?);
    // An attribute that is no property of style has no place in a rule.
    let known = |look: &str| {
        !["transform=", "dx=", "dy=", "id=", "class="]
            .iter()
            .any(|a| look.contains(a))
    };
    known(look).then_some(look)
}

/// Presentation attributes as declarations of CSS, which asks for the unit of a size.
fn rule(look: &str) -> Option<String> {
    let mut rule = String::new();
    let mut rest = look.trim();
    while !rest.is_empty() {
        let (name, on) = rest.split_once("=\"")?;
        let (value, on) = on.split_once('"')?;
        let unit = if name == "font-size" { "px" } else { "" };
        // Writing to a String does not fail.
        let _ = write!(rule, "{name}:{value}{unit};");
        rest = on.trim_start();
    }
    Some(rule)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_one_look_share_a_class_and_others_keep_their_own() {
        let label = "<text x=\"1\" y=\"2\" font-size=\"215\" fill=\"#16161d\" \
                     font-family=\"'Roboto Condensed', sans-serif\" stroke-width=\"47\">Lens</text>";
        let other = "<text x=\"1\" y=\"2\" font-size=\"540\" fill=\"#16161d\">Titre</text>";
        let (svgs, style) = by_class(&[label.repeat(3) + other, label.to_owned()]);
        assert_eq!(
            style,
            ".l0{font-size:215px;fill:#16161d;font-family:'Roboto Condensed', sans-serif;stroke-width:47;}\n"
        );
        let named = "<text x=\"1\" y=\"2\" class=l0>Lens</text>";
        assert_eq!(svgs, [named.repeat(3) + other, named.to_owned()]);
    }
}
