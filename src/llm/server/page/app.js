// The page: which conversation is open, where in its tree, and what can be done there.

import { token } from "./access.js";
import { json } from "./api.js";
import { Composer } from "./composer.js";
import { Conversations } from "./conversations.js";
import { ask, byId, show } from "./dom.js";
import { announceEnd, follow } from "./following.js";
import { startKeys } from "./keys.js";
import { startTheme } from "./theme.js";
import { Thread } from "./thread.js";
import { Tree } from "./tree.js";
import { showTree } from "./tree_view.js";
import { counted, dollars, tokens } from "./words.js";

const NEW = "New chat";
const NO_HISTORY =
  "This server was started with --no-log: without a history there is nothing to see or say here.";

class App {
  constructor() {
    this._tree = new Tree();
    this._conversation = null;
    this._leaf = null;
    this._following = new Map();
    this._composer = new Composer({
      send: (message) => this._say(message),
      stop: () => this._stop(),
    });
    this._conversations = new Conversations();
    this._thread = new Thread({
      retry: (call) => this._ask({ again: call.id }),
      edit: (call, text) => this._ask({ again: call.id, text }),
      go: (call) => this._go(call),
      client: () => this._client,
    });
  }

  async start() {
    token();
    startTheme();
    this._listen();
    const server = await json("/api/server");
    this._composer.offer(server.models, server.default, server.no_key);
    this._client = server.client;
    if (!server.keeps) {
      this._composer.close(NO_HISTORY);
      this._thread.clear();
      return;
    }
    window.addEventListener("hashchange", () => this._route());
    await Promise.all([this._conversations.refresh(), this._route()]);
    this._composer.focus();
  }

  // --- where we are

  async _route() {
    if (token() && location.hash.startsWith("#token")) return;
    const [, kind, conversation, call] = location.hash.split("/");
    this._composer.problem("");
    this._sidebar(false);
    if (kind !== "c" || !conversation) return this._empty();
    if (conversation === this._conversation?.id) {
      const known = call !== this._leaf && this._tree.get(call);
      if (known) this._show(this._tree.leaf(call), call);
      return;
    }
    await this._open(conversation, call);
  }

  _empty() {
    this._leaveOthers();
    this._conversation = null;
    this._tree = new Tree();
    this._leaf = null;
    this._thread.clear();
    this._composer.instructions = "";
    this._about();
  }

  async _open(conversation, at) {
    let found;
    try {
      found = await json(`/api/conversations/${encodeURIComponent(conversation)}`);
    } catch (error) {
      this._empty();
      this._composer.problem(error.message);
      return;
    }
    this._leaveOthers();
    this._thread.clear();
    this._conversation = found.conversation;
    this._tree = new Tree(found.calls);
    const from = this._tree.get(at)?.id ?? null;
    const tip = found.calls.find((call) => call.is_tip)?.id ?? null;
    if (this._tree.size) this._show(this._tree.leaf(from ?? tip), from);
    this._about();
    const last = this._tree.get(this._leaf);
    if (last) {
      this._composer.choose(last.model);
      this._composer.instructions = last.instructions;
    }
  }

  /** Show the way to *leaf*, at the turn *focus* or at the end. */
  _show(leaf, focus = null) {
    this._leaf = leaf;
    this._thread.show(this._tree, leaf);
    for (const call of this._tree.path(leaf)) if (call.status === "running") this._follow(call);
    if (focus) this._thread.to(focus);
    else this._thread.toEnd();
    this._about();
  }

  _go(call) {
    const leaf = this._tree.leaf(call.id);
    this._show(leaf, call.id);
    history.replaceState(null, "", `#/c/${this._conversation.id}/${leaf}`);
  }

  _about() {
    const name = this._conversation ? this._conversation.name || "Without a title" : NEW;
    byId("title").textContent = name;
    document.title = this._conversation ? `${name} – llm` : "llm";
    show(byId("tools"), this._conversation !== null);
    byId("totals").textContent = totals(this._tree.path(this._leaf));
    this._conversations.mark(this._conversation?.id ?? null);
    this._composer.running = this._tree.get(this._leaf)?.status === "running";
    const wanted = byId("tree-toggle").getAttribute("aria-pressed") === "true";
    const shown = wanted && this._tree.size > 0;
    show(byId("tree"), shown);
    if (shown) showTree(this._tree, this._leaf, (call) => this._go(call));
  }

  // --- saying something

  _say({ text, attachments }) {
    const { instructions } = this._composer;
    return this._ask({ text, attachments, after: this._leaf, instructions });
  }

  /** Ask a model; gives whether the server took it. */
  async _ask(body) {
    this._composer.problem("");
    try {
      const after = this._tree.get(body.again)?.after ?? null;
      const asked = { model: this._composer.model, ...body };
      const started = await json("/api/chat", { method: "POST", body: asked });
      const call = await json(`/api/calls/${started.call}`);
      if (this._conversation?.id !== call.conversation) await this._moveTo(call);
      if (!this._tree.get(call.id)) this._tree.add(call, body.after ?? after);
      this._show(call.id);
      if (call.status !== "running") announceEnd(call);
      history.replaceState(null, "", `#/c/${call.conversation}/${call.id}`);
      this._conversations.refresh();
      return true;
    } catch (error) {
      this._composer.problem(error.message);
      return false;
    }
  }

