// Talking to the server: JSON, bytes, and the events of an answer.

import { askForToken, token } from "./access.js";

/** What the server refused, in its words. */
export class Refused extends Error {
  constructor(status, error) {
    super(error?.message ?? `The server answered with status ${status}.`);
    this.status = status;
    this.code = error?.code;
  }
}

/** Send a request; a missing or wrong token is asked for, and it is sent again. */
async function send(path, { method = "GET", body, signal } = {}) {
  for (;;) {
    const known = token();
    const headers = known ? { authorization: `Bearer ${known}` } : {};
    if (body !== undefined) headers["content-type"] = "application/json";
    let answer;
    try {
      answer = await fetch(path, { method, headers, signal, body: JSON.stringify(body) });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new Refused(0, { message: "The server cannot be reached. Does llm serve still run?" });
    }
    if (answer.ok) return answer;
    const told = await answer.json().catch(() => null);
    if (answer.status !== 401) throw new Refused(answer.status, told?.error);
    await askForToken(known ? "The server does not know this token." : "");
  }
}

/** The JSON that the server answers with. */
export const json = async (path, options) => (await send(path, options)).json();

/** An address, for this page only, of bytes that need the token. */
export async function blobUrl(path) {
  return URL.createObjectURL(await (await send(path)).blob());
}

/**
 * Every event of a call, from the first to its end; `take` is given each.
 *
 * Where the connection is lost it goes on after the last event that came. Gives whether the end
 * came.
 */
export async function events(call, take, signal) {
  let next = 0;
  let failures = 0;
  while (failures < 5) {
    try {
      const answer = await send(`/v1/calls/${encodeURIComponent(call)}/events?after=${next}`, {
        signal,
      });
      for await (const { id, data } of messages(answer.body)) {
        failures = 0;
        if (id) next = Number(id) + 1;
        const event = JSON.parse(data);
        take(event);
        if (event.type === "end") return true;
      }
    } catch (error) {
      if (signal?.aborted) return false;
      if (error instanceof Refused && error.status) throw error;
    }
    failures += 1;
    await new Promise((done) => setTimeout(done, 300 * failures));
  }
  return false;
}

/** The messages of a stream of server-sent events. */
async function* messages(body) {
  // Not all browsers can iterate over a stream.
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value;
    const whole = rest.split("\n\n");
    rest = whole.pop();
    for (const one of whole) {
      const fields = {};
      for (const line of one.split("\n")) {
        const colon = line.indexOf(":");
        if (colon > 0) fields[line.slice(0, colon)] = line.slice(colon + 1).trimStart();
      }
      if (fields.data) yield fields;
    }
  }
}
