// Markdown -> elements, block by block; and a view of a text that is still coming.

import { copyButton, el } from "./dom.js";
import { inline } from "./inline.js";

const DEEPEST = 12;
const FENCE = /^ {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(?:( {1,4})(?=\S)|[ \t]*$| )/;
const UNDERLINE = /^ {0,3}(=+|-+)[ \t]*$/;
const BLANK = /^\s*$/;

/** The blocks of *text*: for each its element, and the number of the line at which it begins. */
export function blocks(text, depth = 0) {
  const lines = text.split("\n");
  const found = [];
  let at = 0;
  while (at < lines.length) {
    if (BLANK.test(lines[at])) {
      at += 1;
      continue;
    }
    const { node, next } = block(lines, at, depth);
    found.push({ node, line: at });
    at = next;
  }
  return found;
}

/** What *text* comes to, as elements. */
export const markdown = (text, depth = 0) => blocks(text, depth).map((each) => each.node);

function block(lines, at, depth) {
  const line = lines[at];
  if (FENCE.test(line)) return fenced(lines, at);
  if (depth > DEEPEST) return paragraph(lines, at);
  const heading = HEADING.exec(line);
  if (heading) {
    const said = (heading[2] ?? "").replace(/[ \t]+#+[ \t]*$/, "");
    return { node: headed(heading[1].length, said), next: at + 1 };
  }
  if (RULE.test(line)) return { node: el("hr"), next: at + 1 };
  if (QUOTE.test(line)) return quoted(lines, at, depth);
  if (ITEM.test(line)) return listed(lines, at, depth);
  if (beginsTable(lines, at)) return table(lines, at);
  return paragraph(lines, at);
}

// The page has headings of its own above these.
const headed = (level, said) =>
  el(`h${Math.min(level + 3, 6)}`, { class: `md-h${level}` }, ...inline(said.trim()));

function fenced(lines, at) {
  const [, fence, info] = FENCE.exec(lines[at]);
  const said = [];
  let next = at + 1;
  for (; next < lines.length; next += 1) {
    const end = FENCE.exec(lines[next]);
    if (end && end[1][0] === fence[0] && end[1].length >= fence.length && !end[2].trim()) {
      next += 1;
      break;
    }
    said.push(lines[next]);
  }
  return { node: codeBlock(said.join("\n"), info.trim().split(/\s/)[0]), next };
}

// What may be wider than the page is reached by keys, to be scrolled.
const scrolling = (label) => ({ tabindex: "0", role: "group", "aria-label": label });

/** A block of code, with its language and a button that copies it. */
export function codeBlock(text, language = "") {
  const named = language || "text";
  return el(
    "figure",
    { class: "code" },
    el("figcaption", {}, el("span", {}, named), copyButton(() => text)),
    el("pre", scrolling(`Code: ${named}`), el("code", {}, text)),
  );
}

function quoted(lines, at, depth) {
  const said = [];
  let next = at;
  while (next < lines.length && !BLANK.test(lines[next])) {
    if (!QUOTE.test(lines[next]) && interrupts(lines[next])) break;
    said.push(lines[next].replace(QUOTE, ""));
    next += 1;
  }
  return { node: el("blockquote", {}, ...markdown(said.join("\n"), depth + 1)), next };
}

function listed(lines, at, depth) {
  const marker = ITEM.exec(lines[at])[2];
  const ordered = marker.length > 1;
  const kind = marker.at(-1);
  const items = [];
  let loose = false;
  let next = at;
  while (next < lines.length) {
    const found = ITEM.exec(lines[next]);
    if (!found || found[2].at(-1) !== kind || found[2].length > 1 !== ordered) break;
    if (RULE.test(lines[next]) && items.length) break;
    const item = itemAt(lines, next, found);
    items.push(item.text);
    next = item.next;
    const after = next;
    while (next < lines.length && BLANK.test(lines[next])) next += 1;
    if (item.loose || (next > after && ITEM.test(lines[next] ?? ""))) loose = true;
  }
  const start = ordered ? Number.parseInt(marker, 10) : 1;
  const node = el(
    ordered ? "ol" : "ul",
    { start: ordered && start !== 1 ? start : null },
    items.map((text) => listItem(text, loose, depth)),
  );
  return { node, next };
}

/** The text of one item, without its marker and indentation, and where the next block begins. */
function itemAt(lines, at, found) {
  const indent = found[1].length + found[2].length + (found[3]?.length ?? 1);
  const said = [lines[at].slice(indent)];
  let next = at + 1;
  let loose = false;
  for (; next < lines.length; next += 1) {
    const line = lines[next];
    const inside = line.search(/\S/) >= indent;
    if (BLANK.test(line)) {
      const later = lines.slice(next).find((each) => !BLANK.test(each));
      if (later === undefined || later.search(/\S/) < indent) break;
      loose ||= !insideFence(said);
      said.push("");
    } else if (inside) said.push(line.slice(indent));
    else if (insideFence(said) || BLANK.test(said.at(-1))) break;
    else if (interrupts(line) || ITEM.test(line)) break;
    else said.push(line);
  }
  return { text: said.join("\n"), next, loose };
}

const insideFence = (said) => said.filter((line) => FENCE.test(line)).length % 2 === 1;

function listItem(text, loose, depth) {
  const task = /^\[([ xX])\] +/.exec(text);
  const nodes = markdown(task ? text.slice(task[0].length) : text, depth + 1);
  const bare = (node) => (node.tagName === "P" ? [...node.childNodes] : [node]);
  const said = loose ? nodes : nodes.flatMap(bare);
  if (!task) return el("li", {}, said);
  const [sign, label] = task[1] === " " ? ["☐", "to do"] : ["☑", "done"];
  const box = el("span", { class: "task", role: "img", "aria-label": label }, sign);
  return el("li", { class: "task-item" }, box, " ", said);
}

function cells(line) {
  const bare = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return bare.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll("\\|", "|"));
}

const beginsTable = (lines, at) =>
  lines[at].includes("|") && isDelimiterRow(lines[at + 1], cells(lines[at]).length);

function isDelimiterRow(line, count) {
  if (!line || !line.includes("-")) return false;
  const found = cells(line);
  return found.length === count && found.every((cell) => /^:?-+:?$/.test(cell));
}

function table(lines, at) {
  const sides = cells(lines[at + 1]).map((cell) =>
    cell.endsWith(":") ? (cell.startsWith(":") ? "middle" : "right") : null,
  );
  const row = (line, tag) => {
    const said = cells(line);
    return el("tr", {}, sides.map((side, index) =>
      el(tag, { class: side, scope: tag === "th" ? "col" : null }, ...inline(said[index] ?? ""))));
  };
  const body = [];
  let next = at + 2;
  while (next < lines.length && !BLANK.test(lines[next]) && lines[next].includes("|")) {
    body.push(row(lines[next], "td"));
    next += 1;
  }
  const made = el("table", {}, el("thead", {}, row(lines[at], "th")), el("tbody", {}, body));
  return { node: el("div", { class: "table", ...scrolling("Table") }, made), next };
}

/** Whether a line begins another block in the midst of a paragraph. */
function interrupts(line) {
  const item = ITEM.exec(line);
  return (
    FENCE.test(line) ||
    /^ {0,3}#{1,6}[ \t]/.test(line) ||
    RULE.test(line) ||
    QUOTE.test(line) ||
    (item !== null && !BLANK.test(line.slice(item[0].length)) && /^([-*+]|1[.)])$/.test(item[2]))
  );
}

