// The box in which a message is written: its text, its attachments, the model, the instructions.

import { byId, el, show } from "./dom.js";

const KEPT = "llm-model";
const TALLEST = 320;

export class Composer {
  /** `send(message)` gives whether it was taken, `stop()` ends what is running. */
  constructor({ send, stop }) {
    this._form = byId("composer");
    this._text = byId("message");
    this._model = byId("model");
    this._instructions = byId("instructions");
    this._files = [];
    this._running = false;
    this._busy = false;
    this._form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this._running) stop();
      else this._send(send);
    });
    this._text.addEventListener("input", () => this._fit());
    this._text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || this._running) return;
      event.preventDefault();
      this._form.requestSubmit();
    });
    this._model.addEventListener("change", () => localStorage.setItem(KEPT, this._model.value));
    byId("instructions-toggle").addEventListener("click", () => {
      this._unfold(byId("instructions-box").hidden);
      if (!byId("instructions-box").hidden) this._instructions.focus();
    });
    this._takeFiles();
  }

  /** The model that is chosen. */
  get model() {
    return this._model.value;
  }

  /** Offer these models, of which some have no key. */
  offer(models, preferred, lacking) {
    const name = (id) => (lacking.includes(id) ? `${id} (no key)` : id);
    this._model.replaceChildren(...models.map((id) => el("option", { value: id }, name(id))));
    this.choose(localStorage.getItem(KEPT) ?? preferred);
  }

  /** Choose a model, if it is offered. */
  choose(id) {
    if ([...this._model.options].some((option) => option.value === id)) this._model.value = id;
  }

  /** The instructions that hold now. */
  get instructions() {
    return this._instructions.value;
  }

  set instructions(text) {
    this._instructions.value = text;
    this._unfold(false);
  }

  _unfold(open) {
    show(byId("instructions-box"), open);
    byId("instructions-toggle").setAttribute("aria-expanded", String(open));
  }

  focus() {
    this._text.focus();
  }

  /** Say what went wrong; nothing takes it away. */
  problem(text) {
    byId("problem").textContent = text;
    show(byId("problem"), Boolean(text));
  }

  /** Whether a model is answering, so that the button stops it. */
  set running(running) {
    this._running = running;
    byId("send").textContent = running ? "Stop" : "Send";
  }

  /** Nothing can be said: why. */
  close(why) {
    this.problem(why);
    for (const each of this._form.elements) each.disabled = true;
  }

  async _send(send) {
    const text = this._text.value;
    if (this._busy || (!text.trim() && !this._files.length)) return;
    this._busy = true;
    byId("send").disabled = true;
    try {
      const attachments = await Promise.all(this._files.map(inBase64));
      if (await send({ text, attachments })) {
        this._text.value = "";
        this._files = [];
        this._listFiles();
        this._fit();
      }
    } finally {
      this._busy = false;
      byId("send").disabled = false;
    }
  }

  _takeFiles() {
    const input = byId("files");
    byId("attach").addEventListener("click", () => input.click());
    input.addEventListener("change", () => {
      this._add(input.files);
      input.value = "";
    });
    this._text.addEventListener("paste", (event) => {
      if (event.clipboardData.files.length) {
        event.preventDefault();
        this._add(event.clipboardData.files);
      }
    });
    document.addEventListener("dragover", (event) => event.preventDefault());
    document.addEventListener("drop", (event) => {
      event.preventDefault();
      this._add(event.dataTransfer.files);
    });
  }

  _add(files) {
    this._files.push(...files);
    this._listFiles();
  }

  _listFiles() {
    const list = byId("attached");
    const remove = (file) => () => {
      this._files = this._files.filter((each) => each !== file);
      this._listFiles();
      this.focus();
    };
    list.replaceChildren(...this._files.map((file) =>
      el("li", {}, file.name, " ", el("button", {
        type: "button", class: "plain", "aria-label": `Remove ${file.name}`, onclick: remove(file),
      }, "Remove"))));
    show(list, this._files.length > 0);
  }

  _fit() {
    this._text.style.height = "auto";
    this._text.style.height = `${Math.min(this._text.scrollHeight + 2, TALLEST)}px`;
  }
}

async function inBase64(file) {
  const read = await new Promise((done, failed) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(reader.result));
    reader.addEventListener("error", () => failed(reader.error));
    reader.readAsDataURL(file);
  });
  return { type: file.type || null, content: read.slice(read.indexOf(",") + 1) };
}
