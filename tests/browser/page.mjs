// Opens a rapport.html in a real Chromium and uses it as a reader would.
//
//   npm install --no-save playwright-core
//   node tests/browser/page.mjs output/rapport.html [a word that must be found, default Berck]
//
// The browser is CHROMIUM, or /usr/bin/chromium. Ends with 0 when all holds, 1 when something does
// not, 77 where there is no browser to ask.
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [file, word = "Berck"] = process.argv.slice(2);
const browserPath = process.env.CHROMIUM || "/usr/bin/chromium";
const playwright = await import("playwright-core").catch(() => null);
if (!file || !playwright || !existsSync(browserPath)) {
  console.log("ignored: needs a page, playwright-core and chromium");
  process.exit(77);
}
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update"];
const browser = await playwright.chromium.launch({ executablePath: browserPath, args: flags });
const address = pathToFileURL(resolve(file)).href;
let failures = 0;
const holds = (truth, sentence) => {
  console.log(`${truth ? "ok  " : "FAIL"} ${sentence}`);
  if (!truth) failures += 1;
};

const open = async (options) => {
  const page = await (await browser.newContext(options)).newPage();
  page.heard = [];
  page.asked = [];
  page.on("console", (m) => ["error", "warning"].includes(m.type()) && page.heard.push(m.text()));
  page.on("pageerror", (e) => page.heard.push(e.message));
  page.on("request", (r) => /^(file|data|blob):/.test(r.url()) || page.asked.push(r.url()));
  await page.goto(address);
  return page;
};
const view = (page) => page.getAttribute("#plan", "viewBox");
const settled = (page) => page.evaluate(() => new Promise((r) => requestAnimationFrame(() => requestAnimationFrame(r))));

const page = await open({ viewport: { width: 1280, height: 900 }, acceptDownloads: true });

const all = await page.locator("#liste button").count();
await page.fill("#cherche", word.toUpperCase());
const found = await page.locator("#liste button").allTextContents();
holds(found.length > 0 && found.length < all, `the search finds ${word}: ${found.join(", ")}`);
await page.press("#cherche", "Enter");
await settled(page);
const card = await page.textContent("#fiche");
holds(card.includes(word), "Enter opens the card of the first one found");
const link = page.locator("#fiche a");
holds(/^https:\/\/sig\.ville\.gouv\.fr\/territoire\/Q[NP]\w{6}$/.test(await link.getAttribute("href")), "the card links to SIG Ville");
holds((await link.getAttribute("rel")).includes("noreferrer"), "the link tells nothing about the page");
await page.keyboard.press("Escape");
holds(await page.locator("#fiche").isHidden(), "Escape closes the card");
await page.fill("#cherche", "");

for (const year of [2015, 2024]) {
  await page.uncheck(`#voir-${year}`);
  holds(await page.locator(`#g${year}`).isHidden(), `the perimeters of ${year} can be hidden`);
  await page.check(`#voir-${year}`);
  holds(await page.locator(`#g${year}`).isVisible(), `the perimeters of ${year} can be shown again`);
}

await page.focus("#plan");
const before = await view(page);
await page.keyboard.press("+");
await settled(page);
const nearer = await view(page);
holds(nearer !== before, "plus zooms");
await page.keyboard.press("ArrowRight");
await settled(page);
holds((await view(page)) !== nearer, "an arrow moves the map");
const box = await page.locator("#plan").boundingBox();
await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
const still = await view(page);
await page.mouse.wheel(0, -300);
await page.waitForTimeout(200);
holds((await view(page)) !== still, "the wheel zooms the map in use");
await page.click("#tout");
await page.locator(".q[tabindex='0']").focus();
await page.keyboard.press("Enter");
holds(await page.locator("#fiche").isVisible(), "Enter on a quartier opens its card");
await page.keyboard.press("Escape");

await page.evaluate(() => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
const heading = page.locator("#t-contrats thead [role=button]").nth(1);
await heading.click();
await heading.click();
const column = await page.locator("#t-contrats tbody td:nth-child(2)").evaluateAll((cells) => cells.map((c) => Number(c.dataset.v)));
holds(column.every((n, i) => i === 0 || column[i - 1] >= n), "a second click on a heading sorts from the largest");
const [download] = await Promise.all([
  page.waitForEvent("download"),
  page.locator("details.listing:has(#t-evolution) .csv").click(),
]);
const csv = readFileSync(await download.path(), "utf8");
holds(csv.startsWith("\ufeffcode_qp_2015;nom_qp_2015;"), "a table downloads as CSV with the names of its columns");

holds(page.heard.length === 0, `nothing in the console ${page.heard.join(" | ")}`);
holds(page.asked.length === 0, `no request ${page.asked.join(" ")}`);

// Print: A4 with margins is 184 mm wide, turned 273 mm.
await page.emulateMedia({ media: "print" });
for (const [width, selector] of [[184, "table:not(.wide table):not(figure table)"], [273, ".wide:not(.screen) table"]]) {
  await page.setViewportSize({ width: Math.floor(width * 96 / 25.4), height: 1000 });
  const cut = await page.evaluate((s) => [...document.querySelectorAll(s)]
    .filter((t) => t.getBoundingClientRect().right > innerWidth + 1).map((t) => t.id), selector);
  holds(cut.length === 0, `no table is cut on paper ${width} mm wide ${cut.join(" ")}`);
}

const phone = await open({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });
const width = await phone.evaluate(() => document.documentElement.scrollWidth);
holds(width <= 390, "the page fits a phone");

const quiet = await open({ javaScriptEnabled: false });
holds(await quiet.locator("#t-contrats").isVisible(), "tables can be read without JavaScript");
holds(await quiet.locator("#plan .shape").first().isVisible(), "the map can be seen without JavaScript");

await browser.close();
process.exit(failures ? 1 : 0);
