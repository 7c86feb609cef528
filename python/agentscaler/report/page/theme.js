// Light, dark, or as the system says. The choice is kept where the browser allows it.

import { byId } from "./dom.js";

const THEMES = ["auto", "light", "dark"];
const KEY = "agentscaler-theme";

function stored() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser may refuse storage to a file opened from disk
  }
}

function store(theme) {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // the choice then lasts as long as the page
  }
}

export function startTheme() {
  const button = byId("theme");
  let theme = THEMES.includes(stored()) ? stored() : "auto";
  const show = () => {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    button.textContent = { auto: "◐ Auto", light: "○ Light", dark: "● Dark" }[theme];
    button.setAttribute("aria-label", `Colours: ${theme}. Change.`);
  };
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    store(theme);
    show();
  });
  button.hidden = false;
  show();
}
