// The behaviours of govuk-frontend that Consult uses, bundled into static/vendor/govuk/govuk.js
// (docs/front-end.md says how). Every page works without them.
import {
  Button,
  CharacterCount,
  Checkboxes,
  ErrorSummary,
  NotificationBanner,
  PasswordInput,
  Radios,
  ServiceNavigation,
  SkipLink,
  createAll,
} from "govuk-frontend";

export function start() {
  createAll(Button, { preventDoubleClick: true });
  for (const behaviour of [
    CharacterCount,
    Checkboxes,
    ErrorSummary,
    NotificationBanner,
    PasswordInput,
    Radios,
    ServiceNavigation,
    SkipLink,
  ]) {
    createAll(behaviour);
  }
}
