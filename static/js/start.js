// Starts the design system's behaviours. Every page works without them.
import { start } from "../vendor/govuk/govuk.js";

start();
