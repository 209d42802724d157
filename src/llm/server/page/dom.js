// Making elements. Text stays text: nothing here, or anywhere on the page, parses HTML.

/** An element. Attributes named `on…` are listeners; what is null or false is left out. */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((each) => each !== null && each !== undefined));
  return made;
}

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

/** Show an element, or hide it. */
export function show(element, shown = true) {
  element.hidden = !shown;
}

/** Tell those who hear the page. */
export function announce(text) {
  byId("status").textContent = text;
}

/** Ask in a dialog; gives what was typed (or `true` without `value`), and null for no. */
export function ask({ title, text = "", yes, value = null }) {
  const dialog = byId("asked");
  const input = byId("asked-input");
  byId("asked-title").textContent = title;
  byId("asked-text").textContent = text;
  byId("asked-yes").textContent = yes;
  show(input, value !== null);
  input.value = value ?? "";
  dialog.returnValue = "";
  byId("asked-no").onclick = () => dialog.close();
  dialog.showModal();
  if (value !== null) input.select();
  return new Promise((done) => {
    dialog.addEventListener(
      "close",
      () => done(dialog.returnValue !== "yes" ? null : value === null ? true : input.value.trim()),
      { once: true },
    );
  });
}

/** A button that copies what *text* gives. */
export function copyButton(text, label = "Copy") {
  const button = el("button", { type: "button", class: "plain" }, label);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text());
      button.textContent = "Copied";
    } catch {
      button.textContent = "Not copied";
    }
    announce(button.textContent);
    setTimeout(() => (button.textContent = label), 1500);
  });
  return button;
}
