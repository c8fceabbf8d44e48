// The first thing in the body: tells style sheets and modules, before anything is painted, that scripts run.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
