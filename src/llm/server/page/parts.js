// What an answer is made of: text, reasoning, tool calls and their results, attachments.

import { blobUrl } from "./api.js";
import { el, show } from "./dom.js";
import { anchor } from "./inline.js";
import { MarkdownView, codeBlock } from "./markdown.js";
import { counted } from "./words.js";

const REDACTED = "The provider keeps this reasoning to itself.";
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

/** The parts of an answer, as they come or as they were stored. */
export class AnswerView {
  constructor() {
    this.element = el("div", { class: "answer" });
    this._parts = new Map();
  }

  /** Show messages of the history. */
  fill(messages) {
    this.clear();
    this.element.append(...messages.flatMap((message) => message.parts.flatMap(stored)));
  }

  clear() {
    this._parts.clear();
    this.element.replaceChildren();
  }

  /** Show one more event of an answer. */
  add(event) {
    const make = LIVE[event.type];
    if (!make || event.chunk === undefined) return;
    const key = `${event.message_index ?? 0}:${event.part_index}:${make.name}`;
    let part = this._parts.get(key);
    if (!part) {
      part = new make(event);
      this._parts.set(key, part);
      this.element.append(part.element);
    }
    part.add(event);
  }

  /** Show all that has come. */
  flush() {
    for (const part of this._parts.values()) part.end?.();
  }
}

class Text {
  constructor() {
    this._view = new MarkdownView();
    this.element = this._view.element;
  }

  add(event) {
    this._view.append(event.chunk);
  }

  end() {
    this._view.flush();
  }
}

class Reasoning {
  constructor() {
    this._text = document.createTextNode("");
    this._words = el("span", { class: "quiet" });
    const thought = el("div", { class: "thought" }, this._text);
    this.element = fold("reasoning", ["Reasoning ", this._words], thought);
  }

  add({ chunk, redacted }) {
    this._text.appendData(chunk);
    if (redacted && !this._text.data) this._text.data = REDACTED;
    const words = this._text.data.split(/\s+/).filter(Boolean).length;
    if (!redacted) this._words.textContent = counted(words, "word", "words");
  }
}

class ToolCall {
  constructor({ server_executed: remote }) {
    this._name = el("code", {});
    this._arguments = "";
    this._body = el("div");
    const by = remote ? " by the provider" : "";
    this.element = fold("tool", ["Tool call ", this._name, by], this._body);
  }

  add(event) {
    if (event.type === "tool_call_name") this._name.append(event.chunk);
    else this._arguments += event.chunk;
    this._body.replaceChildren(codeBlock(this._arguments, "json"));
  }

  end() {
    try {
      const pretty = JSON.stringify(JSON.parse(this._arguments || "{}"), null, 2);
      this._body.replaceChildren(codeBlock(pretty, "json"));
    } catch {
      // What is no JSON is shown as it came.
    }
  }
}

class ToolResult {
  constructor({ tool_name: name }) {
    this._text = "";
    this._body = el("div");
    this.element = fold("tool", ["Result of ", el("code", {}, name ?? "a tool")], this._body);
  }

  add(event) {
    this._text += event.chunk;
    this._body.replaceChildren(codeBlock(this._text));
  }
}

class Attached {
  constructor({ attachment }) {
    this.element = el("div", { class: "attachments" }, attachmentView(inData(attachment)));
  }

  add() {}
}

const LIVE = {
  text: Text,
  reasoning: Reasoning,
  tool_call_name: ToolCall,
  tool_call_args: ToolCall,
  tool_result: ToolResult,
  attachment: Attached,
};

/** The elements of a part as the history has it. */
export function stored(part) {
  const live = (cls, ...events) => {
    const view = new cls(events[0]);
    for (const event of events) view.add(event);
    view.end?.();
    return [view.element];
  };
  switch (part.type) {
    case "text":
      return live(Text, { chunk: part.text });
    case "reasoning":
      if (!part.text && !part.redacted) return [];
      return live(Reasoning, { chunk: part.text, redacted: part.redacted });
    case "tool_call":
      return live(
        ToolCall,
        { ...part, type: "tool_call_name", chunk: part.name },
        { type: "tool_call_args", chunk: JSON.stringify(part.arguments) },
      );
    case "tool_result": {
      const view = new ToolResult({ tool_name: part.name });
      view.add({ chunk: part.output });
      if (part.exception) view.element.append(el("p", { class: "problem" }, part.exception));
      if (part.attachments) view.element.append(attachments(part.attachments));
      return [view.element];
    }
    case "attachment":
      return part.attachment ? [attachments([part.attachment])] : [];
    default:
      return [];
  }
}

const attachments = (given) => el("div", { class: "attachments" }, given.map(attachmentView));

/** Text that is folded until somebody wants to see it. */
function fold(kind, summary, ...body) {
  return el("details", { class: `fold ${kind}` }, el("summary", {}, ...summary), ...body);
}

function inData({ type, url, content }) {
  const shown = PICTURES.has(type) ? type : "application/octet-stream";
  return { type, url, name: null, bytes: content ? `data:${shown};base64,${content}` : null };
}

/** A picture, or where to get what is none. Pictures of other servers are linked, never fetched. */
export function attachmentView({ type, url, name, bytes }) {
  const called = name ?? type ?? "a file";
  if (!bytes) {
    const said = url ? anchor(url, `${called}: ${url}`) : `${called} (not kept)`;
    return el("span", { class: "file" }, said);
  }
  if (!PICTURES.has(type)) return download(called, bytes);
  const image = el("img", { alt: `Image: ${called}` });
  addressOf(bytes).then(
    (address) => image.setAttribute("src", address),
    () => image.replaceWith(el("span", { class: "file" }, `${called} (cannot be read)`)),
  );
  return image;
}

function download(called, bytes) {
  const problem = el("span", { class: "quiet", role: "status" });
  const button = el("button", { type: "button", class: "file" }, `Save ${called}`);
  button.addEventListener("click", async () => {
    try {
      const link = el("a", { href: await addressOf(bytes), download: called.split("/").at(-1) });
      link.click();
    } catch (error) {
      problem.textContent = ` ${error.message}`;
    }
  });
  show(problem);
  return el("span", {}, button, problem);
}

const addressOf = async (bytes) => (bytes.startsWith("/api/") ? blobUrl(bytes) : bytes);
