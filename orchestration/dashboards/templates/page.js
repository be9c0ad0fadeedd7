/* The page: filters, adds up, writes and draws what content.py has put into it. No library but Vega. */
"use strict";
const CONTENT = JSON.parse(document.getElementById("content").textContent);
const NOTHING = "–";
const NAMES = { period: "period", line: "line", country: "country", channel: "channel" };
const chosen = { from: "", to: "", line: "", country: "", channel: "" };
const dark = matchMedia("(prefers-color-scheme: dark)");

function rounded(number, decimals) {
  // twice: sums of cents are no exact numbers here
  const exact = Number(number.toFixed(10));
  const factor = 10 ** decimals;
  const whole = Math.sign(exact) * Math.round(Number((Math.abs(exact) * factor).toPrecision(15)));
  return (whole / factor).toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

function written(value, format) {
  if (value === null || value === undefined) return NOTHING;
  if (format.kind === "time") return String(value);
  if (format.kind === "share") return rounded(value * 100, format.decimals) + " %";
  return (rounded(value, format.decimals) + " " + format.unit).trim();
}

function months() {
  const found = new Set();
  for (const page of CONTENT.pages)
    for (const item of page.items)
      if (item.filters.period !== undefined)
        for (const row of item.rows) if (row[item.filters.period]) found.add(row[item.filters.period].slice(0, 7));
  return [...found].sort();
}

function members(page, filter) {
  const found = new Set();
  for (const item of page.items)
    if (item.filters[filter] !== undefined)
      for (const row of item.rows) found.add(row[item.filters[filter]] ?? "(none)");
  return [...found].sort();
}

function active() {
  const names = ["line", "country", "channel"].filter((name) => chosen[name]);
  return chosen.from || chosen.to ? ["period", ...names] : names;
}

function passes(item, row) {
  for (const [name, place] of Object.entries(item.filters)) {
    const value = row[place];
    if (name === "period") {
      const month = (value ?? "").slice(0, 7);
      if ((chosen.from && (!month || month < chosen.from)) || (chosen.to && (!month || month > chosen.to))) return false;
    } else if (chosen[name] && (value ?? "(none)") !== chosen[name]) return false;
  }
  return true;
}

function combined(item, rows, part) {
  if (part.columns) return new Set(rows.filter((row) => part.columns.every((at) => row[at] !== null)).map((row) => JSON.stringify(part.columns.map((at) => row[at])))).size;
  const values = rows.map((row) => row[part.at]).filter((value) => value !== null);
  if (part.how === "count") return values.reduce((one, other) => one + other, 0);
  if (!values.length) return null;
  if (part.how === "max") return values.reduce((one, other) => (other > one ? other : one));
  if (part.how === "min") return values.reduce((one, other) => (other < one ? other : one));
  return values.reduce((one, other) => one + other, 0);
}

function measured(item, rows) {
  return item.measures.map((measure) => {
    const [first, second] = measure.parts.map((part) => combined(item, rows, part));
    if (measure.parts.length === 1) return first;
    return first === null || !second ? null : first / second;
  });
}

function compared(one, other) {
  if (one === other) return 0;
  if (one === null) return 1;
  if (other === null) return -1;
  return one < other ? -1 : 1;
}

/* The groups of an item after filtering: its members and its values, in order, with what was left out. */
function shown(item) {
  const rows = item.rows.filter((row) => passes(item, row));
  if (!item.groups.length) return { groups: [{ members: [], values: measured(item, rows) }], of: 1, whole: null };
  const byKey = new Map();
  for (const row of rows) {
    const key = JSON.stringify(row.slice(0, item.groups.length));
    if (!byKey.has(key)) byKey.set(key, []);
    byKey.get(key).push(row);
  }
  let groups = [...byKey.values()].map((found) => ({
    members: found[0].slice(0, item.groups.length),
    values: measured(item, found),
  }));
  const onAxis = new Map();
  for (const group of groups) {
    const value = group.values[0];
    const name = group.members[0];
    onAxis.set(name, onAxis.has(name) ? (onAxis.get(name) ?? 0) + (value ?? 0) : value);
  }
  const isByMember = item.chart === "bars" || item.chart === "line";
  const first = item.groups[0];
  groups.sort((one, other) => {
    if (item.chart === "line") return compared(one.members[0], other.members[0]) || compared(one.members[1] ?? "", other.members[1] ?? "");
    if (first.time && item.chart === "table") return -compared(one.members[0], other.members[0]) || compared(String(one.members), String(other.members));
    if (item.chart === "table" && !item.top) return compared(String(one.members), String(other.members));
    const left = isByMember ? onAxis.get(one.members[0]) : one.values[0];
    const right = isByMember ? onAxis.get(other.members[0]) : other.values[0];
    if (left !== right) return left === null ? 1 : right === null ? -1 : right > left ? 1 : -1;
    return compared(String(one.members), String(other.members));
  });
  let of = isByMember ? onAxis.size : groups.length;
  const whole = item.share ? groups.reduce((sum, group) => sum + (group.values[0] ?? 0), 0) : null;
  if (item.top && item.chart !== "line") {
    if (isByMember) {
      const kept = new Set([...new Set(groups.map((group) => group.members[0]))].slice(0, item.top));
      groups = groups.filter((group) => kept.has(group.members[0]));
    } else groups = groups.slice(0, item.top);
  }
  if (item.all !== null && item.all > of) of = item.all;
  return { groups, of, whole };
}

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) made.setAttribute(name, value);
  for (const child of children) made.append(child);
  return made;
}

