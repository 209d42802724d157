// Light or dark: as the system has it, unless somebody chose.

import { byId } from "./dom.js";

const KEPT = "llm-theme";

/** Take the colours that were chosen, and let others be chosen. */
export function startTheme() {
  const select = byId("theme");
  const apply = (chosen) => {
    if (chosen) document.documentElement.dataset.theme = chosen;
    else delete document.documentElement.dataset.theme;
  };
  select.value = localStorage.getItem(KEPT) ?? "";
  apply(select.value);
  select.addEventListener("change", () => {
    localStorage.setItem(KEPT, select.value);
    apply(select.value);
  });
}
