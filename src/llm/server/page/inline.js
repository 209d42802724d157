// Markdown within a line -> nodes: code, emphasis, links. A text that makes no sense stays text.

import { el } from "./dom.js";

const MOST_DELIMITERS = 2000;
const PUNCTUATION = /[!-/:-@[-`{-~]/;
const BARE_URL = /^https?:\/\/[^\s<>"'`]+/;
// `<address>`, or an address in which parentheses are in pairs; and a title, which is left out.
const LINKED =
  /^\s*(?:<([^<>\n]*)>|((?:[^\s()\\]|\\.|\([^\s()]*\))*))(?:\s+"[^"]*"|\s+'[^']*')?\s*\)/;
const SAFE = new Set(["http:", "https:", "mailto:"]);

/** The nodes and strings that *text* comes to. */
export function inline(text) {
  const items = [];
  const closing = brackets(text);
  const unclosed = new Set();
  let plain = "";
  let place = 0;
  const push = (item) => {
    if (plain) items.push(plain);
    plain = "";
    if (item) items.push(item);
  };
  while (place < text.length) {
    const sign = text[place];
    const found =
      sign === "`"
        ? code(text, place, unclosed)
        : sign === "[" || (sign === "!" && text[place + 1] === "[")
          ? link(text, place, closing)
          : sign === "<" || sign === "h"
            ? bareLink(text, place)
            : null;
    if (found) {
      push(found.node);
      place = found.end;
    } else if (sign === "\\" && PUNCTUATION.test(text[place + 1] ?? "")) {
      plain += text[place + 1];
      place += 2;
    } else if (sign === "\\" && text[place + 1] === "\n") {
      push(el("br"));
      place += 2;
    } else if (sign === "\n") {
      const breaks = plain.endsWith("  ");
      plain = plain.trimEnd();
      if (breaks) push(el("br"));
      else plain += "\n";
      place += 1;
    } else if (sign === "*" || sign === "_" || sign === "~") {
      const delimiter = run(text, place);
      push(delimiter);
      place += delimiter.count;
    } else if (sign === "`") {
      const end = endOfRun(text, place);
      plain += text.slice(place, end);
      place = end;
    } else {
      plain += sign;
      place += 1;
    }
  }
  push(null);
  return emphasized(items);
}

/** An address that can do no harm, or null: no script, and nothing on this server. */
export function safeUrl(given) {
  try {
    const url = new URL(given.trim());
    return SAFE.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens apart and does not say where from; the bare text where it is not safe. */
export function anchor(given, ...children) {
  const href = safeUrl(given);
  if (href === null) return el("span", {}, ...children);
  return el("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function endOfRun(text, place) {
  let end = place;
  while (text[end] === text[place]) end += 1;
  return end;
}

function code(text, place, unclosed) {
  const opened = endOfRun(text, place);
  const length = opened - place;
  if (unclosed.has(length)) return null;
  for (let next = text.indexOf("`", opened); next >= 0; next = text.indexOf("`", next)) {
    const end = endOfRun(text, next);
    if (end - next === length) {
      const said = text.slice(opened, next).replaceAll("\n", " ");
      const padded = said.startsWith(" ") && said.endsWith(" ") && said.trim() !== "";
      return { node: el("code", {}, padded ? said.slice(1, -1) : said), end };
    }
    next = end;
  }
  unclosed.add(length);
  return null;
}

/** Where each opening bracket is closed. */
function brackets(text) {
  const closing = new Map();
  const open = [];
  for (let place = 0; place < text.length; place += 1) {
    if (text[place] === "\\") place += 1;
    else if (text[place] === "[") open.push(place);
    else if (text[place] === "]" && open.length) closing.set(open.pop(), place);
  }
  return closing;
}

/** `[text](address "title")`, and `![text](address)`, which is never fetched but linked. */
function link(text, place, closing) {
  const picture = text[place] === "!";
  const start = place + (picture ? 1 : 0);
  const end = closing.get(start);
  if (end === undefined || text[end + 1] !== "(" || end - start > 2000) return null;
  const rest = text.slice(end + 2, end + 4002);
  const found = LINKED.exec(rest);
  if (!found) return null;
  const said = text.slice(start + 1, end);
  const address = (found[1] ?? found[2]).replace(/\\([!-/:-@[-`{-~])/g, "$1");
  const inner = picture ? [`Image: ${said || address}`] : inline(said);
  return { node: anchor(address, ...inner), end: end + 2 + found[0].length };
}

function bareLink(text, place) {
  if (text[place] === "<") {
    const found = /^<((?:https?:\/\/|mailto:)[^\s<>]*)>/.exec(text.slice(place, place + 2000));
    return found && { node: anchor(found[1], found[1]), end: place + found[0].length };
  }
  if (!text.startsWith("http", place) || /\w/.test(text[place - 1] ?? "")) return null;
  const found = BARE_URL.exec(text.slice(place, place + 2000));
  if (!found) return null;
  let said = found[0].replace(/[.,;:!?*_~\]]+$/, "");
  if (said.endsWith(")") && !said.includes("(")) said = said.slice(0, -1);
  return { node: anchor(said, said), end: place + said.length };
}

/** A run of signs that may open or close emphasis. */
function run(text, place) {
  const end = endOfRun(text, place);
  const sign = text[place];
  const before = text[place - 1] ?? " ";
  const after = text[end] ?? " ";
  const left = !/\s/.test(after) && (!PUNCTUATION.test(after) || /[\s!-/:-@[-`{-~]/.test(before));
  const right = !/\s/.test(before) && (!PUNCTUATION.test(before) || /[\s!-/:-@[-`{-~]/.test(after));
  const count = end - place;
  return {
    sign,
    count,
    left: count,
    opens: left && (sign !== "_" || !right || PUNCTUATION.test(before)),
    closes: right && (sign !== "_" || !left || PUNCTUATION.test(after)),
  };
}

const isDelimiter = (item) => typeof item === "object" && !(item instanceof Node);

/** *items* with what stands between two runs of the same sign put into an element. */
function emphasized(items) {
  const delimiters = items.filter(isDelimiter).length;
  if (delimiters && delimiters <= MOST_DELIMITERS) pair(items);
  return items.map((item) => (isDelimiter(item) ? item.sign.repeat(item.left) : item));
}

function pair(items) {
  const unopened = {};
  for (let place = 0; place < items.length; place += 1) {
    const closer = items[place];
    if (!isDelimiter(closer) || !closer.closes) continue;
    while (closer.left > 0) {
      const from = opener(items, place, closer, unopened[closer.sign] ?? 0);
      if (from < 0) {
        if (!closer.opens) unopened[closer.sign] = place;
        break;
      }
      const two = closer.sign === "~" || (items[from].left >= 2 && closer.left >= 2);
      const used = two ? Math.min(2, items[from].left, closer.left) : 1;
      const tag = closer.sign === "~" ? "del" : two ? "strong" : "em";
      const inner = items.slice(from + 1, place).map((item) =>
        isDelimiter(item) ? item.sign.repeat(item.left) : item,
      );
      items[from].left -= used;
      closer.left -= used;
      items.splice(from + 1, place - from - 1, el(tag, {}, ...inner));
      place = from + 2;
    }
  }
}

function opener(items, place, closer, bottom) {
  for (let from = place - 1; from >= bottom; from -= 1) {
    const item = items[from];
    if (!isDelimiter(item) || !item.opens || item.sign !== closer.sign || !item.left) continue;
    if (closer.sign !== "~" || item.left === closer.left) return from;
  }
  return -1;
}
