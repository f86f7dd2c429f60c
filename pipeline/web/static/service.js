// The components' own behaviour; every page works without it.
import { initAll } from "./nhsuk.js";

initAll();
