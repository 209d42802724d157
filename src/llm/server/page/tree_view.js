// The tree of a conversation: every call, indented where it branches.

import { byId, el } from "./dom.js";
import { textOf } from "./tree.js";
import { beginning, time } from "./words.js";

/** Show the tree with the path to *leaf* marked; `go(call)` is what a click does. */
export function showTree(tree, leaf, go) {
  const path = new Set(tree.path(leaf).map((call) => call.id));
  const whole = branch(tree, tree.children(null), path, leaf, go);
  byId("tree").replaceChildren(el("h2", {}, "Tree"), whole);
}

/** A list of calls that follow one another; where there are several ways on, a list of lists. */
function branch(tree, starts, path, leaf, go) {
  const list = el("ol", { class: "chain" });
  let next = starts;
  while (next.length === 1) {
    list.append(el("li", {}, entry(next[0], path, leaf, go)));
    next = tree.children(next[0].id);
  }
  if (next.length) {
    const ways = next.map((call) => el("li", {}, chainFrom(tree, call, path, leaf, go)));
    const fork = el("ul", { "aria-label": `${next.length} branches` }, ways);
    list.append(el("li", { class: "fork" }, fork));
  }
  return list;
}

function chainFrom(tree, call, path, leaf, go) {
  const list = branch(tree, tree.children(call.id), path, leaf, go);
  list.prepend(el("li", {}, entry(call, path, leaf, go)));
  return list;
}

function entry(call, path, leaf, go) {
  const text = textOf(call.said.filter((message) => message.role === "user")) || "Results of tools";
  const { model, started, status } = call;
  const about = [model, started && time(started), status !== "ok" && status];
  const button = el(
    "button",
    {
      type: "button",
      class: path.has(call.id) ? "on-path" : null,
      "aria-current": call.id === leaf ? "true" : null,
      onclick: () => go(call),
    },
    el("span", { class: "text" }, beginning(text, 90)),
    el("span", { class: "quiet" }, about.filter(Boolean).join(" · ")),
  );
  const link = (id) => el("a", { class: "quiet", href: `#/c/${id}` }, "Forked from here");
  return [button, ...call.forks.map(link)];
}
