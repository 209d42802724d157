// The turns from the beginning of a conversation to the one that is shown last.

import { byId, el } from "./dom.js";
import { TurnView } from "./turn.js";

const NEAR = 80;

export class Thread {
  constructor(acts) {
    this._acts = acts;
    this._scroll = byId("scroll");
    this._list = byId("thread");
    this._views = new Map();
    this._follows = true;
    this._scroll.addEventListener("scroll", () => {
      const { scrollHeight, scrollTop, clientHeight } = this._scroll;
      this._follows = scrollHeight - scrollTop - clientHeight < NEAR;
    });
    new ResizeObserver(() => this._follow()).observe(this._list);
    for (const moves of ["focusin", "focusout"]) {
      document.addEventListener(moves, () => this._mark());
    }
  }

  /** Forget all turns, and say what can be done. */
  clear() {
    this._views.clear();
    this._follows = true;
    const kept = "What is said here is kept in the history, beside what llm said in the terminal.";
    this._list.replaceChildren(
      el("div", { class: "empty" },
        el("p", {}, "Ask something, or open a conversation."),
        el("p", { class: "quiet" }, kept)),
    );
  }

  /** Show the turns that lead to *leaf*; those that were shown before stay as they are. */
  show(tree, leaf) {
    const path = tree.path(leaf);
    const views = path.map((call) => this.view(call));
    for (const view of views) view.place(tree);
    const wanted = views.map((view) => view.element);
    const shown = this._list.children;
    // What stays is not touched: a long conversation takes long to be laid out anew.
    let same = 0;
    while (same < wanted.length && wanted[same] === shown[same]) same += 1;
    while (shown.length > same) this._list.lastElementChild.remove();
    this._list.append(...wanted.slice(same));
    this._mark();
  }

  /** The view of a call. */
  view(call) {
    let view = this._views.get(call.id);
    if (!view) this._views.set(call.id, (view = new TurnView(call, this._acts)));
    return view;
  }

  /** Stay at the end, where new text comes. */
  toEnd() {
    this._follows = true;
    this._follow();
  }

  /** Go to a turn. */
  to(id) {
    const element = this._views.get(id)?.element;
    if (!element) return;
    this._follows = false;
    intoView(element);
    element.focus({ preventScroll: true });
  }

  /** The view of the turn on which keys act. */
  current() {
    const element = this._current();
    return [...this._views.values()].find((view) => view.element === element) ?? null;
  }

  /** Go so many turns on from the one on which keys act. */
  step(count) {
    const current = this._current();
    if (!current) return;
    const turns = [...this._list.children];
    const turn = turns[turns.indexOf(current) + count] ?? current;
    turn.focus({ preventScroll: true });
    intoView(turn);
  }

  /** The turn that somebody chose, which has the focus, or else the newest that is shown. */
  _current() {
    return document.activeElement?.closest(".turn") ?? this._list.querySelector(".turn:last-child");
  }

  /** Let it be seen on which turn keys act. */
  _mark() {
    const current = this._current();
    if (this._marked === current) return;
    this._marked?.removeAttribute("aria-current");
    current?.setAttribute("aria-current", "true");
    this._marked = current;
  }

  _follow() {
    if (this._follows) this._scroll.scrollTop = this._scroll.scrollHeight;
  }
}

/** Scroll to the beginning of a turn, and again when those around it have their real heights. */
function intoView(turn) {
  const go = () => turn.scrollIntoView({ block: "start" });
  go();
  requestAnimationFrame(() => {
    go();
    requestAnimationFrame(go);
  });
}
