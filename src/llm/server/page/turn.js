// One turn: what was said, and the answer, with what can be done about both.

import { copyButton, el, show } from "./dom.js";
import { AnswerView, stored } from "./parts.js";
import { textOf } from "./tree.js";
import { dollars, duration, exactly, time, tokens } from "./words.js";

const EDIT = "Say it in other words, as another branch";
const RETRY = "Ask again, of the model that is chosen below";
const ENDS = {
  length: "Cut off: the limit of tokens was reached.",
  content_filter: "Cut off by the provider's content filter.",
};

export class TurnView {
  /** `acts` has `retry(call)`, `edit(call, text)`, `go(call)`, and `client()`: who we are. */
  constructor(call, acts) {
    this.call = call;
    this._acts = acts;
    this.answer = new AnswerView();
    this._instructions = el("div");
    this._said = el("div", { class: "said" });
    this._saidActions = el("div", { class: "actions" });
    this._state = el("p", { class: "state" });
    this._meta = el("span", { class: "meta quiet" });
    this._actions = el("div", { class: "actions" });
    this._user = el("section", { class: "message user", "aria-label": "You" },
      el("h2", { class: "who" }, "You"), this._said, this._saidActions);
    this._who = el("h2", { class: "who" });
    const footer = el("footer", {}, this._meta, this._actions);
    this._model = el("section", { class: "message model" },
      this._who, this.answer.element, this._state, footer);
    this.element = el("article", { class: "turn", id: `call-${call.id}`, tabindex: "-1" },
      this._instructions, this._user, this._model);
    this.update(call);
    this.answer.fill(call.output);
  }

  /** Show what has changed about the call, but for the answer itself. */
  update(call) {
    this.call = call;
    const spoken = call.said.filter((message) => message.role !== "tool");
    const results = call.said.filter((message) => message.role === "tool");
    this._said.replaceChildren(
      ...results.flatMap((message) => message.parts.flatMap(stored)),
      ...spoken.flatMap((message) => message.parts.flatMap(typed)),
    );
    show(this._user, call.said.length > 0);
    this._user.querySelector("h2").textContent = spoken.length ? "You" : "Tools";
    this._who.textContent = call.model;
    this._model.setAttribute("aria-label", call.model);
    this.element.setAttribute("aria-label", `Turn with ${call.model}`);
    this.element.setAttribute("aria-busy", String(call.status === "running"));
    this._meta.replaceChildren(...meta(call, this._acts.client()));
    this._showState(call);
  }

  /** Show where the turn stands in the tree, and what led to it. */
  place(tree) {
    const { call, _acts: acts } = this;
    const [wordings, retries] = [tree.wordings(call), tree.retries(call)];
    const place = JSON.stringify([call.status, ...[wordings, retries].map((all) => all.map(idOf))]);
    if (place === this._place) return;
    this._place = place;
    const before = tree.parent(call);
    const changed = call.instructions !== (before?.instructions ?? "");
    this._instructions.replaceChildren(...(changed ? instructions(call.instructions) : []));
    const text = textOf(call.said.filter((message) => message.role === "user"));
    this._saidActions.replaceChildren(
      ...switcher(wordings, call, "wording", acts.go),
      ...(text ? [button("Edit", () => this.edit(), EDIT), copyButton(() => text)] : []),
    );
    this._actions.replaceChildren(
      ...switcher(retries, call, "answer", acts.go),
      ...(call.status === "running" ? [] : [button("Retry", () => acts.retry(this.call), RETRY)]),
      ...(textOf(call.output) ? [copyButton(() => textOf(this.call.output))] : []),
    );
  }

  /** Let the words be changed in their place. */
  edit() {
    const text = textOf(this.call.said.filter((message) => message.role === "user"));
    if (!text || this._said.querySelector("form")) return;
    const before = [...this._said.childNodes];
    const area = el("textarea", { "aria-label": "Your message, in other words", rows: "3" });
    area.value = text;
    const leave = () => {
      this._said.replaceChildren(...before);
      show(this._saidActions);
      this.element.focus();
    };
    const form = el("form", { class: "edit" }, area, el("div", { class: "bar" },
      el("span", { class: "quiet space" }, "The earlier wording stays, as another branch."),
      button("Cancel", leave), el("button", { class: "main-button" }, "Send")));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (area.value.trim() && (await this._acts.edit(this.call, area.value))) leave();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") leave();
      else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) form.requestSubmit();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    this._said.replaceChildren(form);
    show(this._saidActions, false);
    area.focus();
  }

  _showState(call) {
    const said =
      call.status === "running" ? "Answering…"
      : call.status === "error" ? call.error ?? "The call failed."
      : call.status === "interrupted" ? "Interrupted: this is as far as it came."
      : call.status === "paused" ? "Paused: a tool waits for somebody."
      : ENDS[call.finish_reason] ?? "";
    this._state.textContent = said;
    this._state.className = `state ${call.status}`;
    show(this._state, Boolean(said));
  }
}

const idOf = (call) => call.id;

/** What somebody typed: as it is, not as Markdown. */
const typed = (part) => (part.type === "text" ? [plain(part.text)] : stored(part));

const plain = (text) => el("p", { class: "typed" }, text);

function instructions(text) {
  if (!text) return [el("p", { class: "quiet" }, "From here on without instructions.")];
  return [el("details", { class: "fold" }, el("summary", {}, "Instructions"), plain(text))];
}

function meta(call, own) {
  const { started } = call;
  const said = [
    started && el("time", { datetime: started, title: exactly(started) }, time(started)),
    call.resolved_model && call.resolved_model !== call.model && call.resolved_model,
    duration(call.duration_ms),
    tokens(call.usage),
    dollars(call.cost),
    call.client && call.client !== own && `asked by ${call.client}`,
  ].filter(Boolean);
  return said.flatMap((each, index) => (index ? [" · ", each] : [each]));
}

/** Which of several branches is shown, and the ways to the others. */
function switcher(branches, call, what, go) {
  if (branches.length < 2) return [];
  const at = branches.findIndex((each) => each.id === call.id);
  const to = (step, label, sign) => {
    const made = button(sign, () => go(branches[at + step]));
    made.setAttribute("aria-label", `${label} ${what}`);
    made.disabled = !branches[at + step];
    return made;
  };
  return [
    el("span", { class: "switcher", role: "group", "aria-label": `Which ${what}` },
      to(-1, "Previous", "‹"),
      el("span", {}, `${at + 1} of ${branches.length}`),
      to(1, "Next", "›")),
  ];
}

function button(label, act, title = null) {
  return el("button", { type: "button", class: "plain", title, onclick: act }, label);
}
