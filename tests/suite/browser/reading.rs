//! What the page asks of eyes, screen readers and fingers (WCAG 2.2, level AA), measured in the
//! browser on what it computes from the style.

use super::{Tab, page};
use serde_json::json;

/// Texts whose colour is too near to what lies behind them (success criterion 1.4.3).
const FAINT: &str = r#"
(() => {
  const parts = c => { const n = c.match(/[\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n; };
  const over = (top, below) => below.slice(0, 3).map((b, i) => top[i] * top[3] + b * (1 - top[3]));
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b; };
  const behind = e => { if (!e) return [255, 255, 255];
    const c = parts(getComputedStyle(e).backgroundColor);
    return c[3] === 1 ? c.slice(0, 3) : over(c, behind(e.parentElement)); };
  const faint = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  for (let node; (node = walker.nextNode());) {
    const e = node.parentElement;
    if (!node.textContent.trim() || e.closest("svg,script,noscript") || !e.checkVisibility()) continue;
    const look = getComputedStyle(e), ground = behind(e), ink = over(parts(look.color), ground);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x), ratio = (a + .05) / (b + .05);
    const size = parseFloat(look.fontSize), large = size >= 24 || (size >= 18.66 && look.fontWeight >= 700);
    if (ratio < (large ? 3 : 4.5)) faint.add(`${ratio.toFixed(2)} ${e.tagName}.${e.className} ${node.textContent.trim().slice(0, 30)}`);
    seen += 1;
  }
  if (seen < 500) faint.add(`only ${seen} texts seen`);
  return [...faint];
})()
"#;

fn nothing(tab: &mut Tab, what: &str) {
    assert_eq!(tab.eval(what), json!([]));
}

/// A tab with all that the page can show in view: tables, a card with a disagreement, the hints.
fn all_open() -> Tab {
    let mut tab = Tab::open(&page());
    tab.eval(
        "document.querySelectorAll('details').forEach(d => { d.open = true; });
         document.querySelector('#astuce').hidden = document.querySelector('#ancien').hidden = false;",
    );
    tab.click("#t-contrats thead th [role=button]");
    // The first quartier on which letter and measure disagree.
    tab.eval(
        "(() => { const b = [...document.querySelectorAll('#liste button')];
           const card = document.querySelector('#fiche');
           b.find(x => { x.click(); return card.querySelector('.warn'); }); })()",
    );
    assert!(tab.holds("document.querySelector('#fiche .warn') !== null"));
    tab
}

#[test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
fn every_text_stands_out_from_what_lies_behind_it() {
    let mut tab = all_open();
    nothing(&mut tab, FAINT);
    // The measure itself sees what is too faint.
    tab.eval("document.querySelector('h2').style.color = '#a0a0a0'");
    let found = tab.eval(FAINT);
    assert!(found[0].as_str().unwrap().contains(" H2."), "{found}");
}

#[test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
fn lines_that_mean_something_stand_out_too() {
    let mut tab = all_open();
    // Fields, buttons and the limits of both generations against white (criterion 1.4.11).
    let faint = r##"
    (() => {
      const light = c => { const [r, g, b] = c.match(/[\d.]+/g).map(Number).map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4);
        return .2126 * r + .7152 * g + .0722 * b; };
      const lines = [["#cherche", "borderTopColor"], [".tools button", "borderTopColor"], [".csv", "borderTopColor"],
        ["#g2015 .shape", "stroke"], ["#g2024 .shape", "stroke"], ["#g2015 .dot", "stroke"], ["#g2024 .dot", "stroke"]];
      return lines.map(([e, p]) => [e, 1.05 / (light(getComputedStyle(document.querySelector(e))[p]) + .05)]).filter(([, r]) => r < 3);
    })()"##;
    nothing(&mut tab, faint);
}

#[test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
fn headings_follow_each_other_and_everything_has_a_name() {
    let mut tab = all_open();
    assert!(tab.holds("document.querySelectorAll('h1').length === 1"));
    nothing(
        &mut tab,
        "(() => { let last = 0; return [...document.querySelectorAll('h1,h2,h3,h4')].filter(h => {
            const level = Number(h.tagName[1]), jump = level > last + 1; last = level; return jump; }).map(h => h.textContent); })()",
    );
    // Controls, by their text, their label or what labels them.
    nothing(
        &mut tab,
        "[...document.querySelectorAll('a,button,input,summary,[role=button],[role=region],[role=group]')].filter(e =>
            !(e.getAttribute('aria-label') || e.textContent.trim() || (e.labels && e.labels.length)
              || document.getElementById(e.getAttribute('aria-labelledby')))).map(e => e.outerHTML.slice(0, 80))",
    );
    // Parts of the page that a screen reader lists are told apart.
    nothing(
        &mut tab,
        "(() => { const seen = new Set(); return [...document.querySelectorAll('section,nav,[role=region]')].map(e =>
            e.getAttribute('aria-label') || document.getElementById(e.getAttribute('aria-labelledby')).textContent)
            .filter(n => seen.size === seen.add(n).size); })()",
    );
    nothing(
        &mut tab,
        "[...document.querySelectorAll('table')].filter(t => !t.caption || [...t.tHead.querySelectorAll('th')].some(h => h.scope !== 'col')).map(t => t.id)",
    );
    nothing(
        &mut tab,
        "[...document.querySelectorAll('figure svg')].filter(s => s.getAttribute('role') !== 'img'
            || !s.getAttribute('aria-labelledby').split(' ').every(i => document.getElementById(i))).map(s => s.outerHTML.slice(0, 80))",
    );
    tab.is_silent();
}

#[test]
#[cfg_attr(not(chromium), ignore = "needs Chromium")]
fn fingers_hit_what_they_aim_at() {
    let mut tab = Tab::open(&page());
    tab.window(360, 740, true);
    tab.load(&page());
    tab.ready();
    // 24 by 24 pixels at least (criterion 2.5.8); words in a sentence are free of it.
    nothing(
        &mut tab,
        "[...document.querySelectorAll('button,input,summary,nav a')].filter(e => e.checkVisibility()).map(e => [e, e.closest('label') || e])
            .map(([e, l]) => [e.outerHTML.slice(0, 60), l.getBoundingClientRect()]).filter(([, r]) => r.width < 24 || r.height < 24).map(([n]) => n)",
    );
}