  async _moveTo(call) {
    this._leaveOthers();
    const { conversation, calls } = await json(`/api/conversations/${call.conversation}`);
    this._conversation = conversation;
    this._tree = new Tree(calls);
    this._thread.clear();
  }

  async _follow(call) {
    if (this._following.has(call.id)) return;
    const reading = new AbortController();
    this._following.set(call.id, reading);
    try {
      const ended = await follow(call, this._thread.view(call), reading.signal);
      if (ended && this._tree.get(ended.id)) {
        this._tree.put(ended);
        this._thread.view(ended).update(this._tree.get(ended.id));
        this._thread.show(this._tree, this._leaf);
        this._conversations.refresh();
      }
    } catch (error) {
      if (!reading.signal.aborted) this._composer.problem(error.message);
    } finally {
      if (this._following.get(call.id) === reading) this._following.delete(call.id);
      this._about();
    }
  }

  async _stop() {
    const call = this._tree.get(this._leaf);
    if (call?.status !== "running") return;
    try {
      await json(`/v1/calls/${call.id}/cancel`, { method: "POST", body: {} });
    } catch (error) {
      this._composer.problem(error.message);
    }
  }

  /** Answers go on when nobody reads them; they are read again when we come back. */
  _leaveOthers() {
    for (const reading of this._following.values()) reading.abort();
    this._following.clear();
  }

  // --- the conversation itself

  async _rename() {
    const value = this._conversation.name ?? "";
    const name = await ask({ title: "Rename the conversation", yes: "Rename", value });
    if (name) await this._change("PATCH", { name });
  }

  async _delete() {
    const yes = await ask({
      title: "Delete the conversation?",
      text: "All of its turns and branches are deleted from the history. This cannot be undone.",
      yes: "Delete",
    });
    if (yes && (await this._change("DELETE", {}))) location.hash = "#/";
  }

  async _change(method, body) {
    try {
      const changed = await json(`/api/conversations/${this._conversation.id}`, { method, body });
      if (changed.name) this._conversation.name = changed.name;
      this._about();
      await this._conversations.refresh();
      return true;
    } catch (error) {
      this._composer.problem(error.message);
      return false;
    }
  }

  _newChat() {
    if (location.hash === "#/" || !location.hash) this._empty();
    location.hash = "#/";
    this._composer.focus();
  }

  _sidebar(open) {
    byId("sidebar").classList.toggle("open", open);
    byId("sidebar-open").setAttribute("aria-expanded", String(open));
    if (open) byId("search").focus();
  }

  _toggleTree() {
    const button = byId("tree-toggle");
    button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
    this._about();
  }

  _listen() {
    const clicks = {
      new: () => this._newChat(),
      rename: () => this._rename(),
      delete: () => this._delete(),
      "tree-toggle": () => this._toggleTree(),
      "sidebar-open": () => this._sidebar(true),
      "sidebar-close": () => this._closeSidebar(),
      skip: () => this._composer.focus(),
    };
    for (const [id, act] of Object.entries(clicks)) {
      byId(id).addEventListener("click", (event) => {
        event.preventDefault();
        act();
      });
    }
    const current = (act) => () => {
      const view = this._thread.current();
      if (view) act(view);
    };
    startKeys({
      newChat: () => this._newChat(),
      write: () => this._composer.focus(),
      step: (count) => this._thread.step(count),
      edit: current((view) => view.edit()),
      retry: current((view) => this._ask({ again: view.call.id })),
      branch: (step) => current((view) => this._toBranch(view.call, step))(),
      tree: () => this._conversation && this._toggleTree(),
      escape: () => {
        if (byId("sidebar").classList.contains("open")) this._closeSidebar();
        else this._stop();
      },
    });
  }

  _closeSidebar() {
    this._sidebar(false);
    byId("sidebar-open").focus();
  }

  _toBranch(call, step) {
    const branches = this._tree.siblings(call);
    const next = branches[branches.indexOf(call) + step];
    if (next) this._go(next);
  }
}

/** What the turns that are shown took, all together. */
function totals(path) {
  if (!path.length) return "";
  const sum = (of) => path.reduce((total, call) => total + (of(call) ?? 0), 0);
  const [input, output] = [sum((call) => call.usage.input), sum((call) => call.usage.output)];
  const used = input || output ? tokens({ input, output }) : "";
  const said = [counted(path.length, "turn", "turns"), used, dollars(sum((call) => call.cost))];
  return said.filter(Boolean).join(" · ");
}

const app = new App();
app.start().catch((error) => {
  byId("problem").textContent = error.message;
  show(byId("problem"));
});