function numbers(item, found) {
  const head = element("tr", {}, ...item.groups.map((group) => element("th", { scope: "col" }, group.label)),
    ...item.measures.map((measure) => element("th", { scope: "col", class: "n" }, measure.label)));
  if (item.share) head.append(element("th", { scope: "col", class: "n" }, "Share"));
  const body = element("tbody");
  for (const group of found.groups) {
    const line = element("tr", {}, ...group.members.map((name) => element("td", {}, name ?? "(none)")),
      ...group.values.map((value, at) => element("td", { class: "n" }, written(value, item.measures[at].format))));
    if (item.share) line.append(element("td", { class: "n" }, written(found.whole ? (group.values[0] ?? 0) / found.whole : null, { kind: "share", decimals: 1 })));
    body.append(line);
  }
  return element("div", { class: "scroll", tabindex: "0" }, element("table", {}, element("thead", {}, head), body));
}

function points(item, found) {
  return found.groups.map((group) => ({
    x: group.members[0] ?? "(none)",
    s: item.split === null ? item.measures[0].label : group.members[item.split] ?? "(none)",
    name: group.members.map((name) => name ?? "(none)").join(", "),
    v: group.values[0],
    w: group.values[1] ?? null,
    t: group.values.map((value, at) => written(value, item.measures[at].format)).join(", ")
      + (found.whole ? " (" + written((group.values[0] ?? 0) / found.whole, { kind: "share", decimals: 1 }) + ")" : ""),
  }));
}

function notes(item, found) {
  const said = [];
  const count = item.chart === "bars" ? new Set(found.groups.map((group) => group.members[0])).size : found.groups.length;
  if (item.groups.length && found.of > count && item.chart !== "line") said.push("The first " + count.toLocaleString("en-US") + " of " + found.of.toLocaleString("en-US") + ".");
  const ignored = active().filter((name) => item.filters[name] === undefined);
  if (ignored.length) said.push("Not filtered by " + ignored.map((name) => NAMES[name]).join(", ") + ".");
  if (item.note) said.push(item.note);
  return said.join(" ");
}

let drawn = 0;
async function draw(place, item, found) {
  const spec = JSON.parse(JSON.stringify(item.spec));
  spec.data = { values: points(item, found) };
  spec.config = JSON.parse(JSON.stringify(CONTENT.themes[dark.matches ? "dark" : "light"]));
  if (innerWidth < 560) {
    Object.assign(spec.config.legend, { columns: 2, labelLimit: 110 });
    if (item.chart === "bars") spec.encoding.y.axis.labelLimit = 130;
  }
  await vegaEmbed(place, spec, { actions: false, renderer: "svg", logLevel: 1 });
}

function card(item) {
  const found = shown(item);
  const made = element("section", { class: "card " + item.chart, "data-item": item.name });
  made.append(element("h3", {}, item.question));
  const isEmpty = item.chart !== "number" && !found.groups.length;
  if (item.missing) made.append(element("p", { class: "empty" }, item.missing));
  else if (item.chart === "number") {
    const text = written(found.groups[0].values[0], item.measures[0].format);
    made.append(element("p", { class: "value" }, text));
  } else if (isEmpty) made.append(element("p", { class: "empty" }, item.empty));
  else if (item.chart === "table") made.append(numbers(item, found));
  else {
    const place = element("div", { class: "chart" });
    made.append(place);
    drawn += 1;
    draw(place, item, found).catch((error) => place.replaceChildren(element("p", { class: "empty" }, "This chart cannot be drawn: " + error.message))).finally(() => { drawn -= 1; });
    made.append(element("details", {}, element("summary", {}, "Numbers"), numbers(item, found)));
  }
  const said = notes(item, found);
  if (said) made.append(element("p", { class: "note" }, said));
  return made;
}

function current() {
  const name = location.hash.slice(1);
  return CONTENT.pages.find((page) => page.name === name) ?? CONTENT.pages[0];
}

function choice(name, label, values) {
  const select = element("select", { name, "aria-label": label });
  select.append(element("option", { value: "" }, "all"));
  for (const value of values) select.append(element("option", { value }, value));
  select.value = chosen[name];
  if (select.value !== chosen[name]) { select.value = ""; chosen[name] = ""; }
  select.addEventListener("change", () => { chosen[name] = select.value; show(); });
  return element("label", {}, label + " ", select);
}

function bar(page) {
  const made = document.getElementById("filters");
  const made_of = [];
  const has = (name) => page.items.some((item) => item.filters[name] !== undefined);
  if (has("period")) made_of.push(choice("from", "From", months()), choice("to", "To", months()));
  for (const name of ["line", "country", "channel"]) {
    if (has(name)) made_of.push(choice(name, NAMES[name][0].toUpperCase() + NAMES[name].slice(1), members(page, name)));
    else chosen[name] = "";
  }
  if (!has("period")) chosen.from = chosen.to = "";
  made.replaceChildren(...made_of);
  made.hidden = !made_of.length;
}

function show() {
  const page = current();
  bar(page);
  document.title = page.title + " – " + CONTENT.title;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.hash === "#" + page.name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.getElementById("about").textContent = page.about;
  const cards = page.items.map(card);
  document.getElementById("tiles").replaceChildren(...cards.filter((made) => made.classList.contains("number")));
  document.getElementById("cards").replaceChildren(...cards.filter((made) => !made.classList.contains("number")));
}

document.querySelector("nav").append(...CONTENT.pages.map((page) => element("a", { href: "#" + page.name }, page.title)));
addEventListener("hashchange", () => { show(); scrollTo(0, 0); });
dark.addEventListener("change", show);
show();
