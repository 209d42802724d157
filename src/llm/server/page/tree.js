// The calls of a conversation as a tree. Knows nothing of how it is shown.

/** Calls by id, and which goes on from which; one that goes on from none we see is a beginning. */
export class Tree {
  constructor(calls = []) {
    this.calls = new Map(calls.map((call) => [call.id, call]));
    this._children = null;
  }

  /** Take in what is known of a call now. */
  put(call) {
    this.calls.set(call.id, { ...this.calls.get(call.id), ...call });
    this._children = null;
  }

  /** Take in a new call, made after the one with the id *after*: it is where we go on from. */
  add(call, after) {
    for (const each of this.calls.values()) each.is_tip = false;
    this.put({ ...call, after, is_tip: true, forks: [] });
  }

  get(id) {
    return this.calls.get(id) ?? null;
  }

  get size() {
    return this.calls.size;
  }

  parent(call) {
    return this.get(call.after);
  }

  /** The calls that go on from this one, or for null the beginnings; the oldest first. */
  children(id) {
    this._children ??= this._byParent();
    return this._children.get(id) ?? [];
  }

  _byParent() {
    const found = new Map();
    for (const call of this.calls.values()) {
      const parent = this.parent(call)?.id ?? null;
      if (!found.has(parent)) found.set(parent, []);
      found.get(parent).push(call);
    }
    return found;
  }

  /** The calls that lead to this one, from the beginning, and it itself. */
  path(id) {
    const found = [];
    for (let call = this.get(id); call; call = this.parent(call)) found.push(call);
    return found.reverse();
  }

  /** The last call that is reached from this one: on the way to the tip, else always the newest. */
  leaf(id) {
    const tip = [...this.calls.values()].find((call) => call.is_tip);
    const onTheWay = new Set(tip ? this.path(tip.id).map((call) => call.id) : []);
    for (let at = id; ; ) {
      const next = this.children(at);
      if (!next.length) return at;
      at = (next.find((call) => onTheWay.has(call.id)) ?? next.at(-1)).id;
    }
  }

  /** The answers to the same words at the same place, this call among them. */
  retries(call) {
    const siblings = this.siblings(call);
    if (siblings.length < 2) return siblings;
    const said = wording(call);
    return siblings.filter((each) => wording(each) === said);
  }

  /** What else was said at this place: for each wording its newest call, for its own this one. */
  wordings(call) {
    const siblings = this.siblings(call);
    if (siblings.length < 2) return siblings;
    const newest = new Map();
    for (const each of siblings) newest.set(wording(each), each);
    newest.set(wording(call), call);
    return [...newest.values()];
  }

  siblings(call) {
    return this.children(this.parent(call)?.id ?? null);
  }
}

const wording = ({ said }) =>
  JSON.stringify(said.map(({ role, parts }) => [role, parts.map(bare)]));

// Where bytes are fetched names the call; its end names the bytes.
function bare(part) {
  const bytes = part.attachment?.bytes;
  return bytes ? { ...part, attachment: bytes.split("/").at(-1) } : part;
}

/** The texts that somebody said in a call, joined. */
export const textOf = (messages) =>
  messages
    .flatMap((message) => message.parts)
    .filter((part) => part.type === "text")
    .map((part) => part.text)
    .join("");
