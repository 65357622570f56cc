// The document is beside the page, which may be asked for with a slash at the end of its address. Keys that somebody types stay in this tab.
window.SwaggerUIBundle({
  url: new URL('../openapi.json', document.currentScript.src).href,
  dom_id: '#document',
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
});