function paragraph(lines, at) {
  const said = [lines[at].trimStart()];
  let next = at + 1;
  for (; next < lines.length && !BLANK.test(lines[next]); next += 1) {
    const line = UNDERLINE.exec(lines[next]);
    if (line) return { node: headed(line[1][0] === "=" ? 1 : 2, said.join("\n")), next: next + 1 };
    if (interrupts(lines[next])) break;
    if (beginsTable(lines, next)) break;
    said.push(lines[next].trimStart());
  }
  return { node: el("p", {}, ...inline(said.join("\n").trimEnd())), next };
}

/** A text that is still coming: only what may yet change is made anew. */
export class MarkdownView {
  constructor() {
    this.element = el("div", { class: "markdown" });
    this.text = "";
    this._open = 0; // where the text begins that may still become something else
    this._settled = 0; // how many elements come before that
    this._due = null;
    this._cost = 0;
  }

  append(text) {
    this.text += text;
    // What takes long to make is made less often.
    this._due ??= setTimeout(() => this.flush(), Math.max(30, this._cost * 8));
  }

  /** Show all that has come. */
  flush() {
    clearTimeout(this._due);
    this._due = null;
    const began = performance.now();
    const rest = this.text.slice(this._open);
    const found = blocks(rest);
    while (this.element.childNodes.length > this._settled) this.element.lastChild.remove();
    this.element.append(...found.map((each) => each.node));
    // The last block may go on; and a line that is not whole may not begin what it seems to begin.
    const lines = rest.split("\n");
    const last = found.length - (found.at(-1)?.line === lines.length - 1 ? 2 : 1);
    if (last > 0) {
      const settled = lines.slice(0, found[last].line);
      this._open += settled.reduce((sum, line) => sum + line.length + 1, 0);
      this._settled += last;
    }
    this._cost = performance.now() - began;
  }
}
