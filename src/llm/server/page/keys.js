// Shortcuts. Single keys work outside of text boxes, and can be turned off.

import { byId, el } from "./dom.js";

const KEPT = "llm-single-keys";
const ALWAYS = [
  ["Enter", "Send the message"],
  ["Shift + Enter", "New line"],
  ["Escape", "Stop the answer, close the list"],
];

/** Listen for keys; `acts` has a function for each name below. */
export function startKeys(acts) {
  const single = {
    "/": ["Search", () => byId("search").focus()],
    n: ["New chat", acts.newChat],
    m: ["Write a message", acts.write],
    j: ["Next turn", () => acts.step(1)],
    k: ["Previous turn", () => acts.step(-1)],
    e: ["Edit the message of the marked turn", acts.edit],
    r: ["Retry the marked turn", acts.retry],
    "[": ["Previous branch", () => acts.branch(-1)],
    "]": ["Next branch", () => acts.branch(1)],
    t: ["Show the tree", acts.tree],
    "?": ["Show the shortcuts", () => byId("keys").showModal()],
  };
  list([...ALWAYS, ...Object.entries(single).map(([key, [what]]) => [key, what])]);
  const box = byId("keys-single");
  box.checked = localStorage.getItem(KEPT) !== "off";
  const take = () => document.body.classList.toggle("single-keys", box.checked);
  take();
  box.addEventListener("change", () => {
    localStorage.setItem(KEPT, box.checked ? "on" : "off");
    take();
  });
  byId("keys-open").addEventListener("click", () => byId("keys").showModal());
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") acts.escape();
    if (!box.checked || isTyped(event.target)) return;
    const found = single[event.key];
    if (found) {
      event.preventDefault();
      found[1]();
    }
  });
}

function list(keys) {
  const row = ([key, what]) =>
    el("div", {}, el("dt", {}, el("kbd", {}, key)), el("dd", {}, what));
  byId("keys-list").replaceChildren(...keys.map(row));
}

const isTyped = (target) => target.closest("input:not([type=checkbox]), textarea, select") !== null;
