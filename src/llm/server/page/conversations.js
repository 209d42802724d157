// The side of the page: conversations, the last used first, and what a search finds.

import { json } from "./api.js";
import { announce, byId, el } from "./dom.js";
import { counted, era, time } from "./words.js";

const AT_ONCE = 50;
const MOST_AT_ONCE = 200;
const PAUSE = 200;

export class Conversations {
  constructor() {
    this._list = byId("list");
    this._shown = AT_ONCE;
    this._current = null;
    this._asked = 0;
    this._due = null;
    byId("search").addEventListener("input", () => {
      clearTimeout(this._due);
      this._due = setTimeout(() => this.refresh(), PAUSE);
    });
  }

  /** Mark the conversation that is open. */
  mark(id) {
    this._current = id;
    for (const link of this._list.querySelectorAll("a[data-conversation]")) {
      if (link.dataset.conversation === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }

  /** Show what there is now. */
  async refresh() {
    const number = ++this._asked;
    const question = byId("search").value.trim();
    let nodes;
    try {
      nodes = question ? await this._found(question) : await this._recent();
    } catch (error) {
      nodes = [el("p", { class: "problem" }, error.message)];
    }
    if (number !== this._asked) return; // somebody has typed on
    this._list.replaceChildren(...nodes);
    this.mark(this._current);
  }

  async _found(question) {
    const { hits } = await json(`/api/search?q=${encodeURIComponent(question)}`);
    announce(hits.length ? counted(hits.length, "result", "results") : "Nothing was found");
    if (!hits.length) return [el("p", { class: "quiet" }, "Nothing was found.")];
    return [el("h2", {}, "Found"), el("ul", {}, hits.map(hit))];
  }

  async _recent() {
    const { conversations, more } = await this._first(this._shown);
    if (!conversations.length) return [el("p", { class: "quiet" }, "Nothing was said yet.")];
    const nodes = [];
    let last = null;
    for (const one of conversations) {
      const of = era(one.used);
      if (of !== last) {
        nodes.push(el("h2", {}, of), el("ul"));
        last = of;
      }
      nodes.at(-1).append(entry(one));
    }
    if (more) {
      const show = () => this._more();
      nodes.push(el("button", { type: "button", class: "plain", onclick: show }, "Show more"));
    }
    return nodes;
  }

  /** So many conversations, and whether there are more; asked for in pieces. */
  async _first(count) {
    const conversations = [];
    for (;;) {
      const limit = Math.min(count - conversations.length, MOST_AT_ONCE);
      const found = await json(`/api/conversations?limit=${limit}&skip=${conversations.length}`);
      conversations.push(...found.conversations);
      if (!found.more || conversations.length >= count) return { conversations, more: found.more };
    }
  }

  async _more() {
    const before = this._shown;
    this._shown *= 4;
    await this.refresh();
    this._list.querySelectorAll("a")[before]?.focus();
  }
}

function entry({ id, name, model, calls, used, tags }) {
  const marks = tags.map((tag) => `#${tag}`);
  const about = [model, counted(calls, "turn", "turns"), used && time(used), ...marks];
  return el("li", {}, el("a", { href: `#/c/${id}`, "data-conversation": id },
    el("span", { class: "name" }, name || "Without a title"),
    el("span", { class: "quiet" }, about.filter(Boolean).join(" · "))));
}

function hit({ id, conversation, name, started, excerpt }) {
  const said = excerpt.map(([text, found]) => (found ? el("mark", {}, text) : text));
  return el("li", {}, el("a", { href: `#/c/${conversation}/${id}` },
    el("span", { class: "name" }, name || "Without a title"),
    el("span", { class: "excerpt" }, said),
    started && el("span", { class: "quiet" }, time(started))));
}
