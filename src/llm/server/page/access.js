// The token: from the address that `llm serve` prints, for as long as the tab is open.

import { byId, show } from "./dom.js";

const KEPT = "llm-token";

/** The token, or null. One in the address is taken out of it: no history has it, no bookmark. */
export function token() {
  const given = new URLSearchParams(location.hash.slice(1)).get("token");
  if (given) {
    sessionStorage.setItem(KEPT, given);
    history.replaceState(null, "", "/#/");
  }
  return sessionStorage.getItem(KEPT);
}

let asking = null;

/** Ask for a token, with what was wrong with the one before; settles when there is one. */
export function askForToken(problem = "") {
  asking ??= new Promise((done) => {
    const dialog = byId("token-dialog");
    const input = byId("token");
    byId("token-problem").textContent = problem;
    show(byId("token-problem"), Boolean(problem));
    input.value = "";
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    byId("token-form").addEventListener(
      "submit",
      () => {
        sessionStorage.setItem(KEPT, input.value.trim());
        asking = null;
        done();
      },
      { once: true },
    );
    dialog.showModal();
  });
  return asking;
}
