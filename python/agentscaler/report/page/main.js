import { load } from "./store.js";
import { startTheme } from "./theme.js";
import { startMap } from "./domain_map.js";
import { startPanel } from "./domain_panel.js";
import { startTables } from "./tables.js";

startTheme();
const index = await load("domains");
startMap(index);
startTables(index);
await startPanel(index);
document.documentElement.dataset.ready = "true";
