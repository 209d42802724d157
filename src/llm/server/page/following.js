// Following an answer to its end, here or in another process.

import { Refused, events, json } from "./api.js";
import { announce } from "./dom.js";
import { textOf } from "./tree.js";
import { beginning } from "./words.js";

const LOOK_AGAIN = 1500;
const READ_OUT = 600;

/** Show in *view* what *call* answers until it ends; gives the call as it ended, or null. */
export async function follow(call, view, signal) {
  announce(`${call.model} is answering`);
  view.answer.clear();
  try {
    await events(call.id, (event) => view.answer.add(event), signal);
  } catch (error) {
    // It runs in another process, whose pieces come through the history.
    if (!(error instanceof Refused && error.status === 404)) throw error;
  }
  view.answer.flush();
  const ended = await whenOver(call.id, view, signal);
  if (!ended) return null;
  announceEnd(ended);
  return ended;
}

/** Read out what a model has answered. */
export function announceEnd({ status, output, error }) {
  const said = beginning(textOf(output), READ_OUT);
  announce(status === "ok" ? `The answer: ${said}` : `The answer ended: ${error ?? status}`);
}

async function whenOver(id, view, signal) {
  while (!signal.aborted) {
    const call = await json(`/api/calls/${id}`, { signal });
    if (call.status !== "running") {
      if (!view.answer.element.childNodes.length) view.answer.fill(call.output);
      return call;
    }
    view.answer.fill(call.output);
    await new Promise((done) => setTimeout(done, LOOK_AGAIN));
  }
  return null;
}
